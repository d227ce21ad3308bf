/** What firewall rules have for addresses and ports; a word that is none of them would match nothing (A35, A151, A156). */
import type { AzureFirewall, FirewallPolicy } from '../../model/index.ts';
import { about, type Finding, type Say } from './finding.ts';
import type { LabView } from './view.ts';
import { isAddresses, isPorts, isTagName } from './words.ts';

/** What rules of every kind, in a firewall or in a policy, have of these. */
interface Words {
  readonly sourceAddresses?: readonly string[];
  readonly destinationAddresses?: readonly string[];
  readonly destinationPorts?: readonly string[];
  readonly translatedPort?: string;
}

interface RuleAt {
  readonly name: string;
  readonly rule: Words;
  /** A NAT rule's destinations are the firewall's own addresses, which `firewalls` sees to. */
  readonly nat: boolean;
  readonly at: readonly string[];
}

export function firewallWords(view: LabView): Finding[] {
  const tags = view.lab.serviceTags ?? {};
  return [
    ...view.firewalls.flatMap(({ id, it }) => classic(it).flatMap((rule) => words(about(id, ['azureFirewalls', id]), tags, rule))),
    ...Object.entries(view.lab.firewallPolicies ?? {}).flatMap(([id, policy]) =>
      ofPolicy(policy).flatMap((rule) => words(about(id, ['firewallPolicies', id]), tags, rule)),
    ),
  ];
}

function classic(it: AzureFirewall): RuleAt[] {
  return (['natRuleCollections', 'networkRuleCollections', 'applicationRuleCollections'] as const).flatMap((kind) =>
    Object.entries<{ readonly rules: Readonly<Record<string, Words>> }>(it[kind] ?? {}).flatMap(([collection, { rules }]) =>
      Object.entries(rules).map(([name, rule]) => ({ name, rule, nat: kind === 'natRuleCollections', at: [kind, collection, 'rules', name] })),
    ),
  );
}

function ofPolicy(policy: FirewallPolicy): RuleAt[] {
  return Object.entries(policy.ruleCollectionGroups ?? {}).flatMap(([group, g]) =>
    Object.entries(g.ruleCollections).flatMap(([collection, { rules }]) =>
      Object.entries(rules).map(([name, rule]) => {
        const at = ['ruleCollectionGroups', group, 'ruleCollections', collection, 'rules', name];
        return { name, rule, nat: rule.ruleType === 'NatRule', at };
      }),
    ),
  );
}

function words(say: Say, tags: object, { name, rule, nat, at }: RuleAt): Finding[] {
  const told = (key: keyof Words, found: (text: string, at: readonly (string | number)[]) => Finding[]) => {
    const value = rule[key];
    return typeof value === 'string' ? found(value, [...at, key]) : (value ?? []).flatMap((text, i) => found(text, [...at, key, i]));
  };
  const address = (text: string, here: readonly (string | number)[]) =>
    say('firewall-address', 'A151', `${name}: expected an address, a prefix, a range of addresses or *, got ${JSON.stringify(text)}`, {
      at: here,
      args: { rule: name, text },
    });
  const ports = (expected: string, text: string, here: readonly (string | number)[]) =>
    say('firewall-ports', 'A151 A156', `${name}: expected ${expected}, got ${JSON.stringify(text)}`, { at: here, args: { rule: name, text } });
  return [
    ...told('sourceAddresses', (text, here) => (isAddresses(text) ? [] : [address(text, here)])),
    ...told('destinationAddresses', (text, here) => {
      if (nat || isAddresses(text) || Object.hasOwn(tags, text)) return [];
      return [isTagName(text) ? unknownTag(say, name, text, here) : address(text, here)];
    }),
    ...told('destinationPorts', (text, here) => (isPorts(text) ? [] : [ports('a port, a range such as 8000-8080 or *', text, here)])),
    ...told('translatedPort', (text, here) => (/^\d+$/.test(text) && isPorts(text) ? [] : [ports('one port', text, here)])),
  ];
}

/** A35: what a tag stands for is the lab's to say. */
function unknownTag(say: Say, rule: string, tag: string, at: readonly (string | number)[]): Finding {
  const message = `${rule} matches nothing for the service tag ${tag}, because serviceTags does not say its prefixes; state them there`;
  return say('firewall-tag-unknown', 'A35', message, { severity: 'warning', at, args: { rule, tag } });
}
