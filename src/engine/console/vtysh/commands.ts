/**
 * What FRR's console answers: its commands in the notation of FRR's manual, each with the function that prints. Commands that
 * FRR has and the lab does not model stand beside them (other-commands.ts), so that a shortened line is as ambiguous here as
 * it is there.
 */
import { type ExecForm, execForm, findExec } from '../../frr/index.ts';
import { BGP_COMMANDS } from './bgp-commands.ts';
import type { Printer } from './command.ts';
import { OTHER_COMMANDS } from './other-commands.ts';
import { POLICY_COMMANDS } from './policy-commands.ts';
import type { Vtysh } from './router.ts';
import { ZEBRA_COMMANDS } from './zebra-commands.ts';

const PRINTED: readonly ExecForm<Printer | undefined>[] = [...BGP_COMMANDS, ...POLICY_COMMANDS, ...ZEBRA_COMMANDS].map(([text, print]) =>
  execForm(text, print),
);
const FORMS: readonly ExecForm<Printer | undefined>[] = [...PRINTED, ...OTHER_COMMANDS.map((text) => execForm(text, undefined))];

/** The answer to a line that starts with `show`, however it is shortened; `error` when it is none of the lab's commands. */
export function runVtysh(router: Vtysh, line: string): { readonly text: string; readonly error: boolean } {
  const found = findExec(line, FORMS);
  switch (found.kind) {
    case 'command': {
      const print = found.form.value;
      return print
        ? { text: print(router, found.args), error: false }
        : { text: `% Not answered in this lab: ${found.form.text.replaceAll(' [ANY...]', ' …')}`, error: true };
    }
    case 'ambiguous':
      return { text: `% Ambiguous command: ${line}`, error: true };
    case 'incomplete':
      return { text: `% Command incomplete: ${line}`, error: true };
    case 'unknown':
      return { text: `% Unknown command: ${line}`, error: true };
  }
}
