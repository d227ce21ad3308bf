/**
 * A hub with an active-active VPN gateway for point-to-site clients, Route Server and an NVA, beside a transit VNet that has an
 * ExpressRoute circuit and a Route Server of its own, against what was published: vuptime.io, "Mock-up Azure VMware Solution in Hub-and-Spoke
 * topology", part 3 (L. Rivallain, March 2023; stages 7 and 9).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, runCommand, solve } from '../../src/engine/index.ts';
import { bgp, customer, effective, learned, listing, nva } from './labs.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

const AVS = ['64/26', '0/26', '192/32']
  .map((p) => `10.100.100.${p}`)
  .concat([
    '10.100.109.0/24',
    '10.100.101.0/25',
    '10.100.110.0/24',
    '10.100.111.0/24',
    '10.100.113.0/24',
    '10.100.114.0/24',
    '10.100.103.0/26',
    '10.100.101.128/25',
    '10.100.102.0/25',
  ]);
const transitNet = vnet(['10.100.203.0/24'], { GatewaySubnet: '10.100.203.0/27', RouteServerSubnet: '10.100.203.32/27', bgp: '10.100.203.64/26' });
const hub = vnet(
  ['10.100.200.0/24'],
  { GatewaySubnet: '10.100.200.0/27', RouteServerSubnet: '10.100.200.32/27', nva: '10.100.200.64/26' },
  { spokes: ['spoke-01', 'spoke-02'] },
);
const via = (addressPrefix: string, nextHopIpAddress: string) => ({ addressPrefix, nextHopType: 'VirtualAppliance', nextHopIpAddress }) as const;
const base = mergePatch(customer('avs', 398656, ['172.16.0.0/30', '172.16.0.4/30'], AVS), {
  virtualNetworks: {
    'hub-vnet': {
      ...hub,
      subnets: { ...hub.subnets, nva: { addressPrefix: '10.100.200.64/26', routeTable: 'nva-rt' } },
      virtualNetworkPeerings: { ...hub.virtualNetworkPeerings, transit: { remoteVirtualNetwork: 'avs-transit', allowForwardedTraffic: true } },
    },
    'spoke-01': vnet(['10.100.201.0/24'], { vm: '10.100.201.0/26' }, { hub: 'hub-vnet' }),
    'spoke-02': vnet(['10.100.202.0/24'], { vm: '10.100.202.0/26' }, { hub: 'hub-vnet' }),
    'avs-transit': {
      ...transitNet,
      subnets: { ...transitNet.subnets, bgp: { addressPrefix: '10.100.203.64/26', routeTable: 'bgp-rt' } },
      virtualNetworkPeerings: { hub: { remoteVirtualNetwork: 'hub-vnet', allowForwardedTraffic: true } },
    },
  },
  routeTables: {
    'nva-rt': { routes: { workload: via('10.100.110.0/24', '10.100.203.68'), management: via('10.100.100.0/22', '10.100.203.68') } },
    'bgp-rt': { routes: { default: via('0.0.0.0/0', '10.100.200.68') } },
  },
  virtualNetworkGateways: {
    'avs-ergw': { gatewayType: 'ExpressRoute', subnet: 'avs-transit/GatewaySubnet' },
  },
  connections: {
    'to-avs': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'avs-ergw', peer: 'avs', mseeAddresses: ['10.24.132.60', '10.24.132.61'] },
  },
  routeServers: {
    'avs-rs': {
      subnet: 'avs-transit/RouteServerSubnet',
      allowBranchToBranchTraffic: true,
      bgpConnections: { bgp: { peerIp: '10.100.203.68', peerAsn: 65002 } },
    },
  },
  virtualMachines: { 'avs-bgp': nva('avs-transit/bgp', '10.100.203.68', bgp(65002, { '10.100.203.36': 65515, '10.100.203.37': 65515 }, ['0.0.0.0/0'])) },
  outages: { leg: { of: 'avs#secondary' } },
} satisfies Lab) as Lab;
/** Stage 9: Route Server in the hub too, to which the NVA announces all of Azure. */
const stage9 = mergePatch(base, {
  publicIPAddresses: { 'hub-vpn-gateway-0': { ipAddress: '198.51.100.4' }, 'hub-vpn-gateway-1': { ipAddress: '198.51.100.5' } },
  virtualNetworkGateways: {
    'hub-vpn-gateway': {
      ...vpnGateway('hub-vpn-gateway', 'hub-vnet', 65515, ['10.100.200.4', '10.100.200.5']),
      vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['10.100.204.0/24'] } },
    },
  },
  routeServers: {
    HubRouterServer: {
      subnet: 'hub-vnet/RouteServerSubnet',
      allowBranchToBranchTraffic: true,
      bgpConnections: { 'hub-rs-bgp-connection': { peerIp: '10.100.200.68', peerAsn: 65001 } },
    },
  },
  virtualMachines: { 'hub-nva': nva('hub-vnet/nva', '10.100.200.68', bgp(65001, { '10.100.200.36': 65515, '10.100.200.37': 65515 }, ['10.100.0.0/16'])) },
} satisfies Lab) as Lab;

describe('stage 7: the transit VNet', () => {
  it('A19, A47 the hub’s appliance: peered networks, no transit, two user-defined routes', () => {
    const want = listing(`
Default   Active   10.100.200.0/24   VnetLocal
Default   Active   10.100.202.0/24   VNetPeering
Default   Active   10.100.201.0/24   VNetPeering
Default   Active   10.100.203.0/24   VNetPeering
Default   Active   0.0.0.0/0         Internet
User      Active   10.100.110.0/24   VirtualAppliance  10.100.203.68
User      Active   10.100.100.0/22   VirtualAppliance  10.100.203.68`);
    expect(effective(solve(base), 'hub-vnet/nva', 'none')).toEqual(want);
  });

  it('A17–A19, A103 the appliance that announces the default: its own route comes back, and a user-defined one beats it', () => {
    const want = [
      ...listing(`
Default                Active   10.100.203.0/24    VnetLocal
Default                Active   10.100.200.0/24    VNetPeering
VirtualNetworkGateway  Invalid  0.0.0.0/0          VirtualNetworkGateway  10.100.203.68
User                   Active   0.0.0.0/0          VirtualAppliance       10.100.200.68`),
      ...AVS.flatMap((p) => learned(p, '10.24.132.60')),
    ];
    expect(effective(solve(base), 'avs-transit/bgp', 'none')).toEqual(want.toSorted());
  });
});

describe('stage 9: Route Server in the hub', () => {
  const solution = solve(stage9);

  it('A228 it learns the whole of Azure from the NVA', () => {
    const answer = JSON.parse(
      runCommand(solution, 'HubRouterServer', 'az network routeserver peering list-learned-routes -g rg --routeserver HubRouterServer -n hub-rs-bgp-connection')
        .text,
    ) as Record<string, Record<string, unknown>[] | null>;
    expect(Object.values(answer).flatMap((r) => r ?? [])).toEqual(
      ['10.100.200.36', '10.100.200.37'].map((localAddress) => ({
        asPath: '65001',
        localAddress,
        network: '10.100.0.0/16',
        nextHop: '10.100.200.68',
        origin: 'EBgp',
        sourcePeer: '10.100.200.68',
        weight: 32768,
      })),
    );
  });

  it('A81, A95 the VPN gateway: each instance its half of the pool, the other’s by its sibling and by both Route Server instances', () => {
    const want = published(`
10.100.200.0/24                   Network   10.100.200.5             32768
10.100.201.0/24                   Network   10.100.200.5             32768
10.100.202.0/24                   Network   10.100.200.5             32768
10.100.204.0/25                   Network   10.100.200.5             32768
10.100.204.128/25  10.100.200.4   IBgp      10.100.200.4             32768
10.100.204.128/25  10.100.200.4   IBgp      10.100.200.36            32768
10.100.204.128/25  10.100.200.4   IBgp      10.100.200.37            32768
10.100.0.0/16      10.100.200.68  IBgp      10.100.200.36  65001     32768
10.100.0.0/16      10.100.200.68  IBgp      10.100.200.37  65001     32768
10.100.200.0/24                   Network   10.100.200.4             32768
10.100.201.0/24                   Network   10.100.200.4             32768
10.100.202.0/24                   Network   10.100.200.4             32768
10.100.204.128/25                 Network   10.100.200.4             32768
10.100.204.0/25    10.100.200.5   IBgp      10.100.200.5             32768
10.100.204.0/25    10.100.200.5   IBgp      10.100.200.36            32768
10.100.204.0/25    10.100.200.5   IBgp      10.100.200.37            32768
10.100.0.0/16      10.100.200.68  IBgp      10.100.200.36  65001     32768
10.100.0.0/16      10.100.200.68  IBgp      10.100.200.37  65001     32768`);
    // Which instance has which half is no rule of Azure's: here the first has the lower one.
    const swapped = want.map((r) => r.replace(/204\.(0|128)\/25/, (_, half: string) => `204.${half === '0' ? '128' : '0'}/25`));
    const have = printed(solution, 'hub-vpn-gateway', 'az network vnet-gateway list-learned-routes -g rg -n hub-vpn-gateway -o table');
    expect(have.toSorted()).toEqual(swapped.toSorted());
  });
});
