/**
 * The door of `dfz/`: a default-free zone in the shape of today's, made from a seed. What an AS of it would tell a customer
 * (`tableOf`), and who of it sees a route that the lab announces, by which path (`lookingGlass`).
 */
import type { Prefix } from '../ip/index.ts';
import type { Asn } from '../policy/index.ts';
import { type AsGraph, makeAsGraph, type Tier } from './as-graph.ts';
import { type Announcement, makeAnnouncements } from './prefixes.ts';
import { randomFrom } from './random.ts';
import { pathOf, spread } from './valley-free.ts';

export type { AsGraph, Tier } from './as-graph.ts';

/** Entries of the table for each network, as in today's IPv6 (some 220 000 entries of some 34 000 networks). */
const ENTRIES_PER_AS = 6.5;

export interface DefaultFreeZone {
  readonly graph: AsGraph;
  readonly announcements: readonly Announcement[];
  /** How each origin's routes spread, worked out when first asked for. */
  readonly spreads: Map<number, ReturnType<typeof spread>>;
}

/** An entry of a table: the path begins with the neighbor of the AS that tells it; its own AS is put in when it does. */
export interface TableEntry {
  readonly prefix: Prefix;
  readonly asPath: readonly Asn[];
}

/** `prefixes` is how many the whole table has. `anchors` are the lab's AS numbers that stand in it. */
export function makeDefaultFreeZone(seed: number, prefixes: number, anchors: readonly Asn[]): DefaultFreeZone {
  const graph = makeAsGraph(seed, Math.max(40, Math.round(prefixes / ENTRIES_PER_AS)), anchors);
  const origins = [...graph.ases.keys()].filter((i) => !anchors.includes((graph.ases[i] as AsGraph['ases'][number]).asn));
  return { graph, announcements: makeAnnouncements(randomFrom(seed + 1), prefixes, origins), spreads: new Map() };
}

/** What an anchor knows; empty for an AS that is not in the zone. */
export function tableOf(zone: DefaultFreeZone, anchor: Asn): TableEntry[] {
  const at = zone.graph.byAsn.get(anchor);
  if (at === undefined) return [];
  return zone.announcements.flatMap(({ prefix, origin, prepended }) => {
    const path = pathTo(zone, at, origin);
    return path ? [{ prefix, asPath: [...path, ...Array<Asn>(prepended).fill(path.at(-1) as Asn)] }] : [];
  });
}

function pathTo({ graph, spreads }: DefaultFreeZone, from: number, origin: number): Asn[] | undefined {
  const best = spreads.get(origin) ?? spread(graph, new Map([[origin, 0]]));
  spreads.set(origin, best);
  return best[from] && pathOf(graph, best, from).slice(1);
}

/** An AS of the zone that sees the route. */
export interface Sight {
  readonly asn: Asn;
  readonly tier: Tier;
  /** From itself to the anchor that brought it in, which is last. */
  readonly path: readonly Asn[];
}

/** Who sees a route that these anchors have from a customer, each with a path of this many AS numbers; nearest first. */
export function lookingGlass({ graph }: Pick<DefaultFreeZone, 'graph'>, heard: ReadonlyMap<Asn, number>): Sight[] {
  const sources = new Map([...heard].flatMap(([asn, length]) => (graph.byAsn.has(asn) ? [[graph.byAsn.get(asn) as number, length] as const] : [])));
  const best = spread(graph, sources);
  return graph.ases
    .flatMap((as, i) => (best[i] ? [{ asn: as.asn, tier: as.tier, path: pathOf(graph, best, i) }] : []))
    .sort((a, b) => a.path.length - b.path.length || a.asn - b.asn);
}
