/** The container that would take what is being dragged. */
import { ViewportPortal } from '@xyflow/react';
import { useLayout } from '../../state/layout.ts';
import type { Box } from '../../view-models/diagram/index.ts';
import css from './canvas.module.css';

/** The container that an object of the lab would come into, or that cannot take it. */
export function Landing({ into, refused }: { readonly into: string; readonly refused: boolean }) {
  const box = useLayout((s) => s.stands.get(into));
  return box && <DropTarget box={box} refused={refused} />;
}

export function DropTarget({ box, refused = false }: { readonly box: Box; readonly refused?: boolean }) {
  return (
    <ViewportPortal>
      <div
        className={css['dropTarget']}
        data-testid="drop-target"
        data-refused={refused || undefined}
        style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.width, height: box.height }}
      />
    </ViewportPortal>
  );
}
