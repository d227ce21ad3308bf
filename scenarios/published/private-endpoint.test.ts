/**
 * The /32 of a private endpoint under user-defined routes, with its subnet's policies off and on, against what was published:
 * github.com/fabferri/az-pattern, hub-spoke-vnets/hub-spoke-netw-policies-pe (August 2023). Addresses of MSEEs are each deployment's own
 * (A23), so those rows are compared by number; its listings show no `None` rows at all (A12).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve } from '../../src/engine/index.ts';
import { effectiveRows, printed, vnet } from './tables.ts';

const via = (addressPrefix: string) => ({ addressPrefix, nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.100.10' }) as const;
const hub = vnet(['10.0.100.0/24'], { nva: '10.0.100.0/27', tenant: '10.0.100.32/27', GatewaySubnet: '10.0.100.192/26' }, { spokes: ['spoke1'] });
const spoke1 = vnet(['10.0.50.0/24'], { pe: '10.0.50.0/27', vm1: '10.0.50.32/27' }, { hub: 'hub' });
const lab = mergePatch(
  {
    virtualNetworks: { hub, spoke1 },
    routeTables: {
      'rt-vm1': { disableBgpRoutePropagation: true, routes: { 'to-nva': via('0.0.0.0/0'), 'to-tenant-subnet': via('10.0.100.32/27') } },
      'rt-hub': { routes: { 'to-spoke1': via('10.0.50.0/24') } },
      'rt-pe': {
        disableBgpRoutePropagation: true,
        routes: { 'to-spoke1': via('10.0.50.0/24'), 'to-tenant-subnet': via('10.0.100.32/27'), 'to-nva': via('0.0.0.0/0') },
      },
    },
    virtualNetworkGateways: {
      ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.0.100.204', '10.0.100.205'] } },
    },
    connections: { cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'er', mseeAddresses: ['10.0.100.196', '10.0.100.197'] } },
    expressRouteCircuits: {
      er: {
        peerings: {
          AzurePrivatePeering: { peerASN: 65020, primaryPeerAddressPrefix: '192.168.34.16/30', secondaryPeerAddressPrefix: '192.168.34.20/30', vlanId: 34 },
        },
      },
    },
    privateEndpoints: { blob: { subnet: 'spoke1/pe', privateIPAddress: '10.0.50.4' } },
    routers: {
      edge: {
        interfaces: { p: { addresses: ['192.168.34.17/30'], circuit: 'er/primary' }, s: { addresses: ['192.168.34.21/30'], circuit: 'er/secondary' } },
        frr: {
          config: [
            'ip route 10.1.34.0/25 blackhole',
            'bgp as-path access-list OWN permit ^$',
            'router bgp 65020',
            ' no bgp ebgp-requires-policy',
            ...['18', '22'].flatMap((n) => [` neighbor 192.168.34.${n} remote-as 12076`, ` neighbor 192.168.34.${n} filter-list OWN out`]),
            ' network 10.1.34.0/25',
          ].join('\n'),
        },
      },
    },
  } satisfies Lab,
  { virtualNetworks: { spoke1: { subnets: { vm1: { routeTable: 'rt-vm1' } } }, hub: { subnets: { tenant: { routeTable: 'rt-hub' } } } } },
) as Lab;
const enabled = mergePatch(lab, {
  virtualNetworks: { spoke1: { subnets: { pe: { privateEndpointNetworkPolicies: 'Enabled', routeTable: 'rt-pe' } } } },
}) as Lab;

const learned = 'VirtualNetworkGateway Active 10.1.34.0/25 VirtualNetworkGateway MSEE';
const rows = (l: Lab, subnet: string) =>
  effectiveRows(solve(l), subnet)
    .filter((r) => !r.endsWith('None'))
    .map((r) => (r.startsWith('VirtualNetworkGateway') ? r.replace(/ \S+$/, ' MSEE') : r))
    .toSorted();

const VM1 = [
  'Default Active 10.0.50.0/24 VnetLocal',
  'Default Active 10.0.100.0/24 VNetPeering',
  'Default Invalid 0.0.0.0/0 Internet',
  'User Active 0.0.0.0/0 VirtualAppliance 10.0.100.10',
  'User Active 10.0.100.32/27 VirtualAppliance 10.0.100.10',
  'Default Active 10.0.50.4/32 InterfaceEndpoint',
];
const TENANT = [
  'Default Active 10.0.100.0/24 VnetLocal',
  'Default Invalid 10.0.50.0/24 VNetPeering',
  learned,
  learned,
  'Default Active 0.0.0.0/0 Internet',
  'User Active 10.0.50.0/24 VirtualAppliance 10.0.100.10',
];
const NVA = [
  'Default Active 10.0.100.0/24 VnetLocal',
  'Default Active 10.0.50.0/24 VNetPeering',
  learned,
  learned,
  'Default Active 0.0.0.0/0 Internet',
  'Default Active 10.0.50.4/32 InterfaceEndpoint',
];

describe('A37, A38 a private endpoint under user-defined routes', () => {
  it.each<[string, Lab, string, string[]]>([
    [
      'policies off: beside it',
      lab,
      'spoke1/pe',
      [
        'Default Active 10.0.50.0/24 VnetLocal',
        'Default Active 10.0.100.0/24 VNetPeering',
        learned,
        learned,
        'Default Active 0.0.0.0/0 Internet',
        'Default Active 10.0.50.4/32 InterfaceEndpoint',
      ],
    ],
    ['policies off: a default does not catch it', lab, 'spoke1/vm1', VM1],
    ['policies off: nor does its VNet’s prefix', lab, 'hub/tenant', [...TENANT, 'Default Active 10.0.50.4/32 InterfaceEndpoint']],
    ['policies off: in the peered VNet', lab, 'hub/nva', NVA],
    [
      'policies on: beside it, under its VNet’s prefix',
      enabled,
      'spoke1/pe',
      [
        'Default Invalid 10.0.50.0/24 VnetLocal',
        'Default Active 10.0.100.0/24 VNetPeering',
        'Default Invalid 0.0.0.0/0 Internet',
        'User Active 10.0.50.0/24 VirtualAppliance 10.0.100.10',
        'User Active 10.0.100.32/27 VirtualAppliance 10.0.100.10',
        'User Active 0.0.0.0/0 VirtualAppliance 10.0.100.10',
        'Default Invalid 10.0.50.4/32 InterfaceEndpoint',
      ],
    ],
    ['policies on: a default still does not', enabled, 'spoke1/vm1', VM1],
    ['policies on: its VNet’s prefix does', enabled, 'hub/tenant', [...TENANT, 'Default Invalid 10.0.50.4/32 InterfaceEndpoint']],
    ['policies on: no route, no change', enabled, 'hub/nva', NVA],
  ])('%s', (_title, l, subnet, want) => expect(rows(l, subnet)).toEqual(want.toSorted()));

  it('A37, A103 the gateway knows the VNets and the site, not the endpoint', () => {
    const msee = (n: number) => `10.1.34.0/25 10.0.100.${n} EBgp 10.0.100.${n} 12076-65020 32769`;
    expect(printed(solve(lab), 'ergw', 'az network vnet-gateway list-learned-routes -g rg -n ergw -o table').toSorted()).toEqual(
      ['10.0.100.0/24 Network 10.0.100.204 32768', '10.0.50.0/24 Network 10.0.100.204 32768', msee(196), msee(197)].toSorted(),
    );
  });
});
