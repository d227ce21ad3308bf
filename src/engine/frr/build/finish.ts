/** From drafts to the immutable configuration: lists sorted by sequence, undefined settings left out. */
import type { FrrEveryBgp } from '../config-quiet.ts';
import type { FrrBgp, FrrBgpFamily, FrrConfig, FrrInterface, FrrNeighbor, FrrNeighborFamily, FrrPbrEntry, FrrVersion } from '../config.ts';
import type {
  AccessList,
  AsPathList,
  CommunityList,
  PolicyObjects,
  PrefixList,
  RouteMap,
  RouteMapEntry,
  RouteMapMatch,
  RouteMapSet,
} from '../../policy/types.ts';
import { type Builder, DEFAULT_VRF } from './builder.ts';
import type { OtherFamily } from '../../policy/families.ts';
import { type BgpDraft, type EntryDraft, type FamilyDraft, type InterfaceDraft, type NeighborDraft, type NeighborFamilyDraft, tidy } from './drafts.ts';
import type { ListDraft } from './list-draft.ts';

type Optional<T> = { readonly [K in keyof T]: T[K] | undefined };

/** An object without the keys whose value is undefined. */
function without<T extends object>(value: Optional<T>): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}

function isSaid({ addresses, shutdown, ...rest }: InterfaceDraft): boolean {
  const { description, pbrPolicy, noLinkDetect, bandwidth, multicast } = rest;
  return addresses.size > 0 || shutdown || [description, pbrPolicy, noLinkDetect, bandwidth, multicast].some((v) => v !== undefined);
}

function sourceRoutes({ static: own, vrfStatic }: Builder): Pick<FrrConfig, 'sourceRoutes'> {
  const all = [[DEFAULT_VRF, own] as const, ...vrfStatic].map(([vrf, routes]) => [vrf, routes.finish(true)] as const).filter(([, routes]) => routes.length > 0);
  return all.length === 0 ? {} : { sourceRoutes: new Map(all) };
}

export function finishConfig(build: Builder): FrrConfig {
  const [own, others] = [build.bgp, build.bgpByVrf().flatMap(([, process]) => (process === build.bgp ? [] : [process]))];
  for (const process of [...others, ...(own ? [own] : [])]) process.settleActivation();
  return {
    ...without<{ hostname: string; statedVersion: FrrVersion; routerId: NonNullable<FrrConfig['routerId']> }>({
      hostname: build.hostname,
      statedVersion: build.statedVersion,
      routerId: build.routerId,
    }),
    profile: build.profile,
    ...(build.allowReservedRanges && { allowReservedRanges: true }),
    ...(build.debugging.size > 0 && { debugging: new Map(build.debugging) }),
    ...(build.settings.size > 0 && { settings: new Map(build.settings) }),
    staticRoutes: build.static.finish(),
    vrfs: build.vrfs,
    vrfRoutes: mapValues(build.vrfStatic, (routes) => routes.finish()),
    ...sourceRoutes(build),
    // One of which nothing is said is not there (vtysh/vtysh_config.c vtysh_config_dump).
    interfaces: mapValues(new Map([...build.interfaces].filter(([, i]) => isSaid(i))), ({ addresses, ...rest }) => ({
      ...tidy<Omit<FrrInterface, 'addresses'>>(rest),
      addresses: [...addresses.values()],
    })),
    resolveViaDefault: { ...build.resolveViaDefault },
    protocolMaps: [...build.protocolMaps.values()],
    ...(own ? { bgp: finishBgp(own.draft) } : {}),
    ...(others.length > 0 && { otherBgp: others.map((process) => finishBgp(process.draft)) }),
    ...(Object.values(build.everyBgp).some((v) => v !== undefined) && { everyBgp: tidy<FrrEveryBgp>(build.everyBgp) }),
    policy: finishPolicy(build),
    pbrMaps: mapValues(build.pbrMaps, (entries) =>
      sorted(entries).map(({ match, ...rest }) => ({ ...tidy<Omit<FrrPbrEntry, 'match'>>(rest), match: tidy<FrrPbrEntry['match']>(match) })),
    ),
  };
}

function finishBgp(draft: BgpDraft): FrrBgp {
  const { neighbors, peerGroups, defaultOthers, listenRanges, ipv4, ipv6, bestpath, confederationIdentifier, confederationPeers, ...rest } = draft;
  const confederation =
    confederationIdentifier === undefined && confederationPeers.size === 0
      ? undefined
      : { ...(confederationIdentifier === undefined ? {} : { identifier: confederationIdentifier }), peers: [...confederationPeers] };
  return {
    ...(defaultOthers.size > 0 && { defaultOthers: [...defaultOthers] }),
    ...tidy<Omit<FrrBgp, 'defaultOthers' | 'neighbors' | 'peerGroups' | 'listenRanges' | 'ipv4' | 'ipv6' | 'bestpath' | 'confederation'>>(rest),
    bestpath: { ...bestpath },
    ...(confederation && confederation.identifier !== undefined ? { confederation: { identifier: confederation.identifier, peers: confederation.peers } } : {}),
    ...(confederation && confederation.identifier === undefined ? { confederationPeers: confederation.peers } : {}),
    neighbors: mapValues(neighbors, (peer) => finishNeighbor(peer, draft)),
    peerGroups: mapValues(peerGroups, (group) => finishNeighbor(group, draft)),
    listenRanges: [...listenRanges.values()],
    ipv4: finishFamily(ipv4),
    ipv6: finishFamily(ipv6),
  };
}

function finishNeighbor(peer: NeighborDraft, draft: BgpDraft): FrrNeighbor {
  const { isGroup: _isGroup, ipv4, ipv6, others: _others, ...rest } = peer;
  const others = finishOthers(peer, draft);
  return {
    ...tidy<Omit<FrrNeighbor, 'ipv4' | 'ipv6' | 'others'>>(rest),
    ipv4: finishNeighborFamily(ipv4),
    ipv6: finishNeighborFamily(ipv6),
    ...(others.length > 0 && { others: Object.fromEntries(others) }),
  };
}

/** Families without routes: those in which something is set, or in which it is other than what nothing would make it. */
function finishOthers(peer: NeighborDraft, { peerGroups, defaultOthers }: BgpDraft): [OtherFamily, FrrNeighborFamily][] {
  const group = peer.peerGroup === undefined ? undefined : peerGroups.get(peer.peerGroup);
  const families = new Set([...peer.others.keys(), ...(group ? group.others.keys() : []), ...defaultOthers]);
  return [...families].flatMap((family): [OtherFamily, FrrNeighborFamily][] => {
    const { activate = false, ...said } = finishNeighborFamily(peer.others.get(family) ?? {});
    const byDefault = group ? group.others.get(family)?.activate === true : defaultOthers.has(family);
    return activate || byDefault || Object.keys(said).length > 0 ? [[family, { ...said, activate }]] : [];
  });
}

function finishNeighborFamily({ privateForms: _forms, ...rest }: NeighborFamilyDraft): FrrNeighborFamily {
  return tidy<FrrNeighborFamily>(rest);
}

function finishFamily({ networks, aggregates, redistribute, distanceRules, ...rest }: FamilyDraft): FrrBgpFamily {
  return {
    ...tidy<Omit<FrrBgpFamily, 'networks' | 'aggregates' | 'redistribute' | 'distanceRules'>>(rest),
    networks: [...networks.values()],
    aggregates: [...aggregates.values()],
    redistribute: [...redistribute.values()],
    distanceRules: [...distanceRules.values()],
  };
}

function finishPolicy({ lists, routeMaps }: Builder): PolicyObjects {
  const prefixLists = (family: 4 | 6) =>
    mapValues(
      lists.prefixLists[family],
      (list, name): PrefixList => ({ name, family, ...described(list), ...(list.source && { source: list.source }), entries: sorted(list.entries) }),
    );
  const accessLists = (family: 4 | 6) =>
    mapValues(lists.accessLists[family], (list, name): AccessList => ({ name, family, ...described(list), entries: sorted(list.entries) }));
  const communityLists = (kind: CommunityList['kind']) =>
    mapValues(lists.communityLists[kind], (list, name): CommunityList => ({ name, kind, style: list.style, entries: sorted(list.entries) }));
  return {
    prefixLists: prefixLists(4),
    prefixLists6: prefixLists(6),
    accessLists: accessLists(4),
    accessLists6: accessLists(6),
    asPathLists: mapValues(lists.asPathLists, (list, name): AsPathList => ({ name, entries: sorted(list.entries) })),
    communityLists: communityLists('community'),
    largeCommunityLists: communityLists('large-community'),
    extCommunityLists: communityLists('extcommunity'),
    ...(lists.communityAliases.size > 0 && { communityAliases: new Map(lists.communityAliases) }),
    routeMaps: mapValues(routeMaps.maps, (entries, name): RouteMap => ({ name, entries: sorted(entries).map(finishEntry) })),
  };
}

function finishEntry({ name: _name, clauses, ...rest }: EntryDraft): RouteMapEntry {
  const matches: RouteMapMatch[] = [];
  const sets: RouteMapSet[] = [];
  const printed: string[] = [];
  const groups = [...new Set([...clauses.values()].map((c) => c.group))].sort((a, b) => a - b);
  for (const { match, set, group, printedAs } of clauses.values()) {
    const later = groups.indexOf(group);
    const placed = later > 0 ? { group: later } : {};
    if (match) matches.push({ ...match, ...placed });
    if (set) sets.push({ ...set, ...placed, ...(printedAs !== undefined && { unprinted: true as const }) });
    if (printedAs !== undefined) printed.push(printedAs);
  }
  return { ...tidy<Omit<RouteMapEntry, 'matches' | 'sets'>>(rest), matches, sets, ...(printed.length > 0 && { printed }) };
}

function described(list: ListDraft<unknown>): { description?: string } {
  return list.description === undefined ? {} : { description: list.description };
}

function sorted<E>(entries: ReadonlyMap<number, E>): E[] {
  return [...entries].sort(([a], [b]) => a - b).map(([, entry]) => entry);
}

function mapValues<V, W>(map: ReadonlyMap<string, V>, make: (value: V, name: string) => W): Map<string, W> {
  return new Map([...map].map(([name, value]) => [name, make(value, name)]));
}
