/** A scenario's states: the lab as each step leaves it. */
import type { Lab } from './lab.ts';
import { mergePatch } from './merge-patch.ts';
import type { Scenario, Step } from './scenario.ts';
import { joinTexts } from './texts.ts';

/** The ids of a scenario's steps, in order of telling. */
export function stepIds(scenario: Scenario): string[] {
  return (scenario.steps ?? []).map((s) => s.id);
}

export function stepOf(scenario: Scenario, id: string): Step | undefined {
  return scenario.steps?.find((s) => s.id === id);
}

/**
 * The labs that the network has run through before a step, the oldest first: those of the steps back to the last that started
 * cold. Empty where the step itself starts cold, as most do. Throws on an unknown id.
 */
export function historyAt(scenario: Scenario, stepId?: string): Lab[] {
  const steps = scenario.steps ?? [];
  const at = stepId === undefined ? 0 : steps.findIndex((s) => s.id === stepId);
  const first = steps.slice(0, at + 1).findLastIndex((s) => !s.onRunningNetwork);
  return steps.slice(Math.max(0, first), Math.max(0, at)).map((s) => stateAt(scenario, s.id));
}

/**
 * The lab at a step: every patch up to it, one on the other. Without an id the first step, or the bare lab when there are
 * none. Throws on an unknown id.
 */
export function stateAt(scenario: Scenario, stepId?: string): Lab {
  const steps = scenario.steps ?? [];
  const last = stepId === undefined ? 0 : steps.findIndex((s) => s.id === stepId);
  if (last < 0) throw new Error(`no step ${JSON.stringify(stepId)}: expected one of ${stepIds(scenario).join(', ') || '(the scenario has no steps)'}`);
  return joinTexts(
    steps.slice(0, last + 1).reduce<unknown>((lab, step) => (step.patch === undefined ? lab : mergePatch(lab, step.patch)), scenario.lab),
  ) as Lab;
}
