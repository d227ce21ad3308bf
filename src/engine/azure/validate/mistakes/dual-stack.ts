/** For tests: mistakes where IPv4 and IPv6 meet. */
import { and, type Mistakes, nic, route, subnet } from './lab.ts';
import { lb, rule, withServices } from './services-lab.ts';

const v6 = (vm: string, n: number) => nic(vm, { ipConfigurations: { v6: { privateIPAddress: `fd00:9:0:1::${n}` } } });
/** The appliances' network with IPv6, and a frontend, a pool and a rule of it. */
const SIX = and(
  { virtualNetworks: { edge: { addressSpace: { addressPrefixes: ['10.9.0.0/16', 'fd00:9::/48'] } } } },
  subnet('edge', 'nvas', { additionalAddressPrefixes: ['fd00:9:0:1::/64'] }),
  v6('nva-1', 4),
  v6('nva-2', 5),
  lb('ilb', {
    frontendIPConfigurations: { inside6: { subnet: 'edge/nvas', privateIPAddress: 'fd00:9:0:1::100' } },
    backendAddressPools: { six: { backendIPConfigurations: ['nva-1/eth0/v6', 'nva-2/eth0/v6'] } },
    loadBalancingRules: {
      web6: { frontendIPConfiguration: 'inside6', backendAddressPool: 'six', probe: 'ssh', protocol: 'Tcp', frontendPort: 80, backendPort: 80 },
    },
  }),
);
const mixed = (addresses: object) =>
  rule('mixed', { priority: 300, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', destinationPortRange: '22', ...addresses });

export const DUAL_STACK: Mistakes = {
  title: 'IPv4 and IPv6',
  rows: withServices([
    ['A185 with everything right', SIX],
    [
      'A187 floating IP on an internal IPv6 frontend',
      and(SIX, lb('ilb', { loadBalancingRules: { web6: { enableFloatingIP: true } } })),
      'error lb-floating-ipv6 [A187] ilb: web6 has floating IP, which an internal IPv6 frontend cannot have',
    ],
    ['A187 and on one of IPv4', and(SIX, lb('ilb', { loadBalancingRules: { ha: { enableFloatingIP: true } } }))],
    [
      'A185 a backend of IPv4 behind a frontend of IPv6',
      and(SIX, lb('ilb', { backendAddressPools: { six: { backendIPConfigurations: ['nva-1/eth0', 'nva-2/eth0/v6'] } } })),
      'error lb-families-differ [A185] ilb: web6 is of IPv6 and nva-1/eth0 of IPv4: nothing is translated, and it gets nothing',
    ],
    [
      'A185 probes of IPv6 without a security group',
      and(SIX, subnet('edge', 'nvas', { networkSecurityGroup: null }), nic('nva-2', { networkSecurityGroup: 'nsg' })),
      'warning lb-ipv6-probe-without-nsg [A185] ilb: nva-1/eth0/v6 has no security group, without which IPv6 probes of web6 fail: it counts as down',
    ],
    [
      'A172 both families in one rule',
      and(SIX, mixed({ sourceAddressPrefixes: ['10.9.3.0/24', 'fd00:9:0:1::/64'], destinationAddressPrefix: '*' })),
      'error nsg-families-mixed [A172] nsg: mixed names 10.9.3.0/24 and fd00:9:0:1::/64, and a rule is about IPv4 or IPv6; make it two',
    ],
    [
      'A172 one at either end',
      and(SIX, mixed({ sourceAddressPrefix: 'fd00:9:0:1::4', destinationAddressPrefix: '10.9.1.0/24' })),
      'error nsg-families-mixed [A172] nsg: mixed names 10.9.1.0/24 and fd00:9:0:1::4, and a rule is about IPv4 or IPv6; make it two',
    ],
    ['A172 a tag goes with either', and(SIX, mixed({ sourceAddressPrefix: 'VirtualNetwork', destinationAddressPrefix: 'fd00:9:0:1::/64' }))],
    [
      'A28 a next hop of the other family',
      and(SIX, route('rt-edge', { six: { addressPrefix: 'fd00:9:0:1::/64', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.1.100' } })),
      "error udr-next-hop-family [A28] rt-edge: six sends fd00:9:0:1::/64 to 10.9.1.100: a next hop is of its prefix's family; name the appliance's IPv6 address",
    ],
    [
      'A200 a NIC of IPv6 alone',
      and(SIX, nic('nva-1', { privateIPAddress: 'fd00:9:0:1::9' })),
      'error nic-without-ipv4 [A200] nva-1: eth0 has fd00:9:0:1::9 as its primary address, which is IPv4 on every NIC; give it one, and fd00:9:0:1::9 to a further configuration',
      'error lb-families-differ [A185] ilb: ha is of IPv4 and nva-1/eth0 of IPv6: nothing is translated, and it gets nothing',
      'error lb-families-differ [A185] plb: https is of IPv4 and nva-1/eth0 of IPv6: nothing is translated, and it gets nothing',
    ],
  ]),
};
