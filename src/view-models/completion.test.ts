/** Completion at a console. */
import { expect, test } from 'vitest';
import { complete, nextWords } from './completion.ts';

const COMMANDS = [
  'show ip route [A.B.C.D] [json]',
  'show bgp [ipv4|ipv6] summary',
  'show running-config',
  'ping <address>',
  'az network nic show-effective-route-table [-o table|json]',
];

test.each([
  ['', ['az', 'ping', 'show']],
  ['sh', ['show']],
  ['show ', ['bgp', 'ip', 'running-config']],
  ['sh ip ro', ['route']],
  ['show bgp ', ['ipv4', 'ipv6', 'summary']],
  ['show ip route 10.0.0.1 ', ['json']],
  ['ping ', []],
  ['nothing ', []],
])('after %j: %j', (line, words) => {
  expect(nextWords(COMMANDS, line)).toEqual(words);
});

test.each([
  ['sh', 'show '],
  ['show r', 'show running-config '],
  ['show bgp ip', 'show bgp ipv'],
  ['show bgp ipv4 s', 'show bgp ipv4 summary '],
  ['ping 10.', 'ping 10.'],
])('Tab after %j gives %j', (line, after) => {
  expect(complete(COMMANDS, line)).toBe(after);
});
