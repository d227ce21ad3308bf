/** Matching a typed line against a device's commands, with the abbreviations that vtysh and IOS allow. */
import { parseIp, parsePrefix } from '../ip/index.ts';

/** A word of a pattern: a keyword, alternatives `a|b`, or a `<value>` (a `<prefix>` is an address or a prefix); `[x]` may be left out. */
export interface CommandPattern<R> {
  /** `show bgp ipv4 unicast neighbors <peer> advertised-routes`. */
  readonly pattern: string;
  readonly run: (args: Readonly<Record<string, string>>) => R;
}

export type Matched<R> =
  | { readonly kind: 'found'; readonly run: () => R }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'unknown' };

/** The command that the words mean: an exact keyword beats an abbreviation; several that fit equally are ambiguous. */
export function matchCommand<R>(line: string, commands: readonly CommandPattern<R>[]): Matched<R> {
  const words = line.trim().split(/\s+/).filter(Boolean);
  const fits = commands
    .flatMap((c) => expand(c.pattern.split(' ')).map((tokens) => ({ command: c, args: fit(words, tokens) })))
    .filter((f) => f.args !== undefined)
    .sort((a, b) => (a.args?.abbreviated ?? 0) - (b.args?.abbreviated ?? 0));
  const best = fits[0];
  if (!best?.args) return { kind: 'unknown' };
  const rivals = fits.filter((f) => f.command !== best.command && f.args?.abbreviated === best.args?.abbreviated && f.args?.signature !== best.args?.signature);
  if (best.args.abbreviated > 0 && rivals.length > 0) return { kind: 'ambiguous', candidates: [best, ...rivals].map((f) => f.command.pattern) };
  const { values } = best.args;
  return { kind: 'found', run: () => best.command.run(values) };
}

/** A pattern with optional words, as all its plain forms. */
function expand(tokens: readonly string[]): string[][] {
  const [first, ...rest] = tokens;
  if (first === undefined) return [[]];
  const tails = expand(rest);
  const optional = first.startsWith('[');
  const word = optional ? first.slice(1, -1) : first;
  return [...tails.map((t) => [word, ...t]), ...(optional ? tails : [])];
}

interface Fit {
  readonly values: Record<string, string>;
  readonly abbreviated: number;
  readonly signature: string;
}

function fit(words: readonly string[], tokens: readonly string[]): Fit | undefined {
  if (words.length !== tokens.length) return undefined;
  const values: Record<string, string> = {};
  const signature: string[] = [];
  let abbreviated = 0;
  for (const [i, token] of tokens.entries()) {
    const word = words[i] as string;
    if (token.startsWith('<')) {
      if (token === '<prefix>' && parseIp(word) === undefined && parsePrefix(word) === undefined) return undefined;
      values[token.slice(1, -1)] = word;
      signature.push(token);
      continue;
    }
    const options = token.split('|');
    const exact = options.find((o) => o === word);
    const short = options.filter((o) => o.startsWith(word));
    if (exact === undefined && short.length !== 1) return undefined;
    if (exact === undefined) abbreviated++;
    signature.push(exact ?? (short[0] as string));
    if (options.length > 1) values[options.join('|')] = exact ?? (short[0] as string);
  }
  return { values, abbreviated, signature: signature.join(' ') };
}
