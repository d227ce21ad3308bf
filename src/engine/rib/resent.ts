/**
 * What staticd sends to zebra once more. As bgpd reads of a neighbor in another AS it has zebra look for it on the link, which zebra then tells all who asked for
 * that address; staticd answers with all its routes by it at once. zebra takes the old ones away as it hears of them, so that a further gateway
 * whose way is among them is out of reach (zebra/zapi_msg.c zread_rnh_register; staticd/static_nht.c static_nht_update; zebra_nhg.c nexthop_active).
 */
import type { Ip } from '../ip/index.ts';
import type { RibSettings, RouteOffer } from './offer.ts';
import { type Candidates, selectedOf } from './resolve.ts';

/** Gateways of a static route that zebra does not find because the route by which they are reached was sent along with it; undefined where there are none. */
export function sentAlong({ protocol, nextHops }: RouteOffer, { neighbors }: RibSettings, candidates: Candidates): ReadonlySet<Ip> | undefined {
  if (protocol !== 'static' || nextHops.length < 2 || !neighbors || neighbors.outside.size === 0) return undefined;
  const told = new Set(nextHops.flatMap(({ ip }) => (ip !== undefined && neighbors.outside.has(ip) ? [ip] : [])));
  if (told.size === 0) return undefined;
  const lost = nextHops.flatMap(({ ip }) => (ip !== undefined && !told.has(ip) && isBy(ip, told, candidates) ? [ip] : []));
  return lost.length > 0 ? new Set(lost) : undefined;
}

/** Whether an address is reached by a static route through one of these gateways. */
function isBy(ip: Ip, gateways: ReadonlySet<Ip>, candidates: Candidates): boolean {
  const match = candidates.matches(ip).find(({ value }) => selectedOf(value) !== undefined);
  const way = match && selectedOf(match.value);
  return way?.protocol === 'static' && way.nextHops.some((h) => h.ip !== undefined && gateways.has(h.ip));
}
