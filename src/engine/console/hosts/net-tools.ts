/** `netstat -r` and `route` of net-tools 2.10 on Linux: what /proc/net/route and /proc/net/ipv6_route hold (lib/inet_gr.c, lib/inet6_gr.c; recorded). */
import type { RouterNode } from '../../compile/index.ts';
import { fibOf, World } from '../../data-plane/index.ts';
import { bitsOf, type Family, formatIp, type Ip, ip, isDefault, isIpv4, linkLocalAddress, netmask, type Prefix, prefix } from '../../ip/index.ts';
import type { FibEntry } from '../../rib/index.ts';
import { byKey, byWalk } from './kernel-order.ts';
import { metricOf, tablesOf } from './route-lines.ts';
import { type Command, readOptions, refuses, says, type Shell } from './options.ts';

export const netstat: Command = (shell, words) => {
  const { flag, value } = readOptions(words, ['A']);
  if (!shell.node) return refuses('bash: netstat: command not found');
  if (!flag('r') && !flag('route')) return refuses('netstat: only the routing table is asked here: netstat -rn, netstat -6rn');
  return tables(shell, shell.node, familiesOf(flag, value('A')), { numeric: flag('n') || flag('numeric'), metrics: flag('e') || flag('extend') });
};

/** `route [-n] [-6]`: the same table, with metrics. */
export const route: Command = (shell, words) => {
  const { flag, value, rest } = readOptions(words, ['A']);
  if (!shell.node) return refuses('bash: route: command not found');
  if (rest.length > 0) return refuses('route: only the table is shown here; routes are set in the script of ip commands');
  return tables(shell, shell.node, familiesOf(flag, value('A')), { numeric: flag('n'), metrics: true });
};

function familiesOf(flag: (name: string) => boolean, named: string | undefined): Family[] {
  const six = flag('6') || named === 'inet6';
  const four = flag('4') || named === 'inet' || !six;
  return [...(four ? [4 as const] : []), ...(six ? [6 as const] : [])];
}

interface Form {
  readonly numeric: boolean;
  readonly metrics: boolean;
}

function tables({ solution }: Shell, node: RouterNode, families: readonly Family[], form: Form) {
  const world = new World(solution);
  return says(families.flatMap((f) => (f === 4 ? ipv4(world, node, form) : ipv6(world, node, form))).join('\n'));
}

/** The main table alone; of several ways the first; what is thrown back or into a black hole has no interface. */
function ipv4(world: World, node: RouterNode, { numeric, metrics }: Form): string[] {
  const entries = entriesOf(world, node, 0, true).sort((a, b) => byKey(a.prefix, b.prefix));
  const head = metrics ? 'Flags Metric Ref    Use Iface' : 'Flags   MSS Window  irtt Iface';
  const name = (address: Ip) => formatIp(address).padEnd(15);
  const lines = entries.map(({ prefix: to, nextHops: [hop], entry }) => {
    const target = !numeric && isDefault(to) ? 'default'.padEnd(15) : name(to.ip);
    const mask = name(netmask(to.length));
    const host = to.length === 32 ? 'H' : '';
    const metric = metricOf(entry);
    if (hop?.blackhole === 'reject' || hop?.blackhole === 'prohibit') {
      const rest = metrics ? `${String(metric).padEnd(6)} -        0 -` : '    - -          - -';
      return `${target} -               ${mask} ${`!${host}`.padEnd(5)} ${rest}`;
    }
    const { gateway } = hop ?? {};
    const flags = `U${gateway === undefined ? '' : 'G'}${host}`.padEnd(5);
    const mss = hop?.advmss === undefined ? 0 : hop.advmss + 40;
    const rest = metrics ? `${String(metric).padEnd(6)} 0        0` : `${String(mss).padStart(5)} 0          0`;
    return `${target} ${name(gateway ?? ip('0.0.0.0'))} ${mask} ${flags} ${rest} ${hop?.interface ?? '*'}`;
  });
  return ['Kernel IP routing table', `Destination     Gateway         Genmask         ${head}`, ...lines];
}

interface Row6 {
  readonly to: Prefix;
  readonly gateway?: Ip;
  readonly flags: string;
  readonly metric: number;
  readonly name: string;
}

/** Every table, by its number; in each what lies within a prefix before it. References are counted as one. */
function ipv6(world: World, node: RouterNode, { numeric }: Form): string[] {
  const unspecified = numeric ? '::' : '[::]';
  const text = (address: Ip) => (formatIp(address) === '::' ? unspecified : formatIp(address));
  const line = ({ to, gateway, flags, metric, name }: Row6) =>
    `${`${text(to.ip)}/${to.length}`.padEnd(30)} ${(gateway === undefined ? unspecified : text(gateway)).padEnd(26)} ${flags.padEnd(4)} ${String(metric).padEnd(3)} 1 ${'0'.padStart(6)} ${name}`;
  const rows = tablesInOrder(node).flatMap((table) => (table === LOCAL ? localRows(node) : tableRows(world, node, table)));
  return ['Kernel IPv6 routing table', 'Destination                    Next Hop                   Flag Met Ref  Use If', ...rows.map(line)];
}

const [MAIN, LOCAL] = [254, 255];

/** In the kernel's hash of 256 places (net/ipv6/ip6_fib.c FIB6_TABLE_HASHSZ). */
function tablesInOrder(node: RouterNode): number[] {
  return [...tablesOf(node), MAIN, LOCAL].sort((a, b) => (a & 0xff) - (b & 0xff));
}

/** Where a table has no default the tree's root says that there is none. */
const NOTHING: Row6 = { to: prefix('::/0'), flags: '!n', metric: -1, name: 'lo' };

function tableRows(world: World, node: RouterNode, number: number): Row6[] {
  const table = number === MAIN ? 0 : number;
  const routes = entriesOf(world, node, table, false).flatMap(routeRows);
  const links = node.interfaces.filter((i) => i.up && i.segment !== undefined && (i.vrf === undefined ? 0 : (i.fib ?? 0)) === table);
  const own = links.map(({ name }): Row6 => ({ to: prefix('fe80::/64'), flags: 'U', metric: 256, name }));
  const rows = [...routes, ...own].sort((a, b) => byWalk(a.to, b.to));
  return rows.some((r) => r.to.length === 0) ? rows : [...rows, NOTHING];
}

function routeRows({ prefix: to, nextHops, entry }: FibEntry): Row6[] {
  return nextHops.map((hop): Row6 => {
    const metric = metricOf(entry);
    if (hop.blackhole) return { to, flags: '!n', metric, name: 'lo' };
    const { gateway } = hop;
    return { to, flags: gateway === undefined ? 'U' : 'UG', metric, name: hop.interface ?? 'lo', ...(gateway !== undefined && { gateway }) };
  });
}

/** The machine's own addresses, and multicast of every interface that has it. */
function localRows(node: RouterNode): Row6[] {
  const up = node.interfaces.filter((i) => i.up && i.name !== 'lo');
  const linked = up.filter((i) => i.segment !== undefined);
  const own = [
    { to: prefix('::1/128'), name: 'lo' },
    ...node.interfaces
      .filter((i) => i.up)
      .flatMap((i) => i.addresses.flatMap((a) => (isIpv4(a.ip) ? [] : [{ to: { ip: a.ip, length: bitsOf(a.ip) }, name: i.name }]))),
    ...linked.map(({ name }) => ({ to: prefix(`${formatIp(linkLocalAddress(node.id, name))}/128`), name })),
  ];
  const rows = own.map((r): Row6 => ({ ...r, flags: 'Un', metric: 0 })).sort((a, b) => byWalk(a.to, b.to));
  return [...rows, ...linked.map(({ name }): Row6 => ({ to: prefix('ff00::/8'), flags: 'U', metric: 256, name })), NOTHING];
}

function entriesOf(world: World, node: RouterNode, table: number, ipv4Only: boolean): FibEntry[] {
  return (fibOf(world, node, table)?.entries() ?? []).map(({ value }) => value).filter((e) => isIpv4(e.prefix.ip) === ipv4Only);
}
