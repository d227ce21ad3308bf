/**
 * The rules that a firewall goes by (A151, A152): its own, or those of its policy and of the policies that this one inherits from. The
 * base policy's come first, then a rule collection group's priority decides, then the collection's.
 */
import {
  type AddressMatch,
  type ApplicationRule,
  type DnatRule,
  type FirewallRules,
  type NetworkRule,
  type PortMatch,
  RESERVED_RANGES,
  type RuleCollection,
  type ThreatIntelligence,
} from '../azure/index.ts';
import { parseIp, parsePrefix, type Prefix } from '../ip/index.ts';
import { type AzureFirewall, type FirewallPolicy, type FirewallPolicyRule, IANA_PRIVATE_RANGES, type Lab, type ThreatIntelMode } from '../model/index.ts';
import { readPrefixes, sorted } from './builder.ts';

/** A collection as either way of stating it gives it; `rank` is what it is ordered by. */
interface Stated {
  readonly name: string;
  readonly rank: readonly number[];
  readonly action: 'Allow' | 'Deny' | 'Dnat';
  readonly rules: readonly (readonly [name: string, rule: FirewallPolicyRule])[];
}

/** Addresses that a host name leads to in this lab. */
export type Resolver = (name: string) => readonly string[];

export function firewallRules(lab: Lab, firewall: AzureFirewall, resolve: Resolver): FirewallRules {
  const policies = firewall.firewallPolicy === undefined ? [] : policyChain(lab, firewall.firewallPolicy);
  const collections = (policies.length > 0 ? policies.flatMap(ofPolicy) : ofFirewall(firewall)).sort(byRank);
  const proxy = policies.length > 0 ? policies.some((p) => p.dnsSettings?.enableProxy) : firewall.additionalProperties?.['Network.DNS.EnableProxy'] === 'true';
  const named: Resolver = proxy ? resolve : () => [];
  const ranges = policies.length > 0 ? policies.findLast((p) => p.snat?.privateRanges)?.snat?.privateRanges : firewall.privateRanges;
  const threats = threatIntelligence(lab, firewall, policies);
  return {
    nat: collections.map((c) => collectionOf(c, 'NatRule', natRule)).filter(holdsRules),
    network: collections.map((c) => collectionOf(c, 'NetworkRule', (name, r) => networkRule(name, r, named, lab.serviceTags))).filter(holdsRules),
    application: collections.map((c) => collectionOf(c, 'ApplicationRule', applicationRule)).filter(holdsRules),
    privateRanges: ranges ? ranges.flatMap(snatRange) : RESERVED_RANGES,
    ...(policies.some((p) => p.snat?.autoLearnPrivateRanges === 'Enabled') && { autoLearnPrivateRanges: true }),
    ...(threats && { threats }),
  };
}

/** Microsoft Learn, "Azure Firewall SNAT private IP address ranges": the name stands for the default ranges, others are added to it. */
function snatRange(text: string): readonly Prefix[] {
  return text === IANA_PRIVATE_RANGES ? RESERVED_RANGES : readPrefixes([text]);
}

/** The policy and those that it inherits from, the furthest first. One that inherits from itself is told by `validate` and taken once. */
export function policyChain(lab: Lab, id: string): FirewallPolicy[] {
  const chain: FirewallPolicy[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = id; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    const policy: FirewallPolicy | undefined = lab.firewallPolicies?.[next];
    if (policy) chain.unshift(policy);
    next = policy?.basePolicy;
  }
  return chain;
}

function ofPolicy(policy: FirewallPolicy, depth: number): Stated[] {
  return sorted(policy.ruleCollectionGroups).flatMap(([group, g]) =>
    sorted(g.ruleCollections).map(
      ([name, c]): Stated => ({
        name: `${group}/${name}`,
        rank: [depth, g.priority, c.priority],
        action: c.action.type === 'DNAT' ? 'Dnat' : c.action.type,
        rules: sorted(c.rules),
      }),
    ),
  );
}

/** A classic firewall's collections, their rules in the shape of a policy's. */
function ofFirewall(firewall: AzureFirewall): Stated[] {
  const as = <R>(rules: Readonly<Record<string, R>>, shape: (rule: R) => FirewallPolicyRule): Stated['rules'] =>
    sorted(rules).map(([name, rule]) => [name, shape(rule)] as const);
  return [
    ...sorted(firewall.natRuleCollections).map(([name, c]): Stated => {
      const rules = as(c.rules, ({ protocols, ...r }) => ({ ...r, ruleType: 'NatRule', ipProtocols: protocols }));
      return { name, rank: [c.priority], action: 'Dnat', rules };
    }),
    ...sorted(firewall.networkRuleCollections).map(([name, c]): Stated => {
      const rules = as(c.rules, ({ protocols, ...r }) => ({ ...r, ruleType: 'NetworkRule', ipProtocols: protocols }));
      return { name, rank: [c.priority], action: c.action.type, rules };
    }),
    ...sorted(firewall.applicationRuleCollections).map(
      ([name, c]): Stated => ({ name, rank: [c.priority], action: c.action.type, rules: as(c.rules, (r) => ({ ...r, ruleType: 'ApplicationRule' })) }),
    ),
  ];
}

/** By rank; of equal ones the name decides, so that the answer is one. */
function byRank(a: Stated, b: Stated): number {
  for (const [i, rank] of a.rank.entries()) if (rank !== b.rank[i]) return rank - (b.rank[i] ?? 0);
  return a.name < b.name ? -1 : 1;
}

/** The rules of one type: a collection has rules of one type only, which `validate` sees to. */
function collectionOf<R>(c: Stated, type: FirewallPolicyRule['ruleType'], read: (name: string, rule: FirewallPolicyRule) => R[]): RuleCollection<R> {
  const rules = c.rules.filter(([, r]) => r.ruleType === type).flatMap(([name, r]) => read(name, r));
  return { name: c.name, priority: c.rank.at(-1) ?? 0, action: c.action, rules };
}

function holdsRules({ rules }: RuleCollection<unknown>): boolean {
  return rules.length > 0;
}

function natRule(name: string, r: FirewallPolicyRule): DnatRule[] {
  const translatedAddress = r.translatedAddress === undefined ? undefined : parseIp(r.translatedAddress);
  if (translatedAddress === undefined) return [];
  return [
    {
      name,
      sources: addresses(r.sourceAddresses),
      destinations: addresses(r.destinationAddresses),
      protocols: (r.ipProtocols ?? []).filter((p) => p !== 'ICMP'),
      ports: ports(r.destinationPorts),
      translatedAddress,
      translatedPort: Number(r.translatedPort),
    },
  ];
}

/** Its destinations may be service tags (A35), which stand for what the lab says. */
function networkRule(name: string, r: FirewallPolicyRule, resolve: Resolver, tags: Lab['serviceTags']): NetworkRule[] {
  const stated = (r.destinationAddresses ?? []).flatMap((text) => tags?.[text]?.addressPrefixes ?? [text]);
  const destinations = [...addresses(stated), ...addresses((r.destinationFqdns ?? []).flatMap((fqdn) => resolve(fqdn)))];
  return [{ name, sources: addresses(r.sourceAddresses), destinations, protocols: r.ipProtocols ?? [], ports: ports(r.destinationPorts) }];
}

function applicationRule(name: string, r: FirewallPolicyRule): ApplicationRule[] {
  const protocols = (r.protocols ?? []).map((p) => ({ type: p.protocolType, port: p.port }));
  return [{ name, sources: addresses(r.sourceAddresses), targetFqdns: r.targetFqdns ?? [], protocols }];
}

const STRICTNESS: readonly ThreatIntelMode[] = ['Off', 'Alert', 'Deny'];

/** A151: the strictest mode of the chain, `Alert` where nobody says one, and what the lab says that the feed lists. */
function threatIntelligence(lab: Lab, firewall: AzureFirewall, policies: readonly FirewallPolicy[]): ThreatIntelligence | undefined {
  const stated = (policies.length > 0 ? policies : [firewall]).flatMap((x) => x.threatIntelMode ?? []);
  const mode = STRICTNESS[Math.max(...stated.map((m) => STRICTNESS.indexOf(m)))] ?? 'Alert';
  const listed = Object.values(lab.internet?.hosts ?? {}).filter((h) => h.threatIntelligence === true);
  if (mode === 'Off' || listed.length === 0) return undefined;
  return {
    mode,
    addresses: addresses(listed.map((h) => h.ipAddress)),
    names: listed.flatMap((h) => h.names ?? []),
    allowedAddresses: addresses(policies.flatMap((p) => p.threatIntelWhitelist?.ipAddresses ?? [])),
    allowedNames: policies.flatMap((p) => p.threatIntelWhitelist?.fqdns ?? []),
  };
}

function addresses(texts: readonly string[] = []): AddressMatch[] {
  return texts.flatMap((text): AddressMatch[] => {
    if (text === '*') return [{ kind: 'any' }];
    const [from, to] = text.split('-').map(parseIp);
    if (from !== undefined && to !== undefined) return [{ kind: 'range', from, to }];
    const prefix = parsePrefix(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
    return prefix ? [{ kind: 'prefix', prefix }] : [];
  });
}

function ports(texts: readonly string[] = []): PortMatch[] {
  return texts.flatMap((text): PortMatch[] => {
    if (text === '*') return [{ from: 0, to: 65535 }];
    const [from, to] = text.split('-').map(Number);
    return from !== undefined && Number.isInteger(from) ? [{ from, to: to ?? from }] : [];
  });
}
