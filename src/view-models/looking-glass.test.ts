/** How many networks see a prefix, and by whom. */
import { expect, test } from 'vitest';
import type { TableRow } from '../engine/index.ts';
import { movedBetween, seenIn } from './looking-glass.ts';

const row = (prefix: string, asn: number, upstream: number): TableRow => ({
  key: `${prefix} ${asn}`,
  cells: { prefix, asn, upstream },
  standing: 'best',
  reasons: [],
});
const P = '2a06:9801:1c::/48';

test('networks by prefix and upstream, the most used first', () => {
  expect(seenIn({ rows: [row(P, 1, 20), row(P, 2, 10), row(P, 3, 10), row('2001:db8::/32', 1, 10)] })).toEqual([
    {
      prefix: P,
      networks: 3,
      by: [
        { upstream: '10', networks: 2 },
        { upstream: '20', networks: 1 },
      ],
    },
    { prefix: '2001:db8::/32', networks: 1, by: [{ upstream: '10', networks: 1 }] },
  ]);
});

test('who changed the upstream, and who has lost the prefix; another path by the same one is no change', () => {
  const before = { rows: [row(P, 1, 10), row(P, 2, 10), row(P, 3, 10), row(P, 4, 20)] };
  const after = { rows: [row(P, 1, 20), row(P, 2, 20), row(P, 4, 20), row(P, 5, 20)] };
  expect(movedBetween(before, after)).toEqual([
    { prefix: P, from: '10', to: '20', networks: 2 },
    { prefix: P, from: '10', to: '', networks: 1 },
  ]);
  expect(movedBetween(after, after)).toEqual([]);
});
