/**
 * Path identifiers (RFC 7911 §2) as FRR gives them out (bgpd/bgp_addpath.c bgp_addpath_update_ids): one count for all paths and one for
 * the best of each AS, by family, only while some neighbor is configured for them. A prefix's identifier that falls free goes to its
 * next path that needs one, so that the peer sees a path replaced; what no path of the prefix needs is anybody's.
 */
import { isIpv4, type Prefix, type PrefixKey } from '../ip/index.ts';
import type { Destination, Path } from './path.ts';
import type { AdvertisedRoute } from './state.ts';
import type { Table } from './table.ts';
import type { AddPathType, AfiName, PeerConfig, SpeakerConfig } from './types.ts';

export const DEFAULT_ROUTE_ID = 1;

/** 1 is kept for `default-originate`, 0 for no identifier. */
const RESERVED = [0, DEFAULT_ROUTE_ID];

const PAGE_SIZE = 1024;

const TYPES: readonly AddPathType[] = ['all', 'best-per-as'];

const AFIS: readonly AfiName[] = ['ipv4', 'ipv6'];

/** The key of one route of a session: of its prefix, and of its identifier where it has one. */
export type RouteKey = PrefixKey | string;

function afiOf({ ip }: Prefix): AfiName {
  return isIpv4(ip) ? 'ipv4' : 'ipv6';
}

export function routeKey(key: PrefixKey, pathId: number | undefined): RouteKey {
  return pathId === undefined ? key : `${key} ${pathId}`;
}

/** Whether a path is among those that a peer of this type is sent. */
export function isSent(type: AddPathType, path: Path): boolean {
  return path.selected || (path.valid && (type === 'all' || path.bestFromAs !== undefined));
}

/** FRR offers to send several paths in all families of a neighbor as soon as one of them asks for it (F148; bgp_open.c bgp_open_capability). */
export function offersPaths({ families }: Pick<PeerConfig, 'families'>): boolean {
  return families.ipv4?.addpathTx !== undefined || families.ipv6?.addpathTx !== undefined;
}

/** Numbers handed out and taken back (lib/id_alloc.c): the lowest free one of the first page that has some, a page that was full becoming the first again. */
class IdAllocator {
  private readonly pages: { readonly base: number; readonly taken: Set<number> }[] = [];
  private readonly withFree: { readonly base: number; readonly taken: Set<number> }[] = [];

  allocate(): number {
    if (this.withFree.length === 0) this.addPage();
    const page = this.withFree.at(-1) as (typeof this.withFree)[number];
    let id = page.base;
    while (page.taken.has(id)) id++;
    page.taken.add(id);
    if (page.taken.size === PAGE_SIZE) this.withFree.pop();
    return id;
  }

  free(id: number): void {
    const page = this.pages[Math.floor(id / PAGE_SIZE)];
    if (!page?.taken.delete(id)) return;
    if (page.taken.size === PAGE_SIZE - 1) this.withFree.push(page);
  }

  private addPage(): void {
    const base = this.pages.length * PAGE_SIZE;
    const page = { base, taken: new Set<number>(base === 0 ? RESERVED : []) };
    this.pages.push(page);
    this.withFree.push(page);
  }
}

export class PathIds {
  private readonly allocators: Record<AddPathType, Record<AfiName, IdAllocator | undefined>> = {
    all: { ipv4: undefined, ipv6: undefined },
    'best-per-as': { ipv4: undefined, ipv6: undefined },
  };
  /** Families whose networks of before the first line are still to be numbered. */
  private readonly networksDue = new Set<AfiName>();

  /** Neighbors are configured otherwise: what is used for the first time is given to all paths that there are, what nobody uses any more is taken back (bgp_addpath_type_changed). */
  configure(config: SpeakerConfig, table: Table): void {
    for (const type of TYPES) {
      for (const afi of AFIS) {
        const isUsed = usesAddPath(config, afi, type);
        if (isUsed === (this.allocators[type][afi] !== undefined)) continue;
        if (isUsed) this.populate(type, afi, table);
        else this.flush(type, afi, table);
      }
    }
  }

  /** Networks have their paths as their lines are read: those above the first `addpath-tx-all-paths` are numbered at that line, in the table's order. */
  numberNetworks(table: Table): void {
    if (this.networksDue.size === 0) return;
    for (const { prefix, paths } of table.inOrder()) {
      const afi = afiOf(prefix);
      const allocator = this.networksDue.has(afi) ? this.allocators.all[afi] : undefined;
      if (!allocator) continue;
      for (const path of paths) {
        if (path.ids?.all !== undefined || path.origination?.kind !== 'network' || !path.origination.precedesAddPath) continue;
        setId(path, 'all', allocator.allocate());
      }
    }
    this.networksDue.clear();
  }

  /** Gives a decided prefix's paths their identifiers. */
  assign(destination: Destination, afi: AfiName): void {
    for (const type of TYPES) {
      const allocator = this.allocators[type][afi];
      if (allocator) assignType(type, destination, allocator);
    }
    destination.gone = undefined;
  }

  /** A prefix without paths has gone out of the table: whatever was kept for it is anybody's (bgp_addpath_free_node_data). */
  release({ prefix, freeIds }: Destination): void {
    for (const type of TYPES) for (const id of freeIds?.[type] ?? []) this.allocators[type][afiOf(prefix)]?.free(id);
  }

  /** `best-per-as` alone finds nobody where MED was not deterministic before: who is best of an AS is then not known yet. */
  private populate(type: AddPathType, afi: AfiName, table: Table): void {
    const allocator = new IdAllocator();
    this.allocators[type][afi] = allocator;
    if (type === 'all') this.networksDue.add(afi);
    for (const { prefix, paths } of table.inOrder())
      if (afiOf(prefix) === afi) for (const path of paths) if (needsId(type, path)) setId(path, type, allocator.allocate());
  }

  private flush(type: AddPathType, afi: AfiName, table: Table): void {
    this.allocators[type][afi] = undefined;
    for (const destination of table.inOrder()) {
      if (afiOf(destination.prefix) !== afi) continue;
      for (const path of [...destination.paths, ...(destination.gone ?? [])]) if (path.ids) setId(path, type, undefined);
      if (destination.freeIds) destination.freeIds[type] = [];
    }
  }
}

function assignType(type: AddPathType, destination: Destination, allocator: IdAllocator): void {
  const { paths } = destination;
  const pool = destination.freeIds?.[type] ?? [];
  // In the order of the list, where a path that was taken away stands until it is reaped: the one that was selected after all this, the others before.
  const gone = (destination.gone ?? []).toSorted((a, b) => b.arrival - a.arrival);
  const idOf = (path: Path) => path.ids?.[type];
  const toPool = (path: Path) => {
    const id = idOf(path);
    if (id === undefined) return;
    pool.push(id);
    setId(path, type, undefined);
  };
  for (const path of gone) if (!path.selected) toPool(path);
  const selected = gone.filter((p) => p.selected);
  // Who is no best of an AS needs none, nor does one that is gone.
  if (type === 'best-per-as') for (const path of [...paths.filter((p) => !needsId(type, p)), ...selected].sort((a, b) => b.arrival - a.arrival)) toPool(path);
  for (const path of paths) if (needsId(type, path) && idOf(path) === undefined) setId(path, type, pool.pop() ?? allocator.allocate());
  for (const id of pool.splice(0)) allocator.free(id);
  for (const path of selected) toPool(path);
  if (pool.length > 0) destination.freeIds = { all: [], 'best-per-as': [], ...destination.freeIds, [type]: pool };
}

function needsId(type: AddPathType, path: Path): boolean {
  return type === 'all' || path.bestFromAs !== undefined;
}

function setId(path: Path, type: AddPathType, id: number | undefined): void {
  path.ids = { ...path.ids, [type]: id };
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

/** Of what a peer was told, and what is left behind of it, the rows of advertised-routes: all but an originated default (F54). */
export function listedRoutes(table: ReadonlyMap<PrefixKey, AdvertisedRoute> | undefined): AdvertisedRoute[] {
  return allRoutes(table).flatMap((r) => (r.defaultOriginated ? (r.beneath ?? []) : [r]));
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
