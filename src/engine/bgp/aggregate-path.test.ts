import { describe, expect, it } from 'vitest';
import { type AsPath, formatAsPath } from '../policy/index.ts';
import { mergePaths } from './aggregate-path.ts';

/** `1 2`, `(1 2)` and `{1,2}`, one segment after another. */
function path(text: string): AsPath {
  return [...text.matchAll(/\(([\d ]+)\)|\{([\d,]+)\}|(\d+(?: \d+)*)/g)].map(([, confed, set, plain]) => ({
    type: confed ? 'confed-sequence' : set ? 'set' : 'sequence',
    asns: (confed ?? set ?? plain ?? '').split(/[ ,]/).map(Number),
  }));
}

describe('F51, RFC 4271 §9.2.2.2: the AS path of an aggregate with as-set', () => {
  it.each([
    ['one path is kept as it is, prepends and all', ['65002 65002 300'], '65002 65002 300'],
    ['so is one that several have', ['(65002) 300', '(65002) 300'], '(65002) 300'],
    ['a confederation segment that all begin with stays one', ['(65002) 300', '(65002) 301'], '(65002) {300,301}'],
    ['what is common stays a sequence, the rest is a set', ['1 2 3', '1 2 4 5'], '1 2 {3,4,5}'],
    ['a shorter path leaves nothing of its own', ['1 2', '1 2 3'], '1 2 {3}'],
    ['segments of different types have nothing in common', ['(65002)', '65002'], '{65002}'],
    ['an empty path, too', ['', '1 2'], '{1,2}'],
    ['sets that begin alike are parted there', ['{301,302}', '{301,303}'], '{301} {302,303}'],
    // In the order of the table: {301} and {301,302} first.
    ['the order is the hash table’s', ['{301,302}', '{302,303}', '{301}'], '{301,302,303}'],
  ])('%s', (_title, paths, merged) => {
    expect(formatAsPath(mergePaths(paths.map(path)))).toBe(merged);
    expect(formatAsPath(mergePaths(paths.map(path).reverse()))).toBe(merged);
  });
});
