/** The timeline's filters and moments. */
import { expect, test } from 'vitest';
import type { TimelineEvent } from '../engine/index.ts';
import { litBy, matching, upAfter } from './timeline.ts';

const EVENTS: readonly TimelineEvent[] = [
  { at: 0, kind: 'session-up', speaker: 'gw#0', device: 'gw', peer: '10.0.0.4', peerDevice: 'ars' },
  { at: 1, kind: 'update-sent', speaker: 'gw#0', device: 'gw', peer: '10.0.0.4', peerDevice: 'ars', prefix: '10.1.0.0/16', detail: 'via 10.0.0.1 path local' },
  { at: 2, kind: 'update-received', speaker: 'ars#0', device: 'ars', peer: '10.0.0.1', peerDevice: 'gw', prefix: '10.1.0.0/16' },
  { at: 3, kind: 'best-changed', speaker: 'ars#0', device: 'ars', prefix: '10.1.0.0/16' },
  { at: 4, kind: 'session-down', speaker: 'gw#0', device: 'gw', peer: '10.0.0.4', peerDevice: 'ars' },
];

test('groups and words narrow the list', () => {
  expect(matching(EVENTS, ['messages'], '').map((e) => e.at)).toEqual([1, 2]);
  expect(matching(EVENTS, ['sessions', 'messages', 'decisions'], '10.1.0.0/16 ARS#0').map((e) => e.at)).toEqual([2, 3]);
  expect(matching(EVENTS, [], '')).toEqual([]);
});

test('a message that is received came from the peer, one that is sent goes there', () => {
  expect(EVENTS.map(litBy).map((l) => [l.at, l.from, l.to])).toEqual([
    ['gw', [], ['ars']],
    ['gw', [], ['ars']],
    ['ars', ['gw'], []],
    ['ars', [], []],
    ['gw', [], ['ars']],
  ]);
});

test('a session is up from its event to the one that ends it', () => {
  expect(EVENTS.map((e) => upAfter(EVENTS, e).has('gw#0 10.0.0.4'))).toEqual([true, true, true, true, false]);
});
