/** Two firewalls one behind the other: what their own subnets' routes do to questions and answers (A154, A160, A163). */
import { describe, expect, it } from 'vitest';
import { by, hub, peered, spoke } from '../../data-plane/test-hubs.ts';
import { type Lab, mergePatch } from '../../model/index.ts';
import { solve } from '../../solve.ts';

const vm = (n: number) => ({ networkInterfaces: { eth0: { subnet: `s${n}/s`, privateIPAddress: `10.${n}.0.4` } } });

/** s11 — h1 with fw1 — h2 with fw2 — s22: each spoke sends everything to its own hub's firewall. */
const LAB = {
  virtualNetworks: { h1: hub(1, 'h2', 's11'), h2: hub(2, 'h1', 's22'), s11: spoke(11, 'h1'), s22: spoke(22, 'h2') },
  publicIPAddresses: { p1: { ipAddress: '198.51.100.1' }, p2: { ipAddress: '198.51.100.2' } },
  routeTables: {
    'rt-fw1': { routes: { far: by('10.22.0.0/16', '10.2.9.4') } },
    'rt-fw2': { routes: { far: by('10.11.0.0/16', '10.1.9.4') } },
    'rt-s11': { routes: { all: by('0.0.0.0/0', '10.1.9.4') } },
    'rt-s22': { routes: { all: by('0.0.0.0/0', '10.2.9.4') } },
  },
  azureFirewalls: {
    fw1: { subnet: 'h1/AzureFirewallSubnet', publicIPAddresses: ['p1'] },
    fw2: { subnet: 'h2/AzureFirewallSubnet', publicIPAddresses: ['p2'] },
  },
  virtualMachines: { v1: vm(11), v2: vm(22) },
};
/** Answers to s11 go to the first firewall alone, which s22 is peered with as well. */
const PAST_SECOND = {
  virtualNetworks: { h1: { virtualNetworkPeerings: peered('s22') }, s22: { virtualNetworkPeerings: peered('h1') } },
  routeTables: { 'rt-s22': { routes: { back: by('10.11.0.0/16', '10.1.9.4') } } },
};
const said = (...patches: unknown[]) =>
  solve(patches.reduce<unknown>((state, patch) => mergePatch(state, patch), LAB) as Lab)
    .diagnostics.filter((d) => d.code.startsWith('asymmetric') || d.code === 'missing-return-route')
    .map((d) => `${d.code} ${d.place.object} ${d.args?.['via']}`);

describe('firewalls in a row', () => {
  it('A163 nothing to say where answers pass the same two the other way about', () => expect(said()).toEqual([]));

  it('A160 answers that pass the first alone leave the second with half of every connection', () =>
    expect(said(PAST_SECOND)).toEqual(['asymmetric-through-firewall s22/s fw2']));

  it('A160 answers that pass the second alone leave the first so', () => {
    const past = { virtualNetworks: { h2: { virtualNetworkPeerings: peered('s11') }, s11: { virtualNetworkPeerings: peered('h2') } } };
    expect(said(past, { routeTables: { 'rt-fw2': { routes: { far: null } } } })).toEqual(['asymmetric-through-firewall s22/s fw1']);
  });

  it('A154 answers find back to a firewall that translates, by its own ranges or by its policy’s', () => {
    const own = { azureFirewalls: { fw2: { privateRanges: ['255.255.255.255/32'] } } };
    const policy = {
      firewallPolicies: { pol: { snat: { privateRanges: ['10.99.0.0/16'] } } },
      azureFirewalls: { fw2: { firewallPolicy: 'pol' } },
    };
    for (const patch of [own, policy]) expect(said(PAST_SECOND, patch)).toEqual([]);
    expect(said(PAST_SECOND, { azureFirewalls: { fw2: { privateRanges: ['10.0.0.0/8'] } } })).toHaveLength(1);
  });

  it('A163 a default that a gateway teaches leads away: whether packets for another subnet come back from there is not known', () => {
    const learned = {
      virtualNetworks: {
        h1: {
          subnets: { AzureFirewallSubnet: null, GatewaySubnet: { addressPrefix: '10.1.255.0/27' } },
          virtualNetworkPeerings: { s11: { allowGatewayTransit: true }, h2: null },
        },
        h2: null,
        s11: { subnets: { s: { routeTable: null } }, virtualNetworkPeerings: { h1: { useRemoteGateways: true } } },
        s22: { subnets: { s: { routeTable: null } }, virtualNetworkPeerings: { h2: null } },
      },
      azureFirewalls: null,
      routeTables: null,
      virtualNetworkGateways: { erg: { gatewayType: 'ExpressRoute', subnet: 'h1/GatewaySubnet' } },
      connections: { cn: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'erg', peer: 'erc' } },
      expressRouteCircuits: {
        erc: {
          peerings: {
            AzurePrivatePeering: { peerASN: 65150, primaryPeerAddressPrefix: '172.16.0.0/30', secondaryPeerAddressPrefix: '172.16.0.4/30', vlanId: 100 },
          },
        },
      },
      routers: {
        edge: {
          interfaces: { p: { addresses: ['172.16.0.1/30'], circuit: 'erc/primary' }, wan: { addresses: ['203.0.113.9/24'], segment: 'internet' } },
          frr: {
            config:
              'ip route 0.0.0.0/0 203.0.113.1\nrouter bgp 65150\n no bgp ebgp-requires-policy\n neighbor 172.16.0.2 remote-as 12076\n address-family ipv4 unicast\n  network 0.0.0.0/0\n',
          },
        },
      },
      internet: { hosts: {} },
    };
    const solved = solve(mergePatch(LAB, learned) as Lab);
    expect(solved.effectiveRoutes.get('s11/s')?.some((r) => r.source === 'VirtualNetworkGateway' && r.prefix.length === 0)).toBe(true);
    expect(said(learned)).toEqual([]);
  });
});

/** a with a firewall before what comes and goes by its gateway, and b, over a VNet-to-VNet connection. */
const JOINED = {
  virtualNetworks: Object.fromEntries(
    (['a', 'b'] as const).map((id, i) => [
      id,
      {
        location: 'japaneast',
        addressSpace: { addressPrefixes: [`10.${i + 1}.0.0/16`] },
        subnets: {
          s: { addressPrefix: `10.${i + 1}.0.0/24`, ...(id === 'a' && { routeTable: 'rt-s' }) },
          GatewaySubnet: { addressPrefix: `10.${i + 1}.255.0/27`, ...(id === 'a' && { routeTable: 'rt-gateway' }) },
          ...(id === 'a' && { AzureFirewallSubnet: { addressPrefix: '10.1.9.0/24' } }),
        },
      },
    ]),
  ),
  publicIPAddresses: { fw: { ipAddress: '198.51.100.1' }, 'gw-a': { ipAddress: '198.51.100.2' }, 'gw-b': { ipAddress: '198.51.100.3' } },
  routeTables: { 'rt-s': { routes: { b: by('10.2.0.0/16', '10.1.9.4') } }, 'rt-gateway': { routes: { s: by('10.1.0.0/24', '10.1.9.4') } } },
  azureFirewalls: { fw: { subnet: 'a/AzureFirewallSubnet', publicIPAddresses: ['fw'] } },
  virtualNetworkGateways: Object.fromEntries(
    ['a', 'b'].map((id) => [`gw-${id}`, { gatewayType: 'Vpn', subnet: `${id}/GatewaySubnet`, publicIPAddresses: [`gw-${id}`] }]),
  ),
  connections: {
    there: { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: 'gw-a', virtualNetworkGateway2: 'gw-b' },
    back: { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: 'gw-b', virtualNetworkGateway2: 'gw-a' },
  },
  virtualMachines: Object.fromEntries(
    ['a', 'b'].map((id, i) => [`v${id}`, { networkInterfaces: { eth0: { subnet: `${id}/s`, privateIPAddress: `10.${i + 1}.0.4` } } }]),
  ),
};

describe('a firewall behind a gateway', () => {
  const asymmetric = (patch: unknown) =>
    solve(mergePatch(JOINED, patch) as Lab)
      .diagnostics.filter((d) => d.code === 'asymmetric-through-firewall')
      .map((d) => `${d.place.object} ${d.args?.['from']} ${d.args?.['via']}`);

  it('A88, A163 answers come in by the gateway, whose subnet’s routes hand them to the firewall as well', () => expect(asymmetric({})).toEqual([]));

  it('A163 without these they go past it', () => expect(asymmetric({ routeTables: { 'rt-gateway': { routes: { s: null } } } })).toContain('b/s a/s fw'));

  it('A163 nor do answers pass it where the machines’ own subnet has no route to it', () =>
    expect(asymmetric({ routeTables: { 'rt-s': { routes: { b: null } } } })).toContain('a/s b/s fw'));
});
