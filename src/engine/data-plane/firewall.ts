/**
 * An Azure Firewall instance: what its rules say of a new flow, the sessions that judge the rest of it (A160), and
 * translation (A154–A156, A158). Where a packet goes next its own subnet's effective routes say, as for any NIC (A4).
 */
import { type Application, type FirewallVerdict, knownThreat, processRules } from '../azure/index.ts';
import type { FirewallNode, NetInterface } from '../compile/index.ts';
import { formatIp, type Ip, isDefault, type Prefix } from '../ip/index.ts';
import { chooseRow, emit } from './fabric.ts';
import { atProxy, isProxys } from './firewall-proxy.ts';
import type { FirewallSession } from './flow-state.ts';
import { deliver, drop, type Move, type Step, step, type Stop, type Visit } from './move.ts';
import { flagsOf, isIcmpError, outer, reverse, rewrite, sameTuple, translateQuotes, tupleOf } from './packet.ts';
import type { FiveTuple, Packet } from './types.ts';

export function atFirewall(visit: Visit<FirewallNode>): Move {
  const { node, packet, state } = visit;
  const nic = node.interfaces[0];
  if (!nic || nic.segment === undefined) return drop('interface-down', { node: node.device, interface: nic?.name ?? '' });
  if (visit.first) return send(visit, nic, packet, []);
  if (isIcmpError(packet)) return related(visit, nic);
  const known = state.session(node.device, tupleOf(packet));
  if (known && isProxys(known))
    return atProxy(
      visit,
      known,
      (steps) => send(visit, nic, packet, steps),
      (flow, steps) => sourceTo(visit, nic, flow, steps),
    );
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
  else if (flags.includes('ACK') && !session.answered) return drop('firewall-no-syn-ack', { device: node.device });
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
  // Both connections of a proxy are its own: what is said of their packets is said to it.
  if (about.session.proxy) return deliver(node);
  const quotes = about.direction === 'forward' ? about.session.client : reverse(about.session.server);
  const sent = translateQuotes(rewrite(packet, { destination: quotes.source }), () => quotes);
  return send(visit, nic, sent, [step('allow', 'firewall-related', { device: node.device })]);
}

function newFlow(visit: Visit<FirewallNode>, nic: NetInterface): Move {
  const { node, packet } = visit;
  const tuple = tupleOf(packet);
  const verdict = processRules({ ...node.rules, privateRanges: privateRanges(visit, nic) }, tuple);
  // What is to be read is judged with its name: the allow list may spare that.
  const threat = verdict.kind === 'proxy' && !isOwn(node, tuple.destination) ? undefined : knownThreat(node.rules, tuple);
  if (threat?.mode === 'Deny') return drop('firewall-threat-deny', { device: node.device, what: threat.what }, lookedUp(visit));
  if (verdict.kind !== 'dnat' && isOwn(node, tuple.destination)) {
    const args = { device: node.device, destination: formatIp(tuple.destination) };
    return drop(node.publicIps.some((ip) => ip === tuple.destination) ? 'firewall-no-dnat-rule' : 'firewall-not-a-destination', args, lookedUp(visit));
  }
  if (!verdict.allow) return denied(visit, verdict);
  const alert = threat ? [step('allow', 'firewall-threat-alert', { device: node.device, what: threat.what })] : [];
  return verdict.kind === 'proxy' ? accept(visit, tuple, verdict.application, alert) : admit(visit, nic, tuple, verdict, alert);
}

/** A166: the handshake ends here; who is asked for will be read off the request. */
function accept({ node, state }: Visit<FirewallNode>, client: FiveTuple, application: Application, before: readonly Step[]): Stop {
  const { device } = node;
  state.open({ device, node: node.id, client, server: client, proxy: application });
  const delivered = deliver(node);
  return { ...delivered, steps: [...before, step('proxy', 'firewall-proxy-accepts', { device }), ...delivered.steps] };
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
    case 'dnat':
    case 'proxy':
    case 'none':
      return drop('firewall-default-deny', { device }, lookedUp(visit));
  }
}

type Allowed = Exclude<FirewallVerdict, { kind: 'none' | 'proxy' } | { kind: 'network'; allow: false }>;

/** Opens the session: destination by DNAT, source by what kind of rule it was and by where the packet is to leave. */
function admit(visit: Visit<FirewallNode>, nic: NetInterface, client: FiveTuple, verdict: Allowed, before: readonly Step[]): Move {
  const { node, packet, state } = visit;
  const { device } = node;
  const target = verdict.kind === 'dnat' ? { ...client, destination: verdict.address, destinationPort: verdict.port } : client;
  const snat = verdict.kind === 'network' && !verdict.snat ? undefined : sourceFor(visit, nic, target);
  const server = snat ? { ...target, source: snat.source } : target;
  state.open({ device, node: node.id, client, server, rule: `${verdict.collection}/${verdict.rule}` });
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
  }
}

/** A155: a proxy's own connection is always from an address of the firewall's. */
function sourceTo(visit: Visit<FirewallNode>, nic: NetInterface, flow: FiveTuple, steps: Step[]): FiveTuple {
  const snat = sourceFor(visit, nic, flow);
  if (!snat) return flow;
  steps.push(snat.step);
  return { ...flow, source: snat.source };
}

/**
 * The new source, if any. DNAT: an instance's address (A156), or a public one where it is to a public address (A162). Network rule: outside the private ranges alone (A154), and no
 * ICMP towards the Internet (A164). Application rule: always (A155). A public address where the packet leaves to the
 * Internet, else the instance's own (A155, A158).
 */
function sourceFor(visit: Visit<FirewallNode>, nic: NetInterface, flow: FiveTuple): { readonly source: Ip; readonly step: Step } | undefined {
  const { node, chooser } = visit;
  const toInternet = chooseRow(visit, nic.segment as string, flow)?.row.nextHopType === 'Internet' && !hasNatGateway(visit, nic);
  if (toInternet && flow.protocol === 'icmp') return undefined;
  const source = toInternet ? node.publicIps[chooser.choose(`${node.device} addresses`, flow, node.publicIps.length)] : node.interfaces[0]?.addresses[0]?.ip;
  if (source === undefined) return undefined;
  const code = toInternet ? 'firewall-snat' : 'firewall-snat-private';
  return { source, step: step('snat', code, { node: node.device, address: formatIp(source) }) };
}
