/** IPv6 inside and out of VNets: the same fabric, routes of its own, no default outbound access (A6, A200). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const vm = (subnet: string, n: number, extra: object = {}) => ({
  networkInterfaces: {
    eth0: {
      subnet,
      privateIPAddress: `10.${n}.0.4`,
      ipConfigurations: { v6: { privateIPAddress: `fd00:${n}::4`, ...extra } },
    },
  },
  listen: [{ protocol: 'tcp', port: 22 }],
});
const vnet = (n: number, peer: string) => ({
  location: 'japaneast',
  addressSpace: { addressPrefixes: [`10.${n}.0.0/16`, `fd00:${n}::/48`] },
  subnets: { s: { addressPrefix: `10.${n}.0.0/24`, additionalAddressPrefixes: [`fd00:${n}::/64`] } },
  virtualNetworkPeerings: { [peer]: { remoteVirtualNetwork: peer } },
});
const LAB = {
  virtualNetworks: { one: vnet(1, 'two'), two: vnet(2, 'one') },
  publicIPAddresses: { 'pip-v6': { ipAddress: '2001:db8:9::7' } },
  networkSecurityGroups: {
    nsg: { securityRules: { ssh: { priority: 100, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', destinationPortRange: '22' } } },
  },
  virtualMachines: { a: vm('one/s', 1), b: vm('two/s', 2, { publicIPAddress: 'pip-v6' }) },
  internet: { hosts: { web: { ipAddress: '2001:db8:1::80', listen: [{ protocol: 'tcp', port: 443 }] } } },
};
const run = (flow: string, ...patches: unknown[]): Trace =>
  traceFlow(solve(patches.reduce<unknown>((state, patch) => mergePatch(state, patch), LAB) as Lab), flowOf(flow));
const way = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');
const GUARDED = { virtualNetworks: { two: { subnets: { s: { networkSecurityGroup: 'nsg' } } } } };

describe('IPv6 in Azure', () => {
  it('A1 within a VNet and over a peering, straight to the NIC', () => {
    const t = run('tcp/22 a > fd00:2::4');
    expect([t.verdict, way(t.out), formatIp(t.seenFrom ?? (0 as never))]).toEqual(['delivered', 'a b', 'fd00:1::4']);
    expect(t.out.hops[0]?.lookup?.row).toBe('fd00:2::/48 → VNetPeering');
  });

  it('A7 an address that nobody has, and one that no route holds', () => {
    expect(run('icmp a > fd00:2::99').summary.code).toBe('azure-no-such-address');
    expect(run('icmp a > fd00:9::1').summary.code).not.toBe('delivered-both-ways');
  });

  it('A14 a user-defined route acts on its own family alone', () => {
    const udr = {
      routeTables: { rt: { routes: { none: { addressPrefix: 'fd00:2::/48', nextHopType: 'None' } } } },
      virtualNetworks: { one: { subnets: { s: { routeTable: 'rt' } } } },
    };
    expect(run('tcp/22 a > fd00:2::4', udr).summary.code).toBe('azure-route-none');
    expect(run('tcp/22 a > 10.2.0.4', udr).verdict).toBe('delivered');
  });

  it('A189 out by a public address, and not without one: default outbound access is IPv4’s', () => {
    const t = run('tcp/443 b > 2001:db8:1::80');
    expect([t.verdict, formatIp(t.seenFrom ?? (0 as never))]).toEqual(['delivered', '2001:db8:9::7']);
    expect(run('tcp/443 a > 2001:db8:1::80').summary.code).toBe('azure-no-outbound-access');
    const nat = { natGateways: { ng: { publicIpAddresses: [] } }, virtualNetworks: { two: { subnets: { s: { natGateway: 'ng' } } } } };
    expect(run('tcp/443 b > 2001:db8:1::80', nat).verdict).toBe('delivered');
  });

  it('A175, A185 in by the public address, where a security group opens it', () => {
    expect(run('tcp/22 web > 2001:db8:9::7').summary.code).toBe('public-ip-closed');
    expect(run('tcp/22 web > 2001:db8:9::7', GUARDED).verdict).toBe('delivered');
    expect(run('tcp/80 web > 2001:db8:9::7', GUARDED).summary.code).toBe('nsg-deny-in');
  });

  it('A172 ICMPv6 is none of a rule’s Icmp: `*` alone lets it in', () => {
    const only = (protocol: string) => ({
      networkSecurityGroups: {
        nsg: {
          securityRules: {
            ssh: null,
            ping: { priority: 100, direction: 'Inbound', access: 'Allow', protocol, sourceAddressPrefix: '*', destinationAddressPrefix: '*' },
            rest: { priority: 200, direction: 'Inbound', access: 'Deny', protocol: '*', sourceAddressPrefix: '*', destinationAddressPrefix: '*' },
          },
        },
      },
    });
    expect(run('icmp a > 10.2.0.4', GUARDED, only('Icmp')).verdict).toBe('delivered');
    expect(run('icmp a > fd00:2::4', GUARDED, only('Icmp')).summary.code).toBe('nsg-deny-in');
    expect(run('icmp a > fd00:2::4', GUARDED, only('*')).verdict).toBe('delivered');
  });
});

describe('IPv6 behind a load balancer', () => {
  const balanced = (backend: string, probe: boolean) => ({
    loadBalancers: {
      lb: {
        frontendIPConfigurations: { fe: { subnet: 'two/s', privateIPAddress: 'fd00:2::100' } },
        backendAddressPools: { pool: { backendIPConfigurations: [backend] } },
        probes: { p: { protocol: 'Tcp', port: 22 } },
        loadBalancingRules: {
          r: { frontendIPConfiguration: 'fe', backendAddressPool: 'pool', protocol: 'Tcp', frontendPort: 22, backendPort: 22, ...(probe && { probe: 'p' }) },
        },
      },
    },
  });
  const ssh = 'tcp/22 a > fd00:2::100';

  it('A185 by an internal frontend, and the answer under its address', () => {
    const t = run(ssh, balanced('b/eth0/v6', true), GUARDED);
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'a lb b', 'b a']);
  });

  it('A185 probes of IPv6 fail where no security group is; those of IPv4 do not, and without a probe nobody asks', () => {
    expect(run(ssh, balanced('b/eth0/v6', true)).summary.code).toBe('lb-no-healthy-backend');
    expect(run(ssh, balanced('b/eth0/v6', false)).verdict).toBe('delivered');
    const four = { loadBalancers: { lb: { frontendIPConfigurations: { fe: { privateIPAddress: '10.2.0.100' } } } } };
    expect(run('tcp/22 a > 10.2.0.100', balanced('b/eth0', true), four).verdict).toBe('delivered');
  });

  it('A185 a backend of the other family gets nothing: there is no NAT64', () =>
    expect(run(ssh, balanced('b/eth0', false), GUARDED).summary.code).toBe('lb-no-healthy-backend'));
});

describe('H3 a Linux machine between two subnets', () => {
  const via = (config: string) => ({
    virtualNetworks: {
      one: {
        subnets: { nva: { addressPrefix: '10.1.9.0/24', additionalAddressPrefixes: ['fd00:1:0:9::/64'] }, s: { routeTable: 'rt' } },
      },
    },
    routeTables: {
      rt: {
        routes: {
          four: { addressPrefix: '10.2.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.9.4' },
          six: { addressPrefix: 'fd00:2::/48', nextHopType: 'VirtualAppliance', nextHopIpAddress: 'fd00:1:0:9::4' },
        },
      },
    },
    virtualMachines: {
      nva: {
        networkInterfaces: {
          eth0: {
            subnet: 'one/nva',
            privateIPAddress: '10.1.9.4',
            enableIPForwarding: true,
            ipConfigurations: { v6: { privateIPAddress: 'fd00:1:0:9::4' } },
          },
        },
        iproute2: { config },
      },
    },
  });
  const both = (config: string) => ['icmp a > 10.2.0.4', 'icmp a > fd00:2::4'].map((flow) => run(flow, via(config)).out.reason.code);

  it('forwards the family that it is told to: each has a setting of its own', () => {
    expect(both('sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1')).toEqual(['delivered', 'delivered']);
    expect(both('sysctl -w net.ipv4.ip_forward=1')).toEqual(['delivered', 'host-not-forwarding']);
    expect(both('sysctl -w net.ipv6.conf.all.forwarding=1')).toEqual(['host-not-forwarding', 'delivered']);
  });
});
