/** Room on the canvas: a subnet that is made stands below the others, and its VNet grows with it. */
import type { Lab, Position, Size } from '../../engine/index.ts';
import { boxesOf, DEVICE_SIZE, diagramOf } from '../diagram/index.ts';

const SUBNET = { height: 124, gap: 16, side: 20 } as const;

/** Where a new subnet goes, and the VNet's size that has room for it. */
export function roomForSubnet(lab: Lab, vnet: string): { readonly position: Position; readonly size: Size; readonly vnetSize: Size } {
  const { nodes } = diagramOf(lab);
  const outer = nodes.find((n) => n.id === vnet);
  const inner = nodes.filter((n) => n.parent === vnet && n.shape === 'subnet');
  const width = outer?.size.width ?? 360;
  const y = Math.max(44, ...inner.map((n) => n.position.y + n.size.height + SUBNET.gap));
  return {
    position: { x: SUBNET.side, y },
    size: { width: width - 2 * SUBNET.side, height: SUBNET.height },
    vnetSize: { width, height: Math.max(outer?.size.height ?? 0, y + SUBNET.height + SUBNET.gap) },
  };
}

/** A place in a container that no device of it covers; undefined lets the diagram choose. */
export function roomIn(lab: Lab, container: string): Position | undefined {
  const { nodes } = diagramOf(lab);
  const outer = nodes.find((n) => n.id === container);
  if (!outer) return undefined;
  const taken = nodes.filter((n) => n.parent === container);
  for (let y = 40; y + DEVICE_SIZE.height <= outer.size.height; y += 12)
    for (let x = 12; x + DEVICE_SIZE.width <= outer.size.width; x += 12) {
      const clear = taken.every(
        (n) =>
          x + DEVICE_SIZE.width + 8 <= n.position.x ||
          n.position.x + n.size.width + 8 <= x ||
          y + DEVICE_SIZE.height + 8 <= n.position.y ||
          n.position.y + n.size.height + 8 <= y,
      );
      if (clear) return { x, y };
    }
  return undefined;
}

/** A place right of everything that is drawn. */
export function roomOutside(lab: Lab): Position | undefined {
  const boxes = [...boxesOf(diagramOf(lab).nodes).values()];
  if (boxes.length === 0) return undefined;
  return { x: Math.round(Math.max(...boxes.map((b) => b.x + b.width)) + 48), y: Math.round(Math.min(...boxes.map((b) => b.y))) };
}
