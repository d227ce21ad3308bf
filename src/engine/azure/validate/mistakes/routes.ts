/** For tests: mistakes with route tables and peerings. */
import { and, gateway, type Mistakes, nic, peering, route, space, subnet } from './lab.ts';

export const ROUTES: readonly Mistakes[] = [
  {
    title: 'route tables',
    rows: [
      [
        'A26 A208 an appliance without its address',
        route('rt-spoke', { default: { nextHopIpAddress: null } }),
        'error udr-next-hop-missing [A26 A208] rt-spoke: default goes to a VirtualAppliance and needs its nextHopIpAddress',
      ],
      [
        'A26 A208 an address without an appliance',
        route('rt-azfw', { default: { nextHopIpAddress: '10.0.1.4' } }),
        'error udr-next-hop-unused [A26 A208] rt-azfw: default goes to Internet, which takes no nextHopIpAddress; take 10.0.1.4 away',
      ],
      [
        'A34 A208 a prefix twice',
        route('rt-branch', { again: { addressPrefix: '10.0.0.0/16', nextHopType: 'None' } }),
        'error udr-duplicate [A34 A208] rt-branch: again and hub are both for 10.0.0.0/16; a table has one route a prefix, so take one away',
      ],
      ['A34 a longer prefix is another', route('rt-branch', { again: { addressPrefix: '10.0.0.0/17', nextHopType: 'None' } })],
      [
        'A39 A208 more than 400 rows',
        route(
          'rt-branch',
          Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`r${i}`, { addressPrefix: `20.${i >> 8}.${i & 255}.0/24`, nextHopType: 'None' }])),
        ),
        'error udr-too-many [A39 A208] rt-branch: 401 routes; a table holds 400 at most',
      ],
      [
        'A28 A208 two networks away',
        route('rt-branch', { x: { addressPrefix: '10.1.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }),
        'warning udr-next-hop-unreachable [A28 A208] rt-branch: x: 10.0.1.4 is neither in branch nor in a network peered with it; packets are dropped',
      ],
      [
        'A28 A208 a peering with one half is none',
        and(peering('hub', 'to-spoke', null), peering('spoke', 'to-hub', { useRemoteGateways: null })),
        'warning udr-next-hop-unreachable [A28 A208] rt-spoke: default: 10.0.1.4 is neither in spoke nor in a network peered with it; packets are dropped',
        'warning peering-initiated [A45] spoke: peering to-hub is only Initiated and carries nothing: add one from hub back to spoke',
      ],
      [
        'A7 A208 an address that nobody has',
        route('rt-spoke', { default: { nextHopIpAddress: '10.0.1.5' } }),
        'warning udr-next-hop-nobody [A7 A208] rt-spoke: default: nobody in hub has the address 10.0.1.5; packets are dropped',
      ],
      [
        'A192 A208 a machine that does not forward',
        nic('nva', { enableIPForwarding: null }),
        'warning udr-next-hop-not-forwarding [A3 A192 A208] rt-spoke: default: nva has 10.0.1.4, and its eth0 does not take packets for others; turn IP forwarding on',
      ],
      [
        'A159 A208 the firewall’s address is its VIP',
        route('rt-spoke', { default: { nextHopIpAddress: '10.0.3.5' } }),
        'warning udr-next-hop-no-appliance [A28 A159 A208] rt-spoke: default: 10.0.3.5 is an address of azfw, which does not forward what a route sends it',
      ],
      ['A159 the VIP is the first usable address unless said', { azureFirewalls: { azfw: { privateIPAddress: null } } }],
      [
        'A27 A208 VirtualNetworkGateway where an ExpressRoute gateway stands, by transit too',
        route('rt-spoke', { site: { addressPrefix: '10.20.0.0/16', nextHopType: 'VirtualNetworkGateway' } }),
        'warning udr-gateway-with-expressroute [A27 A208] rt-spoke: site goes to VirtualNetworkGateway, which does not work in spoke: not for ExpressRoute, nor where both gateways stand',
      ],
      [
        'A26 A208 VirtualNetworkGateway where there is none',
        subnet('island', 'a', { addressPrefix: '10.9.0.0/24', routeTable: 'rt-branch' }),
        'warning udr-gateway-none [A26 A208] rt-branch: hub goes to VirtualNetworkGateway, and island has no VPN gateway: its packets are dropped',
      ],
    ],
  },

  {
    title: 'peerings',
    rows: [
      [
        'A45 one half',
        and(peering('spoke', 'to-hub', null), subnet('spoke', 'a', { routeTable: null })),
        'warning peering-initiated [A45] hub: peering to-spoke is only Initiated and carries nothing: add one from spoke back to hub',
      ],
      [
        'A45 with itself',
        peering('island', 'x', { remoteVirtualNetwork: 'island' }),
        'error peering-self [A45] island: x leads back to island itself; take it away',
      ],
      [
        'A45 twice',
        peering('hub', 'again', { remoteVirtualNetwork: 'spoke' }),
        'error peering-twice [A45] hub: again and to-spoke both lead to spoke; take one away',
      ],
      [
        'A207 remote gateways on two peerings',
        and(
          space('island', '10.60.0.0/16'),
          subnet('island', 'GatewaySubnet', { addressPrefix: '10.60.0.0/27' }),
          gateway('ergw2', { gatewayType: 'ExpressRoute', subnet: 'island/GatewaySubnet' }),
          peering('island', 'to-spoke', { remoteVirtualNetwork: 'spoke', allowGatewayTransit: true }),
          peering('spoke', 'to-island', { remoteVirtualNetwork: 'island', useRemoteGateways: true }),
        ),
        'error remote-gateways-twice [A50 A207] spoke: to-hub uses remote gateways already, and only one peering of a network may',
      ],
      [
        'A207 beside a gateway of its own',
        and(subnet('spoke', 'GatewaySubnet', { addressPrefix: '10.1.1.0/27' }), gateway('own', { gatewayType: 'ExpressRoute', subnet: 'spoke/GatewaySubnet' })),
        'error remote-gateways-with-own [A50 A207] spoke: to-hub cannot use remote gateways, because spoke has own of its own',
      ],
      [
        'A207 of a network that has none',
        and(
          space('island', '10.60.0.0/16'),
          peering('island', 'to-branch', { remoteVirtualNetwork: 'branch' }),
          peering('branch', 'to-island', { remoteVirtualNetwork: 'island', allowGatewayTransit: true }),
          peering('island', 'to-branch', { useRemoteGateways: true }),
          {
            virtualNetworkGateways: { 'vpngw-branch': null },
            connections: { 'cn-out': null, 'cn-back': null },
            routeTables: { 'rt-branch': { routes: { hub: null } } },
          },
        ),
        'error remote-gateways-none [A50 A207] island: to-branch uses remote gateways, and branch has neither a gateway nor a Route Server',
      ],
      [
        'A50 A207 without transit at the other end',
        peering('hub', 'to-spoke', { allowGatewayTransit: false }),
        'error remote-gateways-not-allowed [A50 A207] spoke: to-hub uses remote gateways, and to-spoke of hub does not allow gateway transit',
      ],
    ],
  },
];
