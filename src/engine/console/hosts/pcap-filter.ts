/**
 * The filter language of tcpdump (pcap-filter(7)): primitives of hosts, networks, ports and protocols, joined by `and`, `or`, `not` and
 * parentheses. A filter sees the outermost headers alone. Expressions on bytes (`tcp[13]`) and links (`ether`, `vlan`) are not the lab's.
 */
import type { FiveTuple, Packet } from '../../data-plane/index.ts';
import { containsIp, hostPrefix, type Ip, isIpv4, makePrefix, parseIp, parsePrefix, type Prefix } from '../../ip/index.ts';
import { sizeOf } from '../../data-plane/index.ts';

export type Filter = (packet: Packet) => boolean;

type Protocol = FiveTuple['protocol'] | 'icmp6';

/** Protocol numbers (IANA), and names that /etc/protocols has. */
const NUMBERS: Readonly<Record<string, Protocol>> = {
  '1': 'icmp',
  '4': 'ipip',
  '6': 'tcp',
  '17': 'udp',
  '41': 'ipv6',
  '47': 'gre',
  '50': 'esp',
  '58': 'icmp6',
};
const NAMES: Readonly<Record<string, Protocol>> = {
  icmp: 'icmp',
  ipencap: 'ipip',
  tcp: 'tcp',
  udp: 'udp',
  ipv6: 'ipv6',
  gre: 'gre',
  esp: 'esp',
  icmp6: 'icmp6',
  'ipv6-icmp': 'icmp6',
};
const PORTS: Readonly<Record<string, number>> = { ssh: 22, smtp: 25, domain: 53, http: 80, ntp: 123, bgp: 179, https: 443, isakmp: 500, 'ipsec-nat-t': 4500 };
const SYNTAX = "can't parse filter expression: syntax error";

class Unreadable extends Error {}

/** The filter, or what tcpdump says of it. */
export function parseFilter(text: string): Filter | string {
  const words = text.match(/[()!]|&&|\|\||[^\s()!&|]+|[&|]/g) ?? [];
  if (words.length === 0) return () => true;
  try {
    const reader = new Reader(words);
    const filter = reader.any();
    return reader.done ? filter : SYNTAX;
  } catch (e) {
    if (e instanceof Unreadable) return e.message;
    throw e;
  }
}

/** Which end of a packet a primitive is about. */
type Direction = 'src' | 'dst' | 'src or dst' | 'src and dst';
type Kind = 'host' | 'net' | 'port' | 'portrange' | 'proto';

class Reader {
  private at = 0;
  /** Qualifiers of the last primitive: `host A or B` says `host` once. */
  private last: { readonly direction: Direction; readonly kind: Kind; readonly protocol?: Protocol } | undefined;

  constructor(private readonly words: readonly string[]) {}

  get done(): boolean {
    return this.at >= this.words.length;
  }

  private accept(...words: readonly string[]): string | undefined {
    const now = this.words[this.at];
    if (now === undefined || !words.includes(now)) return undefined;
    this.at++;
    return now;
  }

  /** `and` and `or` bind alike, from the left (pcap-filter(7)). */
  any(): Filter {
    let left = this.one();
    for (;;) {
      if (this.accept('and', '&&')) left = both(left, this.one());
      else if (this.accept('or', '||')) left = either(left, this.one());
      else return left;
    }
  }

  private one(): Filter {
    if (this.accept('not', '!')) {
      const inner = this.one();
      return (p) => !inner(p);
    }
    if (this.accept('(')) {
      const inner = this.any();
      if (!this.accept(')')) throw new Unreadable(SYNTAX);
      return inner;
    }
    return this.primitive();
  }

  private primitive(): Filter {
    const length = this.accept('greater', 'less');
    if (length) return this.byLength(length);
    const family = this.accept('ip', 'ip6');
    const named = family === undefined ? this.accept('tcp', 'udp', 'icmp', 'icmp6', 'esp', 'gre') : undefined;
    const direction = this.direction();
    const kind = this.kind();
    const ofFamily: Filter = family === undefined ? () => true : (p) => familyOf(p) === family;
    const protocol = named === undefined ? undefined : protocolOf(named);
    if (!direction && !kind) {
      if (protocol) return byProtocol(protocol);
      if (family !== undefined) return ofFamily;
      const word = this.words[this.at];
      if (word !== undefined && /^(ether|vlan|arp|rarp|broadcast|multicast|mpls|pppoes?|inbound|outbound|ifname|\w+\[.*)$/.test(word))
        throw new Unreadable(`${word}: not modelled in the lab's filters`);
      if (!this.last && (word === undefined || parseIp(word) === undefined)) throw new Unreadable(SYNTAX);
      // A bare address has the qualifiers of the primitive before it; the first is a host.
      return this.value(this.last ?? { direction: 'src or dst', kind: 'host' });
    }
    const asked = { direction: direction ?? 'src or dst', kind: kind ?? 'host', ...(protocol && { protocol }) } as const;
    this.last = asked;
    return both(ofFamily, this.value(asked));
  }

  private direction(): Direction | undefined {
    const first = this.accept('src', 'dst') as 'src' | 'dst' | undefined;
    const [joint, second] = [this.words[this.at], this.words[this.at + 1]];
    if (!first || (joint !== 'or' && joint !== 'and') || (second !== 'src' && second !== 'dst') || second === first) return first;
    this.at += 2;
    return joint === 'or' ? 'src or dst' : 'src and dst';
  }

  private kind(): Kind | undefined {
    return this.accept('host', 'net', 'port', 'portrange', 'proto', 'protochain') as Kind | undefined;
  }

  private byLength(word: string): Filter {
    const n = Number(this.word());
    if (!Number.isInteger(n)) throw new Unreadable(SYNTAX);
    // Of the frame: an Ethernet header of 14 stands before it.
    return (p) => (word === 'greater' ? sizeOf(p) + 14 >= n : sizeOf(p) + 14 <= n);
  }

  private word(): string {
    const word = this.words[this.at++];
    if (word === undefined || ['and', 'or', '&&', '||', ')', '('].includes(word)) throw new Unreadable(SYNTAX);
    return word;
  }

  private value({ direction, kind, protocol }: { readonly direction: Direction; readonly kind: Kind; readonly protocol?: Protocol }): Filter {
    const word = this.word();
    const ofProtocol: Filter = protocol ? byProtocol(protocol) : () => true;
    switch (kind) {
      case 'proto': {
        const which = NUMBERS[word] ?? NAMES[word.replace(/^\\/, '')];
        if (!which && !/^\d{1,3}$/.test(word)) throw new Unreadable(`unknown ip proto '${word}'`);
        return which ? byProtocol(which) : () => false;
      }
      case 'port':
      case 'portrange': {
        const [from, to] = portsOf(word, kind);
        return both(
          ofProtocol,
          ends(direction, (p, end) => inRange(portAt(p, end), from, to)),
        );
      }
      case 'host':
      case 'net': {
        const prefix = kind === 'host' ? hostOf(word) : this.netOf(word);
        return both(
          ofProtocol,
          ends(direction, (p, end) => isIn(addressAt(p, end), prefix)),
        );
      }
    }
  }

  /** `10.0.0.0/8`, `10.0`, `10.0.0.0 mask 255.0.0.0`. */
  private netOf(word: string): Prefix {
    const whole = parsePrefix(word);
    if (whole && parseIp(word.replace(/\/.*$/, '')) === whole.ip) return whole;
    if (word.includes('/')) throw new Unreadable(/^[0-9a-f.:]+\/\d+$/i.test(word) ? `non-network bits set in "${word}"` : SYNTAX);
    const mask = this.accept('mask') ? parseIp(this.word()) : undefined;
    const parts = word.split('.');
    const ip = parts.every((p) => /^\d{1,3}$/.test(p)) ? parseIp([...parts, '0', '0', '0', '0'].slice(0, 4).join('.')) : parseIp(word);
    if (ip === undefined) throw new Unreadable(`unknown network '${word}'`);
    if (mask !== undefined && isIpv4(mask)) return makePrefix(ip, (mask >>> 0).toString(2).replace(/0+$/, '').length);
    return isIpv4(ip) ? makePrefix(ip, 8 * parts.length) : hostPrefix(ip);
  }
}

const both =
  (a: Filter, b: Filter): Filter =>
  (p) =>
    a(p) && b(p);
const either =
  (a: Filter, b: Filter): Filter =>
  (p) =>
    a(p) || b(p);

function ends(direction: Direction, fits: (packet: Packet, end: 'source' | 'destination') => boolean): Filter {
  switch (direction) {
    case 'src':
      return (p) => fits(p, 'source');
    case 'dst':
      return (p) => fits(p, 'destination');
    case 'src or dst':
      return (p) => fits(p, 'source') || fits(p, 'destination');
    case 'src and dst':
      return (p) => fits(p, 'source') && fits(p, 'destination');
  }
}

function hostOf(word: string): Prefix {
  const ip = parseIp(word);
  if (ip === undefined) throw new Unreadable(`unknown host '${word}'`);
  return hostPrefix(ip);
}

function portsOf(word: string, kind: 'port' | 'portrange'): readonly [number, number] {
  const [from = Number.NaN, to = from] = (kind === 'portrange' ? word.split('-') : [word]).map(
    (w) => PORTS[w] ?? (/^\d{1,5}$/.test(w) ? Number(w) : Number.NaN),
  );
  if (Number.isNaN(from) || Number.isNaN(to)) throw new Unreadable(`unknown port '${word}'`);
  return [from, to];
}

function protocolOf(word: string): Protocol {
  return NAMES[word] as Protocol;
}

function byProtocol(wanted: Protocol): Filter {
  return (packet) => {
    const [ip] = packet.headers;
    if (ip?.kind !== 'ip') return false;
    const own = ip.protocol === 'icmp' && !isIpv4(ip.source) ? 'icmp6' : ip.protocol;
    return own === wanted;
  };
}

function familyOf({ headers: [ip] }: Packet): 'ip' | 'ip6' | undefined {
  return ip?.kind === 'ip' ? (isIpv4(ip.source) ? 'ip' : 'ip6') : undefined;
}

function addressAt({ headers: [ip] }: Packet, end: 'source' | 'destination'): Ip | undefined {
  return ip?.kind === 'ip' ? ip[end] : undefined;
}

function isIn(ip: Ip | undefined, prefix: Prefix): boolean {
  return ip !== undefined && isIpv4(ip) === isIpv4(prefix.ip) && containsIp(prefix, ip);
}

function portAt({ headers: [, next] }: Packet, end: 'source' | 'destination'): number | undefined {
  return next?.kind === 'tcp' || next?.kind === 'udp' ? next[end === 'source' ? 'sourcePort' : 'destinationPort'] : undefined;
}

function inRange(port: number | undefined, from: number, to: number): boolean {
  return port !== undefined && port >= Math.min(from, to) && port <= Math.max(from, to);
}
