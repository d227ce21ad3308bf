/** The families that bgpd has tables for (lib/zebra.h afi_t, safi_t), and what neighbors have in them; the lab has routes in the unicast ones. */
import { type AfiName, type FamilyCounts, isIbgp, type PeerConfig, type PeerFamilyConfig, type SessionState, type SpeakerState } from '../../bgp/index.ts';
import type { OtherFamily } from '../../policy/index.ts';

type Safi = 'unicast' | 'multicast' | 'vpn' | 'encap' | 'labeled-unicast' | 'flowspec';

export interface Family {
  /** As bgpd names it. */
  readonly title: string;
  /** Its key in JSON. */
  readonly key: string;
  /** With whose lengths its addresses count. */
  readonly afi: AfiName;
  /** Undefined for EVPN, which commands call by names of its own. */
  readonly safi?: Safi;
  /** As neighbors have it; nobody has Encap, which no line activates. */
  readonly id?: AfiName | OtherFamily;
}

const SAFIS: readonly (readonly [safi: Safi, title: string, key: string])[] = [
  ['unicast', 'Unicast', 'Unicast'],
  ['multicast', 'Multicast', 'Multicast'],
  ['vpn', 'VPN', 'Vpn'],
  ['encap', 'Encap', 'Encap'],
  ['labeled-unicast', 'Labeled Unicast', 'LabeledUnicast'],
  ['flowspec', 'Flowspec', 'Flowspec'],
];

/** In the order in which bgpd goes through them. */
export const ALL_FAMILIES: readonly Family[] = [
  ...(['ipv4', 'ipv6'] as const).flatMap((afi) =>
    SAFIS.map(([safi, title, key]): Family => {
      const id = safi === 'unicast' ? afi : safi === 'encap' ? undefined : (`${afi}${key}` as OtherFamily);
      return { title: `${afi === 'ipv4' ? 'IPv4' : 'IPv6'} ${title}`, key: `${afi}${key}`, afi, safi, ...(id && { id }) };
    }),
  ),
  { title: 'L2VPN EVPN', key: 'l2VpnEvpn', afi: 'ipv4', id: 'l2VpnEvpn' },
];

export const IPV6 = familyNamed('ipv6');

/** What a neighbor has in a family, where it is active in it. */
export function settingsIn({ families, otherFamilies }: PeerConfig, { id }: Family): PeerFamilyConfig | undefined {
  if (id === undefined) return undefined;
  return id === 'ipv4' || id === 'ipv6' ? families[id] : otherFamilies?.[id];
}

/** The families that a neighbor is active in, in bgpd's order. */
export function familiesOf(peer: PeerConfig): Family[] {
  return ALL_FAMILIES.filter((f) => settingsIn(peer, f));
}

/** Whether both ends have the family. */
export function isAgreed(s: SessionState, { id }: Family): boolean {
  return id === 'ipv4' || id === 'ipv6' ? s.negotiated.includes(id) : id !== undefined && (s.otherFamilies?.includes(id) ?? false);
}

/** Whether the other end has said that it has the family. */
export function isOffered(s: SessionState, { id }: Family): boolean {
  return id === 'ipv4' || id === 'ipv6' ? (s.offered?.includes(id) ?? false) : id !== undefined && (s.offeredOthers?.includes(id) ?? false);
}

/** What goes to and fro in a family that both ends have. */
export function countsIn(s: SessionState, family: Family, { config }: SpeakerState): FamilyCounts | undefined {
  const { id } = family;
  if (id === 'ipv4' || id === 'ipv6') return s.families[id];
  const f = settingsIn(s.peer, family);
  if (!f || !isAgreed(s, family)) return undefined;
  const asked = config.ebgpRequiresPolicy && !isIbgp(s.type);
  const enough = (named: boolean) => s.type === 'external' && named;
  const into = [f.routeMapIn, f.prefixListIn, f.filterListIn, f.distributeListIn].some(Boolean);
  const out = [f.routeMapOut, f.prefixListOut, f.filterListOut, f.distributeListOut].some(Boolean);
  return { received: 0, sent: f.defaultOriginate ? 1 : 0, policyMissing: asked && !enough(into), policyMissingOut: asked && !enough(out) };
}

/** The family of commands that know IPv4 and IPv6 unicast alone. */
export function unicastOf({ id }: Family): AfiName | undefined {
  return id === 'ipv4' || id === 'ipv6' ? id : undefined;
}

/** The family of a command; unicast where it names none. */
export function familyNamed(afi: AfiName, safi = 'unicast'): Family {
  return ALL_FAMILIES.find((f) => f.afi === afi && (f.safi ?? 'evpn') === safi) as Family;
}

/**
 * The process as commands of a family find it, under the family's unicast name: labeled unicast has unicast's own table, in bgpd as well; the others are
 * empty. Neighbors are told nothing.
 */
export function seenIn(state: SpeakerState, family: Family): SpeakerState {
  if (unicastOf(family)) return state;
  const { afi } = family;
  const sessions = state.sessions.map((s): SessionState => {
    const settings = settingsIn(s.peer, family);
    const counts = countsIn(s, family, state);
    const peer = { ...s.peer, families: settings ? { [afi]: settings } : {} };
    return {
      ...s,
      peer,
      ...(s.session && { session: { ...s.session, peer } }),
      negotiated: isAgreed(s, family) ? [afi] : [],
      families: counts ? { [afi]: counts } : {},
    };
  });
  const untold = { ...state, sessions, adjRibIn: new Map(), adjRibOut: new Map(), withheld: new Map() };
  return family.safi === 'labeled-unicast' ? untold : { ...untold, tables: { ipv4: new Map(), ipv6: new Map() }, tableVersions: { ipv4: 0, ipv6: 0 } };
}
