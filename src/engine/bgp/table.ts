/** The BGP table while at work: destinations by prefix, paths newest first (F40). */
import { comparePrefix, type Prefix, type PrefixKey, prefixKey } from '../ip/index.ts';
import { type Destination, type Path, sameSource } from './path.ts';
import type { PathSource } from './types.ts';

export class Table {
  readonly destinations = new Map<PrefixKey, Destination>();
  private arrivals = 0;

  get(key: PrefixKey): Destination | undefined {
    return this.destinations.get(key);
  }

  find(prefix: Prefix, source: PathSource): Path | undefined {
    return this.destinations.get(prefixKey(prefix))?.paths.find((p) => sameSource(p.source, source));
  }

  /** A new path goes to the head of the list. */
  add(prefix: Prefix, path: Omit<Path, 'arrival'>): Path {
    const key = prefixKey(prefix);
    const added: Path = { ...path, arrival: ++this.arrivals };
    const known = this.destinations.get(key);
    if (known) known.paths.unshift(added);
    else this.destinations.set(key, { prefix, paths: [added] });
    return added;
  }

  /** True when it was there. */
  remove(prefix: Prefix, source: PathSource): boolean {
    const destination = this.destinations.get(prefixKey(prefix));
    const at = destination?.paths.findIndex((p) => sameSource(p.source, source)) ?? -1;
    if (!destination || at < 0) return false;
    destination.paths.splice(at, 1);
    return true;
  }

  /** Takes a destination without paths out of the table. */
  sweep(key: PrefixKey): void {
    if (this.destinations.get(key)?.paths.length === 0) this.destinations.delete(key);
  }

  /** All destinations, in router order. */
  inOrder(): Destination[] {
    return [...this.destinations.values()].sort((a, b) => comparePrefix(a.prefix, b.prefix));
  }
}
