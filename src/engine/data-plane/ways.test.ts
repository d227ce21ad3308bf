/** Equal ways: which one a flow takes, which others there are, and for what share of flows the verdict holds (A20, H8). */
import { describe, expect, it } from 'vitest';
import { exploreWays, HASH } from './choose.ts';
import { linuxLine } from './test-hosts.ts';
import { flowOf, hub, trace, way } from './test-labs.ts';
import { TestNetwork } from './test-network.ts';
import { traceFlow } from './trace.ts';
import type { FiveTuple, Trace } from './types.ts';
import { formatIp, ip } from '../ip/index.ts';

const flow = (n: number): FiveTuple => ({ protocol: 'tcp', source: ip('10.0.0.1'), destination: ip('10.0.0.2'), sourcePort: n, destinationPort: 80 });

describe('the hash', () => {
  it('gives one flow one way, and many flows all ways', () => {
    const taken = Array.from({ length: 300 }, (_, n) => HASH.choose('r', flow(n), 3));
    expect(taken).toEqual(Array.from({ length: 300 }, (_, n) => HASH.choose('r', flow(n), 3)));
    for (const index of [0, 1, 2]) expect(taken.filter((t) => t === index).length).toBeGreaterThan(60);
  });

  it('differs from device to device', () => {
    const pairs = new Set(Array.from({ length: 100 }, (_, n) => `${HASH.choose('r1', flow(n), 2)}${HASH.choose('r2', flow(n), 2)}`));
    expect(pairs.size).toBe(4);
  });
});

describe('exploreWays', () => {
  it('finds every combination once, with shares that add up', () => {
    const ways = exploreWays((c) => [c.choose('a', flow(1), 2), c.choose('b', flow(1), 3)].join(), 99);
    expect(ways.map((w) => w.result).sort()).toEqual(['0,0', '0,1', '0,2', '1,0', '1,1', '1,2']);
    expect(ways.reduce((sum, w) => sum + w.share, 0)).toBeCloseTo(1);
  });

  it('asks one point once for one flow, and follows choices that depend on others', () => {
    const ways = exploreWays((c) => (c.choose('a', flow(1), 2) === 0 ? 'short' : `${c.choose('a', flow(1), 2)}${c.choose('b', flow(1), 2)}`), 99);
    expect(ways.map((w) => `${w.result} ${w.share}`).sort()).toEqual(['10 0.25', '11 0.25', 'short 0.5']);
  });

  it('stops at its limit', () => expect(exploreWays((c) => c.choose('a', flow(1), 1000), 10)).toHaveLength(10));
});

/** pc — r — (x | y) — server; `y` may be broken. */
function diamond(y: readonly string[] = ['10.3.0.0/24 via 10.2.2.9 dev out', '10.1.0.0/24 via 10.2.0.1 dev in']): TestNetwork {
  return new TestNetwork()
    .machine('pc', { eth0: '10.1.0.10/24 @a' }, { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'] })
    .machine('r', { e0: '10.1.0.1/24 @a', e1: '10.2.0.1/24 @b' }, { forwarding: true, routes: ['10.3.0.0/24 via 10.2.0.2,10.2.0.3 dev e1'] })
    .machine(
      'x',
      { in: '10.2.0.2/24 @b', out: '10.2.2.2/24 @d' },
      { forwarding: true, routes: ['10.3.0.0/24 via 10.2.2.9 dev out', '10.1.0.0/24 via 10.2.0.1 dev in'] },
    )
    .machine('y', { in: '10.2.0.3/24 @b', out: '10.2.2.3/24 @d' }, { forwarding: true, routes: y })
    .machine('z', { in: '10.2.2.9/24 @d', out: '10.3.0.1/24 @e' }, { forwarding: true, routes: ['10.1.0.0/24 via 10.2.2.2,10.2.2.3 dev in'] })
    .machine('server', { eth0: '10.3.0.10/24 @e' }, { routes: ['0.0.0.0/0 via 10.3.0.1 dev eth0'], listen: [{ protocol: 'tcp', port: 22 }] });
}

const all = (t: Trace) => [t, ...t.branches].map((b) => `${way(b.out)} / ${way(b.back)}`).sort();

describe('a flow with equal ways', () => {
  it('reports those that it does not take, there and back', () => {
    const t = trace(diamond(), 'tcp/22 pc > server');
    expect(all(t)).toEqual([
      'pc r x z server / server z x r pc',
      'pc r x z server / server z y r pc',
      'pc r y z server / server z x r pc',
      'pc r y z server / server z y r pc',
    ]);
    expect([t.share, ...t.branches.map((b) => b.share)]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(t.out.hops[1]?.ecmp).toEqual({ ways: 2, taken: t.out.hops[2]?.node === 'x' ? 0 : 1 });
    expect(t.notes).toBeUndefined();
  });

  it('says for what share of flows another verdict holds', () => {
    const t = trace(diamond([]), 'tcp/22 pc > server');
    const shares = new Map<string, number>();
    for (const b of [{ verdict: t.verdict, share: t.share ?? 1 }, ...t.branches]) shares.set(b.verdict, (shares.get(b.verdict) ?? 0) + b.share);
    expect(Object.fromEntries(shares)).toEqual({ delivered: 0.25, 'one-way': 0.25, dropped: 0.5 });
    expect(t.notes?.map((n) => n.code)).toEqual(['ways-differ']);
  });

  it('H8 a router’s hash looks at the addresses alone: every port goes the same way', () => {
    const ways = new Set([80, 443, 22, 8080].map((port) => way(trace(diamond(), `tcp/${port} pc > server`).out)));
    expect(ways.size).toBe(1);
  });
});

describe('A20, H8 the lookup names the one of several equal ways that was taken', () => {
  /** For each way that a flow could have: the neighbor that the device's table led to, and whether it did. */
  const led = (t: Trace, device: string) =>
    [t, ...t.branches].map(({ out }) => {
      const at = out.hops.findIndex((h) => h.device === device);
      const { nextHop } = out.hops[at]?.lookup?.taken ?? {};
      return [out.hops[at + 1]?.node, nextHop === undefined ? '' : formatIp(nextHop)].join(' ');
    });

  it('of a routing table', () => expect(new Set(led(trace(diamond(), 'icmp pc > server'), 'r'))).toEqual(new Set(['x 10.2.0.2', 'y 10.2.0.3'])));

  it('of a subnet’s effective routes', () =>
    expect(new Set(led(trace(hub(), 'icmp vm > vm-branch'), 'vm'))).toEqual(new Set([expect.stringMatching(/^vpngw#[01] 10\.0\.0\.1[45]$/)])));

  it('and none where there is one way', () => expect(led(trace(diamond(), 'icmp server > pc'), 'server').every((way) => way.endsWith(' '))).toBe(true));
});

it('H8 a flow falls to a way by its weight', () => {
  const share = (weights?: readonly number[]) =>
    Array.from({ length: 400 }, (_, i) => HASH.choose('r fib', flow(40_000 + i), 2, weights)).filter((way) => way === 0).length / 400;
  expect([share([3, 1]) > 0.68 && share([3, 1]) < 0.82, share([1, 3]) > 0.18 && share([1, 3]) < 0.32, share() > 0.43 && share() < 0.57]).toEqual([
    true,
    true,
    true,
  ]);
});

it('H8 an error is sent by the addresses of the packet that it is about (net/ipv4/route.c ip_multipath_l3_keys)', () => {
  const lab = linuxLine({
    pc: Array.from({ length: 12 }, (_, i) => `ip addr add 10.1.0.${20 + i}/24 dev eth0`).join('\n'),
    r2: 'ip route replace 10.1.0.0/16 nexthop via 10.2.0.1 nexthop via 10.2.1.1',
  });
  const [ways, errors] = [[], []] as [number[], (number | undefined)[]];
  for (let i = 0; i < 12; i++) {
    const source = `10.1.0.${20 + i}`;
    const { back } = traceFlow(lab, { ...flowOf('udp/99 pc > server'), source }, { branches: false });
    errors.push(back?.hops.find((h) => h.device === 'r2')?.ecmp?.taken);
    const about = { protocol: 'tcp', source: ip(source), destination: ip('10.3.0.10'), sourcePort: 0, destinationPort: 0 } as const;
    ways.push(HASH.choose('r2 fib', about, 2));
  }
  expect([errors, new Set(errors).size]).toEqual([ways, 2]);
});
