/**
 * An Azure Firewall instance: rules in their classes (A151–A153), sessions (A160), translation (A154–A156). It decides about
 * one packet; where the packet goes next is the fabric's business.
 */
import type { AddressMatch, FirewallRules, PortMatch } from '../azure/index.ts';
import type { FirewallNode } from '../compile/index.ts';
import { containsIp, formatIp, type Ip } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import { type FiveTuple, reverse, tupleKey } from './packet.ts';
import type { Packet } from './types.ts';

/** A flow that an instance has let in. */
export interface FirewallSession {
  readonly device: string;
  readonly node: string;
  /** As the client sent it. */
  readonly client: FiveTuple;
  /** As it leaves, once it has left translated. */
  server: FiveTuple;
  /** Source address to take when the packet leaves to the Internet. */
  readonly snatToInternet: boolean;
  /** True once a reply has come through. */
  answered: boolean;
  readonly reason: Reason;
}

export type FirewallDecision =
  | { readonly allow: true; readonly session: FirewallSession; readonly direction: 'request' | 'reply'; readonly reason: Reason }
  | { readonly allow: false; readonly reason: Reason };

export class FirewallState {
  readonly sessions: FirewallSession[] = [];

  /** The instance that has the state of this flow, in either direction. */
  instanceFor(device: string, tuple: FiveTuple): string | undefined {
    return this.find(device, tuple)?.session.node;
  }

  find(device: string, tuple: FiveTuple): { session: FirewallSession; direction: 'request' | 'reply' } | undefined {
    const key = tupleKey(tuple);
    for (const session of this.sessions) {
      if (session.device !== device) continue;
      if (tupleKey(session.client) === key) return { session, direction: 'request' };
      if (tupleKey(reverse(session.server)) === key) return { session, direction: 'reply' };
    }
    return undefined;
  }
}

/** What the instance does with a packet that has reached it. */
export function decide(node: FirewallNode, packet: Packet, tuple: FiveTuple, state: FirewallState, isPrivate: (ip: Ip) => boolean): FirewallDecision {
  const known = state.find(node.device, tuple);
  if (known) {
    if (known.direction === 'reply') known.session.answered = true;
    else if (isAck(packet) && !known.session.answered) return deny('firewall-no-syn-ack', ['A160', 'H51'], node);
    return { allow: true, ...known, reason: { code: 'firewall-session', rules: ['A160'], args: { device: node.device } } };
  }
  if (isTcp(packet) && !isSyn(packet)) return deny('firewall-no-state', ['A160', 'H50'], node);
  const dnat = matchDnat(node.rules, tuple);
  if (dnat) {
    const inside: FiveTuple = {
      ...tuple,
      source: node.interfaces[0]?.addresses[0]?.ip as Ip,
      destination: dnat.rule.translatedAddress,
      destinationPort: dnat.rule.translatedPort,
    };
    return open(
      node,
      tuple,
      inside,
      false,
      { code: 'firewall-dnat', rules: ['A151', 'A156'], args: { device: node.device, collection: dnat.collection, rule: dnat.rule.name } },
      state,
    );
  }
  if (node.publicIps.includes(tuple.destination as never)) return deny('firewall-no-dnat-rule', ['A151', 'A156'], node);
  const network = matchNetwork(node.rules, tuple);
  if (network) {
    const args = { device: node.device, collection: network.collection, rule: network.rule };
    if (network.action === 'Deny') return { allow: false, reason: { code: 'firewall-network-rule-deny', rules: ['A151'], args } };
    const toInternet = !isPrivate(tuple.destination) && !node.rules.privateRanges.some((p) => containsIp(p, tuple.destination));
    return open(node, tuple, tuple, toInternet, { code: 'firewall-network-rule', rules: ['A151', 'A154'], args }, state);
  }
  const application = matchApplication(node.rules, packet, tuple);
  if (application) {
    const args = { device: node.device, collection: application.collection, rule: application.rule, host: packet.host ?? formatIp(tuple.destination) };
    if (application.action === 'Deny') return { allow: false, reason: { code: 'firewall-application-rule-deny', rules: ['A151', 'A153'], args } };
    const inside: FiveTuple = isPrivate(tuple.destination) ? { ...tuple, source: node.interfaces[0]?.addresses[0]?.ip as Ip } : tuple;
    return open(node, tuple, inside, !isPrivate(tuple.destination), { code: 'firewall-application-rule', rules: ['A151', 'A155'], args }, state);
  }
  return deny('firewall-default-deny', ['A151'], node);
}

function open(node: FirewallNode, client: FiveTuple, server: FiveTuple, snatToInternet: boolean, reason: Reason, state: FirewallState): FirewallDecision {
  const session: FirewallSession = { device: node.device, node: node.id, client, server, snatToInternet, answered: false, reason };
  state.sessions.push(session);
  return { allow: true, session, direction: 'request', reason };
}

function deny(code: string, rules: readonly string[], node: FirewallNode): FirewallDecision {
  return { allow: false, reason: { code, rules, args: { device: node.device } } };
}

function flags(packet: Packet): readonly string[] {
  const tcp = packet.headers.find((h) => h.kind === 'tcp');
  return tcp?.kind === 'tcp' ? tcp.flags : [];
}
function isTcp(packet: Packet): boolean {
  return packet.headers.some((h) => h.kind === 'tcp');
}
function isSyn(packet: Packet): boolean {
  return flags(packet).includes('SYN') && !flags(packet).includes('ACK');
}
function isAck(packet: Packet): boolean {
  return flags(packet).includes('ACK') && !flags(packet).includes('SYN');
}

function addressMatches(list: readonly AddressMatch[], ip: Ip): boolean {
  return list.some((m) => {
    switch (m.kind) {
      case 'any':
        return true;
      case 'prefix':
        return containsIp(m.prefix, ip);
      case 'range':
        return typeof m.from === typeof ip && ip >= m.from && ip <= m.to;
    }
  });
}

function portMatches(list: readonly PortMatch[], port: number): boolean {
  return list.some((p) => port >= p.from && port <= p.to);
}

function protocolMatches(list: readonly string[], protocol: string): boolean {
  return list.includes('Any') || list.includes(protocol.toUpperCase());
}

/** First match by collection priority, then by order in the collection (A152). */
function matchNetwork(rules: FirewallRules, t: FiveTuple) {
  for (const c of rules.network) {
    const rule = c.rules.find(
      (r) =>
        protocolMatches(r.protocols, t.protocol) &&
        addressMatches(r.sources, t.source) &&
        addressMatches(r.destinations, t.destination) &&
        (t.protocol === 'icmp' || portMatches(r.ports, t.destinationPort)),
    );
    if (rule) return { collection: c.name, action: c.action, rule: rule.name };
  }
  return undefined;
}

function matchDnat(rules: FirewallRules, t: FiveTuple) {
  for (const c of rules.nat) {
    const rule = c.rules.find(
      (r) =>
        protocolMatches(r.protocols, t.protocol) &&
        addressMatches(r.sources, t.source) &&
        addressMatches(r.destinations, t.destination) &&
        portMatches(r.ports, t.destinationPort),
    );
    if (rule) return { collection: c.name, rule };
  }
  return undefined;
}

/** A153: HTTP, HTTPS and MSSQL only, by host name. */
function matchApplication(rules: FirewallRules, packet: Packet, t: FiveTuple) {
  if (t.protocol !== 'tcp') return undefined;
  const host = (packet.host ?? formatIp(t.destination)).toLowerCase();
  for (const c of rules.application) {
    const rule = c.rules.find(
      (r) =>
        addressMatches(r.sources, t.source) &&
        r.protocols.some((p) => p.port === t.destinationPort) &&
        r.targetFqdns.some((f) => fqdnMatches(f.toLowerCase(), host)),
    );
    if (rule) return { collection: c.name, action: c.action, rule: rule.name };
  }
  return undefined;
}

function fqdnMatches(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
