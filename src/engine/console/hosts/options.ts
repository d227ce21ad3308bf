/** What every command of a shell is given, how it answers, and how its words are read. */
import type { RouterNode } from '../../compile/index.ts';
import type { Solution } from '../../solution.ts';

export interface ShellAnswer {
  readonly text: string;
  readonly error: boolean;
}

export interface Shell {
  readonly solution: Solution;
  readonly device: string;
  readonly node: RouterNode | undefined;
  /** The FIB that the command runs in: `setfib`. */
  readonly fib?: number;
}

export type Command = (shell: Shell, words: readonly string[]) => ShellAnswer;

export const says = (text: string): ShellAnswer => ({ text, error: false });
/** An answer that is the command's refusal of its words. */
export const refuses = (text: string): ShellAnswer => ({ text, error: true });

/** Options with a value, by letter or long name; flags stand alone. `rest` is what is neither. */
export interface Options {
  readonly rest: readonly string[];
  readonly value: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
  /** Every value of an option that may stand several times, in order. */
  readonly values: (name: string) => readonly string[];
  /** The flags that stand there. */
  readonly flags: readonly string[];
}

/** `valued`: letters and long names of options that take a value. */
export function readOptions(words: readonly string[], valued: readonly string[]): Options {
  const values = new Map<string, string[]>();
  const put: Put = (name, value) => values.set(name, [...(values.get(name) ?? []), value]);
  const flags = new Set<string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('-') || word === '-') rest.push(word);
    else if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split('=');
      if (valued.includes(name)) put(name, value ?? words[++i] ?? '');
      else flags.add(name);
    } else i += readLetters(word, words[i + 1], valued, put, flags);
  }
  const all = (name: string) => values.get(name) ?? [];
  return { rest, value: (name) => all(name).at(-1), flag: (name) => flags.has(name), values: all, flags: [...flags] };
}

type Put = (name: string, value: string) => void;

/** `-rwnc 2`, `-c2`: how many further words were taken. */
function readLetters(word: string, next: string | undefined, valued: readonly string[], put: Put, flags: Set<string>): number {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    if (!valued.includes(letter)) {
      flags.add(letter);
      continue;
    }
    const glued = word.slice(at + 1);
    put(letter, glued === '' ? (next ?? '') : glued);
    return glued === '' ? 1 : 0;
  }
  return 0;
}

export function numberOf(text: string | undefined, least: number, most: number): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}

/** Words side by side, each column as wide as its widest. The last column is not padded. */
export function columns(rows: readonly (readonly string[])[], gap = 1): string[] {
  const widths = rows.reduce<number[]>((w, row) => row.map((cell, i) => Math.max(w[i] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd((widths[i] ?? 0) + gap)))
      .join('')
      .trimEnd(),
  );
}
