/** `hoplab compare`: output from somewhere else, on standard input, against the lab's own. */
import { readFileSync } from 'node:fs';
import { allAgree, comparePasted, nothingReadText, pastedText } from '../engine/index.ts';
import { BadInput, parseOptions, text } from './input.ts';
import { LANG, langOf } from './language.ts';
import { deviceOf, solved } from './questions.ts';

export function compare(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...LANG, step: { type: 'string' }, json: { type: 'boolean' } });
  const lang = langOf('compare', values);
  const { solution, name } = solved(words[0], text(values['step']), lang);
  const device = deviceOf(solution, name, words[1]);
  const pasted = comparePasted(solution, device, readFileSync(0, 'utf8'));
  if (pasted.comparisons.length === 0) {
    const expected = pasted.expected.map((c) => `  ${c.command}`);
    throw new BadInput([nothingReadText(device, lang), ...expected]);
  }
  console.log(values['json'] ? JSON.stringify(pasted, null, 2) : pastedText(pasted, lang));
  return allAgree(pasted) ? 0 : 1;
}
