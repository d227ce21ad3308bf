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

  /** Of the row that is being filled, and of the canvas: right end so far, top, lowest bottom. */
  #right = 0;
  #top = 160;
  #bottom = 0;

  /** The object's own position, or the next free one: four containers in a row, two things in a row within one. Takes a place either way. */
  place(o: Placed, parent: string | undefined, size: Size): Position {
    const n = this.#filled.get(parent ?? '') ?? 0;
    this.#filled.set(parent ?? '', n + 1);
    if (parent === undefined && n % 4 === 0) this.#nextRow(n > 0);
    if (o.position) return o.position;
    if (parent === undefined) return this.#nextOnCanvas(n % 4, size);
    return { x: 24 + (n % 2) * (size.width + 16), y: 48 + Math.floor(n / 2) * (size.height + 16) };
  }

  /** Below the tallest of the row before. */
  #nextRow(below: boolean): void {
    if (below) this.#top = Math.max(this.#top + ROW, this.#bottom + GAP);
    this.#right = 0;
  }

  /** Beside the one before it, however wide that is. */
  #nextOnCanvas(column: number, { width, height }: Size): Position {
    const x = Math.max(40 + column * COLUMN, this.#right + GAP);
    this.#right = x + width;
    this.#bottom = Math.max(this.#bottom, this.#top + height);
    return { x, y: this.#top };
  }
}

/** Px between the places of a row, between rows, and at least between two things. */
const COLUMN = 420;
const ROW = 320;
const GAP = 40;
