/** `hoplab check`: every step's checks, one line each. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckResult, runChecks, solve, solveStep, stepIds } from '../engine/index.ts';
import { BadInput, builtInNames, openFile, parseOptions } from './input.ts';

export function check(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { json: { type: 'boolean' } });
  const files = words.length === 0 ? builtInNames() : words.flatMap((w) => (existsSync(w) && statSync(w).isDirectory() ? scenariosIn(w) : [w]));
  const results = files.flatMap((file) => checkFile(file).map((r) => ({ scenario: file, ...r })));
  if (values['json'])
    console.log(
      JSON.stringify(
        results.map(({ scenario, id, step, claim, title, pass, found }) => ({ scenario, step, id, claim, title: title.en, pass, found })),
        null,
        2,
      ),
    );
  else for (const r of results) printResult(r);
  const failed = results.filter((r) => !r.pass).length;
  if (!values['json']) console.log(`${results.length - failed} passed, ${failed} failed`);
  if (results.length === 0) throw new BadInput([`${words.join(', ')}: states no checks`]);
  return failed === 0 ? 0 : 1;
}

function scenariosIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'))
    .sort()
    .map((f) => join(folder, f));
}

function checkFile(file: string): CheckResult[] {
  const { scenario } = openFile(file);
  const steps = scenario.steps ?? [];
  if (steps.length === 0) return runChecks(solve(scenario.lab), scenario.checks ?? {});
  return stepIds(scenario).flatMap((id) => runChecks(solveStep(scenario, id), { ...scenario.checks, ...steps.find((s) => s.id === id)?.checks }, id));
}

function printResult(r: CheckResult & { readonly scenario: string }): void {
  console.log(`${r.pass ? 'ok  ' : 'FAIL'} ${r.scenario} ${r.step ?? '-'} ${r.claim ?? '-'} ${r.title.en}`);
  for (const line of r.found) console.log(`       ${line}`);
}
