/** The messages of a session, by kind (RFC 4271 §4): counted where the lab sends them, reckoned where only time does. */
import type { SessionState } from '../../bgp/index.ts';
import { ageOf } from '../time.ts';

export interface Messages {
  readonly opens: Both;
  readonly updates: Both;
  readonly keepalives: Both;
}

interface Both {
  readonly sent: number;
  readonly received: number;
}

const NONE: Both = { sent: 0, received: 0 };

/** s between KEEPALIVEs: a third of the hold time, or what is configured where that is less (bgpd/bgp_packet.c bgp_open_receive). */
export function keepaliveOf(holdTime: number, configured: number): number {
  const third = Math.floor(holdTime / 3);
  return configured > 0 && configured < third ? configured : third;
}

/** What has passed since the session came up; a KEEPALIVE answers the OPEN, and then there is one each interval. */
export function messagesOf(s: SessionState, settled: number, keepalive = 60): Messages {
  if (s.state !== 'Established') return { opens: NONE, updates: NONE, keepalives: NONE };
  const every = keepaliveOf(s.holdTime ?? 180, keepalive);
  const alive = 1 + (every > 0 ? Math.floor(ageOf(s.establishedAt, settled) / every) : 0);
  return { opens: { sent: 1, received: 1 }, updates: s.updates ?? NONE, keepalives: { sent: alive, received: alive } };
}

export function totals({ opens, updates, keepalives }: Messages): Both {
  return { sent: opens.sent + updates.sent + keepalives.sent, received: opens.received + updates.received + keepalives.received };
}
