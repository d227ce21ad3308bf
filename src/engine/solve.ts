/** The pipeline: compile → converge → program. */
import { validateLab } from './azure/index.ts';
import { lintSolution } from './explain/lint/index.ts';
import { compileLab } from './compile/index.ts';
import { KnownPlanes, programSubnets } from './control-plane/index.ts';
import { historyAt, type Lab, labProblems, type Scenario, stateAt } from './model/index.ts';
import type { Solution } from './solution.ts';

export interface SolveOptions {
  /** Labs that the network has run through before, the oldest first; the lab is then a change to the running network. */
  readonly history?: readonly Lab[];
  /** Control planes of labs that were solved before: one that stands on the same is taken over, and nothing shows it. */
  readonly known?: KnownPlanes;
}

/** Everything that the lab's routers and Azure's platform would know, at rest. Never throws for a lab that `readScenario` read. */
export function solve(lab: Lab, { history = [], known = new KnownPlanes() }: SolveOptions = {}): Solution {
  const network = compileLab(lab);
  const [first, ...changes] = [...history.map(compileLab), network];
  const { controlPlane, findings } = known.restOf([first ?? network, ...changes]);
  const answer = { lab, network, controlPlane, effectiveRoutes: programSubnets(network, controlPlane) };
  return {
    ...answer,
    diagnostics: [...labProblems(lab), ...validateLab(lab), ...network.diagnostics, ...lintSolution(answer), ...findings],
  };
}

/** A scenario's step, with the network's history where the step has one. Throws on an unknown id. */
export function solveStep(scenario: Scenario, step?: string): Solution {
  return solve(stateAt(scenario, step), { history: historyAt(scenario, step) });
}
