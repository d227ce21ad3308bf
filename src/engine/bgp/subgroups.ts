/**
 * Subgroups of an update group: neighbors that came together, are told together and have one Adj-RIB-Out (F92; bgpd/bgp_updgrp.c). A new
 * one says nothing for a while, so that others can join it. Who comes later begins one of its own, which merges into an older one once both
 * have told as much: what the older one stored stands from then on, although it was judged without those who have just come.
 */
import type { AdjRibOut } from './adj-rib-out.ts';

interface Members {
  readonly out: Pick<AdjRibOut, 'size'>;
  /** Told by `default-originate` (F54). */
  readonly default: unknown;
  /** To be judged anew, at once or in a moment. */
  readonly stale: boolean;
  readonly due: boolean;
}

/** ms that a subgroup waits for company: more the more neighbors there are, 10 s at most (bgpd/bgp_updgrp.h). */
export function coalesceTime(peers: number): number {
  return Math.min(10_000, 1000 + 50 * peers);
}

/** Whether one subgroup can merge into the other: everything has been judged, and as much been told (update_subgroup_can_merge_into). */
export function canMerge(young: Members, old: Members): boolean {
  const settled = [young, old].every((g) => !g.stale && !g.due);
  return settled && young.out.size === old.out.size && (young.default === undefined) === (old.default === undefined);
}
