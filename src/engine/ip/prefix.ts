/**
 * Prefixes: an address and a length. A `Prefix` is always masked (host bits zero); an address with its subnet's length, as
 * an interface carries it, is an `InterfaceAddress`. Keys (`prefixKey`) are small values for Maps.
 */
import { bitsOf, compareIp, type Family, familyOf, formatIp, type Ip, type Ipv4, type Ipv6, parseIp } from './address.ts';

/** A network: `ip` has no bits beyond `length` (0–32, 0–128). */
export interface Prefix {
  readonly ip: Ip;
  readonly length: number;
}

/** An address and the length of the subnet that it is on; host bits kept. */
export interface InterfaceAddress {
  readonly ip: Ip;
  readonly length: number;
  /** Point to point: the other end's address; `length` then counts in it (`inet6 MINE PEER prefixlen 128`, `ip addr add A peer B/L`). */
  readonly peer?: Ip;
}

/** A value that stands for one prefix as a Map key: a number for IPv4, a bigint for IPv6. */
export type PrefixKey = number | bigint;

/** By length, how many bits of an IPv6 address lie beyond it: bigints are dear to make. */
const BEYOND: readonly bigint[] = Array.from({ length: 129 }, (_, length) => BigInt(128 - length));

/** The address with every bit beyond `length` cleared. */
export function maskIp<A extends Ip>(ip: A, length: number): A {
  if (typeof ip === 'number') return (length === 0 ? 0 : (ip & (0xffffffff << (32 - length))) >>> 0) as A;
  const drop = BEYOND[length] as bigint;
  return (((ip as bigint) >> drop) << drop) as A;
}

export function makePrefix(ip: Ip, length: number): Prefix {
  return { ip: maskIp(ip, length), length };
}

/** The subnet that an interface address is on; on a point-to-point link the other end's. */
export function networkOf(address: InterfaceAddress): Prefix {
  return makePrefix(address.peer ?? address.ip, address.length);
}

/** A /32 or /128. */
export function hostPrefix(ip: Ip): Prefix {
  return { ip, length: bitsOf(ip) };
}

/** Reads `address/length`, keeping host bits; undefined when it is not that. */
export function parseInterfaceAddress(text: string): InterfaceAddress | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const ip = parseIp(text.slice(0, slash));
  const lengthText = text.slice(slash + 1);
  if (ip === undefined || !/^\d{1,3}$/.test(lengthText)) return undefined;
  const length = Number(lengthText);
  return length <= bitsOf(ip) ? { ip, length } : undefined;
}

/** Reads `address/length` and masks it; undefined when it is not that. */
export function parsePrefix(text: string): Prefix | undefined {
  const address = parseInterfaceAddress(text);
  return address && networkOf(address);
}

/** For prefixes that the code itself states. Throws on anything else than a prefix. */
export function prefix(text: string): Prefix {
  const value = parsePrefix(text);
  if (!value) throw new Error(`expected a prefix such as 10.0.0.0/8, got ${JSON.stringify(text)}`);
  return value;
}

/** Texts of IPv6 prefixes: finding where the zeros are is dear, and a prefix is passed from router to router as one object. */
const texts = new WeakMap<Prefix, string>();

export function formatPrefix(p: Prefix): string {
  if (typeof p.ip === 'number') return `${formatIp(p.ip)}/${p.length}`;
  const known = texts.get(p);
  if (known !== undefined) return known;
  const text = `${formatIp(p.ip)}/${p.length}`;
  texts.set(p, text);
  return text;
}

export function prefixFamily(p: Prefix): Family {
  return familyOf(p.ip);
}

const LOW_64 = (1n << 64n) - 1n;

/** Of at most so many bits an IPv4 prefix has a small integer as its key, */
const SHORT = 24;
/** below this number; those of longer ones are above it. */
const LONG_KEYS = 2 ** 30;

/**
 * The Map key of a prefix. For IPv4 what JavaScript engines neither box nor hash as a fraction, where there is room: the upper 24 bits × 32 + length for
 * nearly all prefixes of a table, else 2³⁰ + address × 64 + length. For IPv6 a number whose lowest 64 bits differ from prefix to prefix, because
 * JavaScript engines hash a bigint by these alone; most prefixes of a table have nothing but zeros there. No two keys are the same as text either: ::/0 is
 * not 0.
 */
export function prefixKey(p: Prefix): PrefixKey {
  if (typeof p.ip === 'number') return p.length <= SHORT ? (p.ip >>> 8) * 32 + p.length : LONG_KEYS + p.ip * 64 + p.length;
  if (p !== lastAsked) {
    lastKey = keyOfIpv6(p.ip, BigInt(p.length));
    lastAsked = p;
  }
  return lastKey;
}

/** Whoever handles a route asks for its key several times in a row. */
let lastAsked: Prefix | undefined;
let lastKey = 0n;

function keyOfIpv6(ip: bigint, length: bigint): bigint {
  const low = ip & LOW_64;
  return (low << 72n) | ((length + 1n) << 64n) | ((ip >> 64n) ^ low ^ length);
}

/** The prefix that `prefixKey` made a key of. */
export function prefixOfKey(key: PrefixKey): Prefix {
  if (typeof key === 'number') {
    if (key < LONG_KEYS) return { ip: ((key >>> 5) * 256) as Ipv4, length: key & 31 };
    return { ip: Math.floor((key - LONG_KEYS) / 64) as Ipv4, length: (key - LONG_KEYS) % 64 };
  }
  const low = key >> 72n;
  const length = ((key >> 64n) & 255n) - 1n;
  return { ip: ((((key & LOW_64) ^ low ^ length) << 64n) | low) as Ipv6, length: Number(length) };
}

export function samePrefix(a: Prefix, b: Prefix): boolean {
  return a.ip === b.ip && a.length === b.length;
}

/** Router order: by address, the shorter prefix first; IPv4 before IPv6. */
export function comparePrefix(a: Prefix, b: Prefix): number {
  return compareIp(a.ip, b.ip) || a.length - b.length;
}

export function containsIp(p: Prefix, ip: Ip): boolean {
  return typeof p.ip === typeof ip && maskIp(ip, p.length) === p.ip;
}

/** True when `inner` is `outer` or lies within it. */
export function containsPrefix(outer: Prefix, inner: Prefix): boolean {
  return inner.length >= outer.length && containsIp(outer, inner.ip);
}

export function overlaps(a: Prefix, b: Prefix): boolean {
  return containsPrefix(a, b) || containsPrefix(b, a);
}

/** The two halves of a prefix, the lower first; a host's prefix is its own only half. */
export function halves(p: Prefix): readonly Prefix[] {
  if (p.length === bitsOf(p.ip)) return [p];
  const length = p.length + 1;
  const upper = typeof p.ip === 'number' ? ((p.ip + 2 ** (32 - length)) as Ipv4) : ((p.ip + (1n << BigInt(128 - length))) as Ipv6);
  return [
    { ip: p.ip, length },
    { ip: upper, length },
  ];
}

/** The netmask of an IPv4 prefix length. */
export function netmask(length: number): Ipv4 {
  return maskIp(0xffffffff as Ipv4, length);
}

/** 0.0.0.0/0 or ::/0. */
export function defaultPrefix(family: Family): Prefix {
  return family === 4 ? { ip: 0 as Ipv4, length: 0 } : { ip: 0n as Ipv6, length: 0 };
}

export function isDefault(p: Prefix): boolean {
  return p.length === 0;
}
