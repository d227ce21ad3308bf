/** Rules of VPN gateways in whole labs, a small one each: site-to-site, APIPA, limits, point-to-site pools, what failures take away. */
import { describe, expect, it } from 'vitest';
import { compileLab, type Network } from '../../src/engine/compile/index.ts';
import { converge } from '../../src/engine/control-plane/index.ts';
import { type Lab, mergePatch, routesTable, type Solution, solve } from '../../src/engine/index.ts';
import { effectiveRows, vnet, vpnGateway } from '../published/tables.ts';

const patched = (lab: Lab, patch: unknown) => mergePatch(lab, patch) as Lab;

/** Rows of `list-learned-routes` without weights. */
const learned = (solution: Solution, device: string) =>
  routesTable(solution, device, 'learned').rows.map((r) =>
    ['network', 'nextHop', 'origin', 'sourcePeer', 'asPath']
      .map((k) => r.cells[k] ?? '-')
      .join(' ')
      .trim(),
  );
const gatewayRows = (solution: Solution, subnet: string) =>
  effectiveRows(solution, subnet)
    .filter((r) => r.startsWith('VirtualNetworkGateway'))
    .map((r) => r.replace('VirtualNetworkGateway Active ', '').replace('VirtualNetworkGateway ', ''));
/** State and reason of the sessions of one speaker, by peer. */
const sessions = (solution: Solution, speaker: string) =>
  Object.fromEntries(
    (solution.controlPlane.speakers.get(speaker)?.sessions ?? []).map((s) => [s.peer.id, s.state === 'Established' ? 'up' : (s.reason?.code ?? '')]),
  );

/** The network with other limits of a speaker's peers. */
function limited(network: Network, id: string, limit: number): Network {
  const speaker = network.speakers.get(id)!;
  const peers = speaker.peers.map((p) => {
    const family = p.families.ipv4!;
    return family.maximumPrefix ? { ...p, families: { ipv4: { ...family, maximumPrefix: { ...family.maximumPrefix, limit } } } } : p;
  });
  return { ...network, speakers: new Map([...network.speakers, [id, { ...speaker, peers }]]) };
}

const router = (address: string, config: readonly string[]) => ({
  interfaces: { lo: { addresses: [`${address}/32`] }, eth0: { addresses: ['203.0.113.9/24'], segment: 'wan' } },
  frr: { config: ['ip route 10.9.0.0/16 blackhole', ...config].join('\n') },
});
const bgp = (asn: number, gateways: readonly string[], remote: number, extra: readonly string[] = []) => [
  ...gateways.map((g) => `ip route ${g}/32 203.0.113.1`),
  `router bgp ${asn}`,
  ' no bgp ebgp-requires-policy',
  ...gateways.flatMap((g) => [` neighbor ${g} remote-as ${remote}`, ` neighbor ${g} ebgp-multihop 8`, ` neighbor ${g} update-source lo`]),
  ...extra,
  ' network 10.9.0.0/16',
];

/** A hub with an active-active gateway and a branch router of AS 65009 at 192.168.9.9. */
const base: Lab = {
  virtualNetworks: {
    hub: vnet(['10.0.0.0/16'], { vm: '10.0.1.0/24', GatewaySubnet: '10.0.0.0/24' }, { spokes: ['spoke'] }),
    spoke: vnet(['10.1.0.0/16'], { vm: '10.1.1.0/24' }, { hub: 'hub' }),
  },
  publicIPAddresses: { 'vpn-0': { ipAddress: '198.51.100.4' }, 'vpn-1': { ipAddress: '198.51.100.5' } },
  virtualNetworkGateways: { vpn: vpnGateway('vpn', 'hub', 65515, ['10.0.0.4', '10.0.0.5']) },
  localNetworkGateways: { site: { gatewayIpAddress: '203.0.113.9', bgpSettings: { asn: 65009, bgpPeeringAddress: '192.168.9.9' } } },
  connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpn', localNetworkGateway2: 'site', enableBgp: true } },
  segments: { wan: {} },
  routers: { branch: router('192.168.9.9', bgp(65009, ['10.0.0.4', '10.0.0.5'], 65515)) },
};

describe('site-to-site', () => {
  it('A62, A67, A76, A79 a session from each instance to the router, which needs no address space', () => {
    const solution = solve(base);
    expect([sessions(solution, 'vpn#0'), sessions(solution, 'vpn#1')]).toEqual([
      { '192.168.9.9': 'up', '10.0.0.5': 'up' },
      { '192.168.9.9': 'up', '10.0.0.4': 'up' },
    ]);
    expect(learned(solution, 'vpn')).toContain('10.9.0.0/16 192.168.9.9 EBgp 192.168.9.9 65009');
    expect(gatewayRows(solution, 'hub/vm').toSorted()).toEqual(
      ['10.9.0.0/16 10.0.0.4', '10.9.0.0/16 10.0.0.5', '192.168.9.9/32 10.0.0.4', '192.168.9.9/32 10.0.0.5'].toSorted(),
    );
    expect(gatewayRows(solution, 'spoke/vm').toSorted(), 'A51 transit').toEqual(gatewayRows(solution, 'hub/vm').toSorted());
  });

  it('A67, A80, A83 beside a Route Server or an ExpressRoute gateway the host routes are programmed nowhere', () => {
    const room = { virtualNetworks: { hub: { subnets: { RouteServerSubnet: { addressPrefix: '10.0.222.0/24' } } } } };
    const besides = [
      { ...room, routeServers: { rs: { subnet: 'hub/RouteServerSubnet' } } },
      {
        virtualNetworkGateways: {
          er: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.0.0.12', '10.0.0.13'] } },
        },
      },
    ];
    for (const more of besides)
      for (const subnet of ['hub/vm', 'spoke/vm'])
        expect(gatewayRows(solve(patched(base, more)), subnet).toSorted()).toEqual(['10.9.0.0/16 10.0.0.4', '10.9.0.0/16 10.0.0.5']);
  });

  it('A67, A68, A92 prefixes of the local network gateway are static routes, beside BGP or alone', () => {
    const lab = patched(base, {
      localNetworkGateways: {
        site: { localNetworkAddressSpace: { addressPrefixes: ['10.19.0.0/16'] } },
        other: { gatewayIpAddress: '203.0.113.77', localNetworkAddressSpace: { addressPrefixes: ['10.77.0.0/16'] } },
      },
      connections: { cn2: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpn', localNetworkGateway2: 'other' } },
    });
    const solution = solve(lab);
    for (const p of ['10.19.0.0/16', '10.77.0.0/16']) {
      expect(learned(solution, 'vpn')).toEqual(
        expect.arrayContaining([`${p} - Network 10.0.0.4 `.trim(), `${p} 10.0.0.5 IBgp 10.0.0.5 `.trim(), `${p} - Network 10.0.0.5 `.trim()]),
      );
      expect(gatewayRows(solution, 'spoke/vm')).toEqual(expect.arrayContaining([`${p} 10.0.0.4`, `${p} 10.0.0.5`]));
    }
    // A68: the static of every local network gateway goes to every BGP peer.
    expect(routesTable(solution, 'branch', 'bgp').rows.map((r) => r.cells['network'])).toContain('10.77.0.0/16');
    expect(solution.diagnostics.find((d) => d.code === 'site-to-site-nobody-there')?.args).toMatchObject({ connection: 'cn2', address: '203.0.113.77' });
  });

  it('A65, A212 no BGP without both ends’ settings, nor within one AS', () => {
    const noBgp = (patch: unknown) => learned(solve(patched(base, patch)), 'vpn').some((r) => r.includes('EBgp'));
    expect(noBgp({})).toBe(true);
    expect(noBgp({ connections: { cn: { enableBgp: false } } })).toBe(false);
    expect(noBgp({ virtualNetworkGateways: { vpn: { enableBgp: false } } })).toBe(false);
    expect(noBgp({ localNetworkGateways: { site: { bgpSettings: { asn: 65515 } } } })).toBe(false);
  });

  it('A63, A64 APIPA: the gateway uses its own of the connection, and the router must call', () => {
    const apipa = (passive: boolean) =>
      patched(base, {
        virtualNetworkGateways: { vpn: { bgpSettings: { customBgpIpAddresses: ['169.254.21.2', '169.254.22.2'] } } },
        localNetworkGateways: { site: { bgpSettings: { bgpPeeringAddress: '169.254.21.1' } } },
        routers: {
          branch: router(
            '169.254.21.1',
            bgp(65009, ['169.254.21.2', '169.254.22.2'], 65515, passive ? [' neighbor 169.254.21.2 passive', ' neighbor 169.254.22.2 passive'] : []),
          ),
        },
      });
    const solution = solve(apipa(false));
    expect(sessions(solution, 'vpn#0')).toMatchObject({ '169.254.21.1': 'up' });
    expect(sessions(solution, 'vpn#1')).toMatchObject({ '169.254.21.1': 'up' });
    expect(solution.controlPlane.speakers.get('vpn#1')?.sessions[0]?.peer.localAddress).toBe(
      solution.network.nodes.get('vpn#1')?.interfaces[0]?.addresses[1]?.ip,
    );
    expect(sessions(solve(apipa(true)), 'vpn#0'), 'nobody calls').toMatchObject({ '169.254.21.1': expect.stringContaining('passive') });
    const stated = solve(patched(apipa(false), { connections: { cn: { gatewayCustomBgpIpAddresses: ['169.254.21.6', '169.254.22.6'] } } }));
    expect(sessions(stated, 'vpn#0'), 'the connection’s own address is not the one that the router calls').not.toMatchObject({ '169.254.21.1': 'up' });
  });

  it('A64 with a default address at the other end APIPA is not used', () => {
    const lab = patched(base, { virtualNetworkGateways: { vpn: { bgpSettings: { customBgpIpAddresses: ['169.254.21.2', '169.254.22.2'] } } } });
    expect(sessions(solve(lab), 'vpn#0')).toMatchObject({ '192.168.9.9': 'up' });
  });

  it('A71 one prefix more than a peer may send brings its session down: 4000, here made 3', () => {
    const flood = (count: number) => {
      const more = Array.from({ length: count - 1 }, (_, i) => ` network 172.16.${i}.0/24`);
      const lab = patched(base, {
        routers: { branch: router('192.168.9.9', [...bgp(65009, ['10.0.0.4', '10.0.0.5'], 65515), ...more, ' no bgp network import-check']) },
      });
      const network = compileLab(lab);
      const peer = network.speakers.get('vpn#0')!.peers[0]!;
      expect(peer.families.ipv4?.maximumPrefix).toMatchObject({ limit: 4000, rules: ['A71'] });
      return converge(limited(network, 'vpn#0', 3))
        .speakers.get('vpn#0')!
        .sessions.find((x) => x.peer.id === '192.168.9.9');
    };
    expect(flood(3)).toMatchObject({ state: 'Established' });
    expect(flood(4)).toMatchObject({ state: 'Idle', reason: { code: 'session-platform-limit', rules: ['A71'], args: { limit: 3, held: 4 } } });
  });

  it('A78, A91 a routing weight changes nothing of what BGP shows', () => {
    expect(learned(solve(patched(base, { connections: { cn: { routingWeight: 100 } } })), 'vpn')).toEqual(learned(solve(base), 'vpn'));
  });
});

describe('point-to-site', () => {
  const pool = { virtualNetworkGateways: { vpn: { vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] } } } } };

  it('A95 an active-active gateway splits the pool: a half each, in the VNet and in transit', () => {
    const solution = solve(patched(base, pool));
    for (const subnet of ['hub/vm', 'spoke/vm'])
      expect(gatewayRows(solution, subnet)).toEqual(expect.arrayContaining(['172.20.0.0/25 10.0.0.4', '172.20.0.128/25 10.0.0.5']));
  });

  it('A95 an active-standby one has it whole, by its public address (A23)', () => {
    const alone = { virtualNetworkGateways: { vpn: { activeActive: false, bgpSettings: { bgpPeeringAddresses: ['10.0.0.254'] } } } };
    expect(gatewayRows(solve(patched(patched(base, pool), alone)), 'spoke/vm')).toContain('172.20.0.0/24 198.51.100.4');
  });

  it('A68, A95 the pool goes to BGP peers, in the parts that the instances have', () => {
    const networks = (lab: Lab) => routesTable(solve(lab), 'branch', 'bgp').rows.map((r) => r.cells['network']);
    const ofPool = (lab: Lab) => [...new Set(networks(lab).map(String))].filter((n) => n.startsWith('172.20.')).toSorted();
    expect(ofPool(patched(base, pool))).toEqual(['172.20.0.0/25', '172.20.0.128/25']);
    expect(ofPool(base)).toEqual([]);
  });
});

describe('failures', () => {
  const down = (of: string) => solve(patched(base, { outages: { o: { of } } }));

  it('A62, A79 an instance: its sibling goes on alone', () => {
    const solution = down('vpn#0');
    expect(sessions(solution, 'vpn#0')).toEqual({ '192.168.9.9': 'session-outage', '10.0.0.5': 'session-outage' });
    expect(sessions(solution, 'vpn#1')).toEqual({ '192.168.9.9': 'up', '10.0.0.4': 'session-outage' });
    expect(learned(solution, 'vpn').filter((r) => r.includes('10.0.0.4'))).toEqual([]);
    expect(gatewayRows(solution, 'spoke/vm')).toEqual(['10.9.0.0/16 10.0.0.5', '192.168.9.9/32 10.0.0.5']);
  });

  it('A79 the tunnels of one instance: it has the sibling’s copy, no host route, and no packets are sent to it', () => {
    const solution = down('cn#0');
    expect(sessions(solution, 'vpn#0')).toEqual({ '192.168.9.9': 'session-outage', '10.0.0.5': 'up' });
    const own = learned(solution, 'vpn').filter((r) => r.startsWith('10.9.') || r.startsWith('192.168.9.9'));
    expect(own).toContain('10.9.0.0/16 10.0.0.5 IBgp 10.0.0.5 65009');
    expect(own).not.toContain('192.168.9.9/32 - Network 10.0.0.4');
    expect(gatewayRows(solution, 'spoke/vm')).toEqual(['10.9.0.0/16 10.0.0.5', '192.168.9.9/32 10.0.0.5']);
  });

  it.each(['cn', 'vpn', 'branch'])('A79 %s altogether: nothing is left', (of) => {
    expect(gatewayRows(down(of), 'spoke/vm')).toEqual([]);
  });

  it('A62 of an active-standby gateway the standby takes over: nothing changes at rest, and that is said', () => {
    const standby = patched(base, {
      virtualNetworkGateways: { vpn: { activeActive: false, bgpSettings: { bgpPeeringAddresses: ['10.0.0.254'] } } },
      routers: { branch: router('192.168.9.9', bgp(65009, ['10.0.0.254'], 65515)) },
    });
    const solution = solve(patched(standby, { outages: { o: { of: 'vpn#0' } } }));
    expect(gatewayRows(solution, 'spoke/vm')).toEqual(['10.9.0.0/16 198.51.100.4', '192.168.9.9/32 198.51.100.4']);
    expect(solution.diagnostics.map((d) => d.code)).toContain('standby-took-over');
    const both = solve(patched(standby, { outages: { a: { of: 'vpn#0' }, b: { of: 'vpn#1' } } }));
    expect(gatewayRows(both, 'spoke/vm')).toEqual([]);
  });
});

describe('peerings', () => {
  const state = (patch: unknown) => effectiveRows(solve(patched(base, { virtualNetworks: patch })), 'hub/vm').filter((r) => r.includes('Peering'));

  it('A45 a disconnected half carries nothing, whichever it is', () => {
    expect(state({})).toEqual(['Default Active 10.1.0.0/16 VNetPeering']);
    expect(state({ hub: { virtualNetworkPeerings: { spoke: { peeringState: 'Disconnected' } } } })).toEqual([]);
    expect(state({ spoke: { virtualNetworkPeerings: { hub: { peeringState: 'Disconnected' } } } })).toEqual([]);
  });

  it('A46 a prefix that was added is not routed, nor announced, until the peering is synced', () => {
    const grown = { spoke: { addressSpace: { addressPrefixes: ['10.1.0.0/16', '10.2.0.0/16'] } } };
    const unsynced = { ...grown, hub: { virtualNetworkPeerings: { spoke: { remoteAddressSpace: { addressPrefixes: ['10.1.0.0/16'] } } } } };
    expect(state(grown)).toEqual(['Default Active 10.1.0.0/16 VNetPeering', 'Default Active 10.2.0.0/16 VNetPeering']);
    expect(state(unsynced)).toEqual(['Default Active 10.1.0.0/16 VNetPeering']);
    const announced = (patch: unknown) => routesTable(solve(patched(base, { virtualNetworks: patch })), 'branch', 'bgp').rows.map((r) => r.cells['network']);
    expect(announced(grown)).toContain('10.2.0.0/16');
    expect(announced(unsynced)).not.toContain('10.2.0.0/16');
  });

  it('A50, A51 without either flag neither side has the other’s: no routes in the spoke, none announced', () => {
    const flags = [
      { hub: { virtualNetworkPeerings: { spoke: { allowGatewayTransit: false } } } },
      { spoke: { virtualNetworkPeerings: { hub: { useRemoteGateways: false } } } },
    ];
    for (const f of flags) {
      const solution = solve(patched(base, { virtualNetworks: f }));
      expect(gatewayRows(solution, 'spoke/vm')).toEqual([]);
      expect(routesTable(solution, 'branch', 'bgp').rows.map((r) => r.cells['network'])).not.toContain('10.1.0.0/16');
    }
  });

  it('A47, A52 peerings are not transitive: a second spoke is not in the first’s routes', () => {
    const lab = patched(base, {
      virtualNetworks: {
        hub: { virtualNetworkPeerings: { spoke2: { remoteVirtualNetwork: 'spoke2', allowGatewayTransit: true } } },
        spoke2: vnet(['10.3.0.0/16'], { vm: '10.3.1.0/24' }, { hub: 'hub' }),
      },
    });
    expect(effectiveRows(solve(lab), 'spoke/vm').some((r) => r.includes('10.3.0.0/16'))).toBe(false);
  });
});
