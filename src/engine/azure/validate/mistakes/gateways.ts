/** For tests: mistakes with gateways, AS numbers, connections, circuits and Route Server's peers. */
import { and, gateway, type Mistakes, subnet } from './lab.ts';

const leg = (patch: unknown) => ({ expressRouteCircuits: { erc: { peerings: { AzurePrivatePeering: patch } } } });
const peers = (patch: unknown) => ({ routeServers: { ars: { bgpConnections: patch } } });

export const GATEWAYS: readonly Mistakes[] = [
  {
    title: 'gateways',
    rows: [
      [
        'B2B6 A130 A206 beside Route Server: AS 65515',
        gateway('vpngw', { bgpSettings: { asn: 65010 } }),
        'warning gateway-asn-beside-route-server [A130 A206] vpngw: beside the Route Server ars a VPN gateway must have AS 65515, not 65010',
      ],
      [
        'A130 A206 beside Route Server: active-active',
        gateway('vpngw', { activeActive: null, bgpSettings: { bgpPeeringAddresses: ['10.0.0.14'] } }),
        'warning gateway-standby-beside-route-server [A130 A206] vpngw: beside the Route Server ars a VPN gateway must be active-active',
      ],
      ['A130 elsewhere it may stand by, with another AS', {}],
      [
        'A110 beside an ExpressRoute gateway: AS 65515',
        and({ routeServers: null }, gateway('vpngw', { bgpSettings: { asn: 65010 } })),
        'warning gateway-asn-beside-expressroute [A110] vpngw: beside the ExpressRoute gateway ergw a VPN gateway must have AS 65515, not 65010',
        "info gateways-without-transit [A80 A110] vpngw: vpngw and ergw do not pass on each other's routes: there is no Route Server in hub",
      ],
      [
        'A60 one BGP address for two instances',
        gateway('vpngw', { bgpSettings: { bgpPeeringAddresses: ['10.0.0.14'] } }),
        'error gateway-bgp-addresses [A60] vpngw: 1 BGP addresses for 2 instances; give one for each',
      ],
      [
        'A60 no public address',
        gateway('vpngw-branch', { publicIPAddresses: null }),
        'warning gateway-public-addresses [A60 A62] vpngw-branch: 0 public IP addresses for 1 instance: a tunnel needs one at each',
      ],
      [
        'A64 APIPA out of range',
        gateway('vpngw', { bgpSettings: { bgpPeeringAddresses: ['169.254.20.2', '169.254.22.2'] } }),
        "error apipa-out-of-range [A64 A212] vpngw: 169.254.20.2 is out of range: an APIPA address of Azure's side is within 169.254.21.0–169.254.22.255",
      ],
      [
        'A102 a setting of the other type',
        gateway('ergw', { activeActive: true }),
        'warning setting-of-vpn-gateways [A102] ergw: activeActive is a setting of VPN gateways; an ExpressRoute gateway has two instances and always speaks BGP',
      ],
    ],
  },

  {
    title: 'AS numbers',
    rows: [
      [
        'A102 of an ExpressRoute gateway',
        gateway('ergw', { bgpSettings: { asn: 65010 } }),
        'error expressroute-gateway-asn [A102] ergw: an ExpressRoute gateway is always AS 65515, not 65010',
      ],
      [
        'A65 of a VPN gateway',
        gateway('vpngw-branch', { bgpSettings: { asn: 65517 } }),
        'error gateway-asn-reserved [A65] vpngw-branch: AS 65517 is reserved; use 65515 or a private AS number such as 65010',
      ],
      [
        'B2B6 A66 A206 of a local network gateway: 65515',
        { localNetworkGateways: { lng: { bgpSettings: { asn: 65515 } } } },
        'error local-gateway-asn-reserved [A65 A66 A206] lng: a local network gateway cannot have the reserved AS 65515; join the two gateways with a Vnet2Vnet connection instead',
        'error connection-same-asn [A65 A66 A206] cn-s2s: vpngw and lng both have AS 65515; BGP between them needs two different ones',
      ],
      [
        'A65 A206 of a local network gateway: IANA’s',
        { localNetworkGateways: { lng: { bgpSettings: { asn: 64500 } } } },
        'error local-gateway-asn-reserved [A65 A66 A206] lng: a local network gateway cannot have the reserved AS 64500; use another',
      ],
      [
        'A66 A206 of two gateways',
        gateway('vpngw-branch', { bgpSettings: { asn: null } }),
        'error connection-same-asn [A65 A66 A206] cn-out: vpngw and vpngw-branch both have AS 65515; BGP between them needs two different ones',
        'error connection-same-asn [A65 A66 A206] cn-back: vpngw-branch and vpngw both have AS 65515; BGP between them needs two different ones',
      ],
      [
        'A66 without BGP they may',
        and(gateway('vpngw-branch', { bgpSettings: { asn: null } }), { connections: { 'cn-out': { enableBgp: false }, 'cn-back': { enableBgp: false } } }),
      ],
      [
        'A101 A206 of the customer',
        { expressRouteCircuits: { erc: { peerings: { AzurePrivatePeering: { peerASN: 65515 } } } } },
        "error circuit-peer-asn [A101 A206] erc: the customer's AS cannot be 65515: 65515 to 65520 and 12076 are Microsoft's",
      ],
      [
        'A123 A206 of an appliance: Route Server’s own',
        { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 65515 } } } } },
        "error route-server-peer-asn [A123 A206] ars: peer nva: This BGP peer cannot share the same ASN as the virtual hub: 65515 is Route Server's own; give the appliance another",
      ],
      [
        'A123 A206 of an appliance: reserved',
        { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 65535 } } } } },
        'error route-server-peer-asn [A123 A206] ars: peer nva: AS 65535 is reserved; give the appliance another',
      ],
      [
        'A123 A206 of an appliance: 32 bits',
        { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 201379 } } } } },
        'error route-server-peer-asn [A123 A206] ars: peer nva: AS 201379 has more than 16 bits; give the appliance another',
      ],
    ],
  },

  {
    title: 'connections',
    rows: [
      [
        'A91 without its other end',
        { connections: { 'cn-er': { peer: null } } },
        'error connection-incomplete [A91] cn-er: an ExpressRoute connection leads to a circuit; name it in peer',
      ],
      [
        'A91 with the end of another type',
        { connections: { 'cn-er': { localNetworkGateway2: 'lng' } } },
        'error connection-surplus [A91] cn-er: an ExpressRoute connection has no localNetworkGateway2; take it away',
      ],
      [
        'A91 from a gateway of another type',
        { connections: { 'cn-er': { virtualNetworkGateway1: 'vpngw', mseeAddresses: null } } },
        'error connection-gateway-type [A91] cn-er: an ExpressRoute connection needs a gateway of type ExpressRoute, and vpngw is of type Vpn',
      ],
      [
        'A91 one way',
        { connections: { 'cn-back': null } },
        'warning connection-one-way [A91] cn-out: vpngw-branch has no connection back to vpngw, so the tunnel stays down; add one',
      ],
      [
        'A91 A212 BGP on one of the two connections',
        { connections: { 'cn-back': { enableBgp: null } } },
        "warning connection-bgp-one-sided [A91 A212] cn-out: BGP is on here and off on cn-back: there is no session, and each gateway knows the other network's own prefixes alone; turn it on there",
      ],
      ['A91 A212 on neither', { connections: { 'cn-out': { enableBgp: null }, 'cn-back': { enableBgp: null } } }],
      [
        'A212 BGP off at the gateway',
        gateway('vpngw-branch', { enableBgp: false }),
        'error connection-bgp-gateway [A212] cn-out: BGP is on, and off at vpngw-branch; turn it on there',
        'error connection-bgp-gateway [A212] cn-back: BGP is on, and off at vpngw-branch; turn it on there',
      ],
      [
        'A212 no BGP at the local network gateway',
        { localNetworkGateways: { lng: { bgpSettings: null } } },
        'error connection-bgp-local [A212] cn-s2s: BGP is on, and lng has no bgpSettings; give it its AS and address',
      ],
    ],
  },

  {
    title: 'circuits',
    rows: [
      [
        'A210 not a /30',
        leg({ secondaryPeerAddressPrefix: '172.16.0.8/29' }),
        'error circuit-prefix-length [A101 A210] erc: 172.16.0.8/29 is a /29; a leg of private peering is a /30',
      ],
      [
        'A210 one leg over the other',
        leg({ secondaryPeerAddressPrefix: '172.16.0.0/30' }),
        'error circuit-legs-overlap [A210] erc: 172.16.0.0/30 overlaps 172.16.0.0/30 of erc/primary; give this leg another range',
      ],
      [
        'A210 inside a network',
        leg({ secondaryPeerAddressPrefix: '10.50.9.0/30' }),
        'error circuit-overlaps-vnet [A210] erc: 10.50.9.0/30 overlaps 10.50.0.0/16 of branch; give this leg another range',
      ],
      [
        'A101 the wrong end of the leg',
        { routers: { cpe: { interfaces: { wan: { addresses: ['172.16.0.2/30'] } } } } },
        'warning circuit-leg-address [A101] cpe: wan is plugged into erc/primary and must have its first address, 172.16.0.1/30',
      ],
      [
        'A210 no peering',
        leg(null),
        'warning circuit-without-peering [A210] cn-er: erc has no private peering, so the connection carries nothing; add AzurePrivatePeering to it',
      ],
    ],
  },

  {
    title: 'Route Server’s peers',
    rows: [
      [
        'A122 outside',
        peers({ nva: { peerIp: '10.50.1.4' } }),
        'error route-server-peer-outside [A122] ars: peer nva: 10.50.1.4 must be in hub or in a network peered with it',
      ],
      ['A122 in a peered network', peers({ nva: { peerIp: '10.1.0.4' } })],
      [
        'A122 nobody',
        peers({ nva: { peerIp: '10.0.1.5' } }),
        'warning route-server-peer-nobody [A122] ars: peer nva: no machine has the address 10.0.1.5, so the session stays down',
      ],
      [
        'A122 twice',
        peers({ again: { peerIp: '10.0.1.4', peerAsn: 65002 } }),
        'error route-server-peer-twice [A122] ars: again and nva are both 10.0.1.4; take one away',
      ],
      [
        'A120 IPv6',
        peers({ nva: { peerIp: '2001:db8::4' } }),
        'error route-server-peer-ipv6 [A120] ars: peer nva: Route Server speaks IPv4 only, not to 2001:db8::4',
      ],
      [
        'A120 no public address',
        { routeServers: { ars: { publicIPAddress: null } } },
        'error route-server-without-public-address [A120] ars: no public IP address; the platform needs one to manage a Route Server',
      ],
      [
        'A126 nine of them',
        and(
          subnet('spoke', 'a', { routeTable: null }),
          {
            virtualMachines: Object.fromEntries(
              Array.from({ length: 8 }, (_, i) => [`n${i}`, { networkInterfaces: { eth0: { subnet: 'spoke/a', privateIPAddress: `10.1.0.${i + 10}` } } }]),
            ),
          },
          peers(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`n${i}`, { peerIp: `10.1.0.${i + 10}`, peerAsn: 65100 + i }]))),
        ),
        'error route-server-too-many-peers [A126] ars: 9 BGP peers; a Route Server has 8 at most',
      ],
    ],
  },
];
