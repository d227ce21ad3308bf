/**
 * Data over a TCP connection that stands (H9, H42, H43): each side sends a full segment, as large as the other announced. One
 * that does not fit is sent again, smaller, when its sender hears of it; when nobody does, the connection hangs.
 */
import { isIpv4 } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import type { Said } from './exchanged.ts';
import { outer } from './packet.ts';
import { packetReason } from './reasons.ts';
import { packetOf, type PacketOptions } from './reply.ts';
import type { FiveTuple, LegName, Packet, Segment, Transfer } from './types.ts';
import type { Walked } from './walk.ts';

/** One side of a connection: how it sends. */
export interface Sender {
  readonly node: string;
  readonly flow: FiveTuple;
  readonly name: Extract<LegName, 'data' | 'answer'>;
  readonly headers?: PacketOptions;
  readonly send: (packet: Packet) => Walked;
}

/** What a SYN or SYN-ACK says on arrival; 536 bytes where it says nothing (RFC 9293 §3.7.1). */
export function announced(packet: Packet): number {
  const tcp = packet.headers[1];
  return tcp?.kind === 'tcp' && tcp.mss !== undefined ? tcp.mss : 536;
}

/** Attempts of one segment: the sender and each tunnel on the way may have to be told once. */
const ATTEMPTS = 8;

export function transferData(bytes: Said, mss: Transfer['mss'], up: Sender, down: Sender): Transfer {
  const there = sendSegment(up, Math.min(bytes.up, mss.up));
  if (there.leg.ending !== 'delivered') return { mss, up: there };
  return { mss, up: there, down: sendSegment(down, Math.min(bytes.down, mss.down)) };
}

function sendSegment(sender: Sender, most: number): Segment {
  const told: number[] = [];
  let bytes = most;
  for (;;) {
    const packet = packetOf(sender.flow, 'data', undefined, { ...sender.headers, payload: bytes });
    const { leg } = sender.send(packet);
    const { error } = leg;
    const heard = error?.type === 'frag-needed' && error.leg.ending === 'delivered' ? error.mtu : ownLimit(leg);
    if (leg.ending === 'delivered' || heard === undefined || told.length >= ATTEMPTS) return { leg, bytes, told };
    told.push(heard);
    const room = heard - (isIpv4(outer(packet).source) ? 40 : 60);
    if (!error || error.leg.at.node === sender.node) bytes = Math.min(bytes, Math.max(1, room));
  }
}

/** What the sender's own interface, or what it has been told before, allows: it need not be told. */
function ownLimit({ hops, reason }: Segment['leg']): number | undefined {
  return hops.length === 1 && reason.code === 'mtu-exceeded' ? Number(reason.args?.['mtu']) : undefined;
}

/** Why the data does not get through; undefined when it does. */
export function transferFailure({ up, down }: Transfer): Reason | undefined {
  const lost = [up, down].find((s) => s && s.leg.ending !== 'delivered');
  if (!lost) return undefined;
  const { reason, at } = lost.leg;
  if (reason.code !== 'mtu-exceeded') return reason;
  return packetReason('segments-vanish', { bytes: lost.bytes, mtu: reason.args?.['mtu'] ?? 0, device: at.device });
}
