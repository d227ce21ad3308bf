/** `hoplab frr`: FRR labs in, results out, in the shape that the oracle records real FRR in. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type FrrLab, readFrrLab, runFrrLab } from '../engine/index.ts';
import { BadInput, parseOptions, text } from './input.ts';

export function frr(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { out: { type: 'string', short: 'o' } });
  if (words.length === 0) throw new BadInput(['hoplab frr: expected one LAB.json or more']);
  const out = text(values['out']);
  const isFolder = out !== undefined && existsSync(out) && statSync(out).isDirectory();
  if (words.length > 1 && !isFolder) throw new BadInput([`hoplab frr: several labs need -o DIR, an existing folder; got ${out ?? 'none'}`]);
  const labs = words.map((file) => [file, readLab(file)] as const);
  for (const [file, lab] of labs) {
    const result = `${JSON.stringify(runFrrLab(lab), null, 1)}\n`;
    if (out === undefined) process.stdout.write(result);
    else writeFileSync(isFolder ? join(out, basename(file)) : out, result);
  }
  return 0;
}

function readLab(file: string): FrrLab {
  if (!existsSync(file)) throw new BadInput([`${file}: no such file`]);
  const read = readFrrLab(readFileSync(file, 'utf8'));
  if ('problems' in read) throw new BadInput(read.problems.map((p) => `${file}: ${p}`));
  return read.lab;
}
