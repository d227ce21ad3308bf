import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { plainText } from '../../../oracle/plain.ts';
import { historyAt, readScenario, type Scenario, stateAt, stepIds } from '../model/index.ts';
import { solve } from '../solve.ts';
import { KnownPlanes } from './known-planes.ts';

function story(name: string): Scenario {
  const { scenario } = readScenario(readFileSync(new URL(`../../../scenarios/${name}.json`, import.meta.url), 'utf8'));
  if (!scenario) throw new Error(`${name} is no scenario`);
  return scenario;
}

/** `taken`: steps that leave what the control plane stands on as it was in one before. */
it.each([
  ['firewall-return-path', 5],
  ['reverse-forced-tunneling', 5],
  ['branch-to-branch-firewall', 2],
  ['p2s-proxy', 4],
  ['bgp-wedgie', 0],
])('%s, told with what is known of the steps before, says the same in every route and reason', (name, taken) => {
  const scenario = story(name);
  const known = new KnownPlanes();
  const planes = new Set<object>();
  let again = 0;
  for (const id of stepIds(scenario)) {
    const [lab, history] = [stateAt(scenario, id), historyAt(scenario, id)];
    const told = solve(lab, { history, known });
    const fresh = solve(lab, { history });
    expect(plainText(told.controlPlane)).toBe(plainText(fresh.controlPlane));
    expect(plainText([...told.effectiveRoutes])).toBe(plainText([...fresh.effectiveRoutes]));
    expect(told.diagnostics).toEqual(fresh.diagnostics);
    if (planes.has(told.controlPlane)) again++;
    planes.add(told.controlPlane);
  }
  expect(again).toBeGreaterThanOrEqual(taken);
});

it('what a network has run through makes another rest', () => {
  const scenario = story('bgp-wedgie');
  const id = scenario.steps?.find((s) => s.onRunningNetwork)?.id as string;
  const known = new KnownPlanes();
  const [lab, history] = [stateAt(scenario, id), historyAt(scenario, id)];
  const running = solve(lab, { history, known }).controlPlane;
  expect(solve(lab, { history, known }).controlPlane).toBe(running);
  expect(solve(lab, { known }).controlPlane).not.toBe(running);
});

it('keeps a few, and the last', () => {
  const scenario = story('route-leak');
  const [first, ...others] = stepIds(scenario).map((id) => stateAt(scenario, id));
  if (!first) throw new Error('the story has no steps');
  const known = new KnownPlanes();
  const plane = (lab: typeof first) => solve(lab, { known }).controlPlane;
  const before = plane(first);
  expect(plane(first)).toBe(before);
  for (const lab of others) plane(lab);
  expect(others).toHaveLength(2);
  expect(plane(first)).toBe(before);
  const grown = (n: number) => ({ ...first, routers: { ...first.routers, [`more${n}`]: { platform: 'frr' as const, frr: { config: '' }, interfaces: {} } } });
  for (const n of [1, 2, 3]) plane(grown(n));
  expect(plane(first)).not.toBe(before);
});
