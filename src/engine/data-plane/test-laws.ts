/**
 * What holds of every trace, said once: each law gives the ways in which it is broken, none where it holds. Property tests ask it of
 * labs at random; `laws.test.ts` shows each law traces that break it, so that none is true of everything. Engines that were changed to
 * count every second TTL alone, to forward what has one hop left, or to take two off at once turned the property tests red.
 */
import { formatIp } from '../ip/index.ts';
import type { FlowSpec, Lab } from '../model/index.ts';
import { outer, reverse, sameTuple, tupleKey, tupleOf } from './packet.ts';
import type { Reachability } from './reachability.ts';
import type { Hop, Leg, Packet, Trace } from './types.ts';

/** Numbers from 0 to 1, the same row for the same seed (mulberry32); what is picked of a list, and some of it. */
export function chances(seed: number) {
  let a = seed;
  const next = (): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const some = <T>(list: readonly T[], most: number): T[] => Array.from({ length: Math.floor(next() * (most + 1)) }, () => pick(list));
  return { next, pick, some };
}

/** The same lab, every one of its maps written down the other way round. */
export function turned(lab: Lab): Lab {
  return Object.fromEntries(Object.entries(lab).map(([k, map]) => [k, Object.fromEntries(Object.entries(map as object).reverse())]));
}

/** Every walk of a trace, with those of the errors that they caused and of the other equal ways. */
export function legsOf(t: Trace): Leg[] {
  const legs = [t, ...t.branches].flatMap((b) => [b.out, b.back, b.ack, b.transfer?.up?.leg, b.transfer?.down?.leg]).filter((l) => l !== undefined);
  return legs.flatMap((l) => (l.error ? [l, l.error.leg] : [l]));
}

const depthOf = (p: Packet): number => p.headers.filter((h) => h.kind === 'ip').length;
const count = (hop: Hop, action: string): number => hop.steps.filter((s) => s.action === action).length;
/** What is inside the outermost envelope. */
const insideOf = (p: Packet): Packet['headers'] => p.headers.slice(p.headers.findIndex((h, i) => i > 0 && h.kind === 'ip'));

/** No walk outlives its TTL: each hop that counts takes one off, no other touches it, and there are no more of them than it was sent with. */
export function ttlBroken(t: Trace): string[] {
  return legsOf(t).flatMap((leg) => {
    const [first] = leg.hops;
    const counted = leg.hops.filter((h) => h.decrementsTtl).length;
    const tooLong = first && depthOf(first.before) === 1 && counted > outer(first.before).ttl ? [`${counted} hops of ${outer(first.before).ttl}`] : [];
    return [...tooLong, ...leg.hops.flatMap(ttlBrokenAt)];
  });
}

function ttlBrokenAt({ node, before, after, steps, decrementsTtl }: Hop): string[] {
  // A new envelope has a TTL of its own.
  if (!after || steps.some((s) => s.action === 'encapsulate' || s.action === 'decapsulate') || depthOf(before) !== depthOf(after)) return [];
  const [was, is] = [outer(before).ttl, outer(after).ttl];
  return is === was - (decrementsTtl ? 1 : 0) ? [] : [`${node}: TTL ${was} became ${is}`];
}

/** Envelopes come off as they went on: hops say how many, what is inside is not touched meanwhile, and who takes a packet in finds it bare. */
export function stackBroken(t: Trace): string[] {
  return legsOf(t).flatMap((leg) => {
    const last = leg.hops.at(-1);
    const left = last ? depthOf(last.before) - count(last, 'decapsulate') : 1;
    const closed = leg.ending === 'delivered' && left !== 1 ? [`${last?.node ?? ''}: ${left} headers at the end`] : [];
    return [...closed, ...leg.hops.flatMap(stackBrokenAt)];
  });
}

function stackBrokenAt(hop: Hop, i: number): string[] {
  const { node, before, after } = hop;
  if (!after) return [];
  const [on, off] = [count(hop, 'encapsulate'), count(hop, 'decapsulate')];
  const depth = depthOf(before) + on - off;
  if (depthOf(after) !== depth) return [`${node}: ${depthOf(after)} headers after ${on} on and ${off} off ${depthOf(before)}`];
  if (on > 0 || off > 0 || depth < 2) return [];
  const same = JSON.stringify(insideOf(before), plain) === JSON.stringify(insideOf(after), plain);
  return same ? [] : [`${node}: what is inside changed at hop ${i}`];
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/**
 * Translation is undone on the way back: whoever asked gets the answer from whom he asked, and each device that sees its own
 * translation's answer turns it into the answer of what it was given, whether or not it gets home. `ends`: whether the packet's two ends are seen bare.
 */
export function translationBroken(t: Trace, ends = true): string[] {
  if (!t.back) return [];
  const asked = t.out.hops[0]?.before;
  const answered = t.back.hops.at(-1)?.before;
  const home = ends && t.verdict === 'delivered' && asked && answered;
  const whole = home && !sameTuple(reverse(tupleOf(answered)), tupleOf(asked)) ? [`answer ${tupleKey(tupleOf(answered))}`] : [];
  return [...whole, ...t.out.hops.flatMap((there) => (t.back?.hops ?? []).flatMap((here) => translationBrokenAt(there, here)))];
}

function translationBrokenAt(there: Hop, here: Hop): string[] {
  if (
    there.node !== here.node ||
    !there.after ||
    !here.after ||
    depthOf(there.before) + depthOf(there.after) + depthOf(here.before) + depthOf(here.after) !== 4
  )
    return [];
  const [given, sent] = [tupleOf(there.before), tupleOf(there.after)];
  if (sameTuple(given, sent) || !sameTuple(tupleOf(here.before), reverse(sent))) return [];
  return sameTuple(tupleOf(here.after), reverse(given)) ? [] : [`${there.node}: ${tupleKey(given)} came back as ${tupleKey(tupleOf(here.after))}`];
}

/** Two traces of one flow are one: how it ends and why, by which nodes, as which packets, and what is remembered of it. */
export function orderBroken(a: Trace, b: Trace): string[] {
  const said = (t: Trace): Record<string, unknown> => ({
    verdict: t.verdict,
    summary: t.summary,
    out: wayOf(t.out),
    back: t.back && wayOf(t.back),
    states: t.states.map(({ node, kind, client, server }) => [node, kind, tupleKey(client), tupleKey(server)]),
  });
  const [one, other] = [said(a), said(b)];
  return Object.keys(one).flatMap((k) => {
    const [x, y] = [JSON.stringify(one[k], plain), JSON.stringify(other[k], plain)];
    return x === y ? [] : [`${k}: ${x} or ${y}`];
  });
}

const wayOf = (leg: Leg): string[] => leg.hops.map((h) => `${h.node} ${h.out ?? ''} ${tupleKey(tupleOf(h.before))} ${outer(h.before).ttl}`);

/** The matrix says of each pair what a trace of that pair alone says. */
export function matrixBroken(matrix: Reachability, alone: (flow: FlowSpec) => Trace): string[] {
  return matrix.cells.flat().flatMap((cell) => {
    if (!cell) return [];
    const { verdict, summary, out, back, ack } = alone(cell.flow);
    const { at } = [ack, back, out].find((leg) => leg !== undefined && leg.ending !== 'delivered') ?? out;
    const [x, y] = [
      [cell.verdict, cell.summary, cell.at],
      [verdict, summary, at],
    ].map((v) => JSON.stringify(v, plain));
    return x === y ? [] : [`${cell.flow.from} > ${cell.flow.to}: ${x} alone ${y}`];
  });
}

/** Whether what the destination saw is somebody else's address than the sender's. */
export function isTranslated(t: Trace): boolean {
  const asked = t.out.hops[0]?.before;
  return asked !== undefined && t.seenFrom !== undefined && formatIp(t.seenFrom) !== formatIp(outer(asked).source);
}
