/** For tests: mistakes with networks, subnets and addresses. */
import { and, gateway, IPV6_STAYS, type Mistakes, nic, route, space, subnet } from './lab.ts';

export const NETWORK: readonly Mistakes[] = [
  {
    title: 'address spaces',
    rows: [
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
        'info circuit-no-hairpin [A106] erc: the networks of ergw, ergw2 do not reach one another by this circuit, unless allowRemoteVnetTraffic is on at each gateway; peer them instead',
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
    ],
  },

  {
    title: 'subnets',
    rows: [
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
      ['A200 a dual-stack subnet', subnet('hub', 'nva', { additionalAddressPrefixes: ['2001:db8:0:1::/64'] })],
      [
        'A200 its second range is no /64',
        subnet('hub', 'nva', { additionalAddressPrefixes: ['2001:db8:0:1::/80'] }),
        'error subnet-ipv6-length [A200] hub/nva: an IPv6 subnet is a /64, not a /80',
      ],
      [
        'A202 its second range is that of another',
        subnet('hub', 'nva', { additionalAddressPrefixes: ['2001:db8::/64'] }),
        'error subnet-overlap [A202] hub/v6: 2001:db8::/64 overlaps 2001:db8::/64 of nva; give one of them another range',
      ],
      [
        'A202 its second range is outside',
        subnet('hub', 'nva', { additionalAddressPrefixes: ['2001:db9::/64'] }),
        'error subnet-outside-vnet [A202] hub/nva: 2001:db9::/64 is not within the address space of hub (10.0.0.0/16, 2001:db8::/48); move the subnet or extend the address space',
      ],
      [
        'A200 an address of the second range',
        and(
          subnet('hub', 'nva', { additionalAddressPrefixes: ['2001:db8:0:1::/64'] }),
          nic('nva', { ipConfigurations: { v6: { privateIPAddress: '2001:db8:0:1::4' } } }),
        ),
        ...IPV6_STAYS,
      ],
      [
        'A200 an address beside the second range',
        and(
          subnet('hub', 'nva', { additionalAddressPrefixes: ['2001:db8:0:1::/64'] }),
          nic('nva', { ipConfigurations: { v6: { privateIPAddress: '2001:db8:0:2::4' } } }),
        ),
        'error address-outside-subnet [A200] nva: 2001:db8:0:2::4 is not within hub/nva (2001:db8:0:1::/64); 2001:db8:0:1::4 is free',
        ...IPV6_STAYS,
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
    ],
  },

  {
    title: 'addresses',
    rows: [
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
        nic('nva', { publicIPAddress: 'pip-fw' }),
        'error public-address-in-use [A60] azfw: pip-fw is already in use by nva; take another public IP address',
      ],
    ],
  },

  {
    title: 'reserved subnets',
    rows: [
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
        'A157 A205 AzureFirewallSubnet without 0.0.0.0/0 → Internet',
        route('rt-azfw', { default: null, half: { addressPrefix: '0.0.0.0/1', nextHopType: 'Internet' } }),
        'error firewall-table-without-default [A157 A205] hub/AzureFirewallSubnet: route table rt-azfw must have 0.0.0.0/0 → Internet (AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet)',
      ],
      [
        'A157 A205 AzureFirewallSubnet with its default elsewhere',
        route('rt-azfw', { default: { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }),
        'error firewall-table-without-default [A157 A205] hub/AzureFirewallSubnet: route table rt-azfw must have 0.0.0.0/0 → Internet (AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet)',
      ],
      ['A157 AzureFirewallSubnet without any table', subnet('hub', 'AzureFirewallSubnet', { routeTable: null })],
      [
        'A158 forced tunnelling: its default may lead elsewhere',
        and(
          route('rt-azfw', { default: { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }),
          subnet('hub', 'AzureFirewallManagementSubnet', { addressPrefix: '10.0.3.64/26' }),
          { azureFirewalls: { azfw: { managementIpConfiguration: { subnet: 'hub/AzureFirewallManagementSubnet', publicIPAddress: 'pip-management' } } } },
          { publicIPAddresses: { 'pip-management': { ipAddress: '198.51.100.99' } } },
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
        'A179 A204 A205 a network security group on GatewaySubnet',
        subnet('branch', 'GatewaySubnet', { networkSecurityGroup: 'nsg' }),
        'error not-on-this-subnet [A179 A204 A205] branch/GatewaySubnet: GatewaySubnet takes no network security group; detach it',
      ],
      [
        'A190 a NAT gateway on GatewaySubnet',
        subnet('branch', 'GatewaySubnet', { natGateway: 'ng' }),
        'error not-on-this-subnet [A190 A204] branch/GatewaySubnet: GatewaySubnet takes no NAT gateway; detach it',
      ],
      ['A204 a network security group elsewhere', subnet('branch', 'a', { networkSecurityGroup: 'nsg' })],
    ],
  },
];
