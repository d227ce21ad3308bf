/**
 * A machine with a routing table: host, FRR or IOS router, Azure VM (H1–H9). The order is the kernel's (checked in network
 * namespaces): filters of the interface, local addresses, the lookup with its failures, the TTL, the neighbour, the MTU.
 */
import { forwards, type RouterNode, vrfOfTable } from '../compile/index.ts';
import { arrive, hooked } from './host/arrive.ts';
import { leave } from './host/leave.ts';
import { homeOf } from './host/source.ts';
import { deliver, drop, type Move, type Visit } from './move.ts';
import { dscpOf, outer, tupleOf } from './packet.ts';

export function atRouter(visit: Visit<RouterNode>): Move {
  const { world, node } = visit;
  const arrival = arrive(visit);
  if ('end' in arrival) return arrival;
  const { destination } = outer(arrival.packet);
  const home = homeOf(world, node, {
    destination,
    flow: tupleOf(arrival.packet),
    table: arrival.table,
    mark: arrival.mark ?? 0,
    ...dscpOf(arrival.packet),
    ...(arrival.in && { iif: arrival.in.name }),
  });
  if (home !== undefined) {
    const taken = arrival.in ? hooked({ visit, in: vrfOfTable(node, home) ?? arrival.in }, 'INPUT', arrival) : arrival;
    if ('end' in taken) return taken;
    const done = deliver(node);
    return { ...done, steps: [...taken.steps, ...done.steps], received: taken.packet, ...(home !== 0 && { table: home }) };
  }
  if (!visit.first && !forwards(node, destination)) return drop('host-not-forwarding', { node: node.device }, { steps: arrival.steps });
  return leave(visit, arrival);
}
