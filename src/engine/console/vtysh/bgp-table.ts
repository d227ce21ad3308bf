/** FRR's BGP table as text: its header and its rows (F118–F122, F182, F200; bgpd/bgp_route.c route_vty_out, bgp_show_table). */
import type { AfiName, BgpEntry, BgpPath, SpeakerState } from '../../bgp/index.ts';
import type { FrrVersion } from '../../frr/index.ts';
import { comparePrefix, formatIp, formatPrefix, isIpv4 } from '../../ip/index.ts';
import { effectiveNextHop, formatAsPath, type PathAttributes } from '../../policy/index.ts';
import type { Names } from './hosts.ts';
import { isSince } from './release.ts';

/** How a table is laid out: by release (F182), and with `wide`. */
export interface Layout {
  readonly version: FrrVersion;
  readonly wide?: boolean;
  readonly names: Names;
}

const ORIGIN = { igp: 'i', egp: 'e', incomplete: '?' } as const;

/** F182: 8.4 has no RPKI column, 8.5 one, 10.1 one more blank. */
function margins(v: FrrVersion): { readonly row: string; readonly header: string; readonly after: string } {
  if (isSince(v, 10, 1)) return { row: ' ', header: '     ', after: ' ' };
  if (isSince(v, 8, 5)) return { row: ' ', header: '    ', after: '' };
  return { row: '', header: '   ', after: '' };
}

/** F121: by address, the shorter prefix first. */
export function entriesOf(state: SpeakerState, afi: AfiName): BgpEntry[] {
  return [...state.tables[afi].values()].sort((a, b) => comparePrefix(a.prefix, b.prefix));
}

/** How many changes of best paths the table has seen: those of the lab, which crosses its messages in an order of its own. */
export function tableVersion(state: SpeakerState, afi: AfiName): number {
  return state.tableVersions[afi];
}

/** The lines above the columns; `localAs` is the one that the neighbor knows where a neighbor is asked about. */
export function tableHeader(state: SpeakerState, afi: AfiName, { version }: Layout, localAs = state.asn): string[] {
  return [
    `BGP table version is ${tableVersion(state, afi)}, local router ID is ${formatIp(state.routerId)}, vrf id 0`,
    `Default local pref ${state.config.defaultLocalPreference}, local AS ${localAs}`,
    // F185.
    `Status codes:  s suppressed, d damped, h history, ${isSince(version, 10, 2) ? 'u unsorted, ' : ''}* valid, > best, = multipath,`,
    '               i internal, r RIB-failure, S Stale, R Removed',
    "Nexthop codes: @NNN nexthop's vrf id, < announce-nh-self",
    'Origin codes:  i - IGP, e - EGP, ? - incomplete',
    'RPKI validation codes: V valid, I invalid, N Not found',
    '',
  ];
}

export function columns({ version, wide }: Layout): string {
  const { header } = margins(version);
  if (!wide) return `${header}Network          Next Hop            Metric LocPrf Weight Path`;
  return `${header}${'Network'.padEnd(45)}${'Next Hop'.padEnd(41)} Metric LocPrf Weight Path`;
}

/** One row (F119): a network or next hop that is too long breaks the line. `network` is '' for further paths. */
export function tableRow(status: string, network: string, nextHop: string, a: PathAttributes, { version, wide }: Layout): string {
  const { row: lead, after } = margins(version);
  const start = `${lead}${status}${after}`;
  const [networkWidth, hopWidth, medWidth] = wide ? [45, 41, 7] : [17, 16, 10];
  const first = network.length >= networkWidth ? `${start}${network}\n${' '.repeat(20)}` : `${start}${network.padEnd(networkWidth)}`;
  const second = nextHop.length >= hopWidth ? `${nextHop}\n${' '.repeat(36)}` : nextHop.padEnd(hopWidth);
  const number = (n: number | undefined, width: number) => (n === undefined ? '' : String(n)).padStart(width);
  const path = formatAsPath(a.asPath);
  return `${first}${second}${number(a.med, medWidth)}${number(a.localPref, 7)}${number(a.weight, 7)} ${path}${path ? ' ' : ''}${ORIGIN[a.origin]}`;
}

/** F120. */
function statusOf(path: BgpPath): string {
  const internal = path.source.kind === 'peer' && (path.source.type === 'internal' || path.source.type === 'confed-internal');
  return `${path.suppressed ? 's' : path.valid ? '*' : ' '}${path.best ? '>' : path.multipath ? '=' : ' '}${internal ? 'i' : ' '}`;
}

/** F122: the next hop that is used, of the two that an IPv6 route may have; of an interface's neighbor the interface (F156). */
function nextHopText(path: BgpPath, state: SpeakerState, names: Names): string {
  const { attributes, source } = path;
  const { linkLocalNextHop, preferGlobalNextHop } = attributes;
  const peer = source.kind === 'peer' ? state.sessions.find((s) => s.peer.id === source.peer)?.peer : undefined;
  if (peer?.unnumbered && !isIpv4(effectiveNextHop(attributes))) return peer.id;
  return names.nextHop(formatIp(linkLocalNextHop !== undefined && !preferGlobalNextHop ? linkLocalNextHop : effectiveNextHop(attributes)), path);
}

/** The last line of a table. */
export function displayed({ version }: Layout, routes: number, paths: number): string {
  return `Displayed${isSince(version, 10, 0) ? '' : ' '} ${routes} routes and ${paths} total paths`;
}

/** `show bgp AFI unicast`, or those of its paths that `only` takes. */
export function showBgp(state: SpeakerState, afi: AfiName, layout: Layout, only?: (entry: BgpEntry, path: BgpPath) => boolean): string {
  const entries = entriesOf(state, afi);
  const rows: string[] = [];
  let shown = 0;
  for (const entry of entries) {
    const paths = entry.paths.filter((p) => !only || only(entry, p));
    if (paths.length > 0) shown++;
    for (const [i, p] of paths.entries())
      rows.push(tableRow(statusOf(p), i === 0 ? formatPrefix(entry.prefix) : '', nextHopText(p, state, layout.names), p.attributes, layout));
  }
  if (rows.length === 0) return only ? '' : `No BGP prefixes displayed, ${entries.length} exist`;
  const total = entries.reduce((n, e) => n + e.paths.length, 0);
  return [...tableHeader(state, afi, layout), columns(layout), ...rows, '', displayed(layout, shown, total)].join('\n');
}
