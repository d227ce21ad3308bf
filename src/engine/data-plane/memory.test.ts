/**
 * An answer is a function of the lab and the question: an engine that starts anew and is asked the same flows in another order says
 * the same of each. One that remembers across traces, which way a flow took before or whom it met first, does not.
 */
import { expect, it, vi } from 'vitest';
import type { FlowSpec, Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { orderBroken } from './test-laws.ts';
import type { Trace } from './types.ts';

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const router = (interfaces: Readonly<Record<string, ReturnType<typeof on>>>, ...lines: string[]) => ({
  interfaces,
  iproute2: { config: ['sysctl -w net.ipv4.ip_forward=1 net.ipv4.fib_multipath_hash_policy=1', ...lines].join('\n') },
});

/** pc — r1 = r2 = r3 — server: two equal ways twice, and a source translated among four addresses. */
const LAB: Lab = {
  segments: { left: {}, a: {}, b: {}, c: {}, d: {}, right: {} },
  hosts: {
    pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, gateway: '10.1.0.1', listen: [{ protocol: 'tcp', port: 22 }] },
    r1: router(
      { e0: on('left', '10.1.0.1/24'), ca: on('a', '10.2.0.1/24'), cb: on('b', '10.2.1.1/24') },
      'ip route add default nexthop via 10.2.0.2 nexthop via 10.2.1.2',
    ),
    r2: router(
      { ca: on('a', '10.2.0.2/24'), cb: on('b', '10.2.1.2/24'), cc: on('c', '10.4.0.2/24'), cd: on('d', '10.4.1.2/24') },
      'ip route add 10.1.0.0/24 nexthop via 10.2.0.1 nexthop via 10.2.1.1',
      'ip route add 10.3.0.0/24 nexthop via 10.4.0.3 nexthop via 10.4.1.3',
      'iptables -t nat -A POSTROUTING -d 10.3.0.0/24 -j SNAT --to-source 10.4.9.1-10.4.9.4',
    ),
    r3: router(
      { cc: on('c', '10.4.0.3/24'), cd: on('d', '10.4.1.3/24'), e0: on('right', '10.3.0.1/24') },
      'ip route add default nexthop via 10.4.0.2 nexthop via 10.4.1.2',
    ),
    server: { interfaces: { eth0: on('right', '10.3.0.10/24') }, gateway: '10.3.0.1', listen: [{ protocol: 'tcp', port: 443 }] },
  },
};

const FLOWS: readonly FlowSpec[] = [
  { from: 'pc', to: 'server', protocol: 'tcp', port: 443, bytes: 3000 },
  { from: 'server', to: 'pc', protocol: 'tcp', port: 22 },
  { from: 'r3', to: 'pc', protocol: 'icmp' },
  { from: 'r2', to: 'server', protocol: 'udp', port: 53 },
  { from: 'pc', to: 'server', protocol: 'tcp', port: 443, sourcePort: 40_001 },
];

const SOLUTION = solve(LAB);

/** What a data plane that has just started says of the flows, asked in this order; back in theirs. */
async function asked(order: readonly number[]): Promise<readonly Trace[]> {
  vi.resetModules();
  const { traceFlow } = await import('./trace.ts');
  const traces = new Map(order.map((n) => [n, traceFlow(SOLUTION, FLOWS[n] as FlowSpec)]));
  return FLOWS.map((_, n) => traces.get(n) as Trace);
}

it('an answer hangs on nothing that was asked before', async () => {
  const first = await asked([0, 1, 2, 3, 4]);
  expect(first.filter((t) => t.verdict === 'delivered').length).toBeGreaterThan(2);
  expect(first.flatMap((t) => t.out.hops).some((h) => h.ecmp)).toBe(true);
  // Each of the routers is the first that is met, once.
  for (const order of [
    [2, 4, 3, 1, 0],
    [3, 3, 2, 1, 0, 4],
  ])
    expect((await asked(order)).flatMap((t, n) => orderBroken(first[n] as Trace, t))).toEqual([]);
});
