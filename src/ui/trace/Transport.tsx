/** The film of the open flow: play, step, scrub; its walks as chapters; what happens at the hop that is shown, in words. */
import { Pause, Play, SkipBack, SkipForward, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { pausePlayback, playPause, stepBy } from '../../state/player.ts';
import { closeFlow, setView, useView } from '../../state/view.ts';
import { type Chapter, chaptersOf, type Frame, framesOf, waysOf } from '../../view-models/playback.ts';
import { hopText } from './hop-text.ts';
import { useText } from '../shared/use-text.ts';
import css from './trace.module.css';

export function Transport() {
  const { t, reason } = useText();
  const trace = useView((s) => s.trace);
  const playing = useView((s) => s.playing);
  const playhead = useView((s) => s.playhead);
  const speed = useView((s) => s.speed);
  const branch = useView((s) => s.branch);
  const frames = useMemo(() => (trace ? framesOf(trace, branch) : []), [trace, branch]);
  const chapters = useMemo(() => (trace ? chaptersOf(trace, branch) : []), [trace, branch]);
  if (!trace) return null;
  const frame = frames[Math.floor(playhead)];
  const ways = waysOf(trace);
  return (
    <div className={css['transport']}>
      <div className={`${css['verdict']} ${css[trace.verdict]}`} role="status">
        <strong>{t(`verdict_${trace.verdict}`)}</strong> <span>{reason(trace.summary)}</span>
        {trace.notes?.map((n) => (
          <p key={n.code} className={css['note']}>
            {reason(n)}
          </p>
        ))}
      </div>
      <HopLine frame={frame} chapters={chapters} playing={playing} />
      <div className={css['buttons']}>
        <button type="button" aria-label={t('stepBack')} title={`${t('stepBack')} (,)`} onClick={() => stepBy(-1)}>
          <SkipBack size={16} />
        </button>
        <button type="button" aria-label={t(playing ? 'pause' : 'play')} title={`${t(playing ? 'pause' : 'play')} (p)`} onClick={playPause}>
          {playing ? <Pause size={16} /> : <Play size={16} />}
        </button>
        <button type="button" aria-label={t('stepForward')} title={`${t('stepForward')} (.)`} onClick={() => stepBy(1)}>
          <SkipForward size={16} />
        </button>
        {chapters.length > 1 && <Chapters chapters={chapters} frames={frames} current={frame?.chapter} />}
        <input
          type="range"
          aria-label={t('scrub')}
          aria-valuetext={frame && `${frame.hop.node}, ${Math.floor(playhead) + 1} / ${frames.length}`}
          min={0}
          max={Math.max(0, frames.length - 1)}
          step={0.01}
          value={playhead}
          onChange={(e) => pausePlayback(Number(e.target.value))}
          onKeyDown={onSliderKey}
        />
        <select className={css['speed']} aria-label={t('speed')} value={speed} onChange={(e) => setView({ speed: Number(e.target.value) })}>
          {[0.5, 1, 2, 4].map((s) => (
            <option key={s} value={s}>
              {s}×
            </option>
          ))}
        </select>
        {ways.length > 1 && (
          <select
            className={css['way']}
            aria-label={t('way')}
            value={branch}
            onChange={(e) => setView({ branch: Number(e.target.value), playhead: 0, playing: true })}
          >
            {ways.map(({ share, origin }, i) => (
              <option key={`way ${i + 1}`} value={i}>
                {t('wayOf', { n: i + 1, all: ways.length })}
                {share === undefined ? '' : ` · ${Math.round(share * 100)} %`}
                {origin ? ` · ${t('origin')}` : ''}
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

/** On the slider the arrows go from hop to hop; hundredths of a hop are for the mouse. */
function onSliderKey(event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowUp: 1, '.': 1, ArrowLeft: -1, ArrowDown: -1, ',': -1 }[event.key];
  if (event.key === ' ' || event.key === 'p') playPause();
  else if (event.key === 'Home') pausePlayback(0);
  else if (event.key === 'End') pausePlayback(Number.POSITIVE_INFINITY);
  else if (by !== undefined) stepBy(by as 1 | -1);
  else return;
  event.preventDefault();
}

interface ChaptersProps {
  readonly chapters: readonly Chapter[];
  readonly frames: readonly Frame[];
  readonly current: number | undefined;
}

/** The walks of the flow in their order; each is one press away. */
function Chapters({ chapters, frames, current }: ChaptersProps) {
  const { t } = useText();
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const item = current === undefined ? undefined : list.current?.children[current];
    item?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <ol className={css['chapters']} aria-label={t('chapters')} ref={list}>
      {chapters.map(({ name, origin, leg }, i) => (
        <li key={`${name} ${i}`}>
          {origin > 0 && origin !== chapters[i - 1]?.origin && (
            <span className={css['chapterOf']} aria-hidden="true">
              {t('chapterOfProxy')}
            </span>
          )}
          <button
            type="button"
            className={leg.ending === 'delivered' ? '' : css['bad']}
            data-origin={origin > 0 || undefined}
            aria-current={current === i ? 'step' : undefined}
            title={origin ? t('ofOrigin', { leg: t(name) }) : t(name)}
            onClick={() => pausePlayback(frames.findIndex((f) => f.chapter === i))}
          >
            {origin > 0 && <span className={css['unseen']}>{t('ofOrigin', { leg: '' })}</span>}
            {t(`chapter_${name}`)}
            {leg.ending !== 'delivered' && <span aria-label={t(`ending_${leg.ending}`)}> ✕</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** What happens at the hop that is shown. Spoken when one steps; while the film runs it would talk without end. */
function HopLine({ frame, chapters, playing }: { readonly frame: Frame | undefined; readonly chapters: readonly Chapter[]; readonly playing: boolean }) {
  const text = useText();
  if (!frame) return null;
  const { place, packet, done } = hopText(frame, chapters[frame.chapter], text);
  return (
    <p className={css['hopLine']} title={done} aria-live={playing ? 'off' : 'polite'} data-testid="hop-line">
      <strong>{place}</strong> <span className={css['stack']}>{packet}</span> {done}
    </p>
  );
}
