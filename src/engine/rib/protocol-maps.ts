/**
 * `ip protocol … route-map`: what a map makes of each next hop of a route on its way into the RIB (zebra/zebra_nhg.c nexthop_active_check,
 * zebra/zebra_routemap.c zebra_route_map_check). Connected and kernel routes pass by it.
 */
import { type Ip, isIpv4 } from '../ip/index.ts';
import { evaluateRouteMap, type PathAttributes, type PolicyObjects } from '../policy/index.ts';
import type { ProtocolMaps, RouteOffer } from './offer.ts';
import type { RibNextHop } from './types.ts';

/** What the map of the route's protocol says of each of its next hops; the same list where there is none, or it changes nothing. */
export function throughProtocolMap(offer: RouteOffer, hops: readonly RibNextHop[], { maps, policy }: ProtocolMaps): readonly RibNextHop[] {
  const family = isIpv4(offer.prefix.ip) ? 4 : 6;
  if (offer.protocol === 'connected' || offer.protocol === 'local' || offer.protocol === 'kernel') return hops;
  const map = maps.get(`${family} ${offer.protocol}`) ?? maps.get(`${family} any`);
  if (map === undefined) return hops;
  const judged = hops.map((hop) => judge(offer, hop, map, policy));
  return judged.some((h, i) => h !== hops[i]) ? judged : hops;
}

function judge(offer: RouteOffer, hop: RibNextHop, map: string, policy: PolicyObjects): RibNextHop {
  // A next hop of the other family is not asked about.
  if (!hop.active || (hop.ip !== undefined && isIpv4(hop.ip) !== isIpv4(offer.prefix.ip))) return hop;
  const { action, source } = evaluateRouteMap(map, subjectOf(offer, hop), policy);
  if (action === 'deny') return { ...hop, active: false, fib: false, duplicate: false, resolved: [], inactive: 'protocol-map' };
  return source === undefined ? hop : { ...hop, preferredSource: source };
}

function subjectOf(offer: RouteOffer, hop: RibNextHop) {
  const out = hop.recursive ? undefined : hop.interface;
  return {
    prefix: offer.prefix,
    attributes: NO_ATTRIBUTES,
    direction: 'local',
    localAsn: 0,
    zebra: {
      protocol: offer.protocol,
      tag: offer.tag ?? 0,
      blackhole: hop.blackhole !== undefined,
      ...(hop.ip !== undefined && { ip: hop.ip }),
      ...(out !== undefined && { interface: out }),
    },
  } as const;
}

/** zebra has none; sets of BGP's change nothing that it looks at. */
const NO_ATTRIBUTES: PathAttributes = {
  origin: 'incomplete',
  asPath: [],
  nextHop: 0 as Ip,
  weight: 0,
  communities: [],
  largeCommunities: [],
  extendedCommunities: [],
  clusterList: [],
};
