/** What is wrong in a story on purpose is stated by a check; nothing else is wrong in it. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { solveStep, stepIds } from '../src/engine/index.ts';
import { openStory } from './stories.ts';

const ids = readdirSync(new URL('./', import.meta.url))
  .filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'))
  .map((f) => f.replace(/\.json$/, ''));

it.each(ids)('%s', (id) => {
  const { scenario, checksOf } = openStory(id);
  const unstated = stepIds(scenario).flatMap((step) => {
    const stated = Object.values(checksOf(step)).flatMap((c) => (c.kind === 'diagnostic' && c.present ? [c.code] : []));
    const found = solveStep(scenario, step).diagnostics.filter((d) => d.severity !== 'info' && !stated.includes(d.code));
    return found.map((d) => `${step}: ${d.code}: ${d.message}`);
  });
  expect(unstated).toEqual([]);
});
