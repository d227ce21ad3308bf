/**
 * What BGP announces to zebra at once. zebra takes the old route away as it hears of the new one and resolves gateways when it gets to a route,
 * not again: a gateway whose own route comes with the same lot is out of reach, and stays so until the route is announced anew (zebra/zebra_rib.c
 * process_subq_early_route_add; zebra_nhg.c nexthop_active).
 */
import { type Ip, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import type { Offered } from './offered.ts';
import { type Candidates, selectedOf } from './resolve.ts';

export class AnnouncedTogether {
  private due = new Set<PrefixKey>();

  add(at: PrefixKey): void {
    this.due.add(at);
  }

  /** Settles for BGP's routes of this lot which of their gateways they miss, against what has been selected before it; the next lot begins. */
  deliver(offers: ReadonlyMap<PrefixKey, Offered>, candidates: Candidates): void {
    const { due } = this;
    this.due = new Set();
    if (due.size === 0) return;
    const ways = new Map<Ip, PrefixKey | undefined>();
    const missing = (ip: Ip): PrefixKey | undefined => {
      if (ways.has(ip)) return ways.get(ip);
      const by = learnedWay(ip, candidates);
      const key = by && due.has(prefixKey(by)) ? prefixKey(by) : undefined;
      ways.set(ip, key);
      return key;
    };
    for (const at of due) {
      const offer = offers.get(at)?.learned;
      if (!offer) continue;
      offer.held = undefined;
      let lost: Map<Ip, undefined> | undefined;
      for (const { ip } of offer.offer.nextHops) {
        const by = ip === undefined ? undefined : missing(ip);
        if (ip !== undefined && by !== undefined && by !== at) lost = (lost ?? new Map<Ip, undefined>()).set(ip, undefined);
      }
      offer.lost = lost;
    }
  }
}

/** The prefix of BGP's route by which an address is reached. */
function learnedWay(ip: Ip, candidates: Candidates): Prefix | undefined {
  const match = candidates.matches(ip).find(({ value }) => selectedOf(value) !== undefined);
  return match && selectedOf(match.value)?.protocol === 'bgp' ? match.prefix : undefined;
}
