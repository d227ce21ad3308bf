/** One end of a session while the simulation runs. */
import type { PeerConfig, Session, SpeakerId, Update } from '../bgp/index.ts';
import type { Reason } from '../policy/index.ts';

/** One end's state: what the peer is now, and since when. */
export interface EndState {
  readonly config: PeerConfig;
  session?: Session;
  /** Number of the session, shared by both ends. */
  number: number;
  far?: { readonly speaker: SpeakerId; readonly peer: string };
  pending: boolean;
  state: 'Established' | 'Idle' | 'Active';
  reason?: Reason;
  /** It exceeded its maximum-prefix (F18): it stays down. */
  overflow?: Reason;
  establishedAt?: number;
  /** Nothing passes between the ends now; what is sent waits, as TCP makes it, until the way is back or the hold time over. */
  silent?: boolean;
  held?: Update[];
}
