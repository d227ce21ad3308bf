/** The hops of a trace, out and back: header stack before and after, the deciding lookup, the reasons. */
import { Fragment } from 'react';
import { formatIp, type Hop, type Leg, type Packet } from '../../engine/index.ts';
import { select, setView, useView } from '../../state/view.ts';
import { framesOf, legsOf } from '../../view-models/playback.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

export function Hops() {
  const { t } = useText();
  const trace = useView((s) => s.trace);
  const branch = useView((s) => s.branch);
  if (!trace) return <p className={css['quiet']}>{t('noFlow')}</p>;
  const outFrames = framesOf(trace, branch).filter((f) => f.leg === 'out').length;
  const { out, back } = legsOf(trace, branch);
  return (
    <div className={css['hops']}>
      <LegTable name={t('out')} leg={out} first={0} />
      {back && <LegTable name={t('back')} leg={back} first={outFrames} />}
      {trace.ack && trace.ack.ending !== 'delivered' && <LegTable name={t('ack')} leg={trace.ack} first={undefined} />}
    </div>
  );
}

/** Hops of a loop that are listed before the rest is counted. */
const LISTED = 2;

function LegTable({ name, leg, first }: { readonly name: string; readonly leg: Leg; readonly first: number | undefined }) {
  const { t, reason } = useText();
  const at = useView((s) => Math.floor(s.playhead));
  const shown = leg.cycleStart === undefined ? leg.hops : leg.hops.slice(0, leg.cycleStart + LISTED);
  return (
    <table className={css['table']} aria-label={name}>
      <caption>{name}</caption>
      <thead>
        <tr>
          <th>#</th>
          <th>{t('hops')}</th>
          <th>{t('before')}</th>
          <th>{t('why')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((hop, i) => (
          <tr
            key={`${hop.node} ${i}`}
            className={first !== undefined && at === first + i ? css['current'] : ''}
            onClick={() => first !== undefined && setView({ playing: false, playhead: first + i })}
          >
            <td>{i + 1}</td>
            <td>
              <button type="button" className={css['device']} onClick={() => showHop(hop)}>
                {hop.node}
              </button>
              {hop.ecmp && (
                <small>
                  {' '}
                  ({hop.ecmp.taken + 1}/{hop.ecmp.ways})
                </small>
              )}
            </td>
            <td className={css['stack']}>
              <Stack packet={hop.before} />
            </td>
            <td>
              {hop.steps.map((s, n) => (
                <div key={`${s.action} ${n}`} className={s.action === 'drop' ? css['bad'] : ''}>
                  {reason(s.reason)}
                  {s.reason.rules && s.reason.rules.length > 0 && <small> [{s.reason.rules.join(', ')}]</small>}
                </div>
              ))}
            </td>
          </tr>
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

/** Opens the table that decided at a hop. */
function showHop(hop: Hop): void {
  const table =
    hop.lookup?.table === 'effective-routes' ? 'effective' : hop.lookup?.table === 'fib' ? 'rib' : hop.lookup?.table === 'bgp' ? 'learned' : undefined;
  const of = hop.lookup?.table === 'effective-routes' ? hop.lookup.of : hop.device;
  select(of, table ? { tab: 'routes', table } : { tab: 'settings' });
}

function Stack({ packet }: { readonly packet: Packet }) {
  return packet.headers.map((h, i) => (
    <Fragment key={`${h.kind} ${i}`}>
      {h.kind === 'ip' && (
        <div>
          {formatIp(h.source)} → {formatIp(h.destination)} <small>ttl {h.ttl}</small>
        </div>
      )}
      {(h.kind === 'tcp' || h.kind === 'udp') && (
        <div>
          {h.kind} {h.sourcePort} → {h.destinationPort} {h.kind === 'tcp' ? h.flags.join(' ') : ''}
        </div>
      )}
      {h.kind === 'icmp' && <div>icmp {h.type}</div>}
      {h.kind === 'esp' && <div className={css['esp']}>esp · {h.tunnel}</div>}
      {h.kind === 'gre' && <div className={css['esp']}>gre{h.key === undefined ? '' : ` · key ${h.key}`}</div>}
      {h.kind === 'vxlan' && <div className={css['esp']}>vxlan · {h.vni}</div>}
    </Fragment>
  ));
}
