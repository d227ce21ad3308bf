/** What every story's test asks: it reads without a complaint, its checks hold, and each claim's check goes red when its cause is broken. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Check,
  type CheckResult,
  historyAt,
  type Lab,
  mergePatch,
  readScenario,
  runChecks,
  type Scenario,
  solve,
  stateAt,
  stepIds,
} from '../src/engine/index.ts';

export type Change = (lab: Lab) => Lab;

/** A counter-example: at a step, after a change, this check must fail. */
export type CounterExample = readonly [claim: string, what: string, step: string, check: string, change: Change];

export function openStory(id: string) {
  const read = readScenario(readFileSync(new URL(`./${id}.json`, import.meta.url), 'utf8'), id);
  const scenario = read.scenario as Scenario;
  const checksOf = (step: string): Record<string, Check> => ({ ...scenario.checks, ...scenario.steps?.find((s) => s.id === step)?.checks });
  const results = (step: string, change: Change = (lab) => lab): CheckResult[] =>
    runChecks(solve(change(stateAt(scenario, step)), { history: historyAt(scenario, step) }), checksOf(step), step);
  return { read, scenario, checksOf, results };
}

/** A merge patch as a change. */
export function patched(patch: unknown): Change {
  return (lab) => mergePatch(lab, patch) as Lab;
}

/** A change of a machine's FRR configuration: lines that begin so are taken out. */
export function withoutLines(device: string, ...lines: string[]): Change {
  return (lab) => {
    const [kind, machine] = lab.routers?.[device] ? (['routers', lab.routers[device]] as const) : (['virtualMachines', lab.virtualMachines?.[device]] as const);
    const config = machine?.frr?.config.split('\n') ?? [];
    const kept = config.filter((line) => !lines.some((l) => line.trim().startsWith(l)));
    expect(kept.length, 'the line to take out is there').toBeLessThan(config.length);
    return mergePatch(lab, { [kind]: { [device]: { frr: { config: kept.join('\n') } } } }) as Lab;
  };
}

/** The tests of a story: `claims` are those of its article that it must show, each with a counter-example. */
export function testStory(id: string, claims: readonly string[], counterExamples: readonly CounterExample[]): void {
  const { read, scenario, checksOf, results } = openStory(id);

  describe(id, () => {
    it('is read without a complaint', () => {
      expect(read.diagnostics.filter((d) => d.severity !== 'info')).toEqual([]);
    });

    it.each(stepIds(scenario))('step %s: every check holds', (step) => {
      expect(
        results(step)
          .filter((r) => !r.pass)
          .map((r) => [r.id, ...r.found]),
      ).toEqual([]);
    });

    it('has its text in both languages', () => {
      const texts = [
        scenario.title,
        scenario.question,
        scenario.text,
        ...(scenario.steps ?? []).flatMap((s) => [s.title, s.text, ...Object.values(s.checks ?? {}).map((c) => c.title)]),
      ];
      expect(texts.filter((t) => !t?.en || !t.ja || !/[ぁ-んァ-ヶ一-龠]/.test(t.ja))).toEqual([]);
    });

    it('shows its claims, and has a counter-example for each', () => {
      const shown = new Set(stepIds(scenario).flatMap((step) => Object.values(checksOf(step)).flatMap((c) => c.claim ?? [])));
      expect([...shown].sort()).toEqual([...claims].sort());
      expect(claims.filter((claim) => !counterExamples.some(([c]) => c === claim))).toEqual([]);
    });

    it.each(counterExamples)('%s goes red %s (step %s, %s)', (claim, _what, step, check, change) => {
      const before = results(step).find((r) => r.id === check);
      const after = results(step, change).find((r) => r.id === check);
      expect(before).toMatchObject({ pass: true, ...(claim !== '' && { claim }) });
      expect(after).toMatchObject({ pass: false });
      expect(after?.found.length).toBeGreaterThan(0);
    });
  });
}
