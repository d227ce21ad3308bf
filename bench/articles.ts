/** The built-in stories: what solving a step takes, as the worker does it for every edit (compile, converge, program, validate). */
import { readdirSync, readFileSync } from 'node:fs';
import { historyAt, readScenario, solve, stateAt, stepIds } from '../src/engine/index.ts';
import { cpuOf, tell } from './measure.ts';

const root = process.env['HOPLAB_ROOT'] ?? '.';
const WARM = 12;
const RUNS = 12;

for (const file of readdirSync(`${root}/scenarios`).sort()) {
  if (!file.endsWith('.json') || file === 'scenario.schema.json') continue;
  const { scenario } = readScenario(readFileSync(`${root}/scenarios/${file}`, 'utf8'));
  if (!scenario) throw new Error(`${file} is no scenario`);
  const steps = stepIds(scenario).length > 0 ? stepIds(scenario) : [undefined];
  const times: number[] = [];
  for (const step of steps) {
    const lab = stateAt(scenario, step);
    const history = historyAt(scenario, step);
    const one = () => solve(lab, { history });
    for (let i = 0; i < WARM; i++) one();
    const all: number[] = [];
    for (let i = 0; i < RUNS; i++) all.push(cpuOf(one));
    times.push(all.sort((a, b) => a - b)[RUNS >> 1] as number);
  }
  tell(file, `${Math.min(...times).toFixed(1)} – ${Math.max(...times).toFixed(1)} ms`, 'goal ≤ 8 ms');
}
