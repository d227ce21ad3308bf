/** Packets as header stacks: making, reading, measuring, and the changes that devices make to them. The outermost header is first. */
import type { NetNode } from '../compile/index.ts';
import { formatIp, type Ip, isIpv4 } from '../ip/index.ts';
import type { FiveTuple, Header, IcmpType, Packet } from './types.ts';

export type IpHeader = Extract<Header, { kind: 'ip' }>;
type TcpFlags = Extract<Header, { kind: 'tcp' }>['flags'];

/** TTL of a new packet, and its hop limit in IPv6 (H44): Linux's and FreeBSD's net.ipv4.ip_default_ttl, net.inet.ip.ttl, and what Azure's devices are taken to have. */
export const FIRST_TTL = 64;
/** Windows' DefaultTTL and DefaultCurHopLimit (`netsh interface ipv4 show global`). */
const WINDOWS_TTL = 128;

/** With which a machine's packets set out, unless a program says otherwise: those that it asks with, its answers, its ICMP errors. */
export function firstTtl(node: NetNode): number {
  return node.kind === 'router' && (node.host?.os ?? node.platform) === 'windows' ? WINDOWS_TTL : FIRST_TTL;
}

export function outer(packet: Packet): IpHeader {
  const header = packet.headers[0];
  if (header?.kind !== 'ip') throw new Error('expected an IP header first');
  return header;
}

/** The innermost IP header: what is left where every tunnel has come off. */
export function innermost(packet: Packet): IpHeader {
  const header = packet.headers.findLast((h) => h.kind === 'ip');
  if (header?.kind !== 'ip') throw new Error('expected an IP header');
  return header;
}

/** The flow that a device on the way sees: the outermost IP header and what follows it at once (H45). */
export function tupleOf(packet: Packet): FiveTuple {
  const ip = outer(packet);
  const next = packet.headers[1];
  const ports = next?.kind === 'tcp' || next?.kind === 'udp' ? next : undefined;
  return {
    protocol: ip.protocol,
    source: ip.source,
    destination: ip.destination,
    sourcePort: ports?.sourcePort ?? 0,
    destinationPort: ports?.destinationPort ?? 0,
  };
}

/** The DSCP of the outermost header, where it is not 0. */
export function dscpOf(packet: Packet): Pick<IpHeader, 'dscp'> {
  const { dscp } = outer(packet);
  return dscp === undefined ? {} : { dscp };
}

export function reverse(t: FiveTuple): FiveTuple {
  return { protocol: t.protocol, source: t.destination, destination: t.source, sourcePort: t.destinationPort, destinationPort: t.sourcePort };
}

/** `192.0.2.1:443`, `[2001:db8::1]:443`; the address alone where the port is 0. */
export function socketText(ip: Ip, port: number): string {
  return port === 0 ? formatIp(ip) : `${isIpv4(ip) ? formatIp(ip) : `[${formatIp(ip)}]`}:${port}`;
}

export function tupleKey(t: FiveTuple): string {
  return `${t.protocol} ${formatIp(t.source)}:${t.sourcePort} ${formatIp(t.destination)}:${t.destinationPort}`;
}

export function sameTuple(a: FiveTuple, b: FiveTuple): boolean {
  return (
    a.protocol === b.protocol &&
    a.source === b.source &&
    a.destination === b.destination &&
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort
  );
}

/** The flow that a packet answers, as its receiver would have sent it: what an ICMP error quotes, the other way round anything else. */
export function answered(packet: Packet): FiveTuple {
  return packet.quotes ?? reverse(tupleOf(packet));
}

/** The packet with its outer IP header changed. */
export function withOuter(packet: Packet, change: Partial<IpHeader>): Packet {
  return { ...packet, headers: [{ ...outer(packet), ...change }, ...packet.headers.slice(1)] };
}

/** The packet with the addresses and ports of its outer flow changed: what NAT does. */
export function rewrite(packet: Packet, change: Partial<Omit<FiveTuple, 'protocol'>>): Packet {
  const { source, destination, sourcePort, destinationPort } = change;
  const [ip, next, ...rest] = withOuter(packet, { ...(source !== undefined && { source }), ...(destination !== undefined && { destination }) }).headers;
  const moved =
    next?.kind === 'tcp' || next?.kind === 'udp'
      ? { ...next, ...(sourcePort !== undefined && { sourcePort }), ...(destinationPort !== undefined && { destinationPort }) }
      : next;
  return { ...packet, headers: [ip as Header, ...(moved ? [moved] : []), ...rest] };
}

/** RFC 5508 §4: the quoted header is translated with the packet. */
export function translateQuotes(packet: Packet, change: (quoted: FiveTuple) => FiveTuple): Packet {
  return packet.quotes ? { ...packet, quotes: change(packet.quotes) } : packet;
}

/** The name in the ESP header right behind the outer one; undefined for a packet that is not encapsulated. */
export function tunnelOf(packet: Packet): string | undefined {
  const esp = packet.headers[1];
  return esp?.kind === 'esp' ? esp.tunnel : undefined;
}

/** First flags of a TCP packet that is not inside a tunnel; empty for anything else. */
export function flagsOf(packet: Packet): TcpFlags {
  const tcp = packet.headers[1];
  return tcp?.kind === 'tcp' ? tcp.flags : [];
}

/** The ICMP type of a packet that is not inside a tunnel. */
export function icmpTypeOf(packet: Packet): IcmpType | undefined {
  const icmp = packet.headers[1];
  return icmp?.kind === 'icmp' ? icmp.type : undefined;
}

/** True for what no ICMP error may be sent about (RFC 1122 §3.2.2): another ICMP error. */
export function isIcmpError(packet: Packet): boolean {
  const type = icmpTypeOf(packet);
  return type !== undefined && type !== 'echo-request' && type !== 'echo-reply';
}

/** Everything of a packet but its TTLs: two visits to one node with the same state are a loop. */
export function stateKey(packet: Packet): string {
  return packet.headers.map(headerKey).join('|');
}

function headerKey(h: Header): string {
  switch (h.kind) {
    case 'ip':
      return `${formatIp(h.source)}>${formatIp(h.destination)}/${h.protocol}`;
    case 'tcp':
      return `${h.sourcePort}>${h.destinationPort} ${h.flags.join()}`;
    case 'udp':
      return `${h.sourcePort}>${h.destinationPort}`;
    case 'esp':
      return h.tunnel;
    case 'gre':
      return `gre ${h.key ?? ''}`;
    case 'vxlan':
      return `vni ${h.vni}`;
    case 'icmp':
      return h.type;
  }
}

/** Bytes on the wire from the outer IP header on; a fragmented packet counts as its largest fragment. */
export function sizeOf({ headers, payload, fragment, fragmentDepth = headers.length }: Packet): number {
  return headers.reduceRight((inside, header, i) => {
    const size = inside + headerSize(header, inside);
    return fragment !== undefined && headers.length - i === fragmentDepth ? Math.min(size, fragment) : size;
  }, payload);
}

/** In fragments already, or about to be cut where it leaves by a link of this MTU, in bytes. */
export function isCut(packet: Packet, mtu: number): boolean {
  return packet.fragment !== undefined || (sizeOf(packet) > mtu && !outer(packet).dontFragment);
}

/**
 * IPv4 20, IPv6 40, TCP 20 (options left out), UDP and ICMP 8; GRE 4 and its key 4; VXLAN 8 and the Ethernet header inside 14;
 * ESP by H40: 8 + IV 8 + padding to four bytes with its trailer of 2 + 16.
 */
function headerSize(h: Header, inside: number): number {
  switch (h.kind) {
    case 'ip':
      return isIpv4(h.source) ? 20 : 40;
    case 'tcp':
      return 20;
    case 'udp':
    case 'icmp':
      return 8;
    case 'gre':
      return h.key === undefined ? 4 : 8;
    case 'vxlan':
      return 8 + 14;
    case 'esp':
      return 8 + 8 + (Math.ceil((inside + 2) / 4) * 4 - inside) + 16;
  }
}
