/** Next hops that a speaker depends on, asked of the router once each and again when the RIB has changed (F29–F35). */
import type { Ip, PrefixKey } from '../ip/index.ts';
import type { Reach, RouterView } from './router-view.ts';

/** How a next hop is to be reached. */
export interface Way {
  readonly nextHop: Ip;
  readonly connectedOnly: boolean;
  /** Of a link-local next hop. */
  readonly interface?: string;
}

interface Tracked {
  readonly way: Way;
  reach: Reach | undefined;
  readonly users: Set<PrefixKey>;
}

export class ReachCache {
  /** By what else than the address the way is asked for, then by address. */
  private readonly tracked = new Map<string, Map<Ip, Tracked>>();
  /** All of them, in the order in which they were first asked for. */
  private readonly inOrder: Tracked[] = [];
  /** The one that was asked for last: the routes of an UPDATE nearly all have one next hop. */
  private last: Tracked | undefined;

  constructor(private readonly router: RouterView) {}

  /** Whether and how a next hop is reached; the prefix is told of changes from now on. */
  reach(way: Way, user: PrefixKey): Reach | undefined {
    const { last } = this;
    if (last && last.way.nextHop === way.nextHop && last.way.connectedOnly === way.connectedOnly && last.way.interface === way.interface) {
      last.users.add(user);
      return last.reach;
    }
    const kind = way.interface === undefined ? String(way.connectedOnly) : `${way.connectedOnly} ${way.interface}`;
    const byAddress = this.tracked.get(kind) ?? new Map<Ip, Tracked>();
    this.tracked.set(kind, byAddress);
    const known = byAddress.get(way.nextHop);
    if (known) {
      this.last = known;
      known.users.add(user);
      return known.reach;
    }
    const fresh = { way, reach: this.ask(way), users: new Set([user]) };
    byAddress.set(way.nextHop, fresh);
    this.inOrder.push(fresh);
    this.last = fresh;
    return fresh.reach;
  }

  private ask(way: Way): Reach | undefined {
    if (way.interface === undefined) return this.router.reach(way.nextHop, way.connectedOnly);
    return this.router.reachesLinkLocal() ? { metric: 0, by: { ip: way.nextHop, length: 64 }, blackhole: false } : undefined;
  }

  /** Asks everything again; the prefixes whose next hop's way has changed. */
  refresh(): Set<PrefixKey> {
    const changed = new Set<PrefixKey>();
    for (const t of this.inOrder) {
      const now = this.ask(t.way);
      const same = (now === undefined) === (t.reach === undefined) && now?.metric === t.reach?.metric;
      t.reach = now;
      if (!same) for (const user of t.users) changed.add(user);
    }
    return changed;
  }
}
