/** What a node does with a packet: stops it, or hands it to the next one. The walk does the rest (TTL, MTU, loops, keeping hops). */
import type { NetInterface, NetNode, SegmentId } from '../compile/index.ts';
import type { Ip } from '../ip/index.ts';
import type { ConfigRef, Reason } from '../policy/index.ts';
import type { Chooser } from './choose.ts';
import type { FlowState } from './flow-state.ts';
import type { Wrap } from './envelope.ts';
import { type PacketCode, packetReason } from './reasons.ts';
import type { Ending, Hop, IcmpType, Lookup, Packet } from './types.ts';
import type { Attachment, World } from './world.ts';

export type Step = Hop['steps'][number];

/** A packet at a node. */
export interface Visit<N extends NetNode = NetNode> {
  readonly world: World;
  readonly node: N;
  /** Interface it came in by; absent where it starts. */
  readonly in?: NetInterface;
  readonly packet: Packet;
  /** The node made this packet itself. */
  readonly first: boolean;
  readonly state: FlowState;
  readonly chooser: Chooser;
  /** A241: whether an MSEE counts and answers the probes of its customer. */
  readonly mseeAnswers: boolean;
  /** The table that it is looked up in before any rule is asked: a FIB (H24). */
  readonly table?: number;
  /** What the node's own PF has sent: PF does not look at it again. */
  readonly unfiltered?: boolean;
  /** It came straight from the Internet, by a public address of the node's or of a load balancer before it. */
  readonly exposed?: boolean;
}

interface Done {
  readonly steps: readonly Step[];
  readonly lookup?: Lookup;
  readonly ecmp?: Hop['ecmp'];
  /** Interface it would leave by, or leaves by. */
  readonly out?: string;
  /** The node forwards as a router does: TTL goes down by one, and at 0 the packet ends before anything else below. */
  readonly decrements: boolean;
  /** Who answers when the TTL ends here; absent: silence. */
  readonly answersAs?: Ip;
  /** The table in which the node looks up what it says about this packet. */
  readonly table?: number;
  /** Linux: it has gone into another VRF within the node: who says from where, and by which table, that it is too big for the link behind (H11). */
  readonly beyond?: { readonly answersAs?: Ip; readonly table: number };
  /** The packet as the node took it in, where that was in a tunnel: what it says is about this. */
  readonly taken?: Packet;
}

/** What a node says of a packet that ends there. */
export interface Told {
  readonly type: IcmpType | 'tcp-reset';
  readonly from: Ip;
  /** The table that it is looked up in. */
  readonly table?: number;
  /** PF's own: its maker's PF does not look at it (FreeBSD's M_SKIP_FIREWALL). */
  readonly unfiltered?: true;
}

export interface Stop extends Done {
  readonly end: Ending;
  readonly reason: Reason;
  /** What was delivered, where it had to be unwrapped first. */
  readonly received?: Packet;
  /** What the sender is told. */
  readonly error?: Told;
}

export interface Go extends Done {
  readonly next: Attachment;
  readonly packet: Packet;
  readonly over: readonly string[];
  /** The tunnel that it enters here, once its TTL is counted. */
  readonly wrap?: Wrap;
  /** Of the interface that it leaves by, in bytes. */
  readonly mtu: number;
  readonly exposed?: boolean;
}

export type Move = Stop | Go;

/** A packet on its way out of a NIC, and what the node has already done to it. */
export interface Emission {
  readonly nic: NetInterface;
  readonly segment: SegmentId;
  readonly packet: Packet;
  readonly wrap?: Go['wrap'];
  readonly done: Done;
}

/** `source`: the line of configuration that had it done. */
export function step(action: string, code: PacketCode, args?: Reason['args'], source?: ConfigRef): Step {
  const reason = packetReason(code, args);
  return { action, reason: source ? { ...reason, source } : reason };
}

/** An end with nothing said to the sender. `source`: the line that ends it. */
export function drop(code: PacketCode, args: Reason['args'], done: Partial<Done> = {}, source?: ConfigRef): Stop {
  const reason = packetReason(code, args);
  return { end: 'dropped', reason: source ? { ...reason, source } : reason, steps: [], decrements: false, ...done };
}

/** `to`: who it is delivered to, where that is not the node itself but something on it. */
export function deliver(node: NetNode, to: string = node.device): Stop {
  const reason = packetReason('delivered', { node: to });
  return { end: 'delivered', reason, steps: [{ action: 'deliver', reason }], decrements: false };
}
