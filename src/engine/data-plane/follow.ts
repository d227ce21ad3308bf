/** One flow, once: there, its answer back, and for TCP the packet that completes the handshake; with the verdict. */
import { type NetNode, vrfOfTable } from '../compile/index.ts';
import { formatIp, parseIp } from '../ip/index.ts';
import type { FlowSpec, FlowVerdict } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { asymmetryNotes } from './asymmetry.ts';
import { type Chooser, HASH } from './choose.ts';
import { marked, notReceived, transferOver } from './connection.ts';
import type { Start } from './endpoints.ts';
import type { Exchanged, Followed, TraceOptions } from './exchanged.ts';
import { intercept } from './intercept.ts';
import { firstTtl, tupleOf } from './packet.ts';
import { packetReason } from './reasons.ts';
import { answerTo, firstTuple, packetOf, squidListens } from './reply.ts';
import { Run } from './run.ts';
import { withLimits } from './state-limits.ts';
import { toldSender } from './told.ts';
import { transferFailure } from './transfer.ts';
import type { FiveTuple, Leg } from './types.ts';
import type { World } from './world.ts';

const SOURCE_PORT = 49152;

export function follow(world: World, flow: FlowSpec, start: Start, options: TraceOptions, chooser: Chooser): Followed {
  const run = new Run(world, chooser, options.mseeAnswers ?? false);
  for (const { node, destination, mtu } of options.told ?? []) run.state.learnMtu(node, destination, mtu);
  const exchanged = exchange(run, flow, start, options);
  const followed = { ...exchanged, states: run.state.rows().map((row) => withLimits(world, row)) };
  const notes = [start.note, proxyNote(followed), ...asymmetries(run, followed, start, options)].filter((n) => n !== undefined);
  return notes.length > 0 ? { ...followed, notes } : followed;
}

/** Request, answer, and for TCP the packet that completes the handshake. */
function exchange(run: Run, flow: FlowSpec, start: Start, options: TraceOptions): Exchanged {
  const asked = firstTuple(flow, start.source, start.destination, options.sourcePort ?? SOURCE_PORT);
  const payload = flow.protocol === 'tcp' ? undefined : (options.payload ?? flow.bytes);
  const request = run.send(
    'out',
    start.node,
    packetOf(asked, 'request', undefined, { ttl: firstTtl(start.node), ...options, ...(payload !== undefined && { payload }) }),
    start.table,
  );
  const base = { flow, out: request.leg };
  if (request.leg.ending !== 'delivered') return { ...base, verdict: refusal(request.leg, start), summary: request.leg.reason };
  const end = run.world.input.network.nodes.get(request.leg.at.node) as NetNode;
  if (end.kind === 'azure-firewall') return intercept(run, { flow, start, options, asked, request, end }, exchange);
  const seenFrom = tupleOf(request.last).source;
  const answer = answerTo(run.world, end, request.last, request.table);
  if (!answer) return { ...base, seenFrom, verdict: 'one-way', summary: packetReason('platform-silent', { node: end.device }) };
  const by = squidFibOf(end, tupleOf(request.last)) ?? answersBy(end, flow, request.table);
  const reply = run.send('back', end, answer.packet, by);
  const there = { ...base, seenFrom, back: reply.leg };
  const lost = notReceived(reply, start, asked);
  if (lost) return { ...there, verdict: 'one-way', summary: lost };
  if (answer.refused)
    return { ...there, verdict: 'refused', summary: answer.why ?? packetReason('port-closed', { device: whoSees(flow, end), port: flow.port ?? 0 }) };
  const summary = packetReason('delivered-both-ways', { to: whoSees(flow, end), seenFrom: formatIp(seenFrom) });
  if (flow.protocol !== 'tcp') return { ...there, verdict: 'delivered', summary };
  const ack = run.send('ack', start.node, packetOf(asked, 'ack', undefined, marked(options, start.node)), start.table).leg;
  if (ack.ending !== 'delivered') return { ...there, ack, verdict: 'dropped', summary: ack.reason };
  const bytes = options.bytes ?? flow.bytes ?? 0;
  const said = options.said ?? { up: bytes, down: bytes };
  if (said.up === 0) return { ...there, ack, verdict: 'delivered', summary };
  const tables = { ...(start.table !== undefined && { table: start.table }), ...(by !== undefined && { answersIn: by }) };
  const transfer = transferOver(run, said, { request, reply, asked, start, end, headers: marked(options, start.node), ...tables });
  const failure = transferFailure(transfer);
  return failure ? { ...there, ack, transfer, verdict: 'dropped', summary: failure } : { ...there, ack, transfer, verdict: 'delivered', summary };
}

/** Who it is that sees the source: behind an address, which may be translated on the way or a balancer's, the machine that has answered. */
function whoSees({ to }: FlowSpec, end: NetNode): string {
  return end.kind === 'router' && parseIp(to) !== undefined ? end.device : to;
}

/**
 * The table by which an answer leaves. FreeBSD: a socket keeps its program's FIB; what the kernel answers of itself leaves by the FIB that the
 * packet came with (H24). Linux: all that answers in a VRF answers by it (H11; net/ipv4/icmp.c icmp_reply, inet_request_bound_dev_if); a UDP
 * server of no VRF does so by the packet's own information (IP_PKTINFO), as the kernel's selftests have it.
 */
function answersBy(end: NetNode, flow: FlowSpec, table: number | undefined): number | undefined {
  return table === undefined || (flow.protocol !== 'icmp' && !vrfOfTable(end, table)) ? undefined : table;
}

/** FreeBSD: what Squid is asked it answers by the FIB that it was started in, whatever the packet's (sys/netinet/tcp_syncache.c: the listening socket's). */
function squidFibOf(end: NetNode, asked: FiveTuple): number | undefined {
  if (end.kind !== 'router' || end.host?.squidFib === undefined) return undefined;
  return asked.protocol === 'tcp' && squidListens(end.host.squid, asked) ? end.host.squidFib : undefined;
}

/** H52: a filter that refuses is heard; one that drops is not. */
function refusal(leg: Leg, start: Start): FlowVerdict {
  if (leg.ending === 'looped') return 'looped';
  return leg.ending === 'refused' && toldSender(leg)?.leg.at.node === start.node.id ? 'refused' : 'dropped';
}

/** Of the flow, and of the connection that a firewall makes for it. An echo of the same ends says what the protocol has to do with it. */
function asymmetries({ world }: Run, followed: Exchanged, start: Start, options: TraceOptions): Reason[] {
  const { flow, intercepted } = followed;
  const { bytes: _, payload: __, ...same } = options;
  const echo = () => exchange(new Run(world, HASH, false), { ...flow, protocol: 'icmp' }, start, same);
  const own = asymmetryNotes(world, followed, flow.protocol === 'icmp' ? undefined : echo);
  return intercepted?.origin ? [...own, ...asymmetryNotes(world, intercepted.origin)] : own;
}

/** A166: the connection stands, though the server is not reached. */
function proxyNote({ intercepted, ack, verdict }: Exchanged): Reason | undefined {
  return intercepted && ack?.ending === 'delivered' && verdict !== 'delivered'
    ? packetReason('firewall-proxy-answers', { device: intercepted.device })
    : undefined;
}
