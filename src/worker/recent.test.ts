import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Lab, readScenario, type Scenario, solve, stateAt } from '../engine/index.ts';
import { RecentSolutions } from './recent.ts';

const file = new URL('../../scenarios/hub-and-spoke.json', import.meta.url);
const scenario = readScenario(readFileSync(file, 'utf8')).scenario as Scenario;
const lab = stateAt(scenario, scenario.steps?.[0]?.id);
const moved = (n: number): Lab => ({ ...lab, sites: { place: { position: { x: n, y: 0 } } } });

function counted() {
  let solved = 0;
  const recent = new RecentSolutions((l, history) => {
    solved++;
    return solve(l, { history });
  });
  return { recent, solved: () => solved };
}

it('an undone edit is not solved again, and says the same', () => {
  const { recent, solved } = counted();
  const before = recent.of(moved(1), []);
  recent.of(moved(2), []);
  expect(recent.of(structuredClone(moved(1)), [])).toBe(before);
  expect(solved()).toBe(2);
});

it('what the network has run through before makes another state', () => {
  const { recent, solved } = counted();
  recent.of(moved(1), []);
  recent.of(moved(1), [lab]);
  expect(solved()).toBe(2);
});

it('keeps a few', () => {
  const { recent, solved } = counted();
  for (let n = 0; n < 18; n++) recent.of(moved(n), []);
  recent.of(moved(17), []);
  recent.of(moved(2), []);
  expect(solved()).toBe(18);
  recent.of(moved(0), []);
  expect(solved()).toBe(19);
});
