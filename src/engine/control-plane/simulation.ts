/**
 * The control plane as an event simulation: speakers start, sessions come up (session-book.ts), updates travel, RIBs follow and
 * are heard by BGP again. Time is data (ms; pace.ts): messages take some, who has news decides on it a little later,
 * a RIB tells BGP of itself after a moment. All that happens at one moment is done in order of id, so that neither the order of writing nor of Maps changes the answer.
 */
import { calledOutside, heldBack, namesMaps, samePolicy, Speaker, type SpeakerConfig, type SpeakerId, type WorkDone } from '../bgp/index.ts';
import { type Ip, type Prefix, prefixKey } from '../ip/index.ts';
import type { NodeId } from '../compile/network.ts';
import { type AttributeSharing, AttributeStore } from '../policy/index.ts';
import { CommonGround } from './common-ground.ts';
import { EventQueue } from './event-queue.ts';
import { type Event, inTurn, isTimer, type SessionEvent } from './events.ts';
import type { Scene } from './handshake.ts';
import { Journal } from './journal.ts';
import { OscillationWatch } from './oscillation.ts';
import { Pace, RIB_DELAY } from './pace.ts';
import { Router } from './router.ts';
import { SessionBook } from './session-book.ts';
import type { SessionHost } from './session-messages.ts';
import type { Terrain } from './terrain.ts';
import type { Oscillation } from './types.ts';
import { Wires } from './wires.ts';

export interface SimulationOptions {
  /** ms that a message takes from one speaker to another; 1 unless stated. */
  readonly delay?: (from: SpeakerId, to: SpeakerId) => number;
  /** The simulation stops when nothing happens for this long (ms); without it, it goes on until nothing is left to happen. */
  readonly quiet?: number;
  /** Events kept in the log; 20000 unless stated, 0 for none. */
  readonly logLimit?: number;
  /** How routes share their attributes, which nothing shows; in one store unless stated. */
  readonly sharing?: AttributeSharing;
}

/** ms after which neighbors are told what a new configuration has to say (bgpd.h BGP_ANNOUNCE_ROUTE_DELAY_MS): sessions that it ends are gone then. */
const ANNOUNCE_DELAY = 500;
/** and those who share their subgroup with nobody (BGP_ANNOUNCE_ROUTE_SHORT_DELAY_MS). */
const ANNOUNCE_ONE_DELAY = 100;
/** F150: s after which advertise-maps are looked at, unless their router states another time. */
const CONDITION_SCAN = 60;
/** A moment's work is done at most this often before the run is given up as restless. */
const MAX_MOMENTS = 200_000;

export class Simulation implements SessionHost {
  now = 0;
  readonly routers = new Map<NodeId, Router>();
  readonly speakers = new Map<SpeakerId, Speaker>();
  readonly sessions = new SessionBook(this);
  readonly journal: Journal;
  oscillations: readonly Oscillation[] = [];
  /** The turn that equal delays kept up, where uneven ones have ended it. */
  dispute: Oscillation | undefined;
  scene: Scene;
  private readonly queue = new EventQueue<Event>();
  private readonly watch = new OscillationWatch();
  /** Those who have news, and are going to decide. */
  private readonly deciding = new Set<SpeakerId>();
  private readonly started = new Set<SpeakerId>();
  /** Those whose sessions may come up. */
  private readonly released = new Map<SpeakerId, number>();
  private readonly touched = new Set<SpeakerId>();
  /** Speakers whose router ID is to be another once none of their sessions is up (F9). */
  private readonly awaitingId = new Set<SpeakerId>();
  isPassing = false;
  /** When this run ends (ms), if not at rest. */
  end: number | undefined;
  /** When each speaker acts on route-maps that it holds back. */
  private readonly mapsDue = new Map<SpeakerId, number>();
  /** Starts that are yet to come, and what goes with them. */
  private starts = 0;
  private readonly pace: Pace;
  private readonly sharing: AttributeSharing;
  private readonly wires: Wires;
  private commonGround: CommonGround | undefined;

  constructor(
    public network: Terrain,
    private readonly options: SimulationOptions = {},
  ) {
    this.journal = new Journal(options.logLimit ?? 20_000);
    this.pace = new Pace(options.delay);
    this.sharing = options.sharing ?? new AttributeStore();
    for (const id of [...network.nodes.keys()].sort()) {
      const node = network.nodes.get(id);
      if (node?.kind === 'router') this.routers.set(id, new Router(node));
    }
    this.wires = new Wires(network, this.routers);
    this.scene = this.sceneOf(network);
    for (const id of [...network.speakers.keys()].sort()) this.addSpeaker(network.speakers.get(id) as SpeakerConfig);
    this.scene = this.sceneOf(network);
  }

  private sceneOf(network: Terrain): Scene {
    const nodeOf = new Map<SpeakerId, NodeId>();
    const speakerAt = new Map<NodeId, SpeakerConfig>();
    for (const node of network.nodes.values()) {
      const id = node.speaker ?? node.id;
      const stated = network.speakers.get(id);
      if (!stated) continue;
      const running = this.speakers.get(id)?.config;
      const speaker = running && this.given.get(id) === stated ? running : stated;
      nodeOf.set(id, node.id);
      speakerAt.set(node.id, speaker);
    }
    return { network, wires: this.wires, routers: this.routers, nodeOf, speakerAt };
  }

  private readonly given = new Map<SpeakerId, SpeakerConfig>();

  private addSpeaker(config: SpeakerConfig): void {
    this.given.set(config.id, config);
    const opening = heldBack(undefined, config);
    this.speakers.set(config.id, new Speaker(opening, this.routerOf(config.id), this.sharing));
    this.sessions.add(opening);
    this.routerOf(config.id)?.follow(calledOutside(opening));
    this.starts++;
    this.queue.add(Math.max(this.now, config.startsAt ?? 0), { kind: 'start', speaker: config.id });
  }

  get starting(): boolean {
    return this.starts > 0 || this.mapsDue.size > 0;
  }

  routerOf(speaker: SpeakerId): Router | undefined {
    return this.routers.get(this.scene.nodeOf.get(speaker) ?? '');
  }

  speaker(id: SpeakerId): Speaker | undefined {
    return this.speakers.get(id);
  }

  hasRead(id: SpeakerId): boolean {
    return this.started.has(id);
  }

  hasStarted(id: SpeakerId): boolean {
    return this.released.has(id);
  }

  releasedAt(id: SpeakerId): number {
    return this.released.get(id) ?? this.now;
  }

  schedule(after: number, event: SessionEvent): void {
    this.queue.add(this.now + after, event);
  }

  touch(id: SpeakerId): void {
    this.touched.add(id);
  }

  /** Runs until the network is at rest, or for so many ms; `isPassing`: it is to be another then. */
  run(ms?: number, isPassing = false): void {
    this.isPassing = isPassing;
    const end = ms === undefined ? undefined : this.now + ms;
    this.end = end;
    for (let moments = 0; moments < MAX_MOMENTS; moments++) {
      const next = this.queue.next;
      if (end !== undefined && (next === undefined || next >= end)) {
        this.now = end;
        return;
      }
      if (next === undefined || (this.options.quiet !== undefined && next > this.now + this.options.quiet)) return;
      this.moment();
      const repeated = this.watch.observe(this);
      if (!repeated) continue;
      // Steady delays can keep a tie alive that no real network keeps (two waves that chase each other round a ring never meet): it is called an
      // oscillation only if it outlives a time of unsteady ones, and comes back once more with uneven ones.
      if (this.pace.isStaggered) {
        this.oscillations = repeated;
        this.dispute = undefined;
        return;
      }
      // Where timers were not waited for, it may be they that end it.
      this.dispute = this.watch.isHasty ? undefined : repeated[0];
      this.pace.shake(this.now);
      this.watch.restart({ turning: true });
    }
  }

  private moment(): void {
    const taken = this.queue.take();
    if (!taken) return;
    this.now = taken.at;
    this.watch.taken(taken.events);
    for (const event of inTurn(taken.events)) this.happen(event);
    this.settle();
  }

  /** Everything that follows at once: decisions, RIBs, sessions. */
  private settle(): void {
    const ids = [...this.touched].sort();
    this.touched.clear();
    for (const id of ids) this.work(id);
    if (this.sessions.due) this.sessions.review();
    for (const id of this.awaitingId) if (!this.sessions.hasAny(id)) this.takeId(id);
  }

  /** F9: the last session is down, and the ID that zebra has chosen meanwhile is taken. */
  private takeId(id: SpeakerId): void {
    const given = this.given.get(id);
    this.given.delete(id);
    if (given) this.applySpeaker(given);
  }

  private happen(event: Event): void {
    switch (event.kind) {
      case 'start':
        this.starts--;
        this.started.add(event.speaker);
        this.touched.add(event.speaker);
        this.planTimers(event.speaker);
        this.hold(event.speaker);
        return;
      case 'release':
        this.starts--;
        this.release(event.speaker);
        return;
      case 'decide':
        this.decide(event.speaker);
        return;
      case 'rib':
        this.speakers.get(event.speaker)?.routerChanged();
        this.touched.add(event.speaker);
        return;
      case 'conditions':
        this.askConditions(event.speaker);
        return;
      case 'startup-over':
        this.speakers.get(event.speaker)?.out.endStartup();
        return;
      case 'announce-one':
      case 'announce':
        this.announce(event.speaker, event.kind === 'announce-one');
        return;
      case 'maps':
        if (this.mapsDue.get(event.speaker) === this.now) this.actOnMaps(event.speaker);
        return;
      default:
        this.sessions.happen(event);
    }
  }

  private announce(id: SpeakerId, alone: boolean): void {
    const afresh = this.speakers.get(id)?.out.announceDue(alone);
    if (!afresh) return;
    this.touched.add(id);
    for (const [peer, afi] of afresh) this.sessions.messages.sendAgain(id, peer, afi);
  }

  /** F5: sessions wait until bgpd has read its configuration and its route-maps are about to act. */
  private hold(speaker: SpeakerId): void {
    const wait = this.speakers.get(speaker)?.config.holdsSessions;
    if (wait === undefined) {
      this.release(speaker);
      return;
    }
    this.starts++;
    this.queue.add(this.now + wait, { kind: 'release', speaker });
  }

  private release(speaker: SpeakerId): void {
    this.released.set(speaker, this.now);
    this.sessions.due = true;
  }

  /** F150, F63: what a speaker does some time after its start. */
  private planTimers(speaker: SpeakerId): void {
    const config = this.speakers.get(speaker)?.config;
    const { maxMedOnStartup } = config ?? {};
    if (maxMedOnStartup) this.queue.add(this.now + 1000 * maxMedOnStartup.seconds, { kind: 'startup-over', speaker });
    // A line with an advertise-map stands before the maps that are not there yet when it is read: its timer began first.
    if (config && hasConditions(config)) this.planScan(config);
    const given = this.given.get(speaker);
    if (given && namesMaps(given)) this.awaitMaps(given);
  }

  private planScan({ id, conditionTimer = CONDITION_SCAN }: SpeakerConfig): void {
    this.queue.add(this.now + 1000 * conditionTimer, { kind: 'conditions', speaker: id });
  }

  private askConditions(id: SpeakerId): void {
    const speaker = this.speakers.get(id);
    if (!speaker) return;
    if (speaker.out.askConditions(this.mapsDue.has(id))) this.planScan(speaker.config);
    this.touched.add(id);
  }

  /** F5: the timer for route-maps starts, or starts again. */
  private awaitMaps({ id, routeMapDelay = 0 }: SpeakerConfig): void {
    if (routeMapDelay === 0) return;
    const at = this.now + 1000 * routeMapDelay;
    this.mapsDue.set(id, at);
    this.queue.add(at, { kind: 'maps', speaker: id });
  }

  private actOnMaps(id: SpeakerId): void {
    this.mapsDue.delete(id);
    const speaker = this.speakers.get(id);
    const given = this.given.get(id);
    if (!speaker || !given) return;
    const config = this.withStandingId(speaker.config, given);
    const { updates, asked } = speaker.actOnMaps(config, this.sessions.reconfigure(speaker.config, config));
    this.scene = this.sceneOf(this.network);
    this.sessions.forgive();
    this.send(id, updates);
    for (const ask of asked) this.sessions.messages.askAgain(id, ask);
    this.touched.add(id);
  }

  /** Something has happened to a speaker: it ends sessions and tells those whose time has come at once, and is going to decide. */
  private work(id: SpeakerId): void {
    const speaker = this.speakers.get(id);
    if (!speaker || !this.started.has(id)) return;
    for (const { peer, reason, prefix } of speaker.takeCloses()) this.sessions.refuse(id, peer, reason, prefix);
    speaker.lookUp();
    this.send(id, speaker.tell());
    if (!speaker.hasNews || this.deciding.has(id)) return;
    this.deciding.add(id);
    this.queue.add(this.now + this.pace.decision(this.now), { kind: 'decide', speaker: id });
  }

  private decide(id: SpeakerId): void {
    const speaker = this.speakers.get(id);
    if (!speaker || !this.deciding.delete(id)) return;
    const work = speaker.decide();
    const { updates, installs, changed, announcesAll } = work;
    this.journal.decided(this.now, id, changed);
    this.commonGround?.decided(id, changed);
    this.watch.decided(id, work, this);
    const router = this.routerOf(id);
    if (router && (installs.length > 0 || announcesAll)) {
      if (announcesAll) router.rib.announceAll();
      for (const install of installs) router.install(install);
      this.ribChanged(id, router);
    }
    this.sessions.reconsider(id, changed);
    this.send(id, updates);
  }

  private send(id: SpeakerId, updates: WorkDone['updates']): void {
    for (const [peer, list] of updates) this.sessions.messages.send(id, peer, list);
  }

  private ribChanged(id: SpeakerId, router: Router): void {
    const changed = router.rib.settle();
    if (changed.length === 0) return;
    this.queue.add(this.now + this.pace.rib(this.now), { kind: 'rib', speaker: id, prefixes: changed });
    const ways = changed.filter((prefix) => this.wires.concerns(prefix));
    if (ways.length === 0) return;
    if (router.rib.takeTold()) router.ways.changedAll();
    else router.ways.changed(ways);
    this.sessions.due = true;
  }

  delay(from: SpeakerId, to: SpeakerId): number {
    return this.pace.message(from, to, this.now);
  }

  /** Messages take now this long, now that: what comes back says nothing. */
  get isShaken(): boolean {
    return this.pace.isShaken(this.now);
  }

  /** The network as it is from now on, to be run further: history stays. What happens now happens after a while of quiet. */
  apply(network: Terrain, after?: number): void {
    this.network = network;
    this.commonGround = undefined;
    if (after === undefined) this.now = Math.min(this.now + (this.options.quiet ?? 0), this.queue.next ?? Number.POSITIVE_INFINITY);
    this.watch.restart();
    this.pace.calm();
    this.oscillations = [];
    this.dispute = undefined;
    this.sessions.forgive();
    for (const [id, router] of this.routers) {
      const node = network.nodes.get(id);
      if (node?.kind !== 'router' || node === router.node) continue;
      const changed = router.update(node);
      this.speakers.get(node.speaker ?? node.id)?.readdressed();
      this.sessions.due = true;
      if (changed && node.speaker !== undefined) this.queue.add(this.now + RIB_DELAY, { kind: 'rib', speaker: node.speaker });
    }
    const before = this.routers.size;
    for (const id of [...network.nodes.keys()].sort()) {
      const node = network.nodes.get(id);
      if (node?.kind === 'router' && !this.routers.has(id)) this.routers.set(id, new Router(node));
    }
    this.wires.update(network, this.routers.size > before);
    // A speaker that goes says so to its neighbors, and takes its routes out of the RIB, which stays: both while it is known where it stands.
    for (const id of this.speakers.keys()) if (!network.speakers.has(id)) this.removeSpeaker(id);
    this.scene = this.sceneOf(network);
    for (const id of [...network.speakers.keys()].sort()) this.applySpeaker(network.speakers.get(id) as SpeakerConfig);
    this.scene = this.sceneOf(network);
    this.settle();
  }

  private removeSpeaker(id: SpeakerId): void {
    this.sessions.remove(id);
    const speaker = this.speakers.get(id);
    const router = this.routerOf(id);
    if (speaker && router) {
      for (const { prefix } of speaker.table.destinations.values()) router.install({ prefix, offer: undefined, anew: true });
      router.rib.settle();
      router.ways.changedAll();
    }
    this.speakers.delete(id);
    this.awaitingId.delete(id);
    this.deciding.delete(id);
    this.mapsDue.delete(id);
  }

  private applySpeaker(config: SpeakerConfig): void {
    const speaker = this.speakers.get(config.id);
    if (!speaker) {
      this.addSpeaker(config);
      return;
    }
    const before = this.given.get(config.id);
    if (before === config) return;
    this.given.set(config.id, config);
    // F150: bgpd looks at the first advertise-map as soon as it is there (bgp_conditional_adv.c bgp_conditional_adv_enable).
    if (hasConditions(config) && !hasConditions(speaker.config)) this.queue.add(this.now, { kind: 'conditions', speaker: config.id });
    const held = heldBack(speaker.config, config);
    if (held !== config && (!before || !samePolicy(before, config))) this.awaitMaps(config);
    const standing = this.withStandingId(speaker.config, held);
    const asked = speaker.reconfigure(standing, this.sessions.reconfigure(speaker.config, standing));
    for (const ask of asked) this.sessions.messages.askAgain(config.id, ask);
    if (this.routerOf(config.id)?.follow(calledOutside(standing))) this.queue.add(this.now + RIB_DELAY, { kind: 'rib', speaker: config.id });
    this.touched.add(config.id);
    this.queue.add(this.now + ANNOUNCE_ONE_DELAY, { kind: 'announce-one', speaker: config.id });
    this.queue.add(this.now + ANNOUNCE_DELAY, { kind: 'announce', speaker: config.id });
  }

  /** F9: what zebra chooses anew waits until no session is up (bgpd/bgpd.c bgp_router_id_zebra_bump). */
  private withStandingId(before: SpeakerConfig, config: SpeakerConfig): SpeakerConfig {
    const another = before.routerIdFromZebra && config.routerIdFromZebra && before.routerId !== 0 && before.routerId !== config.routerId;
    const stands = another && this.sessions.hasAny(config.id);
    if (stands) this.awaitingId.add(config.id);
    else this.awaitingId.delete(config.id);
    return stands ? { ...config, routerId: before.routerId } : config;
  }

  pending(): readonly (readonly [number, readonly Event[]])[] {
    return this.queue.pending().map(([at, events]) => [
      at,
      events.map((e) => {
        const news = e.kind === 'decide' ? this.speakers.get(e.speaker)?.news : undefined;
        return news ? { ...e, news } : e;
      }),
    ]);
  }

  isVoid(event: Event): boolean {
    return event.kind === 'hold' && this.sessions.liveness.isVoid(event);
  }

  placeOf(speaker: SpeakerId, peer: string, prefix: Prefix, pathId: number): number | undefined {
    const paths = this.speakers.get(speaker)?.table.get(prefixKey(prefix))?.paths;
    const place = paths?.findIndex(({ source }) => source.kind === 'peer' && source.peer === peer && source.pathId === pathId) ?? -1;
    return place < 0 ? undefined : place;
  }

  neighborOf(speaker: SpeakerId, peer: string): SpeakerId | undefined {
    return this.sessions.end(speaker, peer)?.far?.speaker;
  }

  get sessionMoves(): number {
    return this.sessions.moves;
  }

  isCounted(speaker: SpeakerId, prefix: Prefix, another: boolean): boolean {
    this.commonGround ??= new CommonGround(this.network, this.speakers);
    return this.commonGround.isCounted(speaker, prefix, another);
  }

  /** What others may stand on holds somebody's address, or is counted, gathered or asked for as a condition. */
  standsAlone(prefix: Prefix, hops: ReadonlySet<Ip>): boolean {
    if (this.wires.concerns(prefix)) return false;
    this.commonGround ??= new CommonGround(this.network, this.speakers);
    return !this.commonGround.has(prefix, hops, this.speakers.values());
  }

  isAwaited(at: number): boolean {
    return this.options.quiet === undefined || at <= this.now + this.options.quiet;
  }

  skip(ms: number, along: ReadonlySet<Event>): void {
    this.now += ms;
    this.queue.putOff(ms, (event) => !isTimer(event) || along.has(event));
  }
}

function hasConditions(config: SpeakerConfig | undefined): boolean {
  return config?.peers.some((p) => p.families.ipv4?.advertiseMap ?? p.families.ipv6?.advertiseMap) ?? false;
}
