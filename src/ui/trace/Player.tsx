/** The flow runner and player: from, to, protocol, port; then play, step and scrub. */
import { Pause, Play, SkipBack, SkipForward, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { FlowSpec } from '../../engine/index.ts';
import { useDocument } from '../../state/document.ts';
import { runFlow, useResults } from '../../state/results.ts';
import { closeFlow, setView, useView } from '../../state/view.ts';
import { endpointsOf, sameFlow } from '../../view-models/flows.ts';
import { framesOf } from '../../view-models/playback.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

export function Player() {
  const { t } = useText();
  const lab = useDocument((s) => s.lab);
  const ready = useResults((s) => s.revision >= 0);
  const open = useView((s) => s.flow);
  const { from, to } = useMemo(() => endpointsOf(lab), [lab]);
  const [flow, setFlow] = useState<FlowSpec>({ from: from[0] ?? '', to: to.at(-1) ?? '', protocol: 'tcp', port: 443 });
  useEffect(() => {
    if (open) setFlow(open);
  }, [open]);
  const named = Object.entries(lab.flows ?? {});
  return (
    <section className={css['player']} aria-label={t('player')}>
      <form
        className={css['runner']}
        onSubmit={(e) => {
          e.preventDefault();
          void runFlow(flow);
        }}
      >
        {named.length > 0 && (
          <label>
            <span>{t('flow')}</span>
            <select
              value={named.find(([, f]) => sameFlow(f, flow))?.[0] ?? ''}
              onChange={(e) => lab.flows?.[e.target.value] && setFlow(lab.flows[e.target.value] as FlowSpec)}
            >
              <option value="">—</option>
              {named.map(([id]) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{t('from')}</span>
          <select value={flow.from} onChange={(e) => setFlow({ ...flow, from: e.target.value })}>
            {from.map((d) => (
              <option key={d}>{d}</option>
            ))}
          </select>
        </label>
        <label className={css['to']}>
          <span>{t('to')}</span>
          <input list="flow-to" value={flow.to} spellCheck={false} onChange={(e) => setFlow({ ...flow, to: e.target.value })} />
          <datalist id="flow-to">
            {to.map((d) => (
              <option key={d} value={d} />
            ))}
          </datalist>
        </label>
        <label>
          <span>{t('protocol')}</span>
          <select
            value={flow.protocol}
            onChange={(e) => {
              const protocol = e.target.value as FlowSpec['protocol'];
              const { port, ...rest } = flow;
              setFlow(protocol === 'icmp' ? { ...rest, protocol } : { ...rest, protocol, port: port ?? (protocol === 'udp' ? 53 : 443) });
            }}
          >
            <option value="tcp">TCP</option>
            <option value="udp">UDP</option>
            <option value="icmp">ICMP</option>
          </select>
        </label>
        {flow.protocol !== 'icmp' && (
          <label>
            <span>{t('port')}</span>
            <input
              className={css['port']}
              inputMode="numeric"
              value={flow.port ?? ''}
              onChange={(e) => setFlow({ ...flow, port: Math.min(65535, Math.max(1, Number(e.target.value.replaceAll(/\D/g, '')) || 1)) })}
            />
          </label>
        )}
        <button type="submit" className={css['send']} disabled={!ready}>
          {t('send')}
        </button>
      </form>
      <Transport />
    </section>
  );
}

function Transport() {
  const { t, reason } = useText();
  const trace = useView((s) => s.trace);
  const playing = useView((s) => s.playing);
  const playhead = useView((s) => s.playhead);
  const speed = useView((s) => s.speed);
  const branch = useView((s) => s.branch);
  const frames = useMemo(() => (trace ? framesOf(trace, branch) : []), [trace, branch]);
  if (!trace) return null;
  const last = Math.max(0, frames.length - 1);
  const jump = (to: number) => setView({ playing: false, playhead: Math.max(0, Math.min(last, to)) });
  return (
    <div className={css['transport']}>
      <div className={`${css['verdict']} ${css[trace.verdict]}`} role="status">
        <strong>{t(`verdict_${trace.verdict}`)}</strong> <span>{reason(trace.summary)}</span>
      </div>
      <div className={css['buttons']}>
        <button type="button" aria-label={t('stepBack')} onClick={() => jump(Math.ceil(playhead) - 1)}>
          <SkipBack size={16} />
        </button>
        <button
          type="button"
          aria-label={t(playing ? 'pause' : 'play')}
          onClick={() => setView(playing ? { playing: false } : { playing: true, playhead: playhead >= last ? 0 : playhead })}
        >
          {playing ? <Pause size={16} /> : <Play size={16} />}
        </button>
        <button type="button" aria-label={t('stepForward')} onClick={() => jump(Math.floor(playhead) + 1)}>
          <SkipForward size={16} />
        </button>
        <input
          type="range"
          aria-label={t('scrub')}
          min={0}
          max={last}
          step={0.01}
          value={playhead}
          onChange={(e) => setView({ playing: false, playhead: Number(e.target.value) })}
        />
        <span className={css['leg']}>{t(frames[Math.floor(playhead)]?.leg === 'back' ? 'back' : 'out')}</span>
        <select aria-label={t('speed')} value={speed} onChange={(e) => setView({ speed: Number(e.target.value) })}>
          {[0.5, 1, 2, 4].map((s) => (
            <option key={s} value={s}>
              {s}×
            </option>
          ))}
        </select>
        {trace.branches.length > 0 && (
          <select aria-label={t('way')} value={branch} onChange={(e) => setView({ branch: Number(e.target.value), playhead: 0, playing: true })}>
            {Array.from({ length: trace.branches.length + 1 }, (_, i) => (
              <option key={`way ${i + 1}`} value={i}>
                {t('wayOf', { n: i + 1, all: trace.branches.length + 1 })}
              </option>
            ))}
          </select>
        )}
        <button type="button" aria-label={t('closePlayer')} onClick={closeFlow}>
          <X size={16} />
        </button>
      </div>
    </div>
  );
}
