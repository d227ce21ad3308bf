/** The questions that the first article raises, asked of its lab; each with the cause taken away. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatPrefix } from '../../ip/index.ts';
import { type Lab, readScenario, type Scenario, stateAt, stepIds } from '../../model/index.ts';
import { solve, solveStep } from '../../solve.ts';
import { why, type WhyPlace, type WhyStep, whyText } from './index.ts';

const file = new URL('../../../../scenarios/reverse-forced-tunneling.json', import.meta.url);
const scenario = readScenario(readFileSync(file, 'utf8')).scenario as Scenario;
const complete = stateAt(scenario, 'complete');

function ask(lab: Lab, device: string, question: string): readonly WhyPlace[] {
  return why(solve(lab), device, question).places;
}

const flat = (steps: readonly WhyStep[]): WhyStep[] => steps.flatMap((s) => [s, ...flat(s.steps ?? [])]);
const section = (place: WhyPlace | undefined, kind: string) => flat(place?.sections.find((s) => s.kind === kind)?.steps ?? []);

function withConfig(lab: Lab, change: (text: string) => string): Lab {
  const vm = lab.virtualMachines?.['vm-frr'];
  if (!vm?.frr) throw new Error('the lab has no vm-frr');
  return { ...lab, virtualMachines: { ...lab.virtualMachines, 'vm-frr': { ...vm, frr: { ...vm.frr, config: change(vm.frr.config) } } } };
}

describe('er-vpn-failover: why', () => {
  const failover = readScenario(readFileSync(new URL('../../../../scenarios/er-vpn-failover.json', import.meta.url), 'utf8')).scenario as Scenario;
  const programmers = (step: string) =>
    section(ask(stateAt(failover, step), 'hub/servers', '10.20.10.0/24')[0], 'way').flatMap(({ mark, device, reason }) =>
      reason.code.startsWith('why-programmer-') ? [`${mark} ${device} ${reason.code} ${(reason.rules ?? []).join(' ')}`] : [],
    );

  it('A108: ExpressRoute programs the site’s prefix, and the VPN gateway that knows it too loses, until the circuit is gone', () => {
    const [knows, loses] = ['why-programmer-knows A13 A131', 'why-programmer-loses A108 A139'];
    expect(programmers('both')).toEqual([`passed ergw ${knows}`, `passed ergw ${knows}`, `beaten vpngw ${loses}`, `beaten vpngw ${loses}`]);
    expect(programmers('circuit-down')).toEqual([`passed vpngw ${knows}`, `passed vpngw ${knows}`]);
  });
});

describe('reverse-forced-tunneling: why', () => {
  it('A69: 0.0.0.0/0 is absent on the branch’s VPN gateway, because the hub’s never sends it', () => {
    const places = ask(complete, 'vpngw-clab-brach-eus', '0.0.0.0/0');
    expect(places.map((p) => [p.id, p.verdict, p.nearest?.code, p.nearest?.rules])).toEqual([
      ['vpngw-clab-brach-eus#0', 'absent', 'azure-vpn-gateway-never-sends-default', ['A69']],
      ['vpngw-clab-brach-eus#1', 'absent', 'azure-vpn-gateway-never-sends-default', ['A69']],
    ]);
    const came = section(places[0], 'stops').find((s) => s.reason.code === 'why-came');
    expect(came?.reason.args?.['way']).toBe('vm-frr → ars-clab-hub#1 → vpngw-clab-hub#0');
  });

  it('A129: with branch-to-branch off it stops earlier, at Route Server', () => {
    const ars = complete.routeServers?.['ars-clab-hub'];
    const off = { ...complete, routeServers: { 'ars-clab-hub': { ...ars, allowBranchToBranchTraffic: false } } } as Lab;
    const [place] = ask(off, 'vpngw-clab-brach-eus', '0.0.0.0/0');
    expect(place?.nearest?.code).toBe('azure-branch-to-branch-off');
    expect(ask(off, 'vpngw-clab-hub', '10.20.10.0/24')[0]?.nearest?.code).toBe('azure-branch-to-branch-off');
  });

  it('F79: the NVA does not send Azure’s routes back, by the line that says so', () => {
    const onward = section(ask(complete, 'vm-frr', '10.20.10.0/24')[0], 'onward');
    const denied = onward.find((s) => s.reason.code === 'why-entry-matched');
    expect(denied?.reason.source).toMatchObject({ device: 'vm-frr', text: 'route-map rmap-azure-asns deny 5' });
    expect(onward.find((s) => s.reason.code === 'why-list-entry')?.reason.source?.text).toBe('bgp as-path access-list azure-asns seq 5 permit _65515_');
    const open = withConfig(complete, (text) => text.replaceAll(' route-map rmap-azure-asns out', ' route-map rmap-azure-asns-gone out'));
    expect(section(ask(open, 'vm-frr', '10.20.10.0/24')[0], 'onward').map((s) => s.reason.code)).toContain('why-map-missing');
  });

  it('A14: the firewall’s subnet uses the UDR, and would use the NVA’s default without it', () => {
    const subnet = 'vnet-clab-hub/AzureFirewallSubnet';
    const [place] = ask(complete, subnet, '0.0.0.0/0');
    expect(place?.summary.args).toMatchObject({ source: 'User', to: 'Internet' });
    const rows = section(place, 'effective');
    expect(rows.map((s) => [s.mark, s.reason.args?.['source'] ?? s.reason.code])).toEqual([
      ['chosen', 'User'],
      ['fact', 'azure-user-route'],
      ['beaten', 'VirtualNetworkGateway'],
      ['fact', 'azure-beaten-by'],
    ]);
    expect(section(place, 'way').some((s) => s.reason.source?.text === 'set ip next-hop 10.0.3.4')).toBe(true);
    const [before] = ask(stateAt(scenario, 'set-next-hop'), subnet, '0.0.0.0/0');
    expect(before?.summary.args).toMatchObject({ source: 'VirtualNetworkGateway', to: 'VirtualNetworkGateway 10.0.3.4' });
    expect(ask(complete, 'azfw-clab-hub', '192.0.2.80')[0]).toMatchObject({ id: subnet, prefix: '0.0.0.0/0' });
  });

  it('A32: a route table without propagation is what keeps learned routes from a subnet', () => {
    const vnet = complete.virtualNetworks?.['vnet-clab-hub'];
    const lab = {
      ...complete,
      routeTables: { ...complete.routeTables, 'rt-off': { disableBgpRoutePropagation: true, routes: {} } },
      virtualNetworks: {
        ...complete.virtualNetworks,
        'vnet-clab-hub': { ...vnet, subnets: { ...vnet?.subnets, 'subnet-001': { ...vnet?.subnets['subnet-001'], routeTable: 'rt-off' } } },
      },
    } as Lab;
    const [place] = ask(lab, 'vnet-clab-hub/subnet-001', '10.20.10.0/24');
    expect(place).toMatchObject({ verdict: 'absent', summary: { code: 'why-propagation-off', args: { routeTable: 'rt-off' } } });
    expect(ask(complete, 'vnet-clab-hub/subnet-001', '10.20.10.0/24')[0]?.verdict).toBe('used');
  });

  it('A1: a subnet in a VNet without gateway or Route Server for the prefix names the nearest place', () => {
    const [place] = ask(complete, 'vnet-clab-branch-eus/subnet-001', '0.0.0.0/0');
    expect(place?.summary.args).toMatchObject({ source: 'Default', to: 'Internet' });
    expect(section(place, 'stops').map((s) => s.reason.code)).toContain('azure-vpn-gateway-never-sends-default');
  });
});

describe('a subnet whose prefix is the VNet’s own or a peered one', () => {
  it('A10, A13: misses nothing that a gateway could bring', () => {
    const hub = 'vnet-clab-hub/subnet-001';
    expect(ask(complete, hub, '10.0.0.0/16')[0]?.sections.map((s) => s.kind)).toEqual(['effective']);
    expect(ask(complete, hub, '10.77.0.0/16')[0]?.sections.map((s) => s.kind)).toEqual(['stops']);
  });
});

describe('every built-in lab', () => {
  const folder = new URL('../../../../scenarios/', import.meta.url);
  const files = readdirSync(folder).filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'));

  it.each(files)('%s: what anything knows has an answer everywhere, worded in both languages', (name) => {
    const told = readScenario(readFileSync(new URL(name, folder), 'utf8')).scenario as Scenario;
    const solution = solveStep(told, stepIds(told).at(-1));
    const devices = [...new Set([...solution.network.nodes.values()].map((n) => n.device)), ...solution.effectiveRoutes.keys()];
    const known = [...solution.controlPlane.speakers.values()].flatMap((s) => [...s.tables.ipv4.values()].map((e) => formatPrefix(e.prefix)));
    const questions = [...new Set([...known, '0.0.0.0/0', '203.0.113.0/24', '10.20.10.50', '192.0.2.80', '2001:db8::1'])];
    const bad = devices.flatMap((device) =>
      questions.flatMap((question) => {
        const answer = why(solution, device, question);
        return (['en', 'ja'] as const).flatMap((locale) => {
          const text = whyText(answer, locale);
          return /\{\w+\}|\bwhy-[a-z]|undefined/.test(text) ? [`${device} ${question} ${locale}: ${text}`] : [];
        });
      }),
    );
    expect(bad).toEqual([]);
  });
});
