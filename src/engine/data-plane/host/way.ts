/** The way that a machine's tables, or PF, give a packet: the row, the next hop, the interface; or why there is none (H1, H4, H8). */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import { containsIp, formatIp, formatPrefix, type Ip, isIpv4, networkOf } from '../../ip/index.ts';
import type { FibNextHop } from '../../rib/index.ts';
import { drop, type Go, type Stop, step, type Visit } from '../move.ts';
import { icmpTypeOf, type IpHeader, isIcmpError, tupleOf } from '../packet.ts';
import type { FiveTuple, IcmpType, Lookup, Packet } from '../types.ts';
import type { World } from '../world.ts';
import type { Arrival } from './arrive.ts';
import { findRoute, type Found } from './tables.ts';

export interface Way {
  readonly out: NetInterface;
  /** The neighbour; absent when the destination is on the link. */
  readonly gateway?: Ip;
  readonly done: Done;
}

export type Done = Pick<Go, 'steps' | 'decrements' | 'answersAs' | 'ecmp' | 'out' | 'table' | 'taken'> & { readonly lookup: Lookup };

export function isWay(way: Way | Stop): way is Way {
  return !('end' in way);
}

/** `own`: the machine made the packet itself. */
export function wayOf(visit: Visit<RouterNode>, arrival: Arrival, { destination, source }: IpHeader, own: boolean): Way | Stop {
  const { node, world } = visit;
  const { table } = arrival;
  const flow = tupleOf(arrival.packet);
  const answersAs = own ? undefined : sourceAddress(world, node, source, table);
  const base = { steps: arrival.steps, taken: arrival.packet, ...(table !== 0 && { table }) };
  if (arrival.route) return byPf(visit, arrival, destination, answersAs, own);
  const asked = own && toldOfAnother(arrival.packet) ? {} : { flow };
  const found = findRoute(world, node, { destination, ...asked, table, ...(arrival.in && { iif: arrival.in.name }) });
  if (!found) {
    const lookup: Lookup = { table: 'fib', of: node.id, destination };
    return refuse(
      visit,
      answersAs,
      'net-unreachable',
      drop('no-route', { node: node.device, destination: formatIp(destination) }, { ...base, lookup }),
      arrival,
    );
  }
  const taken = visit.chooser.choose(`${node.id} fib${found.table === 0 ? '' : ` ${found.table}`}`, addressesOf(flow), found.hops.length);
  const hop = found.hops[taken] ?? {};
  const lookup = fibLookup(node, destination, found, hop);
  const nothing = intoNothing(visit, arrival, found, hop, answersAs, { ...base, lookup });
  if (nothing) return nothing;
  const out = interfaceOf(node, hop);
  const done: Done = {
    ...base,
    lookup,
    steps: [...arrival.steps, ...ruleStep(visit, found), step(own ? 'originate' : 'forward', 'fib-match', { node: node.device, row: lookup.row ?? '' })],
    decrements: !own,
    ...(answersAs !== undefined && { answersAs }),
    ...(found.hops.length > 1 && { ecmp: { ways: found.hops.length, taken } }),
    ...(out && { out: out.name }),
  };
  if (!out?.up) return drop('interface-down', { node: node.device, interface: out?.name ?? hop.interface ?? '' }, done);
  return { out, done, ...(hop.gateway !== undefined && { gateway: hop.gateway }) };
}

/**
 * An error about a packet that was on its way through: Linux looks its route up before it has a source, so no rule by source
 * catches it (net/ipv4/icmp.c icmp_route_lookup; recorded).
 */
function toldOfAnother(packet: Packet): boolean {
  return isIcmpError(packet) && icmpTypeOf(packet) !== 'port-unreachable';
}

/** H33: `route-to` on the way in decides without the table. */
function byPf(visit: Visit<RouterNode>, arrival: Arrival, destination: Ip, answersAs: Ip | undefined, own: boolean): Way | Stop {
  const { node } = visit;
  const route = arrival.route as NonNullable<Arrival['route']>;
  const out = node.interfaces.find((i) => i.name === route.interface);
  const args = { node: node.device, kind: route.kind, interface: route.interface };
  const done: Done = {
    steps: [...arrival.steps, step('route', 'pf-route', args)],
    taken: arrival.packet,
    decrements: !own,
    lookup: { table: 'pf-rules', of: node.device, destination },
    ...(answersAs !== undefined && { answersAs }),
    ...(out && { out: out.name }),
  };
  if (!out) return drop('interface-down', { node: node.device, interface: route.interface }, done);
  return { out, done, ...(route.gateway !== undefined && { gateway: route.gateway }) };
}

/** The step that says which rule chose the table. */
function ruleStep({ node }: Visit<RouterNode>, { rule, table }: Found) {
  if (rule) return [step('route', 'policy-rule', { node: node.device, priority: rule.priority, rule: rule.source?.text ?? '' })];
  return table === 0 ? [] : [step('route', 'fib-table', { node: node.device, table })];
}

/** H4: a route that ends here. */
function intoNothing(
  visit: Visit<RouterNode>,
  arrival: Arrival,
  found: Found,
  hop: FibNextHop,
  answersAs: Ip | undefined,
  done: Partial<Done>,
): Stop | undefined {
  const args = { node: visit.node.device, prefix: formatPrefix(found.prefix) };
  switch (hop.blackhole) {
    case undefined:
      return undefined;
    case 'blackhole':
      return { ...drop('route-blackhole', args, done), received: arrival.packet };
    case 'reject':
      return refuse(visit, answersAs, 'host-unreachable', drop('route-reject', args, done), arrival);
    case 'prohibit':
      return refuse(visit, answersAs, 'prohibited', drop('route-prohibit', args, done), arrival);
  }
}

/** H8: the kernel's default hash is of the two addresses, so that all of a pair's flows go one way. */
function addressesOf(t: FiveTuple): FiveTuple {
  return { ...t, protocol: 'tcp', sourcePort: 0, destinationPort: 0 };
}

/** The sender is told, unless the sender is this node itself: then the error is a local one and nothing is sent. */
export function refuse(visit: Visit, from: Ip | undefined, type: IcmpType, stop: Stop, arrival?: Arrival): Stop {
  const received = arrival ? { received: arrival.packet } : {};
  const table = stop.table === undefined ? {} : { table: stop.table };
  return visit.first || from === undefined ? { ...stop, ...received } : { ...stop, ...received, error: { type, from, ...table } };
}

function fibLookup(node: RouterNode, destination: Ip, found: Found, hop: FibNextHop): Lookup {
  const to = hop.blackhole ?? (hop.gateway === undefined ? 'on link' : `via ${formatIp(hop.gateway)}`);
  const row = `${formatPrefix(found.prefix)} ${to}${hop.interface === undefined ? '' : ` dev ${hop.interface}`}`;
  const table = found.table === 0 ? {} : { fib: found.table };
  return { table: 'fib', of: node.id, destination, row, prefix: formatPrefix(found.prefix), ...table };
}

/** The named interface, or the one whose network holds the gateway. */
function interfaceOf(node: RouterNode, hop: FibNextHop): NetInterface | undefined {
  const { gateway } = hop;
  if (hop.interface !== undefined) return node.interfaces.find((i) => i.name === hop.interface);
  return gateway === undefined ? undefined : node.interfaces.find((i) => i.addresses.some((a) => containsIp(networkOf(a), gateway)));
}

/**
 * The address that a machine sends from to a destination (H2), for new packets and for ICMP errors (H5): the route's `src`,
 * else the address of the interface that it leaves by on the next hop's own network, else the first one there, else any of
 * that family (net/ipv4/devinet.c inet_select_addr).
 */
export function sourceAddress(world: World, node: RouterNode, destination: Ip, table = 0): Ip | undefined {
  const found = findRoute(world, node, { destination, table });
  const like = (ip: Ip) => isIpv4(ip) === isIpv4(destination);
  const near = found?.hops[0]?.gateway ?? destination;
  const fits = (i: NetInterface) => (i.addresses.find((a) => containsIp(networkOf(a), near)) ?? i.addresses.find((a) => like(a.ip)))?.ip;
  if (found?.source !== undefined && like(found.source)) return found.source;
  const hop = found?.hops[0];
  const out = hop && interfaceOf(node, hop);
  return (out && fits(out)) ?? node.interfaces.map(fits).find((ip) => ip !== undefined);
}
