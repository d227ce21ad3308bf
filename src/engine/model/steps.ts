/** A scenario's states: the lab as each step leaves it. */
import type { Lab } from './lab.ts';
import { mergePatch } from './merge-patch.ts';
import type { Scenario, Step } from './scenario.ts';

export function stepIds(scenario: Scenario): string[] {
  return (scenario.steps ?? []).map((s) => s.id);
}

export function stepOf(scenario: Scenario, id: string): Step | undefined {
  return scenario.steps?.find((s) => s.id === id);
}

/** The lab at a step: every patch up to it, one on the other. Without an id the first step, or the bare lab when there are none. Throws on an unknown id. */
export function stateAt(scenario: Scenario, stepId?: string): Lab {
  const steps = scenario.steps ?? [];
  const last = stepId === undefined ? Math.min(0, steps.length - 1) : steps.findIndex((s) => s.id === stepId);
  if (last < 0 && stepId !== undefined)
    throw new Error(`no step ${JSON.stringify(stepId)}: expected one of ${stepIds(scenario).join(', ') || '(the scenario has no steps)'}`);
  let lab: unknown = scenario.lab;
  for (const step of steps.slice(0, last + 1)) if (step.patch !== undefined) lab = mergePatch(lab, step.patch);
  return withJoinedTexts(lab as Lab);
}

/** Long texts may be arrays of lines in a file; inside they are strings. */
export function withJoinedTexts(lab: Lab): Lab {
  const join = <T extends { readonly frr?: { readonly config: string } }>(map: Readonly<Record<string, T>> | undefined) =>
    map &&
    Object.fromEntries(
      Object.entries(map).map(([id, machine]) => {
        const config: unknown = machine.frr?.config;
        return [id, Array.isArray(config) ? { ...machine, frr: { ...machine.frr, config: config.join('\n') } } : machine];
      }),
    );
  const { virtualMachines, routers, ...rest } = lab;
  const vms = join(virtualMachines);
  const rs = join(routers);
  return { ...rest, ...(vms && { virtualMachines: vms }), ...(rs && { routers: rs }) };
}
