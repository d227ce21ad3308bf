/** `traceFlow`: what becomes of a flow, with every equal way that such a flow could have taken. */
import type { FlowSpec } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { exploreWays, HASH, type Way } from './choose.ts';
import { isStart, startOf } from './endpoints.ts';
import type { Followed, TraceOptions } from './exchanged.ts';
import { follow } from './follow.ts';
import { traceProxied } from './proxy/trace.ts';
import { packetReason } from './reasons.ts';
import type { Branch, Leg, Trace } from './types.ts';
import { type TraceInput, World } from './world.ts';

export type { TraceOptions } from './exchanged.ts';

/** Equal ways explored at most; beyond it the shares do not add up to one. */
const MOST_WAYS = 64;

/** Never throws: a flow that cannot start says so in its verdict. */
export function traceFlow(input: TraceInput, flow: FlowSpec, options: TraceOptions & { readonly branches?: boolean } = {}): Trace {
  return traceIn(new World(input), flow, options);
}

/** As `traceFlow`, in a world that is there already: for many flows of one lab. `most`: equal ways explored, from 1 up. */
export function traceIn(
  world: World,
  flow: FlowSpec,
  { most = MOST_WAYS, ...asked }: TraceOptions & { readonly branches?: boolean; readonly most?: number } = {},
): Trace {
  const { proxy, ...direct } = flow;
  const options = { ...headersOf(flow), ...asked };
  // The name is the proxy's to resolve, and its parents have addresses of their own.
  const { address, proxyAddress: _, said: __, ...unnamed } = asked;
  if (proxy !== undefined)
    return traceProxied(world, { ...direct, proxy }, options, (leg, via, said) => traceIn(world, leg, { ...unnamed, most, via, ...(said && { said }) }));
  const start = startOf(world, flow, address);
  if (!isStart(start)) return cannotStart(flow, start);
  if (options.branches === false) return { ...follow(world, flow, start, options, HASH), branches: [] };
  const ways = merge(exploreWays((chooser) => follow(world, flow, start, options, chooser), most));
  const [own, ...others] = ways as [Way<Followed>, ...Way<Followed>[]];
  return { ...own.result, ...differing(own, others), branches: others.map(branchOf), share: own.share };
}

/** What the flow itself says of its packets' headers. */
function headersOf({ sourcePort, ttl, dontFragment, dscp, icmpId, icmpSequence }: FlowSpec): TraceOptions {
  return {
    ...(sourcePort !== undefined && { sourcePort }),
    ...(ttl !== undefined && { ttl }),
    ...(dontFragment !== undefined && { dontFragment }),
    ...(dscp !== undefined && { dscp }),
    ...(icmpId !== undefined && { icmpId }),
    ...(icmpSequence !== undefined && { icmpSequence }),
  };
}

/** Ways that pass the same devices to the same end are one: which instance of a gateway takes a flow is told by the hop's own `ecmp`. */
function merge(ways: readonly Way<Followed>[]): Way<Followed>[] {
  const byPath = new Map<string, Way<Followed>>();
  for (const way of ways) {
    const { verdict } = way.result;
    const key = [verdict, ...pathsOf(way.result)].join(' / ');
    const known = byPath.get(key);
    byPath.set(key, known ? { result: known.result, share: known.share + way.share } : way);
  }
  return [...byPath.values()];
}

/** A firewall's own connection is part of the way. */
function pathsOf({ out, back, ack, intercepted }: Pick<Trace, 'out' | 'back' | 'ack' | 'intercepted'>): string[] {
  return [pathOf(out), pathOf(back), pathOf(ack), ...(intercepted?.origin ? pathsOf(intercepted.origin) : [])];
}

function pathOf(leg: Leg | undefined): string {
  return leg ? `${leg.hops.map((h) => `${h.device}>${h.out ?? ''}`).join()} ${leg.reason.code}` : '';
}

function branchOf({ result, share }: Way<Followed>): Branch {
  const { out, back, ack, transfer, intercepted, verdict, states } = result;
  return { out, ...(back && { back }), ...(ack && { ack }), ...(transfer && { transfer }), ...(intercepted && { intercepted }), verdict, states, share };
}

/** The verdict is this flow's; others of its kind may fare otherwise. */
function differing(own: Way<Followed>, others: readonly Way<Followed>[]): { readonly notes?: readonly Reason[] } {
  const other = others.find((o) => o.result.verdict !== own.result.verdict);
  if (!other) return {};
  const share = others.filter((o) => o.result.verdict !== own.result.verdict).reduce((sum, o) => sum + o.share, 0);
  const note = packetReason('ways-differ', { percent: Math.round(share * 100), verdict: other.result.verdict });
  return { notes: [...(own.result.notes ?? []), note] };
}

function cannotStart(flow: FlowSpec, reason: Reason): Trace {
  const out: Leg = { hops: [], ending: 'dropped', reason, at: { node: flow.from, device: flow.from } };
  return { flow, verdict: 'dropped', out, branches: [], states: [], summary: reason };
}
