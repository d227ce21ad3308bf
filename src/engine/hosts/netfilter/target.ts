/** What a rule does with a packet: `-j TARGET` and the target's options (iptables-extensions(8)). */
import { formatIp } from '../../ip/index.ts';
import type { Arguments } from '../iproute2/arguments.ts';
import { parseMark } from '../iproute2/mark.ts';
import { addressRange, NotModelled, type Place } from './place.ts';
import { NF_CHAINS, type NfHook, type NfRange, type NfTable, type NfTarget } from './types.ts';
import { REFUSALS } from './words.ts';

interface Read {
  readonly target: NfTarget;
  readonly text: string;
}

export function readTarget(a: Arguments, place: Place, jump: 'jump' | 'goto', protocol: string): Read {
  const name = a.word('a target');
  if (jump === 'goto') return { target: { kind: 'goto', chain: name }, text: `-g ${name}` };
  switch (name) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
      return { target: ENDS[name], text: `-j ${name}` };
    case 'LOG':
    case 'NFLOG':
      return log(a, name);
    case 'REJECT':
      return reject(a, place, protocol);
    case 'MARK':
      return mark(a, place);
    case 'CONNMARK':
      return connmark(a);
    case 'SNAT':
    case 'DNAT':
      return nat(a, place, name, protocol);
    case 'MASQUERADE':
    case 'REDIRECT':
      return toSelf(a, place, name, protocol);
    case 'TCPMSS':
      return mss(a, place);
    case 'NOTRACK':
      only(a, place, name, ['raw']);
      return { target: { kind: 'notrack' }, text: '-j CT --notrack' };
    case 'CT':
      only(a, place, name, ['raw']);
      if (!a.accept('--notrack')) throw new NotModelled('iptables -j CT');
      return { target: { kind: 'notrack' }, text: '-j CT --notrack' };
    default:
      if (/^[A-Z][A-Z0-9]+$/.test(name) && OTHERS.has(name)) throw new NotModelled(`iptables -j ${name}`);
      return { target: { kind: 'jump', chain: name }, text: `-j ${name}` };
  }
}

const ENDS = { ACCEPT: { kind: 'accept' }, DROP: { kind: 'drop' }, RETURN: { kind: 'return' } } as const;

/** Targets that iptables has and the lab has not. */
const OTHERS: ReadonlySet<string> = new Set(
  'AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNSECMARK DNPT DSCP ECN HL HMARK IDLETIMER LED NETMAP NFQUEUE RATEEST SECMARK SET SNPT SYNPROXY TCPOPTSTRIP TEE TOS TPROXY TRACE TTL ULOG'.split(
    ' ',
  ),
);

function only(a: Arguments, { table, chain }: Place, target: string, tables: readonly NfTable[], hooks?: readonly NfHook[]): void {
  if (!tables.includes(table)) a.fail(`The ${target} target is only valid in the ${tables.join(', ')} table`, true);
  const own = NF_CHAINS[table].find((c) => c === chain);
  if (own && hooks && !hooks.includes(own)) a.fail(`${target}: only valid in ${hooks.join(', ')}`, true);
}

function log(a: Arguments, name: string): Read {
  const words: string[] = [];
  while (!a.done) words.push(a.word('an option'));
  return { target: { kind: 'continue' }, text: [`-j ${name}`, ...words.map((w) => (/\s/.test(w) ? `"${w}"` : w))].join(' ') };
}

function reject(a: Arguments, place: Place, protocol: string): Read {
  const known = REFUSALS[place.family];
  only(a, place, 'REJECT', ['filter']);
  const word = a.accept('--reject-with') ? a.word('a type') : (Object.keys(known)[0] as string);
  const name = SHORT[word] ?? word;
  const refusal = known[name];
  if (refusal === undefined) return a.fail(`unknown reject type "${word}"`, true);
  if (refusal === 'tcp-reset' && protocol !== 'tcp') return a.fail('tcp-reset can be used with -p tcp alone', true);
  return { target: { kind: 'reject', with: refusal }, text: `-j REJECT --reject-with ${name}` };
}

const SHORT: Readonly<Record<string, string>> = {
  'net-unreach': 'icmp-net-unreachable',
  'host-unreach': 'icmp-host-unreachable',
  'port-unreach': 'icmp-port-unreachable',
  'proto-unreach': 'icmp-proto-unreachable',
  'net-prohib': 'icmp-net-prohibited',
  'host-prohib': 'icmp-host-prohibited',
  'admin-prohib': 'icmp-admin-prohibited',
  'tcp-rst': 'tcp-reset',
  'no-route': 'icmp6-no-route',
  'adm-prohibited': 'icmp6-adm-prohibited',
  'addr-unreach': 'icmp6-addr-unreachable',
  'policy-fail': 'icmp6-policy-fail',
  'reject-route': 'icmp6-reject-route',
};

function mark(a: Arguments, place: Place): Read {
  only(a, place, 'MARK', ['mangle']);
  const option = a.word('an option');
  const text = a.word('a mark');
  const read = parseMark(text);
  if (!read) return a.fail(`MARK: bad mark value for option "${option}", or out of range.`, true);
  const { value, mask } = read;
  const made = MARKS[option]?.(value, mask);
  if (!made) return a.fail(`unknown option "${option}"`, true);
  return { target: { kind: 'mark', ...made }, text: `-j MARK --set-xmark 0x${made.value.toString(16)}/0x${made.mask.toString(16)}` };
}

const unsigned = (n: number): number => n >>> 0;

/** Each option as bits that are cleared and bits that are turned over (libxt_MARK.c). */
const MARKS: Readonly<Record<string, (value: number, mask: number) => { readonly value: number; readonly mask: number }>> = {
  '--set-mark': (value, mask) => ({ value, mask: unsigned(value | mask) }),
  '--set-xmark': (value, mask) => ({ value, mask }),
  '--and-mark': (value) => ({ value: 0, mask: unsigned(~value) }),
  '--or-mark': (value) => ({ value, mask: value }),
  '--xor-mark': (value) => ({ value, mask: 0 }),
};

function connmark(a: Arguments): Read {
  const option = a.word('an option');
  if (option === '--save-mark' || option === '--restore-mark') {
    if (a.peek === '--nfmask' || a.peek === '--ctmask' || a.peek === '--mask') throw new NotModelled(`CONNMARK ${option} with a mask`);
    return { target: { kind: option === '--save-mark' ? 'save-mark' : 'restore-mark' }, text: `-j CONNMARK ${option} --nfmask 0xffffffff --ctmask 0xffffffff` };
  }
  const read = parseMark(a.word('a mark'));
  const made = read && MARKS[option]?.(read.value, read.mask);
  if (!made) return a.fail(`unknown option "${option}"`, true);
  return { target: { kind: 'connmark', ...made }, text: `-j CONNMARK --set-xmark 0x${made.value.toString(16)}/0x${made.mask.toString(16)}` };
}

/** Options that change how a port or address is picked among many, which one flow does not see. */
function picking(a: Arguments): string {
  let text = '';
  for (let flag = a.accept('--random', '--random-fully', '--persistent'); flag; flag = a.accept('--random', '--random-fully', '--persistent'))
    text += ` ${flag}`;
  return text;
}

function nat(a: Arguments, place: Place, name: 'SNAT' | 'DNAT', protocol: string): Read {
  only(a, place, name, ['nat'], name === 'SNAT' ? ['POSTROUTING', 'INPUT'] : ['PREROUTING', 'OUTPUT']);
  const flag = name === 'SNAT' ? '--to-source' : '--to-destination';
  if (!a.accept(flag)) return a.fail(`option "${flag}" must be specified`);
  const text = a.word('an address');
  // [2001:db8::1]:80 and 192.0.2.1:80; an IPv6 address alone has colons of its own.
  const bracketed = /^\[([^\]]+)\](?::(.+))?$/.exec(text);
  const plain = place.family === 4 ? /^([\d.-]*)(?::(.+))?$/.exec(text) : /^([^[\]]+)$/.exec(text);
  const [, host = '', port] = bracketed ?? plain ?? [];
  const addresses = host === '' ? undefined : addressRange(host, place.family);
  const [, said, from] = /^([^/]*)(?:\/(\d+))?$/.exec(port ?? '') ?? [];
  const based = name === 'DNAT' && from !== undefined && said?.includes('-') ? Number(from) : undefined;
  const ports = port === undefined ? undefined : portsOf(a, based === undefined ? port : (said ?? ''));
  if (based !== undefined && (based === 0 || based > 65535)) return a.fail(`Port \`${from}' not valid`, true);
  if ((host !== '' && !addresses) || (!addresses && !ports)) return a.fail(`Bad IP address "${text}"`, true);
  if (ports && protocol !== 'tcp' && protocol !== 'udp') return a.fail('Need TCP, UDP, SCTP or DCCP with port specification', true);
  const range = addresses ? (addresses.from === addresses.to ? formatIp(addresses.from) : `${formatIp(addresses.from)}-${formatIp(addresses.to)}`) : '';
  const shown = ports && place.family === 6 ? `[${range}]` : range;
  return {
    target: { kind: name === 'SNAT' ? 'snat' : 'dnat', ...(addresses && { addresses }), ...(ports && { ports }), ...(based !== undefined && { base: based }) },
    text: `-j ${name} ${flag} ${shown}${ports ? `:${portText(ports)}` : ''}${based === undefined ? '' : `/${based}`}${picking(a)}`,
  };
}

function toSelf(a: Arguments, place: Place, name: 'MASQUERADE' | 'REDIRECT', protocol: string): Read {
  only(a, place, name, ['nat'], name === 'MASQUERADE' ? ['POSTROUTING'] : ['PREROUTING', 'OUTPUT']);
  const kind = name === 'MASQUERADE' ? 'masquerade' : 'redirect';
  if (!a.accept('--to-ports', '--to-port')) return { target: { kind }, text: `-j ${name}${picking(a)}` };
  const text = a.word('a port');
  const ports = portRange(text);
  if (!ports) return a.fail(`Bad value for "--to-ports" option: "${text}"`, true);
  if (protocol !== 'tcp' && protocol !== 'udp') return a.fail('Need TCP, UDP, SCTP or DCCP with port specification', true);
  return { target: { kind, ports }, text: `-j ${name} --to-ports ${portText(ports)}${picking(a)}` };
}

function portRange(text: string): NfRange | undefined {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const from = Number(found?.[1]);
  const to = Number(found?.[2] ?? found?.[1]);
  return found && from <= to && to <= 65535 ? { from, to } : undefined;
}

/** In iptables' words where it is none (libxt_NAT.c). */
function portsOf(a: Arguments, text: string): NfRange {
  const [from = '', to = from] = text.split('-');
  for (const port of [from, to]) if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) return a.fail(`Port \`${port}' not valid`, true);
  return Number(from) > Number(to) ? a.fail(`Port range \`${to}' funky`, true) : { from: Number(from), to: Number(to) };
}

const portText = ({ from, to }: NfRange): string => (from === to ? `${from}` : `${from}-${to}`);

function mss(a: Arguments, place: Place): Read {
  if (a.accept('--clamp-mss-to-pmtu')) {
    if (NF_CHAINS[place.table].some((c) => c === place.chain) && !['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(place.chain))
      return a.fail('path-MTU clamping only supported in FORWARD, OUTPUT and POSTROUTING hooks', true);
    return { target: { kind: 'mss', mss: 'pmtu' }, text: '-j TCPMSS --clamp-mss-to-pmtu' };
  }
  if (!a.accept('--set-mss')) return a.fail('TCPMSS target: At least one parameter is required');
  const bytes = a.number('bytes', 65535);
  return { target: { kind: 'mss', mss: bytes }, text: `-j TCPMSS --set-mss ${bytes}` };
}
