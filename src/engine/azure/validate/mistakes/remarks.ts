/** For tests: what works as drawn and may not be what was meant. */
import { and, gateway, IPV6_STAYS, type Mistakes, nic, peering, route, subnet } from './lab.ts';
import { circuit, toCircuit } from './services-lab.ts';

export const REMARKS: Mistakes = {
  title: 'remarks',
  rows: [
    [
      'A48 access off',
      peering('spoke', 'to-hub', { allowVirtualNetworkAccess: false }),
      'info peering-access-off [A48] spoke: to-hub keeps its route, and hub is no longer of the VirtualNetwork tag: default security rules deny it, explicit ones may allow it',
    ],
    [
      'A99 clients that send everything',
      gateway('vpngw', {
        vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] } },
        customRoutes: { addressPrefixes: ['0.0.0.0/1', '128.0.0.0/1'] },
      }),
      'info p2s-no-internet [A99] vpngw: clients send everything here, and the gateway itself gives them no way to the Internet: they need a proxy or an appliance in the network',
    ],
    [
      'A106 two gateways on one circuit',
      and(
        gateway('ergw-branch', { gatewayType: 'ExpressRoute', subnet: 'branch/GatewaySubnet' }),
        gateway('vpngw-branch', null),
        { connections: { 'cn-out': null, 'cn-back': null, 'cn-er-2': toCircuit('ergw-branch', 'erc') }, publicIPAddresses: { 'pip-branch': null } },
        route('rt-branch', { hub: null }),
      ),
      'info circuit-no-hairpin [A106] erc: the networks of ergw, ergw-branch do not reach one another by this circuit, unless allowRemoteVnetTraffic is on at each gateway; peer them instead',
    ],
    [
      'A114 A140 two circuits of one gateway',
      { connections: { 'cn-er-2': toCircuit('ergw', 'erc-2') }, expressRouteCircuits: { 'erc-2': circuit(0) } },
      'info circuits-without-global-reach [A114] ergw: the sites of erc and erc-2 do not reach one another through this gateway; join the circuits by Global Reach if they should',
      'info route-server-one-circuit [A140] ars: beside it ergw uses one of its 2 circuits for a prefix, not all of them',
    ],
    [
      'A114 with Global Reach',
      {
        connections: { 'cn-er-2': toCircuit('ergw', 'erc-2') },
        expressRouteCircuits: { 'erc-2': circuit(0, { connections: { reach: { peerExpressRouteCircuit: 'erc', addressPrefix: '172.19.0.0/29' } } }) },
      },
      'info route-server-one-circuit [A140] ars: beside it ergw uses one of its 2 circuits for a prefix, not all of them',
    ],
    [
      'A203 a GatewaySubnet of /28',
      subnet('branch', 'GatewaySubnet', { addressPrefix: '10.50.0.0/28' }),
      'info gateway-subnet-tight [A203] branch/GatewaySubnet: /28 leaves no room for a second gateway or more instances; a /27 or larger is recommended',
    ],
    [
      'A120 A68 A104 IPv6 where gateways do not carry it',
      and(
        subnet('hub', 'nva', { additionalAddressPrefixes: ['2001:db8:0:1::/64'] }),
        nic('nva', { ipConfigurations: { v6: { privateIPAddress: '2001:db8:0:1::4' } } }),
      ),
      ...IPV6_STAYS,
    ],
  ],
};
