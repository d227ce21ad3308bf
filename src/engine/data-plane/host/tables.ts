/**
 * Which table decides about a packet, and what it says (H1, H24): FreeBSD looks in the FIB that the packet has; Linux asks its
 * rules in order of priority, and a rule whose table has no route passes the question on.
 */
import type { PolicyRule, RouterNode } from '../../compile/index.ts';
import { tableFib } from '../../control-plane/index.ts';
import { containsIp, defaultPrefix, type Ip, isIpv4, type Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/index.ts';
import type { Fib, FibNextHop } from '../../rib/index.ts';
import type { FiveTuple } from '../types.ts';
import type { World } from '../world.ts';

/** A route that was found. */
export interface Found {
  readonly prefix: Prefix;
  readonly hops: readonly FibNextHop[];
  /** `src` of the route. */
  readonly source?: Ip;
  readonly table: number;
  /** The line that the route stands on. */
  readonly line?: ConfigRef;
  /** The rule that named the table. */
  readonly rule?: PolicyRule;
}

/** What a lookup is asked with. */
export interface Question {
  readonly destination: Ip;
  readonly flow?: FiveTuple;
  /** Interface that the packet came in by; absent for what the machine sends itself. */
  readonly iif?: string;
  /** FreeBSD: the packet's FIB, 0 unless said. */
  readonly table?: number;
  /** Linux: the packet's mark, 0 unless said. */
  readonly mark?: number;
  /** The packet's DSCP, 0 unless said. */
  readonly dscp?: number;
}

/** Linux's own: the main table. */
const MAIN_PRIORITY = 32766;

const tables = new WeakMap<RouterNode, Map<number, Fib>>();

/** A table of the machine's; 0 is the one that routing protocols fill. */
export function fibOf(world: World, node: RouterNode, table: number): Fib | undefined {
  if (table === 0) return world.input.controlPlane.fibs.get(node.id);
  const known = tables.get(node) ?? new Map<number, Fib>();
  tables.set(node, known);
  const fib = known.get(table) ?? tableFib(node, table);
  known.set(table, fib);
  return fib;
}

export function findRoute(world: World, node: RouterNode, question: Question): Found | undefined {
  if (question.table !== undefined && question.table !== 0) return inTable(world, node, question.table, question.destination);
  let from = 0;
  let main = false;
  for (const rule of node.host?.rules ?? []) {
    if (!main && rule.priority > MAIN_PRIORITY && from <= MAIN_PRIORITY) {
      main = true;
      const found = inTable(world, node, 0, question.destination);
      if (found) return found;
    }
    // Behind a `goto` the rules up to its target are passed over, the main table's among them.
    if (rule.priority < from || !matchesRule(rule, question)) continue;
    if (rule.action.kind === 'goto') from = targetOf(node, rule.action.priority) ?? from;
    const found = byRule(world, node, rule, question.destination);
    if (found) return found;
  }
  return main || from > MAIN_PRIORITY ? undefined : inTable(world, node, 0, question.destination);
}

/** A `goto` to a priority that no rule has is passed over (net/core/fib_rules.c: unresolved); the kernel's own rules count. */
function targetOf(node: RouterNode, priority: number): number | undefined {
  const known = priority === MAIN_PRIORITY || priority === MAIN_PRIORITY + 1 || node.host?.rules.some((r) => r.priority === priority);
  return known ? priority : undefined;
}

function inTable(world: World, node: RouterNode, table: number, destination: Ip): Found | undefined {
  const entry = fibOf(world, node, table)?.longestMatch(destination)?.value;
  if (!entry || entry.nextHops.some((h) => h.blackhole === 'throw')) return undefined;
  const source = entry.entry.nextHops.flatMap((h) => [h, ...h.resolved]).find((h) => h.source !== undefined)?.source;
  const line = entry.entry.source && { device: node.device, ...entry.entry.source };
  return { prefix: entry.prefix, hops: entry.nextHops, table, ...(source !== undefined && { source }), ...(line && { line }) };
}

function byRule(world: World, node: RouterNode, rule: PolicyRule, destination: Ip): Found | undefined {
  const { action } = rule;
  const prefix = defaultPrefix(isIpv4(destination) ? 4 : 6);
  switch (action.kind) {
    case 'table': {
      const found = inTable(world, node, action.table, destination);
      return found && found.prefix.length > (rule.suppressPrefixLength ?? -1) ? { ...found, rule } : undefined;
    }
    case 'next-hop':
      return { prefix, hops: towards(world, node, action), table: 0, rule };
    case 'blackhole':
      return { prefix, hops: [{ blackhole: 'blackhole' }], table: 0, rule };
    case 'unreachable':
      return { prefix, hops: [{ blackhole: 'reject' }], table: 0, rule };
    case 'prohibit':
      return { prefix, hops: [{ blackhole: 'prohibit' }], table: 0, rule };
    case 'nop':
    case 'goto':
      return undefined;
  }
}

/** F141: pbrd resolves a next hop that names no interface by the main table. */
function towards(world: World, node: RouterNode, { gateway, interface: out }: Extract<PolicyRule['action'], { kind: 'next-hop' }>): FibNextHop[] {
  if (out !== undefined || gateway === undefined) return [{ ...(gateway !== undefined && { gateway }), ...(out !== undefined && { interface: out }) }];
  const hops = inTable(world, node, 0, gateway)?.hops ?? [];
  return hops.map((h) => (h.gateway === undefined ? { ...h, gateway } : h));
}

function matchesRule(rule: PolicyRule, { destination, flow, iif, mark = 0, dscp = 0 }: Question): boolean {
  if ((rule.family === 4) !== isIpv4(destination)) return false;
  const fits =
    (rule.from === undefined || rule.from.length === 0 || (flow !== undefined && containsIp(rule.from, flow.source))) &&
    (rule.to === undefined || containsIp(rule.to, destination)) &&
    (rule.iif === undefined || rule.iif === (iif ?? 'lo')) &&
    rule.oif === undefined &&
    (rule.users === undefined || rule.users.from === 0) &&
    ((rule.tos ?? 0) === 0 || rule.tos === tosAsked(rule.family, dscp)) &&
    (rule.mark === undefined || ((mark ^ rule.mark.value) & rule.mark.mask) === 0) &&
    (rule.protocol === undefined || rule.protocol === flow?.protocol) &&
    within(rule.sourcePorts, flow?.sourcePort) &&
    within(rule.destinationPorts, flow?.destinationPort);
  return fits !== rule.negated;
}

/** A rule's `tos` is held against the three bits of RFC 1349's TOS in IPv4 (IPTOS_RT_MASK), the whole DSCP in IPv6; observed on Linux. */
function tosAsked(family: 4 | 6, dscp: number): number {
  return family === 4 ? (dscp << 2) & 0x1c : dscp << 2;
}

function within(ports: { readonly from: number; readonly to: number } | undefined, port: number | undefined): boolean {
  return ports === undefined || (port !== undefined && port >= ports.from && port <= ports.to);
}
