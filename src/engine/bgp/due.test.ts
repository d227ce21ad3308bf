import { describe, expect, it } from 'vitest';
import { prefix, prefixKey } from '../ip/index.ts';
import { Due } from './due.ts';

const P = prefixKey(prefix('172.16.0.0/24'));
const Q = prefixKey(prefix('172.30.0.0/24'));

describe('F43 what a speaker has to deal with', () => {
  it.each([
    ['told, then chosen for', [false, true], true],
    ['chosen for, then told', [true, false], true],
    ['told twice', [false, false], false],
  ])('%s', (_what, asked, expected) => {
    const due = new Due();
    for (const anew of asked) due.add(P, anew);
    expect([...due.take()]).toEqual([[P, { anew: expected, from: [] }]]);
  });

  it('says whose routes have changed, each once', () => {
    const due = new Due();
    for (const peer of ['a', 'b', 'a', undefined]) due.add(P, true, peer);
    due.add(Q, false);
    due.add(Q, true, 'a');
    expect([...due.take()]).toEqual([
      [P, { anew: true, from: ['a', 'b'] }],
      [Q, { anew: true, from: ['a'] }],
    ]);
  });

  it('is taken once, in the order in which it came up', () => {
    const due = new Due();
    due.add(Q, false);
    due.add(P);
    due.add(Q);
    expect([...due.take().keys()]).toEqual([Q, P]);
    expect(due.size).toBe(0);
  });
});
