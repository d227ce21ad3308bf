/** A looking glass: which networks of the invented Internet see the lab's routes, and by which path. */
import { lookingGlass } from '../../dfz/index.ts';
import { comparePrefix, formatPrefix, type Prefix, type PrefixKey } from '../../ip/index.ts';
import { formatAsPath, pathLength, type Asn } from '../../policy/index.ts';
import type { Solution } from '../../solution.ts';
import type { Table, TableRow } from '../types.ts';
import { emptyIf } from './gateway.ts';

const COLUMNS = [
  { key: 'prefix', heading: 'Prefix' },
  { key: 'asn', heading: 'AS', numeric: true },
  { key: 'tier', heading: 'Tier', numeric: true },
  { key: 'hops', heading: 'Hops', numeric: true },
  { key: 'path', heading: 'Path' },
  { key: 'upstream', heading: 'Upstream', numeric: true },
] as const;

/** Whether a device is a router in the default-free zone, and so has a looking glass. */
export function hasLookingGlass(solution: Solution, device: string): boolean {
  return solution.network.defaultFreeZone?.members.has(device) ?? false;
}

/** One row a network and route of the lab, the nearest first. `upstream` is the AS that the lab's own AS hands the route to. */
export function lookingGlassTable(solution: Solution, device: string): Table {
  const zone = solution.network.defaultFreeZone;
  const rows = zone && hasLookingGlass(solution, device) ? routesOfLab(solution).flatMap((route) => rowsOf(route, zone)) : [];
  return { device, kind: 'looking-glass', columns: COLUMNS, rows, ...emptyIf(rows, 'dfz-nothing-heard', device) };
}

interface HeardRoute {
  readonly prefix: Prefix;
  /** By member's AS number: the path it has it by, from a neighbor that is no member. */
  readonly by: ReadonlyMap<Asn, { readonly path: string; readonly length: number; readonly upstream: number }>;
}

/** What members have from the lab; what one member has from another is the zone's own doing, and left out. */
function routesOfLab(solution: Solution): HeardRoute[] {
  const members = solution.network.defaultFreeZone?.members ?? new Map<string, Asn>();
  const asns = new Set(members.values());
  const out = new Map<PrefixKey, { prefix: Prefix; by: Map<Asn, { path: string; length: number; upstream: number }> }>();
  for (const [id, asn] of members) {
    for (const [key, entry] of solution.controlPlane.speakers.get(id)?.tables.ipv6 ?? []) {
      const best = entry.paths.find((p) => p.best);
      const neighbor = best?.attributes.asPath[0]?.asns[0];
      if (!best || best.source.kind !== 'peer' || neighbor === undefined || asns.has(neighbor)) continue;
      const route = out.get(key) ?? { prefix: entry.prefix, by: new Map() };
      out.set(key, route);
      route.by.set(asn, { path: formatAsPath(best.attributes.asPath), length: pathLength(best.attributes.asPath), upstream: neighbor });
    }
  }
  return [...out.values()].sort((a, b) => comparePrefix(a.prefix, b.prefix));
}

function rowsOf({ prefix, by }: HeardRoute, zone: NonNullable<Solution['network']['defaultFreeZone']>): TableRow[] {
  const text = formatPrefix(prefix);
  const heard = new Map([...by].map(([asn, { length }]) => [asn, length]));
  return lookingGlass(zone, heard).map(({ asn, tier, path }): TableRow => {
    const member = by.get(path.at(-1) as Asn);
    const whole = [...path.slice(1), member?.path ?? ''].join(' ').trim();
    return {
      key: `${text} ${asn}`,
      standing: 'best',
      reasons: [{ code: 'dfz-sees', args: { prefix: text, asn, upstream: member?.upstream ?? 0 } }],
      cells: { prefix: text, asn, tier, hops: path.length - 1 + (member?.length ?? 0), path: whole, upstream: member?.upstream ?? null },
    };
  });
}
