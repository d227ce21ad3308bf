/** FreeBSD's `netstat -rn` (H24, H26; usr.bin/netstat/route.c, as FreeBSD 13 and 14 print it). */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import { fibOf, World } from '../../data-plane/index.ts';
import { clonedDriver } from '../../hosts/index.ts';
import { bitsOf, formatIp, formatPrefix, type Ip, ip, isDefault, isIpv4, isLinkLocal, linkLocalAddress, type Prefix, prefix } from '../../ip/index.ts';
import type { FibEntry } from '../../rib/index.ts';
import { byKey } from './kernel-order.ts';
import { type Command, numberOf, readOptions, refuses, says } from './options.ts';

interface Row {
  /** Where it stands in the tree: a link-local address has its interface's number in it (KAME's embedded scope). */
  readonly key: Prefix;
  /** A host's route comes before a network of one address. */
  readonly host: boolean;
  readonly to: string;
  readonly gateway: string;
  readonly flags: string;
  readonly netif: string;
}

export const netstat: Command = ({ solution, node, fib }, words) => {
  const { flag, value } = readOptions(words, ['F', 'f']);
  if (!node || !flag('r')) return refuses('usage: netstat -rn [-F FIB] [-f inet|inet6]');
  const table = numberOf(value('F'), 0, 65535) ?? fib ?? 0;
  const family = value('f');
  const all = (fibOf(new World(solution), node, table)?.entries() ?? []).map(({ value: entry }) => entry);
  // Link-local networks are rows of their own, each with its zone (scopedRows).
  const entries = all.filter((e) => !isLinkLocal(e.prefix.ip));
  const part = (title: string, ipv4: boolean): string[] => {
    const routes = entries.filter((e) => isIpv4(e.prefix.ip) === ipv4).flatMap((e) => routeRows(node, e));
    const own = ipv4 ? [loopback4(node, table)] : [...ownRoutes6(node, table)];
    const rows = [...routes, ...own, ...addressRows(node, table, ipv4)].sort((a, b) => byKey(a.key, b.key) || Number(b.host) - Number(a.host));
    return ['', `${title}:`, ...lines(rows, ipv4)];
  };
  return says(
    [
      `Routing tables${table === 0 ? '' : ` (fib: ${table})`}`,
      ...(family === 'inet6' ? [] : part('Internet', true)),
      ...(family === 'inet' ? [] : part('Internet6', false)),
    ].join('\n'),
  );
};

/** What is longer than its column takes from the next one (p_sockaddr's protrusion); of an interface's name the first eight letters are shown. */
function lines(rows: readonly Row[], ipv4: boolean): string[] {
  const [wide, next] = ipv4 ? [18, 18] : [33, 29];
  const line = (to: string, gateway: string, flags: string, netif: string, expire = '') => {
    const over = Math.max(0, to.length - wide);
    return `${to.padEnd(wide)} ${gateway.padEnd(next - over)} ${flags.padEnd(6)} ${netif.slice(0, 8).padStart(8)} ${expire}`.trimEnd();
  };
  return [line('Destination', 'Gateway', 'Flags', 'Netif', 'Expire'), ...rows.map((r) => line(r.to, r.gateway, r.flags, r.netif))];
}

/** U: up, G: by a gateway, H: one host, R: reject, S: static, 1: a routing daemon's, B: blackhole; in this order (route.c bits). A row each of several ways. */
function routeRows(node: RouterNode, { prefix: key, nextHops, entry }: FibEntry): Row[] {
  const whole = key.length === bitsOf(key.ip);
  const flags = (gateway: boolean, host: boolean, end?: 'R' | 'B') =>
    `U${gateway ? 'G' : ''}${host ? 'H' : ''}${end === 'R' ? 'R' : ''}${entry.protocol === 'kernel' ? 'S' : ''}${DAEMONS.has(entry.protocol) ? '1' : ''}${end === 'B' ? 'B' : ''}`;
  return nextHops.flatMap((hop): Row[] => {
    const netif = hop.interface ?? '';
    const i = node.interfaces.find((x) => x.name === netif);
    // An alias of one address has a network of its own in IPv4, and none in IPv6 (sys/netinet/in.c in_addprefix, sys/netinet6/in6.c).
    const alias = whole && hop.gateway === undefined && i?.addresses.some((a) => a.ip === key.ip && a.peer === undefined) === true;
    if (alias && !isIpv4(key.ip)) return [];
    const host = whole && !alias;
    const to = isDefault(key) ? 'default' : host ? formatIp(key.ip) : formatPrefix(key);
    if (hop.blackhole)
      return [
        { key, host, to, gateway: isIpv4(key.ip) ? '127.0.0.1' : '::1', flags: flags(true, host, hop.blackhole === 'blackhole' ? 'B' : 'R'), netif: 'lo0' },
      ];
    const gateway = hop.gateway === undefined ? link(node, netif) : scoped(hop.gateway, netif);
    return [{ key, host, to, gateway, flags: flags(hop.gateway !== undefined, host), netif }];
  });
}

/** zebra's routes have RTF_PROTO1 (zebra/kernel_socket.c). */
const DAEMONS: ReadonlySet<string> = new Set(['bgp', 'static']);

/** The machine's own addresses, each a host route to the loopback in the FIB of its interface. */
function addressRows(node: RouterNode, table: number, ipv4: boolean): Row[] {
  return node.interfaces
    .filter((i) => i.up && (i.fib ?? 0) === table && !isLoopbackName(i.name))
    .flatMap((i) => i.addresses.filter((a) => isIpv4(a.ip) === ipv4 && !isLinkLocal(a.ip)).map((a) => hostRow(a.ip, formatIp(a.ip), link(node, i.name))));
}

function hostRow(address: Ip, to: string, gateway: string, flags = 'UHS'): Row {
  return { key: { ip: address, length: bitsOf(address) }, host: true, to, gateway, flags, netif: 'lo0' };
}

/** rc.d/routing puts it into every FIB; in the first it is the interface's own. */
function loopback4(node: RouterNode, table: number): Row {
  return hostRow(ip('127.0.0.1'), '127.0.0.1', link(node, 'lo0'), table === 0 ? 'UH' : 'UHS');
}

/** Prefixes that rc.d/routing rejects in every FIB: what must not be seen on a wire, and link-local addresses without an interface. */
const REJECTED = ['::/96', '::ffff:0.0.0.0/96', 'fe80::/10', 'ff02::/16'];

/** The loopback, what is rejected, and the link-local network of each interface that has IPv6. */
function ownRoutes6(node: RouterNode, table: number): Row[] {
  const rejected = REJECTED.map(
    (to): Row => ({ key: prefix(to.replace('::ffff:0.0.0.0', '::ffff:0:0')), host: false, to, gateway: '::1', flags: 'UGRS', netif: 'lo0' }),
  );
  const locals = node.interfaces
    .filter((i) => i.up && (i.fib ?? 0) === table && hasIpv6(i) && !isLoopbackName(i.name))
    .flatMap((i) => scopedRows(node, i.name, linkLocalAddress(node.id, i.name)));
  return [hostRow(ip('::1'), '::1', link(node, 'lo0')), ...rejected, ...locals, ...(table === 0 ? scopedRows(node, 'lo0', ip('fe80::1')) : [])];
}

export function hasIpv6(i: NetInterface): boolean {
  return i.addresses.some((a) => !isIpv4(a.ip));
}

function scopedRows(node: RouterNode, name: string, own: Ip): Row[] {
  const gateway = link(node, name);
  const embedded = (address: Ip) => (BigInt(address) | (BigInt(linkNumber(node, name)) << 96n)) as Ip;
  const network = { ip: embedded(ip('fe80::')), length: 64 };
  return [
    { key: network, host: false, to: `fe80::%${name}/64`, gateway, flags: 'U', netif: name },
    { ...hostRow(own, `${formatIp(own)}%${name}`, gateway), key: { ip: embedded(own), length: 128 } },
  ];
}

function scoped(gateway: Ip, netif: string): string {
  return isLinkLocal(gateway) ? `${formatIp(gateway)}%${netif}` : formatIp(gateway);
}

const isLoopbackName = (name: string): boolean => name === 'lo0';

function link(node: RouterNode, name: string): string {
  return `link#${linkNumber(node, name)}`;
}

/** Network cards in their order, then the loopback, then what has been made (if_attach gives the next number). */
export function linkNumber({ interfaces }: RouterNode, name: string): number {
  const names = interfaces.map((i) => i.name).filter((n) => !isLoopbackName(n));
  const found = [...names.filter((n) => clonedDriver(n) === undefined), 'lo0', ...names.filter((n) => clonedDriver(n) !== undefined)];
  return found.indexOf(name) + 1;
}
