/** Header stacks side by side. */
import { expect, test } from 'vitest';
import { type Header, type Packet, parseIp } from '../engine/index.ts';
import { stackLines } from './stack.ts';

const ip = (source: string, destination: string, ttl = 64): Header => ({
  kind: 'ip',
  source: parseIp(source) as never,
  destination: parseIp(destination) as never,
  ttl,
  protocol: 'tcp',
  dontFragment: true,
});
const tcp: Header = { kind: 'tcp', sourcePort: 40000, destinationPort: 443, flags: ['SYN'] };
const packet = (...headers: Header[]): Packet => ({ headers, payload: 0 });
const marks = (a: Packet, b: Packet) => stackLines(a, b).map((l) => (l.only ? 'only' : l.parts.filter((p) => p.changed).map((p) => p.text)));

test('a rewritten source is marked, the TTL that every hop takes one from is not', () => {
  expect(marks(packet(ip('198.51.100.1', '192.0.2.80', 63), tcp), packet(ip('10.0.0.4', '192.0.2.80', 64), tcp))).toEqual([['198.51.100.1'], []]);
});

test('a tunnel’s headers are only on its side, what they carry is compared', () => {
  const esp: Header = { kind: 'esp', tunnel: 'cn' };
  const inner = packet(ip('10.0.0.4', '10.1.0.4'), tcp);
  const outer = packet(ip('198.51.100.1', '203.0.113.1'), esp, ip('10.0.0.4', '10.1.0.4'), tcp);
  expect(marks(outer, inner)).toEqual(['only', 'only', [], []]);
  expect(marks(inner, outer)).toEqual([[], []]);
  expect(stackLines(outer).every((l) => !l.only)).toBe(true);
});

test('from one tunnel into another: both wrappings differ', () => {
  const wrapped = (tunnel: string) => packet(ip('198.51.100.1', '203.0.113.1'), { kind: 'esp', tunnel }, ip('10.0.0.4', '10.1.0.4'), tcp);
  expect(marks(wrapped('a'), wrapped('b'))[1]).toBe('only');
});
