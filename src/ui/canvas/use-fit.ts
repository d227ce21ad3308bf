/** Seeing the lab as a whole: fitted when it opens and when the room for it changes, but never under a hand that drags something. */
import { getViewportForBounds, type ReactFlowInstance } from '@xyflow/react';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useLayout } from '../../state/layout.ts';
import { useView } from '../../state/view.ts';
import { around } from '../../view-models/diagram/index.ts';
import type { CanvasEdge } from './edges.tsx';
import type { CanvasNode } from './nodes.tsx';

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 2.5;
/** ms of stillness before the drawing follows a room that changes, and ms that it then takes. */
const STILL = 60;
const GLIDE = 150;

/** Room for the player at the bottom, as much as it takes; before it has been drawn, what it takes without a flow. */
export const fitting = () => {
  const player = document.querySelector<HTMLElement>('[data-player]')?.offsetHeight ?? 48;
  return { padding: { top: '16px', left: '54px', right: '16px', bottom: `${player + 20}px` } } as const;
};

export interface Fit {
  /** React Flow's `onMove`: a person who moves the map has chosen what is in view. */
  readonly onMove: (event: MouseEvent | TouchEvent | null) => void;
  /** The same, by a button. */
  readonly chosen: () => void;
  /** Seen as a whole again. */
  readonly whole: () => void;
}

/**
 * `room` is for the element in which the drawing is; its `data-fitted` says that nothing moves the drawing any more.
 *
 * @param of - which lab is drawn: another one is fitted anew
 */
export function useFit(
  instance: ReactFlowInstance<CanvasNode, CanvasEdge> | undefined,
  of: string | undefined,
): { readonly room: RefObject<HTMLDivElement | null>; readonly fit: Fit } {
  const room = useRef<HTMLDivElement>(null);
  const keeper = useRef<Keeper>(undefined);
  useLayoutEffect(() => {
    const { current: element } = room;
    if (!instance || !element) return undefined;
    const kept = keepFitted(element, {
      fit: async (duration) => {
        const all = around([...useLayout.getState().stands.values()]);
        if (!all) return;
        // Not React Flow's fitView: that waits for a drawing, and would come below a hand that was put down meanwhile.
        const { clientWidth, clientHeight } = element;
        await instance.setViewport(getViewportForBounds(all, clientWidth, clientHeight, MIN_ZOOM, MAX_ZOOM, fitting().padding), { duration });
      },
      halt: () => void instance.setViewport(instance.getViewport()),
    });
    keeper.current = kept;
    return kept.stop;
  }, [instance]);
  useLayoutEffect(() => keeper.current?.open(), [instance, of]);
  // With a flow the player is higher, and its way is to be seen.
  const player = useView((s) => s.trace !== undefined);
  useLayoutEffect(() => keeper.current?.whole(), [player]);
  const [fit] = useState<Fit>(() => ({
    onMove: (event) => event && keeper.current?.chosen(),
    chosen: () => keeper.current?.chosen(),
    whole: () => keeper.current?.whole(),
  }));
  return { room, fit };
}

interface Keeper {
  /** Another lab stands there: it is seen as a whole at once. */
  readonly open: () => void;
  /** Seen as a whole again, wherever the person had moved the map. */
  readonly whole: () => void;
  /** The person has chosen what is in view: it stays, whatever becomes of the room. */
  readonly chosen: () => void;
  readonly stop: () => void;
}

interface Moves {
  /** Resolves when the drawing has come to rest; not at all when something interrupts it. */
  readonly fit: (duration: number) => Promise<unknown>;
  /** Stops a movement where it is. */
  readonly halt: () => void;
}

function keepFitted(room: HTMLElement, { fit, halt }: Moves): Keeper {
  let whole = true;
  let shown = false;
  let turn = 0;
  let due: 'no' | 'asked' | 'moving' = 'no';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const rest = () => {
    turn++;
    due = 'no';
    clearTimeout(timer);
    shown = true;
    room.dataset['fitted'] = '';
  };
  const go = () => {
    // What is pressed must stay below the pointer, and so must what it is dragged to; its release asks again.
    if (hand.held()) return;
    due = 'moving';
    const mine = ++turn;
    const still = !shown || matchMedia('(prefers-reduced-motion: reduce)').matches;
    void fit(still ? 0 : GLIDE).then(() => mine === turn && rest());
  };
  const ask = () => {
    due = 'asked';
    turn++;
    delete room.dataset['fitted'];
    clearTimeout(timer);
    timer = setTimeout(go, shown ? STILL : 0);
  };
  const hand = watchHand({
    pressed: () => {
      if (due === 'no') return;
      if (due === 'moving') halt();
      due = 'asked';
      turn++;
    },
    released: () => due === 'asked' && ask(),
  });
  const resized = new ResizeObserver(() => whole && ask());
  resized.observe(room);
  return {
    open: () => {
      whole = true;
      shown = false;
      ask();
    },
    whole: () => {
      whole = true;
      ask();
    },
    chosen: () => {
      whole = false;
      rest();
    },
    stop: () => {
      turn++;
      clearTimeout(timer);
      resized.disconnect();
      hand.stop();
    },
  };
}

/** Whether a button is down or something is being dragged, anywhere on the page. */
function watchHand(on: { readonly pressed: () => void; readonly released: () => void }) {
  let down = false;
  let dragging = false;
  const free = () => {
    [down, dragging] = [false, false];
    on.released();
  };
  const listeners: Readonly<Record<string, () => void>> = {
    pointerdown: () => {
      [down, dragging] = [true, false];
      on.pressed();
    },
    pointerup: free,
    // A drag of the browser's own, from the palette, takes the pointer's events away and has its own end.
    dragstart: () => {
      dragging = true;
    },
    pointercancel: () => !dragging && free(),
    dragend: free,
    drop: free,
    blur: () => !dragging && free(),
  };
  for (const [name, listen] of Object.entries(listeners)) window.addEventListener(name, listen, true);
  return {
    held: () => down || dragging,
    stop: () => {
      for (const [name, listen] of Object.entries(listeners)) window.removeEventListener(name, listen, true);
    },
  };
}
