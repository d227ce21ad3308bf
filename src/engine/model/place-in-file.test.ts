import { describe, expect, it } from 'vitest';
import { type InText, placeInFile } from './place-in-file.ts';

const PATH = ['lab', 'routers', 'r1', 'frr', 'config'];

/** What the file says from the place found on. */
function found(file: string, at: Omit<InText, 'path'>): string | undefined {
  const place = placeInFile(file, { path: PATH, ...at });
  return place && file.split('\n')[place.line - 1]?.slice(place.column - 1);
}

const file = (config: unknown, steps: readonly unknown[] = []) => JSON.stringify({ lab: { routers: { r1: { frr: { config } } } }, steps }, null, 2);
const patch = (id: string, config: unknown) => ({ id, patch: { routers: { r1: { frr: { config } } } } });

describe('where a text stands in the scenario’s file', () => {
  it('an array of lines: the line’s own string', () => {
    expect(found(file(['router bgp 1', ' bogus line', 'exit']), { line: 2, column: 2 })).toBe('bogus line",');
  });

  it('one string: behind the line breaks that are written as escapes', () => {
    expect(found(file('router bgp 1\n bogus line\nexit'), { line: 2, column: 2 })).toBe('bogus line\\nexit"');
  });

  it('escapes count as the one character that they are', () => {
    expect(found(file(['description "a\\b"\tbogus']), { line: 1, column: 19 })).toBe('bogus"');
    expect(found('{"lab":{"routers":{"r1":{"frr":{"config":"a\\u00e9\\/ bogus"}}}}}', { line: 1, column: 5 })).toBe('bogus"}}}}}');
    expect(found(file('é \u{1F600} bogus'), { line: 1, column: 6 })).toBe('bogus"');
  });

  it('a line of the array that holds several', () => {
    expect(found(file(['one\ntwo', 'three']), { line: 2, column: 1 })).toBe('two",');
    expect(found(file(['one\ntwo', 'three']), { line: 3, column: 1 })).toBe('three"');
  });

  it('of the step asked for: the patch that set it last, never a later one', () => {
    const text = file(['lab'], [patch('a', ['of a']), { id: 'b' }, patch('c', ['of c'])]);
    expect(found(text, { line: 1, column: 1, step: 'b' })).toBe('of a"');
    expect(found(text, { line: 1, column: 1, step: 'c' })).toBe('of c"');
    expect(found(text, { line: 1, column: 1 })).toBe('of c"');
    expect(found(file(['lab'], [{ id: 'x' }, patch('c', ['of c'])]), { line: 1, column: 1, step: 'x' })).toBe('lab"');
  });

  it('nothing where the file holds no such text or line', () => {
    expect(found(file(['one']), { line: 2, column: 1 })).toBeUndefined();
    expect(found('{"lab":{}}', { line: 1, column: 1 })).toBeUndefined();
    expect(found('{"lab":', { line: 1, column: 1 })).toBeUndefined();
  });

  it('beyond the end of the line: its end', () => {
    expect(found(file(['one']), { line: 1, column: 9 })).toBe('"');
  });
});
