/** What the control plane leaves behind once the network is at rest (or is found to oscillate). */
import type { SpeakerState } from '../bgp/state.ts';
import type { SpeakerId } from '../bgp/types.ts';
import type { NodeId } from '../compile/network.ts';
import type { Prefix } from '../ip/index.ts';
import type { Fib, Rib } from '../rib/index.ts';

/** One thing that happened, in simulated ms. */
export interface LogEvent {
  readonly at: number;
  readonly speaker: SpeakerId;
  readonly kind: 'session-up' | 'session-down' | 'update-sent' | 'update-received' | 'withdraw-sent' | 'withdraw-received' | 'best-changed' | 'rib-changed';
  readonly peer?: string;
  readonly prefix?: Prefix;
  readonly detail?: string;
}

/** A state that came back: routing that never settles (RFC 3345, RFC 4264). */
export interface Oscillation {
  readonly prefix: Prefix;
  /** The speakers that keep it up. */
  readonly speakers: readonly SpeakerId[];
  /** Others, whose routes go round because of theirs. */
  readonly followers: readonly SpeakerId[];
  /** The states of one turn: which path each speaker held best, as text. */
  readonly cycle: readonly Readonly<Record<SpeakerId, string>>[];
  /** What changes from each of them to the next. */
  readonly steps: readonly (readonly OscillationStep[])[];
}

/** One route is replaced by another. */
export interface OscillationStep {
  readonly speaker: SpeakerId;
  readonly before: string;
  readonly after: string;
  /** Whose news of the prefix had just come; the speaker itself where its own RIB had changed. */
  readonly because: readonly SpeakerId[];
}

export interface ControlPlane {
  readonly speakers: ReadonlyMap<SpeakerId, SpeakerState>;
  /** Routers only. */
  readonly ribs: ReadonlyMap<NodeId, Rib>;
  readonly fibs: ReadonlyMap<NodeId, Fib>;
  readonly log: readonly LogEvent[];
  /** The first of `oscillations`. */
  readonly oscillation?: Oscillation;
  /** Every prefix that was found to go round, in order. */
  readonly oscillations?: readonly Oscillation[];
  /** A turn that equal delays keep up and uneven ones end: it rests, in one of several outcomes (RFC 4264). */
  readonly dispute?: Oscillation;
  /** Simulated ms when it came to rest. */
  readonly settledAt: number;
}
