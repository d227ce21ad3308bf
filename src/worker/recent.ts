/**
 * The last few solutions. Solving is a pure function of the lab and of what the network has run through before, so undo, redo and a step
 * back are answered with what was found then. Large ones, of which one alone fills much memory, are not kept.
 */
import type { Lab, Solution } from '../engine/index.ts';

const MOST = 6;
/** Prefixes in all BGP tables together, beyond which a solution is large. */
const LARGE = 20_000;

export class RecentSolutions {
  private readonly known = new Map<string, Solution>();

  constructor(private readonly solve: (lab: Lab, history: readonly Lab[]) => Solution) {}

  /** The solution of a lab, made or found again; a property's order in the lab counts as a difference. */
  of(lab: Lab, history: readonly Lab[]): Solution {
    const key = JSON.stringify([lab, ...history]);
    const solution = this.known.get(key) ?? this.solve(lab, history);
    // The one that was asked for longest ago gives way.
    this.known.delete(key);
    if (!isLarge(solution)) this.known.set(key, solution);
    const [oldest] = this.known.keys();
    if (oldest !== undefined && this.known.size > MOST) this.known.delete(oldest);
    return solution;
  }
}

function isLarge({ controlPlane }: Solution): boolean {
  let prefixes = 0;
  for (const { tables } of controlPlane.speakers.values()) prefixes += tables.ipv4.size + tables.ipv6.size;
  return prefixes > LARGE;
}
