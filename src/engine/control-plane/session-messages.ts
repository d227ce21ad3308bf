/** What passes by the sessions of a running simulation: UPDATEs, and route refreshes with what answers them (RFC 4271 §4.3, RFC 2918). What a silent end is sent waits there. */
import type { AfiName, Asked, Speaker, SpeakerId, Update } from '../bgp/index.ts';
import { type EndState, messagesFor } from './end-state.ts';
import type { SessionEvent } from './events.ts';
import type { Scene } from './handshake.ts';
import type { Journal } from './journal.ts';
import type { Router } from './router.ts';

/** What sessions ask of the simulation. */
export interface SessionHost {
  readonly now: number;
  readonly journal: Journal;
  readonly scene: Scene;
  speaker(id: SpeakerId): Speaker | undefined;
  hasStarted(id: SpeakerId): boolean;
  /** When its sessions were let come up (ms). */
  releasedAt(id: SpeakerId): number;
  routerOf(id: SpeakerId): Router | undefined;
  /** ms that a message takes. */
  delay(from: SpeakerId, to: SpeakerId): number;
  /** `after` in ms from now. */
  schedule(after: number, event: SessionEvent): void;
  /** The speaker has work. */
  touch(id: SpeakerId): void;
}

type RefreshEvent = Extract<SessionEvent, { kind: 'refresh' }>;
type AnswerEvent = Extract<SessionEvent, { kind: 'again' }>;

/** ms until a peer that has asked for everything again is told (bgpd.h BGP_ANNOUNCE_ROUTE_DELAY_MS), */
const TELL_AGAIN = 500;
/** and one that shares its subgroup with nobody (BGP_ANNOUNCE_ROUTE_SHORT_DELAY_MS). */
const TELL_ONE_AGAIN = 100;

export class SessionMessages {
  constructor(
    private readonly host: SessionHost,
    private readonly end: (speaker: SpeakerId, peer: string) => EndState | undefined,
    /** Whether what the far end sends still comes to an end of this speaker. */
    private readonly arrives: (at: SpeakerId, end: EndState) => boolean,
  ) {}

  /** An UPDATE arrives, unless its session is another by now. */
  deliver(event: Extract<SessionEvent, { kind: 'deliver' }>): void {
    const end = this.end(event.to, event.peer);
    if (!end?.session || end.number !== event.session) return;
    // TCP goes on sending for a while to somebody of whom it hears nothing: where packets pass one way alone, what is sent comes in.
    if (end.silence && (end.silence.held.length > 0 || !this.arrives(event.to, end))) {
      end.silence.held.push(...event.updates);
      return;
    }
    this.host.journal.received(this.host.now, event.to, event.peer, event.updates);
    if (end.updates) end.updates.received += event.messages;
    this.host.speaker(event.to)?.receive(event.peer, event.updates);
    this.host.touch(event.to);
  }

  /** Sends UPDATEs to a peer that is up. */
  send(from: SpeakerId, peer: string, updates: readonly Update[]): void {
    const end = this.end(from, peer);
    if (!end?.far || !end.session) return;
    this.host.journal.sent(this.host.now, from, peer, updates);
    const messages = messagesFor(updates);
    if (end.updates) end.updates.sent += messages;
    const { speaker: to, peer: back } = end.far;
    this.host.schedule(this.host.delay(from, to), { kind: 'deliver', to, peer: back, from, session: end.number, updates, messages });
  }

  /**
   * F5: asks the far end for everything again, which it tells a moment later, by itself or with company (bgp_route.c bgp_announce_route), and not before it has
   * told everything once (RFC 7313 §4; bgp_packet.c bgp_process_pending_refresh).
   */
  askAgain(from: SpeakerId, { peer, afi, isOther }: Asked): void {
    const end = this.end(from, peer);
    if (!end?.far || !end.session) return;
    const { speaker: to, peer: back } = end.far;
    // Who announced no capabilities is not asked (bgpd/bgpd.c peer_on_policy_change).
    if (this.end(to, back)?.config.silent) return;
    const out = this.host.speaker(to)?.out;
    const wait = (out?.companyOf(back, afi) ?? 0) > 1 ? TELL_AGAIN : TELL_ONE_AGAIN;
    const heard = Math.max(this.host.delay(from, to), (out?.silentUntil(back, afi) ?? 0) - this.host.now);
    out?.noteAsked(back, afi);
    this.host.schedule(heard + wait, { kind: 'refresh', to, peer: back, session: end.number, afi, isOther });
  }

  /** The moment has come to tell a peer what it has asked for. */
  tellAgain(event: RefreshEvent): void {
    const { to, peer, session, afi, isOther } = event;
    const end = this.end(to, peer);
    if (!end?.far || end.number !== session) return;
    if (end.silence) {
      end.silence.asked.push(event);
      return;
    }
    if (this.host.speaker(to)?.out.tellAgain(peer, afi)) this.host.touch(to);
    if (isOther) this.sendAgain(to, peer, afi);
  }

  /** The far end is sent everything that it has once more. */
  sendAgain(from: SpeakerId, peer: string, afi: AfiName): void {
    const end = this.end(from, peer);
    if (!end?.far) return;
    const { speaker: to, peer: back } = end.far;
    this.host.schedule(this.host.delay(from, to), { kind: 'again', to, peer: back, session: end.number, afi });
  }

  /** Everything has come again. */
  takeAgain(event: AnswerEvent): void {
    const { to, peer, session, afi } = event;
    const end = this.end(to, peer);
    if (!end?.session || end.number !== session) return;
    if (end.silence) end.silence.asked.push(event);
    else this.host.speaker(to)?.sentAgain(peer, afi);
    this.host.touch(to);
  }
}
