/**
 * Commands that bgpd answers. Where no family is named the table, prefix and neighbor views are IPv6's, those of `show ip bgp`
 * IPv4's, and summaries are of both (bgpd/bgp_vty.c bgp_vty_find_and_parse_afi_safi_bgp).
 */
import type { AfiName, BgpEntry, SessionState, SpeakerState } from '../../bgp/index.ts';
import { isIpv4, parseIp, parsePrefix } from '../../ip/index.ts';
import { advertisedJson, bestFromJson, bgpPrefixJson, bgpTableJson, receivedJson } from './bgp-json.ts';
import { type Json, jsonText } from './json-text.ts';
import {
  carrying,
  carryingAlias,
  carryingLarge,
  CIDR_ONLY,
  type Filtered,
  inCommunityList,
  inLargeCommunityList,
  inObject,
  inside,
  matchingPath,
  type PathFilter,
  since,
  validated,
} from './bgp-filters.ts';
import { showNeighbors, showRestart } from './bgp-neighbor.ts';
import { neighborsJson } from './bgp-neighbor-json.ts';
import { findEntry, showBgpDetail, showBgpPrefix, type Which } from './bgp-route.ts';
import { showSummaries, showSummary, type SummaryFilter } from './bgp-summary.ts';
import { summariesJson, summaryJson } from './bgp-summary-json.ts';
import { allStatisticsJson, showAllStatistics, showStatistics, statisticsJson } from './bgp-statistics.ts';
import { type Layout, showBgp } from './bgp-table.ts';
import { isFrom, NO_SUCH_NEIGHBOR, showAdvertised, showBestFrom, showReceived, showRoutesFrom } from './bgp-views.ts';
import type { Args, CommandRow } from './command.ts';
import { hostsOf, namesOf, peersNamed } from './hosts.ts';
import { showBgpNextHops, showImportChecks } from './nexthops.ts';
import { receivedFilterJson, showReceivedFilter } from './orf.ts';
import { tableDetailJson } from './bgp-table-detail.ts';
import { peerGroupsJson, showPeerGroups } from './peer-groups.ts';
import { prefixCountsJson, showPrefixCounts } from './prefix-counts.ts';
import { showListeners, showMartians, showViews, showVrfs, vrfsJson } from './bgp-instance.ts';
import { inPeerOrder, type Vtysh } from './router.ts';
import { dampeningParameters, dampeningParametersJson } from './dampening.ts';
import { ALL_FAMILIES, type Family, familyNamed, IPV6, seenIn, settingsIn } from './families.ts';
import { showGroupRoutes, showUpdateGroups, showUpdateGroupStatistics } from './update-group-view.ts';

const BGP = 'show [ip$ip] bgp [<view|vrf>$sort VIEWVRFNAME$vrf]';
const FAMILY = '[<ipv4|ipv6>$afi [<unicast|multicast|vpn|labeled-unicast|flowspec>$safi]]';
/** Some commands know fewer families. */
const OLD_FAMILY = '[<ipv4|ipv6>$afi [<unicast|multicast|vpn>$safi]]';
const SUMMED_FAMILY = '[<<ipv4|ipv6>$afi [<unicast|multicast|vpn|labeled-unicast|flowspec>$safi]|l2vpn$afi evpn$safi>]';
const UNICAST = '[<ipv4|ipv6>$afi [unicast]]';
const PEER = '<A.B.C.D|X:X::X:X|WORD>$peer';

/** Those that have names (bgpd/bgp_community.h). */
const COMMUNITIES =
  'local-AS|no-advertise|no-export|graceful-shutdown|no-peer|blackhole|llgr-stale|no-llgr|accept-own|accept-own-nexthop|route-filter-v6|route-filter-v4|route-filter-translated-v6|route-filter-translated-v4';

const NO_BGP = 'Default BGP instance not found';

function afiOfView(a: Args): AfiName {
  // EVPN counts with IPv4.
  if (a['afi'] !== undefined) return a['afi'] === 'ipv6' ? 'ipv6' : 'ipv4';
  return a['ip'] === undefined ? 'ipv6' : 'ipv4';
}

/** Whether the default VRF's BGP is asked, by no name, by its own, or as all that there are; no view is called `default`. */
function isDefault({ vrf, sort }: Args): boolean {
  return vrf === undefined || vrf === 'all' || (vrf === 'default' && sort !== 'view');
}

/** `all`: each process under its name (bgpd/bgp_route.c bgp_show_all_instances_routes_vty). */
function ofAll({ vrf, json }: Args, text: string): string {
  if (vrf !== 'all') return text;
  return json === undefined ? `\nInstance default:\n${text}` : jsonText({ default: JSON.parse(text) as Json });
}

/**
 * The default VRF's BGP, with the tables of the family that is asked about; a text instead where another VRF is asked for, or none runs (F135): JSON
 * where the command was told `json`, or is always so, and with some commands never. With a family and `all` bgpd finds the family first, and no more looks
 * at what stands in front of it (lib/command.c argv_find).
 */
function withBgp(print: (state: SpeakerState, a: Args, router: Vtysh) => string, problems: 'as told' | 'as json' | 'as text' = 'as told'): CommandRow[1] {
  return (router, given) => {
    const a = given['all'] !== undefined && given['afi'] !== undefined ? { ...given, vrf: undefined } : given;
    const { vrf } = a;
    const json = problems === 'as json' || (problems === 'as told' && a['json'] !== undefined);
    if (!isDefault(a)) return json ? jsonText({ warning: 'View/Vrf is unknown' }) : `View/Vrf ${vrf} is unknown`;
    if (!router.speaker) return json ? jsonText({ warning: NO_BGP }) : NO_BGP;
    return print(a['all'] === undefined ? seenIn(router.speaker, familyNamed(afiOfView(a), a['safi'])) : router.speaker, a, router);
  };
}

/** The same for commands of bgpd that look for a name, which the default VRF's process has not. */
function withInstance(print: CommandRow[1]): CommandRow[1] {
  return (router, a) => (a['vrf'] !== undefined || !router.speaker ? '% No such BGP instance exist' : print(router, a));
}

function layoutOf(router: Vtysh, a: Args): Layout {
  return { version: router.version, names: namesOf(router), ...(a['wide'] !== undefined && { wide: true }) };
}

function isExact(a: Args): boolean {
  return a['exact'] !== undefined;
}

/** `all`: one table after another, each under its name, of the families that have a neighbor. */
function everyFamily(
  state: SpeakerState,
  a: Args,
  text: (seen: SpeakerState, afi: AfiName) => string,
  json: (seen: SpeakerState, afi: AfiName) => Json,
): string {
  const families = ALL_FAMILIES.filter((f) => (a['afi'] === undefined || isOf(f, afiOfView(a))) && state.sessions.some((s) => settingsIn(s.peer, f)));
  if (a['json'] !== undefined) return jsonText(Object.fromEntries(families.map((f) => [f.key, json(seenIn(state, f), f.afi)])));
  return families.map((f) => [`\nFor address family: ${f.title}`, text(seenIn(state, f), f.afi)].filter((t) => t !== '').join('\n')).join('\n');
}

/** A table, cut down to what is asked for. */
function printTable(state: SpeakerState, a: Args, router: Vtysh, keep?: PathFilter): string {
  if (a['detail'] !== undefined) return printDetail(state, a, router, keep);
  const text = (seen: SpeakerState, afi: AfiName) => showBgp(seen, afi, layoutOf(router, a), keep);
  const json = (seen: SpeakerState, afi: AfiName) => bgpTableJson(seen, afi, hostsOf(router), keep);
  if (a['all'] !== undefined) return everyFamily(state, a, text, json);
  // The tables of VPNs are printed by route distinguisher, of which there is none.
  if (a['safi'] === 'vpn' && a['json'] !== undefined) return '';
  const one = a['json'] === undefined ? text(state, afiOfView(a)) : jsonText(json(state, afiOfView(a)));
  return keep ? one : ofAll(a, one);
}

/** `json detail`. */
function printDetail(state: SpeakerState, a: Args, router: Vtysh, keep?: PathFilter): string {
  const one = (seen: SpeakerState, afi: AfiName) => tableDetailJson(seen, afi, hostsOf(router), keep);
  if (a['all'] !== undefined) return everyFamily(state, { ...a, json: 'json' }, one, (seen, afi) => JSON.parse(one(seen, afi)) as Json);
  return a['safi'] === 'vpn' ? '' : one(state, afiOfView(a));
}

const showTable = withBgp((state, a, router) => printTable(state, a, router));

function filteredTable(filter: (state: SpeakerState, a: Args) => Filtered, problems?: 'as text'): CommandRow[1] {
  return withBgp((state, a, router) => {
    const asked = filter(state, a);
    return 'said' in asked ? asked.said : printTable(state, a, router, asked.keep);
  }, problems);
}

/** The paths that `bestpath` or `multipath` asks for. */
function onlyWhich(entry: BgpEntry, which: string | undefined): BgpEntry {
  if (which === undefined) return entry;
  return { ...entry, paths: entry.paths.filter((p) => p.best || (which === 'multipath' && p.multipath)) };
}

const showPrefix = withBgp((state, a, router) => {
  if (a['vrf'] === 'all') return "Specified 'all' vrf's but this command currently only works per view/vrf";
  const afi = afiOfView(a);
  const text = a['prefix'] ?? '';
  const ip = parseIp(text) ?? parsePrefix(text)?.ip;
  const [asked, table] = [ip !== undefined && isIpv4(ip) ? 'IPv4' : 'IPv6', afi === 'ipv4' ? 'IPv4' : 'IPv6'];
  if (asked !== table) return `% Cannot specify ${asked} address or prefix with ${table} AFI`;
  if (a['json'] === undefined) return showBgpPrefix(state, afi, text, namesOf(router), (a['which'] ?? 'all') as Which);
  const entry = findEntry(state, afi, text);
  return entry ? jsonText(bgpPrefixJson(state, onlyWhich(entry, a['which']), hostsOf(router))) : '{\n}';
});

/** What is neither an address nor told as a host name is worded otherwise (bgpd/bgp_route.c peer_lookup_in_view). */
function noSuchPeer({ peer = '', json }: Args): string {
  if (parseIp(peer) === undefined) return json === undefined ? `% Malformed address or name: ${peer}` : jsonText({ malformedAddressOrName: peer });
  const warning = 'No such neighbor in this view/vrf';
  return json === undefined ? warning : jsonText({ warning });
}

/** A view of one neighbor; FRR words the two ways of there being none differently. */
function neighborView(view: (state: SpeakerState, peer: string, a: Args, router: Vtysh) => string): CommandRow[1] {
  return withBgp((state, a, router) => {
    const [peer] = knownPeers(state, a['peer'] ?? '', router);
    if (peer === undefined) return noSuchPeer(a);
    const inFamily = (seen: SpeakerState, afi: AfiName): string => {
      if (seen.sessions.some((s) => s.peer.id === peer && s.peer.families[afi])) return view(seen, peer, { ...a, afi }, router);
      return a['json'] === undefined ? NO_SUCH_NEIGHBOR : jsonText({ warning: 'No such neighbor or address family' });
    };
    if (a['all'] !== undefined) return everyFamily(state, a, inFamily, (seen, afi) => JSON.parse(inFamily(seen, afi)) as Json);
    return inFamily(state, afiOfView(a));
  });
}

/** The neighbor with this address, however it is written, or else those that have told this host name. */
function knownPeers(state: SpeakerState, text: string, router: Vtysh): string[] {
  const ip = parseIp(text);
  const addressed = state.sessions.find((s) => s.peer.id === text || s.peer.address === ip);
  return addressed ? [addressed.peer.id] : peersNamed(state, hostsOf(router), text);
}

const showPeerTable = neighborView((state, peer, a, router) => {
  const afi = afiOfView(a);
  const layout = layoutOf(router, a);
  const json = (value: Json) => jsonText(value);
  switch (a['view']) {
    case 'advertised-routes':
      return a['json'] === undefined ? showAdvertised(state, peer, afi, layout, a['map']) : json(advertisedJson(state, peer, afi, a['map']));
    case 'bestpath-routes':
      return a['json'] === undefined ? showBestFrom(state, peer, afi, layout) : json(bestFromJson(state, peer, afi));
    case 'routes':
      // By route distinguisher, of which there is none.
      if (a['safi'] === 'vpn' && a['json'] !== undefined) return '';
      return a['json'] === undefined ? showRoutesFrom(state, peer, afi, layout) : json(bgpTableJson(state, afi, hostsOf(router), isFrom(peer)));
    default: {
      const which = { filteredOnly: a['view'] === 'filtered-routes', map: a['map'] };
      return a['json'] === undefined ? showReceived(state, peer, afi, layout, which) : json(receivedJson(state, peer, afi, which));
    }
  }
});

const showCounts = neighborView((state, peer, a, router) => {
  const session = state.sessions.find((s) => s.peer.id === peer);
  if (!session) return NO_SUCH_NEIGHBOR;
  const family = familyNamed(afiOfView(a), a['safi']);
  return a['json'] === undefined ? showPrefixCounts(state, session, family, namesOf(router).host(peer)) : prefixCountsJson(state, session, family);
});

function summaryFilter(a: Args, peer: string | undefined): SummaryFilter {
  const as = a['as'];
  return {
    ...(a['state'] !== undefined && { state: a['state'] === 'failed' ? 'failed' : 'established' }),
    ...(peer !== undefined && { neighbor: peer }),
    ...(as !== undefined && { remoteAs: as === 'internal' || as === 'external' ? as : Number(as) }),
    ...(a['terse'] !== undefined && { terse: true }),
    ...(a['wide'] !== undefined && { wide: true }),
  };
}

/** F128: only a command that names family and subsequent family leaves the family's heading out. */
const showAnySummary: CommandRow[1] = (router, a) => {
  const { speaker } = router;
  const afi = a['afi'] === undefined ? (a['ip'] === undefined || a['all'] !== undefined ? undefined : ('ipv4' as const)) : afiOfView(a);
  if (!isDefault(a) || !speaker) return a['json'] === undefined ? '% BGP instance not found' : '{\n}';
  // Of several with one host name bgpd takes the first.
  const [peer] = a['peer'] === undefined ? [] : knownPeers(speaker, a['peer'], router);
  if (a['peer'] !== undefined && peer === undefined) return a['json'] === undefined ? noSuchPeer(a) : ofAll(a, noSuchPeer(a));
  const filter = summaryFilter(a, peer);
  const one = afi === undefined || a['safi'] === undefined ? undefined : familyNamed(afi, a['safi']);
  const families = afi === undefined ? ALL_FAMILIES : ALL_FAMILIES.filter((f) => isOf(f, afi));
  if (a['json'] !== undefined) {
    return ofAll(a, jsonText(one ? summaryJson(router, one, filter) : summariesJson(router, families, filter)));
  }
  return one ? showSummary(router, one, filter) : showSummaries(router, families, filter);
};

const showAnyNeighbor: CommandRow[1] = (router, a) => {
  if (!isDefault(a) || !router.speaker) return a['json'] === undefined ? '% BGP instance not found' : '{\n}';
  const which = {
    ...(a['peer'] !== undefined && { peers: knownPeers(router.speaker, a['peer'], router) }),
    ...(a['afi'] !== undefined && { families: ALL_FAMILIES.filter((f) => isOf(f, afiOfView(a))) }),
  };
  if (a['json'] === undefined) return ofAll(a, showNeighbors(router, which));
  const json = neighborsJson(router, which);
  return jsonText(a['vrf'] === 'all' ? { default: { vrfId: 0, vrfName: 'default', ...(json as Readonly<Record<string, Json>>) } } : json);
};

/** One family after the other; a neighbor is looked for with its family, by its address, its interface or the host name that it has told. */
const showAllRestart = withBgp((state, a, router) => {
  if (a['peer'] !== undefined && a['afi'] === undefined) return '% Command incomplete.';
  const families: readonly AfiName[] = a['afi'] === undefined ? ['ipv4', 'ipv6'] : [afiOfView(a)];
  const chosen = a['peer'] === undefined ? undefined : knownByName(state, a['peer'], router);
  return families.map((afi) => showRestart(router, chosen, familyNamed(afi))).join('\n');
});

/** Of several with one name the first. */
function knownByName(state: SpeakerState, text: string, router: Vtysh): SessionState[] {
  const ip = parseIp(text);
  const hosts = hostsOf(router);
  const isIt = ({ peer }: SessionState) => (ip === undefined ? (peer.unnumbered && peer.id === text) || hosts.of(peer.id) === text : peer.address === ip);
  return inPeerOrder(state.sessions).filter(isIt).slice(0, 1);
}

/** No VRFs, nothing leaked between them. `show bgp` alone names no family. */
const showRouteLeak: CommandRow[1] = (router, a) => {
  if (a['sort'] === 'view') return '% This command is not applicable to BGP views';
  if (a['safi'] === undefined ? a['ip'] === undefined : a['safi'] !== 'unicast') return '% This command is applicable only for unicast ipv4|ipv6';
  const family = afiOfView(a) === 'ipv4' ? 'IPv4' : 'IPv6';
  const none = { importFromVrfs: 'none', importRts: 'none', exportToVrfs: 'none', routeDistinguisher: 'none', exportRts: 'none' };
  const json = { vrf: 'default', afiSafi: `${afiOfView(a)}Unicast`, ...none };
  if (!isDefault(a) || !router.speaker) return a['json'] === undefined ? '% No such BGP instance exist' : '{\n}';
  if (a['json'] !== undefined) return jsonText(a['vrf'] === 'all' ? { vrfs: { default: json } } : json);
  const text = ['importing', 'exporting'].map((what, i) => `This VRF is not ${what} ${family} Unicast routes ${i === 0 ? 'from' : 'to'} any other VRF`);
  return ofAll(a, text.join('\n'));
};

/** What the neighbor wants to be sent; who has told nothing is not asked for the family. */
const showPrefixFilter = withBgp((state, a, router) => {
  const [peer] = knownPeers(state, a['peer'] ?? '', router);
  if (peer === undefined) return noSuchPeer(a);
  return a['json'] === undefined ? showReceivedFilter(state, peer, afiOfView(a)) : receivedFilterJson(state, peer, afiOfView(a));
});

const showDampeningParameters = withBgp((_state, a, { config }) => {
  const families =
    a['all'] === undefined ? [familyNamed(afiOfView(a), a['safi'])] : ALL_FAMILIES.filter((f) => a['afi'] === undefined || isOf(f, afiOfView(a)));
  if (a['json'] !== undefined) return dampeningParametersJson(config, families);
  return dampeningParameters(config, families, a['all'] === undefined ? 'none' : a['afi'] === undefined ? 'close' : 'apart');
}, 'as text');

function isOf({ afi, safi }: Family, wanted: AfiName): boolean {
  return afi === wanted && safi !== undefined;
}

/** F154: no route is dampened in the lab. */
const NOTHING_DAMPENED = (state: SpeakerState, a: Args, router: Vtysh): string => printTable(state, a, router, () => false);

const showGroups: CommandRow[1] = (router, a) => {
  const { speaker } = router;
  if (!speaker || !isDefault(a)) return '';
  const family = familyNamed(afiOfView(a), a['safi']);
  if (a['vrf'] !== 'all') return showUpdateGroups(router, speaker, family, a['id'] === undefined ? undefined : Number(a['id']));
  // Of all instances FRR lists the groups of IPv6 where no family is named, behind `show ip bgp`, too, and whatever subgroup is asked for.
  return ['\nInstance default:', showUpdateGroups(router, speaker, a['afi'] === undefined ? IPV6 : family)].filter((t) => t !== '').join('\n');
};

/** `show ip bgp` with a family says at most that it cannot have both. */
const showGroupTables: CommandRow[1] = (router, a) => {
  if (a['ip'] !== undefined && a['afi'] !== undefined) return a['afi'] === 'ipv4' ? '' : "% Cannot specify both 'ip' and 'ipv6'";
  const other = a['safi'] !== undefined && a['safi'] !== 'unicast';
  if (!router.speaker || other || a['vrf'] !== undefined) return '';
  return showGroupRoutes(router.speaker, afiOfView(a), layoutOf(router, a), a['view'] ?? '', a['id'] === undefined ? undefined : Number(a['id']));
};

const FILTERED_TABLES: readonly CommandRow[] = [
  [
    `${BGP} ${FAMILY} [all$all] community [<${COMMUNITIES}|AA:NN>$value] [exact-match$exact] [json$json [detail$detail]|wide$wide]`,
    filteredTable((_s, a) => carrying(a['value'], isExact(a))),
  ],
  [`${BGP} ${FAMILY} large-community [AA:BB:CC$value [exact-match$exact]] [json$json]`, filteredTable((_s, a) => carryingLarge(a['value'], isExact(a)))],
  [
    `${BGP} ${FAMILY} [all$all] community-list <(1-500)|COMMUNITY_LIST_NAME>$value [exact-match$exact] [json$json [detail$detail]|wide$wide]`,
    filteredTable((s, a) => inCommunityList(a['value'] ?? '', isExact(a), s)),
  ],
  [
    `${BGP} ${FAMILY} large-community-list <(1-500)|LCOMMUNITY_LIST_NAME>$value [exact-match$exact] [json$json]`,
    filteredTable((s, a) => inLargeCommunityList(a['value'] ?? '', isExact(a), s)),
  ],
  [
    `${BGP} ${FAMILY} [all$all] <filter-list|prefix-list|access-list|route-map>$kind VALUE$value [json$json [detail$detail]|wide$wide]`,
    filteredTable((s, a) => inObject(a['kind'] ?? '', a['value'] ?? '', afiOfView(a), s)),
  ],
  [`${BGP} ${FAMILY} [all$all] alias VALUE$value [json$json [detail$detail]|wide$wide]`, filteredTable((s, a) => carryingAlias(a['value'] ?? '', s))],
  [`${BGP} ${FAMILY} [all$all] version (1-4294967295)$value [json$json [detail$detail]|wide$wide]`, filteredTable((_s, a) => since(Number(a['value'])))],
  [
    `${BGP} ${FAMILY} [all$all] rpki <valid|invalid|notfound>$value [json$json [detail$detail]|wide$wide]`,
    filteredTable((_s, a) => validated(a['value'] ?? '')),
  ],
  [`${BGP} ${FAMILY} [all$all] cidr-only [json$json [detail$detail]|wide$wide]`, filteredTable(() => CIDR_ONLY)],
  [
    `${BGP} ${FAMILY} [all$all] <A.B.C.D/M|X:X::X:X/M>$value longer-prefixes [json$json [detail$detail]|wide$wide]`,
    filteredTable((_s, a) => inside(a['value'] ?? '')),
  ],
  [`${BGP} ${FAMILY} regexp REGEX$value [json$json]`, filteredTable((_s, a) => matchingPath(a['value'] ?? ''), 'as text')],
];

export const BGP_COMMANDS: readonly CommandRow[] = [
  ...FILTERED_TABLES,
  [`${BGP} ${FAMILY} [all$all] [json$json [detail$detail]|wide$wide]`, showTable],
  // Behind a prefix bgpd 8.4.4 does nothing with `rpki`.
  [`${BGP} ${FAMILY} <A.B.C.D|A.B.C.D/M|X:X::X:X|X:X::X:X/M>$prefix [<bestpath|multipath>$which] [rpki <valid|invalid|notfound>$rpki] [json$json]`, showPrefix],
  [
    `${BGP} ${SUMMED_FAMILY} [all$all] summary [<established|failed>$state] [<neighbor ${PEER}|remote-as <(1-4294967295)|internal|external>$as>] [terse$terse] [wide$wide] [json$json]`,
    showAnySummary,
  ],
  [
    `${BGP} ${FAMILY} [all$all] neighbors ${PEER} <advertised-routes|received-routes|filtered-routes>$view [route-map RMAP_NAME$map] [json$json|wide$wide]`,
    showPeerTable,
  ],
  [`${BGP} ${FAMILY} neighbors ${PEER} routes$view [json$json]`, showPeerTable],
  [`${BGP} ${FAMILY} neighbors ${PEER} bestpath-routes$view [json$json|wide$wide]`, showPeerTable],
  [`${BGP} ${OLD_FAMILY} neighbors ${PEER} prefix-counts [json$json]`, showCounts],
  [`${BGP} statistics-all [json$json]`, withBgp((state, a) => (a['json'] === undefined ? showAllStatistics : allStatisticsJson)(state), 'as text')],
  [
    `${BGP} ${FAMILY} statistics [json$json]`,
    withBgp((state, a) => (a['json'] === undefined ? showStatistics : statisticsJson)(state, familyNamed(afiOfView(a), a['safi'])), 'as text'),
  ],
  [
    `${BGP} peer-group [PGNAME$name] [json$json]`,
    (router, a) => {
      const { speaker } = router;
      if (!speaker || a['vrf'] !== undefined) return a['json'] === undefined ? '% BGP instance not found' : '{\n}';
      return (a['json'] === undefined ? showPeerGroups : peerGroupsJson)(router, speaker, a['name']);
    },
  ],
  [`${BGP} [<ipv4|ipv6>$afi] neighbors [${PEER}] [json$json]`, showAnyNeighbor],
  [`show bgp [<ipv4|ipv6>$afi] neighbors [${PEER}] graceful-restart`, showAllRestart],
  [
    `${BGP} nexthop [<A.B.C.D|X:X::X:X>$address] [detail]`,
    withInstance((router, a) => showBgpNextHops(router, a['address'] === undefined ? undefined : parseIp(a['address']))),
  ],
  [`show [ip] bgp <view|vrf> all nexthop`, (r) => (r.speaker ? ofAll({ vrf: 'all' }, showBgpNextHops(r)) : '')],
  [`${BGP} import-check-table [detail]`, withInstance(showImportChecks)],
  [`${BGP} ${UNICAST} neighbors ${PEER} received prefix-filter [json$json]`, showPrefixFilter],
  [
    `${BGP} [<ipv4|ipv6>$afi flowspec$safi] detail [json$json]`,
    withBgp((s, a, r) => {
      if (a['safi'] !== undefined) return '';
      return a['json'] === undefined ? showBgpDetail(s, afiOfView(a), layoutOf(r, a)) : printDetail(s, a, r);
    }),
  ],
  [`${BGP} ${FAMILY} update-groups [SUBGROUP-ID$id]`, showGroups],
  [`${BGP} [<ipv4|ipv6>$afi <unicast|multicast|vpn>$safi] update-groups [SUBGROUP-ID$id] <advertise-queue|advertised-routes>$view`, showGroupTables],
  ['show [ip$ip] bgp <view|vrf> all$vrf update-groups', showGroups],
  ['show [ip] bgp <view|vrf> VIEWVRFNAME update-groups statistics', () => ''],
  ['show [ip] bgp update-groups statistics', ({ speaker }) => (speaker ? showUpdateGroupStatistics(speaker) : '')],
  ['show [ip] bgp views', showViews],
  ['show [ip] bgp vrfs [json$json]', (r, a) => (a['json'] === undefined ? showVrfs : vrfsJson)(r)],
  ['show bgp listeners', showListeners],
  ['show bgp [<view|vrf>$sort VIEWVRFNAME$vrf] martian next-hop', showMartians],
  [`${BGP} ${FAMILY} [all$all] dampening parameters [json$json]`, showDampeningParameters],
  [`${BGP} ${FAMILY} [all$all] dampening <flap-statistics|dampened-paths> [json$json [detail$detail]|wide$wide]`, withBgp(NOTHING_DAMPENED)],
  [`${BGP} ${FAMILY} neighbors ${PEER} <flap-statistics|dampened-routes> [json$json]`, neighborView((s, _peer, a, r) => NOTHING_DAMPENED(s, a, r))],
  [`${BGP} ${OLD_FAMILY} route-leak [json$json]`, showRouteLeak],
];
