/**
 * What a device would have made of a packet, had the whole flow come by it: the packets of both directions are put to it alone, on a state
 * of their own, the answer by the interface that the request left by. It tells a device that misses a flow's state from one that forbids the flow.
 */
import type { NetInterface, NetNode } from '../compile/index.ts';
import { HASH } from './choose.ts';
import { FlowState } from './flow-state.ts';
import { interfaceOf } from './host/interfaces.ts';
import { findRoute } from './host/tables.ts';
import { FIRST_TTL, icmpTypeOf, isIcmpError, outer, reverse, tupleOf } from './packet.ts';
import { errorPacket, packetOf } from './reply.ts';
import type { Header, Hop, Packet } from './types.ts';
import { walk, type Walked } from './walk.ts';
import type { World } from './world.ts';

type Kind = Parameters<typeof packetOf>[1];

/** Whether the device of a hop lets an answer pass, where it is shown its request first. `own`: the device is who asked. */
export function passesAsAnswer(world: World, hop: Hop, own: boolean): boolean {
  const seen = seenBy(world, hop);
  if (!seen) return false;
  const { node, packet } = seen;
  const error = isIcmpError(packet);
  // Of an error the flow is that which it quotes.
  if (error && !packet.quotes) return false;
  const request = error && packet.quotes ? packetOf(packet.quotes, 'request', undefined) : mirrored(packet, 'request');
  const by = own ? undefined : wayTo(world, node, packet);
  if (!own && !by) return false;
  const device = new Device(world, node);
  const there = device.meet(request, by);
  const asked = sentOn(there);
  if (!asked) return false;
  const type = icmpTypeOf(packet);
  const answer = error && type ? errorPacket(asked, type, outer(packet).source, FIRST_TTL) : mirrored(asked, kindOf(packet));
  return answer !== undefined && passed(device.meet(answer, leftBy(node, there)));
}

/** Whether the device of a hop lets a later packet of who asked pass, where it is shown the answer, too. */
export function passesAfterAnswer(world: World, hop: Hop): boolean {
  const seen = seenBy(world, hop);
  if (!seen) return false;
  const { node, packet } = seen;
  const by = node.interfaces.find((i) => i.name === hop.in);
  const device = new Device(world, node);
  const there = device.meet(mirrored(mirrored(packet, 'reply'), 'request'), by);
  const asked = sentOn(there);
  if (!asked || !passed(device.meet(mirrored(asked, 'reply'), leftBy(node, there)))) return false;
  return passed(device.meet(packet, by));
}

/** One device by itself, with what it comes to remember. */
class Device {
  private readonly state = new FlowState();

  constructor(
    private readonly world: World,
    private readonly node: NetNode,
  ) {}

  /** `by`: the interface that the packet comes in by; absent: the device's own packet. */
  meet(packet: Packet, by: NetInterface | undefined): Walked {
    return walk(this.world, this.node, packet, { state: this.state, chooser: HASH, mseeAnswers: false, leg: 'out', ...(by && { by }) });
  }
}

/** The packet as the device judges it: out of the tunnels that end there. */
function seenBy(world: World, { node: id, before }: Hop): { readonly node: NetNode; readonly packet: Packet } | undefined {
  const node = world.input.network.nodes.get(id);
  if (!node) return undefined;
  let { headers } = before;
  for (;;) {
    const inside = headers.findIndex((h, i) => i > 0 && h.kind === 'ip');
    const envelope = headers[0];
    if (inside < 0 || envelope?.kind !== 'ip' || !world.owns(node, envelope.destination)) return { node, packet: { ...before, headers } };
    headers = headers.slice(inside);
  }
}

/** The interface by which the device of a hop would send its packet on; undefined where it is for the device itself, or nowhere. */
export function onwardBy(world: World, hop: Hop): string | undefined {
  const seen = seenBy(world, hop);
  return seen && wayTo(world, seen.node, seen.packet)?.name;
}

/** The interface towards the destination of a packet: by it the opposite direction would come in. */
function wayTo(world: World, node: NetNode, packet: Packet): NetInterface | undefined {
  if (node.kind !== 'router') return node.interfaces[0];
  const { destination } = outer(packet);
  const hop = findRoute(world, node, { destination, flow: tupleOf(packet) })?.hops[0];
  return hop && interfaceOf(node, hop);
}

/** The packet that goes on from the device, or that it took; undefined where it stops it. */
function sentOn({ leg, last }: Walked): Packet | undefined {
  const [first] = leg.hops;
  return first?.after ?? (leg.ending === 'delivered' ? last : undefined);
}

/** Where the answer comes in; absent where the device gives it itself. */
function leftBy(node: NetNode, { leg }: Walked): NetInterface | undefined {
  const [first] = leg.hops;
  return first?.after && node.interfaces.find((i) => i.name === first.out);
}

const passed = (walked: Walked): boolean => sentOn(walked) !== undefined;

function kindOf(packet: Packet): Kind {
  const tcp = packet.headers.at(-1);
  if (tcp?.kind !== 'tcp') return 'reply';
  if (tcp.flags.includes('RST')) return 'reset';
  return tcp.flags.includes('SYN') ? 'reply' : 'data';
}

/** A packet of the opposite direction: every header turned round, tunnels and all. */
function mirrored({ headers }: Packet, kind: Kind): Packet {
  const at = headers.findLastIndex((h) => h.kind === 'ip');
  const flow = packetOf(reverse(tupleOf({ headers: headers.slice(at), payload: 0 })), kind, undefined);
  return { ...flow, headers: [...headers.slice(0, at).map(turned), ...flow.headers] };
}

function turned(header: Header): Header {
  return header.kind === 'ip' ? { ...header, source: header.destination, destination: header.source, ttl: FIRST_TTL } : header;
}
