/** FRR's `show ip route` and `show ipv6 route` as text (F131–F134, F202; zebra/zebra_vty.c). */
import { formatIp, formatPrefix, isIpv4, parseIp, parsePrefix, type Prefix } from '../ip/index.ts';
import type { RibEntry, RibNextHop } from '../rib/index.ts';
import type { Solution } from '../solution.ts';
import { uptime } from './time.ts';

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

const LETTER = { kernel: 'K', connected: 'C', local: 'L', static: 'S', bgp: 'B' } as const;

/** The whole table of a family; nothing at all when it is empty. */
export function showIpRoute(solution: Solution, device: string, family: 4 | 6): string {
  const lines = entriesOf(solution, device)
    .filter(({ prefix }) => isIpv4(prefix.ip) === (family === 4))
    .flatMap(({ value }) => value.flatMap((e) => entryLines(e, solution.controlPlane.settledAt)));
  return lines.length === 0 ? '' : [...LEGEND[family], ...lines].join('\n');
}

function entriesOf(solution: Solution, device: string) {
  return solution.controlPlane.ribs.get(device)?.entries() ?? [];
}

function entryLines(e: RibEntry, settled: number): string[] {
  const metric = e.protocol === 'connected' && e.distance === 0 && e.metric === 0 ? '' : ` [${e.distance}/${e.metric}]`;
  const head = `${formatPrefix(e.prefix)}${metric}`;
  const lines: string[] = [];
  const add = (hop: RibNextHop, depth: number) => {
    const status = e.selected && hop.fib ? '*' : ' ';
    const text = hopText(hop, e, settled);
    if (lines.length === 0) lines.push(`${LETTER[e.protocol]}${e.selected ? '>' : ' '}${status} ${head}${text}`);
    else lines.push(`  ${status} ${' '.repeat(head.length + 2 * depth)}${text}`);
    for (const r of hop.resolved) add(r, depth + 1);
  };
  for (const hop of e.nextHops) add(hop, 0);
  return lines;
}

function hopText(hop: RibNextHop, e: RibEntry, settled: number): string {
  const where = hop.blackhole
    ? ` unreachable (${hop.blackhole === 'reject' ? 'ICMP unreachable' : 'blackhole'})`
    : hop.ip === undefined
      ? ` is directly connected${hop.interface === undefined ? '' : `, ${hop.interface}`}`
      : ` via ${formatIp(hop.ip)}${hop.recursive || hop.interface === undefined ? '' : `, ${hop.interface}`}`;
  const weighted = e.protocol === 'static' || e.protocol === 'bgp';
  return [
    where,
    hop.active ? '' : ' inactive',
    hop.onlink ? ' onlink' : '',
    hop.recursive ? ' (recursive)' : '',
    hop.source === undefined ? '' : `, src ${formatIp(hop.source)}`,
    weighted ? `, weight ${hop.weight}` : '',
    `, ${uptime(e.since, settled)}`,
  ].join('');
}

/** `show ip route PREFIX`: an address asks for the longest match, a prefix for itself. */
export function showIpRoutePrefix(solution: Solution, device: string, text: string): string {
  const rib = solution.controlPlane.ribs.get(device);
  const ip = parseIp(text);
  const exact: Prefix | undefined = parsePrefix(text);
  const found = ip !== undefined ? rib?.longestMatch(ip)?.value : exact && rib?.get(exact);
  if (!found || found.length === 0) return ip === undefined && !exact ? `% Unknown command: show ip route ${text}` : '% Network not in table';
  return found.map((e) => detail(e, solution.controlPlane.settledAt)).join('\n');
}

function detail(e: RibEntry, settled: number): string {
  const lines = [
    `Routing entry for ${formatPrefix(e.prefix)}`,
    `  Known via "${e.protocol}", distance ${e.distance}, metric ${e.metric}${e.tag ? `, tag ${e.tag}` : ''}${e.selected ? ', best' : ''}`,
    `  Last update ${uptime(e.since, settled)} ago`,
  ];
  const add = (hop: RibNextHop, depth: number) => {
    const where = hop.blackhole
      ? `unreachable (${hop.blackhole})`
      : hop.ip === undefined
        ? `directly connected, ${hop.interface ?? ''}`
        : `${formatIp(hop.ip)}${hop.recursive ? '' : `, via ${hop.interface ?? ''}`}`;
    lines.push(
      `  ${hop.fib && e.selected ? '*' : ' '} ${'  '.repeat(depth)}${where}${hop.active ? '' : ' inactive'}${hop.recursive ? ' (recursive)' : ''}${hop.source === undefined ? '' : `, src ${formatIp(hop.source)}`}${e.protocol === 'static' || e.protocol === 'bgp' ? `, weight ${hop.weight}` : ''}`,
    );
    for (const r of hop.resolved) add(r, depth + 1);
  };
  for (const hop of e.nextHops) add(hop, 0);
  return [...lines, ''].join('\n');
}
