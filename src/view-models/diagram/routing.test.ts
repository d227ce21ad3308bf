import { describe, expect, it } from 'vitest';
import { type Box, crosses, lengthOf, pointAt } from './geometry.ts';
import { routeLine } from './routing.ts';

const box = (x: number, y: number, width = 100, height = 60): Box => ({ x, y, width, height });
const segments = (points: readonly { x: number; y: number }[]) => points.slice(1).map((p, i) => [points[i]!, p] as const);

describe('routeLine', () => {
  it('is one straight line between boxes that face each other', () => {
    expect(routeLine(box(0, 0), box(0, 200), [])).toEqual([
      { x: 50, y: 60 },
      { x: 50, y: 200 },
    ]);
    expect(routeLine(box(300, 0), box(0, 0), [])).toEqual([
      { x: 300, y: 30 },
      { x: 100, y: 30 },
    ]);
  });

  it('moves aside where the middle is taken', () => {
    const wall = box(40, 100, 20, 20);
    const [from, to] = routeLine(box(0, 0), box(0, 200), [wall]);
    expect(from!.x).toBe(to!.x);
    expect(crosses(from!, to!, wall)).toBe(false);
  });

  it.each([
    ['a wall between', box(0, 0), box(0, 300), [box(-60, 150, 220, 40)]],
    ['boxes that do not face each other', box(0, 0), box(300, 300), [box(140, 100, 60, 160)]],
  ])('goes round at right angles: %s', (_, a, b, walls) => {
    const points = routeLine(a, b, walls);
    expect(points.length).toBeGreaterThan(2);
    for (const [p, q] of segments(points)) {
      expect(p.x === q.x || p.y === q.y).toBe(true);
      for (const wall of walls) expect(crosses(p, q, wall)).toBe(false);
    }
  });

  it('is straight whatever is between when plain, and when there is no way round', () => {
    const wall = box(-60, 150, 220, 40);
    expect(routeLine(box(0, 0), box(0, 300), [wall], true)).toHaveLength(2);
    expect(routeLine(box(0, 0), box(0, 0), [])).not.toHaveLength(0);
  });
});

describe('pointAt', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 100 },
  ];
  it('is a share of the whole length', () => {
    expect(lengthOf(line)).toBe(200);
    expect(pointAt(line, 0.25)).toMatchObject({ x: 50, y: 0, angle: 0 });
    expect(pointAt(line, 0.75)).toMatchObject({ x: 100, y: 50 });
    expect(pointAt(line, 2)).toMatchObject({ x: 100, y: 100 });
  });
});
