/** The session's own rewriting of a stored route into what the peer receives (F62–F65, F69, F91–F96; bgp_packet_attribute). */
import { type Ip, isIpv4, isUnspecified, type Prefix } from '../ip/index.ts';
import {
  AS_TRANS,
  type AsPath,
  type Asn,
  extendedCommunitySet,
  isPrivateAsn,
  mapAsns,
  MAX_TWO_BYTES,
  type PathAttributes,
  prependAsns,
  readAsPath,
  stripConfedSegments,
} from '../policy/index.ts';
import { type Exported, unspecified } from './outbound.ts';
import type { RouterView } from './router-view.ts';
import { isIbgp, type Session } from './session.ts';
import { sentCommunities } from './shares.ts';
import type { PeerFamilyConfig, SpeakerConfig } from './types.ts';

export interface EncodeContext {
  readonly speaker: SpeakerConfig;
  readonly router: RouterView | undefined;
  readonly session: Session;
  readonly family: PeerFamilyConfig;
  /** `bgp max-med on-startup` is in force. */
  readonly startingUp?: boolean;
}

/** What goes over the wire; nothing of meaning to us alone is left in it. */
export function encode(context: EncodeContext, prefix: Prefix, route: Exported): PathAttributes {
  const { speaker, session, family } = context;
  const { stored } = route;
  const { localPref, med: storedMed, originatorId, linkLocalNextHop, atomicAggregate, aggregator, otc, ownNextHopIpv6 } = stored;
  const extended = isIpv4(prefix.ip) && session.extendedNextHop === true;
  const inside = session.type !== 'external';
  const med = speaker.maxMed ?? (context.startingUp ? speaker.maxMedOnStartup?.value : undefined) ?? storedMed;
  const reflected = isIbgp(session.type) && route.reflected;
  // By name, and not by leaving out: this is done for every route that is told.
  return {
    origin: stored.origin,
    weight: 0,
    asPath: readAsPath(inTwoBytes(session, pathTowards(context, stored.asPath))),
    nextHop: extended ? unspecified(prefix) : nextHopTowards(context, prefix, route),
    ...(extended && { nextHopIpv6: ipv6NextHopTowards(context, route) }),
    communities: family.sendCommunity.standard ? stored.communities : [],
    largeCommunities: family.sendCommunity.large ? stored.largeCommunities : [],
    extendedCommunities: family.sendCommunity.extended ? extendedCommunitySet(sentCommunities(stored.extendedCommunities, inside)) : [],
    clusterList: reflected ? [speaker.clusterId ?? speaker.routerId, ...stored.clusterList] : isIbgp(session.type) ? stored.clusterList : [],
    ...(linkLocalNextHop !== undefined && (extended || !isIpv4(prefix.ip))
      ? { linkLocalNextHop }
      : route.withLinkLocal && session.linkLocal !== undefined && { linkLocalNextHop: session.linkLocal }),
    ...(inside && { localPref: localPref ?? speaker.defaultLocalPreference }),
    ...(med !== undefined && { med }),
    ...(reflected && { originatorId: originatorId ?? route.from?.remoteRouterId ?? speaker.routerId }),
    ...(atomicAggregate !== undefined && { atomicAggregate }),
    ...(aggregator && { aggregator }),
    ...(otc !== undefined && { otc }),
    ...(ownNextHopIpv6 !== undefined && { ownNextHopIpv6 }),
  };
}

/**
 * What a session is sent of a route, made of what another of its update group was: of most, they differ in nothing but the next hop. Undefined where
 * they may differ in more.
 */
export function encodeLike(context: EncodeContext, prefix: Prefix, route: Exported, other: Session, sent: PathAttributes): PathAttributes | undefined {
  const { session } = context;
  if (session.extendedNextHop || route.withLinkLocal || session.takenForExternal || other.takenForExternal) return undefined;
  if (session.twoByteAsns !== other.twoByteAsns) return undefined;
  const nextHop = nextHopTowards(context, prefix, route);
  return nextHop === sent.nextHop ? sent : { ...sent, nextHop };
}

/** RFC 6793 §4.2.2: an AS number that has no place in two bytes is sent as AS_TRANS; AS4_PATH, which has them, is ignored at the other end. */
function inTwoBytes(session: Session, path: AsPath): AsPath {
  return session.twoByteAsns ? mapAsns(path, (asn) => (asn > MAX_TWO_BYTES ? AS_TRANS : asn)) : path;
}

/** F64, F65, F149, F167: our own AS comes in front after all policy. */
function pathTowards({ speaker, session, family }: EncodeContext, path: AsPath): AsPath {
  // The confederation's own AS in front: the neighbor will find it to be a loop.
  if (session.takenForExternal && session.peer.remoteAs === 'internal')
    return prependAsns(stripConfedSegments(path), [speaker.confederation?.identifier ?? speaker.asn]);
  if (session.takenForExternal) return prependAsns(stripConfedSegments(path), [speaker.asn], 'confed-sequence');
  if (session.type === 'confed-external') return prependAsns(path, [speaker.asn], 'confed-sequence');
  if (session.type !== 'external') return path;
  if (family.routeServerClient || (family.attributeUnchanged?.asPath && path.length > 0)) return path;
  const outside = stripConfedSegments(path);
  if (speaker.confederation) return prependAsns(outside, [speaker.confederation.identifier]);
  const localAs = session.sentLocalAs ?? session.peer.localAs;
  if (!localAs) return prependAsns(outside, [speaker.asn]);
  const own = localAs.replaceAs || hidesPrivate(family, speaker.asn) ? [] : [speaker.asn];
  return prependAsns(outside, [localAs.asn, ...own]);
}

/** F65: with any `remove-private-AS` our real AS is left out when it is private. */
function hidesPrivate(family: PeerFamilyConfig, own: Asn): boolean {
  return family.removePrivateAs !== undefined && isPrivateAsn(own);
}

/** RFC 8950: ourselves, where no IPv6 next hop is kept, or where it is not on the link of a neighbor of another AS (bgp_updgrp_packet.c). */
function ipv6NextHopTowards({ router, session, family }: EncodeContext, { stored }: Exported): Ip {
  const { nextHopIpv6 } = stored;
  if (nextHopIpv6 === undefined || isUnspecified(nextHopIpv6)) return session.self.ipv6;
  if (session.type !== 'external' || family.attributeUnchanged?.nextHop) return nextHopIpv6;
  const subnet = router?.connectedSubnet(nextHopIpv6);
  return subnet !== undefined && router?.connectedSubnet(session.peer.address) === subnet ? nextHopIpv6 : session.self.ipv6;
}

/** F91–F94: a next hop left open is ourselves; to eBGP, so is one that is not on the peer's own link. */
function nextHopTowards({ router, session }: EncodeContext, prefix: Prefix, route: Exported): Ip {
  const { nextHop } = route.stored;
  const self = isIpv4(prefix.ip) ? session.self.ipv4 : session.self.ipv6;
  if (route.leftOpen) return nextHop;
  // An aggregate's next hop is IPv6's in any family, and stays so when a map sets it: IPv4 peers are sent ourselves (F51, F89).
  if (route.sentAsSelf || isUnspecified(nextHop) || (isIpv4(prefix.ip) && !isIpv4(nextHop))) return self;
  if (session.type !== 'external' || route.nextHopFixed) return nextHop;
  const subnet = router?.connectedSubnet(nextHop);
  return subnet !== undefined && router?.connectedSubnet(session.peer.address) === subnet ? nextHop : self;
}
