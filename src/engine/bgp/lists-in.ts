/**
 * What a change of configuration has a running speaker ask again of what it has received. bgpd goes through it when a neighbor's own settings, or its
 * inbound route-map and what that stands on, are others; it does not when only a list changes that is named on the neighbor itself: prefix-list,
 * access-list and as-path list alike change pointers alone (bgpd/bgpd.c peer_prefix_list_update, peer_distribute_update, peer_aslist_update),
 * soft reconfiguration or not; nor when RFC 8212, the first AS or martian next hops are obeyed from now on (bgp_vty.c bgp_ebgp_requires_policy, bgp_allow_martian,
 * bgpd.c peer_flag_modify); nor when an entry of a map goes on elsewhere, or ends there (`on-match`, `continue`), of which nobody is told (lib/routemap_northbound.c
 * lib_route_map_entry_exit_policy_modify); nor when a peer-group's `local-as` gets other flags (bgpd.c peer_local_as_set). What comes later meets all as it is.
 */
import type { PolicyObjects, RouteMap } from '../policy/index.ts';
import type { AfiName, PeerConfig, PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** `unasked`: of what bears on a neighbor's routes only that is other which bgpd leaves at that. */
export type InboundChange = 'nothing' | 'unasked' | 'more';

export function inboundChange(before: SpeakerConfig, after: SpeakerConfig, peer: string, afi: AfiName): InboundChange {
  const [was, is] = [peerOf(before, peer), peerOf(after, peer)];
  const [had, has] = [was?.families[afi], is?.families[afi]];
  if (!was || !is || textOf(settings(before, was, had)) !== textOf(settings(after, is, has))) return 'more';
  // Where it is switched on, the neighbor is asked for everything again.
  if (has?.softReconfigurationInbound && !had?.softReconfigurationInbound) return 'more';
  if (had?.routeMapIn && textOf(reached(before.policy, had.routeMapIn.name)) !== textOf(reached(after.policy, had.routeMapIn.name))) return 'more';
  return textOf([silent(before, was), listsOf(before.policy, had)]) === textOf([silent(after, is), listsOf(after.policy, has)]) ? 'nothing' : 'unasked';
}

/** Policy but for where the entries of its maps go on, of which bgpd does not hear as it changes. */
export function heard(policy: PolicyObjects): object {
  return { ...policy, routeMaps: new Map([...policy.routeMaps].map(([name, map]) => [name, withoutExits(map)])) };
}

function withoutExits(map: RouteMap): object {
  return { ...map, entries: map.entries.map((entry) => ({ ...entry, onMatch: undefined })) };
}

/** Whether any prefix-list says something else, is new or is gone. */
export function prefixListsChange(before: PolicyObjects, after: PolicyObjects): boolean {
  return textOf([[...before.prefixLists], [...before.prefixLists6]]) !== textOf([[...after.prefixLists], [...after.prefixLists6]]);
}

function peerOf(config: SpeakerConfig, id: string): PeerConfig | undefined {
  return config.peers.find((p) => p.id === id);
}

/** Everything that bears on what comes in but the content of lists and maps, and what is `silent`. */
function settings(speaker: SpeakerConfig, peer: PeerConfig, family: PeerFamilyConfig | undefined): unknown {
  const { asn, routerId, confederation, defaultLocalPreference, gracefulShutdown } = speaker;
  const { remoteAs, localRole } = peer;
  const { routeMapIn, prefixListIn, filterListIn, distributeListIn, allowasIn, weight, soo, addpathRx, routeServerClient } = family ?? {};
  return [
    [asn, routerId, confederation, defaultLocalPreference, gracefulShutdown],
    [remoteAs, peer.localAs?.ofGroup ? peer.localAs.asn : peer.localAs, localRole],
    [routeMapIn, prefixListIn, filterListIn, distributeListIn].map((f) => f?.name),
    [allowasIn, weight, soo, addpathRx, routeServerClient, family === undefined],
  ];
}

/** What bgpd asks nobody for. */
function silent({ ebgpRequiresPolicy, allowMartianNextHop }: SpeakerConfig, { enforceFirstAs, localAs }: PeerConfig): unknown {
  return [ebgpRequiresPolicy, allowMartianNextHop, enforceFirstAs, localAs];
}

/** What stands on the neighbor itself, and where its map goes on. */
function listsOf(policy: PolicyObjects, family: PeerFamilyConfig | undefined): unknown {
  const [access, prefixes, paths] = [family?.distributeListIn?.name ?? '', family?.prefixListIn?.name ?? '', family?.filterListIn?.name ?? ''];
  return [
    [policy.accessLists.get(access), policy.accessLists6.get(access)],
    [policy.prefixLists.get(prefixes), policy.prefixLists6.get(prefixes)],
    policy.asPathLists.get(paths),
    family?.routeMapIn && reached(policy, family.routeMapIn.name, (map) => map),
  ];
}

/** A route-map as bgpd hears of it, the maps that it calls, and every list by a name that they say. */
export function reached(policy: PolicyObjects, name: string, as: (map: RouteMap) => unknown = withoutExits, seen = new Set<string>()): unknown[] {
  const map = policy.routeMaps.get(name);
  if (!map || seen.has(name)) return [];
  seen.add(name);
  const named = map.entries.flatMap((e) => [...e.matches, ...e.sets].flatMap((c) => ('list' in c ? [listsCalled(policy, c.list)] : [])));
  return [as(map), named, ...map.entries.flatMap((e) => (e.call ? reached(policy, e.call.map, as, seen) : []))];
}

function listsCalled(p: PolicyObjects, name: string): unknown {
  const kinds = [p.prefixLists, p.prefixLists6, p.accessLists, p.accessLists6, p.asPathLists, p.communityLists, p.largeCommunityLists, p.extCommunityLists];
  return kinds.map((lists) => lists.get(name));
}

/** Without lines: where something stands in the text changes nothing. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (key, v: unknown) => (key === 'source' ? undefined : typeof v === 'bigint' ? `${v}n` : v)) ?? '';
}
