/** Connected routes: what interfaces that are up bring with their addresses (F108, F144). */
import { compareIp, makePrefix, networkOf, type Prefix, prefixKey, samePrefix } from '../ip/index.ts';
import type { RibInterface, RouteOffer } from './offer.ts';

export function connectedOffers(interfaces: readonly RibInterface[]): RouteOffer[] {
  return interfaces.filter((i) => i.up).flatMap(offersOf);
}

/** One route for each subnet of an interface, the link-local one included. */
function offersOf(i: RibInterface): RouteOffer[] {
  const subnets = new Map<unknown, Prefix>();
  for (const address of i.addresses.toSorted((a, b) => compareIp(a.ip, b.ip))) {
    const subnet = networkOf(address);
    if (i.withoutRoutes?.some((p) => samePrefix(p, subnet))) continue;
    subnets.set(prefixKey(subnet), subnet);
  }
  if (i.linkLocal !== undefined) {
    const subnet = makePrefix(i.linkLocal, 64);
    subnets.set(prefixKey(subnet), subnet);
  }
  return [...subnets.values()].map((prefix) => ({ prefix, protocol: 'connected', distance: 0, metric: 0, nextHops: [{ interface: i.name }] }));
}
