/** One flow, once: there, its answer back, and for TCP the packet that completes the handshake; with the verdict. */
import type { NetNode, Tunnel } from '../compile/index.ts';
import { formatIp } from '../ip/index.ts';
import type { FlowSpec, FlowVerdict } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { type Chooser, HASH } from './choose.ts';
import type { Start } from './endpoints.ts';
import { FlowState } from './flow-state.ts';
import { keepsState } from './host/netfilter.ts';
import { outer, reverse, sameTuple, tupleOf } from './packet.ts';
import { packetReason } from './reasons.ts';
import { answerTo, errorPacket, firstTuple, packetOf, type PacketOptions } from './reply.ts';
import { withLimits } from './state-limits.ts';
import { announced, type Sender, transferData, transferFailure } from './transfer.ts';
import type { FiveTuple, Leg, LegName, Packet, Trace, Transfer } from './types.ts';
import { walk, type Walked } from './walk.ts';
import type { World } from './world.ts';

export interface TraceOptions extends PacketOptions {
  /** Source port, 1–65535; the first of Linux's ephemeral range unless said. */
  readonly sourcePort?: number;
  /** Through a proxy: what the client asks for; CONNECT unless the port is 80. */
  readonly method?: 'CONNECT' | 'GET';
  /** Through a proxy: when the request is over, in ms since 1970; its log says so. */
  readonly at?: number;
  /** Bytes that each side sends once a TCP connection stands; none unless said. */
  readonly bytes?: number;
  /** Whether MSEEs answer the probes of their customers (A240); by default they do not (A241). */
  readonly mseeAnswers?: boolean;
}

const SOURCE_PORT = 49152;

/** A trace before its branches are known. */
export type Followed = Omit<Trace, 'branches' | 'share'>;

export function follow(world: World, flow: FlowSpec, start: Start, options: TraceOptions, chooser: Chooser): Followed {
  const run = new Run(world, chooser, options.mseeAnswers ?? false);
  const exchanged = exchange(run, flow, start, options);
  const followed = { ...exchanged, states: run.state.rows().map((row) => withLimits(world, row)) };
  const notes = [start.note, proxyNote(run, followed), asymmetryNote(world, followed)].filter((n) => n !== undefined);
  return notes.length > 0 ? { ...followed, notes } : followed;
}

/** Request, answer, and for TCP the packet that completes the handshake. */
function exchange(run: Run, flow: FlowSpec, start: Start, options: TraceOptions): Omit<Followed, 'states'> {
  const asked = firstTuple(flow, start.source, start.destination, options.sourcePort ?? SOURCE_PORT);
  const payload = flow.protocol === 'tcp' ? undefined : (options.payload ?? flow.bytes);
  const request = run.send('out', start.node, packetOf(asked, 'request', start.host, { ...options, ...(payload !== undefined && { payload }) }), flow.fib);
  const base = { flow, out: request.leg };
  if (request.leg.ending !== 'delivered') return { ...base, verdict: refusal(request.leg, start), summary: request.leg.reason };
  const end = run.world.input.network.nodes.get(request.leg.at.node) as NetNode;
  const seenFrom = tupleOf(request.last).source;
  const answer = answerTo(run.world, end, request.last);
  if (!answer) return { ...base, seenFrom, verdict: 'one-way', summary: packetReason('platform-silent', { node: end.device }) };
  // A socket keeps its program's FIB; what the kernel answers of itself leaves by the FIB that the packet came with (H24).
  const reply = run.send('back', end, answer.packet, flow.protocol === 'icmp' ? request.table : undefined);
  const there = { ...base, seenFrom, back: reply.leg };
  const lost = notReceived(reply, start.node, asked);
  if (lost) return { ...there, verdict: 'one-way', summary: lost };
  if (answer.refused) return { ...there, verdict: 'refused', summary: packetReason('port-closed', { device: end.device, port: flow.port ?? 0 }) };
  const summary = packetReason('delivered-both-ways', { to: flow.to, seenFrom: formatIp(seenFrom) });
  if (flow.protocol !== 'tcp') return { ...there, verdict: 'delivered', summary };
  const ack = run.send('ack', start.node, packetOf(asked, 'ack', start.host, marked(options)), flow.fib).leg;
  if (ack.ending !== 'delivered') return { ...there, ack, verdict: 'dropped', summary: ack.reason };
  const bytes = options.bytes ?? flow.bytes ?? 0;
  if (bytes === 0) return { ...there, ack, verdict: 'delivered', summary };
  const transfer = transferOver(run, bytes, { request, reply, asked, start, end, headers: marked(options), ...(flow.fib !== undefined && { fib: flow.fib }) });
  const failure = transferFailure(transfer);
  return failure ? { ...there, ack, transfer, verdict: 'dropped', summary: failure } : { ...there, ack, transfer, verdict: 'delivered', summary };
}

interface Opened {
  readonly request: Walked;
  readonly reply: Walked;
  readonly asked: FiveTuple;
  readonly start: Start;
  readonly end: NetNode;
  readonly headers: PacketOptions;
  readonly fib?: number;
}

/** What every packet of who asks carries; a socket's answers carry nothing (tcp_reflect_tos is 0). */
function marked({ dscp }: PacketOptions): PacketOptions {
  return dscp === undefined ? {} : { dscp };
}

/** The server answers the flow that it sees, which a translation may have changed. */
function transferOver(run: Run, bytes: number, { request, reply, asked, start, end, headers, fib }: Opened): Transfer {
  const seen = reverse(tupleOf(request.last));
  const up: Sender = { node: start.node.id, flow: asked, name: 'data', headers, send: (packet) => run.send('data', start.node, packet, fib) };
  const down: Sender = { node: end.id, flow: seen, name: 'answer', send: (packet) => run.send('answer', end, packet) };
  return transferData(bytes, { up: announced(reply.last), down: announced(request.last) }, up, down);
}

/** H52: a filter that refuses is heard; one that drops is not. */
function refusal(leg: Leg, start: Start): FlowVerdict {
  if (leg.ending === 'looped') return 'looped';
  return leg.ending === 'refused' && leg.error?.leg.ending === 'delivered' && leg.error.leg.at.node === start.node.id ? 'refused' : 'dropped';
}

/** The walks of one flow: they share its state, and each error that one causes is walked to its end as well. */
class Run {
  readonly state = new FlowState();

  constructor(
    readonly world: World,
    private readonly chooser: Chooser,
    private readonly mseeAnswers: boolean,
  ) {
    this.state.dial = (tunnel) => this.keepAlive(tunnel);
  }

  /** A point-to-site client's own packet to its gateway: what stands between them then knows the tunnel (A95). */
  private keepAlive({ ends: [gateway, client], staticPrefixes }: Tunnel): void {
    const { nodes } = this.world.input.network;
    const from = nodes.get(client.node);
    const source = staticPrefixes?.[1][0]?.ip;
    const destination = nodes.get(gateway.node)?.interfaces[0]?.addresses[0]?.ip;
    if (!from || source === undefined || destination === undefined) return;
    const ping = packetOf({ protocol: 'icmp', source, destination, sourcePort: 0, destinationPort: 0 }, 'request', undefined);
    walk(this.world, from, ping, { state: this.state, chooser: HASH, mseeAnswers: this.mseeAnswers, leg: 'error' });
  }

  /** `table`: the FIB that the sender's program runs in. */
  send(name: LegName, from: NetNode, packet: Packet, table?: number): Walked {
    const { state, chooser, mseeAnswers } = this;
    const walked = walk(this.world, from, packet, { state, chooser, mseeAnswers, leg: name, ...(table !== undefined && { table }) });
    const { error } = walked;
    const about = error && errorPacket(walked.last, error.type, error.from);
    if (!error || !about) return walked;
    const node = this.world.input.network.nodes.get(walked.leg.at.node) as NetNode;
    const { table: by, ...said } = error;
    const { leg, last } = walk(this.world, node, about, { state, chooser: HASH, mseeAnswers, leg: 'error', ...(by !== undefined && { table: by }) });
    if (said.mtu !== undefined && leg.ending === 'delivered' && last.quotes) state.learnMtu(leg.at.node, last.quotes.destination, said.mtu);
    // A translation on the way may have given the error another source.
    const heard = leg.ending === 'delivered' ? { from: outer(last).source } : {};
    return { ...walked, leg: { ...walked.leg, error: { ...said, ...heard, leg } } };
  }
}

/** Why the one who asked has no answer; undefined when it has. */
function notReceived(reply: Walked, asker: NetNode, asked: FiveTuple): Reason | undefined {
  const { leg, last } = reply;
  if (leg.ending !== 'delivered') return leg.reason;
  if (leg.at.node !== asker.id) return packetReason('reply-elsewhere', { device: leg.at.device });
  const belongs = last.quotes ? sameTuple(last.quotes, asked) : sameTuple(reverse(tupleOf(last)), asked);
  return belongs
    ? undefined
    : packetReason('reply-not-recognised', { device: asker.device, source: formatIp(tupleOf(last).source), asked: formatIp(asked.destination) });
}

/** A166: behind a proxy the connection seems to succeed, though the server is not reached. */
function proxyNote(run: Run, { verdict }: Pick<Followed, 'verdict'>): Reason | undefined {
  const [proxy] = run.state.proxied();
  return proxy && verdict !== 'delivered' ? packetReason('firewall-proxy-answers', { device: proxy.device }) : undefined;
}

/**
 * Ways there and back that differ: past a device that remembers flows on one of them alone, which TCP or the device minds; or
 * past machines that remember nothing, which nobody does.
 */
function asymmetryNote(world: World, { out, back }: Followed): Reason | undefined {
  if (back?.ending !== 'delivered') return undefined;
  const [there, home] = [out, back].map((leg) => devicesOf(world, leg, isStateful)) as [string[], string[]];
  const left = there.find((d) => !home.includes(d));
  if (left !== undefined) return packetReason('asymmetric-answer-around', { device: left });
  const entered = home.find((d) => !there.includes(d));
  if (entered !== undefined) return packetReason('asymmetric-request-around', { device: entered });
  const [past, by] = [out, back].map((leg) => devicesOf(world, leg, (node) => node.kind === 'router')) as [string[], string[]];
  const only = (a: readonly string[], b: readonly string[]) => [...new Set(a.filter((d) => !b.includes(d)))].join(', ');
  const [outOnly, backOnly] = [only(past, by), only(by, past)];
  return outOnly === '' && backOnly === '' ? undefined : packetReason('asymmetric-harmless', { out: outOnly || '–', back: backOnly || '–' });
}

function isStateful(node: NetNode): boolean {
  return node.kind === 'azure-firewall' || (node.kind === 'router' && keepsState(node));
}

function devicesOf(world: World, leg: Leg, wanted: (node: NetNode) => boolean): string[] {
  const { nodes } = world.input.network;
  return leg.hops.flatMap((h) => {
    const node = nodes.get(h.node);
    return node && wanted(node) ? [h.device] : [];
  });
}
