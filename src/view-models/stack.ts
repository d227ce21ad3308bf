/** A packet's headers as lines to read, the outermost first, with what differs from the packet beside it. */
import { dscpName, type FiveTuple, formatIp, type Header, type Packet } from '../engine/index.ts';

export interface StackPart {
  readonly text: string;
  /** Another value than beside. */
  readonly changed?: boolean;
}

export interface StackLine {
  readonly kind: Header['kind'] | 'payload';
  readonly parts: readonly StackPart[];
  /** Beside there is no such header: it was put on, or is taken off. */
  readonly only?: boolean;
  /** How many headers lie outside of it. */
  readonly depth: number;
}

interface Part {
  /** Parts of one name are compared. */
  readonly name: string;
  readonly text: string;
  /** Changes at every hop: not worth a mark. */
  readonly quiet?: boolean;
}

const part = (name: string, text: string | number): Part => ({ name, text: String(text) });
const ARROW: Part = { name: '→', text: '→' };

/** IP protocol numbers of what is another IP packet at once: nothing else in the stack says so. */
const INSIDE: Readonly<Partial<Record<Extract<Header, { kind: 'ip' }>['protocol'], string>>> = { ipip: 'proto 4', ipv6: 'proto 41' };

/** What each header shows. */
function partsOf(h: Header): readonly Part[] {
  switch (h.kind) {
    case 'ip': {
      const inside = INSIDE[h.protocol];
      const ttl: Part = { name: 'ttl', text: `ttl ${h.ttl}`, quiet: true };
      return [
        part('source', formatIp(h.source)),
        ARROW,
        part('destination', formatIp(h.destination)),
        ttl,
        ...(h.dontFragment ? [part('df', 'DF')] : []),
        ...(h.dscp === undefined ? [] : [part('dscp', `dscp ${dscpName(h.dscp)}`)]),
        ...(inside ? [part('inside', inside)] : []),
      ];
    }
    case 'tcp': {
      const mss = h.mss === undefined ? [] : [part('mss', `mss ${h.mss}`)];
      return [part('tcp', 'tcp'), part('sport', h.sourcePort), ARROW, part('dport', h.destinationPort), part('flags', h.flags.join(' ')), ...mss];
    }
    case 'udp':
      return [part('udp', 'udp'), part('sport', h.sourcePort), ARROW, part('dport', h.destinationPort)];
    case 'icmp':
      return [
        part('icmp', `icmp ${h.type}`),
        ...(h.id === undefined ? [] : [part('id', `id ${h.id}`)]),
        ...(h.sequence === undefined ? [] : [part('seq', `seq ${h.sequence}`)]),
      ];
    case 'esp':
      return [part('esp', `esp ${h.tunnel}`)];
    case 'gre':
      return [part('gre', h.key === undefined ? 'gre' : `gre key ${h.key}`)];
    case 'vxlan':
      return [part('vxlan', `vxlan ${h.vni}`)];
  }
}

const endText = (address: FiveTuple['source'], port: number): string => (port === 0 ? formatIp(address) : `${formatIp(address)}:${port}`);

/** What is inside of the headers: bytes of data, who is asked for, what an ICMP error is about. */
function payloadOf({ payload, host, quotes, fragment }: Packet): readonly Part[] {
  const about = quotes && `${quotes.protocol} ${endText(quotes.source, quotes.sourcePort)} → ${endText(quotes.destination, quotes.destinationPort)}`;
  return [
    ...(payload > 0 ? [part('bytes', `${payload} B`)] : []),
    ...(fragment === undefined ? [] : [part('fragment', `fragments ≤ ${fragment} B`)]),
    ...(about === undefined ? [] : [part('about', `about ${about}`)]),
    ...(host === undefined ? [] : [part('host', host)]),
  ];
}

/** The lines of a packet. Headers are put on and taken off at the outside, so the two packets are compared from the inside. */
export function stackLines(packet: Packet, beside?: Packet): StackLine[] {
  const lines = packet.headers.map((h, depth): StackLine => {
    if (!beside) return { kind: h.kind, depth, parts: partsOf(h).map(({ text }) => ({ text })) };
    const other = beside.headers.at(depth - packet.headers.length);
    const same = other?.kind === h.kind && sameTunnel(h, other);
    return { kind: h.kind, depth, parts: compared(partsOf(h), same ? partsOf(other) : undefined), ...(!same && { only: true }) };
  });
  const inside = payloadOf(packet);
  if (inside.length === 0) return lines;
  return [...lines, { kind: 'payload', depth: packet.headers.length, parts: compared(inside, beside && payloadOf(beside)) }];
}

function compared(parts: readonly Part[], others: readonly Part[] | undefined): StackPart[] {
  return parts.map(({ name, text, quiet }) => (others && !quiet && others.find((o) => o.name === name)?.text !== text ? { text, changed: true } : { text }));
}

const sameTunnel = (a: Header, b: Header): boolean => a.kind !== 'esp' || b.kind !== 'esp' || a.tunnel === b.tunnel;
