/** For tests: a lab that is right, and the patches that break it. */
import { type Lab, mergePatch } from '../../../model/index.ts';

/** A hub with everything, a spoke that uses its gateways, a branch network over VNet-to-VNet, a site over ExpressRoute and one over IPsec. */
export const RIGHT = {
  virtualNetworks: {
    hub: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.0.0.0/16', '2001:db8::/48'] },
      subnets: {
        GatewaySubnet: { addressPrefix: '10.0.0.0/27', routeTable: 'rt-gateway' },
        RouteServerSubnet: { addressPrefix: '10.0.2.0/27' },
        AzureFirewallSubnet: { addressPrefix: '10.0.3.0/26', routeTable: 'rt-azfw' },
        nva: { addressPrefix: '10.0.1.0/29' },
        v6: { addressPrefix: '2001:db8::/64' },
      },
      virtualNetworkPeerings: { 'to-spoke': { remoteVirtualNetwork: 'spoke', allowGatewayTransit: true } },
    },
    spoke: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: { a: { addressPrefix: '10.1.0.0/24', routeTable: 'rt-spoke' } },
      virtualNetworkPeerings: { 'to-hub': { remoteVirtualNetwork: 'hub', useRemoteGateways: true } },
    },
    branch: {
      location: 'eastus',
      addressSpace: { addressPrefixes: ['10.50.0.0/16'] },
      subnets: { GatewaySubnet: { addressPrefix: '10.50.0.0/27' }, a: { addressPrefix: '10.50.1.0/24', routeTable: 'rt-branch' } },
    },
    /** Joined with nothing, so it may have the hub's addresses. */
    island: { location: 'eastus', addressSpace: { addressPrefixes: ['10.0.0.0/8'] }, subnets: {} },
  },
  routeTables: {
    'rt-gateway': { routes: { spoke: { addressPrefix: '10.1.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } } },
    'rt-azfw': { routes: { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } } },
    'rt-spoke': {
      disableBgpRoutePropagation: true,
      routes: { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } },
    },
    'rt-branch': { routes: { hub: { addressPrefix: '10.0.0.0/16', nextHopType: 'VirtualNetworkGateway' } } },
  },
  publicIPAddresses: Object.fromEntries(['fw', 'hub-1', 'hub-2', 'branch', 'ars'].map((id, i) => [`pip-${id}`, { ipAddress: `198.51.100.${i + 1}` }])),
  virtualMachines: {
    nva: { networkInterfaces: { eth0: { subnet: 'hub/nva', privateIPAddress: '10.0.1.4', enableIPForwarding: true } }, ipForward: true },
    vm: { networkInterfaces: { eth0: { subnet: 'spoke/a', privateIPAddress: '10.1.0.4' } } },
  },
  routeServers: {
    ars: {
      subnet: 'hub/RouteServerSubnet',
      virtualRouterIps: ['10.0.2.4', '10.0.2.5'],
      publicIPAddress: 'pip-ars',
      allowBranchToBranchTraffic: true,
      bgpConnections: { nva: { peerIp: '10.0.1.4', peerAsn: 65001 } },
    },
  },
  virtualNetworkGateways: {
    ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.0.0.12', '10.0.0.13'] } },
    vpngw: {
      gatewayType: 'Vpn',
      subnet: 'hub/GatewaySubnet',
      activeActive: true,
      enableBgp: true,
      bgpSettings: { asn: 65515, bgpPeeringAddresses: ['10.0.0.14', '10.0.0.15'] },
      publicIPAddresses: ['pip-hub-1', 'pip-hub-2'],
    },
    'vpngw-branch': { gatewayType: 'Vpn', subnet: 'branch/GatewaySubnet', enableBgp: true, bgpSettings: { asn: 65020 }, publicIPAddresses: ['pip-branch'] },
  },
  localNetworkGateways: {
    lng: {
      gatewayIpAddress: '203.0.113.1',
      localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/24'] },
      bgpSettings: { asn: 65030, bgpPeeringAddress: '192.168.0.1' },
    },
  },
  connections: {
    'cn-er': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'erc', mseeAddresses: ['10.0.0.4', '10.0.0.5'] },
    'cn-out': { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: 'vpngw', virtualNetworkGateway2: 'vpngw-branch', enableBgp: true },
    'cn-back': { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: 'vpngw-branch', virtualNetworkGateway2: 'vpngw', enableBgp: true },
    'cn-s2s': { connectionType: 'IPsec', virtualNetworkGateway1: 'vpngw', localNetworkGateway2: 'lng', enableBgp: true },
  },
  expressRouteCircuits: {
    erc: {
      peerings: {
        AzurePrivatePeering: { peerASN: 65150, primaryPeerAddressPrefix: '172.16.0.0/30', secondaryPeerAddressPrefix: '172.16.0.4/30', vlanId: 100 },
      },
    },
  },
  azureFirewalls: {
    azfw: { subnet: 'hub/AzureFirewallSubnet', privateIPAddress: '10.0.3.4', instanceAddresses: ['10.0.3.5', '10.0.3.6'], publicIPAddresses: ['pip-fw'] },
  },
  routers: {
    cpe: { interfaces: { wan: { addresses: ['172.16.0.1/30'], circuit: 'erc/primary' }, lan: { addresses: ['10.20.0.1/24'] } }, frr: { config: '' } },
  },
};

/** The lab with a patch applied. */
export const lab = (patch: unknown = {}): Lab => mergePatch(RIGHT, patch) as Lab;

export const subnet = (vnet: string, name: string, patch: unknown) => ({ virtualNetworks: { [vnet]: { subnets: { [name]: patch } } } });
export const space = (vnet: string, ...addressPrefixes: string[]) => ({ virtualNetworks: { [vnet]: { addressSpace: { addressPrefixes } } } });
export const route = (table: string, patch: unknown) => ({ routeTables: { [table]: { routes: patch } } });
export const gateway = (id: string, patch: unknown) => ({ virtualNetworkGateways: { [id]: patch } });
export const nic = (vm: string, patch: unknown) => ({ virtualMachines: { [vm]: { networkInterfaces: { eth0: patch } } } });
export const peering = (vnet: string, name: string, patch: unknown) => ({ virtualNetworks: { [vnet]: { virtualNetworkPeerings: { [name]: patch } } } });
export const and = (...patches: unknown[]) => patches.reduce((a, b) => mergeDeep(a, b), {});

/** Two patches as one (a merge patch of merge patches, nulls kept). */
function mergeDeep(a: unknown, b: unknown): unknown {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) || Array.isArray(b)) return b;
  return Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((k) => [
      k,
      k in b ? (k in a ? mergeDeep(a[k as never], b[k as never]) : b[k as never]) : a[k as never],
    ]),
  );
}

/** What it breaks, the patch that does, and what is said of it. */
export type Row = readonly [title: string, patch: unknown, ...found: string[]];

/** Rows about one kind of object. */
export interface Mistakes {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What is said of the gateways and the Route Server of the hub as soon as a machine of it has an IPv6 address. */
export const IPV6_STAYS = [
  'info ipv6-not-by-expressroute [A104] ergw: IPv6 over ExpressRoute private peering is not modelled yet; nva of hub is reached by IPv6 within the network and its peers alone',
  'info ipv6-not-by-vpn [A68] vpngw: IPv6 by VPN gateways, a preview in Azure, is not modelled; nva of hub is reached by IPv6 within the network and its peers alone',
  'info ipv6-not-by-route-server [A120] ars: Route Server speaks IPv4 only; nva of hub is reached by IPv6 within the network and its peers alone',
  'info ipv6-not-by-firewall [A159] azfw: IPv6 through Azure Firewall, a preview in Azure, is not modelled; nva of hub is reached by IPv6 within the network and its peers alone',
] as const;
