/** The Internet as one machine: it owns every public address that nothing else has, and carries packets to those that do. */
import type { InternetNode } from '../compile/index.ts';
import { formatIp, type Ip } from '../ip/index.ts';
import { settle } from './fabric.ts';
import { deliver, drop, type Go, type Move, type Step, step, type Visit } from './move.ts';
import { outer, reverse, rewrite, translateQuotes, tupleOf } from './packet.ts';
import type { Packet } from './types.ts';
import type { Attachment } from './world.ts';

export function atInternet(visit: Visit<InternetNode>): Move {
  const { world, packet, node } = visit;
  const { source, destination } = outer(packet);
  const endpoint = overEndpoint(visit);
  if (endpoint) return endpoint;
  if (!world.isPublic(source)) return drop('internet-private-source', { source: formatIp(source) });
  if (!world.isPublic(destination)) return drop('internet-private-destination', { destination: formatIp(destination) });
  const lent = returnToBorrower(visit);
  if (lent) return lent;
  const owner = world.publicOwner(destination);
  if (owner?.kind === 'nic') return toNic(visit, owner.at[0], owner.inside);
  const at = owner && world.pick(owner.at, tupleOf(packet));
  if (at) return carry(visit, settle(visit, at, tupleOf(packet)), packet, step('forward', 'internet-route', { destination: formatIp(destination) }));
  // What the Internet's own machines send to an address that nobody has is lost; from elsewhere it is taken to be somebody's.
  const host = hostAt(visit);
  if (visit.first && host === undefined) return drop('internet-nobody', { destination: formatIp(destination) });
  return deliver(node, host ?? formatIp(destination));
}

/** To a service by its endpoint, and its answers: they do not touch the Internet (A13). */
function overEndpoint(visit: Visit<InternetNode>): Move | undefined {
  const { packet, node, state } = visit;
  const flow = packet.quotes ?? tupleOf(packet);
  if (!visit.first && state.viaEndpoint(flow)) return deliver(node, hostAt(visit) ?? formatIp(flow.destination));
  const sender = state.viaEndpoint(packet.quotes ?? reverse(flow));
  if (!sender) return undefined;
  return { ...carry(visit, sender, packet, step('forward', 'service-endpoint-return', { node: sender.node.device })), exposed: false };
}

/** The lab's name for the machine that a packet is for. */
function hostAt({ world, packet }: Visit): string | undefined {
  const address = formatIp(outer(packet).destination);
  return Object.entries(world.input.lab.internet?.hosts ?? {}).find(([, h]) => h.ipAddress === address)?.[0];
}

function carry(visit: Visit<InternetNode>, next: Attachment, packet: Packet, done: Step): Go {
  return { next, packet, over: ['internet'], steps: [done], decrements: false, mtu: visit.node.interfaces[0]?.mtu ?? 1500, exposed: true };
}

/** The public address of a NIC becomes its private one on the way in (A175). */
function toNic(visit: Visit<InternetNode>, at: Attachment, inside: Ip): Move {
  const { destination } = outer(visit.packet);
  const packet = translateQuotes(rewrite(visit.packet, { destination: inside }), (q) => (q.source === destination ? { ...q, source: inside } : q));
  const outside = tupleOf(visit.packet);
  if (!packet.quotes) visit.state.publish(at.node.id, at.node.device, destination, outside, tupleOf(packet));
  return carry(visit, at, packet, step('dnat', 'public-ip-dnat', { node: at.node.device, address: formatIp(destination), inside: formatIp(inside) }));
}

const RETURN = {
  'nat-gateway': 'nat-gateway-return',
  'load-balancer-outbound': 'lb-outbound-return',
  'default-outbound': 'default-outbound-return',
} as const;

/** A lent address: an answer, or an ICMP error about what was sent, goes back to who borrowed the address (A191). */
function returnToBorrower(visit: Visit<InternetNode>): Move | undefined {
  const { packet, state } = visit;
  const entry = state.behind(packet.quotes ?? reverse(tupleOf(packet)));
  if (!entry || entry.outside.source !== outer(packet).destination) return undefined;
  const back = translateQuotes(rewrite(packet, { destination: entry.inside.source }), () => entry.inside);
  return carry(visit, entry.at, back, step('dnat', RETURN[entry.kind], { by: entry.by, address: formatIp(entry.outside.source) }));
}
