/** Cisco IOS's `show ip route` (A233): legend, gateway of last resort, routes grouped by classful network. */
import { formatIp, formatPrefix, hostPrefix, type Ip, type Ipv4, isIpv4, maskIp, type Prefix, prefixKey } from '../ip/index.ts';
import type { RibEntry } from '../rib/index.ts';
import type { Solution } from '../solution.ts';
import { uptime } from './time.ts';

const LEGEND = [
  'Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP',
  '       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area',
  '       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2',
  '       E1 - OSPF external type 1, E2 - OSPF external type 2',
  '       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2',
  '       ia - IS-IS inter area, * - candidate default, U - per-user static route',
  '       o - ODR, P - periodic downloaded static route, H - NHRP, l - LISP',
  '       a - application route',
  '       + - replicated route, % - next hop override, p - overrides from PfR',
  '',
];

interface Line {
  readonly prefix: Prefix;
  readonly code: string;
  /** What stands behind the prefix, one a next hop. */
  readonly ways: readonly string[];
}

export function iosShowIpRoute(solution: Solution, device: string): string {
  const lines = linesOf(solution, device);
  return [...LEGEND, lastResort(solution, device), '', ...grouped(lines), ''].join('\n');
}

function linesOf(solution: Solution, device: string): Line[] {
  const settled = solution.controlPlane.settledAt;
  const entries = (solution.controlPlane.ribs.get(device)?.entries() ?? []).flatMap(({ prefix, value }) =>
    value.filter((e) => e.selected && isIpv4(prefix.ip)),
  );
  return entries.flatMap((e): Line[] => {
    if (e.protocol === 'connected')
      return [{ prefix: e.prefix, code: 'C', ways: [`is directly connected, ${e.nextHops[0]?.interface ?? ''}`] }, ...localOf(solution, device, e)];
    return [{ prefix: e.prefix, code: e.protocol === 'bgp' ? 'B' : 'S', ways: e.nextHops.filter((h) => h.active).map((h) => way(e, h, settled)) }];
  });
}

function way(e: RibEntry, h: RibEntry['nextHops'][number], settled: number): string {
  const metric = `[${e.distance}/${e.metric}]`;
  if (h.blackhole) return 'is directly connected, Null0';
  if (h.ip === undefined) return `is directly connected, ${h.interface ?? ''}`;
  return `${metric} via ${formatIp(h.ip)}${e.protocol === 'bgp' ? `, ${uptime(e.since, settled)}` : ''}`;
}

/** IOS 15 and later list an interface's own address as a /32 `L` route. */
function localOf(solution: Solution, device: string, e: RibEntry): Line[] {
  const node = [...solution.network.nodes.values()].find((n) => n.device === device);
  const i = node?.interfaces.find((x) => x.name === e.nextHops[0]?.interface);
  const address = i?.addresses.find((a) => maskIp(a.ip, e.prefix.length) === e.prefix.ip && a.length === e.prefix.length);
  return address && address.length < 32 ? [{ prefix: hostPrefix(address.ip), code: 'L', ways: [`is directly connected, ${i?.name ?? ''}`] }] : [];
}

function lastResort(solution: Solution, device: string): string {
  const fib = solution.controlPlane.fibs.get(device);
  const hop = fib?.get({ ip: 0 as Ip, length: 0 })?.nextHops[0];
  return hop?.gateway === undefined ? 'Gateway of last resort is not set' : `Gateway of last resort is ${formatIp(hop.gateway)} to network 0.0.0.0`;
}

/** The class A, B or C network that an address is in; class D and E and supernets stand alone. */
function classful(prefix: Prefix): Prefix | undefined {
  const first = (prefix.ip as Ipv4) >>> 24;
  const length = first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32;
  return prefix.length < length ? undefined : { ip: maskIp(prefix.ip, length), length };
}

function grouped(lines: readonly Line[]): string[] {
  const groups = new Map<unknown, { network: Prefix; lines: Line[] }>();
  for (const line of lines) {
    const network = classful(line.prefix) ?? line.prefix;
    const key = prefixKey(network);
    const group = groups.get(key);
    if (group) group.lines.push(line);
    else groups.set(key, { network, lines: [line] });
  }
  return [...groups.values()]
    .sort((a, b) => (a.network.ip as number) - (b.network.ip as number) || a.network.length - b.network.length)
    .flatMap((g) => groupLines(g.network, g.lines));
}

function groupLines(network: Prefix, lines: readonly Line[]): string[] {
  const alone = lines.length === 1 && prefixKey((lines[0] as Line).prefix) === prefixKey(network);
  if (alone) return routeLines(lines[0] as Line, 6);
  const lengths = new Set(lines.map((l) => l.prefix.length));
  const subnets = new Set(lines.map((l) => prefixKey(l.prefix))).size;
  const heading =
    lengths.size === 1
      ? `      ${formatIp(network.ip)}/${[...lengths][0]} is subnetted, ${subnets} subnets`
      : `      ${formatPrefix(network)} is variably subnetted, ${subnets} subnets, ${lengths.size} masks`;
  const ordered = lines.toSorted((a, b) => (a.prefix.ip as number) - (b.prefix.ip as number) || a.prefix.length - b.prefix.length);
  // Under equal masks IOS leaves the length out of the lines.
  return [heading, ...ordered.flatMap((l) => routeLines(l, 9, lengths.size === 1))];
}

function routeLines(line: Line, column: number, bare = false): string[] {
  const star = line.prefix.length === 0 ? '*' : '';
  const text = bare ? formatIp(line.prefix.ip) : formatPrefix(line.prefix);
  const [first, ...more] = line.ways;
  const start = `${`${line.code}${star}`.padEnd(column)}${text} `;
  return [`${start}${first ?? ''}`, ...more.map((w) => `${' '.repeat(start.length)}${w}`)];
}
