/** The labs of a scenario, one a step: their shape, their problems, and which part of the file each problem comes from. */
import type { Diagnostic } from './diagnostic.ts';
import { valueAt } from './json/own.ts';
import type { Lab } from './lab.ts';
import { mergePatch } from './merge-patch.ts';
import type { Path } from './path.ts';
import { problemsOf } from './problems.ts';
import type { Check, Scenario, Step } from './scenario.ts';
import { lab as labSchema } from './schema/lab.ts';
import { checkReferences, viewReferences } from './story.ts';

/** The lab at a step; of a scenario without steps, the lab. */
export interface LabState {
  readonly lab: Lab;
  readonly step?: Step;
  readonly index: number;
  /** Why what a patch made is no lab. */
  readonly misshapen: readonly Diagnostic[];
}

export function labStates(scenario: Scenario): LabState[] {
  const steps = scenario.steps ?? [];
  if (steps.length === 0) return [{ lab: scenario.lab, index: -1, misshapen: [] }];
  let lab: unknown = scenario.lab;
  const known = new Set<string>();
  return steps.map((step, index) => {
    if (step.patch === undefined) return { lab: lab as Lab, step, index, misshapen: [] };
    lab = mergePatch(lab, step.patch);
    const parsed = labSchema.safeParse(lab);
    const found = parsed.success ? [] : problemsOf(parsed.error.issues, { schema: labSchema, value: lab, base: ['lab'] });
    return { lab: lab as Lab, step, index, misshapen: found.filter((d) => isNew(d, known)).map((d) => atOrigin(d, scenario, index)) };
  });
}

/** Problems of every state, each told once, at the first step that has it. */
export function statesProblems(scenario: Scenario, states: readonly LabState[], problemsIn: (lab: Lab) => readonly Diagnostic[]): Diagnostic[] {
  const known = new Set<string>();
  return states.flatMap(({ lab, step, index }) => {
    const ofLab = problemsIn(lab)
      .filter((d) => !isMeant(d, [scenario.checks, step?.checks]))
      .filter((d) => isNew(d, known))
      .map((d) => atOrigin(d, scenario, index));
    const base: Path = ['steps', index];
    const ofStory = [
      ...checkReferences(lab, scenario.checks, []),
      ...(step ? [...checkReferences(lab, step.checks, base), ...viewReferences(lab, step.view, base)] : []),
    ]
      .filter((d) => isNew(d, known))
      .map((d) => (step ? { ...d, place: { ...d.place, step: step.id } } : d));
    return [...ofLab, ...ofStory];
  });
}

/** A scenario may show a mistake on purpose: a check that states the diagnostic says so. */
function isMeant(d: Diagnostic, checks: readonly (Readonly<Record<string, Check>> | undefined)[]): boolean {
  return checks.some((some) =>
    Object.values(some ?? {}).some((c) => c.kind === 'diagnostic' && c.present && c.code === d.code && (c.object === undefined || c.object === d.place.object)),
  );
}

function isNew(d: Diagnostic, known: Set<string>): boolean {
  const key = `${d.code} ${d.message} ${JSON.stringify(d.place.path)}`;
  if (known.has(key)) return false;
  known.add(key);
  return true;
}

/** A problem of the lab at a step, placed where the file says it: in the last patch that wrote there, or in the lab itself. */
function atOrigin(d: Diagnostic, scenario: Scenario, index: number): Diagnostic {
  const step = scenario.steps?.[index];
  if (!step || d.place.path?.[0] !== 'lab') return d;
  const path = d.place.path.slice(1);
  let [best, origin]: [number, Path] = [depthOf(scenario.lab, path), ['lab']];
  for (const [i, s] of (scenario.steps ?? []).slice(0, index + 1).entries()) {
    const depth = s.patch === undefined ? 0 : depthOf(s.patch, path);
    if (depth > 0 && depth >= best) [best, origin] = [depth, ['steps', i, 'patch']];
  }
  const first = index === 0 && origin[0] === 'lab';
  return { ...d, message: first ? d.message : `step ${step.id}: ${d.message}`, place: { ...d.place, path: [...origin, ...path], step: step.id } };
}

/** How much of a path leads somewhere in a value. */
function depthOf(value: unknown, path: Path): number {
  let depth = 0;
  while (depth < path.length && valueAt(value, path.slice(0, depth + 1)) !== undefined) depth++;
  return depth;
}
