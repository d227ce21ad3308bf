/**
 * Next hops that a speaker depends on, asked of the router once each and again when the RIB has changed (F29–F35). An address is tracked once
 * for all who need it, as bgpd does (bgpd/bgp_nht.c bgp_find_or_add_nexthop): once one of them needs it on the link (F33), a path of a single-hop
 * eBGP session or such a neighbor itself, it is held to that for all, until nobody has it any more.
 */
import type { Ip, PrefixKey } from '../ip/index.ts';
import type { Reach, RouterView } from './router-view.ts';

/** How a next hop is to be reached. */
export interface Way {
  readonly nextHop: Ip;
  readonly connectedOnly: boolean;
  /** Of a link-local next hop. */
  readonly interface?: string;
}

/** A next hop and who has it. */
export interface Tracked {
  readonly nextHop: Ip;
  readonly interface: string | undefined;
  reach: Reach | undefined;
  /** It has to be on the link. */
  held: boolean;
  paths: number;
  /** It is a neighbor's address. */
  isPeer: boolean;
  /** How many paths of each prefix have it. */
  readonly users: Map<PrefixKey, number>;
}

/** A path: it has one next hop at a time. */
export interface Holder {
  tracked: Tracked | undefined;
}

export class ReachCache {
  /** By interface, where one is stated, then by address. */
  private readonly tracked = new Map<string, Map<Ip, Tracked>>();
  /** All of them, in the order in which they were first asked for. */
  private readonly inOrder: Tracked[] = [];
  /** The one that was asked for last: the routes of an UPDATE nearly all have one next hop. */
  private last: Tracked | undefined;
  /** Neighbors' addresses, and whether each must be on the link. */
  private peers: ReadonlyMap<Ip, boolean> = new Map();
  /** Whose next hop others have changed. */
  private due = new Set<PrefixKey>();

  constructor(private readonly router: RouterView) {}

  /** Neighbors that are looked for themselves, with whether they must be on the link: all of them, as they are now. */
  setPeers(peers: ReadonlyMap<Ip, boolean>): void {
    const before = this.peers;
    this.peers = peers;
    for (const [ip, connected] of peers) {
      const t = this.find(ip, undefined);
      t.isPeer = true;
      // Who is looked for anew decides, even against paths; else what holds goes on to hold.
      if (connected !== before.get(ip)) this.hold(t, connected);
    }
    for (const ip of before.keys()) {
      if (peers.has(ip)) continue;
      const t = this.find(ip, undefined);
      t.isPeer = false;
      this.forgetUnused(t);
    }
  }

  /** Whether any address is looked for that is one of these. */
  tracks(is: (ip: Ip) => boolean): boolean {
    return this.inOrder.some((t) => is(t.nextHop));
  }

  /** Whether and how a path's next hop is reached; the prefix is told of changes from now on. */
  reach(way: Way, user: PrefixKey, holder: Holder): Reach | undefined {
    const { last } = this;
    const t = last && last.nextHop === way.nextHop && last.interface === way.interface ? last : this.find(way.nextHop, way.interface);
    this.last = t;
    if (holder.tracked !== t) {
      this.release(holder, user);
      holder.tracked = t;
      t.paths++;
      t.users.set(user, (t.users.get(user) ?? 0) + 1);
    }
    if (way.connectedOnly && !t.held) this.hold(t, true);
    return t.reach;
  }

  /** The path of this prefix is gone, or has another next hop: it hears nothing more of this one (bgpd/bgp_nht.c bgp_unlink_nexthop). */
  release(holder: Holder, user: PrefixKey): void {
    const t = holder.tracked;
    if (!t) return;
    holder.tracked = undefined;
    t.paths--;
    const left = (t.users.get(user) ?? 1) - 1;
    if (left > 0) t.users.set(user, left);
    else t.users.delete(user);
    this.forgetUnused(t);
  }

  private forgetUnused(t: Tracked): void {
    if (t.paths > 0 || t.isPeer) return;
    this.hold(t, false);
  }

  private hold(t: Tracked, held: boolean): void {
    if (t.held === held) return;
    t.held = held;
    if (this.renew(t)) for (const user of t.users.keys()) this.due.add(user);
  }

  private find(nextHop: Ip, out: string | undefined): Tracked {
    const byAddress = this.tracked.get(out ?? '') ?? new Map<Ip, Tracked>();
    this.tracked.set(out ?? '', byAddress);
    const known = byAddress.get(nextHop);
    if (known) return known;
    const fresh: Tracked = { nextHop, interface: out, reach: undefined, held: false, paths: 0, isPeer: false, users: new Map() };
    fresh.reach = this.ask(fresh);
    byAddress.set(nextHop, fresh);
    this.inOrder.push(fresh);
    return fresh;
  }

  private ask({ nextHop, interface: out, held }: Tracked): Reach | undefined {
    if (out === undefined) return this.router.reach(nextHop, held);
    return this.router.reachesLinkLocal() ? { metric: 0, by: { ip: nextHop, length: 64 }, blackhole: false } : undefined;
  }

  /** Asks again; true when the way has changed. */
  private renew(t: Tracked): boolean {
    const now = this.ask(t);
    const same = (now === undefined) === (t.reach === undefined) && now?.metric === t.reach?.metric;
    t.reach = now;
    return !same;
  }

  /** Asks everything again; the prefixes whose next hop's way has changed. */
  refresh(): Set<PrefixKey> {
    const changed = new Set(this.takeDue());
    for (const t of this.inOrder) if (this.renew(t)) for (const user of t.users.keys()) changed.add(user);
    return changed;
  }

  /** The prefixes whose next hop's way has changed because others need it otherwise. */
  takeDue(): ReadonlySet<PrefixKey> {
    const { due } = this;
    if (due.size === 0) return NONE;
    this.due = new Set();
    return due;
  }
}

const NONE: ReadonlySet<PrefixKey> = new Set();
