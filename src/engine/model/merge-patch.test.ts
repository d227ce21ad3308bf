import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePatch, mergePatch, sameJson } from './merge-patch.ts';

describe('JSON Merge Patch', () => {
  // RFC 7396, Appendix A, all of it.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('RFC 7396 Appendix A: %s patched with %s is %s', (target, patch, result) => {
    expect(mergePatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(result));
  });

  it('keeps the order of what it does not touch, and changes neither argument', () => {
    const target = { b: { x: 1, y: 2 }, a: 3 };
    const copy = structuredClone(target);
    expect(JSON.stringify(mergePatch(target, { b: { y: null, z: 4 }, c: 5 }))).toBe('{"b":{"x":1,"z":4},"a":3,"c":5}');
    expect(target).toEqual(copy);
  });

  it.each([
    ['{"a":1,"b":2}', '{"a":1}', '{"b":null}'],
    ['{"a":{"x":1,"y":2}}', '{"a":{"x":1,"y":3}}', '{"a":{"y":3}}'],
    ['{"a":[1,2]}', '{"a":[1,3]}', '{"a":[1,3]}'],
    ['{"a":1}', '{"a":1}', '{}'],
    ['{"a":1}', '{"a":{"b":{}}}', '{"a":{"b":{}}}'],
  ])('from %s to %s the smallest patch is %s', (before, after, patch) => {
    expect(makePatch(JSON.parse(before), JSON.parse(after))).toEqual(JSON.parse(patch));
  });

  it('does not touch prototypes', () => {
    const out = mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}')) as { polluted?: boolean };
    expect([out.polluted, ({} as { polluted?: boolean }).polluted]).toEqual([undefined, undefined]);
    expect(JSON.stringify(out)).toBe('{"__proto__":{"polluted":true}}');
  });

  /** JSON without nulls, which a patch cannot set. */
  const json = fc.letrec<{ value: unknown; object: object }>((tie) => ({
    object: fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), fc.string()), tie('value'), { maxKeys: 5 }),
    value: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.boolean(), fc.string(), fc.array(fc.integer(), { maxLength: 3 }), tie('object')),
  }));

  it('a made patch turns the one into the other', () => {
    fc.assert(
      fc.property(json.object, json.object, (before, after) => {
        expect(sameJson(mergePatch(before, makePatch(before, after)), after)).toBe(true);
      }),
    );
  });

  it('the patch of nothing is empty, and an empty patch changes nothing', () => {
    fc.assert(
      fc.property(json.object, (value) => {
        expect(makePatch(value, value)).toEqual({});
        expect(sameJson(mergePatch(value, {}), value)).toBe(true);
      }),
    );
  });

  it('random patches never throw, and patching twice is patching once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const once = mergePatch(target, patch);
        expect(sameJson(mergePatch(once, patch), once)).toBe(true);
      }),
    );
  });
});
