/** What the platform refuses or warns of: each rule with a lab that breaks it, beside one that does not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLab, type Diagnostic, type Lab, mergePatch } from '../../model/index.ts';
import { validateLab } from './index.ts';

/** A hub with everything, a spoke that uses its gateways, a branch network over VNet-to-VNet, a site over ExpressRoute and one over IPsec. */
const RIGHT = {
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
      subnets: { GatewaySubnet: { addressPrefix: '10.50.0.0/29' }, a: { addressPrefix: '10.50.1.0/24', routeTable: 'rt-branch' } },
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
  publicIPAddresses: Object.fromEntries(['fw', 'hub-1', 'hub-2', 'branch'].map((id, i) => [`pip-${id}`, { ipAddress: `198.51.100.${i + 1}` }])),
  virtualMachines: {
    nva: { networkInterfaces: { eth0: { subnet: 'hub/nva', privateIPAddress: '10.0.1.4', enableIPForwarding: true } } },
    vm: { networkInterfaces: { eth0: { subnet: 'spoke/a', privateIPAddress: '10.1.0.4' } } },
  },
  routeServers: {
    ars: { subnet: 'hub/RouteServerSubnet', virtualRouterIps: ['10.0.2.4', '10.0.2.5'], bgpConnections: { nva: { peerIp: '10.0.1.4', peerAsn: 65001 } } },
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

const lab = (patch: unknown = {}) => mergePatch(RIGHT, patch) as Lab;
const said = (d: Diagnostic) => `${d.severity} ${d.code} [${(d.rules ?? []).join(' ')}] ${d.message}`;
const subnet = (vnet: string, name: string, patch: unknown) => ({ virtualNetworks: { [vnet]: { subnets: { [name]: patch } } } });
const space = (vnet: string, ...addressPrefixes: string[]) => ({ virtualNetworks: { [vnet]: { addressSpace: { addressPrefixes } } } });
const route = (table: string, patch: unknown) => ({ routeTables: { [table]: { routes: patch } } });
const gateway = (id: string, patch: unknown) => ({ virtualNetworkGateways: { [id]: patch } });
const nic = (vm: string, patch: unknown) => ({ virtualMachines: { [vm]: { networkInterfaces: { eth0: patch } } } });
const peering = (vnet: string, name: string, patch: unknown) => ({ virtualNetworks: { [vnet]: { virtualNetworkPeerings: { [name]: patch } } } });
const and = (...patches: unknown[]) => patches.reduce((a, b) => mergeDeep(a, b), {});

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

type Row = readonly [title: string, patch: unknown, ...found: string[]];

function rows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    it.each(table.map(([t, patch, ...found]) => [t, patch, found] as const))('%s', (_title, patch, found) => {
      const broken = lab(patch);
      expect(
        checkLab(broken).filter((d) => d.code !== 'dangling-reference'),
        'the lab has its shape',
      ).toEqual([]);
      expect(
        validateLab(broken)
          .filter((d) => d.code !== 'not-modelled')
          .map(said),
      ).toEqual(found);
    });
  });
}

describe('a lab that is right', () => {
  it('has nothing said against it', () => {
    expect(checkLab(lab())).toEqual([]);
    expect(validateLab(lab())).toEqual([]);
    expect(validateLab({})).toEqual([]);
  });
});

rows('address spaces', [
  [
    'A201 multicast',
    space('branch', '10.50.0.0/16', '224.1.0.0/16'),
    'error vnet-range-forbidden [A201] branch: 224.1.0.0/16 cannot be an address space, because it overlaps 224.0.0.0/4; choose a private range',
  ],
  [
    'A201 link-local, from above',
    space('island', '169.0.0.0/8'),
    'error vnet-range-forbidden [A201] island: 169.0.0.0/8 cannot be an address space, because it overlaps 169.254.0.0/16; choose a private range',
  ],
  ['A201 public ranges are allowed', space('island', '8.8.8.0/24')],
  [
    'A202 within one network',
    space('branch', '10.50.0.0/16', '10.50.128.0/17'),
    'error vnet-overlaps-itself [A202 A46] branch: 10.50.128.0/17 overlaps 10.50.0.0/16 of the same virtual network; take one of them away',
  ],
  [
    'A202 peered networks',
    and(
      space('spoke', '10.0.128.0/17'),
      subnet('spoke', 'a', { addressPrefix: '10.0.128.0/24', routeTable: null }),
      nic('vm', { privateIPAddress: '10.0.128.4' }),
    ),
    'error vnet-overlap [A202 A46] spoke: 10.0.128.0/17 overlaps 10.0.0.0/16 of hub, and the two networks are joined; give one of them another address space',
  ],
  [
    'A202 networks joined by gateways, over the hub',
    and(space('branch', '10.50.0.0/16', '10.1.4.0/24')),
    'error vnet-overlap [A202 A46] branch: 10.1.4.0/24 overlaps 10.1.0.0/16 of spoke, and the two networks are joined; give one of them another address space',
  ],
  [
    'A202 networks that share a circuit',
    {
      virtualNetworks: { island: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] }, subnets: { GatewaySubnet: { addressPrefix: '10.1.0.0/27' } } } },
      virtualNetworkGateways: { ergw2: { gatewayType: 'ExpressRoute', subnet: 'island/GatewaySubnet' } },
      connections: { 'cn-er2': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw2', peer: 'erc' } },
    },
    'error vnet-overlap [A202 A46] island: 10.1.0.0/16 overlaps 10.1.0.0/16 of spoke, and the two networks are joined; give one of them another address space',
  ],
  ['A202 networks that nothing joins may overlap', space('island', '10.0.0.0/16')],
  [
    'A202 a site behind a local network gateway',
    { localNetworkGateways: { lng: { localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/24', '10.50.4.0/24'] } } } },
    'warning onprem-overlaps-vnet [A202] lng: 10.50.4.0/24 overlaps 10.50.0.0/16 of branch, which can reach it: packets between them go astray; give one of them another range',
  ],
  [
    'A202 a LAN on-premises',
    { routers: { cpe: { interfaces: { lan: { addresses: ['10.1.7.1/24'] } } } } },
    'warning onprem-overlaps-vnet [A202] cpe: 10.1.7.0/24 overlaps 10.1.0.0/16 of spoke, which can reach it: packets between them go astray; give one of them another range',
  ],
]);

rows('subnets', [
  [
    'A202 outside the address space',
    subnet('branch', 'a', { addressPrefix: '10.51.1.0/24' }),
    'error subnet-outside-vnet [A202] branch/a: 10.51.1.0/24 is not within the address space of branch (10.50.0.0/16); move the subnet or extend the address space',
  ],
  [
    'A202 overlapping',
    subnet('branch', 'b', { addressPrefix: '10.50.1.128/25' }),
    'error subnet-overlap [A202] branch/b: 10.50.1.128/25 overlaps 10.50.1.0/24 of a; give one of them another range',
  ],
  [
    'A200 /30',
    subnet('branch', 'b', { addressPrefix: '10.50.2.0/30' }),
    'error subnet-too-small [A200] branch/b: /30 is too small for a subnet; make it a /29 or larger',
  ],
  ['A200 /29 is the smallest', subnet('branch', 'b', { addressPrefix: '10.50.2.0/29' })],
  [
    'A200 /1',
    and(space('island', '0.0.0.0/1'), subnet('island', 'a', { addressPrefix: '0.0.0.0/1' })),
    'error vnet-range-forbidden [A201] island: 0.0.0.0/1 cannot be an address space, because it overlaps 127.0.0.0/8; choose a private range',
    'error subnet-too-large [A200] island/a: /1 is too large; a subnet is a /2 at most',
  ],
  [
    'A200 IPv6 subnets are /64',
    subnet('hub', 'v6', { addressPrefix: '2001:db8::/56' }),
    'error subnet-ipv6-length [A200] hub/v6: an IPv6 subnet is a /64, not a /56',
  ],
  [
    'A203 RouteServerSubnet /28',
    subnet('hub', 'RouteServerSubnet', { addressPrefix: '10.0.2.0/28' }),
    'error subnet-too-small [A203] hub/RouteServerSubnet: /28 is too small for RouteServerSubnet; make it a /27 or larger',
  ],
  [
    'A203 AzureFirewallSubnet /27',
    subnet('hub', 'AzureFirewallSubnet', { addressPrefix: '10.0.3.0/27' }),
    'error subnet-too-small [A203] hub/AzureFirewallSubnet: /27 is too small for AzureFirewallSubnet; make it a /26 or larger',
  ],
  [
    'A203 AzureBastionSubnet /27',
    subnet('hub', 'AzureBastionSubnet', { addressPrefix: '10.0.4.0/27' }),
    'error subnet-too-small [A203] hub/AzureBastionSubnet: /27 is too small for AzureBastionSubnet; make it a /26 or larger',
  ],
  [
    'A203 GatewaySubnet of two gateways /28',
    subnet('hub', 'GatewaySubnet', { addressPrefix: '10.0.0.0/28' }),
    'error subnet-too-small [A203] hub/GatewaySubnet: /28 is too small for a VPN and an ExpressRoute gateway together; make it a /27 or larger',
    'error address-reserved [A200] vpngw: 10.0.0.15 is one of the five addresses that Azure keeps of every subnet; 10.0.0.6 is free',
  ],
  [
    'A203 a reserved name in another spelling',
    subnet('branch', 'gatewaysubnet', { addressPrefix: '10.50.2.0/27' }),
    'warning subnet-name-spelling [A203] branch/gatewaysubnet: Azure knows this subnet only as GatewaySubnet, in exactly this spelling; rename it',
  ],
]);

rows('addresses', [
  [
    'A200 outside the subnet',
    nic('vm', { privateIPAddress: '10.1.1.4' }),
    'error address-outside-subnet [A200] vm: 10.1.1.4 is not within spoke/a (10.1.0.0/24); 10.1.0.4 is free',
  ],
  [
    'A200 .3 is the platform’s',
    nic('vm', { privateIPAddress: '10.1.0.3' }),
    'error address-reserved [A200] vm: 10.1.0.3 is one of the five addresses that Azure keeps of every subnet; 10.1.0.4 is free',
  ],
  [
    'A200 so is the last one',
    nic('vm', { privateIPAddress: '10.1.0.255' }),
    'error address-reserved [A200] vm: 10.1.0.255 is one of the five addresses that Azure keeps of every subnet; 10.1.0.4 is free',
  ],
  ['A200 .4 and the last but one are not', nic('vm', { privateIPAddress: '10.1.0.254' })],
  [
    'A200 taken',
    { virtualMachines: { vm2: { networkInterfaces: { eth0: { subnet: 'spoke/a', privateIPAddress: '10.1.0.4' } } } } },
    'error address-taken [A200] vm2: 10.1.0.4 is already that of vm; 10.1.0.5 is free',
  ],
  [
    'A200 the same address in another network is free',
    and(subnet('island', 'a', { addressPrefix: '10.1.0.0/24' }), {
      virtualMachines: { vm2: { networkInterfaces: { eth0: { subnet: 'island/a', privateIPAddress: '10.1.0.4' } } } },
    }),
  ],
  [
    'A200 a full subnet',
    subnet('spoke', 'a', { addressPrefix: '10.1.0.8/29', routeTable: null }),
    'error address-outside-subnet [A200] vm: 10.1.0.4 is not within spoke/a (10.1.0.8/29); 10.1.0.12 is free',
  ],
  [
    'A120 an instance of Route Server',
    { routeServers: { ars: { virtualRouterIps: ['10.0.2.4', '10.0.9.5'] } } },
    'error address-outside-subnet [A200] ars: 10.0.9.5 is not within hub/RouteServerSubnet (10.0.2.0/27); 10.0.2.5 is free',
  ],
  [
    'A61 two gateways on one address',
    gateway('vpngw', { bgpSettings: { bgpPeeringAddresses: ['10.0.0.14', '10.0.0.13'] } }),
    'error address-taken [A200] vpngw: 10.0.0.13 is already that of ergw; 10.0.0.6 is free',
  ],
  ['A64 an APIPA address is not of the subnet', gateway('vpngw', { bgpSettings: { bgpPeeringAddresses: ['169.254.21.2', '169.254.22.2'] } })],
  [
    'A102 an MSEE on an instance',
    { connections: { 'cn-er': { mseeAddresses: ['10.0.0.12', '10.0.0.5'] } } },
    'error address-taken [A200] cn-er: 10.0.0.12 is already that of ergw; 10.0.0.4 is free',
  ],
  [
    'A159 the firewall',
    { azureFirewalls: { azfw: { instanceAddresses: ['10.0.3.4', '10.0.4.6'] } } },
    'error address-taken [A200] azfw: 10.0.3.4 is already that of azfw; 10.0.3.5 is free',
    'error address-outside-subnet [A200] azfw: 10.0.4.6 is not within hub/AzureFirewallSubnet (10.0.3.0/26); 10.0.3.5 is free',
  ],
  [
    'A60 one public address twice',
    { publicIPAddresses: { 'pip-fw': { ipAddress: '198.51.100.2' } } },
    'error address-taken [A200] pip-hub-1: 198.51.100.2 is already that of pip-fw; give it another address',
  ],
  [
    'A60 one public IP for two devices',
    nic('vm', { publicIPAddress: 'pip-fw' }),
    'error public-address-in-use [A60] azfw: pip-fw is already in use by vm; take another public IP address',
  ],
]);

rows('reserved subnets', [
  [
    'A203 a gateway elsewhere',
    { routeServers: { ars: { subnet: 'hub/v6', virtualRouterIps: null } } },
    'error wrong-subnet [A203] ars: the Route Server must stand in a subnet named RouteServerSubnet, not v6',
  ],
  [
    'A209 two VPN gateways in a network',
    gateway('vpngw2', { gatewayType: 'Vpn', subnet: 'branch/GatewaySubnet', publicIPAddresses: ['pip-x'] }),
    'error second-of-a-kind [A209] vpngw2: branch already has the VPN gateway vpngw-branch; a virtual network has one',
  ],
  ['A209 a VPN and an ExpressRoute gateway may stand together', {}],
  [
    'A127 a machine in RouteServerSubnet',
    nic('vm', { subnet: 'hub/RouteServerSubnet', privateIPAddress: '10.0.2.9' }),
    'error reserved-subnet [A127 A204] vm: RouteServerSubnet is kept for Route Server; move eth0 to another subnet',
  ],
  [
    'A205 a route table on RouteServerSubnet',
    subnet('hub', 'RouteServerSubnet', { routeTable: 'rt-azfw' }),
    'error route-table-on-route-server [A127 A205] hub/RouteServerSubnet: RouteServerSubnet takes no route table; detach it',
  ],
  [
    'A157 AzureFirewallSubnet without 0.0.0.0/0 → Internet',
    route('rt-azfw', { default: null, half: { addressPrefix: '0.0.0.0/1', nextHopType: 'Internet' } }),
    'error firewall-table-without-default [A157 A205] hub/AzureFirewallSubnet: route table rt-azfw must have 0.0.0.0/0 → Internet (AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet)',
  ],
  [
    'A157 AzureFirewallSubnet with its default elsewhere',
    route('rt-azfw', { default: { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }),
    'error firewall-table-without-default [A157 A205] hub/AzureFirewallSubnet: route table rt-azfw must have 0.0.0.0/0 → Internet (AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet)',
  ],
  ['A157 AzureFirewallSubnet without any table', subnet('hub', 'AzureFirewallSubnet', { routeTable: null })],
  [
    'A158 forced tunnelling: its default may lead elsewhere',
    and(
      route('rt-azfw', { default: { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }),
      subnet('hub', 'AzureFirewallManagementSubnet', { addressPrefix: '10.0.3.64/26' }),
    ),
  ],
  [
    'A87 a default route on GatewaySubnet',
    route('rt-gateway', { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } }),
    'warning default-route-on-gateway-subnet [A87 A204] hub/GatewaySubnet: route table rt-gateway has a default route, which the platform refuses on GatewaySubnet today; spell the prefixes out instead',
  ],
  [
    'A33 propagation off on GatewaySubnet',
    { routeTables: { 'rt-gateway': { disableBgpRoutePropagation: true } } },
    "error propagation-off-on-gateway-subnet [A33 A204] hub/GatewaySubnet: route table rt-gateway keeps the gateway's own routes away, and the gateway stops working; turn propagation on",
  ],
  [
    'A204 a network security group on GatewaySubnet',
    subnet('branch', 'GatewaySubnet', { networkSecurityGroup: 'nsg' }),
    'error not-on-this-subnet [A179 A204 A205] branch/GatewaySubnet: GatewaySubnet takes no network security group; detach it',
  ],
  [
    'A190 a NAT gateway on GatewaySubnet',
    subnet('branch', 'GatewaySubnet', { natGateway: 'ng' }),
    'error not-on-this-subnet [A190 A204] branch/GatewaySubnet: GatewaySubnet takes no NAT gateway; detach it',
  ],
  ['A204 a network security group elsewhere', subnet('branch', 'a', { networkSecurityGroup: 'nsg' })],
]);

rows('route tables', [
  [
    'A26 an appliance without its address',
    route('rt-spoke', { default: { nextHopIpAddress: null } }),
    'error udr-next-hop-missing [A26 A208] rt-spoke: default goes to a VirtualAppliance and needs its nextHopIpAddress',
  ],
  [
    'A26 an address without an appliance',
    route('rt-azfw', { default: { nextHopIpAddress: '10.0.1.4' } }),
    'error udr-next-hop-unused [A26 A208] rt-azfw: default goes to Internet, which takes no nextHopIpAddress; take 10.0.1.4 away',
  ],
  [
    'A34 a prefix twice',
    route('rt-branch', { again: { addressPrefix: '10.0.0.0/16', nextHopType: 'None' } }),
    'error udr-duplicate [A34 A208] rt-branch: again and hub are both for 10.0.0.0/16; a table has one route a prefix, so take one away',
  ],
  ['A34 a longer prefix is another', route('rt-branch', { again: { addressPrefix: '10.0.0.0/17', nextHopType: 'None' } })],
  [
    'A39 more than 400 rows',
    route(
      'rt-branch',
      Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`r${i}`, { addressPrefix: `20.${i >> 8}.${i & 255}.0/24`, nextHopType: 'None' }])),
    ),
    'error udr-too-many [A39 A208] rt-branch: 401 routes; a table holds 400 at most',
  ],
  [
    'A28 two networks away',
    route('rt-branch', { x: { addressPrefix: '10.1.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }),
    'warning udr-next-hop-unreachable [A28 A208] rt-branch: x: 10.0.1.4 is neither in branch nor in a network peered with it; packets are dropped',
  ],
  [
    'A28 a peering with one half is none',
    and(peering('hub', 'to-spoke', null), peering('spoke', 'to-hub', { useRemoteGateways: null })),
    'warning udr-next-hop-unreachable [A28 A208] rt-spoke: default: 10.0.1.4 is neither in spoke nor in a network peered with it; packets are dropped',
    'warning peering-initiated [A45] spoke: peering to-hub is only Initiated and carries nothing: add one from hub back to spoke',
  ],
  [
    'A7 an address that nobody has',
    route('rt-spoke', { default: { nextHopIpAddress: '10.0.1.5' } }),
    'warning udr-next-hop-nobody [A7 A208] rt-spoke: default: nobody in hub has the address 10.0.1.5; packets are dropped',
  ],
  [
    'A192 a machine that does not forward',
    nic('nva', { enableIPForwarding: null }),
    'warning udr-next-hop-not-forwarding [A3 A192 A208] rt-spoke: default: nva has 10.0.1.4, and its eth0 does not take packets for others; turn IP forwarding on',
  ],
  [
    'A159 the firewall’s address is its VIP',
    route('rt-spoke', { default: { nextHopIpAddress: '10.0.3.5' } }),
    'warning udr-next-hop-no-appliance [A28 A159 A208] rt-spoke: default: 10.0.3.5 is an address of azfw, which does not forward what a route sends it',
  ],
  ['A159 the VIP is the first usable address unless said', { azureFirewalls: { azfw: { privateIPAddress: null } } }],
  [
    'A27 VirtualNetworkGateway where an ExpressRoute gateway stands, by transit too',
    route('rt-spoke', { site: { addressPrefix: '10.20.0.0/16', nextHopType: 'VirtualNetworkGateway' } }),
    'warning udr-gateway-with-expressroute [A27 A208] rt-spoke: site goes to VirtualNetworkGateway, which does not work in spoke: not for ExpressRoute, nor where both gateways stand',
  ],
  [
    'A26 VirtualNetworkGateway where there is none',
    subnet('island', 'a', { addressPrefix: '10.9.0.0/24', routeTable: 'rt-branch' }),
    'warning udr-gateway-none [A26 A208] rt-branch: hub goes to VirtualNetworkGateway, and island has no VPN gateway: its packets are dropped',
  ],
]);

rows('peerings', [
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
    'A50 without transit at the other end',
    peering('hub', 'to-spoke', { allowGatewayTransit: false }),
    'error remote-gateways-not-allowed [A50 A207] spoke: to-hub uses remote gateways, and to-spoke of hub does not allow gateway transit',
  ],
]);

rows('gateways', [
  [
    'B2B6 A130 beside Route Server: AS 65515',
    gateway('vpngw', { bgpSettings: { asn: 65010 } }),
    'warning gateway-asn-beside-route-server [A130 A206] vpngw: beside the Route Server ars a VPN gateway must have AS 65515, not 65010',
  ],
  [
    'A130 beside Route Server: active-active',
    gateway('vpngw', { activeActive: null, bgpSettings: { bgpPeeringAddresses: ['10.0.0.14'] } }),
    'warning gateway-standby-beside-route-server [A130 A206] vpngw: beside the Route Server ars a VPN gateway must be active-active',
  ],
  ['A130 elsewhere it may stand by, with another AS', {}],
  [
    'A110 beside an ExpressRoute gateway: AS 65515',
    and({ routeServers: null }, gateway('vpngw', { bgpSettings: { asn: 65010 } })),
    'warning gateway-asn-beside-expressroute [A110] vpngw: beside the ExpressRoute gateway ergw a VPN gateway must have AS 65515, not 65010',
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
]);

rows('AS numbers', [
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
    'B2B6 A66 of a local network gateway: 65515',
    { localNetworkGateways: { lng: { bgpSettings: { asn: 65515 } } } },
    'error local-gateway-asn-reserved [A65 A66 A206] lng: a local network gateway cannot have the reserved AS 65515; join the two gateways with a Vnet2Vnet connection instead',
    'error connection-same-asn [A65 A66 A206] cn-s2s: vpngw and lng both have AS 65515; BGP between them needs two different ones',
  ],
  [
    'A65 of a local network gateway: IANA’s',
    { localNetworkGateways: { lng: { bgpSettings: { asn: 64500 } } } },
    'error local-gateway-asn-reserved [A65 A66 A206] lng: a local network gateway cannot have the reserved AS 64500; use another',
  ],
  [
    'A66 of two gateways',
    gateway('vpngw-branch', { bgpSettings: { asn: null } }),
    'error connection-same-asn [A65 A66 A206] cn-out: vpngw and vpngw-branch both have AS 65515; BGP between them needs two different ones',
    'error connection-same-asn [A65 A66 A206] cn-back: vpngw-branch and vpngw both have AS 65515; BGP between them needs two different ones',
  ],
  [
    'A66 without BGP they may',
    and(gateway('vpngw-branch', { bgpSettings: { asn: null } }), { connections: { 'cn-out': { enableBgp: false }, 'cn-back': { enableBgp: false } } }),
  ],
  [
    'A101 of the customer',
    { expressRouteCircuits: { erc: { peerings: { AzurePrivatePeering: { peerASN: 65515 } } } } },
    "error circuit-peer-asn [A101 A206] erc: the customer's AS cannot be 65515: 65515 to 65520 and 12076 are Microsoft's",
  ],
  [
    'A123 of an appliance: Route Server’s own',
    { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 65515 } } } } },
    "error route-server-peer-asn [A123 A206] ars: peer nva: This BGP peer cannot share the same ASN as the virtual hub: 65515 is Route Server's own; give the appliance another",
  ],
  [
    'A123 of an appliance: reserved',
    { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 65535 } } } } },
    'error route-server-peer-asn [A123 A206] ars: peer nva: AS 65535 is reserved; give the appliance another',
  ],
  [
    'A123 of an appliance: 32 bits',
    { routeServers: { ars: { bgpConnections: { nva: { peerAsn: 201379 } } } } },
    'error route-server-peer-asn [A123 A206] ars: peer nva: AS 201379 has more than 16 bits; give the appliance another',
  ],
]);

rows('connections', [
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
]);

const leg = (patch: unknown) => ({ expressRouteCircuits: { erc: { peerings: { AzurePrivatePeering: patch } } } });

rows('circuits', [
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
]);

const peers = (patch: unknown) => ({ routeServers: { ars: { bgpConnections: patch } } });

rows('Route Server’s peers', [
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
]);

describe('mends', () => {
  it.each<[code: string, patch: unknown]>([
    ['subnet-outside-vnet', subnet('branch', 'a', { addressPrefix: '10.51.1.0/24' })],
    ['address-taken', { virtualMachines: { vm2: { networkInterfaces: { eth0: { subnet: 'spoke/a', privateIPAddress: '10.1.0.4' } } } } }],
    ['address-reserved', nic('vm', { privateIPAddress: '10.1.0.3' })],
    ['route-table-on-route-server', subnet('hub', 'RouteServerSubnet', { routeTable: 'rt-azfw' })],
    ['firewall-table-without-default', route('rt-azfw', { default: null })],
    ['firewall-table-without-default', route('rt-azfw', { default: { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } })],
    ['propagation-off-on-gateway-subnet', { routeTables: { 'rt-gateway': { disableBgpRoutePropagation: true } } }],
    ['not-on-this-subnet', subnet('branch', 'GatewaySubnet', { natGateway: 'ng' })],
    ['udr-duplicate', route('rt-branch', { again: { addressPrefix: '10.0.0.0/16', nextHopType: 'None' } })],
    ['udr-next-hop-unused', route('rt-azfw', { default: { nextHopIpAddress: '10.0.1.4' } })],
    ['udr-next-hop-not-forwarding', nic('nva', { enableIPForwarding: null })],
    ['peering-initiated', and(peering('hub', 'to-spoke', null), peering('spoke', 'to-hub', { useRemoteGateways: null }))],
    ['remote-gateways-not-allowed', peering('hub', 'to-spoke', { allowGatewayTransit: false })],
    [
      'remote-gateways-with-own',
      and(subnet('spoke', 'GatewaySubnet', { addressPrefix: '10.1.1.0/27' }), gateway('own', { gatewayType: 'ExpressRoute', subnet: 'spoke/GatewaySubnet' })),
    ],
    ['gateway-asn-beside-route-server', gateway('vpngw', { bgpSettings: { asn: 65010 } })],
    ['setting-of-vpn-gateways', gateway('ergw', { activeActive: true })],
    ['expressroute-gateway-asn', gateway('ergw', { bgpSettings: { asn: 65010 } })],
    ['connection-one-way', { connections: { 'cn-back': null } }],
    ['connection-surplus', { connections: { 'cn-er': { localNetworkGateway2: 'lng' } } }],
    ['connection-bgp-gateway', gateway('vpngw-branch', { enableBgp: false })],
    ['circuit-leg-address', { routers: { cpe: { interfaces: { wan: { addresses: ['172.16.0.2/30'] } } } } }],
  ])('%s: its mend leaves nothing to say', (code, patch) => {
    const broken = lab(patch);
    const found = validateLab(broken).find((d) => d.code === code);
    expect(found?.fix?.label).toMatch(/^[A-Z]/);
    const mended = mergePatch(broken, found?.fix?.patch) as Lab;
    expect(checkLab(mended).filter((d) => d.code !== 'dangling-reference')).toEqual([]);
    expect(validateLab(mended)).toEqual([]);
  });
});

describe('any lab', () => {
  it('with planted mistakes gets one diagnostic each, at its path', () => {
    const planted = lab({
      virtualNetworks: Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [
          `v${i}`,
          {
            location: 'x',
            addressSpace: { addressPrefixes: [`20.${i}.0.0/16`] },
            subnets: { a: { addressPrefix: i % 3 === 0 ? `21.${i}.0.0/24` : `20.${i}.0.0/24` } },
          },
        ]),
      ),
    });
    const found = validateLab(planted);
    expect(found.map((d) => d.code)).toEqual(new Array(20).fill('subnet-outside-vnet'));
    expect(found[1]?.place).toEqual({ path: ['lab', 'virtualNetworks', 'v3', 'subnets', 'a', 'addressPrefix'], object: 'v3/a', text: 'file' });
  });

  it('that has its shape is judged without a throw, whatever is taken away', () => {
    const paths: string[][] = [];
    const visit = (value: unknown, path: string[]): void => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const [key, inner] of Object.entries(value)) {
        paths.push([...path, key]);
        visit(inner, [...path, key]);
      }
    };
    visit(RIGHT, []);
    const removal = fc.constantFrom(...paths).map((path) => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), null));
    fc.assert(
      fc.property(fc.array(removal, { minLength: 1, maxLength: 6 }), (removals) => {
        const bent = removals.reduce<unknown>((at, r) => mergePatch(at, r), RIGHT) as Lab;
        if (checkLab(bent).some((d) => d.code !== 'dangling-reference')) return;
        for (const d of validateLab(bent)) expect(d.message.length).toBeGreaterThan(10);
      }),
      { numRuns: 300 },
    );
  });
});
