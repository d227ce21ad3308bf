import { describe, expect, it } from 'vitest';
import { formatIp, formatPrefix, ip, prefix } from '../ip/index.ts';
import type { PathAttributes } from '../policy/index.ts';
import {
  effectiveRoutes,
  erGatewayExport,
  mseeExport,
  mseeImport,
  type RouteServerOrigin,
  routeServerExport,
  routeServerImport,
  type SubnetSources,
  type Verdict,
  vpnGatewayExport,
  vpnGatewayImport,
} from './index.ts';

const attributes = (...path: number[]): PathAttributes => ({
  origin: 'igp',
  asPath: path.length ? [{ type: 'sequence', asns: path }] : [],
  nextHop: ip('10.0.1.6'),
  weight: 0,
  communities: [],
  largeCommunities: [],
  extendedCommunities: [],
  clusterList: [],
});
const said = (v: Verdict) => (v.accept ? 'accept' : `${v.reason.code} ${v.reason.rules?.join(' ')}`);
const vnet = { prefixes: [prefix('10.0.0.0/16')], transitPrefixes: [prefix('10.1.0.0/16')], summaries: [] };

describe('VPN gateway', () => {
  it.each([
    ['A69 a VPN gateway never sends a default route', '0.0.0.0/0', 'route-server', 'vpn-peer', 'azure-vpn-gateway-never-sends-default A69'],
    ['A69 whatever it has it from', '0.0.0.0/0', 'vpn-peer', 'vpn-peer', 'azure-vpn-gateway-never-sends-default A69'],
    ['A68 own VNet prefixes go to peers', '10.0.0.0/16', 'vnet', 'vpn-peer', 'accept'],
    ['A68 what overlaps a VNet prefix does not', '10.0.0.0/8', 'route-server', 'vpn-peer', 'azure-overlaps-vnet A68'],
    ['A72 routes of one peer go to another', '10.20.0.0/16', 'vpn-peer', 'vpn-peer', 'accept'],
    ['A81 what Route Server reflects goes to peers', '10.20.10.0/24', 'route-server', 'vpn-peer', 'accept'],
    ['A77 peers’ routes go to the sibling', '10.50.0.0/16', 'vpn-peer', 'sibling', 'accept'],
    ['A77 peers’ host routes go to the sibling', '10.50.0.4/32', 'peer-host', 'sibling', 'accept'],
    ['A77 own VNet prefixes do not go to the sibling', '10.0.0.0/16', 'vnet', 'sibling', 'azure-sibling-has-its-own A77'],
    ['A77 what came over iBGP does not go to the sibling', '10.20.10.0/24', 'route-server', 'sibling', 'azure-ibgp-split-horizon A77 RFC 4271 §9.2'],
    ['A75 a peer is not told its own host route', '10.50.0.4/32', 'peer-host', 'vpn-peer', 'azure-own-address A75'],
    ['A75 but the others’', '10.50.0.5/32', 'peer-host', 'vpn-peer', 'accept'],
    ['A77 prefixes of a local network gateway go to the sibling', '10.60.0.0/16', 'lng-static', 'sibling', 'accept'],
    ['A68 prefixes of another local network gateway go to peers', '10.60.0.0/16', 'lng-static', 'vpn-peer', 'accept'],
    ['A68 those of the peer’s own do not', '10.61.0.0/16', 'lng-static', 'vpn-peer', 'azure-own-prefix A68'],
    ['A68 the point-to-site pool goes to peers', '172.20.0.0/24', 'p2s-pool', 'vpn-peer', 'accept'],
    ['A95 the point-to-site pool goes to the sibling', '172.20.0.0/25', 'p2s-pool', 'sibling', 'accept'],
    ['A95 and to Route Server', '172.20.0.0/25', 'p2s-pool', 'route-server', 'accept'],
    ['A100 but not to the ExpressRoute gateway', '172.20.0.0/24', 'p2s-pool', 'er-gateway', 'azure-pool-stays A100'],
    ['A83 host routes do not go to Route Server', '10.50.0.4/32', 'peer-host', 'route-server', 'azure-not-to-route-server A83'],
    ['A92 static prefixes go to Route Server', '10.60.0.0/16', 'lng-static', 'route-server', 'accept'],
    ['A80 peers’ routes go to the ExpressRoute gateway', '10.50.0.0/16', 'vpn-peer', 'er-gateway', 'accept'],
  ] as const)('%s', (_title, p, origin, to, expected) => {
    expect(said(vpnGatewayExport(prefix(p), origin, { role: to, address: ip('10.50.0.4'), prefixes: [prefix('10.61.0.0/16')] }, vnet))).toBe(expected);
  });

  it.each([
    ['A70 a prefix of the VNet is dropped', '10.0.0.0/16', 'azure-within-vnet A70'],
    ['A70 a longer one too', '10.0.3.0/24', 'azure-within-vnet A70'],
    ['A70 one of a VNet in transit too', '10.1.2.0/24', 'azure-within-vnet A70'],
    ['A70 a supernet is accepted', '10.0.0.0/8', 'accept'],
    ['A69 a default is accepted', '0.0.0.0/0', 'accept'],
  ])('%s', (_title, p, expected) => {
    expect(said(vpnGatewayImport(prefix(p), 'vpn-peer', vnet))).toBe(expected);
  });
});

describe('ExpressRoute', () => {
  const apart = { same: false, allowed: false };
  it.each([
    ['A80 VPN routes do not go to the MSEE without Route Server', 'vpn-gateway', 'msee', 'azure-no-transit-without-route-server A80'],
    ['A104 Route Server’s routes go to the MSEE', 'route-server', 'msee', 'accept'],
    ['A80 the VPN gateway gets VNet prefixes', 'vnet', 'vpn-gateway', 'accept'],
    ['A80 the VPN gateway gets none of the circuit’s routes', 'msee', 'vpn-gateway', 'azure-no-transit-without-route-server A80'],
    ['A81 Route Server gets the circuit’s routes', 'msee', 'route-server', 'accept'],
  ] as const)('%s', (_title, origin, to, expected) => {
    expect(said(erGatewayExport(prefix('10.20.10.0/24'), origin, to, vnet))).toBe(expected);
  });

  it('A104 private AS numbers go, public ones stay, on the way to the customer', () => {
    const verdict = mseeExport(prefix('10.50.0.0/16'), attributes(65515, 65020, 201379, 4200000001), 'er-gateway', 'customer', apart);
    expect(verdict.accept && verdict.attributes?.asPath).toEqual([{ type: 'sequence', asns: [201379] }]);
  });

  it('A141 12076 from the VNet side is refused, from the customer it is not', () => {
    expect(said(mseeImport(attributes(65515, 12076), 'er-gateway', prefix('10.9.0.0/16')))).toBe('azure-msee-refuses-12076 A141');
    expect(said(mseeImport(attributes(65150, 12076), 'customer', prefix('10.9.0.0/16')))).toBe('accept');
  });

  it('A105, A106 VNets turn round at the MSEE only where both gateways allow it, and then as 12076-12076', () => {
    const turn = (over: Partial<typeof apart>) => mseeExport(prefix('10.9.0.0/16'), attributes(65515), 'er-gateway', 'er-gateway', { ...apart, ...over });
    const allowed = turn({ allowed: true });
    expect(allowed.accept && allowed.attributes?.asPath).toEqual([{ type: 'sequence', asns: [12076] }]);
    expect(said(turn({ allowed: true, same: true })), 'never back to the gateway itself').toBe('azure-msee-no-hairpin A106');
  });

  it('A114 Global Reach carries what either side tells; a gateway hears of the other customer, and of no other VNet', () => {
    const p = prefix('10.20.10.0/24');
    expect(said(mseeExport(p, attributes(65150), 'customer', 'global-reach', apart))).toBe('accept');
    expect(said(mseeExport(p, attributes(65515), 'er-gateway', 'global-reach', apart))).toBe('accept');
    expect(said(mseeExport(p, attributes(65150), 'global-reach', 'global-reach', apart))).toBe('azure-msee-no-hairpin A114');
    expect(said(mseeExport(p, attributes(65515), 'global-reach', 'er-gateway', apart))).toBe('azure-global-reach-customers-only A114');
    expect(mseeExport(p, attributes(65150), 'global-reach', 'er-gateway', apart)).toMatchObject({
      attributes: { asPath: [{ asns: [12076, 12076, 65150] }] },
    });
    expect(said(erGatewayExport(p, 'msee', 'msee', vnet)), 'the gateway joins no two circuits').toBe('azure-er-no-transit A114');
  });

  it('A106 one VNet’s routes do not turn round at the MSEE', () => {
    expect(said(mseeExport(prefix('10.9.0.0/16'), attributes(65515), 'er-gateway', 'er-gateway', apart))).toBe('azure-msee-no-hairpin A106');
  });
});

describe('Route Server', () => {
  const settings = {
    allowBranchToBranchTraffic: true,
    hubRoutingPreference: 'ExpressRoute',
    vnetPrefixes: [prefix('10.0.0.0/16'), prefix('10.1.0.0/16')],
    pools: [prefix('172.20.0.0/24')],
  } as const;
  const exported = (
    origin: RouteServerOrigin,
    to: 'nva' | 'vpn-gateway',
    over: Partial<{ allowBranchToBranchTraffic: boolean }> = {},
    communities: number[] = [],
  ) => said(routeServerExport(prefix('10.20.10.0/24'), { ...attributes(65001), communities }, origin, to, { ...settings, ...over }));

  it.each([
    ['A133 a VNet prefix is not taken', '10.0.0.0/16', 'azure-within-vnet A133'],
    ['A133 nor a part of one', '10.0.3.0/24', 'azure-within-vnet A133'],
    ['A133 nor one of a VNet in transit', '10.1.0.0/16', 'azure-within-vnet A133'],
    ['A133 a supernet is', '10.0.0.0/8', 'accept'],
  ])('%s', (_title, p, expected) => {
    expect(said(routeServerImport(prefix(p), attributes(65001), 'nva', settings))).toBe(expected);
  });

  it('A139 the routing preference ranks within the instance', () => {
    const rank = (from: 'nva' | 'er-gateway', hubRoutingPreference: 'ExpressRoute' | 'VpnGateway' | 'ASPath') => {
      const v = routeServerImport(prefix('0.0.0.0/0'), attributes(65001), from, { ...settings, hubRoutingPreference });
      return v.accept ? v.attributes?.localPref : undefined;
    };
    expect([rank('er-gateway', 'ExpressRoute'), rank('nva', 'ExpressRoute')]).toEqual([200, 100]);
    expect([rank('er-gateway', 'VpnGateway'), rank('nva', 'VpnGateway')]).toEqual([100, 200]);
    expect([rank('er-gateway', 'ASPath'), rank('nva', 'ASPath')]).toEqual([100, 100]);
  });

  it('A129 branch-to-branch off: nothing passes between branches and NVAs; NVAs and VNet prefixes are as before', () => {
    expect(exported('er-gateway', 'vpn-gateway')).toBe('accept');
    expect(exported('er-gateway', 'vpn-gateway', { allowBranchToBranchTraffic: false })).toBe('azure-branch-to-branch-off A129');
    expect(exported('nva', 'vpn-gateway', { allowBranchToBranchTraffic: false })).toBe('azure-branch-to-branch-off A129');
    expect(exported('vnet', 'nva', { allowBranchToBranchTraffic: false })).toBe('accept');
  });

  it('A83 gateways get no VNet prefixes from Route Server', () => {
    expect(exported('vnet', 'vpn-gateway')).toBe('azure-gateway-has-vnet-itself A83');
  });

  it.each([
    ['nothing of the pool to ExpressRoute', '172.20.0.128/25', 'er-gateway', 'azure-pool-stays A100'],
    ['it goes back to the other VPN instance', '172.20.0.128/25', 'vpn-gateway', 'accept'],
    ['what holds the pool is no part of it', '172.20.0.0/16', 'er-gateway', 'accept'],
  ] as const)('A100 %s', (_title, p, to, expected) => {
    expect(said(routeServerExport(prefix(p), attributes(), 'vpn-gateway', to, settings))).toBe(expected);
  });

  it('A136 NO_ADVERTISE goes no further', () => {
    expect(exported('nva', 'vpn-gateway', {}, [0xffffff02])).toBe('bgp-no-advertise A136 RFC 1997');
  });
});

describe('effective routes', () => {
  const base: SubnetSources = { vnetPrefixes: [prefix('10.0.0.0/16')], peered: [], programmed: [], user: [] };
  const rows = (over: Partial<SubnetSources>) =>
    effectiveRoutes({ ...base, ...over }).map(
      (r) => `${r.source} ${r.state} ${formatPrefix(r.prefix)} ${r.nextHopType}${r.nextHopIp === undefined ? '' : ` ${formatIp(r.nextHopIp)}`}`,
    );
  const learned = (p: string, nextHop: string) => ({ prefix: prefix(p), nextHopIp: ip(nextHop), reason: { code: 'test', rules: [] } });
  const user = (p: string, nextHopType: 'VirtualAppliance' | 'Internet' | 'None', nextHop?: string) => ({
    name: 'r',
    routeTable: 'rt',
    prefix: prefix(p),
    nextHopType,
    ...(nextHop && { nextHopIp: ip(nextHop) }),
  });
  const NONE = [
    'Default Active 10.0.0.0/8 None',
    'Default Active 172.16.0.0/12 None',
    'Default Active 192.168.0.0/16 None',
    'Default Active 100.64.0.0/10 None',
  ];

  it('A10 system routes', () => {
    expect(rows({})).toEqual(['Default Active 10.0.0.0/16 VnetLocal', 'Default Active 0.0.0.0/0 Internet', ...NONE]);
  });

  it('A11 a VNet prefix that covers a reserved range takes its place', () => {
    expect(rows({ vnetPrefixes: [prefix('10.0.0.0/8')] })).not.toContain('Default Active 10.0.0.0/8 None');
  });

  it('A13 a peering’s prefixes, global by region', () => {
    expect(
      rows({
        peered: [
          { prefix: prefix('10.1.0.0/16'), global: false, vnet: 'a' },
          { prefix: prefix('10.2.0.0/16'), global: true, vnet: 'b' },
        ],
      }),
    ).toEqual(expect.arrayContaining(['Default Active 10.1.0.0/16 VNetPeering', 'Default Active 10.2.0.0/16 VNetGlobalPeering']));
  });

  it('A17 a user-defined default to an appliance removes the None routes and invalidates the Internet row', () => {
    expect(rows({ user: [user('0.0.0.0/0', 'VirtualAppliance', '10.0.3.4')] })).toEqual([
      'Default Active 10.0.0.0/16 VnetLocal',
      'Default Invalid 0.0.0.0/0 Internet',
      'User Active 0.0.0.0/0 VirtualAppliance 10.0.3.4',
    ]);
  });

  it('A17 with a user-defined default to None the None routes remain', () => {
    expect(rows({ user: [user('0.0.0.0/0', 'None')] })).toEqual(expect.arrayContaining(NONE));
  });

  it('A18 a learned default takes the place of the Internet row and of the None rows', () => {
    expect(rows({ programmed: [learned('0.0.0.0/0', '10.0.3.4')] })).toEqual([
      'Default Active 10.0.0.0/16 VnetLocal',
      'VirtualNetworkGateway Active 0.0.0.0/0 VirtualNetworkGateway 10.0.3.4',
    ]);
  });

  it('A14, A19 User beats BGP for the same prefix; the loser stays as Invalid', () => {
    expect(rows({ programmed: [learned('0.0.0.0/0', '10.0.3.4')], user: [user('0.0.0.0/0', 'Internet')] })).toEqual(
      expect.arrayContaining(['VirtualNetworkGateway Invalid 0.0.0.0/0 VirtualNetworkGateway 10.0.3.4', 'User Active 0.0.0.0/0 Internet']),
    );
  });

  it('A20 one row for each of several equal next hops', () => {
    expect(rows({ programmed: [learned('10.50.0.0/16', '10.0.0.14'), learned('10.50.0.0/16', '10.0.0.15')] }).filter((r) => r.includes('10.50.'))).toHaveLength(
      2,
    );
  });

  it('A32 propagation off removes learned routes and nothing else', () => {
    expect(rows({ programmed: [learned('0.0.0.0/0', '10.0.3.4')], propagationOff: 'rt' })).toEqual(rows({}));
  });

  it('A16 a user-defined or learned route of a reserved range takes the place of its None row', () => {
    expect(rows({ programmed: [learned('10.0.0.0/8', '10.0.0.14')] })).toEqual(
      expect.arrayContaining(['VirtualNetworkGateway Active 10.0.0.0/8 VirtualNetworkGateway 10.0.0.14']),
    );
  });

  it('A10 a VNet with an IPv6 prefix has that and a default for the family', () => {
    expect(rows({ vnetPrefixes: [prefix('10.0.0.0/16'), prefix('fd00:db8::/48')] })).toEqual(
      expect.arrayContaining(['Default Active fd00:db8::/48 VnetLocal', 'Default Active ::/0 Internet', 'Default Active 0.0.0.0/0 Internet']),
    );
    expect(rows({}).some((r) => r.includes('::/0'))).toBe(false);
  });

  it('A13 a service endpoint’s prefixes, which a learned route of the same prefix does not beat (A15)', () => {
    const services = [{ service: 'Microsoft.Storage', prefix: prefix('20.38.0.0/16') }];
    expect(rows({ services, programmed: [learned('20.38.0.0/16', '10.0.0.14')] })).toEqual(
      expect.arrayContaining([
        'Default Active 20.38.0.0/16 VirtualNetworkServiceEndpoint',
        'VirtualNetworkGateway Invalid 20.38.0.0/16 VirtualNetworkGateway 10.0.0.14',
      ]),
    );
    expect(rows({ services, user: [user('20.38.0.0/16', 'VirtualAppliance', '10.0.3.4')] })).toContain(
      'Default Invalid 20.38.0.0/16 VirtualNetworkServiceEndpoint',
    );
  });

  describe('A37, A38 a private endpoint', () => {
    const endpoint = (routePolicy: boolean) => [{ id: 'pe', ip: ip('10.1.7.99'), space: prefix('10.1.0.0/16'), routePolicy }];
    const row = (routePolicy: boolean, ...over: string[]) =>
      rows({ endpoints: endpoint(routePolicy), user: over.map((p) => user(p, 'VirtualAppliance', '10.0.3.4')) }).filter((r) => r.includes('/32'));
    it.each<[string, boolean, string[], string[]]>([
      ['is a /32', false, [], ['Default Active 10.1.7.99/32 InterfaceEndpoint']],
      ['no default catches it', true, ['0.0.0.0/0'], ['Default Active 10.1.7.99/32 InterfaceEndpoint']],
      ['nor a route wider than its VNet', true, ['10.0.0.0/8'], ['Default Active 10.1.7.99/32 InterfaceEndpoint']],
      ['a route of its VNet does', true, ['10.1.0.0/16'], ['Default Invalid 10.1.7.99/32 InterfaceEndpoint']],
      ['and one within', true, ['10.1.7.0/24'], ['Default Invalid 10.1.7.99/32 InterfaceEndpoint']],
      ['not with its subnet’s policies off', false, ['10.1.0.0/16'], ['Default Active 10.1.7.99/32 InterfaceEndpoint']],
      [
        'then not even its own /32',
        false,
        ['10.1.7.99/32'],
        ['User Invalid 10.1.7.99/32 VirtualAppliance 10.0.3.4', 'Default Active 10.1.7.99/32 InterfaceEndpoint'],
      ],
    ])('%s', (_title, policy, over, want) => expect(row(policy, ...over)).toEqual(want));
  });

  it('A35 of one prefix the stated one wins, then regional tags, tags, AzureCloud of a region, AzureCloud', () => {
    const by = (tag?: string) => ({ ...user('20.38.0.0/16', 'Internet'), name: tag ?? 'cidr', ...(tag && { tag }) });
    const order = [undefined, 'Storage.japaneast', 'Storage', 'AzureCloud.japaneast', 'AzureCloud'];
    for (let from = 0; from < order.length; from++) {
      const left = effectiveRoutes({ ...base, user: order.slice(from).toReversed().map(by) }).filter((r) => r.source === 'User' && r.state === 'Active');
      expect(left.map((r) => r.name)).toEqual([order[from] ?? 'cidr']);
    }
  });

  it('A35, A19 what beats the learned route of the prefix is the one that won', () => {
    const by = (tag?: string) => ({ ...user('20.38.0.0/16', 'Internet'), name: tag ?? 'cidr', ...(tag && { tag }) });
    const all = effectiveRoutes({ ...base, programmed: [learned('20.38.0.0/16', '10.0.1.6')], user: [by(), by('Storage')] });
    expect(all.find((r) => r.source === 'VirtualNetworkGateway')).toMatchObject({ state: 'Invalid', reason: { args: { name: 'cidr' } } });
  });

  it('A134 a user-defined route beats Route Server’s for the same prefix; a longer one of Route Server stays beside it', () => {
    expect(
      rows({
        programmed: [learned('10.60.0.0/16', '10.0.1.6'), learned('10.60.1.0/24', '10.0.1.6')],
        user: [user('10.60.0.0/16', 'VirtualAppliance', '10.0.3.4')],
      }),
    ).toEqual(
      expect.arrayContaining([
        'VirtualNetworkGateway Invalid 10.60.0.0/16 VirtualNetworkGateway 10.0.1.6',
        'VirtualNetworkGateway Active 10.60.1.0/24 VirtualNetworkGateway 10.0.1.6',
        'User Active 10.60.0.0/16 VirtualAppliance 10.0.3.4',
      ]),
    );
  });

  it('A15, A55 a learned route of the VNet’s own or a peered prefix never wins', () => {
    expect(rows({ peered: [{ prefix: prefix('10.1.0.0/16'), global: false, vnet: 'a' }], programmed: [learned('10.1.0.0/16', '10.0.0.14')] })).toEqual(
      expect.arrayContaining(['VirtualNetworkGateway Invalid 10.1.0.0/16 VirtualNetworkGateway 10.0.0.14', 'Default Active 10.1.0.0/16 VNetPeering']),
    );
  });
});
