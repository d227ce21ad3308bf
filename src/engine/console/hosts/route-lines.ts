/** Routes as `ip route` writes them: a line a route, or one a next hop (iproute2's iproute.c print_route). */
import { type RouterNode } from '../../compile/index.ts';
import { formatIp, formatPrefix, isDefault, isIpv4, networkOf, samePrefix } from '../../ip/index.ts';
import type { FibEntry } from '../../rib/index.ts';
import { pbrTableNumbers } from './pbr-tables.ts';
import { isVrf } from './vrf.ts';

/** The machine's other tables: those that its own routes stand in, and those of VRFs. */
export function tablesOf(node: RouterNode): number[] {
  return [...new Set([...node.kernelRoutes.map((r) => r.table ?? 0), ...node.interfaces.filter(isVrf).map((i) => i.fib ?? 0), ...pbrTableNumbers(node)])]
    .filter((n) => n !== 0)
    .sort((a, b) => a - b);
}

/** `table 100` stands behind the way, before what follows it. */
export function inTable(line: string, table: number): string {
  return line.replace(/^(\S+(?: \S+)??)((?: via \S+)?(?: dev \S+)?)( .*)?$/, (_, to: string, way: string, rest = '') => `${to}${way} table ${table}${rest}`);
}

/** One route as `ip route` prints it (iproute2 print_route); several next hops stand below it. */
export function routeLines(node: RouterNode, { prefix, nextHops, entry }: FibEntry, table: number): string[] {
  const to = isDefault(prefix) ? 'default' : formatPrefix(prefix).replace(isIpv4(prefix.ip) ? /\/32$/ : /\/128$/, '');
  const nothing = nextHops.find((h) => h.blackhole)?.blackhole;
  const [stated] = entry.nextHops.filter((h) => h.preferredSource !== undefined || h.source !== undefined);
  const source = stated?.preferredSource ?? stated?.source;
  const kernel = entry.protocol === 'kernel' ? scripted(node, entry, table) : undefined;
  const id = kernel?.nexthop === undefined ? '' : ` nhid ${kernel.nexthop}`;
  const scope = isIpv4(prefix.ip) && !nothing && nextHops.length === 1 && nextHops[0]?.gateway === undefined ? ' scope link' : '';
  const six = !isIpv4(prefix.ip);
  const metric = metricOf(entry);
  const tail = `${protoOf(entry, kernel, source !== undefined)}${scope}${srcOf(node, entry, source)}${metric === 0 ? '' : ` metric ${metric}`}${kernel?.onlink && nextHops.length === 1 ? ' onlink' : ''}${metricsOf(nextHops[0])}${six ? ' pref medium' : ''}`;
  if (nothing) return [`${nothing === 'reject' ? 'unreachable' : nothing} ${to}${id}${id === '' && !six ? '' : ' dev lo'}${tail}`];
  const hops = nextHops.map((h) => `${h.gateway === undefined ? '' : ` via ${formatIp(h.gateway)}`}${h.interface === undefined ? '' : ` dev ${h.interface}`}`);
  if (hops.length === 1) return [`${to}${id}${hops[0]}${tail}`];
  return [`${to}${id}${tail}`, ...hops.map((h, i) => `\tnexthop${h} weight ${nextHops[i]?.weight ?? 1}`)];
}

/** In IPv6 a network of the machine's own has 256, and a route that states none 1024 (net/ipv6/route.c). */
export function metricOf({ protocol, metric, prefix }: FibEntry['entry']): number {
  const six = !isIpv4(prefix.ip);
  if (protocol === 'connected') return six ? 256 : 0;
  return protocol === 'kernel' ? (metric === 0 && six ? 1024 : metric) : 20;
}

/** The machine's own route behind a row of a table. */
export function scripted(node: RouterNode, entry: FibEntry['entry'], table: number) {
  return node.kernelRoutes.find((r) => (r.table ?? 0) === table && samePrefix(r.prefix, entry.prefix) && r.metric === entry.metric);
}

/** A script's routes are `proto boot`, which is not printed; what DHCP has brought says so. */
export function protoOf({ protocol, prefix }: FibEntry['entry'], kernel: ReturnType<typeof scripted>, hasSource: boolean): string {
  if (protocol === 'connected') return ' proto kernel';
  if (protocol !== 'kernel') return ` proto ${protocol}`;
  if (kernel?.protocol !== undefined) return kernel.protocol === 'boot' ? '' : ` proto ${kernel.protocol}`;
  return hasSource && kernel?.from?.file !== 'iproute2' ? ` proto ${isIpv4(prefix.ip) ? 'dhcp' : 'ra'}` : '';
}

/** `mtu 1400 advmss 1360` of a route. */
export function metricsOf(hop: FibEntry['nextHops'][number] | undefined): string {
  return `${hop?.mtu === undefined ? '' : ` mtu ${hop.mtu}`}${hop?.advmss === undefined ? '' : ` advmss ${hop.advmss}`}`;
}

export function srcOf(node: RouterNode, entry: FibEntry['entry'], source: FibEntry['entry']['nextHops'][number]['source']): string {
  if (source !== undefined) return ` src ${formatIp(source)}`;
  if (entry.protocol !== 'connected' || !isIpv4(entry.prefix.ip)) return '';
  const own = node.interfaces.find((i) => i.name === entry.nextHops[0]?.interface)?.addresses.find((a) => networkOf(a).ip === entry.prefix.ip);
  return own ? ` src ${formatIp(own.ip)}` : '';
}
