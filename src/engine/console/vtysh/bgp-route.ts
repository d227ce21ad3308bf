/** One prefix of the BGP table in detail (F123–F125, F203; bgpd/bgp_route.c route_vty_out_detail). */
import { type AfiName, type BgpEntry, type BgpPath, type SpeakerState } from '../../bgp/index.ts';
import { containsIp, formatIp, formatPrefix, isIpv4, type Ip, isUnspecified, makePrefix, parseIp, parsePrefix, prefixKey } from '../../ip/index.ts';
import {
  aliased,
  effectiveNextHop,
  BLACKHOLE,
  formatAsPath,
  formatCommunity,
  formatExtendedCommunity,
  formatLargeCommunity,
  LOCAL_AS,
  NO_ADVERTISE,
  NO_EXPORT,
  type PathAttributes,
  WELL_KNOWN_COMMUNITIES,
} from '../../policy/index.ts';
import { columns, displayed, entriesOf, type Layout, tableHeader } from './bgp-table.ts';
import { namesPeersByPath, pathIds, pathSentTo, PREFIX_VIEW } from './add-path.ts';
import type { Names } from './hosts.ts';
import { inPeerOrder } from './router.ts';
import { lastUpdate } from '../time.ts';

/** Which paths of the prefix are wanted. */
export type Which = 'all' | 'bestpath' | 'multipath';

/** An address asks for the longest match, a prefix for itself. */
export function findEntry(state: SpeakerState, afi: AfiName, text: string): BgpEntry | undefined {
  const table = state.tables[afi];
  const exact = parsePrefix(text);
  if (exact) return table.get(prefixKey(exact));
  const ip = parseIp(text);
  if (ip === undefined || isIpv4(ip) !== (afi === 'ipv4')) return undefined;
  return longestMatch([...table.values()], ip);
}

function longestMatch(entries: readonly BgpEntry[], ip: Ip): BgpEntry | undefined {
  return entries.filter((e) => containsIp(makePrefix(e.prefix.ip, e.prefix.length), ip)).sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

export function showBgpPrefix(state: SpeakerState, afi: AfiName, text: string, names: Names, which: Which = 'all'): string {
  const entry = findEntry(state, afi, text);
  if (!entry) return '% Network not in table';
  const paths = entry.paths.filter((p) => which === 'all' || p.best || (which === 'multipath' && p.multipath));
  return [...header(state, entry, names), ...paths.flatMap((p) => detail(p, state, entry, { names, asked: PREFIX_VIEW }))].join('\n');
}

/** `show bgp detail`: every path in full, under the heading of the table and without its prefix, as 8.4.4 has it. */
export function showBgpDetail(state: SpeakerState, afi: AfiName, layout: Layout): string {
  const entries = entriesOf(state, afi);
  // Where the plain table says that nothing is there, this says nothing (recording descriptions-1).
  if (entries.length === 0) return '';
  const total = entries.reduce((n, e) => n + e.paths.length, 0);
  const paths = entries.flatMap((e) => e.paths.flatMap((p) => detail(p, state, e, { names: layout.names, asked: afi })));
  return [...tableHeader(state, afi, layout), columns(layout), ...paths, '', displayed(layout, entries.length, total)].join('\n');
}

/** bgp_route.c route_vty_out_detail_header: the first of these that the best path carries is named. */
const REMARKS: readonly (readonly [community: number | undefined, text: string])[] = [
  [WELL_KNOWN_COMMUNITIES['accept-own'], 'accept own local route exported and imported in different VRF'],
  [WELL_KNOWN_COMMUNITIES['route-filter-translated-v4'], 'mark translated RTs for VPNv4 route filtering'],
  [WELL_KNOWN_COMMUNITIES['route-filter-v4'], 'attach RT as-is for VPNv4 route filtering'],
  [WELL_KNOWN_COMMUNITIES['route-filter-translated-v6'], 'mark translated RTs for VPNv6 route filtering'],
  [WELL_KNOWN_COMMUNITIES['route-filter-v6'], 'attach RT as-is for VPNv6 route filtering'],
  [WELL_KNOWN_COMMUNITIES['llgr-stale'], 'mark routes to be retained for a longer time. Requires support for Long-lived BGP Graceful Restart'],
  [WELL_KNOWN_COMMUNITIES['no-llgr'], 'mark routes to not be treated according to Long-lived BGP Graceful Restart operations'],
  [WELL_KNOWN_COMMUNITIES['accept-own-nexthop'], 'accept local nexthop'],
  [BLACKHOLE, 'inform peer to blackhole prefix'],
  [NO_EXPORT, 'not advertised to EBGP peer'],
  [NO_ADVERTISE, 'not advertised to any peer'],
  [LOCAL_AS, 'not advertised outside local AS'],
  [WELL_KNOWN_COMMUNITIES['no-peer'], 'inform EBGP peer not to advertise to their EBGP peers'],
];

function header(state: SpeakerState, entry: BgpEntry, names: Names): string[] {
  const at = entry.paths.findIndex((p) => p.best);
  const best = entry.paths[at];
  const remark = REMARKS.find(([community]) => community !== undefined && best?.attributes.communities.includes(community));
  const facts = [
    `${entry.paths.length} available`,
    best ? `best #${at + 1}, table default` : 'no best path',
    ...(remark ? [remark[1]] : []),
    ...(best?.suppressed ? ['Advertisements suppressed by an aggregate.'] : []),
  ];
  const sent = inPeerOrder(state.sessions.filter((s) => entry.advertisedTo.includes(s.peer.id))).map((s) => names.peer(s.peer.id));
  return [
    `BGP routing table entry for ${formatPrefix(entry.prefix)}, version ${entry.version ?? 0}`,
    `Paths: (${facts.join(', ')})`,
    ...(namesPeersByPath(state, PREFIX_VIEW)
      ? []
      : sent.length > 0
        ? ['  Advertised to non peer-group peers:', `  ${sent.join(' ')}`]
        : ['  Not advertised to any peer']),
  ];
}

interface DetailView {
  readonly names: Names;
  /** The family whose settings are asked. */
  readonly asked: AfiName;
}

function detail(path: BgpPath, state: SpeakerState, entry: BgpEntry, { names, asked }: DetailView): string[] {
  const { attributes: a } = path;
  const { communityAliases } = state.config.policy;
  const originator = a.originatorId === undefined ? '' : `      Originator: ${formatIp(a.originatorId)}`;
  const clusters = a.clusterList.length > 0 ? `, Cluster list: ${a.clusterList.map((c) => `${formatIp(c)} `).join('')}` : '';
  return [
    `  ${pathLine(path, state, asked)}`,
    `    ${nextHopLine(path, state, names)}`,
    ...linkLocalLine(a),
    `      ${factsLine(path, entry)}`,
    ...(a.communities.length > 0 ? [`      Community: ${aliased(a.communities.map(formatCommunity), communityAliases).join(' ')}`] : []),
    ...(a.extendedCommunities.length > 0 ? [`      Extended Community: ${a.extendedCommunities.map(formatExtendedCommunity).join(' ')}`] : []),
    ...(a.largeCommunities.length > 0 ? [`      Large Community: ${aliased(a.largeCommunities.map(formatLargeCommunity), communityAliases).join(' ')}`] : []),
    ...(originator || clusters ? [`${originator}${clusters}`] : []),
    ...addPathLines(path, entry, state, { names, asked }),
    `      Last update: ${lastUpdate(path, state)}`,
  ];
}

/** F148. */
function addPathLines(path: BgpPath, entry: BgpEntry, state: SpeakerState, { names, asked }: DetailView): string[] {
  const ids = pathIds(path);
  const sent = pathSentTo(state, entry, path, asked);
  return [
    ...(ids ? [`      AddPath ID: RX ${ids.rx}, TX-All ${ids.all} TX-Best-Per-AS ${ids.perAs}`] : []),
    ...(sent.length > 0 ? [`      Advertised to: ${sent.map(names.peer).join(' ')}`] : []),
  ];
}

/** F125: whether the neighbor is a client. */
function pathLine({ attributes: a, source }: BgpPath, state: SpeakerState, asked: AfiName): string {
  const family = source.kind === 'peer' ? state.sessions.find((s) => s.peer.id === source.peer)?.peer.families[asked] : undefined;
  return [
    a.asPath.length === 0 ? 'Local' : formatAsPath(a.asPath),
    a.aggregator ? `, (aggregated by ${a.aggregator.asn} ${formatIp(a.aggregator.ip)})` : '',
    family?.routeReflectorClient ? ', (Received from a RR-client)' : '',
    family?.routeServerClient ? ', (Received from a RS-client)' : '',
  ].join('');
}

function nextHopLine(path: BgpPath, state: SpeakerState, names: Names): string {
  const { attributes: a, source } = path;
  const cost = !path.valid ? ' (inaccessible)' : path.igpMetric ? ` (metric ${path.igpMetric})` : '';
  const hop = effectiveNextHop(a);
  if (source.kind === 'local') return `${names.nextHop(formatIp(hop), path)}${cost} from ${isIpv4(hop) ? '0.0.0.0' : '::'} (${formatIp(state.routerId)})`;
  const remote = state.sessions.find((s) => s.peer.id === source.peer)?.remoteRouterId;
  const id = a.originatorId ?? remote ?? path.peerRouterId;
  return `${names.nextHop(formatIp(hop), path)}${cost} from ${names.peer(source.peer)} (${id === undefined ? '0.0.0.0' : formatIp(id)})`;
}

function linkLocalLine({ linkLocalNextHop, preferGlobalNextHop }: PathAttributes): string[] {
  if (linkLocalNextHop === undefined || isUnspecified(linkLocalNextHop)) return [];
  return [`    (${formatIp(linkLocalNextHop)}) ${preferGlobalNextHop ? '(prefer-global)' : '(used)'}`];
}

function factsLine(path: BgpPath, entry: BgpEntry): string {
  const { attributes: a } = path;
  const origin = { igp: 'IGP', egp: 'EGP', incomplete: 'incomplete' }[a.origin];
  return [
    `Origin ${origin}`,
    ...(a.med === undefined ? [] : [`metric ${a.med}`]),
    ...(a.localPref === undefined ? [] : [`localpref ${a.localPref}`]),
    ...(a.weight === 0 ? [] : [`weight ${a.weight}`]),
    ...(a.tag === undefined || a.tag === 0 ? [] : [`tag ${a.tag}`]),
    path.valid ? 'valid' : 'invalid',
    kindOf(path),
    ...(a.atomicAggregate ? ['atomic-aggregate'] : []),
    ...(a.otc === undefined ? [] : [`otc ${a.otc}`]),
    ...(path.multipath || (path.best && entry.paths.some((p) => p !== path && p.multipath)) ? ['multipath'] : []),
    ...(path.bestFromAs === undefined ? [] : [`bestpath-from-AS ${path.bestFromAs === 0 ? 'Local' : path.bestFromAs}`]),
    ...(path.best ? [`best (${entry.selectionReason ?? 'First path received'})`] : []),
  ].join(', ');
}

function kindOf({ source }: BgpPath): string {
  if (source.kind === 'peer') return source.type;
  const { kind } = source.origination;
  return kind === 'aggregate' ? 'aggregated, local' : kind === 'redistribute' ? 'sourced' : 'sourced, local';
}
