/**
 * What becomes of a received route (F21–F27; bgpd/bgp_route.c bgp_update, bgp_attr.c): the checks in FRR's order, each with
 * its reason, then the inbound policy. Validity of the next hop is the speaker's to judge afterwards (F21 step 14).
 */
import { formatIp, formatPrefix, type Ip, isIpv4, isLinkLocal, isLoopback, isMulticast, isReserved, isUnspecified, type Prefix } from '../ip/index.ts';
import {
  BLACKHOLE,
  communitySet,
  countAsn,
  effectiveNextHop,
  evaluateRouteMap,
  type AsPath,
  formatAsPath,
  GRACEFUL_SHUTDOWN,
  hasConfedSegments,
  hasSets,
  leftmostAsn,
  NO_EXPORT,
  originAsn,
  type PathAttributes,
  type PolicyResult,
  type PolicySubject,
  prependAsns,
  type Reason,
} from '../policy/index.ts';
import { filteredBy, hasPolicy } from './filters.ts';
import { withGracefulShutdown } from './originate.ts';
import type { PolicyTrace } from './policy-trace.ts';
import type { RouterView } from './router-view.ts';
import { isIbgp, localAsTowards, type Session } from './session.ts';
import type { PeerFamilyConfig, SpeakerConfig } from './types.ts';

const NEXT_HOP_SELF = 'bgp-next-hop-self';

/** The outcome: attributes after policy, or why it was refused. */
export type Imported = { readonly post: PathAttributes } | { readonly rejected: Reason };

export interface InboundContext {
  readonly speaker: SpeakerConfig;
  readonly router: RouterView | undefined;
  readonly session: Session;
  readonly family: PeerFamilyConfig;
  /** F26: whether the next hop was one of our own when the route came; where it is not given, whether it is one now. */
  readonly ours?: boolean;
  /** Written to where it is given. */
  readonly trace?: PolicyTrace;
}

export function importRoute(context: InboundContext, prefix: Prefix, received: PathAttributes): Imported {
  if (!isUnicastPrefix(prefix)) return reject(context, prefix, 'bgp-prefix-not-unicast', ['F25', 'RFC 4271 §6.3']);
  const malformed = malformation(context, received);
  if (malformed) return reject(context, prefix, ...malformed);
  const attributes = withLocalAs(context, received);
  const loop = loopReason(context, attributes);
  if (loop) return reject(context, prefix, ...loop);
  const { speaker, session, family, trace } = context;
  trace?.push({ kind: 'no-loop', asn: speaker.asn, attributes });
  const filtered = filteredBy(family, 'in', prefix, attributes, speaker.policy, trace);
  if (filtered) return { rejected: withPeer(filtered, session) };
  if (speaker.ebgpRequiresPolicy && needsPolicy(session) && !(session.type === 'external' && hasPolicy(family, 'in')))
    return reject(context, prefix, 'bgp-policy-missing', ['F24', 'RFC 8212 §2'], { direction: 'in' });
  if (speaker.rejectAsSets && hasSets(attributes.asPath))
    return reject(context, prefix, 'bgp-as-set-refused', ['F21'], { path: formatAsPath(attributes.asPath) });
  const otc = otcReason(context, attributes);
  if (otc) return reject(context, prefix, ...otc);
  return applyPolicy(context, prefix, withOtc(session, attributes));
}

/**
 * What `received-routes` shows of a route that soft reconfiguration keeps: `local-as`, weight and the route-map are applied to a
 * copy of it, and lists and maps that refuse it make it count as filtered, whatever else became of it (F127; show_adj_route).
 * A `map` that the console names takes the place of the configured one. What a map has set before it refuses stays.
 */
export function receivedView(
  context: InboundContext,
  prefix: Prefix,
  received: PathAttributes,
  map = context.family.routeMapIn?.name,
): { readonly attributes: PathAttributes; readonly filtered: boolean } {
  const { family, speaker } = context;
  const stored = withLocalAs(context, received);
  const filtered = filteredBy(family, 'in', prefix, stored, speaker.policy) !== undefined;
  const weighed = family.weight === undefined ? stored : { ...stored, weight: family.weight };
  if (map === undefined) return { attributes: weighed, filtered };
  const result = evaluateRouteMap(map, subjectOf(context, prefix, weighed), speaker.policy);
  return { attributes: result.attributes, filtered: filtered || result.action === 'deny' };
}

/** F26: refused as having a next hop of our own. */
export function wasOurs(outcome: Imported): boolean {
  return 'rejected' in outcome && outcome.rejected.code === NEXT_HOP_SELF;
}

type Refusal = readonly [code: string, rules: readonly string[], args?: Readonly<Record<string, string | number>>];

function reject(
  { session }: InboundContext,
  prefix: Prefix,
  code: string,
  rules: readonly string[],
  args: Readonly<Record<string, string | number>> = {},
): Imported {
  return { rejected: { code, rules, args: { prefix: formatPrefix(prefix), peer: session.peer.id, ...args } } };
}

/** A refusal as it is told of a session. */
export function withPeer(reason: Reason, session: Session): Reason {
  return { ...reason, args: { ...reason.args, peer: session.peer.id } };
}

/** F24: iBGP is exempt; confederation-external peers are not, and nothing satisfies the test for them (8.4.4). */
export function needsPolicy(session: Session): boolean {
  return !isIbgp(session.type);
}

/** F25: whether bgpd takes the update for a withdraw as it reads it, so that not even soft reconfiguration keeps the route. */
export function isTakenForWithdraw(session: Session, a: PathAttributes): boolean {
  return malformation({ session }, a) !== undefined;
}

/** F25: what turns an update from another AS into a withdraw. */
function malformation({ session }: Pick<InboundContext, 'session'>, a: PathAttributes): Refusal | undefined {
  if (session.type === 'external') {
    if (isMalformed(a.asPath)) return ['bgp-as-path-malformed', ['F25', 'RFC 7606 §7.2'], { path: formatAsPath(a.asPath) }];
    if (countAsn(a.asPath, 0) > 0) return ['bgp-as-zero', ['F25', 'RFC 7607 §2']];
    if (hasConfedSegments(a.asPath)) return ['bgp-confed-segment-from-outside', ['F25', 'RFC 5065 §5']];
    if (session.peer.enforceFirstAs && leftmostAsn(a.asPath) !== session.remoteAs)
      return ['bgp-first-as-differs', ['F181', 'RFC 4271 §6.3'], { expected: session.remoteAs, path: formatAsPath(a.asPath) }];
  }
  if (session.type === 'confed-external' && a.asPath[0]?.type !== 'confed-sequence') return ['bgp-confed-segment-missing', ['RFC 5065 §5']];
  return undefined;
}

/** What ends the session with a NOTIFICATION as it arrives, before any policy. */
export function offenceOf(speaker: SpeakerConfig, session: Session, prefix: Prefix, attributes: PathAttributes): Reason | undefined {
  return (
    forbiddenPath(speaker, session, prefix, attributes) ?? shortAggregator(session, prefix, attributes) ?? martianNextHop(speaker, session, prefix, attributes)
  );
}

/** RFC 6793 §3: AGGREGATOR is longer between those who know long AS numbers; one of the wrong length ends the session (bgpd/bgp_attr.c bgp_attr_aggregator). */
function shortAggregator({ peer, sentTwoByteAsns }: Session, prefix: Prefix, { aggregator }: PathAttributes): Reason | undefined {
  if (!sentTwoByteAsns || !aggregator) return undefined;
  return { code: 'session-aggregator-length', rules: ['RFC 6793 §3', 'RFC 4271 §6.3'], args: { peer: peer.id, prefix: formatPrefix(prefix) } };
}

/** RFC 7606 §7.2: a segment without AS numbers, which `remove-private-AS all` leaves of a set that had private ones alone (F66). */
function isMalformed(path: AsPath): boolean {
  return path.some((s) => s.asns.length === 0);
}

/**
 * F21: within the AS or confederation an AS path that may not be ends the session (bgpd/bgp_attr.c bgp_attr_malformed). From another AS it should
 * withdraw the route (RFC 7606 §3), but bgpd stops reading there and takes the attributes that follow for IPv4 prefixes, which ends it, too.
 */
function forbiddenPath({ rejectAsSets }: SpeakerConfig, { peer, type }: Session, prefix: Prefix, { asPath }: PathAttributes): Reason | undefined {
  const malformed = isMalformed(asPath);
  if (!malformed && !(rejectAsSets && hasSets(asPath))) return undefined;
  if (type === 'external' && !peer.families.ipv4) return undefined;
  const args = { peer: peer.id, prefix: formatPrefix(prefix), path: formatAsPath(asPath) };
  return malformed
    ? { code: 'session-as-path-malformed', rules: ['F66', 'RFC 7606 §7.2'], args }
    : { code: 'session-as-set-refused', rules: ['F21', 'RFC 7606 §3'], args };
}

/**
 * F25: a next hop in 0/8, 127/8, of multicast or of class E ends the session, iBGP or eBGP, with a NOTIFICATION; undefined where the
 * next hop could be one (bgpd/bgp_attr.c bgp_attr_nexthop_valid).
 */
function martianNextHop(speaker: SpeakerConfig, { peer }: Session, prefix: Prefix, { nextHop, nextHopIpv6 }: PathAttributes): Reason | undefined {
  if (speaker.allowMartianNextHop || !isIpv4(prefix.ip) || !isIpv4(nextHop) || nextHopIpv6 !== undefined) return undefined;
  if (nextHop >>> 24 !== 0 && !isLoopback(nextHop) && isUnicast(nextHop, speaker)) return undefined;
  const args = { peer: peer.id, prefix: formatPrefix(prefix), nextHop: formatIp(nextHop) };
  return { code: 'session-martian-next-hop', rules: ['F25', 'RFC 4271 §6.3'], args };
}

/** Neither multicast nor, unless `allow-reserved-ranges` says so, of class E (lib/prefix.h ipv4_unicast_valid). */
function isUnicast(ip: Ip, { allowReservedRanges }: SpeakerConfig): boolean {
  return !isIpv4(ip) || (!isMulticast(ip) && (!isReserved(ip) || allowReservedRanges === true));
}

/** RFC 4271 §6.3: a prefix that no unicast route can have is passed over (bgpd/bgp_route.c bgp_nlri_parse_ip). */
export function isUnicastPrefix({ ip }: Prefix): boolean {
  return !isMulticast(ip) && (isIpv4(ip) || !isLinkLocal(ip));
}

/** F23: with `local-as` (but for `no-prepend`) the path first gets that AS in front. */
function withLocalAs({ session }: InboundContext, a: PathAttributes): PathAttributes {
  const { localAs } = session.peer;
  return localAs && !localAs.noPrepend ? { ...a, asPath: prependAsns(a.asPath, [localAs.asn]) } : a;
}

/** F21 steps 2–5, F22: our own AS, confederation, router-id or cluster in the route. */
function loopReason({ speaker, session, family }: InboundContext, a: PathAttributes): Refusal | undefined {
  const { allowasIn } = family;
  const allowed = allowasIn && 'count' in allowasIn ? allowasIn.count : 0;
  const { localAs } = session.peer;
  if (localAs) {
    const tolerated = allowed > 0 ? allowed : localAs.noPrepend ? 0 : 1;
    if (countAsn(a.asPath, localAs.asn) > tolerated) return ['bgp-as-loop', ['F23'], { asn: localAs.asn, path: formatAsPath(a.asPath) }];
  }
  const fromHere = allowasIn && 'origin' in allowasIn && originAsn(a.asPath) === speaker.asn;
  if (!fromHere) {
    if (countAsn(a.asPath, speaker.asn) > allowed) return ['bgp-as-loop', ['F22', 'RFC 4271 §9.1.2'], { asn: speaker.asn, path: formatAsPath(a.asPath) }];
    const confed = speaker.confederation?.identifier;
    if (confed !== undefined && countAsn(a.asPath, confed) > allowed)
      return ['bgp-as-loop', ['F22', 'RFC 5065 §4'], { asn: confed, path: formatAsPath(a.asPath) }];
  }
  if (a.originatorId === speaker.routerId) return ['bgp-originator-loop', ['F21', 'RFC 4456 §8'], { originator: formatIp(a.originatorId) }];
  const cluster = speaker.clusterId ?? speaker.routerId;
  if (a.clusterList.includes(cluster))
    return ['bgp-cluster-loop', ['F21', 'F164', 'RFC 4456 §8'], { cluster: formatIp(cluster), clusters: a.clusterList.map(formatIp).join(' ') }];
  return undefined;
}

/** F153: a route marked Only To Customer must not come from below or, but for the peer's own mark, from beside. */
function otcReason({ session }: InboundContext, a: PathAttributes): Refusal | undefined {
  const role = session.peer.localRole?.role;
  if (role === undefined || a.otc === undefined) return undefined;
  // `localRole` is what we are: a provider's neighbor is a customer.
  if (role === 'provider' || role === 'rs-server') return ['bgp-route-leak', ['F153', 'RFC 9234 §5']];
  if (role === 'peer' && a.otc !== session.remoteAs) return ['bgp-route-leak', ['F153', 'RFC 9234 §5']];
  return undefined;
}

function withOtc(session: Session, a: PathAttributes): PathAttributes {
  const role = session.peer.localRole?.role;
  const marks = role === 'customer' || role === 'peer' || role === 'rs-client';
  return marks && a.otc === undefined ? { ...a, otc: session.remoteAs } : a;
}

/** F21 steps 9–11: weight, the vendor's rule, the route-map, what communities ask, a next hop that is ourselves, and the site's own mark. */
function applyPolicy(context: InboundContext, prefix: Prefix, before: PathAttributes): Imported {
  const { speaker, session, family, router, ours, trace } = context;
  let a = family.weight === undefined ? before : { ...before, weight: family.weight };
  if (a !== before) trace?.push({ kind: 'setting', setting: 'weight', before, after: a });
  const verdict = speaker.profile.importRule?.({ prefix, attributes: a, learnedFrom: session.peer }, session.peer, speaker);
  if (verdict) trace?.push({ kind: 'vendor', profile: speaker.profile.name, verdict });
  if (verdict && !verdict.accept) return { rejected: verdict.reason };
  if (verdict?.attributes) a = verdict.attributes;
  if (family.routeMapIn) {
    const { name } = family.routeMapIn;
    const result = evaluateRouteMap(name, subjectOf(context, prefix, a), speaker.policy, trace !== undefined);
    trace?.push({ kind: 'route-map', use: 'in', filter: family.routeMapIn, missing: !speaker.policy.routeMaps.has(name), result });
    if (result.action === 'deny') return { rejected: deniedBy(family.routeMapIn, result, prefix, session, speaker) };
    a = result.attributes;
  }
  const mapped = a;
  if (session.type === 'external') a = obeyCommunities(a, speaker);
  if (a !== mapped) trace?.push({ kind: 'setting', setting: 'communities', before: mapped, after: a });
  if (!isUnicast(a.nextHop, speaker)) return reject(context, prefix, 'bgp-martian-next-hop', ['F25'], { nextHop: formatIp(a.nextHop) });
  const nextHop = isIpv4(prefix.ip) && session.extendedNextHop ? effectiveNextHop(a) : a.nextHop;
  if (isUnspecified(nextHop) || (ours ?? router?.isSelf(nextHop))) return reject(context, prefix, NEXT_HOP_SELF, ['F26'], { nextHop: formatIp(nextHop) });
  return {
    // Put behind the others as it is, even where it is among them (bgp_route.c bgp_update, ecommunity_merge).
    post: family.soo === undefined ? a : { ...a, extendedCommunities: [...a.extendedCommunities, { type: 'soo', value: family.soo }] },
  };
}

function subjectOf({ speaker, session }: InboundContext, prefix: Prefix, attributes: PathAttributes): PolicySubject {
  return {
    prefix,
    attributes,
    direction: 'in',
    localAsn: localAsTowards(speaker, session.peer, session.remoteAs),
    processAsn: speaker.asn,
    peerAddress: session.peer.address,
    localAddress: session.localAddress,
    external: session.type === 'external',
    ...(session.peer.interface !== undefined && { peerInterface: session.peer.interface }),
  };
}

/** Which entry of a route-map refused, or that the map is missing (F70). */
export function deniedBy(
  map: { readonly name: string; readonly source?: Reason['source'] },
  result: PolicyResult,
  prefix: Prefix,
  session: Session,
  speaker: SpeakerConfig,
): Reason {
  const source = result.decidedBy?.source ?? map.source;
  const missing = !speaker.policy.routeMaps.has(map.name);
  return {
    code: missing ? 'bgp-route-map-missing' : result.decidedBy ? 'bgp-route-map-denied' : 'bgp-route-map-end',
    rules: missing ? ['F70'] : ['F79'],
    args: { map: map.name, ...(result.decidedBy && { seq: result.decidedBy.seq }), prefix: formatPrefix(prefix), peer: session.peer.id },
    ...(source && { source }),
  };
}

/** F27, F68: blackhole adds no-export, graceful-shutdown takes the preference after any map, and our own shutdown marks all. */
function obeyCommunities(a: PathAttributes, speaker: SpeakerConfig): PathAttributes {
  let out = a;
  if (out.communities.includes(BLACKHOLE)) out = { ...out, communities: communitySet([...out.communities, NO_EXPORT]) };
  if (speaker.gracefulShutdown) out = withGracefulShutdown(out);
  return out.communities.includes(GRACEFUL_SHUTDOWN) ? { ...out, localPref: 0 } : out;
}
