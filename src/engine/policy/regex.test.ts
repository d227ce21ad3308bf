import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegex, posixProblem } from './regex.ts';

const BOGONS = '_1310[0-6][0-9]_|_13107[0-1]_';

describe('as-path expressions', () => {
  it.each([
    ['F101 ^65 matches any path whose text begins so', '^65', '657320 1', true],
    ['F101 ^65 is anchored', '^65', '12076 65150', false],
    ['F101 _0_ is a whole AS 0', '_0_', '1 0 2', true],
    ['F101 _0_ is no part of another', '_0_', '10 20', false],
    ['F101 ^$ is a local route', '^$', '', true],
    ['F101 ^$ is nothing else', '^$', '1', false],
    ['F101 _65001$ originated by it', '_65001$', '1 65001', true],
    ['F101 an AS alone also matches inside another', '65001', '165001', true],
    ['F101 .* matches the empty path', '.*', '', true],
    ['F103 the bogon range begins at 131000', BOGONS, '7 131000 8', true],
    ['F103 the bogon range ends at 131071', BOGONS, '131071', true],
    ['F103 131072 is beyond it', BOGONS, '131072', false],
    ['F102 one blank cannot serve two underscores', '_1__2_', '1 2', false],
    ['F102 one underscore or a blank is enough', '_1_2_', '1 2', true],
    ['F100 sets are text', '_2_', '1 {2,3}', true],
    ['F100 confederation sequences are text', '^\\(65001', '(65001 65002) 1', true],
    ['repetition with bounds', '^(1 ){2,3}9$', '1 1 1 9', true],
    ['repetition beyond its bounds', '^(1 ){2,3}9$', '1 1 1 1 9', false],
    ['a bracket may begin with its own end', '[]]', ']', true],
  ])('%s', (_title, regex, text, expected) => {
    expect(compileRegex(regex)?.test(text)).toBe(expected);
  });

  it.each(['(1', '[1', '1{3,2}', '+1', '\\'])('%s is no expression', (regex) => expect(compileRegex(regex)).toBeUndefined());

  it.each([
    ['a(b', 'Unmatched ( or \\('],
    ['[', 'Invalid regular expression'],
    ['[a-', 'Unmatched [, [^, [:, [., or [='],
    ['[z-a]', 'Invalid range end'],
    ['[[:foo:]]', 'Invalid character class name'],
    ['[[.ab.]]', 'Invalid collation character'],
    ['a|*', 'Invalid preceding regular expression'],
    ['{1}', 'Invalid preceding regular expression'],
    ['a{2', 'Unmatched \\{'],
    ['a{x}', 'Invalid content of \\{\\}'],
    ['a{40000}', 'Regular expression too big'],
    ['(a\\1)', 'Invalid back reference'],
    ['a\\', 'Trailing backslash'],
    ['a{,}[[:upper:][=b=]]()', undefined],
  ])('glibc regerror(3) of %s: %s', (regex, problem) => expect(posixProblem(regex)).toBe(problem));

  it('takes time in proportion to the text where backtracking would never end', () => {
    expect(compileRegex('^(1*)*(1*)*(1*)*2$')?.test(`${'1'.repeat(5000)}3`)).toBe(false);
  });

  it('keeps no more than it has room for, and says the same once it starts anew', () => {
    const regex = compileRegex('^.*1.{14}$');
    const text = (n: number) => n.toString(2).padStart(24, '0');
    const wrong = Array.from({ length: 30_000 }, (_, n) => text(n)).filter((t) => regex?.test(t) !== (t.at(-15) === '1'));
    expect(wrong).toEqual([]);
  });

  it('says what JavaScript says, for expressions that both know', () => {
    const atom = fc.constantFrom('1', '2', ' ', '[12]', '[^1]', '.', '(1|2 )', '(12)', '$', '^');
    const piece = fc.tuple(atom, fc.constantFrom('', '*', '+', '?')).map(([a, r]) => (a === '^' || a === '$' ? a : a + r));
    const regex = fc.array(piece, { maxLength: 6 }).map((p) => p.join(''));
    const text = fc.array(fc.constantFrom('1', '2', ' '), { maxLength: 12 }).map((c) => c.join(''));
    fc.assert(
      fc.property(regex, text, (r, t) => compileRegex(r)?.test(t) === new RegExp(r).test(t)),
      { seed: 1, numRuns: 3000 },
    );
  });
});
