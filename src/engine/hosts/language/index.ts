/**
 * What an editor wants to know of a host's text, as plain data, in the shape of FRR's (`frr/language`): diagnostics, candidates at
 * a position, what a word is. Lines and columns count from 1.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Span } from '../../policy/source.ts';
import { parseLinux } from '../iproute2/parse.ts';
import { parsePf } from '../pf/parse.ts';
import { parseRc } from '../rc/parse.ts';
import type { HostText } from '../report.ts';
import { parseSquid } from '../squid/parse.ts';
import { type HostFold, hostFolding } from './folding.ts';
import { definitionsOfName, hostNameAt, hostNames } from './names.ts';
import { type LanguageWord, MANUALS, WORDS } from './words.ts';
import { JAPANESE } from './words-ja.ts';

export { type HostFold, hostFolding };

/** A sentence in both languages. */
export interface Said {
  readonly en: string;
  readonly ja: string;
}

const NOTHING: Said = { en: '', ja: '' };
const said = ({ help }: LanguageWord): Said => (help === '' ? NOTHING : { en: help, ja: JAPANESE[help] ?? help });

export interface HostCompletion {
  readonly label: string;
  readonly insert: string;
  readonly kind: 'keyword' | 'name';
  /** One sentence; empty where there is none. */
  readonly detail: Said;
  /** The part of the line that `insert` replaces. */
  readonly replace: Span;
}

export interface HostHover {
  readonly span: Span;
  readonly syntax: string;
  readonly help: Said;
  readonly manual: string;
}

const READERS: Readonly<Record<HostText, (text: string) => { readonly diagnostics: readonly Diagnostic[] }>> = {
  pf: parsePf,
  rc: parseRc,
  squid: parseSquid,
  iproute2: parseLinux,
};

/** What the text's reader says of it. */
export function hostDiagnostics(kind: HostText, text: string): readonly Diagnostic[] {
  return READERS[kind](text).diagnostics;
}

/** The candidates at a position: words of the language that may stand in such a line, and names that the text itself makes. */
export function hostCompleteAt(kind: HostText, text: string, line: number, column: number): HostCompletion[] {
  const before = (text.split(/\r\n|\r|\n/)[line - 1] ?? '').slice(0, Math.max(0, column - 1));
  if (before.trimStart().startsWith('#')) return [];
  const partial = /[^\s(){},"=]*$/.exec(before)?.[0] ?? '';
  const head = before.trim().split(/\s+/)[0] ?? '';
  const first = before.slice(0, before.length - partial.length).trim() === '';
  const replace: Span = { line, column: column - partial.length, endLine: line, endColumn: column };
  const words = WORDS[kind].filter((w) => (first ? w.after === undefined : w.after?.includes(head)));
  const keywords = words.map((w): HostCompletion => ({ label: w.word, insert: w.word, kind: 'keyword', detail: said(w), replace }));
  const names = first ? [] : namesIn(kind, text).map((name): HostCompletion => ({ label: name, insert: name, kind: 'name', detail: NOTHING, replace }));
  return [...keywords, ...names].filter((c) => c.label.startsWith(partial));
}

/** Names that a text makes, as they are written where they are used. */
function namesIn(kind: HostText, text: string): string[] {
  return [...new Set(hostNames(kind, text).flatMap((n) => (n.defines ? [n.written] : [])))].sort();
}

/** Where the name under a position is made; empty where there is no name, or nothing makes it. */
export function hostDefinitionAt(kind: HostText, text: string, line: number, column: number): Span[] {
  const names = hostNames(kind, text);
  const use = hostNameAt(names, line, column);
  return use ? definitionsOfName(names, use).map((n) => n.span) : [];
}

/** A name shows the lines that make it. */
function nameHover(kind: HostText, text: string, line: number, column: number): HostHover | undefined {
  const names = hostNames(kind, text);
  const use = hostNameAt(names, line, column);
  const made = use && definitionsOfName(names, use).filter((n) => n.span.line !== line);
  if (!use || !made || made.length === 0) return undefined;
  const lines = text.split(/\r\n|\r|\n/);
  const syntax = [...new Set(made.map((n) => (lines[n.span.line - 1] ?? '').trim()))].join('\n');
  return { span: use.span, syntax, help: NOTHING, manual: MANUALS[kind] };
}

/** What the word under a position is: of a name the lines that make it. Undefined for comments, values and words that the language does not have. */
export function hostHoverAt(kind: HostText, text: string, line: number, column: number): HostHover | undefined {
  const whole = text.split(/\r\n|\r|\n/)[line - 1] ?? '';
  const comment = whole.indexOf('#');
  if (comment >= 0 && column > comment) return undefined;
  const named = nameHover(kind, text, line, column);
  if (named) return named;
  const head = whole.trim().split(/\s+/)[0] ?? '';
  for (const found of whole.matchAll(/[^\s(){},"=!<>]+/g)) {
    const from = found.index + 1;
    if (column < from || column >= from + found[0].length) continue;
    const word = wordFor(kind, found[0], head, whole.slice(0, found.index).trim() === '');
    return (
      word && { span: { line, column: from, endLine: line, endColumn: from + found[0].length }, syntax: word.syntax, help: said(word), manual: MANUALS[kind] }
    );
  }
  return undefined;
}

/** rc.conf's names go on behind what the table has (`ifconfig_gif0`); of several words the line's own come first. */
function wordFor(kind: HostText, text: string, head: string, first: boolean) {
  const words = WORDS[kind];
  if (kind === 'rc') return words.find((w) => w.word === text) ?? words.filter((w) => w.word.endsWith('_')).find((w) => text.startsWith(w.word));
  if (kind === 'iproute2' && first) return words.find((w) => w.after === undefined && w.word.startsWith(text));
  return words.find((w) => (first ? w.after === undefined : w.after?.includes(head)) && w.word.split(' ')[0] === text);
}
