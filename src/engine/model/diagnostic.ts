/**
 * Diagnostics: what is wrong or surprising, where, and what was expected, as data. The engine chooses the code and the
 * facts; the English message is for the command line and logs, the interface words `code` + `args` in the reader's language.
 */
import type { Span, TextKind } from '../policy/source.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where a diagnostic points. */
export interface Place {
  /** Path in the scenario, as keys from the root: `['lab', 'virtualNetworks', 'hub', 'subnets', 'a']`. */
  readonly path?: readonly (string | number)[];
  /** The object concerned, when there is one. */
  readonly object?: string;
  /** The step of the scenario whose lab has it, when it is not the lab's own from the start. */
  readonly step?: string;
  /** The text that `span` counts in: `frr`, `pf`, `rc`, `squid`, `iproute2` of a device, `file` for the scenario file itself. */
  readonly text?: TextKind | 'file';
  readonly span?: Span;
}

export interface Diagnostic {
  /** Stable, kebab-case: `subnet-outside-vnet`, `frr-unknown-command`. */
  readonly code: string;
  readonly severity: Severity;
  /** English, with what was expected. */
  readonly message: string;
  /** The facts of the message, for wording it in another language. */
  readonly args?: Readonly<Record<string, string | number>>;
  readonly place: Place;
  /** Rule numbers of docs/rules.md: `A127`, `F161`. */
  readonly rules?: readonly string[];
  /** A mend that can be done mechanically: a merge patch of the lab. */
  readonly fix?: { readonly label: string; readonly patch: unknown };
}
