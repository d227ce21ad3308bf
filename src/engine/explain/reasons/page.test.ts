import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REASONS } from './index.ts';
import { reasonsPage } from './page.ts';

it('docs/reasons.md is the one that the words make; else run `npm run reasons`', () => {
  expect(readFileSync(new URL('../../../../docs/reasons.md', import.meta.url), 'utf8')).toBe(reasonsPage());
});

it('the list is closed and long enough to be precise', () => {
  expect(Object.keys(REASONS).length).toBeGreaterThan(60);
});
