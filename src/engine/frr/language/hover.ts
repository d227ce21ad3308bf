/** What a line or word is: the command with its sentence and place in the manual, the parameter, the object that a name means. */
import type { Span } from '../../policy/source.ts';
import { findCommand } from '../find.ts';
import { MODE_TITLE } from '../modes.ts';
import type { Outcome } from '../statement.ts';
import { parameterHelp } from './complete.ts';
import { definitionsOf, documentOf, type FrrDocument, nameAt, type Source, statementAt, usesOf } from './document.ts';
import { effectSaid, type Said, said } from './japanese/index.ts';

export interface Hover {
  /** The word. */
  readonly span: Span;
  /** The command as the manual writes it, `no` in front for a `no` form. */
  readonly syntax: string;
  /** One sentence. */
  readonly help: Said;
  /** Page and heading of FRR's user guide. */
  readonly manual: string;
  /** Where the command belongs. */
  readonly mode: string;
  readonly outcome: Outcome;
  /** What it would have done, for a statement that the lab does not model. */
  readonly effect?: Said;
  /** What the word is, when it is a parameter. */
  readonly parameter?: Said;
  /** Lines that make the object named here, and lines that mention it. */
  readonly name?: { readonly name: string; readonly space: string; readonly definedAt: readonly number[]; readonly usedAt: readonly number[] };
  /** The same in words. */
  readonly where?: Said;
}

/** undefined where nothing is known: comments, blank lines, unknown commands, between words. */
export function hoverAt(source: Source, line: number, column: number): Hover | undefined {
  const document = documentOf(source);
  const statement = statementAt(document, line);
  const word = statement?.line.words.find((w) => w.column <= column && column < w.end);
  if (!statement?.command || !word) return undefined;
  const { command, negated, mode, outcome } = statement;
  const found = findCommand(statement.line.words, mode, document.version);
  const leaf = found.kind === 'command' ? found.taken.find((t) => t.word === word)?.leaf : undefined;
  const parameter = leaf && leaf.kind !== 'keyword' ? parameterHelp(leaf) : undefined;
  const name = nameInfo(document, line, column);
  return {
    span: { line, column: word.column, endLine: line, endColumn: word.end },
    syntax: negated && !command.syntax.startsWith('no ') ? `no ${command.syntax}` : command.syntax,
    help: said(command.help),
    manual: command.manual,
    mode: MODE_TITLE[mode],
    outcome,
    ...(command.effect === undefined || negated ? {} : { effect: effectSaid(command.effect) }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(name ? { name, where: whereSaid(name) } : {}),
  };
}

function nameInfo(document: FrrDocument, line: number, column: number): Hover['name'] {
  const use = nameAt(document, line, column);
  if (!use) return undefined;
  const defined = new Set(definitionsOf(document, use).map((u) => u.span.line));
  const used = new Set(usesOf(document, use).map((u) => u.span.line));
  return { name: use.name, space: use.space, definedAt: [...defined], usedAt: [...used].filter((l) => !defined.has(l)) };
}

/** Lines beyond these are counted, not named. */
const NAMED_LINES = 8;

function whereSaid({ name, definedAt, usedAt }: NonNullable<Hover['name']>): Said {
  const some = (lines: readonly number[]) =>
    `${lines.slice(0, NAMED_LINES).join(', ')}${lines.length > NAMED_LINES ? ` (+${lines.length - NAMED_LINES})` : ''}`;
  const inLines = (lines: readonly number[]) => `in line${lines.length > 1 ? 's' : ''} ${some(lines)}`;
  const made = definedAt.length > 0;
  const used = usedAt.length > 0;
  return {
    en: `${name}: ${made ? `defined ${inLines(definedAt)}` : 'not defined here'}; ${used ? `used ${inLines(usedAt)}` : 'used nowhere else'}.`,
    ja: `${name}: ${made ? `定義は ${some(definedAt)} 行目` : 'ここでは定義されていません'}、${used ? `使用は ${some(usedAt)} 行目` : 'ほかでは使われていません'}。`,
  };
}
