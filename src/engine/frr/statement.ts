/**
 * What the reader makes of each line, before anything is built from it: the line's words with their columns, the mode it was
 * read in and the command it turned out to be. Everything that points at text (diagnostics, hover, definitions, folding)
 * works on these.
 */
import type { ConfigRef, Span } from '../policy/source.ts';
import type { Command } from './command.ts';
import type { Line, Word } from './lines.ts';
import type { Mode } from './modes.ts';
import type { NameSpace } from './names.ts';

/** A name of something that the configuration defines, where it stands in a line. */
export interface NameUse {
  readonly space: NameSpace;
  readonly name: string;
  readonly span: Span;
  /** True where the line makes (part of) the object, false where it only mentions it. */
  readonly defines: boolean;
}

/** What became of a line. */
export type Outcome =
  /** Understood, and it has its effect. */
  | 'applied'
  /** FRR takes it, and it changes no route: logging, debugging, timers (F163). */
  | 'no-effect'
  /** FRR takes it; the lab does not model what it does. */
  | 'not-modelled'
  /** FRR knows the command and refuses this use of it (`% …`). */
  | 'refused'
  /** No command of this mode or its parents (F161). */
  | 'unknown';

/** One line of configuration, read. */
export interface Statement {
  readonly line: Line;
  /** The mode whose command it is (after climbing to a parent, F1), or in which it was unknown. */
  readonly mode: Mode;
  /** The mode in which the next line is read. */
  after: Mode;
  readonly command?: Command;
  /** The `no` form. */
  readonly negated: boolean;
  outcome: Outcome;
  readonly names: readonly NameUse[];
  readonly ref: ConfigRef;
}

/** The whole of a line, from its first word to its last. */
export function spanOfLine(line: Line): Span {
  const first = line.words[0];
  const last = line.words.at(-1);
  return { line: line.number, column: first?.column ?? 1, endLine: line.number, endColumn: last?.end ?? 1 };
}

/** From one word to another of the same line. */
export function spanOfWords(line: Line, from: Word, to: Word = from): Span {
  return { line: line.number, column: from.column, endLine: line.number, endColumn: to.end };
}
