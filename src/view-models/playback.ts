/**
 * A trace as a film: the places the packet passes, in order, and where it is at a moment. The moment is counted in hops, with
 * the fraction of the way to the next, so that playing, stepping and scrubbing are the same.
 */
import { connectionsBehind } from '../engine/index.ts';
import type { Hop, Leg, LegName, Packet, Position, StateRow, Trace } from '../engine/index.ts';
import { lengthOf, type Point, pointAt } from './diagram/index.ts';

/** Which walk of the flow a frame belongs to. */
export interface Chapter {
  readonly name: LegName;
  /** Which connection it is of: 0 the client's own, then a proxy's own, its parent's, each in its turn. */
  readonly origin: number;
  readonly leg: Leg;
}

export interface Frame extends Pick<Chapter, 'origin'> {
  readonly leg: LegName;
  readonly hop: Hop;
  /** Index within its leg. */
  readonly index: number;
  /** Index of its chapter. */
  readonly chapter: number;
  /** True where the packet ends badly. */
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

/** Towards whom a leg's packets go: the one that was asked, or the one that asks. */
export function directionOf(leg: LegName): 'out' | 'back' {
  return leg === 'back' || leg === 'answer' || leg === 'error' ? 'back' : 'out';
}

type Way = Pick<Trace, 'out' | 'back' | 'ack' | 'transfer' | 'intercepted' | 'proxied' | 'states'>;

/** The ways that can be chosen: 0 is the flow's own, then its equal-cost branches, then those of the proxy's own connection. */
export function waysOf(trace: Trace): { readonly share: number | undefined; readonly origin: boolean }[] {
  const own = { share: trace.share, origin: false };
  const branches = trace.branches.map(({ share }) => ({ share, origin: false }));
  return [own, ...branches, ...(trace.proxied?.origin?.branches ?? []).map(({ share }) => ({ share, origin: true }))];
}

function connectionAt(trace: Trace, branch: number): Way {
  return (branch === 0 ? undefined : trace.branches[branch - 1]) ?? trace;
}

/** What proxies do of their own behind a way: the firewall's connection that took it (A166), and those of the proxy that was asked (H63). */
function behindAt(trace: Trace, branch: number): Way[] {
  const taken = connectionAt(trace, branch).intercepted?.origin;
  const { tried = [], origin: asked } = trace.proxied ?? {};
  // A branch of the proxy's connection leads to the same parent.
  const own = asked && { ...connectionAt(asked, Math.max(0, branch - trace.branches.length)), ...(asked.proxied && { proxied: asked.proxied }) };
  return [...(taken ? [taken] : []), ...tried, ...(own ? [own] : [])];
}

/** Rows of the state tables on the way that is shown, and of which connection they are. */
export function statesAt(trace: Trace, branch: number): { readonly row: StateRow; readonly origin: number }[] {
  const all = (way: Way, behind: readonly Way[]): Way[] => [way, ...behind.flatMap((b) => all(b, connectionsBehind(b)))];
  return all(connectionAt(trace, branch), behindAt(trace, branch)).flatMap(({ states }, origin) => states.map((row) => ({ row, origin })));
}

/**
 * The walks that the film shows, in their order: the request, its answer, and of TCP the rest of the handshake where it fails or
 * something follows. A proxy makes its own connection once it has the request, and answers when that is through. What the sender
 * is told of a packet's end comes after it.
 */
export function chaptersOf(trace: Trace, branch = 0): Chapter[] {
  let connections = 0;
  const woven = (way: Way, behind: readonly Way[]): Chapter[] => {
    const own = legsOf(way, connections++);
    const answer = behind.length === 0 ? -1 : own.findIndex((c) => c.name === 'answer');
    const before = answer < 0 ? own : own.slice(0, answer);
    return [...before, ...behind.flatMap((b) => woven(b, connectionsBehind(b))), ...own.slice(before.length)];
  };
  return woven(connectionAt(trace, branch), behindAt(trace, branch));
}

function legsOf({ out, back, ack, transfer, intercepted }: Way, origin: number): Chapter[] {
  const third = ack && (transfer || intercepted || ack.ending !== 'delivered') ? ack : undefined;
  const legs: [LegName, Leg | undefined][] = [
    ['out', out],
    ['back', back],
    ['ack', third],
    ['request', intercepted?.request],
    ['data', transfer?.up?.leg],
    ['answer', transfer?.down?.leg],
    ['answer', intercepted?.answer],
  ];
  return legs.flatMap(([name, leg]) => {
    if (!leg || leg.hops.length === 0) return [];
    const told = leg.ending !== 'delivered' && leg.error && leg.error.leg.hops.length > 0 ? leg.error.leg : undefined;
    return [{ name, origin, leg }, ...(told ? [{ name: 'error' as const, origin, leg: told }] : [])];
  });
}

/** The hops to show, chapter by chapter; a loop is shown for a few rounds. */
export function framesOf(trace: Trace, branch = 0): Frame[] {
  return chaptersOf(trace, branch).flatMap(legFrames);
}

function legFrames({ name, origin, leg }: Chapter, chapter: number): Frame[] {
  const start = leg.cycleStart;
  const limit = start === undefined ? leg.hops.length : Math.min(leg.hops.length, start + 1 + ROUNDS);
  const bad = leg.ending !== 'delivered';
  const ttl = start === undefined ? undefined : ttlOf(leg.hops[start]?.before);
  return leg.hops.slice(0, limit).map((hop, index) => ({
    leg: name,
    origin,
    hop,
    index,
    chapter,
    end: bad && index === limit - 1,
    ...(ttl !== undefined && start !== undefined && index >= start && { ttl: Math.round(ttl * (1 - (index - start) / Math.max(1, limit - 1 - start))) }),
  }));
}

/** Where the film is once a hop of a leg is reached: the frame of that hop, or the leg's last one. Undefined where the film has no such leg. */
export function frameAt(frames: readonly Frame[], leg: LegName, origin: number, hop: number): number | undefined {
  const found = frames.findLastIndex((f) => f.leg === leg && f.origin === origin && f.index <= hop);
  return found < 0 ? undefined : found;
}

/** The device where a way of the flow ends badly; undefined when it is delivered and answered. */
export function lostAt(trace: Trace, branch = 0): string | undefined {
  return chaptersOf(trace, branch).find(({ name, leg }) => name !== 'error' && leg.ending !== 'delivered')?.leg.at.device;
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
    if (!next || next.chapter !== frame.chapter) return undefined;
    const points = way(frame.hop, next.hop);
    return points && { points, length: lengthOf(points) };
  });
}

/** A way's film. */
export interface Film {
  readonly way: number;
  readonly frames: readonly Frame[];
  readonly stretches: readonly (Stretch | undefined)[];
}

/** The films of the ways that are not shown: what such flows do beside this one. */
export function otherFilms(trace: Trace | undefined, branch: number, way: (from: Hop, to: Hop) => readonly Point[] | undefined): Film[] {
  if (!trace) return [];
  return waysOf(trace).flatMap((_, i) => {
    if (i === branch) return [];
    const frames = framesOf(trace, i);
    return [{ way: i, frames, stretches: stretchesOf(frames, way) }];
  });
}

/** Where another way's film is while this one is at `playhead`: in the same walk, as far along; at its end where it has no such walk. */
export function sameMoment(frames: readonly Frame[], others: readonly Frame[], playhead: number): number {
  const frame = frames[Math.min(frames.length - 1, Math.floor(playhead))];
  if (!frame) return 0;
  const [own, theirs] = [spanOf(frames, frame), spanOf(others, frame)];
  if (!own || !theirs) return Math.max(0, others.length - 1);
  const share = own.last === own.first ? 0 : (Math.min(playhead, own.last) - own.first) / (own.last - own.first);
  return theirs.first + share * (theirs.last - theirs.first);
}

/** The frames of the walk that a frame belongs to, in a film. */
function spanOf(frames: readonly Frame[], { leg, origin }: Frame): { readonly first: number; readonly last: number } | undefined {
  const first = frames.findIndex((f) => f.leg === leg && f.origin === origin);
  return first < 0 ? undefined : { first, last: frames.findLastIndex((f) => f.leg === leg && f.origin === origin) };
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
  if (!stretch || share === 0) return { at: from, frame, angle: directionOf(frame.leg) === 'out' ? 0 : 180, moving: false };
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

/** The packet's name on its capsule: `TCP SYN`, `TCP PSH-ACK 1220 B`, `UDP 53`, `ICMP`, `ICMP frag-needed`. */
export function capsuleText(packet: Packet): string {
  const last = packet.headers.at(-1);
  if (last?.kind === 'tcp') return `TCP ${last.flags.join('-')}${packet.payload > 0 ? ` ${packet.payload} B` : ''}`;
  if (last?.kind === 'udp') return `UDP ${last.destinationPort}`;
  return last?.kind === 'icmp' && !last.type.startsWith('echo-') ? `ICMP ${last.type}` : 'ICMP';
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
