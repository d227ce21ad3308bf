/**
 * Every number of Azure's rules, as docs/rules.md lists them, stands in the title of a test or among the known limits there. A title is
 * what `it` and `describe` are given, or a row of a table that opens with its numbers (`A14, A19 User beats BGP …`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

/** `A1–A3, A10` as numbers. A title that spans more than ten rules is about none of them. */
function numbers(text: string, widest = Number.POSITIVE_INFINITY): number[] {
  return [...text.matchAll(/\bA(\d+)(?:–A?(\d+))?/g)].flatMap(([, from = '', to = from]) => {
    const length = Number(to) - Number(from) + 1;
    return length > widest ? [] : Array.from({ length }, (_, i) => Number(from) + i);
  });
}

/** The part of a page below a heading, up to the next one of the same or a higher level. */
function section(page: string, heading: string): string {
  const level = heading.split(' ')[0]?.length ?? 1;
  const after = page.slice(page.indexOf(`\n${heading}\n`) + heading.length + 2);
  const end = after.search(new RegExp(`^#{1,${level}} `, 'm'));
  return end < 0 ? after : after.slice(0, end);
}

const azure = section(readFileSync(new URL('docs/rules.md', root), 'utf8'), '## Azure');
const all = numbers(section(azure, '### Every number'));
const limits = new Set(
  section(azure, '### Known limits')
    .split('\n')
    .flatMap((line) => numbers(line.split('|')[1] ?? '')),
);

/** What `it` and `describe`, and what `each` of them returns, are given first. */
const TITLE = /(?:\b(?:it|describe|test)(?:\.\w+)*\(|\]\)\()\s*(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g;
/** Any literal that opens with numbers and goes on in words. */
const ROW = /(["'`])(A\d+[^a-z\n]*? (?:\\.|(?!\1)[^\\\n])*[a-z]{2}(?:\\.|(?!\1)[^\\\n])*)\1/g;

/** Titles of one file's tests. */
function titles(text: string): string[] {
  return [...new Set([TITLE, ROW].flatMap((pattern) => [...text.matchAll(pattern)].map(([, , said = '']) => said)))];
}

const files = ['src', 'scenarios', 'oracle'].flatMap((room) =>
  readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' })
    .filter((f) => (/\.test\.tsx?$/.test(f) && !f.endsWith('rules-covered.test.ts')) || /\/mistakes\/\w.*\.ts$/.test(f))
    .map((f) => `${room}/${f}`),
);
const tested = new Map<number, string>();
for (const file of files)
  for (const title of titles(readFileSync(new URL(file, root), 'utf8'))) for (const n of numbers(title, 10)) tested.set(n, `${file}: ${title}`);

describe('the rules of Azure', () => {
  it('are read from the page, and titles from the tests', () => {
    expect(all).toContain(1);
    expect(all).toContain(242);
    expect(limits).toContain(195);
    expect(titles("it('A7 walks', () => expect(said).toBe('refused A9'))")).toEqual(['A7 walks']);
    expect(titles("const ROWS = [['A14, A19 User wins', 'A133'], ['A69 A122']]")).toEqual(['A14, A19 User wins']);
  });

  it('are each in the title of a test, or among the known limits', () => {
    expect(all.filter((n) => !tested.has(n) && !limits.has(n)).map((n) => `A${n}`)).toEqual([]);
  });

  it('are listed if a test or a limit names them', () => {
    const unknown = [...tested.keys(), ...limits].filter((n) => !all.includes(n));
    expect(unknown.map((n) => `A${n} ${tested.get(n) ?? 'limit'}`)).toEqual([]);
  });
});
