/** Commands by keyboard: to an object, a step or a flow, and what the bar's buttons do. A list box that the field above it filters. */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { redo, undo, useDocument } from '../../state/document.ts';
import { runFlow } from '../../state/results.ts';
import { select, setView, useView } from '../../state/view.ts';
import { diagramOf } from '../../view-models/diagram/index.ts';
import { duplicateMarked, markAll, removeMarked, startConnecting, startMoving } from '../editing/actions.ts';
import { type Text, useText } from '../shared/use-text.ts';
import { openStep } from '../story/steps.ts';
import css from './palette.module.css';
import { exportFile } from './sharing.ts';

const picture = () => import('./picture.tsx');

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  run(): void;
}

/** Everything that can be gone to or done now. */
function entriesOf(text: Text, onShare: () => void): Entry[] {
  const { t, of, language } = text;
  const { scenario, lab } = useDocument.getState();
  const go = (id: string) => () => select(id, { tab: useView.getState().tab });
  const command = (name: string, run: () => void): Entry => ({ id: `command ${name}`, name, detail: '', run });
  return [
    ...(scenario?.steps ?? []).map((s, i) => ({ id: `step ${s.id}`, name: `${i + 1} · ${of(s.title)}`, detail: s.id, run: () => openStep(s.id) })),
    ...diagramOf(lab).nodes.map((n) => ({ id: `node ${n.id}`, name: n.label, detail: `${t(`kind_${n.kind}`)} ${n.detail}`, run: go(n.id) })),
    ...Object.keys(lab.routeTables ?? {}).map((id) => ({ id: `table ${id}`, name: id, detail: t('kind_routeTable'), run: go(id) })),
    ...Object.keys(lab.connections ?? {}).map((id) => ({ id: `connection ${id}`, name: id, detail: t('kind_connection'), run: go(id) })),
    ...Object.entries(lab.flows ?? {}).map(([id, f]) => ({
      id: `flow ${id}`,
      name: `${t('flow')}: ${id}`,
      detail: `${f.from} → ${f.to} ${f.protocol}`,
      run: () => void runFlow(f),
    })),
    command(t('undo'), undo),
    command(t('redo'), redo),
    command(t('connect'), () => startConnecting()),
    command(t('moveInto'), () => startMoving(text)),
    command(t('duplicate'), () => void duplicateMarked(text)),
    command(t('delete'), () => removeMarked(text)),
    command(t('selectAll'), markAll),
    command(t('compareOwn'), () => setView({ drawer: 'compare' })),
    command(t('share'), onShare),
    command(t('exportJson'), () => void exportFile()),
    command(t('exportSvg'), () => void picture().then((p) => p.exportSvg())),
    command(t('exportPng'), () => void picture().then((p) => p.exportPng())),
    command(t('sessionsLayer'), () => setView({ sessions: !useView.getState().sessions })),
    command(t('language'), () => setView({ language: language === 'en' ? 'ja' : 'en' })),
    command(t('toGallery'), () => location.assign('#/')),
  ];
}

export default function CommandPalette({ onShare }: { readonly onShare: () => void }) {
  const text = useText();
  const { t } = text;
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useId();
  // What can be done is as it was when the palette opened.
  // oxlint-disable-next-line react/exhaustive-deps
  const all = useMemo(() => entriesOf(text, onShare), []);
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = all.filter((e) => words.every((w) => `${e.name} ${e.detail}`.toLowerCase().includes(w)));
  const active = shown[Math.min(at, shown.length - 1)];
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (active) document.getElementById(`${list} ${active.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, list]);
  const close = () => setView({ palette: false });
  const run = (entry: Entry | undefined) => {
    close();
    entry?.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0) {
      event.preventDefault();
      setAt((Math.min(at, shown.length - 1) + by + shown.length) % Math.max(1, shown.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(active);
    }
  };
  return (
    <dialog ref={dialog} className={`${css['dialog']} nokey`} aria-label={t('commands')} onClose={close}>
      <input
        className={css['input']}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-label={t('commands')}
        aria-activedescendant={active ? `${list} ${active.id}` : undefined}
        placeholder={t('paletteHint')}
        value={wanted}
        onChange={(event) => {
          setWanted(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className={css['list']} id={list} role="listbox" aria-label={t('commands')}>
        {shown.map((entry) => (
          <button
            key={entry.id}
            id={`${list} ${entry.id}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={entry === active}
            onClick={() => run(entry)}
          >
            {entry.name} <small>{entry.detail}</small>
          </button>
        ))}
      </div>
      {shown.length === 0 && <p className={css['empty']}>{t('paletteEmpty')}</p>}
    </dialog>
  );
}
