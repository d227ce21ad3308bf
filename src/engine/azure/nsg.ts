/**
 * What a network security group says of a new flow (A170–A176): custom rules and the platform's default ones by priority, the
 * first match decides. Pure: what a service tag stands for is asked of whoever knows the routes, and that replies need no
 * rule (A173) is the data plane's business. Application security groups come as their members' addresses. Not here: tags of other clouds.
 */
import { containsIp, type Ip, isIpv4, type Prefix } from '../ip/index.ts';
import type { PortMatch } from './firewall-types.ts';

/** `*`, a prefix, or a service tag by name. */
export type SecurityTerm = { readonly kind: 'any' } | { readonly kind: 'prefix'; readonly prefix: Prefix } | { readonly kind: 'tag'; readonly tag: string };

export interface SecurityRuleData {
  readonly name: string;
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  /** `*` or a protocol, in lower case. */
  readonly protocol: string;
  readonly sources: readonly SecurityTerm[];
  readonly sourcePorts: readonly PortMatch[];
  readonly destinations: readonly SecurityTerm[];
  readonly destinationPorts: readonly PortMatch[];
}

/** Rules of both directions in order of priority, the default ones at the end. */
export interface SecurityGroup {
  readonly id: string;
  readonly rules: readonly SecurityRuleData[];
}

export interface SecurityFlow {
  readonly protocol: string;
  readonly source: Ip;
  readonly sourcePort: number;
  readonly destination: Ip;
  readonly destinationPort: number;
}

/** Whether an address is one of a service tag's; asked about the subnet whose NIC is judged (A176). */
export type TagBook = (tag: string, ip: Ip) => boolean;

const ANY: readonly SecurityTerm[] = [{ kind: 'any' }];
const VNET: readonly SecurityTerm[] = [{ kind: 'tag', tag: 'VirtualNetwork' }];
const ALL_PORTS: readonly PortMatch[] = [{ from: 0, to: 65535 }];

function defaultRule(
  name: string,
  priority: number,
  direction: SecurityRuleData['direction'],
  access: SecurityRuleData['access'],
  sources = ANY,
  destinations = ANY,
): SecurityRuleData {
  return { name, priority, direction, access, protocol: '*', sources, sourcePorts: ALL_PORTS, destinations, destinationPorts: ALL_PORTS };
}

/** A170, A171. */
export const DEFAULT_SECURITY_RULES: readonly SecurityRuleData[] = [
  defaultRule('AllowVnetInBound', 65000, 'Inbound', 'Allow', VNET, VNET),
  defaultRule('AllowAzureLoadBalancerInBound', 65001, 'Inbound', 'Allow', [{ kind: 'tag', tag: 'AzureLoadBalancer' }]),
  defaultRule('DenyAllInBound', 65500, 'Inbound', 'Deny'),
  defaultRule('AllowVnetOutBound', 65000, 'Outbound', 'Allow', VNET, VNET),
  defaultRule('AllowInternetOutBound', 65001, 'Outbound', 'Allow', ANY, [{ kind: 'tag', tag: 'Internet' }]),
  defaultRule('DenyAllOutBound', 65500, 'Outbound', 'Deny'),
];

/** The group with its default rules, in the order in which rules are asked (A172). */
export function securityGroup(id: string, custom: readonly SecurityRuleData[]): SecurityGroup {
  return { id, rules: [...custom, ...DEFAULT_SECURITY_RULES].sort((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1)) };
}

/** The rule that decides about a flow. There always is one, for the last default rules match everything. */
export function decidingRule(group: SecurityGroup, direction: SecurityRuleData['direction'], flow: SecurityFlow, tags: TagBook): SecurityRuleData {
  const found = group.rules.find((r) => r.direction === direction && matches(r, flow, tags));
  if (!found) throw new Error(`expected ${group.id} to end in its default rules`);
  return found;
}

function matches(rule: SecurityRuleData, flow: SecurityFlow, tags: TagBook): boolean {
  const ports = flow.protocol === 'tcp' || flow.protocol === 'udp';
  return (
    isOf(rule.protocol, flow) &&
    holds(rule.sources, flow.source, tags) &&
    holds(rule.destinations, flow.destination, tags) &&
    (!ports || (within(rule.sourcePorts, flow.sourcePort) && within(rule.destinationPorts, flow.destinationPort)))
  );
}

/** ICMPv6 is no protocol of a rule, only of `*` (Microsoft Learn, "Overview of IPv6 for Azure Virtual Network", limitations). */
function isOf(protocol: string, flow: SecurityFlow): boolean {
  return protocol === '*' || (protocol === flow.protocol && (protocol !== 'icmp' || isIpv4(flow.destination)));
}

function holds(terms: readonly SecurityTerm[], ip: Ip, tags: TagBook): boolean {
  return terms.some((t) => t.kind === 'any' || (t.kind === 'prefix' ? containsIp(t.prefix, ip) : tags(t.tag, ip)));
}

function within(ports: readonly PortMatch[], port: number): boolean {
  return ports.some((p) => port >= p.from && port <= p.to);
}
