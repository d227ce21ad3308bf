/**
 * Two results of one lab compared fact by fact. A fact is one line about one router: a session, a path with its attributes,
 * why a path is best, a RIB entry with its next hops, an advertised route. What differs from run to run is left out: times,
 * counters, versions, ids and link-local addresses, of which only the interface counts (F210–F212).
 */

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

export interface Comparison {
  readonly wanted: number;
  readonly agreeing: number;
  /** `router - fact` is missing, `router + fact` is too many. */
  readonly differences: readonly string[];
}

const fields = (v: Value): Fields => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Fields) : {});
const list = (v: Value): readonly Value[] => (Array.isArray(v) ? v : []);
const text = (v: Value, absent = ''): string => (v === undefined || v === null ? absent : typeof v === 'string' ? v : JSON.stringify(v));
const marks = (of: Fields, table: Readonly<Record<string, string>>): string =>
  Object.entries(table)
    .filter(([key]) => of[key])
    .map(([, mark]) => mark)
    .join('');

/** The facts of every router of a result, or of a recording that holds one. */
export function facts(result: Value): Map<string, string[]> {
  const inner = fields(fields(result).result ?? result);
  return new Map(Object.entries(fields(inner.routers)).map(([router, x]) => [router, routerFacts(fields(x)).sort()]));
}

function routerFacts(x: Fields): string[] {
  return [
    ...ribFacts(x['ip route']),
    ...ribFacts(x['ipv6 route']),
    ...pathFacts(x['bgp ipv4']),
    ...pathFacts(x['bgp ipv6']),
    ...detailFacts(x.detail),
    ...advertisedFacts(x.advertised),
    ...sessionFacts(x.neighbors),
  ];
}

function ribFacts(routes: Value): string[] {
  return Object.entries(fields(routes))
    .filter(([prefix]) => !prefix.startsWith('fe80'))
    .flatMap(([prefix, entries]) => list(entries).map((e) => ribFact(prefix, fields(e))));
}

function ribFact(prefix: string, e: Fields): string {
  const hops = list(e.nexthops).map((n) => hopText(fields(n)));
  const tag = e.tag ? ` tag=${text(e.tag)}` : '';
  const chosen = marks(e, { selected: '>', installed: '*' });
  return `rib ${prefix} ${text(e.protocol)} ${chosen} [${text(e.distance, '0')}/${text(e.metric, '0')}]${tag} ${hops.sort().join(' ')}`;
}

function hopText(n: Fields): string {
  const ip = text(n.ip);
  const nowhere = n.blackhole || n.reject || n.unreachable ? 'blackhole' : 'connected';
  const flags = ['active', 'fib', 'recursive', 'duplicate', 'onLink'].filter((k) => n[k]);
  return `${ip.startsWith('fe80') ? 'link-local' : ip || nowhere}@${text(n.interfaceName)}[${flags.join(',')}]`;
}

/** A peer by its address; which link-local one it has is the machine's choice. */
function peerText(id: Value): string {
  return text(id).startsWith('fe80') ? 'link-local' : text(id);
}

function pathFacts(table: Value): string[] {
  return Object.entries(fields(fields(table).routes)).flatMap(([prefix, paths]) => list(paths).map((p) => pathFact(prefix, fields(p))));
}

function pathFact(prefix: string, p: Fields): string {
  const globals = list(p.nexthops)
    .map((n) => text(fields(n).ip))
    .filter((ip) => !ip.startsWith('fe80'));
  const flags = marks(p, { valid: '*', bestpath: '>', multipath: '=', suppressed: 's', ribFailure: 'r' });
  const numbers = `med=${text(p.metric, '-')} lp=${text(p.locPrf, '-')} w=${text(p.weight, '0')}`;
  return `path ${prefix} via ${globals.join(',') || 'link-local'} from ${peerText(p.peerId)} ${flags} as=[${text(p.path)}] origin=${text(p.origin)} ${numbers}`;
}

function detailFacts(details: Value): string[] {
  return Object.entries(fields(details)).flatMap(([prefix, d]) => {
    const entry = fields(d);
    const paths = list(entry.paths).map(fields);
    const sent = Object.keys(fields(entry.advertisedTo)).sort();
    return [...paths.flatMap((p) => pathDetails(prefix, p, paths.length)), ...(sent.length > 0 ? [`sent ${prefix} to ${sent.join(' ')}`] : [])];
  });
}

function pathDetails(prefix: string, p: Fields, among: number): string[] {
  const worded = ['community', 'largeCommunity'].filter((k) => k in p).map((k) => `${k}=${text(fields(p[k]).string ?? p[k])}`);
  const plain = ['originatorId', 'atomicAggregate', 'aggregatorAs', 'aggregatorId', 'receivedFromRrClient']
    .filter((k) => k in p)
    .map((k) => `${k}=${text(p[k])}`);
  const clusters = 'clusterList' in p ? [`clusters=${text(fields(p.clusterList).list)}`] : [];
  const bits = [...worded, ...plain, ...clusters];
  const best = fields(p.bestpath);
  return [
    ...(bits.length > 0 ? [`attrs ${prefix} from ${peerText(fields(p.peer).peerId)}: ${bits.join(' ')}`] : []),
    ...(best.overall && among > 1 ? [`why ${prefix}: ${text(best.selectionReason)}`] : []),
  ];
}

function advertisedFacts(peers: Value): string[] {
  return Object.entries(fields(peers)).flatMap(([peer, families]) =>
    Object.values(fields(families)).flatMap((t) =>
      Object.entries(fields(fields(t).advertisedRoutes)).map(([prefix, route]) => {
        const a = fields(route);
        const nextHop = text(a.nextHop) || text(a.nextHopGlobal, '-').replace(/^fe80:.*/, 'link-local');
        const numbers = `med=${text(a.metric, '-')} lp=${text(a.locPrf, '-')}`;
        return `adv ${peer} ${prefix} nh=${nextHop} as=[${text(a.path)}] origin=${text(a.bgpOriginCode ?? a.origin)} ${numbers}`;
      }),
    ),
  );
}

function sessionFacts(summary: Value): string[] {
  return Object.entries(fields(summary)).flatMap(([family, t]) =>
    Object.entries(fields(fields(t).peers)).map(([peer, s]) => {
      const p = fields(s);
      const up = p.state === 'Established';
      const counts = up ? `rcvd=${text(p.pfxRcd, '0')} sent=${text(p.pfxSnt, '0')}` : 'rcvd=- sent=-';
      return `session ${family} ${peer} as ${text(p.remoteAs)} ${up ? 'up' : 'down'} ${counts}`;
    }),
  );
}

/** What of `want` is in `got`, router by router, and what is not, or is there too many times. */
export function compare(want: Value, got: Value): Comparison {
  const has = facts(got);
  const differences: string[] = [];
  let wanted = 0;
  let agreeing = 0;
  for (const [router, expected] of facts(want)) {
    const rest = [...(has.get(router) ?? [])];
    for (const fact of expected) {
      wanted++;
      const at = rest.indexOf(fact);
      if (at >= 0) {
        rest.splice(at, 1);
        agreeing++;
      } else differences.push(`${router} - ${fact}`);
    }
    differences.push(...rest.map((fact) => `${router} + ${fact}`));
  }
  return { wanted, agreeing, differences };
}
