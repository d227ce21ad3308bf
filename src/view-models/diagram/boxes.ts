/** Where nodes stand on the canvas. */
import type { Position } from '../../engine/index.ts';
import type { Box } from './geometry.ts';
import type { DiagramNode } from './types.ts';

/** Boxes of all nodes in canvas coordinates. */
export function boxesOf(nodes: readonly DiagramNode[]): ReadonlyMap<string, Box> {
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const origin = (n: DiagramNode): Position => {
    const parent = n.parent === undefined ? undefined : byId.get(n.parent);
    const base = parent ? origin(parent) : { x: 0, y: 0 };
    return { x: base.x + n.position.x, y: base.y + n.position.y };
  };
  return new Map(nodes.map((n) => [n.id, { ...origin(n), ...n.size }]));
}

/** How far nodes, and what stands in them, are from where they stand, px, when some are elsewhere: `places` are relative to their parents. */
export function shiftsOf(nodes: readonly DiagramNode[], places: ReadonlyMap<string, Position>): Map<string, Position> {
  const shifts = new Map<string, Position>();
  // Containers come before what they contain.
  for (const n of nodes) {
    const outer = n.parent === undefined ? undefined : shifts.get(n.parent);
    const at = places.get(n.id) ?? n.position;
    const shift = { x: at.x - n.position.x + (outer?.x ?? 0), y: at.y - n.position.y + (outer?.y ?? 0) };
    if (shift.x !== 0 || shift.y !== 0) shifts.set(n.id, shift);
  }
  return shifts;
}
