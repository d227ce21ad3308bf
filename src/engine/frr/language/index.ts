/**
 * What an editor wants to know of FRR's language, as plain data: nothing here knows Monaco. Lines and columns count from 1.
 * Every function takes a text or a document that was opened once (`openFrr`).
 */
import type { Span } from '../../policy/source.ts';
import { COMMANDS } from '../commands/index.ts';
import { leaves } from '../commands/leave.ts';
import { headsOf, leavesOf } from '../grammar/pattern.ts';
import { type Mode, parentOf } from '../modes.ts';
import { definitionsOf, documentOf, type FrrDocument, nameAt, type Source, statementAt, usesOf } from './document.ts';
import { laterEntries } from './offers.ts';

export { type Completion, completeAt } from './complete.ts';
export { type FrrDocument, type Machine, openFrr, type Source } from './document.ts';
export { type Hover, hoverAt } from './hover.ts';

/** Where the object under a position is made; of `on-match goto` and `continue` the entry that follows. Empty where there is no name or nothing makes it. */
export function definitionAt(source: Source, line: number, column: number): Span[] {
  const document = documentOf(source);
  const use = nameAt(document, line, column);
  return use ? definitionsOf(document, use).map((u) => u.span) : followedEntry(document, line, column);
}

/** F80: the entry of this number, or the first one behind it. */
function followedEntry(document: FrrDocument, line: number, column: number): Span[] {
  const statement = statementAt(document, line);
  const word = statement?.line.words.at(-1);
  if (!word || !/^(on-match goto|continue) /.test(statement?.command?.syntax ?? '') || column < word.column || column > word.end) return [];
  const entry = laterEntries(document, line).find((e) => e.seq >= Number(word.text));
  return entry ? [entry.source.span] : [];
}

/** Every place that names the object under a position. */
export function referencesAt(source: Source, line: number, column: number): Span[] {
  const document = documentOf(source);
  const use = nameAt(document, line, column);
  return use ? usesOf(document, use).map((u) => u.span) : [];
}

export interface FoldingRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** The blocks, by lines: from the line that opens one to its `exit`, or to the last line before the next block. */
export function foldingRanges(source: Source): FoldingRange[] {
  const { result } = documentOf(source);
  const out: FoldingRange[] = [];
  const open: { readonly start: number; readonly mode: Mode }[] = [];
  let before = 0;
  const close = (end: number) => {
    const block = open.pop();
    if (block && end > block.start) out.push({ start: block.start, end });
  };
  for (const { line, command, mode, after } of result.statements) {
    const left = command !== undefined && leaves(command) !== undefined;
    // Lines of an enclosing mode end the blocks inside it, unless they are the `exit` that belongs to the block.
    for (let top = open.at(-1); top && (left ? !within(after, top.mode) : !within(mode, top.mode)); top = open.at(-1)) close(left ? line.number : before);
    if (command?.enters && after === command.enters) open.push({ start: line.number, mode: after });
    before = line.number;
  }
  while (open.length > 0) close(before);
  return out.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Whether a mode is the block's, or one inside it. */
function within(mode: Mode, block: Mode): boolean {
  for (let m: Mode | undefined = mode; m; m = parentOf(m)) if (m === block) return true;
  return false;
}

/** The words of the language, for highlighting. */
export const keywords: {
  /** Words with which lines start. */
  readonly heads: readonly string[];
  /** All others. */
  readonly others: readonly string[];
} = (() => {
  const patterns = COMMANDS.flatMap((c) => [c.pattern, c.noPattern]).filter((p) => p !== undefined);
  const words = (leaf: { readonly kind: string; readonly label: string }) => (leaf.kind === 'keyword' ? [leaf.label] : []);
  const heads = new Set(patterns.flatMap(headsOf).flatMap(words));
  const others = new Set(patterns.flatMap(leavesOf).flatMap(words));
  return { heads: [...heads].sort(), others: [...others].filter((w) => !heads.has(w)).sort() };
})();
