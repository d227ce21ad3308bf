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

/** Of the ways in which the pattern takes the words, the closest: `neighbors json` is the keyword, not a neighbor of that name. */
export function closestMatch(pattern: Pattern, words: readonly Word[], expectation?: Expectation): Taken[] | undefined {
  let best: Taken[] | undefined;
  let ways = 0;
  search(pattern, words, expectation, false, (way) => {
    if (!best || compareMatches(way, best) < 0) best = [...way];
    return ++ways > MAX_WAYS;
  });
  return best;
}

/** Ways of one pattern are few; the limit only guards against hostile lines. */
const MAX_WAYS = 64;

/** Whether a pattern can take the same words in another way that fits as well: `set origin i`. */
export function isAmbiguous(pattern: Pattern, words: readonly Word[], taken: readonly Taken[]): boolean {
  let ways = 0;
  const other = search(pattern, words, undefined, false, (way) => {
    if (++ways > MAX_WAYS) return true;
    return compareMatches(way, taken) === 0 && way.some((t, i) => t.leaf.kind === 'keyword' && t.leaf.label !== taken[i]?.leaf.label);
  });
  return other !== undefined && ways <= MAX_WAYS;
}

/** Tries the ways of a pattern until `accept` takes one. */
function search(
  pattern: Pattern,
  words: readonly Word[],
  expectation: Expectation | undefined,
  inFull: boolean,
  accept: (taken: readonly Taken[]) => boolean,
): Taken[] | undefined {
  const way = new Way(words, expectation, inFull);
  return way.run(pattern, 0, (at) => (at === words.length ? accept(way.taken) : way.fail(at, undefined))) ? way.taken : undefined;
}

/** Goes on behind a part that has taken the words before `at`. */
type Next = (at: number) => boolean;

/** One search for a way through a pattern. A step that fails takes back what it has taken. */
class Way {
  readonly taken: Taken[] = [];

  constructor(
    private readonly words: readonly Word[],
    private readonly expectation: Expectation | undefined,
    private readonly inFull: boolean,
  ) {}

  fail(at: number, leaf: Leaf | undefined): false {
    const { expectation } = this;
    if (!expectation || at < expectation.at) return false;
    if (at > expectation.at) {
      expectation.at = at;
      expectation.leaves = [];
      expectation.end = false;
    }
    if (leaf) expectation.leaves.push(leaf);
    else expectation.end = true;
    return false;
  }

  private take(leaf: Leaf, at: number): boolean {
    const word = this.words[at];
    if (!word) return this.fail(at, leaf);
    const closeness = closenessOf(leaf, word.text);
    if (closeness === undefined || (this.inFull && closeness === 2)) return this.fail(at, leaf);
    this.taken.push({ leaf, word, closeness });
    return true;
  }

  run(p: Pattern, at: number, next: Next): boolean {
    switch (p.type) {
      case 'leaf': {
        if (!this.take(p.leaf, at)) return false;
        if (next(at + 1)) return true;
        this.taken.pop();
        return false;
      }
      case 'many':
        return this.many(p.leaf, at, next);
      case 'seq':
        return this.sequence(p.parts, 0, at, next);
      case 'one-of':
        for (const part of p.parts) if (this.run(part, at, next)) return true;
        return false;
      case 'optional':
        return this.run(p.part, at, next) || next(at);
      case 'any-order':
        return this.anyOrder(p.parts, 0, at, next);
    }
  }

  /** Greedy and without backtracking: in FRR's commands nothing that it could swallow wrongly ever follows. */
  private many(leaf: Leaf, at: number, next: Next): boolean {
    const mark = this.taken.length;
    let end = at;
    while (end < this.words.length && this.take(leaf, end)) end++;
    // One more could always follow.
    if (end === this.words.length) this.fail(end, leaf);
    if (end > at ? next(end) : this.fail(at, leaf)) return true;
    this.taken.length = mark;
    return false;
  }

  private sequence(parts: readonly Pattern[], from: number, start: number, next: Next): boolean {
    const mark = this.taken.length;
    let index = from;
    let at = start;
    for (let part = parts[index]; part?.type === 'leaf'; part = parts[++index]) {
      if (!this.take(part.leaf, at)) {
        this.taken.length = mark;
        return false;
      }
      at++;
    }
    const part = parts[index];
    const rest = index + 1;
    const found = part ? this.run(part, at, rest < parts.length ? (after) => this.sequence(parts, rest, after, next) : next) : next(at);
    if (!found) this.taken.length = mark;
    return found;
  }

  /** `used` has a bit for each part already taken. */
  private anyOrder(parts: readonly Pattern[], used: number, at: number, next: Next): boolean {
    for (const [i, part] of parts.entries()) {
      if (!(used & (1 << i)) && this.run(part, at, (after) => this.anyOrder(parts, used | (1 << i), after, next))) return true;
    }
    return used !== 0 && next(at);
  }
}

/** Negative when `a` is the closer match, positive when `b` is, 0 when FRR would call the line ambiguous. */
export function compareMatches(a: readonly Taken[], b: readonly Taken[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] as Taken).closeness - (b[i] as Taken).closeness;
    if (difference !== 0) return difference;
  }
  return 0;
}
