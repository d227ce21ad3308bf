/**
 * One direction of a flow: from node to node until it ends. What a node does is its own file's; the walk counts the TTL,
 * watches the MTU, keeps the hops, and notices when a packet is back where it was in the same state (A7).
 */
import type { NetInterface, NetNode } from '../compile/index.ts';
import type { Reason } from '../policy/index.ts';
import type { Chooser } from './choose.ts';
import { depart } from './depart.ts';
import { atFirewall } from './firewall.ts';
import type { FlowState } from './flow-state.ts';
import { guard } from './guard.ts';
import { atErGateway, atVpnGateway } from './gateway.ts';
import { atInternet } from './internet.ts';
import { atLoadBalancer } from './load-balancer.ts';
import { deliver, drop, type Go, type Move, type Stop, step, type Visit } from './move.ts';
import { atMsee } from './msee.ts';
import { outer, stateKey, withOuter } from './packet.ts';
import { packetReason } from './reasons.ts';
import { atRouter } from './router.ts';
import { atService } from './service.ts';
import type { Hop, Leg, LegName, Packet } from './types.ts';
import type { Attachment, World } from './world.ts';

export interface WalkOptions {
  readonly state: FlowState;
  readonly chooser: Chooser;
  readonly mseeAnswers: boolean;
  readonly leg: LegName;
  /** The table in which the first machine looks it up. */
  readonly table?: number;
  /** The first machine's PF does not look at it. */
  readonly unfiltered?: boolean;
  /** The interface by which the first machine gets it; absent: it makes the packet itself. */
  readonly by?: NetInterface;
}

/** What ends a walk, besides its leg: who told the sender what, about which packet. */
export interface Walked {
  readonly leg: Leg;
  /** The packet as it was where it ended. */
  readonly last: Packet;
  readonly error?: NonNullable<Stop['error']> & { readonly mtu?: number };
  /** The table that the machine where it ended would look an answer up in, where that is not its main one. */
  readonly table?: number;
}

/** TTLs are a byte and gateways leave them alone, so this is more than any packet can do. */
const MAX_HOPS = 512;

export function walk(world: World, start: NetNode, packet: Packet, options: WalkOptions): Walked {
  const hops: Hop[] = [];
  const seen = new Map<string, { readonly index: number; readonly ttl: string }>();
  let at: Attachment | { readonly node: NetNode; readonly interface?: undefined } = options.by ? { node: start, interface: options.by } : { node: start };
  let current = packet;
  let over: readonly string[] = [];
  let cycleStart: number | undefined;
  let exposed = false;
  for (;;) {
    options.state.goOn(options.leg, hops.length);
    const key = `${at.node.id} ${stateKey(current)}`;
    const before = seen.get(key);
    if (before && cycleStart === undefined) cycleStart = before.index;
    const ttl = ttls(current);
    const { table, unfiltered = false, by, ...always } = options;
    const first = hops.length === 0 && !by;
    const visit: Visit = {
      world,
      node: at.node,
      ...(at.interface && { in: at.interface }),
      packet: current,
      first,
      exposed,
      ...always,
      ...(first && table !== undefined && { table }),
      ...(first && unfiltered && { unfiltered }),
    };
    // Who sends a packet does not count it, so its first return has the TTL with which it set out.
    const uncounted = (before !== undefined && before.index > 0 && before.ttl === ttl) || hops.length >= MAX_HOPS;
    const move = uncounted ? endless(at.node, hops, cycleStart) : settleTtl(at.node, current, guarded(visit), hops, cycleStart, packet);
    seen.set(key, { index: hops.length, ttl });
    const sent = 'end' in move ? undefined : depart(move, at.node.id, options.state, first);
    const stop = 'end' in move ? move : sent && 'end' in sent ? sent : undefined;
    hops.push(hopOf(at, over, current, stop ?? move, stop ? undefined : (sent as Packet)));
    if (stop) return ended(stop, hops, current, at.node, cycleStart);
    const go = move as Go;
    current = sent as Packet;
    over = go.over;
    exposed = go.exposed === true;
    at = go.next;
  }
}

/** The NIC's security groups come before whatever the node does (A7). */
function guarded(visit: Visit): Move {
  const passed = visit.in ? guard(visit, visit.in, 'in', visit.packet) : { steps: [] };
  if ('end' in passed) return passed;
  const move = visited(visit);
  return passed.steps.length === 0 ? move : { ...move, steps: [...passed.steps, ...move.steps] };
}

function visited(visit: Visit): Move {
  const { node } = visit;
  switch (node.kind) {
    case 'router':
      return atRouter({ ...visit, node });
    case 'azure-firewall':
      return atFirewall({ ...visit, node });
    case 'vpn-gateway':
      return atVpnGateway({ ...visit, node });
    case 'er-gateway':
      return atErGateway({ ...visit, node });
    case 'msee':
      return atMsee({ ...visit, node });
    case 'private-endpoint':
    case 'bastion':
      return atService({ ...visit, node });
    case 'load-balancer':
      return atLoadBalancer({ ...visit, node });
    case 'internet':
      return atInternet({ ...visit, node });
    case 'route-server':
      return visit.world.owns(node, outer(visit.packet).destination) ? deliver(node) : drop('route-server-is-control-plane', { node: node.device });
  }
}

/** Every TTL of the stack, as text. */
function ttls(packet: Packet): string {
  return packet.headers.map((h) => (h.kind === 'ip' ? h.ttl : '')).join();
}

/** The TTL ends before whatever would have come next; what no rule lets in has ended before that (A238). */
function settleTtl(node: NetNode, current: Packet, move: Move, hops: readonly Hop[], cycleStart: number | undefined, first: Packet): Move {
  if (!move.decrements) return move;
  const ttl = outer('end' in move ? (move.received ?? current) : move.packet).ttl;
  if (ttl > 1) return 'end' in move ? move : { ...move, packet: withOuter(move.packet, { ttl: ttl - 1 }) };
  const looped = cycleStart !== undefined;
  const reason = looped
    ? packetReason('loop', { node: node.device, ttl: outer(first).ttl, cycle: cycleText(hops, cycleStart) })
    : packetReason('ttl-exceeded', { node: node.device });
  const { ecmp: _, out: __, ...kept } = move;
  return {
    ...kept,
    end: looped ? 'looped' : 'ttl-exceeded',
    reason,
    steps: [...move.steps.filter((s) => s.action === 'decapsulate'), step('drop', looped ? 'loop' : 'ttl-exceeded', reason.args)],
    ...(move.taken && { received: move.taken }),
    ...(move.answersAs !== undefined && {
      error: { type: 'time-exceeded' as const, from: move.answersAs, ...(move.table !== undefined && { table: move.table }) },
    }),
  };
}

/** Round and round, and nothing counts: a cycle of gateways and fabric alone. */
function endless(node: NetNode, hops: readonly Hop[], cycleStart = 0): Stop {
  const stop = drop('loop-uncounted', { node: node.device, cycle: cycleText(hops, cycleStart) });
  return { ...stop, end: 'looped', steps: [{ action: 'drop', reason: stop.reason }] };
}

/** The devices of one turn: `er → erc → er`. */
function cycleText(hops: readonly Hop[], from: number): string {
  const names: string[] = [];
  const key = (h: Hop) => `${h.node} ${stateKey(h.before)}`;
  for (const hop of hops.slice(from)) {
    if (names.length > 0 && key(hop) === key(hops[from] as Hop)) break;
    if (names.at(-1) !== hop.device) names.push(hop.device);
  }
  return [...names, names[0] ?? ''].join(' → ');
}

function hopOf(
  at: Attachment | { readonly node: NetNode; readonly interface?: undefined },
  over: readonly string[],
  before: Packet,
  move: Move,
  after: Packet | undefined,
): Hop {
  const cut = after?.fragment !== undefined && after.fragment !== before.fragment;
  const dropped = 'end' in move && move.end !== 'delivered' && !move.steps.some((s) => s.action === 'drop');
  return {
    node: at.node.id,
    device: at.node.device,
    ...(at.interface && { in: at.interface.name }),
    ...(move.out !== undefined && { out: move.out }),
    over,
    before,
    ...(after && { after }),
    ...(move.lookup && { lookup: move.lookup }),
    steps: [
      ...move.steps,
      ...(cut ? [step('fragment', 'fragmented', { mtu: after.fragment })] : []),
      ...(dropped ? [{ action: 'drop', reason: move.reason }] : []),
    ],
    ...(move.answersAs !== undefined && { answersAs: move.answersAs }),
    decrementsTtl: move.decrements,
    ...(move.ecmp && { ecmp: move.ecmp }),
  };
}

function ended(stop: Stop, hops: readonly Hop[], last: Packet, node: NetNode, cycleStart: number | undefined): Walked {
  const reason: Reason = stop.reason;
  const leg: Leg = {
    hops,
    ending: stop.end,
    reason,
    at: { node: node.id, device: node.device },
    ...(stop.end === 'looped' && cycleStart !== undefined && { cycleStart }),
  };
  const mtu = stop.error?.type === 'frag-needed' ? Number(reason.args?.['mtu']) : undefined;
  const error = stop.error && { ...stop.error, ...(mtu !== undefined && { mtu }) };
  return { leg, last: stop.received ?? last, ...(error && { error }), ...(stop.table !== undefined && { table: stop.table }) };
}
