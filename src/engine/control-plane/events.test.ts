import { expect, it } from 'vitest';
import { type Event, inTurn } from './events.ts';

it('bgp_io.c: of what comes at one moment, that of the session which is up longest is read first', () => {
  const news = (from: string, session: number): Event => ({ kind: 'deliver', to: 'c', peer: from, from, session, updates: [], messages: 1 });
  expect(inTurn([news('a', 10), news('b', 9)]).map((e) => e.kind === 'deliver' && e.from)).toEqual(['b', 'a']);
});
