/**
 * What staticd sends to zebra once more. As bgpd reads of a neighbor in another AS it has zebra look for it on the link, which zebra then tells all who asked for
 * that address; staticd answers with all its routes by it at once. zebra takes the old ones away as it hears of them, so that a further gateway
 * whose way is among them is out of reach (zebra/zapi_msg.c zread_rnh_register; staticd/static_nht.c static_nht_update; zebra_nhg.c nexthop_active).
 */
import type { Ip } from '../ip/index.ts';
import type { RibSettings, RouteOffer } from './offer.ts';
import type { Offer } from './offered.ts';
import { type Candidates, sameNextHops, selectedOf } from './resolve.ts';
import type { RibEntry } from './types.ts';

/** By gateway of a static route, the way to it that was sent along with it, where there is one. */
function waysAlong({ protocol, nextHops }: RouteOffer, { neighbors }: RibSettings, candidates: Candidates): [Ip, RibEntry][] {
  if (protocol !== 'static' || nextHops.length < 2 || !neighbors || neighbors.outside.size === 0) return [];
  const told = new Set(nextHops.flatMap(({ ip }) => (ip !== undefined && neighbors.outside.has(ip) ? [ip] : [])));
  if (told.size === 0) return [];
  return nextHops.flatMap(({ ip }): [Ip, RibEntry][] => {
    const way = ip === undefined || told.has(ip) ? undefined : staticBy(ip, told, candidates);
    return ip !== undefined && way ? [[ip, way]] : [];
  });
}

/**
 * Gateways of a static route that zebra does not find because the route by which they are reached was sent along with it; undefined where there are none. When
 * that route becomes another, staticd is told of the gateway alone and sends this one alone, too.
 */
export function sentAlong(to: Offer, offer: RouteOffer, settings: RibSettings, candidates: Candidates): ReadonlySet<Ip> | undefined {
  const ways = waysAlong(offer, settings, candidates);
  if (ways.length === 0) return undefined;
  to.along ??= new Map();
  const lost = new Set<Ip>();
  for (const [ip, { nextHops }] of ways) {
    const before = to.along.has(ip) ? to.along.get(ip) : nextHops;
    const same = before !== undefined && sameNextHops(before, nextHops);
    to.along.set(ip, same ? before : undefined);
    if (same) lost.add(ip);
  }
  return lost.size > 0 ? lost : undefined;
}

/** The static route through one of these gateways by which an address is reached. */
function staticBy(ip: Ip, gateways: ReadonlySet<Ip>, candidates: Candidates): RibEntry | undefined {
  const match = candidates.matches(ip).find(({ value }) => selectedOf(value) !== undefined);
  const way = match && selectedOf(match.value);
  return way?.protocol === 'static' && way.nextHops.some((h) => h.ip !== undefined && gateways.has(h.ip)) ? way : undefined;
}
