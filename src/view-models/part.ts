/** A part of an object that there may be none, one or many of: rules, peerings, frontends, a pool of addresses. */
import type { Field } from './field.ts';

export interface Part {
  /** Property names from the object down to the map of parts, or to the one part. */
  readonly path: readonly string[];
  /** ARM's property name, shown as it is. */
  readonly label: string;
  /** Names of those there are; of a single part `['']` or none. */
  readonly names: readonly string[];
  /** One part, not a map of them. */
  readonly single?: boolean;
  /** Fields of one, their paths from the part down. */
  readonly fields: readonly Field[];
  /** A new one; undefined where the lab lacks what it needs. */
  readonly fresh?: unknown;
  /** What a new one is called; made of the label unless said. */
  readonly freshName?: string;
}
