/**
 * The way of a line between two boxes, as network diagrams have it: straight where the boxes face each other and nothing is in
 * between, else at right angles around what is. The search runs over the lines that the obstacles' edges span (a few dozen),
 * so it is quick enough to follow a drag.
 */
import { type Box, centerOf, crosses, grow, leave, type Point } from './geometry.ts';

const CLEARANCE = 14;
/** px that a bend is worth going out of one's way. */
const BEND = 60;
/** Where in the span that two boxes share a straight line is tried. */
const TRIES = [0.5, 0.3, 0.7, 0.12, 0.88];

/** A polyline from the edge of `a` to the edge of `b`. With `plain` it is straight whatever is in between. */
export function routeLine(a: Box, b: Box, obstacles: readonly Box[], plain = false): Point[] {
  const straight = [leave(a, centerOf(b)), leave(b, centerOf(a))];
  if (plain) return straight;
  const between = obstacles.filter((o) => !same(o, a) && !same(o, b));
  return facing(a, b, between) ?? around(a, b, between) ?? straight;
}

/** A line straight across, where the boxes overlap in x or in y and the way is free. */
function facing(a: Box, b: Box, between: readonly Box[]): Point[] | undefined {
  const free = (p: Point, q: Point) => !between.some((o) => crosses(p, q, grow(o, 4)));
  const x = [Math.max(a.x, b.x) + 10, Math.min(a.x + a.width, b.x + b.width) - 10] as const;
  const y = [Math.max(a.y, b.y) + 10, Math.min(a.y + a.height, b.y + b.height) - 10] as const;
  for (const share of TRIES) {
    if (x[0] < x[1]) {
      const at = x[0] + (x[1] - x[0]) * share;
      const down = a.y < b.y;
      const line = [
        { x: at, y: down ? a.y + a.height : a.y },
        { x: at, y: down ? b.y : b.y + b.height },
      ] as const;
      if (free(...line)) return [...line];
    }
    if (y[0] < y[1]) {
      const at = y[0] + (y[1] - y[0]) * share;
      const right = a.x < b.x;
      const line = [
        { x: right ? a.x + a.width : a.x, y: at },
        { x: right ? b.x : b.x + b.width, y: at },
      ] as const;
      if (free(...line)) return [...line];
    }
  }
  return undefined;
}

const same = (a: Box, b: Box): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

interface State {
  readonly cost: number;
  /** The cost and what is left at least: straight on, without a bend. */
  readonly least: number;
  /** Number of its making: of equals the older goes first. */
  readonly made: number;
  readonly x: number;
  readonly y: number;
  /** Direction it came in: 0 none, 1 along x, 2 along y. */
  readonly axis: 0 | 1 | 2;
  readonly before: State | undefined;
}

/** A* over the grid of the obstacles' padded edges; every bend costs. */
function around(a: Box, b: Box, obstacles: readonly Box[]): Point[] | undefined {
  const ca = centerOf(a);
  const cb = centerOf(b);
  const edges = [...obstacles, a, b].map((o) => grow(o, CLEARANCE));
  const xs = lines([ca.x, cb.x, ...edges.flatMap((o) => [o.x, o.x + o.width])]);
  const ys = lines([ca.y, cb.y, ...edges.flatMap((o) => [o.y, o.y + o.height])]);
  const padded = obstacles.map((o) => grow(o, CLEARANCE - 2));
  const shut = [shutAlong(xs, ys, padded, 'x'), shutAlong(xs, ys, padded, 'y')] as const;
  const goal = { x: xs.indexOf(round(cb.x)), y: ys.indexOf(round(cb.y)) };
  const best = new Float64Array(xs.length * ys.length * 2).fill(Infinity);
  const open = new Queue();
  const left = (x: number, y: number) => Math.abs(x - round(cb.x)) + Math.abs(y - round(cb.y));
  open.add({ cost: 0, least: 0, made: 0, x: xs.indexOf(round(ca.x)), y: ys.indexOf(round(ca.y)), axis: 0, before: undefined });
  for (let made = 1; ; ) {
    const at = open.take();
    if (!at) return undefined;
    if (at.x === goal.x && at.y === goal.y) return trimmed(at, xs, ys, a, b);
    for (const [dx, dy, axis] of STEPS) {
      const x = at.x + dx;
      const y = at.y + dy;
      const [qx, qy] = [xs[x], ys[y]];
      if (qx === undefined || qy === undefined) continue;
      // A step is named by the lesser of its two ends.
      if (shut[axis - 1]?.[Math.min(x, at.x) * ys.length + Math.min(y, at.y)]) continue;
      const cost = at.cost + Math.abs(qx - (xs[at.x] as number)) + Math.abs(qy - (ys[at.y] as number)) + (at.axis !== 0 && at.axis !== axis ? BEND : 0);
      const key = (x * ys.length + y) * 2 + (axis - 1);
      if (cost >= (best[key] as number)) continue;
      best[key] = cost;
      open.add({ cost, least: cost + left(qx, qy), made: made++, x, y, axis, before: at });
    }
  }
}

const STEPS = [
  [1, 0, 1],
  [-1, 0, 1],
  [0, 1, 2],
  [0, -1, 2],
] as const;

/** Which steps of the grid along x, or y, touch a box: by the index of their lesser end. */
function shutAlong(xs: readonly number[], ys: readonly number[], boxes: readonly Box[], axis: 'x' | 'y'): Uint8Array {
  const shut = new Uint8Array(xs.length * ys.length);
  for (const box of boxes) {
    const [left, right] = span(xs, box.x, box.x + box.width, axis === 'x');
    const [top, bottom] = span(ys, box.y, box.y + box.height, axis === 'y');
    for (let x = left; x <= right; x++) shut.fill(1, x * ys.length + top, x * ys.length + Math.max(top, bottom + 1));
  }
  return shut;
}

/** Indexes of the values from one to another, both included; of the steps between values that touch what lies there, where `steps`. */
function span(values: readonly number[], from: number, to: number, steps: boolean): readonly [first: number, last: number] {
  let first = 0;
  while (first < values.length && (values[first] as number) < from) first++;
  let last = values.length - 1;
  while (last >= 0 && (values[last] as number) > to) last--;
  // A step that begins before the box ends in it or goes through it.
  return steps ? [Math.max(0, first - 1), last] : [first, last];
}

/** States by what they cost at least: a binary heap, the cheapest at the root. */
class Queue {
  private readonly heap: State[] = [];

  add(state: State): void {
    const { heap } = this;
    let at = heap.push(state) - 1;
    for (let up = (at - 1) >> 1; at > 0 && goesFirst(state, heap[up] as State); at = up, up = (at - 1) >> 1) heap[at] = heap[up] as State;
    heap[at] = state;
  }

  take(): State | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let next = 2 * at + 1;
      if (next >= heap.length) break;
      if (next + 1 < heap.length && goesFirst(heap[next + 1] as State, heap[next] as State)) next++;
      if (!goesFirst(heap[next] as State, last)) break;
      heap[at] = heap[next] as State;
      at = next;
    }
    heap[at] = last;
    return first;
  }
}

const goesFirst = (a: State, b: State): boolean => a.least < b.least || (a.least === b.least && a.made < b.made);

/** The corners of the way found, cut at the two boxes' edges. */
function trimmed(end: State, xs: readonly number[], ys: readonly number[], a: Box, b: Box): Point[] {
  const points: Point[] = [];
  for (let at: State | undefined = end; at; at = at.before) points.unshift({ x: xs[at.x] as number, y: ys[at.y] as number });
  const corners = points.filter((p, i) => {
    const before = points[i - 1];
    const after = points[i + 1];
    return !before || !after || !((before.x === p.x && p.x === after.x) || (before.y === p.y && p.y === after.y));
  });
  const last = corners.length - 1;
  return corners.map((p, i) => (i === 0 && last > 0 ? leave(a, corners[1] as Point) : i === last ? leave(b, corners[last - 1] as Point) : p));
}

const round = (n: number): number => Math.round(n * 2) / 2;

function lines(values: readonly number[]): number[] {
  return [...new Set(values.map(round))].sort((p, q) => p - q);
}
