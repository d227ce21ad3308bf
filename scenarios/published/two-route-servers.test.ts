/**
 * One NVA between two Route Servers, which overrides their AS number and leaves the next hops as they are, against what was published:
 * github.com/fabferri/az-pattern, "hackathon: hub-spoke vnets configuration with ExpressRoute connection in failover through a transit vnet"
 * (February 2023, FRR 8.4.2).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, routesTable, runCommand, solve } from '../../src/engine/index.ts';
import { customer, effective, nva } from './labs.ts';
import { vnet } from './tables.ts';

const RS1 = ['10.0.1.132', '10.0.1.133'];
const RS2 = ['10.0.2.132', '10.0.2.133'];
const neighbor = (ip: string, map: string) => [
  `  neighbor ${ip} as-override`,
  `  neighbor ${ip} soft-reconfiguration inbound`,
  `  neighbor ${ip} route-map BGP_IN in`,
  `  neighbor ${ip} route-map ${map} out`,
];
const FRR = [
  ...[...RS1, ...RS2].map((ip) => `ip route ${ip}/32 10.0.2.1`),
  'router bgp 65001',
  ' bgp router-id 10.0.2.10',
  ...[...RS1, ...RS2].flatMap((ip) => [` neighbor ${ip} remote-as 65515`, ` neighbor ${ip} ebgp-multihop 3`]),
  ' address-family ipv4 unicast',
  ...RS1.flatMap((ip) => neighbor(ip, 'BGP_OUT_RS1')),
  ...RS2.flatMap((ip) => neighbor(ip, 'BGP_OUT_RS2')),
  ' exit-address-family',
  'exit',
  'ip prefix-list BGP_IN seq 10 permit 0.0.0.0/0 le 32',
  ...['10.0.1.0/24', '10.17.34.0/24', '10.0.50.0/24'].map((p, i) => `ip prefix-list BGP_OUT_RS1 seq ${10 * (i + 1)} deny ${p}`),
  'ip prefix-list BGP_OUT_RS1 seq 50 permit 0.0.0.0/0 le 32',
  ...['10.1.34.0/25', '10.18.34.0/24', '10.0.2.0/24'].map((p, i) => `ip prefix-list BGP_OUT_RS2 seq ${10 * (i + 1)} deny ${p}`),
  'ip prefix-list BGP_OUT_RS2 seq 50 permit 0.0.0.0/0 le 32',
  'route-map BGP_IN permit 10',
  ' match ip address prefix-list BGP_IN',
  ...['RS1', 'RS2'].flatMap((rs) => [`route-map BGP_OUT_${rs} permit 10`, ` match ip address prefix-list BGP_OUT_${rs}`, ' set ip next-hop unchanged']),
];
const peered = (id: string) => ({ [id]: { remoteVirtualNetwork: id, allowForwardedTraffic: true } });
const hub = vnet(['10.0.1.0/24', '10.17.34.0/24'], { RouteServerSubnet: '10.0.1.128/26', vm: '10.0.1.0/27' }, { spokes: ['spoke1'] });
const transit = vnet(['10.0.2.0/24', '10.18.34.0/24'], { nva: '10.0.2.0/27', RouteServerSubnet: '10.0.2.128/26', GatewaySubnet: '10.0.2.192/26' });
const server = (net: string) => ({
  subnet: `${net}/RouteServerSubnet`,
  allowBranchToBranchTraffic: true,
  bgpConnections: { nva2: { peerIp: '10.0.2.10', peerAsn: 65001 } },
});
const lab = mergePatch(customer('er', 65020, ['192.168.34.16/30', '192.168.34.20/30'], ['10.1.34.0/25']), {
  virtualNetworks: {
    hub: { ...hub, virtualNetworkPeerings: { ...hub.virtualNetworkPeerings, ...peered('transit') } },
    transit: { ...transit, virtualNetworkPeerings: peered('hub') },
    spoke1: vnet(['10.0.50.0/24'], { vm: '10.0.50.0/27' }, { hub: 'hub' }),
  },
  routeServers: { rs1: server('hub'), rs2: server('transit') },
  virtualMachines: { nva2: nva('transit/nva', '10.0.2.10', FRR) },
  virtualNetworkGateways: {
    ergw: { gatewayType: 'ExpressRoute', subnet: 'transit/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.0.2.204', '10.0.2.205'] } },
  },
  connections: { cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'er', mseeAddresses: ['10.0.2.196', '10.0.2.197'] } },
} satisfies Lab) as Lab;
const solution = solve(lab);

const peering = (rs: string, command: string) =>
  Object.values(
    JSON.parse(runCommand(solution, rs, `az network routeserver peering ${command} -g rg --routeserver ${rs} -n nva2`).text) as Record<
      string,
      Record<string, string>[] | null
    >,
  )
    .flatMap((rows) => (rows ?? []).map((r) => `${r['localAddress']} ${r['network']} ${r['nextHop']} ${r['asPath']}`))
    .toSorted();
const best = (command: string) =>
  runCommand(solution, 'nva2', command)
    .text.split('\n')
    .filter((l) => l.startsWith('*>'));

describe('an NVA between two Route Servers', () => {
  it('A128 its table: three prefixes of each, from both instances', () => {
    const rows = routesTable(solution, 'nva2', 'bgp').rows.map((r) => `${r.cells['network']} ${r.cells['nextHop']} ${r.cells['path']}`);
    const want = [
      ...['10.0.1.0/24', '10.0.50.0/24', '10.17.34.0/24'].flatMap((p) => RS1.map((n) => `${p} ${n} 65515`)),
      ...['10.0.2.0/24', '10.18.34.0/24'].flatMap((p) => RS2.map((n) => `${p} ${n} 65515`)),
      ...RS2.map((n) => `10.1.34.0/25 ${n} 65515 12076 65020`),
    ];
    expect(rows.toSorted()).toEqual(want.toSorted());
  });

  it.each([
    [
      'rs1',
      'show ip bgp neighbors 10.0.1.132 advertised-routes',
      [
        '*> 10.0.2.0/24      10.0.2.132                             0 65001 i',
        '*> 10.1.34.0/25     10.0.2.132                             0 65001 12076 65020 i',
        '*> 10.18.34.0/24    10.0.2.132                             0 65001 i',
      ],
    ],
    [
      'rs2',
      'show ip bgp neighbors 10.0.2.132 advertised-routes',
      [
        '*> 10.0.1.0/24      10.0.1.132                             0 65001 i',
        '*> 10.0.50.0/24     10.0.1.132                             0 65001 i',
        '*> 10.17.34.0/24    10.0.1.132                             0 65001 i',
      ],
    ],
  ])('F57 what FRR says that it sends to %s, to the column', (_rs, command, want) => {
    expect(best(command)).toEqual(want);
  });

  it('A133, A135, A137 rs1 learns the transit VNet, which is peered and no more, and the site', () => {
    const want = RS1.flatMap((own) => [
      `${own} 10.0.2.0/24 10.0.2.132 65001-65001`,
      `${own} 10.18.34.0/24 10.0.2.132 65001-65001`,
      `${own} 10.1.34.0/25 10.0.2.132 65001-65001-12076-65020`,
    ]);
    expect(peering('rs1', 'list-learned-routes')).toEqual(want.toSorted());
  });

  it('A133, A137 rs2 learns the hub, which is peered and no more, and its spoke', () => {
    const want = RS2.flatMap((own) => ['10.0.50.0/24', '10.0.1.0/24', '10.17.34.0/24'].map((p) => `${own} ${p} 10.0.1.132 65001-65001`));
    expect(peering('rs2', 'list-learned-routes')).toEqual(want.toSorted());
  });

  it.each([
    ['rs1', RS1.flatMap((own) => ['10.17.34.0/24', '10.0.1.0/24', '10.0.50.0/24'].map((p) => `${own} ${p} ${own} 65515`))],
    ['rs2', RS2.flatMap((own) => [...['10.18.34.0/24', '10.0.2.0/24'].map((p) => `${own} ${p} ${own} 65515`), `${own} 10.1.34.0/25 ${own} 65515-12076-65020`])],
  ])('A128, A229 %s tells it its VNets and its circuit', (rs, want) => {
    expect(peering(rs, 'list-advertised-routes')).toEqual(want.toSorted());
  });

  it('A131, A133 the hub has the site by the other Route Server’s address, and beside the peering nothing', () => {
    const rows = effective(solution, 'hub/vm', 'none').filter((r) => r.startsWith('VirtualNetworkGateway'));
    expect(rows).toEqual(['VirtualNetworkGateway Active 10.1.34.0/25 VirtualNetworkGateway 10.0.2.132']);
  });
});
