/**
 * What gateways are looked up in: the table, but for prefixes of which nobody has heard that they are another's. zebra looks again at the gateways within a
 * prefix when Linux has answered for a route to it. It asks Linux nothing for a route by an interface that is down, whose next hops Linux has thrown away:
 * all that stood on the route before goes on as if that one were there (zebra/zebra_dplane.c dplane_ctx_route_init; zebra_rib.c rib_process_result,
 * zebra_rib_evaluate_rn_nexthops).
 */
import type { RibEntry } from './types.ts';

/** The route to a prefix by which gateways are reached; undefined while none is selected. */
export function groundOf(entries: readonly RibEntry[]): RibEntry | undefined {
  const selected = entries.find((e) => e.selected);
  return selected?.ground ?? selected;
}

/** Candidates of which the selected one is by an interface that is down, in place of others. */
export function untold(now: readonly RibEntry[], before: readonly RibEntry[]): RibEntry[] {
  const was = before.find((e) => e.selected);
  const ground = was?.unasked ? was.ground : was;
  return now.map((e) => (e.selected ? { ...e, unasked: true, ...(ground && { ground }) } : e));
}

/** The same once Linux has answered for another route within the prefix. */
export function told(entries: readonly RibEntry[]): RibEntry[] {
  return entries.map(({ ground: _ground, ...e }) => e);
}
