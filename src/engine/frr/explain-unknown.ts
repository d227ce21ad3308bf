/** Why a line is no command: the first word that none takes, what was expected there, and what may have been meant. */
import type { Form } from './commands/index.ts';
import type { FrrVersion } from './config.ts';
import { expectedAt } from './find.ts';
import type { Leaf } from './grammar/pattern.ts';
import type { Mode } from './modes.ts';
import type { Word } from './lines.ts';
import { nearest } from './suggest.ts';

export interface Explanation {
  /** Index of the word. */
  readonly at: number;
  /** A sentence or two in English. */
  readonly message: string;
  readonly args: Readonly<Record<string, string>>;
}

const SHOWN = 8;

/** What an editor shows as nothing or as a blank, and FRR takes for a letter: a byte order mark, blanks that are not ASCII's. */
const UNSEEN = /[\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u;

function codePoint(mark: string): string {
  return `U+${(mark.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}

export function explainUnknown(words: readonly Word[], mode: Mode, version: FrrVersion): Explanation {
  const { at, leaves, end } = expectedAt(words.slice(0, 64), mode, version);
  const labels = [...new Set(leaves.map(describe))];
  if (end) labels.push('the end of the line');
  const expected = labels.length > SHOWN ? `${labels.slice(0, SHOWN).join(', ')} …` : labels.join(', ');
  const typed = words[at]?.text;
  const unseen = typed === undefined ? undefined : UNSEEN.exec(typed)?.[0];
  if (typed !== undefined && unseen !== undefined) {
    const character = codePoint(unseen);
    return { at: Math.max(at, 0), message: `It contains the invisible character ${character}, which FRR does not skip.`, args: { word: typed, character } };
  }
  const meant = typed && nearest(typed, new Set(leaves.filter((l) => l.kind === 'keyword').map((l) => l.label)));
  const args = { expected, ...(typed === undefined ? {} : { word: typed }), ...(meant ? { meant } : {}) };
  if (at <= 0) return { at: Math.max(at, 0), message: meant ? `Did you mean ${meant}?` : 'No command starts like this here.', args };
  return { at, message: `Expected ${expected}.${meant ? ` Did you mean ${meant}?` : ''}`, args };
}

function describe(leaf: Leaf): string {
  return leaf.kind === 'name' ? `a name (${leaf.label})` : leaf.label;
}

/** The forms an ambiguous line could be, for a message. */
export function manyForms(forms: readonly Form[]): string {
  return [...new Set(forms.map((f) => (f.negated ? `no ${f.command.syntax}` : f.command.syntax)))].slice(0, SHOWN).join(' or ');
}
