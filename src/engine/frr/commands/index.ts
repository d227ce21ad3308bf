/** The command table, whole, and found by the first words of a line. */
import type { Command } from '../command.ts';
import { headsOf, type Leaf, type Pattern, type Shape, shapeOf } from '../grammar/pattern.ts';
import type { Word } from '../lines.ts';
import type { Mode } from '../modes.ts';
import { BGP_FAMILY_COMMANDS } from './bgp-family.ts';
import { BGP_PROCESS_COMMANDS } from './bgp-process.ts';
import { BGP_QUIET_COMMANDS } from './bgp-quiet.ts';
import { GLOBAL_COMMANDS } from './global.ts';
import { IGNORED_COMMANDS } from './ignored.ts';
import { DEBUG_COMMANDS } from './debugging.ts';
import { SETTING_COMMANDS } from './settings.ts';
import { INTERFACE_COMMANDS } from './interface.ts';
import { LEAVE_COMMANDS } from './leave.ts';
import { LIST_COMMANDS } from './lists.ts';
import { NEIGHBOR_COMMANDS } from './neighbor.ts';
import { NEIGHBOR_QUIET_COMMANDS } from './neighbor-quiet.ts';
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
  ...BGP_QUIET_COMMANDS,
  ...NEIGHBOR_COMMANDS,
  ...NEIGHBOR_QUIET_COMMANDS,
  ...BGP_FAMILY_COMMANDS,
  ...NEIGHBOR_FAMILY_COMMANDS,
  ...SETTING_COMMANDS,
  ...DEBUG_COMMANDS,
  ...IGNORED_COMMANDS,
];

/** One way to write a command: with or without `no`. */
export interface Form {
  readonly command: Command;
  readonly pattern: Pattern;
  readonly shape: Shape;
  readonly negated: boolean;
}

/** The forms of one mode, and those that some first words have asked for. */
interface ModeForms {
  readonly heads: ReadonlyMap<string, readonly Form[]>;
  readonly asked: Map<string, readonly Form[]>;
}

const BY_MODE = new Map<Mode, ModeForms>();
{
  const build = new Map<Mode, Map<string, Form[]>>();
  for (const command of COMMANDS) {
    const forms: Form[] = [];
    for (const pattern of [command.pattern, command.noPattern]) {
      if (pattern) forms.push({ command, pattern, shape: shapeOf(pattern), negated: headsOf(pattern).every((h) => h.label === 'no') });
    }
    for (const mode of command.modes) {
      const heads = build.get(mode) ?? new Map<string, Form[]>();
      build.set(mode, heads);
      for (const form of forms) for (const { label } of headsOf(form.pattern)) heads.set(label, [...(heads.get(label) ?? []), form]);
    }
  }
  for (const [mode, heads] of build) BY_MODE.set(mode, { heads, asked: new Map() });
}

/** How many different first words are remembered; a text of random words must not fill the memory. */
const REMEMBERED = 500;

/** The forms of a mode that could start with this word, cut short or not. */
export function formsFor(mode: Mode, word: string): readonly Form[] {
  const forms = BY_MODE.get(mode);
  if (!forms) return [];
  const known = forms.asked.get(word);
  if (known) return known;
  const out = [...forms.heads].flatMap(([label, some]) => (label.startsWith(word) ? some : []));
  if (forms.asked.size < REMEMBERED) forms.asked.set(word, out);
  return out;
}

/** Whether a form can take these first words, by its keywords alone. */
export function mayTake({ shape }: Form, words: readonly Word[]): boolean {
  for (let i = 1; i < shape.length; i++) {
    const keywords = shape[i];
    const text = words[i]?.text;
    if (text === undefined) return false;
    if (keywords && !keywords.some((k) => k.startsWith(text))) return false;
  }
  return true;
}

/** The keywords with which lines of a mode can start. */
export function headsIn(mode: Mode): Leaf[] {
  return [...(BY_MODE.get(mode)?.heads.keys() ?? [])].map((label) => ({ kind: 'keyword', label }));
}
