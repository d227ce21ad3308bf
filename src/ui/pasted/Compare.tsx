/** Pasted output against the lab's: where to paste, the verdict, and the rows of both with what differs. */
import { type FormEvent, useEffect, useState } from 'react';
import { nothingReadText, notComparedText } from '../../engine/index.ts';
import { compareAgain, comparePastedText, forgetPasted, usePasted } from '../../state/pasted.ts';
import { useResults } from '../../state/results.ts';
import { useView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import css from './compare.module.css';
import { ComparedTable } from './ComparedTable.tsx';

export function Compare() {
  const { t, language } = useText();
  const { answer, text, device } = usePasted();
  const revision = useResults((s) => s.revision);
  useEffect(() => {
    if (revision >= 0) void compareAgain();
  }, [revision]);
  if (text === '') return <PasteForm />;
  if (!answer) return <p className={css['quiet']}>{t('loading')}</p>;
  return (
    <div className={css['pad']}>
      <button type="button" className={css['button']} onClick={forgetPasted}>
        {t('compareClear')}
      </button>
      {answer.comparisons.map((c) => (
        <ComparedTable key={`${c.line} ${c.device} ${c.command}`} comparison={c} />
      ))}
      {answer.comparisons.length === 0 && (
        <div role="alert">
          <p>{nothingReadText(device, language)}</p>
          <Expected commands={answer.expected} />
        </div>
      )}
      {answer.notCompared.map((n) => (
        <p key={n.line} className={css['quiet']}>
          {notComparedText(n, language)}
        </p>
      ))}
    </div>
  );
}

function PasteForm() {
  const { t } = useText();
  const selected = useView((s) => s.selected);
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') comparePastedText(text);
  };
  return (
    <form className={`${css['form']} nokey`} onSubmit={submit}>
      <label htmlFor="compare-text">
        {t('compareHint')}
        {selected !== undefined && <strong> {selected}</strong>}
      </label>
      <textarea
        id="compare-text"
        aria-label={t('compareText')}
        value={text}
        spellCheck={false}
        onChange={(e) => setText(e.target.value)}
        // What is pasted whole is compared at once.
        onPaste={(e) => {
          const pasted = e.clipboardData.getData('text/plain');
          if (text !== '' || !pasted.trim().includes('\n')) return;
          e.preventDefault();
          comparePastedText(pasted);
        }}
      />
      <button type="submit" className={css['button']}>
        {t('compareRun')}
      </button>
    </form>
  );
}

function Expected({ commands }: { readonly commands: readonly { readonly device: string; readonly command: string }[] }) {
  const { t } = useText();
  return (
    <ul className={css['expected']} aria-label={t('compareExpected')}>
      {commands.map((c) => (
        <li key={`${c.device} ${c.command}`}>
          <code>{c.command}</code> <small>{c.device}</small>
        </li>
      ))}
    </ul>
  );
}
