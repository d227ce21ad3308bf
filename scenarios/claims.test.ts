/** The five articles' 43 claims: each is stated by a check of a built-in scenario, and no check names a claim that is none. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readScenario, type Scenario } from '../src/engine/index.ts';

const CLAIMS = { RFT: 11, B2B: 7, RET: 7, P2S: 7, OAS: 11 };
const all = Object.entries(CLAIMS).flatMap(([article, n]) => Array.from({ length: n }, (_, i) => `${article}${i + 1}`));
const folder = new URL('./', import.meta.url);
const stated = readdirSync(folder)
  .filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'))
  .flatMap((f) => {
    const scenario = readScenario(readFileSync(new URL(f, folder), 'utf8')).scenario as Scenario;
    return [scenario, ...(scenario.steps ?? [])].flatMap((s) => Object.values(s.checks ?? {}).flatMap((c) => c.claim ?? []));
  });

it('all 43 are there', () => {
  expect(all).toHaveLength(43);
  expect(all.filter((claim) => !stated.includes(claim))).toEqual([]);
});

it('and no other', () => expect([...new Set(stated)].filter((claim) => !all.includes(claim))).toEqual([]));
