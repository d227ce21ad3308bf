/** `hoplab link` and `hoplab open`: scenario files to share links, and back. */
import { readFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { encodeLink, readScenario, sameJson, writeScenario } from '../engine/index.ts';
import { BadInput, builtInFile, labAt, openFile, parseOptions, text } from './input.ts';
import { LANG, langOf } from './language.ts';

export function link(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...LANG, step: { type: 'string' } });
  const opened = openFile(words[0], langOf('link', values));
  const path = builtInFile(opened.scenario.id);
  const original = existsSync(path) ? readScenario(readFileSync(path, 'utf8')).scenario : undefined;
  const step = text(values['step']) ?? opened.scenario.steps?.[0]?.id;
  console.log(
    encodeLink(
      { scenario: opened.scenario, lab: labAt(opened, step), ...(step !== undefined && { step }) },
      original !== undefined && sameJson(original, opened.scenario),
    ),
  );
  return 0;
}

export function open(args: readonly string[]): number {
  const { values, words } = parseOptions(args, LANG);
  const [given] = words;
  if (given === undefined) throw new BadInput(['hoplab open: expected a share link']);
  const opened = openFile(given, langOf('open', values));
  const { lab, scenario } = opened;
  // A file holds the state that the link carries; the story's steps belong to the scenario that it came from.
  const { steps: _steps, checks: _checks, ...rest } = scenario;
  process.stdout.write(writeScenario(lab ? { ...rest, lab } : scenario));
  return 0;
}
