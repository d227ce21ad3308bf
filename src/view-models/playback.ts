/**
 * A trace as a film: the places the packet passes, in order, and where it is at a moment. The moment is counted in hops, with
 * the fraction of the way to the next, so that playing, stepping and scrubbing are the same.
 */
import type { Hop, Leg, Packet, Position, Trace } from '../engine/index.ts';
import { lengthOf, type Point, pointAt } from './geometry.ts';

export interface Frame {
  readonly leg: 'out' | 'back' | 'ack';
  readonly hop: Hop;
  /** Index within its leg. */
  readonly index: number;
  /** True where the flow ends badly. */
  readonly end: boolean;
  /** In a loop: what is left of the TTL, counted down over the rounds that are shown. */
  readonly ttl?: number;
}

/** A frame's way to the next one. */
export interface Stretch {
  readonly points: readonly Point[];
  readonly length: number;
}

/** Rounds of a loop that are shown before the film ends. */
const ROUNDS = 3;

/** Which way of a trace is shown: 0 its own, others its equal-cost branches. */
export function legsOf(trace: Trace, branch: number): { readonly out: Leg; readonly back?: Leg } {
  return (branch === 0 ? undefined : trace.branches[branch - 1]) ?? trace;
}

/** The hops to show, the way out first; a loop is shown for a few rounds. */
export function framesOf(trace: Trace, branch = 0): Frame[] {
  const { out, back } = legsOf(trace, branch);
  const legs: [Frame['leg'], Leg | undefined][] = [
    ['out', out],
    ['back', back],
  ];
  return legs.flatMap(([name, leg]) => (leg ? legFrames(name, leg) : []));
}

function legFrames(name: Frame['leg'], leg: Leg): Frame[] {
  const start = leg.cycleStart;
  const limit = start === undefined ? leg.hops.length : Math.min(leg.hops.length, start + 1 + ROUNDS);
  const bad = leg.ending !== 'delivered';
  const ttl = start === undefined ? undefined : ttlOf(leg.hops[start]?.before);
  return leg.hops.slice(0, limit).map((hop, index) => ({
    leg: name,
    hop,
    index,
    end: bad && index === limit - 1,
    ...(ttl !== undefined && start !== undefined && index >= start && { ttl: Math.round(ttl * (1 - (index - start) / Math.max(1, limit - 1 - start))) }),
  }));
}

/** The device where a way of the flow ends badly; undefined when it is delivered and answered. */
export function lostAt(trace: Trace, branch = 0): string | undefined {
  const { out, back } = legsOf(trace, branch);
  return [out, back, branch === 0 ? trace.ack : undefined].find((leg) => leg !== undefined && leg.ending !== 'delivered')?.at.device;
}

/** TTL of the outermost IP header. */
export function ttlOf(packet: Packet | undefined): number | undefined {
  const ip = packet?.headers.find((h) => h.kind === 'ip');
  return ip?.kind === 'ip' ? ip.ttl : undefined;
}

/** The ways between the frames; none after a leg's last one. `way` finds the points between two hops. */
export function stretchesOf(frames: readonly Frame[], way: (from: Hop, to: Hop) => readonly Point[] | undefined): (Stretch | undefined)[] {
  return frames.map((frame, i) => {
    const next = frames[i + 1];
    if (!next || next.leg !== frame.leg) return undefined;
    const points = way(frame.hop, next.hop);
    return points && { points, length: lengthOf(points) };
  });
}

/** Where the packet is at `playhead` (in frames): on the line between two devices. Between the way out and the way back it rests. */
export function positionAt(
  frames: readonly Frame[],
  stretches: readonly (Stretch | undefined)[],
  place: (hop: Hop) => Position | undefined,
  playhead: number,
): { readonly at: Position; readonly frame: Frame; readonly angle: number; readonly moving: boolean } | undefined {
  const index = Math.max(0, Math.min(frames.length - 1, Math.floor(playhead)));
  const frame = frames[index];
  const from = frame && place(frame.hop);
  if (!frame || !from) return undefined;
  const stretch = stretches[index];
  const share = Math.min(1, Math.max(0, playhead - index));
  if (!stretch || share === 0) return { at: from, frame, angle: frame.leg === 'out' ? 0 : 180, moving: false };
  const { angle, ...at } = pointAt(stretch.points, share);
  return { at, frame, angle: (angle * 180) / Math.PI, moving: true };
}

/** Canvas pixels a second at speed 1, so that a packet is as fast on a long line as on a short one. */
const PIXELS = 330;
/** ms of rest at a device, at speed 1. */
const REST = 260;

/** The playhead `ms` later. It rests at each device: `rest` is how long it has been there, ms. */
export function advance(
  playhead: number,
  rest: number,
  ms: number,
  speed: number,
  stretches: readonly (Stretch | undefined)[],
): { readonly playhead: number; readonly rest: number } {
  const index = Math.floor(playhead);
  if (playhead === index && rest < REST) return { playhead, rest: rest + ms * speed };
  const stretch = stretches[index];
  // From one leg to the next, and between things that are not drawn: at once.
  if (!stretch) return { playhead: index + 1, rest: 0 };
  const next = playhead + ((ms / 1000) * PIXELS * speed) / Math.max(60, stretch.length);
  return next >= index + 1 ? { playhead: index + 1, rest: 0 } : { playhead: next, rest: 0 };
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
  return packet.headers.flatMap((h, i) => {
    if (h.kind === 'esp') return [`IPsec ${h.tunnel}`];
    if (h.kind === 'gre') return ['GRE'];
    if (h.kind === 'vxlan') return [`VXLAN ${h.vni}`];
    return h.kind === 'ip' && packet.headers[i + 1]?.kind === 'ip' ? [h.protocol === 'ipv6' ? 'IPv6 in IP' : 'IP in IP'] : [];
  });
}
