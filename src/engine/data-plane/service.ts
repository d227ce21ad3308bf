/**
 * Azure services with an address of their own in a subnet: a private endpoint, and Bastion. They take what is for them and
 * send what is theirs; nothing is forwarded.
 */
import type { SegmentId, ServiceNode } from '../compile/index.ts';
import { emit } from './fabric.ts';
import { deliver, drop, type Go, type Move, step, type Visit } from './move.ts';
import { outer, reverse, tupleOf } from './packet.ts';

export function atService(visit: Visit<ServiceNode>): Move {
  const { world, node, packet } = visit;
  const nic = node.interfaces[0];
  if (!nic?.up || nic.segment === undefined) return drop('interface-down', { node: node.device, interface: nic?.name ?? '' });
  if (world.owns(node, outer(packet).destination)) return deliver(node);
  if (!visit.first) return drop('host-not-forwarding', { node: node.device });
  const answer = node.kind === 'private-endpoint' ? toSender(visit, nic.segment, nic.mtu) : undefined;
  if (answer) return answer;
  const done = { steps: [step('originate', 'service-sends', { node: node.device })], decrements: false, out: nic.name };
  return emit(visit, { nic, segment: nic.segment, packet, done });
}

/**
 * What a private endpoint answers is not routed: it goes back to the NIC that sent it the packet, unless the source is of that
 * NIC's own VNet, then straight to the source. So a firewall in the client's VNet sees one direction alone, and one in
 * another VNet both (observed: andaryjo's "Private Endpoints don't care about your feelings", nicolgit.github.io
 * "cross-spokes routing for private endpoint"; no route table at the endpoint has a part in it, A38).
 */
function toSender(visit: Visit<ServiceNode>, segment: SegmentId, mtu: number): Go | undefined {
  const { world, node, packet, state } = visit;
  const sender = state.askedBy(reverse(tupleOf(packet)));
  const vnet = world.vnetOf(sender?.interface.segment);
  if (!sender || vnet === undefined) return undefined;
  const next = world.inVnet(vnet, outer(packet).destination)[0] ?? sender;
  const own = world.vnetOf(segment);
  const steps = [step('originate', 'endpoint-answers', { node: node.device, to: next.node.device })];
  return { next, packet, over: own === vnet ? [segment] : [segment, `${own}/${vnet}`], steps, decrements: false, mtu };
}
