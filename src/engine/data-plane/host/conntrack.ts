/**
 * Linux's connection tracking (H10): what it has seen of a flow, and what it makes of the next packet (nf_conntrack_core.c,
 * nf_conntrack_proto_tcp.c). Time-outs, helpers and expectations are left out: a trace is over before any of them counts.
 */
import type { CtState, CtTranslation, NfRule } from '../../hosts/index.ts';
import { flagsOf, icmpTypeOf, isIcmpError, reverse, sameTuple, tupleOf } from '../packet.ts';
import type { FiveTuple, Packet } from '../types.ts';

/** SYN sent, SYN-ACK seen, established, closed by a reset. */
type TcpState = 'SS' | 'SR' | 'ES' | 'CL';

export interface Connection {
  readonly node: string;
  /** As the first packet came. */
  readonly original: FiveTuple;
  /** As an answer comes: the other way about, with what translation makes of it. */
  reply: FiveTuple;
  tcp?: TcpState;
  seenReply: boolean;
  mark: number;
  /** Which ends a chain of `nat` has been asked about. */
  readonly asked: Set<'source' | 'destination'>;
  /** The rules that translate it. */
  readonly rules: NfRule[];
}

/**
 * IPS_SRC_NAT and IPS_DST_NAT of the kernel, which a rule of `nat` sets where it makes another tuple (net/netfilter/nf_nat_core.c nf_nat_setup_info):
 * an answer would go to another address than the asker's, or come from another than the asked one.
 */
export function translationsOf({ original, reply }: Connection): CtTranslation[] {
  const plain = reverse(original);
  const source = plain.destination !== reply.destination || plain.destinationPort !== reply.destinationPort;
  const destination = plain.source !== reply.source || plain.sourcePort !== reply.sourcePort;
  return [...(source ? (['SNAT'] as const) : []), ...(destination ? (['DNAT'] as const) : [])];
}

export interface Track {
  readonly state: CtState;
  readonly connection?: Connection;
  /** Against the direction of its first packet. */
  readonly reply: boolean;
}

const INVALID: Track = { state: 'INVALID', reply: false };
export const UNTRACKED: Track = { state: 'UNTRACKED', reply: false };

export class Conntrack {
  private readonly connections: Connection[] = [];
  /** Those of packets that may not have got through: what the machine itself says of them belongs to them all the same. */
  private readonly met: Connection[] = [];

  /**
   * What a packet is to the connections of a machine. A new connection is not remembered before `confirm`. `own`: the machine made
   * it, so that an error or a reset about a packet that went no further is known as well (nf_ct_attach; recorded).
   */
  track(node: string, packet: Packet, own: boolean): Track {
    if (isIcmpError(packet)) return this.related(node, packet, own);
    const tuple = tupleOf(packet);
    const known = find(this.connections, node, tuple);
    if (known) return continued(known, sameTuple(known.reply, tuple) && !sameTuple(known.original, tuple), packet);
    const refused = own && flagsOf(packet).includes('RST') ? find(this.met, node, tuple) : undefined;
    if (refused) return { state: 'RELATED', connection: refused, reply: !sameTuple(refused.original, tuple) };
    const fresh = opened(node, tuple, packet);
    if (fresh.connection) this.met.push(fresh.connection);
    return fresh;
  }

  /** H53: an error belongs to the connection that it is about, and goes against the packet that caused it. */
  private related(node: string, { quotes }: Packet, own: boolean): Track {
    const about = quotes && reverse(quotes);
    const connection = about && find(own ? [...this.connections, ...this.met] : this.connections, node, about);
    return connection ? { state: 'RELATED', connection, reply: !sameTuple(connection.original, about) } : INVALID;
  }

  /**
   * The packet is through: its connection counts from now on. True the first time. What the machine says of a packet that went no further
   * confirms nothing (net/netfilter/nf_conntrack_core.c __nf_conntrack_confirm: of packets in the original direction alone).
   */
  confirm({ connection, reply }: Track): boolean {
    if (!connection || reply || this.connections.includes(connection)) return false;
    this.connections.push(connection);
    return true;
  }
}

function find(among: readonly Connection[], node: string, tuple: FiveTuple): Connection | undefined {
  return among.find((c) => c.node === node && (sameTuple(c.original, tuple) || sameTuple(c.reply, tuple)));
}

function opened(node: string, original: FiveTuple, packet: Packet): Track {
  const tcp = original.protocol === 'tcp' ? firstState(packet) : undefined;
  if (original.protocol === 'tcp' && !tcp) return INVALID;
  if (icmpTypeOf(packet) === 'echo-reply') return INVALID;
  const connection: Connection = { node, original, reply: reverse(original), seenReply: false, mark: 0, asked: new Set(), rules: [], ...(tcp && { tcp }) };
  return { state: 'NEW', connection, reply: false };
}

/** A SYN opens a connection, an ACK picks one up (nf_conntrack_tcp_loose=1, the default); SYN-ACK and RST do neither. */
function firstState(packet: Packet): TcpState | undefined {
  const kind = kindOf(packet);
  return kind === 'syn' ? 'SS' : kind === 'ack' ? 'ES' : undefined;
}

type Kind = 'syn' | 'syn-ack' | 'ack' | 'rst';

function kindOf(packet: Packet): Kind {
  const flags = flagsOf(packet);
  if (flags.includes('RST')) return 'rst';
  if (flags.includes('SYN')) return flags.includes('ACK') ? 'syn-ack' : 'syn';
  return 'ack';
}

function continued(connection: Connection, reply: boolean, packet: Packet): Track {
  if (connection.tcp) {
    const next = TCP[reply ? 'reply' : 'original'][kindOf(packet)][connection.tcp];
    if (next === 'invalid') return INVALID;
    if (next !== 'ignored') connection.tcp = next;
  }
  if (reply) connection.seenReply = true;
  return { state: reply || connection.seenReply ? 'ESTABLISHED' : 'NEW', connection, reply };
}

/** nf_conntrack_proto_tcp.c tcp_conntracks, as far as the lab's packets go. */
const TCP: Readonly<Record<'original' | 'reply', Readonly<Record<Kind, Readonly<Record<TcpState, TcpState | 'invalid' | 'ignored'>>>>>> = {
  original: {
    syn: { SS: 'SS', SR: 'ignored', ES: 'ignored', CL: 'SS' },
    'syn-ack': { SS: 'invalid', SR: 'SR', ES: 'invalid', CL: 'invalid' },
    ack: { SS: 'invalid', SR: 'ES', ES: 'ES', CL: 'CL' },
    rst: { SS: 'CL', SR: 'CL', ES: 'CL', CL: 'CL' },
  },
  reply: {
    syn: { SS: 'invalid', SR: 'invalid', ES: 'invalid', CL: 'invalid' },
    'syn-ack': { SS: 'SR', SR: 'ignored', ES: 'ignored', CL: 'ignored' },
    ack: { SS: 'ignored', SR: 'SR', ES: 'ES', CL: 'CL' },
    rst: { SS: 'CL', SR: 'CL', ES: 'CL', CL: 'CL' },
  },
};
