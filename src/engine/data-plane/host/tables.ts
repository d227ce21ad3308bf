/**
 * Which table decides about a packet, and what it says (H1, H11, H24): FreeBSD looks in the FIB that the packet has; Linux asks its
 * rules in order of priority, and a rule whose table has no route passes the question on.
 */
import { LOCAL_ADDRESSES, type PolicyRule, type RouterNode, vrfOfTable } from '../../compile/index.ts';
import { tableFib } from '../../control-plane/index.ts';
import { containsIp, defaultPrefix, hostPrefix, type Ip, isDefault, isIpv4, isLoopback, type Prefix } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/index.ts';
import type { Fib, FibEntry, FibNextHop } from '../../rib/index.ts';
import type { FiveTuple } from '../types.ts';
import type { World } from '../world.ts';
import { interfaceOf } from './interfaces.ts';

/** A route that was found. */
export interface Found {
  readonly prefix: Prefix;
  readonly hops: readonly FibNextHop[];
  /** `src` of the route. */
  readonly source?: Ip;
  readonly table: number;
  /** The line that the route stands on. */
  readonly line?: ConfigRef;
  /** The rule that named the table; absent for the kernel's own. */
  readonly rule?: PolicyRule;
  /** It is an address of the machine's own (only where that was asked for). */
  readonly local?: true;
}

/** What a lookup is asked with. */
export interface Question {
  readonly destination: Ip;
  readonly flow?: FiveTuple;
  /** Interface that the packet came in by; absent for what the machine sends itself. */
  readonly iif?: string;
  /** Linux: the interface by which it is to leave, for `ip route get`: routes by others are passed over, their shorter ones are not. */
  readonly oif?: string;
  /** FreeBSD: the packet's FIB; Linux: the table of the VRF that the packet is in; 0 unless said. */
  readonly table?: number;
  /** Linux: the packet's mark, 0 unless said. */
  readonly mark?: number;
  /** The packet's DSCP, 0 unless said. */
  readonly dscp?: number;
  /** Whether the machine's own addresses count, where the rules stand that lead to them. */
  readonly locals?: boolean;
}

/** Linux's own: the table of local addresses, the main one, and an empty one after it. */
const LOCAL_PRIORITY = 0;
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
  const { table = 0, destination } = question;
  if (table !== 0 && !vrfOfTable(node, table)) return inTable(world, node, table, question);
  let from = 0;
  for (const rule of rulesOf(node)) {
    // Behind a `goto` the rules up to its target are passed over, the main table's among them.
    if (rule.priority < from || (rule.family === 4) !== isIpv4(destination) || !matchesRule(node, rule, question)) continue;
    if (rule.action.kind === 'goto') from = targetOf(node, rule.action.priority) ?? from;
    const found = byRule(world, node, rule, question);
    if (found) return found;
  }
  return undefined;
}

/** A rule of the kernel's own, which no line of the machine's made. */
type Asked = PolicyRule & { readonly kernel?: true };

const asked = new WeakMap<RouterNode, readonly Asked[]>();

/** Every rule of both families in order, the kernel's own among them. */
function rulesOf(node: RouterNode): readonly Asked[] {
  const known = asked.get(node);
  if (known) return known;
  const own = ([4, 6] as const).flatMap((family): Asked[] => {
    const local = node.host?.withoutLocalRule?.has(family) ? [] : [kernelRule(LOCAL_PRIORITY, family, LOCAL_ADDRESSES)];
    return [...local, kernelRule(MAIN_PRIORITY, family, 0)];
  });
  // Of equal priority the kernel's own came first.
  const rules = [...own, ...(node.host?.rules ?? [])].sort((a, b) => a.priority - b.priority);
  asked.set(node, rules);
  return rules;
}

function kernelRule(priority: number, family: 4 | 6, table: number): Asked {
  return { priority, family, negated: false, action: { kind: 'table', table }, kernel: true };
}

/** A `goto` to a priority that no rule has is passed over (net/core/fib_rules.c: unresolved); the kernel's own rules count. */
function targetOf(node: RouterNode, priority: number): number | undefined {
  return priority === MAIN_PRIORITY + 1 || rulesOf(node).some((r) => r.priority === priority) ? priority : undefined;
}

function inTable(world: World, node: RouterNode, table: number, { destination, locals, oif }: Question): Found | undefined {
  if (locals && localIn(node, table === LOCAL_ADDRESSES ? 0 : table, destination) && (table === LOCAL_ADDRESSES || vrfOfTable(node, table)))
    return { prefix: hostPrefix(destination), hops: [], table, local: true };
  if (table === LOCAL_ADDRESSES) return undefined;
  const fib = fibOf(world, node, table);
  const entry = oif === undefined ? fib?.longestMatch(destination)?.value : fib && longestBy(node, fib, destination, oif);
  if (!entry || entry.nextHops.some((h) => h.blackhole === 'throw')) return undefined;
  const hops = entry.entry.nextHops.flatMap((h) => [h, ...h.resolved]);
  const source = hops.find((h) => h.preferredSource !== undefined)?.preferredSource ?? hops.find((h) => h.source !== undefined)?.source;
  const line = entry.entry.source && { device: node.device, ...entry.entry.source };
  return { prefix: entry.prefix, hops: entry.nextHops, table, ...(source !== undefined && { source }), ...(line && { line }) };
}

/** The longest match with a way by the interface, or that leads nowhere at all (net/ipv4/fib_trie.c fib_table_lookup). */
function longestBy(node: RouterNode, fib: Fib, destination: Ip, oif: string): FibEntry | undefined {
  const fits = (h: FibNextHop) => h.blackhole !== undefined || interfaceOf(node, h)?.name === oif;
  const [longest] = fib
    .entries()
    .filter(({ prefix, value }) => containsIp(prefix, destination) && value.nextHops.some(fits))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return longest && { ...longest.value, nextHops: longest.value.nextHops.filter(fits) };
}

/** Whether an address is local in a table: it is on an interface whose own networks stand there. */
export function localIn(node: RouterNode, table: number, ip: Ip): boolean {
  return node.interfaces.some((i) => (i.fib ?? 0) === table && i.addresses.some((a) => a.ip === ip)) || (table === 0 && isLoopback(ip));
}

function byRule(world: World, node: RouterNode, rule: Asked, question: Question): Found | undefined {
  const { action } = rule;
  const prefix = defaultPrefix(isIpv4(question.destination) ? 4 : 6);
  switch (action.kind) {
    case 'l3mdev':
      return byTable(world, node, rule, question.table ?? 0, question);
    case 'table':
      return byTable(world, node, rule, action.table, question);
    case 'next-hop': {
      const hops = pbrHops(world, node, action, isIpv4(question.destination) ? 4 : 6);
      return hops.length === 0 ? undefined : { prefix, hops, table: action.table, rule };
    }
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

function byTable(world: World, node: RouterNode, rule: Asked, table: number, question: Question): Found | undefined {
  const found = inTable(world, node, table, question);
  if (!found || found.prefix.length <= (rule.suppressPrefixLength ?? -1)) return undefined;
  return rule.kernel ? found : { ...found, rule };
}

type PbrAction = Extract<PolicyRule['action'], { kind: 'next-hop' }>;

/**
 * F141: pbrd resolves a next hop by the main table, as zebra tracks next hops: by a default route only where that is allowed, and by the
 * interface that it names, if it names one. An interface alone has to be up. Where that fails neither table nor rule is there, and
 * routing is as usual.
 */
export function resolvePbr(world: World, node: RouterNode, { gateway, interface: out }: PbrAction): FibNextHop[] {
  if (gateway === undefined) return node.interfaces.some((i) => i.name === out && i.up) ? [{ ...(out !== undefined && { interface: out }) }] : [];
  const found = inTable(world, node, 0, { destination: gateway });
  if (!found || (isDefault(found.prefix) && !node.resolveViaDefault[isIpv4(gateway) ? 'ipv4' : 'ipv6'])) return [];
  return found.hops
    .filter((h) => h.blackhole === undefined && (out === undefined || interfaceOf(node, h)?.name === out))
    .map((h) => (h.gateway === undefined ? { ...h, gateway } : h));
}

/** What the table of an entry has for a family: a gateway's of its own alone, a bare interface's for both. */
export function pbrHops(world: World, node: RouterNode, action: PbrAction, family: 4 | 6): FibNextHop[] {
  return action.gateway !== undefined && isIpv4(action.gateway) !== (family === 4) ? [] : resolvePbr(world, node, action);
}

function matchesRule(node: RouterNode, rule: PolicyRule, { destination, flow, iif, oif, table = 0, mark = 0, dscp = 0 }: Question): boolean {
  // A packet in a VRF comes in by the VRF's device, and what is sent in one leaves by it (drivers/net/vrf.c vrf_ip_rcv; net/l3mdev/l3mdev.c).
  const vrf = vrfOfTable(node, table)?.name;
  const fits =
    (rule.action.kind !== 'l3mdev' || vrf !== undefined) &&
    (rule.from === undefined || rule.from.length === 0 || (flow !== undefined && containsIp(rule.from, flow.source))) &&
    (rule.to === undefined || containsIp(rule.to, destination)) &&
    (rule.iif === undefined || rule.iif === (iif === undefined ? 'lo' : (vrf ?? iif))) &&
    (rule.oif === undefined || (iif === undefined && rule.oif === (vrf ?? oif))) &&
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
