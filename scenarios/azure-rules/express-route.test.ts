/** Rules of ExpressRoute in whole labs: MSEEs, weights, Global Reach, VNets that turn round at an MSEE, limits, what failures take away. */
import { describe, expect, it } from 'vitest';
import { compileLab, type Network } from '../../src/engine/compile/index.ts';
import { converge } from '../../src/engine/control-plane/index.ts';
import { type Lab, mergePatch, routesTable, type Solution, solve } from '../../src/engine/index.ts';
import { effectiveRows, printed, vnet, vpnGateway } from '../published/tables.ts';
import { bgp, nva } from '../published/labs.ts';

const patched = (lab: Lab, patch: unknown) => mergePatch(lab, patch) as Lab;
const circuit = (n: number, peerASN: number, more: object = {}) => ({
  peerings: {
    AzurePrivatePeering: { peerASN, primaryPeerAddressPrefix: `172.16.${n}.0/30`, secondaryPeerAddressPrefix: `172.16.${n}.4/30`, vlanId: 100 + n, ...more },
  },
});
/** A customer's router on both legs of a circuit, with 10.`lan`.0.0/16 behind it and nothing of Azure passed on. */
const site = (n: number, asn: number, lan: number, extra: readonly string[] = []) => ({
  interfaces: { p: { addresses: [`172.16.${n}.1/30`], circuit: `er${n}/primary` }, s: { addresses: [`172.16.${n}.5/30`], circuit: `er${n}/secondary` } },
  frr: {
    config: [
      `ip route 10.${lan}.0.0/16 blackhole`,
      'bgp as-path access-list OWN permit ^$',
      `router bgp ${asn}`,
      ' no bgp ebgp-requires-policy',
      ...['2', '6'].flatMap((h) => [` neighbor 172.16.${n}.${h} remote-as 12076`, ` neighbor 172.16.${n}.${h} filter-list OWN out`]),
      ` network 10.${lan}.0.0/16`,
      ...extra,
    ].join('\n'),
  },
});
const connection = (gateway: string, peer: string, more: object = {}) =>
  ({ connectionType: 'ExpressRoute', virtualNetworkGateway1: gateway, peer, ...more }) as const;

const base: Lab = {
  virtualNetworks: { hub: vnet(['10.0.0.0/16'], { vm: '10.0.1.0/24', GatewaySubnet: '10.0.0.0/24' }) },
  virtualNetworkGateways: { ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet' } },
  connections: { cn1: connection('ergw', 'er1') },
  expressRouteCircuits: { er1: circuit(1, 65150) },
  routers: { ce1: site(1, 65150, 20) },
};
/** The same site behind a second circuit too. */
const twoCircuits = patched(base, {
  connections: { cn2: connection('ergw', 'er2') },
  expressRouteCircuits: { er2: circuit(2, 65150) },
  routers: { ce2: site(2, 65150, 20) },
});

const learned = (lab: Lab, device = 'ergw') => printed(solve(lab), device, `az network vnet-gateway list-learned-routes -g rg -n ${device} -o table`);
const learnedOnPrem = (solution: Solution, router: string) =>
  routesTable(solution, router, 'bgp')
    .rows.filter((r) => r.standing === 'best' || r.standing === 'multipath')
    .map((r) => `${r.cells['network']} ${r.cells['path']}`);
/** The MSEEs or instances that a subnet's packets to a prefix are given to. */
const nodes = (lab: Lab, prefix: string, subnet = 'hub/vm') => {
  const solution = solve(lab);
  const at = effectiveRows(solution, subnet).flatMap((r, i) => (r.split(' ')[2] === prefix && r.includes('Active') ? [i] : []));
  return at.flatMap((i) => solution.effectiveRoutes.get(subnet)?.[i]?.nodes ?? []).toSorted();
};

describe('one circuit', () => {
  it('A101–A103 two MSEEs, a row each: 12076 before the customer’s AS, weight 32769', () => {
    expect(learned(base).toSorted()).toEqual(
      ['10.0.0.0/16 Network 10.0.0.12 32768', ...['4', '5'].map((h) => `10.20.0.0/16 10.0.0.${h} EBgp 10.0.0.${h} 12076-65150 32769`)].toSorted(),
    );
    expect(nodes(base, '10.20.0.0/16'), 'A111 straight to the MSEEs').toEqual(['er1#primary', 'er1#secondary']);
  });

  it('A104 the customer sees 12076 alone, whatever private AS numbers there are; a public one stays', () => {
    const behind = (asn: number) =>
      patched(base, {
        virtualNetworks: { hub: { subnets: { RouteServerSubnet: { addressPrefix: '10.0.2.0/24' } } } },
        routeServers: {
          rs: { subnet: 'hub/RouteServerSubnet', allowBranchToBranchTraffic: true, bgpConnections: { nva: { peerIp: '10.0.1.6', peerAsn: asn } } },
        },
        virtualMachines: {
          nva: {
            networkInterfaces: { eth0: { subnet: 'hub/vm', privateIPAddress: '10.0.1.6', enableIPForwarding: true } },
            frr: {
              config: [
                'ip route 10.77.0.0/16 blackhole',
                `router bgp ${asn}`,
                ' no bgp ebgp-requires-policy',
                ...['4', '5'].flatMap((h) => [` neighbor 10.0.2.${h} remote-as 65515`, ` neighbor 10.0.2.${h} ebgp-multihop 8`]),
                ' network 10.77.0.0/16',
              ].join('\n'),
            },
          },
        },
      });
    expect(new Set(learnedOnPrem(solve(behind(65001)), 'ce1'))).toContain('10.77.0.0/16 12076');
    expect(new Set(learnedOnPrem(solve(behind(20137)), 'ce1'))).toContain('10.77.0.0/16 12076 20137');
  });

  it.each<[string, string, string[]]>([
    ['the primary MSEE', 'er1#primary', ['er1#secondary']],
    ['the secondary MSEE', 'er1#secondary', ['er1#primary']],
    ['the circuit', 'er1', []],
    ['the connection', 'cn1', []],
    ['one instance of the gateway', 'ergw#0', ['er1#primary', 'er1#secondary']],
    ['both', 'ergw', []],
    ['the customer’s router', 'ce1', []],
  ])('A62, A79 %s lost: who is left', (_title, of, want) => {
    const lab = patched(base, { outages: { o: { of } } });
    expect(nodes(lab, '10.20.0.0/16')).toEqual(want);
    // On-premises loses the VNet with it, and with one MSEE only that one's path.
    const paths = new Set(
      routesTable(solve(lab), 'ce1', 'bgp')
        .rows.filter((r) => r.cells['network'] === '10.0.0.0/16')
        .map((r) => r.cells['nextHop']),
    );
    const gone = of === 'ce1' ? 0 : want.length;
    expect(paths.size).toBe(gone);
  });

  it('A102 of an instance that is down `az` shows nothing; it lists the other', () => {
    expect(learned(patched(base, { outages: { o: { of: 'ergw#0' } } }))[0]).toBe('10.0.0.0/16 Network 10.0.0.13 32768');
  });
});

describe('several circuits', () => {
  it('A109 equal ones share the load over four MSEEs', () => {
    expect(nodes(twoCircuits, '10.20.0.0/16')).toEqual(['er1#primary', 'er1#secondary', 'er2#primary', 'er2#secondary']);
  });

  it('A103, A109 a connection’s weight comes first, and shows', () => {
    const lab = patched(twoCircuits, { connections: { cn2: { routingWeight: 100 } }, routers: { ce2: site(2, 65150, 20, [...prepended(2)]) } });
    expect(nodes(lab, '10.20.0.0/16'), 'even against a longer path').toEqual(['er2#primary', 'er2#secondary']);
    expect(
      learned(lab)
        .filter((r) => r.startsWith('10.20.'))
        .map((r) => r.split(' ').at(-1) ?? '')
        .toSorted(),
    ).toEqual(['32769', '32769', '32869', '32869']);
  });

  it('A109 then the shorter path', () => {
    expect(nodes(patched(twoCircuits, { routers: { ce1: site(1, 65150, 20, prepended(1)) } }), '10.20.0.0/16')).toEqual(['er2#primary', 'er2#secondary']);
  });

  it('A109 and before all the longer prefix', () => {
    const lab = patched(twoCircuits, { routers: { ce1: site(1, 65150, 20, [' network 10.20.5.0/24', ' no bgp network import-check']) } });
    expect(nodes(lab, '10.20.5.0/24')).toEqual(['er1#primary', 'er1#secondary']);
  });

  it('A140 beside a Route Server one connection alone is used for a prefix', () => {
    const lab = patched(twoCircuits, {
      virtualNetworks: { hub: { subnets: { RouteServerSubnet: { addressPrefix: '10.0.2.0/24' } } } },
      routeServers: { rs: { subnet: 'hub/RouteServerSubnet' } },
    });
    expect(nodes(lab, '10.20.0.0/16')).toEqual(['er1#primary', 'er1#secondary']);
  });

  /** Two sites, each behind its circuit, at one gateway. */
  const twoSites = patched(twoCircuits, { routers: { ce2: site(2, 65160, 30) }, expressRouteCircuits: { er2: circuit(2, 65160) } });

  it('A114 two sites at one gateway have no transit; Global Reach gives it, past the gateway', () => {
    expect(learnedOnPrem(solve(twoSites), 'ce1')).not.toContainEqual(expect.stringContaining('10.30.0.0/16'));
    const reach = patched(twoSites, {
      expressRouteCircuits: { er1: circuit(1, 65150, { connections: { gr: { peerExpressRouteCircuit: 'er2', addressPrefix: '192.168.8.0/29' } } }) },
    });
    expect(learnedOnPrem(solve(reach), 'ce1')).toContainEqual(expect.stringContaining('10.30.0.0/16 12076'));
    expect(learnedOnPrem(solve(reach), 'ce2')).toContainEqual(expect.stringContaining('10.20.0.0/16 12076'));
    expect(
      learned(reach)
        .filter((r) => r.startsWith('10.30.'))
        .map((r) => r.split(' ')[4] ?? '')
        .toSorted(),
      'the gateway has each site from its own circuit, and the longer way from the other',
    ).toEqual([...new Array<string>(2).fill('12076-12076-12076-65160'), ...new Array<string>(2).fill('12076-65160')].toSorted());
    const bare = solve(patched(twoSites, { expressRouteCircuits: { er1: circuit(1, 65150, { connections: { gr: { peerExpressRouteCircuit: 'er2' } } }) } }));
    expect(bare.diagnostics.find((d) => d.code === 'global-reach-without-prefix')?.args).toEqual({ circuit: 'er1', name: 'gr' });
    const apart = patched(reach, { outages: { o: { of: 'ergw' } } });
    expect(learnedOnPrem(solve(apart), 'ce1'), 'no gateway is needed').toContainEqual(expect.stringContaining('10.30.0.0/16'));
  });
});

describe('several VNets on a circuit', () => {
  const second = patched(base, {
    virtualNetworks: { other: vnet(['10.8.0.0/16'], { vm: '10.8.1.0/24', GatewaySubnet: '10.8.0.0/24' }) },
    virtualNetworkGateways: { ergw2: { gatewayType: 'ExpressRoute', subnet: 'other/GatewaySubnet' } },
    connections: { cnO: connection('ergw2', 'er1') },
  });
  const allow = (...gateways: string[]) =>
    patched(second, { virtualNetworkGateways: Object.fromEntries(gateways.map((g) => [g, { allowRemoteVnetTraffic: true }])) });

  it('A106 they do not see each other by default, nor when only one side allows it', () => {
    for (const lab of [second, allow('ergw'), allow('ergw2')]) expect(learned(lab).some((r) => r.startsWith('10.8.'))).toBe(false);
  });

  it('A105 where both allow it they see 12076-12076', () => {
    const both = allow('ergw', 'ergw2');
    expect(
      learned(both)
        .filter((r) => r.startsWith('10.8.'))
        .toSorted(),
    ).toEqual(['4', '5'].map((h) => `10.8.0.0/16 10.0.0.${h} EBgp 10.0.0.${h} 12076-12076 32769`));
    expect(nodes(both, '10.8.0.0/16')).toEqual(['er1#primary', 'er1#secondary']);
  });

  it('A141 Route Server does not take what another Route Server’s NVA announced and turned round there; the other VNet itself it takes', () => {
    const server = (net: string) => ({ subnet: `${net}/RouteServerSubnet`, allowBranchToBranchTraffic: true });
    const lab = patched(allow('ergw', 'ergw2'), {
      virtualNetworks: {
        hub: { subnets: { RouteServerSubnet: { addressPrefix: '10.0.2.0/24' } } },
        other: { subnets: { RouteServerSubnet: { addressPrefix: '10.8.2.0/24' } } },
      },
      routeServers: { rs: server('hub'), rs2: { ...server('other'), bgpConnections: { nva: { peerIp: '10.8.1.10', peerAsn: 65001 } } } },
      virtualMachines: { nva: nva('other/vm', '10.8.1.10', bgp(65001, { '10.8.2.4': 65515, '10.8.2.5': 65515 }, ['10.99.0.0/16'])) },
    });
    const solution = solve(lab);
    expect(
      learned(lab)
        .filter((r) => r.startsWith('10.99.') && r.includes(' EBgp '))
        .map((r) => r.split(' ')[4]),
    ).toEqual(Array.from({ length: 2 }, () => '12076-12076-65001'));
    const received = [...(solution.controlPlane.speakers.get('rs#0')?.adjRibIn.get('10.0.0.12')?.values() ?? [])];
    expect(received.map((r) => r.rejected?.code)).toContain('azure-turned-round');
    const networks = routesTable(solution, 'rs', 'learned').rows.map((r) => r.cells['network']);
    expect(networks).toContain('10.8.0.0/16');
    expect(networks).not.toContain('10.99.0.0/16');
  });
});

describe('limits', () => {
  const limitOf = (lab: Lab, speaker: string, peer: string) =>
    compileLab(lab)
      .speakers.get(speaker)!
      .peers.find((p) => p.id === peer)!.families.ipv4!.maximumPrefix;

  it('A107 4000 from the customer, 10,000 with Premium; 1000 from a gateway', () => {
    expect(limitOf(base, 'er1#primary', '172.16.1.1')).toMatchObject({ limit: 4000, rules: ['A107'] });
    expect(limitOf(patched(base, { expressRouteCircuits: { er1: { sku: { tier: 'Premium' } } } }), 'er1#primary', '172.16.1.1')).toMatchObject({
      limit: 10_000,
    });
    expect(limitOf(base, 'er1#primary', '10.0.0.12')).toMatchObject({ limit: 1000, rules: ['A107'] });
  });

  it('A107 a gateway that announces one prefix too many loses its sessions with the circuit (1000, here made 1)', () => {
    const lab = patched(base, { virtualNetworks: { hub: { addressSpace: { addressPrefixes: ['10.0.0.0/16', '10.200.0.0/16'] } } } });
    const session = (network: Network) =>
      converge(network)
        .speakers.get('er1#primary')!
        .sessions.find((s) => s.peer.id === '10.0.0.12');
    expect(session(limited(compileLab(lab), 'er1#primary', 2))).toMatchObject({ state: 'Established' });
    expect(session(limited(compileLab(lab), 'er1#primary', 1))).toMatchObject({ reason: { code: 'session-platform-limit', rules: ['A107'] } });
  });
});

describe('beside a VPN gateway', () => {
  const both = patched(base, {
    publicIPAddresses: { 'vpn-0': { ipAddress: '198.51.100.4' }, 'vpn-1': { ipAddress: '198.51.100.5' } },
    virtualNetworkGateways: { vpn: vpnGateway('vpn', 'hub', 65515, ['10.0.0.14', '10.0.0.15']) },
    localNetworkGateways: { lng: { gatewayIpAddress: '203.0.113.9', localNetworkAddressSpace: { addressPrefixes: ['10.20.0.0/16', '10.20.9.0/24'] } } },
    connections: { s2s: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpn', localNetworkGateway2: 'lng' } },
  });

  it('A108 ExpressRoute wins the same prefix; the VPN’s longer one is used; without the circuit the VPN takes over', () => {
    expect(nodes(both, '10.20.0.0/16')).toEqual(['er1#primary', 'er1#secondary']);
    expect(nodes(both, '10.20.9.0/24')).toEqual(['vpn#0', 'vpn#1']);
    expect(nodes(patched(both, { outages: { o: { of: 'er1' } } }), '10.20.0.0/16')).toEqual(['vpn#0', 'vpn#1']);
  });

  it('A80, A110 no transit between the two without Route Server', () => {
    const solution = solve(both);
    expect(new Set(learnedOnPrem(solution, 'ce1'))).toEqual(new Set(['10.20.0.0/16 ', '10.0.0.0/16 12076']));
    expect(learned(both, 'vpn').some((r) => r.includes('12076'))).toBe(false);
  });
});

/** Lines that make the customer's paths longer on both legs of circuit `n`. */
function prepended(n: number): string[] {
  return [...['2', '6'].map((h) => ` neighbor 172.16.${n}.${h} route-map LONG out`), 'route-map LONG permit 10', ' set as-path prepend 65150 65150'];
}

function limited(network: Network, id: string, limit: number): Network {
  const speaker = network.speakers.get(id)!;
  const peers = speaker.peers.map((p) => {
    const family = p.families.ipv4!;
    return family.maximumPrefix ? { ...p, families: { ipv4: { ...family, maximumPrefix: { ...family.maximumPrefix, limit } } } } : p;
  });
  return { ...network, speakers: new Map([...network.speakers, [id, { ...speaker, peers }]]) };
}
