/**
 * Whether the ends of sessions that are up still hear each other (F12, F13, F17): who loses the way to the other falls at once or falls silent, and what waits for
 * a silent end arrives once the way is back.
 */
import { isIbgp, type Session, type SpeakerId } from '../bgp/index.ts';
import type { Reason } from '../policy/index.ts';
import { DEFAULT_HOLD, type EndState, messagesFor } from './end-state.ts';
import type { SessionEvent, Silence } from './events.ts';
import { nextHopRefusal, type Refusal, ttlOf } from './handshake.ts';
import type { SessionHost } from './session-messages.ts';

/** ms until what waited for a way that is back arrives. */
const ARREARS_DELAY = 1;

/** What it asks of the book of sessions. */
interface Book {
  end(speaker: SpeakerId, peer: string): EndState | undefined;
  /** One end closes, and tells the other if it can. */
  close(id: SpeakerId, end: EndState, reason: Reason): void;
  /** A session has fallen silent, or is heard again. */
  moved(): void;
}

export class Liveness {
  constructor(
    private readonly host: SessionHost,
    private readonly book: Book,
  ) {}

  /** F17: a session whose packets no longer arrive falls when its hold time has passed; a single-hop one with its interface. */
  check(id: SpeakerId, end: EndState): void {
    const { session, far } = end;
    if (!session || !far) return;
    const router = this.host.routerOf(id);
    if (!router) return;
    if (this.isSingleHop(id, session) && session.interface !== undefined && !router.interfaceUp(session.interface)) {
      this.book.close(id, end, { code: 'session-interface-down', rules: ['F5'], args: { peer: end.config.id, interface: session.interface } });
      return;
    }
    const lost = this.losesReach(id, end);
    if (lost) {
      this.book.close(id, end, lost.reason);
      return;
    }
    if (!this.host.routerOf(far.speaker)) return;
    if (this.hears(id, end)) {
      if (end.silence) this.hearAgain(id, end, end.silence);
      return;
    }
    this.fallSilent(id, end);
  }

  /**
   * F12: whose session does not wait for its hold time, be there a way for its packets still (bgpd/bgp_fsm.c bgp_fsm_nht_update). It falls as the address
   * goes out of reach, once: if the neighbor calls again, it stays.
   */
  private losesReach(id: SpeakerId, end: EndState): Refusal | undefined {
    const speaker = this.host.speaker(id)?.config;
    const peer = end.config;
    if (!speaker || peer.passive || !(peer.ttlSecurityHops === 1 || speaker.fastConvergence)) return undefined;
    const { wires, nodeOf } = this.host.scene;
    const router = wires.routerAt(nodeOf.get(id) ?? '', peer.address);
    const refusal = router && nextHopRefusal(router, { speaker, peer });
    const wasInReach = end.inReach;
    end.inReach = !refusal;
    return wasInReach ? refusal : undefined;
  }

  /** The hold time runs from the moment at which the end hears nothing more, once. */
  fallSilent(id: SpeakerId, end: EndState): void {
    if (end.silence) return;
    this.book.moved();
    end.silence = { held: [], asked: [] };
    const hold = end.holdTime ?? DEFAULT_HOLD;
    if (hold > 0) this.host.schedule(hold * 1000, { kind: 'hold', speaker: id, peer: end.config.id, session: end.number, silence: end.silence });
  }

  /** The end has heard something since the hold time began to run, or is down: nothing comes of it. */
  isVoid({ speaker, peer, session, silence }: Extract<SessionEvent, { kind: 'hold' }>): boolean {
    const end = this.book.end(speaker, peer);
    return !end?.session || end.number !== session || end.silence !== silence;
  }

  /** bgpd/bgp_zebra.c bgp_ifp_down: with `ttl-security` its hops alone count. */
  private isSingleHop(id: SpeakerId, { type, peer }: Session): boolean {
    if (isIbgp(type) || this.host.speaker(id)?.config.fastExternalFailover === false) return false;
    return peer.ttlSecurityHops === undefined ? peer.ttl === 1 : peer.ttlSecurityHops === 1;
  }

  /** The way is back before the hold time is over: what was held up arrives. */
  private hearAgain(id: SpeakerId, end: EndState, { held: updates, asked }: Silence): void {
    this.book.moved();
    delete end.silence;
    if (!end.far) return;
    for (const event of asked) this.host.schedule(ARREARS_DELAY, event);
    if (updates.length === 0) return;
    const messages = messagesFor(updates);
    this.host.schedule(ARREARS_DELAY, { kind: 'deliver', to: id, peer: end.config.id, from: end.far.speaker, session: end.number, updates, messages });
  }

  /** Whether packets pass both ways still. */
  hears(id: SpeakerId, end: EndState): boolean {
    const { session, far } = end;
    if (!session || !far) return false;
    const farEnd = this.book.end(far.speaker, far.peer);
    if (farEnd?.number !== end.number || !farEnd.session) return false;
    return this.arrives(id, end) && this.arrives(far.speaker, farEnd);
  }

  /** Whether packets of the far end come to this one: on their way, and with what TTL they leave with (F13). */
  arrives(at: SpeakerId, end: EndState): boolean {
    const { session, far } = end;
    const from = far && this.host.speaker(far.speaker);
    const sender = far && this.book.end(far.speaker, far.peer);
    if (!session || !far || !from || !sender) return false;
    if (session.peer.speaker !== undefined) return true;
    const { wires, nodeOf } = this.host.scene;
    const walk = wires.walk(nodeOf.get(far.speaker) ?? '', session.localAddress, sender.session?.interface);
    return walk?.node === nodeOf.get(at) && walk !== undefined && walk.hops <= ttlOf({ speaker: from.config, peer: sender.config });
  }
}
