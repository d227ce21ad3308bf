/** Points, boxes and polylines in canvas pixels. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export const centerOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** The smallest box around all of them; undefined around nothing. */
export function around(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return { x, y, width: Math.max(...boxes.map((b) => b.x + b.width)) - x, height: Math.max(...boxes.map((b) => b.y + b.height)) - y };
}

export function grow(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}

/** Where the line from the box's centre towards a point leaves the box. */
export function leave(box: Box, towards: Point): Point {
  const c = centerOf(box);
  const dx = towards.x - c.x;
  const dy = towards.y - c.y;
  if (dx === 0 && dy === 0) return c;
  const scale = Math.min(dx === 0 ? Infinity : box.width / 2 / Math.abs(dx), dy === 0 ? Infinity : box.height / 2 / Math.abs(dy));
  return scale >= 1 ? towards : { x: c.x + dx * scale, y: c.y + dy * scale };
}

/** Whether a segment touches a box (Liang–Barsky). */
export function crosses(a: Point, b: Point, box: Box): boolean {
  let from = 0;
  let to = 1;
  const d = { x: b.x - a.x, y: b.y - a.y };
  for (const [p, q] of [
    [-d.x, a.x - box.x],
    [d.x, box.x + box.width - a.x],
    [-d.y, a.y - box.y],
    [d.y, box.y + box.height - a.y],
  ] as const) {
    if (p === 0 && q < 0) return false;
    if (p === 0) continue;
    const t = q / p;
    if (p < 0) from = Math.max(from, t);
    else to = Math.min(to, t);
    if (from > to) return false;
  }
  return true;
}

export function lengthOf(points: readonly Point[]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) sum += distance(points[i - 1] as Point, points[i] as Point);
  return sum;
}

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The point at a share (0–1) of a polyline's length, and the direction there in radians. */
export function pointAt(points: readonly Point[], share: number): Point & { readonly angle: number } {
  let left = lengthOf(points) * Math.min(1, Math.max(0, share));
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1] as Point;
    const b = points[i] as Point;
    const size = distance(a, b);
    if (left <= size || i === points.length - 1) {
      const t = size === 0 ? 0 : Math.min(1, left / size);
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, angle: Math.atan2(b.y - a.y, b.x - a.x) };
    }
    left -= size;
  }
  const only = points[0] ?? { x: 0, y: 0 };
  return { ...only, angle: 0 };
}

/** SVG path of a polyline with rounded corners. */
export function roundedPath(points: readonly Point[], radius = 10): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let d = `M${fix(first.x)} ${fix(first.y)}`;
  for (let i = 0; i < rest.length; i++) {
    const at = rest[i] as Point;
    const before = points[i] as Point;
    const after = points[i + 2];
    if (!after) {
      d += ` L${fix(at.x)} ${fix(at.y)}`;
      continue;
    }
    const r = Math.min(radius, distance(before, at) / 2, distance(at, after) / 2);
    const p = towards(at, before, r);
    const q = towards(at, after, r);
    d += ` L${fix(p.x)} ${fix(p.y)} Q${fix(at.x)} ${fix(at.y)} ${fix(q.x)} ${fix(q.y)}`;
  }
  return d;
}

/** A polyline moved sideways (to the left of its direction), so that two ways along one line are both seen. */
export function offsetLine(points: readonly Point[], by: number): Point[] {
  return points.map((p, i) => {
    const a = points[Math.max(0, i - 1)] as Point;
    const b = points[Math.min(points.length - 1, i + 1)] as Point;
    const size = distance(a, b) || 1;
    return { x: p.x + ((b.y - a.y) / size) * by, y: p.y - ((b.x - a.x) / size) * by };
  });
}

function towards(from: Point, to: Point, by: number): Point {
  const size = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / size) * by, y: from.y + ((to.y - from.y) / size) * by };
}

const fix = (n: number): number => Math.round(n * 10) / 10;
