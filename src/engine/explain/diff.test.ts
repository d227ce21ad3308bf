/** Rows are kept by the tables that they are of (tables/router.ts), and answers share tables (control-plane/known-planes.ts). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KnownPlanes } from '../control-plane/index.ts';
import { historyAt, readScenario, type Scenario, stateAt, stepIds } from '../model/index.ts';
import { solve } from '../solve.ts';
import { diffTables } from './diff.ts';
import { routesTable } from './tables/index.ts';

function story(name: string): Scenario {
  const { scenario } = readScenario(readFileSync(new URL(`../../../scenarios/${name}.json`, import.meta.url), 'utf8'));
  if (!scenario) throw new Error(`${name} is no scenario`);
  return scenario;
}

function solved(scenario: Scenario, known?: KnownPlanes) {
  return stepIds(scenario).map((id) => solve(stateAt(scenario, id), { history: historyAt(scenario, id), ...(known && { known }) }));
}

it.each(['er-vpn-failover', 'reverse-forced-tunneling', 'route-leak'])('%s: what changes from step to step is the same where answers share tables', (name) => {
  const scenario = story(name);
  const [shared, fresh] = [solved(scenario, new KnownPlanes()), solved(scenario)];
  const changes = (solutions: typeof fresh) => solutions.slice(1).map((after, i) => diffTables(solutions[i] as (typeof fresh)[number], after));
  expect(changes(shared)).toEqual(changes(fresh));
  expect(changes(shared).flat().length).toBeGreaterThan(0);
});

it('an edit elsewhere leaves the rows as they are, and nothing has changed', () => {
  const scenario = story('route-leak');
  const lab = stateAt(scenario, stepIds(scenario).at(-1));
  const known = new KnownPlanes();
  const [before, after] = [lab, { ...lab, sites: { ...lab.sites, place: { position: { x: 1, y: 2 } } } }].map((l) => solve(l, { known }));
  if (!before || !after) throw new Error('nothing was solved');
  const [device] = [...before.controlPlane.ribs.keys()] as [string];
  for (const kind of ['rib', 'bgp'] as const) expect(routesTable(after, device, kind).rows).toBe(routesTable(before, device, kind).rows);
  expect(diffTables(before, after)).toEqual([]);
});
