/** AS paths as bgpd prints, counts, strips and compares them: the cases of FRR's own tests/bgpd/test_aspath.c. */
import { describe, expect, it } from 'vitest';
import {
  countAsn,
  formatAsPath,
  isAllPrivate,
  leftmostAsn,
  neighborAsn,
  neighborConfedAsn,
  originAsn,
  parseAsPath,
  pathLength,
  prependAsns,
  readAsPath,
  samePath,
  stripConfedSegments,
} from './as-path.ts';
import { segments } from './segments.fixture.ts';

const MULTI = 'seq(6435,59408,21665) set(2457,61697,4369) seq(1842,41590,51793)';
const CONFED = 'confseq(123,456,789)';
const MANY_CONFEDS = `${CONFED} confset(222,111) seq(8722) set(4196,48658)`;

interface Case {
  readonly path: string;
  readonly prints: string;
  /** Without what the confederation adds; the same unless stated. */
  readonly outside?: string;
  readonly hops: number;
  readonly confeds?: number;
  readonly loopOf?: number;
  readonly noLoopOf?: number;
  readonly first?: number;
}

const CASES: readonly Case[] = [
  { path: 'seq(8466,3,52737,4096)', prints: '8466 3 52737 4096', hops: 4, loopOf: 4096, noLoopOf: 4, first: 8466 },
  { path: 'seq(8722) seq(4)', prints: '8722 4', hops: 2, loopOf: 4, noLoopOf: 5, first: 8722 },
  { path: 'seq(8482,51457) set(5204)', prints: '8482 51457 {5204}', hops: 3, loopOf: 5204, noLoopOf: 51456, first: 8482 },
  {
    path: 'seq(8467,59649) set(4196,48658) set(17322,30745)',
    prints: '8467 59649 {4196,48658} {17322,30745}',
    hops: 4,
    loopOf: 48658,
    noLoopOf: 1,
    first: 8467,
  },
  { path: MULTI, prints: '6435 59408 21665 {2457,4369,61697} 1842 41590 51793', hops: 7, loopOf: 51793, noLoopOf: 1, first: 6435 },
  { path: CONFED, prints: '(123 456 789)', outside: '', hops: 0, confeds: 3, loopOf: 789, noLoopOf: 1 },
  { path: `${CONFED} confseq(111,222)`, prints: '(123 456 789) (111 222)', outside: '', hops: 0, confeds: 5, loopOf: 111, noLoopOf: 1 },
  { path: 'confset(456,123,789)', prints: '[123,456,789]', outside: '', hops: 0, confeds: 1, loopOf: 123, noLoopOf: 1 },
  {
    path: MANY_CONFEDS,
    prints: '(123 456 789) [111,222] 8722 {4196,48658}',
    outside: '8722 {4196,48658}',
    hops: 2,
    confeds: 4,
    loopOf: 123,
    noLoopOf: 1,
  },
  {
    path: 'seq(8466,3,52737,4096,3456) set(7099,8153,8153,8153)',
    prints: '8466 3 52737 4096 3456 {7099,8153}',
    hops: 6,
    loopOf: 4096,
    noLoopOf: 4,
    first: 8466,
  },
  { path: 'set(2457,61697,4369) seq(1842,41591,51793)', prints: '{2457,4369,61697} 1842 41591 51793', hops: 4, loopOf: 51793, noLoopOf: 1, first: 2457 },
  { path: '', prints: '', hops: 0 },
];

describe('RFC 4271 §5.1.2, RFC 5065: an AS path', () => {
  it.each(CASES)('$path prints as $prints', ({ path, prints, outside }) => {
    expect(formatAsPath(segments(path))).toBe(prints);
    expect(formatAsPath(stripConfedSegments(segments(path)))).toBe(outside ?? prints);
    const twice = stripConfedSegments(stripConfedSegments(segments(path)));
    expect(formatAsPath(twice)).toBe(outside ?? prints);
  });

  it.each(CASES)('F37 $path counts $hops', ({ path, hops, confeds = 0 }) => {
    expect(pathLength(segments(path))).toBe(hops);
    expect(pathLength(segments(path), true)).toBe(hops + confeds);
  });

  it.each(CASES)('F22 $path is a loop for $loopOf and none for $noLoopOf', ({ path, loopOf, noLoopOf }) => {
    if (loopOf !== undefined) expect(countAsn(segments(path), loopOf)).toBe(1);
    if (noLoopOf !== undefined) expect(countAsn(segments(path), noLoopOf)).toBe(0);
  });

  it.each(CASES.filter((c) => c.confeds === undefined))('$path begins with $first', ({ path, first }) => {
    expect(leftmostAsn(segments(path))).toBe(first);
  });

  it('a long one is read, counted and printed whole', () => {
    const text = Array.from({ length: 50 }, () => '8466 3 52737 4096 34285').join(' ');
    const path = parseAsPath(text) ?? [];
    expect(pathLength(path)).toBe(250);
    expect(formatAsPath(prependAsns(path, [8466, 2, 52737, 4096, 8722, 4, 8722]))).toBe(`8466 2 52737 4096 8722 4 8722 ${text}`);
  });

  it.each(['1 2 x', '4294967296', '1,2', '{1}'])('%s is no plain sequence', (text) => {
    expect(parseAsPath(text)).toBeUndefined();
  });
});

describe('F66: private AS numbers', () => {
  it.each([
    ['seq(8466,64512,52737,65535)', false],
    ['seq(65534,64512,64513,65535)', true],
    ['seq(64512) set(65000)', true],
    ['seq(4200000000,4294967294)', true],
    ['seq(4294967295)', false],
    ['', false],
  ])('%s: all private is %s', (path, all) => {
    expect(isAllPrivate(segments(path))).toBe(all);
  });
});

describe('prepending', () => {
  it.each([
    [[8466, 3, 52737, 4096], 'seq(8722) seq(4)', '8466 3 52737 4096 8722 4'],
    [[8722, 4], 'seq(8482,51457) set(5204)', '8722 4 8482 51457 {5204}'],
    [[1], 'set(2,3)', '1 {2,3}'],
    [[], 'seq(1)', '1'],
    [[1], '', '1'],
  ])('%j before %s', (asns, path, together) => {
    expect(formatAsPath(prependAsns(segments(path), asns))).toBe(together);
  });

  it('RFC 5065 §4.1: a member of a confederation joins the sequence of its kind', () => {
    expect(formatAsPath(prependAsns(segments(`${CONFED} seq(1)`), [65001], 'confed-sequence'))).toBe('(65001 123 456 789) 1');
    expect(formatAsPath(prependAsns(segments('seq(1)'), [65001], 'confed-sequence'))).toBe('(65001) 1');
  });
});

const SEGMENTS: Readonly<Record<number, string>> = {
  0: 'seq(8466,3,52737,4096)',
  1: 'seq(8722) seq(4)',
  2: 'seq(8466,3,52737,4096,8722,4)',
  3: 'seq(8482,51457) set(5204)',
  6: CONFED,
  7: `${CONFED} confseq(111,222)`,
  8: 'confset(456,123,789)',
  9: MANY_CONFEDS,
  11: 'seq(8466,2,52737) seq(4096,8722,4) seq(8722)',
  15: 'seq(8466,3,52737,4096,3456)',
  16: '',
};

describe('F38, F39: whether two paths come by one neighboring AS, or one neighboring member of the confederation', () => {
  const path = (n: number) => segments(SEGMENTS[n] as string);
  const same = (a: number | undefined, b: number | undefined) => a !== undefined && a === b;
  it.each([
    [0, 1, false, false],
    [0, 2, true, false],
    [0, 11, true, false],
    [0, 15, true, false],
    [0, 16, false, false],
    [1, 11, false, false],
    [6, 7, false, true],
    [6, 8, false, false],
    [7, 8, false, false],
    [1, 9, true, false],
    [0, 9, false, false],
    [3, 9, false, false],
    [0, 6, false, false],
    [0, 8, false, false],
    [11, 7, false, false],
    [9, 6, false, true],
    [9, 7, false, true],
    [9, 8, false, false],
  ])('paths %i and %i', (a, b, neighbor, member) => {
    for (const [x, y] of [[path(a), path(b)] as const, [path(b), path(a)] as const]) {
      expect(same(neighborAsn(x), neighborAsn(y))).toBe(neighbor);
      expect(same(neighborConfedAsn(x), neighborConfedAsn(y))).toBe(member);
    }
  });

  it('a path is the same as one of the same segments, and as no other', () => {
    for (const [a, one] of Object.values(SEGMENTS).entries())
      for (const [b, other] of Object.values(SEGMENTS).entries()) expect(samePath(segments(one), segments(other))).toBe(a === b);
  });
});

describe('F22: the last AS of a path, for allowas-in origin', () => {
  it.each([
    ['seq(65002,64512)', 64512],
    ['seq(65002,64512) set(3001,64513)', 64512],
    ['set(3001,64513)', undefined],
    ['set(3001,64513) seq(65004)', 65004],
    [`seq(65002) ${CONFED}`, 789],
    ['', undefined],
  ])('%s', (path, last) => {
    expect(originAsn(segments(path))).toBe(last);
  });
});

describe('F66, F67: what the receiver reads of a path', () => {
  const empty = (type: 'sequence' | 'set') => ({ type, asns: [] });
  it('has each AS of a set once, in order', () => {
    const replaced = [
      { type: 'sequence' as const, asns: [3, 3] },
      { type: 'set' as const, asns: [9, 7, 9, 7] },
    ];
    expect(formatAsPath(readAsPath(replaced))).toBe('3 3 {7,9}');
  });
  it('has nothing of one that begins with an empty segment; a later empty segment stays, and is malformed', () => {
    expect(readAsPath([empty('sequence')])).toEqual([]);
    expect(readAsPath([{ type: 'sequence', asns: [3001] }, empty('set')])).toHaveLength(2);
  });
  it('has what is put in front in place of an empty first segment', () => {
    expect(prependAsns([empty('set')], [3002])).toEqual([{ type: 'sequence', asns: [3002] }]);
    expect(prependAsns([empty('sequence')], [3002])).toEqual([{ type: 'sequence', asns: [3002] }]);
  });
});
