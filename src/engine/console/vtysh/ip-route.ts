/** `show ip route` and `show ipv6 route` as text (F131–F134, F202; zebra/zebra_vty.c). */
import { containsPrefix, formatIp, formatPrefix, isIpv4, isUnspecified, parseIp, parsePrefix, type Prefix, type PrefixEntry } from '../../ip/index.ts';
import { isInKernel, isWeighed, type RibEntry, type RibNextHop, type RibProtocol } from '../../rib/index.ts';
import type { FrrVersion } from '../../frr/index.ts';
import { uptime } from '../time.ts';
import { withLocals } from './local-routes.ts';
import { type GroupNumbers, groupNumbers } from './nexthop-groups.ts';
import { isSince } from './release.ts';
import type { Vtysh } from './router.ts';

const LEGEND = {
  4: [
    'Codes: K - kernel route, C - connected, S - static, R - RIP,',
    '       O - OSPF, I - IS-IS, B - BGP, E - EIGRP, N - NHRP,',
    '       T - Table, v - VNC, V - VNC-Direct, A - Babel, F - PBR,',
    '       f - OpenFabric,',
    '       > - selected route, * - FIB route, q - queued, r - rejected, b - backup',
    '       t - trapped, o - offload failure',
    '',
  ],
  6: [
    'Codes: K - kernel route, C - connected, S - static, R - RIPng,',
    '       O - OSPFv3, I - IS-IS, B - BGP, N - NHRP, T - Table,',
    '       v - VNC, V - VNC-Direct, A - Babel, F - PBR,',
    '       f - OpenFabric,',
    '       > - selected route, * - FIB route, q - queued, r - rejected, b - backup',
    '       t - trapped, o - offload failure',
    '',
  ],
} as const;

/** From 8.5 on the lines of the IPv6 legend break elsewhere. */
const LEGEND6_85 = [
  'Codes: K - kernel route, C - connected, S - static,',
  '       R - RIPng, O - OSPFv3, I - IS-IS, B - BGP, N - NHRP,',
  '       T - Table, v - VNC, V - VNC-Direct, A - Babel, F - PBR,',
  ...LEGEND[6].slice(3),
];

/** F183: from 10.0 on there are local routes, and tables of their own. */
const LEGEND_10 = {
  4: [
    'Codes: K - kernel route, C - connected, L - local, S - static,',
    '       R - RIP, O - OSPF, I - IS-IS, B - BGP, E - EIGRP, N - NHRP,',
    '       T - Table, v - VNC, V - VNC-Direct, A - Babel, F - PBR,',
    '       f - OpenFabric, t - Table-Direct,',
    '       > - selected route, * - FIB route, q - queued, r - rejected, b - backup',
    '       t - trapped, o - offload failure',
    '',
  ],
  6: [
    'Codes: K - kernel route, C - connected, L - local, S - static,',
    '       R - RIPng, O - OSPFv3, I - IS-IS, B - BGP, N - NHRP,',
    '       T - Table, v - VNC, V - VNC-Direct, A - Babel, F - PBR,',
    '       f - OpenFabric, t - Table-Direct,',
    '       > - selected route, * - FIB route, q - queued, r - rejected, b - backup',
    '       t - trapped, o - offload failure',
    '',
  ],
} as const;

/** What stands above a table: 10.2 and later name the VRF. */
function legend(version: FrrVersion, family: 4 | 6, vrf: string): readonly string[] {
  if (!isSince(version, 10, 0)) return family === 6 && isSince(version, 8, 5) ? LEGEND6_85 : LEGEND[family];
  return isSince(version, 10, 2) ? [...LEGEND_10[family], `IPv${family} unicast VRF ${vrf}:`] : LEGEND_10[family];
}

const LETTER: Readonly<Record<RibProtocol, string>> = { kernel: 'K', connected: 'C', local: 'L', static: 'S', bgp: 'B' };

/** What of the table is wanted. */
export interface RouteFilter {
  readonly protocol?: string;
  readonly tag?: number;
  readonly longer?: Prefix;
  /** What the FIB uses alone. */
  readonly fib?: boolean;
  /** IPv4: shorter than the network of their class. */
  readonly supernets?: boolean;
  /** A line that names the table, above the routes. */
  readonly heading?: string;
  /** Without the legend: it stands above another table already. */
  readonly bare?: boolean;
  /** Each route with the number of its next hops. */
  readonly groups?: boolean;
}

/** The whole table of a family, or what the filter leaves of it; nothing at all when that is nothing. */
export function showIpRoute(router: Vtysh, family: 4 | 6, filter: RouteFilter = {}): string {
  const groups = filter.groups ? groupNumbers(router.rib) : undefined;
  const lines = tableOf(router)
    .filter(({ prefix }) => isIpv4(prefix.ip) === (family === 4))
    .filter(({ prefix }) => !filter.longer || containsPrefix(filter.longer, prefix))
    .filter(({ prefix }) => !filter.supernets || isSupernet(prefix))
    .flatMap(({ value }) =>
      asListed(value)
        .filter((e) => isAsked(e, filter))
        .flatMap((e) => entryLines(e, router, filter.fib, groups)),
    );
  if (lines.length === 0) return '';
  return [
    ...(filter.bare ? [] : legend(router.version, family, router.vrf ?? 'default')),
    ...(filter.heading === undefined ? [] : [filter.heading]),
    ...lines,
  ].join('\n');
}

/** zebra/zebra_vty.c: an address of class C below /24, B below /16, A below /8; what is no such address never is. */
export function isSupernet({ ip, length }: Prefix): boolean {
  if (!isIpv4(ip)) return false;
  const first = Math.floor(ip / 2 ** 24);
  return length < (first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 0);
}

/** The RIB, with what a release shows besides. */
function tableOf({ rib, node, version }: Vtysh): readonly PrefixEntry<readonly RibEntry[]>[] {
  const table = rib?.entries() ?? [];
  return isSince(version, 10, 0) ? withLocals(table, node.interfaces) : table;
}

/** FRR lists the newest candidate first, selected or not. */
export function asListed(entries: readonly RibEntry[]): RibEntry[] {
  return entries.toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));
}

function isAsked(e: RibEntry, { protocol, tag, fib }: RouteFilter): boolean {
  return (!fib || (e.selected && e.installed)) && (protocol === undefined || e.protocol === protocol) && (tag === undefined || e.tag === tag);
}

/** `fib`: stars stand only at what the kernel has. */
function entryLines(e: RibEntry, { settled, version }: Vtysh, fib = false, groups?: GroupNumbers): string[] {
  const plain = (e.protocol === 'connected' || e.protocol === 'local') && e.distance === 0 && e.metric === 0;
  const head = `${formatPrefix(e.prefix)}${plain ? '' : ` [${e.distance}/${e.metric}]`}${groups ? ` (${groups.of(e)})` : ''}`;
  const lines: string[] = [];
  const add = (hop: RibNextHop, depth: number) => {
    const status = fib && !hop.fib ? ' ' : star(hop, e);
    const text = `${hopText(hop, e, version)}, ${uptime(e.since, settled)}`;
    if (lines.length === 0) lines.push(`${LETTER[e.protocol]}${e.selected ? '>' : ' '}${status} ${head}${text}`);
    else lines.push(`  ${status} ${' '.repeat(head.length + 2 * depth)}${text}`);
    for (const r of hop.resolved) add(r, depth + 1);
  };
  for (const hop of e.nextHops) add(hop, 0);
  return lines;
}

/**
 * Every next hop of an installed entry has a star, unless another line stands for it (re_status_output_char); what the kernel has of itself
 * is there selected or not. `r` stands at all of what Linux has refused.
 */
function star(hop: RibNextHop, e: RibEntry): string {
  if (e.selected && !e.installed) return e.unasked ? ' ' : 'r';
  return (e.installed || isInKernel(e.protocol)) && !hop.duplicate && !hop.recursive ? '*' : ' ';
}

/** Printed with a gateway; with a recursive one where it was stated. */
function shownInterface(hop: RibNextHop): string | undefined {
  return hop.recursive && hop.stated !== true ? undefined : hop.interface;
}

/** F132: where it leads, then its flags in FRR's order. */
function hopText(hop: RibNextHop, e: RibEntry, version: FrrVersion): string {
  const via = shownInterface(hop);
  const out = via === undefined ? '' : `, ${via}`;
  const where = hop.blackhole
    ? ` unreachable (${BLACKHOLE[hop.blackhole]})`
    : hop.ip === undefined
      ? ` is directly connected${out}`
      : ` via ${formatIp(hop.ip)}${out}`;
  return `${where}${flags(hop, e, version)}`;
}

const BLACKHOLE = { blackhole: 'blackhole', reject: 'ICMP unreachable', prohibit: 'ICMP admin-prohibited', throw: 'throw' } as const;

/** From 10.2 on all have weights. */
function flags(hop: RibNextHop, e: RibEntry, version: FrrVersion): string {
  return [
    hop.active ? '' : ' inactive',
    hop.onlink ? ' onlink' : '',
    hop.recursive ? ' (recursive)' : '',
    hop.ip === undefined || hop.source === undefined || isUnspecified(hop.source) ? '' : `, src ${formatIp(hop.source)}`,
    isWeighed(e) || isSince(version, 10, 2) ? `, weight ${hop.weight}` : '',
  ].join('');
}

/** `show ip route PREFIX`: an address asks for the longest match, a prefix for itself; a block for each candidate (F134). */
export function showIpRoutePrefix({ rib, settled, version }: Vtysh, text: string, fib = false, withGroups = false): string {
  const ip = parseIp(text);
  const exact = parsePrefix(text);
  const all = ip !== undefined ? rib?.longestMatch(ip)?.value : exact && rib?.get(exact);
  const found = fib ? all?.filter((e) => e.selected && e.installed) : all;
  // zebra always has a node for the default route; one without entries prints nothing.
  if (!found || found.length === 0) return fib ? '% Network not in FIB' : exact && exact.length > 0 ? '% Network not in table' : '';
  const groups = withGroups ? groupNumbers(rib) : undefined;
  return asListed(found)
    .map((e) => detail(e, settled, version, groups))
    .join('\n');
}

function groupLines(e: RibEntry, groups: GroupNumbers): string[] {
  const installed = groups.installed(e);
  return [`  Nexthop Group ID: ${groups.of(e)}`, ...(installed === undefined ? [] : [`  Installed Nexthop Group ID: ${installed}`])];
}

function detail(e: RibEntry, settled: number, version: FrrVersion, groups: GroupNumbers | undefined): string {
  const mtu = e.nextHops[0]?.mtu;
  const lines = [
    `Routing entry for ${formatPrefix(e.prefix)}`,
    `  Known via "${e.protocol}", distance ${e.distance}, metric ${e.metric}${e.tag ? `, tag ${e.tag}` : ''}${mtu === undefined ? '' : `, mtu ${mtu}`}${e.selected ? ', best' : ''}`,
    `  Last update ${uptime(e.since, settled)} ago`,
    ...(groups ? groupLines(e, groups) : []),
  ];
  const add = (hop: RibNextHop, depth: number) => {
    const via = shownInterface(hop);
    const out = via === undefined ? '' : `, via ${via}`;
    const where = hop.blackhole
      ? ` unreachable (${BLACKHOLE[hop.blackhole]})`
      : hop.ip === undefined
        ? ` directly connected${hop.interface === undefined ? '' : `, ${hop.interface}`}`
        : ` ${formatIp(hop.ip)}${out}`;
    const duplicate = hop.duplicate ? ' (duplicate nexthop removed)' : '';
    lines.push(`  ${star(hop, e)}${depth > 0 ? '  ' : ''}${where}${duplicate}${flags(hop, e, version)}`);
    for (const r of hop.resolved) add(r, depth + 1);
  };
  for (const hop of e.nextHops) add(hop, 0);
  return [...lines, ''].join('\n');
}
