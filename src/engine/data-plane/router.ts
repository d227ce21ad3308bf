/**
 * A machine with a routing table: Linux host, FRR or IOS router, Azure VM (H1–H9). The order is the kernel's (checked in
 * network namespaces): local addresses, the lookup with its failures, the TTL, the neighbour, the MTU.
 */
import type { NetInterface, RouterNode } from '../compile/index.ts';
import { containsIp, formatIp, formatPrefix, type Ip, isIpv4, networkOf } from '../ip/index.ts';
import type { FibEntry, FibNextHop } from '../rib/index.ts';
import { emit } from './fabric.ts';
import { deliver, drop, type Move, type Stop, step, type Visit } from './move.ts';
import { outer, tupleOf } from './packet.ts';
import type { FiveTuple, IcmpType, Lookup } from './types.ts';
import type { World } from './world.ts';

export function atRouter(visit: Visit<RouterNode>): Move {
  const { world, node, packet, first } = visit;
  const { destination, source } = outer(packet);
  if (world.owns(node, destination)) return deliver(node);
  if (!first && !node.forwarding) return drop('host-not-forwarding', { node: node.device });
  const match = world.input.controlPlane.fibs.get(node.id)?.longestMatch(destination)?.value;
  const answersAs = first ? undefined : sourceAddress(world, node, source);
  if (!match) return refuse(visit, answersAs, 'net-unreachable', drop('no-route', { node: node.device, destination: formatIp(destination) }, noRoute(visit)));
  const taken = visit.chooser.choose(`${node.id} fib`, addressesOf(tupleOf(packet)), match.nextHops.length);
  const hop = match.nextHops[taken] as FibNextHop;
  const lookup = fibLookup(node, destination, match, hop);
  const args = { node: node.device, prefix: formatPrefix(match.prefix) };
  if (hop.blackhole === 'reject') return refuse(visit, answersAs, 'host-unreachable', drop('route-reject', args, { lookup }));
  if (hop.blackhole) return drop('route-blackhole', args, { lookup });
  const out = interfaceOf(node, hop);
  const done = {
    lookup,
    steps: [step(first ? 'originate' : 'forward', 'fib-match', { node: node.device, row: lookup.row ?? '' })],
    decrements: !first,
    ...(answersAs !== undefined && { answersAs }),
    ...(match.nextHops.length > 1 && { ecmp: { ways: match.nextHops.length, taken } }),
    ...(out && { out: out.name }),
  };
  if (!out?.up || out.segment === undefined) return drop('interface-down', { node: node.device, interface: out?.name ?? hop.interface ?? '' }, done);
  const segment = world.input.network.segments.get(out.segment);
  if (segment?.kind === 'azure-subnet') return emit(visit, { nic: out, segment: out.segment, packet, done });
  const gateway = hop.gateway ?? destination;
  const next = (segment?.kind === 'internet' ? world.internet() : undefined) ?? world.neighbor(out.segment, gateway);
  if (!next) return refuse(visit, answersAs, 'host-unreachable', drop('no-neighbour', { node: node.device, address: formatIp(gateway) }, done));
  return { ...done, next, packet, over: [out.segment], mtu: out.mtu };
}

/** H8: the kernel's default hash is of the two addresses, so that all of a pair's flows go one way. */
function addressesOf(t: FiveTuple): FiveTuple {
  return { ...t, protocol: 'tcp', sourcePort: 0, destinationPort: 0 };
}

/** The sender is told, unless the sender is this node itself: then the error is a local one and nothing is sent. */
function refuse(visit: Visit, from: Ip | undefined, type: IcmpType, stop: Stop): Stop {
  return visit.first || from === undefined ? stop : { ...stop, error: { type, from } };
}

function noRoute(visit: Visit): { readonly lookup: Lookup } {
  return { lookup: { table: 'fib', of: visit.node.id, destination: outer(visit.packet).destination } };
}

function fibLookup(node: RouterNode, destination: Ip, match: FibEntry, hop: FibNextHop): Lookup {
  const to = hop.blackhole ?? (hop.gateway === undefined ? 'on link' : `via ${formatIp(hop.gateway)}`);
  const row = `${formatPrefix(match.prefix)} ${to}${hop.interface === undefined ? '' : ` dev ${hop.interface}`}`;
  return { table: 'fib', of: node.id, destination, row, prefix: formatPrefix(match.prefix) };
}

/** The named interface, or the one whose network holds the gateway. */
function interfaceOf(node: RouterNode, hop: FibNextHop): NetInterface | undefined {
  const { gateway } = hop;
  if (hop.interface !== undefined) return node.interfaces.find((i) => i.name === hop.interface);
  return gateway === undefined ? undefined : node.interfaces.find((i) => i.addresses.some((a) => containsIp(networkOf(a), gateway)));
}

/**
 * The address that a machine sends from to a destination (H2), for new packets and for ICMP errors (H5): the route's `src`,
 * else the first address of the interface that it leaves by, else any of that family.
 */
export function sourceAddress(world: World, node: RouterNode, destination: Ip): Ip | undefined {
  const entry = world.input.controlPlane.fibs.get(node.id)?.longestMatch(destination)?.value;
  const fits = (i: NetInterface) => i.addresses.find((a) => isIpv4(a.ip) === isIpv4(destination))?.ip;
  const stated = entry?.entry.nextHops.flatMap((h) => [h, ...h.resolved]).find((h) => h.source !== undefined)?.source;
  if (stated !== undefined && isIpv4(stated) === isIpv4(destination)) return stated;
  const hop = entry?.nextHops[0];
  const out = hop && interfaceOf(node, hop);
  return (out && fits(out)) ?? node.interfaces.map(fits).find((ip) => ip !== undefined);
}
