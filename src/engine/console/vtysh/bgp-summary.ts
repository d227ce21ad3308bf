/** `show bgp summary` (F128–F130, F201, F204; bgpd/bgp_vty.c bgp_show_summary). */
import { type AfiName, afiOf, isTakenForWithdraw, isUnicastPrefix, listedRoutes, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import { DEFAULT_LISTEN_LIMIT } from '../../frr/index.ts';
import { formatIp, parsePrefix, type Prefix, prefixKey } from '../../ip/index.ts';
import { trieNodes } from '../trie-nodes.ts';
import { uptime } from '../time.ts';
import { tableVersion } from './bgp-table.ts';
import { countsIn, type Family, isAgreed, settingsIn, unicastOf } from './families.ts';
import { type Hosts, hostsOf, namesOf } from './hosts.ts';
import { lastReset } from './last-reset.ts';
import { delayLines } from './update-delay.ts';
import { messagesOf, totals } from './messages.ts';
import { inPeerOrder, type Vtysh } from './router.ts';

/** Bytes that FRR 8.4.4 takes for a prefix, a neighbor and a peer-group on amd64. */
export const SIZE = { prefix: 192, peer: 741_464, group: 64 } as const;

/** Which neighbors a summary is of: all, only those that are up or that are not, one, or those of an AS. */
export interface SummaryFilter {
  readonly state?: 'established' | 'failed';
  readonly neighbor?: string;
  readonly remoteAs?: number | 'internal' | 'external';
  /** Without the figures above the columns. */
  readonly terse?: boolean;
  readonly wide?: boolean;
}

/** Each family that has neighbors, under its heading: a command that names no family, or not the subsequent one. */
export function showSummaries(router: Vtysh, families: readonly Family[], filter: SummaryFilter = {}): string {
  const { speaker } = router;
  if (!speaker) return '% BGP instance not found';
  const shown = families.filter((family) => speaker.sessions.some((s) => settingsIn(s.peer, family)));
  if (shown.length === 0) return '% No BGP neighbors found in VRF default';
  return shown.map((family) => `\n${family.title} Summary (VRF default):\n${showSummary(router, family, filter)}`).join('\n');
}

/** The neighbors of a family as a filter divides them. */
export interface Chosen {
  readonly peers: readonly SessionState[];
  /** Those of the neighbor or AS that is asked for. */
  readonly asked: readonly SessionState[];
  /** All others of the process, active in the family or not. */
  readonly passedOver: readonly SessionState[];
  /** Of those that are asked for, those that are down or have not agreed on the family. */
  readonly failed: readonly SessionState[];
  /** Those that get a row. */
  readonly listed: readonly SessionState[];
}

export function choosePeers(router: Vtysh, { sessions }: SpeakerState, family: Family, filter: SummaryFilter): Chosen {
  const hosts = hostsOf(router);
  const peers = inPeerOrder(sessions.filter((s) => settingsIn(s.peer, family)));
  const asked = peers.filter((s) => isAsked(s, filter, hosts));
  const passedOver = sessions.filter((s) => !isAsked(s, filter, hosts));
  const failed = asked.filter((s) => hasFailed(s, family));
  const listed = filter.state === 'failed' ? failed : filter.state === 'established' ? asked.filter((s) => !failed.includes(s)) : asked;
  return { peers, asked, passedOver, failed, listed };
}

/** One family, without a heading. */
export function showSummary(router: Vtysh, family: Family, filter: SummaryFilter = {}): string {
  const { speaker } = router;
  if (!speaker) return '% BGP instance not found';
  const chosen = choosePeers(router, speaker, family, filter);
  if (chosen.peers.length === 0) return `% No BGP neighbors found in VRF default`;
  if (filter.state === 'failed' && chosen.failed.length === 0) return '% No failed BGP neighbors found';
  const width = Math.max(16, ...chosen.asked.map((s) => nameOf(s, router).length + 1));
  const body = chosen.listed.length === 0 ? [] : ['', ...rowsOf(router, speaker, family, chosen.listed, width, filter)];
  return [...figures(router, speaker, family, chosen.peers, filter), ...body, ...footer(chosen, filter, speaker.config.listenLimit)].join('\n');
}

function isAsked(s: SessionState, { neighbor, remoteAs }: SummaryFilter, hosts: Hosts): boolean {
  if (neighbor !== undefined && neighbor !== s.peer.id && neighbor !== hosts.of(s.peer.id)) return false;
  if (remoteAs === undefined) return true;
  if (typeof remoteAs === 'number') return s.remoteAs === remoteAs;
  return (s.type === 'internal' || s.type === 'confed-internal') === (remoteAs === 'internal');
}

function hasFailed(s: SessionState, family: Family): boolean {
  return s.state !== 'Established' || !isAgreed(s, family) || s.farIsSilent === true;
}

/** A neighbor that a listen range let in carries a star. */
function nameOf(s: SessionState, router: Vtysh): string {
  return `${isDynamic(s) ? '*' : ''}${namesOf(router).peer(s.peer.id)}`;
}

function isDynamic(s: SessionState): boolean {
  return s.dynamic === true;
}

function figures({ config }: Vtysh, speaker: SpeakerState, family: Family, peers: readonly SessionState[], { terse }: SummaryFilter): string[] {
  const head = `BGP router identifier ${formatIp(speaker.routerId)}, local AS number ${speaker.asn} vrf-id 0`;
  if (terse) return [head];
  const afi = unicastOf(family);
  const entries = afi ? trieNodes(heldPrefixes(speaker, afi)) : 0;
  const groups = config.bgp?.peerGroups.size ?? 0;
  return [
    head,
    ...delayLines(config, speaker),
    ...(speaker.config.maxMed === undefined ? [] : ['Max-med administrative active']),
    `BGP table version ${afi ? tableVersion(speaker, afi) : 0}`,
    `RIB entries ${entries}, using ${memory(entries * SIZE.prefix)} of memory`,
    `Peers ${peers.length}, using ${memory(peers.length * SIZE.peer)} of memory`,
    ...(groups > 0 ? [`Peer groups ${groups}, using ${memory(groups * SIZE.group)} of memory`] : []),
    ...(afi && config.bgp?.[afi].dampening ? ['Dampening enabled.'] : []),
  ];
}

/**
 * F204: prefixes with paths, those whose routes were refused but are kept for soft reconfiguration, and those that went over a
 * session's limit, whose node bgpd never gives back (bgpd/bgp_route.c bgp_update), unless a limit was typed that they stood over. An aggregate that is gone, but was not withdrawn (F5), keeps its node, too, and so
 * does a default that is left behind (F54).
 */
export function heldPrefixes(speaker: SpeakerState, afi: AfiName): Prefix[] {
  const keeping = speaker.sessions.filter((s) => s.peer.families[afi]?.softReconfigurationInbound);
  const kept = keeping.flatMap((s) =>
    [...(speaker.adjRibIn.get(s.peer.id)?.values() ?? [])]
      .filter((r) => afiOf(r.prefix) === afi && isUnicastPrefix(r.prefix) && !(s.session && isTakenForWithdraw(s.session, r.attributes)))
      .map((r) => r.prefix),
  );
  const over = speaker.sessions.flatMap(({ reason }) =>
    reason?.code === 'session-maximum-prefix' && reason.args?.['standing'] === undefined ? (parsePrefix(String(reason.args?.['prefix'])) ?? []) : [],
  );
  const table = speaker.tables[afi];
  const told = speaker.sessions.flatMap((s) => {
    const routes = s.state === 'Established' ? listedRoutes(speaker.adjRibOut.get(s.peer.id) ?? new Map()) : [];
    return routes.filter((r) => !r.defaultOriginated && !table.has(prefixKey(r.prefix))).map((r) => r.prefix);
  });
  return [...[...table.values()].map((e) => e.prefix), ...kept, ...[...over, ...told].filter((p) => afiOf(p) === afi)];
}

/** F204: below 11 KiB in bytes, below 11 MiB in KiB. */
function memory(bytes: number): string {
  if (bytes < 11 * 1024) return `${bytes} bytes`;
  return bytes < 11 * 1024 ** 2 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}

function rowsOf(router: Vtysh, speaker: SpeakerState, family: Family, listed: readonly SessionState[], width: number, filter: SummaryFilter): string[] {
  if (filter.state === 'failed') return [`${'Neighbor'.padEnd(width)}EstdCnt DropCnt ResetTime Reason`, ...listed.map((s) => failedRow(s, width, router))];
  const wide = filter.wide ? '    LocalAS' : '';
  const head = `${'Neighbor'.padEnd(width)}V         AS${wide}   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc`;
  return [head, ...listed.map((s) => row(s, family, width, speaker, router, filter.wide ?? false))];
}

function row(s: SessionState, family: Family, width: number, speaker: SpeakerState, router: Vtysh, wide: boolean): string {
  const { settled } = router;
  const up = s.state === 'Established';
  const { received, sent } = totals(messagesOf(s, settled));
  return [
    nameOf(s, router).padEnd(width),
    `4 ${cell(s.remoteAs, 10)} `,
    wide ? `${cell(s.localAs ?? s.peer.localAs?.asn ?? speaker.asn, 10)} ` : '',
    `${cell(received, 9)} ${cell(sent, 9)} ${cell(0, 8)} ${cell(0, 4)} ${cell(0, 4)} ${cell(up ? uptime(s.establishedAt, settled) : 'never', 8)}`,
    ` ${counts(s, family, speaker)}`,
    ` ${shortened(s.peer.description, wide ? 64 : 20)}`,
  ].join('');
}

function cell(value: number | string, width: number): string {
  return String(value).padStart(width);
}

/** F129: prefixes taken and sent, or why there are none. */
function counts(s: SessionState, family: Family, speaker: SpeakerState): string {
  if (s.state !== 'Established') return `${cell(downState(s), 12)} ${cell(0, 8)}`;
  const f = countsIn(s, family, speaker);
  if (!f) return `${cell('NoNeg', 12)} ${cell('NoNeg', 8)}`;
  if (s.farIsSilent) return `${cell('NoNeg', 12)} ${cell(f.sent, 8)}`;
  return `${cell(f.policyMissing ? '(Policy)' : f.received, 12)} ${cell(f.policyMissingOut ? '(Policy)' : f.sent, 8)}`;
}

function downState(s: SessionState): string {
  if (s.peer.shutdown) return 'Idle (Admin)';
  return s.reason?.code === 'session-maximum-prefix' ? 'Idle (PfxCt)' : s.state;
}

function failedRow(s: SessionState, width: number, router: Vtysh): string {
  const { settled } = router;
  const up = s.state === 'Established';
  const since = up ? uptime(s.establishedAt, settled) : 'never';
  return `${nameOf(s, router).padEnd(width)}${cell(up ? 1 : 0, 7)} ${cell(0, 7)} ${cell(since, 9)} ${up ? ' AFI/SAFI Not Negotiated' : lastReset(s)}`;
}

/** F129: a description's first bytes (in UTF-8), cut at a word: at the last space among them, of several in a row the first. */
function shortened(description: string | undefined, size: number): string {
  if (description === undefined || description === '') return 'N/A';
  let [at, byte, space, spaceByte] = [0, 0, 0, 0];
  for (const c of description) {
    if (c === ' ' && byte > 0 && byte < size && spaceByte !== byte - 1) [space, spaceByte] = [at, byte];
    at += c.length;
    byte += bytesOf(c.codePointAt(0) as number);
  }
  return byte < size ? description : description.slice(0, space);
}

/** How long a character is in UTF-8 (RFC 3629 §3). */
function bytesOf(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

function footer({ peers, failed, listed }: Chosen, filter: SummaryFilter, limit: number | undefined): string[] {
  const dynamic = peers.filter(isDynamic).length;
  const ofRanges = dynamic > 0 ? ['* - dynamic neighbor', `${dynamic} dynamic neighbor(s), limit ${limit ?? DEFAULT_LISTEN_LIMIT}`] : [];
  if (listed.length === 0) return ['', '% No matching neighbor', ...ofRanges];
  const partial = filter.state !== undefined || filter.neighbor !== undefined || filter.remoteAs !== undefined;
  const displayed = filter.state === 'failed' ? failed.length : listed.length;
  return ['', ...(partial ? [`Displayed neighbors ${displayed}`] : []), `Total number of neighbors ${peers.length}`, ...ofRanges];
}
