/** Rules of Route Server in whole labs: what it tells whom, what it prefers and programs, loops, limits, and an NVA at one instance only. */
import { describe, expect, it } from 'vitest';
import { compileLab } from '../../src/engine/compile/index.ts';
import { formatPrefix } from '../../src/engine/ip/index.ts';
import { type Lab, mergePatch, routesTable, type Solution, solve, traceFlow } from '../../src/engine/index.ts';
import { effectiveRows, vnet, vpnGateway } from '../published/tables.ts';

const patched = (lab: Lab, patch: unknown) => mergePatch(lab, patch) as Lab;

/** An NVA of the hub that announces what `lines` say to the Route Server's instances. */
function nva(address: string, asn: number, lines: readonly string[], instances: readonly string[] = ['10.0.2.4', '10.0.2.5']) {
  return {
    networkInterfaces: { eth0: { subnet: 'hub/nva', privateIPAddress: address, enableIPForwarding: true } },
    ipForward: true,
    frr: {
      config: [
        'ip route 10.77.0.0/16 blackhole',
        'ip route 10.78.0.0/16 blackhole',
        'ip route 10.0.0.0/8 blackhole',
        'ip route 10.0.1.0/25 blackhole',
        `router bgp ${asn}`,
        ' no bgp ebgp-requires-policy',
        ...instances.flatMap((i) => [` neighbor ${i} remote-as 65515`, ` neighbor ${i} ebgp-multihop 8`, ` neighbor ${i} route-map OUT out`]),
        ...lines.filter((l) => l.startsWith(' ')),
        ...lines.filter((l) => !l.startsWith(' ')),
        'route-map OUT permit 100',
      ].join('\n'),
    },
  };
}

/** A hub with Route Server, a spoke, an ExpressRoute site 10.20.0.0/16 (AS 65150) and a static VPN site 10.30.0.0/16. */
const base: Lab = {
  virtualNetworks: {
    hub: vnet(
      ['10.0.0.0/16'],
      { nva: '10.0.1.0/24', GatewaySubnet: '10.0.0.0/24', RouteServerSubnet: '10.0.2.0/24', AzureFirewallSubnet: '10.0.3.0/24' },
      { spokes: ['spoke'] },
    ),
    spoke: vnet(['10.1.0.0/16'], { vm: '10.1.1.0/24' }, { hub: 'hub' }),
  },
  publicIPAddresses: { 'vpn-0': { ipAddress: '198.51.100.4' }, 'vpn-1': { ipAddress: '198.51.100.5' }, 'pip-fw': { ipAddress: '198.51.100.6' } },
  virtualNetworkGateways: {
    ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet' },
    vpn: vpnGateway('vpn', 'hub', 65515, ['10.0.0.14', '10.0.0.15']),
  },
  localNetworkGateways: { lng: { gatewayIpAddress: '203.0.113.9', localNetworkAddressSpace: { addressPrefixes: ['10.30.0.0/16'] } } },
  connections: {
    s2s: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpn', localNetworkGateway2: 'lng' },
    cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'er' },
  },
  expressRouteCircuits: {
    er: {
      peerings: { AzurePrivatePeering: { peerASN: 65150, primaryPeerAddressPrefix: '172.16.1.0/30', secondaryPeerAddressPrefix: '172.16.1.4/30', vlanId: 9 } },
    },
  },
  azureFirewalls: { fw: { subnet: 'hub/AzureFirewallSubnet', publicIPAddresses: ['pip-fw'] } },
  routeServers: {
    rs: { subnet: 'hub/RouteServerSubnet', allowBranchToBranchTraffic: true, bgpConnections: { nva: { peerIp: '10.0.1.6', peerAsn: 65001 } } },
  },
  virtualMachines: { nva: nva('10.0.1.6', 65001, [' network 10.77.0.0/16']) },
  routers: {
    ce: {
      interfaces: { p: { addresses: ['172.16.1.1/30'], circuit: 'er/primary' }, s: { addresses: ['172.16.1.5/30'], circuit: 'er/secondary' } },
      frr: {
        config: [
          'ip route 10.20.0.0/16 blackhole',
          'ip route 10.30.0.0/16 blackhole 250',
          'bgp as-path access-list OWN permit ^$',
          'router bgp 65150',
          ' no bgp ebgp-requires-policy',
          ...['2', '6'].flatMap((h) => [` neighbor 172.16.1.${h} remote-as 12076`, ` neighbor 172.16.1.${h} filter-list OWN out`]),
          ' network 10.20.0.0/16',
        ].join('\n'),
      },
    },
  },
};
const two = (lines: readonly string[] = [' network 10.77.0.0/16']) =>
  patched(base, {
    routeServers: { rs: { bgpConnections: { nva2: { peerIp: '10.0.1.7', peerAsn: 65002 } } } },
    virtualMachines: { nva2: nva('10.0.1.7', 65002, lines) },
  });

/** An NVA's outbound policy with one more line. */
const withPolicy = (lab: Lab, id: string, line: string) =>
  patched(lab, {
    virtualMachines: {
      [id]: { frr: { config: lab.virtualMachines?.[id]?.frr?.config.replace('route-map OUT permit 100', `route-map OUT permit 100\n ${line}`) } },
    },
  });
/** Why the first Route Server instance refused a prefix of the NVA. */
const rejected = (solution: Solution, p: string) =>
  [...(solution.controlPlane.speakers.get('rs#0')?.adjRibIn.get('10.0.1.6')?.values() ?? [])].find((r) => formatPrefix(r.prefix) === p)?.rejected?.code;

const programmed = (lab: Lab | Solution, subnet: string, prefix: string) =>
  effectiveRows('network' in lab ? lab : solve(lab), subnet)
    .filter((r) => r.startsWith('VirtualNetworkGateway') && r.split(' ')[2] === prefix)
    .map((r) => `${r.split(' ')[1]} ${r.split(' ').at(-1)}`);
/** What a router's BGP table holds: prefix and path. */
const table = (solution: Solution, router: string) =>
  [...new Set(routesTable(solution, router, 'bgp').rows.map((r) => `${r.cells['network']} ${r.cells['path']}`.trim()))].toSorted();
const learned = (solution: Solution, gateway: string) => routesTable(solution, gateway, 'learned').rows;

describe('what an NVA is told', () => {
  it('A128 the VNet, VNets in transit, and with branch-to-branch what gateways know, each behind 65515', () => {
    expect(table(solve(base), 'nva')).toEqual(
      ['10.0.0.0/16 65515', '10.1.0.0/16 65515', '10.20.0.0/16 65515 12076 65150', '10.30.0.0/16 65515', '10.77.0.0/16'].toSorted(),
    );
  });

  it('A129 without it gateways’ routes stay away, and so do the NVA’s from the gateways; both are programmed all the same', () => {
    const off = solve(patched(base, { routeServers: { rs: { allowBranchToBranchTraffic: false } } }));
    expect(table(off, 'nva')).toEqual(['10.0.0.0/16 65515', '10.1.0.0/16 65515', '10.77.0.0/16'].toSorted());
    expect(learned(off, 'vpn').some((r) => r.cells['network'] === '10.77.0.0/16')).toBe(false);
    for (const p of ['10.77.0.0/16', '10.20.0.0/16', '10.30.0.0/16']) expect(programmed(off, 'spoke/vm', p).length, p).toBeGreaterThan(0);
  });

  it('A57 a spoke without the flags gets nothing and is not announced', () => {
    const lab = patched(base, { virtualNetworks: { spoke: { virtualNetworkPeerings: { hub: { useRemoteGateways: false } } } } });
    const solution = solve(lab);
    expect(programmed(solution, 'spoke/vm', '10.77.0.0/16')).toEqual([]);
    expect(table(solution, 'nva')).not.toContain('10.1.0.0/16 65515');
  });

  it('A128 another NVA’s routes come with 65515 before them', () => {
    const solution = solve(two([' network 10.78.0.0/16']));
    expect(table(solution, 'nva')).toContain('10.78.0.0/16 65515 65002');
    const same = patched(two([' network 10.78.0.0/16']), {
      routeServers: { rs: { bgpConnections: { nva2: { peerAsn: 65001 } } } },
      virtualMachines: { nva2: nva('10.0.1.7', 65001, [' network 10.78.0.0/16']) },
    });
    expect(table(solve(same), 'nva'), 'an NVA of the same AS drops them').not.toContainEqual(expect.stringContaining('10.78.0.0/16'));
  });
});

describe('what it takes', () => {
  it('A133 not the VNet’s prefixes nor longer ones, but a supernet', () => {
    const lab = patched(base, { virtualMachines: { nva: nva('10.0.1.6', 65001, [' network 10.0.0.0/8', ' network 10.0.1.0/25']) } });
    const solution = solve(lab);
    expect(programmed(solution, 'spoke/vm', '10.0.0.0/8')).toEqual(['Active 10.0.1.6']);
    expect(programmed(solution, 'spoke/vm', '10.0.1.0/25')).toEqual([]);
    expect(rejected(solution, '10.0.1.0/25')).toBe('azure-within-vnet');
  });

  it('A135 a path that holds 65515 is dropped', () => {
    const solution = solve(withPolicy(base, 'nva', 'set as-path prepend 65515'));
    expect(rejected(solution, '10.77.0.0/16')).toBe('bgp-as-loop');
    expect(programmed(solution, 'spoke/vm', '10.77.0.0/16')).toEqual([]);
  });

  it('A136 NO_ADVERTISE: programmed, passed to nobody', () => {
    const lab = withPolicy(base, 'nva', 'set community no-advertise');
    const solution = solve(lab);
    expect(programmed(solution, 'spoke/vm', '10.77.0.0/16')).toEqual(['Active 10.0.1.6']);
    expect(learned(solution, 'vpn').some((r) => r.cells['network'] === '10.77.0.0/16')).toBe(false);
    expect(learned(solve(base), 'vpn').some((r) => r.cells['network'] === '10.77.0.0/16')).toBe(true);
  });

  it('A126 eight peers: the ninth is not there', () => {
    const bgpConnections = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`p${i}`, { peerIp: `10.0.1.${20 + i}`, peerAsn: 65001 }]));
    const lab = patched(base, { routeServers: { rs: { bgpConnections: { nva: null, ...bgpConnections } } } });
    expect(
      compileLab(lab)
        .speakers.get('rs#0')
        ?.peers.filter((p) => p.role === 'nva'),
    ).toHaveLength(8);
    const family = compileLab(base)
      .speakers.get('rs#0')
      ?.peers.find((p) => p.role === 'nva')?.families.ipv4;
    expect(family?.maximumPrefix).toMatchObject({ limit: 4000, rules: ['A126'] });
  });

  it('A122 an NVA at one instance only: programmed, but gateways have the route from that instance alone', () => {
    const solution = solve(patched(base, { virtualMachines: { nva: nva('10.0.1.6', 65001, [' network 10.77.0.0/16'], ['10.0.2.4']) } }));
    expect(programmed(solution, 'spoke/vm', '10.77.0.0/16')).toEqual(['Active 10.0.1.6']);
    const from = (s: Solution) => new Set(learned(s, 'vpn').flatMap((r) => (r.cells['network'] === '10.77.0.0/16' ? [r.cells['sourcePeer']] : [])));
    expect(from(solution)).toEqual(new Set(['10.0.2.4']));
    expect(from(solve(base))).toEqual(new Set(['10.0.2.4', '10.0.2.5']));
  });
});

describe('what it programs', () => {
  it('A131 every subnet: the NVA’s own, the firewall’s and GatewaySubnet too', () => {
    const solution = solve(base);
    for (const s of ['hub/nva', 'hub/AzureFirewallSubnet', 'hub/GatewaySubnet', 'hub/RouteServerSubnet', 'spoke/vm'])
      expect(programmed(solution, s, '10.77.0.0/16'), s).toEqual(['Active 10.0.1.6']);
  });

  it('A132 two NVAs with paths of one length share the load; the shorter wins alone, whatever its MED', () => {
    expect(programmed(two(), 'spoke/vm', '10.77.0.0/16').toSorted()).toEqual(['Active 10.0.1.6', 'Active 10.0.1.7']);
    const set = (line: string) => withPolicy(two(), 'nva2', line);
    expect(programmed(set('set as-path prepend 65002'), 'spoke/vm', '10.77.0.0/16')).toEqual(['Active 10.0.1.6']);
    expect(programmed(set('set metric 50'), 'spoke/vm', '10.77.0.0/16').toSorted()).toEqual(['Active 10.0.1.6', 'Active 10.0.1.7']);
  });

  it('A137 the next hop is the one that the NVA names, at the gateways as well', () => {
    const lab = withPolicy(base, 'nva', 'set ip next-hop 10.0.3.4');
    const solution = solve(lab);
    expect(programmed(solution, 'spoke/vm', '10.77.0.0/16')).toEqual(['Active 10.0.3.4']);
    expect(learned(solution, 'vpn').find((r) => r.cells['network'] === '10.77.0.0/16')?.cells['nextHop']).toBe('10.0.3.4');
  });

  it.each<[string, string, string[]]>([
    ['ExpressRoute before all', 'ExpressRoute', ['er#primary', 'er#secondary']],
    ['VPN and NVA before ExpressRoute', 'VpnGateway', ['vpn#0', 'vpn#1']],
    ['the shorter path', 'ASPath', ['vpn#0', 'vpn#1']],
  ])('A139 %s, for one prefix of two branches', (_title, hubRoutingPreference, want) => {
    const config = (base.routers?.['ce']?.frr.config ?? '').replace(' network 10.20.0.0/16', ' network 10.20.0.0/16\n network 10.30.0.0/16');
    const lab = patched(base, { routeServers: { rs: { hubRoutingPreference } }, routers: { ce: { frr: { config } } } });
    const solution = solve(lab);
    const nodes = (solution.effectiveRoutes.get('spoke/vm') ?? [])
      .filter((r) => r.source === 'VirtualNetworkGateway' && formatPrefix(r.prefix) === '10.30.0.0/16')
      .flatMap((r) => r.nodes ?? []);
    expect(nodes.toSorted()).toEqual(want);
  });

  it('A143 without peers and gateways it changes nothing', () => {
    const alone: Lab = { virtualNetworks: base.virtualNetworks ?? {}, routeServers: { rs: { subnet: 'hub/RouteServerSubnet' } } };
    const { routeServers: _gone, ...without } = alone;
    expect(effectiveRows(solve(alone), 'hub/nva')).toEqual(effectiveRows(solve(without), 'hub/nva'));
  });

  it('A32 propagation off takes them out of a subnet, and no peering route', () => {
    const lab = patched(base, {
      routeTables: { rt: { disableBgpRoutePropagation: true, routes: {} } },
      virtualNetworks: { spoke: { subnets: { vm: { routeTable: 'rt' } } } },
    });
    const rows = effectiveRows(solve(lab), 'spoke/vm');
    expect(rows.some((r) => r.startsWith('VirtualNetworkGateway'))).toBe(false);
    expect(rows).toContain('Default Active 10.0.0.0/16 VNetPeering');
  });
});

describe('a failed instance', () => {
  it('A120 the other goes on: the NVA’s route is programmed still, gateways have it from one', () => {
    const solution = solve(patched(base, { outages: { o: { of: 'rs#0' } } }));
    expect(programmed(solution, 'spoke/vm', '10.77.0.0/16')).toEqual(['Active 10.0.1.6']);
    expect(new Set(learned(solution, 'vpn').flatMap((r) => (r.cells['network'] === '10.77.0.0/16' ? [r.cells['sourcePeer']] : [])))).toEqual(
      new Set(['10.0.2.5']),
    );
  });

  it('A144 a stopped NVA: its routes are gone everywhere once hold times are over', () => {
    const solution = solve(patched(base, { outages: { o: { of: 'nva' } } }));
    expect(programmed(solution, 'spoke/vm', '10.77.0.0/16')).toEqual([]);
    expect(learned(solution, 'vpn').some((r) => r.cells['network'] === '10.77.0.0/16')).toBe(false);
  });
});

describe('why an NVA cannot put the firewall between branches (article B2B, appendix)', () => {
  const config = (prefixes: readonly string[]) =>
    nva(
      '10.0.1.6',
      65001,
      prefixes.map((p) => ` network ${p}`),
    )
      .frr.config.replace('router bgp', `${prefixes.map((p) => `ip route ${p} blackhole`).join('\n')}\nrouter bgp`)
      .replace('route-map OUT permit 100', 'route-map OUT permit 100\n set ip next-hop 10.0.3.4');
  const injecting = (...prefixes: string[]) => patched(base, { virtualMachines: { nva: { frr: { config: config(prefixes) } } } });

  it('A147 for an equal prefix ExpressRoute wins: nothing is detoured', () => {
    expect(programmed(injecting('10.20.0.0/16'), 'spoke/vm', '10.20.0.0/16').some((r) => r.includes('10.0.3.4'))).toBe(false);
  });

  it('A145 more specific halves are programmed in AzureFirewallSubnet too: the firewall’s packet comes back to it', () => {
    const lab = patched(injecting('10.20.0.0/17', '10.20.128.0/17'), {
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
    });
    const solution = solve(lab);
    for (const s of ['hub/GatewaySubnet', 'hub/AzureFirewallSubnet']) expect(programmed(solution, s, '10.20.0.0/17'), s).toEqual(['Active 10.0.3.4']);
    const trace = traceFlow(solution, { from: 'vm', to: '10.20.5.5', protocol: 'tcp', port: 22 });
    expect(JSON.stringify(trace)).toContain('loop');
  });
});
