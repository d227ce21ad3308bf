/** What firewalls, security groups and proxies logged of the lab's flows and of the open one; each entry is played from its hop. */
import { Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LogEntry } from '../../engine/index.ts';
import { askLogs, playAt, useResults } from '../../state/results.ts';
import { select, useView } from '../../state/view.ts';
import { flowText, tupleText } from '../../view-models/flows.ts';
import { SourceLine } from '../shared/SourceLine.tsx';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

function useLogs(): readonly LogEntry[] | undefined {
  const revision = useResults((s) => s.revision);
  const open = useView((s) => s.flow);
  const [entries, setEntries] = useState<readonly LogEntry[]>();
  useEffect(() => {
    if (revision < 0) return undefined;
    let current = true;
    void askLogs(open).then((e) => current && setEntries(e));
    return () => {
      current = false;
    };
  }, [revision, open]);
  return entries;
}

export function Logs() {
  const { t } = useText();
  const entries = useLogs();
  const [needle, setNeedle] = useState('');
  if (!entries) return <p className={css['quiet']}>…</p>;
  if (entries.length === 0) return <p className={css['quiet']}>{t('noLogs')}</p>;
  const wanted = needle.trim().toLowerCase();
  const shown = entries.filter((e) => wanted === '' || textOf(e).toLowerCase().includes(wanted));
  return (
    <div className={css['flows']}>
      <input
        type="search"
        className={css['filter']}
        placeholder={t('filter')}
        aria-label={t('filter')}
        value={needle}
        onChange={(e) => setNeedle(e.target.value)}
      />
      <table className={css['table']} aria-label={t('player_logs')}>
        <thead>
          <tr>
            <th>{t('logName')}</th>
            <th>{t('device')}</th>
            <th>{t('flow')}</th>
            <th>{t('logAction')}</th>
            <th>{t('logPacket')}</th>
            <th>{t('logRule')}</th>
            <th>
              <span className="visually-hidden">{t('play')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((e) => (
            <Entry key={`${textOf(e)} ${flowText(e.flow)} ${e.leg} ${e.origin} ${e.hop}`} entry={e} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const textOf = (e: LogEntry): string => [e.log, e.device, e.name, e.action, tupleText(e.packet), e.rule, e.text].join(' ');

function Entry({ entry: e }: { readonly entry: LogEntry }) {
  const { t } = useText();
  return (
    <tr>
      <td className={css['stack']}>{e.log}</td>
      <td>
        <button type="button" className={css['device']} onClick={() => select(e.device, { tab: 'settings' })}>
          {e.device}
        </button>
      </td>
      <td>{e.name ?? flowText(e.flow)}</td>
      <td className={e.action === 'Deny' || e.action === 'INVALID' ? css['bad'] : ''}>{e.action}</td>
      <td className={css['logText']}>{e.text ?? tupleText(e.packet)}</td>
      <td className={css['logRule']}>{e.line ? <SourceLine source={e.line} device={e.device} /> : (e.rule ?? '—')}</td>
      <td className={css['actions']}>
        <button type="button" aria-label={`${t('play')}: ${e.log} ${e.name ?? flowText(e.flow)}`} title={t('playFrom')} onClick={() => void playAt(e)}>
          <Play size={14} />
        </button>
      </td>
    </tr>
  );
}
