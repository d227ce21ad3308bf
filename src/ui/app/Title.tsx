/** The lab's title, renamed in place: click or Enter opens the field, Enter takes the new name, Escape the old. */
import { useEffect, useRef, useState } from 'react';
import { rename, useDocument } from '../../state/document.ts';
import { SCENARIO_IDS } from '../gallery/scenarios.ts';
import { useText } from '../shared/use-text.ts';
import css from './app.module.css';

export function Title() {
  const { t, of, language } = useText();
  const scenario = useDocument((s) => s.scenario);
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (open) field.current?.select();
  }, [open]);
  if (!scenario) return null;
  const shown = of(scenario.title);
  const close = (name: string) => {
    setOpen(false);
    const wanted = name.trim();
    if (wanted === '' || wanted === shown) return;
    // A built-in story under another name is another lab: a link to it by its id would bring back the old one.
    const id = SCENARIO_IDS.includes(scenario.id) ? `${scenario.id}-copy` : undefined;
    rename({ ...scenario.title, [language]: wanted }, id);
  };
  if (!open)
    return (
      <h1 className={css['title']}>
        <button ref={button} type="button" title={`${shown} · ${t('rename')}`} onClick={() => setOpen(true)}>
          {shown}
        </button>
      </h1>
    );
  return (
    <input
      ref={field}
      className={css['titleField']}
      aria-label={t('labTitle')}
      defaultValue={shown}
      onBlur={(e) => close(e.target.value)}
      onKeyDown={(e) => {
        if (e.nativeEvent.isComposing) return;
        if (e.key === 'Enter') close(e.currentTarget.value);
        if (e.key === 'Escape') setOpen(false);
        if (e.key === 'Enter' || e.key === 'Escape') requestAnimationFrame(() => button.current?.focus());
      }}
    />
  );
}
