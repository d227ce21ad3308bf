/** `hoplab frr`: FRR labs in, results out, in the shape that the oracle records real FRR in; what is found of them as a whole on standard error. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { answerFrrLab, diagnoseFrrLab, type FrrLab, type Locale, readFrrLab } from '../engine/index.ts';
import { BadInput, diagnosticLine, parseOptions, text } from './input.ts';
import { LANG, langOf } from './language.ts';

export function frr(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...LANG, out: { type: 'string', short: 'o' } });
  const lang = langOf('frr', values);
  if (words.length === 0) throw new BadInput(['hoplab frr: expected one LAB.json or more']);
  const out = text(values['out']);
  const isFolder = out !== undefined && existsSync(out) && statSync(out).isDirectory();
  if (words.length > 1 && !isFolder) throw new BadInput([`hoplab frr: several labs need -o DIR, an existing folder; got ${out ?? 'none'}`]);
  const labs = words.map((file) => [file, readLab(file)] as const);
  for (const [file, lab] of labs) {
    warnOf(file, lab, lang);
    const { result, findings } = answerFrrLab(lab);
    // First of all, because the tables of a large lab take as long to write as it took to run.
    for (const d of findings) console.error(diagnosticLine({ name: file }, d, lang));
    const json = `${JSON.stringify(result(), null, 1)}\n`;
    if (out === undefined) process.stdout.write(json);
    else writeFileSync(isFolder ? join(out, basename(file)) : out, json);
  }
  return 0;
}

/** Says on standard error what FRR refuses of the lab's texts, and what the lab does not do, each at its line. */
export function warnOf(file: string, lab: FrrLab, lang: Locale): void {
  const where = { name: file, text: readFileSync(file, 'utf8') };
  for (const d of diagnoseFrrLab(lab).filter((x) => x.severity !== 'info' || x.code === 'frr-not-modelled')) console.error(diagnosticLine(where, d, lang));
}

/** The FRR lab in a file (a lab of its own, or a recording); undefined where the file is none, or is a scenario, which says its version. */
export function frrLabIn(file: string): FrrLab | undefined {
  if (!existsSync(file) || !statSync(file).isFile()) return undefined;
  return isFrrLab(readFileSync(file, 'utf8')) ? readLab(file) : undefined;
}

function isFrrLab(text: string): boolean {
  try {
    const value = JSON.parse(text) as { readonly version?: unknown; readonly routers?: unknown; readonly lab?: { readonly routers?: unknown } } | null;
    return value?.version === undefined && (value?.routers ?? value?.lab?.routers) !== undefined;
  } catch {
    // Whoever reads scenarios says what is wrong with it, and where.
    return false;
  }
}

function readLab(file: string): FrrLab {
  if (!existsSync(file)) throw new BadInput([`${file}: no such file`]);
  const read = readFrrLab(readFileSync(file, 'utf8'));
  if ('problems' in read) throw new BadInput(read.problems.map((p) => `${file}: ${p}`));
  return read.lab;
}
