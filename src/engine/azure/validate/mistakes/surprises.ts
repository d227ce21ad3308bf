/** For tests: routes that surprise. */
import { and, type Mistakes, route, subnet } from './lab.ts';

export const SURPRISES: Mistakes = {
  title: 'routes that surprise',
  rows: [
    [
      'A29 a route that leads back to its own appliance',
      and(subnet('hub', 'nva', { routeTable: 'rt-nva' }), {
        routeTables: { 'rt-nva': { routes: { all: { addressPrefix: '10.1.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } } },
      }),
      'warning udr-leads-back [A29] rt-nva: all leads to nva, which stands in hub/nva itself: what it sends out for 10.1.0.0/16 comes back to it; use another table there',
    ],
    [
      'A87 GatewaySubnet sent elsewhere',
      route('rt-gateway', { gateways: { addressPrefix: '10.0.0.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } }),
      'warning gateway-route-covers-itself [A87] rt-gateway: gateways covers GatewaySubnet itself (10.0.0.0/27), so that its instances lose one another; name the other subnets instead',
    ],
    [
      'A89 BGP with Route Server sent elsewhere',
      route('rt-gateway', { hub: { addressPrefix: '10.0.2.0/23', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } }),
      "warning gateway-route-diverts-route-server [A89] rt-gateway: hub takes the gateways' BGP with Route Server (10.0.2.0/27) elsewhere; add 10.0.2.0/27 → VnetLocal to the table",
    ],
    [
      'A89 with the way to Route Server left open',
      route('rt-gateway', {
        hub: { addressPrefix: '10.0.2.0/23', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' },
        ars: { addressPrefix: '10.0.2.0/27', nextHopType: 'VnetLocal' },
      }),
    ],
    [
      'A112 FastPath past a route',
      and(route('rt-gateway', { nva: { addressPrefix: '10.0.1.0/29', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } }), {
        connections: { 'cn-er': { expressRouteGatewayBypass: true } },
      }),
      "warning fastpath-ignores-route [A112] rt-gateway: nva does not see what comes over cn-er: FastPath goes past the gateway's subnet for hub",
    ],
    [
      'A49 forwarded traffic not let in',
      {
        virtualNetworks: {
          hub: { virtualNetworkPeerings: { 'to-far': { remoteVirtualNetwork: 'far' } } },
          far: {
            location: 'japaneast',
            addressSpace: { addressPrefixes: ['10.2.0.0/16'] },
            subnets: {},
            virtualNetworkPeerings: { 'to-hub': { remoteVirtualNetwork: 'hub' } },
          },
        },
      },
      'warning forwarded-traffic-not-allowed [A49 A56] far: to-hub does not let forwarded traffic in, and default of spoke reaches far by an appliance of hub: it is dropped',
    ],
    [
      'A129 branch-to-branch off',
      { routeServers: { ars: { allowBranchToBranchTraffic: null } } },
      'warning branch-to-branch-off [A129] ars: branch-to-branch is off, so that vpngw and ergw do not learn from one another, nor from appliances; turn it on if their sites are to meet',
    ],
  ],
};
