/** Network security groups and NAT gateways: the texts of their settings, read (A170–A174, A190). */
import { type PortMatch, securityGroup, type SecurityRuleData, type SecurityTerm } from '../azure/index.ts';
import { parsePrefix } from '../ip/index.ts';
import type { SecurityRule } from '../model/index.ts';
import { type NetworkBuilder, sorted } from './builder.ts';

export function compileSecurityGroups(net: NetworkBuilder): void {
  for (const [id, group] of sorted(net.lab.networkSecurityGroups))
    net.securityGroups.set(
      id,
      securityGroup(
        id,
        sorted(group.securityRules).map(([name, rule]) => readRule(name, rule)),
      ),
    );
}

export function compileNatGateways(net: NetworkBuilder): void {
  for (const [id, gateway] of sorted(net.lab.natGateways))
    net.natGateways.set(
      id,
      gateway.publicIpAddresses.map((p) => net.publicAddress(p)).filter((ip) => ip !== undefined),
    );
}

function readRule(name: string, rule: SecurityRule): SecurityRuleData {
  return {
    name,
    priority: rule.priority,
    direction: rule.direction,
    access: rule.access,
    protocol: rule.protocol.toLowerCase(),
    sources: terms(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
    sourcePorts: ports(rule.sourcePortRange, rule.sourcePortRanges),
    destinations: terms(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
    destinationPorts: ports(rule.destinationPortRange, rule.destinationPortRanges),
  };
}

/** What is in neither form is everything; what is not an address is a service tag. */
function terms(one: string | undefined, many: readonly string[] | undefined): SecurityTerm[] {
  return (many ?? [one ?? '*']).map((text): SecurityTerm => {
    if (text === '*') return { kind: 'any' };
    const prefix = parsePrefix(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
    return prefix ? { kind: 'prefix', prefix } : { kind: 'tag', tag: text };
  });
}

function ports(one: string | undefined, many: readonly string[] | undefined): PortMatch[] {
  return (many ?? [one ?? '*']).flatMap((text) => {
    if (text === '*') return [{ from: 0, to: 65535 }];
    const [from, to] = text.split('-').map(Number);
    return from !== undefined && Number.isInteger(from) ? [{ from, to: to ?? from }] : [];
  });
}
