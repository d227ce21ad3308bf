/** The BGP table while at work: destinations by prefix, paths newest first (F40). */
import { comparePrefix, isIpv4, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { Destination, Path, sameSource } from './path.ts';
import type { PathAttributes } from '../policy/index.ts';
import type { Session } from './session.ts';
import type { PathSource } from './state.ts';
import type { Origination } from './types.ts';

export class Table {
  readonly destinations = new Map<PrefixKey, Destination>();
  /** How many changes of best paths there have been. */
  readonly versions = { ipv4: 0, ipv6: 0 };
  private arrivals = 0;
  private destinationsMade = 0;
  /** Prefixes that have had a path of our own, of the kind. */
  private readonly own: Readonly<Record<OwnKind, Set<PrefixKey>>> = { fixed: new Set(), aggregate: new Set(), router: new Set() };
  /** All destinations in router order, until one comes or goes. */
  private ordered: readonly Destination[] | undefined;

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
    if (source.kind === 'local') this.own[ownKind(source.origination)].add(key);
    if (known) {
      known.paths.unshift(added);
      return added;
    }
    this.destinations.set(key, new Destination(prefix, [added], ++this.destinationsMade));
    this.ordered = undefined;
    return added;
  }

  /** The path that is gone now; undefined when there was none. */
  remove(prefix: Prefix, source: PathSource): Path | undefined {
    const destination = this.destinations.get(prefixKey(prefix));
    const at = destination?.paths.findIndex((p) => sameSource(p.source, source)) ?? -1;
    if (!destination || at < 0) return undefined;
    const [gone] = destination.paths.splice(at, 1);
    if (gone?.ids) (destination.gone ??= []).push(gone);
    return gone;
  }

  /** Takes a destination without paths out of the table, and returns it. */
  sweep(key: PrefixKey): Destination | undefined {
    const destination = this.destinations.get(key);
    if (destination?.paths.length !== 0) return undefined;
    this.destinations.delete(key);
    this.ordered = undefined;
    return destination;
  }

  /** Numbers a change of a best path, as FRR numbers them (bgpd/bgp_route.c bgp_bump_version): one that came, went or has other attributes; true for one. */
  countChange(destination: Destination): boolean {
    const { best } = destination;
    if (best === destination.countedBest && best?.changes === destination.countedChanges) return false;
    destination.countedBest = best;
    destination.countedChanges = best?.changes;
    destination.version = ++this.versions[isIpv4(destination.prefix.ip) ? 'ipv4' : 'ipv6'];
    return true;
  }

  /** Destinations that have a path of our own of the kind, in the table's order. */
  withOwn(kind: OwnKind): Destination[] {
    const out: Destination[] = [];
    for (const key of this.own[kind]) {
      const destination = this.destinations.get(key);
      if (destination?.paths.some((p) => p.origination && ownKind(p.origination) === kind)) out.push(destination);
      else this.own[kind].delete(key);
    }
    return out.sort((a, b) => a.number - b.number);
  }

  /** All destinations, in router order. */
  inOrder(): readonly Destination[] {
    this.ordered ??= [...this.destinations.values()].sort((a, b) => comparePrefix(a.prefix, b.prefix));
    return this.ordered;
  }
}

/** What makes a path of our own: the configuration alone, an aggregate, or what the router has. */
export type OwnKind = 'fixed' | 'aggregate' | 'router';

export function ownKind({ kind }: Origination): OwnKind {
  return kind === 'fixed' || kind === 'aggregate' ? kind : 'router';
}
