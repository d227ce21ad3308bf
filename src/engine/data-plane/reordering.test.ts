/** A flow fares the same whatever order the objects of its lab are written in: built-in labs, their maps shuffled at every depth. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lab, readScenario, type Scenario, stateAt } from '../model/index.ts';
import { solve } from '../solve.ts';
import { traceFlow } from './trace.ts';

const LABS = ['reverse-forced-tunneling', 'branch-to-branch-firewall', 'firewall-return-path', 'hub-and-spoke'];

/** The same value with the keys of its maps in another order; lists keep theirs, for it can mean something. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((v) => shuffled(v, seed));
  if (typeof value !== 'object' || value === null) return value;
  const ranked = Object.entries(value).map(([k, v], i) => [Math.imul((i + 1) * 2654435761, seed | 1) >>> 0, k, v] as const);
  return Object.fromEntries(ranked.sort(([a], [b]) => a - b).map(([, k, v]) => [k, shuffled(v, seed)]));
}

function outcomes(lab: Lab) {
  const solution = solve(lab);
  return Object.entries(lab.flows ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, flow]) => {
      const { verdict, summary, out, back } = traceFlow(solution, flow, { branches: false });
      return [id, verdict, summary, out.hops.map((h) => h.node).join(' '), back?.hops.map((h) => h.node).join(' ')];
    });
}

describe('re-ordering', () => {
  it.each(LABS)('%s', (id) => {
    const text = readFileSync(new URL(`../../../scenarios/${id}.json`, import.meta.url), 'utf8');
    const lab = stateAt(readScenario(text).scenario as Scenario);
    const expected = outcomes(lab);
    expect(expected.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(outcomes(shuffled(lab, seed) as Lab)).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });
});
