/** Where something that is dragged would come to stand: in its own container, or in another that takes it or cannot. */
import type { Lab, Position, Size } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import { useLayout } from '../../state/layout.ts';
import type { Drop } from '../../view-models/editing/addition.ts';
import { dropAt } from '../../view-models/editing/drop.ts';
import { relocationOf } from '../../view-models/editing/relocation.ts';
import { centerOf } from '../../view-models/diagram/index.ts';

export interface Landing {
  readonly into: string;
  /** It cannot stand there. */
  readonly refused: boolean;
}

/** Where an object that is dragged would be dropped: by its middle. */
export function dropOf(id: string): Drop | undefined {
  const { diagram, stands, boxes } = useLayout.getState();
  const box = boxes.get(id);
  return (
    box &&
    dropAt(
      diagram.nodes.filter((n) => n.id !== id),
      stands,
      centerOf(box),
    )
  );
}

let last: { readonly lab: Lab; readonly id: string; readonly into: string | undefined; readonly landing: Landing | undefined } | undefined;

/** The same object while it is above the same container. */
export function landingOf(dragged: readonly { readonly id: string }[]): Landing | undefined {
  const [only] = dragged;
  const drop = only && dragged.length === 1 ? dropOf(only.id) : undefined;
  if (!only || !drop) return undefined;
  const { lab } = useDocument.getState();
  if (last?.lab !== lab || last.id !== only.id || last.into !== drop.into) {
    const move = relocationOf(lab, only.id, drop);
    last = { lab, id: only.id, into: drop.into, landing: move && drop.into !== undefined ? { into: drop.into, refused: 'refused' in move } : undefined };
  }
  return last.landing;
}

/** The nearest place in whole px where a box lies within its container. */
export function within(at: Position, size: Size, outer: Size): Position {
  const clamp = (v: number, most: number) => Math.round(Math.max(0, Math.min(most, v)));
  return { x: clamp(at.x, outer.width - size.width), y: clamp(at.y, outer.height - size.height) };
}
