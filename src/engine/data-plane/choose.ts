/**
 * Choosing among equal ways. A flow always takes the same of them (A20, H8); to know the others, `exploreWays` asks for
 * every answer that the choices could have had.
 */
import { tupleKey } from './packet.ts';
import type { FiveTuple } from './types.ts';

/**
 * Picks one of `ways` at a `point` (a node, or a node and its table) for a flow: an index from 0. `weights`, one a way, say
 * what part of the flows each takes; they are equal unless said.
 */
export interface Chooser {
  choose(point: string, flow: FiveTuple, ways: number, weights?: readonly number[]): number;
}

/** FNV-1a over the text, its bits mixed once more: a stable number from 0 to 2³² − 1. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** What a device's hash makes of a flow. The point is part of it, so that two devices in a row do not always agree. */
export const HASH: Chooser = {
  choose: (point, flow, ways, weights) => {
    if (ways <= 1) return 0;
    const hash = hashText(`${point} ${tupleKey(flow)}`);
    return weights ? slotOf(hash, weights) : hash % ways;
  },
};

/** The way into whose part a hash falls. */
function slotOf(hash: number, weights: readonly number[]): number {
  let rest = hash % weights.reduce((sum, w) => sum + w, 0);
  return weights.findIndex((w) => (rest -= w) < 0);
}

interface Decision {
  readonly key: string;
  readonly ways: number;
  readonly taken: number;
  /** Of each way, 0–1. */
  readonly shares: readonly number[];
}

/** Follows a script as far as it goes, then the hash; keeps what was decided. One point decides once for one flow. */
class Scripted implements Chooser {
  readonly decisions: Decision[] = [];
  private readonly known = new Map<string, number>();

  constructor(private readonly script: readonly Decision[]) {}

  choose(point: string, flow: FiveTuple, ways: number, weights: readonly number[] = Array.from({ length: ways }, () => 1)): number {
    if (ways <= 1) return 0;
    const key = `${point} ${tupleKey(flow)}`;
    const before = this.known.get(key);
    if (before !== undefined) return Math.min(before, ways - 1);
    const said = this.script[this.decisions.length];
    const taken = said?.key === key ? said.taken : HASH.choose(point, flow, ways, weights);
    this.known.set(key, taken);
    const total = weights.reduce((sum, w) => sum + w, 0);
    this.decisions.push({ key, ways, taken, shares: weights.map((w) => w / total) });
    return taken;
  }
}

/** One outcome, and the share of flows that have it, 0–1. */
export interface Way<T> {
  readonly result: T;
  readonly share: number;
}

/** Every outcome of a run that makes choices, the flow's own first; at most `limit` of them. The run must be repeatable. */
export function exploreWays<T>(run: (chooser: Chooser) => T, limit: number): Way<T>[] {
  const out: Way<T>[] = [];
  const waiting: (readonly Decision[])[] = [[]];
  for (let script = waiting.shift(); script && out.length < limit; script = waiting.shift()) {
    const chooser = new Scripted(script);
    const result = run(chooser);
    out.push({ result, share: chooser.decisions.reduce((share, d) => share * (d.shares[d.taken] ?? 0), 1) });
    // Every decision beyond the script could have gone otherwise; what came before it stays as it was.
    for (const [i, decision] of chooser.decisions.entries()) {
      if (i < script.length) continue;
      for (let other = 0; other < decision.ways; other++)
        if (other !== decision.taken) waiting.push([...chooser.decisions.slice(0, i), { ...decision, taken: other }]);
    }
  }
  return out;
}
