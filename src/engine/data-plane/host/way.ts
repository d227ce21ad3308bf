/** The way that a machine's tables, or PF, give a packet: the row, the next hop, the interface; or why there is none (H1, H4, H8). */
import { type NetInterface, type RouterNode, vrfOfTable } from '../../compile/index.ts';
import { containsIp, formatIp, formatPrefix, type Ip, isIpv4 } from '../../ip/index.ts';
import type { FibNextHop } from '../../rib/index.ts';
import { drop, type Go, type Step, type Stop, step, type Visit } from '../move.ts';
import { dscpOf, icmpTypeOf, type IpHeader, isIcmpError, outer, tupleOf } from '../packet.ts';
import type { FiveTuple, Lookup, LookupRow, Packet } from '../types.ts';
import type { Arrival } from './arrive.ts';
import { endingRule, intoNothing, refuse, ruledOut } from './dead-ends.ts';
import { interfaceOf } from './interfaces.ts';
import { errorSource } from './source.ts';
import { fibOf, findRoute, type Found } from './tables.ts';

export interface Way {
  readonly out: NetInterface;
  /** The neighbor; absent when the destination is on the link. */
  readonly gateway?: Ip;
  /** Bytes: what the route itself says of its MTU, and of the MSS. */
  readonly mtu?: number;
  readonly advmss?: number;
  readonly done: Done;
}

export type Done = Pick<Go, 'steps' | 'decrements' | 'answersAs' | 'ecmp' | 'out' | 'table' | 'taken' | 'beyond'> & { readonly lookup: Lookup };

export function isWay(way: Way | Stop): way is Way {
  return !('end' in way);
}

/** `own`: the machine made the packet itself. */
export function wayOf(visit: Visit<RouterNode>, arrival: Arrival, { destination, source }: IpHeader, own: boolean): Way | Stop {
  const { node, world } = visit;
  const { table } = arrival;
  const flow = tupleOf(arrival.packet);
  const answersAs = own ? undefined : errorSource(world, node, source, arrival.in, table);
  const base = { steps: arrival.steps, taken: arrival.packet, ...(table !== 0 && { table }) };
  if (arrival.route) return byPf(visit, arrival, destination, answersAs, own);
  const vrf = vrfOfTable(node, table);
  if (own && vrf && !vrf.up) return drop('vrf-down', { node: node.device, vrf: vrf.name, destination: formatIp(destination) }, base);
  const asked = own && toldOfAnother(arrival.packet) ? {} : { flow };
  const found = findRoute(world, node, {
    destination,
    ...asked,
    table,
    mark: arrival.mark ?? 0,
    ...dscpOf(arrival.packet),
    ...(arrival.in && { iif: arrival.in.name }),
  });
  if (!found) {
    const lookup: Lookup = { table: 'fib', of: node.id, destination, ...(table !== 0 && { fib: table, rows: rowsOf(visit, table, destination) }) };
    return refuse(
      visit,
      answersAs,
      'net-unreachable',
      drop('no-route', { node: node.device, destination: formatIp(destination) }, { ...base, lookup }),
      arrival,
    );
  }
  const point = `${node.id} fib${found.table === 0 ? '' : ` ${found.table}`}`;
  const taken = visit.chooser.choose(point, hashedPart(node, arrival.packet), found.hops.length, weightsOf(found.hops));
  const hop = found.hops[taken] ?? {};
  const ending = endingRule(found);
  if (ending) return ruledOut(visit, arrival, ending, destination, answersAs, base);
  const lookup = fibLookup(visit, destination, found, hop);
  const nothing = intoNothing(visit, arrival, found, hop, answersAs, { ...base, lookup });
  if (nothing) return nothing;
  const out = interfaceOf(node, hop);
  if (out?.isVrf && out.up) return throughVrf(visit, arrival, { destination, source }, { own, out, lookup, steps: ruleStep(visit, found, table), answersAs });
  const done: Done = {
    ...base,
    lookup,
    steps: [...arrival.steps, ...ruleStep(visit, found, table), step(own ? 'originate' : 'forward', 'fib-match', { node: node.device, row: lookup.row ?? '' })],
    decrements: !own,
    ...(answersAs !== undefined && { answersAs }),
    ...(found.hops.length > 1 && { ecmp: { ways: found.hops.length, taken } }),
    ...(out && { out: out.name }),
  };
  if (!out?.up) return drop('interface-down', { node: node.device, interface: out?.name ?? hop.interface ?? '' }, done);
  const { gateway, mtu, advmss } = hop;
  return { out, done, ...(gateway !== undefined && { gateway }), ...(mtu !== undefined && { mtu }), ...(advmss !== undefined && { advmss }) };
}

/**
 * An error about a packet that was on its way through: Linux looks its IPv4 route up before it has a source, so no rule by source
 * catches it (net/ipv4/icmp.c icmp_route_lookup; recorded). In IPv6 the source comes first.
 */
function toldOfAnother(packet: Packet): boolean {
  return isIpv4(outer(packet).source) && isIcmpError(packet) && icmpTypeOf(packet) !== 'port-unreachable';
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

/** The step that says which rule chose the table; `domain`: the table of the VRF that the packet is in. */
function ruleStep({ node }: Visit<RouterNode>, { rule, table }: Found, domain: number) {
  const vrf = vrfOfTable(node, domain);
  if (rule?.action.kind === 'l3mdev')
    return [
      step(
        'route',
        'vrf-table',
        { node: node.device, vrf: vrf?.name ?? '', table, priority: rule.priority },
        rule.source && { device: node.device, ...rule.source },
      ),
    ];
  if (rule)
    return [
      step(
        'route',
        'policy-rule',
        { node: node.device, priority: rule.priority, rule: rule.source?.text ?? '' },
        rule.source && { device: node.device, ...rule.source },
      ),
    ];
  if (vrf && table === 0) return [step('route', 'vrf-passed-over', { node: node.device, vrf: vrf.name, table: domain })];
  return table === 0 ? [] : [step('route', 'fib-table', { node: node.device, table })];
}

interface Through {
  readonly own: boolean;
  /** The VRF's device. */
  readonly out: NetInterface;
  readonly lookup: Lookup;
  readonly steps: readonly Step[];
  readonly answersAs: Ip | undefined;
}

/**
 * By a VRF's device: what goes out of it is looked up once more in that VRF, and what finds no way there ends in silence (drivers/net/vrf.c
 * vrf_process_v4_outbound). The TTL was counted before, and its error goes back by the first VRF; what is too big is told from the second.
 */
function throughVrf(
  visit: Visit<RouterNode>,
  arrival: Arrival,
  header: Pick<IpHeader, 'destination' | 'source'>,
  { own, out, lookup, steps, answersAs }: Through,
): Way | Stop {
  const { node, world } = visit;
  const { table } = arrival;
  const args = { node: node.device, vrf: out.name, table: out.fib ?? 0, row: lookup.row ?? '' };
  const gone = [...arrival.steps, ...steps, step('route', 'vrf-device', args)];
  const passed = arrival.passed ?? [];
  const told = { taken: arrival.packet, decrements: !own, ...(answersAs !== undefined && { answersAs }), ...(table !== 0 && { table }) };
  if (passed.includes(out.fib ?? 0)) return drop('vrf-loop', { node: node.device, vrf: out.name }, { ...told, steps: gone, lookup });
  const { in: _in, mark: _mark, ...rest } = arrival;
  const beyond = wayOf(visit, { ...rest, steps: [], table: out.fib ?? 0, passed: [...passed, table] }, { ...outer(arrival.packet), ...header }, own);
  if (!isWay(beyond)) {
    const { error: _, ...silent } = beyond;
    return { ...silent, ...told, steps: [...gone, ...beyond.steps] };
  }
  const from = own ? undefined : errorSource(world, node, header.source, out, out.fib ?? 0);
  const behind = beyond.done.beyond ?? { table: out.fib ?? 0, ...(from !== undefined && { answersAs: from }) };
  return { ...beyond, done: { ...beyond.done, ...told, beyond: behind, steps: [...gone, ...beyond.done.steps] } };
}

/**
 * H8: what the kernel's hash is of. 0, the default: the two addresses (of an ICMP error, those of the packet that it is about), so
 * that all of a pair's flows go one way; in IPv6 the flow label as well, which senders make of the five-tuple. 1: the five-tuple.
 * 2: the addresses inside a tunnel that carries IP (net/ipv4/route.c fib_multipath_hash, net/ipv6/route.c rt6_multipath_hash).
 */
function hashedPart(node: RouterNode, packet: Packet): FiveTuple {
  const whole = tupleOf(packet);
  const ipv4 = isIpv4(whole.source);
  const policy = node.host?.hashPolicy?.[ipv4 ? 'ipv4' : 'ipv6'] ?? 0;
  if (policy === 1 || (policy === 0 && !ipv4)) return whole;
  const about = policy === 0 && isIcmpError(packet) ? (packet.quotes ?? whole) : whole;
  const carried = policy === 2 && INNER.has(whole.protocol) ? packet.headers.find((h, i): h is IpHeader => i > 0 && h.kind === 'ip') : undefined;
  const { source, destination } = carried ?? about;
  return { protocol: 'tcp', source, destination, sourcePort: 0, destinationPort: 0 };
}

/** What the flow dissector looks into. */
const INNER: ReadonlySet<string> = new Set(['gre', 'ipip', 'ipv6']);

function weightsOf(hops: readonly FibNextHop[]): readonly number[] | undefined {
  return hops.some((h) => h.weight !== undefined) ? hops.map((h) => h.weight ?? 1) : undefined;
}

function fibLookup(visit: Visit<RouterNode>, destination: Ip, found: Found, hop: FibNextHop): Lookup {
  const { node } = visit;
  const prefix = formatPrefix(found.prefix);
  const { gateway, interface: out } = hop;
  const lookup: Lookup = {
    table: 'fib',
    of: node.id,
    destination,
    row: `${prefix} ${hopText(hop)}`,
    prefix,
    ...(found.hops.length > 1 && { taken: { ...(gateway !== undefined && { nextHop: gateway }), ...(out !== undefined && { interface: out }) } }),
    ...(found.line && { line: found.line }),
  };
  const vrf = vrfOfTable(node, found.table)?.name;
  if (found.table === 0) return lookup;
  // The table of an entry of a pbr-map has one route (F141).
  const own =
    found.rule?.action.kind === 'next-hop' ? [{ prefix, row: `${prefix} ${found.hops.map(hopText).join(', ')}`, matches: true, picked: true }] : undefined;
  return { ...lookup, fib: found.table, ...(vrf !== undefined && { vrf }), rows: own ?? rowsOf(visit, found.table, destination, prefix) };
}

/** A table beside the main one as it is shown: few have many rows. */
function rowsOf({ world, node }: Visit<RouterNode>, table: number, destination: Ip, picked?: string): LookupRow[] {
  return (fibOf(world, node, table)?.entries() ?? [])
    .map(({ value }) => value)
    .filter((r) => isIpv4(r.prefix.ip) === isIpv4(destination))
    .map((r) => {
      const prefix = formatPrefix(r.prefix);
      return { prefix, row: `${prefix} ${r.nextHops.map(hopText).join(', ')}`, matches: containsIp(r.prefix, destination), picked: prefix === picked };
    });
}

function hopText(hop: FibNextHop): string {
  const to = hop.blackhole ?? (hop.gateway === undefined ? 'on link' : `via ${formatIp(hop.gateway)}`);
  return `${to}${hop.interface === undefined ? '' : ` dev ${hop.interface}`}`;
}
