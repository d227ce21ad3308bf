/**
 * Where a next hop leads (F112–F114; zebra/zebra_nhg.c nexthop_active): connected networks end the search, routes that may
 * recurse inherit the final next hops of the route that covers their gateway.
 */
import {
  bitsOf,
  broadcastIp,
  compareIp,
  containsIp,
  type InterfaceAddress,
  type Ip,
  isIpv4,
  isLinkLocal,
  type Prefix,
  type PrefixTable,
  samePrefix,
} from '../ip/index.ts';
import { groundOf } from './ground.ts';
import type { OfferedNextHop, RibSettings, RouteOffer } from './offer.ts';
import type { RibEntry, RibNextHop } from './types.ts';

/** What resolution looks things up in: all candidates by prefix. */
export type Candidates = Pick<PrefixTable<readonly RibEntry[]>, 'matches'>;

export function selectedOf(entries: readonly RibEntry[]): RibEntry | undefined {
  return entries.find((e) => e.selected);
}

/** Gateways with the prefix of the route by which they are not found; undefined where they are not found at all. */
export type Lost = ReadonlyMap<Ip, Prefix | undefined>;

/** The next hops of an offer, resolved against what is selected now but for what is `lost`, in FRR's order (F115). */
export function resolveNextHops(offer: RouteOffer, settings: RibSettings, candidates: Candidates, lost?: Lost): RibNextHop[] {
  const resolve = (hop: OfferedNextHop): RibNextHop => {
    if (hop.ip === undefined || !lost?.has(hop.ip)) return resolveNextHop(hop, offer, settings, candidates);
    const without = lost.get(hop.ip);
    const past = without && resolveNextHop(hop, offer, settings, candidates, without);
    return past?.active ? past : inactive(hop, 'announced-together');
  };
  const [only, ...others] = offer.nextHops;
  if (only && others.length === 0) return markDuplicates([resolve(only)]);
  const hops = offer.protocol === 'kernel' ? offer.nextHops.map((hop, kernelPlace) => ({ ...hop, kernelPlace })) : offer.nextHops;
  const resolved = hops.toSorted(compareWeighed).map(resolve);
  return markDuplicates(offer.protocol === 'static' ? withoutTwins(resolved, offer.nextHops) : resolved);
}

/**
 * F110: a gateway on the link that a static route names first without that link's interface, then with it, is one next hop; named the other way
 * round it is two, and both are used (recordings static-10 and static-twin-1).
 */
function withoutTwins(hops: readonly RibNextHop[], typed: readonly OfferedNextHop[]): RibNextHop[] {
  const place = (ip: RibNextHop['ip'], name?: string) => typed.findIndex((h) => h.ip === ip && h.interface === name);
  const isTwin = (h: RibNextHop, of: RibNextHop) =>
    of.active && !of.recursive && of.stated !== true && of.ip === h.ip && of.interface === h.interface && place(h.ip) < place(h.ip, h.interface);
  return hops.filter((h) => !h.active || h.stated !== true || !hops.some((other) => isTwin(h, other)));
}

/** F115: by kind, weight, address, interface (lib/nexthop.c nexthop_cmp). */
function compareWeighed(a: OfferedNextHop, b: OfferedNextHop): number {
  return kindOf(a) - kindOf(b) || (a.weight ?? 1) - (b.weight ?? 1) || compareNextHops(a, b);
}

/** By kind, then address, then interface. */
export function compareNextHops(a: OfferedNextHop, b: OfferedNextHop): number {
  const byKind = kindOf(a) - kindOf(b);
  if (byKind !== 0) return byKind;
  if (a.ip !== undefined && b.ip !== undefined && a.ip !== b.ip) return compareIp(a.ip, b.ip);
  return (a.interface ?? '') < (b.interface ?? '') ? -1 : 1;
}

/** lib/nexthop.h nexthop_types_t: interface, IPv4, IPv4 with interface, IPv6, IPv6 with interface, blackhole. */
function kindOf(hop: OfferedNextHop): number {
  if (hop.blackhole) return 6;
  if (hop.ip === undefined) return 1;
  return (isIpv4(hop.ip) ? 2 : 4) + (hop.interface === undefined ? 0 : 1);
}

/** `without`: a prefix at which nothing is found. */
function resolveNextHop(hop: OfferedNextHop, offer: RouteOffer, settings: RibSettings, candidates: Candidates, without?: Prefix): RibNextHop {
  if (hop.blackhole) return nextHop(hop, true);
  if (offer.protocol === 'kernel') return kernelNextHop(hop, settings);
  if (hop.ip === undefined) return isUp(hop.interface, settings) ? nextHop(hop, true) : inactive(hop, 'interface-down');
  if (hop.onlink && hop.interface === undefined) return inactive(hop, 'onlink-nowhere');
  if (hop.onlink || (hop.interface !== undefined && isLinkLocal(hop.ip) && !isIpv4(hop.ip)))
    return isUp(hop.interface, settings) ? nextHop(hop, true) : inactive(hop, 'interface-down');
  if (isOnUnnumbered(hop, settings)) return isUp(hop.interface, settings) ? { ...nextHop(hop, true), onlink: true } : inactive(hop, 'interface-down');
  if (offer.prefix.length === bitsOf(hop.ip) && offer.prefix.ip === hop.ip) return inactive(hop, 'via-self');
  return viaTable(hop, hop.ip, offer, settings, candidates, without);
}

/**
 * The kernel has said that its route is good; the interface is the one whose subnet holds the gateway. While that is up for the administrator, with a
 * carrier or without, the route stands (zebra/zebra_rib.c rib_update_handle_kernel_route_down_possibility).
 */
function kernelNextHop(hop: OfferedNextHop, settings: RibSettings): RibNextHop {
  const out = hop.interface ?? (hop.ip === undefined ? undefined : subnetOf(hop.ip, settings));
  const stands = settings.interfaces.some((i) => i.name === out && (i.up || i.noCarrier === true));
  return { ...(stands ? nextHop(hop, true) : inactive(hop, 'interface-down')), ...(out !== undefined && { interface: out }) };
}

/** Behind an interface whose first IPv4 address is a /32 any IPv4 address may stand (lib/if.c connected_is_unnumbered). */
function isOnUnnumbered({ ip, interface: name }: OfferedNextHop, settings: RibSettings): boolean {
  if (ip === undefined || !isIpv4(ip) || name === undefined || name === 'lo') return false;
  return settings.interfaces.find((i) => i.name === name)?.addresses.find((a) => isIpv4(a.ip))?.length === 32;
}

/** The interface one of whose subnets contains the address, up or down. */
function subnetOf(ip: Ip, settings: RibSettings): string | undefined {
  return interfaceTowards(ip, { ...settings, interfaces: settings.interfaces.map((i) => ({ ...i, up: true })) });
}

/** The up interface one of whose subnets contains the address. */
export function interfaceTowards(ip: Ip, settings: RibSettings): string | undefined {
  const on = settings.interfaces.find((i) => i.up && i.addresses.some((a) => contains(a.peer ?? a.ip, a.length, ip)));
  return on?.name;
}

function contains(network: Ip, length: number, ip: Ip): boolean {
  if (isIpv4(network) !== isIpv4(ip)) return false;
  if (isIpv4(network)) return length === 0 || (network as number) >>> (32 - length) === (ip as number) >>> (32 - length);
  return (network as bigint) >> BigInt(128 - length) === (ip as bigint) >> BigInt(128 - length);
}

/**
 * Longest match of the gateway, upward while nothing is selected; never through the route itself or by what lies above it, nor by a default
 * unless allowed (F30).
 */
function viaTable(hop: OfferedNextHop, ip: Ip, offer: RouteOffer, settings: RibSettings, candidates: Candidates, without?: Prefix): RibNextHop {
  const ends = offer.prefix.length !== bitsOf(ip) && containsIp(offer.prefix, ip);
  for (const { prefix, value } of candidates.matches(ip)) {
    // The route's own node ends the search, and stands in zebra's tree before the route is decided.
    if (ends && prefix.length <= offer.prefix.length) return inactive(hop, 'via-self');
    if (prefix.length === 0 && !(isIpv4(ip) ? settings.resolveViaDefault.ipv4 : settings.resolveViaDefault.ipv6)) return inactive(hop, 'via-default');
    const match = without && samePrefix(prefix, without) ? undefined : groundOf(value);
    if (!match) continue;
    if (match.protocol === 'connected') return viaConnected(hop, match, [match, ...value]);
    if (!mayRecurse(offer)) return inactive(hop, 'not-connected');
    return match.installed ? viaRoute(hop, match) : inactive(hop, 'unresolved');
  }
  return inactive(hop, 'unresolved');
}

/** A stated interface may be any that is on the subnet, not only the one whose route is selected (zebra_nhg.c zebra_nhg_connected_ifindex). */
function viaConnected(hop: OfferedNextHop, match: RibEntry, all: readonly RibEntry[]): RibNextHop {
  if (hop.interface !== undefined) {
    const on = all.some((e) => e.protocol === 'connected' && e.nextHops[0]?.interface === hop.interface);
    return on ? nextHop(hop, true) : inactive(hop, 'other-interface');
  }
  const out = match.nextHops[0]?.interface;
  return { ...nextHop(hop, true), ...(out !== undefined && { interface: out }) };
}

/** F95: static always; BGP when the path is iBGP, multihop or an aggregate. */
export function mayRecurse(offer: RouteOffer): boolean {
  return offer.protocol === 'static' || offer.bgp?.mayRecurse === true;
}

function viaRoute(hop: OfferedNextHop, match: RibEntry): RibNextHop {
  const final = match.nextHops
    .flatMap((h) => (h.recursive ? h.resolved : [h]))
    .filter((h) => h.active && !h.duplicate && (hop.interface === undefined || h.interface === hop.interface));
  if (final.length === 0) return inactive(hop, 'unresolved');
  return { ...nextHop(hop, true), recursive: true, resolved: final.map((h) => inherited(h, hop)) };
}

/**
 * Made anew of where a final next hop leads (zebra_nhg.c nexthop_set_resolved): neither the weight nor what a kernel route says of source and MTU. A
 * route out of an interface means that the gateway itself is reached there.
 */
function inherited(
  { weight: _weight, source: _source, mtu: _mtu, advmss: _advmss, kernelPlace: _place, ...final }: RibNextHop,
  by: OfferedNextHop,
): RibNextHop {
  const there = final.ip === undefined && !final.blackhole && by.ip !== undefined ? { ip: by.ip, onlink: true } : undefined;
  return { ...final, fib: false, weight: 1, ...there, resolved: [] };
}

function isUp(name: string | undefined, settings: RibSettings): boolean {
  return name !== undefined && settings.interfaces.some((i) => i.name === name && i.up);
}

function nextHop(hop: OfferedNextHop, active: boolean): RibNextHop {
  return {
    ...hop,
    ...(hop.ip !== undefined && hop.interface !== undefined && { stated: true }),
    active,
    fib: false,
    recursive: false,
    duplicate: false,
    onlink: hop.onlink ?? false,
    weight: hop.weight ?? 1,
    resolved: [],
  };
}

function inactive(hop: OfferedNextHop, why: string): RibNextHop {
  return { ...nextHop(hop, false), inactive: why };
}

/**
 * F114: a second way to the same final next hop is not used twice (lib/nexthop_group.c nexthop_group_mark_duplicates). A gateway given
 * without an interface is of another kind than one that was resolved, and no duplicate of it.
 */
function markDuplicates(hops: readonly RibNextHop[]): RibNextHop[] {
  const seen = new Set<string>();
  const mark = (hop: RibNextHop, withInterface: boolean): RibNextHop => {
    const key = `${hop.ip ?? ''}|${hop.interface ?? ''}|${hop.blackhole ?? ''}|${withInterface}`;
    const duplicate = hop.active && seen.has(key);
    if (hop.active) seen.add(key);
    return duplicate ? { ...hop, duplicate } : hop;
  };
  return hops.map((hop) => {
    const marked = mark(hop, hop.stated === true);
    return hop.recursive ? { ...marked, resolved: hop.resolved.map((h) => mark(h, true)) } : marked;
  });
}

/** What a packet is sent to: gateways that are recursive replaced by what they lead to, each but once. */
export function finalHops(hops: readonly RibNextHop[]): RibNextHop[] {
  return hops.flatMap((h) => (h.recursive ? h.resolved : [h])).filter((h) => h.active && !h.duplicate);
}

/**
 * True when Linux takes no such route: a blackhole behind another way cannot be of one group with it (net/ipv4/nexthop.c valid_group_nh), and
 * some next hops are nobody. zebra goes on counting the route as selected. Where the blackhole comes first, zebra makes the
 * whole route one (zebra/rt_netlink.c).
 */
export function kernelRefuses(hops: readonly RibNextHop[], settings: RibSettings): boolean {
  const [only] = hops;
  if (only && hops.length === 1 && !only.recursive) return isNobody(only, settings);
  const [first, ...others] = finalHops(hops);
  if (!first || first.blackhole) return false;
  return isNobody(first, settings) || others.some((h) => h.blackhole !== undefined || isNobody(h, settings));
}

/**
 * Nobody to hand a packet to: who would stand on the loopback, or is ourselves; nor does an interface alone take `onlink`. Linux asks so of every IPv6 gateway (net/ipv6/route.c ip6_validate_gw),
 * of IPv4's only where it is to be on the link. In IPv4 a subnet's broadcast address is nobody either (net/ipv4/fib_semantics.c fib_check_nh).
 */
function isNobody({ ip, interface: name, onlink }: RibNextHop, settings: RibSettings): boolean {
  if (ip === undefined && onlink) return true;
  if (ip === undefined || name === undefined) return false;
  const isAddress = (test: (a: InterfaceAddress) => boolean) => settings.interfaces.some((i) => i.up && i.addresses.some(test));
  const isOwn = () => isAddress((a) => a.ip === ip);
  return isIpv4(ip) ? (onlink && isOwn()) || isAddress((a) => broadcastIp(a) === ip) : name === 'lo' || isOwn();
}

/** Whether zebra keeps a weight of each next hop: of what daemons send it, and of kernel routes with several (zebra/rt_netlink.c). */
export function isWeighed({ protocol, nextHops }: Pick<RibEntry, 'protocol' | 'nextHops'>): boolean {
  return protocol === 'static' || protocol === 'bgp' || (protocol === 'kernel' && nextHops.length > 1);
}

/** True when two next hop lists do the same to a packet and print the same. */
export function sameNextHops(a: readonly RibNextHop[], b: readonly RibNextHop[]): boolean {
  return a === b || (a.length === b.length && a.every((h, i) => sameNextHop(h, b[i] as RibNextHop)));
}

function sameNextHop(a: RibNextHop, b: RibNextHop): boolean {
  return (
    a.ip === b.ip &&
    a.interface === b.interface &&
    a.active === b.active &&
    a.fib === b.fib &&
    a.recursive === b.recursive &&
    a.duplicate === b.duplicate &&
    a.blackhole === b.blackhole &&
    a.inactive === b.inactive &&
    a.weight === b.weight &&
    a.onlink === b.onlink &&
    a.stated === b.stated &&
    a.source === b.source &&
    a.preferredSource === b.preferredSource &&
    a.mtu === b.mtu &&
    a.advmss === b.advmss &&
    sameNextHops(a.resolved, b.resolved)
  );
}

export function withFib(hops: readonly RibNextHop[], installed: boolean): RibNextHop[] {
  return hops.map((h) => {
    const fib = installed && h.active && !h.recursive;
    const resolved = h.recursive ? withFib(h.resolved, installed) : h.resolved;
    return h.fib === fib && !h.recursive ? h : { ...h, fib, resolved };
  });
}
