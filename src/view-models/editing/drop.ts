/** What lies under the pointer, and where in it. */
import { type Box, DEVICE_SIZE, type DiagramNode, type Point } from '../diagram/index.ts';
import type { Drop } from './addition.ts';

/** The smallest container (or LAN) at a point; undefined on the open canvas. */
export function containerAt(nodes: readonly DiagramNode[], boxes: ReadonlyMap<string, Box>, at: Point): string | undefined {
  const hit = nodes
    .filter((n) => n.shape === 'vnet' || n.shape === 'subnet' || n.shape === 'site' || n.shape === 'segment')
    .filter((n) => holds(boxes.get(n.id), at));
  const area = (n: DiagramNode) => n.size.width * n.size.height;
  return hit.toSorted((a, b) => area(a) - area(b))[0]?.id;
}

function holds(box: Box | undefined, p: Point): boolean {
  return box !== undefined && p.x >= box.x && p.x <= box.x + box.width && p.y >= box.y && p.y <= box.y + box.height;
}

/** A drop with the pointer in the middle of the new object, kept within its container. */
export function dropAt(nodes: readonly DiagramNode[], boxes: ReadonlyMap<string, Box>, at: Point): Drop {
  const into = containerAt(nodes, boxes, at);
  const outer = into === undefined ? undefined : boxes.get(into);
  const x = at.x - (outer?.x ?? 0) - DEVICE_SIZE.width / 2;
  const y = at.y - (outer?.y ?? 0) - DEVICE_SIZE.height / 2;
  if (!outer || into === undefined) return { at: { x: Math.round(x), y: Math.round(y) } };
  const within = (v: number, low: number, high: number) => Math.round(Math.max(low, Math.min(Math.max(low, high), v)));
  return { into, at: { x: within(x, 8, outer.width - DEVICE_SIZE.width - 8), y: within(y, 28, outer.height - DEVICE_SIZE.height - 8) } };
}

/** The device (or LAN) at a point; undefined where there is none. */
export function deviceAt(nodes: readonly DiagramNode[], boxes: ReadonlyMap<string, Box>, at: Point): string | undefined {
  return nodes.find((n) => (n.shape === 'device' || n.shape === 'segment') && holds(boxes.get(n.id), at))?.id;
}
