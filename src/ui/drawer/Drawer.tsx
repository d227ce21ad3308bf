/** The drawer below the canvas: its tabs, and the one that is open. */
import { X } from 'lucide-react';
import { useDocument } from '../../state/document.ts';
import { useResults } from '../../state/results.ts';
import { type DrawerTab, setView, useView } from '../../state/view.ts';
import { kindOf } from '../../view-models/diagram/index.ts';
import { Console } from '../console/Console.tsx';
import { Compare } from '../pasted/Compare.tsx';
import { useText } from '../shared/use-text.ts';
import { CheckList } from '../story/Story.tsx';
import { PlayerPanel } from '../trace/PlayerPanel.tsx';
import { Changes, useEdits } from './Changes.tsx';
import css from './drawer.module.css';
import { DrawerHandle } from './DrawerHandle.tsx';
import { Problems } from './Problems.tsx';
import { Timeline } from './Timeline.tsx';

const TABS: readonly DrawerTab[] = ['player', 'timeline', 'console', 'compare', 'problems', 'checks', 'changes'];

export function Drawer() {
  const { t } = useText();
  const open = useView((s) => s.drawer);
  const height = useView((s) => s.drawerHeight);
  return (
    <section className={css['drawer']} style={open ? { height } : {}} aria-label={t('drawer')}>
      {open && <DrawerHandle />}
      <DrawerTabs />
      {open && <DrawerBody tab={open} />}
    </section>
  );
}

/** The strip of tabs; a tab opens its panel, and closes it when it is open. */
function DrawerTabs() {
  const { t } = useText();
  const open = useView((s) => s.drawer);
  const checks = useResults((s) => s.checks);
  const problems = useResults((s) => s.diagnostics.filter((d) => d.severity !== 'info').length);
  const edits = useEdits().length;
  const hops = useView((s) => s.trace?.out.hops.length);
  const failing = checks.filter((c) => !c.pass).length;
  const counts: Readonly<Partial<Record<DrawerTab, number | undefined>>> = { player: hops, checks: checks.length, problems, changes: edits };
  const hot = (tab: DrawerTab) => (tab === 'problems' && problems > 0) || (tab === 'checks' && failing > 0);
  return (
    <div className={css['tabs']}>
      <div role="tablist" aria-label={t('drawer')}>
        {TABS.map((tab) => (
          <button key={tab} type="button" role="tab" aria-selected={open === tab} onClick={() => setView({ drawer: open === tab ? undefined : tab })}>
            {t(`drawer_${tab}`)}
            {counts[tab] !== undefined && (
              <span className={`${css['count']} ${hot(tab) ? css['hot'] : ''}`}>
                {tab === 'checks' && failing > 0 ? `${failing}/${counts[tab]}` : counts[tab]}
              </span>
            )}
          </button>
        ))}
      </div>
      {open && (
        <button type="button" className={css['close']} aria-label={t('close')} onClick={() => setView({ drawer: undefined })}>
          <X size={15} />
        </button>
      )}
    </div>
  );
}

function DrawerBody({ tab }: { readonly tab: DrawerTab }) {
  const { t } = useText();
  const checks = useResults((s) => s.checks);
  const problems = useResults((s) => s.diagnostics);
  return (
    <div className={css['body']} role="tabpanel" aria-label={t(`drawer_${tab}`)}>
      {tab === 'player' && <PlayerPanel />}
      {tab === 'timeline' && <Timeline />}
      {tab === 'console' && <SelectedConsole />}
      {tab === 'compare' && <Compare />}
      {tab === 'problems' && <Problems list={problems} />}
      {tab === 'checks' && (
        <div className={css['pad']}>
          <CheckList checks={checks} detailed />
        </div>
      )}
      {tab === 'changes' && <Changes />}
    </div>
  );
}

/** The console of what is selected; of the last one that had a console, when what is selected has none. */
function SelectedConsole() {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const selected = useView((s) => s.selected);
  const devices = useResults((s) => s.devices);
  const able = Object.values(devices).filter((d) => d.commands.length > 0 && kindOf(lab, d.id) !== undefined);
  const id = able.find((d) => d.id === selected)?.id;
  if (id !== undefined) return <Console key={id} id={id} />;
  return (
    <div className={css['pad']}>
      <p>{t('consoleChoose')}</p>
      <div className={css['chips']}>
        {able.map((d) => (
          <button key={d.id} type="button" className={css['fix']} onClick={() => setView({ selected: d.id, marked: [d.id] })}>
            {d.id}
          </button>
        ))}
      </div>
    </div>
  );
}
