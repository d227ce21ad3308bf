/** The container that would take what is being dragged. */
import { ViewportPortal } from '@xyflow/react';
import type { Box } from '../../view-models/geometry.ts';
import css from './canvas.module.css';

export function DropTarget({ box }: { readonly box: Box }) {
  return (
    <ViewportPortal>
      <div className={css['dropTarget']} style={{ transform: `translate(${box.x}px, ${box.y}px)`, width: box.width, height: box.height }} />
    </ViewportPortal>
  );
}
