/** The packet: a capsule that runs along the lines, drawn from the playhead alone, so that play, pause and scrub are one thing. */
import { ViewportPortal } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useLayout } from '../../state/layout.ts';
import { setView, useView } from '../../state/view.ts';
import { type Box, centerOf, endsText, offsetLine, roundedPath, wayOf } from '../../view-models/diagram/index.ts';
import {
  advance,
  chaptersOf,
  directionOf,
  type Film,
  type Frame,
  framesOf,
  otherFilms,
  positionAt,
  sameMoment,
  type Stretch,
  stretchesOf,
} from '../../view-models/playback.ts';
import { Capsule } from './Capsule.tsx';
import { EndCard } from './EndCard.tsx';
import css from './packet.module.css';

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** ms a hop is shown when motion is reduced. */
const STEP = 900;

/** Moves the playhead while playing; with reduced motion it steps from hop to hop. */
function usePlayback(frames: readonly Frame[], stretches: readonly (Stretch | undefined)[]): void {
  const playing = useView((s) => s.playing);
  useEffect(() => {
    const last = stretches.length - 1;
    if (!playing || last < 0) return undefined;
    // It stops where a packet ends badly; playing on shows what its sender is told.
    const stopsAt = (playhead: number) => playhead >= last || (Number.isInteger(playhead) && frames[playhead]?.end === true);
    const to = (playhead: number) => setView(stopsAt(playhead) ? { playhead: Math.min(last, playhead), playing: false } : { playhead });
    if (reducedMotion()) {
      const timer = setInterval(() => to(Math.floor(useView.getState().playhead) + 1), STEP);
      return () => clearInterval(timer);
    }
    let before = performance.now();
    let rest = 0;
    let handle = requestAnimationFrame(function tick(now) {
      const { playhead, speed } = useView.getState();
      const next = advance(playhead, rest, Math.min(100, now - before), speed, stretches);
      before = now;
      rest = next.rest;
      if (next.playhead !== playhead) to(next.playhead);
      handle = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(handle);
  }, [playing, frames, stretches]);
}

export function PacketOverlay() {
  const lines = useLayout((s) => s.lines);
  const boxes = useLayout((s) => s.boxes);
  const trace = useView((s) => s.trace);
  const branch = useView((s) => s.branch);
  const frames = useMemo(() => (trace ? framesOf(trace, branch) : []), [trace, branch]);
  const stretches = useMemo(() => stretchesOf(frames, (a, b) => wayOf(a, b, lines, boxes)), [frames, lines, boxes]);
  usePlayback(frames, stretches);
  if (!trace || frames.length === 0) return null;
  return (
    <ViewportPortal>
      <OtherWays lines={lines} boxes={boxes} />
      <svg className={css['trails']} width="1" height="1" aria-hidden="true">
        {stretches.map((s, i) =>
          s ? (
            <path
              key={`${frames[i]?.chapter} ${frames[i]?.index}`}
              d={roundedPath(offsetLine(visible(s.points), 4), 8)}
              className={css['trail']}
              data-leg={directionOf(frames[i]?.leg ?? 'out')}
            />
          ) : null,
        )}
      </svg>
      <Packet frames={frames} stretches={stretches} boxes={boxes} />
    </ViewportPortal>
  );
}

interface OtherWaysProps {
  readonly lines: Parameters<typeof wayOf>[2];
  readonly boxes: Parameters<typeof wayOf>[3];
}

/** The ways that such a flow could have taken besides, with their packets at the same moment, data and answers too. */
function OtherWays({ lines, boxes }: OtherWaysProps) {
  const trace = useView((s) => s.trace);
  const branch = useView((s) => s.branch);
  const playhead = useView((s) => s.playhead);
  const others = useMemo(() => otherFilms(trace, branch, (a, b) => wayOf(a, b, lines, boxes)), [trace, branch, lines, boxes]);
  if (!trace || others.length === 0) return null;
  const frames = framesOf(trace, branch);
  return (
    <svg className={css['trails']} width="1" height="1" aria-hidden="true">
      {others.map((film) => (
        <g key={film.way} data-testid="other-way">
          {film.stretches.map((s, i) =>
            s ? <path key={`${film.way} ${i}`} d={roundedPath(offsetLine(visible(s.points), 4), 8)} className={css['other']} /> : null,
          )}
          <OtherPacket film={film} at={sameMoment(frames, film.frames, playhead)} boxes={boxes} />
        </g>
      ))}
    </svg>
  );
}

function OtherPacket({ film, at, boxes }: { readonly film: Film; readonly at: number; readonly boxes: OtherWaysProps['boxes'] }) {
  const place = (hop: Frame['hop']) => {
    const box = boxes.get(hop.device);
    return box && centerOf(box);
  };
  const now = positionAt(film.frames, film.stretches, place, at);
  return now ? <circle cx={now.at.x} cy={now.at.y} r={6} className={css['otherPacket']} data-leg={now.frame.leg} /> : null;
}

/** Without the parts within the devices, where a line is not seen either. */
const visible = (points: Stretch['points']): Stretch['points'] => (points.length > 3 ? points.slice(1, -1) : points);

interface PacketProps {
  readonly frames: ReturnType<typeof framesOf>;
  readonly stretches: readonly (Stretch | undefined)[];
  readonly boxes: ReadonlyMap<string, Box>;
}

function Packet({ frames, stretches, boxes }: PacketProps) {
  const trace = useView((s) => s.trace);
  const branch = useView((s) => s.branch);
  const playhead = useView((s) => s.playhead);
  const now = positionAt(
    frames,
    stretches,
    (hop) => {
      const box = boxes.get(hop.device);
      return box && centerOf(box);
    },
    playhead,
  );
  if (!trace || !now) return null;
  const { at, frame, angle, moving } = now;
  const leg = chaptersOf(trace, branch)[frame.chapter]?.leg;
  const over = playhead >= frames.length - 1;
  const stopped = !moving && leg !== undefined && (frame.end || over);
  return (
    <div
      className={css['packet']}
      style={{ transform: `translate(${at.x}px, ${at.y}px)` }}
      data-testid="packet"
      data-device={frame.hop.device}
      data-leg={frame.leg}
      data-origin={frame.origin > 0 || undefined}
      data-moving={moving || undefined}
    >
      <Capsule
        packet={(moving ? frame.hop.after : undefined) ?? frame.hop.before}
        direction={directionOf(frame.leg)}
        angle={angle}
        ends={endsText(frame.hop, moving)}
        ttl={frame.ttl}
        failed={frame.end && !moving}
      />
      {stopped && <EndCard key={frame.chapter} leg={leg} told={frame.leg === 'error'} />}
    </div>
  );
}
