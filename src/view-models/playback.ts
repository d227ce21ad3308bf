/** A trace as a film: the places the packet passes, in order, and where it is at a moment. */
import type { Hop, Leg, Packet, Position, Trace } from '../engine/index.ts';

export interface Frame {
  readonly leg: 'out' | 'back' | 'ack';
  readonly hop: Hop;
  /** Index within its leg. */
  readonly index: number;
  /** True where the flow ends badly. */
  readonly end: boolean;
}

/** Rounds of a loop that are shown before the film ends. */
const ROUNDS = 3;

/** The hops to show, the way out first; a loop is shown for a few rounds. */
export function framesOf(trace: Trace): Frame[] {
  const legs: [Frame['leg'], Leg | undefined][] = [
    ['out', trace.out],
    ['back', trace.back],
  ];
  return legs.flatMap(([name, leg]) => (leg ? legFrames(name, leg) : []));
}

function legFrames(name: Frame['leg'], leg: Leg): Frame[] {
  const limit = leg.cycleStart === undefined ? leg.hops.length : Math.min(leg.hops.length, leg.cycleStart + 1 + ROUNDS);
  const bad = leg.ending !== 'delivered';
  return leg.hops.slice(0, limit).map((hop, index) => ({ leg: name, hop, index, end: bad && index === limit - 1 }));
}

/** Where the packet is at `playhead` (in frames): on the line between two centres. Between the way out and the way back it rests. */
export function positionAt(
  frames: readonly Frame[],
  centres: ReadonlyMap<string, Position>,
  playhead: number,
): { readonly at: Position; readonly frame: Frame; readonly angle: number } | undefined {
  const index = Math.max(0, Math.min(frames.length - 1, Math.floor(playhead)));
  const frame = frames[index];
  const from = frame && centres.get(frame.hop.device);
  if (!frame || !from) return undefined;
  const next = frames[index + 1];
  const to = next && next.leg === frame.leg ? centres.get(next.hop.device) : undefined;
  const share = Math.min(1, Math.max(0, playhead - index));
  if (!to) return { at: from, frame, angle: 0 };
  if (to.x === from.x && to.y === from.y) {
    // Out of a device and back into it: a turn beside it.
    const turn = share * 2 * Math.PI;
    return { at: { x: from.x + 46 * Math.sin(turn), y: from.y - 60 + 34 * Math.cos(turn) * -1 + 34 }, frame, angle: (turn * 180) / Math.PI };
  }
  return {
    at: { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share },
    frame,
    angle: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI,
  };
}

/** The packet's name on its capsule: `TCP SYN`, `UDP 53`, `ICMP`. */
export function capsuleText(packet: Packet): string {
  const last = packet.headers.at(-1);
  if (last?.kind === 'tcp') return `TCP ${last.flags.join('-')}`;
  if (last?.kind === 'udp') return `UDP ${last.destinationPort}`;
  return 'ICMP';
}

/** Encapsulations around the packet, the outermost first. */
export function encapsulations(packet: Packet): string[] {
  return packet.headers.flatMap((h) => (h.kind === 'esp' ? [`IPsec ${h.tunnel}`] : []));
}
