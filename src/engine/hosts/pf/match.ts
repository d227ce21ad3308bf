/** What a rule is about, as it is written: interface, protocol, addresses and ports, each of them perhaps a list (pf.conf(5) GRAMMAR). */
import {
  hostPrefix,
  type InterfaceAddress,
  isIpv4,
  lastIp,
  makePrefix,
  networkOf,
  parseInterfaceAddress,
  parseIp,
  parsePrefix,
  type Prefix,
} from '../../ip/index.ts';
import type { Cursor } from './cursor.ts';
import { Refused } from './cursor.ts';
import { portNamed, protocolNamed } from './names.ts';
import type { PfAddress, PfHost, PfMatch, PfPart, PfPorts } from './types.ts';

/** A match whose parts are lists; an empty list says nothing about that part. */
export interface MatchLists {
  direction?: 'in' | 'out';
  interfaces: NonNullable<PfMatch['interface']>[];
  family?: 4 | 6;
  protocols: string[];
  from: PfAddress[];
  to: PfAddress[];
  fromPorts: PfPorts[];
  toPorts: PfPorts[];
}

export const emptyMatch = (): MatchLists => ({ interfaces: [], protocols: [], from: [], to: [], fromPorts: [], toPorts: [] });

export function readInterfaces(c: Cursor): NonNullable<PfMatch['interface']>[] {
  return c.list(() => ({ negated: c.accept('!') !== undefined, name: c.value('an interface').text }));
}

export function readFamily(c: Cursor): 4 | 6 | undefined {
  const word = c.accept('inet', 'inet6');
  return word && (word.text === 'inet' ? 4 : 6);
}

export function readProtocols(c: Cursor): string[] {
  if (!c.accept('proto')) return [];
  return c.list(() => {
    const token = c.value('a protocol');
    return protocolNamed(token.text) ?? refuse(token.span, `unknown protocol ${token.text}`);
  });
}

function refuse(span: Refused['span'], said: string, hint?: string): never {
  throw new Refused(span, said, hint);
}

/** `all`, or `from … to …`; both may be left out. */
export function readHosts(c: Cursor, match: MatchLists): void {
  if (c.accept('all')) return;
  if (c.accept('from')) {
    match.from = c.sees('port') ? [] : readAddresses(c);
    match.fromPorts = readPorts(c);
  }
  if (c.accept('to')) {
    match.to = c.sees('port') ? [] : readAddresses(c);
    match.toPorts = readPorts(c);
  }
}

function readAddresses(c: Cursor): PfAddress[] {
  return c
    .list(() => {
      const negated = c.accept('!') !== undefined;
      return readHostList(c).map((host) => ({ negated, host }));
    })
    .flat();
}

/** One item: several hosts where the name of an interface stands for all its addresses. */
export function readHostList(c: Cursor): PfHost[] {
  const { span, text } = c.now;
  const host = readHost(c);
  return host.kind === 'interface' ? addressesAt(c, host, { span, text }) : [host];
}

/** An entry of a table: no interface that is followed, and no range. */
export function readTableHost(c: Cursor): PfAddress[] {
  const negated = c.accept('!') !== undefined;
  const { span } = c.now;
  const hosts = readHostList(c);
  if (hosts.some((h) => h.kind === 'range' || h.kind === 'any' || h.kind === 'table' || h.kind === 'no-route' || h.kind === 'urpf-failed'))
    return refuse(span, 'syntax error', 'a table has addresses, networks and names of interfaces');
  return hosts.map((host) => ({ negated, host }));
}

/** The addresses of an interface without parentheses, as they are at the moment of loading (pfctl_parser.c ifa_lookup). */
export function addressesAt(c: Cursor, host: Extract<PfHost, { kind: 'interface' }>, { span, text }: { span: Refused['span']; text: string }): PfHost[] {
  if (host.dynamic || !c.machine) return [host];
  const all = c.machine.addressesOf(host.name) ?? [];
  const own = host.first ? [all.find((a) => isIpv4(a.ip)), all.find((a) => !isIpv4(a.ip))].filter((a) => a !== undefined) : all;
  const prefixes = own.flatMap((a) => partOf(a, host.part));
  if (prefixes.length === 0) return refuse(span, `no IP address found for ${text}`);
  return prefixes.map((prefix) => ({ kind: 'prefix', prefix }));
}

/** The part of an interface's address that a rule names. */
export function partOf(a: InterfaceAddress, part: PfPart): Prefix[] {
  switch (part) {
    case 'address':
      return [hostPrefix(a.ip)];
    case 'network':
      return [networkOf(a)];
    case 'broadcast':
      return isIpv4(a.ip) && a.length < 31 ? [hostPrefix(lastIp(networkOf(a)))] : [];
    case 'peer':
      return a.peer === undefined ? [] : [hostPrefix(a.peer)];
  }
}

const WORDS: Readonly<Record<string, PfHost>> = {
  any: { kind: 'any' },
  self: { kind: 'self' },
  'no-route': { kind: 'no-route' },
  'urpf-failed': { kind: 'urpf-failed' },
};
const PARTS: Readonly<Record<string, PfPart>> = { network: 'network', broadcast: 'broadcast', peer: 'peer' };

export function readHost(c: Cursor): PfHost {
  if (c.accept('<')) {
    const name = c.value('the name of a table').text;
    c.expect('>');
    return { kind: 'table', name };
  }
  if (c.accept('(')) {
    const host = interfaceHost(c.value('an interface').text, true);
    c.expect(')');
    return host;
  }
  const token = c.value('an address');
  const word = Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : undefined;
  if (word) return word;
  const address = addressOf(token.text);
  if (!address) {
    if (/^[\d.]+(\/\d+)?$/.test(token.text) || /^[\da-fA-F]*:[\da-fA-F:]*(\/\d+)?$/.test(token.text))
      return refuse(token.span, `no IP address found for ${token.text}`);
    const known = c.machine?.addressesOf(token.text.split(':')[0] as string) !== undefined;
    if (known || /^[A-Za-z][A-Za-z_]*\d[\w.]*(:\w+)*$/.test(token.text)) return interfaceHost(token.text, false);
    return refuse(token.span, `no IP address found for ${token.text}`);
  }
  if (address.kind === 'prefix' && c.sees('-')) return rangeFrom(c, address);
  return address;
}

function rangeFrom(c: Cursor, first: Extract<PfHost, { kind: 'prefix' }>): PfHost {
  c.next();
  const token = c.value('the last address of the range');
  const last = parseIp(token.text);
  if (last === undefined || isIpv4(last) !== isIpv4(first.prefix.ip)) return refuse(token.span, `invalid address range`);
  return { kind: 'range', from: first.prefix.ip, to: last };
}

function interfaceHost(text: string, dynamic: boolean): PfHost {
  const [name = '', ...parts] = text.split(':');
  const part = parts.map((p) => PARTS[p]).find((p) => p !== undefined);
  return { kind: 'interface', name, part: part ?? 'address', dynamic, ...(parts.includes('0') && { first: true }) };
}

/** `10.0.0.1`, `10/8`, `2001:db8::/32`, `10.0.0.1-10.0.0.9`; host bits are cleared, as pfctl does. */
function addressOf(text: string): PfHost | undefined {
  const range = /^([\da-fA-F.:]+)-([\da-fA-F.:]+)$/.exec(text);
  const [from, to] = range ? [parseIp(range[1] as string), parseIp(range[2] as string)] : [];
  if (from !== undefined && to !== undefined) return isIpv4(from) === isIpv4(to) ? { kind: 'range', from, to } : undefined;
  const ip = parseIp(text);
  if (ip !== undefined) return { kind: 'prefix', prefix: hostPrefix(ip) };
  const short = /^(\d{1,3}(?:\.\d{1,3}){0,2})\/(\d{1,2})$/.exec(text);
  const full = short ? `${[...(short[1] as string).split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${short[2]}` : text;
  const address = parseInterfaceAddress(full);
  return address && parsePrefix(full) ? { kind: 'prefix', prefix: makePrefix(address.ip, address.length) } : undefined;
}

function readPorts(c: Cursor): PfPorts[] {
  return c.accept('port') ? c.list(() => readPort(c)).flat() : [];
}

function readPort(c: Cursor): PfPorts[] {
  const sign = c.accept('=', '!=', '<', '<=', '>', '>=');
  const token = c.value('a port');
  const [first = '', last] = token.text.split(':');
  const from = portOf(first, token.span);
  if (sign) return compared(sign.text, from);
  if (last !== undefined) return [{ from, to: portOf(last, token.span) }];
  const between = c.accept('><', '<>');
  if (!between) return [{ from, to: from }];
  const end = c.value('a port');
  const to = portOf(end.text, end.span);
  // Without the ends (`><`), or all but the range with its ends (`<>`).
  return between.text === '><' ? [{ from: from + 1, to: to - 1, operator: '><' }] : [{ from, to, outside: true, operator: '<>' }];
}

function portOf(text: string, span: Refused['span']): number {
  return portNamed(text) ?? refuse(span, `unknown port ${text}`);
}

function compared(sign: string, port: number): PfPorts[] {
  switch (sign) {
    case '!=':
      return [{ from: port, to: port, outside: true, operator: '!=' }];
    case '<':
      return [{ from: 0, to: port - 1, operator: '<' }];
    case '<=':
      return [{ from: 0, to: port, operator: '<=' }];
    case '>':
      return [{ from: port + 1, to: 65535, operator: '>' }];
    case '>=':
      return [{ from: port, to: 65535, operator: '>=' }];
    default:
      return [{ from: port, to: port }];
  }
}

/** Rules that one statement may become; a file with more is refused before it is a burden. */
const MOST_RULES = 4096;

/** The product of all lists (H35). Where the families of two addresses differ there is no such rule; none at all is pfctl's error. */
export function expandMatch(match: MatchLists, span: Refused['span']): PfMatch[] {
  const or = <T>(list: readonly T[]): readonly (T | undefined)[] => (list.length > 0 ? list : [undefined]);
  const size = [match.interfaces, match.protocols, match.from, match.to, match.fromPorts, match.toPorts].reduce((n, l) => n * Math.max(1, l.length), 1);
  if (size > MOST_RULES) return refuse(span, `rule expands to ${size} rules, more than the lab reads (${MOST_RULES})`);
  const out: PfMatch[] = [];
  for (const i of or(match.interfaces))
    for (const protocol of or(match.protocols))
      for (const from of or(match.from))
        for (const fromPort of or(match.fromPorts))
          for (const to of or(match.to))
            for (const toPort of or(match.toPorts)) {
              const families = [match.family, familyOfHost(from), familyOfHost(to)].filter((f) => f !== undefined);
              if (new Set(families).size > 1) continue;
              const [family] = families;
              const [only, named] = [protocolFamily(protocol), family === 4 ? 'inet' : 'inet6'];
              // parse.y filter_consistent: no combination of the line may say it.
              if (family !== undefined && only !== undefined && only !== family) return refuse(span, `proto ${protocol} doesn't match address family ${named}`);
              out.push({
                ...(match.direction && { direction: match.direction }),
                ...(i && { interface: i }),
                ...(family !== undefined && { family }),
                ...(protocol !== undefined && { protocol }),
                ...(from && { from }),
                ...(to && { to }),
                ...(fromPort && { fromPort }),
                ...(toPort && { toPort }),
              });
            }
  if (out.length === 0) return refuse(span, 'rule expands to no valid combination');
  const ported = out.find((m) => (m.fromPort || m.toPort) && m.protocol !== 'tcp' && m.protocol !== 'udp' && m.protocol !== 'sctp');
  if (ported) return refuse(span, 'port only applies to tcp/udp/sctp');
  return out;
}

export function familyOfHost(address: PfAddress | undefined): 4 | 6 | undefined {
  const host = address?.host;
  if (host?.kind === 'prefix') return isIpv4(host.prefix.ip) ? 4 : 6;
  return host?.kind === 'range' ? (isIpv4(host.from) ? 4 : 6) : undefined;
}

function protocolFamily(protocol: string | undefined): 4 | 6 | undefined {
  return protocol === 'icmp' ? 4 : protocol === 'icmp6' ? 6 : undefined;
}
