/** A check about a packet's fate, held against its trace. */
import type { Leg, Trace } from '../data-plane/index.ts';
import { formatIp } from '../ip/index.ts';
import type { Check } from '../model/index.ts';

type Expectation = Extract<Check, { kind: 'flow' }>['expect'];

/** What is not as expected; empty when all is. */
export function flowDifferences(trace: Trace, expect: Expectation): string[] {
  const out: string[] = [];
  const way = wayOf(trace);
  const end = failing(trace);
  if (trace.verdict !== expect.verdict) out.push(`expected the verdict ${expect.verdict}, found ${trace.verdict} (${trace.summary.code}) at ${end.at.device}`);
  if (expect.via) out.push(...missing(way, expect.via, 'way out'));
  for (const d of expect.avoid ?? []) if (way.includes(d)) out.push(`expected the way out to avoid ${d}, found ${way.join(' → ')}`);
  if (expect.returnVia) out.push(...(trace.back ? missing(wayBackOf(trace), expect.returnVia, 'way back') : ['expected a way back, found none']));
  if (expect.at !== undefined && end.at.device !== expect.at) out.push(`expected it to end at ${expect.at}, found ${end.at.device}`);
  if (expect.reason !== undefined && end.reason.code !== expect.reason && trace.summary.code !== expect.reason)
    out.push(`expected the reason ${expect.reason}, found ${end.reason.code}`);
  for (const [device, stack] of Object.entries(expect.headers ?? {})) out.push(...stackDifferences(trace, device, stack));
  const seen = trace.seenFrom === undefined ? 'nobody' : formatIp(trace.seenFrom);
  if (expect.seenFrom !== undefined && seen !== expect.seenFrom) out.push(`expected the destination to see ${expect.seenFrom}, found ${seen}`);
  return out;
}

/** A proxy's own way continues the client's; a firewall that took the connection is named once. */
function wayOf({ out, proxied, intercepted }: Trace): string[] {
  const own = devicesOf(out);
  if (intercepted?.origin) return [...own, ...wayOf(intercepted.origin).slice(1)];
  return proxied?.origin ? [...own, ...wayOf(proxied.origin)] : own;
}

function wayBackOf({ back, intercepted }: Trace): string[] {
  const own = back ? devicesOf(back) : [];
  return intercepted?.origin ? [...wayBackOf(intercepted.origin).slice(0, -1), ...own] : own;
}

/** The leg in which the flow came to its end. */
function failing(trace: Trace): Leg {
  if (trace.out.ending !== 'delivered') return trace.out;
  if (trace.back && trace.back.ending !== 'delivered') return trace.back;
  const { request, origin } = trace.intercepted ?? {};
  if (request && request.ending !== 'delivered') return request;
  if (origin && origin.verdict !== 'delivered') return failing(origin);
  const data = [trace.transfer?.up?.leg, trace.transfer?.down?.leg].find((leg) => leg && leg.ending !== 'delivered');
  return data ?? (trace.ack && trace.ack.ending !== 'delivered' ? trace.ack : trace.out);
}

/** The stack with which the packet last leaves a device. */
function stackDifferences(trace: Trace, device: string, stack: string): string[] {
  const own = trace.intercepted?.origin?.out.hops ?? [];
  const hop = [...trace.out.hops, ...own].findLast((h) => h.device === device);
  if (!hop) return [`expected the way out to pass ${device}, found ${shorten(wayOf(trace))}`];
  const found = (hop.after ?? hop.before).headers.map((h) => h.kind).join(' ');
  return found === stack ? [] : [`expected the packet to leave ${device} as ${stack}, found ${found}`];
}

function devicesOf(leg: Leg): string[] {
  return leg.hops.map((h) => h.device);
}

/** The devices must be met in this order; others may stand between. */
function missing(way: readonly string[], wanted: readonly string[], name: string): string[] {
  let from = 0;
  for (const device of wanted) {
    const at = way.indexOf(device, from);
    if (at < 0) return [`expected the ${name} to pass ${wanted.join(' → ')}, found ${shorten(way)}`];
    from = at + 1;
  }
  return [];
}

/** A loop's repetitions are left out. */
function shorten(way: readonly string[]): string {
  const once = way.filter((d, i) => d !== way[i - 1]);
  return once.length > 12 ? `${once.slice(0, 12).join(' → ')} → …` : once.join(' → ');
}
