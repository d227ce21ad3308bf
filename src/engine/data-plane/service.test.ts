/** Service endpoints, private endpoints and Bastion (A13, A37, A38). */
import { describe, expect, it } from 'vitest';
import type { EffectiveRoute } from '../azure/index.ts';
import { formatIp, prefix } from '../ip/index.ts';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf, way } from './test-labs.ts';
import { ALLOW_ALL, TestNetwork } from './test-network.ts';
import { traceFlow } from './trace.ts';
import type { Trace } from './types.ts';

const MACHINE = { routes: ['0.0.0.0/0 via 10.1.0.1 dev eth0'], listen: [{ protocol: 'tcp' as const, port: 22 }] };

function network(): TestNetwork {
  return new TestNetwork()
    .internet({ storage: '192.0.2.90 tcp/443' })
    .securityGroup('nsg', 'Deny Inbound 100 tcp * > * :443')
    .vnet('v', {
      prefixes: ['10.1.0.0/16'],
      subnets: {
        a: { prefix: '10.1.0.0/24' },
        pe: { prefix: '10.1.1.0/24', user: ['10.1.0.0/24 None'], securityGroup: 'nsg' },
        AzureFirewallSubnet: { prefix: '10.1.2.0/26' },
        AzureBastionSubnet: { prefix: '10.1.3.0/26' },
      },
      peerings: { w: {} },
    })
    .vnet('w', { prefixes: ['10.2.0.0/16'], subnets: { a: { prefix: '10.2.0.0/24' } }, peerings: { v: {} } })
    .machine('vm', { eth0: '10.1.0.4/24 @v/a' }, MACHINE)
    .machine('peer', { eth0: '10.2.0.4/24 @w/a' }, { routes: ['0.0.0.0/0 via 10.2.0.1 dev eth0'] })
    .firewall('fw', 'v/AzureFirewallSubnet', '10.1.2.4', ['10.1.2.5'], ['198.51.100.10'], ALLOW_ALL)
    .service('private-endpoint', 'pe', '10.1.1.9 @v/pe', { server: 'storage' })
    .service('bastion', 'bas', '10.1.3.4 @v/AzureBastionSubnet', { publicIp: '198.51.100.20' });
}

const row = (nextHopType: EffectiveRoute['nextHopType'], text: string): EffectiveRoute => ({
  prefix: prefix(text),
  source: 'Default',
  state: 'Active',
  nextHopType,
  reason: { code: 'row', rules: [] },
});
/** A flow in a network where subnets have one more row. */
function run(flow: string, more: Readonly<Record<string, EffectiveRoute>> = {}, made: TestNetwork = network()): Trace {
  const input = made.build();
  const effectiveRoutes = new Map([...input.effectiveRoutes].map(([ref, rows]) => [ref, more[ref] ? [...rows, more[ref]] : rows]));
  return traceFlow({ ...input, effectiveRoutes }, flowOf(flow));
}

describe('service endpoints', () => {
  const ENDPOINT = { 'v/a': row('VirtualNetworkServiceEndpoint', '192.0.2.0/24') };

  it('A13 the service sees the private address, and answers over the backbone', () => {
    const t = run('tcp/443 vm > storage', ENDPOINT);
    expect([t.verdict, formatIp(t.seenFrom ?? (0 as never)), way(t.out), way(t.back)]).toEqual(['delivered', '10.1.0.4', 'vm internet', 'internet vm']);
  });

  it('A13 without one it sees a public address', () => {
    expect(formatIp(run('tcp/443 vm > storage').seenFrom ?? (0 as never))).toBe('20.37.0.1');
  });

  it('A36 it goes before a default to an appliance, which the rest takes', () => {
    const udr = network().subnet('v/a', { user: ['0.0.0.0/0 VirtualAppliance 10.1.2.4'] });
    expect(way(run('tcp/443 vm > storage', ENDPOINT, udr).out)).toBe('vm internet');
    expect(way(run('tcp/443 vm > storage', {}, udr).out)).toBe('vm fw#0 internet');
  });

  it('A189 it is no way out for a source that is not the NIC’s own', () => {
    const forwarding = network()
      .subnet('w/a', { user: ['0.0.0.0/0 VirtualAppliance 10.1.0.4'] })
      .machine('vm', { eth0: '10.1.0.4/24 @v/a' }, { ...MACHINE, forwarding: true, ipForwarding: true });
    expect(run('tcp/443 peer > storage', ENDPOINT, forwarding).out.reason.code).toBe('azure-source-not-translated');
  });
});

describe('private endpoints', () => {
  const ROWS = { 'v/a': row('InterfaceEndpoint', '10.1.1.9/32'), 'w/a': row('InterfaceEndpoint', '10.1.1.9/32') };

  it('A37 in its own VNet and a peered one', () => {
    for (const from of ['vm', 'peer']) {
      const t = run(`tcp/443 ${from} > pe`, ROWS);
      expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', `${from} pe`, `pe ${from}`]);
    }
  });

  it('it offers what the server behind it offers, and answers no ping', () => {
    expect(run('tcp/80 vm > pe', ROWS).summary.code).toBe('platform-silent');
    expect(run('icmp vm > pe', ROWS).summary.code).toBe('platform-silent');
  });

  it('A38 a default to an appliance never catches it', () => {
    const udr = network().subnet('v/a', { user: ['0.0.0.0/0 VirtualAppliance 10.1.2.4'] });
    expect(way(run('tcp/443 vm > pe', ROWS, udr).out)).toBe('vm pe');
  });

  it('A38 it answers the NIC that asked: a firewall in another VNet than the client’s sees both directions, without a route table', () => {
    const udr = network().subnet('w/a', { user: ['10.1.1.9/32 VirtualAppliance 10.1.2.4'] });
    const t = run('tcp/443 peer > pe', {}, udr);
    expect([t.verdict, way(t.out), way(t.back)]).toEqual(['delivered', 'peer fw#0 pe', 'pe fw#0 peer']);
  });

  it('A38 to a client of the firewall’s own VNet it answers straight, so inspection without SNAT sees one direction alone', () => {
    const udr = network().subnet('v/a', { user: ['10.1.1.9/32 VirtualAppliance 10.1.2.4'] });
    const t = run('tcp/443 vm > pe', {}, udr);
    expect([way(t.out), way(t.back), t.ack?.reason.code]).toEqual(['vm fw#0 pe', 'pe vm', 'firewall-no-syn-ack']);
  });

  it('A38, A154 with SNAT it answers the firewall, wherever the client is', () => {
    const translating = (subnet: string) =>
      network()
        .firewall('fw', 'v/AzureFirewallSubnet', '10.1.2.4', ['10.1.2.5'], ['198.51.100.10'], { ...ALLOW_ALL, privateRanges: [prefix('255.255.255.255/32')] })
        .subnet(subnet, { user: ['10.1.1.9/32 VirtualAppliance 10.1.2.4'] });
    for (const [from, subnet] of [
      ['vm', 'v/a'],
      ['peer', 'w/a'],
    ] as const) {
      const t = run(`tcp/443 ${from} > pe`, {}, translating(subnet));
      expect([t.verdict, way(t.out), way(t.back), formatIp(t.seenFrom ?? (0 as never))]).toEqual([
        'delivered',
        `${from} fw#0 pe`,
        `pe fw#0 ${from}`,
        '10.1.2.5',
      ]);
    }
  });

  it('A38 a security group acts on it only where the subnet’s policies say so', () => {
    const guarded = network().service('private-endpoint', 'pe', '10.1.1.9 @v/pe', { server: 'storage', guarded: true });
    expect(run('tcp/443 vm > pe', ROWS, guarded).out.reason.code).toBe('nsg-deny-in');
    expect(run('tcp/443 vm > pe', ROWS).verdict).toBe('delivered');
  });
});

describe('from a lab, solved from end to end', () => {
  const LAB: Lab = {
    virtualNetworks: {
      v: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
        subnets: {
          a: { addressPrefix: '10.1.0.0/24', serviceEndpoints: [{ service: 'Microsoft.Storage' }] },
          pe: { addressPrefix: '10.1.1.0/24' },
          AzureBastionSubnet: { addressPrefix: '10.1.3.0/26' },
        },
      },
    },
    serviceTags: { Storage: { addressPrefixes: ['192.0.2.0/24'] } },
    publicIPAddresses: { 'pip-bas': { ipAddress: '198.51.100.20' } },
    virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'v/a', privateIPAddress: '10.1.0.4' } }, listen: [{ protocol: 'tcp', port: 22 }] } },
    privateEndpoints: { pe: { subnet: 'v/pe', privateIPAddress: '10.1.1.9', privateLinkServiceId: 'sql' } },
    bastionHosts: { bas: { subnet: 'v/AzureBastionSubnet', publicIPAddress: 'pip-bas' } },
    internet: {
      hosts: {
        storage: { ipAddress: '192.0.2.90', listen: [{ protocol: 'tcp', port: 443 }] },
        sql: { ipAddress: '203.0.113.50', listen: [{ protocol: 'tcp', port: 1433 }] },
      },
    },
  };
  const solved = solve(LAB);

  it.each([
    ['A13', 'tcp/443 vm > storage', 'vm internet', '10.1.0.4'],
    ['A191', 'tcp/1433 vm > sql', 'vm internet', '20.37.0.1'],
    ['A37', 'tcp/1433 vm > pe', 'vm pe', '10.1.0.4'],
    ['Bastion', 'tcp/22 bas > vm', 'bas vm', '10.1.3.4'],
    ['Bastion', 'tcp/443 sql > bas', 'internet bas', '203.0.113.50'],
  ])('%s %s', (_rule, flow, out, seenFrom) => {
    const t = traceFlow(solved, flowOf(flow));
    expect([t.verdict, way(t.out), formatIp(t.seenFrom ?? (0 as never))]).toEqual(['delivered', out, seenFrom]);
  });

  // RouteTableEnabled and Enabled let a user-defined route act, if it is no wider than the endpoint's VNet.
  it.each([
    ['RouteTableEnabled', '10.1.0.0/16', 'vm', 'azure-route-none'],
    ['Enabled', '10.1.1.0/24', 'vm', 'azure-route-none'],
    ['RouteTableEnabled', '10.0.0.0/8', 'vm pe', 'delivered'],
    ['RouteTableEnabled', '0.0.0.0/0', 'vm pe', 'delivered'],
    ['NetworkSecurityGroupEnabled', '10.1.1.0/24', 'vm pe', 'delivered'],
    ['Disabled', '10.1.1.0/24', 'vm pe', 'delivered'],
  ] as const)('A38 network policies %s, a route for %s: %s', (policy, addressPrefix, out, code) => {
    const routed = solve(
      mergePatch(LAB, {
        routeTables: { rt: { routes: { none: { addressPrefix, nextHopType: 'None' } } } },
        virtualNetworks: { v: { subnets: { a: { routeTable: 'rt' }, pe: { privateEndpointNetworkPolicies: policy } } } },
      }) as Lab,
    );
    const t = traceFlow(routed, flowOf('tcp/1433 vm > pe'), { branches: false });
    expect([way(t.out), t.out.reason.code]).toEqual([out, code]);
  });
});

describe('Bastion', () => {
  it('takes HTTPS from the Internet and opens the session to a machine itself', () => {
    expect(run('tcp/443 storage > 198.51.100.20').verdict).toBe('delivered');
    const t = run('tcp/22 bas > vm');
    expect([t.verdict, formatIp(t.seenFrom ?? (0 as never)), way(t.out)]).toEqual(['delivered', '10.1.3.4', 'bas vm']);
  });

  it('forwards nothing, and its subnet’s group acts on it', () => {
    const udr = network().subnet('v/a', { user: ['10.2.0.0/16 VirtualAppliance 10.1.3.4'] });
    expect(run('icmp vm > peer', {}, udr).out.reason.code).toBe('azure-ip-forwarding-off');
    const shut = network().subnet('v/AzureBastionSubnet', { securityGroup: 'nsg' });
    expect(run('tcp/443 storage > 198.51.100.20', {}, shut).out.reason.code).toBe('nsg-deny-in');
  });
});
