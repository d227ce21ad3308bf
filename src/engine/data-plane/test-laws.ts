/**
 * What holds of every trace, said once: each law gives the ways in which it is broken, none where it holds. Property tests ask it of
 * labs at random; `laws.test.ts` shows each law traces that break it, so that none is true of everything. Engines that were changed turned
 * the property tests red: every second TTL counted alone, a header lost in an envelope, a port translated one way only, a matrix that
 * asks about another port, a hash that knows the order of the file or whom it met first.
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

const ttlsOf = (p: Packet): number[] => p.headers.flatMap((h) => (h.kind === 'ip' ? [h.ttl] : []));
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

/** A new envelope has a TTL of its own; what is inside keeps the one that it came out with, or went in with. */
function ttlBrokenAt(hop: Hop): string[] {
  const { node, before, after, decrementsTtl } = hop;
  if (!after) return [];
  const given = ttlsOf(before).slice(count(hop, 'decapsulate'));
  const due = given.map((ttl, i) => (i === 0 && decrementsTtl ? ttl - 1 : ttl)).join();
  const is = ttlsOf(after).slice(count(hop, 'encapsulate')).join();
  return is === due ? [] : [`${node}: TTL ${given.join()} became ${is}, not ${due}`];
}

/** Among machines alone, every one that forwards counts the TTL; who sends a packet does not. */
export function countedBroken(t: Trace): string[] {
  return legsOf(t).flatMap((leg) =>
    leg.hops.flatMap((hop, i) =>
      !hop.after || hop.decrementsTtl === i > 0 ? [] : [`${hop.node}: ${hop.decrementsTtl ? 'counts its own' : 'does not count'}`],
    ),
  );
}

/**
 * An error that comes home is about what was sent, as its sender knows it (H53, RFC 5508 §4): whoever translated that on its way turns
 * the quote back, of who ends it on the way as of who answers that nobody listens.
 */
export function quoteBroken(t: Trace): string[] {
  return [t, ...t.branches].flatMap(({ out, back, ack, transfer }) => [
    ...quoteBrokenIn(out, back),
    ...[out, ack, transfer?.up?.leg].flatMap((leg) => (leg ? quoteBrokenIn(leg, leg.error?.leg) : [])),
  ]);
}

function quoteBrokenIn({ hops: [sent] }: Leg, said: Leg | undefined): string[] {
  const heard = said?.ending === 'delivered' ? said.hops.at(-1) : undefined;
  const quoted = heard?.before.quotes;
  if (!sent || !quoted || heard.node !== sent.node || depthOf(sent.before) > 1 || depthOf(heard.before) > 1) return [];
  const asked = tupleOf(sent.before);
  return sameTuple(quoted, asked) ? [] : [`${heard.node}: sent ${tupleKey(asked)}, heard of ${tupleKey(quoted)}`];
}

/** What is carried, whatever it is wrapped in and whoever translates it, is what was sent: its ends, its ports, an echo's identifier and the MSS that it announces may change, nothing else. */
export function cargoBroken(t: Trace): string[] {
  return legsOf(t).flatMap(({ hops: [first, ...rest] }) => {
    const sent = first && cargoOf(first.before);
    const seen = first ? [first, ...rest].flatMap(({ node, before, after }) => [before, ...(after ? [after] : [])].map((p) => `${node}: ${cargoOf(p)}`)) : [];
    return seen.filter((s) => !s.endsWith(`: ${sent ?? ''}`)).map((s) => `${s}, sent ${sent ?? ''}`);
  });
}

function cargoOf({ headers, payload, host }: Packet): string {
  const [ip, ...carried] = headers.slice(headers.findLastIndex((h) => h.kind === 'ip'));
  const said = carried.map((h) => (h.kind === 'tcp' ? ['tcp', h.flags] : h.kind === 'udp' ? ['udp'] : h.kind === 'icmp' ? { ...h, id: undefined } : h));
  return JSON.stringify([ip?.kind === 'ip' ? [ip.protocol, ip.dscp ?? 0] : ip, said, payload, host]);
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
 * Translation is undone on the way back: whoever asked gets the answer from whom he asked, and each device that sees the answer to what
 * it sent turns it into the answer of what it was given, whether or not it gets home. `ends`: whether the packet's two ends are seen
 * bare. `remembered`: every device that translates remembers every flow, so that it leaves the answer to what it left alone alone.
 */
export function translationBroken(t: Trace, { ends = true, remembered = true }: { readonly ends?: boolean; readonly remembered?: boolean } = {}): string[] {
  if (!t.back) return [];
  const asked = t.out.hops[0]?.before;
  const answered = t.back.hops.at(-1)?.before;
  const home = ends && t.verdict === 'delivered' && asked && answered;
  const whole = home && !sameTuple(reverse(tupleOf(answered)), tupleOf(asked)) ? [`answer ${tupleKey(tupleOf(answered))}`] : [];
  return [...whole, ...t.out.hops.flatMap((there) => (t.back?.hops ?? []).flatMap((here) => translationBrokenAt(there, here, remembered)))];
}

function translationBrokenAt(there: Hop, here: Hop, remembered: boolean): string[] {
  if (there.node !== here.node || !there.after || !here.after || !isBare(there) || !isBare(here)) return [];
  const [given, sent] = [tupleOf(there.before), tupleOf(there.after)];
  if (!sameTuple(tupleOf(here.before), reverse(sent))) return [];
  // What Azure lends to a NIC on the way out is taken back where the answer comes in from the Internet.
  if (sameTuple(given, sent) && (!remembered || there.node === INTERNET)) return [];
  return sameTuple(tupleOf(here.after), reverse(given)) ? [] : [`${there.node}: ${tupleKey(given)} came back as ${tupleKey(tupleOf(here.after))}`];
}

const INTERNET = 'internet';

const isBare = ({ before, after }: Hop): boolean => depthOf(before) === 1 && (!after || depthOf(after) === 1);

/**
 * All packets of a connection fare alike: what a device makes of the first it makes of the next that look the same, and it hands them
 * to the same neighbor, of equal ones too. The answers among themselves likewise.
 */
export function connectionBroken(t: Trace): string[] {
  return [t, ...t.branches].flatMap(({ out, back, ack, transfer }) => [
    ...alikeBroken([out, ack, transfer?.up?.leg]),
    ...alikeBroken([back, transfer?.down?.leg]),
  ]);
}

function alikeBroken(legs: readonly (Leg | undefined)[]): string[] {
  const known = new Map<string, string>();
  return legs.flatMap((leg) =>
    (leg?.hops ?? []).flatMap((hop, i) => {
      if (!hop.after || !isBare(hop)) return [];
      const asked = `${hop.node} by ${hop.in ?? ''} to ${hop.out ?? ''} ${tupleKey(tupleOf(hop.before))}`;
      const made = `${tupleKey(tupleOf(hop.after))} to ${leg?.hops[i + 1]?.node ?? ''}`;
      const first = known.get(asked) ?? made;
      known.set(asked, first);
      return first === made ? [] : [`${asked}: ${first}, then ${made}`];
    }),
  );
}

/** All laws that one trace is held against, whatever the lab: the TTL, the stack, what is carried, who counts, what errors quote, a connection's packets. */
export function anyBroken(t: Trace, { quotes = true }: { readonly quotes?: boolean } = {}): string[] {
  return [...ttlBroken(t), ...stackBroken(t), ...cargoBroken(t), ...countedBroken(t), ...(quotes ? quoteBroken(t) : []), ...connectionBroken(t)];
}

/** Nobody translates but who is said to: every other device hands on the ends and ports that it was given. */
export function untouchedBroken(t: Trace, translators: ReadonlySet<string>): string[] {
  return legsOf(t).flatMap((leg) =>
    leg.hops.flatMap((hop) => {
      if (!hop.after || !isBare(hop) || translators.has(hop.node)) return [];
      const [given, sent] = [tupleOf(hop.before), tupleOf(hop.after)];
      return sameTuple(given, sent) ? [] : [`${hop.node}: ${tupleKey(given)} became ${tupleKey(sent)}`];
    }),
  );
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

/** The matrix says of each pair what a trace of that pair alone says, asked for what the matrix was asked for. */
export function matrixBroken(matrix: Reachability, what: Pick<FlowSpec, 'protocol' | 'port'>, alone: (flow: FlowSpec) => Trace): string[] {
  return matrix.from.flatMap((from, row) =>
    matrix.to.flatMap((to, column) => {
      const cell = matrix.cells[row]?.[column];
      if (from === to) return cell ? [`${from} > ${to}: itself`] : [];
      const flow = { from, to, ...what };
      const { verdict, summary, notes, out, back, ack } = alone(flow);
      // That other ways fare otherwise is only seen where they are explored.
      const own = (all: typeof notes = []) => all.filter((n) => n.code !== 'ways-differ');
      const { at } = [ack, back, out].find((leg) => leg !== undefined && leg.ending !== 'delivered') ?? out;
      const [x, y] = [
        [cell?.flow, cell?.verdict, cell?.summary, own(cell?.notes), cell?.at],
        [flow, verdict, summary, own(notes), at],
      ].map((v) => JSON.stringify(v, plain));
      return x === y ? [] : [`${from} > ${to}: ${x} alone ${y}`];
    }),
  );
}

/** Whether what the destination saw is somebody else's address than the sender's. */
export function isTranslated(t: Trace): boolean {
  const asked = t.out.hops[0]?.before;
  return asked !== undefined && t.seenFrom !== undefined && formatIp(t.seenFrom) !== formatIp(outer(asked).source);
}
