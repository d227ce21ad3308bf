/** Rules of effective routes and of what UDRs do and do not, in whole labs: a hub with gateways, Route Server, a firewall and spokes. */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, portalTable, routesTable, type Solution, solve, traceFlow } from '../../src/engine/index.ts';
import { effectiveRows, vnet, vpnGateway } from '../published/tables.ts';

const patched = (lab: Lab, patch: unknown) => mergePatch(lab, patch) as Lab;
const learned = (solution: Solution, device: string) => routesTable(solution, device, 'learned').rows.map((r) => JSON.stringify(r.cells));
const rowsFor = (solution: Solution, subnet: string, prefix: string) => effectiveRows(solution, subnet).filter((r) => r.split(' ')[2] === prefix);
const udr = (routes: Readonly<Record<string, readonly [string, string, string?]>>, more: object = {}) => ({
  routes: Object.fromEntries(
    Object.entries(routes).map(([name, [addressPrefix, nextHopType, ip]]) => [
      name,
      { addressPrefix, nextHopType, ...(ip !== undefined && { nextHopIpAddress: ip }) },
    ]),
  ),
  ...more,
});

const NVA = {
  networkInterfaces: { eth0: { subnet: 'hub/nva', privateIPAddress: '10.0.1.6', enableIPForwarding: true } },
  ipForward: true,
  frr: {
    config: [
      'ip route 0.0.0.0/0 blackhole 250',
      'router bgp 65001',
      ' no bgp ebgp-requires-policy',
      ' timers bgp 10 30',
      ...['4', '5'].flatMap((h) => [
        ` neighbor 10.0.2.${h} remote-as 65515`,
        ` neighbor 10.0.2.${h} ebgp-multihop 8`,
        ` neighbor 10.0.2.${h} route-map OUT out`,
      ]),
      ' network 0.0.0.0/0',
      'bgp as-path access-list OWN permit ^$',
      'route-map OUT permit 10',
      ' match as-path OWN',
      ' set ip next-hop 10.0.3.4',
    ].join('\n'),
  },
};
const base: Lab = {
  virtualNetworks: {
    hub: vnet(
      ['10.0.0.0/16'],
      { nva: '10.0.1.0/24', GatewaySubnet: '10.0.0.0/24', RouteServerSubnet: '10.0.2.0/24', AzureFirewallSubnet: '10.0.3.0/24' },
      { spokes: ['spoke', 'far'] },
    ),
    spoke: vnet(['10.1.0.0/16'], { vm: '10.1.1.0/24' }, { hub: 'hub' }),
    far: { ...vnet(['10.2.0.0/16'], { vm: '10.2.1.0/24' }, { hub: 'hub' }), location: 'eastus' },
  },
  publicIPAddresses: { 'vpn-0': { ipAddress: '198.51.100.4' }, 'vpn-1': { ipAddress: '198.51.100.5' }, 'pip-fw': { ipAddress: '198.51.100.6' } },
  virtualNetworkGateways: {
    ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet' },
    vpn: vpnGateway('vpn', 'hub', 65515, ['10.0.0.14', '10.0.0.15']),
  },
  localNetworkGateways: { lng: { gatewayIpAddress: '203.0.113.9', bgpSettings: { asn: 65009, bgpPeeringAddress: '192.168.9.9' } } },
  connections: {
    s2s: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpn', localNetworkGateway2: 'lng', enableBgp: true },
    cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'er' },
  },
  expressRouteCircuits: {
    er: {
      peerings: { AzurePrivatePeering: { peerASN: 65150, primaryPeerAddressPrefix: '172.16.1.0/30', secondaryPeerAddressPrefix: '172.16.1.4/30', vlanId: 9 } },
    },
  },
  azureFirewalls: { fw: { subnet: 'hub/AzureFirewallSubnet', publicIPAddresses: ['pip-fw'] } },
  routeServers: { rs: { subnet: 'hub/RouteServerSubnet', allowBranchToBranchTraffic: true, bgpConnections: { nva: { peerIp: '10.0.1.6', peerAsn: 65001 } } } },
  virtualMachines: { nva: NVA },
  segments: { wan: {} },
  routers: {
    ce: {
      interfaces: { p: { addresses: ['172.16.1.1/30'], circuit: 'er/primary' }, s: { addresses: ['172.16.1.5/30'], circuit: 'er/secondary' } },
      frr: {
        config:
          'ip route 10.20.0.0/16 blackhole\nbgp as-path access-list OWN permit ^$\nrouter bgp 65150\n no bgp ebgp-requires-policy\n neighbor 172.16.1.2 remote-as 12076\n neighbor 172.16.1.2 filter-list OWN out\n neighbor 172.16.1.6 remote-as 12076\n neighbor 172.16.1.6 filter-list OWN out\n network 10.20.0.0/16\n',
      },
    },
    branch: {
      interfaces: { lo: { addresses: ['192.168.9.9/32'] }, eth0: { addresses: ['203.0.113.9/24'], segment: 'wan' } },
      frr: {
        config: [
          'ip route 10.30.0.0/16 blackhole',
          'ip route 10.0.0.14/32 203.0.113.1',
          'ip route 10.0.0.15/32 203.0.113.1',
          'router bgp 65009',
          ' no bgp ebgp-requires-policy',
          ...['14', '15'].flatMap((h) => [
            ` neighbor 10.0.0.${h} remote-as 65515`,
            ` neighbor 10.0.0.${h} ebgp-multihop 8`,
            ` neighbor 10.0.0.${h} update-source lo`,
          ]),
          ' network 10.30.0.0/16',
        ].join('\n'),
      },
    },
  },
};
const solution = solve(base);

describe('who has which rows', () => {
  it('A131, A138 a default of the NVA is in every subnet, the NVA’s and the firewall’s own too', () => {
    for (const s of ['hub/nva', 'hub/AzureFirewallSubnet', 'hub/GatewaySubnet', 'hub/RouteServerSubnet', 'spoke/vm', 'far/vm'])
      expect(rowsFor(solution, s, '0.0.0.0/0'), s).toEqual(['VirtualNetworkGateway Active 0.0.0.0/0 VirtualNetworkGateway 10.0.3.4']);
  });

  it('A138 on-premises has it over ExpressRoute with branch-to-branch alone, over the VPN never (A69)', () => {
    const has = (s: Solution, router: string) => routesTable(s, router, 'bgp').rows.some((r) => r.cells['network'] === '0.0.0.0/0');
    expect([has(solution, 'ce'), has(solution, 'branch')]).toEqual([true, false]);
    const off = solve(patched(base, { routeServers: { rs: { allowBranchToBranchTraffic: false } } }));
    expect([has(off, 'ce'), has(off, 'branch')]).toEqual([false, false]);
  });

  it('A24 what Route Server injects has a gateway’s source and type; only its address tells', () => {
    expect(rowsFor(solution, 'spoke/vm', '0.0.0.0/0')[0]?.replace('0.0.0.0/0', 'P').replace('10.0.3.4', 'IP')).toBe(
      rowsFor(solution, 'spoke/vm', '10.30.0.0/16')[0]
        ?.replace('10.30.0.0/16', 'P')
        .replace(/10\.0\.0\.1[45]/, 'IP'),
    );
  });

  it('A54 gateway transit over a global peering, whose row says so', () => {
    expect(rowsFor(solution, 'far/vm', '10.0.0.0/16')).toEqual(['Default Active 10.0.0.0/16 VNetGlobalPeering']);
    expect(rowsFor(solution, 'far/vm', '10.20.0.0/16')).toHaveLength(2);
  });

  it('A117 a spoke is announced on-premises only with the flags of transit', () => {
    const announced = (s: Solution) => routesTable(s, 'ce', 'bgp').rows.map((r) => r.cells['network']);
    expect(announced(solution)).toContain('10.1.0.0/16');
    const without = solve(patched(base, { virtualNetworks: { spoke: { virtualNetworkPeerings: { hub: { useRemoteGateways: false } } } } }));
    expect(announced(without)).not.toContain('10.1.0.0/16');
    expect(rowsFor(without, 'hub/nva', '10.1.0.0/16'), 'though the hub reaches it').toEqual(['Default Active 10.1.0.0/16 VNetPeering']);
  });

  it('A60, A61, A102, A120 addresses and AS where nothing is stated', () => {
    const addresses = (lab: Lab, device: string) => {
      const s = solve(lab);
      return [...s.controlPlane.speakers.values()]
        .filter((x) => x.device === device)
        .map((x) => `${x.asn} ${routesTable(s, device, 'learned').rows.find((r) => r.key.startsWith(x.id))?.group ?? ''}`);
    };
    const bare = patched(base, { virtualNetworkGateways: { vpn: { bgpSettings: null, enableBgp: false } } });
    expect(addresses(bare, 'vpn')).toEqual(['65515 10.0.0.14', '65515 10.0.0.15']);
    expect(addresses(bare, 'ergw')).toEqual(['65515 10.0.0.12', '65515 10.0.0.13']);
    expect(addresses(bare, 'rs')).toEqual(['65515 10.0.2.4', '65515 10.0.2.5']);
    const alone = patched(bare, { virtualNetworkGateways: { ergw: null }, connections: { cn: null } });
    expect(addresses(alone, 'vpn')).toEqual(['65515 10.0.0.4', '65515 10.0.0.5']);
  });

  it('A125 hold time 180 s, or the lower that the NVA asks for', () => {
    const hold = (s: Solution, speaker: string, role: string) => s.controlPlane.speakers.get(speaker)?.sessions.find((x) => x.peer.role === role)?.holdTime;
    expect([hold(solution, 'rs#0', 'nva'), hold(solution, 'rs#0', 'vpn-gateway')]).toEqual([30, 180]);
    const slow = patched(base, { virtualMachines: { nva: { frr: { config: NVA.frr.config.replace(' timers bgp 10 30\n', '') } } } });
    expect(hold(solve(slow), 'rs#0', 'nva')).toBe(180);
  });
});

describe('user-defined routes', () => {
  const onGatewaySubnet = (routes: Parameters<typeof udr>[0], more: object = {}) =>
    patched(base, { routeTables: { rt: udr(routes, more) }, virtualNetworks: { hub: { subnets: { GatewaySubnet: { routeTable: 'rt' } } } } });

  it('A8, A88, A149 on GatewaySubnet they steer packets and change nothing that BGP says', () => {
    const steered = solve(
      onGatewaySubnet({ spoke: ['10.1.0.0/16', 'VirtualAppliance', '10.0.3.4'], branch: ['10.30.0.0/16', 'VirtualAppliance', '10.0.3.4'] }),
    );
    expect(rowsFor(steered, 'hub/GatewaySubnet', '10.1.0.0/16')).toEqual([
      'Default Invalid 10.1.0.0/16 VNetPeering',
      'User Active 10.1.0.0/16 VirtualAppliance 10.0.3.4',
    ]);
    for (const device of ['vpn', 'ergw', 'rs']) expect(learned(steered, device), device).toEqual(learned(solution, device));
  });

  it('A89 one that covers Route Server’s subnet parts it from the gateways; a longer VnetLocal route mends it', () => {
    const up = (s: Solution) =>
      s.controlPlane.speakers
        .get('vpn#0')
        ?.sessions.filter((x) => x.peer.role === 'route-server')
        .map((x) => x.reason?.code ?? 'up');
    const cut = solve(onGatewaySubnet({ hub: ['10.0.0.0/16', 'VirtualAppliance', '10.0.3.4'] }));
    expect(up(cut)).toEqual(['session-diverted', 'session-diverted']);
    expect(learned(cut, 'vpn').some((r) => r.includes('0.0.0.0/0'))).toBe(false);
    const mended = onGatewaySubnet({ hub: ['10.0.0.0/16', 'VirtualAppliance', '10.0.3.4'], rs: ['10.0.2.0/24', 'VnetLocal'] });
    expect(up(solve(mended))).toEqual(['up', 'up']);
  });

  it('A146 on AzureFirewallSubnet nothing means “to the gateway”: VirtualNetworkGateway is not usable, and propagation off takes the true routes', () => {
    const fw = (table: unknown) =>
      solve(
        patched(base, {
          routeTables: { rt: table },
          virtualNetworks: { hub: { subnets: { AzureFirewallSubnet: { routeTable: 'rt' } } } },
          azureFirewalls: {
            fw: {
              networkRuleCollections: {
                all: {
                  priority: 100,
                  action: { type: 'Allow' },
                  rules: { any: { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['Any'], destinationPorts: ['*'] } },
                },
              },
            },
          },
          virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke/vm', privateIPAddress: '10.1.1.4' } } } },
        }),
      );
    const noTruth = fw(udr({ internet: ['0.0.0.0/0', 'Internet'] }, { disableBgpRoutePropagation: true }));
    expect(rowsFor(noTruth, 'hub/AzureFirewallSubnet', '10.20.0.0/16')).toEqual([]);
    const toGateway = patched(base, {
      routeTables: { rt: udr({ site: ['10.20.0.0/16', 'VirtualNetworkGateway'] }) },
      virtualNetworks: { spoke: { subnets: { vm: { routeTable: 'rt' } } } },
      virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke/vm', privateIPAddress: '10.1.1.4' } } } },
    });
    expect(JSON.stringify(traceFlow(solve(toGateway), { from: 'vm', to: '10.20.0.1', protocol: 'icmp' }))).toContain('azure-udr-gateway-with-expressroute');
  });

  it('A30 a VnetLocal route for the subnet keeps traffic inside it from the appliance', () => {
    const steered = patched(base, {
      routeTables: { rt: udr({ all: ['10.1.0.0/16', 'VirtualAppliance', '10.0.3.4'], own: ['10.1.1.0/24', 'VnetLocal'] }) },
      virtualNetworks: { spoke: { subnets: { vm: { routeTable: 'rt' } } } },
    });
    expect(effectiveRows(solve(steered), 'spoke/vm').filter((r) => r.includes(' 10.1.'))).toEqual([
      'Default Invalid 10.1.0.0/16 VnetLocal',
      'User Active 10.1.0.0/16 VirtualAppliance 10.0.3.4',
      'User Active 10.1.1.0/24 VnetLocal',
    ]);
  });

  it('A35 a route by a service tag is a row for each prefix that the lab gives it; a stated prefix beats it', () => {
    const lab = patched(base, {
      serviceTags: { Storage: { addressPrefixes: ['20.38.0.0/16', '20.60.0.0/16'] } },
      routeTables: { rt: udr({ tag: ['Storage', 'Internet'], own: ['20.60.0.0/16', 'VirtualAppliance', '10.0.3.4'] }) },
      virtualNetworks: { spoke: { subnets: { vm: { routeTable: 'rt' } } } },
    });
    expect(
      effectiveRows(solve(lab), 'spoke/vm')
        .filter((r) => r.startsWith('User'))
        .toSorted(),
    ).toEqual(['User Active 20.38.0.0/16 Internet', 'User Active 20.60.0.0/16 VirtualAppliance 10.0.3.4', 'User Invalid 20.60.0.0/16 Internet']);
  });

  it('A13 a service endpoint’s rows are in its subnet alone, the region’s among them', () => {
    const lab = patched(base, {
      serviceTags: {
        Storage: { addressPrefixes: ['20.38.0.0/16'] },
        'Storage.westeurope': { addressPrefixes: ['20.50.0.0/16'] },
        'Storage.eastus': { addressPrefixes: ['20.70.0.0/16'] },
      },
      virtualNetworks: { spoke: { subnets: { vm: { serviceEndpoints: [{ service: 'Microsoft.Storage' }] } } } },
    });
    const of = (subnet: string) => effectiveRows(solve(lab), subnet).filter((r) => r.includes('ServiceEndpoint'));
    expect(of('spoke/vm')).toEqual(['Default Active 20.38.0.0/16 VirtualNetworkServiceEndpoint', 'Default Active 20.50.0.0/16 VirtualNetworkServiceEndpoint']);
    expect(of('far/vm')).toEqual([]);
  });

  it('A37 a private endpoint is seen in its VNet and the directly peered ones, no further', () => {
    const lab = patched(base, { privateEndpoints: { pe: { subnet: 'spoke/vm', privateIPAddress: '10.1.1.99' } } });
    const s = solve(lab);
    for (const subnet of ['spoke/vm', 'hub/nva']) expect(rowsFor(s, subnet, '10.1.1.99/32'), subnet).toEqual(['Default Active 10.1.1.99/32 InterfaceEndpoint']);
    expect(rowsFor(s, 'far/vm', '10.1.1.99/32')).toEqual([]);
  });
});

describe('branch prefixes that an NVA injects (A148)', () => {
  const injecting = (extra = '') =>
    patched(base, {
      virtualMachines: {
        nva: {
          frr: {
            config: NVA.frr.config
              .replace('router bgp', 'ip route 10.20.0.0/17 blackhole\nip route 10.20.128.0/17 blackhole\nrouter bgp')
              .replace(' network 0.0.0.0/0', ' network 10.20.0.0/17\n network 10.20.128.0/17')
              .concat(extra),
          },
        },
      },
    });
  const own = (s: Solution) => routesTable(s, 'ce', 'bgp').rows.filter((r) => String(r.cells['network']).endsWith('/17')).length > 0;

  it('A148 the site is sent halves of its own range', () => expect(own(solve(injecting()))).toBe(true));

  it('A136, A148 NO_ADVERTISE keeps them from it, and leaves the gateways without the detour', () => {
    const s = solve(injecting('\n set community no-advertise'));
    expect(own(s)).toBe(false);
    expect(rowsFor(s, 'spoke/vm', '10.20.0.0/17')).toEqual(['VirtualNetworkGateway Active 10.20.0.0/17 VirtualNetworkGateway 10.0.3.4']);
    expect(learned(s, 'vpn').some((r) => r.includes('/17'))).toBe(false);
  });
});

describe('words', () => {
  const SOURCES = ['Default', 'User', 'VirtualNetworkGateway'];
  const TYPES = ['VnetLocal', 'VNetPeering', 'VNetGlobalPeering', 'VirtualNetworkGateway', 'Internet', 'VirtualAppliance', 'None'];

  it('A21 sources, states and types are those of the API', () => {
    const rows = [...solution.effectiveRoutes.keys()].flatMap((s) => effectiveRows(solution, s).map((r) => r.split(' ')));
    expect(rows.filter((r) => !(SOURCES as readonly (string | undefined)[]).includes(r[0]))).toEqual([]);
    expect(rows.filter((r) => !(['Active', 'Invalid'] as readonly (string | undefined)[]).includes(r[1]))).toEqual([]);
    expect(rows.filter((r) => !(TYPES as readonly (string | undefined)[]).includes(r[3]))).toEqual([]);
  });

  it('A22 the portal’s labels and columns', () => {
    const table = portalTable(routesTable(solution, 'far/vm', 'effective'));
    expect(table.columns.map((c) => c.heading)).toEqual([
      'Source',
      'State',
      'Address Prefixes',
      'Next Hop Type',
      'Next Hop IP Address',
      'User Defined Route Name',
    ]);
    const shown = table.rows.map((r) => table.columns.map((c) => r.cells[c.key]).join(' | '));
    expect(shown).toEqual(
      expect.arrayContaining([
        'Default | Active | 10.2.0.0/16 | Virtual network | - | -',
        'Default | Active | 10.0.0.0/16 | VNet global peering | - | -',
        'Virtual network gateway | Active | 0.0.0.0/0 | Virtual network gateway | 10.0.3.4 | -',
      ]),
    );
  });

  it('A40 the order of writing changes no row', () => {
    const reversed = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([k, v]) => [k, reversed(v)]),
          )
        : value;
    const other = solve(reversed(base) as Lab);
    for (const s of solution.effectiveRoutes.keys()) expect(effectiveRows(other, s).toSorted(), s).toEqual(effectiveRows(solution, s).toSorted());
  });
});
