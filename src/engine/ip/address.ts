/**
 * IP addresses as plain values. An IPv4 address is an unsigned 32-bit number, an IPv6 address a 128-bit bigint: the
 * JavaScript type tells the family, `===` compares, and both are Map keys. Text is parsed once, on entry (`parseIp`), and
 * made again on the way out (`formatIp`); nothing inside the engine compares address strings.
 */

/** An IPv4 address: an integer from 0 to 2³² − 1. */
export type Ipv4 = number & { readonly __ipv4: unique symbol };
/** An IPv6 address: an integer from 0 to 2¹²⁸ − 1. */
export type Ipv6 = bigint & { readonly __ipv6: unique symbol };
/** An address of either family; `typeof ip === 'number'` says IPv4. */
export type Ip = Ipv4 | Ipv6;
/** The address family, by version number. */
export type Family = 4 | 6;

const IPV4_TEXT = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Reads dotted-quad text; undefined when it is not an IPv4 address. Leading zeros are refused, as inet_pton does. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const match = IPV4_TEXT.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (let i = 1; i <= 4; i++) {
    const part = match[i] as string;
    if (part.length > 1 && part.startsWith('0')) return undefined;
    const octet = Number(part);
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value as Ipv4;
}

/** Reads IPv6 text (RFC 4291 §2.2, embedded IPv4 included, no zone); undefined when it is not one. */
export function parseIpv6(text: string): Ipv6 | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = hextets(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? hextets(halves[1] as string, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const part of [...head, ...new Array<number>(missing).fill(0), ...tail]) value = (value << 16n) | BigInt(part);
  return value as Ipv6;
}

/** The 16-bit groups of one side of a `::`; an IPv4 tail is allowed only where the text ends. */
function hextets(text: string, endsHere: boolean): number[] | undefined {
  if (text === '') return [];
  const out: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const ipv4 = endsHere && i === parts.length - 1 ? parseIpv4(part) : undefined;
      if (ipv4 === undefined) return undefined;
      out.push(Math.floor(ipv4 / 65536), ipv4 % 65536);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return out;
}

/** Reads an address of either family; undefined when the text is neither. */
export function parseIp(text: string): Ip | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** For addresses that the code itself states. Throws on anything else than an address. */
export function ip(text: string): Ip {
  const value = parseIp(text);
  if (value === undefined) throw new Error(`expected an IP address, got ${JSON.stringify(text)}`);
  return value;
}

export function familyOf(ip: Ip): Family {
  return typeof ip === 'number' ? 4 : 6;
}

export function isIpv4(ip: Ip): ip is Ipv4 {
  return typeof ip === 'number';
}

/** Bits in an address: 32 or 128. */
export function bitsOf(ip: Ip): 32 | 128 {
  return typeof ip === 'number' ? 32 : 128;
}

/** Dotted quad, or RFC 5952 text: lower case, the longest run of zero groups (two or more, the first of equals) as `::`. */
export function formatIp(ip: Ip): string {
  if (typeof ip === 'number') return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
  return formatIpv6(ip);
}

function formatIpv6(ip: bigint): string {
  if (ip >> 32n === 0xffffn) return `::ffff:${formatIp(Number(ip & 0xffffffffn) as Ipv4)}`;
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((ip >> shift) & 0xffffn));
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
    if (end > i) i = end;
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((g) => g.toString(16))
      .join(':');
  return start < 0 ? hex(0, 8) : `${hex(0, start)}::${hex(start + length, 8)}`;
}

/** Negative, zero or positive: IPv4 before IPv6, then by value. */
export function compareIp(a: Ip, b: Ip): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The address `offset` further on (negative: before); wraps within its family. */
export function offsetIp<A extends Ip>(ip: A, offset: number): A {
  if (typeof ip === 'number') return ((ip + offset) >>> 0) as A;
  return BigInt.asUintN(128, (ip as bigint) + BigInt(offset)) as A;
}

/** True for 169.254.0.0/16 and fe80::/10 (RFC 3927, RFC 4291 §2.5.6). */
export function isLinkLocal(ip: Ip): boolean {
  return typeof ip === 'number' ? ip >>> 16 === 0xa9fe : (ip as bigint) >> 118n === 0x3fan;
}

/** True for 127.0.0.0/8 and ::1. */
export function isLoopback(ip: Ip): boolean {
  return typeof ip === 'number' ? ip >>> 24 === 127 : ip === 1n;
}

/** True for 224.0.0.0/4 and ff00::/8. */
export function isMulticast(ip: Ip): boolean {
  return typeof ip === 'number' ? ip >>> 28 === 14 : (ip as bigint) >> 120n === 0xffn;
}

/** True for 240.0.0.0/4, class E (RFC 1112 §4). */
export function isReserved(ip: Ip): boolean {
  return typeof ip === 'number' && ip >>> 28 === 15;
}

/** True for 0.0.0.0 and ::. */
export function isUnspecified(ip: Ip): boolean {
  return typeof ip === 'number' ? ip === 0 : ip === 0n;
}
