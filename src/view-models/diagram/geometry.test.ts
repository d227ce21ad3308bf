import { expect, test } from 'vitest';
import { around } from './geometry.ts';

test('around › boxes apart and one within another › from the first left edge to the last right one', () => {
  const boxes = [
    { x: 10, y: -20, width: 100, height: 40 },
    { x: 20, y: -10, width: 5, height: 5 },
    { x: -30, y: 200, width: 10, height: 60 },
  ];
  expect(around(boxes)).toEqual({ x: -30, y: -20, width: 140, height: 280 });
  expect(around([])).toBeUndefined();
});
