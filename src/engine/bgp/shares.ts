/** How the paths used beside each other share traffic by their link bandwidths (bgpd/bgp_mpath.c, bgp_zebra.c bgp_zebra_use_nhop_weighted). */
import { bandwidthOf, type ExtendedCommunity, extendedCommunitySet, linkBandwidth, type PathAttributes, type Shares, withBandwidth } from '../policy/index.ts';
import type { Destination, Path } from './path.ts';
import type { BandwidthUse, SpeakerConfig } from './types.ts';

/** Writes down on the best path what it and the others that are used have of bandwidth. */
export function shareBandwidth({ best }: Destination, used: readonly Path[]): void {
  if (!best) return;
  if (used.length === 0) {
    best.shares = undefined;
    return;
  }
  const bandwidths = used.map((p) => bandwidthOf(p.attributes.extendedCommunities));
  best.shares = { paths: used.length, bandwidth: bandwidths.reduce((sum, b) => sum + b, 0), known: bandwidths.filter(Boolean).length };
}

export function sameShares(a: Shares | undefined, b: Shares | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.paths === b.paths && a.bandwidth === b.bandwidth && a.known === b.known);
}

/** Whether traffic is shared by bandwidth: all paths must have one, unless it is said what becomes of those without. */
export function isWeighted(shares: Shares | undefined, use: BandwidthUse | undefined): shares is Shares {
  if (!shares || use === 'ignore') return false;
  return use === undefined ? shares.known === shares.paths : shares.known > 0;
}

/** The weight of one next hop in per cent of the sum, at least 1; undefined where it is not to be used. */
export function weightOf({ extendedCommunities }: PathAttributes, shares: Shares, use: BandwidthUse | undefined): number | undefined {
  const bandwidth = extendedCommunities.find((c) => c.type === 'lb')?.weighs ?? bandwidthOf(extendedCommunities);
  if (bandwidth === 0) return use === 'skip-missing' ? undefined : 1;
  return Math.max(1, Math.floor((bandwidth * 100) / shares.bandwidth));
}

/**
 * What a neighbor is told where we put ourselves as next hop: the sum of what all paths have, in place of the best path's own
 * (bgpd/bgp_route.c subgroup_announce_check; not where a map has set one, nor for a community that is not transitive).
 */
export function withSummedBandwidth(path: Path, a: PathAttributes, mapped: boolean, { asn, bestpath }: SpeakerConfig): PathAttributes {
  if (mapped || !isWeighted(path.shares, bestpath.bandwidth) || path.shares.bandwidth === 0) return a;
  const said = a.extendedCommunities.find((c) => c.type === 'lb');
  if (!said || said.nonTransitive) return a;
  return { ...a, extendedCommunities: extendedCommunitySet(withBandwidth(a.extendedCommunities, linkBandwidth(asn, path.shares.bandwidth, false))) };
}

/** RFC 4360 §6: what is sent, inside the AS and to another. */
export function sentCommunities(communities: readonly ExtendedCommunity[], inside: boolean): readonly ExtendedCommunity[] {
  if (!communities.some((c) => c.type === 'lb')) return communities;
  return communities.filter((c) => inside || !c.nonTransitive).map(({ weighs: _own, ...sent }) => sent);
}
