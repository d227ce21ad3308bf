/** The values of ACLs (squid.conf acl): addresses, ports, domains, patterns (src/acl/Ip.cc, IntRange.cc, DomainData.cc, RegexData.cc). */
import { bitsOf, type Ip, isIpv4, lastIp, makePrefix, parseInterfaceAddress, parseIp, prefix } from '../../ip/index.ts';
import { compilePosix } from '../../policy/index.ts';

export interface Range<T> {
  readonly from: T;
  readonly to: T;
}

export const range = (text: string): Range<Ip> => ({ from: prefix(text).ip, to: lastIp(prefix(text)) });

const NAMED: Readonly<Record<string, readonly string[]>> = { all: ['0.0.0.0/0', '::/0'], ipv4: ['0.0.0.0/0'], ipv6: ['::/0'], none: [] };

/** `A`, `A-B`, either with a mask; `all`, `ipv4`, `ipv6`, `none`. A range the wrong way round is taken and holds nobody. */
export function rangesOf(text: string): Range<Ip>[] | undefined {
  const named = NAMED[text];
  if (named) return named.map(range);
  const [left = '', mask] = text.split('/');
  const [first = '', last = first] = left.split('-');
  const [from, to] = [networkOf(first, mask), networkOf(last, mask)];
  return from && to && isIpv4(from.from) === isIpv4(to.from) ? [{ from: from.from, to: to.to }] : undefined;
}

function networkOf(text: string, mask: string | undefined): Range<Ip> | undefined {
  const ip = parseIp(text);
  if (ip === undefined) return undefined;
  const length = mask === undefined ? bitsOf(ip) : lengthOf(mask, ip);
  if (length === undefined) return undefined;
  const network = makePrefix(ip, length);
  return { from: network.ip, to: lastIp(network) };
}

/** `24`, or for IPv4 `255.255.255.0`: of a mask with holes Squid takes the ones that it begins with. */
function lengthOf(text: string, ip: Ip): number | undefined {
  const whole = parseInterfaceAddress(`${isIpv4(ip) ? '0.0.0.0' : '::'}/${text}`);
  if (whole) return whole.length;
  const mask = parseIp(text);
  return typeof mask === 'number' && isIpv4(ip) ? Math.clz32(~mask) : undefined;
}

export function portsOf(text: string): Range<number>[] | undefined {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const from = Number(found?.[1]);
  const to = Number(found?.[2] ?? found?.[1]);
  return found && to <= 65535 && from <= to ? [{ from, to }] : undefined;
}

/** POSIX extended patterns, as Squid hands them to regcomp(3). */
export function patternOf(text: string, ignoreCase: boolean): { matches: (value: string) => boolean } | undefined {
  // regcomp(3) of the C library: nothing stands before the repetition.
  if (/^[*+?]/.test(text)) return undefined;
  const regex = compilePosix(ignoreCase ? text.toLowerCase() : text);
  return regex && { matches: (value) => regex.test(ignoreCase ? value.toLowerCase() : value) };
}

/** A domain that comes after one of its own subdomains: Squid does not start with that (the other way round it warns). */
export function swallows(names: readonly string[]): { readonly outer: string; readonly inner: string } | undefined {
  for (const [i, outer] of names.entries()) {
    const inner = outer.startsWith('.') ? names.slice(0, i).find((n) => n !== outer && (n.endsWith(outer) || n === outer.slice(1))) : undefined;
    if (inner !== undefined) return { outer, inner };
  }
  return undefined;
}
