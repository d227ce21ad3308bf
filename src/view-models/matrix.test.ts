/** What a filter leaves of a matrix. */
import { expect, test } from 'vitest';
import { matrixPart } from './matrix.ts';

const from = ['vm-1', 'vm-2', 'pc'];
const to = [...from, 'www.example.com'];

test('nothing typed: all of it; a sender’s name: its row; a name that only receives: its column; neither: no column', () => {
  expect(matrixPart(from, to, ' ')).toEqual({ rows: [0, 1, 2], columns: [0, 1, 2, 3] });
  expect(matrixPart(from, to, 'VM')).toEqual({ rows: [0, 1], columns: [0, 1, 2, 3] });
  expect(matrixPart(from, to, 'example')).toEqual({ rows: [0, 1, 2], columns: [3] });
  expect(matrixPart(from, to, 'nobody')).toEqual({ rows: [0, 1, 2], columns: [] });
});
