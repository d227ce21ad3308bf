/** Readers whose rows are a line each: a pattern by the kinds of the words, not by columns, which a web page may have lost. */
import { isGap } from '../clean.ts';
import type { Line, PastedRow, Reading } from '../types.ts';
import { namesAddress, words } from '../values.ts';

export type Cells = Readonly<Record<string, string>>;

/** The rows that the words of a line are; undefined where it is none. */
export type RowOf = (text: string) => readonly Omit<PastedRow, 'line'>[] | undefined;

/** A line that a terminal broke is read together with the one below. */
export function readRows(lines: readonly Line[], rowOf: RowOf, isHeading: (text: string) => boolean = () => false): Reading {
  const rows: PastedRow[] = [];
  const unread: Line[] = [];
  let gaps = false;
  const found = lines.map((line) => rowOf(words(line.text)));
  for (const [i, line] of lines.entries()) {
    const own = found[i];
    const text = words(line.text);
    if (text === '') continue;
    const below = lines[i + 1];
    // A line may read as a row without its end.
    const joined = below && !found[i + 1] && own?.length !== 0 && !isHeading(text) ? broken(text, words(below.text), rowOf) : undefined;
    if (own && !joined) {
      rows.push(...own.map((r) => ({ line: line.number, ...r })));
      continue;
    }
    if (joined) {
      rows.push(...joined.map((r) => ({ line: line.number, ...r })));
      // The line below is used up.
      found[i + 1] = [];
    } else if (isGap(line.text)) gaps = true;
    else if (namesAddress(text) && !isHeading(text)) unread.push(line);
  }
  return { rows, unread: amid(unread, rows), gaps };
}

/** Lines between the first row and the last: what stands around a table is prose. Where no row was read, all. */
export function amid(lines: readonly Line[], rows: readonly PastedRow[]): readonly Line[] {
  const [first, last] = [rows[0]?.line ?? 0, rows.at(-1)?.line ?? Infinity];
  return lines.filter((l) => l.number > first && l.number < last);
}

/** Broken between two words, or within one. */
function broken(text: string, below: string, rowOf: RowOf): ReturnType<RowOf> {
  return below === '' ? undefined : (rowOf(`${text} ${below}`) ?? rowOf(`${text}${below}`));
}

/** The groups of the first pattern that fits, those that took nothing as blanks. */
export function fit(text: string, ...patterns: readonly RegExp[]): Cells | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups) return Object.fromEntries(Object.entries(groups).map(([k, v]) => [k, v ?? '']));
  }
  return undefined;
}

/** The objects in a JSON answer's lists, wherever they stand: `[...]`, `{ value: [...] }`, `{ RouteServiceRole_IN_0: [...] }`. */
export function objectsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.filter((v): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v));
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((v) => (Array.isArray(v) ? objectsIn(v) : []));
}

/** A JSON value as a table prints it. */
export function cellText(value: unknown): string {
  if (Array.isArray(value)) return value.map(cellText).join(' ');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
