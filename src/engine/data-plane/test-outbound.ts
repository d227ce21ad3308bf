/** A lab of ways out of Azure, for tests. */
import { type Lab, mergePatch, type NetworkInterface } from '../model/index.ts';
import { solve } from '../solve.ts';

export const nic = (subnet: string, privateIPAddress: string, more: Partial<NetworkInterface> = {}): NetworkInterface => ({
  subnet: `v/${subnet}`,
  privateIPAddress,
  ...more,
});

/** A machine for each way out: `plain` has none of its own, `behind` a NAT gateway, `named` a public address, `pooled` a load balancer, `two` a public address on eth0 alone. */
export const OUTBOUND: Lab = {
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

/** The lab with these patches. */
export const outbound = (...patches: readonly object[]) => solve(patches.reduce<unknown>((lab, patch) => mergePatch(lab, patch), OUTBOUND) as Lab);

/** `pooled` with an IPv6 address that its pool holds, and a way for it to an IPv6 host. */
export const DUAL = {
  virtualNetworks: {
    v: { addressSpace: { addressPrefixes: ['10.1.0.0/16', 'fd00:1::/48'] }, subnets: { a: { additionalAddressPrefixes: ['fd00:1::/64'] } } },
  },
  loadBalancers: { lb: { backendAddressPools: { pool: { backendIPConfigurations: ['pooled/eth0', 'pooled/eth0/v6'] } } } },
  virtualMachines: { pooled: { networkInterfaces: { eth0: { ipConfigurations: { v6: { privateIPAddress: 'fd00:1::6' } } } } } },
  internet: { hosts: { web6: { ipAddress: '2001:db8:1::80', listen: [{ protocol: 'tcp', port: 443 }] } } },
};
