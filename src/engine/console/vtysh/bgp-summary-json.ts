/** `show bgp summary json` (F139; bgpd/bgp_vty.c bgp_show_summary). */
import type { SessionState, SpeakerState } from '../../bgp/index.ts';
import { formatIp, isIpv4 } from '../../ip/index.ts';
import type { Json } from './json-text.ts';
import { ageOf, uptime } from '../time.ts';
import { trieNodes } from '../trie-nodes.ts';
import { missingPolicy } from './bgp-neighbor-family.ts';
import { choosePeers, heldPrefixes, SIZE, type SummaryFilter } from './bgp-summary.ts';
import { tableVersion } from './bgp-table.ts';
import { localAsOf } from './bgp-views.ts';
import { countsIn, type Family, settingsIn, unicastOf } from './families.ts';
import { lastReset } from './last-reset.ts';
import { delayJson } from './update-delay.ts';
import { messagesOf, totals } from './messages.ts';
import { neighborOf, type Vtysh } from './router.ts';

type Fields = { readonly [key: string]: Json };

/** Every family that has neighbors, by name; empty without BGP. */
export function summariesJson(router: Vtysh, families: readonly Family[], filter: SummaryFilter = {}): Json {
  const shown = families.map((family) => [family.key, summaryJson(router, family, filter)] as const);
  return Object.fromEntries(shown.filter(([, summary]) => Object.keys(summary).length > 0));
}

/** One family; empty when no neighbor is active in it. */
export function summaryJson(router: Vtysh, family: Family, filter: SummaryFilter = {}): Fields {
  const { speaker, config } = router;
  if (!speaker) return {};
  const { peers, asked, passedOver, failed, listed } = choosePeers(router, speaker, family, filter);
  if (peers.length === 0) return {};
  const dynamic = peers.filter((s) => s.dynamic).length;
  // Whom the filter leaves out counts, whatever families he is active in; who is dynamic does so as well.
  if (filter.state === 'failed' && failed.length === 0) {
    const dynamicPeers = speaker.sessions.filter((s) => s.dynamic && !passedOver.includes(s)).length;
    return { failedPeersCount: 0, dynamicPeers, totalPeers: asked.length + passedOver.length };
  }
  const afi = unicastOf(family);
  const nodes = afi ? trieNodes(heldPrefixes(speaker, afi)) : 0;
  const groups = config.bgp?.peerGroups.size ?? 0;
  return {
    routerId: formatIp(speaker.routerId),
    as: speaker.asn,
    vrfId: 0,
    vrfName: 'default',
    ...delayJson(config, speaker),
    ...(speaker.config.maxMed !== undefined && { maxMedAdministrative: true }),
    tableVersion: afi ? tableVersion(speaker, afi) : 0,
    ribCount: nodes,
    ribMemory: nodes * SIZE.prefix,
    peerCount: peers.length,
    peerMemory: peers.length * SIZE.peer,
    ...(groups > 0 && { peerGroupCount: groups, peerGroupMemory: groups * SIZE.group }),
    ...(afi && config.bgp?.[afi].dampening && { dampeningEnabled: true }),
    peers: Object.fromEntries(listed.map((s) => [s.peer.id, filter.state === 'failed' ? failedJson(router, s) : peerJson(router, speaker, s, family)])),
    failedPeers: failed.length,
    displayedPeers: filter.state === 'failed' ? asked.length : listed.length,
    totalPeers: peers.length,
    dynamicPeers: dynamic,
    ...(filter.state !== 'failed' && { bestPath: bestPathSettings(speaker, config.bgp?.bestpath.multipathRelaxAsSet ?? false) }),
  };
}

function peerJson(router: Vtysh, speaker: SpeakerState, s: SessionState, family: Family): Fields {
  const counts = countsIn(s, family, speaker);
  const up = s.state === 'Established';
  const hostname = s.farIsSilent ? undefined : router.hostnameOf(s.far?.speaker);
  const messages = totals(messagesOf(s, router.settled, neighborOf(router, s.peer.id)?.timers?.keepalive));
  return {
    ...(s.dynamic && { dynamicPeer: true }),
    ...(hostname !== undefined && { hostname }),
    remoteAs: s.remoteAs,
    localAs: localAsOf(speaker, s),
    version: 4,
    msgRcvd: messages.received,
    msgSent: messages.sent,
    tableVersion: 0,
    outq: 0,
    inq: 0,
    ...upFields(s, router.settled),
    pfxRcd: counts?.received ?? 0,
    pfxSnt: counts?.sent ?? 0,
    state: stateText(s),
    peerState: peerState(router, s, family),
    connectionsEstablished: up ? 1 : 0,
    connectionsDropped: 0,
    ...(s.peer.description !== undefined && { desc: s.peer.description }),
    idType: idType(s),
  };
}

function failedJson(router: Vtysh, s: SessionState): Fields {
  const up = s.state === 'Established';
  const hostname = s.farIsSilent ? undefined : router.hostnameOf(s.far?.speaker);
  return {
    ...(s.dynamic && { dynamicPeer: true }),
    ...(hostname !== undefined && { hostname }),
    connectionsEstablished: up ? 1 : 0,
    connectionsDropped: 0,
    ...upFields(s, router.settled),
    lastResetDueTo: up ? 'AFI/SAFI Not Negotiated' : lastReset(s),
    idType: idType(s),
  };
}

function upFields(s: SessionState, settled: number): Fields {
  if (s.state !== 'Established') return { peerUptime: 'never', peerUptimeMsec: 0 };
  return { peerUptime: uptime(s.establishedAt, settled), peerUptimeMsec: ageOf(s.establishedAt, settled) * 1000 };
}

function idType(s: SessionState): string {
  if (s.peer.unnumbered) return 'interface';
  return isIpv4(s.peer.address) ? 'ipv4' : 'ipv6';
}

/** F18. */
function stateText(s: SessionState): string {
  if (s.reason?.code === 'session-shutdown') return 'Idle (Admin)';
  return s.reason?.code === 'session-maximum-prefix' ? 'Idle (PfxCt)' : s.state;
}

/** Whether policy is missing is asked of a session that is down, too; who is stated as passive is `Passive` also while it is up, who came through a listen range is not. */
function peerState(router: Vtysh, s: SessionState, wanted: Family): string {
  const stopped = stoppedState(router, s);
  if (stopped) return stopped;
  const family = settingsIn(s.peer, wanted);
  const missing = (side: 'in' | 'out') => family !== undefined && missingPolicy(router, s, family, side);
  return missing('in') || missing('out') ? 'Policy' : 'OK';
}

function stoppedState({ config }: Vtysh, s: SessionState): string {
  if (s.reason?.code === 'session-shutdown') return 'Admin';
  if (s.reason?.code === 'session-maximum-prefix') return 'PfxCt';
  // Who came through a listen range is called by nobody, and passive only where the group says so.
  const passive = s.dynamic ? config.bgp?.peerGroups.get(s.peer.peerGroup ?? '')?.passive : s.peer.passive;
  return passive ? 'Passive' : '';
}

function bestPathSettings({ config: { bestpath } }: SpeakerState, asSet: boolean): Fields {
  const med = bestpath.medMissingAsWorst ? 'missing-as-worst' : bestpath.medConfed ? 'true' : undefined;
  return {
    ...(bestpath.asPathIgnore ? { asPath: 'ignore' } : bestpath.asPathConfed ? { asPath: 'confed' } : {}),
    multiPathRelax: bestpath.multipathRelax ? (asSet ? 'as-set' : 'true') : 'false',
    ...(bestpath.peerTypeMultipathRelax && { peerTypeRelax: true }),
    ...(bestpath.compareRouterId && { compareRouterId: 'true' }),
    ...(med !== undefined && { med }),
  };
}
