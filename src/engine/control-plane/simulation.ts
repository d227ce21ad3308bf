/**
 * The control plane as an event simulation: speakers start, sessions come up, updates travel, RIBs follow and are heard by
 * BGP again. Time is data (ms): a message takes `delay`, a RIB tells BGP of itself after `RIB_DELAY`. All that happens at one
 * moment is done in order of id, so that neither the order of writing nor of Maps changes the answer.
 */
import { isIbgp, type PeerConfig, type Session, Speaker, type SpeakerConfig, type SpeakerId, type Update } from '../bgp/index.ts';
import type { Network, NodeId } from '../compile/network.ts';
import { formatPrefix } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import { agreedHoldTime, DEFAULT_HOLD, type EndState, messagesFor } from './end-state.ts';
import { EventQueue } from './event-queue.ts';
import { establish } from './established.ts';
import { type Agreement, type End, isAgreement, negotiate, type Scene } from './handshake.ts';
import { Journal } from './journal.ts';
import { OscillationWatch } from './oscillation.ts';
import { Router } from './router.ts';
import { sessionConfigKey } from './session-config.ts';
import type { Oscillation } from './types.ts';
import { Wires } from './wires.ts';

export interface SimulationOptions {
  /** ms that a message takes from one speaker to another; 10 unless stated. */
  readonly delay?: (from: SpeakerId, to: SpeakerId) => number;
  /** The simulation stops when nothing happens for this long (ms); without it, it goes on until nothing is left to happen. */
  readonly quiet?: number;
  /** Events kept in the log; 20000 unless stated, 0 for none. */
  readonly logLimit?: number;
}

const MESSAGE_DELAY = 10;
const RIB_DELAY = 1;
/** F150: s after which advertise-maps are looked at, unless their router states another time. */
const CONDITION_SCAN = 60;
/** A moment's work is done at most this often before the run is given up as restless. */
const MAX_MOMENTS = 200_000;

type Event =
  | { readonly kind: 'start'; readonly speaker: SpeakerId }
  | { readonly kind: 'establish'; readonly agreement: Agreement }
  | {
      readonly kind: 'deliver';
      readonly to: SpeakerId;
      readonly peer: string;
      readonly from: SpeakerId;
      readonly session: number;
      readonly updates: readonly Update[];
    }
  | { readonly kind: 'close'; readonly to: SpeakerId; readonly peer: string; readonly session: number; readonly reason: Reason }
  | { readonly kind: 'hold'; readonly speaker: SpeakerId; readonly peer: string; readonly session: number }
  | { readonly kind: 'rib'; readonly speaker: SpeakerId }
  | { readonly kind: 'conditions'; readonly speaker: SpeakerId };

export class Simulation {
  now = 0;
  readonly routers = new Map<NodeId, Router>();
  readonly speakers = new Map<SpeakerId, Speaker>();
  /** By speaker, then peer id. */
  readonly ends = new Map<SpeakerId, Map<string, EndState>>();
  readonly journal: Journal;
  oscillation: Oscillation | undefined;
  /** The turn that equal delays kept up, where uneven ones have ended it. */
  dispute: Oscillation | undefined;
  private scene: Scene;
  private readonly queue = new EventQueue<Event>();
  private readonly watch = new OscillationWatch();
  private readonly started = new Set<SpeakerId>();
  private readonly touched = new Set<SpeakerId>();
  private sessionsDue = false;
  private sessionNumber = 0;
  private staggered = false;

  constructor(
    public network: Network,
    private readonly options: SimulationOptions = {},
  ) {
    this.journal = new Journal(options.logLimit ?? 20_000);
    for (const id of [...network.nodes.keys()].sort()) {
      const node = network.nodes.get(id);
      if (node?.kind === 'router') this.routers.set(id, new Router(node));
    }
    this.scene = this.sceneOf(network);
    for (const id of [...network.speakers.keys()].sort()) this.addSpeaker(network.speakers.get(id) as SpeakerConfig);
  }

  private sceneOf(network: Network): Scene {
    const nodeOf = new Map<SpeakerId, NodeId>();
    const speakerAt = new Map<NodeId, SpeakerConfig>();
    for (const node of network.nodes.values()) {
      const id = node.speaker ?? node.id;
      const speaker = network.speakers.get(id);
      if (!speaker) continue;
      nodeOf.set(id, node.id);
      speakerAt.set(node.id, speaker);
    }
    return { network, wires: new Wires(network, this.routers), routers: this.routers, nodeOf, speakerAt };
  }

  private addSpeaker(config: SpeakerConfig): void {
    this.speakers.set(config.id, new Speaker(config, this.routerOf(config.id)));
    this.ends.set(config.id, new Map(config.peers.map((peer) => [peer.id, newEnd(peer)])));
    this.queue.add(Math.max(this.now, config.startsAt ?? 0), { kind: 'start', speaker: config.id });
  }

  private routerOf(speaker: SpeakerId): Router | undefined {
    return this.routers.get(this.scene.nodeOf.get(speaker) ?? '');
  }

  /** Runs until the network is at rest. */
  run(): void {
    for (let moments = 0; moments < MAX_MOMENTS; moments++) {
      const next = this.queue.next;
      if (next === undefined || (this.options.quiet !== undefined && next > this.now + this.options.quiet)) return;
      this.moment();
      const repeated = this.watch.observe(this);
      if (!repeated) continue;
      // Equal delays can keep a tie alive that no real network keeps: it is called an oscillation only if uneven ones do, too.
      if (this.staggered) {
        this.oscillation = repeated;
        this.dispute = undefined;
        return;
      }
      this.dispute = repeated;
      this.staggered = true;
      this.watch.restart();
    }
  }

  private moment(): void {
    const taken = this.queue.take();
    if (!taken) return;
    this.now = taken.at;
    for (const event of taken.events.toSorted(compareEvents)) this.happen(event);
    this.settle();
  }

  /** Everything that follows at once: decisions, RIBs, sessions. */
  private settle(): void {
    const ids = [...this.touched].sort();
    this.touched.clear();
    for (const id of ids) this.work(id);
    if (this.sessionsDue) this.reviewSessions();
  }

  private happen(event: Event): void {
    switch (event.kind) {
      case 'start':
        this.started.add(event.speaker);
        this.touched.add(event.speaker);
        this.sessionsDue = true;
        this.planConditions(event.speaker);
        return;
      case 'establish':
        this.comeUp(event.agreement);
        return;
      case 'deliver':
        this.deliver(event);
        return;
      case 'close':
        this.goDown(event.to, event.peer, event.session, event.reason);
        return;
      case 'hold':
        this.holdExpired(event.speaker, event.peer, event.session);
        return;
      case 'rib':
        this.speakers.get(event.speaker)?.routerChanged();
        this.touched.add(event.speaker);
        return;
      case 'conditions':
        this.speakers.get(event.speaker)?.out.askConditions();
        this.touched.add(event.speaker);
        return;
    }
  }

  /** F150. */
  private planConditions(speaker: SpeakerId): void {
    const config = this.speakers.get(speaker)?.config;
    if (hasConditions(config)) this.queue.add(this.now + 1000 * (config?.conditionTimer ?? CONDITION_SCAN), { kind: 'conditions', speaker });
  }

  private deliver(event: Extract<Event, { kind: 'deliver' }>): void {
    const end = this.end(event.to, event.peer);
    if (!end?.session || end.number !== event.session) return;
    if (end.silent) {
      (end.held ??= []).push(...event.updates);
      return;
    }
    this.journal.received(this.now, event.to, event.peer, event.updates);
    if (end.updates) end.updates.received += messagesFor(event.updates);
    this.speakers.get(event.to)?.receive(event.peer, event.updates);
    this.touched.add(event.to);
  }

  end(speaker: SpeakerId, peer: string): EndState | undefined {
    return this.ends.get(speaker)?.get(peer);
  }

  /** One speaker's turn. */
  private work(id: SpeakerId): void {
    const speaker = this.speakers.get(id);
    if (!speaker || !this.started.has(id)) return;
    const { updates, installs, changed, closes } = speaker.work();
    this.journal.decided(this.now, id, changed);
    const router = this.routerOf(id);
    if (router && installs.length > 0) {
      for (const { prefix, offer } of installs) router.install(prefix, offer);
      this.ribChanged(id, router.rib.settle().length > 0);
    }
    for (const [peer, list] of updates) this.send(id, peer, list);
    for (const { peer, reason } of closes) {
      const end = this.end(id, peer);
      if (end) end.overflow = reason;
      this.closeBoth(id, peer, reason);
    }
  }

  private ribChanged(id: SpeakerId, changed: boolean): void {
    if (!changed) return;
    this.queue.add(this.now + RIB_DELAY, { kind: 'rib', speaker: id });
    this.sessionsDue = true;
  }

  private send(from: SpeakerId, peer: string, updates: readonly Update[]): void {
    const end = this.end(from, peer);
    if (!end?.far || !end.session) return;
    this.journal.sent(this.now, from, peer, updates);
    if (end.updates) end.updates.sent += messagesFor(updates);
    const { speaker: to, peer: back } = end.far;
    this.queue.add(this.now + this.delay(from, to), { kind: 'deliver', to, peer: back, from, session: end.number, updates });
  }

  private delay(from: SpeakerId, to: SpeakerId): number {
    const base = this.options.delay?.(from, to) ?? MESSAGE_DELAY;
    return this.staggered ? base + stagger(from, to) : base;
  }

  /** Looks at every session that is down, and at every one whose way may be gone. */
  private reviewSessions(): void {
    this.sessionsDue = false;
    for (const [id, ends] of this.ends) {
      const speaker = this.speakers.get(id);
      if (!speaker || !this.started.has(id)) continue;
      for (const end of ends.values()) {
        if (end.session) this.checkAlive(id, end);
        else if (!end.pending) this.tryUp({ speaker: speaker.config, peer: end.config }, end);
      }
    }
  }

  private tryUp(near: End, end: EndState): void {
    if (end.overflow) {
      this.setDown(end, 'Idle', end.overflow);
      return;
    }
    const outcome = negotiate(this.scene, near);
    if (!isAgreement(outcome)) {
      this.setDown(end, outcome.state === 'Idle' ? 'Idle' : 'Active', outcome.reason);
      return;
    }
    const far = this.end(outcome.far.speaker.id, outcome.far.peer.id) ?? this.admit(outcome.far);
    if (far.overflow || !this.started.has(outcome.far.speaker.id)) {
      this.setDown(end, 'Active', { code: 'session-refused-there', rules: ['F18'], args: { peer: near.peer.id, far: outcome.far.speaker.id } });
      return;
    }
    end.pending = true;
    far.pending = true;
    this.queue.add(this.now + 3 * this.delay(near.speaker.id, outcome.far.speaker.id), { kind: 'establish', agreement: outcome });
  }

  /** A peer that a listen range lets in. */
  private admit(far: End): EndState {
    const end = newEnd(far.peer);
    this.ends.get(far.speaker.id)?.set(far.peer.id, end);
    return end;
  }

  private setDown(end: EndState, state: 'Idle' | 'Active', reason: Reason): void {
    end.state = state;
    end.reason = reason;
  }

  private comeUp(agreement: Agreement): void {
    const ends = [agreement.near, agreement.far].map((e) => this.end(e.speaker.id, e.peer.id));
    for (const end of ends) if (end) end.pending = false;
    this.sessionsDue = true;
    if (ends.some((e) => e === undefined || e.overflow) || !isAgreement(negotiate(this.scene, agreement.near))) return;
    // A half of an older session that the other end still holds gives way.
    for (const e of [agreement.near, agreement.far]) this.drop(e.speaker.id, e.peer.id, { code: 'session-replaced', rules: ['RFC 4271 §6.8'] });
    const sessions = establish(this.scene, agreement, this.now);
    this.sessionNumber++;
    this.enter(agreement.near, agreement.far, sessions[0]);
    this.enter(agreement.far, agreement.near, sessions[1]);
  }

  private enter(of: End, to: End, session: Session): void {
    const end = this.end(of.speaker.id, of.peer.id) as EndState;
    Object.assign(end, {
      session,
      number: this.sessionNumber,
      state: 'Established',
      establishedAt: this.now,
      // The End-of-RIB of each family (RFC 4724 §2).
      updates: { sent: session.families.length, received: session.families.length },
      far: { speaker: to.speaker.id, peer: to.peer.id },
    });
    delete end.reason;
    this.journal.session(this.now, of.speaker.id, of.peer.id, true);
    this.speakers.get(of.speaker.id)?.sessionUp(session);
    this.touched.add(of.speaker.id);
  }

  /** F17: a session whose packets no longer arrive falls when its hold time has passed; a single-hop one with its interface. */
  private checkAlive(id: SpeakerId, end: EndState): void {
    const { session, far } = end;
    if (!session || !far) return;
    const router = this.routerOf(id);
    if (!router || !this.routerOf(far.speaker)) return;
    const fast = !isIbgp(session.type) && (session.peer.ttl === 1 || session.peer.ttlSecurityHops === 1);
    if (fast && session.interface !== undefined && !router.interfaceUp(session.interface)) {
      this.closeOne(id, end, { code: 'session-interface-down', rules: ['F5'], args: { peer: end.config.id, interface: session.interface } });
      return;
    }
    if (this.hears(id, end)) {
      if (end.silent) this.hearAgain(id, end);
      return;
    }
    end.silent = true;
    const hold = agreedHoldTime(end, this.end(far.speaker, far.peer));
    if (hold > 0) this.queue.add(this.now + hold * 1000, { kind: 'hold', speaker: id, peer: end.config.id, session: end.number });
  }

  /** The way is back before the hold time is over: what was held up arrives. */
  private hearAgain(id: SpeakerId, end: EndState): void {
    const updates = end.held ?? [];
    delete end.silent;
    delete end.held;
    if (updates.length > 0 && end.far)
      this.queue.add(this.now + RIB_DELAY, { kind: 'deliver', to: id, peer: end.config.id, from: end.far.speaker, session: end.number, updates });
  }

  /** Whether packets pass both ways still. */
  private hears(id: SpeakerId, end: EndState): boolean {
    const { session, far } = end;
    if (!session || !far) return false;
    const farEnd = this.end(far.speaker, far.peer);
    if (farEnd?.number !== end.number || !farEnd.session) return false;
    if (session.peer.speaker !== undefined) return true;
    const there = this.scene.wires.walk(this.scene.nodeOf.get(id) ?? '', session.peer.address);
    const back = this.scene.wires.walk(this.scene.nodeOf.get(far.speaker) ?? '', session.localAddress);
    return there?.node === this.scene.nodeOf.get(far.speaker) && back?.node === this.scene.nodeOf.get(id);
  }

  private holdExpired(id: SpeakerId, peer: string, session: number): void {
    const end = this.end(id, peer);
    if (!end?.session || end.number !== session || this.hears(id, end)) return;
    this.drop(id, peer, { code: 'session-hold-expired', rules: ['F17', 'RFC 4271 §6.5'], args: { peer } });
    this.sessionsDue = true;
  }

  /** Takes one end down and tells the other, if it can still be told. */
  private closeOne(id: SpeakerId, end: EndState, reason: Reason): void {
    const { far, number } = end;
    const told = this.hears(id, end);
    this.drop(id, end.config.id, reason);
    if (far && told) this.queue.add(this.now + this.delay(id, far.speaker), { kind: 'close', to: far.speaker, peer: far.peer, session: number, reason });
    else if (far) this.silence(far.speaker, far.peer, number);
    this.sessionsDue = true;
  }

  /** The far end hears nothing more. */
  private silence(speaker: SpeakerId, peer: string, session: number): void {
    const end = this.end(speaker, peer);
    if (!end?.session || end.number !== session) return;
    const hold = end.config.holdTime ?? DEFAULT_HOLD;
    if (hold > 0) this.queue.add(this.now + hold * 1000, { kind: 'hold', speaker, peer, session });
  }

  private closeBoth(id: SpeakerId, peer: string, reason: Reason): void {
    const end = this.end(id, peer);
    if (end?.session) this.closeOne(id, end, reason);
  }

  private goDown(id: SpeakerId, peer: string, session: number, reason: Reason): void {
    const end = this.end(id, peer);
    if (!end?.session || end.number !== session) return;
    this.drop(id, peer, { code: 'session-closed-there', rules: ['RFC 4271 §6.7'], args: { peer, why: reason.code } });
    this.sessionsDue = true;
  }

  /** One end falls: what came by it is gone. */
  private drop(id: SpeakerId, peer: string, reason: Reason): void {
    const end = this.end(id, peer);
    if (!end?.session) return;
    delete end.session;
    delete end.far;
    delete end.establishedAt;
    delete end.updates;
    delete end.silent;
    delete end.held;
    this.setDown(end, end.overflow ? 'Idle' : 'Active', reason);
    this.journal.session(this.now, id, peer, false, reason.code);
    this.speakers.get(id)?.sessionDown(peer);
    this.touched.add(id);
  }

  /** The network as it is from now on, to be run further: history stays. */
  apply(network: Network): void {
    this.network = network;
    this.watch.restart();
    this.staggered = false;
    this.oscillation = undefined;
    this.dispute = undefined;
    for (const [id, router] of this.routers) {
      const node = network.nodes.get(id);
      if (node?.kind !== 'router' || node === router.node) continue;
      const changed = router.update(node);
      this.sessionsDue = true;
      if (changed && node.speaker !== undefined) this.queue.add(this.now + RIB_DELAY, { kind: 'rib', speaker: node.speaker });
    }
    for (const id of [...network.nodes.keys()].sort()) {
      const node = network.nodes.get(id);
      if (node?.kind === 'router' && !this.routers.has(id)) this.routers.set(id, new Router(node));
    }
    this.scene = this.sceneOf(network);
    for (const id of this.speakers.keys()) if (!network.speakers.has(id)) this.removeSpeaker(id);
    for (const id of [...network.speakers.keys()].sort()) this.applySpeaker(network.speakers.get(id) as SpeakerConfig);
    this.settle();
  }

  private removeSpeaker(id: SpeakerId): void {
    for (const peer of this.ends.get(id)?.keys() ?? []) this.closeBoth(id, peer, { code: 'session-speaker-removed' });
    const speaker = this.speakers.get(id);
    const router = this.routerOf(id);
    if (speaker && router) {
      for (const { prefix } of speaker.table.destinations.values()) router.install(prefix, undefined);
      router.rib.settle();
    }
    this.ends.delete(id);
    this.speakers.delete(id);
  }

  private applySpeaker(config: SpeakerConfig): void {
    const speaker = this.speakers.get(config.id);
    if (!speaker) {
      this.addSpeaker(config);
      return;
    }
    if (speaker.config === config) return;
    const ends = this.ends.get(config.id) as Map<string, EndState>;
    const before = speaker.config;
    const kept = new Map<string, Session>();
    for (const [peer, end] of ends) {
      const now = config.peers.find((p) => p.id === peer);
      const same = now && sessionConfigKey(before, end.config) === sessionConfigKey(config, now);
      if (!same) this.closeBoth(config.id, peer, { code: 'session-reconfigured', rules: ['F155'], args: { peer } });
      if (!now) ends.delete(peer);
      else ends.set(peer, { ...end, config: now, ...(end.session && same && { session: { ...end.session, peer: now } }), ...(!same && { pending: false }) });
    }
    for (const peer of config.peers) if (!ends.has(peer.id)) ends.set(peer.id, newEnd(peer));
    for (const [peer, end] of ends) if (end.session) kept.set(peer, end.session);
    speaker.reconfigure(config, kept);
    this.touched.add(config.id);
    this.sessionsDue = true;
  }

  /** What is on its way, as text: part of the state whose return means oscillation. */
  inFlight(): string {
    return this.queue
      .pending()
      .map(([at, events]) => `${at - this.now}: ${events.map(eventText).join('; ')}`)
      .join('\n');
  }
}

function hasConditions(config: SpeakerConfig | undefined): boolean {
  return config?.peers.some((p) => p.families.ipv4?.advertiseMap ?? p.families.ipv6?.advertiseMap) ?? false;
}

function newEnd(config: PeerConfig): EndState {
  return { config, number: 0, pending: false, state: 'Idle' };
}

/** At one moment: sessions and closures before routes, each by who is concerned. */
function compareEvents(a: Event, b: Event): number {
  const [x, y] = [eventKey(a), eventKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function eventKey(event: Event): string {
  switch (event.kind) {
    case 'start':
      return `0 ${event.speaker}`;
    case 'close':
      return `1 ${event.to} ${event.peer}`;
    case 'hold':
      return `2 ${event.speaker} ${event.peer}`;
    case 'establish':
      return `3 ${event.agreement.near.speaker.id} ${event.agreement.near.peer.id}`;
    case 'rib':
    case 'conditions':
      return `4 ${event.speaker}`;
    case 'deliver':
      return `5 ${event.to} ${event.from} ${event.peer}`;
  }
}

function eventText(event: Event): string {
  if (event.kind !== 'deliver') return eventKey(event);
  return `${eventKey(event)} ${event.updates.map((u) => `${u.attributes ? '+' : '-'}${formatPrefix(u.prefix)}`).join(',')}`;
}

/** 0–6 ms more, by the pair: the same each time, and different from the pair beside it. */
function stagger(from: SpeakerId, to: SpeakerId): number {
  let hash = 7;
  for (const c of `${from}>${to}`) hash = (hash * 31 + c.charCodeAt(0)) % 9973;
  return hash % 7;
}
