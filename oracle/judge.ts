/** The engine's answer to a lab held against FRR's: for the fuzzer, which is no TypeScript. */
import { type FrrLab } from '../src/engine/compile/frr-lab.ts';
import { runFrrLab } from '../src/engine/console/frr-lab-result.ts';
import { compare, type Comparison } from './compare.ts';

export function judge(lab: FrrLab, result: unknown): Comparison {
  return compare(result, runFrrLab(lab));
}

/** What differed both times. */
export function stable(one: Comparison, two: Comparison): Comparison {
  const again = new Set(two.differences);
  return { ...one, differences: one.differences.filter((d) => again.has(d)) };
}
