/**
 * A packet as `tcpdump -n` prints it (recorded of tcpdump 4.99.3 with packets of each kind). What is in an envelope that can be read stands
 * behind it; of ESP nobody sees more than its SPI and sequence number (RFC 4303 §2).
 */
import { type Header, type Packet, sizeOf } from '../../data-plane/index.ts';
import { formatIp, type Ip, isIpv4 } from '../../ip/index.ts';

type IpHeader = Extract<Header, { kind: 'ip' }>;
type TcpHeader = Extract<Header, { kind: 'tcp' }>;
type IcmpHeader = Extract<Header, { kind: 'icmp' }>;

/** Counts what packets count: ESP's sequence numbers, and the bytes of TCP connections. */
export class Capture {
  private readonly sequences = new Map<number, number>();
  private readonly sent = new Map<string, number>();

  text(packet: Packet): string {
    return this.from(packet, 0);
  }

  private from(packet: Packet, at: number): string {
    const ip = packet.headers[at];
    if (ip?.kind !== 'ip') return '';
    const next = packet.headers[at + 1];
    const ports = next?.kind === 'tcp' || next?.kind === 'udp' ? next : undefined;
    const end = (address: Ip, port: number | undefined) => `${formatIp(address)}${port === undefined ? '' : `.${port}`}`;
    const name = isIpv4(ip.source) ? 'IP' : 'IP6';
    return `${name} ${end(ip.source, ports?.sourcePort)} > ${end(ip.destination, ports?.destinationPort)}: ${this.payload(packet, ip, at + 1)}`;
  }

  private payload(packet: Packet, ip: IpHeader, at: number): string {
    const header = packet.headers[at];
    const size = sizeOf({ ...packet, headers: packet.headers.slice(at) });
    switch (header?.kind) {
      case 'tcp':
        return this.tcp(header, ip, packet.payload);
      case 'udp': {
        const inside = packet.headers[at + 1];
        return inside?.kind === 'vxlan' ? `${vxlanText(header.destinationPort, inside.vni)}\n${this.from(packet, at + 2)}` : `UDP, length ${packet.payload}`;
      }
      case 'icmp':
        return isIpv4(ip.source) ? icmpText(header, packet, size) : icmp6Text(header, packet, size);
      case 'gre':
        return `GREv0${header.key === undefined ? '' : `, key=0x${header.key.toString(16)}`}, length ${size}: ${this.from(packet, at + 1)}`;
      case 'esp':
        return `ESP(${this.esp(header.tunnel, ip)}), length ${size}`;
      case 'ip':
        return this.from(packet, at);
      default:
        return `length ${size}`;
    }
  }

  /** A SYN's number is made of its ports, later ones are counted from it; the window is Linux's first (64240). */
  private tcp({ flags, mss, sourcePort, destinationPort }: TcpHeader, { source, destination }: IpHeader, payload: number): string {
    const letters = (['SYN', 'FIN', 'RST', 'PSH', 'ACK'] as const).filter((f) => flags.includes(f)).map((f) => FLAGS[f]);
    const way = (a: Ip, p: number, b: Ip, q: number) => `${formatIp(a)}.${p} ${formatIp(b)}.${q}`;
    const [mine, theirs] = [way(source, sourcePort, destination, destinationPort), way(destination, destinationPort, source, sourcePort)];
    const [syn, reset] = [flags.includes('SYN'), flags.includes('RST')];
    // A connection of the same ends begins anew.
    if (syn && !flags.includes('ACK')) for (const ends of [mine, theirs]) this.sent.delete(ends);
    const at = this.sent.get(mine) ?? 1;
    const first = firstSequence(sourcePort, destinationPort);
    const seq = syn ? `, seq ${first}` : reset ? ', seq 0' : payload > 0 ? `, seq ${at}:${at + payload}` : '';
    const heard = syn || reset ? firstSequence(destinationPort, sourcePort) + 1 : (this.sent.get(theirs) ?? 1);
    const ack = flags.includes('ACK') ? `, ack ${heard}` : '';
    if (payload > 0) this.sent.set(mine, at + payload);
    return `Flags [${letters.join('')}]${seq}${ack}, win ${reset ? 0 : 64_240}${mss === undefined ? '' : `, options [mss ${mss}]`}, length ${payload}`;
  }

  /** One SPI a tunnel and direction: a number made of its name and ends, as good as the one that IKE would draw. */
  private esp(tunnel: string, { source, destination }: IpHeader): string {
    const spi = 0xc000_0000 + (hashOf(`${tunnel} ${formatIp(source)} ${formatIp(destination)}`) % 0x0fff_ffff);
    const sequence = (this.sequences.get(spi) ?? 0) + 1;
    this.sequences.set(spi, sequence);
    return `spi=0x${spi.toString(16).padStart(8, '0')},seq=0x${sequence.toString(16)}`;
  }
}

function firstSequence(from: number, to: number): number {
  return hashOf(`${from} ${to}`);
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** Port 8472 is OTV's to tcpdump, whose header looks alike. */
function vxlanText(port: number, vni: number): string {
  return port === 8472 ? `OTV, flags [I] (0x08), overlay 0, instance ${vni}` : `VXLAN, flags [I] (0x08), vni ${vni}`;
}

const FLAGS = { FIN: 'F', SYN: 'S', RST: 'R', PSH: 'P', ACK: '.' } as const;

/** Identifier of an echo of whose flow none is said. */
export const FIRST_ID = 1;

function echoText({ type, id, sequence }: IcmpHeader): string {
  return `${type.replace('-', ' ')}, id ${id ?? FIRST_ID}, seq ${sequence ?? 1}`;
}

/** IANA's numbers of protocols. */
const NUMBERS = { icmp: 1, ipip: 4, tcp: 6, udp: 17, ipv6: 41, gre: 47, esp: 50 } as const;

function icmpText(header: IcmpHeader, { quotes }: Packet, size: number): string {
  const { type, mtu } = header;
  const about = quotes ? formatIp(quotes.destination) : '';
  const said = () => {
    switch (type) {
      case 'echo-request':
      case 'echo-reply':
        return echoText(header);
      case 'time-exceeded':
        return 'time exceeded in-transit';
      case 'net-unreachable':
        return `net ${about} unreachable`;
      case 'host-unreachable':
        return `host ${about} unreachable`;
      case 'port-unreachable':
        return quotes && (quotes.protocol === 'udp' || quotes.protocol === 'tcp')
          ? `${about} ${quotes.protocol} port ${quotes.destinationPort} unreachable`
          : `${about} protocol 1 port unreachable`;
      case 'frag-needed':
        return `${about} unreachable - need to frag${mtu === undefined ? '' : ` (mtu ${mtu})`}`;
      case 'prohibited':
        return `host ${about} unreachable - admin prohibited filter`;
      case 'proto-unreachable':
        return `${about} protocol ${quotes ? NUMBERS[quotes.protocol] : 0} unreachable`;
      case 'net-prohibited':
        return `net ${about} unreachable - admin prohibited`;
      case 'host-prohibited':
        return `host ${about} unreachable - admin prohibited`;
      case 'policy-fail':
      case 'reject-route':
        throw new Error(`expected an ICMP type of IPv4, got ${type}`);
    }
  };
  return `ICMP ${said()}, length ${size}`;
}

function icmp6Text(header: IcmpHeader, { quotes }: Packet, size: number): string {
  const { type, mtu } = header;
  const about = quotes ? formatIp(quotes.destination) : '';
  const said = () => {
    switch (type) {
      case 'echo-request':
      case 'echo-reply':
        return echoText(header);
      case 'time-exceeded':
        return `time exceeded in-transit for ${about}`;
      case 'net-unreachable':
        return `destination unreachable, unreachable route ${about}`;
      case 'host-unreachable':
        return `destination unreachable, unreachable address ${about}`;
      case 'port-unreachable':
        return `destination unreachable, unreachable port, ${about}${quotes && quotes.protocol !== 'icmp' ? ` ${quotes.protocol} port ${quotes.destinationPort}` : ''}`;
      case 'frag-needed':
        return `packet too big${mtu === undefined ? '' : `, mtu ${mtu}`}`;
      case 'prohibited':
        return `destination unreachable,  unreachable prohibited ${about}`;
      case 'policy-fail':
        return 'destination unreachable, unknown unreach code (5)';
      case 'reject-route':
        return 'destination unreachable, unknown unreach code (6)';
      case 'proto-unreachable':
      case 'net-prohibited':
      case 'host-prohibited':
        throw new Error(`expected an ICMP type of IPv6, got ${type}`);
    }
  };
  return `ICMP6, ${said()}, length ${size}`;
}
