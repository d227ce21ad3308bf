/** Article B2B: its claims hold, and each goes red when its cause is broken. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCommand, solve, stateAt } from '../src/engine/index.ts';
import { openStory, patched, testStory, withoutLines } from './stories.ts';

const off = patched({ routeServers: { 'ars-clab-hub': { allowBranchToBranchTraffic: false } } });
const on = patched({ routeServers: { 'ars-clab-hub': { allowBranchToBranchTraffic: true } } });
const detached = patched({ virtualNetworks: { 'vnet-clab-hub': { subnets: { GatewaySubnet: { routeTable: null } } } } });
const denied = patched({ azureFirewalls: { 'azfw-clab-hub': { networkRuleCollections: null } } });
const noRoute = (name: string) => patched({ routeTables: { 'rt-gateway': { routes: { [name]: null } } } });

testStory(
  'branch-to-branch-firewall',
  ['B2B1', 'B2B2', 'B2B3', 'B2B4', 'B2B5', 'B2B6', 'B2B7'],
  [
    ['B2B1', 'with branch-to-branch off', 'plain', 'straight', off],
    ['B2B1', 'with branch-to-branch off', 'plain', 'er-learns-branch', off],
    ['B2B2', 'without the route table', 'through-firewall', 'through', detached],
    ['B2B2', 'without the route to the site: the answer goes past the firewall', 'through-firewall', 'through', noRoute('to-onprem')],
    ['B2B2', 'without the route to the branch', 'through-firewall', 'through', noRoute('to-branch')],
    ['B2B2', 'without a rule that allows', 'through-firewall', 'nc', denied],
    ['B2B2', 'without the route table', 'gateway-routes', 'udr-wins', detached],
    ['B2B3', 'without the route table', 'through-firewall', 'traceroute', detached],
    ['B2B4', 'without the firewall in the way', 'through-firewall', 'encapsulated', detached],
    [
      'B2B4',
      'with a route that covers the outer destination',
      'through-firewall',
      'encapsulated',
      patched({
        routeTables: {
          'rt-gateway': { routes: { outer: { addressPrefix: '203.0.113.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } } },
        },
      }),
    ],
    ['B2B5', 'with branch-to-branch on', 'b2b-off', 'not-learned', on],
    ['B2B5', 'with branch-to-branch on', 'b2b-off', 'ends-at-er', on],
    [
      'B2B6',
      'with AS 65515',
      'wrong-as',
      'asn-beside-route-server',
      patched({ virtualNetworkGateways: { 'vpngw-clab-hub': { bgpSettings: { asn: 65515 } } } }),
    ],
    ['B2B6', 'with another AS', 'wrong-as', 'asn-of-lng', patched({ localNetworkGateways: { 'lng-hub': { bgpSettings: { asn: 65020 } } } })],
    [
      'B2B7',
      'with the route table that the article ends with',
      'nva-instead',
      'past',
      patched({
        virtualNetworks: { 'vnet-clab-hub': { subnets: { GatewaySubnet: { routeTable: 'rt' } } } },
        routeTables: { rt: { routes: { b: { addressPrefix: '10.50.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } } } },
      }),
    ],
    [
      'B2B7',
      'with a route table that tells the firewall otherwise',
      'nva-more-specific',
      'loops',
      patched({
        virtualNetworks: { 'vnet-clab-hub': { subnets: { AzureFirewallSubnet: { routeTable: 'rt' } } } },
        routeTables: { rt: { disableBgpRoutePropagation: true, routes: {} } },
      }),
    ],
    ['B2B7', 'without set ip next-hop', 'nva-more-specific', 'firewall-learns', withoutLines('vm-frr', 'set ip next-hop')],
  ],
);

it('B2B3 as the article shows it: router, silence, an instance of the firewall, the VM', () => {
  const golden = readFileSync(new URL('./golden/branch-to-branch/onprem-session.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const { scenario } = openStory('branch-to-branch-firewall');
  const solution = solve(stateAt(scenario, 'through-firewall'));
  const printed = (command: string) => [`$ ${command}`, ...runCommand(solution, 'pc-onprem', command).text.trimEnd().split('\n')];
  /** Round trips, lost probes and which instance answers differ from run to run. */
  const hops = (lines: readonly string[]) =>
    lines
      .filter((l) => /^(\$ tracer| ?\d+ |tracer)/.test(l))
      .map((l) =>
        l
          .replaceAll(/\s+\d+\.\d+ ms/g, '')
          .replaceAll('10.0.3.6', '10.0.3.7')
          .replace(/(\* )+(?=\d)/, '')
          .trimEnd(),
      );
  expect(hops(printed('traceroute 10.50.1.4'))).toEqual(hops(golden));
  expect(printed('nc -v 10.50.1.4 22')).toEqual(golden.slice(0, 2));
});
