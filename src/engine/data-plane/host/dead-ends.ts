/** Routes and rules that end a packet on purpose, and what its sender is told (H1, H4). */
import type { PolicyRule, RouterNode } from '../../compile/index.ts';
import { formatPrefix, type Ip, isIpv4 } from '../../ip/index.ts';
import type { FibNextHop } from '../../rib/index.ts';
import { drop, type Stop, type Visit } from '../move.ts';
import type { IcmpType, Lookup } from '../types.ts';
import type { Arrival } from './arrive.ts';
import { systemOf } from './source.ts';
import type { Found } from './tables.ts';

/** What of the hop is known already. */
type Done = NonNullable<Parameters<typeof drop>[2]>;

type EndingRule = PolicyRule & { readonly action: { readonly kind: 'blackhole' | 'unreachable' | 'prohibit' } };

/** A rule that ends the packet itself: no table was asked behind it. */
export function endingRule({ rule }: Found): EndingRule | undefined {
  const kind = rule?.action.kind;
  return kind === 'blackhole' || kind === 'unreachable' || kind === 'prohibit' ? (rule as EndingRule) : undefined;
}

/**
 * H1: by the rule itself. `unreachable` is told as of the network, where the route of that name is told as of the host
 * (net/ipv4/fib_rules.c fib4_rule_action, net/ipv6/fib6_rules.c; observed on Linux).
 */
export function ruledOut(visit: Visit<RouterNode>, arrival: Arrival, rule: EndingRule, destination: Ip, answersAs: Ip | undefined, base: Done): Stop {
  const { node } = visit;
  const line = rule.source && { device: node.device, ...rule.source };
  const row = `${rule.priority}: ${rule.source?.text ?? rule.action.kind}`;
  const lookup: Lookup = { table: 'policy-rules', of: node.id, destination, row, ...(line && { line }) };
  const code = ENDED[rule.action.kind];
  const args = { node: node.device, priority: rule.priority, rule: rule.source?.text ?? '' };
  const stop = drop(code, args, { ...base, lookup }, line);
  switch (rule.action.kind) {
    case 'blackhole':
      return { ...stop, received: arrival.packet };
    case 'unreachable':
      return refuse(visit, answersAs, 'net-unreachable', stop, arrival);
    case 'prohibit':
      return refuse(visit, answersAs, 'prohibited', stop, arrival);
  }
}

const ENDED = { blackhole: 'rule-blackhole', unreachable: 'rule-unreachable', prohibit: 'rule-prohibit' } as const;

/** H4: a route that ends here. */
export function intoNothing(
  visit: Visit<RouterNode>,
  arrival: Arrival,
  found: Found,
  hop: FibNextHop,
  answersAs: Ip | undefined,
  done: Done,
): Stop | undefined {
  const args = { node: visit.node.device, prefix: formatPrefix(found.prefix) };
  switch (hop.blackhole) {
    case undefined:
    case 'throw': // No table hands one out.
      return undefined;
    case 'blackhole':
      return { ...drop('route-blackhole', args, done), received: arrival.packet };
    case 'reject':
      // Linux says "no route" of IPv6 (net/ipv6/route.c ip6_pkt_discard; recorded).
      return refuse(
        visit,
        answersAs,
        isIpv4(found.prefix.ip) || systemOf(visit.node) !== 'linux' ? 'host-unreachable' : 'net-unreachable',
        drop('route-reject', args, done),
        arrival,
      );
    case 'prohibit':
      return refuse(visit, answersAs, 'prohibited', drop('route-prohibit', args, done), arrival);
  }
}

/** The sender is told, unless the sender is this node itself: then the error is a local one and nothing is sent. */
export function refuse(visit: Visit, from: Ip | undefined, type: IcmpType, stop: Stop, arrival?: Pick<Arrival, 'packet'>): Stop {
  // Of what came in a tunnel the packet inside counts, its TTL and its sender.
  const about = arrival?.packet ?? stop.taken;
  const received = about ? { received: about } : {};
  const table = stop.table === undefined ? {} : { table: stop.table };
  return visit.first || from === undefined ? { ...stop, ...received } : { ...stop, ...received, error: { type, from, ...table } };
}
