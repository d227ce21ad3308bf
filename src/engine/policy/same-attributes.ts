/** Whether two attribute sets say the same, so that nothing is decided or sent anew for a change that is none. */
import type { PathAttributes } from './attributes.ts';
import { samePath } from './as-path.ts';
import { formatExtendedCommunity, formatLargeCommunity } from './communities.ts';

/** Whether communities of every kind are the same. */
export function sameCommunities(a: PathAttributes, b: PathAttributes): boolean {
  return (
    sameList(a.communities, b.communities) &&
    sameList(a.largeCommunities.map(formatLargeCommunity), b.largeCommunities.map(formatLargeCommunity)) &&
    sameList(a.extendedCommunities.map(formatExtendedCommunity), b.extendedCommunities.map(formatExtendedCommunity))
  );
}

export function sameAttributes(a: PathAttributes, b: PathAttributes): boolean {
  return (
    a === b ||
    (a.nextHop === b.nextHop &&
      a.med === b.med &&
      a.localPref === b.localPref &&
      a.weight === b.weight &&
      a.origin === b.origin &&
      samePath(a.asPath, b.asPath) &&
      a.linkLocalNextHop === b.linkLocalNextHop &&
      a.nextHopInterface === b.nextHopInterface &&
      a.nextHopIpv6 === b.nextHopIpv6 &&
      a.ownNextHopIpv6 === b.ownNextHopIpv6 &&
      a.atomicAggregate === b.atomicAggregate &&
      a.aggregator?.asn === b.aggregator?.asn &&
      a.aggregator?.ip === b.aggregator?.ip &&
      a.originatorId === b.originatorId &&
      a.otc === b.otc &&
      a.tag === b.tag &&
      a.distance === b.distance &&
      a.preferGlobalNextHop === b.preferGlobalNextHop &&
      a.nextHopByMap === b.nextHopByMap &&
      sameList(a.clusterList, b.clusterList) &&
      sameCommunities(a, b))
  );
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((x, i) => x === b[i]));
}
