/**
 * ExpressRoute beside a VPN to AWS over APIPA addresses, the primary leg of the circuit alone, and the failover, against what was published:
 * github.com/jocortems, "Interconnecting Azure and AWS using ExpressRoute/DirectConnect through Megaport MCR and native IPSec VPN" (2021). Its
 * circuit prints classful networks without a mask, as the service did then; its bonus exercise cuts the gateways' own sessions.
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, routesTable, solve } from '../../src/engine/index.ts';
import { bgp, effective, nva } from './labs.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

const aws = (outer: string, inner: string, gateway: string, connection: string) => ({
  interfaces: { eth0: { addresses: [`${outer}/24`], segment: 'wan' }, vti: { addresses: [`${inner}/30`], ipsec: connection } },
  frr: { config: bgp(64900, { [gateway]: 65515 }, ['172.16.0.0/16']).join('\n') },
});
const lng = (gatewayIpAddress: string, bgpPeeringAddress: string) => ({ gatewayIpAddress, bgpSettings: { asn: 64900, bgpPeeringAddress } });
const lab: Lab = {
  virtualNetworks: { vnet: vnet(['172.29.0.0/16'], { vm: '172.29.0.0/24', nva: '172.29.1.0/24', GatewaySubnet: '172.29.255.0/24' }) },
  publicIPAddresses: { 'vpngw-0': { ipAddress: '198.51.100.4' }, 'vpngw-1': { ipAddress: '198.51.100.5' } },
  virtualNetworkGateways: {
    ergw: { gatewayType: 'ExpressRoute', subnet: 'vnet/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['172.29.255.13', '172.29.255.12'] } },
    vpngw: {
      ...vpnGateway('vpngw', 'vnet', 65515, ['172.29.255.14', '172.29.255.15']),
      bgpSettings: {
        asn: 65515,
        bgpPeeringAddresses: ['172.29.255.14', '172.29.255.15'],
        customBgpIpAddresses: ['169.254.21.2', '169.254.22.2', '169.254.22.10', '169.254.21.10'],
      },
    },
  },
  localNetworkGateways: { 'aws-1': lng('203.0.113.1', '169.254.21.1'), 'aws-2': lng('203.0.113.2', '169.254.22.1') },
  connections: {
    // One tunnel of each AWS connection has BGP: a connection to one instance, as the other's session never stands.
    'cn-1': {
      connectionType: 'IPsec',
      virtualNetworkGateway1: 'vpngw',
      localNetworkGateway2: 'aws-1',
      enableBgp: true,
      gatewayCustomBgpIpAddresses: ['169.254.21.2', '169.254.21.10'],
    },
    'cn-2': {
      connectionType: 'IPsec',
      virtualNetworkGateway1: 'vpngw',
      localNetworkGateway2: 'aws-2',
      enableBgp: true,
      gatewayCustomBgpIpAddresses: ['169.254.22.10', '169.254.22.2'],
    },
    er: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'to-megaport', mseeAddresses: ['172.29.255.4', '172.29.255.5'] },
  },
  expressRouteCircuits: {
    'to-megaport': {
      peerings: {
        AzurePrivatePeering: { peerASN: 64600, primaryPeerAddressPrefix: '169.254.101.216/30', secondaryPeerAddressPrefix: '169.254.101.220/30', vlanId: 100 },
      },
    },
  },
  segments: { wan: {}, vif: {} },
  routers: {
    far1: aws('203.0.113.1', '169.254.21.1', '169.254.21.2', 'cn-1#0'),
    far2: aws('203.0.113.2', '169.254.22.1', '169.254.22.2', 'cn-2#1'),
    mcr: {
      interfaces: { azure: { addresses: ['169.254.101.217/30'], circuit: 'to-megaport/primary' }, aws: { addresses: ['169.254.50.217/30'], segment: 'vif' } },
      frr: {
        config: bgp(
          64600,
          { '169.254.101.218': 12076, '169.254.50.218': 64901 },
          ['169.254.50.216/30', '169.254.101.216/30'],
          [' bgp router-id 10.255.0.1', ' neighbor 169.254.101.218 route-map ORIGIN out'],
        )
          .concat('route-map ORIGIN permit 10', ' set origin incomplete')
          .join('\n'),
      },
    },
    dxgw: {
      interfaces: { vif: { addresses: ['169.254.50.218/30'], segment: 'vif' } },
      frr: { config: bgp(64901, { '169.254.50.217': 64600 }, ['172.16.0.0/16'], [' bgp router-id 10.255.0.2']).join('\n') },
    },
  },
};
const up = solve(lab);
const down = solve(mergePatch(lab, { outages: { vxc: { of: 'dxgw' } } }) as Lab);
const learned = (s: typeof up) => printed(s, 'ergw', 'az network vnet-gateway list-learned-routes -g rg -n ergw -o table').toSorted();
const circuit = (s: typeof up, path: string) =>
  printed(s, 'to-megaport', `az network express-route list-route-tables -g rg -n to-megaport --path ${path} --peering-name AzurePrivatePeering -o table`).map(
    (r) => r.replace('*', ''),
  );
const gatewayRows = (s: typeof up) => effective(s, 'vnet/vm', 'none').filter((r) => r.startsWith('VirtualNetworkGateway') && r.includes('172.16.0.0/16'));

describe('ExpressRoute and VPN up', () => {
  it('A80, A103 the ExpressRoute gateway: the circuit by the one leg, the VPN’s way besides', () => {
    const want = published(`
172.29.0.0/16                      Network   172.29.255.13                     32768
169.254.101.216/30  172.29.255.4   EBgp      172.29.255.4   12076-64600        32769
169.254.50.216/30   172.29.255.4   EBgp      172.29.255.4   12076-64600        32769
172.16.0.0/16       172.29.255.4   EBgp      172.29.255.4   12076-64600-64901  32769
172.16.0.0/16       172.29.255.14  IBgp      172.29.255.14  64900              32768
172.16.0.0/16       172.29.255.15  IBgp      172.29.255.15  64900              32768`);
    expect(learned(up)).toEqual(want.toSorted());
  });

  it('A85, A227 its peers: three routes by the one MSEE, none by the other, one from each VPN instance', () => {
    const rows = printed(up, 'ergw', 'az network vnet-gateway list-bgp-peer-status -g rg -n ergw -o table').map((r) => r.split(' '));
    expect(rows.map((r) => [r[0], r[1], r[2], r[4]].join(' ')).toSorted()).toEqual(
      ['172.29.255.4 12076 Connected 3', '172.29.255.5 12076 Connected 0', '172.29.255.14 65515 Connected 1', '172.29.255.15 65515 Connected 1'].toSorted(),
    );
  });

  it('A231 the circuit: the customer’s routes at the primary, the VNet at both', () => {
    const vnetRows = ['172.29.0.0/16 172.29.255.12 65515 0', '172.29.0.0/16 172.29.255.13 65515 0'];
    expect(circuit(up, 'secondary').toSorted()).toEqual(vnetRows);
    const primary = circuit(up, 'primary');
    expect(primary).toEqual(expect.arrayContaining([...vnetRows, '169.254.50.216/30 169.254.101.217 64600 ? 0']));
    expect(primary.some((r) => r.startsWith('172.16.0.0/16 169.254.101.217 64600 64901'))).toBe(true);
  });

  it('A108 the VM goes by ExpressRoute alone, though the VPN’s path is shorter', () => {
    expect(gatewayRows(up)).toEqual(['VirtualNetworkGateway Active 172.16.0.0/16 VirtualNetworkGateway 172.29.255.4']);
  });
});

describe('the far side of the circuit lost', () => {
  it('A108 the VPN’s routes are left', () => {
    const want = published(`
172.29.0.0/16                      Network   172.29.255.13               32768
169.254.101.216/30  172.29.255.4   EBgp      172.29.255.4   12076-64600  32769
169.254.50.216/30   172.29.255.4   EBgp      172.29.255.4   12076-64600  32769
172.16.0.0/16       172.29.255.14  IBgp      172.29.255.14  64900        32768
172.16.0.0/16       172.29.255.15  IBgp      172.29.255.15  64900        32768`);
    expect(learned(down)).toEqual(want.toSorted());
  });

  it('A20 and the VM has a row for each VPN instance', () => {
    expect(gatewayRows(down)).toEqual(['14', '15'].map((i) => `VirtualNetworkGateway Active 172.16.0.0/16 VirtualNetworkGateway 172.29.255.${i}`));
  });
});

describe('the bonus: a route of GatewaySubnet leads the gateways’ own sessions to a machine that drops them', () => {
  const diverted = (more: NonNullable<Lab['routeTables']>[string]['routes']) =>
    solve(
      mergePatch(lab, {
        outages: { vxc: { of: 'dxgw' } },
        virtualNetworks: { vnet: { subnets: { GatewaySubnet: { routeTable: 'gw-rt' } } } },
        routeTables: {
          'gw-rt': { routes: { vnet: { addressPrefix: '172.29.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '172.29.1.10' }, ...more } },
        },
        virtualMachines: { nva: { ...nva('vnet/nva', '172.29.1.10', []), ipForward: false } },
      }) as Lab,
    );

  it('A89 no route of the VPN is left in the VNet', () => {
    expect(gatewayRows(diverted({}))).toEqual([]);
  });

  it('A89 a longer route for GatewaySubnet itself mends it', () => {
    expect(gatewayRows(diverted({ own: { addressPrefix: '172.29.255.0/24', nextHopType: 'VnetLocal' } }))).toHaveLength(2);
  });
});

it('A64 the VPN gateway has AWS over both APIPA sessions, each instance by its own and by its sibling', () => {
  const rows = routesTable(up, 'vpngw', 'learned').rows.map((r) => `${r.group} ${r.cells['network']} ${r.cells['origin']} ${r.cells['asPath']}`);
  for (const instance of ['172.29.255.14', '172.29.255.15'])
    expect(rows).toEqual(expect.arrayContaining([`${instance} 172.16.0.0/16 EBgp 64900`, `${instance} 172.16.0.0/16 IBgp 64900`]));
});
