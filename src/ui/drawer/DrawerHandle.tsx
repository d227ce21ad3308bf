/** The drawer's upper edge: drag it, or move it with the arrow keys. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { setView, useView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import css from './drawer.module.css';

/** px; the canvas keeps as much. */
const LEAST = 110;
const STEP = 24;

const most = (): number => Math.max(LEAST, window.innerHeight - 48 - LEAST - 60);

export function setDrawerHeight(height: number): void {
  setView({ drawerHeight: Math.round(Math.max(LEAST, Math.min(most(), height))) });
}

export function DrawerHandle() {
  const { t } = useText();
  const height = useView((s) => s.drawerHeight);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const drawer = event.currentTarget.parentElement?.getBoundingClientRect();
    if (drawer) setDrawerHeight(drawer.bottom - event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowUp: height + STEP, ArrowDown: height - STEP, Home: most(), End: LEAST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setDrawerHeight(to);
  };
  return (
    // The window splitter of the ARIA practices: it has the keyboard, and its value is the height.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions
    <div
      className={css['handle']}
      role="separator"
      aria-orientation="horizontal"
      aria-label={t('drawerHeight')}
      aria-valuenow={height}
      aria-valuemin={LEAST}
      aria-valuemax={most()}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => setDrawerHeight(280)}
    />
  );
}
