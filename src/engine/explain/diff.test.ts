/** Rows are kept by the tables that they are of (tables/router.ts), and answers share tables (control-plane/known-planes.ts). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KnownPlanes } from '../control-plane/index.ts';
import { historyAt, readScenario, type Scenario, stateAt, stepIds } from '../model/index.ts';
import { solve } from '../solve.ts';
import { diffRows, diffTables } from './diff.ts';
import { rowsApart } from './tables/apart.ts';
import { routesTable } from './tables/index.ts';
import type { TableRow } from './types.ts';

function story(name: string): Scenario {
  const { scenario } = readScenario(readFileSync(new URL(`../../../scenarios/${name}.json`, import.meta.url), 'utf8'));
  if (!scenario) throw new Error(`${name} is no scenario`);
  return scenario;
}

function solved(scenario: Scenario, known?: KnownPlanes, steps?: number) {
  return stepIds(scenario)
    .slice(0, steps)
    .map((id) => solve(stateAt(scenario, id), { history: historyAt(scenario, id), ...(known && { known }) }));
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

const byKey = (rows: readonly TableRow[]) => new Map(rows.map((r) => [r.key, r]));

it.each(['own-as', 'route-leak', 'bgp-wedgie', 'anycast', 'er-vpn-failover'])(
  '%s: routers whose routes are compared differ in what their whole tables do, row for row',
  (name) => {
    const solutions = solved(story(name), new KnownPlanes(), 5);
    let compared = 0;
    let written = 0;
    for (const [i, after] of solutions.entries()) {
      // Backwards, too: what came is what went.
      for (const before of [solutions[i - 1], solutions[i + 1], solutions[0]]) {
        for (const device of before ? after.controlPlane.ribs.keys() : []) {
          for (const kind of ['rib', 'bgp'] as const) {
            const tables = [before, after].map((s) => routesTable(s as typeof after, device, kind).rows);
            const apart = rowsApart(before as typeof after, after, device, kind);
            if (!apart) continue;
            const whole = diffRows(device, kind, byKey(tables[0] ?? []), byKey(tables[1] ?? []));
            expect(diffRows(device, kind, byKey(apart.before), byKey(apart.after))).toEqual(whole);
            compared += whole.length;
            written += apart.before.length + apart.after.length;
            expect(apart.before.length).toBeLessThanOrEqual(tables[0]?.length ?? 0);
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(0);
    // Rows are written for little more than what changes.
    expect(written).toBeLessThanOrEqual(4 * compared);
  },
);
