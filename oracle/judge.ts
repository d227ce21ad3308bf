/** The engine's answer to a lab held against FRR's: for the fuzzer, which is no TypeScript. */
import { type FrrLab } from '../src/engine/compile/frr-lab.ts';
import { runFrrLab } from '../src/engine/console/frr-lab-result.ts';
import { compare, type Comparison, facts } from './compare.ts';

/** What differs, but for what hangs on the order of arrival alone. */
export function judge(lab: FrrLab, result: unknown): Comparison {
  const verdict = compare(result, runFrrLab(lab));
  const said = facts(result);
  return { ...verdict, differences: verdict.differences.filter((d) => !isOrderOfArrival(d, said)) };
}

/** F43, F212: among more than two paths, which comparison was the last depends on who came when. */
function isOrderOfArrival(difference: string, said: ReadonlyMap<string, readonly string[]>): boolean {
  const [, router = '', prefix] = /^(\S+) [-+] why (\S+):/.exec(difference) ?? [];
  return prefix !== undefined && (said.get(router) ?? []).filter((f) => f.startsWith(`path ${prefix} `)).length > 2;
}

/** What differed both times. */
export function stable(one: Comparison, two: Comparison): Comparison {
  const again = new Set(two.differences);
  return { ...one, differences: one.differences.filter((d) => again.has(d)) };
}
