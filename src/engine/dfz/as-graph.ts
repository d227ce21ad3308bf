/**
 * An Internet of autonomous systems, made from a seed: a clique of networks without providers, transit networks that buy from them
 * and peer among themselves, and the many at the edge that only buy. The shape, not the members, is the real one's: its numbers are
 * from the block that IANA holds back (65552–131071), so that nobody is spoken for.
 */
import type { Asn } from '../policy/index.ts';
import { below, type Random, randomFrom } from './random.ts';

/** 1: no providers; 2: sells transit; 3: at the edge. */
export type Tier = 1 | 2 | 3;

/** Neighbors by their index in the graph. */
export interface As {
  readonly asn: Asn;
  readonly tier: Tier;
  readonly providers: number[];
  readonly customers: number[];
  readonly peers: number[];
}

export interface AsGraph {
  readonly ases: readonly As[];
  readonly byAsn: ReadonlyMap<Asn, number>;
}

const FIRST_RESERVED = 65552;
const LAST_RESERVED = 131071;
/** Networks without providers, besides the lab's own; about as many as are commonly counted. */
const CLIQUE = 8;
/** The share of networks that sell transit. */
const TRANSIT_SHARE = 0.14;

/**
 * The graph of a seed. `anchors` are AS numbers of the lab that stand in the clique: through them the lab sees the rest. The same
 * arguments give the same graph.
 */
export function makeAsGraph(seed: number, size: number, anchors: readonly Asn[]): AsGraph {
  const random = randomFrom(seed);
  const ases: As[] = [];
  const taken = new Set<Asn>(anchors);
  const add = (asn: Asn, tier: Tier): number => ases.push({ asn, tier, providers: [], customers: [], peers: [] }) - 1;
  for (const asn of anchors.toSorted((a, b) => a - b)) add(asn, 1);
  for (let i = 0; i < CLIQUE; i++) add(freshAsn(random, taken), 1);
  const clique = ases.length;
  for (let i = 0; i < clique; i++) for (let j = i + 1; j < clique; j++) peer(ases, i, j);
  const transit = Math.max(4, Math.round(size * TRANSIT_SHARE));
  for (let i = 0; i < transit; i++) {
    const index = add(freshAsn(random, taken), 2);
    buyFrom(ases, index, 2 + below(random, 2), () => (random() < 0.7 || index === clique ? below(random, clique) : clique + below(random, index - clique)));
  }
  const edge = ases.length;
  for (let i = clique; i < edge; i++) for (let n = below(random, 4); n > 0; n--) peer(ases, i, clique + below(random, edge - clique));
  for (let i = edge; i < clique + size; i++) buyFrom(ases, add(freshAsn(random, taken), 3), 1 + below(random, 3), () => popular(ases, random, clique, edge));
  return { ases, byAsn: new Map(ases.map((as, i) => [as.asn, i])) };
}

function freshAsn(random: Random, taken: Set<Asn>): Asn {
  for (;;) {
    const asn = FIRST_RESERVED + below(random, LAST_RESERVED - FIRST_RESERVED + 1);
    if (taken.has(asn)) continue;
    taken.add(asn);
    return asn;
  }
}

function peer(ases: readonly As[], a: number, b: number): void {
  const [left, right] = [ases[a] as As, ases[b] as As];
  if (a === b || left.peers.includes(b) || left.providers.includes(b) || left.customers.includes(b)) return;
  left.peers.push(b);
  right.peers.push(a);
}

function buyFrom(ases: readonly As[], customer: number, wanted: number, pick: () => number): void {
  const as = ases[customer] as As;
  for (let tries = 0; as.providers.length < wanted && tries < 20; tries++) {
    const provider = pick();
    if (provider === customer || as.providers.includes(provider)) continue;
    as.providers.push(provider);
    (ases[provider] as As).customers.push(customer);
  }
}

/** A transit network, the busier of two at random: who has customers gets more. One in ten buys from the clique. */
function popular(ases: readonly As[], random: Random, clique: number, edge: number): number {
  if (random() < 0.1) return below(random, clique);
  const [a, b] = [clique + below(random, edge - clique), clique + below(random, edge - clique)];
  return (ases[a] as As).customers.length >= (ases[b] as As).customers.length ? a : b;
}
