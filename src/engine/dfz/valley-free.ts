/**
 * How a route spreads where everybody acts for money: a route of a customer is told to all, one of a peer or a provider to customers
 * only; customers' routes are preferred to peers', those to providers', then the shorter path, then the lower AS number (Gao and
 * Rexford, "Stable Internet routing without global coordination", 2001).
 */
import type { Asn } from '../policy/index.ts';
import type { As, AsGraph } from './as-graph.ts';

export type LearnedFrom = 'itself' | 'customer' | 'peer' | 'provider';

/** An AS's best route: from whom it has it, and how long the path is that it would tell (its own AS not counted). */
export interface Spread {
  readonly from: LearnedFrom;
  /** Index of the neighbor that told; −1 for a source. */
  readonly via: number;
  readonly length: number;
}

/** A source tells a route whose path, before its own AS, has this length. */
export type Sources = ReadonlyMap<number, number>;

/** The best route of every AS that hears of it, by index. */
export function spread(graph: AsGraph, sources: Sources): (Spread | undefined)[] {
  const best: (Spread | undefined)[] = graph.ases.map(() => undefined);
  for (const [index, length] of sources) best[index] = { from: 'itself', via: -1, length };
  byLength(graph, best, [...sources.keys()], (as) => as.providers, 'customer');
  const uphill = [...best.keys()].filter((i) => best[i]);
  for (const [index, offer] of peerOffers(graph, best, uphill)) best[index] = offer;
  byLength(
    graph,
    best,
    [...best.keys()].filter((i) => best[i]),
    (as) => as.customers,
    'provider',
  );
  return best;
}

/** Breadth first by the length of the path; who already has a route from elsewhere keeps it. */
function byLength(graph: AsGraph, best: (Spread | undefined)[], from: readonly number[], next: (as: As) => readonly number[], as: LearnedFrom): void {
  const buckets: number[][] = [];
  const queue = (index: number) => (buckets[(best[index] as Spread).length] ??= []).push(index);
  for (const index of from) queue(index);
  for (let length = 0; length < buckets.length; length++) {
    for (const index of (buckets[length] ?? []).toSorted((a, b) => asnOf(graph, a) - asnOf(graph, b))) {
      for (const to of next(graph.ases[index] as As)) {
        if (best[to]) continue;
        best[to] = { from: as, via: index, length: length + 1 };
        queue(to);
      }
    }
  }
}

/** What peers tell those who have nothing from themselves or a customer. */
function peerOffers(graph: AsGraph, best: readonly (Spread | undefined)[], uphill: readonly number[]): Map<number, Spread> {
  const offers = new Map<number, Spread>();
  for (const index of uphill) {
    const length = (best[index] as Spread).length + 1;
    for (const to of (graph.ases[index] as As).peers) {
      if (best[to]) continue;
      const known = offers.get(to);
      const better = !known || length < known.length || (length === known.length && asnOf(graph, index) < asnOf(graph, known.via));
      if (better) offers.set(to, { from: 'peer', via: index, length });
    }
  }
  return offers;
}

function asnOf(graph: AsGraph, index: number): Asn {
  return (graph.ases[index] as As).asn;
}

/** The AS numbers from an AS to the source, itself first. */
export function pathOf(graph: AsGraph, best: readonly (Spread | undefined)[], index: number): Asn[] {
  const path: Asn[] = [];
  for (let at = index; at >= 0; at = (best[at] as Spread).via) path.push(asnOf(graph, at));
  return path;
}
