/** FRR's BGP tables as text (F118–F130, F182, F200–F203; bgpd/bgp_route.c, bgp_vty.c). */
import type { BgpPath, SpeakerState } from '../bgp/types.ts';
import { compareIp, comparePrefix, formatIp, formatPrefix, parseIp, parsePrefix, prefixKey } from '../ip/index.ts';
import { formatAsPath, formatCommunities, formatLargeCommunities, type PathAttributes } from '../policy/index.ts';
import type { FrrVersion } from '../frr/index.ts';
import { trieNodes } from './trie-nodes.ts';
import { uptime } from './time.ts';

type Afi = 'ipv4' | 'ipv6';
const ORIGIN = { igp: 'i', egp: 'e', incomplete: '?' } as const;

/** F182: how far a table's header stands in. 8.4 has no RPKI column, 8.5 one, 10.1 one more. */
function indent(v: FrrVersion): { readonly row: string; readonly header: string; readonly after: string } {
  if (v.major > 10 || (v.major === 10 && v.minor >= 1)) return { row: ' ', header: '     ', after: ' ' };
  if (v.major > 8 || (v.major === 8 && v.minor >= 5)) return { row: ' ', header: '    ', after: '' };
  return { row: '', header: '   ', after: '' };
}

function header(state: SpeakerState, version: number): string[] {
  return [
    `BGP table version is ${version}, local router ID is ${formatIp(state.routerId)}, vrf id 0`,
    `Default local pref ${state.config.defaultLocalPreference}, local AS ${state.asn}`,
    'Status codes:  s suppressed, d damped, h history, * valid, > best, = multipath,',
    '               i internal, r RIB-failure, S Stale, R Removed',
    "Nexthop codes: @NNN nexthop's vrf id, < announce-nh-self",
    'Origin codes:  i - IGP, e - EGP, ? - incomplete',
    'RPKI validation codes: V valid, I invalid, N Not found',
    '',
  ];
}

const COLUMNS = 'Network          Next Hop            Metric LocPrf Weight Path';

/** One row (F119): long prefixes and next hops break the line. */
function row(status: string, network: string, a: PathAttributes, v: FrrVersion): string {
  const { row: lead, after } = indent(v);
  const start = `${lead}${status}${after}`;
  const first = network.length > 16 ? `${start}${network}\n${' '.repeat(start.length + 17)}` : `${start}${network.padEnd(17)}`;
  const hop = formatIp(a.nextHop);
  const second = hop.length > 15 ? `${hop}\n${' '.repeat(36)}` : hop.padEnd(16);
  const number = (n: number | undefined, width: number) => (n === undefined ? '' : String(n)).padStart(width);
  const path = formatAsPath(a.asPath);
  return `${first}${second}${number(a.med, 10)}${number(a.localPref, 7)}${number(a.weight, 7)} ${path}${path ? ' ' : ''}${ORIGIN[a.origin]}`;
}

function status(path: BgpPath): string {
  return `${path.suppressed ? 's' : path.valid ? '*' : ' '}${path.best ? '>' : path.multipath ? '=' : ' '}${path.source.kind === 'peer' && path.source.type === 'internal' ? 'i' : ' '}`;
}

function tableVersion(state: SpeakerState, afi: Afi): number {
  return state.tables[afi].size;
}

export function showBgp(state: SpeakerState, afi: Afi, v: FrrVersion, only?: (p: BgpPath) => boolean): string {
  const entries = [...state.tables[afi].values()].sort((a, b) => comparePrefix(a.prefix, b.prefix));
  const rows: string[] = [];
  let shown = 0;
  for (const entry of entries) {
    const paths = entry.paths.filter((p) => !only || only(p));
    if (paths.length > 0) shown++;
    for (const [i, p] of paths.entries()) rows.push(row(status(p), i === 0 ? formatPrefix(entry.prefix) : '', p.attributes, v));
  }
  const total = entries.reduce((n, e) => n + e.paths.length, 0);
  if (rows.length === 0) return `No BGP prefixes displayed, ${entries.length} exist`;
  return [...header(state, tableVersion(state, afi)), `${indent(v).header}${COLUMNS}`, ...rows, '', `Displayed  ${shown} routes and ${total} total paths`].join(
    '\n',
  );
}

/** F126, F127. */
export function showAdvertised(state: SpeakerState, peer: string, v: FrrVersion): string {
  const session = state.sessions.find((s) => s.peer.id === peer);
  if (!session) return '% No such neighbor or address family';
  const routes = [...(state.adjRibOut.get(peer)?.values() ?? [])].sort((a, b) => comparePrefix(a.prefix, b.prefix));
  if (routes.length === 0) return '';
  return [
    ...header(state, tableVersion(state, 'ipv4')),
    `${indent(v).header}${COLUMNS}`,
    ...routes.map((r) => row('*> ', formatPrefix(r.prefix), r.stored, v)),
    '',
    `Total number of prefixes ${routes.length}`,
  ].join('\n');
}

export function showReceived(state: SpeakerState, peer: string, v: FrrVersion): string {
  const config = state.config.peers.find((p) => p.id === peer);
  if (!config) return '% No such neighbor or address family';
  if (!config.families.ipv4?.softReconfigurationInbound) return '% Inbound soft reconfiguration not enabled';
  const routes = [...(state.adjRibIn.get(peer)?.values() ?? [])].sort((a, b) => comparePrefix(a.prefix, b.prefix));
  if (routes.length === 0) return '';
  const filtered = routes.filter((r) => r.rejected).length;
  return [
    ...header(state, tableVersion(state, 'ipv4')),
    `${indent(v).header}${COLUMNS}`,
    ...routes.map((r) => row('*> ', formatPrefix(r.prefix), r.attributes, v)),
    '',
    `Total number of prefixes ${routes.length}${filtered > 0 ? ` (${filtered} filtered)` : ''}`,
  ].join('\n');
}

/** F123, F124. */
export function showBgpPrefix(state: SpeakerState, afi: Afi, text: string): string {
  const ip = parseIp(text);
  const exact = parsePrefix(text);
  const table = state.tables[afi];
  const entry = exact
    ? table.get(prefixKey(exact))
    : ip === undefined
      ? undefined
      : [...table.values()].filter((e) => parsePrefix(`${text}/${e.prefix.length}`)?.ip === e.prefix.ip).sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (!entry) return '% Network not in table';
  const best = entry.paths.findIndex((p) => p.best);
  const sent =
    entry.advertisedTo.length > 0 ? ['  Advertised to non peer-group peers:', `  ${entry.advertisedTo.join(' ')}`] : ['  Not advertised to any peer'];
  return [
    `BGP routing table entry for ${formatPrefix(entry.prefix)}, version ${tableVersion(state, afi)}`,
    `Paths: (${entry.paths.length} available, ${best < 0 ? 'no best path' : `best #${best + 1}, table default`})`,
    ...sent,
    ...entry.paths.flatMap((p) => pathDetail(p, state, entry.selectionReason)),
  ].join('\n');
}

function pathDetail(p: BgpPath, state: SpeakerState, why: string | undefined): string[] {
  const a = p.attributes;
  const local = p.source.kind === 'local';
  const peer = p.source.kind === 'peer' ? p.source.peer : '0.0.0.0';
  const id = formatIp(a.originatorId ?? p.peerRouterId ?? state.routerId);
  const facts = [
    `Origin ${a.origin === 'igp' ? 'IGP' : a.origin === 'egp' ? 'EGP' : 'incomplete'}`,
    a.med === undefined ? '' : `metric ${a.med}`,
    a.localPref === undefined ? '' : `localpref ${a.localPref}`,
    a.weight === 0 ? '' : `weight ${a.weight}`,
    p.valid ? 'valid' : '',
    p.source.kind === 'peer' ? p.source.type : 'sourced, local',
    p.multipath ? 'multipath' : '',
    p.best ? `best (${why ?? 'First path received'})` : '',
  ].filter(Boolean);
  return [
    `  ${a.asPath.length === 0 ? 'Local' : formatAsPath(a.asPath)}`,
    `    ${formatIp(a.nextHop)}${p.valid ? (p.igpMetric ? ` (metric ${p.igpMetric})` : '') : ' (inaccessible)'} from ${local ? '0.0.0.0' : peer} (${id})`,
    `      ${facts.join(', ')}`,
    ...(a.communities.length > 0 ? [`      Community: ${formatCommunities(a.communities)}`] : []),
    ...(a.largeCommunities.length > 0 ? [`      Large Community: ${formatLargeCommunities(a.largeCommunities)}`] : []),
  ];
}

/** F128: each family that has neighbours, under its heading. */
export function showSummaries(state: SpeakerState, families: readonly Afi[], settled: number): string {
  const shown = families.filter((afi) => state.sessions.some((s) => s.peer.families[afi]));
  if (shown.length === 0) return '% No BGP neighbors found in VRF default';
  return shown.map((afi) => `\n${afi === 'ipv4' ? 'IPv4' : 'IPv6'} Unicast Summary (VRF default):\n${showSummary(state, afi, settled)}`).join('\n');
}

/** F204: below 11 KiB in bytes, below 11 MiB in KiB. */
function memory(bytes: number): string {
  if (bytes < 11 * 1024) return `${bytes} bytes`;
  return bytes < 11 * 1024 ** 2 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

/** F129: the first 20 characters of a description, cut at a word. */
function shortened(description: string | undefined): string {
  if (description === undefined || description === '') return 'N/A';
  if (description.length <= 20) return description;
  const cut = description.slice(0, 21).lastIndexOf(' ');
  return description.slice(0, cut > 0 ? cut : 20);
}

/** F128, F129. */
export function showSummary(state: SpeakerState, afi: Afi, settled: number): string {
  // F130, without groups: IPv4 neighbours by address, then IPv6.
  const peers = state.sessions.filter((s) => s.peer.families[afi]).toSorted((a, b) => compareIp(a.peer.address, b.peer.address));
  if (peers.length === 0) return `% No BGP neighbors found in VRF default`;
  const entries = trieNodes([...state.tables[afi].values()].map((e) => e.prefix));
  const width = Math.max(16, ...peers.map((s) => s.peer.id.length + 1));
  const head = `${'Neighbor'.padEnd(width)}V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc`;
  const rows = peers.map((s) => {
    const f = s.families[afi];
    const up = s.state === 'Established';
    const asn = up ? s.remoteAs : typeof s.peer.remoteAs === 'number' ? s.peer.remoteAs : 0;
    const counts = up
      ? `${(f?.policyMissing ? '(Policy)' : String(f?.received ?? 0)).padStart(12)} ${(f?.policyMissing ? '(Policy)' : String(f?.sent ?? 0)).padStart(8)}`
      : `${(s.peer.shutdown ? 'Idle (Admin)' : s.state).padStart(12)} ${'0'.padStart(8)}`;
    return `${s.peer.id.padEnd(width)}4 ${String(asn).padStart(10)} ${'0'.padStart(9)} ${'0'.padStart(9)} ${'0'.padStart(8)} ${'0'.padStart(4)} ${'0'.padStart(4)} ${(up ? uptime(s.establishedAt, settled) : 'never').padStart(8)} ${counts} ${shortened(s.peer.description)}`;
  });
  return [
    `BGP router identifier ${formatIp(state.routerId)}, local AS number ${state.asn} vrf-id 0`,
    `BGP table version ${tableVersion(state, afi)}`,
    `RIB entries ${entries}, using ${memory(entries * 192)} of memory`,
    `Peers ${peers.length}, using ${memory(peers.length * 741464)} of memory`,
    '',
    head,
    ...rows,
    '',
    `Total number of neighbors ${peers.length}`,
  ].join('\n');
}
