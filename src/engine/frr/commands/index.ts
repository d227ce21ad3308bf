/** The command table, whole, and found by the first words of a line. */
import type { Command } from '../command.ts';
import { headsOf, type Leaf, type Pattern } from '../grammar/pattern.ts';
import type { Mode } from '../modes.ts';
import { BGP_FAMILY_COMMANDS } from './bgp-family.ts';
import { BGP_PROCESS_COMMANDS } from './bgp-process.ts';
import { GLOBAL_COMMANDS } from './global.ts';
import { IGNORED_COMMANDS } from './ignored.ts';
import { INTERFACE_COMMANDS } from './interface.ts';
import { LEAVE_COMMANDS } from './leave.ts';
import { LIST_COMMANDS } from './lists.ts';
import { NEIGHBOR_COMMANDS } from './neighbor.ts';
import { NEIGHBOR_FAMILY_COMMANDS } from './neighbor-family.ts';
import { PATH_LIST_COMMANDS } from './path-lists.ts';
import { ROUTE_MAP_COMMANDS } from './route-map.ts';
import { MATCH_COMMANDS } from './route-map-match.ts';
import { SET_COMMANDS } from './route-map-set.ts';

export const COMMANDS: readonly Command[] = [
  ...LEAVE_COMMANDS,
  ...GLOBAL_COMMANDS,
  ...LIST_COMMANDS,
  ...PATH_LIST_COMMANDS,
  ...ROUTE_MAP_COMMANDS,
  ...MATCH_COMMANDS,
  ...SET_COMMANDS,
  ...INTERFACE_COMMANDS,
  ...BGP_PROCESS_COMMANDS,
  ...NEIGHBOR_COMMANDS,
  ...BGP_FAMILY_COMMANDS,
  ...NEIGHBOR_FAMILY_COMMANDS,
  ...IGNORED_COMMANDS,
];

/** One way to write a command: with or without `no`. */
export interface Form {
  readonly command: Command;
  readonly pattern: Pattern;
  readonly negated: boolean;
}

/** The forms of one mode by their first keyword. */
type Heads = ReadonlyMap<string, readonly Form[]>;

const BY_MODE = new Map<Mode, Heads>();
{
  const build = new Map<Mode, Map<string, Form[]>>();
  for (const command of COMMANDS) {
    const forms: Form[] = [];
    for (const pattern of [command.pattern, command.noPattern]) {
      if (pattern) forms.push({ command, pattern, negated: headsOf(pattern).every((h) => h.label === 'no') });
    }
    for (const mode of command.modes) {
      const heads = build.get(mode) ?? new Map<string, Form[]>();
      build.set(mode, heads);
      for (const form of forms) for (const { label } of headsOf(form.pattern)) heads.set(label, [...(heads.get(label) ?? []), form]);
    }
  }
  for (const [mode, heads] of build) BY_MODE.set(mode, heads);
}

/** The forms of a mode that could start with this word, cut short or not. */
export function formsFor(mode: Mode, word: string): readonly Form[] {
  const heads = BY_MODE.get(mode);
  if (!heads) return [];
  const out: Form[] = [];
  for (const [label, forms] of heads) if (label.startsWith(word)) out.push(...forms);
  return out;
}

/** The keywords with which lines of a mode can start. */
export function headsIn(mode: Mode): Leaf[] {
  return [...(BY_MODE.get(mode)?.keys() ?? [])].map((label) => ({ kind: 'keyword', label }));
}
