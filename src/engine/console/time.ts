/**
 * Simulated time, as FRR prints it: the network has been at rest for a few minutes when somebody looks, and simulated ms 0 is
 * the first moment of 2026 (UTC).
 */
import type { BgpPath, SpeakerState } from '../bgp/index.ts';

/** ms between rest and the look. */
const SINCE_REST = 123_000;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS_OF = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** 2026 begins on a Thursday. */
const WEEK = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const;

/** FRR's `HH:MM:SS` for what came at `since` in a network that came to rest at `settled` (both simulated ms). */
export function uptime(since: number | undefined, settled: number): string {
  const seconds = ageOf(since, settled);
  if (seconds < 86_400) return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  return days < 7 ? `${days}d${two(hours)}h${two(Math.floor(seconds / 60) % 60)}m` : `${two(Math.floor(days / 7))}w${days % 7}d${two(hours)}h`;
}

/** Whole seconds from `since` to the look. */
export function ageOf(since: number | undefined, settled: number): number {
  return Math.floor((settled - (since ?? 0) + SINCE_REST) / 1000);
}

/** ctime(3) of when a path came: with its neighbor's session, or with the start of the router whose own it is. */
export function lastUpdate({ source }: BgpPath, state: SpeakerState): string {
  const session = source.kind === 'peer' ? state.sessions.find((s) => s.peer.id === source.peer) : undefined;
  return dateOf(session?.establishedAt ?? state.config.startsAt ?? 0);
}

/** ctime(3) of a simulated moment: `Thu Jan  1 00:00:03 2026` for 3000 ms. */
export function dateOf(ms: number): string {
  const { month, day, weekday, clock } = calendar(ms);
  return `${WEEK[weekday]} ${MONTHS[month]} ${String(day).padStart(2)} ${clock} 2026`;
}

/** A moment as FRR stamps its logs: `2026/01/01 00:00:03.250` (lib/log.c quagga_timestamp). */
export function stampOf(ms: number): string {
  const { month, day, clock } = calendar(ms);
  return `2026/${two(month + 1)}/${two(day)} ${clock}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;
}

const two = (n: number) => String(n).padStart(2, '0');

function calendar(ms: number): { readonly month: number; readonly day: number; readonly weekday: number; readonly clock: string } {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  let month = 0;
  let day = days;
  while (month < 11 && day >= (DAYS_OF[month] ?? 31)) day -= DAYS_OF[month++] ?? 31;
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return { month, day: day + 1, weekday: days % 7, clock };
}
