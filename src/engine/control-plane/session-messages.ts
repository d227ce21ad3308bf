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
  /** Whether its configuration has been read. */
  hasRead(id: SpeakerId): boolean;
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

type RequestEvent = Extract<SessionEvent, { kind: 'refresh-asked' }>;
type RefreshEvent = Extract<SessionEvent, { kind: 'refresh' }>;
/** `isOther`: it will be taken otherwise; `isAsked`: the peer has asked, and is told when it has everything. */
type Again = Pick<RefreshEvent, 'isOther' | 'isAsked'>;
type MarkEvent = Extract<SessionEvent, { kind: 'refresh-mark' }>;
type AnswerEvent = Extract<SessionEvent, { kind: 'again' }>;

/** ms until a peer that has asked for everything again is told (bgpd.h BGP_ANNOUNCE_ROUTE_DELAY_MS), */
const TELL_AGAIN = 500;
/** and one that shares its subgroup with nobody (BGP_ANNOUNCE_ROUTE_SHORT_DELAY_MS). */
const TELL_ONE_AGAIN = 100;

/** ms until what a subgroup has to say first is on its way. */
const SENT_ONCE = 1;

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
    const silentUntil = out?.silentUntil(back, afi);
    const heard = Math.max(this.host.delay(from, to), silentUntil === undefined ? 0 : silentUntil + SENT_ONCE - this.host.now);
    this.host.schedule(heard, { kind: 'refresh-asked', to, peer: back, session: end.number, afi, isOther });
  }

  /** The request is taken: the peer hears that all comes again, and is told a moment later. */
  takeRequest(event: RequestEvent): void {
    const { to, peer, session, afi, isOther } = event;
    const end = this.end(to, peer);
    if (!end?.far || end.number !== session) return;
    if (end.silence) {
      end.silence.asked.push(event);
      return;
    }
    this.mark(event, true);
    this.announceAgain(to, peer, afi, { isOther, isAsked: true });
  }

  /** A moment later the peer is told everything anew, by itself or with company. */
  private announceAgain(by: SpeakerId, peer: string, afi: AfiName, { isOther, isAsked }: Again): void {
    const end = this.end(by, peer);
    const out = this.host.speaker(by)?.out;
    if (!end?.session || !out) return;
    const wait = out.companyOf(peer, afi) > 1 ? TELL_AGAIN : TELL_ONE_AGAIN;
    out.noteAsked(peer, afi);
    this.host.schedule(wait, { kind: 'refresh', to: by, peer, session: end.number, afi, isOther, isAsked });
  }

  /**
   * RFC 7313 §3: bgpd says to whom has asked that it begins, and that this was all. Of several families it sends an UPDATE each in turn, so that the one that has fewer of
   * them is through first, and begins again first (bgp_packet.c bgp_generate_updgrp_packets).
   */
  private mark({ to: by, peer, afi }: Pick<RefreshEvent, 'to' | 'peer' | 'afi'>, begins: boolean): void {
    const end = this.end(by, peer);
    if (!end?.far || !this.marks(by)) return;
    const { speaker: to, peer: back } = end.far;
    const turn = this.host.speaker(by)?.out.messagesTo(peer, afi) ?? 0;
    this.host.schedule(this.host.delay(by, to), { kind: 'refresh-mark', to, peer: back, session: end.number, afi, begins, turn });
  }

  private marks(id: SpeakerId): boolean {
    return this.host.speaker(id)?.config.profile.decision === 'frr';
  }

  /**
   * bgpd answers each of the two as if it had been asked itself: it announces all that it has, to whom it has asked. What it notes of the first is for all families at once,
   * so that the first of another family, which comes before the second of this one, goes unheard, and the second of both with it (bgp_packet.c bgp_route_refresh_receive).
   */
  takeMark(event: MarkEvent): void {
    const { to, peer, session, afi, begins } = event;
    const end = this.end(to, peer);
    if (!end?.session || end.number !== session || !this.marks(to)) return;
    if (end.silence) {
      end.silence.asked.push(event);
      return;
    }
    if ((end.isToldAgain ?? false) === begins) return;
    end.isToldAgain = begins;
    if (begins) this.host.speaker(to)?.beginsAgain(peer, afi);
    this.announceAgain(to, peer, afi, { isOther: false, isAsked: false });
  }

  /** The moment has come to tell a peer what it has asked for. */
  tellAgain(event: RefreshEvent): void {
    const { to, peer, session, afi, isOther, isAsked } = event;
    const end = this.end(to, peer);
    if (!end?.far || end.number !== session) return;
    if (end.silence) {
      end.silence.asked.push(event);
      return;
    }
    if (this.host.speaker(to)?.out.tellAgain(peer, afi)) this.host.touch(to);
    if (isOther || isAsked) this.sendAgain(to, peer, afi);
    if (isAsked) this.mark(event, false);
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
