/**
 * What the lab's own flows leave behind on a machine: packets at an interface as tcpdump shows them, and the lines of Squid's
 * access.log. The lab's flows are traced in the order of their ids.
 */
import { type Hop, type Leg, originOf, type Packet, type Trace, traceFlow } from '../../data-plane/index.ts';
import { formatIp, isIpv4 } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import { type Command, numberOf, readOptions, refuses, says, type Shell } from './options.ts';

function tracesOf({ solution }: Shell, wanted: (flow: FlowSpec) => boolean = () => true): Trace[] {
  return Object.entries(solution.lab.flows ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, f]) => wanted(f))
    .map(([, flow]) => traceFlow(solution, flow, { branches: false }));
}

/** `tcpdump -n -i IF|any [-c COUNT]`. */
export const tcpdump: Command = (shell, words) => {
  const { rest: _, value } = readOptions(words, ['i', 'c', 's', 'w', 'r']);
  const name = value('i');
  const names = name === 'any' ? (shell.node?.interfaces ?? []).filter((i) => i.name !== 'lo').map((i) => i.name) : [name ?? ''];
  if (names.length === 0 || !names.every((n) => shell.node?.interfaces.some((i) => i.name === n)))
    return refuses(`tcpdump: ${name ?? ''}: No such device exists`);
  const seen = tracesOf(shell).flatMap((t) => hopsOf(t).flatMap((hop) => packetsOn(hop, shell.node?.id ?? '', names)));
  const shown = seen.slice(0, numberOf(value('c'), 1, 10_000) ?? seen.length);
  const link = name === 'any' ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)';
  const head = `listening on ${name}, link-type ${link}, snapshot length 262144 bytes`;
  const lines = shown.map(({ packet, on, way }, i) => {
    const time = `00:00:${String(Math.floor(i / 1000) % 60).padStart(2, '0')}.${String(i % 1000).padStart(3, '0')}000`;
    return `${time} ${name === 'any' ? `${on} ${way.padEnd(3)} ` : ''}${packetText(packet)}`;
  });
  return says([head, ...lines, `${shown.length} packets captured`].join('\n'));
};

/** In the order in which packets were sent. */
function hopsOf(t: Trace): Hop[] {
  const request = [t.out, t.out.error?.leg, t.back, t.back?.error?.leg, t.ack, t.intercepted?.request, t.transfer?.up?.leg];
  const answer = [t.transfer?.down?.leg, t.intercepted?.answer];
  const hops = (legs: readonly (Leg | undefined)[]) => legs.flatMap((leg) => leg?.hops ?? []);
  const behind = originOf(t);
  return [...hops(request), ...(behind ? hopsOf(behind) : []), ...hops(answer)];
}

/** A packet on an interface, and which way it went. */
interface Seen {
  readonly packet: Packet;
  readonly on: string;
  readonly way: 'In' | 'Out';
}

/** On several interfaces: what comes in before what leaves, each envelope on the cable's side of what it holds. */
function packetsOn(hop: Hop, node: string, names: readonly string[]): Seen[] {
  const seen = names.flatMap((name) => packetsAt(hop, node, name));
  const depth = ({ packet }: Seen) => packet.headers.length;
  const [came, left] = (['In', 'Out'] as const).map((way) => seen.filter((s) => s.way === way)) as [Seen[], Seen[]];
  return [...came.sort((a, b) => depth(b) - depth(a)), ...left.sort((a, b) => depth(a) - depth(b))];
}

/** What stands in an interface's packets: as they come in, as they leave; a tunnel's are without their envelope. */
function packetsAt(hop: Hop, node: string, name: string): Seen[] {
  if (hop.node !== node) return [];
  const inside = hop.steps.some((s) => s.reason.code === 'host-tunnel-in' && s.reason.args?.['interface'] === name);
  const outside = hop.steps.some((s) => s.reason.code === 'host-tunnel-out' && s.reason.args?.['interface'] === name);
  const seen = (packet: Packet, way: Seen['way']): Seen => ({ packet, on: name, way });
  return [
    ...(hop.in === name ? [seen(hop.before, 'In')] : []),
    ...(outside ? [seen(unwrapped(hop.before), 'In')] : []),
    ...(inside && hop.after ? [seen(unwrapped(hop.after), 'Out')] : []),
    ...(hop.out === name && hop.after ? [seen(hop.after, 'Out')] : []),
  ];
}

function unwrapped(packet: Packet): Packet {
  const last = packet.headers.findLastIndex((h) => h.kind === 'ip');
  return { ...packet, headers: packet.headers.slice(last) };
}

/** One packet as `tcpdump -n` prints it; what is in a tunnel stands behind its envelope. */
function packetText(packet: Packet): string {
  const parts: string[] = [];
  for (const [i, header] of packet.headers.entries()) {
    if (header.kind !== 'ip') continue;
    const next = packet.headers[i + 1];
    const ports = next?.kind === 'tcp' || next?.kind === 'udp' ? next : undefined;
    const end = (ip: typeof header.source, port: number | undefined) => `${formatIp(ip)}${port === undefined ? '' : `.${port}`}`;
    const name = isIpv4(header.source) ? 'IP' : 'IP6';
    parts.push(`${name} ${end(header.source, ports?.sourcePort)} > ${end(header.destination, ports?.destinationPort)}: ${payloadText(packet, i)}`);
  }
  return parts.join('').trimEnd();
}

const FLAGS = { FIN: 'F', SYN: 'S', RST: 'R', PSH: 'P', ACK: '.' } as const;
const ICMP_WORDS: Readonly<Record<string, string>> = {
  'echo-request': 'echo request',
  'echo-reply': 'echo reply',
  'time-exceeded': 'time exceeded in-transit',
  'net-unreachable': 'net unreachable',
  'host-unreachable': 'host unreachable',
  'port-unreachable': 'port unreachable',
  'frag-needed': 'unreachable - need to frag',
  prohibited: 'admin prohibited filter',
};

function payloadText(packet: Packet, at: number): string {
  const next = packet.headers[at + 1];
  const ip = packet.headers[at];
  const ipv6 = ip?.kind === 'ip' && !isIpv4(ip.source);
  switch (next?.kind) {
    case 'tcp': {
      const flags = (['SYN', 'FIN', 'RST', 'PSH', 'ACK'] as const).filter((f) => next.flags.includes(f)).map((f) => FLAGS[f]);
      return `Flags [${flags.join('')}]${next.mss === undefined ? '' : `, options [mss ${next.mss}]`}, length ${packet.payload}`;
    }
    case 'udp':
      return packet.headers[at + 2]?.kind === 'vxlan' ? `VXLAN, flags [I] (0x08), vni ${vniOf(packet, at)}\n` : `UDP, length ${packet.payload}`;
    case 'icmp':
      return `${ipv6 ? 'ICMP6,' : 'ICMP'} ${ICMP_WORDS[next.type] ?? next.type}, length ${packet.payload + 8}`;
    case 'gre':
      return 'GREv0, ';
    case 'esp':
      return `ESP(${next.tunnel}), `;
    default:
      return '';
  }
}

function vniOf(packet: Packet, at: number): number {
  const header = packet.headers[at + 2];
  return header?.kind === 'vxlan' ? header.vni : 0;
}

/** `cat FILE`: Squid's log, and the texts that the machine is set up by. */
export const cat: Command = (shell, words) => {
  const [file] = words.filter((w) => !w.startsWith('-'));
  if (file === undefined) return refuses('usage: cat FILE');
  if (file === '/var/log/squid/access.log' && shell.node?.host?.squid) {
    const lines = tracesOf(shell, (f) => f.proxy === shell.device).flatMap((t) => t.proxied?.log ?? []);
    return says(lines.join('\n'));
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
