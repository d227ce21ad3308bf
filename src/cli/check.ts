/** `hoplab check`: every step's checks, one line each. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckResult, type Locale, runChecks, solve, solveStep, stepIds } from '../engine/index.ts';
import { BadInput, builtInNames, openFile, parseOptions } from './input.ts';
import { LANG, langOf, WORDS } from './language.ts';

export function check(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...LANG, json: { type: 'boolean' } });
  const lang = langOf('check', values);
  const files = words.length === 0 ? builtInNames() : words.flatMap((w) => (existsSync(w) && statSync(w).isDirectory() ? scenariosIn(w) : [w]));
  const results = files.flatMap((file) => checkFile(file, lang).map((r) => ({ scenario: file, ...r })));
  if (values['json'])
    console.log(
      JSON.stringify(
        results.map(({ scenario, id, step, claim, title, pass, found }) => ({ scenario, step, id, claim, title: title[lang], pass, found })),
        null,
        2,
      ),
    );
  else for (const r of results) printResult(r, lang);
  const failed = results.filter((r) => !r.pass).length;
  if (!values['json']) console.log(WORDS[lang].passed(results.length - failed, failed));
  if (results.length === 0) throw new BadInput([`${words.join(', ')}: states no checks`]);
  return failed === 0 ? 0 : 1;
}

function scenariosIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'))
    .sort()
    .map((f) => join(folder, f));
}

function checkFile(file: string, lang: Locale): CheckResult[] {
  const { scenario } = openFile(file, lang);
  const steps = scenario.steps ?? [];
  if (steps.length === 0) return runChecks(solve(scenario.lab), scenario.checks ?? {});
  return stepIds(scenario).flatMap((id) => runChecks(solveStep(scenario, id), { ...scenario.checks, ...steps.find((s) => s.id === id)?.checks }, id));
}

function printResult(r: CheckResult & { readonly scenario: string }, lang: Locale): void {
  console.log(`${r.pass ? 'ok  ' : 'FAIL'} ${r.scenario} ${r.step ?? '-'} ${r.claim ?? '-'} ${r.title[lang]}`);
  for (const line of r.found) console.log(`       ${line}`);
}
