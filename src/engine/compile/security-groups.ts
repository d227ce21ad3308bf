/** Network security groups and NAT gateways: the texts of their settings, read (A170–A174, A190). */
import { type PortMatch, securityGroup, type SecurityRuleData, type SecurityTerm } from '../azure/index.ts';
import { hostPrefix, parseIp, parsePrefix } from '../ip/index.ts';
import type { Lab, SecurityRule } from '../model/index.ts';
import { type NetworkBuilder, sorted } from './builder.ts';

export function compileSecurityGroups(net: NetworkBuilder): void {
  const members = membersOf(net.lab);
  for (const [id, group] of sorted(net.lab.networkSecurityGroups))
    net.securityGroups.set(
      id,
      securityGroup(
        id,
        sorted(group.securityRules).map(([name, rule]) => readRule(name, rule, members)),
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

/** The addresses of each application security group (A172). */
type Members = ReadonlyMap<string, readonly SecurityTerm[]>;

function membersOf(lab: Lab): Members {
  const members = new Map<string, SecurityTerm[]>();
  const add = (groups: readonly string[] | undefined, address: string) => {
    const ip = parseIp(address);
    if (ip === undefined) return;
    for (const group of groups ?? []) members.set(group, [...(members.get(group) ?? []), { kind: 'prefix', prefix: hostPrefix(ip) }]);
  };
  for (const [, vm] of sorted(lab.virtualMachines))
    for (const [, nic] of sorted(vm.networkInterfaces)) {
      add(nic.applicationSecurityGroups, nic.privateIPAddress);
      for (const [, c] of sorted(nic.ipConfigurations)) add(c.applicationSecurityGroups, c.privateIPAddress);
    }
  return members;
}

function readRule(name: string, rule: SecurityRule, members: Members): SecurityRuleData {
  return {
    name,
    priority: rule.priority,
    direction: rule.direction,
    access: rule.access,
    protocol: rule.protocol.toLowerCase(),
    sources: ends(members, rule.sourceApplicationSecurityGroups, rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
    sourcePorts: ports(rule.sourcePortRange, rule.sourcePortRanges),
    destinations: ends(members, rule.destinationApplicationSecurityGroups, rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
    destinationPorts: ports(rule.destinationPortRange, rule.destinationPortRanges),
  };
}

/** Application security groups stand for their members, of which there may be none; otherwise addresses are stated. */
function ends(members: Members, groups: readonly string[] | undefined, one: string | undefined, many: readonly string[] | undefined): readonly SecurityTerm[] {
  return groups ? groups.flatMap((group) => members.get(group) ?? []) : terms(one, many);
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
