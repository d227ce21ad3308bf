/**
 * An Azure Firewall instance: what its rules say of a new flow, the sessions that judge the rest of it (A160), and
 * translation (A154–A156, A158). Where a packet goes next its own subnet's effective routes say, as for any NIC (A4).
 */
import { type FirewallVerdict, knownThreat, processRules } from '../azure/index.ts';
import type { FirewallNode, NetInterface } from '../compile/index.ts';
import { formatIp, type Ip, isDefault, type Prefix } from '../ip/index.ts';
import { chooseRow, emit } from './fabric.ts';
import type { FirewallSession } from './flow-state.ts';
import { drop, type Move, type Step, step, type Stop, type Visit } from './move.ts';
import { flagsOf, isIcmpError, outer, reverse, rewrite, sameTuple, translateQuotes, tupleOf } from './packet.ts';
import type { FiveTuple, Packet } from './types.ts';

export function atFirewall(visit: Visit<FirewallNode>): Move {
  const { node, packet, state } = visit;
  const nic = node.interfaces[0];
  if (!nic || nic.segment === undefined) return drop('interface-down', { node: node.device, interface: nic?.name ?? '' });
  if (visit.first) return send(visit, nic, packet, []);
  if (isIcmpError(packet)) return related(visit, nic);
  const known = state.session(node.device, tupleOf(packet));
  if (known && !onWrongSide(visit, known.session)) return inSession(visit, nic, known.session, known.direction === 'reply');
  const flags = flagsOf(packet);
  if (flags.length > 0 && (!flags.includes('SYN') || flags.includes('ACK'))) return drop('firewall-no-state', { device: node.device });
  return newFlow(visit, nic);
}

function send(visit: Visit<FirewallNode>, nic: NetInterface, packet: Packet, steps: readonly Step[]): Move {
  const answersAs = nic.addresses[0]?.ip;
  const done = { steps, decrements: !visit.first, out: nic.name, ...(answersAs !== undefined && { answersAs }) };
  return emit(visit, { nic, segment: nic.segment as string, packet, done });
}

/**
 * A public address of the firewall is outside it: what is addressed to one and arrives from within meets no session, which is
 * why servers need a host route for that address (A162).
 */
function onWrongSide({ node, packet, exposed }: Visit<FirewallNode>, session: FirewallSession): boolean {
  const { destination } = outer(packet);
  return exposed !== true && session.server.source === destination && node.publicIps.some((ip) => ip === destination);
}

/** A packet of a flow that was let in: translated as its session says, unless the handshake has a hole here (H50, H51). */
function inSession(visit: Visit<FirewallNode>, nic: NetInterface, session: FirewallSession, reply: boolean): Move {
  const { node, packet } = visit;
  const flags = flagsOf(packet);
  if (reply) session.answered = true;
  else if (flags.includes('ACK') && !flags.includes('SYN') && !session.answered) return drop('firewall-no-syn-ack', { device: node.device });
  const sent = rewrite(packet, reply ? reverse(session.client) : session.server);
  const steps = [step('allow', 'firewall-session', { device: node.device }), ...translation(node, tupleOf(packet), tupleOf(sent))];
  return send(visit, nic, sent, steps);
}

/** What the session's translation makes of a packet, where it changes anything. */
function translation(node: FirewallNode, before: FiveTuple, after: FiveTuple): Step[] {
  if (sameTuple(before, after)) return [];
  const args = { device: node.device, source: formatIp(after.source), destination: formatIp(after.destination) };
  return [step('nat', 'firewall-translated', args)];
}

/** H53: an ICMP error passes when it is about a flow that is known here, and is translated with what it quotes. */
function related(visit: Visit<FirewallNode>, nic: NetInterface): Move {
  const { node, packet, state } = visit;
  const about = packet.quotes && state.session(node.device, packet.quotes);
  if (!about) return drop('firewall-unrelated-error', { device: node.device });
  const quotes = about.direction === 'forward' ? about.session.client : reverse(about.session.server);
  const sent = translateQuotes(rewrite(packet, { destination: quotes.source }), () => quotes);
  return send(visit, nic, sent, [step('allow', 'firewall-related', { device: node.device })]);
}

function newFlow(visit: Visit<FirewallNode>, nic: NetInterface): Move {
  const { node, packet } = visit;
  const tuple = tupleOf(packet);
  const flow = { ...tuple, ...(packet.host !== undefined && { host: packet.host }) };
  const threat = knownThreat(node.rules, flow);
  if (threat?.mode === 'Deny') return drop('firewall-threat-deny', { device: node.device, what: threat.what }, lookedUp(visit));
  const verdict = processRules({ ...node.rules, privateRanges: privateRanges(visit, nic) }, flow);
  if (verdict.kind !== 'dnat' && isOwn(node, tuple.destination)) {
    const args = { device: node.device, destination: formatIp(tuple.destination) };
    return drop(node.publicIps.some((ip) => ip === tuple.destination) ? 'firewall-no-dnat-rule' : 'firewall-not-a-destination', args, lookedUp(visit));
  }
  if (!verdict.allow) return denied(visit, verdict);
  const alert = threat ? [step('allow', 'firewall-threat-alert', { device: node.device, what: threat.what })] : [];
  return admit(visit, nic, tuple, verdict, alert);
}

/** A165: with auto-learning, what Route Server has programmed into the firewall's subnet counts as private too; a default does not. */
function privateRanges({ node, world }: Visit<FirewallNode>, nic: NetInterface): readonly Prefix[] {
  const { autoLearnPrivateRanges, privateRanges } = node.rules;
  const vnet = world.vnetOf(nic.segment);
  const taught = world.nodes.some((n) => n.kind === 'route-server' && vnet !== undefined && world.standsIn(n, vnet));
  if (!autoLearnPrivateRanges || !taught) return privateRanges;
  const rows = world.input.effectiveRoutes.get(nic.segment as string) ?? [];
  return [...privateRanges, ...rows.filter((r) => r.source === 'VirtualNetworkGateway' && !isDefault(r.prefix)).map((r) => r.prefix)];
}

/** The VIP, an instance's address, a public address: nothing answers there, and nothing is to be forwarded to them. */
function isOwn(node: FirewallNode, ip: Ip): boolean {
  return ip === node.vip || node.publicIps.some((p) => p === ip) || node.interfaces.some((i) => i.addresses.some((a) => a.ip === ip));
}

function lookedUp(visit: Visit<FirewallNode>) {
  return { lookup: { table: 'firewall-rules' as const, of: visit.node.device, destination: outer(visit.packet).destination } };
}

function denied(visit: Visit<FirewallNode>, verdict: FirewallVerdict): Stop {
  const { device } = visit.node;
  switch (verdict.kind) {
    case 'network':
      return drop('firewall-network-rule-deny', { device, collection: verdict.collection, rule: verdict.rule }, lookedUp(visit));
    case 'application':
      return drop('firewall-application-rule-deny', { device, collection: verdict.collection, rule: verdict.rule, host: verdict.host }, lookedUp(visit));
    case 'dnat':
    case 'none':
      return drop('firewall-default-deny', { device }, lookedUp(visit));
  }
}

type Allowed = Exclude<FirewallVerdict, { kind: 'none' } | { kind: 'network'; allow: false }>;

/** Opens the session: destination by DNAT, source by what kind of rule it was and by where the packet is to leave. */
function admit(visit: Visit<FirewallNode>, nic: NetInterface, client: FiveTuple, verdict: Allowed, before: readonly Step[]): Move {
  const { node, packet, state } = visit;
  const { device } = node;
  const target = verdict.kind === 'dnat' ? { ...client, destination: verdict.address, destinationPort: verdict.port } : client;
  const toInternet = chooseRow(visit, nic.segment as string, target)?.row.nextHopType === 'Internet';
  const snat = sourceFor(visit, verdict, target, toInternet && !hasNatGateway(visit, nic));
  const server = snat ? { ...target, source: snat.source } : target;
  state.open({ device, node: node.id, client, server, proxy: verdict.kind === 'application', rule: `${verdict.collection}/${verdict.rule}` });
  return send(visit, nic, rewrite(packet, server), [...before, allowed(device, verdict), ...(snat ? [snat.step] : [])]);
}

/** A164: a NAT gateway on the subnet takes over; the firewall leaves the address to it. */
function hasNatGateway(visit: Visit<FirewallNode>, nic: NetInterface): boolean {
  const subnet = visit.world.input.network.segments.get(nic.segment as string);
  return subnet?.kind === 'azure-subnet' && subnet.natGateway !== undefined;
}

function allowed(device: string, verdict: Allowed): Step {
  const args = { device, collection: verdict.collection, rule: verdict.rule };
  switch (verdict.kind) {
    case 'dnat':
      return step('dnat', 'firewall-dnat', { ...args, address: formatIp(verdict.address), port: verdict.port });
    case 'network':
      return step('allow', 'firewall-network-rule', args);
    case 'application':
      return step('proxy', 'firewall-application-rule', { ...args, host: verdict.host });
  }
}

/**
 * The new source, if any. DNAT: an instance's address (A156), or a public one where it is to a public address (A162). Network rule: outside the private ranges alone (A154), and no
 * ICMP towards the Internet (A164). Application rule: always (A155). A public address where the packet leaves to the
 * Internet, else the instance's own (A155, A158).
 */
function sourceFor(
  { node, chooser }: Visit<FirewallNode>,
  verdict: Allowed,
  flow: FiveTuple,
  toInternet: boolean,
): { readonly source: Ip; readonly step: Step } | undefined {
  if (verdict.kind === 'network' && !verdict.snat) return undefined;
  if (toInternet && flow.protocol === 'icmp') return undefined;
  const source = toInternet ? node.publicIps[chooser.choose(`${node.device} addresses`, flow, node.publicIps.length)] : node.interfaces[0]?.addresses[0]?.ip;
  if (source === undefined) return undefined;
  const code = toInternet ? 'firewall-snat' : 'firewall-snat-private';
  return { source, step: step('snat', code, { node: node.device, address: formatIp(source) }) };
}
