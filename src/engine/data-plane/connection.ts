/** The parts of an exchange that any connection has: whether its answer is taken for one, and the data that follows. */
import { type NetNode, vrfOfTable } from '../compile/index.ts';
import { formatIp } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import type { Start } from './endpoints.ts';
import type { Said } from './exchanged.ts';
import { answered, firstTtl, reverse, sameTuple, tupleOf } from './packet.ts';
import { packetReason } from './reasons.ts';
import type { PacketOptions } from './reply.ts';
import type { Run } from './run.ts';
import { announced, type Sender, transferData } from './transfer.ts';
import type { FiveTuple, Transfer } from './types.ts';
import type { Walked } from './walk.ts';

export interface Opened {
  readonly request: Walked;
  readonly reply: Walked;
  readonly asked: FiveTuple;
  readonly start: Start;
  readonly end: NetNode;
  readonly headers: PacketOptions;
  /** The tables that the two programs run in, where those are not the main ones. */
  readonly table?: number;
  readonly answersIn?: number;
}

/** What every packet of who asks carries; a socket's answers carry nothing (tcp_reflect_tos is 0). */
export function marked({ dscp }: PacketOptions, from: NetNode): PacketOptions {
  return { ttl: firstTtl(from), ...(dscp !== undefined && { dscp }) };
}

/** The server answers the flow that it sees, which a translation may have changed. */
export function transferOver(run: Run, bytes: Said, { request, reply, asked, start, end, headers, table, answersIn }: Opened): Transfer {
  const seen = reverse(tupleOf(request.last));
  const up: Sender = { node: start.node.id, flow: asked, name: 'data', headers, send: (packet) => run.send('data', start.node, packet, table) };
  const down: Sender = {
    node: end.id,
    flow: seen,
    name: 'answer',
    headers: { ttl: firstTtl(end) },
    send: (packet) => run.send('answer', end, packet, answersIn),
  };
  return transferData(bytes, { up: announced(reply.last), down: announced(request.last) }, up, down);
}

/** Why the one who asked has no answer; undefined when it has. */
export function notReceived(reply: Walked, { node: asker, table }: Pick<Start, 'node' | 'table'>, asked: FiveTuple): Reason | undefined {
  const { leg, last } = reply;
  if (leg.ending !== 'delivered') return leg.reason;
  if (leg.at.node !== asker.id) return packetReason('reply-elsewhere', { device: leg.at.device });
  const other = outOfReach(asker, asked, table, reply.table);
  if (other) return other;
  return sameTuple(answered(last), asked)
    ? undefined
    : packetReason('reply-not-recognised', { device: asker.device, source: formatIp(tupleOf(last).source), asked: formatIp(asked.destination) });
}

/**
 * H11: an answer that comes by another VRF than the program runs in finds no socket there. One of no VRF hears what comes by any: with
 * tcp_l3mdev_accept or udp_l3mdev_accept, and for echoes by default (raw_l3mdev_accept).
 */
function outOfReach(asker: NetNode, { protocol }: FiveTuple, bound = 0, came = 0): Reason | undefined {
  const [socket, by] = [vrfOfTable(asker, bound)?.name, vrfOfTable(asker, came)?.name];
  if (socket === by) return undefined;
  const accepts = asker.kind === 'router' && (protocol === 'tcp' || protocol === 'udp') ? asker.host?.l3mdevAccept?.[protocol] === true : true;
  if (socket === undefined && accepts) return undefined;
  return packetReason('vrf-answer-elsewhere', { device: asker.device, vrf: by ?? '', bound: socket ?? '' });
}
