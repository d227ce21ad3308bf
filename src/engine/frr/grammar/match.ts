/**
 * Matching a line's words against a pattern. Keywords may be cut short as long as the whole line stays unambiguous; among
 * several commands that a line could be, the one whose first differing word is matched more closely wins: an address or
 * number before an exact keyword, that before a shortened one, that before a free name (lib/command_match.c disambiguation).
 */
import { parseInterfaceAddress, parseIpv4, parseIpv6 } from '../../ip/index.ts';
import type { Word } from '../lines.ts';
import type { Leaf, Pattern } from './pattern.ts';

/** A word that a leaf has taken. */
export interface Taken {
  readonly leaf: Leaf;
  readonly word: Word;
  /** 0 address or number, 1 exact keyword, 2 shortened keyword, 3 name. */
  readonly closeness: number;
}

/** How far the patterns that did not match got, and what they would have liked there. */
export interface Expectation {
  /** Index of the first word that nothing takes; the number of words when more words were wanted. */
  at: number;
  leaves: Leaf[];
  /** True when some pattern would have been content with the line ending before word `at`. */
  end: boolean;
}

export function noExpectation(): Expectation {
  return { at: -1, leaves: [], end: false };
}

/** How closely a word fits a leaf; undefined when it does not. */
export function closenessOf(leaf: Leaf, text: string): number | undefined {
  switch (leaf.kind) {
    case 'keyword':
      return leaf.label === text ? 1 : leaf.label.startsWith(text) ? 2 : undefined;
    case 'name':
      return 3;
    case 'ipv4':
      return parseIpv4(text) === undefined ? undefined : 0;
    case 'ipv6':
      return parseIpv6(text) === undefined ? undefined : 0;
    case 'prefix4':
      return text.includes(':') || !parseInterfaceAddress(text) ? undefined : 0;
    case 'prefix6':
      return text.includes(':') && parseInterfaceAddress(text) ? 0 : undefined;
    case 'range': {
      const value = readNumber(text);
      return value === undefined || value < (leaf.min as number) || value > (leaf.max as number) ? undefined : 0;
    }
  }
}

/** A decimal number as strtoll reads it, sign allowed; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  return /^[+-]?\d{1,20}$/.test(text) ? Number(text) : undefined;
}

/**
 * The words as the pattern first takes them; undefined when it does not match. Failures are noted in `expectation`. With
 * `inFull`, shortened keywords do not count.
 */
export function matchPattern(pattern: Pattern, words: readonly Word[], expectation?: Expectation, inFull = false): Taken[] | undefined {
  return search(pattern, words, expectation, inFull, () => true);
}

/** Whether a pattern can take the same words in another way that fits as well: `set origin i`. */
export function isAmbiguous(pattern: Pattern, words: readonly Word[], taken: readonly Taken[]): boolean {
  let ways = 0;
  const other = search(pattern, words, undefined, false, (way) => {
    // Ways of one pattern are few; the limit only guards against hostile lines.
    if (++ways > 64) return true;
    return compareMatches(way, taken) === 0 && way.some((t, i) => t.leaf.kind === 'keyword' && t.leaf.label !== taken[i]?.leaf.label);
  });
  return other !== undefined && ways <= 64;
}

/** Tries the ways of a pattern until `accept` takes one. */
function search(
  pattern: Pattern,
  words: readonly Word[],
  expectation: Expectation | undefined,
  inFull: boolean,
  accept: (taken: readonly Taken[]) => boolean,
): Taken[] | undefined {
  const taken: Taken[] = [];

  const fail = (at: number, leaf: Leaf | undefined): false => {
    if (expectation && at >= expectation.at) {
      if (at > expectation.at) {
        expectation.at = at;
        expectation.leaves = [];
        expectation.end = false;
      }
      if (leaf) expectation.leaves.push(leaf);
      else expectation.end = true;
    }
    return false;
  };

  const take = (leaf: Leaf, at: number): boolean => {
    const word = words[at];
    const closeness = word && closenessOf(leaf, word.text);
    if (!word || closeness === undefined || (inFull && closeness === 2)) return fail(at, leaf);
    taken.push({ leaf, word, closeness });
    return true;
  };

  const run = (p: Pattern, at: number, next: (at: number) => boolean): boolean => {
    const mark = taken.length;
    switch (p.type) {
      case 'leaf':
        if (!take(p.leaf, at)) return false;
        if (next(at + 1)) return true;
        break;
      case 'many': {
        // Greedy and without backtracking: in FRR's commands nothing that it could swallow wrongly ever follows.
        let end = at;
        while (end < words.length && take(p.leaf, end)) end++;
        if (end > at ? next(end) : fail(at, p.leaf)) return true;
        break;
      }
      case 'seq':
        return sequence(p.parts, 0, at, next);
      case 'one-of':
        return p.parts.some((part) => run(part, at, next));
      case 'optional':
        return run(p.part, at, next) || next(at);
      case 'any-order':
        return anyOrder(p.parts, 0, at, next);
    }
    taken.length = mark;
    return false;
  };

  const sequence = (parts: readonly Pattern[], index: number, at: number, next: (at: number) => boolean): boolean => {
    const part = parts[index];
    return part ? run(part, at, (after) => sequence(parts, index + 1, after, next)) : next(at);
  };

  /** `used` has a bit for each part already taken. */
  const anyOrder = (parts: readonly Pattern[], used: number, at: number, next: (at: number) => boolean): boolean =>
    parts.some((part, i) => !(used & (1 << i)) && run(part, at, (after) => anyOrder(parts, used | (1 << i), after, next))) || (used !== 0 && next(at));

  return run(pattern, 0, (at) => (at === words.length ? accept(taken) : fail(at, undefined))) ? taken : undefined;
}

/** Negative when `a` is the closer match, positive when `b` is, 0 when FRR would call the line ambiguous. */
export function compareMatches(a: readonly Taken[], b: readonly Taken[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] as Taken).closeness - (b[i] as Taken).closeness;
    if (difference !== 0) return difference;
  }
  return 0;
}
