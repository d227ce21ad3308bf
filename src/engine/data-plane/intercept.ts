/**
 * A connection that a firewall takes in the server's place (A155, A166): its handshake with the client, the request that it
 * reads, its own connection to where that leads, and what the client hears when nothing comes of it.
 */
import type { FirewallNode, NetNode } from '../compile/index.ts';
import { formatIp } from '../ip/index.ts';
import type { FlowSpec, FlowVerdict } from '../model/index.ts';
import { marked, notReceived, type Opened, transferOver } from './connection.ts';
import type { Start } from './endpoints.ts';
import type { FirewallSession } from './flow-state.ts';
import type { Exchanged, TraceOptions } from './exchanged.ts';
import { GET, HELLO } from './http.ts';
import { reverse, tupleOf } from './packet.ts';
import { packetReason } from './reasons.ts';
import { packetOf, type PacketOptions } from './reply.ts';
import type { Run } from './run.ts';
import { withLimits } from './state-limits.ts';
import { transferFailure } from './transfer.ts';
import type { FiveTuple, Intercepted, Leg, Trace } from './types.ts';
import type { Walked } from './walk.ts';

/** The client's side: its first packet has come to the firewall, which takes the connection. */
interface Taken {
  readonly flow: FlowSpec;
  readonly start: Start;
  readonly options: TraceOptions;
  readonly asked: FiveTuple;
  readonly request: Walked;
  readonly end: FirewallNode;
}

/** Follows a connection of the firewall's own; as for any flow. */
type Exchange = (run: Run, flow: FlowSpec, start: Start, options: TraceOptions) => Exchanged;

export function intercept(run: Run, taken: Taken, exchange: Exchange): Exchanged {
  const { flow, start, options, asked, request, end } = taken;
  const reply = run.send('back', end, packetOf(reverse(tupleOf(request.last)), 'reply', undefined));
  const there = { flow, out: request.leg, back: reply.leg };
  const lost = notReceived(reply, start, asked);
  if (lost) return { ...there, verdict: 'one-way', summary: lost };
  const ack = run.send('ack', start.node, packetOf(asked, 'ack', undefined, marked(options, start.node)), start.table).leg;
  if (ack.ending !== 'delivered') return { ...there, ack, verdict: 'dropped', summary: ack.reason };
  const session = run.state.session(end.device, tupleOf(request.last))?.session;
  if (!session?.proxy) throw new Error(`expected ${end.id} to keep the connection that it took, found none`);
  const said = run.send('request', start.node, requestPacket(asked, session.proxy, start.host, marked(options, start.node)), start.table);
  const read = { device: end.device, node: end.id, application: session.proxy, ...(start.host !== undefined && { host: start.host }), request: said.leg };
  if (!session.request) return { ...there, ack, intercepted: { ...read, allowed: false }, verdict: 'dropped', summary: said.leg.reason };
  if (!session.request.allow) {
    const intercepted = { ...read, allowed: false, ...refusal(run, end, session) };
    return { ...there, ack, intercepted, verdict: 'refused', summary: said.leg.reason };
  }
  return served(run, { ...taken, ack, reply, session, read }, exchange);
}

function requestPacket(asked: FiveTuple, application: Intercepted['application'], host: string | undefined, headers: PacketOptions) {
  const payload = application === 'Http' ? GET + (host ?? formatIp(asked.destination)).length : HELLO;
  return packetOf(asked, 'data', host, { ...headers, payload });
}

interface Served extends Taken {
  readonly ack: Leg;
  readonly reply: Walked;
  readonly session: FirewallSession;
  readonly read: Omit<Intercepted, 'allowed'>;
}

/** It is allowed: the firewall's own connection, then the data of both. */
function served(run: Run, { flow, start, options, asked, request, end, ack, reply, session, read }: Served, exchange: Exchange): Exchanged {
  const { source, destination, sourcePort, destinationPort } = session.server;
  const own: FlowSpec = { from: end.device, to: read.host ?? formatIp(destination), protocol: 'tcp', port: destinationPort };
  const from: Start = { node: end, source, destination, ...(read.host !== undefined && { host: read.host }) };
  const bytes = options.bytes ?? flow.bytes ?? 0;
  const { result, rows } = run.state.within(() => exchange(run, own, from, { sourcePort, bytes: Math.max(bytes, HELLO) }));
  const origin: Trace = { ...result, branches: [], states: rows.map((row) => withLimits(run.world, row)) };
  const there = { flow, out: request.leg, back: reply.leg, ack, ...(origin.seenFrom !== undefined && { seenFrom: origin.seenFrom }) };
  const intercepted = { ...read, allowed: true, origin };
  if (origin.verdict !== 'delivered')
    return { ...there, intercepted: { ...intercepted, ...reset(run, end, session) }, verdict: failed(origin.verdict), summary: origin.summary };
  const summary = packetReason('delivered-both-ways', { to: flow.to, seenFrom: formatIp(origin.seenFrom ?? source) });
  if (bytes === 0) return { ...there, intercepted: { ...intercepted, ...relayed(run, end, session) }, verdict: 'delivered', summary };
  const opened: Opened = { request, reply, asked, start, end, headers: marked(options, start.node), ...(start.table !== undefined && { table: start.table }) };
  const transfer = transferOver(run, { up: bytes, down: bytes }, opened);
  const failure = transferFailure(transfer);
  return { ...there, intercepted, transfer, verdict: failure ? 'dropped' : 'delivered', summary: failure ?? summary };
}

/** The client is connected, whatever becomes of the firewall's connection. */
function failed(verdict: FlowVerdict): FlowVerdict {
  return verdict === 'one-way' ? 'dropped' : verdict;
}

/** HTTP is told by a page with the code 470 (observed); TLS is cut off. */
function refusal(run: Run, end: NetNode, session: FirewallSession): Pick<Intercepted, 'code' | 'answer'> {
  if (session.proxy !== 'Http') return reset(run, end, session);
  const page = packetOf(reverse(session.client), 'data', undefined, { payload: DENIED_PAGE.length });
  return { code: DENIED, answer: run.send('answer', end, page).leg };
}

function reset(run: Run, end: NetNode, { client }: FirewallSession): Pick<Intercepted, 'answer'> {
  return { answer: run.send('answer', end, packetOf(reverse(client), 'reset', undefined)).leg };
}

/** What the server answers to the request, passed on. */
function relayed(run: Run, end: NetNode, { client }: FirewallSession): Pick<Intercepted, 'answer'> {
  return { answer: run.send('answer', end, packetOf(reverse(client), 'data', undefined, { payload: HELLO })).leg };
}

const DENIED = 470;

/** What stands on the page of HTTP that no rule allows. */
export const DENIED_PAGE = 'Action: Deny. Reason: No rule matched. Proceeding with default action.';
