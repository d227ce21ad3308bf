/**
 * What an editor wants to know of FRR's language, as plain data: nothing here knows Monaco. Lines and columns count from 1.
 * Every function takes a text or a document that was opened once (`openFrr`).
 */
import type { Span } from '../../policy/source.ts';
import { COMMANDS } from '../commands/index.ts';
import { headsOf, leavesOf } from '../grammar/pattern.ts';
import { definitionsOf, documentOf, type FrrDocument, nameAt, type Source, statementAt, usesOf } from './document.ts';
import { laterEntries } from './offers.ts';

export { type FoldingRange, foldingRanges, type OutlineEntry, outlineOf } from './blocks.ts';
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
