/** Where a piece of configuration stands, so that a result can name the line it comes from. */

/** A range of text; lines and columns count from 1, the end column is exclusive, as Monaco counts. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The texts that a device may be set up by: frr.conf, pf.conf, rc.conf, squid.conf, a script of `ip` commands. */
export type TextKind = 'frr' | 'pf' | 'rc' | 'squid' | 'iproute2';

/** A line of one device's configuration. */
export interface ConfigRef {
  /** The device whose configuration it is; filled in by compile. */
  readonly device?: string;
  /** Which of its texts; frr.conf unless said. */
  readonly file?: TextKind;
  readonly span: Span;
  /** The line as written, trimmed. */
  readonly text: string;
}
