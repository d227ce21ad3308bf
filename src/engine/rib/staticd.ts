/** What staticd makes of the next hops of a route before zebra has them (staticd/static_routes.c, static_zebra.c). */
import { compareIp, type Ip, isIpv4 } from '../ip/index.ts';
import type { OfferedNextHop } from './offer.ts';

/**
 * Next hops in the order of staticd's list: each comes first, but for an IPv4 gateway without an interface, which comes behind the first such with a higher
 * address (static_routes.c static_add_nexthop). `hops`: as they were typed.
 */
export function inOrderOfStaticd(hops: readonly OfferedNextHop[]): OfferedNextHop[] {
  const list: OfferedNextHop[] = [];
  for (const hop of hops) {
    const gateway = bareIpv4(hop);
    const higher = gateway === undefined ? -1 : list.findIndex((h) => compareIp(bareIpv4(h) ?? gateway, gateway) > 0);
    list.splice(higher + 1, 0, hop);
  }
  return list;
}

/**
 * F110: those that `stand`. One that does not leaves its place in the message to the next, and its `onlink` with it (static_zebra.c static_zebra_route_add
 * sets the mark before it looks at the interface).
 */
export function givenToZebra(list: readonly OfferedNextHop[], stands: (hop: OfferedNextHop) => boolean): OfferedNextHop[] {
  const given: OfferedNextHop[] = [];
  let onlink = false;
  for (const hop of list) {
    onlink ||= hop.onlink === true;
    if (!stands(hop)) continue;
    given.push(onlink && !hop.onlink ? { ...hop, onlink } : hop);
    onlink = false;
  }
  return given;
}

function bareIpv4({ ip, interface: out }: OfferedNextHop): Ip | undefined {
  return ip !== undefined && isIpv4(ip) && out === undefined ? ip : undefined;
}
