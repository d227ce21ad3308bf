/**
 * ExpressRoute and VPN gateways beside each other without Route Server, at rest and as circuits and tunnels fail, against what
 * was published of a deployment: github.com/kaysalawu/azure-network-terraform, 4-general/08-express-route-vpn-resiliency,
 * tests 0, 3 and 4 (output of 2024).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve } from '../../src/engine/index.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

const LEGS = ['172.16.0.0/30', '172.16.0.4/30', '172.16.0.8/30', '172.16.0.12/30', '172.16.0.16/30', '172.16.0.20/30'];
const circuit = (n: number) => ({
  peerings: { AzurePrivatePeering: { peerASN: 64512, primaryPeerAddressPrefix: LEGS[2 * n]!, secondaryPeerAddressPrefix: LEGS[2 * n + 1]!, vlanId: 100 + n } },
});
const far = (leg: number) => `172.16.0.${4 * leg + 2}`;

/** The provider's cloud router: a session over each leg, its own legs announced as `?`. */
const MCR = {
  interfaces: Object.fromEntries(
    LEGS.map((_, i) => [
      `leg${i}`,
      { addresses: [`172.16.0.${4 * i + 1}/30`], circuit: `er${Math.floor(i / 2) + 1}/${i % 2 === 0 ? 'primary' : 'secondary'}` },
    ]),
  ),
  frr: {
    config: [
      'router bgp 64512',
      ' no bgp ebgp-requires-policy',
      ...LEGS.map((_, i) => ` neighbor ${far(i)} remote-as 12076`),
      ' address-family ipv4 unicast',
      '  redistribute connected',
      ' exit-address-family',
    ].join('\n'),
  },
};

const prepend = (name: string, times: number) => `route-map ${name} permit 10\n set as-path prepend ${Array(times).fill('65002').join(' ')}\n`;
/** The branch's router: BGP from its loopback over both tunnels, the second one prepended once more. */
const BRANCH = {
  interfaces: { lo: { addresses: ['192.168.20.20/32'] }, eth0: { addresses: ['203.0.113.20/24'], segment: 'wan' } },
  frr: {
    config: [
      'ip route 10.20.0.0/20 blackhole',
      'ip route 10.11.16.14/32 203.0.113.1',
      'ip route 10.11.16.15/32 203.0.113.1',
      'router bgp 65002',
      ' no bgp ebgp-requires-policy',
      ...['14', '15'].flatMap((i) => [
        ` neighbor 10.11.16.${i} remote-as 65515`,
        ` neighbor 10.11.16.${i} ebgp-multihop 255`,
        ` neighbor 10.11.16.${i} update-source lo`,
      ]),
      ' address-family ipv4 unicast',
      '  network 10.20.0.0/20',
      '  neighbor 10.11.16.14 route-map FIVE out',
      '  neighbor 10.11.16.15 route-map SIX out',
      ' exit-address-family',
      prepend('FIVE', 5),
      prepend('SIX', 6),
    ].join('\n'),
  },
};

const lab: Lab = {
  virtualNetworks: {
    hub1: vnet(['10.11.0.0/20', '10.11.16.0/20'], { main: '10.11.0.0/24', GatewaySubnet: '10.11.16.0/24' }, { spokes: ['spoke1'] }),
    spoke1: vnet(['10.1.0.0/20', 'fd00:db8:1::/56'], { main: '10.1.0.0/24' }, { hub: 'hub1' }),
    branch2: vnet(['10.20.0.0/20', '10.20.16.0/20'], { main: '10.20.0.0/24', GatewaySubnet: '10.20.16.0/24' }),
  },
  publicIPAddresses: { 'hub1-vpngw-0': { ipAddress: '198.51.100.14' }, 'hub1-vpngw-1': { ipAddress: '198.51.100.15' } },
  virtualNetworkGateways: {
    'hub1-ergw': { gatewayType: 'ExpressRoute', subnet: 'hub1/GatewaySubnet' },
    'hub1-vpngw': vpnGateway('hub1-vpngw', 'hub1', 65515, ['10.11.16.14', '10.11.16.15']),
    'branch2-ergw': { gatewayType: 'ExpressRoute', subnet: 'branch2/GatewaySubnet' },
  },
  localNetworkGateways: { branch2: { gatewayIpAddress: '203.0.113.20', bgpSettings: { asn: 65002, bgpPeeringAddress: '192.168.20.20' } } },
  connections: {
    'cn-branch2': { connectionType: 'IPsec', virtualNetworkGateway1: 'hub1-vpngw', localNetworkGateway2: 'branch2', enableBgp: true },
    'cn-er1': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'hub1-ergw', peer: 'er1', mseeAddresses: ['10.11.16.6', '10.11.16.7'] },
    'cn-er2': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'hub1-ergw', peer: 'er2', mseeAddresses: ['10.11.16.8', '10.11.16.9'] },
    'cn-er3': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'branch2-ergw', peer: 'er3' },
  },
  expressRouteCircuits: { er1: circuit(0), er2: circuit(1), er3: circuit(2) },
  segments: { wan: {} },
  routers: { mcr: MCR, branch2Nva: BRANCH },
};
const circuitsDown = mergePatch(lab, { outages: { a: { of: 'er1' }, b: { of: 'er2' } } }) as Lab;
const sessionDown = mergePatch(circuitsDown, {
  routers: { branch2Nva: { frr: { config: BRANCH.frr.config.replace(' address-family', ' neighbor 10.11.16.14 shutdown\n address-family') } } },
}) as Lab;

const learned = (l: Lab, gateway: string) => printed(solve(l), gateway, `az network vnet-gateway list-learned-routes -g rg -n ${gateway} -o table`);
const six = '65002-65002-65002-65002-65002-65002';

/** What both instances of the VPN gateway have of the VNets: their own, and from each instance of the other gateway (A80). */
const VNET_ROWS = ['10.11.16.14', '10.11.16.15'].flatMap((own) =>
  ['10.11.0.0/20', '10.11.16.0/20', '10.1.0.0/20'].flatMap((p) => [
    `${p} Network ${own} 32768`,
    `${p} 10.11.16.12 IBgp 10.11.16.12 32769`,
    `${p} 10.11.16.13 IBgp 10.11.16.13 32769`,
  ]),
);

describe('ExpressRoute and VPN beside each other', () => {
  it('A74–A80 the VPN gateway’s table, both instances, with a longer path over the second tunnel', () => {
    const want = [
      ...VNET_ROWS,
      ...published(`
10.20.0.0/20      192.168.20.20  EBgp      192.168.20.20  ${six}        32768
192.168.20.20/32                 Network   10.11.16.14                                               32768
192.168.20.20/32  10.11.16.15    IBgp      10.11.16.15                                               32768
192.168.20.20/32                 Network   10.11.16.15                                               32768
192.168.20.20/32  10.11.16.14    IBgp      10.11.16.14                                               32768
10.20.0.0/20      10.11.16.14    IBgp      10.11.16.14    ${six}        32768
10.20.0.0/20      192.168.20.20  EBgp      192.168.20.20  ${six}-65002  32768
`),
    ];
    for (const l of [lab, circuitsDown]) expect(learned(l, 'hub1-vpngw').toSorted()).toEqual(want.toSorted());
  });

  it('A79 one session lost: the instance has its sibling’s copy, and the host route as long as the tunnel stands', () => {
    const want = [
      ...VNET_ROWS,
      ...published(`
192.168.20.20/32                 Network   10.11.16.15                                               32768
192.168.20.20/32  10.11.16.14    IBgp      10.11.16.14                                               32768
10.20.0.0/20      192.168.20.20  EBgp      192.168.20.20  ${six}-65002  32768
10.20.0.0/20      10.11.16.15    IBgp      10.11.16.15    ${six}-65002  32768
192.168.20.20/32                 Network   10.11.16.14                                               32768
192.168.20.20/32  10.11.16.15    IBgp      10.11.16.15                                               32768
`),
    ];
    expect(learned(sessionDown, 'hub1-vpngw').toSorted()).toEqual(want.toSorted());
  });

  it('A103, A105 the ExpressRoute gateway’s table: four MSEEs, the other VNet through the provider’s router', () => {
    const msees = ['6', '7', '8', '9'].map((n) => `10.11.16.${n}`);
    const from = (p: string, path: string) => msees.map((m) => `${p} ${m} EBgp ${m} ${path} 32769`);
    const want = [
      ...['10.11.0.0/20', '10.11.16.0/20', '10.1.0.0/20', 'fd00:db8:1::/56'].map((p) => `${p} Network 10.11.16.12 32768`),
      ...from('10.20.0.0/20', '12076-64512-12076'),
      ...from('10.20.16.0/20', '12076-64512-12076'),
      ...LEGS.flatMap((p) => from(p, '12076-64512')),
      `10.20.0.0/20 10.11.16.14 IBgp 10.11.16.14 ${six} 32768`,
    ];
    // A102: the listing is of one instance.
    expect(learned(lab, 'hub1-ergw').toSorted()).toEqual(want.toSorted());
  });

  it.each([
    ['A107 with both circuits down only the VPN is left', circuitsDown, `10.20.0.0/20 10.11.16.14 IBgp 10.11.16.14 ${six} 32768`],
    ['A79 and its second tunnel when the first session is down', sessionDown, `10.20.0.0/20 10.11.16.15 IBgp 10.11.16.15 ${six}-65002 32768`],
  ])('%s', (_title, l, vpn) => {
    const own = ['10.11.0.0/20', '10.11.16.0/20', '10.1.0.0/20', 'fd00:db8:1::/56'].map((p) => `${p} Network 10.11.16.12 32768`);
    expect(learned(l, 'hub1-ergw').toSorted()).toEqual([...own, vpn].toSorted());
  });
});

describe('effective routes of the spoke', () => {
  const spoke = (l: Lab) =>
    solve(l)
      .effectiveRoutes.get('spoke1/main')!
      .filter((r) => r.nextHopType === 'VirtualNetworkGateway');

  it('A108 ExpressRoute wins, a row for each of four MSEEs; eight prefixes of the site', () => {
    const rows = spoke(lab);
    expect(rows).toHaveLength(8 * 4);
    expect(new Set(rows.map((r) => r.nodes?.join()))).toEqual(new Set(['er1#primary', 'er1#secondary', 'er2#primary', 'er2#secondary']));
  });

  it.each([
    ['A20 the instance with the shorter path alone', circuitsDown, 'hub1-vpngw#0'],
    ['A79 the other instance when that session is lost', sessionDown, 'hub1-vpngw#1'],
  ])('%s', (_title, l, node) => {
    expect(spoke(l).map((r) => r.nodes)).toEqual([[node]]);
  });
});
