/** What Azure's fabric does with a packet that leaves a NIC (A1–A7, A14–A20, A26–A28, A49), and its edge (A189–A191). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { hub, trace, way } from './test-labs.ts';
import { ALLOW_ALL, NO_RULES, TestNetwork } from './test-network.ts';

interface Options {
  readonly user?: readonly string[];
  readonly programmed?: readonly string[];
  readonly closed?: boolean;
  readonly publicIp?: string;
}

/** Two subnets, an NVA that may forward, a peered spoke and a VNet beyond it. */
function vnet(options: Options & { readonly nva?: { readonly nic?: boolean; readonly os?: boolean }; readonly forwarded?: boolean } = {}): TestNetwork {
  const machine = (gateway: string) => ({ routes: [`0.0.0.0/0 via ${gateway} dev eth0`], listen: [{ protocol: 'tcp' as const, port: 22 }] });
  const { user = [], programmed = [], closed = false } = options;
  return new TestNetwork()
    .internet({ web: '192.0.2.80 www.example.com tcp/443' })
    .securityGroup('open', 'Allow Inbound 100 * * > *')
    .vnet('v', {
      prefixes: ['10.1.0.0/16'],
      subnets: { a: { prefix: '10.1.0.0/24', user, programmed, closed }, b: { prefix: '10.1.1.0/24' }, n: { prefix: '10.1.2.0/24' } },
      peerings: { spoke: {} },
    })
    .vnet('spoke', {
      prefixes: ['10.2.0.0/16'],
      subnets: { s: { prefix: '10.2.0.0/24' } },
      peerings: { v: { forwarded: options.forwarded ?? false }, far: {} },
    })
    .vnet('far', { prefixes: ['10.3.0.0/16'], subnets: { f: { prefix: '10.3.0.0/24' } }, peerings: { spoke: {} } })
    .machine(
      'a',
      { eth0: '10.1.0.4/24 @v/a' },
      { ...machine('10.1.0.1'), ...(options.publicIp !== undefined && { publicIp: options.publicIp, securityGroup: 'open' }) },
    )
    .machine('b', { eth0: '10.1.1.4/24 @v/b' }, machine('10.1.1.1'))
    .machine('nva', { eth0: '10.1.2.4/24 @v/n' }, { ...machine('10.1.2.1'), ipForwarding: options.nva?.nic ?? true, forwarding: options.nva?.os ?? true })
    .machine('s', { eth0: '10.2.0.4/24 @spoke/s' }, machine('10.2.0.1'))
    .machine('f', { eth0: '10.3.0.4/24 @far/f' }, machine('10.3.0.1'));
}

const codes = (network: TestNetwork, flow: string) => {
  const t = trace(network, flow);
  return [way(t.out), t.out.ending === 'delivered' ? 'delivered' : t.out.reason.code];
};

describe('who the packet goes to', () => {
  it('A1 a VNet has no router: straight to the NIC that has the address, the TTL untouched', () => {
    const t = trace(vnet(), 'tcp/22 a > b');
    expect([way(t.out), way(t.back), t.verdict]).toEqual(['a b', 'b a', 'delivered']);
    expect(t.out.hops[1]?.before.headers[0]).toMatchObject({ ttl: 64 });
  });

  it.each<[string, string, Parameters<typeof vnet>[0], string, string]>([
    ['A7 nobody has the address', 'icmp a > 10.1.0.99', {}, 'a', 'azure-no-such-address'],
    ['A13 a peering leads to the neighbor', 'icmp a > s', {}, 'a s', 'delivered'],
    ['A47 and not beyond it', 'icmp a > f', {}, 'a', 'azure-route-none'],
    ['A16 a reserved range that nothing covers is dropped', 'icmp a > 172.16.1.1', {}, 'a', 'azure-route-none'],
    ['A16 a UDR to None drops', 'icmp a > b', { user: ['10.1.1.0/24 None'] }, 'a', 'azure-route-none'],
    ['A30 a UDR steers traffic within the VNet', 'icmp a > b', { user: ['10.1.1.0/24 VirtualAppliance 10.1.2.4'] }, 'a nva b', 'delivered'],
    [
      'A3 the appliance’s NIC must forward',
      'icmp a > b',
      { user: ['10.1.1.0/24 VirtualAppliance 10.1.2.4'], nva: { nic: false } },
      'a',
      'azure-ip-forwarding-off',
    ],
    ['A3 and its system too', 'icmp a > b', { user: ['10.1.1.0/24 VirtualAppliance 10.1.2.4'], nva: { os: false } }, 'a nva', 'host-not-forwarding'],
    ['A28 the next hop must exist', 'icmp a > b', { user: ['10.1.1.0/24 VirtualAppliance 10.1.2.9'] }, 'a', 'azure-next-hop-nobody'],
    ['A28 in this VNet or one directly peered', 'icmp a > b', { user: ['10.1.1.0/24 VirtualAppliance 10.3.0.4'] }, 'a', 'azure-next-hop-nobody'],
    ['A31 a default UDR does not catch a peered VNet', 'icmp a > s', { user: ['0.0.0.0/0 VirtualAppliance 10.1.2.4'] }, 'a s', 'delivered'],
    [
      'A31 a UDR for exactly that prefix does (A49: the source is still the VNet’s own)',
      'icmp a > s',
      { user: ['10.2.0.0/16 VirtualAppliance 10.1.2.4'] },
      'a nva s',
      'delivered',
    ],
    [
      'A30 a UDR to VnetLocal keeps a part of it straight',
      'icmp a > b',
      { user: ['10.1.0.0/16 VirtualAppliance 10.1.2.4', '10.1.1.0/24 VnetLocal'] },
      'a b',
      'delivered',
    ],
    ['A26 a UDR to VnetLocal finds nobody outside the VNet', 'icmp a > s', { user: ['10.2.0.0/16 VnetLocal'] }, 'a', 'azure-no-such-address'],
    [
      'A26 a UDR to Internet goes out under a default to an appliance',
      'tcp/443 a > web',
      { user: ['0.0.0.0/0 VirtualAppliance 10.1.2.4', '192.0.2.0/24 Internet'] },
      'a internet',
      'delivered',
    ],
    [
      'A26 a UDR to Internet for a private prefix leads out of the VNet, where nobody carries it',
      'tcp/22 a > b',
      { user: ['10.1.1.0/24 Internet'] },
      'a internet',
      'internet-private-destination',
    ],
    ['A26 a UDR to a gateway that is not there', 'icmp a > 172.16.1.1', { user: ['172.16.0.0/12 VirtualNetworkGateway'] }, 'a', 'azure-no-gateway'],
    [
      'A17 a default UDR makes the reserved ranges follow it',
      'icmp a > 172.16.1.1',
      { user: ['0.0.0.0/0 VirtualAppliance 10.1.2.4'] },
      'a nva',
      'azure-route-none',
    ],
  ])('%s', (_, flow, options, path, end) => {
    expect(codes(vnet(options), flow)).toEqual([path, end]);
  });

  it('A15 a system route for a VNet goes before a longer learned one', () => {
    const network = vnet({ programmed: ['10.1.1.4/32 10.1.2.4', '10.2.0.0/24 10.1.2.4'] });
    expect([codes(network, 'icmp a > b')[0], codes(network, 'icmp a > s')[0]]).toEqual(['a b', 'a s']);
  });

  it('A15 but not before a longer user-defined one', () => {
    expect(codes(vnet({ user: ['10.1.1.4/32 VirtualAppliance 10.1.2.4'] }), 'icmp a > b')[0]).toBe('a nva b');
  });

  it('A20 equal rows share the flows, each flow always the same way', () => {
    const network = vnet({ programmed: ['172.16.0.0/12 10.1.2.4', '172.16.0.0/12 10.1.1.4'] });
    const { out, branches, share } = trace(network, 'tcp/22 a > 172.16.1.1');
    expect(out.hops[0]?.ecmp?.ways).toBe(2);
    expect(new Set([way(out), ...branches.map((b) => way(b.out))])).toEqual(new Set(['a nva', 'a']));
    expect((share ?? 0) + branches.reduce((sum, b) => sum + b.share, 0)).toBeCloseTo(1);
    expect(way(trace(network, 'tcp/22 a > 172.16.1.1').out)).toBe(way(out));
  });
});

describe('forwarded traffic across a peering', () => {
  /** f's packets for a reach it through s, which stands between. */
  const through = (forwarded: boolean) =>
    vnet({ forwarded: true })
      .vnet('v', { prefixes: ['10.1.0.0/16'], subnets: { a: { prefix: '10.1.0.0/24' } }, peerings: { spoke: { forwarded } } })
      .machine('s', { eth0: '10.2.0.4/24 @spoke/s' }, { routes: ['0.0.0.0/0 via 10.2.0.1 dev eth0'], forwarding: true, ipForwarding: true })
      .subnet('far/f', { user: ['10.1.0.0/16 VirtualAppliance 10.2.0.4'] });

  it('A49 the receiving side must allow a source that is not the peer’s own', () => {
    expect(codes(through(false), 'icmp f > a')).toEqual(['f s', 'azure-forwarded-traffic-barred']);
    expect(codes(through(true), 'icmp f > a')).toEqual(['f s a', 'delivered']);
  });
});

describe('the way to the Internet', () => {
  it('A189 the NIC’s public address, and back to the NIC', () => {
    const t = trace(vnet({ publicIp: '198.51.100.7' }), 'tcp/443 a > www.example.com');
    expect([way(t.out), way(t.back), t.verdict, formatIp(t.seenFrom ?? (0 as never))]).toEqual(['a internet', 'internet a', 'delivered', '198.51.100.7']);
    expect(t.back?.hops[0]?.steps[0]?.reason.code).toBe('public-ip-dnat');
  });

  it('A191 default outbound access lends an address, and the answer finds its way', () => {
    const t = trace(vnet(), 'tcp/443 a > www.example.com');
    expect([t.verdict, t.out.hops[0]?.steps.at(-1)?.reason.code, t.back?.hops[0]?.steps[0]?.reason.code]).toEqual([
      'delivered',
      'default-outbound-snat',
      'default-outbound-return',
    ]);
  });

  it('A191 a private subnet has a route and no way', () => {
    expect(codes(vnet({ closed: true }), 'tcp/443 a > www.example.com')).toEqual(['a', 'azure-no-outbound-access']);
  });

  it('A178 the platform’s own addresses answer whatever routes and security groups say', () => {
    const shut = vnet({ user: ['0.0.0.0/0 None'], closed: true })
      .securityGroup('shut', 'Deny Outbound 100 * * > *', 'Deny Inbound 100 * * > *')
      .subnet('v/a', { securityGroup: 'shut' });
    for (const flow of ['udp/53 a > 168.63.129.16', 'tcp/80 a > 169.254.169.254']) expect(trace(shut, flow).verdict).toBe('delivered');
    expect(trace(shut, 'udp/53 a > 192.0.2.53').verdict).toBe('dropped');
  });

  it('A189 what an NVA forwards without translating it gets no public address', () => {
    expect(codes(vnet({ user: ['0.0.0.0/0 VirtualAppliance 10.1.2.4'] }), 'tcp/443 a > www.example.com')).toEqual(['a nva', 'azure-source-not-translated']);
  });

  it('A189 from outside the public address leads to the NIC, and the answer leaves under it', () => {
    const t = trace(vnet({ publicIp: '198.51.100.7' }), 'tcp/22 web > a');
    expect([way(t.out), way(t.back), t.verdict]).toEqual(['internet a', 'a internet', 'delivered']);
  });

  it('A36 with a default UDR the answer leaves another way and is not known', () => {
    const t = trace(vnet({ publicIp: '198.51.100.7', user: ['0.0.0.0/0 VirtualAppliance 10.1.2.4'] }), 'tcp/22 web > a');
    expect([way(t.out), way(t.back), t.verdict]).toEqual(['internet a', 'a nva', 'one-way']);
  });

  it('H91 the Internet carries no private address', () => {
    const network = new TestNetwork()
      .internet({ web: '192.0.2.80' })
      .machine('cpe', { lan: '10.9.0.1/24 @lan', wan: '203.0.113.9/24 @internet' }, { forwarding: true, routes: ['0.0.0.0/0 via 203.0.113.1 dev wan'] })
      .machine('pc', { eth0: '10.9.0.2/24 @lan' }, { routes: ['0.0.0.0/0 via 10.9.0.1 dev eth0'] });
    expect(codes(network, 'icmp pc > 192.0.2.80')).toEqual(['pc cpe internet', 'internet-private-source']);
    expect(codes(network, 'icmp cpe > 192.168.7.7')).toEqual(['cpe internet', 'internet-private-destination']);
    expect(trace(network, 'icmp cpe > 192.0.2.80').verdict).toBe('delivered');
  });
});

describe('next hops that are not appliances', () => {
  it('A121 Route Server forwards nothing', () => {
    expect(codes(hub({ vmUser: ['10.20.10.0/24 VirtualAppliance 10.0.2.4'] }), 'icmp vm > pc')).toEqual(['vm', 'route-server-is-control-plane']);
  });

  it('A27 a UDR to the gateway does not work beside an ExpressRoute gateway', () => {
    expect(codes(hub({ vmUser: ['10.20.10.0/24 VirtualNetworkGateway'] }), 'icmp vm > pc')).toEqual(['vm', 'azure-udr-gateway-with-expressroute']);
  });

  it('A159 the firewall itself is not a destination', () => {
    expect(codes(hub({ rules: ALLOW_ALL }), 'icmp vm > azfw')).toEqual([
      `vm azfw#${trace(hub(), 'icmp vm > azfw').out.hops[1]?.node.at(-1)}`,
      'firewall-not-a-destination',
    ]);
    expect(codes(hub({ rules: NO_RULES }), 'icmp vm > azfw')[1]).toBe('firewall-not-a-destination');
  });

  it('A121 platform instances take a packet for themselves and keep silent', () => {
    const t = trace(hub(), 'icmp vm > 10.0.0.12');
    expect([t.verdict, t.summary.code]).toEqual(['one-way', 'platform-silent']);
  });
});
