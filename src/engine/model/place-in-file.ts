/**
 * Where a text of a device stands in its scenario's file. A diagnostic counts in the text (`frr.conf`, line 12); the file holds that text as one JSON string or as
 * one a line, in the lab or in the patch of a step that has replaced it.
 */
import type { Span } from '../policy/source.ts';
import { valueAt } from './json/own.ts';
import { type JsonPlace, parseJson } from './json/parse.ts';
import type { Path } from './path.ts';

export interface InText {
  /** Of the text, from the scenario's root; one in the lab may have come there by the patch of a step. */
  readonly path: Path;
  /** From 1, within the text. */
  readonly line: number;
  readonly column: number;
  /** The step whose lab it is of; the last one unless said. */
  readonly step?: string;
}

/** Line and column of the file; undefined where the text doesn't stand in it as it is. */
export function placeInFile(file: string, { path, line, column, step }: InText): Pick<Span, 'line' | 'column'> | undefined {
  const { value, place, mistakes } = parseJson(file);
  if (mistakes.length > 0) return undefined;
  const found = holders(value, path, step)
    .map((at) => ({ value: valueAt(value, at), place: placeAt(place, at) }))
    .find((f) => f.value !== undefined);
  if (!found?.place) return undefined;
  const lines = file.split(/\r\n|\r|\n/);
  let left = line;
  for (const { text, span } of stringsOf(found.value, found.place)) {
    const own = text.split('\n');
    const wanted = own[left - 1];
    if (wanted !== undefined) {
      const before = own.slice(0, left - 1).reduce((n, l) => n + l.length + 1, 0);
      return { line: span.line, column: rawColumn(lines[span.line - 1] ?? '', span.column, before + Math.min(column - 1, wanted.length)) };
    }
    left -= own.length;
  }
  return undefined;
}

/** Where a text of the lab may stand, the latest first: patches of the step and of those before it, then the lab. */
function holders(scenario: unknown, path: Path, step: string | undefined): Path[] {
  if (path[0] !== 'lab') return [path];
  const steps = valueAt(scenario, ['steps']);
  const all = Array.isArray(steps) ? steps : [];
  const last = step === undefined ? all.length - 1 : all.findIndex((s) => valueAt(s, ['id']) === step);
  const patches = Array.from({ length: last + 1 }, (_, i): Path => ['steps', last - i, 'patch', ...path.slice(1)]);
  return [...patches, path];
}

function placeAt(root: JsonPlace, path: Path): JsonPlace | undefined {
  return path.reduce<JsonPlace | undefined>((at, key) => at?.children.get(key), root);
}

function stringsOf(value: unknown, place: JsonPlace): { readonly text: string; readonly span: Span }[] {
  if (typeof value === 'string') return [{ text: value, span: place.span }];
  return Array.isArray(value) ? value.flatMap((item, i) => stringsOf(item, place.children.get(i) ?? place)) : [];
}

/** The column of a string's character, where escapes such as `\t` and `\u00e9` are one; the string opens at `opens`. */
function rawColumn(line: string, opens: number, character: number): number {
  let at = opens;
  for (let n = 0; n < character; n++) at += line[at] !== '\\' ? 1 : line[at + 1] === 'u' ? 6 : 2;
  return at + 1;
}
