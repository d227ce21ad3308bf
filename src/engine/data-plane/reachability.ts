/** `reachability`: every host to every host and to the Internet, each cell the verdict of a trace, with the flow that opens it. */
import { formatIp, ip } from '../ip/index.ts';
import type { FlowSpec, FlowVerdict } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { type TraceOptions, traceIn } from './trace.ts';
import type { Leg, Trace } from './types.ts';
import { type TraceInput, World } from './world.ts';

export interface ReachabilityOptions extends Pick<TraceOptions, 'payload' | 'dontFragment'> {
  /** ICMP echo unless said. */
  readonly protocol?: FlowSpec['protocol'];
  /** Destination port, 1–65535; for TCP and UDP. 443 unless said. */
  readonly port?: number;
  /** Equal ways explored for a cell, from 1 up, so that it can say where some of them end otherwise; 1 unless said, the flow's own. */
  readonly ways?: number;
  /** Device ids; every host unless said. */
  readonly from?: readonly string[];
  /** Device ids, addresses or host names; every host and the Internet unless said. */
  readonly to?: readonly string[];
}

export interface ReachabilityCell {
  /** Asked again by `traceFlow`, it has the same verdict. */
  readonly flow: FlowSpec;
  readonly verdict: FlowVerdict;
  readonly summary: Reason;
  /** What else is worth knowing, such as ways there and back that differ. */
  readonly notes?: readonly Reason[];
  /** Where it came to its end, there or back. */
  readonly at: Trace['out']['at'];
}

export interface Reachability {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** By place in `from`, then by place in `to`; undefined where a host meets itself. */
  readonly cells: readonly (readonly (ReachabilityCell | undefined)[])[];
}

/** Addresses that stand for the wider Internet: the first that nobody in the lab has. */
const OUTSIDE = ['8.8.8.8', '1.1.1.1', '9.9.9.9'].map((text) => ip(text));

/** Every pair is traced once, by its own hash; the cost is that of one walk a cell, and of one for each of its other equal `ways`. */
export function reachability(input: TraceInput, options: ReachabilityOptions = {}): Reachability {
  const world = new World(input);
  const hosts = hostsOf(world);
  const from = options.from ?? hosts;
  const to = options.to ?? [...hosts, ...outside(world)];
  const cells = from.map((source) => to.map((target) => (source === target ? undefined : cell(world, flowOf(source, target, options), options))));
  return { from, to, cells };
}

/** Machines that people use: virtual machines, hosts outside Azure and the Internet's; routers only where they are named. */
function hostsOf(world: World): string[] {
  const { virtualMachines, hosts, internet } = world.input.lab;
  return [...Object.keys(virtualMachines ?? {}).sort(), ...Object.keys(hosts ?? {}).sort(), ...Object.keys(internet?.hosts ?? {}).sort()];
}

function outside(world: World): string[] {
  const address = world.internet() && OUTSIDE.find((a) => world.publicOwner(a) === undefined);
  return address === undefined ? [] : [formatIp(address)];
}

function flowOf(from: string, to: string, options: ReachabilityOptions): FlowSpec {
  const { protocol = 'icmp', port = 443 } = options;
  return { from, to, protocol, ...(protocol !== 'icmp' && { port }) };
}

function cell(world: World, flow: FlowSpec, { payload, dontFragment, ways = 1 }: ReachabilityOptions): ReachabilityCell {
  const trace = traceIn(world, flow, {
    ...(ways > 1 ? { most: ways } : { branches: false }),
    ...(payload !== undefined && { payload }),
    ...(dontFragment !== undefined && { dontFragment }),
  });
  const { verdict, summary, notes } = trace;
  return { flow, verdict, summary, ...(notes && { notes }), at: endOf(trace).at };
}

/** The walk that did not end well, else the way out; behind a firewall that took the connection its own. */
function endOf({ out, back, ack, intercepted }: Trace): Leg {
  const lost = [intercepted?.request, ack, back, out].find((leg) => leg !== undefined && leg.ending !== 'delivered');
  return lost ?? (intercepted?.origin ? endOf(intercepted.origin) : out);
}
