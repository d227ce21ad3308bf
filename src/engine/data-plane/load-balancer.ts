/**
 * A load balancer: which rule takes a flow, which healthy backend gets it, and the destination that it gets it under (A185–A188).
 * It is no hop: it counts no TTL and answers no probe (A236). Answers do not come back here: the fabric gives them the
 * frontend's address where they leave the backend (`fromFrontend`).
 */
import { type Backend, balancingRule, type BalancingRule, hashedPart } from '../azure/index.ts';
import type { LoadBalancerNode, NetInterface } from '../compile/index.ts';
import { formatIp } from '../ip/index.ts';
import { letsProbeIn } from './guard.ts';
import { deliver, drop, type Move, type Step, step, type Visit } from './move.ts';
import { icmpTypeOf, outer, reverse, rewrite, translateQuotes, tupleOf } from './packet.ts';
import { httpStatus } from './http.ts';
import { isOpen, listenersOf } from './reply.ts';
import type { FiveTuple, Packet } from './types.ts';
import type { Attachment, World } from './world.ts';

export function atLoadBalancer(visit: Visit<LoadBalancerNode>): Move {
  const { world, node, packet, state } = visit;
  const frontend = visit.in;
  if (visit.first || !frontend) return ownAnswer(visit);
  const t = tupleOf(packet);
  const named = { device: node.device, frontend: frontend.name };
  const isPublic = frontend.publicIps !== undefined;
  if (isPublic && t.protocol === 'icmp') return pinged(visit, frontend);
  const before = state.balanced(node.id, t);
  if (before)
    return handOn(visit, before.backend, rewrite(packet, before.server), isPublic, [step('balance', 'lb-session', { ...named, backend: before.backend.node })]);
  const rule = balancingRule(node.rules, frontend.name, t);
  if (!rule) return noRule(node, frontend, t);
  // Only an HA-ports rule hands fragments on: the later ones have no ports (Microsoft Learn, "Azure Load Balancer components", limitations).
  if (packet.fragment !== undefined && rule.protocol !== 'all') return drop('lb-fragments', { ...named, rule: rule.name });
  const healthy = rule.backends.filter((b) => isHealthy(world, rule, b));
  if (healthy.length === 0) return drop('lb-no-healthy-backend', { ...named, rule: rule.name, probe: rule.probe?.name ?? '—' });
  const taken = visit.chooser.choose(`${node.id} ${rule.name}`, hashedPart(rule, t), healthy.length);
  const backend = healthy[taken] as Backend;
  const through = !world.owns(node, t.destination);
  // A188: what a backend sends to its own frontend comes back to it from itself, and is lost.
  if (world.owns(world.input.network.nodes.get(backend.node) as Attachment['node'], t.source)) return drop('lb-hairpin', { ...named, backend: backend.node });
  if (through && nicOf(world, backend)?.interface.ipForwarding !== true) return drop('azure-ip-forwarding-off', { node: backend.node });
  const sent =
    through || rule.floating ? packet : rewrite(packet, { destination: backend.ip, ...(rule.backendPort > 0 && { destinationPort: rule.backendPort }) });
  state.balance({ device: node.device, node: node.id, rule: rule.name, backend, client: t, server: tupleOf(sent) });
  const dealt = step('balance', 'lb-rule', { ...named, rule: rule.name, backend: backend.node, healthy: healthy.length, of: rule.backends.length });
  return { ...handOn(visit, backend, sent, isPublic, [dealt]), ...(healthy.length > 1 && { ecmp: { ways: healthy.length, taken } }) };
}

/** Only TCP and UDP have ports that a rule could name. */
function hasPorts({ protocol }: Pick<FiveTuple, 'protocol'>): boolean {
  return protocol === 'tcp' || protocol === 'udp';
}

/** A rule for the port by the other protocol is what was probably meant. */
function noRule({ device, rules }: LoadBalancerNode, { name: frontend }: NetInterface, t: FiveTuple): Move {
  const { protocol, destinationPort: port } = t;
  if (!hasPorts(t)) return drop('lb-no-rule-for-protocol', { device, frontend, protocol });
  const other = rules.find((r) => r.frontend === frontend && r.frontendPort === port && r.protocol !== 'all');
  const args = { device, frontend, protocol, port };
  return other ? drop('lb-rule-other-protocol', { ...args, rule: other.name, takes: other.protocol }) : drop('lb-no-rule', args);
}

function handOn(visit: Visit<LoadBalancerNode>, backend: Backend, packet: Packet, exposed: boolean, steps: readonly Step[]): Move {
  const next = nicOf(visit.world, backend) as Attachment;
  return { next, packet, over: [next.interface.segment as string], steps, decrements: false, mtu: next.interface.mtu, exposed };
}

/** A public frontend answers a ping itself, as long as a backend is up; with all of them down it says so (Learn, "Test reachability of frontends"). */
function pinged(visit: Visit<LoadBalancerNode>, frontend: NetInterface): Move {
  const { world, node, packet } = visit;
  const rules = node.rules.filter((r) => r.frontend === frontend.name && r.backends.length > 0);
  const named = { device: node.device, frontend: frontend.name };
  if (rules.length === 0 || icmpTypeOf(packet) !== 'echo-request') return noRule(node, frontend, tupleOf(packet));
  if (rules.some((r) => r.backends.some((b) => isHealthy(world, r, b)))) return deliver(node);
  const [rule] = rules as [BalancingRule];
  const from = outer(packet).destination;
  return { ...drop('lb-no-healthy-backend', { ...named, rule: rule.name, probe: rule.probe?.name ?? '' }), error: { type: 'host-unreachable', from } };
}

/** What the load balancer itself says, to the Internet. */
function ownAnswer({ world, node, packet }: Visit<LoadBalancerNode>): Move {
  const to = world.internet();
  if (!to) return drop('no-internet', {});
  return { next: to, packet, over: ['internet'], steps: [step('originate', 'lb-answers', { device: node.device })], decrements: false, mtu: 1500 };
}

/** A185: the probe finds its port open, gets 200 if it speaks HTTP, and the backend's groups let it in. Without a probe a backend that stands is taken to be well. */
export function isHealthy(world: World, rule: BalancingRule, backend: Backend): boolean {
  const at = nicOf(world, backend);
  if (!at?.interface.up) return false;
  if (!rule.probe) return true;
  const probe = { destination: backend.ip, destinationPort: rule.probe.port };
  const asked = { protocol: 'tcp', destinationPort: rule.probe.port, destination: backend.ip } as const;
  if (!isOpen(world, at.node, asked, at.interface.fib) || !letsProbeIn(world, at.node, at.interface, probe)) return false;
  return rule.probe.path === undefined || httpStatus(listenersOf(world, at.node, asked.destination), asked.destinationPort, rule.probe.path) === 200;
}

function nicOf(world: World, backend: Backend): Attachment | undefined {
  const node = world.input.network.nodes.get(backend.node);
  const i = node?.interfaces.find((x) => x.name === backend.interface);
  return node && i && i.segment !== undefined ? { node, interface: i } : undefined;
}

/**
 * What a backend sends back takes the frontend's address where it leaves the NIC, before any route is looked up: the answer
 * does not pass the load balancer again. An ICMP error about a balanced flow is translated with what it quotes.
 */
export function fromFrontend(visit: Visit, packet: Packet): { readonly packet: Packet; readonly steps: readonly Step[] } {
  const about: FiveTuple = packet.quotes ? reverse(packet.quotes) : tupleOf(packet);
  const flow = visit.state.balancedTo(about);
  // Ports are changed with the address alone.
  if (!flow || flow.client.destination === flow.server.destination) return { packet, steps: [] };
  const { destination, destinationPort } = flow.client;
  const answer = packet.quotes
    ? translateQuotes(rewrite(packet, { source: destination }), () => flow.client)
    : rewrite(packet, { source: destination, sourcePort: destinationPort });
  const args = { device: flow.device, address: formatIp(destination) };
  return {
    packet: answer,
    steps: [hasPorts(flow.client) ? step('snat', 'lb-answer', { ...args, port: destinationPort }) : step('snat', 'lb-answer-address', args)],
  };
}
