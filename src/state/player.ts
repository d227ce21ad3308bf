/** The player's buttons and keys: play, pause, a hop on, a hop back. */
import { framesOf } from '../view-models/playback.ts';
import { setView, useView } from './view.ts';

/** Index of the film's last frame; undefined when no flow is open. */
function lastFrame(): number | undefined {
  const { trace, branch } = useView.getState();
  return trace && Math.max(0, framesOf(trace, branch).length - 1);
}

/** Stops at a moment, counted in hops. */
export function pausePlayback(playhead: number): void {
  setView({ playing: false, playhead: Math.max(0, Math.min(lastFrame() ?? 0, playhead)) });
}

/** A hop on or back from where the packet is. */
export function stepBy(by: 1 | -1): void {
  const { playhead } = useView.getState();
  pausePlayback(by > 0 ? Math.floor(playhead) + 1 : Math.ceil(playhead) - 1);
}

/** Plays on, from the beginning when the film is over; or stops. */
export function playPause(): void {
  const { playing, playhead } = useView.getState();
  const last = lastFrame();
  if (last !== undefined) setView(playing ? { playing: false } : { playing: true, playhead: playhead >= last ? 0 : playhead });
}
