/**
 * Route Server with an NVA that has a tunnel to one site, a VPN gateway of an AS of its own that has a tunnel to another, and a
 * spoke, against what was published: github.com/malgebary/Azure-Route-Server-MicroHack, scenarios 1 to 3 (2021). The NVA's BGP address is that of
 * its outer NIC here, where the deployment had a loopback, 192.168.1.1.
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, routesTable, type Solution, solve } from '../../src/engine/index.ts';
import { effectiveRows, vnet, vpnGateway } from './tables.ts';

const CSR = [
  'ip route 10.1.2.0/24 10.1.1.1',
  'ip route 10.0.0.4/32 10.1.0.1',
  'router bgp 65002',
  ' no bgp ebgp-requires-policy',
  ' neighbor 10.0.0.4 remote-as 65001',
  ' neighbor 10.0.0.4 ebgp-multihop 255',
  ' neighbor 10.1.2.4 remote-as 65515',
  ' neighbor 10.1.2.4 ebgp-multihop 255',
  ' neighbor 10.1.2.5 remote-as 65515',
  ' neighbor 10.1.2.5 ebgp-multihop 255',
  ' no bgp network import-check',
  ' network 10.1.10.0/24',
].join('\n');

/** Scenario 1: the NVA between On-Prem-VNG and Route Server. */
const one: Lab = {
  virtualNetworks: {
    'HUB-SCUS': vnet(['10.1.0.0/16'], {
      outside: '10.1.0.0/24',
      inside: '10.1.1.0/24',
      RouteServerSubnet: '10.1.2.0/24',
      GatewaySubnet: '10.1.5.0/24',
      'Subnet-1': '10.1.10.0/24',
    }),
    'On-Prem-Vnet': vnet(['10.0.0.0/16'], { 'Subnet-1': '10.0.10.0/24', GatewaySubnet: '10.0.0.0/24' }),
  },
  publicIPAddresses: { CSRPublicIP: { ipAddress: '198.51.100.1' }, 'onprem-0': { ipAddress: '20.0.0.1' } },
  virtualMachines: {
    CSR: {
      networkInterfaces: {
        eth0: { subnet: 'HUB-SCUS/outside', privateIPAddress: '10.1.0.4', enableIPForwarding: true, publicIPAddress: 'CSRPublicIP' },
        eth1: { subnet: 'HUB-SCUS/inside', privateIPAddress: '10.1.1.4', enableIPForwarding: true },
      },
      ipForward: true,
      frr: { config: CSR },
    },
  },
  virtualNetworkGateways: { onprem: vpnGateway('onprem', 'On-Prem-Vnet', 65001, ['10.0.0.4']) },
  localNetworkGateways: {
    'CSR-LNG': {
      gatewayIpAddress: '198.51.100.1',
      localNetworkAddressSpace: { addressPrefixes: ['192.168.2.1/32'] },
      bgpSettings: { asn: 65002, bgpPeeringAddress: '10.1.0.4' },
    },
  },
  connections: { toCSR: { connectionType: 'IPsec', virtualNetworkGateway1: 'onprem', localNetworkGateway2: 'CSR-LNG', enableBgp: true } },
  routeServers: { RouteServer: { subnet: 'HUB-SCUS/RouteServerSubnet', bgpConnections: { CSR: { peerIp: '10.1.1.4', peerAsn: 65002 } } } },
};

/** Scenario 2: HUB-VNG in AS 65004 with one tunnel to On-Prem1-VNG, branch-to-branch on. Scenario 3: a spoke besides. */
const two = mergePatch(one, {
  virtualNetworks: { 'On-Prem1-Vnet': vnet(['10.2.0.0/16'], { 'Subnet-1': '10.2.10.0/24', GatewaySubnet: '10.2.2.0/27' }) },
  publicIPAddresses: { 'hub-0': { ipAddress: '40.124.140.162' }, 'hub-1': { ipAddress: '40.124.140.163' }, 'onprem1-0': { ipAddress: '23.0.0.1' } },
  virtualNetworkGateways: {
    hub: vpnGateway('hub', 'HUB-SCUS', 65004, ['10.1.5.4', '10.1.5.5']),
    onprem1: vpnGateway('onprem1', 'On-Prem1-Vnet', 65003, ['10.2.2.30']),
  },
  localNetworkGateways: {
    'HUB-LNG': { gatewayIpAddress: '40.124.140.162', bgpSettings: { asn: 65004, bgpPeeringAddress: '10.1.5.4' } },
    'On-Prem1-LNG': { gatewayIpAddress: '23.0.0.1', bgpSettings: { asn: 65003, bgpPeeringAddress: '10.2.2.30' } },
  },
  connections: {
    'To-HUB-SCUS': { connectionType: 'IPsec', virtualNetworkGateway1: 'onprem1', localNetworkGateway2: 'HUB-LNG', enableBgp: true },
    'To-On-Prem1': { connectionType: 'IPsec', virtualNetworkGateway1: 'hub', localNetworkGateway2: 'On-Prem1-LNG', enableBgp: true },
  },
  routeServers: { RouteServer: { allowBranchToBranchTraffic: true } },
}) as Lab;
const three = mergePatch(two, {
  virtualNetworks: {
    'HUB-SCUS': { virtualNetworkPeerings: { 'HUB-To-Spoke': { remoteVirtualNetwork: 'Spoke-Vnet', allowGatewayTransit: true } } },
    'Spoke-Vnet': vnet(['10.4.0.0/16'], { 'Subnet-1': '10.4.10.0/24' }, { hub: 'HUB-SCUS' }),
  },
}) as Lab;

const s1 = solve(one);
const s2 = solve(two);
const s3 = solve(three);
const effective = (s: Solution, subnet: string) =>
  effectiveRows(s, subnet)
    .filter((r) => !r.endsWith('None') && !r.endsWith('Internet'))
    .toSorted();
const learned = (p: string, nextHop: string) => `VirtualNetworkGateway Active ${p} VirtualNetworkGateway ${nextHop}`;
/** Prefix, next hop and path of an NVA's table. */
const table = (s: Solution) =>
  routesTable(s, 'CSR', 'bgp')
    .rows.map((r) => `${r.cells['network']} ${r.cells['nextHop']} ${r.cells['path']}`.trim())
    .toSorted();

describe('scenario 1: Route Server and the NVA', () => {
  it('A128, A135, A235 the NVA has the VNet from both instances, the site from its gateway', () => {
    expect(table(s1)).toEqual(['10.0.0.0/16 10.0.0.4 65001', '10.1.0.0/16 10.1.2.4 65515', '10.1.0.0/16 10.1.2.5 65515', '10.1.10.0/24 0.0.0.0'].toSorted());
  });

  it('A131, A133 the site in every NIC, the NVA’s own too; the VNet’s subnet that the NVA announces nowhere', () => {
    for (const subnet of ['outside', 'inside', 'Subnet-1'])
      expect(effective(s1, `HUB-SCUS/${subnet}`)).toEqual(['Default Active 10.1.0.0/16 VnetLocal', learned('10.0.0.0/16', '10.1.1.4')].toSorted());
  });

  it('A23, A67 the site: the peer’s host route, the static one and what BGP brings, by the gateway’s public address', () => {
    expect(effective(s1, 'On-Prem-Vnet/Subnet-1')).toEqual(
      [
        'Default Active 10.0.0.0/16 VnetLocal',
        ...['10.1.0.0/16', '10.1.0.4/32', '192.168.2.1/32', '10.1.10.0/24'].map((p) => learned(p, '20.0.0.1')),
      ].toSorted(),
    );
  });
});

describe('scenario 2: a VPN gateway of another AS, branch-to-branch', () => {
  it('A128, A130 the NVA has the other site behind 65515 and the gateway’s AS', () => {
    expect(table(s2).filter((r) => r.startsWith('10.2.'))).toEqual(['10.2.0.0/16 10.1.2.4 65515 65004 65003', '10.2.0.0/16 10.1.2.5 65515 65004 65003']);
  });

  it('A77, A79, A130 the gateway: the tunnel’s instance by eBGP, the other by its sibling; the NVA’s site behind 65515', () => {
    const rows = routesTable(s2, 'hub', 'learned').rows.map((r) => `${r.group} ${r.cells['network']} ${r.cells['origin']} ${r.cells['asPath']}`);
    expect(rows).toEqual(
      expect.arrayContaining(['10.1.5.4 10.2.0.0/16 EBgp 65003', '10.1.5.5 10.2.0.0/16 IBgp 65003', '10.1.5.4 10.0.0.0/16 EBgp 65515-65002-65001']),
    );
    expect(rows).not.toContain('10.1.5.5 10.2.0.0/16 EBgp 65003');
  });

  it('A23, A83 the sites’ effective routes: each has the other through both gateways, no host routes of far tunnels', () => {
    expect(effective(s2, 'On-Prem1-Vnet/Subnet-1')).toEqual(
      ['Default Active 10.2.0.0/16 VnetLocal', ...['10.1.5.4/32', '10.1.0.0/16', '10.0.0.0/16'].map((p) => learned(p, '23.0.0.1'))].toSorted(),
    );
    expect(effective(s2, 'On-Prem-Vnet/Subnet-1')).toEqual(
      [
        'Default Active 10.0.0.0/16 VnetLocal',
        ...['10.1.0.0/16', '10.1.0.4/32', '192.168.2.1/32', '10.1.10.0/24', '10.2.0.0/16'].map((p) => learned(p, '20.0.0.1')),
      ].toSorted(),
    );
  });
});

describe('scenario 3: a spoke', () => {
  it('A57, A130 it has the gateway’s site by both instances, the NVA’s by the NVA itself', () => {
    expect(effective(s3, 'Spoke-Vnet/Subnet-1')).toEqual(
      [
        'Default Active 10.4.0.0/16 VnetLocal',
        'Default Active 10.1.0.0/16 VNetPeering',
        learned('10.2.0.0/16', '10.1.5.4'),
        learned('10.2.0.0/16', '10.1.5.5'),
        learned('10.0.0.0/16', '10.1.1.4'),
      ].toSorted(),
    );
  });

  it('A57, A128 the NVA is told of it', () => {
    expect(table(s3).filter((r) => r.startsWith('10.4.'))).toEqual(['10.4.0.0/16 10.1.2.4 65515', '10.4.0.0/16 10.1.2.5 65515']);
  });

  it('A51, A68 and the gateway’s site by the gateway', () => {
    const rows = routesTable(s3, 'onprem1', 'learned').rows.map((r) => `${r.cells['network']} ${r.cells['asPath']}`);
    expect(rows).toContain('10.4.0.0/16 65004');
  });
});
