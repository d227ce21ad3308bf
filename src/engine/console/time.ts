/** Simulated uptimes: the network has been at rest for a few minutes when somebody looks. */

/** ms between rest and the look. */
const SINCE_REST = 123_000;

/** FRR's `HH:MM:SS` for a route that came at `since` in a network that came to rest at `settled` (both simulated ms). */
export function uptime(since: number | undefined, settled: number): string {
  const seconds = Math.floor((settled - (since ?? 0) + SINCE_REST) / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  if (seconds < 86_400) return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  return days < 7 ? `${days}d${two(hours)}h${two(Math.floor(seconds / 60) % 60)}m` : `${two(Math.floor(days / 7))}w${days % 7}d${two(hours)}h`;
}
