/** For tests: mistakes with what a VPN gateway of a kind has not, and what stands at its other end. */
import { and, gateway, type Mistakes } from './lab.ts';

const local = (patch: unknown) => ({ localNetworkGateways: { lng: patch } });

export const VPN_LIMITS: Mistakes = {
  title: 'VPN gateways’ limits',
  rows: [
    [
      'A90 policy-based with BGP',
      gateway('vpngw-branch', { vpnType: 'PolicyBased' }),
      'error vpn-gateway-restricted [A90] vpngw-branch: a policy-based gateway has no enableBgp; take it away or choose another vpnType',
    ],
    [
      'A90 Basic, beside an ExpressRoute gateway',
      gateway('vpngw', { sku: 'Basic' }),
      'error vpn-gateway-restricted [A90] vpngw: a Basic gateway has no enableBgp; take it away or choose another sku',
      'error vpn-gateway-restricted [A90] vpngw: a Basic gateway has no activeActive; take it away or choose another sku',
      'error vpn-gateway-no-coexistence [A90 A110] vpngw: a Basic gateway cannot stand beside the ExpressRoute gateway ergw',
    ],
    [
      'A90 policy-based with two connections',
      and(gateway('vpngw-branch', { vpnType: 'PolicyBased', enableBgp: null }), {
        connections: {
          'cn-out': { enableBgp: null },
          'cn-back': { enableBgp: null },
          'cn-s2s-2': { connectionType: 'IPsec', virtualNetworkGateway1: 'vpngw-branch', localNetworkGateway2: 'lng' },
        },
      }),
      'error vpn-gateway-one-tunnel [A90] vpngw-branch: a policy-based gateway has one connection, not 2',
    ],
    [
      'A67 the peer’s own address',
      local({ localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/24', '192.168.0.1/32'] } }),
      "warning local-gateway-peer-host [A67] lng: 192.168.0.1/32 is the BGP peer's own address, to which the gateway adds a host route by itself; take it away",
    ],
    [
      'A68 a site with IPv6',
      local({ localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/24', 'fd00:9::/64'] } }),
      'warning vpn-ipv6-prefix [A68] lng: fd00:9::/64 becomes no route: IPv6 by VPN gateways, a preview in Azure, is not modelled',
    ],
    [
      'A26 A68 a route of IPv6 to the gateway',
      { routeTables: { 'rt-branch': { routes: { six: { addressPrefix: 'fd00:9::/64', nextHopType: 'VirtualNetworkGateway' } } } } },
      'error udr-ipv6-to-gateway [A26 A68] rt-branch: six sends fd00:9::/64 to a VPN gateway, which no user-defined route of IPv6 may name; take it away',
    ],
    [
      'A68 a tunnel over IPv6',
      local({ gatewayIpAddress: '2001:db8::9' }),
      'error vpn-ipv6-outer [A68] lng: 2001:db8::9 cannot be the other end of a tunnel: VPN gateways have IPv4 outside; give it an IPv4 address',
    ],
    [
      'A98 a default route behind a local network gateway',
      local({ localNetworkAddressSpace: { addressPrefixes: ['0.0.0.0/0'] } }),
      'error local-gateway-default [A98] lng: 0.0.0.0/0 is not accepted here; write 0.0.0.0/1 and 128.0.0.0/1',
    ],
    [
      'A67 neither prefixes nor BGP',
      and(local({ localNetworkAddressSpace: null, bgpSettings: null }), { connections: { 'cn-s2s': { enableBgp: null } } }),
      'warning local-gateway-empty [A67] lng: neither prefixes nor BGP, so that nothing is routed to it; give it one of them',
    ],
    [
      'A64 APIPA at the other end only',
      local({ bgpSettings: { bgpPeeringAddress: '169.254.21.2' } }),
      'warning apipa-missing [A64] cn-s2s: lng speaks BGP from 169.254.21.2, and vpngw has no APIPA address; give it customBgpIpAddresses',
    ],
    [
      'A64 APIPA at both ends',
      and(
        local({ bgpSettings: { bgpPeeringAddress: '169.254.21.2' } }),
        gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['169.254.21.1', '169.254.21.5'] } }),
      ),
    ],
    [
      'A64 an APIPA address that the gateway does not have',
      and(local({ bgpSettings: { bgpPeeringAddress: '169.254.21.2' } }), gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['169.254.21.1'] } }), {
        connections: { 'cn-s2s': { gatewayCustomBgpIpAddresses: ['169.254.21.9'] } },
      }),
      'error apipa-unknown [A64 A212] cn-s2s: 169.254.21.9 is none of the customBgpIpAddresses of vpngw; add it there',
    ],
    [
      'A64 an APIPA address that is not used',
      and(gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['169.254.21.1'] } }), {
        connections: { 'cn-s2s': { gatewayCustomBgpIpAddresses: ['169.254.21.1'] } },
      }),
      'warning apipa-not-used [A64] cn-s2s: its APIPA addresses are not used, because lng speaks BGP from 192.168.0.1, which is no APIPA address',
    ],
    [
      'A64 a custom address that is no APIPA one',
      gateway('vpngw', { bgpSettings: { customBgpIpAddresses: ['10.0.0.20'] } }),
      "error apipa-out-of-range [A64 A212] vpngw: 10.0.0.20 is out of range: an APIPA address of Azure's side is within 169.254.21.0–169.254.22.255",
    ],
    [
      'A135 an appliance and a site with one AS',
      { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 65030 } } } } },
      "warning asn-clash [A135 A72] ars: peer nva has AS 65030, and so has lng: each drops the other's routes by its loop check; give one of them another",
    ],
  ],
};
