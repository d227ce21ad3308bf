/** Which command a line is: in the current mode, then in its parents (F1), as vtysh looks for it. */
import type { FrrVersion } from './config.ts';
import { type Form, formsFor, headsIn, mayTake } from './commands/index.ts';
import { compareMatches, type Expectation, isAmbiguous, matchPattern, noExpectation, type Taken } from './grammar/match.ts';
import type { Leaf } from './grammar/pattern.ts';
import { isOpaque, type Mode, parentOf } from './modes.ts';
import type { Word } from './lines.ts';
import { compareVersion } from './version.ts';

export type Found =
  | { readonly kind: 'command'; readonly form: Form; readonly taken: readonly Taken[]; readonly mode: Mode }
  /** Several commands fit equally well. */
  | { readonly kind: 'ambiguous'; readonly mode: Mode; readonly forms: readonly Form[] }
  /** The line is the beginning of a command of this mode; FRR does not look further up then. */
  | { readonly kind: 'incomplete'; readonly mode: Mode }
  /** A command of a later release. */
  | { readonly kind: 'too-new'; readonly form: Form; readonly mode: Mode }
  | { readonly kind: 'unknown'; readonly mode: Mode }
  /** Taken by a block whose commands the table does not list. */
  | { readonly kind: 'opaque'; readonly mode: Mode };

/** Looks a line up. */
export function findCommand(words: readonly Word[], from: Mode, version: FrrVersion): Found {
  let tooNew: Found | undefined;
  for (let mode: Mode | undefined = from; mode; mode = parentOf(mode)) {
    const found = findIn(words, mode, version);
    if (isOpaque(from) && mode !== from) {
      if (found.kind === 'command' && leadsOut(found, words, from, version)) return found;
    } else if (found.kind === 'too-new') tooNew ??= found;
    else if (found.kind !== 'unknown' && !(found.kind === 'incomplete' && isOpaque(from))) return found;
  }
  if (isOpaque(from)) return { kind: 'opaque', mode: from };
  return tooNew ?? { kind: 'unknown', mode: from };
}

/**
 * Whether a line in a block whose own commands are not listed is really one of an enclosing mode. FRR would know; here a line
 * that opens a block does, and one that is not indented. What every address family has, an unknown one has too.
 */
function leadsOut({ form }: Extract<Found, { kind: 'command' }>, words: readonly Word[], from: Mode, version: FrrVersion): boolean {
  if (form.command.loose) return false;
  if (from === 'bgp-other' && (['bgp-ipv4', 'bgp-ipv6'] as const).some((family) => findIn(words, family, version).kind === 'command')) return false;
  return from === 'bgp-other' || form.command.enters !== undefined || words[0]?.column === 1;
}

function findIn(words: readonly Word[], mode: Mode, version: FrrVersion): Found {
  let best: { form: Form; taken: Taken[] } | undefined;
  let rivals: Form[] = [];
  let newer: Form | undefined;
  const forms = formsFor(mode, words[0]?.text ?? '');
  for (const form of forms) {
    if (!mayTake(form, words)) continue;
    const taken = matchPattern(form.pattern, words);
    if (!taken || (form.command.loose && taken.some((t) => t.closeness === 2))) continue;
    if (isTooNew(form, version)) {
      newer = form;
      continue;
    }
    const order = best ? compareMatches(taken, best.taken) : -1;
    if (order < 0) {
      best = { form, taken };
      rivals = [form];
    } else if (order === 0 && best && best.form.command !== form.command) rivals.push(form);
  }
  if (best && rivals.length === 1 && best.taken.some((t) => t.closeness === 2) && isAmbiguous(best.form.pattern, words, best.taken)) rivals.push(best.form);
  if (best) return rivals.length > 1 ? { kind: 'ambiguous', mode, forms: rivals } : { kind: 'command', ...best, mode };
  if (newer) return { kind: 'too-new', form: newer, mode };
  return { kind: forms.some((form) => !isTooNew(form, version) && isBeginning(form, words)) ? 'incomplete' : 'unknown', mode };
}

function isTooNew({ command }: Form, version: FrrVersion): boolean {
  return command.since !== undefined && compareVersion(version, command.since) < 0;
}

/** Whether a line of this form could begin with these words and go on. */
function isBeginning(form: Form, words: readonly Word[]): boolean {
  for (let i = 1; i < form.shape.length && i < words.length; i++) {
    const text = (words[i] as Word).text;
    if (form.shape[i]?.every((k) => !k.startsWith(text))) return false;
  }
  const expectation = noExpectation();
  // Of a loose form FRR knows more words than are listed: a shortened keyword of it (`ip route …`, not `ip router …`) proves nothing.
  matchPattern(form.pattern, words, expectation, form.command.loose);
  return expectation.at === words.length;
}

/** A part that could take the next word, and the command that it belongs to. */
export interface Candidate {
  readonly leaf: Leaf;
  readonly form: Form;
  readonly mode: Mode;
}

/**
 * What could follow these words. The first word may come from any enclosing mode; after it, the nearest mode that knows the
 * words decides, as FRR would.
 */
export function candidatesAfter(words: readonly Word[], from: Mode, version: FrrVersion): Candidate[] {
  const inFull = candidates(words, from, version, true);
  return inFull.length > 0 ? inFull : candidates(words, from, version, false);
}

function candidates(words: readonly Word[], from: Mode, version: FrrVersion, inFull: boolean): Candidate[] {
  const out: Candidate[] = [];
  for (let mode: Mode | undefined = from; mode; mode = parentOf(mode)) {
    for (const form of formsFor(mode, words[0]?.text ?? '')) {
      if (isTooNew(form, version)) continue;
      const expectation = noExpectation();
      matchPattern(form.pattern, words, expectation, inFull);
      if (expectation.at !== words.length) continue;
      for (const leaf of expectation.leaves) out.push({ leaf, form, mode });
    }
    if (words.length > 0 && out.length > 0) break;
  }
  return out;
}

/**
 * What the commands of a mode (and its parents) would have taken at the furthest word that any of them reached. Only commands
 * that the first word can start are tried, unless there is none: then every first keyword is what was expected.
 */
export function expectedAt(words: readonly Word[], from: Mode, version: FrrVersion): Expectation {
  const expectation = noExpectation();
  const first = words[0]?.text ?? '';
  for (let mode: Mode | undefined = from; mode; mode = parentOf(mode)) {
    for (const form of formsFor(mode, first)) {
      if (isTooNew(form, version)) continue;
      matchPattern(form.pattern, words, expectation);
    }
  }
  if (expectation.at > 0 || words.length === 0) return expectation;
  const leaves: Leaf[] = [];
  for (let mode: Mode | undefined = from; mode; mode = parentOf(mode)) leaves.push(...headsIn(mode));
  return { at: 0, leaves, end: false };
}
