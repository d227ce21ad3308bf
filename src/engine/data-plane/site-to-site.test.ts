/** Site-to-site connections (A86, A92): the packet's way between a VNet and an on-premises VPN device, solved from end to end. */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { outer } from './packet.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import { traceRoute } from './traceroute.ts';
import type { Leg, Trace } from './types.ts';

const LAB = {
  virtualNetworks: {
    hub: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: { servers: { addressPrefix: '10.1.0.0/24' }, GatewaySubnet: { addressPrefix: '10.1.255.0/27' } },
    },
  },
  publicIPAddresses: { 'pip-gw': { ipAddress: '198.51.100.14' }, 'pip-nva': { ipAddress: '198.51.100.40' } },
  virtualNetworkGateways: { gw: { gatewayType: 'Vpn', subnet: 'hub/GatewaySubnet', publicIPAddresses: ['pip-gw'] } },
  localNetworkGateways: { site: { gatewayIpAddress: '203.0.113.9', localNetworkAddressSpace: { addressPrefixes: ['10.9.0.0/24'] } } },
  connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'gw', localNetworkGateway2: 'site' } },
  virtualMachines: {
    vm: { networkInterfaces: { eth0: { subnet: 'hub/servers', privateIPAddress: '10.1.0.4' } }, listen: [{ protocol: 'tcp', port: 22 }] },
  },
  segments: { lan: {} },
  routers: {
    cpe: {
      interfaces: {
        lan: { addresses: ['10.9.0.1/24'], segment: 'lan' },
        wan: { addresses: ['203.0.113.9/24'], segment: 'internet' },
        vti0: { addresses: ['169.254.0.1/30'], ipsec: 'cn#0', mtu: 1400 },
      },
      frr: { config: 'ip route 0.0.0.0/0 203.0.113.1\nip route 10.1.0.0/16 vti0\n' },
    },
  },
  hosts: { pc: { interfaces: { eth0: { addresses: ['10.9.0.10/24'], segment: 'lan' } }, gateway: '10.9.0.1', listen: [{ protocol: 'tcp', port: 443 }] } },
  internet: { hosts: { web: { ipAddress: '192.0.2.80' } } },
};
const lab = (...patches: unknown[]): Lab => patches.reduce<unknown>((state, patch) => mergePatch(state, patch), LAB) as Lab;
const run = (flow: string, options: TraceOptions = {}, ...patches: unknown[]): Trace => traceFlow(solve(lab(...patches)), flowOf(flow), options);
const way = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');

describe('site-to-site', () => {
  it('A92 both directions, in the tunnel between the two public addresses', () => {
    const t = run('tcp/22 pc > vm');
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'pc cpe internet gw vm', 'vm gw internet cpe pc']);
    for (const [leg, device, from, to] of [
      [t.out, 'cpe', '203.0.113.9', '198.51.100.14'],
      [t.back, 'gw', '198.51.100.14', '203.0.113.9'],
    ] as const) {
      const sent = leg?.hops.find((h) => h.device === device)?.after;
      expect(sent?.headers.map((h) => h.kind)).toEqual(['ip', 'esp', 'ip', 'tcp']);
      const header = outer(sent ?? (undefined as never));
      expect([formatIp(header.source), formatIp(header.destination), header.protocol]).toEqual([from, to, 'esp']);
    }
    expect(run('tcp/443 vm > pc').verdict).toBe('delivered');
  });

  it('A93 the device counts the TTL of what is inside, the gateway does not', () => {
    const { hops, reached } = traceRoute(solve(lab()), flowOf('icmp pc > vm'), { probes: 1 });
    expect([reached, hops.map(([p]) => (p?.from === undefined ? '*' : formatIp(p.from)))]).toEqual([true, ['10.9.0.1', '10.1.0.4']]);
  });

  it('H40, H41 the device says what fits: its tunnel interface’s MTU', () => {
    const { out } = run('icmp pc > vm', { payload: 1400, dontFragment: true });
    expect([out.reason.code, out.reason.args?.['mtu'], out.error?.type]).toEqual(['mtu-exceeded', 1400, 'frag-needed']);
    expect(run('icmp pc > vm', { payload: 1372, dontFragment: true }).verdict).toBe('delivered');
  });

  it('H43 the gateway’s tunnel has room for 1443 bytes; what must not be cut is lost there without a word', () => {
    expect(run('icmp vm > pc', { payload: 1415, dontFragment: true }).out.ending).toBe('delivered');
    const { out } = run('icmp vm > pc', { payload: 1416, dontFragment: true });
    expect([out.at.device, out.reason.code, out.error]).toEqual(['gw', 'mtu-exceeded', undefined]);
  });

  it('A68 IPv6 in the tunnel ends at the gateway, and no prefix of it is a route; IPv4 beside it goes on', () => {
    const six = {
      virtualNetworks: {
        hub: {
          addressSpace: { addressPrefixes: ['10.1.0.0/16', 'fd00:1::/48'] },
          subnets: { servers: { additionalAddressPrefixes: ['fd00:1::/64'] }, GatewaySubnet: { additionalAddressPrefixes: ['fd00:1:0:ff::/64'] } },
        },
      },
      localNetworkGateways: { site: { localNetworkAddressSpace: { addressPrefixes: ['10.9.0.0/24', 'fd00:9::/64'] } } },
      virtualMachines: { vm: { networkInterfaces: { eth0: { ipConfigurations: { v6: { privateIPAddress: 'fd00:1::4' } } } } } },
      routers: {
        cpe: {
          interfaces: { lan: { addresses: ['10.9.0.1/24', 'fd00:9::1/64'] } },
          frr: { config: 'ip route 0.0.0.0/0 203.0.113.1\nip route 10.1.0.0/16 vti0\nipv6 route fd00:1::/48 vti0\n' },
        },
      },
      hosts: { pc: { interfaces: { eth0: { addresses: ['10.9.0.10/24', 'fd00:9::10/64'] } }, iproute2: { config: 'ip -6 route add default via fd00:9::1' } } },
    };
    const { out } = run('icmp pc > fd00:1::4', {}, six);
    expect([way(out), out.reason]).toMatchObject(['pc cpe internet gw', { code: 'vpn-gateway-ipv6', args: { node: 'gw', destination: 'fd00:1::4' } }]);
    expect(out.hops.at(-1)?.steps.map((s) => s.reason.code)).toContain('tunnel-decapsulate');
    const solved = solve(lab(six));
    expect(solved.diagnostics.filter((d) => d.code === 'vpn-ipv6-prefix').map((d) => d.place.path?.slice(1).join('.'))).toEqual([
      'localNetworkGateways.site.localNetworkAddressSpace.addressPrefixes.1',
    ]);
    expect(solved.effectiveRoutes.get('hub/servers')?.some((r) => r.source === 'VirtualNetworkGateway' && typeof r.prefix.ip === 'bigint')).toBe(false);
    expect(run('tcp/22 pc > 10.1.0.4', {}, six).verdict).toBe('delivered');
  });

  it('A92 without the prefix at the local network gateway the gateway has no way', () => {
    const bare = { localNetworkGateways: { site: { localNetworkAddressSpace: { addressPrefixes: [] } } } };
    const t = run('tcp/22 pc > vm', {}, bare);
    expect([t.verdict, t.summary.code]).toEqual(['one-way', 'azure-route-none']);
  });

  it('A86 a user-defined route that covers the device’s public address breaks the tunnel', () => {
    const udr = {
      routeTables: { rt: { routes: { r: { addressPrefix: '203.0.113.0/24', nextHopType: 'None' } } } },
      virtualNetworks: { hub: { subnets: { GatewaySubnet: { routeTable: 'rt' } } } },
    };
    expect(run('tcp/22 pc > vm', {}, udr).back?.reason.code).toBe('azure-route-none');
  });

  it('A62 a connection that is out of order has no tunnel', () => {
    expect(run('tcp/22 pc > vm', {}, { outages: { o: { of: 'cn' } } }).verdict).toBe('dropped');
  });

  it('A53 two spokes that use the gateway reach each other by it, when both have a route to it', () => {
    const spoke = (n: number, udr: boolean) => ({
      location: 'japaneast',
      addressSpace: { addressPrefixes: [`10.1${n}.0.0/16`] },
      subnets: { s: { addressPrefix: `10.1${n}.0.0/24`, ...(udr && { routeTable: 'rt' }) } },
      virtualNetworkPeerings: { hub: { remoteVirtualNetwork: 'hub', useRemoteGateways: true } },
    });
    const vm = (n: number) => ({
      networkInterfaces: { eth0: { subnet: `s${n}/s`, privateIPAddress: `10.1${n}.0.4` } },
      listen: [{ protocol: 'tcp', port: 22 }],
    });
    const back = (n: number) => ({ remoteVirtualNetwork: `s${n}`, allowGatewayTransit: true });
    const spokes = (second: boolean) => ({
      virtualNetworks: { hub: { virtualNetworkPeerings: { s1: back(1), s2: back(2) } }, s1: spoke(1, true), s2: spoke(2, second) },
      routeTables: { rt: { routes: { spokes: { addressPrefix: '10.0.0.0/8', nextHopType: 'VirtualNetworkGateway' } } } },
      virtualMachines: { v1: vm(1), v2: vm(2) },
    });
    const t = run('tcp/22 v1 > v2', {}, spokes(true));
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'v1 gw v2', 'v2 gw v1']);
    const half = run('tcp/22 v1 > v2', {}, spokes(false));
    expect([half.verdict, half.summary.code]).toEqual(['one-way', 'azure-route-none']);
  });

  it('a device in another VNet: an NVA dials from behind its public address', () => {
    const nva = {
      virtualNetworks: {
        far: {
          location: 'japanwest',
          addressSpace: { addressPrefixes: ['10.7.0.0/16'] },
          subnets: { n: { addressPrefix: '10.7.0.0/24', networkSecurityGroup: 'nsg' } },
        },
      },
      networkSecurityGroups: { nsg: { securityRules: { esp: { priority: 100, direction: 'Inbound', access: 'Allow', protocol: 'Esp' } } } },
      localNetworkGateways: { site: { gatewayIpAddress: '198.51.100.40', localNetworkAddressSpace: { addressPrefixes: ['10.7.0.0/16'] } } },
      routers: { cpe: { interfaces: { vti0: null } } },
      virtualMachines: {
        nva: {
          networkInterfaces: { eth0: { subnet: 'far/n', privateIPAddress: '10.7.0.4', publicIPAddress: 'pip-nva', enableIPForwarding: true } },
          listen: [{ protocol: 'tcp', port: 22 }],
        },
      },
    };
    const t = run('tcp/22 vm > nva', {}, nva);
    expect(way(t.out)).toBe('vm gw internet nva');
    expect(t.out.ending).toBe('delivered');
    const shut = { networkSecurityGroups: { nsg: { securityRules: { esp: null } } } };
    expect(run('tcp/22 vm > nva', {}, nva, shut).out.reason.code).toBe('nsg-deny-in');
  });
});

describe('A6 tunnels through the tunnel', () => {
  const ends = (type: string) => {
    const end = (local: string, remote: string, n: number, before = '') => ({
      iproute2: { config: `${before}ip link add t0 type ${type} local ${local} remote ${remote}\nip link set t0 up\nip addr add 10.99.0.${n}/24 dev t0` },
    });
    const virtualMachines = { vm: end('10.1.0.4', '10.9.0.10', 1) };
    const hosts = { pc: end('10.9.0.10', '10.1.0.4', 2, 'ip route add default via 10.9.0.1\n') };
    return run('icmp pc > 10.99.0.1', {}, { virtualMachines, hosts: { pc: { gateway: null } } }, { hosts });
  };

  it('what leaves the gateway is in the VNet: GRE is dropped there, as from a machine', () => {
    const t = ends('gre');
    expect([t.out.at.device, t.summary.code]).toEqual(['gw', 'azure-protocol-blocked']);
  });

  it('what is inside UDP passes both ways', () => expect(ends('vxlan id 7 dstport 4789').verdict).toBe('delivered'));
});
