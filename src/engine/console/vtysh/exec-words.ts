/**
 * What vtysh 8.4.4 takes at its prompt besides `show`, as its own `list` gives it, cut to the words that tell commands apart. Whatever changes the network is typed
 * in the configuration here, so none of them is answered but those that print.
 */
import type { CommandRow } from './command.ts';
import { DAEMONS, showRunningConfig } from './running-config.ts';

/** Each with what does the same in the lab, where something does. */
const CHANGES: Readonly<Record<string, string | undefined>> = {
  'configure [terminal]': 'The configuration is changed where it stands; routes follow as one types.',
  'write [<memory|file>]': 'The configuration is kept with the lab.',
  'copy ANY...': 'The configuration is kept with the lab.',
  'clear ANY...': 'Routes are those of a network that has settled with the present configuration.',
  'debug ANY...': undefined,
  'no ANY...': 'The configuration is changed where it stands; routes follow as one types.',
  'terminal ANY...': undefined,
  'find ANY...': undefined,
  'list [permutations]': undefined,
  'output ANY...': undefined,
  'graceful-restart ANY...': undefined,
  'rpki ANY...': undefined,
  enable: undefined,
  disable: undefined,
  exit: undefined,
  quit: undefined,
  end: undefined,
};

/** What is said in place of an answer, beside its form. */
export const INSTEAD: Readonly<Record<string, string | undefined>> = CHANGES;
export const EXEC_CHANGES: readonly string[] = Object.keys(CHANGES);

export const EXEC_COMMANDS: readonly CommandRow[] = [
  [`write terminal [<${DAEMONS}>$daemon] [no-header$bare]`, (r, a) => showRunningConfig(r, { bare: a['bare'] !== undefined, daemon: a['daemon'] })],
];

const FIRST = [...new Set([...EXEC_CHANGES, 'show'].map((form) => form.split(' ')[0] as string))];

/** Whether a line starts as one of vtysh's does, however it is shortened: a machine's console is its shell's, too. `do` is passed over at the prompt as it is within a configuration. */
export function isVtyshLine(line: string): boolean {
  const first = /^(?:do\s+)?(\S+)/.exec(line)?.[1] ?? '';
  return line === '?' || first.startsWith('sh') || (first.length > 1 && FIRST.some((word) => word.startsWith(first)));
}
