/** What leaves the page as a file: the scenario, or a picture of the canvas. */
import { Download } from 'lucide-react';
import { type KeyboardEvent, useId, useRef } from 'react';
import { useText } from '../shared/use-text.ts';
import css from './app.module.css';
import { exportFile } from './sharing.ts';

const picture = () => import('./picture.tsx');

export function ExportMenu() {
  const { t } = useText();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const entries = [
    { name: t('exportJson'), run: () => void exportFile() },
    { name: t('exportSvg'), run: () => void picture().then((p) => p.exportSvg()) },
    { name: t('exportPng'), run: () => void picture().then((p) => p.exportPng()) },
  ];
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    items[(at + by + items.length) % items.length]?.focus();
  };
  return (
    <>
      <button
        type="button"
        className={`${css['icon']} ${css['wide']}`}
        aria-label={t('exportFile')}
        title={t('exportFile')}
        aria-haspopup="menu"
        popoverTarget={id}
      >
        <Download size={17} />
      </button>
      <div ref={menu} id={id} popover="auto" className={css['menu']} role="menu" aria-label={t('exportFile')} tabIndex={-1} onKeyDown={onKeyDown}>
        {entries.map((e) => (
          <button
            key={e.name}
            type="button"
            role="menuitem"
            onClick={() => {
              menu.current?.hidePopover();
              e.run();
            }}
          >
            {e.name}
          </button>
        ))}
      </div>
    </>
  );
}
