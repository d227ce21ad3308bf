/**
 * One rule of translation at a time, held against what its manual says of it: whom the other end hears, and on which port; and whom
 * the asker hears back. Addresses and ports at random (seeded); the expectation is worked out here, not by the engine (H10, H30, H53).
 */
import { describe, expect, it } from 'vitest';
import { ip } from '../ip/index.ts';
import type { Host, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { reverse, tupleOf } from './packet.ts';
import { chances } from './test-laws.ts';
import { traceFlow } from './trace.ts';
import type { FiveTuple } from './types.ts';

const { next, pick } = chances(5);
const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const port = (): number => 1024 + Math.floor(next() * 60_000);

/** What a rule makes of the first packet, as far as it matches: the changed parts. */
type Change = { -readonly [K in 'source' | 'destination']?: string } & { -readonly [K in 'sourcePort' | 'destinationPort']?: number };

interface Case {
  readonly rule: string;
  readonly to: string;
  readonly port: number;
  readonly sourcePort: number;
  readonly change: Change;
  /** The source port that is seen is one of these, both ends too, whichever; absent: the one of `change`, or the one sent from. */
  readonly drawn?: readonly [number, number];
}

/** The port inside a range stays; any other becomes its first. */
const into = (asked: number, from: number, to: number): number => (asked >= from && asked <= to ? asked : from);

const CASES: Readonly<Record<'linux' | 'pf', readonly (() => Case)[]>> = {
  linux: [
    () => {
      const [asked, given, sourcePort] = [port(), port(), port()];
      return {
        rule: `iptables -t nat -A PREROUTING -d 10.99.0.1 -p tcp --dport ${asked} -j DNAT --to-destination 10.3.0.10:${given}`,
        to: '10.99.0.1',
        port: asked,
        sourcePort,
        change: { destination: '10.3.0.10', destinationPort: given },
      };
    },
    () => {
      const [asked, sourcePort] = [port(), port()];
      const change = { destination: '10.3.0.10' };
      return { rule: 'iptables -t nat -A PREROUTING -d 10.99.0.1 -j DNAT --to-destination 10.3.0.10', to: '10.99.0.1', port: asked, sourcePort, change };
    },
    () => {
      const [asked, sourcePort, from] = [port(), port(), pick([1024, 20_000, 50_000])];
      return {
        rule: `iptables -t nat -A POSTROUTING -o out -p tcp -j SNAT --to-source 10.2.0.77:${from}-${from + 10_000}`,
        to: '10.3.0.10',
        port: asked,
        sourcePort,
        change: { source: '10.2.0.77', sourcePort: into(sourcePort, from, from + 10_000) },
      };
    },
    () => {
      const [asked, sourcePort, from] = [port(), port(), pick([1024, 20_000, 50_000])];
      return {
        rule: `iptables -t nat -A POSTROUTING -o out -p tcp -j MASQUERADE --to-ports ${from}-${from + 10_000}`,
        to: '10.3.0.10',
        port: asked,
        sourcePort,
        change: { source: '10.3.0.1', sourcePort: into(sourcePort, from, from + 10_000) },
      };
    },
    () => {
      const [asked, sourcePort] = [port(), port()];
      return { rule: 'iptables -t nat -A POSTROUTING -o out -j MASQUERADE', to: '10.3.0.10', port: asked, sourcePort, change: { source: '10.3.0.1' } };
    },
    () => {
      const [asked, sourcePort] = [port(), port()];
      return { rule: 'iptables -t nat -A POSTROUTING -o in -j MASQUERADE', to: '10.3.0.10', port: asked, sourcePort, change: {} };
    },
  ],
  pf: [
    () => {
      const [asked, given, sourcePort] = [port(), port(), port()];
      return {
        rule: `rdr on in proto tcp from any to 10.99.0.1 port ${asked} -> 10.3.0.10 port ${given}`,
        to: '10.99.0.1',
        port: asked,
        sourcePort,
        change: { destination: '10.3.0.10', destinationPort: given },
      };
    },
    () => {
      const [first, given, sourcePort] = [port(), port() - 1000, port()];
      const asked = first + Math.floor(next() * 100);
      return {
        rule: `rdr on in proto tcp from any to 10.99.0.1 port ${first}:${first + 100} -> 10.3.0.10 port ${given}:*`,
        to: '10.99.0.1',
        port: asked,
        sourcePort,
        change: { destination: '10.3.0.10', destinationPort: given + asked - first },
      };
    },
    () => {
      const [asked, sourcePort] = [port(), port()];
      const rule = 'nat on out from 10.1.0.0/24 to any -> (out)';
      return { rule, to: '10.3.0.10', port: asked, sourcePort, change: { source: '10.3.0.1' }, drawn: [50_001, 65_535] };
    },
    () => {
      const [asked, sourcePort, from] = [port(), port(), port()];
      const rule = `nat on out from 10.1.0.0/24 to any -> (out) port ${from}:${from + 9}`;
      return { rule, to: '10.3.0.10', port: asked, sourcePort, change: { source: '10.3.0.1' }, drawn: [from, from + 9] };
    },
    () => {
      const [asked, sourcePort] = [port(), port()];
      return { rule: 'nat on out from 10.1.0.0/24 to any -> (out) static-port', to: '10.3.0.10', port: asked, sourcePort, change: { source: '10.3.0.1' } };
    },
    () => {
      const [asked, sourcePort] = [port(), port()];
      return { rule: 'binat on out from 10.1.0.10 to any -> 10.2.0.77', to: '10.3.0.10', port: asked, sourcePort, change: { source: '10.2.0.77' } };
    },
    () => {
      const [asked, sourcePort] = [port(), port()];
      return { rule: 'nat on out from 10.9.0.0/24 to any -> (out)', to: '10.3.0.10', port: asked, sourcePort, change: {} };
    },
  ],
};

/** pc 10.1.0.10 — gate — server 10.3.0.10, which has the port open and leads all else back to the gate. */
function labOf(system: keyof typeof CASES, { rule, change, port: asked }: Case): Lab {
  const interfaces = { in: on('left', '10.1.0.1/24'), out: on('right', '10.3.0.1/24') };
  const gates: Readonly<Record<keyof typeof CASES, Host>> = {
    linux: { interfaces, iproute2: { config: `sysctl -w net.ipv4.ip_forward=1\n${rule}` } },
    pf: { os: 'freebsd', interfaces, rc: { config: 'gateway_enable="YES"\npf_enable="YES"' }, pf: { config: `${rule}\npass all` } },
  };
  return {
    segments: { left: {}, right: {} },
    hosts: {
      pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, gateway: '10.1.0.1' },
      gate: gates[system],
      server: { interfaces: { eth0: on('right', '10.3.0.10/24') }, gateway: '10.3.0.1', listen: [{ protocol: 'tcp', port: change.destinationPort ?? asked }] },
    },
  };
}

function expected({ to, port: asked, sourcePort, change }: Case): { readonly sent: FiveTuple; readonly seen: FiveTuple } {
  const sent: FiveTuple = { protocol: 'tcp', source: ip('10.1.0.10'), destination: ip(to), sourcePort, destinationPort: asked };
  const { source, destination, ...ports } = change;
  return {
    sent,
    seen: { ...sent, ...ports, ...(source !== undefined && { source: ip(source) }), ...(destination !== undefined && { destination: ip(destination) }) },
  };
}

describe.each(['linux', 'pf'] as const)('%s', (system) => {
  const cases = CASES[system].flatMap((made) => Array.from({ length: 8 }, made));
  it.each(cases.map((c) => [`${c.rule}: ${c.sourcePort} > ${c.to}:${c.port}`, c] as const))('%s', (_, c) => {
    const solution = solve(labOf(system, c));
    const t = traceFlow(solution, { from: 'pc', to: c.to, protocol: 'tcp', port: c.port, bytes: 3000 }, { sourcePort: c.sourcePort, branches: false });
    const { sent, seen: whole } = expected(c);
    expect(t.verdict).toBe('delivered');
    const arrived = t.out.hops.at(-1)?.before;
    const sourcePort = c.drawn && arrived ? tupleOf(arrived).sourcePort : whole.sourcePort;
    const seen = { ...whole, sourcePort };
    if (c.drawn) expect(c.drawn[0] <= sourcePort && sourcePort <= c.drawn[1], String(sourcePort)).toBe(true);
    for (const leg of [t.out, t.ack, t.transfer?.up?.leg]) expect(leg?.hops.at(-1) && tupleOf(leg.hops.at(-1)?.before as never)).toEqual(seen);
    for (const leg of [t.back, t.transfer?.down?.leg]) expect(leg?.hops.at(-1) && tupleOf(leg.hops.at(-1)?.before as never)).toEqual(reverse(sent));
  });
});
