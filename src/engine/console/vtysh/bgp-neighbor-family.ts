/** One address family of `show bgp neighbors`: what is agreed and filtered in it (bgpd/bgp_vty.c bgp_show_peer_afi). */
import { type AfiName, afiOf, type PeerFamilyConfig, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import { knownPrefixList } from '../../bgp/index.ts';
import type { NamedFilter } from '../../bgp/types.ts';
import type { PolicyObjects } from '../../policy/index.ts';
import { orfLines } from './orf.ts';
import { countsIn, type Family, isAgreed, settingsIn, unicastOf } from './families.ts';
import type { Vtysh } from './router.ts';
import { updateGroups } from './update-groups.ts';

export function familySection(router: Vtysh, speaker: SpeakerState, s: SessionState, family: Family): string[] {
  const f = settingsIn(s.peer, family) as PeerFamilyConfig;
  const counts = countsIn(s, family, speaker);
  const group = counts && updateGroups(speaker).get(`${s.peer.id} ${family.id}`);
  const unicast = unicastOf(family);
  return [
    ` For address family: ${family.title}`,
    ...(s.peer.peerGroup === undefined ? [] : [`  ${s.peer.peerGroup} peer-group member`]),
    ...(group === undefined ? ['  Not part of any update group'] : [`  Update group ${group}, subgroup ${group}`, '  Packet Queue length 0']),
    ...(unicast ? orfLines(speaker, s, unicast) : []),
    ...flagLines(f),
    ...communityLine(f),
    ...defaultLine(speaker, s, family, f),
    ...filterLines(f, speaker.config.policy, family.afi),
    ...(missingPolicy(router, s, f, 'in') ? ['  Inbound updates discarded due to missing policy'] : []),
    ...(missingPolicy(router, s, f, 'out') ? ['  Outbound updates discarded due to missing policy'] : []),
    ...mapLines(speaker, f, counts?.condition === 'unmet'),
    `  ${counts?.received ?? 0} accepted prefixes`,
    ...limitLines(f),
    '',
  ];
}

function flagLines(f: PeerFamilyConfig): string[] {
  const { removePrivateAs: stripped, attributeUnchanged: kept } = f;
  const lines: readonly (readonly [boolean | undefined, string])[] = [
    [f.routeReflectorClient, 'Route-Reflector Client'],
    [f.routeServerClient, 'Route-Server Client'],
    [f.softReconfigurationInbound, 'Inbound soft reconfiguration allowed'],
    [stripped !== undefined, `Private AS numbers${stripped?.all ? ' (all)' : ''} ${stripped?.replaceAs ? 'replaced' : 'removed'} in updates to this neighbor`],
    [f.addpathTx === 'all', 'Advertise all paths via addpath'],
    [f.addpathTx === 'best-per-as', 'Advertise bestpath per AS via addpath'],
    [f.asOverride, 'Override ASNs in outbound updates if aspath equals remote-as'],
    [f.nextHopSelf !== undefined && f.nextHopSelf !== false, 'NEXT_HOP is always this router'],
    [kept?.asPath, 'AS_PATH is propagated unchanged to this neighbor'],
    [kept?.nextHop, 'NEXT_HOP is propagated unchanged to this neighbor'],
    [kept?.med, 'MED is propagated unchanged to this neighbor'],
  ];
  return lines.filter(([on]) => on).map(([, text]) => `  ${text}`);
}

function communityLine({ sendCommunity: c }: PeerFamilyConfig): string[] {
  if (!c.standard && !c.extended && !c.large) return [];
  const which = c.standard && c.extended && c.large ? 'all' : c.large ? 'large' : c.extended ? 'extended' : 'standard';
  return [`  Community attribute sent to this neighbor(${which})`];
}

function defaultLine(speaker: SpeakerState, s: SessionState, family: Family, { defaultOriginate }: PeerFamilyConfig): string[] {
  if (!defaultOriginate) return [];
  const { routeMap } = defaultOriginate;
  // Of a family without routes nothing keeps it back.
  const afi = unicastOf(family);
  const sent =
    afi === undefined
      ? isAgreed(s, family)
      : [...(speaker.adjRibOut.get(s.peer.id)?.values() ?? [])].some((r) => r.defaultOriginated && afiOf(r.prefix) === afi);
  const map = routeMap ? ` default route-map ${star(speaker.config.policy.routeMaps, routeMap)},` : '';
  return [`  Default information originate,${map} default ${sent ? 'sent' : 'not sent'}`];
}

/** A star marks an object that exists. */
function star(objects: ReadonlyMap<string, unknown>, { name }: NamedFilter): string {
  return `${objects.has(name) ? '*' : ''}${name}`;
}

function filterLines(f: PeerFamilyConfig, policy: PolicyObjects, afi: AfiName): string[] {
  const prefixLists = afi === 'ipv4' ? policy.prefixLists : policy.prefixLists6;
  const known = (filter: NamedFilter | undefined) => (filter && knownPrefixList(filter, prefixLists) ? prefixLists : new Map());
  const accessLists = afi === 'ipv4' ? policy.accessLists : policy.accessLists6;
  const rows: readonly (readonly [NamedFilter | undefined, ReadonlyMap<string, unknown>, string])[] = [
    [f.prefixListIn, known(f.prefixListIn), 'Incoming update prefix filter list'],
    [f.prefixListOut, known(f.prefixListOut), 'Outgoing update prefix filter list'],
    [f.distributeListIn, accessLists, 'Incoming update network filter list'],
    [f.distributeListOut, accessLists, 'Outgoing update network filter list'],
    [f.filterListIn, policy.asPathLists, 'Incoming update AS path filter list'],
    [f.filterListOut, policy.asPathLists, 'Outgoing update AS path filter list'],
    [f.routeMapIn, policy.routeMaps, 'Route map for incoming advertisements'],
    [f.routeMapOut, policy.routeMaps, 'Route map for outgoing advertisements'],
  ];
  return [
    ...(hasFilter(f, 'in') ? ['  Inbound path policy configured'] : []),
    ...(hasFilter(f, 'out') || f.unsuppressMap ? ['  Outbound path policy configured'] : []),
    ...rows.flatMap(([filter, objects, text]) => (filter ? [`  ${text} is ${star(objects, filter)}`] : [])),
  ];
}

function hasFilter(f: PeerFamilyConfig, side: 'in' | 'out'): boolean {
  const named =
    side === 'in' ? [f.routeMapIn, f.prefixListIn, f.filterListIn, f.distributeListIn] : [f.routeMapOut, f.prefixListOut, f.filterListOut, f.distributeListOut];
  return named.some(Boolean);
}

/** RFC 8212 as FRR asks it, of a session that is down as well. */
export function missingPolicy({ speaker }: Vtysh, s: SessionState, f: PeerFamilyConfig, side: 'in' | 'out'): boolean {
  if (!speaker?.config.ebgpRequiresPolicy || s.type === 'internal' || s.type === 'confed-internal') return false;
  return !(s.type === 'external' && hasFilter(f, side));
}

function mapLines({ config: { policy } }: SpeakerState, { unsuppressMap, advertiseMap }: PeerFamilyConfig, holdsBack: boolean): string[] {
  const lines = unsuppressMap ? [`  Route map for selective unsuppress is ${star(policy.routeMaps, unsuppressMap)}`] : [];
  if (!advertiseMap) return lines;
  const { condition, conditionMap, map } = advertiseMap;
  const when = condition === 'exist' ? 'EXIST' : 'NON_EXIST';
  return [
    ...lines,
    `  Condition ${when}, Condition-map ${star(policy.routeMaps, conditionMap)}, Advertise-map ${star(policy.routeMaps, map)}, status: ${holdsBack ? 'Withdraw' : 'Advertise'}`,
  ];
}

function limitLines({ maximumPrefix: m, maximumPrefixOut: out }: PeerFamilyConfig): string[] {
  return [
    ...(out === undefined ? [] : [`  Maximum allowed prefixes sent ${out}`]),
    ...(m
      ? [
          `  Maximum prefixes allowed ${m.limit}${m.warningOnly ? ' (warning-only)' : ''}`,
          `  Threshold for warning message ${m.threshold}%${m.restart === undefined ? '' : `, restart interval ${m.restart} min`}`,
        ]
      : []),
  ];
}
