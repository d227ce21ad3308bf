/** What firewalls, proxies and translations on the way remember of the flow, as it is at the moment that the player shows. */
import { select, useView } from '../../state/view.ts';
import { tupleText } from '../../view-models/flows.ts';
import { frameAt, framesOf, statesAt } from '../../view-models/playback.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

export function States() {
  const { t } = useText();
  const trace = useView((s) => s.trace);
  const branch = useView((s) => s.branch);
  const playhead = useView((s) => Math.floor(s.playhead));
  if (!trace) return <p className={css['quiet']}>{t('noFlow')}</p>;
  const frames = framesOf(trace, branch);
  const states = statesAt(trace, branch);
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
          <th>{t('limitsOfState')}</th>
          <th>{t('sinceHop')}</th>
        </tr>
      </thead>
      <tbody>
        {states.map(({ row: s, origin }) => {
          const there = playhead >= (frameAt(frames, s.since.leg, origin, s.since.hop) ?? frames.length - 1);
          return (
            <tr key={`${s.node} ${s.kind} ${tupleText(s.client)} ${tupleText(s.server)} ${origin}`} className={there ? '' : css['later']} data-there={there}>
              <td>
                <button type="button" className={css['device']} onClick={() => select(s.device, { tab: 'settings' })}>
                  {s.node}
                </button>
              </td>
              <td className={css['words']}>{t(`state_${s.kind}`)}</td>
              <td className={css['stack']}>{tupleText(s.client)}</td>
              <td className={css['stack']}>{tupleText(s.server) === tupleText(s.client) ? '=' : tupleText(s.server)}</td>
              <td>{s.rule}</td>
              <td className={css['words']}>
                {[s.idleMinutes !== undefined && t('idleMinutes', { minutes: s.idleMinutes }), s.ports !== undefined && t('portsForOne', { ports: s.ports })]
                  .filter(Boolean)
                  .join(', ')}
              </td>
              <td className={css['words']}>
                {origin ? t('ofOrigin', { leg: t(s.since.leg) }) : s.since.leg === 'error' ? '' : t(s.since.leg)} {s.since.hop + 1}
                {!there && ` (${t('notYet')})`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
