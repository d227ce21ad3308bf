/** `traceFlow`: a flow there, its answer back, and for TCP the packet that completes the handshake; then the verdict. */
import type { NetNode } from '../compile/index.ts';
import { formatIp, type Ip, isIpv4 } from '../ip/index.ts';
import type { FlowSpec } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { type FiveTuple, FIRST_TTL, reverse, tupleOf } from './packet.ts';
import type { Header, Leg, Packet, Trace } from './types.ts';
import { newFlowState, walk } from './walk.ts';
import { type TraceInput, World } from './world.ts';

/** First port of the range that Linux takes ephemeral ports from; one flow needs one port. */
const SOURCE_PORT = 49152;

export interface TraceOptions {
  /** TTL of the first packet, 1–255; for traceroute. */
  readonly ttl?: number;
}

/** Never throws: a flow that cannot start says so in its verdict. */
export function traceFlow(input: TraceInput, flow: FlowSpec, options: TraceOptions = {}): Trace {
  const world = new World(input);
  const start = startOf(world, flow);
  if ('code' in start) return cannotStart(flow, start);
  const single = follow(world, flow, start, options, undefined);
  const ways = Math.max(1, ...single.out.hops.map((h) => h.ecmp?.ways ?? 1));
  const branches =
    ways === 1
      ? []
      : Array.from({ length: ways }, (_, way) => follow(world, flow, start, options, way)).map((t) => ({
          out: t.out,
          verdict: t.verdict,
          ...(t.back && { back: t.back }),
        }));
  return { ...single, branches };
}

interface Start {
  readonly node: NetNode;
  readonly source: Ip;
  readonly destination: Ip;
  readonly host?: string;
}

function startOf(world: World, flow: FlowSpec): Start | Reason {
  const node = [...world.input.network.nodes.values()].find((n) => n.device === flow.from && (n.kind === 'router' || n.kind === 'internet'));
  const internetHost = world.input.lab.internet?.hosts[flow.from];
  const to = world.resolve(flow.to);
  if (!to) return { code: 'unknown-destination', args: { to: flow.to } };
  const host = to.host ?? world.hostName(to.ip);
  const named = host === undefined ? {} : { host };
  if (internetHost) {
    const internet = [...world.input.network.nodes.values()].find((n) => n.kind === 'internet');
    const own = world.resolve(flow.from);
    if (internet && own) return { node: internet, source: own.ip, destination: to.ip, ...named };
  }
  if (!node) return { code: 'unknown-source', args: { from: flow.from } };
  const source = flow.source === undefined ? sourceAddress(world, node, to.ip) : world.resolve(flow.source)?.ip;
  if (source === undefined) return { code: 'no-source-address', args: { from: flow.from } };
  return { node, source, destination: to.ip, ...named };
}

/** H2: the `src` of the route, else the first address of the interface it leaves by, else any of its family. */
function sourceAddress(world: World, node: NetNode, destination: Ip): Ip | undefined {
  const entry = world.input.controlPlane.fibs.get(node.id)?.longestMatch(destination)?.value;
  const stated = entry?.entry.nextHops[0]?.source;
  if (stated !== undefined) return stated;
  const of = (name: string | undefined) => node.interfaces.find((i) => i.name === name)?.addresses.find((a) => isIpv4(a.ip) === isIpv4(destination))?.ip;
  return of(entry?.nextHops[0]?.interface) ?? node.interfaces.flatMap((i) => i.addresses).find((a) => isIpv4(a.ip) === isIpv4(destination))?.ip;
}

function transport(flow: FlowSpec, tuple: Pick<FiveTuple, 'sourcePort' | 'destinationPort'>, kind: 'request' | 'reply' | 'ack' | 'reset'): Header {
  if (flow.protocol === 'icmp') return { kind: 'icmp', type: kind === 'request' ? 'echo-request' : 'echo-reply' };
  if (flow.protocol === 'udp') return { kind: 'udp', ...tuple };
  const flags = { request: ['SYN'], reply: ['SYN', 'ACK'], ack: ['ACK'], reset: ['RST', 'ACK'] } as const;
  return { kind: 'tcp', ...tuple, flags: flags[kind] };
}

function packetOf(flow: FlowSpec, t: FiveTuple, kind: 'request' | 'reply' | 'ack' | 'reset', host: string | undefined, ttl = FIRST_TTL): Packet {
  return {
    headers: [
      { kind: 'ip', source: t.source, destination: t.destination, ttl, protocol: flow.protocol, dontFragment: flow.protocol === 'tcp' },
      transport(flow, { sourcePort: t.sourcePort, destinationPort: t.destinationPort }, kind),
    ],
    payload: flow.protocol === 'icmp' ? 56 : 0,
    ...(host !== undefined && { host }),
  };
}

function follow(world: World, flow: FlowSpec, start: Start, options: TraceOptions, way: number | undefined): Trace {
  const state = newFlowState();
  const tuple: FiveTuple = {
    protocol: flow.protocol,
    source: start.source,
    destination: start.destination,
    sourcePort: flow.protocol === 'icmp' ? 0 : SOURCE_PORT,
    destinationPort: flow.protocol === 'icmp' ? 0 : (flow.port ?? 0),
  };
  const out = walk(world, start.node, packetOf(flow, tuple, 'request', start.host, options.ttl), state, way);
  const base = { flow, out, branches: [] };
  if (out.ending !== 'delivered') return { ...base, verdict: out.ending === 'looped' ? 'looped' : 'dropped', summary: out.reason };
  const arrived = tupleOf((out.hops[out.hops.length - 1] as Leg['hops'][number]).before);
  const end = world.input.network.nodes.get(out.at.node) as NetNode;
  const open = answers(world, end, flow, arrived);
  const back = walk(world, end, packetOf(flow, reverse(arrived), open ? 'reply' : 'reset', undefined), state, way);
  const seen = { seenFrom: arrived.source };
  const there = { ...base, back, ...seen };
  if (back.ending !== 'delivered' || back.at.device !== start.node.device)
    return { ...there, verdict: 'one-way', summary: back.ending === 'delivered' ? { code: 'reply-elsewhere', args: { device: back.at.device } } : back.reason };
  if (!open) return { ...there, verdict: 'refused', summary: { code: 'port-closed', rules: ['H52'], args: { device: out.at.device, port: flow.port ?? 0 } } };
  if (flow.protocol !== 'tcp')
    return { ...there, verdict: 'delivered', summary: { code: 'delivered-both-ways', args: { to: flow.to, seenFrom: formatIp(arrived.source) } } };
  const ack = walk(world, start.node, packetOf(flow, tuple, 'ack', start.host), state, way);
  if (ack.ending !== 'delivered') return { ...there, ack, verdict: 'dropped', summary: ack.reason };
  return { ...there, ack, verdict: 'delivered', summary: { code: 'delivered-both-ways', args: { to: flow.to, seenFrom: formatIp(arrived.source) } } };
}

/** Whether something listens: on the lab's machines what they say; ICMP always; an address of the wider Internet always. */
function answers(world: World, node: NetNode, flow: FlowSpec, arrived: FiveTuple): boolean {
  if (flow.protocol === 'icmp') return true;
  const { lab } = world.input;
  const internet = node.kind === 'internet' ? Object.values(lab.internet?.hosts ?? {}).find((h) => h.ipAddress === formatIp(arrived.destination)) : undefined;
  if (node.kind === 'internet' && !internet) return true;
  const listeners = internet?.listen ?? lab.virtualMachines?.[node.device]?.listen ?? lab.hosts?.[node.device]?.listen ?? [];
  return listeners.some((l) => l.protocol === flow.protocol && l.port === arrived.destinationPort);
}

function cannotStart(flow: FlowSpec, reason: Reason): Trace {
  return {
    flow,
    verdict: 'dropped',
    out: { hops: [], ending: 'dropped', reason, at: { node: flow.from, device: flow.from } },
    branches: [],
    summary: reason,
  };
}
