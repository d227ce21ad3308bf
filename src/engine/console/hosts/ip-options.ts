/** What stands before the object of `ip` (ip.c main): an option may be cut to as few letters as tell it from those before it. */
import type { Family } from '../../ip/index.ts';

export interface IpOptions {
  readonly family: Family | undefined;
  readonly details: boolean;
  readonly brief: boolean;
  readonly oneLine: boolean;
}

const FAMILIES: Readonly<Record<string, Family>> = { inet: 4, inet6: 6 };

/** Options that change nothing in a lab: colours, names instead of numbers, counters. */
const WITHOUT_EFFECT = ['statistics', 'stats', 'resolve', 'human-readable', 'iec', 'Numeric', 'loops', 'color', 'timestamp', 'tshort', 'all'];

/** A text says what cannot be answered. */
export function ipOptions(words: readonly string[]): { readonly options: IpOptions; readonly rest: readonly string[] } | string {
  let [family, details, brief, oneLine]: [Family | undefined, boolean, boolean, boolean] = [undefined, false, false, false];
  let at = 0;
  for (; words[at]?.startsWith('-'); at++) {
    const option = (words[at] as string).replace(/^--?/, '');
    const is = (...names: readonly string[]) => option !== '' && names.some((n) => n.startsWith(option));
    if (option === '4' || option === '6') family = option === '4' ? 4 : 6;
    else if (is('details')) details = true;
    else if (option.length > 1 && is('brief')) brief = true;
    else if (is('oneline')) oneLine = true;
    else if (is('family')) {
      const said = words[++at] ?? '';
      family = FAMILIES[said];
      if (family === undefined) return `Error: argument "${said}" is wrong: invalid protocol family\n`;
    } else if (is('json', 'pretty')) return 'ip -json: not modelled; the lab prints text';
    else if (option === 'V' || is('Version')) return 'ip utility, iproute2-6.1.0';
    else if (!is(...WITHOUT_EFFECT)) return `Option "-${option}" is unknown, try "ip -help".`;
  }
  return { options: { family, details, brief, oneLine }, rest: words.slice(at) };
}
