/** What kind of neighbor the other end of a session is (bgpd.c peer_calc_sort), and who shares an update group with it. */
import { nameOf } from './held-maps.ts';
import { type Ip, isIpv4, isLinkLocal, isUnspecified } from '../ip/index.ts';
import type { Asn } from '../policy/index.ts';
import { type AfiName, NO_AS, type PeerConfig, type PeerFamilyConfig, type PeerType, type Session, type SpeakerConfig } from './types.ts';

export type { Session } from './types.ts';

/** What a peer is to us, given the AS that it says it is. */
export function peerType(speaker: Pick<SpeakerConfig, 'asn' | 'confederation'>, remoteAs: Asn): PeerType {
  const { asn, confederation } = speaker;
  if (!confederation) return remoteAs === asn ? 'internal' : 'external';
  if (remoteAs === asn) return 'confed-internal';
  return confederation.peers.includes(remoteAs) ? 'confed-external' : 'external';
}

/** What the peer would be if it is what we expect. */
export function expectedType(speaker: Pick<SpeakerConfig, 'asn' | 'confederation'>, peer: Pick<PeerConfig, 'remoteAs'>): PeerType {
  if (peer.remoteAs === 'internal') return peerType(speaker, speaker.asn);
  // `auto` counts as another AS until the other end has said its own (bgpd.c peer_calc_sort).
  return typeof peer.remoteAs === 'string' ? 'external' : peerType(speaker, peer.remoteAs);
}

/** The AS that we say we are to a peer of an AS: the confederation's to outsiders, `local-as` where it is set. */
export function localAsTowards(speaker: Pick<SpeakerConfig, 'asn' | 'confederation'>, peer: Pick<PeerConfig, 'localAs' | 'remoteAs'>, remoteAs: Asn): Asn {
  if (peer.localAs) return peer.localAs.asn;
  // Of `remote-as external` and `auto` bgpd does not know the AS when it chooses: outsiders, too, are told the member's own (F10, F147).
  if (peer.remoteAs === 'external' || peer.remoteAs === 'auto') return speaker.asn;
  return speaker.confederation && peerType(speaker, remoteAs) === 'external' ? speaker.confederation.identifier : speaker.asn;
}

/** iBGP as the rules mean it: the same AS, or the same member of a confederation. */
export function isIbgp(type: PeerType): boolean {
  return type === 'internal' || type === 'confed-internal';
}

/** F13, F33: eBGP to a neighbor on the link, which every next hop must then be, too. */
export function isSingleHop(session: Pick<Session, 'peer' | 'type'>): boolean {
  const { peer } = session;
  return session.type === 'external' && peer.remoteAs !== NO_AS && hasTtlOfLink(peer) && !peer.disableConnectedCheck;
}

/** F14: as nothing is said of it, which `ttl-security` changes (bgpd/bgpd.c peer_ttl_security_hops_set). */
export function hasTtlOfLink({ ttl, ttlSecurityHops, securedOnLink }: PeerConfig): boolean {
  return ttl === 1 && (ttlSecurityHops === undefined || securedOnLink === true);
}

/** Whether any family is activated. */
export function hasFamily({ families, otherFamilies }: Pick<PeerConfig, 'families' | 'otherFamilies'>): boolean {
  return (families.ipv4 ?? families.ipv6) !== undefined || Object.keys(otherFamilies ?? {}).length > 0;
}

/**
 * F12, F13: the neighbors whose addresses a speaker looks for, with whether each must be on the link. One that is shut down or passive is not
 * called, nor one without a family, or link-local.
 */
export function calledPeers(speaker: Pick<SpeakerConfig, 'asn' | 'confederation' | 'peers'>): Map<Ip, boolean> {
  const called = new Map<Ip, boolean>();
  for (const peer of speaker.peers) {
    const { address, shutdown, passive } = peer;
    if (shutdown || passive || !hasFamily(peer) || isUnspecified(address) || (!isIpv4(address) && isLinkLocal(address))) continue;
    called.set(address, isSingleHop({ peer, type: expectedType(speaker, peer) }));
  }
  return called;
}

/** Of those that are called: who must be on the link, and who is of another AS. */
export function calledOutside(speaker: Pick<SpeakerConfig, 'asn' | 'confederation' | 'peers'>): Record<'onLink' | 'outside', Set<Ip>> {
  const called = calledPeers(speaker);
  const outside = speaker.peers.filter((peer) => called.has(peer.address) && expectedType(speaker, peer) === 'external');
  return { onLink: new Set([...called].flatMap(([ip, onLink]) => (onLink ? [ip] : []))), outside: new Set(outside.map((p) => p.address)) };
}

/**
 * Sessions of one key are sent the same stored routes: FRR's update groups (bgp_updgrp.c updgrp_hash_key_make). Which peers
 * share one shows in the next hops of advertised-routes on a LAN (F92, F126). The peers' AS is no part of it: `as-override` and
 * `remove-private-AS` go by the AS of the peer that came first.
 */
export function updateGroupKey(
  session: Pick<
    Session,
    'peer' | 'sentLocalAs' | 'type' | 'remoteAs' | 'shared' | 'sendsPaths' | 'zeroIds' | 'extendedNextHop' | 'told' | 'heard' | 'twoByteAsns' | 'shortMessages'
  >,
  afi: AfiName,
  family: PeerFamilyConfig,
): string {
  const { peer, type } = session;
  const localAs = session.sentLocalAs ?? peer.localAs;
  const outbound = {
    type,
    group: peer.peerGroup,
    localAs: localAs && [localAs.asn, localAs.noPrepend, localAs.replaceAs],
    role: peer.localRole,
    vendorRole: peer.role,
    alone: peer.solo || family.maximumPrefixOut !== undefined || session.told?.[afi] || session.heard?.[afi]?.sendsLists ? peer.id : undefined,
    shared: afi === 'ipv6' || session.extendedNextHop ? session.shared === true : undefined,
    extended: afi === 'ipv4' && session.extendedNextHop,
    out: [family.routeMapOut, family.prefixListOut, family.filterListOut, family.distributeListOut, family.unsuppressMap].map((f) => f && nameOf(f)),
    flags: [
      family.nextHopLocalUnchanged,
      family.nextHopSelf,
      family.attributeUnchanged,
      family.routeReflectorClient,
      family.routeServerClient,
      family.sendCommunity,
      family.asOverride,
    ],
    more: [
      family.removePrivateAs,
      family.defaultOriginate?.routeMap && nameOf(family.defaultOriginate.routeMap),
      family.defaultOriginate !== undefined,
      family.soo,
      family.addpathTx,
      session.heard?.[afi]?.takesPaths,
      session.twoByteAsns,
      peer.advertisementInterval,
      session.shortMessages,
      session.sendsPaths?.includes(afi),
      session.zeroIds?.includes(afi),
    ],
    advertise: family.advertiseMap && [nameOf(family.advertiseMap.map), family.advertiseMap.condition, nameOf(family.advertiseMap.conditionMap)],
  };
  return JSON.stringify(outbound);
}
