/** The hops of a trace, out and back: header stack before and after, the deciding lookup, the reasons. */
import { useEffect, useRef } from 'react';
import type { Hop, Leg } from '../../engine/index.ts';
import { select, setView, useView } from '../../state/view.ts';
import { chaptersOf, framesOf } from '../../view-models/playback.ts';
import { SourceLine } from '../shared/SourceLine.tsx';
import { useText } from '../shared/use-text.ts';
import { LookupRows } from './LookupRows.tsx';
import { Stack } from './Stack.tsx';
import css from './trace.module.css';

export function Hops() {
  const { t } = useText();
  const trace = useView((s) => s.trace);
  const branch = useView((s) => s.branch);
  if (!trace) return <p className={css['quiet']}>{t('noFlow')}</p>;
  const frames = framesOf(trace, branch);
  return (
    <div className={css['hops']}>
      {chaptersOf(trace, branch).map(({ name, origin, leg }, i) => (
        <LegTable key={`${name} ${i}`} name={origin ? t('ofOrigin', { leg: t(name) }) : t(name)} leg={leg} first={frames.findIndex((f) => f.chapter === i)} />
      ))}
    </div>
  );
}

/** Hops of a loop that are listed before the rest is counted. */
const LISTED = 2;

interface LegProps {
  readonly name: string;
  readonly leg: Leg;
  /** The frame of its first hop. */
  readonly first: number;
}

function LegTable({ name, leg, first }: LegProps) {
  const { t, reason } = useText();
  const at = useView((s) => Math.floor(s.playhead));
  const shown = leg.cycleStart === undefined ? leg.hops : leg.hops.slice(0, leg.cycleStart + LISTED);
  return (
    <table className={`${css['table']} ${css['hopTable']}`} aria-label={name}>
      <caption>{name}</caption>
      <thead>
        <tr>
          <th>#</th>
          <th>{t('hops')}</th>
          <th>
            {t('before')} → {t('after')}
          </th>
          <th>{t('why')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((hop, i) => (
          <HopRow
            key={`${hop.node} ${i}`}
            hop={hop}
            number={i + 1}
            current={at === first + i}
            onJump={() => setView({ playing: false, playhead: first + i })}
          />
        ))}
        {shown.length < leg.hops.length && (
          <tr>
            <td />
            <td colSpan={3} className={css['bad']}>
              … {t('roundAgain', { n: leg.hops.length - shown.length })}. {reason(leg.reason)}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface HopProps {
  readonly hop: Hop;
  readonly number: number;
  readonly current: boolean;
  readonly onJump: () => void;
}

function HopRow({ hop, number, current, onJump }: HopProps) {
  const { t, reason } = useText();
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <tr ref={row} className={current ? css['current'] : ''} aria-current={current ? 'step' : undefined}>
      <td>
        <button type="button" className={css['jump']} aria-label={t('toHop', { n: number })} onClick={onJump}>
          {number}
        </button>
      </td>
      <td>
        <button type="button" className={css['device']} onClick={() => select(hop.device, { tab: 'settings' })}>
          {hop.node}
        </button>
        {hop.ecmp && <small title={t('equalWays', { n: hop.ecmp.ways })}> ({`${hop.ecmp.taken + 1}/${hop.ecmp.ways}`})</small>}
      </td>
      <td>
        <div className={css['stacks']}>
          <div className={css['stack']} data-stack="before">
            <Stack packet={hop.before} beside={hop.after} side="before" />
          </div>
          {hop.after && (
            <div className={css['stack']} data-stack="after">
              <Stack packet={hop.after} beside={hop.before} side="after" />
            </div>
          )}
        </div>
      </td>
      <td>
        <LookupRows hop={hop} current={current} />
        {hop.steps.map((s, n) => (
          <div key={`${s.action} ${n}`} className={s.action === 'drop' ? css['bad'] : ''}>
            {reason(s.reason)}
            {s.reason.rules && s.reason.rules.length > 0 && <small> [{s.reason.rules.join(', ')}]</small>}
            {s.reason.source && <SourceLine source={s.reason.source} device={hop.device} />}
          </div>
        ))}
      </td>
    </tr>
  );
}
