/**
 * `ip protocol … route-map`: what a map makes of each next hop of a route on its way into the RIB (zebra/zebra_nhg.c nexthop_active_check,
 * zebra/zebra_routemap.c zebra_route_map_check). Connected and kernel routes pass by it.
 */
import { type Ip, isIpv4 } from '../ip/index.ts';
import { evaluateRouteMap, type PathAttributes, type PolicyObjects, type PolicyResult } from '../policy/index.ts';
import type { ProtocolMap, ProtocolMaps, RouteOffer } from './offer.ts';
import type { RibNextHop } from './types.ts';

/** What the map of the route's protocol says of each of its next hops; the same list where there is none, or it changes nothing. */
export function throughProtocolMap(offer: RouteOffer, hops: readonly RibNextHop[], { maps, policy }: ProtocolMaps): readonly RibNextHop[] {
  const map = mapOf(offer, maps);
  if (!map) return hops;
  const judged = hops.map((hop) => judge(offer, hop, map.name, policy));
  return judged.some((h, i) => h !== hops[i]) ? judged : hops;
}

function mapOf({ prefix, protocol }: Judged, maps: ProtocolMaps['maps']): ProtocolMap | undefined {
  if (protocol === 'connected' || protocol === 'local' || protocol === 'kernel') return undefined;
  const family = isIpv4(prefix.ip) ? 4 : 6;
  return maps.get(`${family} ${protocol}`) ?? maps.get(`${family} any`);
}

/** What the map says of a next hop of a route in the RIB, with every entry that it met; undefined where it is not asked. */
export function askProtocolMap(
  route: Judged,
  hop: RibNextHop,
  { maps, policy }: ProtocolMaps,
): { readonly map: ProtocolMap; readonly missing: boolean; readonly result: PolicyResult } | undefined {
  const map = mapOf(route, maps);
  if (!map || !isAsked(route, { ...hop, active: hop.active || hop.inactive === 'protocol-map' })) return undefined;
  return { map, missing: !policy.routeMaps.has(map.name), result: evaluateRouteMap(map.name, subjectOf(route, hop), policy, true) };
}

/** What the map is asked about, besides the next hop. */
type Judged = Pick<RouteOffer, 'prefix' | 'protocol' | 'tag'>;

/** A next hop of the other family is not asked about. */
function isAsked(offer: Judged, hop: RibNextHop): boolean {
  return hop.active && (hop.ip === undefined || isIpv4(hop.ip) === isIpv4(offer.prefix.ip));
}

function judge(offer: Judged, hop: RibNextHop, map: string, policy: PolicyObjects): RibNextHop {
  if (!isAsked(offer, hop)) return hop;
  const { action, source } = evaluateRouteMap(map, subjectOf(offer, hop), policy);
  if (action === 'deny') return { ...hop, active: false, fib: false, duplicate: false, resolved: [], inactive: 'protocol-map' };
  return source === undefined ? hop : { ...hop, preferredSource: source };
}

function subjectOf(offer: Judged, hop: RibNextHop) {
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
