/** How long subgroups wait, by the calls that came at one moment, as bgpd says of itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge } from './converge.ts';

test('F92 two calls that come at one moment are both counted; who calls counts its neighbors alone', () => {
  const text = readFileSync(new URL('../../../oracle/recordings/called-twice-1.json', import.meta.url), 'utf8');
  const { lab } = JSON.parse(text) as { lab: FrrLab };
  const recorded = [...text.matchAll(/Coalesce Time: (\d+)/g)].map(([, ms]) => Number(ms));
  const { speakers } = converge(compileFrrLab(lab).network);
  const waits = ['a', 'b'].map((id) => speakers.get(id)?.coalesceTime);
  expect(waits).toEqual([1200, 1100]);
  expect([...new Set(recorded)]).toEqual(waits);
});
