/**
 * Which of a speaker's settings have a say in what goes out: where they stay as they are, a new configuration makes bgpd announce nothing anew
 * (bgp_updgrp.c update_group_adjust_peer: a peer whose group is the same stays in it; updgrp_policy_update_walkcb: so do those whose maps and
 * lists are the same), and what is stored stands. RFC 8212 that is obeyed from now on, or no longer, is asked of what goes out later alone (bgp_vty.c
 * bgp_ebgp_requires_policy).
 */
import type { PolicyObjects } from '../policy/index.ts';
import { heard } from './lists-in.ts';
import type { PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** A speaker, and one of its groups' settings. */
interface Told {
  readonly speaker: SpeakerConfig;
  readonly family: PeerFamilyConfig;
}

/** Whether a group is to be told everything anew: `now` says other things of it than `before`, or says them elsewhere. */
export function concernsOutbound(before: Told, now: Told): boolean {
  if (!sameData(processOf(before.speaker), processOf(now.speaker))) return true;
  // F165: another limit is another group, and its peer is announced everything (bgpd.c peer_maximum_prefix_out_refresh_routes).
  if (before.family.maximumPrefixOut !== now.family.maximumPrefixOut) return true;
  const filters = filtersOf(now.family);
  return !sameData(filtersOf(before.family), filters) || (filters.length > 0 && !samePolicy(before.speaker.policy, now.speaker.policy));
}

/** Whether bgpd hears of no difference between two policies. */
export function samePolicy(before: PolicyObjects, now: PolicyObjects): boolean {
  return before === now || sameData(heard(before), heard(now));
}

function processOf(speaker: SpeakerConfig): unknown {
  const { asn, routerId, defaultLocalPreference, clientToClientReflection, clusterId } = speaker;
  const { allowOutboundPolicy, confederation, gracefulShutdown, rejectAsSets, suppressFibPending, reflectionAddsMed } = speaker;
  return [
    [asn, routerId, defaultLocalPreference, clientToClientReflection, clusterId],
    [allowOutboundPolicy, confederation, gracefulShutdown, rejectAsSets, suppressFibPending, reflectionAddsMed],
  ];
}

function filtersOf(family: PeerFamilyConfig): readonly unknown[] {
  const { routeMapOut, prefixListOut, filterListOut, distributeListOut, unsuppressMap, advertiseMap, defaultOriginate } = family;
  return [routeMapOut, prefixListOut, filterListOut, distributeListOut, unsuppressMap, advertiseMap, defaultOriginate?.routeMap].filter((f) => f !== undefined);
}

/** Plain data that says the same: of maps and objects the order does not count. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [one, two] = [entriesOf(a), entriesOf(b)];
  return one.size === two.size && [...one].every(([key, value]) => two.has(key) && sameData(value, two.get(key)));
}

function entriesOf(value: object): ReadonlyMap<unknown, unknown> {
  return value instanceof Map ? value : new Map(Object.entries(value));
}
