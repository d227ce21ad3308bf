/**
 * A machine with a routing table: host, FRR or IOS router, Azure VM (H1–H9). The order is the kernel's (checked in network
 * namespaces): filters of the interface, local addresses, the lookup with its failures, the TTL, the neighbor, the MTU.
 */
import { forwards, type LoadBalancerNode, type RouterNode, vrfOfTable } from '../compile/index.ts';
import { formatIp, type Ip } from '../ip/index.ts';
import { arrive, hooked } from './host/arrive.ts';
import { leave } from './host/leave.ts';
import { outputToSelf, ownHome, toSelf } from './host/loopback.ts';
import { homeOf } from './host/source.ts';
import { deliver, drop, type Move, type Step, type Visit } from './move.ts';
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
  if (home !== undefined && !arrival.in) {
    const sent = outputToSelf(visit, arrival);
    if ('end' in sent) return sent;
    const there = ownHome(visit, sent);
    return there === undefined ? leave(visit, { ...sent, output: true }) : toSelf(visit, sent, there);
  }
  if (home !== undefined && arrival.in) {
    const taken = hooked({ visit, in: vrfOfTable(node, home) ?? arrival.in }, 'INPUT', arrival);
    if ('end' in taken) return taken;
    const done = deliver(node);
    return { ...done, steps: [...taken.steps, ...done.steps], received: taken.packet, ...(home !== 0 && { table: home }) };
  }
  if (!visit.first && !forwards(node, destination)) return forAnother(visit, destination, arrival.steps);
  return leave(visit, arrival);
}

/** Not its own, and it does not forward. A backend that was given the frontend's address by a rule with floating IP is told what it wants (A187). */
function forAnother({ world, node }: Visit<RouterNode>, destination: Ip, steps: readonly Step[]): Move {
  const balancer = world.nodes.find(
    (n) =>
      n.kind === 'load-balancer' && n.rules.some((r) => r.floating && r.backends.some((b) => b.node === node.id) && isFrontend(n, r.frontend, destination)),
  );
  if (balancer) return drop('lb-floating-no-loopback', { device: balancer.device, node: node.device, address: formatIp(destination) }, { steps });
  return drop('host-not-forwarding', { node: node.device }, { steps });
}

/** Public ones stand on the frontend as they are, or in front of it. */
function isFrontend({ interfaces }: LoadBalancerNode, name: string, ip: Ip): boolean {
  const frontend = interfaces.find((i) => i.name === name);
  return frontend !== undefined && (frontend.addresses.some((a) => a.ip === ip) || (frontend.publicIps ?? []).some((p) => p.publicIp === ip));
}
