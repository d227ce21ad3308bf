/** Why something is so, as data: the engine chooses the reason, the interface words it. */
import type { ConfigRef } from './source.ts';

/** A code of the closed list in `explain/reasons/`, the rules behind it, the line of configuration and the facts. */
export interface Reason {
  readonly code: string;
  /** Rule numbers: `F24`, `A69`, or `RFC 4271 §9.1.2.2`. */
  readonly rules?: readonly string[];
  readonly source?: ConfigRef;
  readonly args?: Readonly<Record<string, string | number>>;
}
