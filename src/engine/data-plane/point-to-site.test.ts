/**
 * Article P2S, claims P2S1–P2S7: a chain of hubs, each with its firewall, between point-to-site clients and a proxy; on labs
 * that are compiled and solved from end to end.
 */
import { describe, expect, it } from 'vitest';
import { formatIp, formatPrefix, ip } from '../ip/index.ts';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { outer } from './packet.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Packet, Trace } from './types.ts';

const ALLOW_ALL = {
  all: {
    priority: 100,
    action: { type: 'Allow' },
    rules: { any: { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['Any'], destinationPorts: ['*'] } },
  },
};
const peering = (remoteVirtualNetwork: string) => ({ remoteVirtualNetwork, allowForwardedTraffic: true });
const appliance = (addressPrefix: string, nextHopIpAddress: string) => ({ addressPrefix, nextHopType: 'VirtualAppliance', nextHopIpAddress });
const POOL = '172.16.16.0/24';
/** The five rows of the article's route tables, by table and name. */
const TABLES = {
  'rt-hub-fw': { pool: appliance(POOL, '10.1.1.4') },
  'rt-a-fw': { default: appliance('0.0.0.0/0', '10.0.1.4') },
  'rt-a-gw': { default: appliance('0.0.0.0/0', '10.1.1.4') },
  'rt-b': { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' }, pool: appliance(POOL, '10.0.1.4') },
};
const LAB = {
  virtualNetworks: {
    hub: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: { AzureFirewallSubnet: { addressPrefix: '10.0.1.0/26', routeTable: 'rt-hub-fw' }, GatewaySubnet: { addressPrefix: '10.0.2.0/24' } },
      virtualNetworkPeerings: { a: peering('spoke-a'), b: peering('spoke-b') },
    },
    'spoke-a': {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: {
        AzureFirewallSubnet: { addressPrefix: '10.1.1.0/26', routeTable: 'rt-a-fw' },
        GatewaySubnet: { addressPrefix: '10.1.2.0/24', routeTable: 'rt-a-gw' },
      },
      virtualNetworkPeerings: { hub: peering('hub') },
    },
    'spoke-b': {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.2.0.0/16'] },
      subnets: { 'subnet-b': { addressPrefix: '10.2.0.0/24', routeTable: 'rt-b' } },
      virtualNetworkPeerings: { hub: peering('hub') },
    },
  },
  routeTables: Object.fromEntries(Object.entries(TABLES).map(([id, routes]) => [id, { routes }])),
  publicIPAddresses: Object.fromEntries(['fw-hub', 'fw-a', 'gw', 'proxy'].map((id, i) => [`pip-${id}`, { ipAddress: `198.51.100.${10 + i}` }])),
  azureFirewalls: {
    'fw-hub': { subnet: 'hub/AzureFirewallSubnet', publicIPAddresses: ['pip-fw-hub'], networkRuleCollections: ALLOW_ALL },
    'fw-a': { subnet: 'spoke-a/AzureFirewallSubnet', publicIPAddresses: ['pip-fw-a'], networkRuleCollections: ALLOW_ALL },
  },
  virtualNetworkGateways: {
    gw: {
      gatewayType: 'Vpn',
      subnet: 'spoke-a/GatewaySubnet',
      publicIPAddresses: ['pip-gw'],
      vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: [POOL] } },
      customRoutes: { addressPrefixes: ['0.0.0.0/1', '128.0.0.0/1'] },
    },
  },
  virtualMachines: {
    proxy: {
      networkInterfaces: { eth0: { subnet: 'spoke-b/subnet-b', privateIPAddress: '10.2.0.4', publicIPAddress: 'pip-proxy' } },
      listen: [{ protocol: 'tcp', port: 3128 }],
    },
  },
  hosts: {
    client: {
      os: 'windows',
      interfaces: { eth0: { addresses: ['203.0.113.77/24'], segment: 'internet' } },
      gateway: '203.0.113.1',
      vpnClient: { virtualNetworkGateway: 'gw' },
    },
  },
  internet: {
    hosts: { google: { ipAddress: '8.8.8.8' }, netflix: { ipAddress: '192.0.2.40', names: ['www.netflix.com'], listen: [{ protocol: 'tcp', port: 443 }] } },
  },
};
const lab = (...patches: unknown[]): Lab => patches.reduce<unknown>((state, patch) => mergePatch(state, patch), LAB) as Lab;
const run = (flow: string, ...patches: unknown[]): Trace => traceFlow(solve(lab(...patches)), flowOf(flow));
const devices = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');
const end = (t: Trace) => {
  const leg = [t.ack, t.back, t.out].find((l) => l && l.ending !== 'delivered') ?? t.out;
  return [t.verdict, leg.at.device, leg.reason.code];
};
const SPLIT = { virtualNetworkGateways: { gw: { customRoutes: null } } };
const without = (table: keyof typeof TABLES, row: string) => ({ routeTables: { [table]: { routes: { [row]: null } } } });

/** The client's interface for an address. */
function interfaceFor(address: string, ...patches: unknown[]): string | undefined {
  return solve(lab(...patches))
    .controlPlane.fibs.get('client')
    ?.longestMatch(ip(address))?.value.nextHops[0]?.interface;
}

describe('point-to-site clients', () => {
  it('A95 the first client gets the pool’s second address, and the pool stands in the VNet’s routes', () => {
    const solution = solve(lab());
    const client = solution.network.nodes.get('client')?.interfaces.find((i) => i.name === 'vpn0');
    expect(client?.addresses.map((a) => formatIp(a.ip))).toEqual(['172.16.16.2']);
    const row = solution.effectiveRoutes.get('spoke-a/AzureFirewallSubnet')?.find((r) => formatPrefix(r.prefix) === POOL);
    expect([row?.source, row?.nodes]).toEqual(['VirtualNetworkGateway', ['gw#0']]);
  });

  it('A95 the two instances of an active-active gateway share the pool', () => {
    const active = {
      virtualNetworkGateways: { gw: { activeActive: true, publicIPAddresses: ['pip-gw', 'pip-gw1'] } },
      publicIPAddresses: { 'pip-gw1': { ipAddress: '198.51.100.20' } },
    };
    const rows = (solve(lab(active)).effectiveRoutes.get('spoke-a/AzureFirewallSubnet') ?? []).filter((r) => r.source === 'VirtualNetworkGateway');
    expect(rows.map((r) => [formatPrefix(r.prefix), r.nodes])).toEqual([
      ['172.16.16.0/25', ['gw#0']],
      ['172.16.16.128/25', ['gw#1']],
    ]);
    const upper = { hosts: { client: { vpnClient: { address: '172.16.16.130' } } } };
    for (const change of [{}, upper]) expect(run('tcp/3128 client > proxy', active, change).verdict).toBe('delivered');
  });

  it('A97 a client with a profile of its own has the routes of that, and not what has come since', () => {
    const profile = (...profileRoutes: string[]) => ({ hosts: { client: { vpnClient: { profileRoutes } } } });
    expect(interfaceFor('10.1.0.9', SPLIT)).toBe('vpn0');
    expect(interfaceFor('10.1.0.9', SPLIT, profile('10.99.0.0/16'))).toBe('eth0');
    expect(interfaceFor('10.99.0.4', SPLIT, profile('10.99.0.0/16'))).toBe('vpn0');
    expect(interfaceFor('10.99.0.4', SPLIT)).toBe('eth0');
  });

  it('A95 an address outside the pool does not connect, and the lab says so', () => {
    const { diagnostics, network } = solve(lab({ hosts: { client: { vpnClient: { address: '10.9.9.9' } } } }));
    expect(diagnostics.map((d) => d.code)).toContain('p2s-no-way-to-dial');
    expect(network.tunnels).toEqual([]);
  });

  it('P2S1 with 0.0.0.0/1 and 128.0.0.0/1 everything goes into the tunnel, but for the gateway’s own address', () => {
    expect(['8.8.8.8', '192.0.2.40', '10.1.1.4', '10.2.0.4'].map((a) => interfaceFor(a))).toEqual(['vpn0', 'vpn0', 'vpn0', 'vpn0']);
    expect(interfaceFor('198.51.100.12')).toBe('eth0');
  });

  it('P2S6 without them the Internet goes out directly, and the VNet’s prefixes into the tunnel', () => {
    expect(['8.8.8.8', '10.1.1.4'].map((a) => interfaceFor(a, SPLIT))).toEqual(['eth0', 'vpn0']);
    const t = run('icmp client > google', SPLIT);
    expect([t.verdict, devices(t.out), t.out.hops[0]?.after?.headers.length]).toEqual(['delivered', 'client internet', 2]);
    // A96: the proxy's VNet is not the gateway's, and its peer of a peer is not told.
    expect(run('tcp/3128 client > proxy', SPLIT).verdict).not.toBe('delivered');
  });

  it('P2S2 ping 8.8.8.8 from the client fails, at the firewall of the hub: it does not translate ICMP', () => {
    const t = run('icmp client > google');
    expect(end(t)).toEqual(['dropped', 'fw-hub', 'firewall-icmp-not-translated']);
    expect(devices(t.out)).toBe('client internet gw fw-a fw-hub');
  });

  it('P2S2, A99 and without the chain the gateway itself gives no way out', () => {
    expect(end(run('icmp client > google', without('rt-a-gw', 'default')))).toEqual(['dropped', 'gw', 'vpn-gateway-no-internet']);
  });

  it('P2S3 the way to the proxy and back, through both firewalls', () => {
    const t = run('tcp/3128 client > proxy');
    expect([t.verdict, formatIp(t.seenFrom ?? (0 as never))]).toEqual(['delivered', '172.16.16.2']);
    expect(devices(t.out)).toBe('client internet gw fw-a fw-hub proxy');
    expect(devices(t.back)).toBe('proxy fw-hub fw-a gw internet client');
    const [first, , gateway] = t.out.hops;
    expect(first?.after?.headers.map((h) => h.kind)).toEqual(['ip', 'esp', 'ip', 'tcp']);
    expect(gateway?.after?.headers.map((h) => h.kind)).toEqual(['ip', 'tcp']);
  });

  it('P2S3 the same with the prefixes spelled out, as today’s platform wants it', () => {
    const spelled = { routeTables: { 'rt-a-gw': { routes: { default: null, proxy: appliance('10.2.0.0/16', '10.1.1.4') } } } };
    expect(run('tcp/3128 client > proxy', spelled).verdict).toBe('delivered');
  });

  it('P2S3, P2S5 the web through Squid: the log has the client’s address of the pool, and an ACL may refuse', () => {
    const squid = (rule: string) => ({
      virtualMachines: {
        proxy: {
          squid: {
            config: `acl localnet src 172.16.0.0/12\nacl SSL_ports port 443\nacl CONNECT method CONNECT\n${rule}\nhttp_access allow localnet\nhttp_port 3128\n`,
          },
        },
      },
    });
    const ask = { from: 'client', to: 'www.netflix.com', protocol: 'tcp', port: 443, proxy: 'proxy' } as const;
    const t = traceFlow(solve(lab(squid('http_access deny CONNECT !SSL_ports'))), ask);
    expect([t.verdict, devices(t.out), devices(t.proxied?.origin?.out)]).toEqual(['delivered', 'client internet gw fw-a fw-hub proxy', 'proxy internet']);
    expect(t.proxied?.log).toMatch(/172\.16\.16\.2 TCP_TUNNEL\/200 \d+ CONNECT www\.netflix\.com:443 - HIER_DIRECT\/192\.0\.2\.40/);
    expect(traceFlow(solve(lab(squid('http_access deny CONNECT SSL_ports'))), ask).verdict).toBe('refused');
  });

  it('P2S4 the proxy itself reaches 8.8.8.8 and the web directly', () => {
    for (const flow of ['icmp proxy > google', 'tcp/443 proxy > www.netflix.com']) {
      const t = run(flow);
      expect([t.verdict, devices(t.out), formatIp(t.seenFrom ?? (0 as never))]).toEqual(['delivered', 'proxy internet', '198.51.100.13']);
    }
  });

  it('P2S4 not without an address of its own, in a subnet without default outbound access', () => {
    const closed = { virtualMachines: { proxy: { networkInterfaces: { eth0: { publicIPAddress: null } } } } };
    const subnet = lab().virtualMachines?.['proxy']?.networkInterfaces['eth0']?.subnet.split('/') as [string, string];
    const isolated = { virtualNetworks: { [subnet[0]]: { subnets: { [subnet[1]]: { defaultOutboundAccess: false } } } } };
    expect(end(run('tcp/443 proxy > www.netflix.com', closed, isolated))).toEqual(['dropped', 'proxy', 'azure-no-outbound-access']);
  });

  it.each([
    ['rt-hub-fw', 'pool', 'one-way', 'fw-hub', 'azure-route-none'],
    ['rt-a-fw', 'default', 'dropped', 'fw-a', 'azure-route-none'],
    ['rt-a-gw', 'default', 'dropped', 'gw', 'azure-route-none'],
    ['rt-b', 'pool', 'one-way', 'proxy', 'azure-route-none'],
  ] as const)('P2S7 without the row %s/%s the client’s way to the proxy breaks: %s at %s', (table, row, verdict, at, code) => {
    expect(end(run('tcp/3128 client > proxy', without(table, row)))).toEqual([verdict, at, code]);
  });

  it('P2S7 Subnet-b’s default to the Internet restates what the system route says: without it nothing breaks', () => {
    expect(run('tcp/443 proxy > www.netflix.com', without('rt-b', 'default')).verdict).toBe('delivered');
    const through = { routeTables: { 'rt-b': { routes: { default: appliance('0.0.0.0/0', '10.0.1.4') } } } };
    expect(devices(run('tcp/443 proxy > www.netflix.com', through).out)).toBe('proxy fw-hub internet');
  });

  it('A96 what BGP teaches the gateway the clients are told too; a static site they are not', () => {
    const site = (bgp: boolean) => ({
      virtualNetworkGateways: { gw: { enableBgp: true, bgpSettings: { asn: 65010 }, customRoutes: null } },
      localNetworkGateways: {
        site: {
          gatewayIpAddress: '203.0.113.9',
          localNetworkAddressSpace: { addressPrefixes: bgp ? [] : ['10.9.0.0/24'] },
          bgpSettings: { asn: 65009, bgpPeeringAddress: '10.9.0.1' },
        },
      },
      connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'gw', localNetworkGateway2: 'site', enableBgp: bgp } },
      routers: {
        cpe: {
          interfaces: {
            lan: { addresses: ['10.9.0.1/24'], segment: 'lan' },
            wan: { addresses: ['203.0.113.9/24'], segment: 'internet' },
            vti0: { addresses: [], ipsec: 'cn#0' },
          },
          frr: {
            config: [
              'ip route 0.0.0.0/0 203.0.113.1',
              'ip route 10.1.2.0/24 vti0',
              'ip route 172.16.16.0/24 vti0',
              'router bgp 65009',
              ' no bgp ebgp-requires-policy',
              ' neighbor 10.1.2.4 remote-as 65010',
              ' neighbor 10.1.2.4 ebgp-multihop 2',
              ' neighbor 10.1.2.4 update-source lan',
              ' address-family ipv4 unicast',
              '  network 10.9.0.0/24',
            ].join('\n'),
          },
        },
      },
      segments: { lan: {} },
    });
    expect(interfaceFor('10.9.0.1', site(true))).toBe('vpn0');
    expect(interfaceFor('10.9.0.1', site(false))).toBe('eth0');
    expect(devices(run('icmp client > cpe', site(true), without('rt-a-gw', 'default')).out)).toBe('client internet gw internet cpe');
  });

  it('A95 a client behind its home’s translation is reached too: its tunnel has been up since before the flow', () => {
    const home = {
      segments: { home: {} },
      routers: {
        box: {
          os: 'freebsd',
          interfaces: { lan: { addresses: ['192.168.1.1/24'], segment: 'home' }, wan: { addresses: ['203.0.113.7/24'], segment: 'internet' } },
          frr: { config: 'ip route 0.0.0.0/0 203.0.113.1' },
          pf: { config: 'nat on wan from 192.168.1.0/24 to any -> 203.0.113.7\npass all keep state\n' },
        },
      },
      hosts: {
        client: {
          interfaces: { eth0: { addresses: ['192.168.1.10/24'], segment: 'home' } },
          gateway: '192.168.1.1',
          listen: [{ protocol: 'tcp', port: 5000 }],
        },
      },
    };
    const out = run('tcp/3128 client > proxy', home);
    expect([out.verdict, devices(out.out)]).toEqual(['delivered', 'client box internet gw fw-a fw-hub proxy']);
    const back = run('tcp/5000 proxy > 172.16.16.2', home);
    expect([back.verdict, devices(back.out)]).toEqual(['delivered', 'proxy fw-hub fw-a gw internet box client']);
    const shut = { routers: { box: { pf: { config: 'block all\n' } } } };
    expect(run('tcp/5000 proxy > 172.16.16.2', home, shut).verdict).not.toBe('delivered');
  });

  it('A95 an address of the pool that no client has is lost at the gateway', () => {
    expect(end(run('icmp proxy > 172.16.16.99'))).toEqual(['dropped', 'gw', 'p2s-no-client']);
  });

  it('A95 by its name a machine of the lab means the client in the tunnel, a host of the Internet the client there', () => {
    const t = run('icmp proxy > client');
    expect([t.verdict, formatIp(outer(t.out.hops[0]?.before as Packet).destination), devices(t.out)]).toEqual([
      'delivered',
      '172.16.16.2',
      'proxy fw-hub fw-a gw internet client',
    ]);
    expect(devices(run('icmp google > client').out)).toBe('internet client');
    const gone = run('icmp proxy > client', { hosts: { client: { vpnClient: null } } });
    expect(formatIp(outer(gone.out.hops[0]?.before as Packet).destination)).toBe('203.0.113.77');
  });
});
