/** What stands behind the client's connection. */
import type { Trace } from './types.ts';

type Behind = Pick<Trace, 'proxied' | 'intercepted'>;

/** Those that stand directly behind it, as they were made: what a firewall opened, and what the proxy that was asked tried before the one that it took. */
export function connectionsBehind<T extends Behind>({ proxied, intercepted }: T): Trace[] {
  return [...(intercepted?.origin ? [intercepted.origin] : []), ...(proxied?.tried ?? []), ...(proxied?.origin ? [proxied.origin] : [])];
}

/** Every connection of a flow by its number: 0 is the client's, then each with those behind it, a proxy's, its parent's, and so on. */
export function connectionsOf(trace: Trace): Trace[] {
  return [trace, ...connectionsBehind(trace).flatMap(connectionsOf)];
}

/** The connection that a proxy made of its own: one that was asked (H63), or a firewall that took the connection (A166). */
export function originOf({ proxied, intercepted }: Behind): Trace | undefined {
  return intercepted?.origin ?? proxied?.origin;
}
