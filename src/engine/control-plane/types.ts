/** What the control plane leaves behind once the network is at rest (or is found to oscillate). */
import type { SpeakerId, SpeakerState } from '../bgp/types.ts';
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
  /** The speakers that take part. */
  readonly speakers: readonly SpeakerId[];
  /** The states of one turn: which path each speaker held best, as text. */
  readonly cycle: readonly Readonly<Record<SpeakerId, string>>[];
}

export interface ControlPlane {
  readonly speakers: ReadonlyMap<SpeakerId, SpeakerState>;
  /** Routers only. */
  readonly ribs: ReadonlyMap<NodeId, Rib>;
  readonly fibs: ReadonlyMap<NodeId, Fib>;
  readonly log: readonly LogEvent[];
  readonly oscillation?: Oscillation;
  /** A turn that equal delays keep up and uneven ones end: it rests, in one of several outcomes (RFC 4264). */
  readonly dispute?: Oscillation;
  /** Simulated ms when it came to rest. */
  readonly settledAt: number;
}
