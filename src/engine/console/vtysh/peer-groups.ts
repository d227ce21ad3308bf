/** `show bgp peer-group` (bgpd/bgp_vty.c bgp_show_one_peer_group). */
import type { SessionState, SpeakerState } from '../../bgp/index.ts';
import type { FrrBgp, FrrNeighbor } from '../../frr/index.ts';
import { formatPrefix } from '../../ip/index.ts';
import { type Json, jsonText } from './json-text.ts';
import { ALL_FAMILIES, type Family } from './families.ts';
import { inPeerOrder, type Vtysh } from './router.ts';

function statusOf({ peer, state, reason }: SessionState): string {
  if (peer.shutdown) return 'Idle (Admin)';
  return reason?.code === 'session-maximum-prefix' ? 'Idle (PfxCt)' : state;
}

interface Shown {
  readonly name: string;
  /** Undefined while the group has none. */
  readonly asn: number | undefined;
  readonly internal: boolean;
  readonly families: readonly string[];
  readonly ranges: readonly string[];
  readonly members: readonly SessionState[];
}

function shownOf(group: FrrNeighbor, bgp: FrrBgp, { sessions }: SpeakerState): Shown {
  const { remoteAs, name } = group;
  return {
    name,
    asn: remoteAs === undefined ? undefined : remoteAs === 'internal' ? bgp.asn : typeof remoteAs === 'string' ? 0 : remoteAs,
    internal: remoteAs === 'internal' || remoteAs === bgp.asn,
    families: ALL_FAMILIES.filter((family) => isActive(group, bgp, family)).map((family) => family.title),
    ranges: bgp.listenRanges.filter((r) => r.peerGroup === name).map((r) => formatPrefix(r.prefix)),
    members: inOrderOfJoining(inPeerOrder(sessions.filter((s) => s.peer.peerGroup === name)), bgp),
  };
}

function isActive({ ipv4, ipv6, others }: FrrNeighbor, bgp: FrrBgp, { id }: Family): boolean {
  if (id === 'ipv4') return ipv4.activate ?? bgp.defaultIpv4Unicast;
  if (id === 'ipv6') return ipv6.activate ?? bgp.defaultIpv6Unicast;
  return id !== undefined && others?.[id]?.activate === true;
}

/** Whoever a range let in has come last, one after the other (bgpd/bgpd.c peer_group_bind, peer_create_bind_dynamic_neighbor). */
function inOrderOfJoining(members: readonly SessionState[], { neighbors }: FrrBgp): SessionState[] {
  const line = ({ peer }: SessionState) => neighbors.get(peer.id)?.joined?.source.span.line ?? Infinity;
  const came = (s: SessionState) => (s.dynamic ? (s.establishedAt ?? 0) : 0);
  return members.toSorted((a, b) => (line(a) === line(b) ? came(a) - came(b) : line(a) - line(b)));
}

function groupsOf({ config: { bgp } }: Vtysh, speaker: SpeakerState, name: string | undefined): Shown[] {
  if (!bgp) return [];
  return [...bgp.peerGroups.values()]
    .filter((g) => name === undefined || g.name === name)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((g) => shownOf(g, bgp, speaker));
}

function lines({ name, asn, internal, families, ranges, members }: Shown): string[] {
  const count = (is: (range: string) => boolean, word: string) => {
    const of = ranges.filter(is);
    return of.length === 0 ? [] : [`  ${of.length} ${word} listen range(s)`, ...of.map((r) => `    ${r}`)];
  };
  return [
    '',
    `BGP peer-group ${name}${asn === undefined ? '' : `, remote AS ${asn}`}`,
    `  Peer-group type is ${internal ? 'internal' : 'external'}`,
    // Of none 8.4.4 says nothing: what tells it is not initialised (bgpd/bgp_vty.c bgp_show_one_peer_group, recording rs-groups-1).
    `  Configured address-families:${families.map((f) => ` ${f};`).join('')}`,
    ...count((r) => !r.includes(':'), 'IPv4'),
    ...count((r) => r.includes(':'), 'IPv6'),
    ...(members.length === 0 ? [] : ['  Peer-group members:', ...members.map((s) => `    ${s.peer.id} ${listened(s)} ${statusOf(s)} `)]),
  ];
}

/** A member that a listen range has let in. */
function listened(s: SessionState): string {
  return s.dynamic ? '(dynamic)' : '';
}

/** All groups, or the one that is named. */
export function showPeerGroups(router: Vtysh, speaker: SpeakerState, name?: string): string {
  const groups = groupsOf(router, speaker, name);
  if (groups.length === 0) return name === undefined ? '' : '% No such peer-group';
  return groups.flatMap(lines).join('\n');
}

export function peerGroupsJson(router: Vtysh, speaker: SpeakerState, name?: string): string {
  const groups = groupsOf(router, speaker, name);
  if (groups.length === 0 && name !== undefined) return '{\n}';
  return jsonText(Object.fromEntries(groups.map((g) => [g.name, groupJson(g)])));
}

function groupJson({ asn, internal, families, ranges, members }: Shown): Json {
  const v4 = ranges.filter((r) => !r.includes(':'));
  return {
    ...(asn !== undefined && { remoteAs: asn }),
    type: internal ? 'internal' : 'external',
    ...(families.length > 0 && { addressFamiliesConfigured: families }),
    ...(ranges.length > 0 && {
      dynamicRanges: {
        ...(v4.length > 0 && { IPv4: { count: v4.length, ranges: v4 } }),
        ...(v4.length < ranges.length && { IPv6: { count: ranges.length - v4.length, ranges: ranges.filter((r) => r.includes(':')) } }),
      },
    }),
    ...(members.length > 0 && { members: Object.fromEntries(members.map((s) => [s.peer.id, { status: statusOf(s), ...(s.dynamic && { dynamic: true }) }])) }),
  };
}
