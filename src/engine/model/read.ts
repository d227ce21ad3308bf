/**
 * Reading a scenario: text → JSON with positions → version → schema → the lab of every step, held against its references and
 * the platform's rules. Never throws; whatever is wrong comes back as diagnostics with their place.
 */
import type { Diagnostic } from './diagnostic.ts';
import { inconsistencies } from './consistency.ts';
import { type JsonPlace, parseJson, spanOfPath } from './json/parse.ts';
import type { Lab } from './lab.ts';
import { problemsOf } from './problems.ts';
import { danglingReferences, sharedIds } from './references.ts';
import type { Scenario } from './scenario.ts';
import { lab as labSchema } from './schema/lab.ts';
import { scenarioFile } from './schema/scenario.ts';
import { labStates, statesProblems } from './states.ts';
import { duplicateSteps } from './story.ts';
import { joinTexts } from './texts.ts';
import { migrate } from './versions.ts';

export interface ReadScenario {
  /** Absent when the text is no scenario; present, perhaps with errors, when every step of it can be shown. */
  readonly scenario?: Scenario;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadOptions {
  /** The file's name or path; its scenario should be named so. */
  readonly fileName?: string;
  /** The platform's rules, which live above this room. */
  readonly validate?: (lab: Lab) => readonly Diagnostic[];
}

/** Reads a scenario file's text; diagnostics have their line and column. */
export function readScenario(text: string, options: ReadOptions = {}): ReadScenario {
  const { value, place, mistakes } = parseJson(text);
  if (mistakes.length > 0)
    return { diagnostics: mistakes.map(({ code, message, args, span }) => ({ code, severity: 'error', message, args, place: { text: 'file', span } })) };
  const read = readScenarioValue(value, options);
  return { ...read, diagnostics: read.diagnostics.map((d) => withSpan(d, place)) };
}

/** Reads a scenario that is already JSON, such as a share link's. */
export function readScenarioValue(json: unknown, options: ReadOptions = {}): ReadScenario {
  const { value, diagnostics } = migrate(json);
  if (diagnostics.length > 0) return { diagnostics };
  const parsed = scenarioFile.safeParse(value);
  if (!parsed.success) return { diagnostics: problemsOf(parsed.error.issues, { schema: scenarioFile, value, base: [] }) };
  const scenario = cleaned(parsed.data);
  const states = labStates(scenario);
  const misshapen = states.flatMap((s) => s.misshapen);
  if (misshapen.length > 0) return { diagnostics: misshapen };
  return {
    scenario,
    diagnostics: [
      ...misnamed(scenario, options.fileName),
      ...duplicateSteps(scenario),
      ...statesProblems(scenario, states, (lab) => [...labProblems(lab), ...(options.validate?.(lab) ?? [])]),
    ],
  };
}

/** A lab by itself, such as an edit's result: its shape, and what it refers to. */
export function checkLab(lab: unknown): Diagnostic[] {
  const misshapen = labShape(lab);
  return misshapen.length > 0 ? misshapen : labProblems(lab as Lab);
}

/** What keeps a value from being a lab at all. */
export function labShape(lab: unknown): Diagnostic[] {
  const parsed = labSchema.safeParse(lab);
  return parsed.success ? [] : problemsOf(parsed.error.issues, { schema: labSchema, value: lab, base: ['lab'] });
}

/** What is wrong within a lab that has its shape, the platform's rules apart. */
export function labProblems(lab: Lab): Diagnostic[] {
  return [...danglingReferences(lab), ...sharedIds(lab), ...inconsistencies(lab)];
}

/** Without the schema's name; texts of patches joined as the schema joins those of the lab. */
function cleaned(file: object): Scenario {
  const { $schema: _schema, ...scenario } = file as Scenario & { readonly $schema?: string };
  if (!scenario.steps) return scenario;
  return { ...scenario, steps: scenario.steps.map((step) => (step.patch === undefined ? step : { ...step, patch: joinTexts(step.patch) })) };
}

function misnamed(scenario: Scenario, fileName: string | undefined): Diagnostic[] {
  const name = fileName?.replace(/^.*[\\/]/, '').replace(/\.json$/, '');
  if (name === undefined || name === scenario.id) return [];
  const message = `At id: expected ${JSON.stringify(name)} as in the file's name, got ${JSON.stringify(scenario.id)}`;
  return [{ code: 'id-not-file-name', severity: 'warning', message, args: { id: scenario.id, name }, place: { path: ['id'], text: 'file' } }];
}

/** The place of the diagnostic's path in the text. */
function withSpan(d: Diagnostic, root: JsonPlace): Diagnostic {
  if (d.place.span || !d.place.path) return d;
  return { ...d, place: { ...d.place, text: 'file', span: spanOfPath(root, d.place.path) } };
}
