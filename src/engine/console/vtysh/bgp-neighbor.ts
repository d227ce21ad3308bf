/** `show bgp neighbors` as text (bgpd/bgp_vty.c bgp_show_peer): who the neighbor is, what was agreed, and the state of the connection. */
import { NO_AS, offersPaths, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import { formatIp, type Ip, isIpv4, isUnspecified } from '../../ip/index.ts';
import type { FrrBgp } from '../../frr/index.ts';
import { ageOf, uptime } from '../time.ts';
import { familySection } from './bgp-neighbor-family.ts';
import { ALL_FAMILIES, familiesOf, type Family, isAgreed, isOffered, settingsIn, unicastOf } from './families.ts';
import { localAsOf } from './bgp-views.ts';
import { keepaliveOf, messagesOf, totals } from './messages.ts';
import { lastReset } from './last-reset.ts';
import { bothWords, globalMode, localMode, remoteMode, type RestartFacts, restartFacts, restartTime } from './restart.ts';
import { ownNextHopIpv6 } from './own-next-hop.ts';
import { inPeerOrder, listenRangeOf, neighborOf, ownLinkLocal, type Vtysh } from './router.ts';

const FAMILY = { ipv4: 'IPv4 Unicast', ipv6: 'IPv6 Unicast' } as const;

/** All neighbors, those of a family, or one; the last line of a block is blank. */
export function showNeighbors(router: Vtysh, which: { readonly peers?: readonly string[]; readonly families?: readonly Family[] }): string {
  const { speaker } = router;
  if (!speaker) return '% BGP instance not found';
  const chosen = inPeerOrder(speaker.sessions)
    .filter((s) => which.peers?.includes(s.peer.id) ?? true)
    .filter((s) => which.families?.some((family) => settingsIn(s.peer, family)) ?? true);
  if (which.peers && chosen.length === 0) return '% No such neighbor in this view/vrf\n';
  if (chosen.length === 0) return '% No BGP neighbors found\n';
  return [...chosen.flatMap((s) => [...block(router, speaker, s), '']), ''].join('\n');
}

/** Of a neighbor: its own settings and what they come to. */
export function sessionFacts(router: Vtysh, s: SessionState) {
  // Who was let in by a range has what its group says.
  const said = s.dynamic ? router.config.bgp?.peerGroups.get(s.peer.peerGroup ?? '') : neighborOf(router, s.peer.id);
  const timers = said?.timers ?? router.config.bgp?.timers;
  const hold = timers?.hold ?? s.peer.holdTime ?? 180;
  const keepalive = timers?.keepalive ?? (router.config.profile === 'datacenter' ? 3 : 60);
  const up = s.state === 'Established';
  const agreed = up ? (s.holdTime ?? hold) : hold;
  return { said, hold, keepalive, up, agreed, agreedKeepalive: up ? keepaliveOf(agreed, keepalive) : keepalive };
}

function block(router: Vtysh, speaker: SpeakerState, s: SessionState): string[] {
  return [
    ...identity(router, speaker, s),
    ...stateLines(router, speaker, s),
    ...timerLines(router, s),
    ...capabilityLines(router, s),
    ...restartLines(router, s),
    ...statistics(router, s),
    ...familiesOf(s.peer).flatMap((family) => familySection(router, speaker, s, family)),
    ...endLines(router, s),
    ...connection(router, speaker, s),
  ];
}

function identity(router: Vtysh, speaker: SpeakerState, s: SessionState): string[] {
  const { peer } = s;
  const hostname = s.farIsSilent ? undefined : router.hostnameOf(s.far?.speaker);
  const local = peer.localAs;
  const range = listenRangeOf(router, s);
  return [
    `${titleOf(s)}, remote AS ${peer.remoteAs === NO_AS ? 'Unspecified' : s.remoteAs}, local AS ${localAsOf(speaker, s)}${local?.noPrepend ? ' no-prepend' : ''}${local?.replaceAs ? ' replace-as' : ''}, ${peer.remoteAs === NO_AS ? 'unspecified' : s.type} link`,
    `  Local Role: ${peer.localRole?.role ?? 'undefined'}`,
    `  Remote Role: ${s.remoteRole ?? 'undefined'}`,
    ...(peer.description === undefined ? [] : [` Description: ${peer.description}`]),
    ...(hostname === undefined ? [] : [`Hostname: ${hostname}`]),
    ...(peer.peerGroup === undefined ? [] : [` Member of peer-group ${peer.peerGroup} for session parameters`]),
    ...(range === undefined ? [] : [` Belongs to the subnet range group: ${range}`]),
  ];
}

function titleOf({ peer, dynamic }: SessionState): string {
  if (!peer.unnumbered) return `BGP neighbor is ${dynamic ? '*' : ''}${peer.id}`;
  return `BGP neighbor on ${peer.id}: ${isUnspecified(peer.address) ? '(unspec)' : formatIp(peer.address)}`;
}

function stateLines(router: Vtysh, speaker: SpeakerState, s: SessionState): string[] {
  const up = s.state === 'Established';
  const passive = s.state === 'Active' && s.peer.passive ? ' (passive)' : '';
  const since = up ? uptime(s.establishedAt, router.settled) : '';
  return [
    ...(s.peer.shutdown ? [' Administratively shut down'] : []),
    `  BGP version 4, remote router ID ${s.remoteRouterId === undefined ? '0.0.0.0' : formatIp(s.remoteRouterId)}, local router ID ${formatIp(speaker.routerId)}`,
    ...(s.type === 'confed-external' ? ['  Neighbor under common administration'] : []),
    `  BGP state = ${s.state}${up ? `, up for ${since}` : passive}`,
    `  Last read ${up ? lastHeard(router, s) : uptime(0, router.settled)}, Last write ${up ? lastHeard(router, s) : 'never'}`,
  ];
}

/** The last KEEPALIVE of a session at rest. */
function lastHeard(router: Vtysh, s: SessionState): string {
  const { agreedKeepalive: every } = sessionFacts(router, s);
  const age = ageOf(s.establishedAt, router.settled);
  return uptime(0, (every > 0 ? age % every : age) * 1000 - ageOf(0, 0) * 1000);
}

function timerLines(router: Vtysh, s: SessionState): string[] {
  const { agreed, agreedKeepalive, hold, keepalive, said } = sessionFacts(router, s);
  const tcpMss = said?.tcpMss;
  const conditionTimer = router.config.bgp?.conditionTimer ?? 60;
  return [
    `  Hold time is ${agreed} seconds, keepalive interval is ${agreedKeepalive} seconds`,
    `  Configured hold time is ${hold} seconds, keepalive interval is ${keepalive} seconds`,
    ...(said?.delayOpen === undefined ? [] : [`  Configured DelayOpenTime is ${said.delayOpen} seconds`]),
    ...(tcpMss === undefined ? [] : [`  Configured tcp-mss is ${tcpMss}, synced tcp-mss is ${s.state === 'Established' ? tcpMss : 0}`]),
    ...(s.peer.longParameters || s.reason?.code === 'session-open-form' ? ['  Extended Optional Parameters Length is enabled'] : []),
    `  Configured conditional advertisements interval is ${conditionTimer} seconds`,
    ...(asksConditions(router)
      ? [`  Time until conditional advertisements begin is ${conditionTimer - (ageOf(0, router.settled) % conditionTimer)} seconds`]
      : []),
  ];
}

/** F150: the scanner runs while any neighbor has an advertise-map. */
function asksConditions({ speaker }: Vtysh): boolean {
  return speaker?.config.peers.some((p) => p.families.ipv4?.advertiseMap ?? p.families.ipv6?.advertiseMap) ?? false;
}

/** What both ends said in their OPENs; FRR's own set is always sent, an end that is not FRR has the plain ones. */
function capabilityLines(router: Vtysh, s: SessionState): string[] {
  const { node, hostnameOf } = router;
  if (s.state !== 'Established') return [];
  const restart = restartFacts(router, s);
  if (s.peer.silent || s.farIsSilent) return oneSidedLines(s, node.id, hostnameOf(s.far?.speaker), restart);
  const hostname = hostnameOf(s.far?.speaker);
  const frr = hostname !== undefined;
  const both = frr ? 'advertised and received' : 'advertised';
  const families = ALL_FAMILIES.filter((family) => settingsIn(s.peer, family) ?? isOffered(s, family));
  const extended = extendedNextHop(s, { both: 'advertised and received', own: 'advertised', theirs: 'received' });
  return [
    '  Neighbor capabilities:',
    '    4 Byte AS: advertised and received',
    `    Extended Message: ${both}`,
    '    AddPath:',
    ...familiesOf(s.peer).flatMap((family) => addPathLines(s, family, frr)),
    ...capabilityLine('Dynamic', restart.dynamic.said, restart.dynamic.heard),
    ...(extended ? [`    Extended nexthop: ${extended}`] : []),
    ...(s.offeredExtendedNextHop ? ['      Address families by peer:', `                   ${FAMILY.ipv4}`] : []),
    ...(s.peer.localRole || s.remoteRole !== undefined ? [`    Role: ${roleText(s)}`] : []),
    ...longLivedLines(restart),
    `    Route refresh: advertised and received(${frr ? 'old & new' : 'new'})`,
    `    Enhanced Route Refresh: ${both}`,
    ...families.map((family) => `    Address Family ${family.title}: ${offers(s, family)}`),
    `    Hostname Capability: advertised (name: ${node.id},domain name: n/a) ${frr ? `received (name: ${hostname},domain name: n/a)` : 'not received'}`,
    ...capabilityLine('Graceful Restart Capability', restart.said !== undefined, restart.heard !== undefined),
    ...heardRestartLines(restart),
  ];
}

/** What was said of a capability by one end or both; nothing where by neither. */
function capabilityLine(name: string, said: boolean, heard: boolean): string[] {
  const how = bothWords(said, heard, ['advertised', 'received', 'advertised and received']);
  return how === undefined ? [] : [`    ${name}: ${how}`];
}

/** RFC 9494: the families of an end that restarts. */
function longLivedLines({ said, heard }: RestartFacts): string[] {
  return [
    ...capabilityLine('Long-lived Graceful Restart', said !== undefined, heard !== undefined),
    ...(heard ? ['      Address families by peer:', ...heard.families.map((afi) => `           ${FAMILY[afi]}`)] : []),
  ];
}

function heardRestartLines({ heard }: RestartFacts): string[] {
  if (!heard) return [];
  const families = heard.families.map((afi) => `${FAMILY[afi]}(${heard.preserved ? 'preserved' : 'not preserved'})`);
  return [
    `      Remote Restart timer is ${heard.time} seconds`,
    '      Address families by peer:',
    `        ${families.length === 0 ? 'none' : families.join(', ')}`,
  ];
}

/** Where one end, or neither, announces anything (`dont-capability-negotiate`). */
function oneSidedLines(s: SessionState, name: string, farName: string | undefined, restart: RestartFacts): string[] {
  if (s.peer.silent && s.farIsSilent) return [];
  const theirs = s.farIsSilent !== true;
  const said = theirs ? 'received' : 'advertised';
  const families = ALL_FAMILIES.filter((family) => (theirs ? isOffered(s, family) : settingsIn(s.peer, family)));
  const sends = (family: Family) => (theirs ? theirPaths(s, family)?.sends : offersPaths(s.peer));
  const takes = (family: Family) => (theirs ? theirPaths(s, family)?.takes : settingsIn(s.peer, family)?.addpathRx);
  const line = ({ title }: Family, what: string, isSaid: boolean | undefined) => (isSaid ? [`      ${title}: ${what} ${said}`] : []);
  return [
    '  Neighbor capabilities:',
    `    4 Byte AS: ${said}`,
    `    Extended Message: ${said}`,
    '    AddPath:',
    ...families
      .filter((family) => settingsIn(s.peer, family))
      .flatMap((family) => [...line(family, 'TX', sends(family)), ...line(family, 'RX', takes(family))]),
    ...longLivedLines(restart),
    `    Route refresh: ${said}${theirs ? '(old & new)' : ''}`,
    `    Enhanced Route Refresh: ${said}`,
    ...families.map(({ title }) => `    Address Family ${title}: ${said}`),
    `    Hostname Capability: ${theirs ? `not advertised received (name: ${farName},domain name: n/a)` : `advertised (name: ${name},domain name: n/a) not received`}`,
    ...capabilityLine('Graceful Restart Capability', restart.said !== undefined, restart.heard !== undefined),
    ...heardRestartLines(restart),
  ];
}

/** RFC 8950: who of the two takes IPv6 next hops for IPv4, which is said over IPv6 only. */
export function extendedNextHop(s: SessionState, words: { readonly both: string; readonly own: string; readonly theirs: string }): string | undefined {
  const own = s.peer.extendedNextHop === true && !isIpv4(s.peer.address) && s.peer.families.ipv4 !== undefined;
  if (own) return s.offeredExtendedNextHop ? words.both : words.own;
  return s.offeredExtendedNextHop ? words.theirs : undefined;
}

function offers(s: SessionState, family: Family): string {
  return [...(settingsIn(s.peer, family) ? ['advertised'] : []), ...(isOffered(s, family) ? ['received'] : [])].join(' and ');
}

/** What the other end has said of add-path; in a family without routes it takes several paths, and offers to send them as in the others. */
export function theirPaths(s: SessionState, family: Family): { readonly sends: boolean; readonly takes: boolean } | undefined {
  const afi = unicastOf(family);
  const { ipv4, ipv6 } = s.offeredAddPath ?? {};
  return afi ? s.offeredAddPath?.[afi] : { sends: ipv4?.sends === true || ipv6?.sends === true, takes: true };
}

/** The subsequent families that a restart is told of (bgpd/bgpd.h FOREACH_AFI_SAFI_NSF). */
export const RESTARTED: readonly string[] = ['unicast', 'multicast', 'vpn'];

function roleText(s: SessionState): string {
  return [...(s.peer.localRole ? ['advertised'] : []), ...(s.remoteRole === undefined ? [] : ['received'])].join(' and ');
}

function addPathLines(s: SessionState, family: Family, frr: boolean): string[] {
  const own = settingsIn(s.peer, family);
  const theirs = frr && isAgreed(s, family) ? theirPaths(s, family) : undefined;
  const line = (what: string, said: boolean, heard: boolean) =>
    said || heard ? [`      ${family.title}: ${what} ${[...(said ? ['advertised'] : []), ...(heard ? ['received'] : [])].join(' and ')}`] : [];
  return [...line('TX', own !== undefined && offersPaths(s.peer), theirs?.sends ?? false), ...line('RX', own?.addpathRx === true, theirs?.takes ?? false)];
}

function restartLines(router: Vtysh, s: SessionState): string[] {
  const { said, heard } = restartFacts(router, s);
  const names = ALL_FAMILIES.filter((family) => isAgreed(s, family))
    .map((family) => family.title)
    .join(', ');
  const markers = heard ? [`    End-of-RIB send: ${names}`, `    End-of-RIB received: ${said ? names : ''}`] : [];
  return ['  Graceful restart information:', ...markers, ...restartModeLines(router, s)];
}

/** What `graceful-restart` behind the neighbor shows alone (bgpd/bgp_vty.c bgp_show_neighbor_graceful_restart_…). */
function restartModeLines(router: Vtysh, s: SessionState): string[] {
  const restart = restartFacts(router, s);
  const { said, heard } = restart;
  const { bgp } = router.config;
  const both = said !== undefined && heard !== undefined;
  const configured = familiesOf(s.peer).filter(({ safi = '' }) => RESTARTED.includes(safi));
  return [
    `    Local GR Mode: ${localMode(restart)}`,
    `    Remote GR Mode: ${remoteMode(restart)}`,
    `    R bit: ${both ? 'True' : 'False'}`,
    `    N bit: ${both && heard.notifies ? 'True' : 'False'}`,
    '    Timers:',
    `      Configured Restart Time(sec): ${restartTime(bgp, 'restart-time')}`,
    `      Received Restart Time(sec): ${heard?.time ?? 0}`,
    ...(both ? configured.flatMap((family) => restartOfFamily(bgp, restart, family, isAgreed(s, family))) : []),
  ];
}

/** `show bgp neighbors [X] graceful-restart`: who speaks the family, or of him who is asked for. */
export function showRestart(router: Vtysh, chosen: readonly SessionState[] | undefined, family: Family): string {
  const sessions = (chosen ?? router.speaker?.sessions ?? []).filter((s) => settingsIn(s.peer, family));
  return [
    '',
    'Codes: GR - Graceful Restart, * -  Inheriting Global GR Config,',
    '       Restart - GR Mode-Restarting, Helper - GR Mode-Helper,',
    '       Disable - GR Mode-Disable.',
    '',
    `Global BGP GR Mode :  ${globalMode(router.config.bgp ?? {})}`,
    '',
    ...inPeerOrder(sessions).flatMap((s) => [titleOf(s), ...restartModeLines(router, s)]),
    ...(chosen && sessions.length === 0 ? ['% No such neighbor'] : []),
    '',
  ].join('\n');
}

function restartOfFamily(bgp: FrrBgp | undefined, { mode, heard }: RestartFacts, family: Family, agreed: boolean): string[] {
  const yes = agreed ? 'Yes' : 'No';
  return [
    `    ${family.title}:`,
    `      F bit: ${heard?.preserved && heard.families.some((afi) => afi === family.id) ? 'True' : 'False'}`,
    `      End-of-RIB sent: ${yes}`,
    `      End-of-RIB sent after update: ${yes}`,
    `      End-of-RIB received: ${yes}`,
    '      Timers:',
    `        Configured Stale Path Time(sec): ${restartTime(bgp, 'stalepath-time')}`,
    ...(mode === 'restart' ? [`        Configured Selection Deferral Time(sec): ${restartTime(bgp, 'select-defer-time')}`] : []),
  ];
}

function statistics(router: Vtysh, s: SessionState): string[] {
  const { keepalive, said } = sessionFacts(router, s);
  const messages = messagesOf(s, router.settled, keepalive);
  const none = { sent: 0, received: 0 };
  const row = (what: string, n: { readonly sent: number; readonly received: number }) =>
    `    ${`${what}:`.padEnd(14)} ${String(n.sent).padStart(10)} ${String(n.received).padStart(10)}`;
  const source = said?.updateSource;
  return [
    '  Message statistics:',
    '    Inq depth is 0',
    '    Outq depth is 0',
    '                         Sent       Rcvd',
    row('Opens', messages.opens),
    row('Notifications', none),
    row('Updates', messages.updates),
    row('Keepalives', messages.keepalives),
    row('Route Refresh', none),
    row('Capability', none),
    row('Total', totals(messages)),
    `  Minimum time between advertisement runs is ${said?.advertisementInterval ?? 0} seconds`,
    ...(source === undefined ? [] : [`  Update source is ${typeof source === 'object' ? source.interface : formatIp(source)}`]),
    '',
  ];
}

/** With `restart` the session is tried again by itself. */
function fullLine(router: Vtysh, { peer }: SessionState): string {
  const limit = (['ipv4', 'ipv6'] as const).map((afi) => peer.families[afi]?.maximumPrefix?.restart).find((minutes) => minutes !== undefined);
  if (limit === undefined) return `  Reduce the no. of prefix and clear ip bgp ${peer.id} to restore peering`;
  return `  Reduce the no. of prefix from ${peer.id}, will restart in ${Math.max(0, 60 * limit - ageOf(0, router.settled))} seconds`;
}

function endLines(router: Vtysh, s: SessionState): string[] {
  const up = s.state === 'Established';
  const full = s.reason?.code === 'session-maximum-prefix';
  const internal = s.type === 'internal' || s.type === 'confed-internal';
  const hops = s.peer.ttlSecurityHops ?? (internal ? 255 : s.peer.ttl);
  return [
    `  Connections established ${up || full ? 1 : 0}; dropped ${full ? 1 : 0}`,
    `  Last reset ${uptime(0, router.settled)},  ${lastReset(s)}`,
    ...(full ? ['  Peer had exceeded the max. no. of prefixes configured.', fullLine(router, s)] : []),
    `  ${internal ? 'Internal' : 'External'} BGP neighbor may be up to ${hops} hops away.`,
  ];
}

/** TCP's part: the end with the lower router-id has called (RFC 4271 §6.8), from a port of the dynamic range. */
function connection(router: Vtysh, speaker: SpeakerState, s: SessionState): string[] {
  const up = s.state === 'Established';
  const { said } = sessionFacts(router, s);
  return [
    ...(up && s.localAddress !== undefined ? addressLines(router, speaker, s, s.localAddress) : []),
    `BGP Connect Retry Timer in Seconds: ${said?.timersConnect ?? (router.config.profile === 'datacenter' ? 10 : 120)}`,
    ...(s.peer.password === undefined ? [] : ['Peer Authentication Enabled']),
    up ? 'Read thread: on  Write thread: on  FD used: 18' : 'Read thread: off  Write thread: off  FD used: -1',
    ...watchLines(router, s),
  ];
}

/** Whether the neighbor may be more than a link away (bgpd/bgp_bfd.c bgp_peer_config_apply). */
export function isFar({ type, peer }: SessionState): boolean {
  return type === 'internal' || type === 'confed-internal' || peer.ttl > 1;
}

/** No bfdd runs that could say more (lib/bfd.c bfd_sess_show). */
function watchLines(router: Vtysh, s: SessionState): string[] {
  if (!sessionFacts(router, s).said?.bfd) return [];
  return [
    '',
    `  BFD: Type: ${isFar(s) ? 'multi' : 'single'} hop`,
    '  Detect Multiplier: 3, Min Rx interval: 300, Min Tx interval: 300',
    '  Status: Unknown, Last update: never',
  ];
}

const BGP_PORT = 179;
/** The first port of Linux's range for callers. */
const CALLER_PORT = 32_768;

function addressLines(router: Vtysh, speaker: SpeakerState, s: SessionState, local: Ip): string[] {
  const calls = !s.peer.passive && speaker.routerId < (s.remoteRouterId ?? 0);
  const nextHops = s.session?.self;
  return [
    `Local host: ${formatIp(local)}, Local port: ${calls ? CALLER_PORT : BGP_PORT}`,
    `Foreign host: ${formatIp(s.peer.address)}, Foreign port: ${calls ? BGP_PORT : CALLER_PORT}`,
    `Nexthop: ${nextHops === undefined ? '0.0.0.0' : formatIp(nextHops.ipv4)}`,
    `Nexthop global: ${ownNextHopIpv6(router, speaker, s)}`,
    `Nexthop local: ${formatIp(ownLinkLocal(router, s))}`,
    `BGP connection: ${s.shared ? 'shared network' : 'non shared network'}`,
  ];
}
