/**
 * Route Server between an NVA and a VPN gateway, and an NVA that announces the default route in Azure Firewall's name, as published:
 * microsoft/WhatTheHack, hack 057, coach's solution 2 (NVA and site are both in AS 65001); lrivallain, "Default route injection to promote Azure
 * Firewall as next hop"; adstuart/azure-routeserver-infoblox (an anycast address, ExpressRoute).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, runCommand, solve } from '../../src/engine/index.ts';
import { bgp, customer, effective, learned, listing, nva, siteRouter } from './labs.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

describe('hack 057: a VPN gateway and an NVA', () => {
  const lab: Lab = {
    virtualNetworks: {
      hub: vnet(['10.0.0.0/16'], { GatewaySubnet: '10.0.0.0/24', nva: '10.0.1.0/24', RouteServerSubnet: '10.0.3.0/24' }, { spokes: ['spoke1', 'spoke2'] }),
      spoke1: vnet(['10.1.0.0/16'], { vm: '10.1.10.0/24' }, { hub: 'hub' }),
      spoke2: vnet(['10.2.0.0/16'], { vm: '10.2.10.0/24' }, { hub: 'hub' }),
    },
    publicIPAddresses: { 'vpngw-0': { ipAddress: '198.51.100.4' }, 'vpngw-1': { ipAddress: '198.51.100.5' } },
    virtualNetworkGateways: { vpngw: vpnGateway('vpngw', 'hub', 65515, ['10.0.0.4', '10.0.0.5']) },
    localNetworkGateways: { datacenter: { gatewayIpAddress: '203.0.113.10', bgpSettings: { asn: 65001, bgpPeeringAddress: '172.16.1.10' } } },
    connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpngw', localNetworkGateway2: 'datacenter', enableBgp: true } },
    segments: { wan: {} },
    routers: {
      'datacenter-nva': siteRouter('203.0.113.10', '172.16.1.10', [
        'ip route 10.0.0.4/32 203.0.113.1',
        'ip route 10.0.0.5/32 203.0.113.1',
        ...bgp(
          65001,
          { '10.0.0.4': 65515, '10.0.0.5': 65515 },
          ['172.18.0.0/16'],
          [' neighbor 10.0.0.4 update-source lo', ' neighbor 10.0.0.5 update-source lo'],
        ),
      ]),
    },
    virtualMachines: { HubCentralNVA: nva('hub/nva', '10.0.1.4', bgp(65001, { '10.0.3.4': 65515, '10.0.3.5': 65515 }, [])) },
    routeServers: {
      ARSHack: { subnet: 'hub/RouteServerSubnet', allowBranchToBranchTraffic: true, bgpConnections: { HubCentralNVA: { peerIp: '10.0.1.4', peerAsn: 65001 } } },
    },
  };
  const solution = solve(lab);

  it('A85, A226, A130 the gateway’s peers: the site, its own instances, and Route Server, which nobody configured', () => {
    const rows = printed(solution, 'vpngw', 'az network vnet-gateway list-bgp-peer-status -g rg -n vpngw -o table').map((r) =>
      r.split(' ').slice(0, 3).join(' '),
    );
    const one = (own: string, other: string) => [
      '172.16.1.10 65001 Connected',
      `${own} 65515 Unknown`,
      `${other} 65515 Connected`,
      '10.0.3.4 65515 Connected',
      '10.0.3.5 65515 Connected',
    ];
    // The listing has 65015 for 65515 in its last column of this kind, a slip of the pen.
    expect(rows.toSorted()).toEqual([...one('10.0.0.4', '10.0.0.5'), ...one('10.0.0.5', '10.0.0.4')].toSorted());
  });

  it('A230 the peering, as a table to the column', () => {
    expect(
      runCommand(solution, 'ARSHack', 'az network routeserver peering list -g wthars --routeserver ARSHack -o table')
        .text.trimEnd()
        .split('\n')
        .map((l) => l.trimEnd()),
    ).toEqual([
      'Name           PeerAsn    PeerIp    ProvisioningState    ResourceGroup',
      '-------------  ---------  --------  -------------------  ---------------',
      'HubCentralNVA  65001      10.0.1.4  Succeeded            wthars',
    ]);
    expect(JSON.parse(runCommand(solution, 'ARSHack', 'az network routeserver show --name ARSHack --query virtualRouterIps').text)).toEqual([
      '10.0.3.4',
      '10.0.3.5',
    ]);
  });

  it('A228 as a table without a query nothing shows', () => {
    expect(
      runCommand(solution, 'ARSHack', 'az network routeserver peering list-learned-routes --routeserver ARSHack -n HubCentralNVA -o table').text.trim(),
    ).toBe('');
  });

  it('A84, A225 what the site is told, to the column', () => {
    const text = runCommand(solution, 'vpngw', 'az network vnet-gateway list-advertised-routes -n vpngw -g rg --peer 172.16.1.10 -o table').text;
    const lines = text
      .trimEnd()
      .split('\n')
      .map((l) => l.trimEnd());
    expect(lines.slice(0, 2)).toEqual([
      'Network      NextHop    Origin    SourcePeer    AsPath    Weight',
      '-----------  ---------  --------  ------------  --------  --------',
    ]);
    expect(lines.slice(2).toSorted()).toEqual(
      ['10.0.0.5', '10.0.0.4']
        .flatMap((own) => ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16'].map((p) => `${p}  ${own}   Igp                     65515     0`))
        .toSorted(),
    );
  });
});

describe('the default route in the firewall’s name (L. Rivallain)', () => {
  const spoke = (prefix: string) => {
    const net = vnet([`${prefix}.0.0/16`], {}, { hub: 'hub' });
    return { ...net, subnets: { TestSubnet: { addressPrefix: `${prefix}.0.0/24`, routeTable: 'bypass' } } };
  };
  const lab: Lab = {
    virtualNetworks: {
      hub: vnet(
        ['10.1.0.0/16'],
        { RouteServerSubnet: '10.1.1.0/24', AzureFirewallSubnet: '10.1.2.0/24', ri: '10.1.3.0/24' },
        { spokes: ['spoke-1', 'spoke-2'] },
      ),
      'spoke-1': spoke('10.2'),
      'spoke-2': spoke('10.3'),
    },
    routeTables: { bypass: { routes: { 'my-ip': { addressPrefix: '1.1.1.1/32', nextHopType: 'Internet' } } } },
    publicIPAddresses: { fw: { ipAddress: '198.51.100.1' } },
    azureFirewalls: { fw: { subnet: 'hub/AzureFirewallSubnet', publicIPAddresses: ['fw'] } },
    virtualMachines: {
      ri: nva('hub/ri', '10.1.3.4', [
        ...bgp(65001, { '10.1.1.4': 65515, '10.1.1.5': 65515 }, ['0.0.0.0/0'], [' neighbor 10.1.1.4 route-map FW out', ' neighbor 10.1.1.5 route-map FW out']),
        'route-map FW permit 10',
        ' set ip next-hop 10.1.2.4',
      ]),
    },
    routeServers: { RouterServer: { subnet: 'hub/RouteServerSubnet', bgpConnections: { 'rs-bgp-connection': { peerIp: '10.1.3.4', peerAsn: 65001 } } } },
  };
  const solution = solve(lab);

  it('A137, A228 Route Server: next hop the firewall, source the machine, to the column', () => {
    const text = runCommand(
      solution,
      'RouterServer',
      "az network routeserver peering list-learned-routes -n rs-bgp-connection --routeserver RouterServer -g hsazfw-RG --query 'RouteServiceRole_IN_1' -o table",
    ).text;
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((l) => l.trimEnd()),
    ).toEqual([
      'LocalAddress    Network    NextHop    SourcePeer    Origin    AsPath    Weight',
      '--------------  ---------  ---------  ------------  --------  --------  --------',
      '10.1.1.5        0.0.0.0/0  10.1.2.4   10.1.3.4      EBgp      65001     32768',
    ]);
  });

  it('A18, A57, A138 a spoke', () => {
    const want = listing(`
Default                Active   10.2.0.0/16       VnetLocal
Default                Active   10.1.0.0/16       VNetPeering
VirtualNetworkGateway  Active   0.0.0.0/0         VirtualNetworkGateway  10.1.2.4
User                   Active   1.1.1.1/32        Internet`);
    expect(effective(solution, 'spoke-1/TestSubnet', 'all')).toEqual(want);
  });

  it('A128 the machine has the three VNets from both instances', () => {
    const rows = runCommand(solution, 'ri', 'show ip bgp').text.match(/ 10\.1\.1\.[45] .* 65515 i/g);
    expect(rows).toHaveLength(6);
  });
});

describe('an anycast address (A. Stuart)', () => {
  const lab = mergePatch(customer('er', 65000, ['192.168.0.0/30', '192.168.0.4/30'], ['192.168.2.0/24']), {
    virtualNetworks: {
      Hub: vnet(
        ['172.16.136.0/22'],
        { external: '172.16.136.0/26', GatewaySubnet: '172.16.138.0/27', RouteServerSubnet: '172.16.139.0/27' },
        { spokes: ['SpokeA'] },
      ),
      SpokeA: vnet(['10.137.0.0/16'], { vmsubnet: '10.137.0.0/24' }, { hub: 'Hub' }),
    },
    virtualNetworkGateways: { 'Hub-ergw': { gatewayType: 'ExpressRoute', subnet: 'Hub/GatewaySubnet' } },
    connections: { cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'Hub-ergw', peer: 'er' } },
    routeServers: { 'Hub-rs': { subnet: 'Hub/RouteServerSubnet', bgpConnections: { 'infoblox-nva1': { peerIp: '172.16.136.4', peerAsn: 65002 } } } },
    virtualMachines: { infoblox: nva('Hub/external', '172.16.136.4', bgp(65002, { '172.16.139.4': 65515, '172.16.139.5': 65515 }, ['1.1.1.1/32'])) },
  } satisfies Lab) as Lab;
  const branches = solve(mergePatch(lab, { routeServers: { 'Hub-rs': { allowBranchToBranchTraffic: true } } }) as Lab);

  it('A57, A129 the spoke has it, branch-to-branch or not', () => {
    for (const s of [solve(lab), branches])
      expect(effective(s, 'SpokeA/vmsubnet', 'none')).toEqual(expect.arrayContaining(learned('1.1.1.1/32', '172.16.136.4')));
  });

  it('A81, A129 the ExpressRoute gateway has it with branch-to-branch alone', () => {
    const command = 'az network vnet-gateway list-learned-routes -n Hub-ergw -g rg -o table';
    const want = published(`
1.1.1.1/32  172.16.136.4  IBgp  172.16.139.4  65002  32768
1.1.1.1/32  172.16.136.4  IBgp  172.16.139.5  65002  32768`);
    expect(
      printed(branches, 'Hub-ergw', command)
        .filter((r) => r.includes('65002'))
        .toSorted(),
    ).toEqual(want);
    expect(printed(solve(lab), 'Hub-ergw', command).filter((r) => r.includes('65002'))).toEqual([]);
  });

  it('A104, A231 and the circuit has it behind 65515', () => {
    const rows = printed(
      branches,
      'er',
      'az network express-route list-route-tables -g rg -n er --path primary --peering-name AzurePrivatePeering --query value -o table',
    );
    expect(
      rows
        .filter((r) => r.startsWith('1.1.1.1'))
        .map((r) => r.replace('*', ''))
        .toSorted(),
    ).toEqual(['12', '13'].map((i) => `1.1.1.1/32 172.16.138.${i} 65515 65002 0`));
  });
});
