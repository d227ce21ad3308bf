/**
 * Network security groups at a NIC (A170–A180): on the way in the subnet's, then the NIC's own; on the way out the other way
 * about (A174). A flow that was let pass is not judged again, whichever way its packets go (A173).
 */
import { decidingRule, type SecurityGroup, type SecurityRuleData } from '../azure/index.ts';
import type { AzureSubnet, NetInterface, NetNode } from '../compile/index.ts';
import { isIpv4 } from '../ip/index.ts';
import { drop, type Step, step, type Stop, type Visit } from './move.ts';
import { tupleOf } from './packet.ts';
import { PLATFORM_ADDRESS, tagsOf } from './service-tags.ts';
import type { FiveTuple, Packet } from './types.ts';
import type { World } from './world.ts';

export type Guarded = { readonly steps: readonly Step[] } | Stop;

/** What the groups of a NIC say of a packet that passes it. */
export function guard(visit: Visit, nic: NetInterface, direction: 'in' | 'out', packet: Packet): Guarded {
  const { world, node, state } = visit;
  const subnet = nic.segment === undefined ? undefined : world.input.network.segments.get(nic.segment);
  if (!isGuarded(node, direction) || subnet?.kind !== 'azure-subnet') return { steps: [] };
  const groups = groupsOf(world, nic, subnet, direction);
  const tuple = tupleOf(packet);
  const known = packet.quotes
    ? state.admitted(node.id, nic.name, direction, packet.quotes) || state.admitted(node.id, nic.name, direction === 'in' ? 'out' : 'in', packet.quotes)
    : state.admitted(node.id, nic.name, direction, tuple);
  if (known) return { steps: groups.map((g) => step('allow', 'nsg-flow', { nsg: g.id, node: node.device })) };
  if (groups.length === 0 && direction === 'in' && visit.exposed && node.kind === 'router') return drop('public-ip-closed', { node: node.device });
  const steps: Step[] = [];
  const rules: string[] = [];
  for (const group of groups) {
    const rule = judge(world, group, subnet, direction, tuple);
    const args = { nsg: group.id, rule: rule.name, node: node.device };
    if (rule.access === 'Deny')
      return drop(direction === 'in' ? 'nsg-deny-in' : 'nsg-deny-out', args, {
        steps,
        lookup: { table: 'security-rules', of: group.id, destination: tuple.destination, row: `${rule.priority} ${rule.name}` },
      });
    steps.push(step('allow', direction === 'in' ? 'nsg-allow-in' : 'nsg-allow-out', args));
    rules.push(`${group.id}/${rule.name}`);
  }
  state.admit({ device: node.device, node: node.id, nic: nic.name, direction, tuple, rules });
  return { steps };
}

/** Machines have groups; gateways and firewalls are kept free of them (A179); to a private endpoint they apply on the way in, where policies say so. */
function isGuarded(node: NetNode, direction: 'in' | 'out'): boolean {
  if (node.kind === 'private-endpoint') return node.guarded && direction === 'in';
  return node.kind === 'router' || node.kind === 'bastion';
}

/** Whether a probe from the platform would be let in (A185). */
export function letsProbeIn(world: World, node: NetNode, nic: NetInterface, probe: Pick<FiveTuple, 'destination' | 'destinationPort'>): boolean {
  const subnet = nic.segment === undefined ? undefined : world.input.network.segments.get(nic.segment);
  if (node.kind !== 'router' || subnet?.kind !== 'azure-subnet') return true;
  const groups = groupsOf(world, nic, subnet, 'in');
  // IPv6 probes do not work without one (Microsoft Learn, "Overview of IPv6 for Azure Virtual Network", limitations).
  if (groups.length === 0 && !isIpv4(probe.destination)) return false;
  const tuple: FiveTuple = { protocol: 'tcp', source: PLATFORM_ADDRESS, sourcePort: 0, ...probe };
  return groups.every((g) => judge(world, g, subnet, 'in', tuple).access === 'Allow');
}

function groupsOf(world: World, nic: NetInterface, subnet: AzureSubnet, direction: 'in' | 'out'): SecurityGroup[] {
  const inwards = [subnet.securityGroup, nic.securityGroup];
  const order = direction === 'in' ? inwards : inwards.reverse();
  return order.map((id) => (id === undefined ? undefined : world.input.network.securityGroups.get(id))).filter((g) => g !== undefined);
}

function judge(world: World, group: SecurityGroup, subnet: AzureSubnet, direction: 'in' | 'out', tuple: FiveTuple): SecurityRuleData {
  return decidingRule(group, direction === 'in' ? 'Inbound' : 'Outbound', tuple, tagsOf(world, subnet));
}
