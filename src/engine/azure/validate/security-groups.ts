/** Network security groups: what a rule may say, which priorities are taken, and rules that cut off what the platform needs (A170–A185). */
import { parseIp, parsePrefix } from '../../ip/index.ts';
import type { NetworkSecurityGroup, SecurityRule } from '../../model/index.ts';
import { about, type Finding, patchOf, type Say } from './finding.ts';
import type { LabView } from './view.ts';
import { isPorts, isTagName } from './words.ts';

/** A172. */
const MOST_RULES = 1000;

export function securityGroups(view: LabView): Finding[] {
  return Object.entries(view.lab.networkSecurityGroups ?? {}).flatMap(([id, group]) => {
    const path = ['networkSecurityGroups', id];
    const say = about(id, path);
    const rules = Object.entries(group.securityRules);
    const tooMany = say('nsg-too-many-rules', 'A172', `${rules.length} rules; a network security group holds ${MOST_RULES} at most`, {
      at: ['securityRules'],
      args: { count: rules.length, most: MOST_RULES },
    });
    return [
      ...(rules.length > MOST_RULES ? [tooMany] : []),
      ...priorities(id, rules),
      ...rules.flatMap(([name, rule]) => [...ends(id, name, rule), ...words(id, name, rule)]),
      ...probesCutOff(view, id, group),
    ];
  });
}

function sayRule(id: string, name: string): Say {
  return about(id, ['networkSecurityGroups', id, 'securityRules', name]);
}

/** A172: a priority is given once a direction. */
function priorities(id: string, rules: readonly (readonly [string, SecurityRule])[]): Finding[] {
  const first = new Map<string, string>();
  const taken = new Set(rules.map(([, r]) => `${r.direction} ${r.priority}`));
  return rules.flatMap(([name, rule]) => {
    const key = `${rule.direction} ${rule.priority}`;
    const other = first.get(key);
    first.set(key, other ?? name);
    if (other === undefined) return [];
    let free = rule.priority;
    while (free < 4096 && taken.has(`${rule.direction} ${free}`)) free++;
    taken.add(`${rule.direction} ${free}`);
    const args = { rule: name, other, priority: rule.priority, direction: rule.direction, free };
    const message = `${name} and ${other} both have priority ${rule.priority} ${rule.direction}; give one of them another`;
    const fix = { label: `Give ${name} priority ${free}`, patch: patchOf(['networkSecurityGroups', id, 'securityRules', name, 'priority'], free) };
    return [sayRule(id, name)('nsg-priority-taken', 'A172', message, { at: ['priority'], args, fix })];
  });
}

const PAIRS = [
  ['sourceAddressPrefix', 'sourceAddressPrefixes', true, 'sourceApplicationSecurityGroups'],
  ['destinationAddressPrefix', 'destinationAddressPrefixes', true, 'destinationApplicationSecurityGroups'],
  ['sourcePortRange', 'sourcePortRanges', false, undefined],
  ['destinationPortRange', 'destinationPortRanges', true, undefined],
] as const;

/** A172: each end is stated once: in the singular, in the plural, or as application security groups. */
function ends(id: string, name: string, rule: SecurityRule): Finding[] {
  return PAIRS.flatMap(([one, many, needed, groups]) => {
    const args = { rule: name, one, many };
    const stated = rule[one] === undefined ? many : one;
    if (groups && rule[groups] !== undefined && rule[stated] !== undefined) {
      const both = { rule: name, one: stated, many: groups };
      const fix = { label: `Take ${stated} away`, patch: patchOf(['networkSecurityGroups', id, 'securityRules', name, stated], null) };
      return [sayRule(id, name)('nsg-end-twice', 'A172', `${name} has both ${stated} and ${groups}; take one away`, { at: [stated], args: both, fix })];
    }
    if (groups && rule[groups] !== undefined) return [];
    if (rule[one] !== undefined && rule[many] !== undefined) {
      const fix = { label: `Take ${one} away`, patch: patchOf(['networkSecurityGroups', id, 'securityRules', name, one], null) };
      return [sayRule(id, name)('nsg-end-twice', 'A172', `${name} has both ${one} and ${many}; take one away`, { at: [one], args, fix })];
    }
    if (!needed || rule[one] !== undefined || rule[many] !== undefined) return [];
    return [sayRule(id, name)('nsg-end-missing', 'A172', `${name} has neither ${one} nor ${many}; write * for any`, { args })];
  });
}

/** What stands for addresses and for ports. */
function words(id: string, name: string, rule: SecurityRule): Finding[] {
  const listed = (one: string | undefined, many: readonly string[] | undefined) => [...(one === undefined ? [] : [one]), ...(many ?? [])];
  const addresses = [
    ...listed(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
    ...listed(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
  ].filter((text) => !isAddress(text));
  const ports = [...listed(rule.sourcePortRange, rule.sourcePortRanges), ...listed(rule.destinationPortRange, rule.destinationPortRanges)].filter(
    (text) => !isPorts(text),
  );
  return [
    ...addresses.map((text) =>
      sayRule(id, name)('nsg-address', 'A172 A176', `${name}: expected a prefix, an address, a service tag or *, got ${JSON.stringify(text)}`, {
        args: { rule: name, text },
      }),
    ),
    ...ports.map((text) =>
      sayRule(id, name)('nsg-ports', 'A172', `${name}: expected a port, a range such as 1024-65535 or *, got ${JSON.stringify(text)}`, {
        args: { rule: name, text },
      }),
    ),
  ];
}

/** A prefix, an address or the name of a service tag. */
function isAddress(text: string): boolean {
  return text === '*' || parsePrefix(text) !== undefined || parseIp(text) !== undefined || isTagName(text);
}

/** A170, A185: probes come from the AzureLoadBalancer tag; a rule that denies it closes every backend of this group. */
function probesCutOff(view: LabView, id: string, group: NetworkSecurityGroup): Finding[] {
  const inbound = Object.entries(group.securityRules)
    .filter(([, r]) => r.direction === 'Inbound' && r.protocol !== 'Udp' && r.protocol !== 'Icmp')
    .sort(([, a], [, b]) => a.priority - b.priority);
  const first = inbound.find(([, r]) => admitsProbes(r));
  if (first?.[1].access !== 'Deny') return [];
  const balanced = backendsOf(view, id);
  if (balanced === undefined) return [];
  const [name, rule] = first;
  const free = rule.priority - 1;
  const args = { rule: name, loadBalancer: balanced };
  const message = `${name} denies the probes of ${balanced} (AzureLoadBalancer), so that all its backends count as down; allow AzureLoadBalancer before it`;
  const usable = free >= 100 && !Object.values(group.securityRules).some((r) => r.direction === 'Inbound' && r.priority === free);
  const allow = {
    priority: free,
    direction: 'Inbound',
    access: 'Allow',
    protocol: '*',
    sourceAddressPrefix: 'AzureLoadBalancer',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  };
  const fix = usable && {
    label: 'Allow AzureLoadBalancer before it',
    patch: patchOf(['networkSecurityGroups', id, 'securityRules', 'AllowProbes'], allow),
  };
  return [sayRule(id, name)('nsg-blocks-probes', 'A170 A185', message, { severity: 'warning', args, ...(fix && { fix }) })];
}

/** Whether a rule is about what comes from 168.63.129.16 to any port of any backend. */
function admitsProbes(rule: SecurityRule): boolean {
  const sources = [rule.sourceAddressPrefix ?? [], rule.sourceAddressPrefixes ?? []].flat();
  const destinations = [rule.destinationAddressPrefix ?? [], rule.destinationAddressPrefixes ?? []].flat();
  const ports = [rule.destinationPortRange ?? [], rule.destinationPortRanges ?? []].flat();
  const all = (texts: readonly string[]) => texts.some((text) => text === '*' || text === '0.0.0.0/0');
  return (all(sources) || sources.includes('AzureLoadBalancer')) && all(destinations) && ports.includes('*');
}

/** The load balancer that has a backend behind this group, by its interface or its subnet. */
function backendsOf({ lab, subnets }: LabView, group: string): string | undefined {
  const behind = (ref: string) => {
    const [vm = '', nic = ''] = ref.split('/');
    const it = lab.virtualMachines?.[vm]?.networkInterfaces[nic];
    return it && (it.networkSecurityGroup === group || subnets.get(it.subnet)?.subnet.networkSecurityGroup === group);
  };
  return Object.entries(lab.loadBalancers ?? {}).find(([, lb]) =>
    Object.values(lb.backendAddressPools).some((pool) => pool.backendIPConfigurations.some(behind)),
  )?.[0];
}
