/**
 * Azure services with an address of their own in a subnet: a private endpoint, and Bastion. They take what is for them and
 * send what is theirs; nothing is forwarded.
 */
import type { ServiceNode } from '../compile/index.ts';
import { emit } from './fabric.ts';
import { deliver, drop, type Move, step, type Visit } from './move.ts';
import { outer } from './packet.ts';

export function atService(visit: Visit<ServiceNode>): Move {
  const { world, node, packet } = visit;
  const nic = node.interfaces[0];
  if (!nic?.up || nic.segment === undefined) return drop('interface-down', { node: node.device, interface: nic?.name ?? '' });
  if (world.owns(node, outer(packet).destination)) return deliver(node);
  if (!visit.first) return drop('host-not-forwarding', { node: node.device });
  const done = { steps: [step('originate', 'service-sends', { node: node.device })], decrements: false, out: nic.name };
  return emit(visit, { nic, segment: nic.segment, packet, done });
}
