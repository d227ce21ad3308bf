/**
 * A Microsoft edge router of a circuit: by its best path towards the customer, or towards an ExpressRoute gateway instance
 * (A111). As a hop of a traceroute it answers who comes from a VNet with its neighbor address there (A239); who comes from
 * the customer gets an answer only where asked for, for the published traces disagree (A240, A241).
 */
import type { BgpPath, SpeakerState } from '../bgp/index.ts';
import type { MseeNode, NetInterface } from '../compile/index.ts';
import { containsIp, formatIp, type Ip } from '../ip/index.ts';
import { bgpMatch } from './bgp-lookup.ts';
import { emit } from './fabric.ts';
import { deliver, drop, type Move, step, type Visit } from './move.ts';
import { outer, tupleOf } from './packet.ts';
import type { Attachment, World } from './world.ts';

export function atMsee(visit: Visit<MseeNode>): Move {
  const { world, node, packet } = visit;
  const { destination } = outer(packet);
  if (world.owns(node, destination)) return deliver(node);
  const { match, state, lookup } = bgpMatch(world, node, destination);
  if (!match || !state) return drop('no-route', { node: node.device, destination: formatIp(destination) }, { lookup });
  const taken = visit.chooser.choose(`${node.id} bgp`, tupleOf(packet), match.paths.length);
  const path = match.paths[taken] as BgpPath;
  const counts = !visit.first && (visit.mseeAnswers || visit.in?.name !== node.customerInterface);
  const answersAs = visit.in?.addresses[0]?.ip;
  const done = {
    steps: [step('forward', 'msee-best-path', { node: node.device, row: lookup.row ?? '' })],
    lookup: match.paths.length > 1 ? { ...lookup, taken: { nextHop: path.attributes.nextHop } } : lookup,
    decrements: counts,
    ...(counts && answersAs !== undefined && { answersAs }),
    ...(match.paths.length > 1 && { ecmp: { ways: match.paths.length, taken } }),
  };
  const out = interfaceTowards(node, state, path);
  if (out && isFast(world, node, out, destination)) {
    const fast = { ...done, steps: [...done.steps, step('forward', 'msee-fastpath', { node: node.device, connection: out.name })], out: out.name };
    return emit(visit, { nic: out, segment: out.segment as string, packet, done: fast });
  }
  const next = out && neighborOf(world, out, path);
  if (!out || !next) return drop('no-neighbor', { node: node.device, address: formatIp(path.attributes.nextHop) }, done);
  const over = out.name === node.customerInterface ? [out.segment as string] : [out.name];
  return { ...done, next, packet, over, out: out.name, mtu: out.mtu };
}

/** A112: for addresses of the VNet that the connection leads to; what is for its spokes still takes the gateway. */
function isFast(world: World, node: MseeNode, out: NetInterface, destination: Ip): boolean {
  const vnet = world.vnetOf(out.segment);
  const prefixes = vnet === undefined ? [] : (world.input.network.vnets.get(vnet)?.prefixes ?? []);
  return node.fastPath.includes(out.name) && prefixes.some((p) => containsIp(p, destination));
}

/** The leg of the session that the path came by. */
function interfaceTowards(node: MseeNode, state: SpeakerState, { source }: BgpPath): NetInterface | undefined {
  const local = source.kind === 'peer' ? state.config.peers.find((p) => p.id === source.peer)?.localAddress : undefined;
  return node.interfaces.find((i) => i.addresses.some((a) => a.ip === local));
}

/** On the circuit's leg who has the next hop; in a GatewaySubnet the gateway instance that has it. */
function neighborOf(world: World, out: NetInterface, path: BgpPath): Attachment | undefined {
  const vnet = world.vnetOf(out.segment);
  const { nextHop } = path.attributes;
  return vnet === undefined ? world.neighbor(out.segment as string, nextHop) : world.inVnet(vnet, nextHop)[0];
}
