/**
 * The article's claims as the scenario states them: all hold, and each goes red when the thing that it is about is broken.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Check, type Lab, mergePatch, readScenario, runChecks, type Scenario, solve, stateAt, stepIds } from '../src/engine/index.ts';

const text = readFileSync(new URL('./reverse-forced-tunneling.json', import.meta.url), 'utf8');
const read = readScenario(text);
const scenario = read.scenario as Scenario;

function checksOf(step: string): Record<string, Check> {
  return { ...scenario.checks, ...scenario.steps?.find((s) => s.id === step)?.checks };
}

function results(step: string, change: (lab: Lab) => Lab = (lab) => lab) {
  return runChecks(solve(change(stateAt(scenario, step))), checksOf(step));
}

/** A change of the NVA's configuration: lines that match are taken out. */
function withoutLines(...lines: string[]) {
  return (lab: Lab): Lab => {
    const config = lab.virtualMachines?.['vm-frr']?.frr?.config ?? '';
    const kept = config.split('\n').filter((line) => !lines.some((l) => line.trim().startsWith(l)));
    expect(kept.length, 'the line to take out is there').toBeLessThan(config.split('\n').length);
    return mergePatch(lab, { virtualMachines: { 'vm-frr': { frr: { config: kept.join('\n') } } } }) as Lab;
  };
}

const patch = (p: unknown) => (lab: Lab) => mergePatch(lab, p) as Lab;

describe('reverse forced tunnelling', () => {
  it('is read without a complaint', () => {
    expect(read.diagnostics).toEqual([]);
  });

  it.each(stepIds(scenario))('step %s: every check holds', (step) => {
    expect(
      results(step)
        .filter((r) => !r.pass)
        .map((r) => [r.id, ...r.found]),
    ).toEqual([]);
  });

  it('states RFT1 to RFT11, and says of each check what claim it shows', () => {
    const claims = new Set(stepIds(scenario).flatMap((step) => Object.values(checksOf(step)).map((c) => c.claim)));
    for (let n = 1; n <= 11; n++) expect(claims).toContain(`RFT${n}`);
  });

  it.each<[claim: string, what: string, step: string, check: string, change: (lab: Lab) => Lab]>([
    ['RFT1', 'without the static route the Route Server does not resolve', 'receive-only', 'nva-rib', withoutLines('ip route 10.0.2.0/24')],
    ['RFT2', 'without the network statement', 'network-default', 'advertised-self', withoutLines('network 0.0.0.0/0')],
    ['RFT3', 'without set ip next-hop', 'set-next-hop', 'advertised-firewall', withoutLines('set ip next-hop')],
    ['RFT4', 'with branch-to-branch off', 'set-next-hop', 'er-rib', patch({ routeServers: { 'ars-clab-hub': { allowBranchToBranchTraffic: false } } })],
    ['RFT5', 'with an active-standby gateway', 'set-next-hop', 'hub-learned', patch({ virtualNetworkGateways: { 'vpngw-clab-hub': { activeActive: false } } })],
    ['RFT5', 'without set ip next-hop', 'set-next-hop', 'hub-learned', withoutLines('set ip next-hop')],
    ['RFT6', 'with one of the two connections gone', 'set-next-hop', 'branch-learned', patch({ connections: { 'cn-branch-to-hub': null } })],
    [
      'RFT7',
      'with a UDR already there',
      'without-udr',
      'lookup-loops',
      patch({
        routeTables: { rt: { routes: { d: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } } } },
        virtualNetworks: { 'vnet-clab-hub': { subnets: { AzureFirewallSubnet: { routeTable: 'rt' } } } },
      }),
    ],
    [
      'RFT7',
      'with the UDR detached',
      'with-udr',
      'lookup-leaves',
      patch({ virtualNetworks: { 'vnet-clab-hub': { subnets: { AzureFirewallSubnet: { routeTable: null } } } } }),
    ],
    [
      'RFT7',
      'with the UDR detached',
      'with-udr',
      'firewall-default-internet',
      patch({ virtualNetworks: { 'vnet-clab-hub': { subnets: { AzureFirewallSubnet: { routeTable: null } } } } }),
    ],
    [
      'RFT8',
      'with a rule that allows',
      'without-application-rule',
      'browse-denied',
      (lab) => mergePatch(lab, { azureFirewalls: { 'azfw-clab-hub': stateAt(scenario, 'complete').azureFirewalls?.['azfw-clab-hub'] } }) as Lab,
    ],
    [
      'RFT8',
      'with the rule taken away',
      'with-application-rule',
      'browse-allowed',
      patch({ azureFirewalls: { 'azfw-clab-hub': { applicationRuleCollections: null } } }),
    ],
    ['RFT9', 'without set ip next-hop', 'complete', 'browse-path', withoutLines('set ip next-hop')],
    ['RFT9', 'without the circuit’s connection', 'complete', 'browse-path', patch({ connections: { 'cn-er': null } })],
    ['RFT10', 'without the outbound filter', 'receive-only', 'nva-silent', withoutLines('match as-path azure-asns', 'route-map rmap-azure-asns deny 5')],
    ['RFT10', 'without the entry that lets 65515 pass', 'receive-only', 'bogon-passes', withoutLines('bgp as-path access-list bogon-asns seq 20')],
    ['RFT10', 'without the entry for paths that begin with 65', 'receive-only', 'bogon-refuses', withoutLines('bgp as-path access-list bogon-asns seq 25')],
    [
      'RFT11',
      'with another AS on-premises',
      'receive-only',
      'nva-receives',
      patch({
        routers: { er: { frr: { config: (stateAt(scenario, 'receive-only').routers?.['er']?.frr.config ?? '').replace('65150', '65151') } } },
        expressRouteCircuits: { 'erc-clab': { peerings: { AzurePrivatePeering: { peerASN: 65151 } } } },
      }),
    ],
  ])('%s goes red %s (step %s, %s)', (claim, _what, step, id, change) => {
    const before = results(step).find((r) => r.id === id);
    const after = results(step, change).find((r) => r.id === id);
    expect(before).toMatchObject({ claim, pass: true });
    expect(after).toMatchObject({ claim, pass: false });
    expect(after?.found.length).toBeGreaterThan(0);
  });
});
