/**
 * What staticd sends to zebra once more. As bgpd starts with its neighbors in other ASes it has zebra look for them on the link, which zebra then tells all who asked
 * for those addresses; staticd answers with all its routes by them at once. zebra takes the old ones away as it hears of them, so that a further gateway
 * whose way is among them is not found there (zebra/zapi_msg.c zread_rnh_register; staticd/static_nht.c static_nht_update; zebra_nhg.c nexthop_active). All
 * neighbors are one lot, whatever stands between their lines (bgpd/bgp_fsm.c bgp_start, a second after the start), but for those that have since been told to be
 * farther away: they begin anew, and are looked for by themselves (bgpd.c peer_ebgp_multihop_set).
 */
import type { Ip, Prefix } from '../ip/index.ts';
import type { RibSettings, RouteOffer, TrackedNeighbors } from './offer.ts';
import type { Offer } from './offered.ts';
import { type Candidates, sameNextHops, selectedOf } from './resolve.ts';
import type { RibEntry } from './types.ts';

/** The neighbors of the last lot with which a static route by these gateways is sent. */
function lotOf(gateways: readonly Ip[], { onLink, outside }: TrackedNeighbors): ReadonlySet<Ip> | undefined {
  const told = gateways.filter((ip) => outside.has(ip));
  if (told.some((ip) => !onLink.has(ip))) return new Set([...outside].filter((ip) => !onLink.has(ip)));
  return told.length > 0 ? outside : undefined;
}

/** By gateway of a static route, the way to it that was sent along with it, where there is one. */
function waysAlong({ protocol, nextHops }: RouteOffer, { neighbors }: RibSettings, candidates: Candidates): [Ip, Way][] {
  if (protocol !== 'static' || nextHops.length < 2 || !neighbors || neighbors.outside.size === 0) return [];
  const gateways = nextHops.flatMap(({ ip }) => (ip === undefined ? [] : [ip]));
  const lot = lotOf(gateways, neighbors);
  if (!lot) return [];
  return gateways.flatMap((ip): [Ip, Way][] => {
    const way = lot.has(ip) ? undefined : staticBy(ip, lot, candidates);
    return way ? [[ip, way]] : [];
  });
}

/**
 * Gateways of a static route, and the prefixes by which zebra does not find them, because that route was sent along with it; undefined where there are none. When
 * it becomes another, staticd is told of the gateway alone and sends this one alone, too.
 */
export function sentAlong(to: Offer, offer: RouteOffer, settings: RibSettings, candidates: Candidates): ReadonlyMap<Ip, Prefix> | undefined {
  const ways = waysAlong(offer, settings, candidates);
  if (ways.length === 0) return undefined;
  to.along ??= new Map();
  const lost = new Map<Ip, Prefix>();
  for (const [ip, { prefix, entry }] of ways) {
    const { nextHops } = entry;
    const before = to.along.has(ip) ? to.along.get(ip) : nextHops;
    const same = before !== undefined && sameNextHops(before, nextHops);
    to.along.set(ip, same ? before : undefined);
    if (same) lost.set(ip, prefix);
  }
  return lost.size > 0 ? lost : undefined;
}

interface Way {
  readonly prefix: Prefix;
  readonly entry: RibEntry;
}

/** The static route through one of these gateways by which an address is reached. */
function staticBy(ip: Ip, gateways: ReadonlySet<Ip>, candidates: Candidates): Way | undefined {
  const match = candidates.matches(ip).find(({ value }) => selectedOf(value) !== undefined);
  const entry = match && selectedOf(match.value);
  if (!match || entry?.protocol !== 'static') return undefined;
  return entry.nextHops.some((h) => h.ip !== undefined && gateways.has(h.ip)) ? { prefix: match.prefix, entry } : undefined;
}
