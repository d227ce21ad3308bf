/**
 * One BGP speaker at work: Adj-RIB-In → policy → table → decision → Adj-RIB-Out and RIB. It is told of sessions, received
 * updates and changes of its router, and takes them in at once; `decide` then says what goes to whom and into the RIB. Sessions,
 * delivery and the time of decisions are the control plane's.
 */
import { comparePrefix, formatIp, formatPrefix, type Ip, isIpv4, type Prefix, type PrefixKey, prefixKey, prefixOfKey } from '../ip/index.ts';
import { type AttributeSharing, AttributeStore, effectiveNextHop, linkLocalWay, type PathAttributes, type Reason, sameAttributes } from '../policy/index.ts';
import { AdjRibIn } from './adj-rib-in.ts';
import { Announced, type Install } from './announced.ts';
import { type Asked, AskedAgain } from './asked-again.ts';
import { choose } from './choose.ts';
import { choosesAlike, Due } from './due.ts';
import { ImportMemo } from './import-memo.ts';
import { type InboundContext, offenceOf, wasOurs } from './inbound.ts';
import { OwnPaths } from './own-paths.ts';
import { afiOf, type Destination, type Path, isLocal } from './path.ts';
import { PathIds } from './path-ids.ts';
import { ReachCache } from './reach-cache.ts';
import type { RouterView } from './router-view.ts';
import { calledPeers, isSingleHop, type Session } from './session.ts';
import { Table } from './table.ts';
import type { PathSource } from './state.ts';
import type { AfiName, PeerFamilyConfig, SpeakerConfig } from './types.ts';
import { type Update, UpdateGroups } from './update-groups.ts';

/** What a turn of work leads to. */
export interface WorkDone {
  /** By peer. */
  readonly updates: ReadonlyMap<string, readonly Update[]>;
  readonly installs: readonly Install[];
  /** Destinations whose best path changed. */
  readonly changed: readonly Destination[];
  /** Learned routes that are the same are handed to zebra once more, all at once (F108). */
  readonly announcesAll: boolean;
  /** Prefixes that something else has moved than what was received of them: the way to a next hop, what the router has, an aggregate. */
  readonly moved: ReadonlySet<PrefixKey>;
  /** The peers whose routes to a prefix have changed since the last decision. */
  readonly senders: (key: PrefixKey) => readonly string[];
}

/** A session to be closed: `prefix` names the route that gave offence, where it was one. */
interface Close {
  readonly peer: string;
  readonly reason: Reason;
  readonly prefix?: Prefix;
}

export class Speaker {
  readonly table = new Table();
  readonly sessions = new Map<string, Session>();
  readonly adjRibIn = new Map<string, AdjRibIn>();
  private readonly pathIds = new PathIds();
  out: UpdateGroups;
  private readonly reaches: ReachCache | undefined;
  private readonly imports: ImportMemo;
  private readonly own: OwnPaths;
  private inbound: InboundContext | undefined;
  private readonly due = new Due();
  private readonly moved = new Set<PrefixKey>();
  private readonly closes: Close[] = [];
  private readonly announced = new Announced();
  private originationsDue = true;
  readonly askedAgain = new AskedAgain();
  /** What has come long ago is judged by another configuration. */
  private isReconfigured = false;
  /** Grows whenever something about the speaker may have changed. */
  revision = 0;

  constructor(
    public config: SpeakerConfig,
    private readonly router: RouterView | undefined,
    private readonly sharing: AttributeSharing = new AttributeStore(),
  ) {
    this.out = new UpdateGroups(config, router, sharing);
    this.imports = new ImportMemo(sharing);
    this.own = new OwnPaths(this.table, this.due, this.moved, config, sharing);
    this.reaches = router && new ReachCache(router);
    this.reaches?.setPeers(calledPeers(config));
    this.pathIds.configure(config, this.table);
  }

  /** A session has come up: the ms after which its subgroup speaks for the first time; undefined when it has company whose time runs already. */
  sessionUp(session: Session): number | undefined {
    this.revision++;
    this.sessions.set(session.peer.id, session);
    this.adjRibIn.set(session.peer.id, new AdjRibIn());
    return this.out.join(session, this.table.versions);
  }

  /** Everything that came by the session is gone. */
  sessionDown(peer: string): void {
    this.revision++;
    for (const { prefix, pathId } of this.adjRibIn.get(peer)?.entries() ?? []) this.drop(prefix, peer, pathId);
    this.adjRibIn.delete(peer);
    this.askedAgain.forget(peer);
    this.sessions.delete(peer);
    this.imports.forget();
    this.out.leave(peer);
  }

  /** Whether any next hop or neighbor is one of these. */
  tracks(is: (ip: Ip) => boolean): boolean {
    return this.reaches?.tracks(is) ?? false;
  }

  private drop(prefix: Prefix, peer: string, pathId: number | undefined): void {
    const session = this.sessions.get(peer);
    const gone = session && this.table.remove(prefix, sourceOf(session, pathId));
    if (!gone) return;
    const from = this.adjRibIn.get(peer);
    if (from) from.standing[afiOf(prefix)]--;
    const key = prefixKey(prefix);
    this.reaches?.release(gone, key);
    this.due.add(key, true, peer);
  }

  /** Takes the routes of an UPDATE, in order. */
  receive(peer: string, updates: readonly Update[]): void {
    this.revision++;
    const session = this.sessions.get(peer);
    const table = this.adjRibIn.get(peer);
    if (!session || !table) return;
    let last: PathAttributes | undefined;
    for (const { prefix, attributes, pathId } of updates) {
      if (this.closes.length > 0 && this.closes.some((c) => c.peer === peer)) return;
      // What the attributes of one family do not offend by, they do not with the next prefix of it.
      const offence = attributes && (attributes !== last || !isIpv4(prefix.ip)) && offenceOf(this.config, session, prefix, attributes);
      last = isIpv4(prefix.ip) ? attributes : undefined;
      if (offence) this.closes.push({ peer, reason: offence, prefix });
      else if (attributes) this.take(session, table, prefix, attributes, pathId);
      else if (table.delete(prefix, pathId)) this.drop(prefix, peer, pathId);
    }
  }

  /** `ours`: what was found of its next hop as it came, where nothing has had it come again (F26). */
  private take(session: Session, table: AdjRibIn, prefix: Prefix, attributes: PathAttributes, pathId: number | undefined, ours?: boolean): void {
    const afi = afiOf(prefix);
    const family = session.peer.families[afi];
    if (!family) return;
    const context = this.contextOf(session, family);
    const now = this.imports.import(context, afi, prefix, attributes);
    const heard = ours === undefined || wasOurs(now.outcome) === ours ? now : this.imports.once({ ...context, ours }, prefix, attributes);
    const wasStale = table.set(prefix, pathId, heard);
    if ('rejected' in heard.outcome) this.drop(prefix, session.peer.id, pathId);
    else if (!this.exceedsLimit(session, prefix)) {
      this.put(prefix, session, table, heard.outcome.post, pathId, wasStale);
      this.awaitFib(prefix);
    }
  }

  /** F151: bgpd marks the prefix, not the path (bgp_route.c bgp_update, BGP_NODE_FIB_INSTALL_PENDING). */
  private awaitFib(prefix: Prefix): void {
    if (!this.config.suppressFibPending || this.router?.installed(prefix)) return;
    const destination = this.table.get(prefixKey(prefix));
    // What is redistributed counts as installed (bgp_redistribute_add).
    if (!destination || destination.paths.some((p) => p.origination?.kind === 'redistribute')) return;
    destination.awaitsFib = true;
    if (destination.best) this.noteWaiting(destination, destination.best);
  }

  /** The same object for all that comes by a session one after another. */
  private contextOf(session: Session, family: PeerFamilyConfig): InboundContext {
    const { inbound } = this;
    if (inbound?.session === session && inbound.family === family && inbound.speaker === this.config) return inbound;
    this.inbound = { speaker: this.config, router: this.router, session, family };
    return this.inbound;
  }

  /** F19: the session falls when a route arrives while more than the limit are held already; a platform's limit counts the arriving one. */
  private exceedsLimit(session: Session, prefix: Prefix): boolean {
    const afi = afiOf(prefix);
    const limit = session.peer.families[afi]?.maximumPrefix;
    const from = this.adjRibIn.get(session.peer.id);
    if (!limit || limit.warningOnly || !from || from.size <= limit.limit) return false;
    const arriving = limit.rules && !this.table.find(prefix, sourceOf(session)) ? 1 : 0;
    const held = (limit.force ? from.sizeOf(afi) - 1 : from.standing[afi]) + arriving;
    if (held <= limit.limit) return false;
    this.closes.push({
      peer: session.peer.id,
      reason: {
        code: limit.rules ? 'session-platform-limit' : 'session-maximum-prefix',
        rules: limit.rules ?? ['F19'],
        args: { peer: session.peer.id, limit: limit.limit, held, prefix: formatPrefix(prefix), ...(this.isReconfigured && { standing: 'true' }) },
      },
    });
    return true;
  }

  /** `wasStale`: what comes as it was is chosen for anew. */
  private put(prefix: Prefix, session: Session, from: AdjRibIn, attributes: PathAttributes, pathId: number | undefined, wasStale: boolean): void {
    const source = sourceOf(session, pathId);
    const key = prefixKey(prefix);
    const known = this.table.findAt(key, source);
    if (known) {
      if (sameAttributes(known.attributes, attributes)) {
        if (wasStale) this.due.add(key, true, session.peer.id);
        return;
      }
      known.become(attributes);
      this.judge(prefix, key, known);
    } else {
      this.judge(prefix, key, this.table.add(prefix, source, attributes, session));
      from.standing[afiOf(prefix)]++;
    }
    this.due.add(key, true, session.peer.id);
  }

  /** F29–F34: whether the path's next hop is reached. */
  private judge(prefix: Prefix, key: PrefixKey, path: Path): void {
    const { session, attributes } = path;
    if (!session || !this.reaches) return;
    const linkLocal = session.nextHopInterface === undefined ? undefined : linkLocalWay(attributes);
    const connectedOnly = isSingleHop(session);
    const way =
      linkLocal !== undefined && session.nextHopInterface !== undefined
        ? { nextHop: linkLocal, connectedOnly, interface: session.nextHopInterface }
        : { nextHop: effectiveNextHop(attributes), connectedOnly };
    // Asked of the address that is looked up: an IPv6 route to its own global next hop stands on the link-local one (F34).
    const isOwnHost = prefix.length === (isIpv4(prefix.ip) ? 32 : 128) && prefix.ip === way.nextHop;
    const selfResolving = isOwnHost && !session.peer.families[afiOf(prefix)]?.routeReflectorClient;
    const reach = this.reaches.reach(way, key, path);
    path.valid = reach !== undefined && !selfResolving;
    path.igpMetric = reach?.metric ?? 0;
    path.resolvedBy = reach?.by;
    path.invalid = path.valid
      ? undefined
      : {
          code: selfResolving ? 'bgp-next-hop-is-prefix' : 'bgp-next-hop-unresolved',
          rules: selfResolving ? ['F32'] : path.tracked?.held ? ['F33'] : ['F29', 'F30'],
          args: { prefix: formatPrefix(prefix), nextHop: formatIp(effectiveNextHop(attributes)), peer: session.peer.id },
        };
  }

  /** The router's addresses are others: nothing that was made of them holds. */
  readdressed(): void {
    this.imports.forget();
    this.out.forget();
  }

  /** The RIB or the interfaces have changed: next hops and own routes are looked at again. */
  routerChanged(): void {
    this.revision++;
    this.originationsDue = true;
    this.lookIntoFib();
    if (this.reaches) this.judgeAgain(this.reaches.refresh());
  }

  /** Prefixes with a next hop to which the way is another. */
  private judgeAgain(keys: Iterable<PrefixKey>): void {
    for (const key of keys) {
      const destination = this.table.get(key);
      if (!destination) continue;
      for (const path of destination.paths) this.judge(destination.prefix, key, path);
      this.moved.add(key);
      this.due.add(key);
    }
  }

  /** F151: routes that have come into the FIB may be sent now, and those that have left it no longer. */
  private lookIntoFib(): void {
    if (!this.config.suppressFibPending) return;
    for (const [key, { best, prefix }] of this.table.destinations) if (best && this.inFib(prefix, best) !== best.inFib) this.due.add(key);
  }

  private noteFib(destination: Destination, best: Path): void {
    const { prefix, paths } = destination;
    const before = best.inFib;
    if (destination.awaitsFib && this.router?.installed(prefix)) destination.awaitsFib = false;
    this.noteWaiting(destination, best);
    best.inFib = this.inFib(prefix, best);
    best.besideOwn = this.config.suppressFibPending === true && paths.some((p) => p !== best && isLocal(p));
    if (best.inFib !== before) best.hasLeftFib = before === true && best.inFib === false;
  }

  private noteWaiting({ awaitsFib }: Destination, best: Path): void {
    best.awaitsFib = awaitsFib && isLocal(best) && best.origination?.kind !== 'aggregate';
  }

  /** Undefined where nobody asks: without `suppress-fib-pending`, and of routes that BGP does not install. */
  private inFib(prefix: Prefix, best: Path): boolean | undefined {
    const installs = best.session !== undefined || best.origination?.kind === 'aggregate';
    return this.config.suppressFibPending && installs ? this.router?.installed(prefix) : undefined;
  }

  /** A new configuration on running sessions: what was received goes through policy again, what is sent is judged anew. */
  reconfigure(config: SpeakerConfig, sessions: ReadonlyMap<string, Session>): readonly Asked[] {
    this.revision++;
    const { asked, changes } = this.askedAgain.note({ before: this.config, now: config }, sessions);
    if (this.router) this.announced.noteDistances(this.config, config, this.table);
    const alike = choosesAlike(this.config, config);
    this.config = config;
    this.pathIds.configure(config, this.table);
    this.reaches?.setPeers(calledPeers(config));
    this.imports.forget();
    this.own.setAggregates(config);
    this.out = this.out.withConfig(config, sessions);
    this.originationsDue = true;
    for (const [peer, session] of sessions) {
      this.sessions.set(peer, session);
      this.isReconfigured = true;
      for (const afi of session.families) {
        if (this.askedAgain.leaves(peer, afi)) this.checkLimit(session, afi);
        else this.goThrough(session, afi, changes.get(`${peer} ${afi}`) === 'nothing');
      }
      this.isReconfigured = false;
    }
    for (const [key, { prefix, paths }] of this.table.destinations) {
      for (const path of paths) {
        const session = path.session && sessions.get(path.session.peer.id);
        if (session) path.session = session;
        const { valid, igpMetric } = path;
        this.judge(prefix, key, path);
        if (path.valid !== valid || path.igpMetric !== igpMetric) this.due.add(key);
      }
    }
    for (const key of this.table.destinations.keys()) this.due.add(key, !alike);
    return asked;
  }

  /** A peer has told us other prefix-lists to send by (RFC 5292): what goes to it is judged anew. */
  retold(session: Session): void {
    this.sessions.set(session.peer.id, session);
    this.out = this.out.withConfig(this.config, this.sessions);
    this.out.announceDue();
  }

  /**
   * F5: the timer for route-maps has run out, and this is how they act from now on. What goes out by a map is told on the table as it stands, to subgroups that
   * still wait for company, too (bgp_updgrp.c updgrp_policy_update_walkcb); own routes are made of it, and neighbors whose inbound map it is are asked for
   * everything again, unless what they sent is kept (bgp_routemap.c bgp_route_map_process_peer).
   */
  actOnMaps(config: SpeakerConfig, sessions: ReadonlyMap<string, Session>): Pick<WorkDone, 'updates'> & { readonly asked: readonly Asked[] } {
    this.revision++;
    const change = { before: this.config, now: config };
    this.config = config;
    this.imports.forget();
    this.out = this.out.withConfig(config, sessions, true);
    const isNew = this.askedAgain.newMaps(change);
    const updates = this.out.tellMapped(this.table, isNew);
    this.own.setAggregates(config);
    this.own.actOnMaps(config, isNew);
    this.originationsDue = true;
    for (const [peer, session] of sessions) this.sessions.set(peer, session);
    for (const [key, { paths }] of this.table.destinations) {
      for (const path of paths) {
        const session = path.session && sessions.get(path.session.peer.id);
        if (session) path.session = session;
      }
      this.due.add(key, false);
    }
    const { asked, kept } = this.askedAgain.actOnMaps(change, sessions, isNew);
    for (const { peer, afi } of kept) this.takeAgain(peer, afi);
    return { updates, asked };
  }

  /**
   * The neighbor begins to send all of the family once more. A route that was there and comes again as it is is chosen for anew, by which it becomes the older of two that
   * came together; any other that comes twice is not (bgpd/bgp_route.c bgp_update).
   */
  beginsAgain(peer: string, afi: AfiName): void {
    this.adjRibIn.get(peer)?.markStale(afi);
  }

  /** The neighbor has sent all once more, which passes policy where it has not yet since that is another. */
  sentAgain(peer: string, afi: AfiName): void {
    for (const prefix of this.adjRibIn.get(peer)?.takeStale(afi) ?? []) this.due.add(prefixKey(prefix), true, peer);
    if (this.askedAgain.leaves(peer, afi)) this.takeAgain(peer, afi);
  }

  private takeAgain(peer: string, afi: AfiName): void {
    const session = this.sessions.get(peer);
    if (!session) return;
    this.revision++;
    this.askedAgain.take(peer, afi);
    this.goThrough(session, afi, false);
  }

  /** In the table's order; where nothing else is asked of it than before (`isSame`), what was found of a next hop as it came stands (F26). */
  private goThrough(session: Session, afi: AfiName, isSame: boolean): void {
    const table = this.adjRibIn.get(session.peer.id);
    const entries = table?.entries().filter(({ prefix }) => afiOf(prefix) === afi) ?? [];
    if (!isSame) entries.sort((a, b) => comparePrefix(a.prefix, b.prefix));
    for (const { prefix, heard, pathId } of entries)
      if (table) this.take(session, table, prefix, heard.attributes, pathId, isSame ? wasOurs(heard.outcome) : undefined);
  }

  /** F19: a limit that is set for what has come long ago. */
  private checkLimit(session: Session, afi: AfiName): void {
    const first = this.adjRibIn
      .get(session.peer.id)
      ?.entries()
      .find(({ prefix, heard }) => afiOf(prefix) === afi && 'post' in heard.outcome);
    if (first) this.exceedsLimit(session, first.prefix);
  }

  /**
   * Sessions that ended as their routes were read, and why. Asked before `work`: bgpd closes at once, and decides some 50 ms later on what is left
   * (F19; bgp_route.c bgp_maximum_prefix_overflow, bgpd.c process_main_queue), so that nothing of them is ever passed on.
   */
  takeCloses(): readonly Close[] {
    return this.closes.splice(0);
  }

  /** Takes in what the router and the configuration have made of own routes and next hops. */
  lookUp(): void {
    this.revision++;
    if (this.originationsDue) this.own.originate(this.config, this.router);
    this.originationsDue = false;
    this.pathIds.numberNetworks(this.table);
    if (this.reaches) this.judgeAgain(this.reaches.takeDue());
  }

  /** There is something to decide. */
  get hasNews(): boolean {
    return this.due.size > 0;
  }

  /** What is to be decided, with the paths that there are by now, if any. */
  get news(): readonly { readonly prefix: Prefix; readonly destination: Destination | undefined }[] {
    return [...this.due.all()].map((key) => ({ prefix: prefixOfKey(key), destination: this.table.get(key) }));
  }

  /** Tells subgroups of what is decided, whose time has come. */
  tell(): WorkDone['updates'] {
    return this.out.updates(this.table, []);
  }

  /** Decides what is due, and says what follows. */
  decide(): WorkDone {
    this.revision++;
    const changed = new Map<PrefixKey, Destination>();
    const taken: ReturnType<Due['take']>[] = [];
    while (this.due.size > 0) {
      const due = this.due.take();
      taken.push(due);
      for (const [key, { anew }] of due) {
        if (anew) this.chooseFor(key, changed);
        else this.tellAgain(key, changed);
      }
      this.own.aggregate(this.config, changed);
    }
    const destinations = [...changed.values()];
    const anew = destinations.map((d) => this.table.countChange(d));
    const updates = this.out.updates(this.table, destinations);
    const installs = this.router ? destinations.map((d, i) => this.announced.install(d, anew[i] === true, this.config)) : [];
    for (const key of changed.keys()) {
      const swept = this.table.sweep(key);
      if (swept?.freeIds) this.pathIds.release(swept);
    }
    const moved = this.moved.size > 0 ? new Set(this.moved) : UNMOVED;
    this.moved.clear();
    return {
      updates,
      installs,
      changed: destinations,
      announcesAll: this.announced.takeAll(),
      moved,
      senders: (key) => taken.flatMap((due) => due.get(key)?.from ?? []),
    };
  }

  /** F39–F45. */
  private chooseFor(key: PrefixKey, changed: Map<PrefixKey, Destination>): void {
    const destination = this.table.get(key);
    if (!destination) return;
    const best = choose(destination, this.config);
    if (best) this.noteFib(destination, best);
    this.pathIds.assign(destination, afiOf(destination.prefix));
    changed.set(key, destination);
  }

  /** What is chosen stands, and goes by the configuration of now. */
  private tellAgain(key: PrefixKey, changed: Map<PrefixKey, Destination>): void {
    const destination = this.table.get(key);
    if (!destination) return;
    if (destination.best) this.noteFib(destination, destination.best);
    this.pathIds.assign(destination, afiOf(destination.prefix));
    changed.set(key, destination);
  }
}

const UNMOVED: ReadonlySet<PrefixKey> = new Set();

/** Of sessions by which a prefix comes once: what all paths by them have in common. */
const sources = new WeakMap<Session, PathSource>();

function sourceOf(session: Session, pathId?: number): PathSource {
  if (pathId !== undefined) return { kind: 'peer', peer: session.peer.id, type: session.type, pathId };
  const known = sources.get(session);
  if (known) return known;
  const source: PathSource = { kind: 'peer', peer: session.peer.id, type: session.type };
  sources.set(session, source);
  return source;
}
