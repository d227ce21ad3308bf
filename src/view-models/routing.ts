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
  readonly x: number;
  readonly y: number;
  /** Direction it came in: 0 none, 1 along x, 2 along y. */
  readonly axis: 0 | 1 | 2;
  readonly before: State | undefined;
}

/** Dijkstra over the grid of the obstacles' padded edges; every bend costs. */
function around(a: Box, b: Box, obstacles: readonly Box[]): Point[] | undefined {
  const padded = obstacles.map((o) => grow(o, CLEARANCE - 2));
  const ca = centerOf(a);
  const cb = centerOf(b);
  const edges = [...obstacles, a, b].map((o) => grow(o, CLEARANCE));
  const xs = lines([ca.x, cb.x, ...edges.flatMap((o) => [o.x, o.x + o.width])]);
  const ys = lines([ca.y, cb.y, ...edges.flatMap((o) => [o.y, o.y + o.height])]);
  const goal = { x: xs.indexOf(round(cb.x)), y: ys.indexOf(round(cb.y)) };
  const best = new Map<number, number>();
  const open: State[] = [{ cost: 0, x: xs.indexOf(round(ca.x)), y: ys.indexOf(round(ca.y)), axis: 0, before: undefined }];
  while (open.length > 0) {
    const at = takeCheapest(open);
    if (at.x === goal.x && at.y === goal.y) return trimmed(at, xs, ys, a, b);
    for (const [dx, dy, axis] of STEPS) {
      const x = at.x + dx;
      const y = at.y + dy;
      const p = { x: xs[at.x] as number, y: ys[at.y] as number };
      const [qx, qy] = [xs[x], ys[y]];
      if (qx === undefined || qy === undefined) continue;
      const q = { x: qx, y: qy };
      if (padded.some((o) => crosses(p, q, o))) continue;
      const cost = at.cost + Math.abs(q.x - p.x) + Math.abs(q.y - p.y) + (at.axis !== 0 && at.axis !== axis ? BEND : 0);
      const key = (x * ys.length + y) * 2 + (axis - 1);
      if (cost >= (best.get(key) ?? Infinity)) continue;
      best.set(key, cost);
      open.push({ cost, x, y, axis, before: at });
    }
  }
  return undefined;
}

const STEPS = [
  [1, 0, 1],
  [-1, 0, 1],
  [0, 1, 2],
  [0, -1, 2],
] as const;

function takeCheapest(open: State[]): State {
  let at = 0;
  for (let i = 1; i < open.length; i++) if ((open[i] as State).cost < (open[at] as State).cost) at = i;
  const [state] = open.splice(at, 1);
  return state as State;
}

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
