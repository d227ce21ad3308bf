/**
 * NVAs that announce a VNet which is peered with the hub but does not use its gateways, against what was published: "Simple hub-spoke
 * vnet with Route Server and ExpressRoute Gateway" (github.com/fabferri/az-pattern, August 2023), and "Hub-spoke architecture without Remote
 * gateway", a public README with FRR 8.3.1 (2022), where another VNet's prefix comes back by the MSEE.
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, runCommand, solve } from '../../src/engine/index.ts';
import { bgp, customer, effective, learned, listing, nva } from './labs.ts';
import { printed, published, vnet } from './tables.ts';

const peered = (remoteVirtualNetwork: string) => ({
  virtualNetworkPeerings: { [remoteVirtualNetwork]: { remoteVirtualNetwork, allowForwardedTraffic: true } },
});
const via = (addressPrefix: string, nextHopIpAddress: string) => ({ addressPrefix, nextHopType: 'VirtualAppliance', nextHopIpAddress }) as const;
const withTables = (net: ReturnType<typeof vnet>, tables: Readonly<Record<string, string>>) => ({
  ...net,
  subnets: Object.fromEntries(Object.entries(net.subnets).map(([name, s]) => [name, tables[name] === undefined ? s : { ...s, routeTable: tables[name] }])),
});

describe('a spoke announced for it (F. Ferri)', () => {
  const RS = ['10.0.100.68', '10.0.100.69'];
  const lab = mergePatch(customer('er', 65020, ['192.168.34.16/30', '192.168.34.20/30'], ['10.1.34.0/25']), {
    virtualNetworks: {
      hub: {
        ...withTables(
          vnet(['10.0.100.0/24'], {
            nva: '10.0.100.0/27',
            hubSubnet2: '10.0.100.32/27',
            RouteServerSubnet: '10.0.100.64/27',
            GatewaySubnet: '10.0.100.192/26',
          }),
          { hubSubnet2: 'rt-hub' },
        ),
        ...peered('spoke1'),
      },
      spoke1: { ...withTables(vnet(['10.0.50.0/24'], { spoke1Subnet1: '10.0.50.0/27' }), { spoke1Subnet1: 'rt-spoke' }), ...peered('hub') },
    },
    routeTables: {
      'rt-hub': {
        disableBgpRoutePropagation: true,
        routes: { 'to-spoke1': via('10.0.50.0/24', '10.0.100.10'), 'to-10network': via('10.0.0.0/8', '10.0.100.10') },
      },
      'rt-spoke': {
        disableBgpRoutePropagation: true,
        routes: { 'to-hub': via('10.0.100.0/24', '10.0.100.10'), 'to-10network': via('10.0.0.0/8', '10.0.100.10') },
      },
    },
    virtualMachines: {
      nva: nva('hub/nva', '10.0.100.10', ['ip route 10.0.100.64/27 10.0.100.1', ...bgp(65001, { [RS[0]!]: 65515, [RS[1]!]: 65515 }, ['10.0.50.0/24'])]),
    },
    routeServers: {
      rs: { subnet: 'hub/RouteServerSubnet', allowBranchToBranchTraffic: true, bgpConnections: { conn1: { peerIp: '10.0.100.10', peerAsn: 65001 } } },
    },
    virtualNetworkGateways: {
      ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.0.100.204', '10.0.100.205'] } },
    },
    connections: { cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'er', mseeAddresses: ['10.0.100.196', '10.0.100.197'] } },
  } satisfies Lab) as Lab;
  const solution = solve(lab);
  const MSEES = ['10.0.100.196', '10.0.100.197'];

  it.each<[string, string, string[]]>([
    [
      'the NVA: nothing beside the peering',
      'nva',
      [
        ...learned('10.1.34.0/25', ...MSEES),
        ...listing(`
Default Active 10.0.100.0/24 VnetLocal
Default Active 10.0.50.0/24 VNetPeering
Default Active 0.0.0.0/0 Internet`),
      ],
    ],
    [
      'the other subnet of the hub',
      'hubSubnet2',
      listing(`
Default Active 10.0.100.0/24 VnetLocal
Default Invalid 10.0.50.0/24 VNetPeering
Default Active 0.0.0.0/0 Internet
User Active 10.0.50.0/24 VirtualAppliance 10.0.100.10
User Active 10.0.0.0/8 VirtualAppliance 10.0.100.10`),
    ],
  ])('A15, A19, A133 %s (the NVA’s listing leaves the Internet row out)', (_title, subnet, want) => {
    expect(effective(solution, `hub/${subnet}`, 'none')).toEqual(want.toSorted());
  });

  it('A19 the spoke', () => {
    const want = listing(`
Default Active 10.0.50.0/24 VnetLocal
Default Invalid 10.0.100.0/24 VNetPeering
Default Active 0.0.0.0/0 Internet
User Active 10.0.100.0/24 VirtualAppliance 10.0.100.10
User Active 10.0.0.0/8 VirtualAppliance 10.0.100.10`);
    expect(effective(solution, 'spoke1/spoke1Subnet1', 'none')).toEqual(want);
  });

  it('A128, A133 Route Server is told of the spoke, and tells the NVA hub and site', () => {
    const rows = (command: string) =>
      Object.values(
        JSON.parse(runCommand(solution, 'rs', `az network routeserver peering ${command} -g rg --routeserver rs -n conn1`).text) as Record<
          string,
          Record<string, string>[] | null
        >,
      ).flatMap((list) => (list ?? []).map((r) => `${r['localAddress']} ${r['network']} ${r['nextHop']} ${r['asPath']}`));
    expect(rows('list-learned-routes')).toEqual(RS.map((r) => `${r} 10.0.50.0/24 10.0.100.10 65001`));
    expect(rows('list-advertised-routes').toSorted()).toEqual(
      RS.flatMap((r) => [`${r} 10.0.100.0/24 ${r} 65515`, `${r} 10.1.34.0/25 ${r} 65515-12076-65020`]).toSorted(),
    );
  });

  it('A133 the ExpressRoute gateway announces it', () => {
    const want = published(`
10.0.100.0/24 10.0.100.205 Igp 65515 0
10.0.50.0/24  10.0.100.205 Igp 65515-65001 0`).map((r) => r.replace('.205', '.204'));
    const have = printed(solution, 'ergw', 'az network vnet-gateway list-advertised-routes -g rg -n ergw --peer 10.0.100.196 -o table');
    expect(have.toSorted()).toEqual(want.toSorted());
  });

  it('A104, A231 and the circuit has it from both instances', () => {
    const want = published(`
10.0.50.0/24  10.0.100.204         65515 65001 0
10.0.50.0/24  10.0.100.205         65515 65001 0
10.0.100.0/24 10.0.100.204         65515 0
10.0.100.0/24 10.0.100.205         65515 0
10.1.34.0/25  192.168.34.17        65020 0`);
    const have = printed(solution, 'er', 'az network express-route list-route-tables -g rg -n er --path primary --peering-name AzurePrivatePeering -o table');
    expect(have.map((r) => r.replace('*', '')).toSorted()).toEqual(want.toSorted());
  });
});

describe('another VNet’s prefix by way of the MSEE', () => {
  const gateway = (net: string) => ({ gatewayType: 'ExpressRoute', subnet: `${net}/GatewaySubnet`, allowRemoteVnetTraffic: true }) as const;
  const lab = mergePatch(customer('er1', 65010, ['172.16.0.0/30', '172.16.0.4/30'], []), {
    virtualNetworks: {
      hub00: {
        ...vnet(['10.0.0.0/16'], { default: '10.0.0.0/24', GatewaySubnet: '10.0.200.0/24', RouteServerSubnet: '10.0.210.0/24' }),
        ...peered('spoke10'),
      },
      spoke10: { ...vnet(['10.10.0.0/16'], { default: '10.10.0.0/24' }), ...peered('hub00') },
      hub100: vnet(['10.100.0.0/16'], { default: '10.100.0.0/24', GatewaySubnet: '10.100.200.0/24' }),
    },
    virtualNetworkGateways: { 'ergw-00': gateway('hub00'), 'ergw-100': gateway('hub100') },
    connections: {
      'cn-00': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw-00', peer: 'er1' },
      'cn-100': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw-100', peer: 'er1' },
    },
    routeServers: {
      ars: { subnet: 'hub00/RouteServerSubnet', allowBranchToBranchTraffic: true, bgpConnections: { nva: { peerIp: '10.0.0.4', peerAsn: 65001 } } },
    },
    virtualMachines: {
      'vm-hub00': nva('hub00/default', '10.0.0.4', [
        'ip route 10.10.0.0/16 10.0.0.1',
        'ip route 10.0.210.0/24 10.0.0.1',
        'router bgp 65001',
        ...['10.0.210.4', '10.0.210.5'].flatMap((n) => [` neighbor ${n} remote-as 65515`, ` neighbor ${n} ebgp-multihop 255`]),
        ' address-family ipv4 unicast',
        '  redistribute static',
        ...['10.0.210.4', '10.0.210.5'].flatMap((n) => [
          `  neighbor ${n} soft-reconfiguration inbound`,
          `  neighbor ${n} prefix-list PRE01 out`,
          `  neighbor ${n} route-map rmap-bogon-asns in`,
          `  neighbor ${n} route-map rmap-azure-asns out`,
        ]),
        ' exit-address-family',
        'ip prefix-list PRE01 seq 5 deny 10.0.210.0/24',
        'ip prefix-list PRE01 seq 10 permit any',
        'bgp as-path access-list azure-asns seq 5 permit _65515_',
        'bgp as-path access-list bogon-asns seq 5 permit _0_',
        'bgp as-path access-list bogon-asns seq 10 permit _23456_',
        'bgp as-path access-list bogon-asns seq 20 deny _65515_',
        'bgp as-path access-list bogon-asns seq 25 permit ^65',
        'route-map rmap-bogon-asns deny 5',
        ' match as-path bogon-asns',
        'route-map rmap-bogon-asns permit 10',
        'route-map rmap-azure-asns deny 5',
        ' match as-path azure-asns',
        'route-map rmap-azure-asns permit 10',
      ]),
    },
  } satisfies Lab) as Lab;
  const solution = solve(lab);
  const rows = (command: string) =>
    runCommand(solution, 'vm-hub00', command)
      .text.split('\n')
      .filter((l) => l.startsWith('*>'));

  it('A105, A141 the NVA has it with 12076 twice, and Route Server’s own VNet', () => {
    expect(rows('show ip bgp neighbors 10.0.210.4 received-routes')).toEqual([
      '*> 10.0.0.0/16      10.0.210.4                             0 65515 i',
      '*> 10.100.0.0/16    10.0.210.4                             0 65515 12076 12076 i',
    ]);
  });

  it('A133 it announces the peered VNet, and the far VNet’s gateway has it', () => {
    expect(rows('show ip bgp neighbors 10.0.210.4 advertised-routes')).toEqual(['*> 10.10.0.0/16     0.0.0.0                  0         32768 ?']);
    const have = printed(solution, 'ergw-100', 'az network vnet-gateway list-learned-routes -g rg -n ergw-100 -o table');
    expect(have.filter((r) => r.startsWith('10.10.')).map((r) => r.split(' ').at(-2))).toEqual(['12076-12076-65001', '12076-12076-65001']);
  });

  it('A234 the NVA’s table: both instances through the subnet’s gateway', () => {
    const text = runCommand(solution, 'vm-hub00', 'show ip route').text.replace(/, (\d\d:){2}\d\d/g, '');
    expect(text).toContain(
      [
        'B>  10.100.0.0/16 [20/0] via 10.0.210.4 (recursive), weight 1',
        '  *                        via 10.0.0.1, eth0, weight 1',
        '                         via 10.0.210.5 (recursive), weight 1',
        '                           via 10.0.0.1, eth0, weight 1',
      ].join('\n'),
    );
    expect(text).toContain('S>* 10.10.0.0/16 [1/0] via 10.0.0.1, eth0, weight 1');
  });
});
