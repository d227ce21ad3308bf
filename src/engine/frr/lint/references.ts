/**
 * Names that nothing defines, with what FRR does then (F2, F70–F77), and objects that nothing names. FRR itself says neither:
 * references are bound late.
 */
import type { ConfigRef } from '../../policy/source.ts';
import type { PolicyObjects, RouteMapEntry } from '../../policy/types.ts';
import type { FilterRef, FrrBgp, FrrBgpFamily, FrrConfig, FrrNeighbor, FrrNeighborFamily } from '../config.ts';
import type { NameSpace } from '../names.ts';
import { nearest } from '../suggest.ts';
import type { Report } from './report.ts';

interface Reference {
  readonly space: NameSpace;
  readonly name: string;
  readonly ref: ConfigRef;
  /** What FRR does while the object is missing. */
  readonly missing: string;
  readonly rule: string;
}

const WORD: Partial<Record<NameSpace, string>> = {
  'route-map': 'route-map',
  'prefix-list': 'ip prefix-list',
  'prefix-list6': 'ipv6 prefix-list',
  'access-list': 'access-list',
  'access-list6': 'ipv6 access-list',
  'as-path-list': 'bgp as-path access-list',
  'community-list': 'bgp community-list',
  'large-community-list': 'bgp large-community-list',
  'extcommunity-list': 'bgp extcommunity-list',
  'pbr-map': 'pbr-map',
};

/** The objects of each kind that the configuration defines. */
function defined(policy: PolicyObjects, config: FrrConfig): ReadonlyMap<NameSpace, ReadonlyMap<string, unknown>> {
  return new Map<NameSpace, ReadonlyMap<string, unknown>>([
    ['route-map', policy.routeMaps],
    ['prefix-list', policy.prefixLists],
    ['prefix-list6', policy.prefixLists6],
    ['access-list', policy.accessLists],
    ['access-list6', policy.accessLists6],
    ['as-path-list', policy.asPathLists],
    ['community-list', policy.communityLists],
    ['large-community-list', policy.largeCommunityLists],
    ['extcommunity-list', policy.extCommunityLists],
    ['pbr-map', config.pbrMaps],
  ]);
}

/** Reports names that are not defined, and definitions that are not named. */
export function checkReferences(report: Report): void {
  const { config, statements } = report.input;
  const objects = defined(config.policy, config);
  const used = new Set<string>();
  let guesses = 0;
  for (const reference of referencesOf(config)) {
    const { space, name, ref, missing, rule } = reference;
    used.add(`${space} ${name}`);
    const known = objects.get(space);
    if (space === 'route-map' && config.policy.routeMaps.get(name)?.entries.length === 0) {
      const message = `Route-map ${name} has lost its last entry: it is still there, and denies everything.`;
      report.add('frr-empty-route-map', 'warning', report.spanOfName(ref, space, name), message, { name }, 'F78');
    }
    if (!known || known.has(name)) continue;
    const word = WORD[space] ?? space;
    // Looking for near names is worth it in configurations that people write, not among thousands.
    const meant = known.size <= 200 && ++guesses <= 500 ? nearest(name, known.keys()) : undefined;
    const message = `There is no ${word} ${name}: ${missing}.${meant ? ` Did you mean ${meant}?` : ''}`;
    report.add(
      'frr-undefined-reference',
      'warning',
      report.spanOfName(ref, space, name),
      message,
      { kind: word, name, missing, ...(meant ? { meant } : {}) },
      'F2',
      rule,
    );
  }
  // What the lab does not model may still need the object in a real router.
  for (const { names, outcome, negated } of statements)
    if (outcome === 'not-modelled' && !negated) for (const { space, name, defines } of names) if (!defines) used.add(`${space} ${name}`);
  const told = new Set<string>();
  for (const { names, outcome, negated } of statements) {
    if (outcome !== 'applied' || negated) continue;
    for (const { space, name, span, defines } of names) {
      const key = `${space} ${name}`;
      if (!defines || used.has(key) || told.has(key) || !objects.get(space)?.has(name)) continue;
      told.add(key);
      report.add('frr-unused', 'info', span, `Nothing uses ${WORD[space] ?? space} ${name}.`, { kind: WORD[space] ?? space, name });
    }
  }
}

/** Every name that the finished configuration mentions. */
function referencesOf(config: FrrConfig): Reference[] {
  const out: Reference[] = [];
  for (const map of config.policy.routeMaps.values()) for (const entry of map.entries) out.push(...entryReferences(entry));
  if (config.bgp) out.push(...bgpReferences(config.bgp));
  for (const { use, map, source } of config.protocolMaps) {
    const missing = use === 'protocol' ? 'no route of this protocol is installed' : 'no next hop of this protocol is resolved';
    out.push({ space: 'route-map', name: map, ref: source, missing, rule: 'F112' });
  }
  for (const { pbrPolicy, source } of config.interfaces.values()) {
    if (pbrPolicy !== undefined) out.push({ space: 'pbr-map', name: pbrPolicy, ref: source, missing: 'packets are routed as usual', rule: 'F141' });
  }
  return out;
}

function bgpReferences(bgp: FrrBgp): Reference[] {
  const out = [...familyReferences(bgp.ipv4, 4), ...familyReferences(bgp.ipv6, 6)];
  for (const peer of [...bgp.peerGroups.values(), ...bgp.neighbors.values()]) out.push(...neighborReferences(peer));
  return out;
}

function familyReferences(family: FrrBgpFamily, version: 4 | 6): Reference[] {
  const out: Reference[] = [];
  const map = (ref: FilterRef | undefined, missing: string, rule: string) =>
    ref && out.push({ space: 'route-map', name: ref.name, ref: ref.source, missing, rule });
  for (const n of family.networks) map(n.routeMap, 'the network is not originated', 'F75');
  for (const r of family.redistribute) map(r.routeMap, 'nothing is redistributed', 'F75');
  for (const a of family.aggregates) {
    map(a.routeMap, 'the aggregate is not originated', 'F75');
    map(a.suppressMap, 'it suppresses nothing', 'F76');
  }
  map(family.tableMap, 'no BGP route of this family is installed', 'F152');
  for (const d of family.distanceRules) {
    if (d.accessList !== undefined)
      out.push({
        space: version === 4 ? 'access-list' : 'access-list6',
        name: d.accessList,
        ref: d.source,
        missing: 'the distance is used for no route',
        rule: 'F108',
      });
  }
  return out;
}

const DENIES = { in: 'everything that comes in is denied', out: 'nothing is sent' } as const;

function neighborReferences(peer: FrrNeighbor): Reference[] {
  const out: Reference[] = [];
  for (const side of ['ipv4', 'ipv6'] as const) {
    const family: FrrNeighborFamily = peer[side];
    const add = (space: NameSpace, ref: FilterRef | undefined, missing: string, rule: string) =>
      ref && out.push({ space, name: ref.name, ref: ref.source, missing, rule });
    add('route-map', family.routeMapIn, DENIES.in, 'F70');
    add('route-map', family.routeMapOut, DENIES.out, 'F70');
    add(side === 'ipv4' ? 'prefix-list' : 'prefix-list6', family.prefixListIn, DENIES.in, 'F71');
    add(side === 'ipv4' ? 'prefix-list' : 'prefix-list6', family.prefixListOut, DENIES.out, 'F71');
    add(side === 'ipv4' ? 'access-list' : 'access-list6', family.distributeListIn, DENIES.in, 'F71');
    add(side === 'ipv4' ? 'access-list' : 'access-list6', family.distributeListOut, DENIES.out, 'F71');
    add('as-path-list', family.filterListIn, DENIES.in, 'F71');
    add('as-path-list', family.filterListOut, DENIES.out, 'F71');
    add('route-map', family.unsuppressMap, 'suppressed routes stay suppressed', 'F53');
    add('route-map', family.defaultOriginate?.routeMap, 'the default route is not sent', 'F55');
    add('route-map', family.advertiseMap?.map, 'no prefix is sent conditionally', 'F150');
    add('route-map', family.advertiseMap?.conditionMap, 'no prefix is sent conditionally', 'F150');
  }
  return out;
}

const NEVER = 'the clause never matches, so the entry is skipped';

function entryReferences(entry: RouteMapEntry): Reference[] {
  const out: Reference[] = [];
  if (entry.call) out.push({ space: 'route-map', name: entry.call.map, ref: entry.call.source, missing: 'the call is ignored', rule: 'F74' });
  for (const m of entry.matches) {
    const six = 'family' in m && m.family === 6;
    const add = (space: NameSpace, name: string) => out.push({ space, name, ref: m.source, missing: NEVER, rule: 'F73' });
    if (m.kind === 'as-path') add('as-path-list', m.list);
    else if (m.kind === 'community') add('community-list', m.list);
    else if (m.kind === 'large-community') add('large-community-list', m.list);
    else if (m.kind === 'extcommunity') add('extcommunity-list', m.list);
    else if (m.kind === 'address-prefix-list' || m.kind === 'next-hop-prefix-list' || m.kind === 'route-source-prefix-list')
      add(six ? 'prefix-list6' : 'prefix-list', m.list);
    else if (m.kind === 'address-access-list' || m.kind === 'next-hop-access-list' || m.kind === 'route-source-access-list')
      add(six ? 'access-list6' : 'access-list', m.list);
  }
  for (const s of entry.sets) {
    if (s.kind === 'community-list-delete') out.push({ space: 'community-list', name: s.list, ref: s.source, missing: 'no community is deleted', rule: 'F87' });
    if (s.kind === 'large-community-list-delete')
      out.push({ space: 'large-community-list', name: s.list, ref: s.source, missing: 'no large community is deleted', rule: 'F87' });
  }
  return out;
}
