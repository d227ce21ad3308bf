/** The whole screen: where one is (the address's hash), the panels around the canvas, keys, and what is said aloud. */
import { type DragEvent, lazy, Suspense, useEffect, useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import type { Diagnostic, Scenario } from '../../engine/index.ts';
import { closeDocument, openDocument, redo, undo, useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { closeFlow, notify, setView, useView } from '../../state/view.ts';
import { Canvas } from '../canvas/Canvas.tsx';
import { Drawer } from '../drawer/Drawer.tsx';
import { Gallery } from '../gallery/Gallery.tsx';
import { loadScenario } from '../gallery/scenarios.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { LeftPanel } from '../palette/LeftPanel.tsx';
import { useText } from '../shared/use-text.ts';
import { neighbourStep, openStep, showStepView } from '../story/Story.tsx';
import { Player } from '../trace/Player.tsx';
import css from './app.module.css';
import { restore } from './autosave.ts';
import { openLink, openText, problemText, shareUrl } from './sharing.ts';
import { TopBar } from './TopBar.tsx';

const CommandPalette = lazy(() => import('./CommandPalette.tsx'));

const EMPTY_LAB: Scenario = {
  version: 1,
  id: 'my-lab',
  title: { en: 'My lab', ja: '自分のラボ' },
  lab: { internet: { hosts: { web: { ipAddress: '192.0.2.80', names: ['www.example.com'], listen: [{ protocol: 'tcp', port: 443 }] } } } },
};

export function App() {
  const { t, language } = useText();
  const scenario = useDocument((s) => s.scenario);
  const theme = useView((s) => s.theme);
  const palette = useView((s) => s.palette);
  const [problems, setProblems] = useState<readonly Diagnostic[]>([]);
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
    const follow = () => void route(setProblems);
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const open = async (file: File) => {
    const found = await openText(await file.text());
    setProblems(found);
    if (found.length === 0) {
      closeFlow();
      history.replaceState(null, '', `#/s/${useDocument.getState().scenario?.id ?? ''}`);
    }
  };
  const share = () => {
    const url = shareUrl();
    setLink(url);
    if (url !== undefined)
      void navigator.clipboard.writeText(url).then(
        () => notify('info', t('linkCopied')),
        () => undefined,
      );
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
                <li key={`${d.code} ${d.message}`}>{problemText(d)}</li>
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
      {scenario ? <Workspace /> : <Gallery onNew={() => openDocument(EMPTY_LAB)} />}
      {scenario && palette && (
        <Suspense>
          <CommandPalette onShare={share} />
        </Suspense>
      )}
      <Notices />
    </div>
  );
}

/** Opens what the address names: the gallery, a scenario's step, or a shared lab. */
async function route(report: (problems: readonly Diagnostic[]) => void): Promise<void> {
  const { hash } = location;
  if (hash.startsWith('#lab=')) {
    const problems = await openLink(hash);
    report(problems);
    if (problems.length === 0) {
      closeFlow();
      setView({ selected: undefined });
    }
    return;
  }
  const [, kind, id, step] = hash.replace(/^#/, '').split('/');
  if (kind !== 's' || id === undefined) {
    closeFlow();
    closeDocument();
    return;
  }
  const { scenario, step: current } = useDocument.getState();
  if (scenario?.id === id && (step === undefined || step === current)) return;
  if (await restore(id, step)) {
    notify('info', '');
    return;
  }
  const found = await loadScenario(id);
  if (!found) {
    report([{ code: 'no-such-scenario', severity: 'error', message: `There is no scenario named ${JSON.stringify(decodeURIComponent(id))}.`, place: {} }]);
    return;
  }
  report([]);
  openDocument(found, found.steps?.some((s) => s.id === step) ? step : undefined);
  showStepView();
}

/** `[` and `]` tell the story, Ctrl-Z undoes, not while one types; Ctrl-K opens the commands everywhere. */
function onKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && useDocument.getState().scenario) {
    event.preventDefault();
    setView({ palette: !useView.getState().palette });
    return;
  }
  const at = event.target as HTMLElement | null;
  if (at?.closest('input, textarea, select, .nokey, [contenteditable]')) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === 'z') {
    event.preventDefault();
    (event.shiftKey ? redo : undo)();
  } else if (command && event.key.toLowerCase() === 'y') {
    event.preventDefault();
    redo();
  } else if (!command && (event.key === '[' || event.key === ']')) {
    const to = neighbourStep(event.key === ']' ? 1 : -1);
    if (to !== undefined) openStep(to);
  }
}

function Workspace() {
  const { t } = useText();
  const leftOpen = useView((s) => s.leftOpen);
  const selected = useView((s) => s.selected);
  const narrow = useNarrow();
  const remembered = useDefaultLayout({
    id: 'hoplab.panels',
    panelIds: leftOpen ? ['left', 'centre', 'right'] : ['centre', 'right'],
    storage: localStorage,
    onlySaveAfterUserInteractions: true,
  });
  const changes = useResults((s) => s.changes.length);
  const revision = useResults((s) => s.revision);
  const failure = useResults((s) => s.failure);
  const centre = (
    <div className={css['centre']}>
      <div className={css['canvas']}>
        <Canvas />
        <Player />
      </div>
      <Drawer />
    </div>
  );
  return (
    <>
      <div className="visually-hidden" aria-live="polite" data-revision={revision}>
        {t('announceSolved', { n: changes })}
      </div>
      {failure !== undefined && (
        <div className={css['problem']} role="alert">
          {t('engineFailed', { what: failure })}
        </div>
      )}
      {narrow ? (
        <div className={css['narrow']}>
          {centre}
          {leftOpen && (
            <div className={css['sheet']}>
              <LeftPanel />
            </div>
          )}
          {selected !== undefined && !leftOpen && (
            <div className={css['sheet']}>
              <button type="button" className={css['closeSheet']} onClick={() => setView({ selected: undefined })}>
                {t('close')}
              </button>
              <Inspector />
            </div>
          )}
        </div>
      ) : (
        <Group orientation="horizontal" className={css['panels'] ?? ''} {...remembered}>
          {leftOpen && (
            <>
              <Panel id="left" defaultSize="280px" minSize="200px" maxSize="460px">
                <LeftPanel />
              </Panel>
              <Separator className={css['separator'] ?? ''} />
            </>
          )}
          <Panel id="centre" minSize="300px">
            {centre}
          </Panel>
          <Separator className={css['separator'] ?? ''} />
          <Panel id="right" defaultSize="380px" minSize="260px" maxSize="50%">
            <Inspector />
          </Panel>
        </Group>
      )}
    </>
  );
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.innerWidth < 760);
  useEffect(() => {
    const measure = () => setNarrow(window.innerWidth < 760);
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return narrow;
}

/** ms that a notice stays. */
const STAY = 5000;

function Notices() {
  const { t } = useText();
  const notice = useView((s) => s.notice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setView({ notice: undefined }), STAY);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div className={css['notices']} aria-live="polite">
      {notice && <div className={notice.kind === 'error' ? css['noticeBad'] : css['notice']}>{notice.text === '' ? t('restored') : notice.text}</div>}
    </div>
  );
}
