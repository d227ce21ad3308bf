/**
 * What the lab's own flows leave behind on a machine: packets at an interface as tcpdump shows them, and the lines of Squid's access.log.
 * The lab's flows are traced in the order of their ids, one a second.
 */
import { type Hop, type Leg, msOf, originOf, type Packet, type Trace, traceFlow } from '../../data-plane/index.ts';
import { traceLogs } from '../../explain/index.ts';
import type { Ip } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import { type Command, numberOf, readOptions, refuses, says, type Shell } from './options.ts';
import { Capture } from './packet-text.ts';
import { parseFilter } from './pcap-filter.ts';

/** 2026-01-01T00:00:00Z: when the lab's flows begin. */
const START = 1_767_225_600_000;
/** ms from one flow to the next. */
const APART = 1000;

interface Timed {
  readonly trace: Trace;
  /** ms since 1970. */
  readonly at: number;
}

/** Every flow keeps its second, whichever are asked about. */
function tracesOf({ solution }: Shell, wanted: (flow: FlowSpec) => boolean = () => true): Timed[] {
  return Object.entries(solution.lab.flows ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, flow], i) => ({ flow, at: START + i * APART }))
    .filter(({ flow }) => wanted(flow))
    .map(({ flow, at }) => ({ at, trace: traceFlow(solution, flow, { branches: false, at, talks: true }) }));
}

/** `tcpdump -n -i IF|any [-c COUNT] [FILTER]`. */
export const tcpdump: Command = (shell, words) => {
  const { rest, value } = readOptions(words, ['i', 'c', 's', 'w', 'r']);
  const name = value('i') ?? shell.node?.interfaces.find((i) => i.name !== 'lo')?.name;
  const names = name === 'any' ? (shell.node?.interfaces ?? []).filter((i) => i.name !== 'lo').map((i) => i.name) : [name ?? ''];
  if (names.length === 0 || !names.every((n) => shell.node?.interfaces.some((i) => i.name === n)))
    return refuses(`tcpdump: ${name ?? ''}: No such device exists\n(No such device exists)`);
  const filter = parseFilter(rest.join(' '));
  if (typeof filter === 'string') return refuses(`tcpdump: ${filter}`);
  const seen = tracesOf(shell).flatMap(({ trace, at }) => hopsOf(trace, at).flatMap((h) => packetsOn(h, shell, names)));
  const matching = seen.filter(({ packet }) => filter(packet));
  const shown = matching.slice(0, numberOf(value('c'), 1, 10_000) ?? matching.length);
  const link = name === 'any' ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)';
  const capture = new Capture();
  const lines = shown.map(({ packet, on, way, at }) => `${clock(at)} ${name === 'any' ? `${on.padEnd(5)} ${way.padEnd(3)} ` : ''}${capture.text(packet)}`);
  const head = [
    'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode',
    `listening on ${name}, link-type ${link}, snapshot length 262144 bytes`,
  ];
  const count = `${shown.length} packet${shown.length === 1 ? '' : 's'}`;
  return says([...head, ...lines, '', `${count} captured`, `${count} received by filter`, '0 packets dropped by kernel'].join('\n'));
};

/** The time of day in UTC, to the microsecond. */
function clock(at: number): string {
  const two = (n: number) => String(Math.floor(n) % 60).padStart(2, '0');
  const hour = String(Math.floor(at / 3_600_000) % 24).padStart(2, '0');
  return `${hour}:${two(at / 60_000)}:${two(at / 1000)}.${String(Math.floor(at) % 1000).padStart(3, '0')}000`;
}

interface TimedHop {
  readonly hop: Hop;
  /** ms since 1970 when the packet comes to it. */
  readonly at: number;
}

/** In the order in which packets were sent: each leg sets out when the one before it has ended. */
function hopsOf(t: Trace, from: number): TimedHop[] {
  const behind = originOf(t);
  const request = [t.out, t.out.error?.leg, t.back, t.back?.error?.leg, t.ack, t.intercepted?.request, t.transfer?.up?.leg];
  const answer = [t.transfer?.down?.leg, t.intercepted?.answer];
  const first = timed(request, from);
  const second = behind ? { hops: hopsOf(behind, first.end), end: first.end + lasts(behind) } : { hops: [], end: first.end };
  return [...first.hops, ...second.hops, ...timed(answer, second.end).hops];
}

function timed(legs: readonly (Leg | undefined)[], from: number): { readonly hops: TimedHop[]; readonly end: number } {
  let end = from;
  const hops = legs.flatMap((leg) => {
    const start = end;
    end += msOf(leg);
    return (leg?.hops ?? []).map((hop, i) => ({ hop, at: start + (leg ? (msOf(leg) * i) / Math.max(1, leg.hops.length - 1) : 0) }));
  });
  return { hops, end };
}

function lasts(t: Trace): number {
  const behind = originOf(t);
  return msOf(t.out, t.back, t.ack, t.transfer?.up?.leg, t.transfer?.down?.leg) + (behind ? lasts(behind) : 0);
}

/** A packet on an interface, which way it went, and when. */
interface Seen {
  readonly packet: Packet;
  readonly on: string;
  readonly way: 'In' | 'Out';
  readonly at: number;
}

/** On several interfaces: what comes in before what leaves, each envelope on the cable's side of what it holds. */
function packetsOn(timedHop: TimedHop, shell: Shell, names: readonly string[]): Seen[] {
  const seen = names.flatMap((name) => packetsAt(timedHop, shell, name));
  const depth = ({ packet }: Seen) => packet.headers.length;
  const [came, left] = (['In', 'Out'] as const).map((way) => seen.filter((s) => s.way === way)) as [Seen[], Seen[]];
  return [...came.sort((a, b) => depth(b) - depth(a)), ...left.sort((a, b) => depth(a) - depth(b))];
}

/** What stands in an interface's packets: as they come in, as they leave; a tunnel's are without their envelope. */
function packetsAt({ hop, at }: TimedHop, shell: Shell, name: string): Seen[] {
  if (hop.node !== shell.node?.id) return [];
  const met = (code: string) => hop.steps.some((s) => s.reason.code === code && s.reason.args?.['interface'] === name);
  const peer = ipsecPeer(shell, name);
  const by = (packet: Packet | undefined, end: 'source' | 'destination') => peer !== undefined && ipsecEnd(packet, end) === peer;
  const inside = met('host-tunnel-in') || by(hop.after, 'destination');
  const outside = met('host-tunnel-out') || by(hop.before, 'source');
  const seen = (packet: Packet, way: Seen['way']): Seen => ({ packet, on: name, way, at });
  return [
    ...(hop.in === name ? [seen(hop.before, 'In')] : []),
    ...(outside ? [seen(unwrapped(hop.before), 'In')] : []),
    ...(inside && hop.after ? [seen(unwrapped(hop.after), 'Out')] : []),
    ...(hop.out === name && hop.after ? [seen(hop.after, 'Out')] : []),
  ];
}

/** The outer address of the other end of an interface's IPsec tunnel. */
function ipsecPeer({ solution, node }: Shell, name: string): Ip | undefined {
  const tunnel = node?.interfaces.find((i) => i.name === name)?.tunnel;
  return solution.network.tunnels.find((t) => t.id === tunnel)?.ends.find((e) => e.node !== node?.id)?.outer;
}

function ipsecEnd(packet: Packet | undefined, end: 'source' | 'destination'): Ip | undefined {
  const [ip, esp] = packet?.headers ?? [];
  return ip?.kind === 'ip' && esp?.kind === 'esp' ? ip[end] : undefined;
}

function unwrapped(packet: Packet): Packet {
  const last = packet.headers.findLastIndex((h) => h.kind === 'ip');
  return { ...packet, headers: packet.headers.slice(last) };
}

/** `cat FILE`: Squid's log, and the texts that the machine is set up by. */
export const cat: Command = (shell, words) => {
  const [file] = words.filter((w) => !w.startsWith('-'));
  if (file === undefined) return refuses('usage: cat FILE');
  if (file === '/var/log/squid/access.log' && shell.node?.host?.squid) {
    // A parent has no flows of its own: what it is asked for stands in those of its child.
    const entries = tracesOf(shell, (f) => f.proxy !== undefined).flatMap(({ trace }) => traceLogs(trace, trace.flow));
    return says(entries.flatMap((e) => (e.log === 'access.log' && e.device === shell.device ? (e.text ?? []) : [])).join('\n'));
  }
  const { lab } = shell.solution;
  const machine = lab.virtualMachines?.[shell.device] ?? lab.routers?.[shell.device] ?? lab.hosts?.[shell.device];
  const text = FILES.find(([name]) => name.test(file))?.[1];
  const config = text === undefined || !machine ? undefined : text !== 'frr' ? machine[text]?.config : 'frr' in machine ? machine.frr?.config : undefined;
  return config === undefined ? refuses(`cat: ${file}: No such file or directory`) : says(config);
};

const FILES: readonly (readonly [RegExp, 'frr' | 'pf' | 'rc' | 'squid'])[] = [
  [/^\/etc\/pf\.conf$/, 'pf'],
  [/^\/etc\/rc\.conf$/, 'rc'],
  [/^(\/usr\/local)?\/etc\/squid\/squid\.conf$/, 'squid'],
  [/^(\/usr\/local)?\/etc\/frr\/frr\.conf$/, 'frr'],
];
