/** Nodes in the order in which they are drawn, and where each goes that has no place of its own. */
import type { Position, Size } from '../../engine/index.ts';
import type { ObjectKind } from './objects.ts';
import { DEVICE_SIZE } from './sizes.ts';
import type { DiagramNode } from './types.ts';

/** What the scenario says of how an object is drawn. */
export interface Placed {
  readonly position?: Position;
  readonly size?: Size;
  readonly displayName?: string;
}

export class NodeList {
  readonly nodes: DiagramNode[] = [];
  readonly #ids = new Set<string>();
  /** How many stand in a container so far, by its id; those in none under ''. */
  readonly #filled = new Map<string, number>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(node: DiagramNode): void {
    this.#ids.add(node.id);
    this.nodes.push(node);
  }

  device(id: string, kind: ObjectKind, o: Placed, detail: string, parent: string | undefined, more: Partial<DiagramNode> = {}): void {
    this.add({
      id,
      shape: 'device',
      kind,
      label: o.displayName ?? id,
      detail,
      size: DEVICE_SIZE,
      position: this.place(o, parent, DEVICE_SIZE),
      ...(parent !== undefined && { parent }),
      ...more,
    });
  }

  /** The object's own position, or the next free one: four containers in a row, two things in a row within one. Takes a place either way. */
  place(o: Placed, parent: string | undefined, size: Size): Position {
    const n = this.#filled.get(parent ?? '') ?? 0;
    this.#filled.set(parent ?? '', n + 1);
    if (o.position) return o.position;
    if (parent === undefined) return { x: 40 + (n % 4) * 420, y: 160 + Math.floor(n / 4) * 320 };
    return { x: 24 + (n % 2) * (size.width + 16), y: 48 + Math.floor(n / 2) * (size.height + 16) };
  }
}
