/** The candidates for one prefix: which of them is taken, and what stands of each in the table (zebra/zebra_rib.c rib_process). */
import type { RouteOffer } from './offer.ts';
import { sameNextHops, selectedOf } from './resolve.ts';
import type { ResolvedHops } from './shared-hops.ts';
import type { RibEntry, RibNextHop, RibProtocol } from './types.ts';

/** An offer that takes part in the selection. */
export interface Candidate {
  readonly offer: RouteOffer;
  readonly hops: ResolvedHops;
}

/** F108: connected, then the lower distance, then the lower metric, then the one that is examined last, which is the oldest. */
export function better(best: Candidate | undefined, other: Candidate): Candidate | undefined {
  const { offer } = other;
  if (!other.hops.idle.some((h) => h.active)) return best;
  if (offer.distance === 255 && offer.protocol !== 'kernel') return best;
  if (!best) return other;
  const connected = Number(offer.protocol === 'connected') - Number(best.offer.protocol === 'connected');
  if (connected !== 0) return connected > 0 ? other : best;
  if (offer.distance !== best.offer.distance) return offer.distance < best.offer.distance ? other : best;
  return offer.metric <= best.offer.metric ? other : best;
}

export function entryOf({ offer, hops }: Candidate, selected: boolean): RibEntry {
  const { prefix, protocol, distance, metric, tag, bgp, source } = offer;
  const installed = selected && !hops.refused;
  const nextHops = selected || isInKernel(protocol) ? hops.used : hops.idle;
  // What nearly all entries of a large table are, as one literal.
  if (bgp && tag === undefined && !source) return { prefix, protocol, distance, metric, selected, installed, nextHops, bgp };
  return {
    prefix,
    protocol,
    distance,
    metric,
    selected,
    installed,
    nextHops,
    ...(tag !== undefined && { tag }),
    ...(bgp && { bgp }),
    ...(source && { source }),
  };
}

/** A kernel route none of whose next hops leads anywhere. */
export function isFailed({ offer, hops }: Candidate): boolean {
  return offer.protocol === 'kernel' && !hops.idle.some((h) => h.active);
}

/** A candidate that leads out by a gateway alone: of interfaces staticd hears as soon as zebra. */
export function couldSucceed({ protocol, selected, distance, nextHops }: RibEntry): boolean {
  return !selected && (protocol === 'static' || protocol === 'bgp') && distance < 255 && nextHops.some((h) => h.active && h.ip !== undefined && !h.stated);
}

/** What is held of BGP's route stays in the kernel where it was; a group of next hops by an interface that is down Linux does not take anew. */
export function stillHeld(held: ResolvedHops, before: readonly RibEntry[]): ResolvedHops {
  return before.some((e) => e.protocol === 'bgp' && e.installed) ? held : { ...held, used: held.idle, refused: true };
}

/**
 * Static routes that were in the kernel before the one that is selected: staticd sends a route once zebra has told it of a gateway, and what stands behind other
 * static routes only once these are in (F110). `roundOf`: after how many answers of zebra's a way is there. What needs none is sent with what needs one.
 */
export function installedFirst(entries: readonly RibEntry[], roundOf: (hop: RibNextHop) => number): RibEntry[] {
  const selected = selectedOf(entries);
  if (selected?.protocol !== 'static') return [];
  const until = Math.min(...selected.nextHops.map(roundOf));
  const waiting = entries
    .filter((e) => e !== selected && e.protocol === 'static' && e.distance < 255)
    .map((entry) => ({ entry, round: Math.max(1, ...entry.nextHops.map(roundOf)) }))
    .filter(({ round }) => round < until)
    .sort((a, b) => a.entry.distance - b.entry.distance);
  return waiting.filter(({ round }, i) => waiting.slice(0, i).every((w) => w.round > round)).map(({ entry }) => entry);
}

/** Of routes that zebra did not put in the kernel, and that stay there, selected or not. */
export function isInKernel(protocol: RibProtocol): boolean {
  return protocol === 'connected' || protocol === 'local' || protocol === 'kernel';
}

export function sameEntries(a: readonly RibEntry[], b: readonly RibEntry[]): boolean {
  return a.length === b.length && a.every((e, i) => sameEntry(e, b[i] as RibEntry));
}

function sameEntry(a: RibEntry, b: RibEntry): boolean {
  return (
    a.protocol === b.protocol &&
    a.distance === b.distance &&
    a.metric === b.metric &&
    a.tag === b.tag &&
    a.selected === b.selected &&
    a.installed === b.installed &&
    a.told === b.told &&
    a.bgp?.internal === b.bgp?.internal &&
    a.bgp?.mayRecurse === b.bgp?.mayRecurse &&
    sameNextHops(a.nextHops, b.nextHops)
  );
}
