/** The networks that several tests walk: a line of routers, and a hub in the shape of article RFT. */
import type { FirewallRules } from '../azure/index.ts';
import type { FlowSpec } from '../model/index.ts';
import { ALLOW_ALL, TestNetwork } from './test-network.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import type { Leg, Trace } from './types.ts';
import type { TraceInput } from './world.ts';

const branchPaths = ['10.50.0.0/16 own vnet', '10.0.0.0/16 via 10.0.0.14,10.0.0.15 vpn-peer', '10.20.10.0/24 via 10.0.0.14,10.0.0.15 vpn-peer'];

/** pc 10.1.0.10 — r1 — r2 — server 10.3.0.10, which serves TCP 22 and UDP 53. */
export function line(options: { readonly mtu?: number; readonly r1?: readonly string[]; readonly r2?: readonly string[] } = {}): TestNetwork {
  const mtu = options.mtu === undefined ? {} : { mtu: options.mtu };
  return new TestNetwork()
    .machine('pc', { eth0: '10.1.0.10/24 @a' }, { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'] })
    .machine('r1', { e0: '10.1.0.1/24 @a', e1: '10.2.0.1/24 @b' }, { forwarding: true, routes: options.r1 ?? ['10.3.0.0/24 via 10.2.0.2 dev e1'], ...mtu })
    .machine('r2', { e0: '10.2.0.2/24 @b', e1: '10.3.0.1/24 @c' }, { forwarding: true, routes: options.r2 ?? ['10.1.0.0/24 via 10.2.0.1 dev e0'] })
    .machine(
      'server',
      { eth0: '10.3.0.10/24 @c' },
      {
        routes: ['0.0.0.0/0 via 10.3.0.1 dev eth0'],
        listen: [
          { protocol: 'tcp', port: 22 },
          { protocol: 'udp', port: 53 },
        ],
      },
    );
}

/**
 * Article RFT's shape: site 10.20.10.0/24 behind `er` and an MSEE; hub 10.0.0.0/16 with both gateways, a VM and the firewall
 * 10.0.3.4 (instances .6 and .7, public 198.51.100.10); branch 10.50.0.0/16 over two tunnels. The default that the NVA
 * injects stands in every subnet of the hub; `udr` is the one that AzureFirewallSubnet needs against it.
 */
export function hub(
  options: {
    readonly rules?: FirewallRules;
    readonly udr?: boolean;
    readonly gatewayUser?: readonly string[];
    readonly vmUser?: readonly string[];
    readonly injected?: boolean;
  } = {},
): TestNetwork {
  const site = '10.20.10.0/24 10.0.0.4 erc#primary';
  const branch = ['10.50.0.0/16 10.0.0.14 vpngw#0', '10.50.0.0/16 10.0.0.15 vpngw#1'];
  const learned = [site, ...branch, ...(options.injected === false ? [] : ['0.0.0.0/0 10.0.3.4'])];
  const vpnPaths = ['10.0.0.0/16 own vnet', '10.20.10.0/24 via 10.0.0.4 route-server', '10.50.0.4/32 own peer-host', '10.50.0.5/32 own peer-host'];
  return new TestNetwork()
    .internet({ web: '192.0.2.80 www.example.com tcp/443 tcp/80', resolver: '192.0.2.53 resolver.example.net udp/53' })
    .vnet('hub', {
      prefixes: ['10.0.0.0/16'],
      subnets: {
        GatewaySubnet: { prefix: '10.0.0.0/24', programmed: learned, user: options.gatewayUser ?? [] },
        servers: { prefix: '10.0.1.0/24', programmed: learned, user: options.vmUser ?? [] },
        RouteServerSubnet: { prefix: '10.0.2.0/24', programmed: learned },
        AzureFirewallSubnet: { prefix: '10.0.3.0/24', programmed: learned, user: options.udr === false ? [] : ['0.0.0.0/0 Internet'] },
      },
    })
    .vnet('branch', {
      prefixes: ['10.50.0.0/16'],
      subnets: {
        GatewaySubnet: { prefix: '10.50.0.0/24', programmed: ['10.0.0.0/16 10.50.0.4 brgw#0', '10.20.10.0/24 10.50.0.4 brgw#0'] },
        servers: { prefix: '10.50.1.0/24', programmed: ['10.0.0.0/16 10.50.0.4 brgw#0', '10.20.10.0/24 10.50.0.4 brgw#0'] },
      },
    })
    .machine('pc', { eth0: '10.20.10.50/24 @vlan10' }, { routes: ['0.0.0.0/0 via 10.20.10.1 dev eth0'] })
    .machine(
      'er',
      { lan: '10.20.10.1/24 @vlan10', wan: '172.16.0.1/30 @erc/primary' },
      { forwarding: true, routes: ['0.0.0.0/0 via 172.16.0.2 dev wan', '10.0.0.0/16 via 172.16.0.2 dev wan', '10.50.0.0/16 via 172.16.0.2 dev wan'] },
    )
    .leg('erc/primary')
    .msee('erc#primary', { customer: '172.16.0.2/30 @erc/primary', 'cn-er': '10.0.0.4/32 @hub/GatewaySubnet' }, [
      '10.20.10.0/24 via 172.16.0.1 customer from 172.16.0.2',
      '0.0.0.0/0 via 10.0.0.12,10.0.0.13 er-gateway from 10.0.0.4',
    ])
    .managed('er-gateway', 'ergw#0', '10.0.0.12/32 @hub/GatewaySubnet')
    .managed('er-gateway', 'ergw#1', '10.0.0.13/32 @hub/GatewaySubnet')
    .managed('vpn-gateway', 'vpngw#0', '10.0.0.14/32 @hub/GatewaySubnet', [...vpnPaths, '10.50.0.0/16 via 10.50.0.4,10.50.0.5 vpn-peer'], '198.51.100.14')
    .managed('vpn-gateway', 'vpngw#1', '10.0.0.15/32 @hub/GatewaySubnet', [...vpnPaths, '10.50.0.0/16 via 10.50.0.4,10.50.0.5 vpn-peer'], '198.51.100.15')
    .managed('vpn-gateway', 'brgw#0', '10.50.0.4/32 @branch/GatewaySubnet', branchPaths, '203.0.113.4')
    .managed('vpn-gateway', 'brgw#1', '10.50.0.5/32 @branch/GatewaySubnet', branchPaths, '203.0.113.5')
    .tunnel('cn', ['vpngw#0', '198.51.100.14', '10.0.0.14'], ['brgw#0', '203.0.113.4', '10.50.0.4'])
    .tunnel('cn', ['vpngw#0', '198.51.100.14', '10.0.0.14'], ['brgw#1', '203.0.113.5', '10.50.0.5'])
    .tunnel('cn', ['vpngw#1', '198.51.100.15', '10.0.0.15'], ['brgw#0', '203.0.113.4', '10.50.0.4'])
    .tunnel('cn', ['vpngw#1', '198.51.100.15', '10.0.0.15'], ['brgw#1', '203.0.113.5', '10.50.0.5'])
    .managed('route-server', 'ars#0', '10.0.2.4/32 @hub/RouteServerSubnet')
    .firewall('azfw', 'hub/AzureFirewallSubnet', '10.0.3.4', ['10.0.3.6', '10.0.3.7'], ['198.51.100.10'], options.rules ?? ALLOW_ALL)
    .machine(
      'vm',
      { eth0: '10.0.1.6/24 @hub/servers' },
      {
        routes: ['0.0.0.0/0 via 10.0.1.1 dev eth0'],
        listen: [
          { protocol: 'tcp', port: 22 },
          { protocol: 'udp', port: 53 },
        ],
      },
    )
    .machine('vm-branch', { eth0: '10.50.1.4/24 @branch/servers' }, { routes: ['0.0.0.0/0 via 10.50.1.1 dev eth0'], listen: [{ protocol: 'tcp', port: 22 }] });
}

/**
 * Two servers behind a public load balancer 198.51.100.5 and an internal one 10.1.0.100, TCP 443 to their 8443; their security
 * group lets the Internet in to 8443 and keeps everybody out of 22, and nothing leaves by UDP 99. A client in a peered VNet.
 */
export function balanced(
  options: {
    readonly natGateway?: string;
    readonly securityGroup?: string;
    readonly probe?: number;
    readonly backends?: readonly string[];
    readonly user?: readonly string[];
    readonly closed?: boolean;
    readonly outbound?: boolean;
    readonly internalRules?: readonly string[];
    readonly floating?: boolean;
    readonly distribution?: 'Default' | 'SourceIP' | 'SourceIPProtocol';
  } = {},
): TestNetwork {
  const { backends = ['v1 10.1.0.4', 'v2 10.1.0.5'], probe = 8443, outbound = true, floating = false, distribution = 'Default' } = options;
  const rule = { probe: { name: 'probe', port: probe }, floating, distribution };
  const listen = [8443, 22, 443].map((port) => ({ protocol: 'tcp' as const, port }));
  const machine = { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'], listen, ipForwarding: true };
  return new TestNetwork()
    .internet({ web: '192.0.2.80 www.example.com tcp/443' })
    .securityGroup('nsg', 'Allow Inbound 100 tcp Internet > * :8443', 'Deny Inbound 110 tcp * > * :22', 'Deny Outbound 100 udp * > * :99')
    .natGateway('ng', '198.51.100.30', '198.51.100.31')
    .vnet('v', {
      prefixes: ['10.1.0.0/16'],
      subnets: {
        a: {
          prefix: '10.1.0.0/24',
          user: options.user ?? [],
          securityGroup: options.securityGroup ?? 'nsg',
          ...(options.natGateway !== undefined && { natGateway: options.natGateway }),
          ...(options.closed && { closed: true }),
        },
        AzureFirewallSubnet: { prefix: '10.1.1.0/26', user: ['0.0.0.0/0 Internet'] },
      },
      peerings: { w: {} },
    })
    .vnet('w', { prefixes: ['10.2.0.0/16'], subnets: { a: { prefix: '10.2.0.0/24' } }, peerings: { v: {} } })
    .machine('v1', { eth0: '10.1.0.4/24 @v/a' }, machine)
    .machine('v2', { eth0: '10.1.0.5/24 @v/a' }, machine)
    .machine('client', { eth0: '10.2.0.4/24 @w/a' }, { routes: ['0.0.0.0/0 via 10.2.0.1 dev eth0'] })
    .firewall('fw', 'v/AzureFirewallSubnet', '10.1.1.4', ['10.1.1.5', '10.1.1.6'], ['198.51.100.10'], ALLOW_ALL)
    .balancer('plb', '198.51.100.5', backends, ['tcp/443>8443'], { ...rule, outbound })
    .balancer('ilb', '10.1.0.100 @v/a', backends, options.internalRules ?? ['tcp/443>8443'], rule);
}

/** `tcp/22 pc > server`, `icmp pc > 10.3.0.10`. */
export function flowOf(text: string): FlowSpec {
  const [what = '', from = '', , to = ''] = text.split(' ');
  const [protocol, port] = what.split('/');
  return { from, to, protocol: protocol as FlowSpec['protocol'], ...(port !== undefined && { port: Number(port) }) };
}

export function trace(network: TestNetwork, flow: string, options: TraceOptions = {}): Trace {
  return traceFlow(network.build(), flowOf(flow), options);
}

/** The nodes of a leg: `pc r1 r2 server`. */
export function way(leg: Leg | undefined): string {
  return leg ? leg.hops.map((h) => h.node).join(' ') : '';
}

/** `hub` with a private DNS zone for `www.example.com` that the firewall's VNet sees and the site does not; its address, or none. */
export function hubWithZone(rules: FirewallRules, address?: string): TraceInput {
  const input = hub({ rules }).build();
  const zone = {
    virtualNetworkLinks: { hub: { virtualNetwork: 'hub' } },
    ...(address !== undefined && { A: { www: { aRecords: [{ ipv4Address: address }] } } }),
  };
  return { ...input, lab: { ...input.lab, privateDnsZones: { 'example.com': zone } } };
}
