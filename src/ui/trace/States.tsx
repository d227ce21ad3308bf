/** What firewalls, proxies and translations on the way remember of the flow, as it is at the moment that the player shows. */
import { type FiveTuple, formatIp, type StateRow, type Trace } from '../../engine/index.ts';
import { select, useView } from '../../state/view.ts';
import { framesOf, legsOf } from '../../view-models/playback.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

export function States() {
  const { t } = useText();
  const trace = useView((s) => s.trace);
  const branch = useView((s) => s.branch);
  const playhead = useView((s) => Math.floor(s.playhead));
  if (!trace) return <p className={css['quiet']}>{t('noFlow')}</p>;
  const states = (branch === 0 ? undefined : trace.branches[branch - 1]?.states) ?? trace.states;
  if (states.length === 0) return <p className={css['quiet']}>{t('noStates')}</p>;
  return (
    <table className={css['table']} aria-label={t('player_states')}>
      <thead>
        <tr>
          <th>{t('holder')}</th>
          <th>{t('kindOfState')}</th>
          <th>{t('clientSide')}</th>
          <th>{t('serverSide')}</th>
          <th>{t('ruleOfState')}</th>
          <th>{t('sinceHop')}</th>
        </tr>
      </thead>
      <tbody>
        {states.map((s) => {
          const there = isThere(trace, branch, s, playhead);
          return (
            <tr key={`${s.node} ${s.kind} ${tuple(s.client)} ${tuple(s.server)}`} className={there ? '' : css['later']} data-there={there}>
              <td>
                <button type="button" className={css['device']} onClick={() => select(s.device, { tab: 'settings' })}>
                  {s.node}
                </button>
              </td>
              <td>{t(`state_${s.kind}`)}</td>
              <td className={css['stack']}>{tuple(s.client)}</td>
              <td className={css['stack']}>{tuple(s.server) === tuple(s.client) ? '=' : tuple(s.server)}</td>
              <td>{s.rule}</td>
              <td>
                {s.since.leg === 'error' ? '' : t(s.since.leg)} {s.since.hop + 1}
                {!there && ` (${t('notYet')})`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function tuple({ protocol, source, destination, sourcePort, destinationPort }: FiveTuple): string {
  const port = (n: number) => (n === 0 ? '' : `:${n}`);
  return `${protocol} ${formatIp(source)}${port(sourcePort)} → ${formatIp(destination)}${port(destinationPort)}`;
}

/** Whether the player's moment is at or after the hop that made the row. */
function isThere(trace: Trace, branch: number, { since }: StateRow, playhead: number): boolean {
  if (since.leg !== 'out' && since.leg !== 'back') return playhead >= framesOf(trace, branch).length - 1;
  const first = since.leg === 'out' ? 0 : framesOf(trace, branch).filter((f) => f.leg === 'out').length;
  return playhead >= first + Math.min(since.hop, (legsOf(trace, branch)[since.leg]?.hops.length ?? 1) - 1);
}
