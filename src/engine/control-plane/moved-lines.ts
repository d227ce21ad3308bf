/**
 * Networks that say the same on other lines. A line that is put in or taken out of a configuration moves all that follow, and with them the places that
 * routes and reasons name; nothing else of the control plane becomes another. Of lines it reads their order alone (bgp/filters.ts, F72), which must be kept.
 * Lists and maps that nobody names are as much as comments.
 */
import { mappedState } from '../bgp/index.ts';
import type { ConfigRef } from '../policy/index.ts';
import { PrefixTable } from '../ip/index.ts';
import { MADE_FROM } from './same-data.ts';
import { sameParts, type Terrain } from './terrain.ts';
import type { ControlPlane } from './types.ts';

/** What was, and what stands in its place: what has moved, or itself. */
type Places = ReadonlyMap<object, object>;

/** Undefined where the networks differ in more than lines, or in the order of lines. */
export function movedPlaces(before: Terrain, now: Terrain): Places | undefined {
  const walk = new Walk();
  return sameParts(before, now, (a, b) => walk.samePart(a, b)) ? walk.places : undefined;
}

/** Objects in which no line is named: a table of the Internet is looked through once. */
const placeless = new WeakSet<object>();

/** How two values compare: alike in all, alike but for lines, or not. */
type Likeness = 'yes' | 'moved' | 'no';

class Walk {
  readonly places = new Map<object, object>();
  /** Of a part by text: the lines that were, and those that are now. */
  private readonly lines = new Map<string, Map<number, number>>();
  private orderKept = true;
  /** Places met so far. */
  private met = 0;

  /** A node or a speaker: nobody compares one's lines with another's. */
  samePart(a: unknown, b: unknown): boolean {
    this.lines.clear();
    this.orderKept = true;
    return this.same(a, b) !== 'no' && this.keepsOrder();
  }

  /** As `sameData`, but for places. */
  private same(a: unknown, b: unknown): Likeness {
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b) ? 'yes' : 'no';
    if (isPlace(a)) return isPlace(b) ? this.place(a, b) : 'no';
    // What is one object still has lines in it, which others may have passed.
    if (a === b && placeless.has(a)) return 'yes';
    const { met } = this;
    const likeness = this.within(a, b);
    if (a === b && this.met === met) placeless.add(a);
    return likeness;
  }

  private within(a: object, b: object): Likeness {
    if (Array.isArray(a)) return Array.isArray(b) ? this.noted(a, b, this.list(a, b)) : 'no';
    if (a instanceof Map) return b instanceof Map ? this.noted(a, b, this.list([...a].flat(), [...b].flat())) : 'no';
    if (a instanceof Set) return b instanceof Set ? this.noted(a, b, this.list([...a], [...b])) : 'no';
    if (isPlain(a) && isPlain(b)) return this.noted(a, b, this.record(a as Record<string, unknown>, b as Record<string, unknown>));
    return a === b ? 'yes' : 'no';
  }

  private noted(a: object, b: object, likeness: Likeness): Likeness {
    if (likeness === 'moved') this.places.set(a, b);
    // What has not moved is kept as it was, and not looked through again.
    if (likeness === 'yes') this.places.set(a, a);
    return likeness;
  }

  private list(a: readonly unknown[], b: readonly unknown[]): Likeness {
    if (a.length !== b.length) return 'no';
    let all: Likeness = 'yes';
    for (const [i, item] of a.entries()) {
      const one = this.same(item, b[i]);
      if (one === 'no') return 'no';
      if (one === 'moved') all = one;
    }
    return all;
  }

  private record(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): Likeness {
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return 'no';
    const isMade = MADE_FROM in a;
    let all: Likeness = 'yes';
    for (const key of keys) {
      if (!(key in b)) return 'no';
      if (isMade && typeof a[key] === 'function' && typeof b[key] === 'function') continue;
      const one = key === 'policy' ? this.policy(a, a[key], b[key]) : this.same(a[key], b[key]);
      if (one === 'no') return 'no';
      if (one === 'moved') all = one;
    }
    return all;
  }

  /** Lists and maps are found by name: those that nobody names may be others. `of` is whose they are. */
  private policy(of: Readonly<Record<string, unknown>>, a: unknown, b: unknown): Likeness {
    const whole = this.same(a, b);
    if (whole !== 'no' || !isRecord(a) || !isRecord(b)) return whole;
    const named = namedBy(of, a);
    for (const kind of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [mine, other] = [a[kind], b[kind]];
      const isNamed = mine instanceof Map && other instanceof Map && kind !== 'communityAliases';
      const pairs = isNamed ? [...named].map((name) => [mine.get(name), other.get(name)]) : [[mine, other]];
      if (pairs.some(([x, y]) => this.same(x, y) === 'no')) return 'no';
    }
    this.places.set(a, b);
    return 'moved';
  }

  private place(a: ConfigRef, b: ConfigRef): Likeness {
    this.met++;
    if (a.device !== b.device || a.file !== b.file || a.text !== b.text) return 'no';
    const text = a.file ?? 'frr';
    const lines = this.lines.get(text) ?? new Map<number, number>();
    this.lines.set(text, lines);
    if ((lines.get(a.span.line) ?? b.span.line) !== b.span.line) this.orderKept = false;
    lines.set(a.span.line, b.span.line);
    const { line, column, endLine, endColumn } = a.span;
    if (line === b.span.line && column === b.span.column && endLine === b.span.endLine && endColumn === b.span.endColumn) return 'yes';
    this.places.set(a, b);
    return 'moved';
  }

  /** What stood above another line stands above it still. */
  private keepsOrder(): boolean {
    return this.orderKept && [...this.lines.values()].every((lines) => isRising([...lines].sort(([a], [b]) => a - b).map(([, now]) => now)));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && isPlain(value);
}

/** Whatever a configuration says that could be a name, and what the lists and maps say that are of such a name. */
function namedBy(of: Readonly<Record<string, unknown>>, policy: Readonly<Record<string, unknown>>): Set<string> {
  const said = new Set<string>();
  const { policy: _byName, ...rest } = of;
  hear(rest, said);
  // What is named may name others; a Set goes on to those that come while it is walked.
  for (const name of said) for (const objects of Object.values(policy)) if (objects instanceof Map) hear(objects.get(name), said);
  return said;
}

function hear(value: unknown, said: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') said.add(String(value));
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Map || value instanceof Set) hear([...value], said);
  else for (const key in value) hear((value as Record<string, unknown>)[key], said);
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((n, i) => i === 0 || n > (numbers[i - 1] as number));
}

function isPlace(value: object): value is ConfigRef {
  return 'span' in value && 'text' in value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The control plane with the lines as they are now; what names none that has moved is the same object. */
export function withPlaces(plane: ControlPlane, places: Places): ControlPlane {
  const { speakers, ribs, fibs, settledAt } = plane;
  const moved = mover(places);
  return {
    speakers: new Map([...speakers].map(([id, state]) => [id, mappedState(state, () => mover(places))])),
    ribs: moved(ribs),
    fibs: moved(fibs),
    // Names no lines.
    get log() {
      return plane.log;
    },
    settledAt,
  };
}

/** What never names a line, and is much. */
const PLACELESS: ReadonlySet<string> = new Set(['attributes', 'post', 'stored', 'sent', 'prefix', 'resolvedBy', 'nextHops']);

/** Results are trees but for what they share with the configuration, of which is known what became of it. */
function mover(places: Places): <T>(value: T) => T {
  const moved = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const there = places.get(value);
    if (there) return there;
    return placeless.has(value) ? value : movedWithin(value, moved);
  };
  return moved as <T>(value: T) => T;
}

function movedWithin(value: object, moved: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return movedList(value, moved);
  if (value instanceof Map) return movedMap(value, moved);
  if (value instanceof PrefixTable) return value.entries().some((e) => moved(e.value) !== e.value) ? value.mapped(moved) : value;
  return isPlain(value) ? movedRecord(value as Record<string, unknown>, moved) : value;
}

function movedList(list: readonly unknown[], moved: (value: unknown) => unknown): readonly unknown[] {
  for (let i = 0; i < list.length; i++) if (moved(list[i]) !== list[i]) return list.map(moved);
  return list;
}

function movedMap(map: ReadonlyMap<unknown, unknown>, moved: (value: unknown) => unknown): ReadonlyMap<unknown, unknown> {
  for (const value of map.values()) if (moved(value) !== value) return new Map([...map].map(([key, item]) => [key, moved(item)]));
  return map;
}

function movedRecord(record: Readonly<Record<string, unknown>>, moved: (value: unknown) => unknown): Readonly<Record<string, unknown>> {
  let now: Record<string, unknown> | undefined;
  for (const key in record) {
    const value = record[key];
    if (typeof value !== 'object' || value === null || PLACELESS.has(key)) continue;
    const there = moved(value);
    if (there !== value) (now ??= { ...record })[key] = there;
  }
  return now ?? record;
}
