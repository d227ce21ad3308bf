/**
 * `traceRoute`: probes with a TTL of 1, 2, 3 … along the same walk as any packet, and who answers each (A236–A241). An answer
 * is heard only when it finds its way home; silence has no cause that a sender could see. H6's rate limits are left out.
 */
import type { FlowSpec } from '../model/index.ts';
import { HASH } from './choose.ts';
import { isStart, type Start, startOf } from './endpoints.ts';
import type { Followed, TraceOptions } from './exchanged.ts';
import { follow } from './follow.ts';
import { innermost } from './packet.ts';
import type { Leg, Packet, Probe, TraceRoute } from './types.ts';
import { type TraceInput, World } from './world.ts';

export interface TraceRouteOptions extends Pick<TraceOptions, 'payload' | 'dontFragment' | 'mseeAnswers'> {
  /** 30 unless said. */
  readonly maxTtl?: number;
  /** Probes a TTL; 3 unless said. */
  readonly probes?: number;
}

/** Where the ports of UDP probes start; each probe takes the next (traceroute(8)). */
const FIRST_PORT = 33434;

/** UDP is what traceroute sends unless told otherwise; a UDP flow without a port probes as it does, one with a port keeps it. */
export function traceRoute(input: TraceInput, flow: FlowSpec, options: TraceRouteOptions = {}): TraceRoute {
  const world = new World(input);
  const start = startOf(world, flow);
  if (!isStart(start)) return { failure: start, hops: [], reached: false };
  const count = options.probes ?? 3;
  const hops: Probe[][] = [];
  for (let ttl = 1; ttl <= (options.maxTtl ?? 30); ttl++) {
    const probes: Probe[] = [];
    for (let n = 0; n < count; n++) {
      const asked = { ...flow, ...(flow.protocol === 'udp' && flow.port === undefined && { port: FIRST_PORT + hops.length * count + n }) };
      const followed = follow(world, asked, start, { ...options, ttl }, HASH);
      if (endsAtHome(followed, start)) return { destination: start.destination, failure: followed.out.reason, hops, reached: false };
      probes.push(probeOf(followed, start));
    }
    hops.push(probes);
    if (probes.some((p) => p.answer === 'reached')) return { destination: start.destination, hops, reached: true };
    if (probes.some((p) => p.answer !== undefined && p.answer !== 'time-exceeded')) break;
  }
  return { destination: start.destination, hops, reached: false };
}

/** The machine itself has no way: nothing leaves it. */
function endsAtHome({ out }: Followed, start: Start): boolean {
  return out.hops.length === 1 && out.ending === 'dropped' && out.at.node === start.node.id;
}

function probeOf(followed: Followed, start: Start): Probe {
  const { out, back } = followed;
  if (out.ending === 'delivered') return heard(back, start) ? { ...from(back), answer: 'reached' } : {};
  const { error } = out;
  if (!error || !heard(error.leg, start)) return {};
  return { from: error.from, answer: error.type === 'tcp-reset' ? 'reached' : error.type, ...(error.mtu !== undefined && { mtu: error.mtu }) };
}

function heard(leg: Leg | undefined, start: Start): leg is Leg {
  return leg?.ending === 'delivered' && leg.at.node === start.node.id;
}

/** The source of what arrived, out of the tunnel that it may have come by. */
function from(leg: Leg): Pick<Probe, 'from'> {
  const last: Packet | undefined = leg.hops.at(-1)?.before;
  return last ? { from: innermost(last).source } : {};
}
