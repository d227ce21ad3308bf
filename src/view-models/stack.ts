/** A packet's headers as lines to read, the outermost first, with what differs from the packet beside it. */
import { formatIp, type Header, type Packet } from '../engine/index.ts';

export interface StackPart {
  readonly text: string;
  /** Another value than beside. */
  readonly changed?: boolean;
}

export interface StackLine {
  readonly kind: Header['kind'];
  readonly parts: readonly StackPart[];
  /** Beside there is no such header: it was put on, or is taken off. */
  readonly only?: boolean;
  /** How many headers lie outside of it. */
  readonly depth: number;
}

/** What each header shows; a part is compared with that of the same place beside. `quiet`: changes that every hop makes. */
function partsOf(h: Header): readonly { readonly text: string; readonly quiet?: boolean }[] {
  switch (h.kind) {
    case 'ip':
      return [{ text: formatIp(h.source) }, { text: '→' }, { text: formatIp(h.destination) }, { text: `ttl ${h.ttl}`, quiet: true }];
    case 'tcp':
      return [{ text: 'tcp' }, { text: String(h.sourcePort) }, { text: '→' }, { text: String(h.destinationPort) }, { text: h.flags.join(' ') }];
    case 'udp':
      return [{ text: 'udp' }, { text: String(h.sourcePort) }, { text: '→' }, { text: String(h.destinationPort) }];
    case 'icmp':
      return [{ text: `icmp ${h.type}` }];
    case 'esp':
      return [{ text: `esp ${h.tunnel}` }];
    default:
      return Object.entries(h).map(([key, value]) => ({ text: key === 'kind' ? String(value) : `${key} ${String(value)}` }));
  }
}

/** The lines of a packet. Headers are put on and taken off at the outside, so the two packets are compared from the inside. */
export function stackLines(packet: Packet, beside?: Packet): StackLine[] {
  return packet.headers.map((h, depth): StackLine => {
    if (!beside) return { kind: h.kind, depth, parts: partsOf(h).map(({ text }) => ({ text })) };
    const other = beside.headers.at(depth - packet.headers.length);
    const same = other?.kind === h.kind && sameTunnel(h, other) ? partsOf(other) : undefined;
    const parts = partsOf(h).map(({ text, quiet }, i) => (same && !quiet && same[i]?.text !== text ? { text, changed: true } : { text }));
    return { kind: h.kind, depth, parts, ...(!same && { only: true }) };
  });
}

const sameTunnel = (a: Header, b: Header): boolean => a.kind !== 'esp' || b.kind !== 'esp' || a.tunnel === b.tunnel;
