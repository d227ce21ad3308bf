/** `router bgp` as `show running-config` writes it (bgpd/bgp_vty.c bgp_config_write). */
import { comparePrefix, formatIp, formatPrefix, isIpv4 } from '../../ip/index.ts';
import { DEFAULT_LISTEN_LIMIT, DEFAULT_MAX_MED, type FrrBgp, type FrrBgpFamily, type FrrNeighborFamily } from '../config.ts';
import type { OtherFamily } from '../../policy/families.ts';
import type { FrrUpdateDelay, RestartTime } from '../config-quiet.ts';
import type { BgpDefaults } from '../defaults.ts';
import { familyLines, inOrder, sessionLines, type Side } from './neighbor.ts';

/**
 * The block. A setting is written when what holds under `stated` (the defaults of the text) differs from what the defaults of
 * the running release would make of silence.
 */
export function printBgp(bgp: FrrBgp, stated: BgpDefaults, running: BgpDefaults): string[] {
  const of = bgp.instance ? ` ${bgp.instance.kind} ${bgp.instance.name}` : '';
  const lines = [`router bgp ${bgp.asn}${of}`, ...processLines(bgp, stated, running)];
  for (const { peer, isGroup } of inOrder(bgp)) lines.push(...sessionLines(peer, isGroup));
  if (bgp.listenLimit !== undefined && bgp.listenLimit !== DEFAULT_LISTEN_LIMIT) lines.push(` bgp listen limit ${bgp.listenLimit}`);
  for (const r of inGroups(bgp.listenRanges)) lines.push(` bgp listen range ${formatPrefix(r.prefix)} peer-group ${r.peerGroup}`);
  if (bgp.defaultShutdown) lines.push(' bgp default shutdown');
  if (bgp.shutdown) lines.push(' bgp shutdown');
  if (bgp.allowMartianNextHop) lines.push(' bgp allow-martian-nexthop');
  if (bgp.fastConvergence) lines.push(' bgp fast-convergence');
  for (const [title, family] of FAMILIES) {
    const inside = family === 'ipv4' || family === 'ipv6' ? familyBlock(bgp, family) : otherBlock(bgp, family);
    if (inside.length > 0) lines.push(' !', ` address-family ${title}`, ...inside, ' exit-address-family');
  }
  lines.push('exit');
  return lines;
}

/** In the order of their blocks. */
const FAMILIES: readonly (readonly [title: string, family: Side | OtherFamily])[] = [
  ['ipv4 unicast', 'ipv4'],
  ['ipv4 multicast', 'ipv4Multicast'],
  ['ipv4 labeled-unicast', 'ipv4LabeledUnicast'],
  ['ipv4 vpn', 'ipv4Vpn'],
  ['ipv4 flowspec', 'ipv4Flowspec'],
  ['ipv6 unicast', 'ipv6'],
  ['ipv6 multicast', 'ipv6Multicast'],
  ['ipv6 labeled-unicast', 'ipv6LabeledUnicast'],
  ['ipv6 vpn', 'ipv6Vpn'],
  ['ipv6 flowspec', 'ipv6Flowspec'],
  ['l2vpn evpn', 'l2VpnEvpn'],
];

/** In the order of bgpd's numbers: VPNs stand before labels. */
const DEFAULTS: readonly (readonly [family: 'ipv6' | OtherFamily, text: string])[] = [
  ['ipv4Multicast', 'ipv4-multicast'],
  ['ipv4Vpn', 'ipv4-vpn'],
  ['ipv4LabeledUnicast', 'ipv4-labeled-unicast'],
  ['ipv4Flowspec', 'ipv4-flowspec'],
  ['ipv6', 'ipv6-unicast'],
  ['ipv6Multicast', 'ipv6-multicast'],
  ['ipv6Vpn', 'ipv6-vpn'],
  ['ipv6LabeledUnicast', 'ipv6-labeled-unicast'],
  ['ipv6Flowspec', 'ipv6-flowspec'],
  ['l2VpnEvpn', 'l2vpn-evpn'],
];

/** Of a family without routes: what is said of neighbors. */
function otherBlock(bgp: FrrBgp, family: OtherFamily): string[] {
  return inOrder(bgp).flatMap(({ peer }) => {
    const group = peer.peerGroup === undefined ? undefined : bgp.peerGroups.get(peer.peerGroup);
    const [own, theirs] = [written(family, peer.others?.[family]), group?.others?.[family]];
    return familyLines(peer, own, theirs?.activate ?? bgp.defaultOthers?.includes(family) ?? false, theirs);
  });
}

/** EVPN keeps next hops unless told otherwise, which makes no line of its own (bgpd/bgp_vty.c bgp_config_write_peer_af). */
function written(family: OtherFamily, said: FrrNeighborFamily = {}): FrrNeighborFamily {
  const { attributeUnchanged: kept, ...rest } = said;
  return family === 'l2VpnEvpn' && !kept?.asPath && !kept?.med ? rest : said;
}

function processLines(bgp: FrrBgp, stated: BgpDefaults, running: BgpDefaults): string[] {
  const lines: string[] = [];
  const say = (text: string) => lines.push(` ${text}`);
  const on = (value: boolean, text: string) => value && say(text);
  /** Of a setting with a default: written when it is not what silence means. */
  const toggle = (key: Exclude<keyof BgpDefaults, 'timers'>, text: string) => {
    const value = bgp[key] ?? stated[key];
    if (value !== running[key]) say(value ? text : `no ${text}`);
  };
  toggle('fastExternalFailover', 'bgp fast-external-failover');
  if (bgp.routerId !== undefined) say(`bgp router-id ${formatIp(bgp.routerId)}`);
  toggle('suppressFibPending', 'bgp suppress-fib-pending');
  toggle('logNeighborChanges', 'bgp log-neighbor-changes');
  on(bgp.alwaysCompareMed, 'bgp always-compare-med');
  toggle('ebgpRequiresPolicy', 'bgp ebgp-requires-policy');
  toggle('enforceFirstAs', 'bgp enforce-first-as');
  on(bgp.rejectAsSets, 'bgp reject-as-sets');
  toggle('suppressDuplicates', 'bgp suppress-duplicates');
  toggle('hardAdministrativeReset', 'bgp hard-administrative-reset');
  on(!bgp.defaultIpv4Unicast, 'no bgp default ipv4-unicast');
  for (const [family, text] of DEFAULTS) on(family === 'ipv6' ? bgp.defaultIpv6Unicast : (bgp.defaultOthers?.includes(family) ?? false), `bgp default ${text}`);
  if (bgp.defaultLocalPreference !== undefined && bgp.defaultLocalPreference !== 100) say(`bgp default local-preference ${bgp.defaultLocalPreference}`);
  toggle('showHostname', 'bgp default show-hostname');
  toggle('showNexthopHostname', 'bgp default show-nexthop-hostname');
  if (bgp.packetQueueMax !== undefined) say(`bgp default subgroup-pkt-queue-max ${bgp.packetQueueMax}`);
  on(!bgp.clientToClientReflection, 'no bgp client-to-client reflection');
  if (bgp.clusterId !== undefined) say(`bgp cluster-id ${formatIp(bgp.clusterId)}`);
  on(bgp.disableEbgpConnectedRouteCheck, 'bgp disable-ebgp-connected-route-check');
  if (bgp.confederation) say(`bgp confederation identifier ${bgp.confederation.identifier}`);
  const members = bgp.confederation?.peers ?? bgp.confederationPeers ?? [];
  if (members.length > 0) say(`bgp confederation peers ${members.join(' ')}`);
  toggle('deterministicMed', 'bgp deterministic-med');
  const { maxMedOnStartup: start, updateDelay: delay } = bgp;
  if (delay) say(updateDelayText(delay));
  if (start) say(`bgp max-med on-startup ${start.seconds}${start.value === DEFAULT_MAX_MED ? '' : ` ${start.value}`}`);
  if (bgp.maxMed) say(`bgp max-med administrative${bgp.maxMed.value === DEFAULT_MAX_MED ? '' : ` ${bgp.maxMed.value}`}`);
  pacingLines(bgp, say);
  on(bgp.gracefulShutdown, 'bgp graceful-shutdown');
  restartLines(bgp, say, () => toggle('gracefulRestartNotification', 'bgp graceful-restart notification'));
  bestpathLines(bgp, on);
  toggle('importCheck', 'bgp network import-check');
  const timers = bgp.timers ?? stated.timers;
  if (timers.keepalive !== running.timers.keepalive || timers.hold !== running.timers.hold) say(`timers bgp ${timers.keepalive} ${timers.hold}`);
  if (bgp.minimumHoldTime !== undefined) say(`bgp minimum-holdtime ${bgp.minimumHoldTime}`);
  if (bgp.conditionTimer !== undefined && bgp.conditionTimer !== 60) say(`bgp conditional-advertisement timer ${bgp.conditionTimer}`);
  return lines;
}

export function updateDelayText({ limit, establishWait }: FrrUpdateDelay): string {
  return `update-delay ${limit}${establishWait === undefined ? '' : ` ${establishWait}`}`;
}

function pacingLines({ writeQuanta, readQuanta, coalesceTime }: FrrBgp, say: (text: string) => void): void {
  if (writeQuanta !== undefined) say(`write-quanta ${writeQuanta}`);
  if (readQuanta !== undefined) say(`read-quanta ${readQuanta}`);
  if (coalesceTime !== undefined) say(`coalesce-time ${coalesceTime}`);
}

/** Graceful restart (F154). */
function restartLines(bgp: FrrBgp, say: (text: string) => void, notification: () => void): void {
  const time = (word: RestartTime) => {
    const seconds = bgp.restartTimes?.[word];
    if (seconds !== undefined) say(`bgp graceful-restart ${word} ${seconds}`);
  };
  if (bgp.longLivedStaleTime !== undefined) say(`bgp long-lived-graceful-restart stale-time ${bgp.longLivedStaleTime}`);
  time('stalepath-time');
  time('restart-time');
  notification();
  time('select-defer-time');
  if (bgp.restartMode !== undefined) say(bgp.restartMode === 'restart' ? 'bgp graceful-restart' : 'bgp graceful-restart-disable');
  if (bgp.preserveForwarding) say('bgp graceful-restart preserve-fw-state');
  time('rib-stale-time');
}

function bestpathLines({ bestpath, allowOutboundPolicy }: FrrBgp, on: (value: boolean, text: string) => void): void {
  on(bestpath.asPathIgnore, 'bgp bestpath as-path ignore');
  on(bestpath.asPathConfed, 'bgp bestpath as-path confed');
  on(bestpath.multipathRelax, `bgp bestpath as-path multipath-relax${bestpath.multipathRelaxAsSet ? ' as-set' : ''}`);
  on(allowOutboundPolicy, 'bgp route-reflector allow-outbound-policy');
  on(bestpath.compareRouterId, 'bgp bestpath compare-routerid');
  const med = `${bestpath.medConfed ? ' confed' : ''}${bestpath.medMissingAsWorst ? ' missing-as-worst' : ''}`;
  on(med !== '', `bgp bestpath med${med}`);
  on(bestpath.bandwidth !== undefined, `bgp bestpath bandwidth ${bestpath.bandwidth}`);
  on(bestpath.peerTypeMultipathRelax, 'bgp bestpath peer-type multipath-relax');
}

/** The order in which zebra numbers protocols. */
const PROTOCOLS = ['kernel', 'connected', 'static', 'rip', 'ripng', 'ospf', 'ospf6', 'isis', 'eigrp', 'nhrp', 'table', 'vnc', 'babel', 'openfabric'];

/** Of Debian's builds (F6). */
const DEFAULT_PATHS = 256;

function familyBlock(bgp: FrrBgp, side: Side): string[] {
  const family: FrrBgpFamily = bgp[side];
  const lines: string[] = [];
  const say = (text: string) => lines.push(`  ${text}`);
  const { distance } = family;
  if (distance && !(distance.external === 20 && distance.internal === 200 && distance.local === 200))
    say(`distance bgp ${distance.external} ${distance.internal} ${distance.local}`);
  for (const r of byPrefix(family.distanceRules)) say(`distance ${r.distance} ${formatPrefix(r.prefix)} ${r.accessList ?? ''}`);
  for (const n of byPrefix(family.networks)) {
    const label = n.labelIndex === undefined ? '' : ` label-index ${n.labelIndex}`;
    say(`network ${formatPrefix(n.prefix)}${label}${n.routeMap ? ` route-map ${n.routeMap.name}` : ''}${n.backdoor ? ' backdoor' : ''}`);
  }
  for (const a of byPrefix(family.aggregates)) say(aggregateText(a));
  const rank = (protocol: string) => PROTOCOLS.indexOf(protocol);
  for (const r of [...family.redistribute].sort((a, b) => rank(a.protocol) - rank(b.protocol))) {
    const metric = r.metric === undefined ? '' : ` metric ${r.metric}`;
    say(`redistribute ${r.protocol}${r.instance === undefined ? '' : ` ${r.instance}`}${metric}${r.routeMap ? ` route-map ${r.routeMap.name}` : ''}`);
  }
  if (family.dampening) say(dampeningText(family.dampening));
  const byDefault = side === 'ipv4' ? bgp.defaultIpv4Unicast : bgp.defaultIpv6Unicast;
  for (const { peer } of inOrder(bgp)) {
    const group = peer.peerGroup === undefined ? undefined : bgp.peerGroups.get(peer.peerGroup);
    lines.push(...familyLines(peer, peer[side], group?.[side].activate ?? byDefault, group?.[side]));
  }
  if (family.maximumPaths !== undefined && family.maximumPaths !== DEFAULT_PATHS) say(`maximum-paths ${family.maximumPaths}`);
  const ibgp = family.maximumPathsIbgp;
  if (ibgp && ibgp.paths !== DEFAULT_PATHS) say(`maximum-paths ibgp ${ibgp.paths}${ibgp.equalClusterLength ? ' equal-cluster-length' : ''}`);
  if (family.tableMap) say(`table-map ${family.tableMap.name}`);
  return lines;
}

/** Only what is not the default (bgpd/bgp_damp.c bgp_config_write_damp). */
function dampeningText([halfLife, reuse, suppress, longest]: NonNullable<FrrBgpFamily['dampening']>): string {
  if (reuse === 750 && suppress === 2000 && longest === 4 * halfLife) return halfLife === 15 ? 'bgp dampening' : `bgp dampening ${halfLife}`;
  return `bgp dampening ${halfLife} ${reuse} ${suppress} ${longest}`;
}

function aggregateText(a: FrrBgpFamily['aggregates'][number]): string {
  const words = [`aggregate-address ${formatPrefix(a.prefix)}`];
  if (a.asSet) words.push('as-set');
  if (a.summaryOnly) words.push('summary-only');
  if (a.routeMap) words.push(`route-map ${a.routeMap.name}`);
  if (a.origin) words.push(`origin ${a.origin}`);
  if (a.matchingMedOnly) words.push('matching-MED-only');
  if (a.suppressMap) words.push(`suppress-map ${a.suppressMap.name}`);
  return words.join(' ');
}

function byPrefix<T extends { readonly prefix: Parameters<typeof comparePrefix>[0] }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => comparePrefix(a.prefix, b.prefix));
}

/** Listen ranges as bgpd writes them: by the name of their group, IPv4 first, then as they were typed (bgp_vty.c bgp_config_write_listen). */
function inGroups(ranges: FrrBgp['listenRanges']): FrrBgp['listenRanges'] {
  const family = (r: FrrBgp['listenRanges'][number]) => (isIpv4(r.prefix.ip) ? 4 : 6);
  return [...ranges].sort((a, b) => (a.peerGroup === b.peerGroup ? family(a) - family(b) : a.peerGroup < b.peerGroup ? -1 : 1));
}
