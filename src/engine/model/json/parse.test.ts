import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, spanOfPath } from './parse.ts';

const mistakes = (text: string) => parseJson(text).mistakes.map((m) => `${m.span.line}:${m.span.column} ${m.message}`);

describe('JSON with positions', () => {
  it('has the value and the place of every key and value', () => {
    const text = '{\n  "a": {\n    "b": [1, "two"]\n  }\n}\n';
    const { value, place, mistakes } = parseJson(text);
    expect(mistakes).toEqual([]);
    expect(value).toEqual({ a: { b: [1, 'two'] } });
    expect(spanOfPath(place, ['a'])).toEqual({ line: 2, column: 3, endLine: 2, endColumn: 6 });
    expect(spanOfPath(place, ['a', 'b', 1])).toEqual({ line: 3, column: 14, endLine: 3, endColumn: 19 });
    expect(spanOfPath(place, ['a', 'b', 7]), 'a path that leads nowhere: the nearest value around it').toEqual(spanOfPath(place, ['a', 'b']));
    expect(place.span).toEqual({ line: 1, column: 1, endLine: 5, endColumn: 2 });
  });

  it.each<[text: string, ...expected: string[]]>([
    ['', '1:1 expected a value: the text is empty, got the end of the text'],
    ['{"a": 1,}', '1:9 expected another item after the comma, got }'],
    ['{"a": 1 "b": 2}', '1:9 expected } or a comma, got "b"'],
    ['{"a" 1}', '1:6 expected a colon after "a", got 1'],
    ['{a: 1}', '1:2 expected a property name in double quotes, got a'],
    ['{"a": }', '1:7 expected a value, got }'],
    ['[1, 2', '1:6 expected ], got the end of the text'],
    ['{"a": nul}', '1:7 expected a value, got nul'],
    ['{"a": "x\n}', '1:7 expected the string to end with a double quote on its line'],
    ['{"a": "\\q"}', '1:7 expected one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after a backslash'],
    ['{} {}', '1:4 expected nothing after the end, got {'],
    ['{"a": 1 // one\n}', '1:9 expected no comment: JSON has none'],
    ['{"a": 1, "a": 2}', '1:10 expected each property once, got "a" again'],
    ['{"a": [1 2], "b": }', '1:10 expected ] or a comma, got 2', '1:19 expected a value, got }'],
  ])('%j', (text, ...expected) => {
    expect(mistakes(text).slice(0, expected.length)).toEqual(expected);
  });

  it('goes on after a mistake and reads the rest', () => {
    expect(parseJson('{"a": {"x" 1}, b: 2, "c": [1 2], "d": 4}').value).toEqual({ a: { x: 1 }, c: [1, 2], d: 4 });
  });

  it('refuses nesting that would overflow the stack', () => {
    expect(mistakes('['.repeat(100_000))[0]).toContain('at most 100 levels');
    expect(mistakes('{"a":'.repeat(100_000))[0]).toContain('at most 100 levels');
  });

  it('keeps __proto__ an ordinary key', () => {
    const { value } = parseJson('{"__proto__": {"x": 1}}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect((value as { x?: number }).x).toBeUndefined();
  });

  it('reads what JSON.parse reads, the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 2), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        const { value, mistakes } = parseJson(text);
        expect(mistakes).toEqual([]);
        expect(value).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it('finds a mistake in every text that JSON.parse refuses, and never throws', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b', '1', '-', '0.5', 'true', 'nul', ' ', '\n', '//', '/*', '\\', '"\\u12"'),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((p) => p.join('')),
        ),
        (text) => {
          const { mistakes } = parseJson(text);
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          if (!valid) expect(mistakes.length).toBeGreaterThan(0);
          else expect(mistakes.filter((m) => m.code !== 'json-duplicate-key')).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
