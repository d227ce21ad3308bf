/** What was pasted, as rows; and a row held against the lab's. Plain data that survives a structured clone and JSON. */

/** A line of the pasted text with its number there, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Which kind of output a text is: one for each reader. */
export type PastedKind =
  | 'az-routes'
  | 'az-peers'
  | 'az-effective'
  | 'az-circuit-routes'
  | 'az-circuit-summary'
  | 'routes'
  | 'bgp-table'
  | 'bgp-summary'
  | 'ip-route'
  | 'netstat'
  | 'route-print'
  | 'hops'
  | 'lines';

export interface PastedColumn {
  readonly key: string;
  readonly heading: string;
  /** Shown and never compared: times and counters. */
  readonly told?: true;
  /** Stands for the column of this key where a text has lost its columns, and is dropped where both sides have that one. */
  readonly insteadOf?: string;
}

/** A row as it was read; a cell that this form of the output does not have is absent, one that is blank is ''. */
export interface PastedRow {
  /** Its first line. */
  readonly line: number;
  /** What the row is about, in one spelling: rows of the same are held against each other. */
  readonly at: string;
  /** What to ask Why about it: a prefix. */
  readonly asks?: string;
  readonly cells: Readonly<Record<string, string>>;
}

export interface Reading {
  readonly rows: readonly PastedRow[];
  /** Lines that name an address and could not be read as rows. */
  readonly unread: readonly Line[];
  /** Whether something is left out: `...`, `(snip)`. */
  readonly gaps: boolean;
}

/** Reads one kind of output. `like`: the reading that this one will be held against, where that decides how rows are named. */
export interface Reader {
  readonly kind: PastedKind;
  readonly columns: readonly PastedColumn[];
  readonly text: (lines: readonly Line[], like?: Reading) => Reading;
  /** The rows of a JSON answer; undefined where it is another's. */
  readonly json?: (value: unknown) => readonly PastedRow[] | undefined;
}

/** How a row fares: the same on both sides; other in some columns; in the text alone; in the lab alone; in the lab, where the text leaves rows out. */
export type RowVerdict = 'agrees' | 'differs' | 'not-in-lab' | 'only-in-lab' | 'left-out';

export interface ComparedRow {
  readonly verdict: RowVerdict;
  /** Line of the pasted text. */
  readonly line?: number;
  readonly theirs?: Readonly<Record<string, string>>;
  readonly ours?: Readonly<Record<string, string>>;
  /** Keys of the columns that differ. */
  readonly differs: readonly string[];
  /** What to ask Why of the compared device. */
  readonly asks?: string;
}

/** A table of the lab that the text may be. */
export interface Compared {
  readonly device: string;
  readonly command: string;
}

export type ComparisonNote =
  /** The text names another device of the lab than the one that it was pasted on; it is compared with that. */
  | { readonly code: 'named-device'; readonly device: string }
  /** The text names something that is not in the lab. */
  | { readonly code: 'unknown-name'; readonly name: string }
  /** Nothing in the text says which table it is: the one that agrees best was taken. */
  | { readonly code: 'by-rows' }
  /** Rows were left out of the text. */
  | { readonly code: 'gaps' };

export interface Comparison extends Compared {
  readonly kind: PastedKind;
  /** The command line that stood in the text. */
  readonly typed?: string;
  /** First line of this part of the text. */
  readonly line: number;
  readonly columns: readonly PastedColumn[];
  readonly rows: readonly ComparedRow[];
  /** Rows of the text, and how many of them agree. */
  readonly theirs: number;
  readonly agree: number;
  /** Rows that are in the lab alone, left-out ones aside. */
  readonly missing: number;
  readonly unread: readonly Line[];
  readonly notes: readonly ComparisonNote[];
  /** Other tables that the text may be, best first. */
  readonly others: readonly Compared[];
}

/** A command whose output is not compared, and why: the lab does not answer it, or it answers with no rows. */
export interface NotCompared {
  readonly line: number;
  readonly typed: string;
  readonly reason: 'not-answered' | 'other-device';
}

export interface Pasted {
  readonly comparisons: readonly Comparison[];
  readonly notCompared: readonly NotCompared[];
  /** Where nothing at all was recognised: the commands whose output was expected. */
  readonly expected: readonly Compared[];
}
