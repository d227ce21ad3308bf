/** `show bgp neighbors json` (bgpd/bgp_vty.c bgp_show_peer, bgp_show_peer_afi), with FRR 8.4.4's keys. */
import { afiOf, NO_AS, offersPaths, type PeerFamilyConfig, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import { formatIp, isUnspecified } from '../../ip/index.ts';
import type { Json } from './json-text.ts';
import { ageOf, uptime } from '../time.ts';
import { ownNextHopIpv6 } from './own-next-hop.ts';
import { missingPolicy } from './bgp-neighbor-family.ts';
import { extendedNextHop, isFar, RESTARTED, sessionFacts, theirPaths } from './bgp-neighbor.ts';
import { localAsOf } from './bgp-views.ts';
import { lastReset } from './last-reset.ts';
import { messagesOf, totals } from './messages.ts';
import { orfJson } from './orf.ts';
import { ALL_FAMILIES, countsIn, familiesOf, type Family, isAgreed, isOffered, settingsIn, unicastOf } from './families.ts';
import { bothWords, localMode, remoteMode, restartFacts, restartTime } from './restart.ts';
import { inPeerOrder, listenRangeOf, ownLinkLocal, type Vtysh } from './router.ts';
import { updateGroups } from './update-groups.ts';

type Fields = Readonly<Record<string, Json>>;

const KEY = { ipv4: 'ipv4Unicast', ipv6: 'ipv6Unicast' } as const;

/** By neighbor; a neighbor that is none is said to be none. */
export function neighborsJson(router: Vtysh, which: { readonly peers?: readonly string[]; readonly families?: readonly Family[] }): Json {
  const { speaker } = router;
  if (!speaker) return {};
  const chosen = inPeerOrder(speaker.sessions)
    .filter((s) => which.peers?.includes(s.peer.id) ?? true)
    .filter((s) => which.families?.some((family) => settingsIn(s.peer, family)) ?? true);
  if (which.peers && chosen.length === 0) return { bgpNoSuchNeighbor: true };
  return Object.fromEntries(chosen.map((s) => [s.peer.id, neighborJson(router, speaker, s)]));
}

function neighborJson(router: Vtysh, speaker: SpeakerState, s: SessionState): Fields {
  const families = familiesOf(s.peer);
  return {
    ...identity(router, speaker, s),
    ...stateFields(router, speaker, s),
    ...(s.state === 'Established' && { neighborCapabilities: capabilities(router, s) }),
    gracefulRestartInfo: restartInfo(router, s),
    messageStats: statistics(router, s),
    minBtwnAdvertisementRunsTimerMsecs: (sessionFacts(router, s).said?.advertisementInterval ?? 0) * 1000,
    ...updateSource(router, s),
    addressFamilyInfo: {
      ...Object.assign({}, ...families.map((family) => (unicastOf(family) ? orfJson(speaker, s, family.afi).beside : {}))),
      ...Object.fromEntries(families.map((family) => [family.key, familyJson(router, speaker, s, family)])),
    },
    ...endFields(router, s),
    ...connection(router, speaker, s),
  };
}

function identity(router: Vtysh, speaker: SpeakerState, s: SessionState): Fields {
  const { peer } = s;
  const internal = s.type === 'internal' || s.type === 'confed-internal';
  const confederated = speaker.config.confederation !== undefined;
  const known = confederated ? (internal ? 'nbrConfedInternalLink' : 'nbrConfedExternalLink') : internal ? 'nbrInternalLink' : 'nbrExternalLink';
  const link = peer.remoteAs === NO_AS ? 'nbrUnspecifiedLink' : known;
  const hostname = s.farIsSilent ? undefined : router.hostnameOf(s.far?.speaker);
  const range = listenRangeOf(router, s);
  return {
    ...(peer.unnumbered && { bgpNeighborAddr: isUnspecified(peer.address) ? 'none' : formatIp(peer.address) }),
    remoteAs: s.remoteAs || (typeof peer.remoteAs === 'number' ? peer.remoteAs : 0),
    localAs: localAsOf(speaker, s),
    ...(peer.localAs?.noPrepend && { localAsNoPrepend: true }),
    ...(peer.localAs?.replaceAs && { localAsReplaceAs: true }),
    [link]: true,
    localRole: peer.localRole?.role ?? 'undefined',
    remoteRole: s.remoteRole ?? 'undefined',
    ...(peer.description !== undefined && { nbrDesc: peer.description }),
    ...(hostname !== undefined && { hostname }),
    ...(peer.peerGroup !== undefined && { peerGroup: peer.peerGroup }),
    ...(range !== undefined && { peerSubnetRangeGroup: range }),
  };
}

function stateFields(router: Vtysh, speaker: SpeakerState, s: SessionState): Fields {
  const { up, agreed, agreedKeepalive, hold, keepalive, said } = sessionFacts(router, s);
  const seconds = ageOf(s.establishedAt, router.settled);
  return {
    ...(s.peer.shutdown && { adminShutDown: true }),
    bgpVersion: 4,
    remoteRouterId: s.remoteRouterId === undefined ? '0.0.0.0' : formatIp(s.remoteRouterId),
    localRouterId: formatIp(speaker.routerId),
    ...(s.type === 'confed-external' && { nbrCommonAdmin: true }),
    bgpState: s.state,
    ...(up && { bgpTimerUpMsec: seconds * 1000, bgpTimerUpString: uptime(s.establishedAt, router.settled) }),
    ...(s.state === 'Active' && s.peer.passive && { bgpStateIs: 'passive' }),
    bgpTimerConfiguredHoldTimeMsecs: hold * 1000,
    bgpTimerConfiguredKeepAliveIntervalMsecs: keepalive * 1000,
    bgpTimerHoldTimeMsecs: agreed * 1000,
    bgpTimerKeepAliveIntervalMsecs: agreedKeepalive * 1000,
    ...(said?.delayOpen !== undefined && { bgpTimerDelayOpenTimeMsecs: said.delayOpen * 1000 }),
    ...(said?.tcpMss !== undefined && { bgpTcpMssConfigured: said.tcpMss, bgpTcpMssSynced: up ? said.tcpMss : 0 }),
    extendedOptionalParametersLength: false,
    bgpTimerConfiguredConditionalAdvertisementsSec: router.config.bgp?.conditionTimer ?? 60,
  };
}

/** What both ends said of add-path in a family (RFC 7911 §4). */
function addPath(s: SessionState, family: Family, frr: boolean): Fields {
  const own = settingsIn(s.peer, family);
  const theirs = frr && isAgreed(s, family) ? theirPaths(s, family) : undefined;
  const key = (what: string, said: boolean, heard: boolean) => {
    const how = said ? `Advertised${heard ? 'AndReceived' : ''}` : heard ? 'Received' : undefined;
    return how ? { [`${what}${how}`]: true } : {};
  };
  return { ...key('tx', own !== undefined && offersPaths(s.peer), theirs?.sends ?? false), ...key('rx', own?.addpathRx === true, theirs?.takes ?? false) };
}

function capabilities(router: Vtysh, s: SessionState): Fields {
  const { node, hostnameOf } = router;
  const { said, heard, dynamic } = restartFacts(router, s);
  const how = (own: boolean, theirs: boolean) => bothWords(own, theirs, ['advertised', 'received', 'advertisedAndReceived']);
  const restarts = how(said !== undefined, heard !== undefined);
  const changes = how(dynamic.said, dynamic.heard);
  const hostname = s.farIsSilent ? undefined : hostnameOf(s.far?.speaker);
  const both = hostname === undefined ? 'advertised' : 'advertisedAndReceived';
  const families = familiesOf(s.peer);
  const extended = extendedNextHop(s, { both: 'advertisedAndReceived', own: 'advertised', theirs: 'received' });
  const own = { advHostName: node.id, advDomainName: 'n/a' };
  return {
    '4byteAs': 'advertisedAndReceived',
    extendedMessage: both,
    addPath: Object.fromEntries(families.map((family) => [family.key, addPath(s, family, hostname !== undefined)])),
    ...(changes && { dynamic: changes }),
    ...(extended && { extendedNexthop: extended }),
    ...(s.offeredExtendedNextHop && { extendedNexthopFamililesByPeer: { ipv4Unicast: 'recieved' } }),
    ...((s.peer.localRole || s.remoteRole !== undefined) && { role: roleState(s) }),
    ...(restarts && { longLivedGracefulRestart: restarts }),
    // bgpd puts the families of extended next hops in here as well.
    ...(heard && { longLivedGracefulRestartByPeer: s.offeredExtendedNextHop ? { ipv4Unicast: 'received' } : {} }),
    routeRefresh: hostname === undefined ? 'advertisedAndReceivedNew' : 'advertisedAndReceivedOldNew',
    enhancedRouteRefresh: both,
    multiprotocolExtensions: Object.fromEntries(
      ALL_FAMILIES.flatMap((family) => {
        const said = how(settingsIn(s.peer, family) !== undefined, isOffered(s, family));
        return said ? [[family.key, { [said]: true }]] : [];
      }),
    ),
    hostName: hostname === undefined ? own : { ...own, rcvHostName: hostname, rcvDomainName: 'n/a' },
    ...(restarts && { [said && heard ? 'gracefulRestart' : 'gracefulRestartCapability']: restarts }),
    ...(heard && {
      gracefulRestartRemoteTimerMsecs: heard.time * 1000,
      addressFamiliesByPeer:
        heard.families.length === 0 ? 'none' : Object.fromEntries(heard.families.map((afi) => [KEY[afi], heard.preserved ? { preserved: true } : {}])),
    }),
  };
}

function roleState(s: SessionState): string {
  if (s.peer.localRole && s.remoteRole !== undefined) return 'advertisedAndReceived';
  return s.peer.localRole ? 'advertised' : 'received';
}

function restartInfo(router: Vtysh, s: SessionState): Fields {
  const restart = restartFacts(router, s);
  const { said, heard, mode } = restart;
  const { bgp } = router.config;
  const both = said !== undefined && heard !== undefined;
  const agreed = ALL_FAMILIES.filter((family) => isAgreed(s, family));
  const all = Object.fromEntries(agreed.map(({ key }) => [key, true]));
  const stale = restartTime(bgp, 'stalepath-time');
  const ofFamily = ({ id }: Family) => ({
    fBit: heard?.preserved === true && heard.families.some((afi) => afi === id),
    endOfRibStatus: { endOfRibSend: true, endOfRibSentAfterUpdate: true, endOfRibRecv: true },
    // bgpd writes the one in place of the other.
    timers: { stalePathTimer: stale, ...(mode === 'restart' && { selectionDeferralTimer: stale }) },
  });
  return {
    endOfRibSend: heard ? all : {},
    endOfRibRecv: both ? all : {},
    localGrMode: localMode(restart),
    remoteGrMode: remoteMode(restart),
    rBit: both,
    nBit: both && heard.notifies,
    timers: { configuredRestartTimer: restartTime(bgp, 'restart-time'), receivedRestartTimer: heard?.time ?? 0 },
    ...(both &&
      Object.fromEntries(
        familiesOf(s.peer)
          .filter(({ safi = '' }) => RESTARTED.includes(safi))
          .map((family) => [family.key, isAgreed(s, family) ? ofFamily(family) : NOT_AGREED]),
      )),
  };
}

const NOT_AGREED = { fBit: false, endOfRibStatus: { endOfRibSend: false, endOfRibRecv: false }, timers: {} };

function statistics(router: Vtysh, s: SessionState): Fields {
  const messages = messagesOf(s, router.settled, sessionFacts(router, s).keepalive);
  const all = totals(messages);
  return {
    depthInq: 0,
    depthOutq: 0,
    opensSent: messages.opens.sent,
    opensRecv: messages.opens.received,
    notificationsSent: 0,
    notificationsRecv: 0,
    updatesSent: messages.updates.sent,
    updatesRecv: messages.updates.received,
    keepalivesSent: messages.keepalives.sent,
    keepalivesRecv: messages.keepalives.received,
    routeRefreshSent: 0,
    routeRefreshRecv: 0,
    capabilitySent: 0,
    capabilityRecv: 0,
    totalSent: all.sent,
    totalRecv: all.received,
  };
}

function updateSource(router: Vtysh, s: SessionState): Fields {
  const source = sessionFacts(router, s).said?.updateSource;
  return source === undefined ? {} : { updateSource: typeof source === 'object' ? source.interface : formatIp(source) };
}

function familyJson(router: Vtysh, speaker: SpeakerState, s: SessionState, family: Family): Fields {
  const f = settingsIn(s.peer, family) as PeerFamilyConfig;
  const counts = countsIn(s, family, speaker);
  const group = counts && updateGroups(speaker).get(`${s.peer.id} ${family.id}`);
  const { sendCommunity: c, maximumPrefix: m } = f;
  return {
    ...(s.peer.peerGroup !== undefined && { peerGroupMember: s.peer.peerGroup }),
    ...(group !== undefined && { updateGroupId: group, subGroupId: group, packetQueueLength: 0 }),
    ...(unicastOf(family) && orfJson(speaker, s, family.afi).family),
    ...flagFields(f),
    ...((c.standard || c.extended) && { commAttriSentToNbr: c.standard && c.extended ? 'extendedAndStandard' : c.extended ? 'extended' : 'standard' }),
    ...defaultFields(speaker, s, family, f),
    ...filterFields(f),
    ...(missingPolicy(router, s, f, 'in') && { inboundEbgpRequiresPolicy: 'Inbound updates discarded due to missing policy' }),
    ...(missingPolicy(router, s, f, 'out') && { outboundEbgpRequiresPolicy: 'Outbound updates discarded due to missing policy' }),
    ...mapFields(f, counts?.condition === 'unmet'),
    acceptedPrefixCounter: counts?.received ?? 0,
    ...(group !== undefined && { sentPrefixCounter: counts?.sent ?? 0 }),
    ...(f.maximumPrefixOut !== undefined && { prefixOutAllowedMax: f.maximumPrefixOut }),
    ...(m && {
      prefixAllowedMax: m.limit,
      ...(m.warningOnly && { prefixAllowedMaxWarning: true }),
      prefixAllowedWarningThresh: m.threshold,
      ...(m.restart !== undefined && { prefixAllowedRestartIntervalMsecs: m.restart * 60_000 }),
    }),
  };
}

function mapFields({ unsuppressMap, advertiseMap: a }: PeerFamilyConfig, holdsBack: boolean): Fields {
  return {
    ...(unsuppressMap && { selectiveUnsuppressRouteMap: unsuppressMap.name }),
    ...(a && {
      advertiseMap: {
        condition: a.condition === 'exist' ? 'EXIST' : 'NON_EXIST',
        conditionMap: a.conditionMap.name,
        advertiseMap: a.map.name,
        advertiseStatus: holdsBack ? 'Withdraw' : 'Advertise',
      },
    }),
  };
}

function flagFields(f: PeerFamilyConfig): Fields {
  const { removePrivateAs: stripped, attributeUnchanged: kept } = f;
  const privateKey = `privateAsNums${stripped?.all ? 'All' : ''}${stripped?.replaceAs ? 'Replaced' : 'Removed'}InUpdatesToNbr`;
  return {
    ...(f.routeReflectorClient && { routeReflectorClient: true }),
    ...(f.routeServerClient && { routeServerClient: true }),
    ...(f.softReconfigurationInbound && { inboundSoftConfigPermit: true }),
    ...(stripped && { [privateKey]: true }),
    ...(f.addpathTx === 'all' && { addpathTxAllPaths: true }),
    ...(f.addpathTx === 'best-per-as' && { addpathTxBestpathPerAS: true }),
    ...(f.asOverride && { overrideASNsInOutboundUpdates: 'ifAspathEqualRemoteAs' }),
    ...(f.nextHopSelf !== undefined && f.nextHopSelf !== false && { routerAlwaysNextHop: true }),
    ...(kept?.asPath && { unchangedAsPathPropogatedToNbr: true }),
    ...(kept?.nextHop && { unchangedNextHopPropogatedToNbr: true }),
    ...(kept?.med && { unchangedMedPropogatedToNbr: true }),
  };
}

function defaultFields(speaker: SpeakerState, s: SessionState, family: Family, { defaultOriginate }: PeerFamilyConfig): Fields {
  if (!defaultOriginate) return {};
  const afi = unicastOf(family);
  const sent =
    afi === undefined
      ? isAgreed(s, family)
      : [...(speaker.adjRibOut.get(s.peer.id)?.values() ?? [])].some((r) => r.defaultOriginated && afiOf(r.prefix) === afi);
  return { ...(defaultOriginate.routeMap && { defaultRouteMap: defaultOriginate.routeMap.name }), [sent ? 'defaultSent' : 'defaultNotSent']: true };
}

function filterFields(f: PeerFamilyConfig): Fields {
  const into = [f.routeMapIn, f.prefixListIn, f.filterListIn, f.distributeListIn].some(Boolean);
  const out = [f.routeMapOut, f.prefixListOut, f.filterListOut, f.distributeListOut, f.unsuppressMap].some(Boolean);
  return {
    ...(into && { inboundPathPolicyConfig: true }),
    ...(out && { outboundPathPolicyConfig: true }),
    ...(f.prefixListIn && { incomingUpdatePrefixFilterList: f.prefixListIn.name }),
    ...(f.prefixListOut && { outgoingUpdatePrefixFilterList: f.prefixListOut.name }),
    ...(f.distributeListIn && { incomingUpdateNetworkFilterList: f.distributeListIn.name }),
    ...(f.distributeListOut && { outgoingUpdateNetworkFilterList: f.distributeListOut.name }),
    ...(f.filterListIn && { incomingUpdateAsPathFilterList: f.filterListIn.name }),
    ...(f.filterListOut && { outgoingUpdateAsPathFilterList: f.filterListOut.name }),
    ...(f.routeMapIn && { routeMapForIncomingAdvertisements: f.routeMapIn.name }),
    ...(f.routeMapOut && { routeMapForOutgoingAdvertisements: f.routeMapOut.name }),
  };
}

function endFields(router: Vtysh, s: SessionState): Fields {
  const full = s.reason?.code === 'session-maximum-prefix';
  const internal = s.type === 'internal' || s.type === 'confed-internal';
  return {
    connectionsEstablished: s.state === 'Established' || full ? 1 : 0,
    connectionsDropped: full ? 1 : 0,
    lastResetTimerMsecs: ageOf(0, router.settled) * 1000,
    lastResetDueTo: lastReset(s),
    ...(full && { prefixesConfigExceedMax: true, reducePrefixNumAndClearIpBgp: true }),
    [internal ? 'internalBgpNbrMaxHopsAway' : 'externalBgpNbrMaxHopsAway']: s.peer.ttlSecurityHops ?? (internal ? 255 : s.peer.ttl),
  };
}

function connection(router: Vtysh, speaker: SpeakerState, s: SessionState): Fields {
  const { up, said } = sessionFacts(router, s);
  const calls = !s.peer.passive && speaker.routerId < (s.remoteRouterId ?? 0);
  const ends: Fields =
    up && s.localAddress !== undefined && s.session
      ? {
          hostLocal: formatIp(s.localAddress),
          portLocal: calls ? 32_768 : 179,
          hostForeign: formatIp(s.peer.address),
          portForeign: calls ? 179 : 32_768,
          nexthop: formatIp(s.session.self.ipv4),
          nexthopGlobal: ownNextHopIpv6(router, speaker, s),
          nexthopLocal: formatIp(ownLinkLocal(router, s)),
          bgpConnection: s.shared ? 'sharedNetwork' : 'nonSharedNetwork',
        }
      : { hostLocal: 'Unknown', portLocal: -1, hostForeign: 'Unknown', portForeign: -1 };
  return {
    ...ends,
    ...watchFields(router, s),
    connectRetryTimer: said?.timersConnect ?? (router.config.profile === 'datacenter' ? 10 : 120),
    ...(s.peer.password !== undefined && { authenticationEnabled: 1 }),
    readThread: up ? 'on' : 'off',
    writeThread: up ? 'on' : 'off',
  };
}

function watchFields(router: Vtysh, s: SessionState): Fields {
  if (!sessionFacts(router, s).said?.bfd) return {};
  const type = `${isFar(s) ? 'multi' : 'single'} hop`;
  return { peerBfdInfo: { type, detectMultiplier: 3, rxMinInterval: 300, txMinInterval: 300, status: 'Unknown', lastUpdate: 'never' } };
}
