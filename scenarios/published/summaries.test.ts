/**
 * `summarizedGatewayPrefixes` (A58), against what was published: github.com/erjosito/lab-summarized-gw-prefixes-20260427
 * (ExpressRoute, scenarios 1 and 3 to 6) and github.com/fabferri/az-pattern, hub-spoke-vnets/vnet-peering-summarization (VPN,
 * the far gateway's tables before and after, June 2026).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve } from '../../src/engine/index.ts';
import { effectiveRows, printed, vnet, vpnGateway } from './tables.ts';

describe('ExpressRoute', () => {
  const lab: Lab = {
    virtualNetworks: {
      'hub-vnet': vnet(['10.0.0.0/16'], { GatewaySubnet: '10.0.0.0/24' }, { spokes: ['spoke1', 'spoke2'] }),
      spoke1: vnet(['10.1.0.0/16'], { vm: '10.1.0.0/24' }, { hub: 'hub-vnet' }),
      spoke2: vnet(['10.2.0.0/16'], { vm: '10.2.0.0/24' }, { hub: 'hub-vnet' }),
    },
    virtualNetworkGateways: { 'hub-ergw': { gatewayType: 'ExpressRoute', subnet: 'hub-vnet/GatewaySubnet' } },
    connections: { cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'hub-ergw', peer: 'er' } },
    expressRouteCircuits: {
      er: {
        peerings: {
          AzurePrivatePeering: { peerASN: 133937, primaryPeerAddressPrefix: '172.31.0.0/30', secondaryPeerAddressPrefix: '172.31.0.4/30', vlanId: 100 },
        },
      },
    },
  };
  const summarizedBy = (prefixes: string[] | null) =>
    solve(mergePatch(lab, { virtualNetworks: { 'hub-vnet': { summarizedGatewayPrefixes: prefixes && { addressPrefixes: prefixes } } } }) as Lab);

  it.each<[string, string[] | null, string[]]>([
    ['1, 6 none: every VNet', null, ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16']],
    ['3 one that covers all', ['10.0.0.0/14'], ['10.0.0.0/14']],
    ['4 one that covers nothing stands for the hub all the same', ['172.16.0.0/16'], ['172.16.0.0/16', '10.1.0.0/16', '10.2.0.0/16']],
    ['5 one that covers some', ['10.0.0.0/15'], ['10.0.0.0/15', '10.2.0.0/16']],
  ])('A58, A225 scenario %s', (_title, summaries, want) => {
    const solution = summarizedBy(summaries);
    const advertised = printed(solution, 'hub-ergw', 'az network vnet-gateway list-advertised-routes -g rg -n hub-ergw --peer 10.0.0.4 -o table');
    expect(advertised.toSorted()).toEqual(want.map((p) => `${p} 10.0.0.12 Igp 65515 0`).toSorted());
    const circuit = printed(
      solution,
      'er',
      'az network express-route list-route-tables -g rg -n er --path primary --peering-name AzurePrivatePeering -o table',
    );
    expect(circuit.map((r) => r.replace('*', '')).toSorted()).toEqual(want.flatMap((p) => ['12', '13'].map((i) => `${p} 10.0.0.${i} 65515 0`)).toSorted());
  });
});

describe('VPN', () => {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `10.90.${from + i}.0/24`);
  const SPOKES = { s1: range(0, 7), s2: range(8, 11), s3: range(16, 19), s4: range(24, 27), s5: range(32, 35), s6: range(40, 43) };
  const SUMMARIES = ['10.90.0.0/21', '10.90.8.0/21', '10.90.16.0/21', '10.90.24.0/21', '10.90.32.0/21', '10.90.40.0/21', '10.99.0.0/24'];
  const local = (n: number, i: number) => ({
    gatewayIpAddress: `198.51.100.${n}${i}`,
    bgpSettings: { asn: 65000 + n, bgpPeeringAddress: `10.0.${n}.19${6 + i}` },
  });
  const lab: Lab = {
    virtualNetworks: {
      vnet1: vnet(['10.0.1.0/24'], { GatewaySubnet: '10.0.1.192/26' }, { spokes: Object.keys(SPOKES) }),
      vnet2: vnet(['10.0.2.0/24'], { vm: '10.0.2.0/27', GatewaySubnet: '10.0.2.192/26' }),
      ...Object.fromEntries(Object.entries(SPOKES).map(([id, prefixes]) => [id, vnet(prefixes, { vm: prefixes[0]! }, { hub: 'vnet1' })])),
    },
    publicIPAddresses: Object.fromEntries([1, 2].flatMap((n) => [0, 1].map((i) => [`gw${n}-${i}`, { ipAddress: `198.51.100.${n}${i}` }]))),
    virtualNetworkGateways: {
      gw1: vpnGateway('gw1', 'vnet1', 65001, ['10.0.1.196', '10.0.1.197']),
      gw2: vpnGateway('gw2', 'vnet2', 65002, ['10.0.2.196', '10.0.2.197']),
    },
    localNetworkGateways: { l10: local(1, 0), l11: local(1, 1), l20: local(2, 0), l21: local(2, 1) },
    connections: Object.fromEntries(
      [0, 1].flatMap((i) =>
        ([1, 2] as const).map((n) => [
          `conn${n}${i}`,
          { connectionType: 'IPsec', virtualNetworkGateway1: `gw${n}`, localNetworkGateway2: `l${3 - n}${i}`, enableBgp: true } as const,
        ]),
      ),
    ),
  };
  const summarized = mergePatch(lab, { virtualNetworks: { vnet1: { summarizedGatewayPrefixes: { addressPrefixes: SUMMARIES } } } }) as Lab;

  /** Both instances of gw2: from both of gw1, and what the sibling has. */
  const rows = (prefixes: readonly string[]) =>
    (['196', '197'] as const).flatMap((own) => {
      const sibling = own === '196' ? '10.0.2.197' : '10.0.2.196';
      const hosts = ['10.0.1.196/32', '10.0.1.197/32'].flatMap((h) => [`${h} Network 10.0.2.${own} 32768`, `${h} ${sibling} IBgp ${sibling} 32768`]);
      const learned = prefixes.flatMap((p) => [
        `${p} 10.0.1.196 EBgp 10.0.1.196 65001 32768`,
        `${p} 10.0.1.197 EBgp 10.0.1.197 65001 32768`,
        `${p} ${sibling} IBgp ${sibling} 65001 32768`,
      ]);
      return [`10.0.2.0/24 Network 10.0.2.${own} 32768`, ...hosts, ...learned];
    });
  const table = (l: Lab) => printed(solve(l), 'gw2', 'az network vnet-gateway list-learned-routes -g rg -n gw2 -o table').toSorted();

  it('A68, A74–A77 before: the hub and every prefix of the spokes', () => {
    expect(table(lab)).toEqual(rows(['10.0.1.0/24', ...Object.values(SPOKES).flat()]).toSorted());
  });

  it('A58 after: the summaries alone', () => {
    expect(table(summarized)).toEqual(rows(SUMMARIES).toSorted());
  });

  it('A20 effective routes of a machine beside gw2 before: each with both instances as next hops', () => {
    const learned = ['10.0.1.196/32', '10.0.1.197/32', '10.0.1.0/24', ...Object.values(SPOKES).flat()];
    const want = learned.flatMap((p) => ['10.0.2.196', '10.0.2.197'].map((i) => `VirtualNetworkGateway Active ${p} VirtualNetworkGateway ${i}`));
    const have = effectiveRows(solve(lab), 'vnet2/vm').filter((r) => !r.includes('None'));
    expect(have.toSorted()).toEqual([...want, 'Default Active 10.0.2.0/24 VnetLocal', 'Default Active 0.0.0.0/0 Internet'].toSorted());
  });
});
