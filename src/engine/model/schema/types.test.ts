/** The schemas and the types of lab.ts and scenario.ts say the same. Most of this file is checked by the compiler. */
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { Lab } from '../lab.ts';
import type { Scenario } from '../scenario.ts';
import type { lab } from './lab.ts';
import type { scenario } from './scenario.ts';

/** A type without the differences that do not matter here: `readonly`, and `?: T | undefined` beside `?: T`. */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : { -readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> };

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type FromSchema<S extends z.ZodType> = z.output<S>;

const sameLab: Same<Plain<FromSchema<typeof lab>>, Plain<Lab>> = true;
const sameScenario: Same<Plain<FromSchema<typeof scenario>>, Plain<Scenario>> = true;
const notEverything: Same<Plain<Lab>, Plain<Scenario>> = false;

describe('schemas and types', () => {
  it('are the same', () => {
    expect([sameLab, sameScenario, notEverything]).toEqual([true, true, false]);
  });
});
