/**
 * The sessions of a running simulation, both ends of each: which come up, and why they fall (F12–F19; RFC 4271 §8). What passes by them is in
 * session-messages.ts, whether their ends still hear each other in liveness.ts. Time and turns are the simulation's: the book is told when to look, and says what is to happen and who has work.
 */
import {
  comparePeers,
  type Destination,
  type PeerConfig,
  prefixListsChange,
  type Session,
  type SpeakerConfig,
  type SpeakerId,
  updateGroupKey,
} from '../bgp/index.ts';
import { prefixKey, samePrefix } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import { agreedHoldTime, type EndState, newEnd } from './end-state.ts';
import { establish, toldLists } from './established.ts';
import { Calls } from './calls.ts';
import type { SessionEvent } from './events.ts';
import { admittedPeer, type Agreement, type End, isAgreement, negotiate, type Refusal } from './handshake.ts';
import { Liveness } from './liveness.ts';
import { sessionConfigKey } from './session-config.ts';
import { type SessionHost, SessionMessages } from './session-messages.ts';

type EstablishEvent = Extract<SessionEvent, { kind: 'establish' }>;
type HoldEvent = Extract<SessionEvent, { kind: 'hold' }>;

export class SessionBook {
  /** By speaker, then peer id. */
  readonly ends = new Map<SpeakerId, Map<string, EndState>>();
  /** Sessions are to be looked at: something they stand on may have changed. */
  due = false;
  /** Grows whenever one comes up, falls, falls silent or is heard again. */
  moves = 0;
  /** Some session is refused for a route. */
  private offended = false;
  private sessionNumber = 0;
  private readonly calls = new Calls();
  /** What passes by the sessions. */
  readonly messages: SessionMessages;
  /** Whose ends still hear each other. */
  readonly liveness: Liveness;

  constructor(private readonly host: SessionHost) {
    const end = (speaker: SpeakerId, peer: string) => this.end(speaker, peer);
    this.liveness = new Liveness(host, {
      end,
      close: (id, of, reason) => this.closeOne(id, of, reason),
      moved: () => {
        this.moves++;
      },
    });
    this.messages = new SessionMessages(host, end, (at, of) => this.liveness.arrives(at, of));
  }

  add(config: SpeakerConfig): void {
    this.ends.set(config.id, new Map(config.peers.map((peer) => [peer.id, newEnd(peer)])));
  }

  end(speaker: SpeakerId, peer: string): EndState | undefined {
    return this.ends.get(speaker)?.get(peer);
  }

  /** Whether any session of the speaker is up. */
  hasAny(speaker: SpeakerId): boolean {
    return [...(this.ends.get(speaker)?.values() ?? [])].some((end) => end.session !== undefined);
  }

  happen(event: SessionEvent): void {
    switch (event.kind) {
      case 'establish':
        this.comeUp(event);
        return;
      case 'deliver':
        this.messages.deliver(event);
        return;
      case 'close':
        this.goDown(event.to, event.peer, event.session, event.reason);
        return;
      case 'speak':
        if (this.host.speaker(event.speaker)?.out.speak(this.host.now)) this.host.touch(event.speaker);
        return;
      case 'refresh-asked':
        this.messages.takeRequest(event);
        return;
      case 'refresh':
        this.messages.tellAgain(event);
        return;
      case 'refresh-mark':
        this.messages.takeMark(event);
        return;
      case 'again':
        this.messages.takeAgain(event);
        return;
      case 'hold':
        this.holdExpired(event);
        return;
    }
  }

  /** Looks at every session that is down, and at every one whose way may be gone. */
  review(): void {
    this.due = false;
    for (const [id, ends] of this.ends) {
      const speaker = this.host.speaker(id);
      if (!speaker || !this.host.hasStarted(id)) continue;
      for (const end of ends.values()) {
        if (end.session) this.liveness.check(id, end);
        else if (!end.pending) this.tryUp({ speaker: speaker.config, peer: end.config }, end);
      }
    }
  }

  private tryUp(near: End, end: EndState): void {
    if (end.barrier) {
      setDown(end, 'Idle', end.barrier.reason);
      return;
    }
    const outcome = this.outcome(near, end);
    if (!isAgreement(outcome)) {
      setDown(end, outcome.state === 'Idle' ? 'Idle' : 'Active', outcome.reason);
      if (outcome.heard !== undefined) end.heardAs = outcome.heard;
      return;
    }
    const known = this.end(outcome.far.speaker.id, outcome.far.peer.id);
    const { listenLimit } = outcome.far.speaker;
    if (!known && listenLimit !== undefined && this.admitted(outcome.far.speaker) >= listenLimit) {
      setDown(end, 'Active', {
        code: 'session-listen-limit',
        rules: ['F157'],
        args: { peer: near.peer.id, far: outcome.far.speaker.id, limit: listenLimit },
      });
      return;
    }
    const far = known ?? this.admit(outcome.far);
    if (far.barrier || !this.answers(outcome.far)) {
      const reason: Reason = far.barrier?.offence
        ? refusedThere(near.peer.id, far.barrier.reason)
        : { code: 'session-refused-there', rules: ['F18'], args: { peer: near.peer.id, far: outcome.far.speaker.id } };
      setDown(end, 'Active', reason);
      return;
    }
    if (isAnothers(far, near)) {
      this.collide(near, end, outcome.far);
      return;
    }
    end.pending = true;
    far.pending = true;
    const wait = 3 * this.host.delay(near.speaker.id, outcome.far.speaker.id);
    const call = this.callOf(near, outcome.far);
    const called = call.caller === near.speaker.id ? outcome.far : near;
    if (isStated(called)) this.calls.expect(this.host.now + wait, called.speaker.id);
    this.host.schedule(wait, { kind: 'establish', agreement: outcome, ...call });
  }

  /**
   * F5: stated neighbors are refused while bgpd holds its sessions back. Whom a listen range lets in is taken as soon as the configuration is read
   * (bgp_network.c bgp_accept lets it proceed before it comes to BGP_PEER_START_SUPPRESSED).
   */
  private answers(far: End): boolean {
    return isStated(far) ? this.host.hasStarted(far.speaker.id) : this.host.hasRead(far.speaker.id);
  }

  /**
   * Who was let go last calls, because the other has called in vain before, and calls its neighbors in the order of its list: of those that answer at one moment
   * the first in it is the first to come (bgpd.c peer_unshut_after_cfg). A passive neighbor, or one of a listen range, calls nobody.
   */
  private callOf(near: End, far: End): { readonly caller: SpeakerId; readonly turn: number } {
    const isLater = this.host.releasedAt(far.speaker.id) > this.host.releasedAt(near.speaker.id);
    const { speaker, peer } = isLater && !far.peer.passive && isStated(far) ? far : near;
    return { caller: speaker.id, turn: speaker.peers.filter((other) => comparePeers(other, peer) < 0).length };
  }

  /** Whether it would come up, asked again only when something that the answer stands on has changed. */
  private outcome(near: End, end: EndState): Agreement | Refusal {
    const { scene } = this.host;
    const known = end.asked?.scene === scene && end.asked.of === near.speaker ? end.asked.outcome : undefined;
    const outcome = scene.wires.grounded(known, () => negotiate(scene, near));
    end.asked = { scene, of: near.speaker, outcome };
    return outcome.answer;
  }

  /** How many peers the speaker's listen ranges have let in. */
  private admitted({ id, peers }: SpeakerConfig): number {
    const stated = new Set(peers.map((p) => p.id));
    return [...(this.ends.get(id)?.keys() ?? [])].filter((peer) => !stated.has(peer)).length;
  }

  /** A peer that a listen range lets in. */
  private admit(far: End): EndState {
    const end = newEnd(far.peer);
    this.ends.get(far.speaker.id)?.set(far.peer.id, end);
    return end;
  }

  private comeUp({ agreement, caller }: EstablishEvent): void {
    const ends = [agreement.near, agreement.far].map((e) => this.end(e.speaker.id, e.peer.id));
    for (const end of ends) if (end) end.pending = false;
    this.due = true;
    if (ends.some((e) => e === undefined || e.barrier) || !isAgreement(negotiate(this.host.scene, agreement.near))) return;
    const [end, far] = ends;
    if (end && far && isAnothers(far, agreement.near)) {
      this.collide(agreement.near, end, agreement.far);
      return;
    }
    // A half of an older session that the other end still holds gives way: the way is back, and with it the news that we have closed it.
    for (const e of [agreement.near, agreement.far]) this.drop(e.speaker.id, e.peer.id, { code: 'session-replaced', rules: ['RFC 4271 §6.8'] });
    const called = agreement.near.speaker.id === caller ? agreement.far : agreement.near;
    const calls = this.calls.taken(this.host.now, called.speaker.id);
    const sessions = establish(this.host.scene, agreement, { at: this.host.now, caller, calls });
    this.sessionNumber++;
    this.enter(agreement.near, agreement.far, sessions[0]);
    this.enter(agreement.far, agreement.near, sessions[1]);
  }

  /** The other end is up already with another neighbor of ours, of which it has the one address: it keeps that session (bgp_packet.c bgp_collision_detect). */
  private collide(near: End, end: EndState, far: End): void {
    setDown(end, 'Active', {
      code: 'session-collision',
      rules: ['F18', 'RFC 4271 §6.8'],
      args: { peer: near.peer.id, far: far.speaker.id, known: far.peer.id },
    });
  }

  private enter(of: End, to: End, session: Session): void {
    const end = this.end(of.speaker.id, of.peer.id) as EndState;
    this.moves++;
    Object.assign(end, {
      // What was agreed on may be older than what is configured now.
      session: session.peer === end.config ? session : { ...session, peer: end.config },
      number: this.sessionNumber,
      state: 'Established',
      establishedAt: this.host.now,
      holdTime: agreedHoldTime(of.peer, to.peer),
      heardAs: session.remoteAs,
      // The End-of-RIB of each family (RFC 4724 §2).
      updates: { sent: familyCount(session), received: familyCount(session) },
      far: { speaker: to.speaker.id, peer: to.peer.id },
    });
    delete end.reason;
    this.host.journal.session(this.host.now, of.speaker.id, of.peer.id, true);
    const silence = this.host.speaker(of.speaker.id)?.sessionUp(end.session as Session);
    if (silence !== undefined) this.host.schedule(silence, { kind: 'speak', speaker: of.speaker.id });
    this.host.touch(of.speaker.id);
  }

  private holdExpired(event: HoldEvent): void {
    const { speaker: id, peer } = event;
    const end = this.end(id, peer);
    if (!end || this.liveness.isVoid(event) || this.liveness.hears(id, end)) return;
    this.drop(id, peer, { code: 'session-hold-expired', rules: ['F17', 'RFC 4271 §6.5'], args: { peer } });
    this.due = true;
  }

  /** Takes one end down and tells the other, if it can still be told. */
  private closeOne(id: SpeakerId, end: EndState, reason: Reason): void {
    const { far, number } = end;
    const farEnd = far && this.end(far.speaker, far.peer);
    const told = farEnd?.number === number && farEnd.session !== undefined && this.liveness.arrives(far?.speaker ?? '', farEnd);
    this.drop(id, end.config.id, reason);
    if (far && told) this.host.schedule(this.host.delay(id, far.speaker), { kind: 'close', to: far.speaker, peer: far.peer, session: number, reason });
    else if (far) this.silence(far.speaker, far.peer, number);
    this.due = true;
  }

  /** The far end hears nothing more. */
  private silence(speaker: SpeakerId, peer: string, session: number): void {
    const end = this.end(speaker, peer);
    if (end?.session && end.number === session) this.liveness.fallSilent(speaker, end);
  }

  close(id: SpeakerId, peer: string, reason: Reason): void {
    const end = this.end(id, peer);
    if (end?.session) this.closeOne(id, end, reason);
  }

  /** The speaker itself ends a session, and does not take it up again: for good, or until the route that gave offence is another (F18, F25). */
  refuse(id: SpeakerId, peer: string, reason: Reason, prefix: Destination['prefix'] | undefined): void {
    const end = this.end(id, peer);
    if (!end) return;
    const by = end.far;
    const offer = prefix && by && this.host.speaker(by.speaker)?.table.get(prefixKey(prefix))?.best;
    if (prefix && by) this.offended = true;
    end.barrier = { reason, ...(prefix && by && { offence: { by, prefix, ...(offer && { path: offer, changes: offer.changes }) } }) };
    this.close(id, peer, reason);
  }

  /** FRR tries such a session again and again: once what gave offence has been replaced, it stays up. */
  reconsider(by: SpeakerId, changed: readonly Destination[]): void {
    if (!this.offended) return;
    for (const ends of this.ends.values()) {
      for (const end of ends.values()) {
        const offence = end.barrier?.offence;
        if (offence?.by.speaker !== by) continue;
        const now = changed.find((d) => samePrefix(d.prefix, offence.prefix));
        // What it had from the refused session itself goes and comes with it.
        if (!now || offence.path?.session?.peer.id === offence.by.peer || (now.best === offence.path && now.best?.changes === offence.changes)) continue;
        delete end.barrier;
        this.due = true;
      }
    }
  }

  /** Whatever was refused may be other now. */
  forgive(): void {
    this.offended = false;
    for (const ends of this.ends.values()) for (const end of ends.values()) if (end.barrier?.offence) delete end.barrier;
  }

  private goDown(id: SpeakerId, peer: string, session: number, reason: Reason): void {
    const end = this.end(id, peer);
    if (!end?.session || end.number !== session) return;
    this.drop(id, peer, refusedThere(peer, reason));
    this.due = true;
  }

  /** One end falls: what came by it is gone. */
  private drop(id: SpeakerId, peer: string, reason: Reason): void {
    const end = this.end(id, peer);
    if (!end?.session) return;
    this.moves++;
    delete end.session;
    delete end.far;
    delete end.establishedAt;
    delete end.holdTime;
    delete end.updates;
    delete end.silence;
    delete end.inReach;
    delete end.isToldAgain;
    setDown(end, end.barrier ? 'Idle' : 'Active', reason);
    this.host.journal.session(this.host.now, id, peer, false, reason.code);
    this.host.speaker(id)?.sessionDown(peer);
    this.host.touch(id);
    // Whom a listen range let in is forgotten with its session, as bgpd deletes it (bgp_fsm.c bgp_stop).
    if (!end.barrier && this.host.speaker(id)?.config.peers.some((p) => p.id === peer) === false) this.ends.get(id)?.delete(peer);
  }

  /** A speaker is gone. */
  remove(id: SpeakerId): void {
    for (const peer of this.ends.get(id)?.keys() ?? []) this.close(id, peer, { code: 'session-speaker-removed' });
    this.ends.delete(id);
  }

  /** A speaker's new configuration: sessions that it changes fall; those that stay, by peer. */
  reconfigure(before: SpeakerConfig, config: SpeakerConfig): Map<string, Session> {
    const ends = this.ends.get(config.id) as Map<string, EndState>;
    for (const [peer, end] of ends) this.reconfigureEnd(before, config, peer, end, ends);
    for (const peer of config.peers) if (!ends.has(peer.id)) ends.set(peer.id, newEnd(peer));
    const kept = new Map<string, Session>();
    for (const [peer, end] of ends) if (end.session) kept.set(peer, end.session);
    if (prefixListsChange(before.policy, config.policy)) for (const [peer, session] of kept) this.tellLists(config, peer, session);
    this.due = true;
    return kept;
  }

  /** RFC 5292: whoever is told a prefix-list is told it again when any of ours changes, and announces what it permits now (bgpd.c peer_prefix_list_update). */
  private tellLists(config: SpeakerConfig, peer: string, session: Session): void {
    const { far } = this.end(config.id, peer) as EndState;
    const back = far && this.end(far.speaker, far.peer);
    const speaker = far && this.host.speaker(far.speaker);
    if (!session.tells || !back?.session || !speaker) return;
    const { told: _before, ...rest } = back.session;
    const told = toldLists({ speaker: speaker.config, peer: back.config }, { speaker: config, peer: session.peer }, session.tells);
    back.session = { ...rest, ...(told && { told }) };
    speaker.retold(back.session);
    this.host.touch(far.speaker);
  }

  private reconfigureEnd(before: SpeakerConfig, config: SpeakerConfig, peer: string, end: EndState, ends: Map<string, EndState>): void {
    const now: PeerConfig | undefined =
      config.peers.find((p) => p.id === peer) ?? (before.peers.some((p) => p.id === peer) ? undefined : admittedPeer(config, end.config.address));
    const same = now && sessionConfigKey(before, end.config) === sessionConfigKey(config, now);
    if (!same) this.close(config.id, peer, { code: 'session-reconfigured', rules: ['F155'], args: { peer } });
    // Whom a listen range let in is deleted with the session, and has to call again.
    const isStated = config.peers.some((p) => p.id === peer);
    if (!now || (!isStated && !same)) ends.delete(peer);
    else ends.set(peer, { ...end, config: now, ...(end.session && same && { session: reconfigured(end.session, now) }), ...(!same && { pending: false }) });
    if (now && now.remoteAs !== end.config.remoteAs) delete ends.get(peer)?.heardAs;
    if (now && end.barrier?.reason.code === 'session-maximum-prefix' && liftsLimit(end.config, now)) delete ends.get(peer)?.barrier;
  }
}

/** F148: what goes out goes by the flags of `local-as` that it went by, until the neighbor belongs to another update group for another reason. */
function reconfigured(session: Session, peer: PeerConfig): Session {
  const { sentLocalAs = session.peer.localAs, ...rest } = session;
  const now = { ...rest, peer };
  if (!sentLocalAs || (sentLocalAs.noPrepend === peer.localAs?.noPrepend && sentLocalAs.replaceAs === peer.localAs.replaceAs)) return now;
  const groupOf = (s: Session, afi: 'ipv4' | 'ipv6') => s.peer.families[afi] && updateGroupKey({ ...s, sentLocalAs }, afi, s.peer.families[afi]);
  return groupOf(session, 'ipv4') === groupOf(now, 'ipv4') && groupOf(session, 'ipv6') === groupOf(now, 'ipv6') ? { ...now, sentLocalAs } : now;
}

/** F18: `no neighbor … maximum-prefix` lets a neighbor in again that was over it; a higher limit does not (bgpd/bgpd.c peer_maximum_prefix_unset). */
function liftsLimit(before: PeerConfig, now: PeerConfig): boolean {
  return (['ipv4', 'ipv6'] as const).some((afi) => before.families[afi]?.maximumPrefix && !now.families[afi]?.maximumPrefix);
}

function setDown(end: EndState, state: 'Idle' | 'Active', reason: Reason): void {
  end.state = state;
  end.reason = reason;
}

function refusedThere(peer: string, reason: Reason): Reason {
  return { code: 'session-closed-there', rules: ['RFC 4271 §6.7'], args: { peer, why: reason.code } };
}

/** Not one that a listen range lets in. */
function isStated({ speaker, peer }: End): boolean {
  return speaker.peers.some((p) => p.id === peer.id);
}

/** Whether an end is up with another neighbor than this. */
function isAnothers({ session, far }: EndState, { speaker, peer }: End): boolean {
  return session !== undefined && !(far?.speaker === speaker.id && far.peer === peer.id);
}

function familyCount({ families, otherFamilies = [] }: Session): number {
  return families.length + otherFamilies.length;
}
