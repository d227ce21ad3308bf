/** The invented Internet of a lab: its size and seed, which all its routers share. */
import type { Lab } from '../engine/index.ts';

/** Sizes worth choosing between, in prefixes. */
export const ZONE_SIZES = [500, 1000, 2000, 5000, 10_000, 20_000] as const;

export interface Zone {
  readonly seed: number;
  readonly prefixes: number;
}

/** What the first router by id says is what holds; undefined where a lab has none. */
export function zoneOf(lab: Lab): Zone | undefined {
  const [first] = members(lab);
  return first === undefined ? undefined : lab.routers?.[first]?.defaultFreeZone;
}

/** The same for every router that stands in it. */
export function zonePatch(lab: Lab, zone: Partial<Zone>): unknown {
  return { routers: Object.fromEntries(members(lab).map((id) => [id, { defaultFreeZone: zone }])) };
}

function members(lab: Lab): string[] {
  return Object.entries(lab.routers ?? {})
    .filter(([, r]) => r.defaultFreeZone !== undefined)
    .map(([id]) => id)
    .sort();
}
