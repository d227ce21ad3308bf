/** What the ways out of Azure do not take: fragments, ICMP, further addresses of a machine (A185, A189–A191). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { type Lab, mergePatch, type NetworkInterface } from '../model/index.ts';
import { solve } from '../solve.ts';
import { balanced, flowOf, trace } from './test-labs.ts';
import { traceFlow } from './trace.ts';

const nic = (subnet: string, privateIPAddress: string, more: Partial<NetworkInterface> = {}): NetworkInterface => ({
  subnet: `v/${subnet}`,
  privateIPAddress,
  ...more,
});

/** A machine for each way out: `plain` has none of its own, `behind` a NAT gateway, `named` a public address, `pooled` a load balancer, `two` a public address on eth0 alone. */
const LAB: Lab = {
  virtualNetworks: {
    v: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: { a: { addressPrefix: '10.1.0.0/24' }, b: { addressPrefix: '10.1.1.0/24', natGateway: 'ng' } },
    },
  },
  publicIPAddresses: {
    'pip-ng': { ipAddress: '198.51.100.1' },
    'pip-vm': { ipAddress: '198.51.100.2' },
    'pip-lb': { ipAddress: '198.51.100.3' },
    'pip-two': { ipAddress: '198.51.100.4' },
  },
  natGateways: { ng: { publicIpAddresses: ['pip-ng'] } },
  loadBalancers: {
    lb: {
      frontendIPConfigurations: { fe: { publicIPAddress: 'pip-lb' } },
      backendAddressPools: { pool: { backendIPConfigurations: ['pooled/eth0', 'pooled/eth0/second'] } },
      outboundRules: { out: { frontendIPConfigurations: ['fe'], backendAddressPool: 'pool', protocol: 'All' } },
    },
  },
  virtualMachines: {
    plain: { networkInterfaces: { eth0: nic('a', '10.1.0.4') } },
    behind: { networkInterfaces: { eth0: nic('b', '10.1.1.4') } },
    named: { networkInterfaces: { eth0: nic('a', '10.1.0.5', { publicIPAddress: 'pip-vm' }) } },
    pooled: { networkInterfaces: { eth0: nic('a', '10.1.0.6', { ipConfigurations: { second: { privateIPAddress: '10.1.0.7' } } }) } },
    two: {
      networkInterfaces: { eth0: nic('a', '10.1.0.8', { publicIPAddress: 'pip-two' }), eth1: nic('a', '10.1.0.9') },
      iproute2: { config: 'ip rule add from 10.1.0.9 lookup 10\nip route add default via 10.1.0.1 dev eth1 table 10' },
    },
  },
  internet: {
    hosts: {
      web: {
        ipAddress: '192.0.2.80',
        listen: [
          { protocol: 'tcp', port: 443 },
          { protocol: 'udp', port: 53 },
        ],
      },
    },
  },
};
const solution = solve(LAB);
const changed = (patch: object) => solve(mergePatch(LAB, patch) as Lab);
const said = (flow: string, more: { readonly bytes?: number; readonly source?: string } = {}, within = solution) => {
  const { verdict, summary, seenFrom } = traceFlow(within, { ...flowOf(flow), ...more }, { branches: false });
  return verdict === 'delivered' && seenFrom !== undefined ? formatIp(seenFrom) : summary.code;
};

describe('what does not fit its link leaves in fragments', () => {
  it.each([
    ['A189 the NIC’s own public address translates them', 'named', '198.51.100.2'],
    ['A190 a NAT gateway does not', 'behind', 'azure-snat-fragments'],
    ['A189 an outbound rule of a load balancer does not', 'pooled', 'azure-snat-fragments'],
    ['A191 default outbound access does not', 'plain', 'azure-snat-fragments'],
  ])('%s', (_, vm, expected) => {
    expect(said(`udp/53 ${vm} > web`, { bytes: 3000 })).toBe(expected);
    expect(said(`udp/53 ${vm} > web`, { bytes: 1400 })).not.toBe('azure-snat-fragments');
  });

  it('A185, A186 a load-balancing rule takes none, an HA-ports rule hands them on', () => {
    const sent = (rule: string, payload: number) => trace(balanced({ internalRules: [rule] }), 'udp/8443 client > 10.1.0.100', { payload }).summary.code;
    expect([sent('udp/8443', 3000), sent('udp/8443', 1400)]).toEqual(['lb-fragments', 'port-closed']);
    expect(sent('all', 3000)).toBe('port-closed');
  });
});

it('A189 a public address stands in the state table as its machine sent the flow, and its answer adds no row', () => {
  const rows = traceFlow(solution, flowOf('tcp/443 named > web')).states.filter((s) => s.kind === 'public-ip');
  expect(rows.map(({ client, server }) => [formatIp(client.source), formatIp(server.source), formatIp(server.destination)])).toEqual([
    ['10.1.0.5', '198.51.100.2', '192.0.2.80'],
  ]);
});

describe('who is lent no address', () => {
  it('A191 a ping by default outbound access; a public address of the NIC’s own translates it', () => {
    expect([said('icmp plain > web'), said('icmp named > web')]).toEqual(['default-outbound-protocol', '198.51.100.2']);
  });

  it('A189 a ping by an outbound rule of a load balancer, though it is for all protocols', () => {
    expect([said('icmp pooled > web'), said('udp/53 pooled > web')]).toEqual(['azure-no-outbound-access', '198.51.100.3']);
  });

  it('A191 a machine with a public address on another NIC', () => {
    expect([said('tcp/443 two > web'), said('tcp/443 two > web', { source: '10.1.0.9' })]).toEqual(['198.51.100.4', 'default-outbound-withheld']);
  });

  it('A189 a secondary IP configuration behind a load balancer', () => {
    expect([said('tcp/443 pooled > web'), said('tcp/443 pooled > web', { source: '10.1.0.7' })]).toEqual(['198.51.100.3', 'azure-no-outbound-access']);
  });

  it('A189 a machine whose secondary IP configuration alone is behind the load balancer', () => {
    const second = changed({ loadBalancers: { lb: { backendAddressPools: { pool: { backendIPConfigurations: ['pooled/eth0/second'] } } } } });
    expect(said('tcp/443 pooled > web', {}, second)).toBe('azure-no-outbound-access');
  });

  it('A189 what an appliance forwards as it came, by a NAT gateway as little as without', () => {
    const through = (nextHopIpAddress: string, vm: string) =>
      changed({
        virtualNetworks: { v: { subnets: { c: { addressPrefix: '10.1.2.0/24', routeTable: 'rt' } } } },
        routeTables: { rt: { routes: { all: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress } } } },
        virtualMachines: {
          sender: { networkInterfaces: { eth0: nic('c', '10.1.2.4') } },
          [vm]: { ipForward: true, networkInterfaces: { eth0: { enableIPForwarding: true } } },
        },
      });
    expect(said('tcp/443 sender > web', {}, through('10.1.1.4', 'behind'))).toBe('azure-source-not-translated');
    expect(said('tcp/443 sender > web', {}, through('10.1.0.5', 'named'))).toBe('azure-source-not-translated');
  });

  it('A201 a public range that a VNet uses is private there: who sends from it needs a way out as anybody', () => {
    const own = changed({
      virtualNetworks: {
        v: { addressSpace: { addressPrefixes: ['10.1.0.0/16', '203.0.113.0/24'] }, subnets: { d: { addressPrefix: '203.0.113.0/25', natGateway: 'ng' } } },
      },
      virtualMachines: { odd: { networkInterfaces: { eth0: nic('d', '203.0.113.4') } } },
    });
    expect(said('tcp/443 odd > web', {}, own)).toBe('198.51.100.1');
  });
});
