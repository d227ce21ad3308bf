/**
 * What bgpd goes by until its timer for route-maps runs out (F5; bgpd/bgp_routemap.c bgp_route_map_mark_update). A line that names a route-map looks it up as
 * it is read: a map that stands behind it is missing there until the timer. A map that is changed, itself or by a
 * list that only maps name, is asked anew by then: until the timer the lab holds such maps and lists back, because what is judged by the new ones in between
 * is judged again with all the rest. Lists that are named on a neighbor itself act at once (bgpd.c peer_prefix_list_update and its kin).
 */
import type { PolicyObjects } from '../policy/index.ts';
import { reached, textOf } from './lists-in.ts';
import type { AfiName, NamedFilter, Origination, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** The configuration as it acts until then; `standing` is how it acts now, nothing where the speaker starts. The same object where nothing is held back. */
export function heldBack(standing: SpeakerConfig | undefined, config: SpeakerConfig): SpeakerConfig {
  if (!config.routeMapDelay) return config;
  const policy = standing ? heldPolicy(standing.policy, config) : config.policy;
  const before = standing && usesOf(standing);
  const isMissing = (use: string, filter: NamedFilter): boolean => {
    const had = before?.get(use);
    if (!standing || !had || nameOf(had) !== filter.name) return filter.ahead === true && config.policy.routeMaps.has(filter.name);
    return (had.sought !== undefined || !standing.policy.routeMaps.has(had.name)) && config.policy.routeMaps.has(filter.name);
  };
  const held = withMaps(config, (use, filter) => (isMissing(use, filter) ? { ...filter, name: '', sought: filter.name } : filter));
  return policy === config.policy ? held : { ...held, policy };
}

/** Whether any route-map is named at all. */
export function namesMaps(config: SpeakerConfig): boolean {
  return config.policy.routeMaps.size > 0 && usesOf(config).size > 0;
}

/** Whether a route-map, with all that it calls and asks, is another. */
export function isOtherMap(name: string, before: PolicyObjects, now: PolicyObjects): boolean {
  return before !== now && textOf(reached(before, name)) !== textOf(reached(now, name));
}

/** The name that a line has, whether or not the map is known to it. */
export function nameOf(filter: NamedFilter): string {
  return filter.sought ?? filter.name;
}

type Lists = ReadonlyMap<string, unknown>;

const LISTS = [
  'prefixLists',
  'prefixLists6',
  'accessLists',
  'accessLists6',
  'asPathLists',
  'communityLists',
  'largeCommunityLists',
  'extCommunityLists',
] as const satisfies readonly (keyof PolicyObjects)[];

function heldPolicy(before: PolicyObjects, { policy, peers, listenRanges = [], ipv4, ipv6 }: SpeakerConfig): PolicyObjects {
  const families = [...peers, ...listenRanges.map((r) => r.peer)].flatMap((p) => Object.values(p.families));
  const direct = new Set([
    ...families.flatMap((f) => [f.prefixListIn, f.prefixListOut, f.filterListIn, f.filterListOut, f.distributeListIn, f.distributeListOut].map((l) => l?.name)),
    ...[...ipv4.distanceRules, ...ipv6.distanceRules].map((r) => r.accessList),
  ]);
  const changed = new Set([...before.routeMaps.keys()].filter((name) => isOtherMap(name, before, policy)));
  if (changed.size === 0) return policy;
  const lists = Object.fromEntries(LISTS.map((kind) => [kind, heldOf(before[kind], policy[kind], (name) => !direct.has(name))]));
  return { ...policy, ...lists, routeMaps: heldOf(before.routeMaps, policy.routeMaps, (name) => changed.has(name)) as PolicyObjects['routeMaps'] };
}

/** Those of `now`, but as they were before where they are held. */
function heldOf(before: Lists, now: Lists, isHeld: (name: string) => boolean): Lists {
  return new Map([...[...now].filter(([name]) => !isHeld(name)), ...[...before].filter(([name]) => isHeld(name))]);
}

/** Whether two configurations have the same route-maps and lists. */
export function samePolicy({ policy: a }: SpeakerConfig, { policy: b }: SpeakerConfig): boolean {
  return a === b || ([...LISTS, 'routeMaps'] as const).every((kind) => textOf([...a[kind]]) === textOf([...b[kind]]));
}

/** Those that some line has not found yet. */
export function soughtMaps(config: SpeakerConfig): Set<string> {
  return new Set([...usesOf(config).values()].flatMap((filter) => filter.sought ?? []));
}

/** Every place that names a route-map, and what it names. */
function usesOf(config: SpeakerConfig): Map<string, NamedFilter> {
  const uses = new Map<string, NamedFilter>();
  withMaps(config, (use, filter) => {
    uses.set(use, filter);
    return filter;
  });
  return uses;
}

/** The configuration with other filters in the places that name route-maps; the same object where they are the same. */
function withMaps(config: SpeakerConfig, change: (use: string, filter: NamedFilter) => NamedFilter): SpeakerConfig {
  const peers = mapped(config.peers, (peer) => withFamilies(peer, peer.id, change));
  const originations = mapped(config.originations, (o) => withOrigination(o, change));
  const listenRanges =
    config.listenRanges && mapped(config.listenRanges, (range, i) => changed(range, { peer: withFamilies(range.peer, `listen ${i}`, change) }));
  const family = (afi: AfiName) => changed(config[afi], { tableMap: renamed(config[afi].tableMap, `${afi} table-map`, change) });
  return changed(config, { peers, originations, listenRanges, ipv4: family('ipv4'), ipv6: family('ipv6') });
}

type Change = Parameters<typeof withMaps>[1];

function withFamilies<P extends { readonly families: Readonly<Partial<Record<AfiName, PeerFamilyConfig>>> }>(peer: P, id: string, change: Change): P {
  const { ipv4, ipv6 } = peer.families;
  const families = changed(peer.families, { ipv4: ipv4 && withFamily(ipv4, `${id} ipv4`, change), ipv6: ipv6 && withFamily(ipv6, `${id} ipv6`, change) });
  return changed<P>(peer, { families } as Partial<P>);
}

function withFamily(family: PeerFamilyConfig, at: string, change: Change): PeerFamilyConfig {
  const { routeMapIn, routeMapOut, unsuppressMap, defaultOriginate, advertiseMap } = family;
  return changed(family, {
    routeMapIn: renamed(routeMapIn, `${at} in`, change),
    routeMapOut: renamed(routeMapOut, `${at} out`, change),
    unsuppressMap: renamed(unsuppressMap, `${at} unsuppress`, change),
    defaultOriginate: defaultOriginate && changed(defaultOriginate, { routeMap: renamed(defaultOriginate.routeMap, `${at} default`, change) }),
    advertiseMap:
      advertiseMap &&
      changed(advertiseMap, {
        map: change(`${at} advertise`, advertiseMap.map),
        conditionMap: change(`${at} condition`, advertiseMap.conditionMap),
      }),
  });
}

function withOrigination(o: Origination, change: Change): Origination {
  switch (o.kind) {
    case 'network':
      return changed(o, { routeMap: renamed(o.routeMap, `network ${textOf(o.prefix)}`, change) });
    case 'aggregate':
      return changed(o, {
        routeMap: renamed(o.routeMap, `aggregate ${textOf(o.prefix)}`, change),
        suppressMap: renamed(o.suppressMap, `suppress ${textOf(o.prefix)}`, change),
      });
    case 'redistribute':
      return changed(o, { routeMap: renamed(o.routeMap, `redistribute ${o.afi} ${o.protocol}`, change) });
    case 'fixed':
      return o;
  }
}

function renamed(filter: NamedFilter | undefined, use: string, change: Change): NamedFilter | undefined {
  return filter && change(use, filter);
}

function mapped<T>(list: readonly T[], to: (item: T, i: number) => T): readonly T[] {
  const out = list.map(to);
  return out.some((item, i) => item !== list[i]) ? out : list;
}

/** With these members others; what is undefined is left as it is. */
function changed<T extends object>(value: T, members: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const other = Object.entries(members).filter(([key, now]) => now !== undefined && now !== value[key as keyof T]);
  return other.length === 0 ? value : { ...value, ...(Object.fromEntries(other) as Partial<T>) };
}
