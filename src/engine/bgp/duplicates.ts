/** What bgpd takes for a duplicate of what it has sent, and holds back. */
import { type PathAttributes, sameAttributes } from '../policy/index.ts';

/** What is asked of a route as it is stored for peers. */
interface Sendable {
  readonly stored: PathAttributes;
  /** The MED that `stored` has no more (F63). */
  readonly removedMed?: number;
  /** The session that it came by; own routes have none. */
  readonly from?: object;
  /** The link of the link-local next hop that it came with. */
  readonly link?: string;
}

/**
 * `bgp suppress-duplicates` compares hashes, into which neither ATOMIC_AGGREGATE goes nor whether there is a MED or a LOCAL_PREF, but for their values: a change
 * of these alone is not sent, unless the path has its link-local next hop on another link now. LOCAL_PREF is 0 where another AS has told the route, and in an aggregate; own routes have the default, though it is not said
 * (bgp_updgrp_adv.c bgp_adj_out_set_subgroup, bgp_attr.c attrhash_key_make, bgp_attr_default_set).
 */
export function passesForSame(before: Sendable, now: Sendable, preference: number): boolean {
  const [one, two] = [before.stored, now.stored];
  if (one.atomicAggregate === two.atomicAggregate && one.med === two.med && one.localPref === two.localPref) return false;
  return hashAlike(before, now, preference);
}

/** They are the same, or pass for it. */
export function hashAlike(before: Sendable, now: Sendable, preference: number): boolean {
  return before.link === now.link && sameAttributes(hashed(before, preference), hashed(now, preference));
}

function hashed({ stored, removedMed, from }: Sendable, preference: number): PathAttributes {
  const unsaid = from || stored.aggregator ? 0 : preference;
  return { ...stored, atomicAggregate: true, med: stored.med ?? removedMed ?? 0, localPref: stored.localPref ?? unsaid };
}
