/**
 * The built-in stories: what solving a step takes, as the worker does it for every edit (compile, converge, program, validate); cold, and where the
 * edit leaves what the control plane stands on as it was, with the comparison of all tables.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { diffTables, historyAt, KnownPlanes, readScenario, solve, stateAt, stepIds } from '../src/engine/index.ts';
import { cpuOf, tell } from './measure.ts';

const root = process.env['HOPLAB_ROOT'] ?? '.';
const RUNS = 24;
/** ms of CPU after which no further run of a step is begun: a large one has its code warm by then. */
const ENOUGH = 2000;

/** ms of CPU, the median of the later half of the runs. */
function typical(work: () => unknown): number {
  const all: number[] = [];
  for (let spent = 0; all.length < RUNS && (spent < ENOUGH || all.length < 4); spent += all.at(-1) as number) all.push(cpuOf(work));
  const later = all.slice(all.length >> 1).sort((a, b) => a - b);
  return later[later.length >> 1] as number;
}

function range(times: readonly number[]): string {
  return `${Math.min(...times).toFixed(1)} – ${Math.max(...times).toFixed(1)} ms`;
}

for (const file of readdirSync(`${root}/scenarios`).sort()) {
  if (!file.endsWith('.json') || file === 'scenario.schema.json') continue;
  const { scenario } = readScenario(readFileSync(`${root}/scenarios/${file}`, 'utf8'));
  if (!scenario) throw new Error(`${file} is no scenario`);
  const steps = stepIds(scenario).length > 0 ? stepIds(scenario) : [undefined];
  const [cold, edited]: [number[], number[]] = [[], []];
  for (const step of steps) {
    const lab = stateAt(scenario, step);
    const history = historyAt(scenario, step);
    cold.push(typical(() => solve(lab, { history })));
    const known = new KnownPlanes();
    let before = solve(lab, { history, known });
    edited.push(
      typical(() => {
        const now = solve(lab, { history, known });
        diffTables(before, now);
        before = now;
      }),
    );
  }
  tell(file, `${range(cold)} cold`, 'goal ≤ 8 ms');
  tell('', `${range(edited)} edited`);
}
