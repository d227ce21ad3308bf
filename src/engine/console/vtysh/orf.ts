/** Outbound route filters in `show bgp neighbors` (RFC 5292; bgpd/bgp_vty.c bgp_show_peer_afi_orf_cap). */
import type { AfiName, SessionState, SpeakerState } from '../../bgp/index.ts';
import { type Json, jsonText } from './json-text.ts';
import { bitsOf, formatPrefix } from '../../ip/index.ts';
import { entryLine } from './lists.ts';

/** The type of RFC 5292, and the one that was in use before it. */
const TYPES = [64, 128] as const;

interface OrfModes {
  readonly own: { readonly send: boolean; readonly receive: boolean };
  readonly theirs: { readonly send: boolean; readonly receive: boolean };
}

const NONE = { send: false, receive: false };

function modesOf(s: SessionState, afi: AfiName): OrfModes | undefined {
  if (s.state !== 'Established') return undefined;
  const own = s.peer.families[afi]?.orf;
  const theirs = s.negotiated.includes(afi) ? s.offeredOrf?.[afi] : undefined;
  return own || theirs ? { own: own ?? NONE, theirs: theirs ?? NONE } : undefined;
}

/** Whether our inbound list was told to the peer. */
function isTold({ own, theirs }: OrfModes, s: SessionState, afi: AfiName, { config: { policy } }: SpeakerState): boolean {
  const name = s.peer.families[afi]?.prefixListIn?.name;
  return own.send && theirs.receive && name !== undefined && (afi === 'ipv4' ? policy.prefixLists : policy.prefixLists6).has(name);
}

export function orfLines(speaker: SpeakerState, s: SessionState, afi: AfiName): string[] {
  const modes = modesOf(s, afi);
  if (!modes) return [];
  const { own, theirs } = modes;
  const line = (what: string, said: boolean, heard: boolean) =>
    said || heard ? [`      ${what}: ${[...(said ? ['advertised'] : []), ...(heard ? ['received'] : [])].join(', ')}`] : [];
  const list = s.session?.told?.[afi];
  const passed = [...(isTold(modes, s, afi, speaker) ? ['sent;'] : []), ...(list ? [`received (${list.entries.length} entries)`] : [])];
  return [
    '  AF-dependant capabilities:',
    ...TYPES.flatMap((type) => [
      `    Outbound Route Filter (ORF) type (${type}) Prefix-list:`,
      ...line('Send-mode', own.send, theirs.send),
      ...line('Receive-mode', own.receive, theirs.receive),
    ]),
    ...(passed.length > 0 ? [`  Outbound Route Filter (ORF): ${passed.join(' ')}`] : []),
  ];
}

/** `show bgp … neighbors X received prefix-filter`: what the neighbor wants to be sent. */
export function showReceivedFilter({ sessions }: SpeakerState, peer: string, afi: AfiName): string {
  const list = sessions.find((s) => s.peer.id === peer)?.session?.told?.[afi];
  if (!list) return 'No functional output';
  const name = `${peer}.${afi === 'ipv4' ? 1 : 2}.1`;
  return [
    `Address Family: ${afi === 'ipv4' ? 'IPv4' : 'IPv6'} Unicast`,
    `${afi === 'ipv4' ? 'ip' : 'ipv6'} prefix-list ${name}: ${list.entries.length} entries`,
    // What came in a message has no `any` any more.
    ...list.entries.map(({ any, ...e }) => entryLine(any ? { ...e, le: bitsOf(e.prefix.ip) } : e, false)),
  ].join('\n');
}

/** As JSON; bgpd 8.4.4 puts one object behind each prefix, which is written over from entry to entry (lib/plist.c prefix_bgp_show_prefix_list). */
export function receivedFilterJson({ sessions }: SpeakerState, peer: string, afi: AfiName): string {
  const list = sessions.find((s) => s.peer.id === peer)?.session?.told?.[afi];
  if (!list) return '{}';
  const entries = list.entries.map(({ any, ...e }) => (any ? { ...e, le: bitsOf(e.prefix.ip) } : e));
  let last: Fields = {};
  for (const { seq, action, ge, le } of entries)
    last = { ...last, seq, seqPrefixListType: action, ...(ge !== undefined && { ge }), ...(le !== undefined && { le }) };
  return jsonText({
    [afi === 'ipv4' ? 'ipPrefixList' : 'ipv6PrefixList']: {
      prefixListCounter: entries.length,
      prefixListName: `${peer}.${afi === 'ipv4' ? 1 : 2}.1`,
      ...Object.fromEntries(entries.map((e) => [formatPrefix(e.prefix), last])),
    },
  });
}

type Fields = { readonly [key: string]: Json };

/** Of the family, and what bgpd puts beside the families. */
export function orfJson(speaker: SpeakerState, s: SessionState, afi: AfiName): { readonly family: Fields; readonly beside: Fields } {
  const modes = modesOf(s, afi);
  if (!modes) return { family: {}, beside: {} };
  const { own, theirs } = modes;
  const mode = (key: string, said: boolean, heard: boolean): Fields =>
    said || heard ? { [key]: said ? (heard ? 'advertisedAndReceived' : 'advertised') : 'received' } : {};
  const list = { ...mode('sendMode', own.send, theirs.send), ...mode('recvMode', own.receive, theirs.receive) };
  const told = s.session?.told?.[afi];
  return {
    family: {
      afDependentCap: { orfType: TYPES[0], orfPrefixList: list, orfOldType: TYPES[1], orfOldPrefixList: list },
      ...(told && { orfRecvCounter: told.entries.length }),
    },
    beside: isTold(modes, s, afi, speaker) ? { orfSent: true } : {},
  };
}
