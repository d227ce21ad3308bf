/** What the commands take: options, and a scenario from a path, a built-in name or a share link. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  decodeLink,
  type Diagnostic,
  historyAt,
  type Lab,
  type Locale,
  looksLikeLink,
  placeInFile,
  readScenario,
  type Scenario,
  type Solution,
  solve,
  stateAt,
  stepIds,
  wordDiagnostic,
} from '../engine/index.ts';

/** Bad input: what to print on standard error, one line a problem. */
export class BadInput extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

const ROOT = process.env['HOPLAB_ROOT'] ?? process.cwd();

export function builtInFile(name: string): string {
  return join(ROOT, 'scenarios', `${name}.json`);
}

type OptionSpec = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;

/** Options and words; an unknown option is bad input. */
export function parseOptions(
  args: readonly string[],
  options: OptionSpec,
): { values: Readonly<Record<string, string | boolean | undefined>>; words: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values, words: positionals };
  } catch (error) {
    throw new BadInput([`hoplab: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

export function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const SEVERITY = {
  en: { error: '', warning: 'warning: ', info: 'info: ' },
  ja: { error: '', warning: '警告: ', info: '情報: ' },
} as const;

/** `FILE:LINE:COLUMN: what is wrong`; where the file is not at hand, the path to the text of the device and the place in it. */
export function diagnosticLine({ name, text: file, step }: Where, d: Diagnostic, lang: Locale = 'en'): string {
  const { span, path = [] } = d.place;
  const isOfFile = d.place.text === undefined || d.place.text === 'file';
  const standing = span && !isOfFile && file !== undefined ? placeInFile(file, { ...span, path, ...(step !== undefined && { step }) }) : undefined;
  const inFile = standing ?? (isOfFile ? span : undefined);
  // A finding about the network as a whole is of a device alone.
  const at = isOfFile ? path.join('.') || d.place.object : `${path.join('.')}:${span?.line ?? 1}:${span?.column ?? 1}`;
  const place = inFile ? `${name}:${inFile.line}:${inFile.column}` : [name, ...(at ? [` ${at}`] : [])].join(':');
  return `${place}: ${SEVERITY[lang][d.severity]}${wordDiagnostic(d, lang)}`;
}

/** What a diagnostic's place is told by. */
interface Where {
  /** How the input was named. */
  readonly name: string;
  /** The file's text, where there is a file. */
  readonly text?: string;
  /** The step whose lab it is; the last one unless said. */
  readonly step?: string;
}

export interface Opened extends Where {
  readonly scenario: Scenario;
  /** A link's own state, which stands in place of the step's. */
  readonly lab?: Lab;
}

/** Reads FILE; errors are bad input, warnings go to standard error. */
export function openFile(file: string | undefined, lang: Locale = 'en'): Opened {
  if (file === undefined) throw new BadInput(['hoplab: expected a FILE: a path, the name of a built-in scenario, or a share link']);
  if (looksLikeLink(file)) return openLink(file, lang);
  const path = existsSync(file) && statSync(file).isFile() ? file : builtInFile(file);
  if (!existsSync(path))
    throw new BadInput([`${file}: no such file and no built-in scenario of that name; the built-in ones are ${builtInNames().join(', ') || '(none)'}`]);
  const read = { name: file, text: readFileSync(path, 'utf8') };
  const result = readScenario(read.text);
  return { ...read, scenario: accepted(read, result.scenario, result.diagnostics, lang) };
}

function accepted(from: Where, scenario: Scenario | undefined, diagnostics: readonly Diagnostic[], lang: Locale): Scenario {
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (!scenario || errors.length > 0) throw new BadInput(errors.map((d) => diagnosticLine(from, d, lang)));
  return scenario;
}

function openLink(link: string, lang: Locale): Opened {
  const { document, diagnostics } = decodeLink(link, (id) => {
    const path = builtInFile(id);
    return existsSync(path) ? readScenario(readFileSync(path, 'utf8')).scenario : undefined;
  });
  const scenario = accepted({ name: 'link' }, document?.scenario, diagnostics, lang);
  return { name: 'link', scenario, ...(document && { lab: document.lab, ...(document.step !== undefined && { step: document.step }) }) };
}

export function builtInNames(): string[] {
  const folder = join(ROOT, 'scenarios');
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'))
        .map((f) => f.replace(/\.json$/, ''))
        .sort()
    : [];
}

/** The answer for the lab at a step, with its past where the step is a change to a running network. */
export function solvedAt(opened: Opened, step: string | undefined): Solution {
  return solve(labAt(opened, step), { history: historyOf(opened, step) });
}

/** What the network has run through before a step. */
export function historyOf(opened: Opened, step: string | undefined): readonly Lab[] {
  return historyAt(opened.scenario, step ?? opened.step ?? stepIds(opened.scenario).at(-1));
}

/** The lab at a step: the one asked for, a link's own state, else the last one told. */
export function labAt(opened: Opened, step: string | undefined): Lab {
  const ids = stepIds(opened.scenario);
  if (step !== undefined && !ids.includes(step))
    throw new BadInput([`${opened.name}: no step ${JSON.stringify(step)}; expected one of ${ids.join(', ') || '(it has none)'}`]);
  if (step === undefined && opened.lab) return opened.lab;
  return stateAt(opened.scenario, step ?? ids.at(-1));
}
