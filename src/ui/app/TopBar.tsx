/** The bar at the top: where one is in the story, undo, sharing, language and theme. */
import { Command, FolderOpen, Languages, Moon, PanelLeft, Redo2, Share2, Sun, SunMoon, Undo2 } from 'lucide-react';
import { useRef } from 'react';
import { redo, undo, useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { setView, type Theme, useView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import { openStep } from '../story/steps.ts';
import css from './app.module.css';
import { ExportMenu } from './ExportMenu.tsx';
import { Title } from './Title.tsx';

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** A story may have more steps than the bar has room for: the current one is in view. With the next frame, which lays the page out anyway. */
function intoView(item: HTMLLIElement | null): void {
  if (item) requestAnimationFrame(() => item.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
}

export function TopBar({ onShare, onFile }: { readonly onShare: () => void; readonly onFile: (file: File) => void }) {
  const { t, of, did, language } = useText();
  const scenario = useDocument((s) => s.scenario);
  const step = useDocument((s) => s.step);
  const past = useDocument((s) => s.past.at(-1)?.label);
  const future = useDocument((s) => s.future.at(-1)?.label);
  const states = useResults((s) => s.steps);
  const live = useResults((s) => s.checks);
  const computing = useResults((s) => s.computing);
  const theme = useView((s) => s.theme);
  const leftOpen = useView((s) => s.leftOpen);
  const file = useRef<HTMLInputElement>(null);
  const themeName = { system: t('themeSystem'), light: t('themeLight'), dark: t('themeDark') }[theme];
  const stateOf = (id: string) => (id === step && live.length > 0 ? live.every((c) => c.pass) : states[id]);
  return (
    <header className={css['bar']}>
      <a href="#/" className={css['mark']} aria-label={t('toGallery')}>
        <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="var(--accent)" />
          <path d="M7 21c3-9 6-9 9 0s6 9 9 0" fill="none" stroke="var(--on-accent)" strokeWidth="2.5" strokeLinecap="round" />
          <circle cx="7" cy="21" r="2.6" fill="var(--on-accent)" />
          <circle cx="25" cy="21" r="2.6" fill="#ffb000" />
        </svg>
        <span>Hoplab</span>
      </a>
      {scenario && (
        <>
          <button type="button" className={css['icon']} aria-pressed={leftOpen} aria-label={t('story')} onClick={() => setView({ leftOpen: !leftOpen })}>
            <PanelLeft size={17} />
          </button>
          <Title />
          <ol className={css['steps']} aria-label={t('steps')}>
            {scenario.steps?.map((s, i) => (
              <li key={s.id} ref={s.id === step ? intoView : undefined}>
                <button type="button" aria-current={s.id === step ? 'step' : undefined} title={of(s.title)} onClick={() => openStep(s.id)}>
                  <span>{i + 1}</span>
                  <span className={css['stepName']}>{of(s.title)}</span>
                  {stateOf(s.id) !== undefined && <span className={stateOf(s.id) ? css['ok'] : css['bad']}>{stateOf(s.id) ? '✓' : '✕'}</span>}
                  <span className="visually-hidden">{stateOf(s.id) === undefined ? '' : t(stateOf(s.id) ? 'holds' : 'fails')}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      <span className={css['space']} />
      <span className={css['computing']} aria-live="polite">
        {computing ? t('computing') : ''}
      </span>
      {scenario && (
        <>
          <button
            type="button"
            className={css['icon']}
            disabled={past === undefined}
            aria-label={t('undo')}
            title={past && `${t('undo')}: ${did(past)}`}
            onClick={undo}
          >
            <Undo2 size={17} />
          </button>
          <button
            type="button"
            className={css['icon']}
            disabled={future === undefined}
            aria-label={t('redo')}
            title={future && `${t('redo')}: ${did(future)}`}
            onClick={redo}
          >
            <Redo2 size={17} />
          </button>
          <button
            type="button"
            className={`${css['icon']} ${css['wide']}`}
            aria-label={t('commands')}
            title={`${t('commands')} (⌘K)`}
            onClick={() => setView({ palette: true })}
          >
            <Command size={16} />
          </button>
          <button type="button" className={css['text']} onClick={onShare}>
            <Share2 size={15} aria-hidden="true" /> {t('share')}
          </button>
          <ExportMenu />
        </>
      )}
      <button
        type="button"
        className={`${css['icon']} ${css['wide']}`}
        aria-label={t('importFile')}
        title={t('importFile')}
        onClick={() => file.current?.click()}
      >
        <FolderOpen size={17} />
      </button>
      <input ref={file} type="file" accept="application/json,.json" hidden onChange={(e) => e.target.files?.[0] && onFile(e.target.files[0])} />
      <button
        type="button"
        className={css['text']}
        lang={language === 'en' ? 'ja' : 'en'}
        onClick={() => setView({ language: language === 'en' ? 'ja' : 'en' })}
      >
        <Languages size={15} aria-hidden="true" /> {t('language')}
      </button>
      <button
        type="button"
        className={css['icon']}
        aria-label={`${t('theme')}: ${themeName}`}
        title={`${t('theme')}: ${themeName}`}
        onClick={() => setView({ theme: NEXT_THEME[theme] })}
      >
        {theme === 'dark' ? <Moon size={17} /> : theme === 'light' ? <Sun size={17} /> : <SunMoon size={17} />}
      </button>
    </header>
  );
}
