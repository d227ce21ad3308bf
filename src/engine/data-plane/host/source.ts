/** Which of its addresses a machine sends from: new packets (H2), and what it says about others' (H5). */
import { type NetInterface, type RouterNode, vrfOfTable } from '../../compile/index.ts';
import { bitsOf, containsIp, type Ip, type Ipv6, isIpv4, isLinkLocal, isLoopback, networkOf, prefix } from '../../ip/index.ts';
import type { World } from '../world.ts';
import { interfaceOf } from './interfaces.ts';
import { findRoute, localIn, type Question } from './tables.ts';

/**
 * The address that a machine sends from to a destination: the route's `src`; else in IPv4 that of the interface that it leaves by on
 * the next hop's own network, else the first one there, else any (net/ipv4/devinet.c inet_select_addr); in IPv6 by RFC 6724.
 */
export function sourceAddress(world: World, node: RouterNode, destination: Ip, table = 0): Ip | undefined {
  const found = findRoute(world, node, { destination, table });
  const hop = found?.hops[0];
  const out = hop && interfaceOf(node, hop);
  const vrf = vrfOfTable(node, table);
  // By a way into another VRF, of which the sender's own has no address (net/ipv4/fib_semantics.c fib_select_path).
  if (vrf && out && out.fib !== vrf.fib) return selectAddress(node, destination, destination, vrf);
  if (found?.source !== undefined && isIpv4(found.source) === isIpv4(destination)) return found.source;
  return selectAddress(node, destination, hop?.gateway ?? destination, out ?? vrf);
}

/**
 * H5: the address that an ICMP error is sent from. In IPv4 as any new packet, unless icmp_errors_use_inbound_ifaddr says the
 * interface that the offender came in by; Linux always prefers that one in IPv6 (net/ipv6/icmp.c icmp6_send; recorded).
 */
export function errorSource(world: World, node: RouterNode, offender: Ip, input: NetInterface | undefined, table: number): Ip | undefined {
  const linux = systemOf(node) === 'linux';
  const inbound = isIpv4(offender)
    ? node.host?.errorsFromInbound === true
    : linux && findRoute(world, node, { destination: offender, table })?.source === undefined;
  if (!inbound || !input) return sourceAddress(world, node, offender, table);
  return selectAddress(node, offender, offender, input);
}

/**
 * Where a packet ends on the machine itself: the VRF's table in whose sockets it is looked for, 0 for those of no VRF; undefined for what is not
 * the machine's. On a machine with VRFs the rules decide that; by a VRF's device it may end in another VRF (drivers/net/vrf.c vrf_local_xmit).
 */
export function homeOf(world: World, node: RouterNode, question: Question, passed: readonly number[] = []): number | undefined {
  const { table = 0, destination } = question;
  if (!node.interfaces.some((i) => i.isVrf)) return world.owns(node, destination) ? table : undefined;
  const found = findRoute(world, node, { ...question, locals: true });
  if (found?.local) return table;
  const vrf = found?.hops.length === 1 ? node.interfaces.find((i) => i.isVrf && i.up && i.name === found.hops[0]?.interface) : undefined;
  if (vrf?.fib === undefined || vrf.fib === table || passed.includes(vrf.fib)) return undefined;
  const { iif: _, mark: __, ...rest } = question;
  return homeOf(world, node, { ...rest, table: vrf.fib }, [...passed, table]);
}

/** Whether a program may send from an address: one that is local where the program runs (net/ipv4/af_inet.c __inet_bind). */
export function maySendFrom(world: World, node: RouterNode, ip: Ip, table: number): boolean {
  return node.interfaces.some((i) => i.isVrf) ? localIn(node, table, ip) : world.owns(node, ip);
}

/** What runs on a machine: FRR's are Linux unless said. */
export function systemOf(node: RouterNode): 'linux' | 'freebsd' | 'windows' | 'ios' {
  return node.host?.os ?? (node.platform === 'frr' ? 'linux' : node.platform);
}

/**
 * The address of an interface, or failing that of any, for a destination and the neighbor towards it. On a machine with VRFs of any in the same
 * one, its device's first (net/ipv4/devinet.c inet_select_addr).
 */
export function selectAddress(node: RouterNode, destination: Ip, near: Ip, out: NetInterface | undefined): Ip | undefined {
  if (!isIpv4(destination)) return selectIpv6(node, destination, out);
  const fits = (i: NetInterface) => {
    const all = i.addresses.filter((a) => !isVrfLoopback(i, a.ip));
    return (all.find((a) => containsIp(networkOf(a), near)) ?? all.find((a) => isIpv4(a.ip)))?.ip;
  };
  return (
    (out && fits(out)) ??
    domainOf(node, out)
      .map(fits)
      .find((ip) => ip !== undefined)
  );
}

/** The interfaces of an interface's VRF, those of none for one in none; all where there are no VRFs. */
function domainOf({ interfaces }: RouterNode, out: NetInterface | undefined): readonly NetInterface[] {
  if (!interfaces.some((i) => i.isVrf)) return interfaces;
  const own = interfaces.filter((i) => (i.fib ?? 0) === (out?.fib ?? 0));
  return [...own.filter((i) => i.isVrf), ...own.filter((i) => !i.isVrf)];
}

/** 127.0.0.1 on a VRF device is of the host's scope: nothing leaves with it (iproute2's ipaddress.c default_scope). */
function isVrfLoopback({ isVrf }: NetInterface, ip: Ip): boolean {
  return isVrf === true && isLoopback(ip);
}

interface Candidate {
  readonly ip: Ipv6;
  readonly length: number;
  readonly on: NetInterface;
}

/**
 * RFC 6724 §5, as far as a lab has the differences: rule 1 the destination itself, 2 a scope that reaches it, 5 the interface that it
 * leaves by, 6 a matching label, 8 the longest common prefix. Of equals Linux takes the address that was given last
 * (net/ipv6/addrconf.c ipv6_link_dev_addr; recorded), the others the first.
 */
function selectIpv6(node: RouterNode, destination: Ipv6, out: NetInterface | undefined): Ip | undefined {
  const all = domainOf(node, out).flatMap((on) =>
    on.addresses.flatMap((a): Candidate[] => (isIpv4(a.ip) || isVrfLoopback(on, a.ip) ? [] : [{ ip: a.ip, length: a.length, on }])),
  );
  const order = systemOf(node) === 'linux' ? all.toReversed() : all;
  const rank = (c: Candidate): readonly number[] => [
    c.ip === destination ? 1 : 0,
    isLinkLocal(c.ip) === isLinkLocal(destination) ? 1 : 0,
    c.on === out ? 1 : 0,
    labelOf(c.ip) === labelOf(destination) ? 1 : 0,
    Math.min(commonBits(c.ip, destination), c.length),
  ];
  return order.map((c) => ({ ip: c.ip, rank: rank(c) })).reduce((best, c) => (best && !beats(c.rank, best.rank) ? best : c), undefined as Ranked | undefined)
    ?.ip;
}

interface Ranked {
  readonly ip: Ip;
  readonly rank: readonly number[];
}

function beats(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((n, i) => n !== b[i]);
  return at >= 0 && (a[at] as number) > (b[at] as number);
}

function commonBits(a: Ipv6, b: Ipv6): number {
  const differ = a ^ b;
  return differ === 0n ? bitsOf(a) : bitsOf(a) - differ.toString(2).length;
}

/** RFC 6724 §2.1, the default policy table: the longest match decides. */
const LABELS = [
  { of: prefix('::1/128'), label: 0 },
  { of: prefix('::/96'), label: 3 },
  { of: prefix('2001::/32'), label: 5 },
  { of: prefix('2002::/16'), label: 2 },
  { of: prefix('3ffe::/16'), label: 12 },
  { of: prefix('fec0::/10'), label: 11 },
  { of: prefix('fc00::/7'), label: 13 },
];

function labelOf(ip: Ip): number {
  return LABELS.find(({ of }) => containsIp(of, ip))?.label ?? 1;
}
