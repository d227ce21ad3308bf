/** The pipeline: compile → converge → program. */
import { validateLab } from './azure/index.ts';
import { compileLab } from './compile/index.ts';
import { converge, programSubnets } from './control-plane/index.ts';
import { type Lab, labProblems } from './model/index.ts';
import type { Solution } from './solution.ts';

/** Everything that the lab's routers and Azure's platform would know, at rest. Never throws for a lab that `readScenario` read. */
export function solve(lab: Lab): Solution {
  const network = compileLab(lab);
  const controlPlane = converge(network);
  return {
    lab,
    network,
    controlPlane,
    effectiveRoutes: programSubnets(network, controlPlane),
    diagnostics: [...labProblems(lab), ...validateLab(lab), ...network.diagnostics],
  };
}
