/**
 * FRR's JSON (F136–F140), made of results: the tables of `show bgp … json`, `show ip route json` and their kin, with FRR
 * 8.4.4's keys. Numbers that only count or time FRR's own work (versions, ids, counters) are given as far as the lab has them.
 */
import { type AfiName, afiOf, type BgpEntry, type BgpPath, isIbgp, type SessionState, type SpeakerState } from '../bgp/index.ts';
import { containsPrefix, formatIp, formatPrefix, type Ip, type Ipv4, isIpv4, isUnspecified, type Prefix } from '../ip/index.ts';
import {
  type AsPath,
  effectiveNextHop,
  formatAsPath,
  formatCommunities,
  formatCommunity,
  formatExtendedCommunity,
  formatLargeCommunities,
  formatLargeCommunity,
  type Origin,
  type PathAttributes,
  pathLength,
} from '../policy/index.ts';
import { isFiltered, localAsOf } from './vtysh/bgp-views.ts';
import { messagesOf, totals } from './vtysh/messages.ts';
import { inPeerOrder } from './vtysh/router.ts';
import type { Rib, RibEntry, RibNextHop } from '../rib/index.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [key: string]: Json };

const ORIGIN: Readonly<Record<Origin, string>> = { igp: 'IGP', egp: 'EGP', incomplete: 'incomplete' };
const ORIGIN_CODE: Readonly<Record<Origin, string>> = { igp: 'i', egp: 'e', incomplete: '?' };
/** The default VRF's table in Linux. */
const MAIN_TABLE = 254;

/** `show bgp ipv4|ipv6 unicast json`, or what of it came from one neighbour; the warning where no BGP runs (F135). */
export function bgpTableJson(speaker: SpeakerState | undefined, afi: AfiName, from?: string): Json {
  if (!speaker) return { warning: 'Default BGP instance not found' };
  const isFrom = ({ source }: BgpPath) => from === undefined || (source.kind === 'peer' && source.peer === from);
  const entries = [...speaker.tables[afi].values()].filter((e) => e.paths.some(isFrom));
  return {
    vrfId: 0,
    vrfName: 'default',
    tableVersion: entries.length,
    routerId: formatIp(speaker.routerId),
    defaultLocPrf: speaker.config.defaultLocalPreference,
    localAS: speaker.asn,
    routes: Object.fromEntries(entries.map((e, i) => [formatPrefix(e.prefix), e.paths.filter(isFrom).map((p) => pathRow(e, p, i + 1))])),
  };
}

function pathRow(entry: BgpEntry, path: BgpPath, version: number): Fields {
  const a = path.attributes;
  return {
    ...(path.suppressed && { suppressed: true }),
    ...(path.valid && { valid: true }),
    ...(path.best && { bestpath: true, selectionReason: entry.selectionReason ?? '' }),
    ...(path.multipath && !path.best && { multipath: true }),
    pathFrom: path.source.kind === 'peer' && isIbgp(path.source.type) ? 'internal' : 'external',
    prefix: formatIp(entry.prefix.ip),
    prefixLen: entry.prefix.length,
    network: formatPrefix(entry.prefix),
    version,
    ...(a.med !== undefined && { metric: a.med }),
    ...(a.localPref !== undefined && { locPrf: a.localPref }),
    weight: a.weight,
    peerId: path.source.kind === 'peer' ? path.source.peer : '(unspec)',
    path: formatAsPath(a.asPath),
    origin: ORIGIN[a.origin],
    nexthops: nextHopsOf(path).map((hop) => hop),
  };
}

/** The next hops of a path: the global one, and the link-local one that is then used (F96, F122). */
function nextHopsOf(path: BgpPath): Fields[] {
  const { linkLocalNextHop, preferGlobalNextHop } = path.attributes;
  const nextHop = effectiveNextHop(path.attributes);
  const afi = isIpv4(nextHop) ? 'ipv4' : 'ipv6';
  const globalUsed = linkLocalNextHop === undefined || preferGlobalNextHop === true;
  const first = { ip: formatIp(nextHop), afi, ...(afi === 'ipv6' && { scope: 'global' }), ...(globalUsed && { used: true }) };
  if (linkLocalNextHop === undefined) return [first];
  return [first, { ip: formatIp(linkLocalNextHop), afi: 'ipv6', scope: 'link-local', ...(!globalUsed && { used: true }) }];
}

/** `show bgp AFI unicast PREFIX json` (F137). */
export function bgpPrefixJson(speaker: SpeakerState, entry: BgpEntry): Json {
  const sent = entry.advertisedTo.toSorted();
  return {
    prefix: formatPrefix(entry.prefix),
    version: 1,
    ...(sent.length > 0 && { advertisedTo: Object.fromEntries(sent.map((peer) => [peer, {}])) }),
    paths: entry.paths.map((p) => pathDetail(speaker, entry, p)),
  };
}

function pathDetail(speaker: SpeakerState, entry: BgpEntry, path: BgpPath): Fields {
  const a = path.attributes;
  const local = path.source.kind === 'local';
  const aggregated = path.source.kind === 'local' && path.source.origination.kind === 'aggregate';
  return {
    aspath: asPathJson(a.asPath, local),
    ...(path.fromRrClient && { rxedFromRrClient: true }),
    ...(a.aggregator && { aggregatorAs: a.aggregator.asn, aggregatorId: formatIp(a.aggregator.ip) }),
    origin: ORIGIN[a.origin],
    ...(a.med !== undefined && { metric: a.med }),
    ...(a.localPref !== undefined && { locPrf: a.localPref }),
    ...(a.weight !== 0 && { weight: a.weight }),
    ...(a.tag !== undefined && a.tag !== 0 && { tag: a.tag }),
    valid: path.valid,
    version: 1,
    ...(aggregated ? { aggregated: true, local: true } : local ? { sourced: true, local: true } : {}),
    ...(a.atomicAggregate && { atomicAggregate: true }),
    ...(path.multipath && { multipath: true }),
    ...((path.best || path.bestFromAs !== undefined) && {
      bestpath: {
        ...(path.bestFromAs !== undefined && { bestpathFromAs: path.bestFromAs }),
        ...(path.best && { overall: true, selectionReason: entry.selectionReason ?? '' }),
      },
    }),
    ...communitiesJson(a),
    ...(a.originatorId !== undefined && { originatorId: formatIp(a.originatorId) }),
    ...(a.clusterList.length > 0 && { clusterList: { list: a.clusterList.map(formatIp) } }),
    nexthops: nextHopsOf(path).map((hop) => ({ ...hop, metric: path.igpMetric ?? 0, accessible: path.valid })),
    peer: peerOf(speaker, path),
  };
}

function asPathJson(path: AsPath, local: boolean): Json {
  const types = { sequence: 'as-sequence', set: 'as-set', 'confed-sequence': 'as-confed-sequence', 'confed-set': 'as-confed-set' } as const;
  const text = formatAsPath(path);
  return {
    string: text === '' && local ? 'Local' : text,
    segments: path.map((s) => ({ type: types[s.type], list: [...s.asns] })),
    length: pathLength(path),
  };
}

/** F137: well-known ones are camelCase in the list. */
function communitiesJson(a: PathAttributes): Fields {
  const camel = (text: string) => text.replace(/-([a-zA-Z])/g, (_all, c: string) => c.toUpperCase());
  return {
    ...(a.communities.length > 0 && {
      community: { string: formatCommunities(a.communities), list: a.communities.map((c) => camel(formatCommunity(c))) },
    }),
    ...(a.extendedCommunities.length > 0 && { extendedCommunity: { string: a.extendedCommunities.map(formatExtendedCommunity).join(' ') } }),
    ...(a.largeCommunities.length > 0 && {
      largeCommunity: { string: formatLargeCommunities(a.largeCommunities), list: a.largeCommunities.map(formatLargeCommunity) },
    }),
  };
}

function peerOf(speaker: SpeakerState, path: BgpPath): Json {
  if (path.source.kind === 'local') return { peerId: isIpv4(path.attributes.nextHop) ? '0.0.0.0' : '::', routerId: formatIp(speaker.routerId) };
  return {
    peerId: path.source.peer,
    routerId: formatIp(remoteRouterId(speaker, path.source.peer) ?? path.peerRouterId ?? speaker.routerId),
    type: path.source.type,
  };
}

function remoteRouterId(speaker: SpeakerState, peer: string): Ipv4 | undefined {
  return speaker.sessions.find((s) => s.peer.id === peer)?.remoteRouterId;
}

/** `show bgp AFI unicast neighbors PEER advertised-routes json` (F126, F138). */
export function advertisedJson(speaker: SpeakerState, peer: string, afi: AfiName): Json {
  const routes = [...(speaker.adjRibOut.get(peer)?.values() ?? [])].filter((r) => afiOf(r.prefix) === afi);
  const listed = routes.filter((r) => !r.defaultOriginated);
  const originated = routes.some((r) => r.defaultOriginated);
  const session = speaker.sessions.find((s) => s.peer.id === peer);
  return {
    ...(routes.length > 0 && {
      bgpTableVersion: listed.length,
      bgpLocalRouterId: formatIp(speaker.routerId),
      defaultLocPrf: speaker.config.defaultLocalPreference,
      localAS: session ? localAsOf(speaker, session) : speaker.asn,
    }),
    ...(originated && { bgpOriginatingDefaultNetwork: afi === 'ipv4' ? '0.0.0.0/0' : '::/0' }),
    advertisedRoutes: Object.fromEntries(listed.map((r) => [formatPrefix(r.prefix), advertisedRow(r.prefix, r.stored)])),
    totalPrefixCounter: listed.length,
    filteredPrefixCounter: 0,
  };
}

/** `show bgp AFI unicast neighbors PEER received-routes json`, or those of them that a filter refused. */
export function receivedJson(speaker: SpeakerState, peer: string, afi: AfiName, filteredOnly = false): Json {
  const session = speaker.sessions.find((s) => s.peer.id === peer);
  if (!session?.peer.families[afi]?.softReconfigurationInbound) return { warning: 'Inbound soft reconfiguration not enabled' };
  const routes = [...(speaker.adjRibIn.get(peer)?.values() ?? [])].filter((r) => afiOf(r.prefix) === afi && (!filteredOnly || isFiltered(r)));
  return {
    ...(routes.length > 0 && {
      bgpTableVersion: speaker.tables[afi].size,
      bgpLocalRouterId: formatIp(speaker.routerId),
      defaultLocPrf: speaker.config.defaultLocalPreference,
      localAS: localAsOf(speaker, session),
    }),
    receivedRoutes: Object.fromEntries(routes.map((r) => [formatPrefix(r.prefix), advertisedRow(r.prefix, r.attributes)])),
    totalPrefixCounter: routes.length,
    filteredPrefixCounter: filteredOnly ? 0 : routes.filter(isFiltered).length,
  };
}

function advertisedRow(prefix: Prefix, a: PathAttributes): Json {
  return {
    addrPrefix: formatIp(prefix.ip),
    prefixLen: prefix.length,
    network: formatPrefix(prefix),
    [isIpv4(effectiveNextHop(a)) ? 'nextHop' : 'nextHopGlobal']: formatIp(effectiveNextHop(a)),
    ...(a.med !== undefined && { metric: a.med }),
    ...(a.localPref !== undefined && { locPrf: a.localPref }),
    weight: a.weight,
    path: formatAsPath(a.asPath),
    bgpOriginCode: ORIGIN_CODE[a.origin],
    appliedStatusSymbols: { '*': true, '>': true },
  };
}

/** `show bgp summary json` (F139). */
export function bgpSummaryJson(speaker: SpeakerState | undefined, now: number): Json {
  if (!speaker) return {};
  const families = (['ipv4', 'ipv6'] as const).map((afi) => [`${afi}Unicast`, familySummary(speaker, afi, now)] as const);
  return Object.fromEntries(families.filter(([, summary]) => summary !== undefined).map(([key, summary]) => [key, summary as Json]));
}

/** One family of the summary; undefined when no neighbour is active in it. */
export function familySummary(speaker: SpeakerState, afi: AfiName, now: number): Fields | undefined {
  const active = inPeerOrder(speaker.sessions.filter((s) => s.peer.families[afi]));
  if (active.length === 0) return undefined;
  const down = active.filter((s) => s.state !== 'Established');
  return {
    routerId: formatIp(speaker.routerId),
    as: speaker.asn,
    vrfId: 0,
    vrfName: 'default',
    tableVersion: speaker.tables[afi].size,
    ribCount: speaker.tables[afi].size,
    peerCount: active.length,
    peers: Object.fromEntries(active.map((s) => [s.peer.id, peerSummary(speaker, s, afi, now)])),
    failedPeers: down.length,
    displayedPeers: active.length,
    totalPeers: active.length,
    dynamicPeers: active.filter((s) => s.dynamic).length,
    bestPath: bestPathSettings(speaker),
  };
}

function peerSummary(speaker: SpeakerState, s: SessionState, afi: AfiName, now: number): Json {
  const counts = s.families[afi];
  const messages = totals(messagesOf(s, now));
  const up = s.state === 'Established';
  const ms = up ? now - (s.establishedAt ?? 0) : 0;
  return {
    remoteAs: s.remoteAs,
    localAs: s.localAs ?? s.peer.localAs?.asn ?? speaker.asn,
    version: 4,
    msgRcvd: messages.received,
    msgSent: messages.sent,
    tableVersion: 0,
    outq: 0,
    inq: 0,
    peerUptime: up ? clock(ms) : 'never',
    ...(up && { peerUptimeMsec: ms }),
    ...(counts || !up ? { pfxRcd: counts?.received ?? 0, pfxSnt: counts?.sent ?? 0 } : {}),
    state: stateText(s),
    peerState: up ? (counts?.policyMissing || counts?.policyMissingOut ? 'Policy' : 'OK') : downState(s),
    connectionsEstablished: up ? 1 : 0,
    connectionsDropped: 0,
    ...(s.peer.description !== undefined && { desc: s.peer.description }),
    idType: isIpv4(s.peer.address) ? 'ipv4' : 'ipv6',
  };
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, '0')).join(':');
}

/** F18. */
function stateText(s: SessionState): string {
  if (s.reason?.code === 'session-shutdown') return 'Idle (Admin)';
  return s.reason?.code === 'session-maximum-prefix' ? 'Idle (PfxCt)' : s.state;
}

function downState(s: SessionState): string {
  if (s.reason?.code === 'session-shutdown') return 'Admin';
  if (s.reason?.code === 'session-maximum-prefix') return 'PfxCt';
  return s.peer.passive ? 'Passive' : 'OK';
}

function bestPathSettings({ config }: SpeakerState): Fields {
  return {
    multiPathRelax: String(config.bestpath.multipathRelax),
    compareRouterId: String(config.bestpath.compareRouterId),
    ...(config.bestpath.asPathIgnore && { asPath: 'ignore' }),
    ...(config.bestpath.medMissingAsWorst && { med: 'missing-as-worst' }),
  };
}

/** `show ip route json`, `show ipv6 route json` (F140). */
export function ribJson(rib: Rib, afi: AfiName, filter: { readonly protocol?: string; readonly tag?: number; readonly longer?: Prefix } = {}): Json {
  const { protocol, tag, longer } = filter;
  const entries = rib
    .entries()
    .filter(({ prefix }) => afiOf(prefix) === afi && (!longer || containsPrefix(longer, prefix)))
    .map(({ prefix, value }) => ({
      prefix,
      value: value.filter((e) => (protocol === undefined || e.protocol === protocol) && (tag === undefined || e.tag === tag)),
    }))
    .filter(({ value }) => value.length > 0);
  return Object.fromEntries(entries.map(({ prefix, value }) => [formatPrefix(prefix), value.map((e) => ribEntryJson(prefix, e))]));
}

/** `show ip route PREFIX json`: an address asks for the longest match, a prefix for itself; empty where there is none. */
export function routeJson(rib: Rib, asked: Ip | Prefix | undefined): Json {
  if (asked === undefined) return {};
  const exact = typeof asked === 'object' ? rib.get(asked) : undefined;
  const found = typeof asked === 'object' ? exact && { prefix: asked, value: exact } : rib.longestMatch(asked);
  return found && found.value.length > 0 ? { [formatPrefix(found.prefix)]: found.value.map((e) => ribEntryJson(found.prefix, e)) } : {};
}

function ribEntryJson(prefix: Prefix, entry: RibEntry): Json {
  const hops = entry.nextHops.flatMap((hop) => [nextHopJson(hop, entry, false), ...hop.resolved.map((r) => nextHopJson(r, entry, true))]);
  return {
    prefix: formatPrefix(prefix),
    prefixLen: prefix.length,
    protocol: entry.protocol,
    vrfId: 0,
    vrfName: 'default',
    ...(entry.selected && { selected: true, destSelected: true }),
    distance: entry.distance,
    metric: entry.metric,
    ...(entry.installed && { installed: true }),
    ...(entry.tag !== undefined && entry.tag !== 0 && { tag: entry.tag }),
    table: MAIN_TABLE,
    internalNextHopNum: hops.length,
    internalNextHopActiveNum: hops.filter((h) => h.active).length,
    nexthops: hops,
  };
}

function nextHopJson(hop: RibNextHop, entry: RibEntry, resolver: boolean): Fields {
  const weighed = entry.protocol === 'static' || entry.protocol === 'bgp';
  return {
    ...(hop.duplicate && { duplicate: true }),
    ...(hop.fib && { fib: true }),
    ...addressJson(hop),
    ...(hop.interface !== undefined && { interfaceName: hop.interface }),
    ...(resolver && { resolver: true }),
    ...(hop.active && { active: true }),
    ...(hop.onlink && { onLink: true }),
    ...(hop.recursive && { recursive: true }),
    ...(weighed && { weight: hop.weight }),
    ...(hop.source !== undefined && !isUnspecified(hop.source) && { source: formatIp(hop.source) }),
  };
}

function addressJson(hop: RibNextHop): Fields {
  if (hop.blackhole) return { unreachable: true, [hop.blackhole]: true };
  return hop.ip === undefined ? { directlyConnected: true } : { ip: formatIp(hop.ip), afi: familyName(hop.ip) };
}

function familyName(ip: Ip): AfiName {
  return isIpv4(ip) ? 'ipv4' : 'ipv6';
}
