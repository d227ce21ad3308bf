/** What the process originates, and per-family settings of the process; `router bgp` itself takes the IPv4 ones (F8). */
import { type Ipv4, isIpv4, makePrefix, type Prefix, prefixKey } from '../../ip/index.ts';
import type { FamilyDraft } from '../build/drafts.ts';
import { type Command, type Context, commands, type Row } from '../command.ts';
import { refuse, type Verdict } from '../verdict.ts';
import type { FilterRef, RedistributeProtocol } from '../config.ts';
import type { Mode } from '../modes.ts';
import { classfulPrefix, maskLength } from './lists.ts';

type Side = 'ipv4' | 'ipv6';

function familyOf({ build }: Context, side: Side): FamilyDraft {
  return build.process.draft[side];
}

/** F108: another `distance bgp` has both families announced to zebra at once, with the distances by prefix of that moment (bgp_route.c bgp_announce_routes_distance_update). */
function setDistance(c: Context, side: Side, distance: FamilyDraft['distance']): void {
  const family = familyOf(c, side);
  const said = family.distance;
  family.distance = distance;
  if (said?.external === distance?.external && said?.internal === distance?.internal && said?.local === distance?.local) return;
  for (const both of [familyOf(c, 'ipv4'), familyOf(c, 'ipv6')]) both.announcedRules = [...both.distanceRules.values()];
}

/** A named route-map with its line; bgpd looks it up as it reads that (F5). */
function filter({ args, ref, build }: Context, key: string): FilterRef | undefined {
  const name = args.maybe(key);
  return name === undefined ? undefined : { name, source: ref, ...(!build.routeMaps.maps.has(name) && { ahead: true }) };
}

/** `P/len`, `A.B.C.D MASK`, `A.B.C.D mask MASK` or a classful address. */
function readPrefix({ args }: Context): Prefix {
  const prefix = args.maybePrefix('prefix');
  if (prefix) return prefix;
  const ip = args.ip<Ipv4>('network');
  const mask = args.maybeIp('mask') as Ipv4 | undefined;
  return mask === undefined ? classfulPrefix(ip) : makePrefix(ip, maskLength(mask));
}

/** A prefix's label index never changes, and `no` with words that are not the line's takes nothing (bgpd/bgp_route.c bgp_static_set). */
function network(c: Context, side: Side): Verdict {
  const alone = c.args.maybeIp('mask') === undefined ? c.args.maybeIp('network') : undefined;
  if (alone !== undefined && isIpv4(alone) && alone >>> 28 === 0xe) return refuse('% Inconsistent address and mask');
  const prefix = readPrefix(c);
  const key = prefixKey(prefix);
  const { networks } = familyOf(c, side);
  const known = networks.get(key);
  const routeMap = filter(c, 'map');
  const labelIndex = c.args.maybeNumber('label');
  if (c.args.no) {
    if (!known) return refuse("% Can't find static route specified");
    if (labelIndex !== undefined && labelIndex !== known.labelIndex) return refuse("% label-index doesn't match static route");
    if (routeMap && known.routeMap && routeMap.name !== known.routeMap.name) return refuse("% route-map name doesn't match static route");
    networks.delete(key);
    return undefined;
  }
  if (known && known.labelIndex !== labelIndex) return refuse('% cannot change label-index');
  networks.set(key, {
    prefix,
    ...(routeMap ? { routeMap } : {}),
    backdoor: c.args.has('backdoor'),
    ...(labelIndex === undefined ? {} : { labelIndex }),
    ...(known?.precedesAddPath && { precedesAddPath: true as const }),
    source: c.ref,
  });
  return undefined;
}

function aggregate(c: Context, side: Side): Verdict {
  const prefix = readPrefix(c);
  const { aggregates } = familyOf(c, side);
  const key = prefixKey(prefix);
  if (c.args.no) return aggregates.delete(key) ? undefined : refuse('% There is no aggregate-address configuration.');
  if (prefix.length === (side === 'ipv4' ? 32 : 128)) {
    return refuse(`Specified prefix: ${c.args.text('prefix')} will not result in any useful aggregation, disallowing`, 'F51');
  }
  const suppressMap = filter(c, 'suppress');
  if (suppressMap && c.args.has('summary-only')) return refuse("'summary-only' and 'suppress-map' can't be used at the same time", 'F53');
  const routeMap = filter(c, 'map');
  const origin = c.args.maybe('origin') as 'igp' | 'egp' | 'incomplete' | undefined;
  aggregates.set(key, {
    prefix,
    // bgpd warns that it ignores as-set then.
    asSet: c.args.has('as-set') && !c.build.process.draft.rejectAsSets,
    summaryOnly: c.args.has('summary-only'),
    matchingMedOnly: c.args.has('matching-MED-only'),
    ...(origin ? { origin } : {}),
    ...(routeMap ? { routeMap } : {}),
    ...(suppressMap ? { suppressMap } : {}),
    source: c.ref,
  });
  return undefined;
}

function redistribute(c: Context, side: Side): Verdict {
  const protocol = c.args.text('protocol') as RedistributeProtocol;
  const instance = c.args.maybeNumber('instance');
  const key = instance === undefined ? protocol : `${protocol} ${instance}`;
  const { redistribute: list } = familyOf(c, side);
  if (c.args.no) return void list.delete(key);
  const before = list.get(key);
  const routeMap = filter(c, 'map') ?? before?.routeMap;
  const metric = c.args.maybeNumber('metric') ?? before?.metric;
  list.set(key, {
    protocol,
    ...(instance === undefined ? {} : { instance }),
    ...(metric === undefined ? {} : { metric }),
    ...(routeMap ? { routeMap } : {}),
    source: c.ref,
  });
  return undefined;
}

function rows(side: Side): Row[] {
  const prefix = side === 'ipv4' ? 'A.B.C.D/M$prefix' : 'X:X::X:X/M$prefix';
  const networkWord = side === 'ipv4' ? `<${prefix}|A.B.C.D$network [mask A.B.C.D$mask]>` : prefix;
  const aggregateWord = side === 'ipv4' ? `<${prefix}|A.B.C.D$network A.B.C.D$mask>` : prefix;
  const protocols =
    side === 'ipv4'
      ? 'kernel|connected|static|rip|ospf|isis|eigrp|nhrp|table|vnc|babel|openfabric'
      : 'kernel|connected|static|ripng|ospf6|isis|nhrp|table|vnc|babel|openfabric';
  const instanced = side === 'ipv4' ? '<ospf|table>$protocol (1-65535)$instance|' : '';
  const source = `<${instanced}<${protocols}>$protocol>`;
  const extras = '[{metric (0-4294967295)$metric|route-map RMAP$map}]';
  return [
    {
      syntax: `network ${networkWord} [{route-map RMAP$map|label-index (0-1048560)$label${side === 'ipv4' ? '|backdoor' : ''}}]`,
      no: true,
      help: 'Originates this prefix, while the RIB holds exactly it (F46, F47).',
      manual: 'bgp: Route Advertisement',
      apply: (c) => network(c, side),
    },
    {
      syntax: `aggregate-address ${aggregateWord} [{as-set|summary-only|route-map RMAP$map|origin <egp|igp|incomplete>$origin|matching-MED-only|suppress-map RMAP$suppress}]`,
      no: true,
      help: 'Originates this prefix while a more specific one is in the BGP table (F51).',
      manual: 'bgp: Route Aggregation',
      apply: (c) => aggregate(c, side),
    },
    {
      syntax: `redistribute ${source} ${extras}`,
      no: true,
      help: 'Originates the routes of another protocol, with origin incomplete (F49).',
      manual: 'bgp: Redistribution',
      apply: (c) => redistribute(c, side),
    },
    {
      syntax: `redistribute table-direct (1-65535) ${extras}`,
      no: true,
      help: 'Originates the routes of another kernel table, without taking them into the RIB.',
      manual: 'bgp: Redistribution',
      since: '10.0',
      effect: 'originate the routes of another kernel table',
    },
    { syntax: `redistribute vnc-direct ${extras}`, no: true, help: 'Originates VNC routes.', effect: 'originate VNC routes' },
    {
      syntax: 'distance bgp (1-255)$external (1-255)$internal (1-255)$local',
      no: 'no distance bgp [(1-255) (1-255) (1-255)]',
      help: 'Distances of external, internal and local routes; 20, 200, 200 unless said (F108).',
      manual: 'bgp: Administrative Distance Metrics',
      apply: (c) => {
        setDistance(
          c,
          side,
          c.args.no ? undefined : { external: c.args.number('external'), internal: c.args.number('internal'), local: c.args.number('local') },
        );
      },
    },
    {
      syntax: `distance (1-255)$distance ${prefix} [${side === 'ipv4' ? 'ACL4' : 'ACL6'}$list]`,
      no: true,
      help: 'The distance of routes learned from peers in this prefix.',
      manual: 'bgp: Administrative Distance Metrics',
      apply: (c): Verdict => {
        const at = c.args.prefix('prefix');
        const { distanceRules } = familyOf(c, side);
        if (c.args.no) {
          const known = distanceRules.get(prefixKey(at));
          if (!known) return refuse("Can't find specified prefix");
          if (known.distance !== c.args.number('distance')) return refuse('Distance does not match configured');
          distanceRules.delete(prefixKey(at));
          return undefined;
        }
        const accessList = c.args.maybe('list');
        distanceRules.set(prefixKey(at), {
          distance: c.args.number('distance'),
          prefix: at,
          ...(accessList === undefined ? {} : { accessList }),
          source: c.ref,
        });
        return undefined;
      },
    },
    {
      syntax: 'maximum-paths (1-256)$paths',
      no: 'no maximum-paths [(1-256)]',
      help: 'How many eBGP paths may share traffic; 256 unless said (F6).',
      manual: 'bgp: Multipath',
      apply: (c) => {
        familyOf(c, side).maximumPaths = c.args.no ? undefined : c.args.number('paths');
      },
    },
    {
      syntax: 'maximum-paths ibgp (1-256)$paths [equal-cluster-length]',
      no: 'no maximum-paths ibgp [(1-256) [equal-cluster-length]]',
      help: 'How many iBGP paths may share traffic (F6, F44).',
      manual: 'bgp: Multipath',
      apply: (c) => {
        familyOf(c, side).maximumPathsIbgp = c.args.no ? undefined : { paths: c.args.number('paths'), equalClusterLength: c.args.has('equal-cluster-length') };
      },
    },
    {
      syntax: 'table-map RMAP$map',
      no: true,
      help: 'Filters what goes into the RIB; what it denies stays in BGP (F152).',
      manual: 'bgp: Route Map',
      apply: (c) => {
        familyOf(c, side).tableMap = c.args.no ? undefined : filter(c, 'map');
      },
    },
    {
      syntax: 'bgp dampening [(1-45)$half [(1-20000)$reuse (1-50000)$suppress (1-255)$longest]]',
      no: true,
      help: 'Suppresses routes that flap (F154).',
      effect: 'keep routes that are withdrawn as history, and hold back those that flap',
      apply: (c): Verdict => {
        const half = c.args.maybeNumber('half') ?? 15;
        const rest = { reuse: c.args.maybeNumber('reuse') ?? 750, suppress: c.args.maybeNumber('suppress') ?? 2000 };
        if (!c.args.no && rest.suppress < rest.reuse) return refuse('Suppress value cannot be less than reuse value ');
        familyOf(c, side).dampening = c.args.no ? undefined : [half, rest.reuse, rest.suppress, c.args.maybeNumber('longest') ?? 4 * half];
        return undefined;
      },
    },
  ];
}

const VPN: Row[] = [
  {
    syntax: '<import|export> <vpn|vrf <route-map RMAP|VRF>>',
    no: '<no> <import|export> <vpn|vrf <route-map [RMAP]|[VRF]>>',
    help: 'Leaks routes between VRFs.',
    effect: 'leak routes between VRFs',
  },
  {
    syntax: '<rd|rt|route-target|label|nexthop|route-map|sid> vpn WORD...',
    no: true,
    help: 'Shapes how routes are leaked to and from VPN.',
    effect: 'shape VPN routes',
  },
  {
    syntax: '<rt|route-target|route-target6|rt6> redirect import WORD...',
    no: true,
    help: 'Imports flowspec redirection into this VRF.',
    effect: 'redirect flowspec traffic',
  },
];

export const BGP_FAMILY_COMMANDS: Command[] = [
  ...commands({ modes: ['bgp', 'bgp-ipv4'] satisfies Mode[], manual: 'bgp: Address Families' }, rows('ipv4')),
  ...commands({ modes: ['bgp-ipv6'], manual: 'bgp: Address Families' }, rows('ipv6')),
  ...commands({ modes: ['bgp-ipv4', 'bgp-ipv6'], manual: 'bgp: L3VPN VRFs' }, VPN),
  ...commands({ modes: ['bgp-ipv4', 'bgp-ipv6', 'bgp-other'], manual: 'bgp: Address Families' }, [
    { syntax: 'exit-address-family', help: 'Leaves the address family.' },
  ]),
];
