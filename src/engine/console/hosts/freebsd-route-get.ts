/** FreeBSD's `route get` (route(8), sbin/route/route.c print_getmsg): the row of a FIB that holds an address (H24, H26). */
import type { RouterNode } from '../../compile/index.ts';
import { fibOf, outer, traceFlow, World } from '../../data-plane/index.ts';
import {
  defaultPrefix,
  formatIp,
  type Ip,
  ip as addressIn,
  isDefault,
  isIpv4,
  isLoopback,
  netmask,
  parseIp,
  parsePrefix,
  type Prefix,
} from '../../ip/index.ts';
import type { FibEntry } from '../../rib/index.ts';
import { type Command, numberOf, refuses, says } from './options.ts';

/** `route [-n] [-4|-6] get [-inet|-inet6] [-fib N] default|ADDRESS|NETWORK`. */
export const route: Command = ({ solution, node, fib }, words) => {
  let table = fib ?? 0;
  let family: 4 | 6 | undefined;
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '-fib') table = numberOf(words[++i], 0, 65535) ?? table;
    else if (word === '-6' || word === '-inet6') family = 6;
    else if (word === '-4' || word === '-inet') family = 4;
    else if (!['-n', '-v', '-q', '-nv', '-host', '-net'].includes(word)) rest.push(word);
  }
  const [verb, target] = rest;
  if (!node) return refuses('bash: route: command not found');
  if (verb === 'add' || verb === 'delete' || verb === 'del' || verb === 'change' || verb === 'flush')
    return refuses(`route ${verb}: routes are set in rc.conf (static_routes); the console only shows them`);
  if ((verb !== 'get' && verb !== 'show') || target === undefined) return refuses('usage: route [-dnqtv] command [[modifiers] args]');
  const wanted = target === 'default' ? defaultPrefix(family ?? 4).ip : (parseIp(target) ?? parsePrefix(target)?.ip ?? named(solution, node.device, target));
  if (wanted === undefined) return refuses(`route: bad address: ${target}`);
  const found = target === 'default' ? defaultOf(solution, node, table, family ?? 4) : rowFor(solution, node, table, wanted);
  if (!found) return says('route: route has not been found');
  return says(lines(node, target, table, found, wanted).join('\n'));
};

/** What a name is resolved to: where a ping to it would go. */
function named(solution: Solution, device: string, to: string): Ip | undefined {
  const sent = traceFlow(solution, { from: device, to, protocol: 'icmp' }, { branches: false }).out.hops[0];
  return sent && outer(sent.before).destination;
}

interface Row {
  readonly prefix: Prefix;
  readonly gateway?: Ip;
  readonly name: string;
  readonly flags: readonly string[];
}

type Solution = ConstructorParameters<typeof World>[0];

function defaultOf(solution: Solution, node: RouterNode, table: number, family: 4 | 6): Row | undefined {
  const entry = fibOf(new World(solution), node, table)
    ?.entries()
    .find(({ prefix }) => isDefault(prefix) && isIpv4(prefix.ip) === (family === 4));
  return entry && rowOf(entry.value);
}

function rowFor(solution: Solution, node: RouterNode, table: number, address: Ip): Row | undefined {
  const whole = { ip: address, length: isIpv4(address) ? 32 : 128 };
  const mine = node.interfaces.some((i) => i.up && (i.fib ?? 0) === table && i.addresses.some((a) => a.ip === address));
  if (mine) return { prefix: whole, name: 'lo0', flags: ['UP', 'HOST', 'DONE', 'STATIC', 'PINNED'] };
  if (isLoopback(address)) return { prefix: whole, name: 'lo0', flags: ['UP', 'HOST', 'DONE', ...(table === 0 ? ['PINNED'] : ['STATIC'])] };
  const entry = fibOf(new World(solution), node, table)?.longestMatch(address)?.value;
  return entry && rowOf(entry);
}

/** Of several ways the first. */
function rowOf({ prefix, nextHops: [hop], entry }: FibEntry): Row | undefined {
  if (!hop) return undefined;
  const host = prefix.length === (isIpv4(prefix.ip) ? 32 : 128) ? ['HOST'] : [];
  const fixed = entry.protocol === 'kernel' ? ['STATIC'] : entry.protocol === 'connected' ? ['PINNED'] : ['PROTO1'];
  if (hop.blackhole) {
    const end = hop.blackhole === 'blackhole' ? [...fixed, 'BLACKHOLE'] : fixed;
    const gateway = addressIn(isIpv4(prefix.ip) ? '127.0.0.1' : '::1');
    return { prefix, gateway, name: 'lo0', flags: ['UP', 'GATEWAY', ...host, ...(hop.blackhole === 'blackhole' ? [] : ['REJECT']), 'DONE', ...end] };
  }
  const by = hop.gateway === undefined ? [] : ['GATEWAY'];
  return { prefix, ...(hop.gateway !== undefined && { gateway: hop.gateway }), name: hop.interface ?? '', flags: ['UP', ...by, ...host, 'DONE', ...fixed] };
}

function lines(node: RouterNode, target: string, table: number, { prefix, gateway, name, flags }: Row, wanted: Ip): string[] {
  const text = (ip: Ip) => (isIpv4(ip) && Number(ip) === 0 ? 'default' : formatIp(ip));
  const mtu = name === 'lo0' ? 16_384 : (node.interfaces.find((i) => i.name === name)?.mtu ?? 0);
  const number = (value: number) => `${String(value).padStart(8)}  `;
  return [
    `   route to: ${target === 'default' ? text(wanted) : formatIp(wanted)}`,
    `destination: ${text(prefix.ip)}`,
    ...(flags.includes('HOST') ? [] : [`       mask: ${text(maskOf(prefix))}`]),
    ...(gateway === undefined ? [] : [`    gateway: ${formatIp(gateway)}`]),
    `        fib: ${table}`,
    `  interface: ${name}`,
    `      flags: <${flags.join(',')}>`,
    ' recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire',
    `${[0, 0, 0, 0, mtu, 1].map(number).join('')}${'0'.padStart(8)} `,
  ];
}

function maskOf({ ip, length }: Prefix): Ip {
  if (isIpv4(ip)) return netmask(length);
  return (((1n << 128n) - 1n) ^ ((1n << BigInt(128 - length)) - 1n)) as Ip;
}
