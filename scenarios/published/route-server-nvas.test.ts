/**
 * Route Server with one and two NVAs and nothing else, against what was published in 2021: tomaskubica.cz, "Azure Route Server"
 * (hub, two spokes, Quagga in AS 65514; tables and JSON), and blog.ipspace.net, "Hands-On: Azure Route Server" (one VNet, a subnet
 * whose default is user-defined to `None`).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, runCommand, solve } from '../../src/engine/index.ts';
import { bgp, effective, learned, listing, nva } from './labs.ts';
import { vnet } from './tables.ts';

describe('a hub with two spokes (T. Kubica)', () => {
  const PREFIXES = ['10.50.0.0/16', '10.60.0.0/16', '10.70.0.0/16'];
  const quagga = (...more: string[]) => [...more, ...bgp(65514, { '10.0.0.4': 65515, '10.0.0.5': 65515 }, PREFIXES)];
  const one: Lab = {
    virtualNetworks: {
      'hub-net': vnet(
        ['10.0.0.0/16'],
        { RouteServerSubnet: '10.0.0.0/24', NvaSubnet: '10.0.1.0/24', VmSubnet: '10.0.2.0/24' },
        { spokes: ['spoke1-net', 'spoke2-net'] },
      ),
      'spoke1-net': vnet(['10.1.0.0/16'], { sub1: '10.1.0.0/24' }, { hub: 'hub-net' }),
      'spoke2-net': vnet(['10.2.0.0/16'], { sub1: '10.2.0.0/24' }, { hub: 'hub-net' }),
    },
    virtualMachines: { 'linux-nva': nva('hub-net/NvaSubnet', '10.0.1.4', quagga()) },
    routeServers: { 'route-server': { subnet: 'hub-net/RouteServerSubnet', bgpConnections: { nva1: { peerIp: '10.0.1.4', peerAsn: 65514 } } } },
  };
  const two = mergePatch(one, {
    virtualMachines: { 'linux-nva2': nva('hub-net/NvaSubnet', '10.0.1.5', quagga()) },
    routeServers: { 'route-server': { bgpConnections: { nva2: { peerIp: '10.0.1.5', peerAsn: 65514 } } } },
  }) as Lab;
  const longer = mergePatch(two, {
    virtualMachines: {
      'linux-nva2': {
        frr: {
          config: [
            'ip prefix-list r60 seq 10 permit 10.60.0.0/16',
            'route-map r60map permit 10',
            ' match ip address prefix-list r60',
            ' set as-path prepend 65514',
            'route-map r60map permit 20',
            ...bgp(65514, { '10.0.0.4': 65515, '10.0.0.5': 65515 }, PREFIXES, [
              ' neighbor 10.0.0.4 route-map r60map out',
              ' neighbor 10.0.0.5 route-map r60map out',
            ]),
          ].join('\n'),
        },
      },
    },
  }) as Lab;

  const json = (lab: Lab, command: string) =>
    JSON.parse(runCommand(solve(lab), 'route-server', `az network routeserver peering ${command} -g rg --routeserver route-server`).text) as Record<
      string,
      Record<string, unknown>[]
    >;

  it('A128, A229 what it tells the NVA, in JSON: each instance the three VNets', () => {
    const told = (localAddress: string) =>
      ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16'].map((network) => ({
        asPath: '65515',
        localAddress,
        network,
        nextHop: localAddress,
        origin: 'Igp',
        weight: 0,
      }));
    expect(json(one, 'list-advertised-routes -n nva1')).toEqual({
      RouteServiceRole_IN_0: told('10.0.0.4'),
      RouteServiceRole_IN_1: told('10.0.0.5'),
      value: null,
    });
  });

  it('A228 what it has from the NVA, keys in the order of the listing', () => {
    const answer = json(one, 'list-learned-routes -n nva1');
    expect(answer['RouteServiceRole_IN_1']?.map((r) => r['network'])).toEqual(PREFIXES);
    expect(JSON.stringify(answer['RouteServiceRole_IN_0']?.[0])).toBe(
      '{"asPath":"65514","localAddress":"10.0.0.4","network":"10.50.0.0/16","nextHop":"10.0.1.4","origin":"EBgp","sourcePeer":"10.0.1.4","weight":32768}',
    );
  });

  it('A131 the NVA’s own NIC', () => {
    const want = listing(`
Default                Active   10.0.0.0/16       VnetLocal
Default                Active   10.1.0.0/16       VNetPeering
Default                Active   10.2.0.0/16       VNetPeering
VirtualNetworkGateway  Active   10.50.0.0/16      VirtualNetworkGateway  10.0.1.4
VirtualNetworkGateway  Active   10.70.0.0/16      VirtualNetworkGateway  10.0.1.4
VirtualNetworkGateway  Active   10.60.0.0/16      VirtualNetworkGateway  10.0.1.4
Default                Active   0.0.0.0/0         Internet
Default                Active   10.0.0.0/8        None
Default                Active   100.64.0.0/10     None
Default                Active   192.168.0.0/16    None
Default                Active   25.33.80.0/20     None
Default                Active   25.41.3.0/25      None`);
    expect(effective(solve(one), 'hub-net/NvaSubnet', 'without 172.16.0.0/12')).toEqual(want);
  });

  const spoke = (...rows: string[][]) =>
    [
      ...listing(`
Default                Active   10.1.0.0/16       VnetLocal
Default                Active   10.0.0.0/16       VNetPeering
Default                Active   0.0.0.0/0         Internet
Default                Active   10.0.0.0/8        None
Default                Active   100.64.0.0/10     None
Default                Active   192.168.0.0/16    None
Default                Active   25.33.80.0/20     None
Default                Active   25.41.3.0/25      None`),
      ...rows.flat(),
    ].toSorted();

  it.each<[string, Lab, string[][]]>([
    ['one NVA', one, PREFIXES.map((p) => learned(p, '10.0.1.4'))],
    ['two side by side', two, PREFIXES.map((p) => learned(p, '10.0.1.4', '10.0.1.5'))],
    [
      'one of them longer for 10.60.0.0/16',
      longer,
      [learned('10.60.0.0/16', '10.0.1.4'), learned('10.70.0.0/16', '10.0.1.4', '10.0.1.5'), learned('10.50.0.0/16', '10.0.1.4', '10.0.1.5')],
    ],
  ])('A57, A132 a spoke: %s', (_title, lab, rows) => {
    expect(effective(solve(lab), 'spoke1-net/sub1', 'without 172.16.0.0/12')).toEqual(spoke(...rows));
  });

  it('A132 the longer path as instance 1 lists it (the listing’s instance 0 was a restart behind, with one more)', () => {
    const rows = json(longer, 'list-learned-routes -n nva2')['RouteServiceRole_IN_1']?.map((r) => `${String(r['network'])} ${String(r['asPath'])}`);
    expect(rows?.toSorted()).toEqual(['10.50.0.0/16 65514', '10.60.0.0/16 65514-65514', '10.70.0.0/16 65514']);
  });

  it('A124 the NVA has each VNet from both instances, and none is valid: its only way to them is the default route', () => {
    const rows = runCommand(solve(one), 'linux-nva', 'show ip bgp')
      .text.split('\n')
      .filter((l) => l.includes(' 65515 i'));
    expect(rows).toHaveLength(6);
    for (const row of rows) expect(row).toMatch(/^ {3}(10\.[012]\.0\.0\/16| {11}) +10\.0\.0\.[45] +0 65515 i$/);
  });
});

describe('one VNet, a subnet whose default goes nowhere (I. Pepelnjak)', () => {
  const quagga = bgp(65000, { '172.16.3.4': 65515, '172.16.3.5': 65515 }, ['172.22.2.0/24']);
  const lab: Lab = {
    virtualNetworks: {
      vnet: {
        ...vnet(['172.16.0.0/16'], {}),
        subnets: {
          nva: { addressPrefix: '172.16.1.0/24' },
          internal: { addressPrefix: '172.16.2.0/24', routeTable: 'internal' },
          RouteServerSubnet: { addressPrefix: '172.16.3.0/24' },
        },
      },
    },
    routeTables: { internal: { routes: { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } } } },
    virtualMachines: { web: nva('vnet/nva', '172.16.1.4', quagga), db: nva('vnet/nva', '172.16.1.5', quagga) },
    routeServers: {
      RouteServer: {
        subnet: 'vnet/RouteServerSubnet',
        bgpConnections: { Web_BGP_Peering: { peerIp: '172.16.1.4', peerAsn: 65000 }, DB_BGP_Peering: { peerIp: '172.16.1.5', peerAsn: 65000 } },
      },
    },
  };
  const without = mergePatch(lab, { routeServers: { RouteServer: { bgpConnections: { DB_BGP_Peering: null } } } }) as Lab;

  it.each<[string, Lab, string[]]>([
    ['both NVAs', lab, ['172.16.1.4', '172.16.1.5']],
    ['one', without, ['172.16.1.4']],
  ])('A17, A19, A20 None rows stay under a user-defined default to None: %s', (_title, of, hops) => {
    const want = listing(`
Default                Active   172.16.0.0/16  VnetLocal
Default                Invalid  0.0.0.0/0      Internet
Default                Active   10.0.0.0/8     None
Default                Active   100.64.0.0/10  None
Default                Active   192.168.0.0/16 None
Default                Active   25.33.80.0/20  None
Default                Active   25.41.3.0/25   None
User                   Active   0.0.0.0/0      None`);
    expect(effective(solve(of), 'vnet/internal', 'without 172.16.0.0/12')).toEqual([...want, ...learned('172.22.2.0/24', ...hops)].toSorted());
  });
});
