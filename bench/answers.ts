/**
 * One hash for all that the engine answers: every scenario at every step, every recorded FRR lab, with tables, logs, reasons, checks and
 * the traces of named flows. Whoever makes the engine faster compares it before and after.
 */
import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFrrLab, readScenario, runChecks, runFrrLab, solveStep, stepIds, summarize, traceFlow } from '../src/engine/index.ts';
import { PrefixTable } from '../src/engine/ip/index.ts';

const root = process.env['HOPLAB_ROOT'] ?? '.';

/** A value as text that is the same for equal values: Maps and tables as lists in their own order, functions left out. */
function write(hash: Hash, value: unknown): void {
  switch (typeof value) {
    case 'function':
      hash.update('f');
      return;
    case 'object':
      break;
    default:
      hash.update(`${typeof value}:${String(value)};`);
      return;
  }
  if (value === null) hash.update('null;');
  else if (value instanceof PrefixTable) write(hash, value.entries());
  else if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    hash.update('[');
    for (const item of value) write(hash, item);
    hash.update(']');
  } else {
    hash.update('{');
    // An optional property that is there and undefined is the same as none.
    for (const key of Object.keys(value).sort()) {
      const item = (value as Record<string, unknown>)[key];
      if (item === undefined) continue;
      hash.update(`${key}=`);
      write(hash, item);
    }
    hash.update('}');
  }
}

/** Parts of file names, where not all are wanted. */
const only = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const sum = createHash('sha256');

function tell(name: string, value: unknown): void {
  const hash = createHash('sha256');
  write(hash, value);
  const text = hash.digest('hex').slice(0, 16);
  sum.update(text);
  if (process.argv.includes('--each')) console.log(`  ${text}  ${name}`);
}

function filesIn(folder: string): string[] {
  return readdirSync(`${root}/${folder}`)
    .filter((f) => f.endsWith('.json') && f !== 'scenario.schema.json')
    .sort()
    .map((f) => `${folder}/${f}`)
    .filter((f) => only.length === 0 || only.some((name) => f.includes(name)));
}

let states = 0;
for (const file of filesIn('scenarios')) {
  const { scenario } = readScenario(readFileSync(`${root}/${file}`, 'utf8'));
  if (!scenario) throw new Error(`${file} is no scenario`);
  for (const step of stepIds(scenario)) {
    const solution = solveStep(scenario, step);
    const { controlPlane, effectiveRoutes, diagnostics } = solution;
    const name = `${file} ${step}`;
    tell(`${name} control plane`, controlPlane);
    tell(`${name} effective routes`, effectiveRoutes);
    tell(`${name} diagnostics`, diagnostics);
    tell(`${name} summary`, summarize(solution));
    tell(`${name} checks`, runChecks(solution, { ...scenario.checks, ...scenario.steps?.find((s) => s.id === step)?.checks }, step));
    for (const [id, flow] of Object.entries(solution.lab.flows ?? {})) tell(`${name} flow ${id}`, traceFlow(solution, flow));
    states++;
  }
}
for (const file of filesIn('oracle/recordings')) {
  const read = readFrrLab(readFileSync(`${root}/${file}`, 'utf8'));
  if ('problems' in read) throw new Error(`${file}: ${read.problems.join(', ')}`);
  tell(file, runFrrLab(read.lab));
  states++;
}
console.log(`  ${states} states: ${sum.digest('hex').slice(0, 32)}`);
