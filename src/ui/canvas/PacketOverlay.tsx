/** The packet: a capsule that runs along the links, drawn from the playhead alone, so that play, pause and scrub are one thing. */
import { ViewportPortal } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { setView, useView } from '../../state/view.ts';
import { useDocument } from '../../state/document.ts';
import { centresOf, diagramOf } from '../../view-models/diagram.ts';
import { capsuleText, encapsulations, framesOf, positionAt } from '../../view-models/playback.ts';
import { useText } from '../shared/use-text.ts';
import css from './canvas.module.css';

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Moves the playhead while playing; with reduced motion it steps from hop to hop. */
export function usePlayback(frames: number): void {
  const playing = useView((s) => s.playing);
  useEffect(() => {
    if (!playing || frames === 0) return;
    let last = performance.now();
    let handle = 0;
    const tick = (now: number) => {
      const { playhead, speed } = useView.getState();
      const next = reducedMotion() ? (now - last >= 1000 / speed ? Math.floor(playhead) + 1 : playhead) : playhead + ((now - last) / 1000) * speed;
      if (!reducedMotion() || next !== playhead) last = now;
      if (next >= frames - 1) {
        setView({ playhead: frames - 1, playing: false });
        return;
      }
      if (next !== playhead) setView({ playhead: next });
      handle = requestAnimationFrame(tick);
    };
    handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [playing, frames]);
}

export function PacketOverlay() {
  const { t, reason } = useText();
  const trace = useView((s) => s.trace);
  const playhead = useView((s) => s.playhead);
  const lab = useDocument((s) => s.lab);
  const frames = useMemo(() => (trace ? framesOf(trace) : []), [trace]);
  const centres = useMemo(() => centresOf(diagramOf(lab)), [lab]);
  usePlayback(frames.length);
  const now = trace && positionAt(frames, centres, playhead);
  if (!trace || !now) return null;
  const { at, frame, angle } = now;
  const packet = (playhead > Math.floor(playhead) ? frame.hop.after : undefined) ?? frame.hop.before;
  const rings = encapsulations(packet);
  const text = capsuleText(packet);
  const width = text.length * 7 + 22;
  const colour = frame.leg === 'out' ? 'var(--out)' : 'var(--back)';
  const leg = frame.leg === 'out' ? trace.out : trace.back;
  const stopped = frame.end && playhead - Math.floor(playhead) < 0.01;
  const backwards = Math.abs(angle) > 90;
  return (
    <ViewportPortal>
      <svg className={css['overlay']} width="1" height="1" aria-hidden="true" data-testid="packet" data-device={frame.hop.device} data-leg={frame.leg}>
        <g transform={`translate(${at.x} ${at.y})`}>
          <g className={`${css['capsule']} ${stopped ? css['shake'] : ''}`}>
            {rings.map((r, i) => (
              <rect
                key={r}
                x={-width / 2 - 5 - i * 4}
                y={-14 - i * 4}
                width={width + 10 + i * 8}
                height={28 + i * 8}
                rx={14 + i * 4}
                fill="none"
                style={{ stroke: 'var(--encap)', strokeWidth: 3 }}
              />
            ))}
            <rect x={-width / 2} y={-9} width={width} height={18} rx={frame.leg === 'out' ? 9 : 3} fill={colour} />
            <path d={backwards ? `M ${-width / 2 - 1} -6 l -8 6 l 8 6 z` : `M ${width / 2 + 1} -6 l 8 6 l -8 6 z`} fill={colour} />
            <text>{text}</text>
          </g>
        </g>
      </svg>
      {stopped && leg && (
        <div className={css['card']} style={{ position: 'absolute', transform: `translate(${at.x + 20}px, ${at.y + 24}px)`, pointerEvents: 'all' }} role="note">
          <strong>{t(`verdict_${trace.verdict}`)}</strong>
          <div>{reason(leg.reason)}</div>
          {leg.reason.rules && leg.reason.rules.length > 0 && <small>{leg.reason.rules.join(', ')}</small>}
        </div>
      )}
    </ViewportPortal>
  );
}
