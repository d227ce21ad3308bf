/**
 * The subnet calculator: which addresses of a prefix a host may have, and what is free. How many addresses the platform keeps
 * at either end is the caller's to say (Azure keeps four and one, A200; an Ethernet outside Azure one and one).
 */
import { type Ip, type Ipv4, type Ipv6, offsetIp } from './address.ts';
import { containsIp, type InterfaceAddress, makePrefix, networkOf, overlaps, type Prefix } from './prefix.ts';

/** Addresses that no host may have, counted from the first and from the last of a subnet. */
export interface KeptAddresses {
  readonly first: number;
  readonly last: number;
}

export interface SubnetFacts {
  /** All addresses of the prefix, the kept ones included. */
  readonly size: bigint;
  readonly firstUsable?: Ip;
  readonly lastUsable?: Ip;
  /** How many hosts fit; 0 when the subnet is too small for any. */
  readonly usable: bigint;
}

/** How many addresses a prefix has. */
export function prefixSize(p: Prefix): bigint {
  return 1n << BigInt((typeof p.ip === 'number' ? 32 : 128) - p.length);
}

/** The highest address of a prefix: the broadcast address of an IPv4 subnet. */
export function lastIp(p: Prefix): Ip {
  return typeof p.ip === 'number' ? ((p.ip + Number(prefixSize(p)) - 1) as Ipv4) : (((p.ip as bigint) + prefixSize(p) - 1n) as Ipv6);
}

/** The broadcast address of the subnet that an interface's IPv4 address is on; links of two, and of one, have none (RFC 3021; net/ipv4/fib_frontend.c fib_add_ifaddr). */
export function broadcastIp(address: InterfaceAddress): Ipv4 | undefined {
  const { ip, length } = networkOf(address);
  return typeof ip === 'number' && length < 31 ? (((ip | (0xffffffff >>> length)) >>> 0) as Ipv4) : undefined;
}

export function subnetFacts(p: Prefix, kept: KeptAddresses): SubnetFacts {
  const size = prefixSize(p);
  const usable = size - BigInt(kept.first + kept.last);
  if (usable <= 0n) return { size, usable: 0n };
  return { size, usable, firstUsable: offsetIp(p.ip, kept.first), lastUsable: offsetIp(lastIp(p), -kept.last) };
}

/** Whether the platform keeps the address for itself. An address outside the subnet is not kept. */
export function isKept(p: Prefix, ip: Ip, kept: KeptAddresses): boolean {
  if (!containsIp(p, ip)) return false;
  const { firstUsable, lastUsable } = subnetFacts(p, kept);
  return firstUsable === undefined || lastUsable === undefined || ip < firstUsable || ip > lastUsable;
}

/** The lowest address that is neither kept nor taken; undefined when the subnet is full. */
export function nextFreeIp(p: Prefix, taken: Iterable<Ip>, kept: KeptAddresses): Ip | undefined {
  const { firstUsable, lastUsable } = subnetFacts(p, kept);
  if (firstUsable === undefined || lastUsable === undefined) return undefined;
  const held = new Set(taken);
  let at = firstUsable;
  while (held.has(at)) {
    if (at === lastUsable) return undefined;
    at = offsetIp(at, 1);
  }
  return at;
}

/** The lowest prefix of that length inside `space` that overlaps none of `taken`; undefined when there is no room. */
export function nextFreePrefix(space: Prefix, length: number, taken: readonly Prefix[]): Prefix | undefined {
  if (length < space.length || length > (typeof space.ip === 'number' ? 32 : 128)) return undefined;
  let at = makePrefix(space.ip, length);
  for (;;) {
    const clash = taken.find((t) => overlaps(t, at));
    if (!clash) return at;
    // Go on behind whichever of the two ends later; stop when that leaves the space (or wraps round its family).
    const end = clash.length < at.length ? lastIp(clash) : lastIp(at);
    const next = offsetIp(end, 1);
    if (next <= end || !containsIp(space, next)) return undefined;
    at = makePrefix(next, length);
  }
}
