/** Dragging from the palette onto the canvas: which container is under the pointer, and what dropping does. */
import { useReactFlow } from '@xyflow/react';
import { type DragEvent, useState } from 'react';
import { useLayout } from '../../state/layout.ts';
import type { Box, ObjectKind } from '../../view-models/diagram/index.ts';
import { containerAt, dropAt } from '../../view-models/editing/drop.ts';
import { add } from '../editing/actions.ts';
import { DRAG_KIND } from '../editing/drag.ts';
import { useText } from '../shared/use-text.ts';

export interface PaletteDrop {
  /** Of the container that would take it. */
  readonly box: Box | undefined;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (event: DragEvent) => void;
}

export function usePaletteDrop(): PaletteDrop {
  const text = useText();
  const flow = useReactFlow();
  const [into, setInto] = useState<string>();
  const pointOf = (event: DragEvent) => flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
  const stand = () => {
    const { diagram, stands } = useLayout.getState();
    return { nodes: diagram.nodes, boxes: stands };
  };
  return {
    box: into === undefined ? undefined : stand().boxes.get(into),
    onDragOver: (event) => {
      if (!event.dataTransfer.types.includes(DRAG_KIND)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setInto(containerAt(stand().nodes, stand().boxes, pointOf(event)));
    },
    onDragLeave: () => setInto(undefined),
    onDrop: (event) => {
      setInto(undefined);
      const kind = event.dataTransfer.getData(DRAG_KIND);
      if (kind === '') return;
      event.preventDefault();
      event.stopPropagation();
      add(text, kind as ObjectKind, dropAt(stand().nodes, stand().boxes, pointOf(event)));
    },
  };
}
