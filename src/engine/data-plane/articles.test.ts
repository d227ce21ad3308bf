/**
 * The claims of articles RFT, B2B and RET about packets, on a lab that is compiled and solved from end to end: the hub of the
 * built-in scenario, changed as each claim says. Where the other rooms and this one must agree, they agree here.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { type Lab, mergePatch, readScenario, type Scenario, stateAt } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import { traceRoute } from './traceroute.ts';
import type { Leg, Trace } from './types.ts';

const text = readFileSync(new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8');
const scenario = readScenario(text).scenario as Scenario;
const FIREWALL = { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' };
const ALLOW_ALL = {
  azureFirewalls: {
    'azfw-clab-hub': {
      networkRuleCollections: {
        all: {
          priority: 100,
          action: { type: 'Allow' },
          rules: { any: { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['Any'], destinationPorts: ['*'] } },
        },
      },
    },
  },
};

/** The hub before anything is injected, with patches in order. */
function lab(...patches: unknown[]): Lab {
  return [ALLOW_ALL, ...patches].reduce<unknown>((state, patch) => mergePatch(state, patch), stateAt(scenario, 'receive-only')) as Lab;
}
/** A route table with these prefixes → the firewall, on a subnet of the hub. */
function table(subnet: string, ...prefixes: string[]) {
  const routes = Object.fromEntries(prefixes.map((addressPrefix, i) => [`r${i}`, { addressPrefix, ...FIREWALL }]));
  return { routeTables: { [`rt-${subnet}`]: { routes } }, virtualNetworks: { 'vnet-clab-hub': { subnets: { [subnet]: { routeTable: `rt-${subnet}` } } } } };
}
const listening = { virtualMachines: { 'vm-frr': { listen: [{ protocol: 'tcp', port: 22 }] } } };
const run = (state: Lab, flow: string): Trace => traceFlow(solve(state), flowOf(flow));
const devices = (leg: Leg | undefined) => leg?.hops.map((h) => h.device).join(' ');
const BRANCHES = table('GatewaySubnet', '10.20.10.0/24', '10.50.0.0/16');

describe('branch to branch (article B2B)', () => {
  it('B2B1 Route Server alone connects them, past the firewall', () => {
    const t = run(lab(), 'tcp/22 pc-onprem > vm-branch');
    expect([t.verdict, devices(t.out)]).toEqual(['delivered', 'pc-onprem er erc-clab ergw-clab-hub vpngw-clab-hub vpngw-clab-brach-eus vm-branch']);
  });

  it('B2B1 without Route Server the gateways know nothing of each other’s branches', () => {
    expect(run(lab({ routeServers: { 'ars-clab-hub': null } }), 'tcp/22 pc-onprem > vm-branch').out.reason.code).toBe('no-route');
  });

  it('B2B2 the route table on GatewaySubnet puts the firewall in the way, both directions', () => {
    const t = run(lab(BRANCHES), 'tcp/22 pc-onprem > vm-branch');
    expect([t.verdict, devices(t.out), devices(t.back)]).toEqual([
      'delivered',
      'pc-onprem er erc-clab ergw-clab-hub azfw-clab-hub vpngw-clab-hub vpngw-clab-brach-eus vm-branch',
      'vm-branch vpngw-clab-brach-eus vpngw-clab-hub azfw-clab-hub erc-clab er pc-onprem',
    ]);
    expect(t.branches.filter((b) => b.verdict !== 'delivered')).toEqual([]);
  });

  it('B2B2 one branch’s prefix alone puts it in the way of one direction, which TCP minds', () => {
    const t = run(lab(table('GatewaySubnet', '10.50.0.0/16')), 'tcp/22 pc-onprem > vm-branch');
    expect([t.verdict, devices(t.out)?.includes('azfw-clab-hub'), devices(t.back)?.includes('azfw-clab-hub'), t.notes?.map((n) => n.code)]).toEqual([
      'dropped',
      true,
      false,
      ['asymmetric-handshake-blocked', 'asymmetric-icmp-passes'],
    ]);
  });

  it('B2B3 traceroute: the router, silence, an instance of the firewall, the VM', () => {
    const { hops, reached } = traceRoute(solve(lab(BRANCHES)), flowOf('udp pc-onprem > vm-branch'));
    expect(hops.map((probes) => probes.map((p) => (p.from === undefined ? '*' : formatIp(p.from))))).toEqual([
      ['10.20.10.1', '10.20.10.1', '10.20.10.1'],
      ['*', '*', '*'],
      [expect.stringMatching(/^10\.0\.3\.[67]$/), expect.stringMatching(/^10\.0\.3\.[67]$/), expect.stringMatching(/^10\.0\.3\.[67]$/)],
      ['10.50.1.4', '10.50.1.4', '10.50.1.4'],
    ]);
    expect(reached).toBe(true);
  });

  it('B2B3 without the route table no instance of the firewall answers', () => {
    const { hops, reached } = traceRoute(solve(lab()), flowOf('udp pc-onprem > vm-branch'), { probes: 1 });
    expect([hops.map(([p]) => (p?.from === undefined ? '*' : formatIp(p.from))), reached]).toEqual([['10.20.10.1', '*', '10.50.1.4'], true]);
  });

  it('B2B4 the header stack shows why there is no loop', () => {
    const { out } = run(lab(BRANCHES), 'tcp/22 pc-onprem > vm-branch');
    const gateway = out.hops.find((h) => h.device === 'vpngw-clab-hub');
    expect(gateway?.after?.headers.map((h) => h.kind)).toEqual(['ip', 'esp', 'ip', 'tcp']);
    expect(gateway?.after?.headers[0]).toMatchObject({ protocol: 'esp' });
  });

  it('B2B5 branch-to-branch off: the site never learns the branch, whatever the UDRs say', () => {
    const { out } = run(lab(BRANCHES, { routeServers: { 'ars-clab-hub': { allowBranchToBranchTraffic: false } } }), 'tcp/22 pc-onprem > vm-branch');
    expect([out.reason.code, out.at.device]).toEqual(['no-route', 'er']);
  });

  it('B2B4 a UDR that covers the far end’s public address does break it', () => {
    expect(run(lab(table('GatewaySubnet', '203.0.113.0/24')), 'tcp/22 pc-onprem > vm-branch').verdict).not.toBe('delivered');
  });
});

describe('B2B6 AS numbers beside a Route Server', () => {
  const told = (...patches: unknown[]) => {
    const found = solve(lab(...patches)).diagnostics;
    return found.filter((d) => /asn/.test(d.code)).map((d) => `${d.code} ${d.message.split(':')[0]} [${d.rules?.join(' ')}]`);
  };
  const gateway = (asn: number) => ({ virtualNetworkGateways: { 'vpngw-clab-hub': { bgpSettings: { asn } } } });
  /** The hub's gateway as a device of a site-to-site connection of the branch. */
  const siteToSite = (asn: number) => ({
    localNetworkGateways: {
      'lng-hub': {
        gatewayIpAddress: '198.51.100.14',
        localNetworkAddressSpace: { addressPrefixes: [] },
        bgpSettings: { asn, bgpPeeringAddress: '10.0.0.14' },
      },
    },
  });

  it('A130, A206 a VPN gateway must have AS 65515; A110 beside an ExpressRoute gateway alone as well', () => {
    expect(told(gateway(65010))).toEqual(['gateway-asn-beside-route-server vpngw-clab-hub [A130 A206]']);
    expect(told(gateway(65010), { routeServers: { 'ars-clab-hub': null } })).toEqual(['gateway-asn-beside-expressroute vpngw-clab-hub [A110]']);
  });

  it('A66, A206 a local network gateway cannot have it', () => {
    expect(told(siteToSite(65515))).toEqual(['local-gateway-asn-reserved lng-hub [A65 A66 A206]']);
    expect(told(siteToSite(65010))).toEqual([]);
  });

  it('hence VNet-to-VNet, which takes 65515 here and another there, and carries both', () => {
    const state = lab();
    expect([told(), Object.values(state.connections ?? {}).some((c) => c.connectionType === 'Vnet2Vnet')]).toEqual([[], true]);
    expect(run(state, 'tcp/22 pc-onprem > vm-branch').verdict).toBe('delivered');
  });
});

describe('the way back (article RET)', () => {
  const inbound = table('GatewaySubnet', '10.0.1.0/24');

  it('RET4 a UDR on GatewaySubnet alone: ICMP passes, TCP does not', () => {
    const ping = run(lab(inbound, listening), 'icmp pc-onprem > vm-frr');
    expect([ping.verdict, devices(ping.back)]).toEqual(['delivered', 'vm-frr erc-clab er pc-onprem']);
    const ssh = run(lab(inbound, listening), 'tcp/22 pc-onprem > vm-frr');
    expect([ssh.verdict, ssh.summary.code, ssh.ack?.at.device]).toEqual(['dropped', 'firewall-no-syn-ack', 'azfw-clab-hub']);
  });

  it('RET5 a route table for the answer, with the exact prefix, mends it; a default does not, for the learned route is longer', () => {
    expect(run(lab(inbound, listening, table('subnet-001', '10.20.10.0/24')), 'tcp/22 pc-onprem > vm-frr').verdict).toBe('delivered');
    expect(run(lab(inbound, listening, table('subnet-001', '0.0.0.0/0')), 'tcp/22 pc-onprem > vm-frr').verdict).toBe('dropped');
    const closed = { routeTables: { 'rt-subnet-001': { disableBgpRoutePropagation: true } } };
    expect(run(lab(inbound, listening, table('subnet-001', '0.0.0.0/0'), closed), 'tcp/22 pc-onprem > vm-frr').verdict).toBe('delivered');
  });

  it('RET1 DNAT needs no route table at the VM', () => {
    const dnat = {
      azureFirewalls: {
        'azfw-clab-hub': {
          natRuleCollections: {
            in: {
              priority: 100,
              rules: {
                ssh: {
                  sourceAddresses: ['*'],
                  destinationAddresses: ['198.51.100.10'],
                  protocols: ['TCP'],
                  destinationPorts: ['2222'],
                  translatedAddress: '10.0.1.6',
                  translatedPort: '22',
                },
              },
            },
          },
        },
      },
    };
    const t = run(lab(listening, dnat), 'tcp/2222 web > 198.51.100.10');
    expect([t.verdict, devices(t.out), devices(t.back)]).toEqual(['delivered', 'internet azfw-clab-hub vm-frr', 'vm-frr azfw-clab-hub internet']);
    expect(run(lab(listening), 'tcp/2222 web > 198.51.100.10').out.reason.code).toBe('firewall-no-dnat-rule');
  });
});

describe('B2B7 an NVA announces the branches’ prefixes with the firewall as next hop', () => {
  const text = readFileSync(new URL('../../../scenarios/branch-to-branch-firewall.json', import.meta.url), 'utf8');
  const branches = readScenario(text).scenario as Scenario;
  const at = (step: string, ...patches: unknown[]) => patches.reduce<unknown>((state, patch) => mergePatch(state, patch), stateAt(branches, step)) as Lab;
  const ssh = 'tcp/22 pc-onprem > vm-branch';
  /** A route table on AzureFirewallSubnet that is to undo what the firewall learns of itself. */
  const firewallTable = (routes: Record<string, object>, disableBgpRoutePropagation = false) => ({
    routeTables: { 'rt-fw': { disableBgpRoutePropagation, routes: { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' }, ...routes } } },
    virtualNetworks: { 'vnet-clab-hub': { subnets: { AzureFirewallSubnet: { routeTable: 'rt-fw' } } } },
  });

  it('A147 the same prefixes do not win where ExpressRoute has them: both ways pass the firewall by', () => {
    const t = run(at('nva-instead'), ssh);
    expect([devices(t.out)?.includes('azfw-clab-hub'), t.verdict, t.back?.at.device, t.back?.reason.code]).toEqual([
      false,
      'delivered',
      'pc-onprem',
      'delivered',
    ]);
  });

  it('A145 longer prefixes win everywhere, at the firewall too: it sends what it has inspected to itself', () => {
    const t = run(at('nva-more-specific'), ssh);
    expect([t.verdict, t.out.at.device]).toEqual(['looped', 'azfw-clab-hub']);
  });

  it('A146 no route table on AzureFirewallSubnet mends it: a route to the gateway does not work beside ExpressRoute, without propagation there is none', () => {
    const halves = ['10.50.0.0/17', '10.50.128.0/17'];
    const toGateway = Object.fromEntries(halves.map((addressPrefix, i) => [`g${i}`, { addressPrefix, nextHopType: 'VirtualNetworkGateway' }]));
    expect(run(at('nva-more-specific', firewallTable(toGateway)), ssh).out.reason.code).toBe('azure-udr-gateway-with-expressroute');
    expect(run(at('nva-more-specific', firewallTable({}, true)), ssh).out.reason.code).toBe('azure-route-none');
  });

  it('A149 the route table on GatewaySubnet does it', () => {
    const t = run(at('through-firewall'), ssh);
    expect([t.verdict, devices(t.out)?.includes('azfw-clab-hub'), devices(t.back)?.includes('azfw-clab-hub')]).toEqual(['delivered', true, true]);
  });
});

/** Two spokes of the hub, not peered with each other. */
function spokes(...patches: unknown[]): Lab {
  const spoke = (name: string, n: number) => ({
    location: 'japaneast',
    addressSpace: { addressPrefixes: [`10.${n}.0.0/16`] },
    subnets: { servers: { addressPrefix: `10.${n}.0.0/24` } },
    virtualNetworkPeerings: { [`${name}-hub`]: { remoteVirtualNetwork: 'vnet-clab-hub', allowForwardedTraffic: true } },
  });
  const vm = (name: string, n: number) => ({
    networkInterfaces: { eth0: { subnet: `${name}/servers`, privateIPAddress: `10.${n}.0.4` } },
    os: 'linux',
    listen: [{ protocol: 'tcp', port: 22 }],
  });
  const peerings = Object.fromEntries(['s1', 's2'].map((s) => [`hub-${s}`, { remoteVirtualNetwork: s, allowForwardedTraffic: true }]));
  return lab(
    {
      virtualNetworks: { s1: spoke('s1', 11), s2: spoke('s2', 12), 'vnet-clab-hub': { virtualNetworkPeerings: peerings } },
      virtualMachines: { v1: vm('s1', 11), v2: vm('s2', 12) },
    },
    ...patches,
  );
}
const spokeTable = (name: string) => ({
  routeTables: { [`rt-${name}`]: { routes: { d: { addressPrefix: '0.0.0.0/0', ...FIREWALL } } } },
  virtualNetworks: { [name]: { subnets: { servers: { routeTable: `rt-${name}` } } } },
});

describe('spoke to spoke (article RET)', () => {
  it('RET2 a default to the firewall on both is needed and enough', () => {
    const t = run(spokes(spokeTable('s1'), spokeTable('s2')), 'tcp/22 v1 > v2');
    expect([t.verdict, devices(t.out), devices(t.back)]).toEqual(['delivered', 'v1 azfw-clab-hub v2', 'v2 azfw-clab-hub v1']);
  });

  it('RET2 a network rule is needed as well', () => {
    const none = { azureFirewalls: { 'azfw-clab-hub': { networkRuleCollections: null } } };
    const t = run(spokes(spokeTable('s1'), spokeTable('s2'), none), 'tcp/22 v1 > v2');
    expect([t.verdict, t.out.at.device, t.out.reason.code]).toEqual(['dropped', 'azfw-clab-hub', 'firewall-default-deny']);
  });

  it('RET3 with one alone there is no connection, and the lab says where it ends', () => {
    const t = run(spokes(spokeTable('s1')), 'tcp/22 v1 > v2');
    expect([t.verdict, t.back?.at.device, t.back?.reason.code]).toEqual(['one-way', 'v2', 'azure-route-none']);
    const other = run(spokes(spokeTable('s2')), 'tcp/22 v1 > v2');
    expect([other.verdict, other.out.at.device, other.out.reason.code]).toEqual(['dropped', 'v1', 'azure-route-none']);
  });

  it('A56 the spokes’ links must allow forwarded traffic', () => {
    const barred = { virtualNetworks: { s2: { virtualNetworkPeerings: { 's2-hub': { allowForwardedTraffic: false } } } } };
    expect(run(spokes(spokeTable('s1'), spokeTable('s2'), barred), 'tcp/22 v1 > v2').out.reason.code).toBe('azure-forwarded-traffic-barred');
  });
});

describe('reverse forced tunnelling (article RFT)', () => {
  it('RFT7 with the injected default the firewall’s traffic loops; the UDR lets it leave', () => {
    const looped = traceFlow(solve(stateAt(scenario, 'without-udr')), flowOf('udp/53 pc-onprem > resolver'));
    expect([looped.verdict, looped.out.at.device, looped.out.hops.at(-1)?.decrementsTtl]).toEqual(['looped', 'azfw-clab-hub', true]);
    expect(traceFlow(solve(stateAt(scenario, 'with-udr')), flowOf('udp/53 pc-onprem > resolver')).verdict).toBe('delivered');
  });

  it('A86 the VPN tunnels stay up under the injected default', () => {
    expect(traceFlow(solve(stateAt(scenario, 'complete')), flowOf('tcp/22 pc-onprem > vm-branch')).verdict).toBe('delivered');
  });
});
