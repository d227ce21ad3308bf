/** Hosts and routers: lookups, TTL, MTU, and what the sender is told (H1–H9, H52). The order of checks is the kernel's. */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { flowOf, line, trace, way } from './test-labs.ts';
import { TestNetwork } from './test-network.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const told = (leg: Leg) => (leg.error ? `${leg.error.type} from ${formatIp(leg.error.from)}, ${leg.error.leg.ending} at ${leg.error.leg.at.node}` : 'silence');
const ttlAt = (t: Trace, leg: 'out' | 'back') => {
  const ip = t[leg]?.hops.at(-1)?.before.headers[0];
  return ip?.kind === 'ip' ? ip.ttl : undefined;
};

describe('a line of routers', () => {
  it('H1 each machine forwards by its own longest match, there and back', () => {
    const t = trace(line(), 'tcp/22 pc > server');
    expect([way(t.out), way(t.back), way(t.ack), t.verdict]).toEqual(['pc r1 r2 server', 'server r2 r1 pc', 'pc r1 r2 server', 'delivered']);
    expect(t.out.hops.map((h) => h.lookup?.row)).toEqual([
      '0.0.0.0/0 via 10.1.0.1 dev eth0',
      '10.3.0.0/24 via 10.2.0.2 dev e1',
      '10.3.0.0/24 on link dev e1',
      undefined,
    ]);
    expect(t.out.hops.map((h) => h.over)).toEqual([[], ['a'], ['b'], ['c']]);
  });

  it('H3 every router takes one from the TTL, the ends none', () => {
    const t = trace(line(), 'icmp pc > server');
    expect([ttlAt(t, 'out'), ttlAt(t, 'back')]).toEqual([62, 62]);
    expect(t.out.hops.map((h) => h.decrementsTtl)).toEqual([false, true, true, false]);
  });

  it.each([
    ['H52 a closed TCP port refuses', 'tcp/80 pc > server', 'refused', 'port-closed'],
    ['H52 a closed UDP port refuses', 'udp/80 pc > server', 'refused', 'port-closed'],
    ['UDP is answered where something listens', 'udp/53 pc > server', 'delivered', 'delivered-both-ways'],
    ['ICMP echo is answered', 'icmp pc > 10.3.0.10', 'delivered', 'delivered-both-ways'],
    ['a router answers for each of its addresses', 'icmp pc > 10.3.0.1', 'delivered', 'delivered-both-ways'],
    ['a machine reaches itself', 'icmp pc > pc', 'delivered', 'delivered-both-ways'],
  ])('%s', (_, flow, verdict, summary) => {
    const t = trace(line(), flow);
    expect([t.verdict, t.summary.code]).toEqual([verdict, summary]);
  });

  it('a closed UDP port says so with ICMP port unreachable', () => {
    const t = trace(line(), 'udp/80 pc > server');
    expect(t.back?.hops[0]?.before.headers[1]).toEqual({ kind: 'icmp', type: 'port-unreachable' });
  });
});

describe('what the sender is told', () => {
  it.each<[string, readonly string[], string, string, string]>([
    ['H4 no route: network unreachable', [], 'no-route', 'r1', 'net-unreachable from 10.1.0.1, delivered at pc'],
    ['H4 reject: host unreachable', ['10.3.0.0/24 reject'], 'route-reject', 'r1', 'host-unreachable from 10.1.0.1, delivered at pc'],
    ['H4 blackhole: silence', ['10.3.0.0/24 blackhole'], 'route-blackhole', 'r1', 'silence'],
    ['H4 nobody on the link has the gateway', ['10.3.0.0/24 via 10.2.0.9 dev e1'], 'no-neighbor', 'r1', 'host-unreachable from 10.1.0.1, delivered at pc'],
  ])('%s', (_, r1, code, at, answer) => {
    const { out, verdict } = trace(line({ r1 }), 'icmp pc > 10.3.0.10');
    expect([out.reason.code, out.at.node, told(out), verdict]).toEqual([code, at, answer, 'dropped']);
  });

  it('an error that finds no way home is not heard', () => {
    const network = line({ r2: [] });
    const t = traceFlow(network.build(), flowOf('icmp pc > 10.9.0.1'));
    expect(told(t.out)).toBe('net-unreachable from 10.1.0.1, delivered at pc');
    const far = trace(line({ r1: ['10.9.0.0/16 via 10.2.0.2 dev e1'], r2: [] }), 'icmp pc > 10.9.0.1');
    expect(told(far.out)).toBe('net-unreachable from 10.2.0.2, dropped at r2');
  });

  it('a host with no route sends nothing', () => {
    const t = trace(new TestNetwork().machine('pc', { eth0: '10.1.0.10/24 @a' }), 'icmp pc > 10.9.0.1');
    expect([t.out.reason.code, way(t.out), told(t.out)]).toEqual(['no-route', 'pc', 'silence']);
  });

  it('observed: the lookup fails before the TTL does, the neighbor after it', () => {
    expect(trace(line({ r1: [] }), 'icmp pc > 10.3.0.10', { ttl: 1 }).out.reason.code).toBe('no-route');
    expect(trace(line({ r1: ['10.3.0.0/24 via 10.2.0.9 dev e1'] }), 'icmp pc > 10.3.0.10', { ttl: 1 }).out.reason.code).toBe('ttl-exceeded');
  });

  it('H5 an error comes from the address that faces the sender, not from the interface that faces the destination', () => {
    expect(told(trace(line(), 'icmp pc > server', { ttl: 2 }).out)).toBe('time-exceeded from 10.2.0.2, delivered at pc');
  });
});

describe('machines that do not forward', () => {
  it('H3 a host is not a router', () => {
    const network = line().machine('r1', { e0: '10.1.0.1/24 @a', e1: '10.2.0.1/24 @b' }, { routes: ['10.3.0.0/24 via 10.2.0.2 dev e1'] });
    expect(trace(network, 'icmp pc > server').out.reason).toMatchObject({ code: 'host-not-forwarding', args: { node: 'r1' } });
  });

  it('an interface that is shut carries nothing', () => {
    const network = line().machine(
      'r1',
      { e0: '10.1.0.1/24 @a', e1: '10.2.0.1/24 @b' },
      { forwarding: true, down: ['e1'], routes: ['10.3.0.0/24 via 10.2.0.2 dev e1'] },
    );
    expect(trace(network, 'icmp pc > server').out.reason.code).toBe('interface-down');
  });
});

describe('loops', () => {
  const looping = line({ r1: ['10.9.0.0/16 via 10.2.0.2 dev e1'], r2: ['10.9.0.0/16 via 10.2.0.1 dev e0', '10.1.0.0/24 via 10.2.0.1 dev e0'] });

  it('A7 a packet that is back where it was is in a loop, and dies when its TTL does', () => {
    const { verdict, out } = trace(looping, 'icmp pc > 10.9.0.1');
    expect([verdict, out.ending, out.cycleStart, out.hops.length, out.reason.args?.['cycle']]).toEqual(['looped', 'looped', 1, 65, 'r1 → r2 → r1']);
    expect(out.error).toMatchObject({ type: 'time-exceeded' });
  });

  it('the same way twice with another TTL is no loop while the TTL ends first', () => {
    expect(trace(looping, 'icmp pc > 10.9.0.1', { ttl: 2 }).out.ending).toBe('ttl-exceeded');
  });
});

describe('MTU', () => {
  const narrow = line({ mtu: 1400 });

  it('H9 too large and not to be fragmented: the router that cannot send it says which size would do', () => {
    const { out } = trace(narrow, 'icmp pc > server', { payload: 1400, dontFragment: true });
    expect([out.reason.code, out.at.node, told(out), out.error?.mtu]).toEqual(['mtu-exceeded', 'r1', 'frag-needed from 10.1.0.1, delivered at pc', 1400]);
  });

  it('H9 without DF a router fragments and the packet arrives', () => {
    const t = trace(narrow, 'icmp pc > server', { payload: 1400 });
    expect([t.verdict, t.out.hops[1]?.steps.map((s) => s.action)]).toEqual(['delivered', ['forward', 'fragment']]);
    expect(t.out.hops[2]?.steps.map((s) => s.action)).toEqual(['forward']);
  });

  it('one byte decides', () => {
    expect(trace(narrow, 'icmp pc > server', { payload: 1372, dontFragment: true }).verdict).toBe('delivered');
    expect(trace(narrow, 'icmp pc > server', { payload: 1373, dontFragment: true }).verdict).toBe('dropped');
  });

  it('larger than the own MTU: nothing is sent', () => {
    const t = trace(line(), 'icmp pc > server', { payload: 1500, dontFragment: true });
    expect([t.out.reason.code, way(t.out), told(t.out)]).toEqual(['mtu-exceeded', 'pc', 'silence']);
  });

  it('RFC 8200 §5: IPv6 is never fragmented on the way', () => {
    const t = trace(ipv6(1280), 'icmp pc > 2001:db8:3::10', { payload: 1400 });
    expect([t.out.reason.code, told(t.out), t.out.error?.mtu]).toEqual(['mtu-exceeded', 'frag-needed from 2001:db8:1::1, delivered at pc', 1280]);
  });
});

function ipv6(mtu: number): TestNetwork {
  return new TestNetwork()
    .machine('pc', { eth0: '2001:db8:1::10/64 @a' }, { routes: ['::/0 via 2001:db8:1::1 dev eth0'] })
    .machine('r', { e0: '2001:db8:1::1/64 @a', e1: '2001:db8:3::1/64 @c' }, { forwarding: true, mtu })
    .machine('server', { eth0: '2001:db8:3::10/64 @c' }, { routes: ['::/0 via 2001:db8:3::1 dev eth0'] });
}

describe('addresses', () => {
  it('IPv6 works as IPv4 does', () => {
    const t = trace(ipv6(1500), 'icmp pc > server');
    expect([t.verdict, t.seenFrom === undefined ? '' : formatIp(t.seenFrom)]).toEqual(['delivered', '2001:db8:1::10']);
  });

  it('H2 the route’s source address goes before the interface’s', () => {
    const network = new TestNetwork()
      .machine('pc', { eth0: '10.1.0.10/24 10.1.0.77/24 @a' }, { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0 src 10.1.0.77'] })
      .machine('r1', { e0: '10.1.0.1/24 @a', e1: '10.3.0.1/24 @c' }, { forwarding: true })
      .machine('server', { eth0: '10.3.0.10/24 @c' }, { routes: ['0.0.0.0/0 via 10.3.0.1 dev eth0'] });
    expect(formatIp(trace(network, 'icmp pc > server').seenFrom ?? (0 as never))).toBe('10.1.0.77');
    const stated = traceFlow(network.build(), { ...flowOf('icmp pc > server'), source: '10.1.0.10' });
    expect(formatIp(stated.seenFrom ?? (0 as never))).toBe('10.1.0.10');
    expect(traceFlow(network.build(), { ...flowOf('icmp pc > server'), source: '10.9.9.9' }).summary.code).toBe('source-not-own');
  });
});
