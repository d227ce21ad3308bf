/** What one has edited: the leaves in which a lab differs from the step's own, and the patch that puts each back. */
import type { Lab } from '../engine/index.ts';

export interface LabChange {
  /** `virtualNetworks`, `hub`, `subnets`, … */
  readonly path: readonly string[];
  /** The object that it is a change of. */
  readonly object: string;
  /** Below the object; empty when the whole object came or went. */
  readonly property: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: unknown;
  readonly after?: unknown;
  /** Of texts such as frr.conf: line by line. */
  readonly lines?: readonly LineChange[];
  /** Merge patch that puts the step's own state back here. */
  readonly undo: unknown;
}

export interface LineChange {
  readonly change: 'added' | 'removed' | 'same';
  readonly text: string;
}

/** Keys of the path that name the object itself. */
function depthOf(path: readonly string[]): number {
  if (path[0] === 'internet') return path[1] === 'hosts' ? 3 : 1;
  return path[0] === 'virtualNetworks' && path[2] === 'subnets' ? 4 : 2;
}

const isMap = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Positions on the canvas are no change of the network; they are left out. */
const DRAWN = new Set(['position', 'size']);

/** The differences, in the order of the lab. */
export function labChanges(before: Lab, after: Lab): LabChange[] {
  return walk(before, after, []);
}

function walk(before: unknown, after: unknown, path: readonly string[]): LabChange[] {
  const atObject = path.length >= depthOf(path);
  if (isMap(before) && isMap(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      DRAWN.has(key) ? [] : walk(before[key], after[key], [...path, key]),
    );
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  // A map that came or went as a whole is told object by object.
  if (!atObject && (isMap(before) || isMap(after))) return walk(before ?? {}, after ?? {}, path);
  return [leaf(path, before, after)];
}

function leaf(path: readonly string[], before: unknown, after: unknown): LabChange {
  const depth = Math.min(path.length, depthOf(path));
  const ids = path.slice(0, depth);
  const object = ids[0] === 'virtualNetworks' && ids.length === 4 ? `${ids[1]}/${ids[3]}` : (ids.at(-1) ?? '');
  const text = typeof before === 'string' && typeof after === 'string' && (before.includes('\n') || after.includes('\n'));
  return {
    path,
    object,
    property: path.slice(depth).join('.'),
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(text && { lines: lineChanges(before.split('\n'), after.split('\n')) }),
    undo: path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), before ?? null),
  };
}

/** Lines beyond which the common ones are no longer looked for. */
const LONG = 2000;

/** Longest common subsequence; the lines around a change are left out by the caller. */
export function lineChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const same = (text: string): LineChange => ({ change: 'same', text });
  return [...before.slice(0, head).map(same), ...middle(a, b), ...before.slice(before.length - tail).map(same)];
}

function middle(a: readonly string[], b: readonly string[]): LineChange[] {
  const removed = (text: string): LineChange => ({ change: 'removed', text });
  const added = (text: string): LineChange => ({ change: 'added', text });
  if (a.length * b.length > LONG * LONG) return [...a.map(removed), ...b.map(added)];
  // common[i][j]: lines that a from i and b from j have in common.
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (common[i] as Uint16Array)[j] = a[i] === b[j] ? (common[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(common[i + 1]?.[j] ?? 0, common[i]?.[j + 1] ?? 0);
  const out: LineChange[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ change: 'same', text: a[i] as string });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))) out.push(removed(a[i++] as string));
    else out.push(added(b[j++] as string));
  }
  return out;
}
