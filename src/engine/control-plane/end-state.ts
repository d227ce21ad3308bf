/** One end of a session while the simulation runs. */
import type { PeerConfig, Session, SpeakerId } from '../bgp/index.ts';
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
}
