/**
 * Path identifiers (RFC 7911 §2) as FRR gives them out (bgpd/bgp_addpath.c bgp_addpath_update_ids): one count for all paths and one for
 * the best of each AS, by family, only while some neighbor is configured for them. A prefix's identifier that falls free goes to its
 * next path that needs one, so that the peer sees a path replaced.
 */
import type { Prefix, PrefixKey } from '../ip/index.ts';
import type { Destination, Path } from './path.ts';
import type { AddPathType, AfiName, SpeakerConfig } from './types.ts';

/** 1 is kept for `default-originate`, 0 for no identifier. */
const FIRST_ID = 2;

export const DEFAULT_ROUTE_ID = 1;

const TYPES: readonly AddPathType[] = ['all', 'best-per-as'];

/** The key of one route of a session: of its prefix, and of its identifier where it has one. */
export type RouteKey = PrefixKey | string;

export function routeKey(key: PrefixKey, pathId: number | undefined): RouteKey {
  return pathId === undefined ? key : `${key} ${pathId}`;
}

/** Whether a path is among those that a peer of this type is sent. */
export function isSent(type: AddPathType, path: Path): boolean {
  return path.selected || (path.valid && (type === 'all' || path.bestFromAs !== undefined));
}

export class PathIds {
  private readonly next: Record<AddPathType, Record<AfiName, number>> = {
    all: { ipv4: FIRST_ID, ipv6: FIRST_ID },
    'best-per-as': { ipv4: FIRST_ID, ipv6: FIRST_ID },
  };

  /** Gives a decided prefix's paths their identifiers. */
  assign(destination: Destination, afi: AfiName, config: SpeakerConfig): void {
    for (const type of TYPES) if (usesAddPath(config, afi, type)) this.assignType(type, destination, afi);
  }

  private assignType(type: AddPathType, { paths, freeIds }: Destination, afi: AfiName): void {
    const needs = (path: Path) => type === 'all' || path.bestFromAs !== undefined;
    const free = freeIds?.[type] ?? [];
    if (freeIds) freeIds[type] = [];
    for (const path of paths) {
      const id = path.ids?.[type];
      if (id === undefined || needs(path)) continue;
      free.push(id);
      path.ids = { ...path.ids, [type]: undefined };
    }
    for (const path of paths) if (needs(path) && path.ids?.[type] === undefined) path.ids = { ...path.ids, [type]: free.shift() ?? this.next[type][afi]++ };
  }
}

/** By configuration, what its neighbors are configured for: it is asked with every prefix, of thousands of neighbors. */
const used = new WeakMap<SpeakerConfig, Readonly<Record<AfiName, ReadonlySet<AddPathType>>>>();

/** Some neighbor is configured for several paths in the family, of the type where one is given. */
export function usesAddPath(config: SpeakerConfig, afi: AfiName, type?: AddPathType): boolean {
  let types = used.get(config);
  if (!types) used.set(config, (types = { ipv4: typesOf(config, 'ipv4'), ipv6: typesOf(config, 'ipv6') }));
  return type === undefined ? types[afi].size > 0 : types[afi].has(type);
}

function typesOf({ peers, listenRanges = [] }: SpeakerConfig, afi: AfiName): ReadonlySet<AddPathType> {
  return new Set([...peers, ...listenRanges.map((r) => r.peer)].flatMap((p) => p.families[afi]?.addpathTx ?? []));
}

/** Every route that a session's table holds, those that stand behind another of their prefix included. */
export function allRoutes<T extends { readonly all?: readonly T[] }>(table: ReadonlyMap<PrefixKey, T> | undefined): T[] {
  return [...(table?.values() ?? [])].flatMap((r) => r.all ?? [r]);
}

/** Routes of a session by prefix alone: of several of a prefix, the one that `first` prefers, with all of them. */
export function byPrefix<T extends { readonly prefix: Prefix; readonly pathId?: number }>(
  routes: Iterable<T>,
  keyOf: (prefix: Prefix) => PrefixKey,
  order: (a: T, b: T) => number,
  isFirst: (route: T) => boolean,
): Map<PrefixKey, T & { readonly all?: readonly T[] }> {
  const list = [...routes];
  if (list.every((r) => r.pathId === undefined)) return new Map(list.map((r) => [keyOf(r.prefix), r]));
  const grouped = new Map<PrefixKey, T[]>();
  for (const route of list) {
    const key = keyOf(route.prefix);
    const known = grouped.get(key);
    if (known) known.push(route);
    else grouped.set(key, [route]);
  }
  return new Map(
    [...grouped].map(([key, several]) => {
      const all = several.toSorted(order);
      return [key, { ...((all.find(isFirst) ?? all[0]) as T), all }];
    }),
  );
}
