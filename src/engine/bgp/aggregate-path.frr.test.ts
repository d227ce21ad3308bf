/** AS paths put together by `aggregate-address … as-set`: the cases of FRR's own tests/bgpd/test_aspath.c, and what its confederations add. */
import { describe, expect, it } from 'vitest';
import { formatAsPath } from '../policy/index.ts';
import { segments } from '../policy/segments.fixture.ts';
import { mergePaths } from './aggregate-path.ts';

const merged = (...paths: string[]): string => formatAsPath(mergePaths(paths.map(segments)));

describe('F53, RFC 4271 §9.2.2.2: paths under one aggregate', () => {
  it.each([
    ['seq(8466,3,52737,4096)', 'seq(8466,3,52737,4096,8722,4)', '8466 3 52737 4096 {4,8722}'],
    ['seq(8466,3,52737,4096,8722,4)', 'seq(8466,2,52737,4096,8722,4)', '8466 {2,3,4,4096,8722,52737}'],
    [
      'seq(6435,59408,21665) set(2457,61697,4369) seq(1842,41590,51793)',
      'seq(6435,59408,21665) set(23456) seq(23456,23456,23456)',
      '6435 59408 21665 {1842,2457,4369,23456,41590,51793,61697}',
    ],
    ['seq(1) set(2,3)', 'seq(1) set(2,3) seq(4)', '1 {2,3} {4}'],
    ['seq(1,2)', 'set(1,2)', '{1,2}'],
    ['confseq(65001,65002) seq(1)', 'confseq(65001,65003) seq(1)', '(65001) {1,65002,65003}'],
  ])('%s and %s', (a, b, together) => {
    expect(merged(a, b)).toBe(together);
    expect(merged(b, a)).toBe(together);
  });

  it.each(['seq(1,2) set(3)', 'confseq(65001) seq(1,2)', ''])('%s alone stays as it is', (path) => {
    expect(merged(path)).toBe(formatAsPath(segments(path)));
    expect(merged(path, path)).toBe(formatAsPath(segments(path)));
  });

  it('a third path shortens what all begin with', () => {
    expect(merged('seq(1,2,3)', 'seq(1,2,4)', 'seq(1,5)')).toBe('1 {2,3,4,5}');
  });
});
