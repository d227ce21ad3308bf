/** The BGP table while at work: destinations by prefix, paths newest first (F40). */
import { comparePrefix, isIpv4, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { Destination, isLocal, Path, sameSource } from './path.ts';
import type { PathAttributes } from '../policy/index.ts';
import type { Session } from './session.ts';
import type { PathSource } from './types.ts';

export class Table {
  readonly destinations = new Map<PrefixKey, Destination>();
  /** How many changes of best paths there have been. */
  readonly versions = { ipv4: 0, ipv6: 0 };
  private arrivals = 0;
  private destinationsMade = 0;
  /** Prefixes that have had a path of our own. */
  private readonly own = new Set<PrefixKey>();

  get(key: PrefixKey): Destination | undefined {
    return this.destinations.get(key);
  }

  find(prefix: Prefix, source: PathSource): Path | undefined {
    return this.findAt(prefixKey(prefix), source);
  }

  /** The same by the prefix's key. */
  findAt(key: PrefixKey, source: PathSource): Path | undefined {
    const paths = this.destinations.get(key)?.paths;
    if (paths) for (const path of paths) if (sameSource(path.source, source)) return path;
    return undefined;
  }

  /** A new path goes to the head of the list. */
  add(prefix: Prefix, source: PathSource, attributes: PathAttributes, session?: Session): Path {
    const key = prefixKey(prefix);
    const added = new Path(source, attributes, session, ++this.arrivals);
    const known = this.destinations.get(key);
    if (!session) this.own.add(key);
    if (known) known.paths.unshift(added);
    else this.destinations.set(key, new Destination(prefix, [added], ++this.destinationsMade));
    return added;
  }

  /** The path that is gone now; undefined when there was none. */
  remove(prefix: Prefix, source: PathSource): Path | undefined {
    const destination = this.destinations.get(prefixKey(prefix));
    const at = destination?.paths.findIndex((p) => sameSource(p.source, source)) ?? -1;
    if (!destination || at < 0) return undefined;
    const [gone] = destination.paths.splice(at, 1);
    if (gone?.ids) free(destination, gone.ids);
    return gone;
  }

  /** Takes a destination without paths out of the table. */
  sweep(key: PrefixKey): void {
    if (this.destinations.get(key)?.paths.length === 0) this.destinations.delete(key);
  }

  /** Numbers a change of a best path, as FRR numbers them (bgpd/bgp_route.c bgp_bump_version): one that came, went or has other attributes. */
  countChange(destination: Destination): void {
    const { best } = destination;
    if (best === destination.countedBest && best?.attributes === destination.countedAttributes) return;
    destination.countedBest = best;
    destination.countedAttributes = best?.attributes;
    destination.version = ++this.versions[isIpv4(destination.prefix.ip) ? 'ipv4' : 'ipv6'];
  }

  /** Destinations that may have a path of our own, in the table's order. */
  withOwn(): Destination[] {
    const out: Destination[] = [];
    for (const key of this.own) {
      const destination = this.destinations.get(key);
      if (destination?.paths.some(isLocal)) out.push(destination);
      else this.own.delete(key);
    }
    return out.sort((a, b) => a.number - b.number);
  }

  /** All destinations, in router order. */
  inOrder(): Destination[] {
    return [...this.destinations.values()].sort((a, b) => comparePrefix(a.prefix, b.prefix));
  }
}

/** What a path that is gone was sent under is free for others of its prefix. */
function free(destination: Destination, ids: NonNullable<Path['ids']>): void {
  destination.freeIds ??= { all: [], 'best-per-as': [] };
  for (const type of ['all', 'best-per-as'] as const) if (ids[type] !== undefined) destination.freeIds[type].push(ids[type]);
}
