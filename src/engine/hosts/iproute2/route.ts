/** The words of `ip route` and `ip rule` behind their verbs (ip-route(8), ip-rule(8)). */
import { hostPrefix, isIpv4, type Prefix } from '../../ip/index.ts';
import { type Arguments, familyOfPrefix } from './arguments.ts';
import { type LinuxMark, parseMark } from './mark.ts';
import type { NexthopLine } from './nexthop.ts';
import { type LinuxRoute, type LinuxRouteHop, type LinuxRule, MAIN_TABLE } from './types.ts';

/** Numbers of tables by name: the kernel's three, and what /etc/iproute2/rt_tables was given. */
export type TableNames = ReadonlyMap<string, number>;

/** Tables of VRFs by the name of their device. */
export type VrfTables = (name: string) => number | undefined;

type Draft<T> = { -readonly [K in keyof T]?: T[K] };

export function readRoute(
  a: Arguments,
  family: 4 | 6 | undefined,
  tables: TableNames,
  nexthops: (id: number) => NexthopLine | undefined = () => undefined,
  vrfs: VrfTables = () => undefined,
): LinuxRoute {
  let to: Destination | undefined;
  const route: Draft<LinuxRoute> = {};
  const hops: LinuxRouteHop[] = [];
  let named: NexthopLine | undefined;
  while (!a.done) {
    if (a.accept('via')) route.gateway = gatewayOf(a);
    else if (a.accept('dev')) route.interface = a.word('a device');
    else if (a.accept('src')) route.src = a.ip('an address');
    else if (a.accept('table')) route.table = tableOf(a, tables);
    else if (a.accept('vrf')) route.table = vrfOf(a, vrfs);
    else if (a.accept('metric', 'preference')) route.metric = a.number('metric', 4294967295);
    else if (a.accept('onlink')) route.onlink = true;
    else if (a.accept('mtu')) route.mtu = lockable(a, 'mtu');
    else if (a.accept('advmss')) route.advmss = lockable(a, 'advmss');
    else if (a.accept('nexthop')) hops.push(readHop(a));
    else if (a.accept('nhid')) named = nexthops(a.number('the number of a next hop', 4294967295)) ?? a.fail('Error: Nexthop id does not exist.', true);
    else if (a.accept('proto', 'protocol')) route.protocol = a.word('a protocol');
    else if (a.accept('scope', 'pref', 'realm', 'tos', 'dsfield')) a.word('a value');
    else if (to) return a.fail(`either "to" is duplicate, or "${a.peek}" is a garbage.`);
    else to = readDestination(a, family);
  }
  if (!to) return a.fail('Command line is not complete: expected a prefix');
  const { kind, isDefault } = to;
  let { prefix } = to;
  if (named) take(route, hops, named);
  const gateways = [route.gateway, ...hops.map((h) => h.gateway)].filter((g) => g !== undefined);
  if (isDefault && !family && gateways[0] !== undefined) prefix = defaultLike(gateways[0]);
  if (kind === 'unicast' && !named?.blackhole && route.interface === undefined && gateways.length === 0 && !hops.some((h) => h.interface !== undefined))
    return a.fail('Nexthop has invalid gateway.');
  if (gateways.some((g) => isIpv4(g) !== isIpv4(prefix.ip))) return a.fail('the gateway and the prefix are of two families');
  // IPv6 routes have a metric of 1024 unless one is given.
  const metric = route.metric === undefined || route.metric === 0 ? (isIpv4(prefix.ip) ? 0 : 1024) : route.metric;
  const many = hops.length > 0 ? { hops } : {};
  return {
    ...route,
    ...many,
    prefix,
    kind: named?.blackhole ? 'blackhole' : kind,
    metric,
    table: route.table ?? MAIN_TABLE,
    onlink: route.onlink ?? false,
    source: a.ref,
  };
}

interface Destination {
  readonly kind: LinuxRoute['kind'];
  readonly isDefault: boolean;
  readonly prefix: Prefix;
}

/** `[to] [TYPE] PREFIX`, which may stand anywhere among the other words (iproute2's iproute.c iproute_modify). */
export function readDestination(a: Arguments, family: 4 | 6 | undefined): Destination {
  a.accept('to');
  const kind = (a.accept('unicast', 'blackhole', 'unreachable', 'prohibit', 'throw') as LinuxRoute['kind'] | undefined) ?? 'unicast';
  const isDefault = a.peek === 'default';
  return { kind, isDefault, prefix: a.prefix(family ?? 4) };
}

/** The ways of a next hop that is named by its number. */
function take(route: Draft<LinuxRoute>, hops: LinuxRouteHop[], { id, gateway, interface: out, onlink, group }: NexthopLine): void {
  route.nexthop = id;
  if (group) hops.push(...group);
  if (gateway !== undefined) route.gateway = gateway;
  if (out !== undefined) route.interface = out;
  if (onlink) route.onlink = true;
}

function defaultLike(gateway: NonNullable<LinuxRouteHop['gateway']>): Prefix {
  return { ...hostPrefix(gateway), ip: (isIpv4(gateway) ? 0 : 0n) as never, length: 0 };
}

function gatewayOf(a: Arguments): NonNullable<LinuxRouteHop['gateway']> {
  a.accept('inet', 'inet6');
  return a.ip('a gateway');
}

/** `mtu lock 1400`: the lock keeps path-MTU discovery from changing it, which the lab's one flow does not see. */
function lockable(a: Arguments, what: string): number {
  a.accept('lock');
  return a.number(what, 65535);
}

function readHop(a: Arguments): LinuxRouteHop {
  const hop: Draft<LinuxRouteHop> = {};
  while (!a.done && a.peek !== 'nexthop') {
    if (a.accept('via')) hop.gateway = gatewayOf(a);
    else if (a.accept('dev')) hop.interface = a.word('a device');
    else if (a.accept('weight')) hop.weight = a.number('weight', 256);
    else if (a.accept('onlink')) hop.onlink = true;
    else return a.fail(`"nexthop" or end of line is expected instead of "${a.peek}"`);
  }
  if (hop.gateway === undefined && hop.interface === undefined) return a.fail('Nexthop has invalid gateway.');
  if (hop.weight === 0) return a.fail('"weight" should be in 1..256');
  return { ...hop, weight: hop.weight ?? 1 };
}

/** A rule whose priority may be left to the kernel; who takes one away need not say what it does. */
export type RuleLine = Omit<LinuxRule, 'priority' | 'action'> & { readonly priority?: number; readonly action?: LinuxRule['action'] };

export function readRule(a: Arguments, family: 4 | 6 | undefined, tables: TableNames): RuleLine {
  const rule: Draft<LinuxRule> = {};
  while (!a.done) {
    if (a.accept('not')) rule.negated = true;
    else if (a.accept('from')) rule.from = a.prefix(family ?? 4);
    else if (a.accept('to')) rule.to = a.prefix(family ?? 4);
    else if (a.accept('priority', 'pref', 'preference', 'prio', 'order')) rule.priority = a.number('priority', 4294967295);
    else if (a.accept('iif', 'dev')) rule.iif = a.word('a device');
    else if (a.accept('oif')) rule.oif = a.word('a device');
    else if (a.accept('fwmark')) rule.mark = markOf(a);
    else if (a.accept('tos', 'dsfield')) rule.tos = tosOf(a);
    else if (a.accept('ipproto')) rule.protocol = protocolOf(a);
    else if (a.accept('sport')) rule.sourcePorts = portsOf(a);
    else if (a.accept('dport')) rule.destinationPorts = portsOf(a);
    else if (a.accept('lookup', 'table')) rule.action = besides(a, rule.action, { kind: 'table', table: tableOf(a, tables) });
    else if (a.accept('l3mdev')) rule.action = besides(a, rule.action, { kind: 'l3mdev' });
    else if (a.accept('suppress_prefixlength', 'sup_pl')) rule.suppressPrefixLength = a.number('prefix length', 128);
    else if (a.accept('uidrange')) rule.users = usersOf(a);
    else if (a.accept('goto')) rule.action = { kind: 'goto', priority: a.number('priority', 4294967295) };
    else if (a.accept('nop')) rule.action = { kind: 'nop' };
    else if (a.accept('blackhole')) rule.action = { kind: 'blackhole' };
    else if (a.accept('unreachable')) rule.action = { kind: 'unreachable' };
    else if (a.accept('prohibit')) rule.action = { kind: 'prohibit' };
    else return a.fail(`Failed to parse rule type: "${a.peek}"`);
  }
  // net/ipv4/fib_rules.c: of an IPv4 rule's TOS the kernel takes the bits of RFC 1349 alone; of IPv6's no ECN bits.
  const tosBits = (family ?? 4) === 4 ? 0x1c : 0xfc;
  if (((rule.tos ?? 0) & ~tosBits) !== 0) return a.fail('Error: Invalid tos.');
  const stated = [rule.from, rule.to].filter((p) => p !== undefined && p.length > 0).map((p) => familyOfPrefix(p as Prefix));
  return { ...rule, family: family ?? stated[0] ?? 4, negated: rule.negated ?? false, source: a.ref };
}

/** One rule names a table or asks for the VRF's, not both (net/core/fib_rules.c fib_nl2rule). */
function besides(a: Arguments, before: LinuxRule['action'] | undefined, now: LinuxRule['action']): LinuxRule['action'] {
  const both = before && before.kind !== now.kind && [before.kind, now.kind].every((k) => k === 'table' || k === 'l3mdev');
  return both ? a.fail('l3mdev and table are mutually exclusive.', true) : now;
}

export function vrfOf(a: Arguments, vrfs: VrfTables): number {
  const name = a.word('a VRF');
  return vrfs(name) ?? a.fail(`argument "${name}" is wrong: Invalid VRF`, true);
}

export function tableOf(a: Arguments, tables: TableNames): number {
  const text = a.word('a table');
  const named = tables.get(text);
  if (named !== undefined) return named;
  return /^\d{1,10}$/.test(text) && Number(text) > 0 && Number(text) <= 4294967295
    ? Number(text)
    : a.fail(`argument "${text}" is wrong: invalid table ID`, true);
}

function markOf(a: Arguments): LinuxMark {
  const text = a.word('a mark');
  return parseMark(text) ?? a.fail(`argument "${text}" is wrong: fwmark value is invalid`, true);
}

function tosOf(a: Arguments): number {
  const text = a.word('a TOS');
  const value = /^(0x)?[0-9a-f]{1,2}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
  return Number.isNaN(value) ? a.fail(`argument "${text}" is wrong: TOS value is invalid`, true) : value;
}

function protocolOf(a: Arguments): NonNullable<LinuxRule['protocol']> {
  const text = a.word('a protocol');
  if (text === 'ipv6-icmp' || text === 'icmpv6') return 'icmp';
  return text === 'tcp' || text === 'udp' || text === 'icmp' ? text : a.fail(`argument "${text}" is wrong: invalid "ipproto" value`, true);
}

function usersOf(a: Arguments): { from: number; to: number } {
  const text = a.word('a range of users');
  const [, from, to] = /^(\d{1,10})-(\d{1,10})$/.exec(text) ?? [];
  return from === undefined || Number(from) > Number(to) ? a.fail(`invalid UID range ${text}`, true) : { from: Number(from), to: Number(to) };
}

function portsOf(a: Arguments): { from: number; to: number } {
  const text = a.word('a port');
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const from = Number(found?.[1]);
  const to = Number(found?.[2] ?? found?.[1]);
  // net/core/fib_rules.h fib_rule_port_range_valid: neither 0 nor 65535 (recorded).
  return found && from > 0 && from <= to && to < 65535 ? { from, to } : a.fail('Invalid port range.', true);
}
