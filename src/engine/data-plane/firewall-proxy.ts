/**
 * Azure Firewall as the proxy that its application rules need (A153, A155, A166). The client's connection ends here, under the
 * server's address; the name is read off the request (TLS server name, HTTP host), judged, resolved by the firewall itself,
 * whatever address the client had (Microsoft Learn, "Azure Firewall DNS Proxy details"), and the firewall opens a connection
 * of its own, which `intercept.ts` follows.
 */
import { knownThreat, processRequest, type RequestVerdict } from '../azure/index.ts';
import type { FirewallNode } from '../compile/index.ts';
import { formatIp, type Ip } from '../ip/index.ts';
import { addressNamed } from './endpoints.ts';
import type { Direction, FirewallSession, Side } from './flow-state.ts';
import { deliver, drop, type Move, type Step, step, type Stop, type Visit } from './move.ts';
import { flagsOf, tupleOf } from './packet.ts';
import type { FiveTuple } from './types.ts';

/** A packet of a session, and which side of it. */
interface Known {
  readonly session: FirewallSession;
  readonly direction: Direction;
  readonly side: Side;
}

type Proxys = Known & { readonly session: FirewallSession & { readonly proxy: NonNullable<FirewallSession['proxy']> } };

export function isProxys(known: Known): known is Proxys {
  return known.session.proxy !== undefined;
}

/** `forward` sends the packet on as it is; `sourceTo` gives a flow the firewall's address, and the step that says so. */
export function atProxy(
  visit: Visit<FirewallNode>,
  { session, direction, side }: Proxys,
  forward: (steps: readonly Step[]) => Move,
  sourceTo: (flow: FiveTuple, steps: Step[]) => FiveTuple,
): Move {
  const { node, packet } = visit;
  // One of its own packets that has come round.
  if ((side === 'server') === (direction === 'forward')) return forward([]);
  if (side === 'server') session.answered = true;
  if (side === 'client' && !session.request && flagsOf(packet).includes('PSH')) return atRequest(visit, session, sourceTo);
  const delivered = deliver(node);
  return { ...delivered, steps: [step('proxy', 'firewall-proxy-takes', { device: node.device }), ...delivered.steps] };
}

/** The request has come: it is judged, and where it is allowed its own connection is made ready. */
function atRequest(visit: Visit<FirewallNode>, session: Proxys['session'], sourceTo: (flow: FiveTuple, steps: Step[]) => FiveTuple): Stop {
  const { node, packet, world } = visit;
  const { device } = node;
  const { host } = packet;
  const { source, destination, destinationPort } = session.client;
  session.request = { allow: false, ...(host !== undefined && { host }) };
  const threat = knownThreat(node.rules, { source, destination, ...(host !== undefined && { host }) });
  if (threat?.mode === 'Deny') return refuse(visit, drop('firewall-threat-deny', { device, what: threat.what }));
  const verdict = processRequest(node.rules, { source, destination, destinationPort, application: session.proxy, ...(host !== undefined && { host }) });
  if (!verdict.allow) return refuse(visit, denied(device, verdict));
  const address = host === undefined ? destination : addressNamed(world, device, host);
  if (address === undefined) return refuse(visit, drop('firewall-name-not-resolved', { device, host: host ?? '' }));
  const steps: Step[] = [
    ...(threat ? [step('allow', 'firewall-threat-alert', { device, what: threat.what })] : []),
    step('proxy', 'firewall-application-rule', { device, collection: verdict.collection, rule: verdict.rule, host: verdict.host }),
    ...(address === destination
      ? []
      : [step('proxy', 'firewall-resolves-itself', { device, host: host ?? '', address: formatIp(address), asked: formatIp(destination) })]),
  ];
  session.request = { allow: true, ...(host !== undefined && { host }) };
  session.rule = `${verdict.collection}/${verdict.rule}`;
  session.server = sourceTo({ ...tupleOf(packet), destination: address }, steps);
  const delivered = deliver(node);
  return { ...delivered, ...lookedUp(device, destination), steps: [...steps, ...delivered.steps] };
}

function denied(device: string, verdict: Extract<RequestVerdict, { allow: false } | { kind: 'application' }>): Stop {
  switch (verdict.kind) {
    case 'application':
      return drop('firewall-application-rule-deny', { device, collection: verdict.collection, rule: verdict.rule, host: verdict.host });
    case 'no-name':
      return drop('firewall-no-server-name', { device });
    case 'none':
      return drop('firewall-default-deny', { device });
  }
}

/** The request has arrived, and its sender will hear that it is refused. */
function refuse({ node, packet }: Visit<FirewallNode>, stop: Stop): Stop {
  return { ...stop, ...lookedUp(node.device, tupleOf(packet).destination), end: 'refused', steps: [{ action: 'drop', reason: stop.reason }] };
}

function lookedUp(of: string, destination: Ip): Pick<Stop, 'lookup'> {
  return { lookup: { table: 'firewall-rules', of, destination } };
}
