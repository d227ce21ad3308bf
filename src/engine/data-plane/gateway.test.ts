/** Gateways, tunnels and MSEEs (A62, A86, A93, A111, A239–A241, B2B). */
import { describe, expect, it } from 'vitest';
import { hub, trace, way } from './test-labs.ts';
import { TestNetwork } from './test-network.ts';
import type { Packet } from './types.ts';

const stack = (packet: Packet) => packet.headers.map((h) => h.kind).join(' ');
const both = ['10.20.10.0/24 VirtualAppliance 10.0.3.4', '10.50.0.0/16 VirtualAppliance 10.0.3.4'];
const plain = (text: string) => text.replace(/#\w+/g, '');

describe('branch to branch', () => {
  it('B2B1 from gateway to gateway, past the firewall', () => {
    const t = trace(hub({ injected: false }), 'tcp/22 pc > vm-branch');
    expect([t.verdict, plain(way(t.out)), plain(way(t.back))]).toEqual(['delivered', 'pc er erc ergw vpngw brgw vm-branch', 'vm-branch brgw vpngw erc er pc']);
  });

  it('A4, A88, B2B2 a route table on GatewaySubnet puts the firewall in the way, in both directions', () => {
    const t = trace(hub({ injected: false, gatewayUser: both }), 'tcp/22 pc > vm-branch');
    expect([t.verdict, plain(way(t.out)), plain(way(t.back))]).toEqual([
      'delivered',
      'pc er erc ergw azfw vpngw brgw vm-branch',
      'vm-branch brgw vpngw azfw erc er pc',
    ]);
  });

  it('B2B4 A86 no loop: what leaves the VPN gateway is wrapped, and the UDR sees the outer destination', () => {
    const { out } = trace(hub({ injected: false, gatewayUser: both }), 'tcp/22 pc > vm-branch');
    const at = out.hops.findIndex((h) => h.device === 'vpngw');
    expect(stack(out.hops[at]?.before as Packet)).toBe('ip tcp');
    expect(stack(out.hops[at]?.after as Packet)).toBe('ip esp ip tcp');
    expect(out.hops[at]?.after?.headers[0]).toMatchObject({ protocol: 'esp', ttl: 64 });
    expect(out.hops[at + 1]?.over).toEqual(['cn']);
    expect(stack(out.hops[at + 1]?.after as Packet)).toBe('ip tcp');
  });

  it('A86 the tunnels outlive a default that the gateway learns', () => {
    expect(trace(hub({ injected: true }), 'tcp/22 pc > vm-branch').verdict).toBe('delivered');
  });

  it('A86 a UDR for the far end’s public address does catch the outer packet', () => {
    const t = trace(hub({ gatewayUser: ['203.0.113.0/24 None'] }), 'tcp/22 pc > vm-branch');
    expect([t.out.reason.code, t.out.at.device]).toEqual(['azure-route-none', 'vpngw']);
  });

  it('A93 VPN gateways leave the TTL alone: between two VMs nothing counts it', () => {
    const { out } = trace(hub(), 'icmp vm > vm-branch');
    expect([plain(way(out)), out.hops.at(-1)?.before.headers[0]]).toEqual(['vm vpngw brgw vm-branch', expect.objectContaining({ ttl: 64 })]);
  });
});

describe('a VPN gateway instance', () => {
  it('A62 equal tunnels share the flows', () => {
    const instances = new Set<string>();
    for (let n = 0; n < 40; n++)
      instances.add(
        trace(hub(), 'tcp/22 vm > vm-branch', { sourcePort: 50000 + n })
          .out.hops.slice(1, 3)
          .map((h) => h.node)
          .join(' '),
      );
    expect([...instances].sort()).toEqual(['vpngw#0 brgw#0', 'vpngw#0 brgw#1', 'vpngw#1 brgw#0', 'vpngw#1 brgw#1']);
  });

  it('A77 without a tunnel of its own it hands over to its sibling', () => {
    const network = hub().managed(
      'vpn-gateway',
      'vpngw#0',
      '10.0.0.14/32 @hub/GatewaySubnet',
      ['10.0.0.0/16 own vnet', '10.50.0.0/16 via 10.0.0.15 sibling'],
      '198.51.100.14',
    );
    network.subnet('hub/servers', { programmed: ['10.50.0.0/16 10.0.0.14 vpngw#0'] });
    const t = trace(network, 'tcp/22 vm > vm-branch');
    expect([way(t.out).replace(/brgw#\d/, 'brgw'), t.verdict]).toEqual(['vm vpngw#0 vpngw#1 brgw vm-branch', 'delivered']);
  });

  it('A75 a host route of a BGP peer leads into that peer’s tunnel', () => {
    const { out } = trace(hub({ vmUser: [] }).subnet('hub/servers', { programmed: ['10.50.0.5/32 10.0.0.14 vpngw#0'] }), 'tcp/179 vm > 10.50.0.5');
    expect([way(out), out.ending]).toEqual(['vm vpngw#0 brgw#1', 'delivered']);
  });

  it('A72 a connection without BGP carries what it states', () => {
    const network = new TestNetwork()
      .internet()
      .vnet('a', {
        prefixes: ['10.1.0.0/16'],
        subnets: { g: { prefix: '10.1.0.0/24' }, s: { prefix: '10.1.1.0/24', programmed: ['10.2.0.0/16 10.1.0.4 ga#0'] } },
      })
      .vnet('b', {
        prefixes: ['10.2.0.0/16'],
        subnets: { g: { prefix: '10.2.0.0/24' }, s: { prefix: '10.2.1.0/24', programmed: ['10.1.0.0/16 10.2.0.4 gb#0'] } },
      })
      .managed('vpn-gateway', 'ga#0', '10.1.0.4/32 @a/g', ['10.1.0.0/16 own vnet', '10.2.0.0/16 own lng-static'], '198.51.100.1')
      .managed('vpn-gateway', 'gb#0', '10.2.0.4/32 @b/g', ['10.2.0.0/16 own vnet', '10.1.0.0/16 own lng-static'], '203.0.113.1')
      .tunnel('c', ['ga#0', '198.51.100.1', '10.1.0.0/16'], ['gb#0', '203.0.113.1', '10.2.0.0/16'])
      .machine('va', { eth0: '10.1.1.4/24 @a/s' }, { routes: ['0.0.0.0/0 via 10.1.1.1 dev eth0'] })
      .machine('vb', { eth0: '10.2.1.4/24 @b/s' }, { routes: ['0.0.0.0/0 via 10.2.1.1 dev eth0'] });
    expect(trace(network, 'icmp va > vb').verdict).toBe('delivered');
    expect(way(trace(network, 'icmp va > vb').out)).toBe('va ga#0 gb#0 vb');
  });

  it('A99 it gives what comes out of a tunnel no way to the Internet', () => {
    const network = hub({ injected: false }).subnet('branch/servers', { programmed: ['192.0.2.0/24 10.50.0.4 brgw#0'] });
    network.managed(
      'vpn-gateway',
      'brgw#0',
      '10.50.0.4/32 @branch/GatewaySubnet',
      ['10.50.0.0/16 own vnet', '192.0.2.0/24 via 10.0.0.14 vpn-peer'],
      '203.0.113.4',
    );
    const t = trace(network, 'tcp/443 vm-branch > web');
    expect([way(t.out), t.out.reason.code]).toEqual(['vm-branch brgw#0 vpngw#0', 'vpn-gateway-no-internet']);
  });

  it('H40 the encapsulation takes its bytes: a large packet that must not be fragmented is lost in silence', () => {
    expect(trace(hub(), 'icmp vm > vm-branch', { payload: 1400 - 28, dontFragment: true }).verdict).toBe('delivered');
    const large = trace(hub(), 'icmp vm > vm-branch', { payload: 1472, dontFragment: true });
    expect([large.out.reason.code, large.out.at.device, large.out.error]).toEqual(['mtu-exceeded', 'vpngw', undefined]);
    expect(trace(hub(), 'icmp vm > vm-branch', { payload: 1472 }).verdict).toBe('delivered');
  });
});

describe('ExpressRoute', () => {
  it('A111 from the VNet straight to the MSEE, to the VNet through the gateway', () => {
    const t = trace(hub(), 'tcp/22 pc > vm');
    expect([plain(way(t.out)), plain(way(t.back))]).toEqual(['pc er erc ergw vm', 'vm erc er pc']);
    expect(t.back?.hops[1]?.over).toEqual(['hub/servers', 'cn-er']);
    expect(t.back?.hops[2]?.over).toEqual(['erc/primary']);
  });

  it('A113 a UDR on GatewaySubnet steers what comes in, not what a VM sends', () => {
    const t = trace(hub({ gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4', '10.20.10.0/24 VirtualAppliance 10.0.3.4'] }), 'icmp pc > vm');
    expect([plain(way(t.out)), plain(way(t.back))]).toEqual(['pc er erc ergw azfw vm', 'vm erc er pc']);
  });

  it('an MSEE without a route drops it', () => {
    const network = hub().msee('erc#primary', { customer: '172.16.0.2/30 @erc/primary', 'cn-er': '10.0.0.4/32 @hub/GatewaySubnet' }, []);
    expect(trace(network, 'icmp pc > vm').out).toMatchObject({ reason: { code: 'no-route' }, at: { device: 'erc' } });
  });

  it('a next hop that is not there', () => {
    const network = hub().msee('erc#primary', { customer: '172.16.0.2/30 @erc/primary', 'cn-er': '10.0.0.4/32 @hub/GatewaySubnet' }, [
      '10.0.0.0/16 via 10.0.0.99 er-gateway from 10.0.0.4',
    ]);
    expect(trace(network, 'icmp pc > vm').out.reason.code).toBe('no-neighbor');
  });
});

describe('a cycle that counts nothing', () => {
  it('A93 two gateways that point at each other are noticed at once', () => {
    const network = hub({ injected: false });
    for (const [n, sibling] of [
      [0, '10.0.0.15'],
      [1, '10.0.0.14'],
    ] as const)
      network.managed('vpn-gateway', `vpngw#${n}`, `10.0.0.1${4 + n}/32 @hub/GatewaySubnet`, [`10.50.0.0/16 via ${sibling} sibling`], `198.51.100.1${4 + n}`);
    const { out, verdict } = trace(network, 'icmp vm > vm-branch');
    expect([verdict, out.reason.code, out.hops.length, out.cycleStart]).toEqual(['looped', 'loop-uncounted', 4, 1]);
  });
});
