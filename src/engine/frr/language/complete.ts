/** What could be typed at a position, from the command table and the names that the text defines. */
import { parseIp } from '../../ip/index.ts';
import { WELL_KNOWN_COMMUNITIES } from '../../policy/communities.ts';
import type { Span } from '../../policy/source.ts';
import type { Command } from '../command.ts';
import { candidatesAfter } from '../find.ts';
import type { Leaf } from '../grammar/pattern.ts';
import { splitWords } from '../lines.ts';
import { spaceOf } from '../names.ts';
import { documentOf, type FrrDocument, modeAt, namesIn, type Source } from './document.ts';
import { type Said, said } from './japanese/index.ts';
import { laterEntries, mapsThatComeBack, ownAddresses } from './offers.ts';

export interface Completion {
  /** What is shown. */
  readonly label: string;
  /** What is typed for the user; empty for a parameter, which only says what belongs there. */
  readonly insert: string;
  readonly kind: 'keyword' | 'name' | 'parameter';
  /** What it does, where one command or one parameter makes that clear. */
  readonly detail: Said;
  /** The part of the line that `insert` replaces. */
  readonly replace: Span;
  /** 0 for the mode of the line, 1 and more for enclosing modes; nearer ones belong first. */
  readonly distance: number;
}

/** The candidates at a position; line and column count from 1. */
export function completeAt(source: Source, line: number, column: number): Completion[] {
  const document = documentOf(source);
  const words = splitWords((document.lines[line - 1] ?? '').slice(0, Math.max(column - 1, 0)));
  if (words[0] && /^[!#]/.test(words[0].text)) return [];
  const last = words.at(-1);
  const partial = last && last.end >= column ? last : undefined;
  const before = partial ? words.slice(0, -1) : words;
  const replace: Span = { line, column: partial?.column ?? column, endLine: line, endColumn: column };
  const mode = modeAt(document, line);
  const out = new Map<string, Completion>();
  const distances = new Map<string, number>();
  for (const { leaf, form, mode: from } of candidatesAfter(before, mode, document.version)) {
    if (!distances.has(from)) distances.set(from, distances.size);
    const distance = distances.get(from) ?? 0;
    for (const made of fromLeaf(document, line, leaf, form.command)) {
      const key = `${made.kind} ${made.label}`;
      const known = out.get(key);
      // A keyword of several commands has no one sentence.
      if (!known) out.set(key, { ...made, replace, distance });
      else if (known.kind === 'keyword' && known.detail.en !== made.detail.en) out.set(key, { ...known, detail: said('') });
    }
  }
  return [...out.values()];
}

type Made = Pick<Completion, 'label' | 'insert' | 'kind' | 'detail'>;

function fromLeaf(document: FrrDocument, line: number, leaf: Leaf, { help, syntax }: Command): Made[] {
  const keyword = (label: string, detail: string): Made => ({ label, insert: label, kind: 'keyword', detail: said(detail) });
  if (leaf.kind === 'keyword') return [keyword(leaf.label, help)];
  return [
    ...wordsFor(leaf, syntax).map((word) => keyword(word, '')),
    ...namesFor(document, line, leaf, syntax).map(([name, detail]): Made => ({ label: name, insert: name, kind: 'name', detail })),
    { label: leaf.label, insert: '', kind: 'parameter', detail: parameterHelp(leaf) },
  ];
}

/** What exists already and is named here, each with what it is. */
function namesFor(document: FrrDocument, line: number, leaf: Leaf, syntax: string): (readonly [name: string, detail: Said])[] {
  if (leaf.key === 'goto') return laterEntries(document, line).map((e) => [String(e.seq), said(e.action)]);
  if (leaf.key === 'own') return sourcesFor(document, leaf);
  const space = spaceOf(leaf);
  if (space === undefined) return [];
  const not = syntax.startsWith('call ') ? mapsThatComeBack(document, line) : undefined;
  return namesIn(document, space).flatMap((name) => (fits(leaf, name) && !not?.has(name) ? [[name, said(space)] as const] : []));
}

/** What `update-source` may name: an interface, or an address that the machine has (F157). */
function sourcesFor(document: FrrDocument, leaf: Leaf): (readonly [name: string, detail: Said])[] {
  if (leaf.kind === 'name') return namesIn(document, 'interface').map((name) => [name, said('interface')]);
  return [...ownAddresses(document)].flatMap(([address, of]) => (fits(leaf, address) ? [[address, said(of)] as const] : []));
}

/** The words that a parameter takes besides values: well-known communities, and `additive` where a route is given some. */
function wordsFor(leaf: Leaf, syntax: string): readonly string[] {
  if (leaf.label !== 'AA:NN' && leaf.label !== 'AA:BB:CC') return [];
  const known = leaf.label === 'AA:NN' && !syntax.includes('extcommunity') ? Object.keys(WELL_KNOWN_COMMUNITIES) : [];
  return /^set (?:large-)?community/.test(syntax) ? [...known, 'additive'] : known;
}

/** Of the neighbors, addresses belong where an address is wanted and names where a name is. */
function fits(leaf: Leaf, name: string): boolean {
  const ip = parseIp(name);
  if (leaf.kind === 'ipv4') return typeof ip === 'number';
  if (leaf.kind === 'ipv6') return typeof ip === 'bigint';
  if (leaf.kind === 'range') return /^\d+$/.test(name);
  return ip === undefined || (leaf.label !== 'PEER' && leaf.label !== 'PGROUP');
}

/** What a parameter is. */
export function parameterHelp(leaf: Leaf): Said {
  switch (leaf.kind) {
    case 'keyword':
      return said('');
    case 'ipv4':
      return { en: 'an IPv4 address', ja: 'IPv4 アドレス' };
    case 'ipv6':
      return { en: 'an IPv6 address', ja: 'IPv6 アドレス' };
    case 'prefix4':
      return { en: 'an IPv4 prefix', ja: 'IPv4 プレフィックス' };
    case 'prefix6':
      return { en: 'an IPv6 prefix', ja: 'IPv6 プレフィックス' };
    case 'range':
      return { en: `a number from ${leaf.min} to ${leaf.max}`, ja: `${leaf.min} から ${leaf.max} までの数` };
    case 'name': {
      const space = spaceOf(leaf);
      return space === undefined
        ? { en: 'a word', ja: '単語' }
        : { en: `the name of ${/^[aeiou]/i.test(space) ? 'an' : 'a'} ${space.replaceAll('-', ' ')}`, ja: `${space} の名前` };
    }
  }
}
