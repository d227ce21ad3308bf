/** The whole screen: the bar, then the gallery or a lab; language, theme and keys. */
import { type DragEvent, lazy, Suspense, useEffect, useState } from 'react';
import type { Diagnostic, Scenario } from '../../engine/index.ts';
import { openDocument, useDocument } from '../../state/document.ts';
import { notify, useView } from '../../state/view.ts';
import { Gallery } from '../gallery/Gallery.tsx';
import { useText } from '../shared/use-text.ts';
import css from './app.module.css';
import { addressOf, savedLabs } from './autosave.ts';
import { onCopy, onKey, onPaste } from './keys.ts';
import { Notices } from './Notices.tsx';
import { namesLab, route, showOpened } from './route.ts';
import { openText, problemText, shareUrl } from './sharing.ts';
import { TopBar } from './TopBar.tsx';
import { Workspace } from './Workspace.tsx';

const CommandPalette = lazy(() => import('./CommandPalette.tsx'));
const ConnectDialog = lazy(() => import('../editing/ConnectDialog.tsx'));
const MoveDialog = lazy(() => import('../editing/MoveDialog.tsx'));

const EMPTY_LAB: Scenario = {
  version: 1,
  id: 'my-lab',
  title: { en: 'My lab', ja: '自分のラボ' },
  lab: { internet: { hosts: { web: { ipAddress: '192.0.2.80', names: ['www.example.com'], listen: [{ protocol: 'tcp', port: 443 }] } } } },
};

/** An empty lab under a name that none of the saved ones has. */
async function newLab(): Promise<void> {
  const taken = new Set((await savedLabs()).map((s) => s.scenario.id));
  let id = EMPTY_LAB.id;
  for (let n = 2; taken.has(id); n++) id = `${EMPTY_LAB.id}-${n}`;
  openDocument({ ...EMPTY_LAB, id });
  history.replaceState(null, '', addressOf(id, undefined));
}

export function App() {
  const { t, language, problem } = useText();
  const scenario = useDocument((s) => s.scenario);
  const theme = useView((s) => s.theme);
  const palette = useView((s) => s.palette);
  const connecting = useView((s) => s.connecting !== undefined);
  const relocating = useView((s) => s.relocating !== undefined);
  const [problems, setProblems] = useState<readonly Diagnostic[]>([]);
  // The gallery would read every lab, and the one that is wanted would wait for them.
  const [opening, setOpening] = useState(namesLab);
  const [link, setLink] = useState<string>();

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  useEffect(() => {
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (media.matches ? 'dark' : 'light') : theme;
    };
    apply();
    media.addEventListener('change', apply);
    return () => media.removeEventListener('change', apply);
  }, [theme]);

  useEffect(() => {
    const follow = () => {
      setOpening(namesLab());
      void route(setProblems).finally(() => setOpening(false));
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  useEffect(() => {
    const listeners = [
      ['keydown', onKey],
      ['copy', onCopy],
      ['cut', onCopy],
      ['paste', onPaste],
    ] as const;
    for (const [name, on] of listeners) window.addEventListener(name, on as (event: Event) => void);
    return () => {
      for (const [name, on] of listeners) window.removeEventListener(name, on as (event: Event) => void);
    };
  }, []);

  const open = async (file: File) => {
    const found = await openText(await file.text());
    setProblems(found);
    if (found.length === 0) {
      showOpened();
      history.replaceState(null, '', `#/s/${useDocument.getState().scenario?.id ?? ''}`);
    }
  };
  const share = () => {
    void shareUrl().then((url) => {
      setLink(url);
      if (url === undefined) return undefined;
      return navigator.clipboard.writeText(url).then(
        () => notify('info', t('linkCopied')),
        () => undefined,
      );
    });
  };
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    void open(file);
  };

  return (
    <div className={css['app']} onDragOver={(e) => e.dataTransfer.types.includes('Files') && e.preventDefault()} onDrop={drop}>
      <TopBar onShare={share} onFile={(file) => void open(file)} />
      {problems.length > 0 && (
        <div className={css['problem']} role="alert">
          <div>
            <strong>{t('problemOpening')}</strong>
            <ul>
              {problems.slice(0, 8).map((d) => (
                <li key={`${d.code} ${d.message}`}>{problemText(d, problem(d))}</li>
              ))}
            </ul>
          </div>
          <button type="button" onClick={() => setProblems([])}>
            {t('close')}
          </button>
        </div>
      )}
      {link !== undefined && (
        <div className={css['link']} role="status">
          <label htmlFor="share-link">{t('linkReady')}</label>
          <input id="share-link" readOnly value={link} onFocus={(e) => e.target.select()} />
          <button type="button" onClick={() => setLink(undefined)}>
            {t('close')}
          </button>
        </div>
      )}
      {scenario ? (
        <Workspace />
      ) : opening ? (
        <p className={css['opening']} role="status">
          {t('loading')}
        </p>
      ) : (
        <Gallery onNew={() => void newLab()} />
      )}
      {scenario && palette && (
        <Suspense>
          <CommandPalette onShare={share} />
        </Suspense>
      )}
      {scenario && connecting && (
        <Suspense>
          <ConnectDialog />
        </Suspense>
      )}
      {scenario && relocating && (
        <Suspense>
          <MoveDialog />
        </Suspense>
      )}
      <Notices />
    </div>
  );
}
