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
});
