/**
 * A bar and a blank in a line of configuration: every daemon takes what stands behind for something to do with its answer, be it the middle of a description
 * (lib/command.c handle_pipe_action). `include` and an expression end the line at its first bar; anything else has it thrown away.
 */
import { compilePosix } from '../policy/regex.ts';
import type { Line, Word } from './lines.ts';

/** The line as a daemon reads it; undefined where no bar is in it. `problem`: it is not read at all. */
export function piped(line: Line): { readonly line: Line } | { readonly problem: string } | undefined {
  const at = line.text.indexOf('| ');
  if (at < 0) return undefined;
  const [action = '', ...rest] = line.text.slice(at + 2).split(' ');
  if (action !== 'include' || rest.length === 0) return { problem: `% Unknown action '${action}'` };
  const expression = rest.join(' ');
  if (!compilePosix(expression)) return { problem: `% Bad regexp '${expression}'` };
  return { line: { ...line, text: line.text.slice(0, line.text.indexOf('|')).trimEnd(), words: wordsBefore(line.words) } };
}

function wordsBefore(words: readonly Word[]): Word[] {
  const bar = words.findIndex((w) => w.text.includes('|'));
  const last = words[bar] as Word;
  const text = last.text.slice(0, last.text.indexOf('|'));
  return [...words.slice(0, bar), ...(text === '' ? [] : [{ ...last, text, end: last.column + text.length }])];
}
