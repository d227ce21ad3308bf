/** The words: one home a key, and the same blanks in both languages. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MESSAGES } from './messages.ts';

const files = readdirSync(new URL('./messages/', import.meta.url));
const areas = await Promise.all(files.map((f) => import(`./messages/${f}`) as Promise<{ readonly en: Readonly<Record<string, string>> }>));

const blanks = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([b]) => b).toSorted();

test('a key stands in one area only', () => {
  const keys = areas.flatMap((a) => Object.keys(a.en));
  expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([]);
  expect(keys.toSorted()).toEqual(Object.keys(MESSAGES.en).toSorted());
});

test.each(Object.entries(MESSAGES.en))('%s has the same blanks in both languages', (key, en) => {
  const ja = MESSAGES.ja[key as keyof typeof MESSAGES.ja];
  expect(ja.trim()).not.toBe('');
  expect(blanks(ja)).toEqual(blanks(en));
});
