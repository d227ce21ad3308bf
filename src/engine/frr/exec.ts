/**
 * Which command of an operator's console a typed line is, as vtysh looks for it (lib/command_match.c): keywords may be cut short
 * as long as one command alone fits best. The patterns are the caller's; nothing here knows any command.
 */
import { closenessOf, closestMatch, compareMatches, isAmbiguous, matchPattern, noExpectation, type Taken } from './grammar/match.ts';
import { compilePattern, type Pattern } from './grammar/pattern.ts';
import { parameterHelp } from './language/complete.ts';
import { splitWords } from './lines.ts';

/** A command that can be typed: its pattern in the manual's notation, and whatever the caller keeps with it. */
export interface ExecForm<T> {
  readonly text: string;
  readonly pattern: Pattern;
  readonly value: T;
}

/** What a line means. `args` has the words that the pattern's `$key`s took, keywords in full. */
export type ExecFound<T> =
  | { readonly kind: 'command'; readonly form: ExecForm<T>; readonly args: Readonly<Record<string, string>> }
  /** Several commands, or two readings of one, fit equally well. */
  | { readonly kind: 'ambiguous'; readonly forms: readonly ExecForm<T>[] }
  /** More words are wanted. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'unknown' };

/** Compiles a pattern such as `show ip route [A.B.C.D/M$prefix]`. Throws when the pattern itself is wrong. */
export function execForm<T>(text: string, value: T): ExecForm<T> {
  return { text, pattern: compilePattern(text), value };
}

/** Looks a line up among the commands. Never throws. */
export function findExec<T>(line: string, forms: readonly ExecForm<T>[]): ExecFound<T> {
  const words = splitWords(line);
  if (words.length === 0) return { kind: 'unknown' };
  let best: { readonly form: ExecForm<T>; readonly taken: readonly Taken[] } | undefined;
  let rivals: ExecForm<T>[] = [];
  let incomplete = false;
  for (const form of forms) {
    const expectation = noExpectation();
    const taken = closestMatch(form.pattern, words, expectation);
    if (!taken) {
      incomplete ||= expectation.at === words.length;
      continue;
    }
    const order = best ? compareMatches(taken, best.taken) : -1;
    if (order < 0) {
      best = { form, taken };
      rivals = [form];
    } else if (order === 0) rivals.push(form);
  }
  if (!best) return { kind: incomplete ? 'incomplete' : 'unknown' };
  if (rivals.length > 1 || isAmbiguous(best.form.pattern, words, best.taken)) return { kind: 'ambiguous', forms: rivals };
  return { kind: 'command', form: best.form, args: argsOf(best.taken) };
}

/** A word that may follow, and what a parameter is. */
export interface ExecHelp {
  readonly word: string;
  readonly help: string;
}

/** `?`: what may stand where a line ends, or for the word that it ends in, in the order of their characters; `<cr>`: it may end there. Empty where nothing fits. */
export function helpExec(line: string, forms: readonly ExecForm<unknown>[]): ExecHelp[] {
  const all = splitWords(line);
  const partial = /\s$/.test(line) ? undefined : all.at(-1);
  const words = partial ? all.slice(0, -1) : all;
  const out = new Map<string, string>();
  for (const { pattern } of forms) {
    const expectation = noExpectation();
    const whole = matchPattern(pattern, words, expectation);
    if (whole && !partial) out.set('<cr>', '');
    if (expectation.at !== words.length) continue;
    for (const leaf of expectation.leaves) if (!partial || closenessOf(leaf, partial.text) !== undefined) out.set(leaf.label, parameterHelp(leaf).en);
  }
  return [...out].map(([word, help]) => ({ word, help })).sort((a, b) => (a.word < b.word ? -1 : 1));
}

function argsOf(taken: readonly Taken[]): Record<string, string> {
  return Object.fromEntries(taken.flatMap(({ leaf, word }) => (leaf.key === undefined ? [] : [[leaf.key, leaf.kind === 'keyword' ? leaf.label : word.text]])));
}
