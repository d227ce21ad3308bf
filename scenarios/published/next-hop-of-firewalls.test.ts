/**
 * An NVA that announces spokes behind two firewalls in peered hubs, next hop set to each firewall, against what was published:
 * github.com/fabferri/az-pattern, "Hub-spoke vnets with Azure firewalls and Route Servers" (July 2022; the listings are PowerShell's, whose
 * columns are those of `az` in another order).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, routesTable, runCommand, solve } from '../../src/engine/index.ts';
import { bgp, customer, nva } from './labs.ts';
import { printed, vnet } from './tables.ts';

const BEHIND = { '10.0.1.0/24': '10.11.0.4', '10.0.2.0/24': '10.11.0.4', '10.0.3.0/24': '10.12.0.4', '10.0.4.0/24': '10.12.0.4' };
const RS = ['10.101.0.4', '10.101.0.5'];
const lab = mergePatch(customer('er', 65020, ['192.168.34.16/30', '192.168.34.20/30'], ['10.1.34.0/25']), {
  virtualNetworks: {
    vnet1: vnet(
      ['10.101.0.0/24'],
      { RouteServerSubnet: '10.101.0.0/27', nvasubnet: '10.101.0.32/27', GatewaySubnet: '10.101.0.224/27' },
      { spokes: ['hub1', 'hub2'] },
    ),
    hub1: vnet(['10.11.0.0/23'], { AzureFirewallSubnet: '10.11.0.0/24' }, { hub: 'vnet1' }),
    hub2: vnet(['10.12.0.0/23'], { AzureFirewallSubnet: '10.12.0.0/24' }, { hub: 'vnet1' }),
  },
  publicIPAddresses: { fw1: { ipAddress: '198.51.100.1' }, fw2: { ipAddress: '198.51.100.2' } },
  azureFirewalls: {
    azfw1: { subnet: 'hub1/AzureFirewallSubnet', publicIPAddresses: ['fw1'] },
    azfw2: { subnet: 'hub2/AzureFirewallSubnet', publicIPAddresses: ['fw2'] },
  },
  virtualMachines: {
    nva: nva('vnet1/nvasubnet', '10.101.0.50', [
      ...Object.keys(BEHIND).map((p) => `ip route ${p} 10.101.0.33`),
      'ip prefix-list BGP_OUT1 seq 10 permit 10.0.1.0/24',
      'ip prefix-list BGP_OUT1 seq 20 permit 10.0.2.0/24',
      'ip prefix-list BGP_OUT2 seq 10 permit 10.0.3.0/24',
      'ip prefix-list BGP_OUT2 seq 20 permit 10.0.4.0/24',
      'route-map BGP_OUT permit 10',
      ' match ip address prefix-list BGP_OUT1',
      ' set ip next-hop 10.11.0.4',
      'route-map BGP_OUT permit 20',
      ' match ip address prefix-list BGP_OUT2',
      ' set ip next-hop 10.12.0.4',
      ...bgp(
        65001,
        { '10.101.0.4': 65515, '10.101.0.5': 65515 },
        Object.keys(BEHIND),
        RS.map((r) => ` neighbor ${r} route-map BGP_OUT out`),
      ),
    ]),
  },
  routeServers: {
    rs: { subnet: 'vnet1/RouteServerSubnet', allowBranchToBranchTraffic: true, bgpConnections: { nva: { peerIp: '10.101.0.50', peerAsn: 65001 } } },
  },
  virtualNetworkGateways: {
    ergw: { gatewayType: 'ExpressRoute', subnet: 'vnet1/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.101.0.236', '10.101.0.237'] } },
  },
  connections: { cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'er', mseeAddresses: ['10.101.0.228', '10.101.0.229'] } },
} satisfies Lab) as Lab;
const solution = solve(lab);

describe('next hops in peered VNets', () => {
  it('A81, A103, A137 the ExpressRoute gateway has each spoke by its firewall, from both instances', () => {
    const want = [
      ...['10.101.0.0/24', '10.12.0.0/23', '10.11.0.0/23'].map((p) => `${p} Network 10.101.0.236 32768`),
      ...Object.entries(BEHIND).flatMap(([p, firewall]) => RS.map((r) => `${p} ${firewall} IBgp ${r} 65001 32768`)),
      ...['10.101.0.228', '10.101.0.229'].map((m) => `10.1.34.0/25 ${m} EBgp ${m} 12076-65020 32769`),
    ];
    // The listing is of the instance that supplied Route Server's best path of the site, which gets none back (A82).
    const have = printed(solution, 'ergw', 'az network vnet-gateway list-learned-routes -g rg -n ergw -o table').filter(
      (r) => !/^10\.1\.34\.0\/25 .*IBgp/.test(r),
    );
    expect(have.toSorted()).toEqual(want.toSorted());
  });

  it('A84, A104 it announces them as its own next hop, 65515 in front', () => {
    const want = [
      ...['10.101.0.0/24', '10.12.0.0/23', '10.11.0.0/23'].map((p) => `${p} 10.101.0.236 Igp 65515 0`),
      ...Object.keys(BEHIND).map((p) => `${p} 10.101.0.236 Igp 65515-65001 0`),
    ];
    const have = printed(solution, 'ergw', 'az network vnet-gateway list-advertised-routes -g rg -n ergw --peer 10.101.0.228 -o table');
    expect(have.toSorted()).toEqual(want.toSorted());
  });

  const peering = (command: string) =>
    Object.values(
      JSON.parse(runCommand(solution, 'rs', `az network routeserver peering ${command} -g rg --routeserver rs -n nva`).text) as Record<
        string,
        Record<string, string>[] | null
      >,
    ).flatMap((rows) => (rows ?? []).map((r) => `${r['localAddress']} ${r['network']} ${r['nextHop']} ${r['asPath']}`));

  it('A137, A228 Route Server keeps the next hops that it was told', () => {
    expect(peering('list-learned-routes').toSorted()).toEqual(
      RS.flatMap((r) => Object.entries(BEHIND).map(([p, firewall]) => `${r} ${p} ${firewall} 65001`)).toSorted(),
    );
  });

  it('A128, A229 and tells the NVA the VNets and the site', () => {
    expect(peering('list-advertised-routes').toSorted()).toEqual(
      RS.flatMap((r) => [
        ...['10.101.0.0/24', '10.12.0.0/23', '10.11.0.0/23'].map((p) => `${r} ${p} ${r} 65515`),
        `${r} 10.1.34.0/25 ${r} 65515-12076-65020`,
      ]).toSorted(),
    );
  });

  it('A104 the customer has all of them behind 12076', () => {
    const rows = routesTable(solution, 'er-edge', 'bgp').rows.map((r) => `${r.cells['network']} ${r.cells['path']}`);
    for (const p of Object.keys(BEHIND)) expect(rows).toContain(`${p} 12076`);
  });
});
