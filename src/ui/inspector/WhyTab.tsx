/** Why: a field for any prefix or address, the answer of everything here that holds routes, and the sessions that are down. */
import { type FormEvent, useEffect, useState } from 'react';
import { useResults } from '../../state/results.ts';
import { askFor, useWhy } from '../../state/why.ts';
import { SourceLine } from '../shared/SourceLine.tsx';
import { useText } from '../shared/use-text.ts';
import css from './inspector.module.css';
import { WhyAnswer } from './WhyAnswer.tsx';
import why from './why.module.css';

export function WhyTab({ id }: { readonly id: string }) {
  const { t } = useText();
  const question = useWhy((s) => (s.question?.device === id ? s.question : undefined));
  return (
    <div className={why['panel']}>
      <AskWhy device={id} />
      {question ? <WhyAnswer question={question} /> : <p className={css['sub']}>{t('whyHint')}</p>}
      <DownSessions id={id} />
    </div>
  );
}

/** The field: what is typed is asked of the device. */
export function AskWhy({ device }: { readonly device: string }) {
  const { t } = useText();
  const asked = useWhy((s) => s.question?.text);
  const [text, setText] = useState(asked ?? '');
  useEffect(() => setText(asked ?? ''), [asked]);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') askFor({ device, text: text.trim() });
  };
  return (
    <form className={`${why['ask']} nokey`} role="search" aria-label={t('whyAsk')} onSubmit={ask}>
      <input
        value={text}
        aria-label={t('whyField')}
        placeholder={t('whyField')}
        spellCheck={false}
        autoComplete="off"
        onChange={(e) => setText(e.target.value)}
      />
      <button type="submit" className={css['button']}>
        {t('whyAsk')}
      </button>
    </form>
  );
}

function DownSessions({ id }: { readonly id: string }) {
  const { t, reason } = useText();
  const down = useResults((s) => s.devices[id])?.sessions.filter((s) => !s.up) ?? [];
  if (down.length === 0) return null;
  return (
    <>
      <div className={css['legend']}>{t('whySession')}</div>
      <ul className={css['whyList']}>
        {down.map((s) => (
          <li key={`${s.speaker} ${s.peer}`}>
            <code>
              {s.speaker} → {s.peer}
            </code>{' '}
            {t('sessionDown')}. {s.reason && reason(s.reason)} {s.reason?.source && <SourceLine source={s.reason.source} device={id} />}
          </li>
        ))}
      </ul>
    </>
  );
}
