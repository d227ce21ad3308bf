/** The blocks of a text and what is made in them: what an editor folds, and its outline. */
import { leaves } from '../commands/leave.ts';
import { type Mode, parentOf } from '../modes.ts';
import { documentOf, type FrrDocument, type Source } from './document.ts';

export interface FoldingRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

interface Block extends FoldingRange {
  /** The line that opens it, as written. */
  readonly text: string;
}

/** From the line that opens a block to its `exit`, or to the last line before the next block; an outer one before those inside it. */
function blocksOf({ result }: FrrDocument): Block[] {
  const out: Block[] = [];
  const open: { readonly start: number; readonly text: string; readonly mode: Mode }[] = [];
  let before = 0;
  const close = (end: number) => {
    const block = open.pop();
    if (block) out.push({ start: block.start, end, text: block.text });
  };
  for (const { line, command, mode, after } of result.statements) {
    const left = command !== undefined && leaves(command) !== undefined;
    // Lines of an enclosing mode end the blocks inside it, unless they are the `exit` that belongs to the block.
    for (let top = open.at(-1); top && (left ? !within(after, top.mode) : !within(mode, top.mode)); top = open.at(-1)) close(left ? line.number : before);
    if (command?.enters && after === command.enters) open.push({ start: line.number, text: line.text, mode: after });
    before = line.number;
  }
  while (open.length > 0) close(before);
  return out.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Whether a mode is the block's, or one inside it. */
function within(mode: Mode, block: Mode): boolean {
  for (let m: Mode | undefined = mode; m; m = parentOf(m)) if (m === block) return true;
  return false;
}

/** The blocks of more than one line. */
export function foldingRanges(source: Source): FoldingRange[] {
  return blocksOf(documentOf(source)).flatMap(({ start, end }) => (end > start ? [{ start, end }] : []));
}

/** A block, or a list or neighbor by the first line that makes it. */
export interface OutlineEntry extends FoldingRange {
  /** What the line says, of a list or neighbor as far as its name. */
  readonly text: string;
  readonly kind: 'block' | 'name';
  readonly inner: readonly OutlineEntry[];
}

/** What a text consists of, in the order of lines. */
export function outlineOf(source: Source): OutlineEntry[] {
  const document = documentOf(source);
  const blocks = blocksOf(document).map((block) => ({ ...block, kind: 'block' as const }));
  const entries = [...blocks, ...namesOf(document, new Set(blocks.map((b) => b.start)))].sort((a, b) => a.start - b.start || b.end - a.end);
  return nested(entries);
}

type Entry = Omit<OutlineEntry, 'inner'>;

/** Where lists and neighbors are made; what a block's own line makes is the block. */
function namesOf({ result, lines }: FrrDocument, opening: ReadonlySet<number>): Entry[] {
  const found = new Map<string, Entry>();
  for (const { line, names, negated, outcome } of result.statements) {
    const made = names.find((n) => n.defines);
    if (!made || negated || outcome === 'refused' || opening.has(line.number)) continue;
    const key = `${made.space} ${made.name}`;
    const text = (lines[line.number - 1] ?? '').slice(0, made.span.endColumn - 1).trim();
    if (!found.has(key)) found.set(key, { text, kind: 'name', start: line.number, end: line.number });
  }
  return [...found.values()];
}

/** Those that lie within another, under it. */
function nested(entries: readonly Entry[]): OutlineEntry[] {
  const out: OutlineEntry[] = [];
  for (let i = 0; i < entries.length; ) {
    const entry = entries[i] as Entry;
    let next = i + 1;
    while ((entries[next]?.start ?? Number.POSITIVE_INFINITY) <= entry.end) next++;
    out.push({ ...entry, inner: nested(entries.slice(i + 1, next)) });
    i = next;
  }
  return out;
}
