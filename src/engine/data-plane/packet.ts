/** Packets as header stacks: making, reading, and the changes that devices make to them. The outermost header is first. */
import { formatIp, type Ip } from '../ip/index.ts';
import type { Header, Packet, Protocol } from './types.ts';

export type IpHeader = Extract<Header, { kind: 'ip' }>;

/** What tells one flow from another. Ports are 0 for ICMP. */
export interface FiveTuple {
  readonly protocol: Protocol;
  readonly source: Ip;
  readonly destination: Ip;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** TTL of a new packet (H-series hosts; Windows and Linux differ in the number, not in what follows). */
export const FIRST_TTL = 64;

export function outer(packet: Packet): IpHeader {
  const header = packet.headers[0];
  if (header?.kind !== 'ip') throw new Error('expected an IP header first');
  return header;
}

/** The innermost IP header and its transport: the flow that people mean. */
export function tupleOf(packet: Packet): FiveTuple {
  const at = packet.headers.findLastIndex((h) => h.kind === 'ip');
  const ip = packet.headers[at] as IpHeader;
  const transport = packet.headers[at + 1];
  const ports = transport?.kind === 'tcp' || transport?.kind === 'udp' ? transport : undefined;
  return {
    protocol: ip.protocol === 'tcp' || ip.protocol === 'udp' ? ip.protocol : 'icmp',
    source: ip.source,
    destination: ip.destination,
    sourcePort: ports?.sourcePort ?? 0,
    destinationPort: ports?.destinationPort ?? 0,
  };
}

export function reverse(t: FiveTuple): FiveTuple {
  return { protocol: t.protocol, source: t.destination, destination: t.source, sourcePort: t.destinationPort, destinationPort: t.sourcePort };
}

export function tupleKey(t: FiveTuple): string {
  return `${t.protocol} ${formatIp(t.source)}:${t.sourcePort} ${formatIp(t.destination)}:${t.destinationPort}`;
}

/** The packet with its outer IP header changed. */
export function withOuter(packet: Packet, change: Partial<IpHeader>): Packet {
  return { ...packet, headers: [{ ...outer(packet), ...change }, ...packet.headers.slice(1)] };
}

/** The packet with the addresses and ports of its outer flow changed. */
export function rewrite(packet: Packet, change: Partial<Pick<FiveTuple, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>>): Packet {
  const { source, destination, sourcePort, destinationPort } = change;
  const [ip, transport, ...rest] = withOuter(packet, { ...(source !== undefined && { source }), ...(destination !== undefined && { destination }) }).headers;
  const moved =
    transport?.kind === 'tcp' || transport?.kind === 'udp'
      ? { ...transport, ...(sourcePort !== undefined && { sourcePort }), ...(destinationPort !== undefined && { destinationPort }) }
      : transport;
  return { ...packet, headers: [ip as Header, ...(moved ? [moved] : []), ...rest] };
}

/** ESP in tunnel mode: a new outer header and the ESP header in front (RFC 4303 §3.1.2). */
export function encapsulate(packet: Packet, source: Ip, destination: Ip, tunnel: string): Packet {
  return {
    ...packet,
    headers: [{ kind: 'ip', source, destination, ttl: FIRST_TTL, protocol: 'esp', dontFragment: false }, { kind: 'esp', tunnel }, ...packet.headers],
  };
}

export function decapsulate(packet: Packet): Packet {
  return { ...packet, headers: packet.headers.slice(2) };
}

/** A stable number from a flow, for choosing among equal ways: the same flow, the same way (A20, H8). FNV-1a over its text. */
export function flowHash(t: FiveTuple): number {
  let hash = 0x811c9dc5;
  for (const c of tupleKey(t)) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}

/** Everything of a packet but its TTLs: two visits to one node with the same state are a loop. */
export function stateKey(packet: Packet): string {
  return packet.headers
    .map((h) =>
      h.kind === 'ip'
        ? `${formatIp(h.source)}>${formatIp(h.destination)}/${h.protocol}`
        : h.kind === 'tcp' || h.kind === 'udp'
          ? `${h.sourcePort}>${h.destinationPort}`
          : h.kind === 'esp'
            ? h.tunnel
            : h.type,
    )
    .join('|');
}
