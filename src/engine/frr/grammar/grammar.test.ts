import { describe, expect, test } from 'vitest';
import { readLine, splitLines } from '../lines.ts';
import { compareMatches, isAmbiguous, matchPattern, noExpectation } from './match.ts';
import { compilePattern, leavesOf, shapeOf } from './pattern.ts';

const words = (text: string) => readLine(text, 1)?.words ?? [];
const match = (pattern: string, text: string) => matchPattern(compilePattern(pattern), words(text));
/** `key=word` of what was captured, other words bare. */
const taken = (pattern: string, text: string) => match(pattern, text)?.map((t) => `${t.leaf.key ? `${t.leaf.key}=` : ''}${t.word.text}`);

describe('patterns', () => {
  test.each([
    ['a b', 'a b', ['a', 'b']],
    ['a <b|c D>$x', 'a c 5', ['a', 'x=c', 'x=5']],
    ['a [b]', 'a', ['a']],
    ['a [{b (1-9)$n|c}]', 'a c b 5', ['a', 'c', 'b', 'n=5']],
    ['a X...$x', 'a 1 2 3', ['a', 'x=1', 'x=2', 'x=3']],
    ['a <A.B.C.D|X:X::X:X|NAME>$x', 'a 2001:db8::1', ['a', 'x=2001:db8::1']],
    ['set metric (-5-5)$m', 'set metric +5', ['set', 'metric', 'm=+5']],
  ])('%s takes %s', (pattern, text, expected) => {
    expect(taken(pattern, text)).toEqual(expected);
  });

  test.each([
    ['a b', 'a'],
    ['a b', 'a b c'],
    ['a (1-9)', 'a 10'],
    ['a {b|c}', 'a'],
    ['a {b|c}', 'a b b'],
    ['a A.B.C.D/M', 'a 10.0.0.0/33'],
    ['a A.B.C.D', 'a 10.0.0.01'],
    ['a X:X::X:X/M', 'a 10.0.0.0/8'],
  ])('%s does not take %s', (pattern, text) => {
    expect(match(pattern, text)).toBeUndefined();
  });

  test('a pattern that is wrong is a mistake of the program', () => {
    expect(() => compilePattern('a <b')).toThrow('expected >');
  });

  test('what is known of the first words', () => {
    expect(shapeOf(compilePattern('neighbor <A.B.C.D|NAME>$p remote-as [x] y'))).toEqual([['neighbor'], undefined, ['remote-as']]);
    expect(leavesOf(compilePattern('a [b|{c|d}]')).map((l) => l.label)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('choosing between matches', () => {
  const order = (a: string, b: string, text: string) => Math.sign(compareMatches(match(a, text) ?? [], match(b, text) ?? []));

  test.each([
    ['an address before a name', 'n A.B.C.D', 'n NAME', 'n 10.0.0.1'],
    ['an exact keyword before a shortened one', 'ip route', 'ipv6 route', 'ip route'],
    ['a keyword before a name', 'm x', 'm NAME', 'm x'],
    ['a number before a name', 'm (1-9)', 'm NAME', 'm 5'],
  ])('%s', (_title, better, worse, text) => {
    expect([order(better, worse, text), order(worse, better, text)]).toEqual([-1, 1]);
  });

  test('shortened keywords that fit equally are ambiguous', () => {
    expect(order('redistribute static', 'redistribute sharp', 'redistribute s')).toBe(0);
    const origin = compilePattern('set origin <egp|igp|incomplete>');
    expect([
      isAmbiguous(origin, words('set origin i'), matchPattern(origin, words('set origin i')) ?? []),
      isAmbiguous(origin, words('set origin ig'), matchPattern(origin, words('set origin ig')) ?? []),
    ]).toEqual([true, false]);
  });
});

test('what was wanted where a line stops fitting', () => {
  const expectation = noExpectation();
  matchPattern(compilePattern('a <b|c> (1-9)'), words('a b x'), expectation);
  expect(expectation).toMatchObject({ at: 2, leaves: [{ label: '(1-9)' }], end: false });
  matchPattern(compilePattern('a b'), words('a b x'), expectation);
  expect(expectation.end).toBe(true);
});

describe('lines', () => {
  test('F1 comments are lines that start with ! or #; later in a line they are words', () => {
    expect(splitLines(' ! x\n#y\n\n a ! b\r\nc\rd').map((l) => [l.number, l.words.map((w) => w.text)])).toEqual([
      [4, ['a', '!', 'b']],
      [5, ['c']],
      [6, ['d']],
    ]);
  });

  test('columns count from 1, ends are exclusive, tabs are one column', () => {
    expect(readLine('\t ab  c ', 7)?.words.map(({ column, end }) => [column, end])).toEqual([
      [3, 5],
      [7, 8],
    ]);
  });
});
