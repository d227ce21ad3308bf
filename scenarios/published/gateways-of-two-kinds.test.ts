/**
 * ExpressRoute gateways, alone and beside a VPN gateway, as published: kaysalawu/azure-network-terraform, lab 01 (IPsec over ExpressRoute; the
 * tunnels end at public addresses here, IPv6 is left out); simonpainter.com, "Building Azure Multicloud Interconnect to AWS"; Microsoft Learn, "Using S2S
 * VPN as a backup for ExpressRoute private peering".
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve } from '../../src/engine/index.ts';
import { bgp, customer, effective, learned, listing, siteRouter } from './labs.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

describe('lab 01 (K. Salawu)', () => {
  const via = (addressPrefix: string) => ({ addressPrefix, nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.11.2.99' }) as const;
  const branch = (asn: number, outer: string, loopback: string, prefix: string) =>
    siteRouter(outer, loopback, [
      ...['10.11.16.14', '10.11.16.15'].map((g) => `ip route ${g}/32 203.0.113.1`),
      'bgp as-path access-list OWN permit ^$',
      ...bgp(
        asn,
        { '10.11.16.14': 65515, '10.11.16.15': 65515 },
        [prefix],
        ['10.11.16.14', '10.11.16.15'].flatMap((g) => [` neighbor ${g} update-source lo`, ` neighbor ${g} filter-list OWN out`]),
      ),
    ]);
  const lng = (gatewayIpAddress: string, asn: number, bgpPeeringAddress: string) => ({ gatewayIpAddress, bgpSettings: { asn, bgpPeeringAddress } });
  const er = (net: string, a: string, b: string) =>
    ({ gatewayType: 'ExpressRoute', subnet: `${net}/GatewaySubnet`, allowRemoteVnetTraffic: true, bgpSettings: { bgpPeeringAddresses: [a, b] } }) as const;
  const hub = vnet(
    ['10.11.0.0/16'],
    { untrust: '10.11.1.0/24', trust: '10.11.2.0/24', GatewaySubnet: '10.11.16.0/24', pe: '10.11.7.0/24' },
    { spokes: ['spoke1', 'spoke2'] },
  );
  const lab: Lab = {
    virtualNetworks: {
      hub1: { ...hub, subnets: { ...hub.subnets, pe: { addressPrefix: '10.11.7.0/24', privateEndpointNetworkPolicies: 'Enabled' } } },
      spoke1: { ...vnet(['10.1.0.0/16'], {}, { hub: 'hub1' }), subnets: { main: { addressPrefix: '10.1.0.0/24', routeTable: 'spoke1-rt' } } },
      spoke2: vnet(['10.2.0.0/16'], { main: '10.2.0.0/24' }, { hub: 'hub1' }),
      branch2: vnet(['10.20.0.0/16'], { GatewaySubnet: '10.20.16.0/24', main: '10.20.0.0/24' }),
    },
    routeTables: { 'spoke1-rt': { disableBgpRoutePropagation: true, routes: { hub: via('10.11.0.0/16'), default: via('0.0.0.0/0') } } },
    privateEndpoints: { blob: { subnet: 'hub1/pe', privateIPAddress: '10.11.7.99' }, pls: { subnet: 'hub1/pe', privateIPAddress: '10.11.7.88' } },
    publicIPAddresses: { 'hub1-vpngw-0': { ipAddress: '198.51.100.14' }, 'hub1-vpngw-1': { ipAddress: '198.51.100.15' } },
    virtualNetworkGateways: {
      'hub1-vpngw': vpnGateway('hub1-vpngw', 'hub1', 65515, ['10.11.16.14', '10.11.16.15']),
      'hub1-ergw': er('hub1', '10.11.16.12', '10.11.16.13'),
      'branch2-ergw': er('branch2', '10.20.16.12', '10.20.16.13'),
    },
    localNetworkGateways: { lng1: lng('203.0.113.10', 65001, '192.168.10.10'), lng2: lng('203.0.113.20', 65002, '192.168.20.20') },
    connections: {
      'to-branch1': { connectionType: 'IPsec', virtualNetworkGateway1: 'hub1-vpngw', localNetworkGateway2: 'lng1', enableBgp: true },
      'to-branch2': { connectionType: 'IPsec', virtualNetworkGateway1: 'hub1-vpngw', localNetworkGateway2: 'lng2', enableBgp: true },
      'hub-er1': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'hub1-ergw', peer: 'er1', mseeAddresses: ['10.11.16.6', '10.11.16.7'] },
      'branch-er1': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'branch2-ergw', peer: 'er1', mseeAddresses: ['10.20.16.4', '10.20.16.5'] },
    },
    expressRouteCircuits: {
      er1: {
        peerings: {
          AzurePrivatePeering: { peerASN: 64512, primaryPeerAddressPrefix: '172.16.0.0/30', secondaryPeerAddressPrefix: '172.16.0.4/30', vlanId: 100 },
        },
      },
    },
    segments: { wan: {} },
    routers: {
      branch1Nva: branch(65001, '203.0.113.10', '192.168.10.10', '10.10.0.0/24'),
      branch2Nva: branch(65002, '203.0.113.20', '192.168.20.20', '10.20.0.0/24'),
    },
  };
  const solution = solve(lab);
  const table = (gateway: string) => printed(solution, gateway, `az network vnet-gateway list-learned-routes -g rg -n ${gateway} -o table`).toSorted();

  it('A105, A106 the branch’s gateway: the hub and its spokes turned round at the MSEE', () => {
    const want = ['10.11.0.0/16', '10.1.0.0/16', '10.2.0.0/16'].flatMap((p) =>
      ['5', '4'].map((m) => `${p} 10.20.16.${m} EBgp 10.20.16.${m} 12076-12076 32769`),
    );
    expect(table('branch2-ergw')).toEqual(['10.20.0.0/16 Network 10.20.16.12 32768', ...want].toSorted());
  });

  it('A80, A103 the hub’s ExpressRoute gateway: both kinds', () => {
    const want = published(`
10.11.0.0/16                   Network   10.11.16.12                32768
10.1.0.0/16                    Network   10.11.16.12                32768
10.10.0.0/24      10.11.16.14  IBgp      10.11.16.14   65001        32768
10.10.0.0/24      10.11.16.15  IBgp      10.11.16.15   65001        32768
10.2.0.0/16                    Network   10.11.16.12                32768
10.20.0.0/16      10.11.16.6   EBgp      10.11.16.6    12076-12076  32769
10.20.0.0/16      10.11.16.7   EBgp      10.11.16.7    12076-12076  32769
10.20.0.0/24      10.11.16.14  IBgp      10.11.16.14   65002        32768
10.20.0.0/24      10.11.16.15  IBgp      10.11.16.15   65002        32768`);
    expect(table('hub1-ergw')).toEqual(want.toSorted());
  });

  it('A74–A80 the hub’s VPN gateway: 34 rows', () => {
    const one = (own: string, other: string) => [
      ...['10.11.0.0/16', '10.1.0.0/16', '10.2.0.0/16'].flatMap((p) => [
        `${p} Network ${own} 32768`,
        ...['10.11.16.12', '10.11.16.13'].map((e) => `${p} ${e} IBgp ${e} 32769`),
      ]),
      ...['192.168.10.10/32', '192.168.20.20/32'].flatMap((p) => [`${p} Network ${own} 32768`, `${p} ${other} IBgp ${other} 32768`]),
      ...(['10.10.0.0/24 192.168.10.10 65001', '10.20.0.0/24 192.168.20.20 65002'] as const).flatMap((r) => {
        const [p, peer, asn] = r.split(' ');
        return [`${p} ${peer} EBgp ${peer} ${asn} 32768`, `${p} ${other} IBgp ${other} ${asn} 32768`];
      }),
    ];
    const want = [...one('10.11.16.14', '10.11.16.15'), ...one('10.11.16.15', '10.11.16.14')];
    expect(want).toHaveLength(34);
    expect(table('hub1-vpngw')).toEqual(want.toSorted());
  });

  it('A85, A227 peers and what each sends', () => {
    const rows = (g: string) => printed(solution, g, `az network vnet-gateway list-bgp-peer-status -g rg -n ${g} -o table`).map((r) => r.split(' '));
    const of = (g: string) =>
      rows(g)
        .map((r) => (r[2] === 'Unknown' ? `${r[0]} ${r[2]}` : `${r[0]} ${r[1]} ${r[4]}`))
        .toSorted();
    expect(of('hub1-vpngw').filter((r) => r.endsWith(' 1'))).toEqual([
      '192.168.10.10 65001 1',
      '192.168.10.10 65001 1',
      '192.168.20.20 65002 1',
      '192.168.20.20 65002 1',
    ]);
    expect(of('hub1-vpngw').filter((r) => r.endsWith('Unknown'))).toEqual(['10.11.16.14 Unknown', '10.11.16.15 Unknown']);
    expect(
      of('hub1-vpngw').filter((r) => r.startsWith('10.11.16.1') && r.endsWith(' 4')),
      'the sibling: two sites and two host routes',
    ).toHaveLength(2);
    expect(of('hub1-ergw')).toEqual(['10.11.16.14 65515 2', '10.11.16.15 65515 2', '10.11.16.6 12076 1', '10.11.16.7 12076 1'].toSorted());
  });

  it('A37, A67, A80 the hub’s appliance: both gateways by prefix length, no host routes (MSEEs by their neighbor address, A23)', () => {
    const want = [
      ...listing(`
Default 	Active 10.11.0.0/16  VnetLocal
Default  Active 10.1.0.0/16 VNetPeering
Default  Active 10.2.0.0/16 VNetPeering
Default  Active 0.0.0.0/0 Internet
Default  Active 10.11.7.99/32 InterfaceEndpoint
Default  Active 10.11.7.88/32 InterfaceEndpoint`).map((r) => r.replace('\t', '')),
      ...learned('10.10.0.0/24', '10.11.16.14', '10.11.16.15'),
      ...learned('10.20.0.0/24', '10.11.16.14', '10.11.16.15'),
      ...learned('10.20.0.0/16', '10.11.16.6', '10.11.16.7'),
    ];
    expect(effective(solution, 'hub1/untrust', 'none')).toEqual(want.toSorted());
  });

  it('A38 the spoke: a route of the endpoints’ VNet beats them where their subnet has policies', () => {
    const want = listing(`
Default Active  10.1.0.0/16 VnetLocal
Default Invalid 10.11.0.0/16 VNetPeering
Default Invalid 0.0.0.0/0 Internet
User    Active  10.11.0.0/16 VirtualAppliance 10.11.2.99
User    Active  0.0.0.0/0 VirtualAppliance 10.11.2.99
Default Invalid 10.11.7.99/32 InterfaceEndpoint
Default Invalid 10.11.7.88/32 InterfaceEndpoint`);
    expect(effective(solution, 'spoke1/main', 'all')).toEqual(want);
  });

  it.each(['primary', 'secondary'])('A104, A231 the circuit, %s', (path) => {
    const rows = printed(solution, 'er1', `az network express-route list-route-tables -g rg -n er1 --path ${path} --peering-name AzurePrivatePeering -o table`);
    const want = ['10.1.0.0/16 10.11.16', '10.2.0.0/16 10.11.16', '10.11.0.0/16 10.11.16', '10.20.0.0/16 10.20.16'].flatMap((r) =>
      ['12', '13'].map((i) => `${r}.${i} 65515 0`),
    );
    expect(rows.map((r) => r.replace('*', '')).toSorted()).toEqual(want.toSorted());
    expect(
      rows.filter((r) => r.includes('*')),
      'one of two is best',
    ).toHaveLength(4);
  });

  it('A235 the far end of the tunnels', () => {
    const rows = (prefix: string) => printed(solution, 'branch2Nva', 'show ip bgp').filter((r) => r.includes(prefix));
    expect(rows('192.168.10.10/32')).toHaveLength(1);
  });
});

describe('four MSEEs (S. Painter)', () => {
  const lab = mergePatch(
    mergePatch(
      customer('one', 65534, ['169.254.255.0/30', '169.254.255.4/30'], ['10.0.0.0/16']),
      customer('two', 65534, ['169.254.255.8/30', '169.254.255.12/30'], ['10.0.0.0/16']),
    ),
    {
      virtualNetworks: { vnet: vnet(['10.10.0.0/16'], { vm: '10.10.0.0/24', GatewaySubnet: '10.10.1.0/24' }) },
      virtualNetworkGateways: {
        vng: { gatewayType: 'ExpressRoute', subnet: 'vnet/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.10.1.13', '10.10.1.12'] } },
      },
      connections: {
        a: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'vng', peer: 'one', mseeAddresses: ['10.10.1.4', '10.10.1.5'] },
        b: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'vng', peer: 'two', mseeAddresses: ['10.10.1.6', '10.10.1.7'] },
      },
      routers: {
        'one-edge': { frr: { config: edge('169.254.255.2', '169.254.255.6', 1) } },
        'two-edge': { frr: { config: edge('169.254.255.10', '169.254.255.14', 2) } },
      },
    },
  ) as Lab;
  const solution = solve(lab);

  it('A103 learned routes', () => {
    const want = published(`
10.10.0.0/16             Network   10.10.1.13                 32768
10.0.0.0/16   10.10.1.7  EBgp      10.10.1.7     12076-65534  32769
10.0.0.0/16   10.10.1.4  EBgp      10.10.1.4     12076-65534  32769
10.0.0.0/16   10.10.1.6  EBgp      10.10.1.6     12076-65534  32769
10.0.0.0/16   10.10.1.5  EBgp      10.10.1.5     12076-65534  32769`);
    expect(printed(solution, 'vng', 'az network vnet-gateway list-learned-routes -g rg -n vng -o table').toSorted()).toEqual(want.toSorted());
  });

  it('A227 four neighbors of AS 12076, a route from each', () => {
    const rows = printed(solution, 'vng', 'az network vnet-gateway list-bgp-peer-status -g rg -n vng -o table').map((r) => r.split(' '));
    expect(rows.map((r) => [r[0], r[1], r[2], r[4]].join(' ')).toSorted()).toEqual(['4', '5', '6', '7'].map((n) => `10.10.1.${n} 12076 Connected 1`));
  });
});

/** Link-local addresses make no router-id (F9), so it is stated. */
function edge(a: string, b: string, n: number): string {
  return bgp(65534, { [a]: 12076, [b]: 12076 }, ['10.0.0.0/16'], [` bgp router-id 10.255.0.${n}`]).join('\n');
}

describe('S2S VPN as a backup (Microsoft Learn)', () => {
  const lab = mergePatch(customer('er', 65020, ['192.168.11.16/30', '192.168.11.20/30'], ['10.1.11.0/25']), {
    virtualNetworks: {
      hub: vnet(['10.17.11.0/25'], { GatewaySubnet: '10.17.11.64/26', vm: '10.17.11.0/26' }, { spokes: ['spoke'] }),
      spoke: vnet(['10.17.11.128/26'], { vm: '10.17.11.128/27' }, { hub: 'hub' }),
    },
    publicIPAddresses: { 'vpn-0': { ipAddress: '198.51.100.4' }, 'vpn-1': { ipAddress: '198.51.100.5' } },
    virtualNetworkGateways: {
      vpn: vpnGateway('vpn', 'hub', 65515, ['10.17.11.76', '10.17.11.77']),
      er: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.17.11.74', '10.17.11.75'] } },
    },
    localNetworkGateways: { srx: { gatewayIpAddress: '203.0.113.9', bgpSettings: { asn: 65020, bgpPeeringAddress: '192.168.11.88' } } },
    connections: {
      s2s: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpn', localNetworkGateway2: 'srx', enableBgp: true },
      cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'er', peer: 'er', mseeAddresses: ['10.17.11.69', '10.17.11.70'] },
    },
    segments: { wan: {} },
    routers: {
      srx: siteRouter('203.0.113.9', '192.168.11.88', [
        ...['10.17.11.76', '10.17.11.77'].map((g) => `ip route ${g}/32 203.0.113.1`),
        'bgp as-path access-list OWN permit ^$',
        ...bgp(
          65020,
          { '10.17.11.76': 65515, '10.17.11.77': 65515 },
          ['10.1.11.0/25'],
          ['10.17.11.76', '10.17.11.77'].flatMap((g) => [` neighbor ${g} update-source lo`, ` neighbor ${g} filter-list OWN out`]),
        ),
      ]),
    },
  } satisfies Lab) as Lab;
  const solution = solve(lab);

  it('A84 the firewall is told hub and spoke by both instances', () => {
    const want = ['10.17.11.76', '10.17.11.77'].flatMap((own) => ['10.17.11.0/25', '10.17.11.128/26'].map((p) => `${p} ${own} Igp 65515 0`));
    expect(printed(solution, 'vpn', 'az network vnet-gateway list-advertised-routes -g rg -n vpn --peer 192.168.11.88 -o table').toSorted()).toEqual(
      want.toSorted(),
    );
  });

  it('A74, A77 the site’s prefix by the tunnel and by the sibling (in 2020 the circuit’s rows stood there as well)', () => {
    const rows = printed(solution, 'vpn', 'az network vnet-gateway list-learned-routes -g rg -n vpn -o table').filter((r) => r.startsWith('10.1.11.0/25'));
    const want = published(`
10.1.11.0/25 192.168.11.88 EBgp 192.168.11.88 65020 32768
10.1.11.0/25 10.17.11.76   IBgp 10.17.11.76   65020 32768
10.1.11.0/25 192.168.11.88 EBgp 192.168.11.88 65020 32768
10.1.11.0/25 10.17.11.77   IBgp 10.17.11.77   65020 32768`);
    expect(rows.toSorted()).toEqual(want.toSorted());
  });

  it('A108 Azure prefers ExpressRoute for the same prefix', () => {
    expect(effective(solution, 'spoke/vm', 'none').filter((r) => r.includes('10.1.11.0/25'))).toEqual(learned('10.1.11.0/25', '10.17.11.69', '10.17.11.70'));
  });
});
