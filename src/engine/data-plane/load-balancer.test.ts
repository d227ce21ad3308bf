/** Load balancers on the way of packets (A185–A188), and who leaves to the Internet under which address (A189–A191). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { balanced, trace, way } from './test-labs.ts';
import { ALLOW_ALL, type TestNetwork } from './test-network.ts';
import { outer, tupleOf } from './packet.ts';
import type { Trace } from './types.ts';

const seen = (t: Trace) => (t.seenFrom === undefined ? '' : formatIp(t.seenFrom));
const reason = (network: TestNetwork, flow: string) => trace(network, flow).summary.code;
const taken = (t: Trace) => t.out.hops.at(-1)?.node;

describe('load balancers', () => {
  it('A185, A187 a backend gets the client’s own address and its own as destination; the answer leaves it with the frontend’s', () => {
    const t = trace(balanced(), 'tcp/443 web > 198.51.100.5');
    expect([t.verdict, seen(t), t.out.hops[1]?.node]).toEqual(['delivered', '192.0.2.80', 'plb']);
    const arrived = tupleOf(t.out.hops.at(-1)?.before ?? (undefined as never));
    expect([formatIp(arrived.destination).startsWith('10.1.0.'), arrived.destinationPort]).toEqual([true, 8443]);
    expect(t.back?.hops.map((h) => h.node)).toEqual([taken(t), 'internet']);
    expect(formatIp(outer(t.back?.hops[1]?.before ?? (undefined as never)).source)).toBe('198.51.100.5');
  });

  it('A185 an internal frontend serves a peered VNet, and the answer goes straight back', () => {
    const t = trace(balanced(), 'tcp/443 client > 10.1.0.100');
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', `client ilb ${taken(t)}`, `${taken(t)} client`]);
  });

  it('A236 it counts no TTL', () => {
    expect(outer(trace(balanced(), 'tcp/443 client > 10.1.0.100').out.hops.at(-1)?.before ?? (undefined as never)).ttl).toBe(64);
  });

  it('A185 every backend gets a share; each flow keeps its own', () => {
    const ports = Array.from({ length: 40 }, (_, i) => 40000 + i);
    const all = ports.map((sourcePort) => taken(trace(balanced(), 'tcp/443 web > 198.51.100.5', { sourcePort })));
    expect(new Set(all)).toEqual(new Set(['v1', 'v2']));
    const again = ports.map((sourcePort) => taken(trace(balanced(), 'tcp/443 web > 198.51.100.5', { sourcePort })));
    expect(again).toEqual(all);
    const sticky = ports.map((sourcePort) => taken(trace(balanced({ distribution: 'SourceIP' }), 'tcp/443 web > 198.51.100.5', { sourcePort })));
    expect(new Set(sticky).size).toBe(1);
  });

  it('A185 all equal ways are explored, with their shares', () => {
    const t = trace(balanced(), 'tcp/443 web > 198.51.100.5');
    expect([t.share, t.branches.map((b) => [b.verdict, b.share])]).toEqual([0.5, [['delivered', 0.5]]]);
  });

  it('A185 a backend whose probe fails gets nothing; with none left the flow is lost', () => {
    const half = balanced().machine('v2', { eth0: '10.1.0.5/24 @v/a' }, { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'] });
    const ports = Array.from({ length: 10 }, (_, i) => 40000 + i);
    expect(new Set(ports.map((sourcePort) => taken(trace(half, 'tcp/443 web > 198.51.100.5', { sourcePort }))))).toEqual(new Set(['v1']));
    expect(reason(balanced({ probe: 9 }), 'tcp/443 web > 198.51.100.5')).toBe('lb-no-healthy-backend');
  });

  it('A185 a security group that shuts out the platform’s address fails the probe', () => {
    const shut = balanced().securityGroup('nsg', 'Allow Inbound 100 tcp Internet > * :8443', 'Deny Inbound 200 * AzureLoadBalancer > *');
    expect(reason(shut, 'tcp/443 web > 198.51.100.5')).toBe('lb-no-healthy-backend');
  });

  it('A185 closed unless a group lets it in: the default rules do not', () => {
    expect(reason(balanced().securityGroup('nsg'), 'tcp/443 web > 198.51.100.5')).toBe('nsg-deny-in');
    expect(reason(balanced({ securityGroup: 'none' }), 'tcp/443 web > 198.51.100.5')).toBe('public-ip-closed');
  });

  it('A187 with floating IP the backend sees the frontend, and takes it only if the address is on it', () => {
    expect(reason(balanced({ floating: true }), 'tcp/443 client > 10.1.0.100')).toBe('lb-floating-no-loopback');
    const looped = balanced({ floating: true, backends: ['v1 10.1.0.4'] }).machine(
      'v1',
      { eth0: '10.1.0.4/24 @v/a', lo: '10.1.0.100/32' },
      { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'], listen: [8443, 443].map((port) => ({ protocol: 'tcp' as const, port })) },
    );
    const t = trace(looped, 'tcp/443 client > 10.1.0.100');
    expect([t.verdict, formatIp(tupleOf(t.out.hops.at(-1)?.before ?? (undefined as never)).destination)]).toEqual(['delivered', '10.1.0.100']);
  });

  it('A188 a backend does not reach itself through its own frontend, but another one', () => {
    expect(reason(balanced({ backends: ['v1 10.1.0.4'] }), 'tcp/443 v1 > 10.1.0.100')).toBe('lb-hairpin');
    expect(trace(balanced({ backends: ['v2 10.1.0.5'] }), 'tcp/443 v1 > 10.1.0.100').verdict).toBe('delivered');
  });

  it('A188 an internal frontend answers no ping without HA ports', () => {
    expect(reason(balanced(), 'icmp client > 10.1.0.100')).toBe('lb-no-rule-for-protocol');
    expect(trace(balanced({ internalRules: ['all'] }), 'icmp client > 10.1.0.100').verdict).toBe('delivered');
  });

  it('a public frontend answers a ping itself while a backend is up (Learn: test reachability of frontends)', () => {
    const t = trace(balanced(), 'icmp web > 198.51.100.5');
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'internet plb', 'plb internet']);
    expect(trace(balanced({ probe: 9 }), 'icmp web > 198.51.100.5').out.error?.type).toBe('host-unreachable');
    expect(trace(balanced({ backends: [] }), 'icmp web > 198.51.100.5').out.error).toBeUndefined();
  });

  describe('A186, A188 appliances behind HA ports', () => {
    const APPLIANCES = { routes: ['0.0.0.0/0 via 10.1.2.1 dev eth0'], forwarding: true, ipForwarding: true, listen: [{ protocol: 'tcp' as const, port: 22 }] };
    const sandwich = (change: { readonly ipForwarding?: boolean; readonly rules?: readonly string[] } = {}) =>
      balanced({ backends: [], user: ['10.2.0.0/16 VirtualAppliance 10.1.2.100'] })
        .vnet('v', {
          prefixes: ['10.1.0.0/16'],
          subnets: { a: { prefix: '10.1.0.0/24', user: ['10.2.0.0/16 VirtualAppliance 10.1.2.100'] }, n: { prefix: '10.1.2.0/24' } },
          peerings: { w: { forwarded: true } },
        })
        .vnet('w', {
          prefixes: ['10.2.0.0/16'],
          subnets: { a: { prefix: '10.2.0.0/24', user: ['10.1.0.0/24 VirtualAppliance 10.1.2.100'] } },
          peerings: { v: { forwarded: true } },
        })
        .machine('n1', { eth0: '10.1.2.4/24 @v/n' }, { ...APPLIANCES, ...change })
        .machine('n2', { eth0: '10.1.2.5/24 @v/n' }, { ...APPLIANCES, ...change })
        .balancer('nlb', '10.1.2.100 @v/n', ['n1 10.1.2.4', 'n2 10.1.2.5'], change.rules ?? ['all'], { probe: { name: 'p', port: 22 } });

    it('a UDR may name the frontend, and both directions meet the same appliance', () => {
      for (let sourcePort = 40000; sourcePort < 40020; sourcePort++) {
        const t = trace(sandwich(), 'tcp/443 client > v1', { sourcePort });
        const nva = t.out.hops[2]?.node;
        expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', `client nlb ${nva} v1`, `v1 nlb ${nva} client`]);
      }
    });

    it('of two pairs in a row each keeps the flow with its own appliance, though nothing of the packet tells the two ways apart', () => {
      const second = sandwich()
        .vnet('v', {
          prefixes: ['10.1.0.0/16'],
          subnets: {
            a: { prefix: '10.1.0.0/24', user: ['10.2.0.0/16 VirtualAppliance 10.1.3.100'] },
            n: { prefix: '10.1.2.0/24', user: ['10.1.0.0/24 VirtualAppliance 10.1.3.100'] },
            m: { prefix: '10.1.3.0/24', user: ['10.2.0.0/16 VirtualAppliance 10.1.2.100'] },
          },
          peerings: { w: { forwarded: true } },
        })
        .machine('m1', { eth0: '10.1.3.4/24 @v/m' }, { ...APPLIANCES, routes: ['0.0.0.0/0 via 10.1.3.1 dev eth0'] })
        .machine('m2', { eth0: '10.1.3.5/24 @v/m' }, { ...APPLIANCES, routes: ['0.0.0.0/0 via 10.1.3.1 dev eth0'] })
        .balancer('mlb', '10.1.3.100 @v/m', ['m1 10.1.3.4', 'm2 10.1.3.5'], ['all'], { probe: { name: 'p', port: 22 } });
      for (let sourcePort = 40000; sourcePort < 40008; sourcePort++) {
        const t = trace(second, 'tcp/443 client > v1', { sourcePort });
        const [n, m] = [t.out.hops[2]?.node, t.out.hops[4]?.node];
        expect([n?.[0], m?.[0], t.verdict, way(t.ack)]).toEqual(['n', 'm', 'delivered', `client nlb ${n} mlb ${m} v1`]);
      }
    });

    it('the appliances’ NICs must forward, and a rule for one port does not do', () => {
      expect(reason(sandwich({ ipForwarding: false }), 'tcp/443 client > v1')).toBe('azure-ip-forwarding-off');
      expect(reason(sandwich({ rules: ['tcp/80'] }), 'tcp/443 client > v1')).toBe('lb-no-rule');
    });
  });
});

describe('A189 who the world sees', () => {
  const own = { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'], publicIp: '198.51.100.7', listen: [{ protocol: 'tcp' as const, port: 8443 }] };
  const withPublicIp = (options: Parameters<typeof balanced>[0] = {}) => balanced(options).machine('v1', { eth0: '10.1.0.4/24 @v/a' }, own);

  it('the NAT gateway goes before the public address, that before the load balancer, that before default outbound access', () => {
    expect(['198.51.100.30', '198.51.100.31']).toContain(seen(trace(withPublicIp({ natGateway: 'ng' }), 'tcp/443 v1 > web')));
    expect(seen(trace(withPublicIp(), 'tcp/443 v1 > web'))).toBe('198.51.100.7');
    expect(seen(trace(balanced(), 'tcp/443 v1 > web'))).toBe('198.51.100.5');
    expect(seen(trace(balanced({ backends: [] }), 'tcp/443 v1 > web'))).toBe('20.37.0.1');
  });

  it('A191 behind load balancers that give no outbound access there is no default one', () => {
    expect(reason(balanced({ outbound: false }), 'tcp/443 v1 > web')).toBe('lb-outbound-none');
  });

  it('A191 a private subnet leaves by stated means alone', () => {
    expect(reason(balanced({ backends: [], closed: true }), 'tcp/443 v1 > web')).toBe('azure-no-outbound-access');
    expect(trace(balanced({ backends: [], closed: true, natGateway: 'ng' }), 'tcp/443 v1 > web').verdict).toBe('delivered');
  });

  it('A190 a NAT gateway is for TCP and UDP; flows from outside keep the address that they came by', () => {
    expect(reason(balanced({ natGateway: 'ng' }), 'icmp v1 > web')).toBe('nat-gateway-protocol');
    const t = trace(withPublicIp({ natGateway: 'ng' }), 'tcp/8443 web > 198.51.100.7');
    expect([t.verdict, t.back?.hops[0]?.steps.at(-1)?.reason.args?.['address']]).toEqual(['delivered', '198.51.100.7']);
    expect(trace(balanced({ natGateway: 'ng' }), 'tcp/443 web > 198.51.100.5').verdict).toBe('delivered');
  });

  it('A164 a NAT gateway on AzureFirewallSubnet takes over from the firewall’s own address', () => {
    const network = balanced({ user: ['0.0.0.0/0 VirtualAppliance 10.1.1.4'] });
    expect(seen(trace(network, 'tcp/443 v1 > web'))).toBe('198.51.100.10');
    const t = trace(network.subnet('v/AzureFirewallSubnet', { natGateway: 'ng' }), 'tcp/443 v1 > web');
    expect([t.verdict, ['198.51.100.30', '198.51.100.31'].includes(seen(t))]).toEqual(['delivered', true]);
  });

  it('A154 a firewall with several public addresses uses them all, a flow the same one', () => {
    const network = balanced({ user: ['0.0.0.0/0 VirtualAppliance 10.1.1.4'] }).firewall(
      'fw',
      'v/AzureFirewallSubnet',
      '10.1.1.4',
      ['10.1.1.5'],
      ['198.51.100.10', '198.51.100.11'],
      ALLOW_ALL,
    );
    const all = Array.from({ length: 20 }, (_, i) => seen(trace(network, 'tcp/443 v1 > web', { sourcePort: 40000 + i })));
    expect(new Set(all)).toEqual(new Set(['198.51.100.10', '198.51.100.11']));
  });
});
