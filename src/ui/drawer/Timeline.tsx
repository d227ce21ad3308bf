/** The control plane's log: sessions, messages and decisions with their times. Scrubbing shows on the canvas how things stood. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { SkipBack, SkipForward } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Timeline as Log, TimelineEvent } from '../../engine/index.ts';
import { askTimeline, useResults } from '../../state/results.ts';
import { select, setView } from '../../state/view.ts';
import { type EventGroup, groupOf, litBy, matching, upAfter } from '../../view-models/timeline.ts';
import { useText } from '../shared/use-text.ts';
import css from './timeline.module.css';

const GROUPS: readonly EventGroup[] = ['sessions', 'messages', 'decisions'];
const ROW = 24;

function useLog(): Log | undefined {
  const revision = useResults((s) => s.revision);
  const [log, setLog] = useState<Log>();
  useEffect(() => {
    let current = true;
    if (revision >= 0) void askTimeline().then((found) => current && setLog(found));
    return () => {
      current = false;
    };
  }, [revision]);
  return log;
}

export function Timeline() {
  const { t } = useText();
  const log = useLog();
  const [groups, setGroups] = useState<readonly EventGroup[]>(GROUPS);
  const [filter, setFilter] = useState('');
  const [at, setAt] = useState<number>();
  const events = useMemo(() => (log ? matching(log.events, groups, filter) : []), [log, groups, filter]);
  const index = at === undefined ? undefined : Math.min(at, events.length - 1);
  const shown = index === undefined ? undefined : events[index];
  useEffect(() => setAt(undefined), [log]);
  useEffect(() => {
    if (!log || !shown) setView({ lit: undefined, upThen: undefined });
    else setView({ lit: litBy(shown), upThen: upAfter(log.events, shown) });
  }, [log, shown]);
  useEffect(() => () => setView({ lit: undefined, upThen: undefined }), []);
  if (!log) return <p className={css['quiet']}>{t('computing')}</p>;
  const last = events.length - 1;
  const go = (to: number) => setAt(Math.max(0, Math.min(last, to)));
  return (
    <div className={css['timeline']}>
      <div className={css['controls']}>
        <button type="button" aria-label={t('earlier')} onClick={() => go((index ?? last + 1) - 1)}>
          <SkipBack size={15} />
        </button>
        <button type="button" aria-label={t('later')} onClick={() => go((index ?? -1) + 1)}>
          <SkipForward size={15} />
        </button>
        <input
          type="range"
          aria-label={t('moment')}
          aria-valuetext={shown ? timeText(shown.at) : t('atRest')}
          min={0}
          max={Math.max(0, last)}
          value={index ?? Math.max(0, last)}
          disabled={last < 0}
          onChange={(e) => go(Number(e.target.value))}
        />
        <output className={css['time']}>{shown ? timeText(shown.at) : t('restAfter', { time: timeText(log.settledAt) })}</output>
        {shown && (
          <button type="button" className={css['chip']} onClick={() => setAt(undefined)}>
            {t('atRest')}
          </button>
        )}
        {GROUPS.map((g) => (
          <button
            key={g}
            type="button"
            className={css['chip']}
            aria-pressed={groups.includes(g)}
            onClick={() => setGroups((now) => (now.includes(g) ? now.filter((x) => x !== g) : [...now, g]))}
          >
            {t(`events_${g}`)}
          </button>
        ))}
        <input type="search" aria-label={t('filter')} placeholder={t('filter')} value={filter} onChange={(e) => setFilter(e.target.value)} />
      </div>
      {log.oscillation && (
        <p className={css['oscillates']} role="status">
          {t('oscillates', { prefix: log.oscillation.prefix, speakers: log.oscillation.speakers.join(', ') })}
        </p>
      )}
      <Events events={events} current={index} onCurrent={go} />
      {log.oscillation && <Cycle cycle={log.oscillation.cycle} speakers={log.oscillation.speakers} />}
    </div>
  );
}

/** Simulated time. */
function timeText(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms * 10) / 10} ms` : `${(ms / 1000).toFixed(2)} s`;
}

interface EventsProps {
  readonly events: readonly TimelineEvent[];
  readonly current: number | undefined;
  readonly onCurrent: (index: number) => void;
}

function Events({ events, current, onCurrent }: EventsProps) {
  const { t } = useText();
  const host = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: events.length, getScrollElement: () => host.current, estimateSize: () => ROW, overscan: 20 });
  useEffect(() => {
    if (current !== undefined) virtual.scrollToIndex(current);
  }, [current, virtual]);
  const items = virtual.getVirtualItems();
  const top = items[0]?.start ?? 0;
  const bottom = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={host} className={css['scroll']}>
      <table className={css['table']} aria-label={t('timeline')} aria-rowcount={events.length + 1}>
        <thead>
          <tr>
            <th>{t('time')}</th>
            <th>{t('who')}</th>
            <th>{t('happened')}</th>
            <th>{t('prefix')}</th>
            <th>{t('detail')}</th>
          </tr>
        </thead>
        <tbody>
          {top > 0 && <tr style={{ height: top }} />}
          {items.map(({ index }) => {
            const e = events[index] as TimelineEvent;
            return (
              <tr key={index} aria-rowindex={index + 2} aria-selected={index === current} className={css[groupOf(e.kind)]} onClick={() => onCurrent(index)}>
                <td className={css['number']}>{timeText(e.at)}</td>
                <td>
                  <button type="button" onClick={() => select(e.device)}>
                    {e.speaker}
                  </button>
                </td>
                <td>
                  {t(`event_${e.kind}`)} {e.peer !== undefined && <span title={e.peer}>{e.peerDevice ?? e.peer}</span>}
                </td>
                <td>{e.prefix}</td>
                <td>{e.detail}</td>
              </tr>
            );
          })}
          {bottom > 0 && <tr style={{ height: bottom }} />}
        </tbody>
      </table>
    </div>
  );
}

interface CycleProps {
  readonly cycle: NonNullable<Log['oscillation']>['cycle'];
  readonly speakers: readonly string[];
}

/** The states of one turn: what each speaker holds best in each. */
function Cycle({ cycle, speakers }: CycleProps) {
  const { t } = useText();
  return (
    <table className={css['table']} aria-label={t('cycle')}>
      <thead>
        <tr>
          <th>{t('cycle')}</th>
          {speakers.map((s) => (
            <th key={s}>{s}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {cycle.map((state, i) => (
          // The states of one turn stand in their order.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={i}>
            <td>{i + 1}</td>
            {speakers.map((s) => (
              <td key={s}>{state[s]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
