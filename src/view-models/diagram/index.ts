/** The lab as a diagram: what stands in what, how big, and what joins what. */
import type { Lab } from '../../engine/index.ts';
import { edgesOf } from './edges.ts';
import { nodesOf } from './nodes.ts';
import { betweenTheirMachines } from './placeless.ts';
import type { Diagram } from './types.ts';

export function diagramOf(lab: Lab): Diagram {
  const edges = edgesOf(lab);
  return { nodes: betweenTheirMachines(nodesOf(lab), edges, lab), edges };
}

export { boxesOf, shiftsOf } from './boxes.ts';
export { around, type Box, centerOf, lengthOf, offsetLine, type Point, pointAt, roundedPath } from './geometry.ts';
export { keepingSame } from './keeping.ts';
export { arcOf, endsText, type Line, linesOf, linesWhile, wayOf } from './lines.ts';
export { kindOf, type ObjectKind, patchAt, pathOf } from './objects.ts';
export { DEVICE_SIZE } from './sizes.ts';
export type { Diagram, DiagramEdge, DiagramNode } from './types.ts';
