/**
 * Effective routes under user-defined routes, as published by eight authors; each lab has what its listing depends on and no more.
 */
import { describe, expect, it } from 'vitest';
import { type Lab, solve } from '../../src/engine/index.ts';
import { effective, listing } from './labs.ts';
import { vnet } from './tables.ts';

type Routes = NonNullable<Lab['routeTables']>[string]['routes'];
const via = (addressPrefix: string, nextHopIpAddress: string) => ({ addressPrefix, nextHopType: 'VirtualAppliance', nextHopIpAddress }) as const;

/** VNets by name with one subnet `vm` each, peered with the first; a region's letter behind the prefix. Routes by VNet. */
function star(
  nets: Readonly<Record<string, readonly [prefix: string, location?: string]>>,
  routes: Readonly<Record<string, Routes>>,
  noPropagation = false,
): Lab {
  const [hub, ...spokes] = Object.keys(nets) as [string, ...string[]];
  const peering = (id: string) => ({ [id]: { remoteVirtualNetwork: id, allowForwardedTraffic: true } });
  return {
    virtualNetworks: Object.fromEntries(
      Object.entries(nets).map(([id, [prefix, location = 'westeurope']]) => [
        id,
        {
          ...vnet([prefix], {}),
          location,
          subnets: { vm: { addressPrefix: prefix, ...(routes[id] && { routeTable: id }) } },
          virtualNetworkPeerings: id === hub ? Object.assign({}, ...spokes.map(peering)) : peering(hub),
        },
      ]),
    ),
    routeTables: Object.fromEntries(Object.entries(routes).map(([id, r]) => [id, { routes: r, ...(noPropagation && { disableBgpRoutePropagation: true }) }])),
  };
}

interface Published {
  readonly by: string;
  readonly lab: Lab;
  readonly vnet: string;
  readonly reserved: 'all' | 'without 172.16.0.0/12' | 'none';
  readonly rows: string;
}

const nhip = (n: number): Published => ({
  by: `dmauser/azure-routeserver, ars-nhip: a default and a summary to a balancer, spoke ${n}`,
  lab: star(
    { hub: ['10.0.0.0/24'], spk1: ['10.0.1.0/24'], spk2: ['10.0.2.0/24'] },
    Object.fromEntries(
      ['spk1', 'spk2'].map((s) => [s, { 'default-to-NVA': via('0.0.0.0/0', '10.0.0.166'), 'private-traffic-to-NVA': via('10.0.0.0/16', '10.0.0.166') }]),
    ),
    true,
  ),
  vnet: `spk${n}`,
  reserved: 'all',
  rows: `
Default   Active   10.0.${n}.0/24       VnetLocal
Default   Active   10.0.0.0/24       VNetPeering
Default   Invalid  0.0.0.0/0         Internet
User      Active   0.0.0.0/0         VirtualAppliance  10.0.0.166
User      Active   10.0.0.0/16       VirtualAppliance  10.0.0.166`,
});

const lab2 = star(
  { 'hub-e': ['10.10.0.0/16'], 'spk1-e': ['10.11.0.0/16'], 'spk2-e': ['10.12.0.0/16'] },
  Object.fromEntries(
    ['spk1-e', 'spk2-e'].map((s) => [s, { 'TO-SPK1-E': via('10.11.0.0/24', '10.10.0.254'), 'TO-SPK2-E': via('10.12.0.0/24', '10.10.0.254') }]),
  ),
);
const mancal = (spoke: 1 | 2): Published => ({
  by: `ManCalAzure/AzureLabs: routes longer than the spoke’s own VNet, spoke ${spoke}`,
  lab: lab2,
  vnet: `spk${spoke}-e`,
  reserved: 'without 172.16.0.0/12',
  rows: `
Default   Active   10.1${spoke}.0.0/16      VnetLocal
Default   Active   10.10.0.0/16      VNetPeering
Default   Active   0.0.0.0/0         Internet
Default   Active   10.0.0.0/8        None
Default   Active   100.64.0.0/10     None
Default   Active   192.168.0.0/16    None
User      Active   10.11.0.0/24      VirtualAppliance  10.10.0.254
User      Active   10.12.0.0/24      VirtualAppliance  10.10.0.254`,
});

const moreno = star(
  { vnet4: ['10.4.0.0/16'], vnet1: ['10.1.0.0/16'], vnet2: ['10.2.0.0/16'], vnet3: ['10.3.0.0/16', 'westus2'] },
  {
    vnet1: { 'rfc1918-1': via('10.0.0.0/8', '10.4.2.101') },
    vnet2: { default: via('0.0.0.0/0', '10.4.2.101') },
    vnet3: { default: via('0.0.0.0/0', '10.4.2.101') },
  },
);
const LISTINGS: readonly Published[] = [
  nhip(1),
  nhip(2),
  mancal(1),
  mancal(2),
  {
    by: 'ManCalAzure/AzureLabs: a default to an internal balancer',
    lab: star({ 'HUB-VNET': ['10.0.0.0/16'], 'SPOKE-VNET': ['10.80.0.0/16'] }, { 'SPOKE-VNET': { 'DEFAULT-RT-TO-ILB': via('0.0.0.0/0', '10.0.1.254') } }),
    vnet: 'SPOKE-VNET',
    reserved: 'all',
    rows: `
Default   Active   10.80.0.0/16      VnetLocal
Default   Active   10.0.0.0/16       VNetPeering
Default   Invalid  0.0.0.0/0         Internet
User      Active   0.0.0.0/0         VirtualAppliance  10.0.1.254`,
  },
  {
    by: 'cpinotossi, Azure Firewall and load balancer (A162): the firewall’s own address by the Internet',
    lab: star(
      { hub: ['10.0.0.0/16'], spoke: ['10.2.0.0/16'] },
      { spoke: { fwviainternet: { addressPrefix: '52.142.57.131/32', nextHopType: 'Internet' }, internetviafw: via('0.0.0.0/0', '10.0.3.4') } },
    ),
    vnet: 'spoke',
    reserved: 'all',
    rows: `
Default   Active   10.2.0.0/16       VnetLocal
Default   Active   10.0.0.0/16       VNetPeering
User      Active   52.142.57.131/32  Internet
Default   Invalid  0.0.0.0/0         Internet
User      Active   0.0.0.0/0         VirtualAppliance  10.0.3.4`,
  },
  {
    by: 'dmauser/azure-virtualwan, natvpn-over-er: the extended branch',
    lab: star({ branch: ['10.100.0.0/24'], ext: ['10.3.0.0/24'] }, { ext: { default: via('0.0.0.0/0', '10.100.0.20') } }),
    vnet: 'ext',
    reserved: 'all',
    rows: `
Default   Active   10.3.0.0/24       VnetLocal
Default   Active   10.100.0.0/24     VNetPeering
Default   Invalid  0.0.0.0/0         Internet
User      Active   0.0.0.0/0         VirtualAppliance  10.100.0.20`,
  },
  {
    by: 'fabferri/az-pattern, single Site-to-Site with vSRX: a route beside the VNet, no peering',
    lab: star({ vnet2: ['10.200.0.0/24'] }, { vnet2: { 'to-vnet1': via('10.100.0.0/24', '10.200.0.50') } }),
    vnet: 'vnet2',
    reserved: 'none',
    rows: `
Default Active 10.200.0.0/24  VnetLocal
Default Active 0.0.0.0/0      Internet
User    Active 10.100.0.0/24  VirtualAppliance 10.200.0.50`,
  },
  {
    by: 'erjosito/azure-networking-lab: 10.0.0.0/8 takes the place of its None row (A16)',
    lab: moreno,
    vnet: 'vnet1',
    reserved: 'all',
    rows: `
Default   Active   10.1.0.0/16       VnetLocal
Default   Active   10.4.0.0/16       VNetPeering
Default   Active   0.0.0.0/0         Internet
Default   Active   127.0.0.0/8       None
Default   Active   100.64.0.0/10     None
Default   Active   172.16.0.0/12     None
Default   Active   198.18.0.0/15     None
Default   Active   192.168.0.0/16    None
Default   Active   20.35.252.0/22    None
User      Active   10.0.0.0/8        VirtualAppliance  10.4.2.101`,
  },
  {
    by: 'erjosito/azure-networking-lab: a default takes them all (A17)',
    lab: moreno,
    vnet: 'vnet2',
    reserved: 'all',
    rows: `
Default   Active   10.2.0.0/16       VnetLocal
Default   Active   10.4.0.0/16       VNetPeering
Default   Invalid  0.0.0.0/0         Internet
User      Active   0.0.0.0/0         VirtualAppliance  10.4.2.101`,
  },
  {
    by: 'erjosito/azure-networking-lab: the same over a global peering',
    lab: moreno,
    vnet: 'vnet3',
    reserved: 'all',
    rows: `
Default   Active   10.3.0.0/16       VnetLocal
Default   Invalid  0.0.0.0/0         Internet
User      Active   0.0.0.0/0         VirtualAppliance   10.4.2.101
Default   Active   10.4.0.0/16       VNetGlobalPeering`,
  },
];

describe('user-defined routes', () => {
  it.each(LISTINGS.map((l) => [l.by, l] as const))('A10, A14, A17, A19 %s', (_by, { lab, vnet: id, reserved, rows }) => {
    expect(effective(solve(lab), `${id}/vm`, reserved)).toEqual(listing(rows));
  });
});

describe('Microsoft Learn, "Configure virtual network peering connections"', () => {
  const lab: Lab = {
    ...star({ MarketingVNet: ['10.2.0.0/16'], SalesVNet: ['10.1.0.0/16'], ResearchVNet: ['10.3.0.0/16', 'westus2'] }, {}),
  };
  const NONE = ['10.0.0.0/8', '100.64.0.0/10', '192.168.0.0/16'].map((p) => `Default Active ${p} None`);
  it.each([
    ['SalesVNet', ['10.1.0.0/16 VnetLocal', '10.2.0.0/16 VNetPeering']],
    ['MarketingVNet', ['10.2.0.0/16 VnetLocal', '10.1.0.0/16 VNetPeering', '10.3.0.0/16 VNetGlobalPeering']],
    ['ResearchVNet', ['10.3.0.0/16 VnetLocal', '10.2.0.0/16 VNetGlobalPeering']],
  ])('A13, A47 %s: same region, other region, nobody beyond', (id, rows) => {
    const want = [...rows, '0.0.0.0/0 Internet'].map((r) => `Default Active ${r}`);
    expect(effective(solve(lab), `${id}/vm`, 'without 172.16.0.0/12')).toEqual([...want, ...NONE].toSorted());
  });
});

describe('Microsoft Learn, "Virtual network traffic routing", the example', () => {
  const lab: Lab = {
    virtualNetworks: {
      'Virtual-network-1': {
        ...vnet(['10.0.0.0/16'], {}),
        subnets: {
          Subnet1: { addressPrefix: '10.0.0.0/24', routeTable: 'Subnet1', serviceEndpoints: [{ service: 'Microsoft.Storage' }] },
          Subnet2: { addressPrefix: '10.0.1.0/24' },
          GatewaySubnet: { addressPrefix: '10.0.200.0/24' },
          nva: { addressPrefix: '10.0.100.0/24' },
        },
        virtualNetworkPeerings: { two: { remoteVirtualNetwork: 'Virtual-network-2' } },
      },
      'Virtual-network-2': {
        ...vnet(['10.1.0.0/16', '10.2.0.0/16'], { vm: '10.1.0.0/24' }),
        virtualNetworkPeerings: { one: { remoteVirtualNetwork: 'Virtual-network-1' } },
      },
    },
    serviceTags: { Storage: { addressPrefixes: ['20.38.106.0/23'] } },
    routeTables: {
      Subnet1: {
        routes: {
          'Within-VNet1': via('10.0.0.0/16', '10.0.100.4'),
          'Within-Subnet1': { addressPrefix: '10.0.0.0/24', nextHopType: 'VnetLocal' },
          'ToVNet2-1-Drop': { addressPrefix: '10.1.0.0/16', nextHopType: 'None' },
          'ToVNet2-2-Drop': { addressPrefix: '10.2.0.0/16', nextHopType: 'None' },
          'To-On-Prem': via('10.10.0.0/16', '10.0.100.4'),
          'Default-NVA': via('0.0.0.0/0', '10.0.100.4'),
        },
      },
    },
    publicIPAddresses: { 'gw-0': { ipAddress: '20.0.0.1' } },
    virtualNetworkGateways: {
      gw: {
        gatewayType: 'Vpn',
        subnet: 'Virtual-network-1/GatewaySubnet',
        sku: 'VpnGw1AZ',
        publicIPAddresses: ['gw-0'],
        bgpSettings: { bgpPeeringAddresses: ['10.0.200.254'] },
      },
    },
    localNetworkGateways: { onprem: { gatewayIpAddress: '198.51.100.1', localNetworkAddressSpace: { addressPrefixes: ['10.10.0.0/16'] } } },
    connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'gw', localNetworkGateway2: 'onprem' } },
  };

  it('A14, A15, A19 Subnet1: its twelve rows (the page calls the gateway’s source Default)', () => {
    const want = listing(`
Default Invalid 10.0.0.0/16 VnetLocal
User Active 10.0.0.0/16 VirtualAppliance 10.0.100.4
User Active 10.0.0.0/24 VnetLocal
Default Invalid 10.1.0.0/16 VNetPeering
Default Invalid 10.2.0.0/16 VNetPeering
User Active 10.1.0.0/16 None
User Active 10.2.0.0/16 None
VirtualNetworkGateway Invalid 10.10.0.0/16 VirtualNetworkGateway 20.0.0.1
User Active 10.10.0.0/16 VirtualAppliance 10.0.100.4
Default Active 20.38.106.0/23 VirtualNetworkServiceEndpoint
Default Invalid 0.0.0.0/0 Internet
User Active 0.0.0.0/0 VirtualAppliance 10.0.100.4`);
    expect(effective(solve(lab), 'Virtual-network-1/Subnet1', 'all')).toEqual(want);
  });

  it('A10, A13 Subnet2: what Azure gives by itself', () => {
    const want = listing(`
Default Active 10.0.0.0/16 VnetLocal
Default Active 10.1.0.0/16 VNetPeering
Default Active 10.2.0.0/16 VNetPeering
VirtualNetworkGateway Active 10.10.0.0/16 VirtualNetworkGateway 20.0.0.1
Default Active 0.0.0.0/0 Internet
Default Active 10.0.0.0/8 None
Default Active 100.64.0.0/10 None
Default Active 192.168.0.0/16 None`);
    expect(effective(solve(lab), 'Virtual-network-1/Subnet2', 'without 172.16.0.0/12')).toEqual(want);
  });
});

describe('private endpoints of two peered hubs (cpinotossi, January 2025)', () => {
  const ENDPOINTS = Array.from({ length: 11 }, (_, i) => `10.0.0.${i + 4}`);
  const link = (...to: string[]) => ({
    virtualNetworkPeerings: Object.fromEntries(to.map((id) => [id, { remoteVirtualNetwork: id, allowForwardedTraffic: true }])),
  });
  const net = (prefix: string, routeTable: string, ...to: string[]) => ({
    ...vnet([prefix], {}),
    subnets: { vm: { addressPrefix: prefix, routeTable } },
    ...link(...to),
  });
  const lab: Lab = {
    virtualNetworks: {
      hub1: net('10.0.0.0/22', 'hub1', 'hub2', 'spoke1'),
      hub2: net('192.168.0.0/22', 'hub2', 'hub1', 'spoke2'),
      spoke1: net('10.0.4.0/22', 'spoke1', 'hub1'),
      spoke2: net('192.168.4.0/22', 'spoke2', 'hub2'),
    },
    routeTables: {
      hub1: { routes: { a: via('192.168.0.0/16', '192.168.1.4') } },
      hub2: { routes: { a: via('10.0.0.0/16', '10.0.1.4') } },
      spoke1: { routes: { a: via('192.168.4.0/22', '10.0.1.4') } },
      spoke2: { routes: { a: via('10.0.4.0/22', '192.168.1.4'), b: via('10.0.0.0/22', '192.168.1.4') } },
    },
    privateEndpoints: Object.fromEntries(ENDPOINTS.map((ip, i) => [`pe${i}`, { subnet: 'hub1/vm', privateIPAddress: ip }])),
  };
  const seen = ENDPOINTS.map((ip) => `Default Active ${ip}/32 InterfaceEndpoint`);
  it.each<[string, string[], boolean]>([
    [
      'hub1',
      [
        'Default Active 10.0.0.0/22 VnetLocal',
        'Default Active 192.168.0.0/22 VNetPeering',
        'Default Active 10.0.4.0/22 VNetPeering',
        'User Active 192.168.0.0/16 VirtualAppliance 192.168.1.4',
      ],
      true,
    ],
    [
      'hub2',
      [
        'Default Active 192.168.0.0/22 VnetLocal',
        'Default Active 192.168.4.0/22 VNetPeering',
        'Default Active 10.0.0.0/22 VNetPeering',
        'User Active 10.0.0.0/16 VirtualAppliance 10.0.1.4',
      ],
      true,
    ],
    [
      'spoke1',
      ['Default Active 10.0.4.0/22 VnetLocal', 'Default Active 10.0.0.0/22 VNetPeering', 'User Active 192.168.4.0/22 VirtualAppliance 10.0.1.4'],
      true,
    ],
    [
      'spoke2',
      [
        'Default Active 192.168.4.0/22 VnetLocal',
        'Default Active 192.168.0.0/22 VNetPeering',
        'User Active 10.0.4.0/22 VirtualAppliance 192.168.1.4',
        'User Active 10.0.0.0/22 VirtualAppliance 192.168.1.4',
      ],
      false,
    ],
  ])('A37 %s: in the endpoint’s VNet and those peered with it, no further', (id, rows, sees) => {
    expect(effective(solve(lab), `${id}/vm`, 'none')).toEqual([...rows, 'Default Active 0.0.0.0/0 Internet', ...(sees ? seen : [])].toSorted());
  });
});
