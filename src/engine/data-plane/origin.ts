/** What stands behind the client's connection. */
import type { Trace } from './types.ts';

/** The connection that a proxy made of its own: one that was asked (H63), or a firewall that took the connection (A166). */
export function originOf({ proxied, intercepted }: Pick<Trace, 'proxied' | 'intercepted'>): Trace | undefined {
  return intercepted?.origin ?? proxied?.origin;
}
