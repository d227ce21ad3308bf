/** Packets into tunnels and out of them: the headers that each kind puts in front, and the bytes that they take (H22, H40, H43, H44). */
import type { HostTunnel } from '../compile/index.ts';
import { type Ip, isIpv4 } from '../ip/index.ts';
import { HASH } from './choose.ts';
import { FIRST_TTL, outer, tupleOf } from './packet.ts';
import type { Header, Packet } from './types.ts';

/** A tunnel that a packet enters. Absent parts are those of an Azure gateway's IPsec tunnel. */
export interface Wrap {
  /** `esp` unless said. */
  readonly kind?: 'esp' | 'gre' | 'ipip' | 'vxlan';
  readonly source: Ip;
  readonly destination: Ip;
  /** Its name: a connection, or an interface. */
  readonly tunnel: string;
  /** GRE key or VNI. */
  readonly key?: number;
  /** Outer TTL; `inherit`: the one inside. */
  readonly ttl?: number | 'inherit';
  readonly dontFragment?: 'set' | 'clear' | 'copy';
  readonly port?: number;
  /** UDP ports that a VXLAN is sent from. */
  readonly sourcePorts?: HostTunnel['sourcePorts'];
  /** Of the tunnel's own interface, in bytes. */
  readonly mtu?: number;
  /** A point-to-site client's (A95). */
  readonly client?: boolean;
  /** The tunnel that the outer packet enters in its turn. */
  readonly around?: Wrap;
}

/** The packet in this tunnel alone; the new header's TTL is its own (H44). */
export function encapsulate(packet: Packet, wrap: Wrap): Packet {
  const inner = outer(packet);
  const ttl = wrap.ttl === 'inherit' ? inner.ttl : (wrap.ttl ?? FIRST_TTL);
  const dontFragment = wrap.dontFragment === 'set' || (wrap.dontFragment === 'copy' && inner.dontFragment);
  const { source, destination } = wrap;
  const dscp = copiesDscp(wrap) ? inner.dscp : undefined;
  const header = (protocol: Extract<Header, { kind: 'ip' }>['protocol']): Header => ({
    kind: 'ip',
    source,
    destination,
    ttl,
    protocol,
    dontFragment,
    ...(dscp !== undefined && { dscp }),
  });
  return { ...packet, headers: [...envelope(wrap, header, packet), ...packet.headers] };
}

/** IPsec in tunnel mode copies it (RFC 4301 §5.1.2.1); what Linux and FreeBSD wrap carries what the interface says, 0 unless told to inherit. */
function copiesDscp({ kind = 'esp' }: Wrap): boolean {
  return kind === 'esp';
}

/** RFC 7348 §5: the source port is a hash of the flow inside, so that flows part at equal ways; Linux's are of ip_local_port_range. */
function entropyOf(inside: Packet, { from, to } = IP_LOCAL_PORT_RANGE): number {
  return from + HASH.choose('vxlan', tupleOf(inside), to - from + 1);
}

/** Its second number is not taken (net/udp.h udp_flow_src_port). */
const IP_LOCAL_PORT_RANGE: NonNullable<HostTunnel['sourcePorts']> = { from: 32_768, to: 60_998 };

function envelope(wrap: Wrap, header: (protocol: Extract<Header, { kind: 'ip' }>['protocol']) => Header, inside: Packet): Header[] {
  switch (wrap.kind ?? 'esp') {
    case 'esp':
      return [header('esp'), { kind: 'esp', tunnel: wrap.tunnel }];
    case 'gre':
      return [header('gre'), { kind: 'gre', ...(wrap.key !== undefined && { key: wrap.key }) }];
    case 'ipip':
      return [header(isIpv4(outer(inside).source) ? 'ipip' : 'ipv6')];
    case 'vxlan':
      return [
        header('udp'),
        { kind: 'udp', sourcePort: entropyOf(inside, wrap.sourcePorts), destinationPort: wrap.port ?? 4789 },
        { kind: 'vxlan', vni: wrap.key ?? 0 },
      ];
  }
}

/** Without its outermost envelope. Fragments of the outer packet are put together here. */
export function decapsulate(packet: Packet): Packet {
  const inside = packet.headers.findIndex((h, i) => i > 0 && h.kind === 'ip');
  const { fragment, fragmentDepth, ...rest } = packet;
  const headers = packet.headers.slice(inside);
  const cutInside = fragment !== undefined && (fragmentDepth ?? packet.headers.length) <= headers.length;
  return { ...rest, headers, ...(cutInside && { fragment, fragmentDepth: fragmentDepth ?? headers.length }) };
}

/** Whether an IP header stands inside another. */
export function isWrapped(packet: Packet): boolean {
  return packet.headers.some((h, i) => i > 0 && h.kind === 'ip');
}

/** Bytes that an envelope adds at most (H40). ESP has at most three bytes of padding. */
export function overheadOf(wrap: Wrap): number {
  const ip = isIpv4(wrap.source) ? 20 : 40;
  switch (wrap.kind ?? 'esp') {
    case 'esp':
      return ip + 8 + 8 + 3 + 2 + 16;
    case 'gre':
      return ip + (wrap.key === undefined ? 4 : 8);
    case 'ipip':
      return ip;
    case 'vxlan':
      return ip + 8 + 8 + 14;
  }
}
