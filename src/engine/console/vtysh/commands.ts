/**
 * What FRR's console answers: its commands in the notation of FRR's manual, each with the function that prints. Commands that
 * FRR has and the lab does not model stand beside them (other-commands.ts), so that a shortened line is as ambiguous here as
 * it is there.
 */
import { type ExecForm, execForm, findExec, helpExec } from '../../frr/index.ts';
import { compilePosix, posixProblem } from '../../policy/index.ts';
import { BGP_COMMANDS } from './bgp-commands.ts';
import { processAsked } from './bgp-instance.ts';
import type { CommandRow, Printer } from './command.ts';
import { EVPN_COMMANDS } from './evpn.ts';
import { EXEC_CHANGES, EXEC_COMMANDS, INSTEAD } from './exec-words.ts';
import { nobodyAnswers, OTHER_COMMANDS } from './other-commands.ts';
import { POLICY_COMMANDS } from './policy-commands.ts';
import type { Vtysh } from './router.ts';
import { ZEBRA_COMMANDS } from './zebra-commands.ts';

const formsOf = (rows: readonly CommandRow[]): ExecForm<Printer | undefined>[] => rows.map(([text, print]) => execForm(text, print));
const OF_BGP = formsOf(BGP_COMMANDS);
const BGP_FORMS: ReadonlySet<ExecForm<Printer | undefined>> = new Set(OF_BGP);
const PRINTED = [...OF_BGP, ...formsOf([...EVPN_COMMANDS, ...POLICY_COMMANDS, ...ZEBRA_COMMANDS, ...EXEC_COMMANDS])];
const FORMS: readonly ExecForm<Printer | undefined>[] = [...PRINTED, ...[...OTHER_COMMANDS, ...EXEC_CHANGES].map((text) => execForm(text, undefined))];

/** `| include REGEX`, the one thing that can be done to an answer (lib/command.c handle_pipe_action). */
function pipe(action: string): { readonly keep: (line: string) => boolean } | { readonly problem: string } {
  const [word = '', ...rest] = action.split(' ');
  if (word !== 'include') return { problem: `% Unknown action '${word}'` };
  const text = rest.join(' ');
  if (rest.length === 0) return { problem: '% Need a regexp to filter with' };
  const problem = posixProblem(text);
  if (problem !== undefined) return { problem: `% Regex compilation error: ${problem}\n% Bad regexp '${text}'` };
  const regex = compilePosix(text);
  return { keep: (line) => regex?.test(line) ?? false };
}

/** The answer to a line, its pipe included. */
export function runVtysh(router: Vtysh, typed: string): Answer {
  const line = typed.replace(/^do\s+/, '');
  if (asksForHelp(line)) return help(line.slice(0, -1));
  const at = line.indexOf('| ');
  if (at < 0) return runCommand(router, line, typed);
  const filter = pipe(line.slice(at + 2));
  if ('problem' in filter) return { text: filter.problem, error: true };
  const { text, error } = runCommand(router, line.slice(0, at).trimEnd(), typed);
  return error ? { text, error } : { text: text.split('\n').filter(filter.keep).join('\n'), error };
}

/** Of a line that ends in `?` the words that may follow; a regular expression may end so, too. */
function asksForHelp(line: string): boolean {
  return line.endsWith('?') && !/\s(regexp|include)\s/.test(line);
}

/** As vtysh lays it out (vtysh/vtysh.c vtysh_rl_describe): two blanks, the words in a column, what they are. FRR describes keywords, too; the lab only parameters. */
function help(line: string): Answer {
  const known = helpExec(line, PRINTED);
  if (known.length === 0) return { text: '% There is no matched command.', error: true };
  const width = Math.max(...known.map((k) => k.word.length));
  return { text: known.map(({ word, help: says }) => `  ${word.padEnd(width)}  ${says}`.trimEnd()).join('\n'), error: false };
}

interface Answer {
  readonly text: string;
  readonly error: boolean;
}

/** zebra has a hidden `show ip ro`, which is why that is not ambiguous with `router-id` where `show ip rou` is; of VRFs it knows nothing. */
function inFull(line: string): string {
  return line.replace(/^(sh?o?w?\s+ip\S*\s+)ro(?=\s|$)(?!\s+vr?f?\s)/, '$1route');
}

/** A command that FRR has and the lab does not answer, with what does the same here. */
function notAnswered(form: string): string {
  const instead = INSTEAD[form];
  return `% Not answered in this lab: ${form.replaceAll(/ \[?ANY\.\.\.\]?/g, ' …')}${instead === undefined ? '' : `\n% ${instead}`}`;
}

/** The answer to a line of vtysh's, however it is shortened; `error` when it is none of the lab's commands. `typed`: the whole line, which is what is refused. */
function runCommand(router: Vtysh, line: string, typed: string): Answer {
  const found = findExec(inFull(line), FORMS);
  switch (found.kind) {
    case 'command': {
      const print = found.form.value;
      const process = BGP_FORMS.has(found.form) ? processAsked(router, found.args) : undefined;
      if (process) return { text: `% Not answered in this lab: BGP of ${process.kind} ${process.name}`, error: true };
      if (print) return { text: print(router, found.args), error: false };
      return { text: nobodyAnswers(found.form.text, typed) ?? notAnswered(found.form.text), error: true };
    }
    case 'ambiguous':
      return { text: `% Ambiguous command: ${typed}`, error: true };
    case 'incomplete':
      return { text: `% Command incomplete: ${typed}`, error: true };
    case 'unknown':
      return { text: `% Unknown command: ${typed}`, error: true };
  }
}
