/** Where a LAN stands that the lab gives no place. */
import type { Lab } from '../../engine/index.ts';
import { boxesOf } from './boxes.ts';
import type { Box } from './geometry.ts';
import { CABLE_SIZE, SEGMENT_SIZE } from './sizes.ts';
import type { DiagramEdge, DiagramNode } from './types.ts';

/** Whether two boxes lie on each other, or nearly. */
function touch(a: Box, b: Box): boolean {
  return a.x < b.x + b.width + 4 && b.x < a.x + a.width + 4 && a.y < b.y + b.height + 4 && b.y < a.y + a.height + 4;
}

/** A LAN that has no place stands in the middle of the machines that are plugged into it. */
export function betweenTheirMachines(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[], lab: Lab): readonly DiagramNode[] {
  const placeless = new Set(Object.entries(lab.segments ?? {}).flatMap(([id, s]) => (s.position || s.site !== undefined ? [] : [id])));
  if (placeless.size === 0) return nodes;
  const boxes = boxesOf(nodes);
  const plugged = new Map<string, Box[]>();
  for (const e of edges) {
    const box = boxes.get(e.source);
    if (placeless.has(e.target) && box) plugged.set(e.target, [...(plugged.get(e.target) ?? []), box]);
  }
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const taken: Box[] = [];
  return nodes.map((n) => {
    if (!placeless.has(n.id)) return n;
    const around = plugged.get(n.id) ?? [...boxes.values()].slice(0, 1);
    const x = Math.round(mean(around.map((b) => b.x + b.width / 2)) - SEGMENT_SIZE.width / 2);
    let y = Math.round(mean(around.map((b) => b.y + b.height / 2)) - SEGMENT_SIZE.height / 2);
    // Two cables between the same machines do not lie on each other, nor a cable under machines that stand close.
    const size = around.length === 2 ? CABLE_SIZE : SEGMENT_SIZE;
    const left = x + (SEGMENT_SIZE.width - size.width) / 2;
    while ([...taken, ...around].some((t) => touch({ x: left, y, ...size }, t))) y += 8;
    taken.push({ x: left, y, ...size });
    return { ...n, position: { x: left, y }, size };
  });
}
