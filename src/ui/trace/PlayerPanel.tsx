/** The player's panel: the hops of the open flow, the state tables on its way, the named flows, and who reaches whom. */
import { type PlayerTab, setView, useView } from '../../state/view.ts';
import { useText } from '../shared/use-text.ts';
import { Flows } from './Flows.tsx';
import { Hops } from './Hops.tsx';
import { Logs } from './Logs.tsx';
import { Reachability } from './Reachability.tsx';
import { States } from './States.tsx';
import css from './trace.module.css';

const TABS: readonly PlayerTab[] = ['hops', 'states', 'logs', 'flows', 'reachability'];

export function PlayerPanel() {
  const { t } = useText();
  const tab = useView((s) => s.playerTab);
  return (
    <div className={css['panel']}>
      <div className={css['subtabs']} role="tablist" aria-label={t('drawer_player')}>
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setView({ playerTab: name })}>
            {t(`player_${name}`)}
          </button>
        ))}
      </div>
      <div className={css['panelBody']} role="tabpanel" aria-label={t(`player_${tab}`)}>
        {tab === 'hops' && <Hops />}
        {tab === 'states' && <States />}
        {tab === 'logs' && <Logs />}
        {tab === 'flows' && <Flows />}
        {tab === 'reachability' && <Reachability />}
      </div>
    </div>
  );
}
