/** Packets that machines make: the first of a flow, its answer, the one that completes a handshake, and ICMP errors. */
import { type NetNode, vrfOfTable } from '../compile/index.ts';
import type { SquidConfig } from '../hosts/index.ts';
import { formatIp, type Ip, isIpv4 } from '../ip/index.ts';
import type { Listener, FlowSpec } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { FIRST_TTL, firstTtl, isIcmpError, outer, reverse, tupleOf } from './packet.ts';
import { packetReason } from './reasons.ts';
import type { FiveTuple, Header, IcmpType, Packet, Protocol } from './types.ts';
import type { World } from './world.ts';

export interface PacketOptions {
  /** TTL, 1–255; 64 unless said: who sends knows its own (`firstTtl`). */
  readonly ttl?: number;
  /** Bytes beyond the headers; ping's 56 and nothing for TCP and UDP unless said. */
  readonly payload?: number;
  /** Set for TCP unless said (H9). */
  readonly dontFragment?: boolean;
  /** 0–63; 0 unless said. */
  readonly dscp?: number;
  /** Of an echo, 0–65535; an echo's reply has those of its request (RFC 792). */
  readonly icmpId?: number;
  readonly icmpSequence?: number;
}

type Kind = 'request' | 'reply' | 'reset' | 'ack' | 'data';

const TCP_FLAGS = { request: ['SYN'], reply: ['SYN', 'ACK'], reset: ['RST', 'ACK'], ack: ['ACK'], data: ['PSH', 'ACK'] } as const;

function transport(t: FiveTuple, kind: Kind, { icmpId, icmpSequence }: PacketOptions): Header {
  const { sourcePort, destinationPort } = t;
  if (t.protocol === 'icmp') {
    const type = kind === 'request' ? 'echo-request' : 'echo-reply';
    return { kind: 'icmp', type, ...(icmpId !== undefined && { id: icmpId }), ...(icmpSequence !== undefined && { sequence: icmpSequence }) };
  }
  if (t.protocol === 'udp') return { kind: 'udp', sourcePort, destinationPort };
  const opens = kind === 'request' || kind === 'reply';
  return { kind: 'tcp', sourcePort, destinationPort, flags: TCP_FLAGS[kind], ...(opens && { mss: isIpv4(t.source) ? 1460 : 1440 }) };
}

export function packetOf(t: FiveTuple, kind: Kind, host: string | undefined, options: PacketOptions = {}): Packet {
  const { source, destination, protocol } = t;
  const { ttl = FIRST_TTL, dontFragment = protocol === 'tcp', dscp = 0 } = options;
  return {
    headers: [{ kind: 'ip', source, destination, ttl, protocol, dontFragment, ...(dscp > 0 && { dscp }) }, transport(t, kind, options)],
    payload: options.payload ?? (protocol === 'icmp' ? 56 : 0),
    ...(host !== undefined && { host }),
  };
}

/** H53: an error quotes the header of the packet that it is about (RFC 792: that and 8 bytes). No error is sent about an error. `ttl`: the sender's own. */
export function errorPacket(about: Packet, type: IcmpType | 'tcp-reset', from: Ip, ttl: number, mtu?: number): Packet | undefined {
  if (isIcmpError(about)) return undefined;
  if (type === 'tcp-reset') return packetOf(reverse(tupleOf(about)), 'reset', undefined, { ttl });
  return {
    headers: [
      { kind: 'ip', source: from, destination: outer(about).source, ttl, protocol: 'icmp', dontFragment: false },
      { kind: 'icmp', type, ...(mtu !== undefined && { mtu }) },
    ],
    payload: 28,
    quotes: tupleOf(about),
  };
}

/** What comes back from where a packet was delivered; undefined: silence. */
export interface Answer {
  readonly packet: Packet;
  readonly refused: boolean;
  /** Why nobody takes it, where the port is open to others. */
  readonly why?: Reason;
}

/** `table`: that of the VRF in which it was delivered, on Linux. */
export function answerTo(world: World, node: NetNode, arrived: Packet, table = 0): Answer | undefined {
  const t = tupleOf(arrived);
  const back = reverse(t);
  const ttl = firstTtl(node);
  // An echo is answered with what it brought (RFC 792).
  if (t.protocol === 'icmp') return isPlatform(node) ? undefined : { packet: packetOf(back, 'reply', undefined, { ttl, ...echoOf(arrived) }), refused: false };
  if (isOpen(world, node, t, table)) return { packet: packetOf(back, 'reply', undefined, { ttl }), refused: false };
  if (isPlatform(node)) return undefined;
  const why = openElsewhere(world, node, t, table);
  const refused = { refused: true, ...(why && { why }) };
  if (t.protocol === 'tcp') return { packet: packetOf(back, 'reset', undefined, { ttl }), ...refused };
  const packet = errorPacket(arrived, 'port-unreachable', t.destination, ttl);
  return packet && { packet, ...refused };
}

/** What an echo's reply takes from it: data, identifier, sequence number (RFC 792), and the TOS (Linux's icmp_reply, FreeBSD's icmp_reflect). */
function echoOf(arrived: Packet): PacketOptions {
  const [ip, echo] = arrived.headers;
  const { id, sequence } = echo?.kind === 'icmp' ? echo : {};
  return {
    payload: arrived.payload,
    ...(ip?.kind === 'ip' && ip.dscp !== undefined && { dscp: ip.dscp }),
    ...(id !== undefined && { icmpId: id }),
    ...(sequence !== undefined && { icmpSequence: sequence }),
  };
}

/** Azure's own instances and edge routers speak BGP and keep silent otherwise (A5, A93, A121). */
function isPlatform(node: NetNode): boolean {
  return node.kind !== 'router' && node.kind !== 'internet' && node.kind !== 'load-balancer';
}

const BGP_PORT = 179;

/** A packet for a socket: what it asks for, and the table of the VRF that it came in by, 0 for none. */
type Asked = Pick<FiveTuple, 'protocol' | 'destination' | 'destinationPort'>;

/** What a machine says that it listens on; BGP where it runs; on the wider Internet, whose services nobody lists, everything. */
export function isOpen(world: World, node: NetNode, t: Asked, table = 0): boolean {
  const vrf = vrfOfTable(node, table)?.name;
  if (t.protocol === 'tcp' && t.destinationPort === BGP_PORT && node.speaker !== undefined) return takes(node, t, undefined, vrf);
  if (node.kind === 'router' && t.protocol === 'tcp' && squidListens(node.host?.squid, t)) return takes(node, t, undefined, vrf);
  // Bastion takes the browser's HTTPS, and opens the session to a machine itself.
  if (node.kind === 'bastion') return t.protocol === 'tcp' && t.destinationPort === 443;
  const said = listenersOf(world, node, t.destination);
  return said === undefined || listening(said, t).some((l) => takes(node, t, l.vrf, vrf));
}

/**
 * H11: whether a socket takes what comes in by a VRF, or by none (undefined). One that is bound to a VRF takes what comes by that; one that is
 * bound to none, what comes by none, or by any if the machine says so (include/net/inet_sock.h inet_bound_dev_eq).
 */
function takes(node: NetNode, { protocol }: Asked, bound: string | undefined, vrf: string | undefined): boolean {
  if (bound !== undefined || vrf === undefined) return bound === vrf;
  return node.kind === 'router' && (protocol === 'tcp' || protocol === 'udp') && node.host?.l3mdevAccept?.[protocol] === true;
}

/** The reason where a service has the port, but in another VRF. */
function openElsewhere(world: World, node: NetNode, t: Asked, table: number): Reason | undefined {
  const [service] = listening(listenersOf(world, node, t.destination), t);
  const args = { device: node.device, port: t.destinationPort, vrf: vrfOfTable(node, table)?.name ?? '' };
  if (!service || node.kind !== 'router') return undefined;
  if (args.vrf === '') return packetReason('vrf-port-in-vrf', { ...args, vrf: service.vrf ?? '' });
  return service.vrf === undefined
    ? packetReason('vrf-port-unbound', { ...args, protocol: t.protocol })
    : packetReason('vrf-port-elsewhere', { ...args, bound: service.vrf });
}

/** The services at an address of a node; undefined where nobody lists them. */
export function listenersOf(world: World, node: NetNode, destination: Ip): readonly Listener[] | undefined {
  const { lab } = world.input;
  if (node.kind === 'internet') {
    const host = Object.values(lab.internet?.hosts ?? {}).find((h) => h.ipAddress === formatIp(destination));
    return host && (host.listen ?? []);
  }
  if (node.kind === 'private-endpoint') return node.server === undefined ? undefined : (lab.internet?.hosts[node.server]?.listen ?? []);
  return lab.virtualMachines?.[node.device]?.listen ?? lab.hosts?.[node.device]?.listen ?? [];
}

/** H60: a proxy is open on its http_ports, once it has started. */
/** Whether Squid runs and takes what is for this address and port. */
export function squidListens(squid: SquidConfig | undefined, t: Pick<FiveTuple, 'destination' | 'destinationPort'>): boolean {
  return squid?.starts === true && squid.ports.some((p) => p.port === t.destinationPort && (p.address === undefined || p.address === t.destination));
}

function listening(listeners: readonly Listener[] | undefined, t: Pick<FiveTuple, 'protocol' | 'destinationPort'>): readonly Listener[] {
  return listeners?.filter((l) => l.protocol === t.protocol && l.port === t.destinationPort) ?? [];
}

/** The flow of a question, as its first packet has it. */
export function firstTuple(flow: FlowSpec, source: Ip, destination: Ip, sourcePort: number): FiveTuple {
  const protocol: Protocol = flow.protocol;
  const ports = protocol === 'icmp' ? { sourcePort: 0, destinationPort: 0 } : { sourcePort, destinationPort: flow.port ?? 0 };
  return { protocol, source, destination, ...ports };
}
