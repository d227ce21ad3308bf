/** Who a traceroute hears (A236–A241, H5), and what ends it (H4, H52). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { flowOf, hub, line } from './test-labs.ts';
import { NO_RULES, TestNetwork } from './test-network.ts';
import { traceRoute, type TraceRouteOptions } from './traceroute.ts';

/** One word a TTL: the address, `*`, and what it says if that is not the usual. */
function heard(network: TestNetwork, flow: string, options: TraceRouteOptions = {}): string[] {
  return traceRoute(network.build(), flowOf(flow), options).hops.map((probes) => {
    const words = probes.map((p) =>
      p.from === undefined ? '*' : `${formatIp(p.from)}${p.answer === 'time-exceeded' || p.answer === 'reached' ? '' : ` ${p.answer}`}`,
    );
    return [...new Set(words)].join(' or ');
  });
}

const inspected = ['10.20.10.0/24 VirtualAppliance 10.0.3.4', '10.50.0.0/16 VirtualAppliance 10.0.3.4'];

describe('routers', () => {
  it.each(['udp', 'icmp', 'tcp/22', 'tcp/80'])('H3 %s: one hop a router, then the destination', (probe) => {
    expect(heard(line(), `${probe} pc > server`)).toEqual(['10.1.0.1', '10.2.0.2', '10.3.0.10']);
    expect(traceRoute(line().build(), flowOf(`${probe} pc > server`)).reached).toBe(true);
  });

  it('H4 a router without a route ends it with !N', () => {
    expect(heard(line({ r1: ['10.9.0.0/16 via 10.2.0.2 dev e1'] }), 'udp pc > 10.9.0.1')).toEqual(['10.1.0.1', '10.2.0.2 net-unreachable']);
  });

  it('H4 a blackhole is silence to the end', () => {
    expect(heard(line({ r1: ['10.3.0.0/24 blackhole'] }), 'udp pc > 10.3.0.10', { maxTtl: 4 })).toEqual(['*', '*', '*', '*']);
  });

  it('H5 a loop shows the same two addresses until the last TTL', () => {
    const network = line({ r1: ['10.9.0.0/16 via 10.2.0.2 dev e1'], r2: ['10.9.0.0/16 via 10.2.0.1 dev e0', '10.1.0.0/24 via 10.2.0.1 dev e0'] });
    expect(heard(network, 'udp pc > 10.9.0.1', { maxTtl: 5 })).toEqual(['10.1.0.1', '10.2.0.2', '10.1.0.1', '10.2.0.2', '10.1.0.1']);
    expect(traceRoute(network.build(), flowOf('udp pc > 10.9.0.1')).hops).toHaveLength(30);
  });

  it('an answer that finds no way home is not heard', () => {
    expect(heard(line({ r2: [] }), 'icmp pc > server', { maxTtl: 3 })).toEqual(['10.1.0.1', '*', '*']);
  });

  it('H9 a probe that is too large is told the size', () => {
    expect(heard(line({ mtu: 1400 }), 'icmp pc > server', { payload: 1400, dontFragment: true })).toEqual(['10.1.0.1', '10.1.0.1 frag-needed']);
  });

  it('who has no way, or nobody to ask, says why', () => {
    expect(traceRoute(line().machine('pc', { eth0: '10.1.0.10/24 @a' }).build(), flowOf('icmp pc > server'))).toMatchObject({
      failure: { code: 'no-route' },
      hops: [],
    });
    expect(traceRoute(line().build(), flowOf('icmp pc > nobody'))).toMatchObject({ failure: { code: 'unknown-destination' }, hops: [] });
  });
});

describe('Azure', () => {
  it('A236 between VMs of one VNet there is no hop', () => expect(heard(hub(), 'icmp vm > 10.0.3.6', { maxTtl: 2 })).toEqual(['*', '*']));

  it('A236, A242 nor across VPN gateways: the fabric is not heard, and the trace still arrives', () => {
    expect(heard(hub(), 'icmp vm > vm-branch')).toEqual(['10.50.1.4']);
    expect(traceRoute(hub().build(), flowOf('icmp vm > vm-branch')).reached).toBe(true);
  });

  it('A237 an appliance is one hop; its guest answers from the interface that leads back, which usually is the one that heard the probe', () => {
    const network = (forwarding: boolean, ...back: string[]) =>
      new TestNetwork()
        .vnet('v', {
          prefixes: ['10.1.0.0/16'],
          subnets: {
            a: { prefix: '10.1.0.0/24', user: ['10.1.3.0/24 VirtualAppliance 10.1.1.4'] },
            in: { prefix: '10.1.1.0/24' },
            out: { prefix: '10.1.2.0/24' },
            b: { prefix: '10.1.3.0/24' },
          },
        })
        .machine('vm', { eth0: '10.1.0.4/24 @v/a' }, { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'] })
        .machine(
          'nva',
          { eth0: '10.1.1.4/24 @v/in', eth1: '10.1.2.4/24 @v/out' },
          { forwarding, ipForwarding: true, routes: ['0.0.0.0/0 via 10.1.2.1 dev eth1', ...back] },
        )
        .machine('server', { eth0: '10.1.3.4/24 @v/b' }, { routes: ['0.0.0.0/0 via 10.1.3.1 dev eth0'] });
    expect(heard(network(true, '10.1.0.0/24 via 10.1.1.1 dev eth0'), 'icmp vm > server')).toEqual(['10.1.1.4', '10.1.3.4']);
    expect(heard(network(true), 'icmp vm > server')).toEqual(['10.1.2.4', '10.1.3.4']);
    expect(heard(network(false), 'icmp vm > server', { maxTtl: 2 })).toEqual(['*', '*']);
  });

  it('A241 the golden trace: customer router, silence, an instance of the firewall, the VM', () => {
    const hops = heard(hub({ injected: false, gatewayUser: inspected }), 'udp pc > vm-branch');
    expect(hops).toEqual(['10.20.10.1', '*', expect.stringMatching(/^10\.0\.3\.[67]( or 10\.0\.3\.[67])?$/), '10.50.1.4']);
  });

  it('A240 with MSEEs that answer: their side of the /30, then one silent hop', () => {
    expect(heard(hub(), 'icmp pc > vm', { mseeAnswers: true })).toEqual(['10.20.10.1', '172.16.0.2', '*', '10.0.1.6']);
    expect(heard(hub(), 'icmp pc > vm')).toEqual(['10.20.10.1', '*', '10.0.1.6']);
  });

  it('A239 from a VM: the MSEE’s neighbor address, the customer’s side of the /30, the site', () => {
    expect(heard(hub(), 'icmp vm > pc')).toEqual(['10.0.0.4', '172.16.0.1', '10.20.10.50']);
  });

  it('A238 the firewall answers only what its rules let through', () => {
    expect(heard(hub({ injected: false, gatewayUser: inspected, rules: NO_RULES }), 'udp pc > vm-branch', { maxTtl: 4 })).toEqual([
      '10.20.10.1',
      '*',
      '*',
      '*',
    ]);
  });

  it('H53 errors from beyond a firewall that translates come home', () => {
    const network = hub({ gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] });
    expect(heard(network, 'udp pc > vm')[3]).toBe('10.0.1.6');
  });
});
