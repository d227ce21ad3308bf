/**
 * BGP's JSON (F136–F139), made of results: what `show bgp … json` prints of tables, prefixes and neighbors, with FRR 8.4.4's keys.
 * Numbers that only count or time FRR's own work (versions, ids, counters) are given as far as the lab has them.
 */
import { type AfiName, type BgpEntry, type BgpPath, isIbgp, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import { formatIp, formatPrefix, type Ipv4, isIpv4, type Prefix } from '../../ip/index.ts';
import {
  aliased,
  type AsPath,
  effectiveNextHop,
  formatAsPath,
  formatCommunity,
  formatExtendedCommunity,
  formatLargeCommunity,
  type Origin,
  type PathAttributes,
  pathLength,
  type PolicyObjects,
} from '../../policy/index.ts';
import { type Hosts, hostOfPath } from './hosts.ts';
import { inPeerOrder, peerAddress } from './router.ts';
import { namesPeersByPath, pathIds, pathSentTo, PREFIX_VIEW } from './add-path.ts';
import { advertisedRows, isFrom, localAsOf, receivedRows, type ReceivedView } from './bgp-views.ts';
import type { Json, JsonObject } from './json-text.ts';

const ORIGIN: Readonly<Record<Origin, string>> = { igp: 'IGP', egp: 'EGP', incomplete: 'incomplete' };
const ORIGIN_CODE: Readonly<Record<Origin, string>> = { igp: 'i', egp: 'e', incomplete: '?' };

/** `show bgp ipv4|ipv6 unicast json`, or what of it came from one neighbor; the warning where no BGP runs (F135). */
export function bgpTableJson(
  speaker: SpeakerState | undefined,
  afi: AfiName,
  hosts: Hosts,
  only: (entry: BgpEntry, path: BgpPath) => boolean = () => true,
): Json {
  if (!speaker) return { warning: 'Default BGP instance not found' };
  const entries = [...speaker.tables[afi].values()].filter((e) => e.paths.some((p) => only(e, p)));
  return {
    vrfId: 0,
    vrfName: 'default',
    tableVersion: speaker.tableVersions[afi],
    routerId: formatIp(speaker.routerId),
    defaultLocPrf: speaker.config.defaultLocalPreference,
    localAS: speaker.asn,
    routes: Object.fromEntries(entries.map((e) => [formatPrefix(e.prefix), e.paths.filter((p) => only(e, p)).map((p) => pathRow(speaker, e, p, hosts))])),
  };
}

function pathRow(speaker: SpeakerState, entry: BgpEntry, path: BgpPath, hosts: Hosts): JsonObject {
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
    version: entry.version ?? 0,
    ...(a.med !== undefined && { metric: a.med }),
    ...(a.localPref !== undefined && { locPrf: a.localPref }),
    weight: a.weight,
    peerId: path.source.kind === 'peer' ? peerAddress(speaker, path.source.peer) : '(unspec)',
    path: formatAsPath(a.asPath),
    origin: ORIGIN[a.origin],
    nexthops: withHost(listedNextHops(speaker, path), path, hosts),
  };
}

/** Each with the name of the machine that the path is from. */
function withHost(hops: readonly JsonObject[], path: BgpPath, hosts: Hosts): JsonObject[] {
  const host = hostOfPath(path, hosts);
  return hops.map(({ ip = '', ...more }) => ({ ip, ...(host !== undefined && { hostname: host }), ...more }));
}

/** As a table lists them: an interface's neighbor has a link-local one, stated or not, and of two that are one the first is used (F156). */
function listedNextHops(speaker: SpeakerState, path: BgpPath): JsonObject[] {
  const { attributes, source } = path;
  const hops = nextHopsOf(path);
  const peer = source.kind === 'peer' ? speaker.sessions.find((s) => s.peer.id === source.peer)?.peer : undefined;
  const global = effectiveNextHop(attributes);
  if (!peer?.unnumbered || isIpv4(global)) return hops;
  const { linkLocalNextHop } = attributes;
  const same = linkLocalNextHop === global;
  const of = (ip: string, scope: string, used: boolean): JsonObject => ({ ip, afi: 'ipv6', scope, ...(used && { used }) });
  return [of(formatIp(global), 'global', same), of(linkLocalNextHop === undefined ? '::' : formatIp(linkLocalNextHop), 'link-local', !same)];
}

/** The next hops of a path: the global one, and the link-local one that is then used (F96, F122). */
function nextHopsOf(path: BgpPath): JsonObject[] {
  const { linkLocalNextHop, preferGlobalNextHop } = path.attributes;
  const nextHop = effectiveNextHop(path.attributes);
  const afi = isIpv4(nextHop) ? 'ipv4' : 'ipv6';
  const globalUsed = linkLocalNextHop === undefined || preferGlobalNextHop === true;
  const first = { ip: formatIp(nextHop), afi, ...(afi === 'ipv6' && { scope: 'global' }), ...(globalUsed && { used: true }) };
  if (linkLocalNextHop === undefined) return [first];
  return [first, { ip: formatIp(linkLocalNextHop), afi: 'ipv6', scope: 'link-local', ...(!globalUsed && { used: true }) }];
}

/** `show bgp AFI unicast PREFIX json` (F137); `asked`: the family whose settings are asked. */
export function bgpPrefixJson(speaker: SpeakerState, entry: BgpEntry, hosts: Hosts, asked = PREFIX_VIEW): JsonObject {
  const sent = inPeerOrder(speaker.sessions.filter((s) => entry.advertisedTo.includes(s.peer.id))).map((s) => s.peer.id);
  return {
    prefix: formatPrefix(entry.prefix),
    version: entry.version ?? 0,
    ...(sent.length > 0 && !namesPeersByPath(speaker, asked) && { advertisedTo: peersJson(sent, hosts) }),
    paths: entry.paths.map((p) => pathDetail(speaker, entry, p, { hosts, asked })),
  };
}

/** Neighbors by id, each with its host name. */
function peersJson(peers: readonly string[], { of }: Hosts): Json {
  return Object.fromEntries(peers.map((peer) => [peer, of(peer) === undefined ? {} : { hostname: of(peer) as string }]));
}

interface DetailView {
  readonly hosts: Hosts;
  readonly asked: AfiName;
}

function pathDetail(speaker: SpeakerState, entry: BgpEntry, path: BgpPath, { hosts, asked }: DetailView): JsonObject {
  const a = path.attributes;
  const { source } = path;
  const from = source.kind === 'peer' ? speaker.sessions.find((s) => s.peer.id === source.peer)?.peer.families[asked] : undefined;
  return {
    aspath: asPathJson(a.asPath),
    ...(from?.routeReflectorClient && { rxedFromRrClient: true }),
    ...(from?.routeServerClient && { rxedFromRsClient: true }),
    ...(a.aggregator && { aggregatorAs: a.aggregator.asn, aggregatorId: formatIp(a.aggregator.ip) }),
    origin: ORIGIN[a.origin],
    ...(a.med !== undefined && { metric: a.med }),
    ...(a.localPref !== undefined && { locPrf: a.localPref }),
    ...(a.weight !== 0 && { weight: a.weight }),
    ...(a.tag !== undefined && a.tag !== 0 && { tag: a.tag }),
    valid: path.valid,
    version: entry.version ?? 0,
    ...ownFields(source),
    ...(a.atomicAggregate && { atomicAggregate: true }),
    ...(a.otc !== undefined && { otc: a.otc }),
    ...(path.multipath && { multipath: true }),
    ...((path.best || path.bestFromAs !== undefined) && {
      bestpath: {
        ...(path.bestFromAs !== undefined && { bestpathFromAs: path.bestFromAs }),
        ...(path.best && { overall: true, selectionReason: entry.selectionReason ?? '' }),
      },
    }),
    ...communitiesJson(a, speaker.config.policy),
    ...addPathJson(speaker, entry, path, { hosts, asked }),
    ...(a.originatorId !== undefined && { originatorId: formatIp(a.originatorId) }),
    ...(a.clusterList.length > 0 && { clusterList: { list: a.clusterList.map(formatIp) } }),
    // What is known of the prefix is said of each of its paths (bgp_route.c route_vty_out_detail).
    ...fibJson(entry.paths.find((p) => p.best)),
    // bgpd takes what it redistributes for installed.
    ...(entry.paths.some((p) => p.source.kind === 'local' && p.source.origination.kind === 'redistribute') && { fibInstalled: true }),
    nexthops: withHost(nextHopsOf(path), path, hosts).map(({ used, ...hop }, i) => ({
      ...hop,
      ...(i === 0 && path.valid && { metric: path.igpMetric ?? 0 }),
      accessible: i > 0 || path.valid,
      ...(used !== undefined && { used }),
    })),
    peer: peerOf(speaker, path, hosts),
  };
}

/** F148. */
function fibJson(best: BgpPath | undefined): JsonObject {
  if (best?.awaitsFib) return { fibPending: true };
  if (best?.inFib === undefined) return {};
  if (best.inFib) return { fibInstalled: true };
  return best.hasLeftFib ? {} : { fibPending: true };
}

function addPathJson(speaker: SpeakerState, entry: BgpEntry, path: BgpPath, { hosts, asked }: DetailView): JsonObject {
  const ids = pathIds(path);
  const sent = pathSentTo(speaker, entry, path, asked);
  return {
    ...(ids && { addpathRxId: ids.rx, addpathTxId: ids.all, addpathTxIdAll: ids.all, addpathTxIdBestPerAS: ids.perAs }),
    ...(sent.length > 0 && { advertisedTo: peersJson(sent, hosts) }),
  };
}

/** How a route of our own came to be. */
function ownFields(source: BgpPath['source']): JsonObject {
  if (source.kind === 'peer') return {};
  const { kind } = source.origination;
  if (kind === 'aggregate') return { aggregated: true, local: true };
  return kind === 'redistribute' ? { sourced: true } : { sourced: true, local: true };
}

function asPathJson(path: AsPath): Json {
  const types = { sequence: 'as-sequence', set: 'as-set', 'confed-sequence': 'as-confed-sequence', 'confed-set': 'as-confed-set' } as const;
  const text = formatAsPath(path);
  return {
    // An empty path is `Local`, whoever sent it.
    string: text === '' ? 'Local' : text,
    segments: path.map((s) => ({ type: types[s.type], list: [...s.asns] })),
    length: pathLength(path),
  };
}

/** Well-known communities that FRR's list spells in its own way (bgpd/bgp_community.c). */
const ODD_NAMES: Readonly<Record<string, string>> = { 'accept-own': 'acceptown', 'accept-own-nexthop': 'acceptownnexthop', 'local-AS': 'localAs' };

/** F137: well-known ones are camelCase in the list. */
function communitiesJson(a: PathAttributes, { communityAliases }: PolicyObjects): JsonObject {
  const camel = (text: string) => ODD_NAMES[text] ?? text.replace(/-([a-zA-Z])/g, (_all, c: string) => c.toUpperCase());
  return {
    ...(a.communities.length > 0 && {
      community: {
        string: aliased(a.communities.map(formatCommunity), communityAliases).join(' '),
        list: aliased(
          a.communities.map((c) => camel(formatCommunity(c))),
          communityAliases,
        ),
      },
    }),
    ...(a.extendedCommunities.length > 0 && { extendedCommunity: { string: a.extendedCommunities.map(formatExtendedCommunity).join(' ') } }),
    ...(a.largeCommunities.length > 0 && {
      largeCommunity: (({ list }) => ({ string: list.join(' '), list }))({ list: aliased(a.largeCommunities.map(formatLargeCommunity), communityAliases) }),
    }),
  };
}

function peerOf(speaker: SpeakerState, path: BgpPath, hosts: Hosts): Json {
  if (path.source.kind === 'local') return { peerId: isIpv4(effectiveNextHop(path.attributes)) ? '0.0.0.0' : '::', routerId: formatIp(speaker.routerId) };
  const host = hosts.of(path.source.peer);
  return {
    peerId: peerAddress(speaker, path.source.peer),
    routerId: formatIp(remoteRouterId(speaker, path.source.peer) ?? path.peerRouterId ?? speaker.routerId),
    ...(host !== undefined && { hostname: host }),
    ...(peerAddress(speaker, path.source.peer) !== path.source.peer && { interface: path.source.peer }),
    type: path.source.type,
  };
}

function remoteRouterId(speaker: SpeakerState, peer: string): Ipv4 | undefined {
  return speaker.sessions.find((s) => s.peer.id === peer)?.remoteRouterId;
}

/** What the marks of a table mean; it stands in the JSON of neighbors' views. */
const LEGEND: JsonObject = {
  bgpStatusCodes: {
    suppressed: 's',
    damped: 'd',
    history: 'h',
    valid: '*',
    best: '>',
    multipath: '=',
    internal: 'i',
    ribFailure: 'r',
    stale: 'S',
    removed: 'R',
  },
  bgpOriginCodes: { igp: 'i', egp: 'e', incomplete: '?' },
};

/** What stands above a neighbor's routes. */
function heading(speaker: SpeakerState, afi: AfiName, session: SessionState | undefined): JsonObject {
  return {
    bgpTableVersion: speaker.tableVersions[afi],
    bgpLocalRouterId: formatIp(speaker.routerId),
    defaultLocPrf: speaker.config.defaultLocalPreference,
    localAS: session ? localAsOf(speaker, session) : speaker.asn,
    ...LEGEND,
  };
}

/** `show bgp AFI unicast neighbors PEER advertised-routes json` (F126, F138). */
export function advertisedJson(speaker: SpeakerState, peer: string, afi: AfiName, map?: string): Json {
  const session = speaker.sessions.find((s) => s.peer.id === peer);
  const { rows, originatesDefault } = session ? advertisedRows(speaker, session, afi, map) : { rows: [], originatesDefault: false };
  const listed = rows.filter((r) => !r.filtered);
  return {
    ...((rows.length > 0 || originatesDefault) && heading(speaker, afi, session)),
    ...(originatesDefault && { bgpOriginatingDefaultNetwork: afi === 'ipv4' ? '0.0.0.0/0' : '::/0' }),
    advertisedRoutes: Object.fromEntries(listed.map((r) => [formatPrefix(r.prefix), advertisedRow(r.prefix, r.attributes)])),
    totalPrefixCounter: listed.length,
    filteredPrefixCounter: rows.length - listed.length,
  };
}

/** `show bgp AFI unicast neighbors PEER received-routes json`, or those of them that a filter refused. */
export function receivedJson(speaker: SpeakerState, peer: string, afi: AfiName, { filteredOnly, map }: ReceivedView): Json {
  const session = speaker.sessions.find((s) => s.peer.id === peer);
  if (!session?.peer.families[afi]?.softReconfigurationInbound) return { warning: 'Inbound soft reconfiguration not enabled' };
  const all = receivedRows(speaker, session, afi, map);
  const routes = filteredOnly ? all.filter((r) => r.filtered) : all;
  return {
    ...(all.length > 0 && heading(speaker, afi, session)),
    receivedRoutes: Object.fromEntries(routes.map((r) => [formatPrefix(r.prefix), advertisedRow(r.prefix, r.attributes)])),
    totalPrefixCounter: routes.length,
    filteredPrefixCounter: filteredOnly ? 0 : routes.filter((r) => r.filtered).length,
  };
}

/** `show bgp AFI unicast neighbors PEER bestpath-routes json`: laid out as what was received. */
export function bestFromJson(speaker: SpeakerState, peer: string, afi: AfiName): Json {
  const session = speaker.sessions.find((s) => s.peer.id === peer);
  const entries = [...speaker.tables[afi].values()];
  const rows = entries.flatMap((e) =>
    e.paths.filter((p) => p.best && isFrom(peer)(e, p)).map((p) => [formatPrefix(e.prefix), advertisedRow(e.prefix, p.attributes)] as const),
  );
  return {
    ...(entries.length > 0 && heading(speaker, afi, session)),
    receivedRoutes: Object.fromEntries(rows),
    totalPrefixCounter: rows.length,
    filteredPrefixCounter: 0,
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
