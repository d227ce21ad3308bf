/** A lab on the screen: the panels around the canvas, or sheets over it where the screen is narrow. */
import { useDeferredValue, useEffect, useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { setView, useView } from '../../state/view.ts';
import { Canvas } from '../canvas/Canvas.tsx';
import { Drawer } from '../drawer/Drawer.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { LeftPanel } from '../palette/LeftPanel.tsx';
import { useText } from '../shared/use-text.ts';
import { Player } from '../trace/Player.tsx';
import css from './app.module.css';

export function Workspace() {
  const { t } = useText();
  const leftOpen = useView((s) => s.leftOpen);
  const selected = useView((s) => s.selected);
  const narrow = useNarrow();
  const drawer = useView((s) => s.drawer);
  const sheet = leftOpen || selected !== undefined;
  const remembered = useDefaultLayout({
    id: 'hoplab.panels',
    panelIds: leftOpen ? ['left', 'centre', 'right'] : ['centre', 'right'],
    storage: localStorage,
    onlySaveAfterUserInteractions: true,
  });
  // The drawing comes first; what stands beside it follows when the browser has a moment.
  const drawn = useDeferredValue(true, false);
  const failure = useResults((s) => s.failure);
  const centre = (
    <div className={css['centre']} data-drawer={drawer}>
      <div className={css['canvas']}>
        <Canvas />
        <Player />
      </div>
      {drawn && !(narrow && sheet) && <Drawer />}
    </div>
  );
  return (
    <>
      <Solved drawn={drawn} />
      {failure !== undefined && (
        <div className={css['problem']} role="alert">
          {t('engineFailed', { what: failure })}
        </div>
      )}
      {narrow ? (
        <div className={css['narrow']} data-sheet={sheet ? 'open' : undefined}>
          {centre}
          {sheet && (
            <div className={css['sheet']}>
              <button
                type="button"
                className={css['closeSheet']}
                onClick={() => (leftOpen ? setView({ leftOpen: false }) : setView({ selected: undefined, marked: [] }))}
              >
                {t('closeSheet')}
              </button>
              {leftOpen ? <LeftPanel /> : <Inspector />}
            </div>
          )}
        </div>
      ) : (
        <Group orientation="horizontal" className={css['panels'] ?? ''} {...remembered}>
          {leftOpen && (
            <>
              <Panel id="left" defaultSize="280px" minSize="200px" maxSize="460px">
                {drawn && <LeftPanel />}
              </Panel>
              <Separator className={css['separator'] ?? ''} />
            </>
          )}
          <Panel id="centre" minSize="300px">
            {centre}
          </Panel>
          <Separator className={css['separator'] ?? ''} />
          <Panel id="right" defaultSize="380px" minSize="260px" maxSize="50%">
            {drawn && <Inspector />}
          </Panel>
        </Group>
      )}
    </>
  );
}

/** Says each answer of the engine, and whether anything is still on its way. By itself: an answer does not draw all panels again. */
function Solved({ drawn }: { readonly drawn: boolean }) {
  const { t } = useText();
  const changes = useResults((s) => s.changes.length);
  const revision = useResults((s) => s.revision);
  const took = useResults((s) => Math.round(s.took * 10) / 10);
  const edited = useDocument((s) => s.revision);
  const step = useDocument((s) => s.step);
  const scenario = useDocument((s) => s.scenario?.id);
  const opening = useView((s) => s.opening !== undefined && s.opening === step);
  const ready = drawn && !opening && revision === edited ? `${scenario}/${step ?? ''}` : undefined;
  return (
    <div className="visually-hidden" aria-live="polite" data-revision={revision} data-took={took} data-ready={ready}>
      {t('announceSolved', { n: changes })}
    </div>
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
