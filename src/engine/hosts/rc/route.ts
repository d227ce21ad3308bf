/** The arguments of route(8), as the route_* variables have them. */
import { containsIp, defaultPrefix, type Ip, isIpv4, makePrefix, parseInterfaceAddress, parseIp, type Prefix, bitsOf } from '../../ip/index.ts';
import type { Report } from '../report.ts';
import { type Word, spanOf } from '../words.ts';
import type { RcRoute } from './types.ts';

/** `-net 10/8 GW`, `2a06::/48 -reject`, `-6 default -interface gif0 -fib 1`. `six`: the variable is an ipv6_route_*. */
export function readRoute(words: readonly Word[], six: boolean, report: Report): Pick<RcRoute, 'prefix' | 'to' | 'fib'>[] {
  let family: 4 | 6 = six ? 6 : 4;
  let kind: 'reject' | 'blackhole' | undefined;
  let out: string | undefined;
  let host = false;
  let length: number | undefined;
  let fibs = [0];
  const plain: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word;
    const value = () => words[++i]?.text ?? '';
    switch (word.text) {
      case '-6':
      case '-inet6':
        family = 6;
        break;
      case '-4':
      case '-inet':
        family = 4;
        break;
      case '-net':
        break;
      case '-host':
        host = true;
        break;
      case '-reject':
      case '-blackhole':
        kind = word.text.slice(1) as 'reject' | 'blackhole';
        break;
      case '-interface':
      case '-iface':
        // The word after it is the interface, which may also stand where a gateway would.
        out = value();
        break;
      case '-prefixlen':
        length = Number(value());
        break;
      case '-fib':
        fibs = fibsOf(value());
        break;
      case '-mtu':
      case '-weight':
      case '-hopcount':
      case '-expire':
        i++;
        break;
      default:
        if (!word.text.startsWith('-')) plain.push(word);
        else if (!['-static', '-nostatic', '-proto1', '-proto2', '-q', '-n'].includes(word.text)) {
          report.add('error', 'rc-bad-route', word.span, `rc.conf:${word.span.line}: route: bad keyword: ${word.text.slice(1)}`, { word: word.text }, ['H20']);
          return [];
        }
    }
  }
  const [to, by] = plain;
  if (!to) return bad(words, report, 'expected a destination');
  const prefix = destination(to.text, family, host, length);
  if (!prefix) return bad([to], report, `bad address: ${to.text}`);
  const [router = '', zone] = by?.text.split('%') ?? [];
  const gateway = by && parseIp(router);
  if (by && gateway === undefined && kind === undefined) return bad([by], report, `bad address: ${by.text}`);
  const next = target(kind, out, gateway, zone);
  if (!next || (gateway !== undefined && isIpv4(gateway) !== isIpv4(prefix.ip)))
    return bad(words, report, 'expected a gateway of the same family, -interface IF, -reject or -blackhole');
  if (fibs.length === 0) return bad(words, report, 'expected the number of a FIB after -fib');
  return fibs.map((fib) => ({ prefix, to: next, fib }));
}

function bad(words: readonly Word[], report: Report, what: string): [] {
  const span = spanOf(words);
  report.add('error', 'rc-bad-route', span, `rc.conf:${span.line}: route: ${what}`, { what }, ['H20']);
  return [];
}

function target(
  kind: 'reject' | 'blackhole' | undefined,
  out: string | undefined,
  gateway: Ip | undefined,
  zone: string | undefined,
): RcRoute['to'] | undefined {
  if (kind) return { kind };
  if (out !== undefined) return { kind: 'interface', interface: out };
  return gateway === undefined ? undefined : { kind: 'gateway', ip: gateway, ...(zone && { interface: zone }) };
}

function destination(text: string, family: 4 | 6, host: boolean, length: number | undefined): Prefix | undefined {
  if (text === 'default') return defaultPrefix(family);
  const whole = parseInterfaceAddress(text);
  if (whole) return makePrefix(whole.ip, whole.length);
  const ip = parseIp(text);
  if (ip === undefined) return undefined;
  const bits = length ?? (host || !isIpv4(ip) ? bitsOf(ip) : containsIp(defaultPrefix(4), ip) ? naturalLength(ip) : 32);
  return Number.isInteger(bits) && bits >= 0 && bits <= bitsOf(ip) ? makePrefix(ip, bits) : undefined;
}

/** A bare IPv4 destination whose last octets are zero is a network of so many octets. */
function naturalLength(ip: number): number {
  if (ip === 0) return 0;
  return ip % 2 ** 24 === 0 ? 8 : ip % 2 ** 16 === 0 ? 16 : ip % 2 ** 8 === 0 ? 24 : 32;
}

/** `1`, `1,3`, `1-3`. */
function fibsOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from, to] = part.split('-').map((t) => (/^\d{1,5}$/.test(t) ? Number(t) : Number.NaN));
    if (from === undefined || Number.isNaN(from)) return [];
    return Array.from({ length: Math.max(0, Math.min(64, (to ?? from) - from + 1)) }, (_, i) => from + i);
  });
}
