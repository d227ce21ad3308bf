/** Article RET: its claims hold, and each goes red when its cause is broken. */
import { describe, expect, it } from 'vitest';
import { runChecks, solve, stateAt, traceFlow } from '../src/engine/index.ts';
import { type Change, openStory, patched, testStory } from './stories.ts';

const ID = 'firewall-return-path';
const noTable = (vnet: string, subnet = 'servers') => patched({ virtualNetworks: { [vnet]: { subnets: { [subnet]: { routeTable: null } } } } });
const withTable = (vnet: string, table: string) => patched({ virtualNetworks: { [vnet]: { subnets: { servers: { routeTable: table } } } } });
const exactRoute = patched({
  routeTables: { 'rt-spoke1': { routes: { 'to-onprem': { addressPrefix: '10.20.10.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } } } },
});
const bothTables = patched({
  routeTables: { 'rt-spoke2': { routes: { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' } } } },
  virtualNetworks: { spoke2: { subnets: { servers: { routeTable: 'rt-spoke2' } } } },
});
const noRules = patched({ azureFirewalls: { azfw: { networkRuleCollections: null } } });
const noDefault = patched({ routeTables: { 'rt-spoke1': { routes: { default: null } } } });

testStory(
  ID,
  ['RET1', 'RET2', 'RET3', 'RET4', 'RET5', 'RET6', 'RET7'],
  [
    ['RET1', 'without the DNAT rule', 'dnat', 'dnat', patched({ azureFirewalls: { azfw: { natRuleCollections: null } } })],
    [
      'RET1',
      'with a security group that refuses the virtual network',
      'dnat',
      'dnat',
      patched({
        networkSecurityGroups: {
          'nsg-servers': {
            securityRules: {
              no: {
                priority: 100,
                direction: 'Inbound',
                access: 'Deny',
                protocol: '*',
                sourceAddressPrefix: 'VirtualNetwork',
                sourcePortRange: '*',
                destinationAddressPrefix: '*',
                destinationPortRange: '*',
              },
            },
          },
        },
      }),
    ],
    ['RET3', 'with a table on both', 'one-spoke', 'one-way', bothTables],
    ['RET2', 'without the table of spoke1', 'both-spokes', 'both-ways', noTable('spoke1')],
    ['RET2', 'without the table of spoke2', 'both-spokes', 'both-ways', noTable('spoke2')],
    ['RET2', 'without a rule', 'both-spokes', 'both-ways', noRules],
    [
      'RET2',
      'without a peering',
      'both-spokes',
      'firewall-knows-spokes',
      patched({ virtualNetworks: { hub: { virtualNetworkPeerings: { 'to-spoke2': null } } } }),
    ],
    [
      'RET7',
      'with a rule for spoke2, too',
      'both-spokes',
      'stateful',
      patched({
        azureFirewalls: {
          azfw: { networkRuleCollections: { spokes: { rules: { allow: { sourceAddresses: ['10.0.0.0/8'], destinationAddresses: ['10.0.0.0/8'] } } } } },
        },
      }),
    ],
    ['RET4', 'without a rule', 'onprem-one-way', 'ping-passes', noRules],
    ['RET4', 'without the table on GatewaySubnet', 'onprem-one-way', 'tcp-fails', noTable('hub', 'GatewaySubnet')],
    ['RET4', 'with the exact route', 'onprem-one-way', 'tcp-fails', exactRoute],
    ['RET5', 'without the exact route', 'onprem-both-ways', 'tcp-passes', patched({ routeTables: { 'rt-spoke1': { routes: { 'to-onprem': null } } } })],
    ['RET6', 'without the default route to the firewall', 'public-lb', 'reply-dropped', noDefault],
    [
      'RET6',
      'without the DNAT rule',
      'public-lb-mended',
      'by-firewall',
      patched({ azureFirewalls: { azfw: { natRuleCollections: { inbound: { rules: { http: null } } } } } }),
    ],
  ],
);

describe('what the story asks the reader to try', () => {
  const { scenario, checksOf } = openStory(ID);
  const at = (step: string, ...changes: Change[]) => solve(changes.reduce((lab, change) => change(lab), stateAt(scenario, step)));

  it('RET5 propagation off, with the default route alone, does the same', () => {
    const closed = patched({ routeTables: { 'rt-spoke1': { disableBgpRoutePropagation: true, routes: { 'to-onprem': null } } } });
    const [result] = runChecks(at('onprem-both-ways', closed), { it: checksOf('onprem-both-ways')['tcp-passes']! });
    expect(result?.found).toEqual([]);
  });

  it('RET6 without the default route the load balancer’s address works, too', () => {
    const trace = traceFlow(at('public-lb-mended', noDefault), { from: 'user', to: '198.51.100.80', protocol: 'tcp', port: 80 });
    expect(trace.verdict).toBe('delivered');
  });

  it('RET3 with the table on the other spoke alone the SYN itself has no way', () => {
    const trace = traceFlow(at('both-spokes', noTable('spoke1')), { from: 'vm-spoke1', to: 'vm-spoke2', protocol: 'tcp', port: 22 });
    expect([trace.verdict, trace.out.at.device]).toEqual(['dropped', 'vm-spoke1']);
  });

  it('what each is worth: the table of spoke2 put back makes it whole again', () => {
    const trace = traceFlow(at('both-spokes', noTable('spoke2'), withTable('spoke2', 'rt-spoke2')), {
      from: 'vm-spoke1',
      to: 'vm-spoke2',
      protocol: 'tcp',
      port: 22,
    });
    expect(trace.verdict).toBe('delivered');
  });
});
