/** Firewall policies: inheritance, the order of groups and collections, what a rule of each type has, host names, threat intelligence (A151, A152, A165). */
import type { FirewallPolicy, FirewallPolicyRule, FirewallPolicyRuleCollection } from '../../model/index.ts';
import { about, type Finding, patchOf, type Say } from './finding.ts';
import type { LabView } from './view.ts';

export function firewallPolicies(view: LabView): Finding[] {
  const { lab } = view;
  const policies = Object.entries(lab.firewallPolicies ?? {}).flatMap(([id, policy]) => {
    const say = about(id, ['firewallPolicies', id]);
    return [
      ...inheritance(view, say, id, policy),
      ...order(say, id, policy),
      ...rulesOf(policy).flatMap((at) => [...ofType(say, at), ...complete(say, at), ...names(say, at)]),
      ...proxyMissing(view, say, id, policy),
      ...learns(view, say, id, policy),
    ];
  });
  return [...policies, ...view.firewalls.flatMap(({ id, it }) => [...ownRules(id, it), ...classicNames(id, it)])];
}

type Firewall = LabView['firewalls'][number]['it'];
const OWN = ['natRuleCollections', 'networkRuleCollections', 'applicationRuleCollections', 'privateRanges', 'threatIntelMode', 'additionalProperties'] as const;

/** A152: rules and settings are the policy's or the firewall's. */
function ownRules(id: string, it: Firewall): Finding[] {
  const own = OWN.filter((key) => it[key] !== undefined);
  if (it.firewallPolicy === undefined || own.length === 0) return [];
  const args = { policy: it.firewallPolicy, own: own.join(', ') };
  const message = `its rules come from ${it.firewallPolicy}, so it cannot have ${args.own} of its own; move them to the policy`;
  return [about(id, ['azureFirewalls', id])('firewall-policy-and-own-rules', 'A152', message, { at: ['firewallPolicy'], args })];
}

const STRICTNESS = ['Off', 'Alert', 'Deny'] as const;

/** A152, A151: a policy is not its own ancestor, and its threat intelligence no weaker than its parent's. */
function inheritance({ lab }: LabView, say: Say, id: string, policy: FirewallPolicy): Finding[] {
  const chain = ancestors(lab.firewallPolicies ?? {}, id);
  if (chain.includes(id)) {
    const message = `inherits from itself by ${chain.slice(0, chain.indexOf(id) + 1).join(' → ')}; choose another base policy`;
    const fix = { label: 'Take the base policy away', patch: patchOf(['firewallPolicies', id, 'basePolicy'], null) };
    return [say('firewall-policy-loop', 'A152', message, { at: ['basePolicy'], args: { chain: chain.slice(0, chain.indexOf(id) + 1).join(' → ') }, fix })];
  }
  const parent = lab.firewallPolicies?.[policy.basePolicy ?? ''];
  if (!parent) return [];
  const theirs = parent.threatIntelMode ?? 'Alert';
  const ours = policy.threatIntelMode ?? theirs;
  if (STRICTNESS.indexOf(ours) >= STRICTNESS.indexOf(theirs)) return [];
  const args = { mode: ours, base: policy.basePolicy ?? '', theirs };
  const message = `threatIntelMode ${ours} is weaker than ${theirs} of its base policy ${args.base}; a child is as strict or stricter`;
  const fix = { label: `Make it ${theirs}`, patch: patchOf(['firewallPolicies', id, 'threatIntelMode'], theirs) };
  return [say('firewall-threat-mode-weaker', 'A151', message, { at: ['threatIntelMode'], args, fix })];
}

/** The base policies from a policy up; the last one is met for the second time where they go round. */
function ancestors(policies: Readonly<Record<string, FirewallPolicy>>, id: string): string[] {
  const chain: string[] = [];
  for (let next = policies[id]?.basePolicy; next !== undefined; next = policies[next]?.basePolicy) {
    const round = chain.includes(next);
    chain.push(next);
    if (round) break;
  }
  return chain;
}

/** A152: a priority is given once among the groups of a policy, and once among the collections of a group. */
function order(say: Say, id: string, policy: FirewallPolicy): Finding[] {
  const groups = policy.ruleCollectionGroups ?? {};
  const path = ['ruleCollectionGroups'];
  return [
    ...priorities(say, id, path, groups),
    ...Object.entries(groups).flatMap(([name, g]) => priorities(say, id, [...path, name, 'ruleCollections'], g.ruleCollections)),
  ];
}

function priorities(say: Say, id: string, path: readonly string[], all: Readonly<Record<string, { readonly priority: number }>>): Finding[] {
  const first = new Map<number, string>();
  const taken = new Set(Object.values(all).map((c) => c.priority));
  return Object.entries(all).flatMap(([name, { priority }]) => {
    const other = first.get(priority);
    first.set(priority, other ?? name);
    if (other === undefined) return [];
    let free = priority;
    while (taken.has(free) && free < 65000) free++;
    taken.add(free);
    const args = { collection: name, other, priority, free };
    const at = [...path, name, 'priority'];
    const fix = { label: `Give ${name} priority ${free}`, patch: patchOf(['firewallPolicies', id, ...at], free) };
    return [say('firewall-priority-taken', 'A152', `${name} and ${other} both have priority ${priority}; give one of them another`, { at, args, fix })];
  });
}

interface RuleAt {
  readonly name: string;
  readonly rule: FirewallPolicyRule;
  readonly collection: FirewallPolicyRuleCollection;
  readonly collectionName: string;
  readonly at: readonly string[];
}

function rulesOf(policy: FirewallPolicy): RuleAt[] {
  return Object.entries(policy.ruleCollectionGroups ?? {}).flatMap(([group, g]) =>
    Object.entries(g.ruleCollections).flatMap(([collectionName, collection]) =>
      Object.entries(collection.rules).map(([name, rule]) => {
        const at = ['ruleCollectionGroups', group, 'ruleCollections', collectionName, 'rules', name];
        return { name, rule, collection, collectionName, at };
      }),
    ),
  );
}

/** A152: DNAT rules stand in a NAT collection, others in a filter collection; a collection's rules are of one type, and its action fits. */
function ofType(say: Say, { name, rule, collection, collectionName, at }: RuleAt): Finding[] {
  const [first, firstRule] = Object.entries(collection.rules)[0] ?? [];
  const args = { rule: name, type: rule.ruleType, collection: collectionName, kind: collection.ruleCollectionType, action: collection.action.type };
  const nat = collection.ruleCollectionType === 'FirewallPolicyNatRuleCollection';
  if ((rule.ruleType === 'NatRule') !== nat)
    return [say('firewall-rule-wrong-collection', 'A152', `${name} is a ${rule.ruleType}, which ${collectionName} (${args.kind}) does not take`, { at, args })];
  if (firstRule && firstRule.ruleType !== rule.ruleType) {
    const message = `${collectionName} has ${first} (${firstRule.ruleType}) and ${name} (${rule.ruleType}); rules of a collection are of one type, so move one of them`;
    return [say('firewall-rules-mixed', 'A152', message, { at, args: { ...args, first: first ?? '', firstType: firstRule.ruleType } })];
  }
  if ((collection.action.type === 'DNAT') === nat || first !== name) return [];
  const wanted = nat ? 'DNAT' : 'Allow or Deny';
  return [
    say('firewall-collection-action', 'A152', `${collectionName} (${args.kind}) has the action ${args.action}; it takes ${wanted}`, {
      at: [...at.slice(0, -2), 'action'],
      args: { ...args, wanted: nat ? 'DNAT' : 'Allow, Deny' },
    }),
  ];
}

const NEEDS = {
  NatRule: ['destinationAddresses', 'destinationPorts', 'ipProtocols', 'translatedAddress', 'translatedPort'],
  NetworkRule: ['destinationPorts', 'ipProtocols'],
  ApplicationRule: ['targetFqdns', 'protocols'],
} as const;

/** What a rule of its type cannot be without. */
function complete(say: Say, { name, rule, at }: RuleAt): Finding[] {
  const missing: string[] = NEEDS[rule.ruleType].filter((key) => rule[key] === undefined);
  if (rule.ruleType === 'NetworkRule' && !rule.destinationAddresses?.length && !rule.destinationFqdns?.length)
    missing.push('destinationAddresses / destinationFqdns');
  if (missing.length === 0) return [];
  const args = { rule: name, type: rule.ruleType, missing: missing.join(', ') };
  return [say('firewall-rule-incomplete', 'A151', `${name} (${rule.ruleType}) lacks ${args.missing}`, { at, args })];
}

/** Host names of network rules are whole names. */
function names(say: Say, { name, rule, at }: RuleAt): Finding[] {
  return wildcards(say, name, rule.destinationFqdns, at);
}

function wildcards(say: Say, rule: string, fqdns: readonly string[] | undefined, at: readonly string[]): Finding[] {
  return (fqdns ?? [])
    .filter((fqdn) => fqdn.includes('*'))
    .map((fqdn) =>
      say('firewall-fqdn-wildcard', 'A151', `${rule}: ${fqdn} is no whole name, which network rules need; only application rules take wildcards`, {
        at: [...at, 'destinationFqdns'],
        args: { rule, fqdn },
      }),
    );
}

/** A151: without its DNS proxy the firewall does not resolve names in network rules. */
function proxyMissing({ lab }: LabView, say: Say, id: string, policy: FirewallPolicy): Finding[] {
  const named = rulesOf(policy).find(({ rule }) => rule.ruleType === 'NetworkRule' && rule.destinationFqdns?.length);
  const inherited = ancestors(lab.firewallPolicies ?? {}, id).some((base) => lab.firewallPolicies?.[base]?.dnsSettings?.enableProxy);
  if (!named || policy.dnsSettings?.enableProxy || inherited) return [];
  const fix = { label: 'Turn the DNS proxy on', patch: patchOf(['firewallPolicies', id, 'dnsSettings', 'enableProxy'], true) };
  return [withoutProxy(say, named.name, [...named.at, 'destinationFqdns'], fix)];
}

function withoutProxy(say: Say, rule: string, at: readonly string[], fix: NonNullable<Finding['fix']>): Finding {
  const message = `${rule} has host names, which a network rule resolves only with the DNS proxy on; turn it on, and let clients ask the firewall`;
  return say('firewall-fqdn-without-dns-proxy', 'A151', message, { at, args: { rule }, fix });
}

/** The same of a firewall's own network rules. */
function classicNames(id: string, it: Firewall): Finding[] {
  const say = about(id, ['azureFirewalls', id]);
  const proxy = it.additionalProperties?.['Network.DNS.EnableProxy'] === 'true';
  return Object.entries(it.networkRuleCollections ?? {}).flatMap(([collection, { rules }]) =>
    Object.entries(rules).flatMap(([name, rule]) => {
      const at = ['networkRuleCollections', collection, 'rules', name];
      const bare = rule.destinationAddresses.length === 0 && !rule.destinationFqdns?.length;
      const missing = 'destinationAddresses / destinationFqdns';
      const fix = { label: 'Turn the DNS proxy on', patch: patchOf(['azureFirewalls', id, 'additionalProperties', 'Network.DNS.EnableProxy'], 'true') };
      return [
        ...(bare
          ? [say('firewall-rule-incomplete', 'A151', `${name} (NetworkRule) lacks ${missing}`, { at, args: { rule: name, type: 'NetworkRule', missing } })]
          : []),
        ...wildcards(say, name, rule.destinationFqdns, at),
        ...(rule.destinationFqdns?.length && !proxy ? [withoutProxy(say, name, [...at, 'destinationFqdns'], fix)] : []),
      ];
    }),
  );
}

/** A165: private ranges are learned from the Route Server of the firewall's network. */
function learns({ firewalls, routeServers }: LabView, say: Say, id: string, policy: FirewallPolicy): Finding[] {
  if (policy.snat?.autoLearnPrivateRanges !== 'Enabled') return [];
  const alone = firewalls.find(({ vnet, it }) => it.firewallPolicy === id && !routeServers.some((r) => r.vnet === vnet));
  if (!alone) return [];
  const message = `${alone.id} is to learn private ranges, and there is no Route Server in ${alone.vnet} to learn them from`;
  const fix = { label: 'Learn none', patch: patchOf(['firewallPolicies', id, 'snat', 'autoLearnPrivateRanges'], null) };
  const args = { firewall: alone.id, vnet: alone.vnet };
  return [say('firewall-learns-nothing', 'A165', message, { severity: 'warning', at: ['snat', 'autoLearnPrivateRanges'], args, fix })];
}
