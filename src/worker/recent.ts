/**
 * The last few solutions. Solving is a pure function of the lab and of what the network has run through before, so undo, redo and a step
 * that was solved before, or at leisure, are answered with what was found then. Large ones, of which one alone fills much memory, are not kept.
 */
import { type Lab, prefixesIn, type Solution } from '../engine/index.ts';

/** A long story's steps, and some edits. */
const MOST = 16;
/** Prefixes in all BGP tables together, beyond which a solution is large. */
const LARGE = 20_000;
/** The same of all that are kept. */
const ROOM = 6 * LARGE;

export class RecentSolutions {
  private readonly known = new Map<string, { readonly solution: Solution; readonly prefixes: number }>();

  constructor(private readonly solve: (lab: Lab, history: readonly Lab[]) => Solution) {}

  /** The solution of a lab, made or found again; a property's order in the lab counts as a difference. */
  of(lab: Lab, history: readonly Lab[]): Solution {
    const key = JSON.stringify([lab, ...history]);
    const { solution, prefixes } = this.known.get(key) ?? sized(this.solve(lab, history));
    this.known.delete(key);
    if (prefixes <= LARGE) this.known.set(key, { solution, prefixes });
    // The ones that were asked for longest ago give way.
    let prefixesKept = 0;
    for (const [n, [old, kept]] of [...this.known].toReversed().entries()) {
      prefixesKept += kept.prefixes;
      if (n >= MOST || prefixesKept > ROOM) this.known.delete(old);
    }
    return solution;
  }
}

function sized(solution: Solution) {
  return { solution, prefixes: prefixesIn(solution.controlPlane) };
}
