/** One end of a session while the simulation runs. */
import type { Path, PeerConfig, Session, SpeakerConfig, SpeakerId, Update } from '../bgp/index.ts';
import type { Prefix } from '../ip/index.ts';
import { type Asn, countDistinct, type PathAttributes, type Reason } from '../policy/index.ts';
import type { Agreement, Refusal, Scene } from './handshake.ts';
import type { Silence } from './events.ts';
import type { Grounded } from './wires.ts';

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
  /** What keeps it down: its maximum-prefix was exceeded (F18), or it was sent what it may not take (F25). */
  barrier?: { readonly reason: Reason; readonly offence?: Offence };
  establishedAt?: number;
  /** s; what both ends have agreed on, while it is up: timers that are set meanwhile are for the next session (bgpd.c peer_timers_set). */
  holdTime?: number;
  /** What the other end's last OPEN that we took said it is: shown for `remote-as external` and `internal`, whatever became of the session (bgp_open_receive). */
  heardAs?: Asn;
  /** Nothing passes between the ends now; what is sent waits until the way is back or the hold time over. */
  silence?: Silence;
  /** Whether bgpd's tracking had the neighbor's address in reach when it was last looked at in this session (F12). */
  inReach?: boolean;
  /** The other end has begun to tell everything of a family again, and has not said that this was all (RFC 7313); bgpd notes it once for all families. */
  isToldAgain?: boolean;
  /** How the last try to bring it up ended, good for the same scene and speaker as long as its grounds hold. */
  asked?: { readonly scene: Scene; readonly of: SpeakerConfig; readonly outcome: Grounded<Agreement | Refusal> };
  /** UPDATE messages since the session came up. */
  updates?: { sent: number; received: number };
}

/** The route that ended a session: who sent it, and the path that it was made of, if it was one of the table. */
export interface Offence {
  readonly by: { readonly speaker: SpeakerId; readonly peer: string };
  readonly prefix: Prefix;
  readonly path?: Path;
  readonly changes?: number;
}

export function newEnd(config: PeerConfig): EndState {
  return { config, number: 0, pending: false, state: 'Idle' };
}

/** s; FRR's, where nothing is said (F17). */
export const DEFAULT_HOLD = 180;

/** F17, RFC 4271 §4.2: the lesser of what both ends ask for, in s. */
export function agreedHoldTime(near: PeerConfig, far: PeerConfig | undefined): number {
  return Math.min(near.holdTime ?? DEFAULT_HOLD, far?.holdTime ?? DEFAULT_HOLD);
}

/** How many UPDATE messages these routes take: one for each set of attributes, and one for what is withdrawn. */
export function messagesFor(updates: readonly Update[]): number {
  const objects = new Set<PathAttributes>();
  let withdrawn = 0;
  let last: PathAttributes | undefined;
  for (const { attributes } of updates) {
    if (!attributes) withdrawn = 1;
    else if (attributes !== last) objects.add((last = attributes));
  }
  return countDistinct(objects) + withdrawn;
}
