/** For tests: mistakes with Azure Firewall. */
import { and, type Mistakes, subnet } from './lab.ts';
import { firewall } from './services-lab.ts';

const management = {
  ...firewall({ managementIpConfiguration: { subnet: 'hub/AzureFirewallManagementSubnet', publicIPAddress: 'pip-management' } }),
  publicIPAddresses: { 'pip-management': { ipAddress: '198.51.100.99' } },
};
const managementSubnet = (patch: object = {}) => subnet('hub', 'AzureFirewallManagementSubnet', { addressPrefix: '10.0.3.64/26', ...patch });
const anyAddresses = { sourceAddresses: ['*'], destinationAddresses: ['*'], protocols: ['TCP'], destinationPorts: ['443'] };
const dnat = (address: string) => ({
  priority: 100,
  rules: { web: { ...anyAddresses, destinationAddresses: [address], translatedAddress: '10.1.0.4', translatedPort: '443' } },
});
const collection = (priority: number) => ({ priority, action: { type: 'Allow' }, rules: { all: anyAddresses } });

const policy = (id: string, patch: object) => ({ firewallPolicies: { [id]: patch } });
const networkRule = { ruleType: 'NetworkRule', sourceAddresses: ['*'], destinationAddresses: ['*'], destinationPorts: ['443'], ipProtocols: ['TCP'] };
const webRule = { ruleType: 'ApplicationRule', sourceAddresses: ['*'], targetFqdns: ['*'], protocols: [{ protocolType: 'Https', port: 443 }] };
const policyDnat = { ...networkRule, ruleType: 'NatRule', destinationAddresses: ['198.51.100.1'], translatedAddress: '10.1.0.4', translatedPort: '443' };
const group = (ruleCollections: object) => ({ priority: 300, ruleCollections });
const filter = (priority: number, rules: object = { r: networkRule }) => ({
  ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
  priority,
  action: { type: 'Allow' },
  rules,
});

export const FIREWALLS: Mistakes = {
  title: 'Azure Firewall',
  rows: [
    ['A158 a management interface', and(management, managementSubnet())],
    [
      'A158 elsewhere',
      and(management, firewall({ managementIpConfiguration: { subnet: 'hub/nva' } })),
      'error firewall-management-subnet [A158 A203] azfw: the management interface must stand in hub/AzureFirewallManagementSubnet, not hub/nva',
    ],
    [
      'A158 its default elsewhere',
      and(management, managementSubnet({ routeTable: 'rt-m' }), {
        routeTables: { 'rt-m': { routes: { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } } },
      }),
      'error firewall-management-default [A158] azfw: out of route table rt-m takes the management interface off the Internet, and the firewall stops working; send 0.0.0.0/0 to Internet',
    ],
    [
      'A158 no public address',
      firewall({ publicIPAddresses: [] }),
      'error firewall-without-public-address [A158] azfw: no public IP address; a firewall needs one, unless it has a management interface (forced tunnelling)',
    ],
    [
      'A152 two collections of one priority',
      firewall({ networkRuleCollections: { one: collection(200), two: collection(200), three: collection(201) } }),
      'error firewall-priority-taken [A152] azfw: two and one both have priority 200; give one of them another',
    ],
    ['A152 one priority in two kinds', firewall({ networkRuleCollections: { one: collection(100) }, natRuleCollections: { in: dnat('198.51.100.1') } })],
    [
      'A151 what is no address in a rule of a firewall',
      firewall({
        networkRuleCollections: { one: { ...collection(200), rules: { r: { ...anyAddresses, sourceAddresses: ['10.0.0.0/8', '10.0.0.300'] } } } },
      }),
      'error firewall-address [A151] azfw: r: expected an address, a prefix, a range of addresses or *, got "10.0.0.300"',
    ],
    [
      'A151 addresses of every kind',
      firewall({
        networkRuleCollections: {
          one: {
            ...collection(200),
            rules: {
              r: { ...anyAddresses, sourceAddresses: ['10.0.0.1', '10.0.0.4-10.0.0.9', '10.1.0.0/16', '*'], destinationPorts: ['*', '22', '8000-8080'] },
            },
          },
        },
      }),
    ],
    [
      'A151 a range from above',
      policy('p', { ruleCollectionGroups: { g: group({ c: filter(200, { r: { ...networkRule, destinationAddresses: ['10.0.0.9-10.0.0.4'] } }) }) } }),
      'error firewall-address [A151] p: r: expected an address, a prefix, a range of addresses or *, got "10.0.0.9-10.0.0.4"',
    ],
    [
      'A151 a service tag as the source',
      policy('p', { ruleCollectionGroups: { g: group({ c: filter(200, { r: { ...webRule, sourceAddresses: ['VirtualNetwork'] } }) }) } }),
      'error firewall-address [A151] p: r: expected an address, a prefix, a range of addresses or *, got "VirtualNetwork"',
    ],
    [
      'A35 a service tag that the lab does not know',
      policy('p', { ruleCollectionGroups: { g: group({ c: filter(200, { r: { ...networkRule, destinationAddresses: ['AzureMonitor'] } }) }) } }),
      'warning firewall-tag-unknown [A35] p: r matches nothing for the service tag AzureMonitor, because serviceTags does not say its prefixes; state them there',
    ],
    [
      'A35 one that it knows',
      and(policy('p', { ruleCollectionGroups: { g: group({ c: filter(200, { r: { ...networkRule, destinationAddresses: ['AzureMonitor'] } }) }) } }), {
        serviceTags: { AzureMonitor: { addressPrefixes: ['20.42.0.0/24'] } },
      }),
    ],
    [
      'A151 what is no port',
      policy('p', { ruleCollectionGroups: { g: group({ c: filter(200, { r: { ...networkRule, destinationPorts: ['https'] } }) }) } }),
      'error firewall-ports [A151 A156] p: r: expected a port, a range such as 8000-8080 or *, got "https"',
    ],
    [
      'A156 a translated port that is several',
      firewall({ natRuleCollections: { in: { priority: 100, rules: { web: { ...dnat('198.51.100.1').rules.web, translatedPort: '443-444' } } } } }),
      'error firewall-ports [A151 A156] azfw: web: expected one port, got "443-444"',
    ],
    [
      'A156 DNAT of another address',
      firewall({ natRuleCollections: { in: dnat('198.51.100.2') } }),
      'warning dnat-not-own-address [A156] azfw: web is for 198.51.100.2, which is no address of this firewall, and never matches',
    ],
    [
      'A154 never translates',
      firewall({ privateRanges: ['0.0.0.0/0'] }),
      'warning firewall-never-snats [A154] azfw: privateRanges with 0.0.0.0/0 never translates: packets reach the Internet with private sources, and no answer finds its way back',
    ],
    [
      'A152 a policy, and rules of its own',
      and(policy('fp', {}), firewall({ firewallPolicy: 'fp', networkRuleCollections: { one: collection(200) } })),
      'error firewall-policy-and-own-rules [A152] azfw: its rules come from fp, so it cannot have networkRuleCollections of its own; move them to the policy',
    ],
    [
      'A152 a policy that inherits from itself',
      and(policy('fp', { basePolicy: 'base' }), policy('base', { basePolicy: 'base' })),
      'error firewall-policy-loop [A152] base: inherits from itself by base; choose another base policy',
    ],
    [
      'A151 a child that is less strict',
      and(policy('fp', { basePolicy: 'base', threatIntelMode: 'Alert' }), policy('base', { threatIntelMode: 'Deny' })),
      'error firewall-threat-mode-weaker [A151] fp: threatIntelMode Alert is weaker than Deny of its base policy base; a child is as strict or stricter',
    ],
    ['A151 a child that says nothing', and(policy('fp', { basePolicy: 'base' }), policy('base', { threatIntelMode: 'Deny' }))],
    [
      'A152 two groups, and two collections, of one priority',
      policy('fp', { ruleCollectionGroups: { a: group({ one: filter(200), two: filter(200) }), b: group({}) } }),
      'error firewall-priority-taken [A152] fp: b and a both have priority 300; give one of them another',
      'error firewall-priority-taken [A152] fp: two and one both have priority 200; give one of them another',
    ],
    [
      'A152 one priority in two groups',
      policy('fp', { ruleCollectionGroups: { a: group({ one: filter(200) }), b: { ...group({ one: filter(200) }), priority: 400 } } }),
    ],
    [
      'A152 a DNAT rule among network rules',
      policy('fp', { ruleCollectionGroups: { a: group({ one: filter(200, { r: policyDnat }) }) } }),
      'error firewall-rule-wrong-collection [A152] fp: r is a NatRule, which one (FirewallPolicyFilterRuleCollection) does not take',
    ],
    [
      'A152 two types in one collection',
      policy('fp', { ruleCollectionGroups: { a: group({ one: filter(200, { n: networkRule, w: webRule }) }) } }),
      'error firewall-rules-mixed [A152] fp: one has n (NetworkRule) and w (ApplicationRule); rules of a collection are of one type, so move one of them',
    ],
    [
      'A152 an action of another kind of collection',
      policy('fp', { ruleCollectionGroups: { a: group({ one: { ...filter(200), action: { type: 'DNAT' } } }) } }),
      'error firewall-collection-action [A152] fp: one (FirewallPolicyFilterRuleCollection) has the action DNAT; it takes Allow or Deny',
    ],
    [
      'A151 a rule without what its type needs',
      policy('fp', {
        ruleCollectionGroups: { a: group({ one: filter(200, { r: { ruleType: 'NetworkRule', sourceAddresses: ['*'], ipProtocols: ['TCP'] } }) }) },
      }),
      'error firewall-rule-incomplete [A151] fp: r (NetworkRule) lacks destinationPorts, destinationAddresses / destinationFqdns',
    ],
    [
      'A151 a host name without the DNS proxy, and one with a wildcard',
      policy('fp', { ruleCollectionGroups: { a: group({ one: filter(200, { r: { ...networkRule, destinationFqdns: ['*.example.com'] } }) }) } }),
      'error firewall-fqdn-wildcard [A151] fp: r: *.example.com is no whole name, which network rules need; only application rules take wildcards',
      'error firewall-fqdn-without-dns-proxy [A151] fp: r has host names, which a network rule resolves only with the DNS proxy on; turn it on, and let clients ask the firewall',
    ],
    [
      'A151 a host name, and a proxy that the base policy has turned on',
      and(
        policy('fp', {
          basePolicy: 'base',
          ruleCollectionGroups: { a: group({ one: filter(200, { r: { ...networkRule, destinationFqdns: ['a.example'] } }) }) },
        }),
        policy('base', { dnsSettings: { enableProxy: true } }),
      ),
    ],
    [
      'A151 a host name in a rule of the firewall’s own',
      firewall({ networkRuleCollections: { one: { ...collection(200), rules: { r: { ...anyAddresses, destinationFqdns: ['a.example'] } } } } }),
      'error firewall-fqdn-without-dns-proxy [A151] azfw: r has host names, which a network rule resolves only with the DNS proxy on; turn it on, and let clients ask the firewall',
    ],
    [
      'A165 ranges to learn, and nobody to learn from',
      and(policy('fp', { snat: { autoLearnPrivateRanges: 'Enabled' } }), firewall({ firewallPolicy: 'fp' }), { routeServers: { ars: null } }),
      'warning firewall-learns-nothing [A165] fp: azfw is to learn private ranges, and there is no Route Server in hub to learn them from',
      "info gateways-without-transit [A80 A110] vpngw: vpngw and ergw do not pass on each other's routes: there is no Route Server in hub",
    ],
    ['A165 with a Route Server', and(policy('fp', { snat: { autoLearnPrivateRanges: 'Enabled' } }), firewall({ firewallPolicy: 'fp' }))],
  ],
};
