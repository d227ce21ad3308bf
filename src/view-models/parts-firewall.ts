/** A firewall's rule collections, its own or in a policy's groups: each collection is a part, and so is each rule within one. */
import type { FirewallPolicyRule, Lab } from '../engine/index.ts';
import { address, choice, type Field, list, number, protocols, text } from './field.ts';
import type { Part } from './part.ts';

const priority = number('priority', 100, 65000);
const WEB = [
  { protocolType: 'Http', port: 80 },
  { protocolType: 'Https', port: 443 },
];
const TRANSPORT = ['TCP', 'UDP', 'ICMP', 'Any'];
const source = list('sourceAddresses');

/** Of a firewall without a policy. */
export function classicRules(lab: Lab, id: string): Part[] {
  const firewall = lab.azureFirewalls?.[id];
  if (!firewall || firewall.firewallPolicy !== undefined) return [];
  const pip = lab.publicIPAddresses?.[firewall.publicIPAddresses[0] ?? '']?.ipAddress;
  return [
    ...collections('natRuleCollections', firewall.natRuleCollections, {
      fields: [priority],
      fresh: { rules: {} },
      rule: [...DESTINED, list('protocols', { choices: ['TCP', 'UDP', 'Any'] }), ...TRANSLATED],
      freshRule: pip === undefined ? undefined : { ...ANY, destinationAddresses: [pip], destinationPorts: ['443'], protocols: ['TCP'], ...TO },
    }),
    ...collections('networkRuleCollections', firewall.networkRuleCollections, {
      fields: [priority, action('Allow', 'Deny')],
      fresh: { action: { type: 'Allow' }, rules: {} },
      rule: [...DESTINED, list('destinationFqdns', { optional: true }), list('protocols', { choices: TRANSPORT })],
      freshRule: { ...ANY, destinationPorts: ['*'], protocols: ['Any'] },
    }),
    ...collections('applicationRuleCollections', firewall.applicationRuleCollections, {
      fields: [priority, action('Allow', 'Deny')],
      fresh: { action: { type: 'Allow' }, rules: {} },
      rule: [source, list('targetFqdns'), protocols('protocols')],
      freshRule: { sourceAddresses: ['*'], targetFqdns: ['*'], protocols: WEB },
    }),
  ];
}

const ANY = { sourceAddresses: ['*'], destinationAddresses: ['*'] };
const TO = { translatedAddress: '10.0.0.4', translatedPort: '443' };
const TRANSLATED: readonly Field[] = [address('translatedAddress'), text('translatedPort')];

const DESTINED: readonly Field[] = [source, list('destinationAddresses'), list('destinationPorts')];

function action(...types: string[]): Field {
  return choice('action.type', types, { label: 'action' });
}

interface Shape {
  readonly fields: readonly Field[];
  /** A new collection, but for its priority. */
  readonly fresh: object;
  readonly rule: readonly Field[];
  readonly freshRule: unknown;
}

type Collections = Readonly<Record<string, { readonly priority: number; readonly rules: object }>> | undefined;

/** The collections of one kind, and the rules of each. */
function collections(kind: string, all: Collections, shape: Shape): Part[] {
  const fresh = { priority: freePriority(all), ...shape.fresh };
  const outer: Part = { path: [kind], label: kind, names: Object.keys(all ?? {}), fields: shape.fields, fresh };
  const inner = Object.entries(all ?? {}).map(([name, c]): Part => {
    const part = { path: [kind, name, 'rules'], label: `${kind}.${name}.rules`, names: Object.keys(c.rules), fields: shape.rule };
    return shape.freshRule === undefined ? part : { ...part, fresh: shape.freshRule };
  });
  return [outer, ...inner];
}

function freePriority(all: Readonly<Record<string, { readonly priority: number }>> | undefined): number {
  const taken = new Set(Object.values(all ?? {}).map((c) => c.priority));
  let free = 200;
  while (taken.has(free)) free += 100;
  return free;
}

/** Of a policy: groups, the collections of each, the rules of each of those (A152). */
export function policyRules(lab: Lab, id: string): Part[] {
  const groups = lab.firewallPolicies?.[id]?.ruleCollectionGroups;
  const outer: Part = {
    path: ['ruleCollectionGroups'],
    label: 'ruleCollectionGroups',
    names: Object.keys(groups ?? {}),
    fields: [priority],
    fresh: { priority: freePriority(groups), ruleCollections: {} },
  };
  const filter = { ruleCollectionType: 'FirewallPolicyFilterRuleCollection', action: { type: 'Allow' }, rules: {} };
  const inner = Object.entries(groups ?? {}).flatMap(([group, g]): Part[] => {
    const path = ['ruleCollectionGroups', group, 'ruleCollections'];
    const part: Part = {
      path,
      label: `${group}.ruleCollections`,
      names: Object.keys(g.ruleCollections),
      fields: [
        choice('ruleCollectionType', ['FirewallPolicyFilterRuleCollection', 'FirewallPolicyNatRuleCollection']),
        priority,
        action('Allow', 'Deny', 'DNAT'),
      ],
      fresh: { ...filter, priority: freePriority(g.ruleCollections) },
    };
    const rules = Object.entries(g.ruleCollections).map(([name, c]): Part => {
      const type = Object.values(c.rules)[0]?.ruleType ?? (c.ruleCollectionType === 'FirewallPolicyNatRuleCollection' ? 'NatRule' : 'NetworkRule');
      const label = `${group}.${name}.rules`;
      return { path: [...path, name, 'rules'], label, names: Object.keys(c.rules), fields: policyRuleFields(type), fresh: FRESH[type] };
    });
    return [part, ...rules];
  });
  return [outer, ...inner];
}

const RULE_TYPES = ['NatRule', 'NetworkRule', 'ApplicationRule'];

/** What a rule of a type has; the type stands first, so that it can be changed. */
function policyRuleFields(type: FirewallPolicyRule['ruleType']): Field[] {
  const ipProtocols = list('ipProtocols', { choices: TRANSPORT });
  switch (type) {
    case 'NatRule':
      return [choice('ruleType', RULE_TYPES), ...DESTINED, ipProtocols, ...TRANSLATED];
    case 'NetworkRule':
      return [choice('ruleType', RULE_TYPES), ...DESTINED, list('destinationFqdns', { optional: true }), ipProtocols];
    case 'ApplicationRule':
      return [choice('ruleType', RULE_TYPES), source, list('targetFqdns'), protocols('protocols')];
  }
}

const FRESH: Readonly<Record<FirewallPolicyRule['ruleType'], FirewallPolicyRule>> = {
  NatRule: { ruleType: 'NatRule', sourceAddresses: ['*'], destinationAddresses: ['*'], destinationPorts: ['443'], ipProtocols: ['TCP'], ...TO },
  NetworkRule: { ruleType: 'NetworkRule', ...ANY, destinationPorts: ['*'], ipProtocols: ['Any'] },
  ApplicationRule: {
    ruleType: 'ApplicationRule',
    sourceAddresses: ['*'],
    targetFqdns: ['*'],
    protocols: [
      { protocolType: 'Http', port: 80 },
      { protocolType: 'Https', port: 443 },
    ],
  },
};
