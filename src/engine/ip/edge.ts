/**
 * The edge: text that people write (forms, scenario files) becomes values here, judged by ip-num. This is the only file that
 * meets ip-num; inside, the engine works with the numbers of address.ts. A refusal says what was expected, and where it can,
 * what was probably meant.
 */
import { Asn as AsnNumber, IPv4, IPv4CidrRange, IPv6, IPv6CidrRange } from 'ip-num';
import { formatIp, type Ip, parseIp } from './address.ts';
import { formatPrefix, type InterfaceAddress, networkOf, type Prefix, parseInterfaceAddress } from './prefix.ts';

/** Why a text was refused, as a code that the interface can word. */
export type Refusal = 'not-an-address' | 'not-a-prefix' | 'host-bits' | 'not-an-interface-address' | 'not-an-asn';

/** A text that was read, or what was expected in its place. */
export type Entry<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly refusal: Refusal;
      /** English, to follow "expected": `a prefix such as 10.0.0.0/24`. */
      readonly expected: string;
      /** What was probably meant, when that can be told: the prefix without its host bits. */
      readonly meant?: string;
    };

/** Whether ip-num takes the text; a zone (`%eth0`) is no part of an address here. */
function accepts(read: () => unknown, text: string): boolean {
  if (text.includes('%')) return false;
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

/** Reads an IPv4 or IPv6 address. */
export function validateIp(text: string): Entry<Ip> {
  const value = accepts(() => (text.includes(':') ? IPv6.fromString(text) : IPv4.fromString(text)), text) ? parseIp(text) : undefined;
  return value === undefined ? { ok: false, refusal: 'not-an-address', expected: 'an IP address such as 10.0.0.4' } : { ok: true, value };
}

/** Reads an address with its subnet's length, `10.20.10.1/24`; host bits are kept. */
export function validateInterfaceAddress(text: string): Entry<InterfaceAddress> {
  const value = addressAndLength(text);
  return value ? { ok: true, value } : { ok: false, refusal: 'not-an-interface-address', expected: 'an address with its length such as 10.20.10.1/24' };
}

/** Reads a prefix; bits beyond its length are refused, and the prefix without them is named. */
export function validatePrefix(text: string): Entry<Prefix> {
  const address = addressAndLength(text);
  if (!address) {
    const alone = validateIp(text);
    return {
      ok: false,
      refusal: 'not-a-prefix',
      expected: 'a prefix such as 10.0.0.0/24',
      ...(alone.ok && { meant: `${formatIp(alone.value)}/${typeof alone.value === 'number' ? 32 : 128}` }),
    };
  }
  const masked = networkOf(address);
  if (masked.ip === address.ip) return { ok: true, value: masked };
  const meant = formatPrefix(masked);
  return { ok: false, refusal: 'host-bits', expected: `${meant}, a prefix without bits beyond its length`, meant };
}

function addressAndLength(text: string): InterfaceAddress | undefined {
  if (!/\/(0|[1-9]\d{0,2})$/.test(text)) return undefined;
  return accepts(() => (text.includes(':') ? IPv6CidrRange.fromCidr(text) : IPv4CidrRange.fromCidr(text)), text) ? parseInterfaceAddress(text) : undefined;
}

/** Reads an AS number, 1–4294967295, as `65001` or in RFC 5396's asdot, `1.10`. */
export function validateAsn(text: string): Entry<number> {
  const refused: Entry<number> = { ok: false, refusal: 'not-an-asn', expected: 'an AS number from 1 to 4294967295, such as 65001' };
  const halves = text.split('.');
  // ip-num lets the halves of asdot run over, and the whole by one.
  if (!/^\d{1,10}(\.\d{1,5})?$/.test(text) || (halves.length === 2 && halves.some((h) => Number(h) > 65535))) return refused;
  try {
    const value = Number(AsnNumber.fromString(text).getValue());
    return value >= 1 && value <= 4294967295 ? { ok: true, value } : refused;
  } catch {
    return refused;
  }
}
