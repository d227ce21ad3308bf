/** A line of `az`: its words, and its options by their long names. Values may stand behind a blank or `=`, and in quotes. */
import type { AzOptions } from './print.ts';

const LONG: Readonly<Record<string, string>> = { '-g': 'resource-group', '-n': 'name', '-o': 'output', '--out': 'output', '-h': 'help' };
/** Options of every command that stand without a value. */
const FLAGS: readonly string[] = ['only-show-errors', 'verbose', 'debug', 'help'];

export interface AzLine {
  /** `az network nic show-effective-route-table`. */
  readonly name: string;
  readonly options: AzOptions;
  /** An `-o` that is neither. */
  readonly output?: string;
}

export function parseAz(line: string): AzLine {
  const tokens = [...line.trim().matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([t]) => t.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  const words: string[] = [];
  const of: Record<string, string> = {};
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as string;
    if (!token.startsWith('-')) {
      words.push(token);
      continue;
    }
    const sign = token.indexOf('=');
    const option = sign < 0 ? token : token.slice(0, sign);
    const long = LONG[option] ?? option.replace(/^--/, '');
    if (FLAGS.includes(long)) continue;
    of[long] = sign < 0 ? (tokens[++i] ?? '') : token.slice(sign + 1);
  }
  const { output = 'json', query, ...rest } = of;
  const known = output === 'table' || output === 'json' || output === 'jsonc';
  return {
    name: words.join(' '),
    options: { output: output === 'table' ? 'table' : 'json', of: rest, ...(query !== undefined && { query }) },
    ...(!known && { output }),
  };
}
