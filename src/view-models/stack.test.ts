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

test('H34, H42: a lowered MSS is marked; DF that is cleared is; what is inside stands last', () => {
  const syn = (mss: number): Header => ({ kind: 'tcp', sourcePort: 40000, destinationPort: 443, flags: ['SYN'], mss });
  expect(marks(packet(ip('10.0.0.4', '10.1.0.4'), syn(1220)), packet(ip('10.0.0.4', '10.1.0.4'), syn(1440)))).toEqual([[], ['mss 1220']]);
  const data: Packet = { headers: [ip('10.0.0.4', '10.1.0.4'), tcp], payload: 1220, host: 'www.example.com' };
  expect(stackLines(data).at(-1)).toMatchObject({ kind: 'payload', parts: [{ text: '1220 B' }, { text: 'www.example.com' }] });
  expect(stackLines(packet(tcp)).some((l) => l.kind === 'payload')).toBe(false);
});

test('RFC 792: an ICMP error says what it is about', () => {
  const about = {
    protocol: 'tcp',
    source: parseIp('10.0.0.4') as never,
    destination: parseIp('10.1.0.4') as never,
    sourcePort: 40000,
    destinationPort: 443,
  } as const;
  const error: Packet = { headers: [ip('10.0.0.1', '10.0.0.4'), { kind: 'icmp', type: 'frag-needed' }], payload: 0, quotes: about };
  expect(stackLines(error).at(-1)?.parts[0]?.text).toBe('about tcp 10.0.0.4:40000 → 10.1.0.4:443');
});
