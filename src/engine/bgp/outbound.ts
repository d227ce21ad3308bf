/**
 * What becomes of a best path towards one update group (F56–F69, F91–F96; bgpd/bgp_route.c subgroup_announce_check): the
 * checks in FRR's order, each with its reason, then what is stored in Adj-RIB-Out. What each peer is sent of it is encode.ts.
 */
import { formatPrefix, type Ip, isIpv4, isLinkLocal, isUnspecified, type Ipv6, type Prefix } from '../ip/index.ts';
import {
  countAsn,
  evaluatePrefixList,
  evaluateRouteMap,
  formatAsPath,
  hasSets,
  linkLocalWay,
  LOCAL_AS,
  NO_ADVERTISE,
  NO_EXPORT,
  type PathAttributes,
  type PolicyResult,
  type PolicySubject,
  type Reason,
  type Shares,
} from '../policy/index.ts';
import { passesForSame } from './duplicates.ts';
import { filteredBy, hasPolicy } from './filters.ts';
import { deniedBy, needsPolicy, withPeer } from './inbound.ts';
import { withAsOverride, withoutPrivateAsns } from './outbound-as-path.ts';
import { hasDefaultPreference, withGracefulShutdown } from './originate.ts';
import { isLocal, type Path } from './path.ts';
import type { PolicyTrace } from './policy-trace.ts';
import type { RouterView } from './router-view.ts';
import { isIbgp, localAsTowards, type Session } from './session.ts';
import { withSummedBandwidth } from './shares.ts';
import type { PeerFamilyConfig, SpeakerConfig } from './types.ts';

/** What is stored for an update group, and how each peer's next hop is made of it. */
export interface Exported {
  readonly stored: PathAttributes;
  /** The map, the vendor or `unchanged` has fixed the next hop: it is sent as it stands unless it is 0.0.0.0 or ::. */
  readonly nextHopFixed: boolean;
  /** A next hop that is left open is sent as it is: 0.0.0.0. */
  readonly leftOpen?: boolean;
  /** Each peer is sent our own address, whatever is stored. */
  readonly sentAsSelf?: boolean;
  /** Each peer gets our link-local address beside the global one (F96). */
  readonly withLinkLocal: boolean;
  readonly reflected: boolean;
  /** The MED that `stored` has no more (F63); 0 counts as none, and is not noted. */
  readonly removedMed?: number;
  /** The session that the path came by. */
  readonly from?: Session;
  /** F20: the link of the link-local next hop that the path has; that is not passed on, and bgpd stores it all the same (nh_ifindex, nh_lla_ifindex). */
  readonly link?: string;
}

export interface OutboundContext {
  readonly speaker: SpeakerConfig;
  readonly router: RouterView | undefined;
  /** The session that the group was made for. */
  readonly session: Session;
  readonly family: PeerFamilyConfig;
  /** Every session of the group. */
  readonly group: readonly Session[];
  /** F150: unmet, prefixes that the advertise-map permits are withheld now; met, they have its sets. Undefined until it is looked at. */
  readonly condition: 'met' | 'unmet' | undefined;
  /** Written to where it is given. */
  readonly trace?: PolicyTrace;
}

/**
 * F150: at each look at the conditions bgpd announces by its other policy first, and then by the advertise-map: where the two pass for the same, the first stands
 * (bgp_conditional_adv.c bgp_conditional_adv_timer).
 */
export function exportPath(context: OutboundContext, prefix: Prefix, path: Path): Exported | Reason {
  const now = judged(context, prefix, path);
  if (context.condition !== 'met' || isReason(now)) return now;
  const { trace: _, ...untraced } = context;
  const before = judged({ ...untraced, condition: undefined }, prefix, path);
  return !isReason(before) && passesForSame(before, now, context.speaker.defaultLocalPreference) ? before : now;
}

function judged(context: OutboundContext, prefix: Prefix, path: Path): Exported | Reason {
  const work = new Export(context, prefix, path);
  return work.refusedBeforePolicy() ?? work.conditional() ?? work.prepare() ?? work.policy() ?? work.refusedAfterPolicy() ?? work.notNow() ?? work.result();
}

export function isReason(result: Exported | Reason): result is Reason {
  return 'code' in result;
}

/** Whoever has been told of it already keeps it. */
export const OWN_FIB_PENDING = 'bgp-own-fib-pending';

class Export {
  private attributes: PathAttributes;
  private readonly reflected: boolean;
  private readonly transparent: boolean;
  private map: PolicyResult | undefined;
  /** An outbound map was run, whether or not its sets were kept. */
  private mapped = false;
  /** The advertise-map has permitted it, and its condition holds. */
  private advertised = false;
  private vendorNextHop = false;

  constructor(
    private readonly context: OutboundContext,
    private readonly prefix: Prefix,
    private readonly path: Path,
  ) {
    this.attributes = path.attributes;
    const { session } = context;
    this.reflected = path.session !== undefined && isIbgp(path.session.type) && isIbgp(session.type);
    this.transparent = context.family.routeServerClient === true && this.fromFamily()?.routeServerClient === true;
  }

  private fromFamily(): PeerFamilyConfig | undefined {
    return this.path.session?.peer.families[isIpv4(this.prefix.ip) ? 'ipv4' : 'ipv6'];
  }

  private no(code: string, rules: readonly string[], args: Readonly<Record<string, string | number>> = {}): Reason {
    return { code, rules, args: { prefix: formatPrefix(this.prefix), peer: this.context.session.peer.id, ...args } };
  }

  /** Until the attributes are copied and changed. */
  refusedBeforePolicy(): Reason | undefined {
    const { speaker, session, family } = this.context;
    const { path, prefix } = this;
    if (path.suppressedBy > 0 && !family.unsuppressMap) return this.no('bgp-suppressed', ['F53']);
    if (session.peer.solo && path.session?.peer.id === session.peer.id) return this.no('bgp-solo', ['F57']);
    if (path.inFib === false && !isLocal(path)) return this.no('bgp-fib-pending', ['F151']);
    if (family.defaultOriginate && prefix.length === 0) return this.no('bgp-default-originated', ['F54']);
    // bgp_route.h bgp_check_withdrawal, which asks neither whether the other path is valid nor whose the best one is.
    if (path.besideOwn) return this.no('bgp-own-path-beside', ['F151']);
    const forbidden = this.transparent ? undefined : this.forbiddenByCommunity();
    if (forbidden) return forbidden;
    if (session.peer.solo && path.attributes.originatorId === session.remoteRouterId) return this.no('bgp-originator-is-peer', ['F56']);
    const told = session.told?.[isIpv4(prefix.ip) ? 'ipv4' : 'ipv6'];
    if (told && evaluatePrefixList(told, prefix) === 'deny') return this.no('bgp-orf-denied', ['RFC 5292'], { list: told.name });
    const filtered = filteredBy(family, 'out', prefix, path.attributes, speaker.policy, this.context.trace);
    if (filtered) return withPeer(filtered, session);
    if (session.peer.solo && session.peer.senderLoopDetection && countAsn(path.attributes.asPath, session.remoteAs) > 0)
      return this.no('bgp-peer-as-in-path', ['F57'], { asn: session.remoteAs });
    const confed = speaker.confederation?.identifier;
    if (confed !== undefined && countAsn(path.attributes.asPath, confed) > 0) return this.no('bgp-confederation-in-path', ['F56'], { asn: confed });
    return this.forbiddenByReflection();
  }

  /** F58: the path as stored is asked, not as a map will leave it. */
  private forbiddenByCommunity(): Reason | undefined {
    const { communities } = this.path.attributes;
    const { type } = this.context.session;
    if (communities.includes(NO_ADVERTISE)) return this.no('bgp-no-advertise', ['F58', 'RFC 1997']);
    if (communities.includes(NO_EXPORT) && type === 'external') return this.no('bgp-no-export', ['F58', 'RFC 1997']);
    if (communities.includes(LOCAL_AS) && !isIbgp(type)) return this.no('bgp-local-as-only', ['F58', 'RFC 1997']);
    return undefined;
  }

  /** F59. */
  private forbiddenByReflection(): Reason | undefined {
    if (!this.reflected) return undefined;
    const toClient = this.context.family.routeReflectorClient === true;
    if (!this.fromFamily()?.routeReflectorClient) return toClient ? undefined : this.no('bgp-ibgp-split-horizon', ['F59', 'RFC 4271 §9.2'], this.learnedFrom());
    return toClient && !this.context.speaker.clientToClientReflection ? this.no('bgp-no-client-to-client', ['F59'], this.learnedFrom()) : undefined;
  }

  private learnedFrom(): { readonly from: string } {
    return { from: this.path.session?.peer.id ?? '' };
  }

  /** F62, F63, F153, F66, F67: local preference, MED, roles, AS path. */
  prepare(): Reason | undefined {
    const { speaker, session, family, trace } = this.context;
    const before = this.attributes;
    const inside = session.type !== 'external';
    if (inside && this.attributes.localPref === undefined) this.attributes = { ...this.attributes, localPref: speaker.defaultLocalPreference };
    if (this.reflected && this.attributes.originatorId === undefined && speaker.reflectionAddsMed && this.attributes.med === undefined)
      this.attributes = { ...this.attributes, med: 0 };
    if (!inside && !isLocal(this.path) && !this.transparent && !family.attributeUnchanged?.med && this.attributes.med !== undefined)
      this.attributes = without(this.attributes, 'med');
    const role = session.peer.localRole?.role;
    if (role !== undefined && this.attributes.otc !== undefined && (role === 'customer' || role === 'rs-client' || role === 'peer'))
      return this.no('bgp-only-to-customer', ['F153', 'RFC 9234 §5']);
    if (this.attributes.otc === undefined && (role === 'provider' || role === 'peer' || role === 'rs-server'))
      this.attributes = { ...this.attributes, otc: speaker.asn };
    if (session.type === 'external') {
      if (family.removePrivateAs) this.attributes = withoutPrivateAsns(this.attributes, family.removePrivateAs, speaker.asn, session.remoteAs);
      if (family.asOverride) this.attributes = withAsOverride(this.attributes, session.remoteAs, speaker.asn);
    }
    if (this.attributes !== before) trace?.push({ kind: 'setting', setting: 'neighbor', before, after: this.attributes });
    return undefined;
  }

  /** The advertise-map (F150): what it permits is withheld, or goes on with its sets (bgpd/bgp_conditional_adv.c). */
  conditional(): Reason | undefined {
    const { speaker, family, trace, condition } = this.context;
    const advertise = family.advertiseMap;
    if (condition === undefined || !advertise || !speaker.policy.routeMaps.has(advertise.map.name)) return undefined;
    const asked = evaluateRouteMap(advertise.map.name, this.subject(), speaker.policy, trace !== undefined);
    trace?.push({ kind: 'route-map', use: 'advertise-map', filter: advertise.map, missing: false, result: asked });
    if (asked.action === 'deny') return undefined;
    if (condition === 'unmet') return this.no('bgp-condition-unmet', ['F150'], { map: advertise.conditionMap.name });
    this.attributes = asked.attributes;
    this.advertised = true;
    return undefined;
  }

  /**
   * The vendor's rule, and the route-map or the unsuppress-map in its place (F53, F60). Neither map is asked of what the advertise-map has permitted (F150;
   * subgroup_announce_check with post_attr).
   */
  policy(): Reason | undefined {
    const { speaker, session, family, trace } = this.context;
    const vendor = this.vendorRule();
    if (vendor || this.advertised) return vendor;
    const use = this.path.suppressedBy > 0 ? 'unsuppress-map' : 'out';
    const map = use === 'out' ? family.routeMapOut : family.unsuppressMap;
    if (!map) return undefined;
    this.mapped = true;
    const result = evaluateRouteMap(map.name, this.subject(), speaker.policy, trace !== undefined);
    trace?.push({ kind: 'route-map', use, filter: map, missing: !speaker.policy.routeMaps.has(map.name), result });
    if (result.action === 'deny') return deniedBy(map, result, this.prefix, session, speaker);
    if (this.reflected && !speaker.allowOutboundPolicy) return undefined;
    this.attributes = result.attributes;
    this.map = result;
    return undefined;
  }

  private vendorRule(): Reason | undefined {
    const { speaker, session } = this.context;
    const { exportRule } = speaker.profile;
    if (!exportRule) return undefined;
    const { source } = this.path;
    const local = source.kind === 'local' ? (source.origination.kind === 'fixed' ? source.origination.label : source.origination.kind) : '';
    const learnedFrom = this.path.session?.peer ?? { local };
    const verdict = exportRule({ prefix: this.prefix, attributes: this.attributes, learnedFrom }, session.peer, speaker);
    this.context.trace?.push({ kind: 'vendor', profile: speaker.profile.name, verdict });
    if (!verdict.accept) return verdict.reason;
    if (!verdict.attributes) return undefined;
    this.vendorNextHop = verdict.attributes.nextHop !== this.attributes.nextHop;
    this.attributes = verdict.attributes;
    return undefined;
  }

  private subject(): PolicySubject {
    const { speaker, session } = this.context;
    return {
      prefix: this.prefix,
      attributes: this.attributes,
      direction: 'out',
      localAsn: localAsTowards(speaker, session.peer, session.remoteAs),
      processAsn: speaker.asn,
      ...(this.path.selected && { shares: this.path.shares ?? ALONE }),
      peerAddress: session.peer.address,
      localAddress: session.localAddress,
      external: session.type === 'external',
      ...(this.path.attributes.med !== undefined && { removedMed: this.path.attributes.med }),
      ...(hasDefaultPreference(this.path) && { defaultLocalPreference: speaker.defaultLocalPreference }),
      ...(session.peer.interface !== undefined && { peerInterface: session.peer.interface }),
    };
  }

  /** F24, F56, F68: after the map. */
  refusedAfterPolicy(): Reason | undefined {
    const { speaker, session, family } = this.context;
    const a = this.attributes;
    if (speaker.ebgpRequiresPolicy && needsPolicy(session) && !(session.type === 'external' && hasPolicy(family, 'out')))
      return this.no('bgp-policy-missing', ['F24', 'RFC 8212 §2'], { direction: 'out' });
    if (speaker.rejectAsSets && hasSets(a.asPath)) return this.no('bgp-as-set-refused', ['F56'], { path: formatAsPath(a.asPath) });
    if (family.soo !== undefined && a.extendedCommunities.some((c) => c.type === 'soo' && c.value === family.soo))
      return this.no('bgp-site-of-origin', ['F56']);
    if (countAsn(a.asPath, 0) > 0) return this.no('bgp-as-zero', ['F56', 'RFC 7607 §2']);
    if (!speaker.gracefulShutdown) return undefined;
    this.attributes = session.type === 'external' ? withGracefulShutdown(a) : { ...a, localPref: 0 };
    return undefined;
  }

  /** F151: nothing is told of it, neither that it is there nor that it is gone (bgp_route.h bgp_check_advertise). */
  notNow(): Reason | undefined {
    return this.path.awaitsFib ? this.no(OWN_FIB_PENDING, ['F151']) : undefined;
  }

  /** F91, F92: the next hop is left open (0.0.0.0, ::) where it will be ourselves. */
  result(): Exported {
    const { session, family } = this.context;
    const { linkLocalNextHop } = this.attributes;
    const kept = passedOn(this.attributes);
    // Theirs is not passed on unless that is said, wherever they stand; one that our outbound map has set is (RFC 2545 §3).
    const isSent = (this.mapped && linkLocalNextHop !== this.path.attributes.linkLocalNextHop) || (family.nextHopLocalUnchanged && !isIpv4(this.prefix.ip));
    const rest: PathAttributes = isSent && linkLocalNextHop !== undefined ? { ...kept, linkLocalNextHop } : kept;
    const sentAsIs = this.nextHopByMap() || this.vendorNextHop || family.attributeUnchanged?.nextHop === true;
    const fixed = sentAsIs || this.transparent;
    const open = this.map?.nextHop === 'peer-address' || (!fixed && !this.keptInStore() && this.isSelf()) || this.isForeignLinkLocal(rest.nextHop);
    const closed = this.withIpv6NextHop(open && !isUnspecified(rest.nextHop) ? { ...rest, nextHop: unspecified(this.prefix) } : rest, open);
    const stored = open ? withSummedBandwidth(this.path, closed, this.bandwidthByMap(), this.context.speaker) : closed;
    return {
      stored,
      nextHopFixed: sentAsIs && !open,
      ...(this.map?.foreignNextHop === 'peer-address' && { sentAsSelf: true }),
      withLinkLocal: (!isIpv4(this.prefix.ip) || (session.extendedNextHop === true && !this.setsIpv4NextHop())) && this.sendsLinkLocal(session),
      reflected: this.reflected,
      ...(rest.med === undefined && (this.path.attributes.med ?? 0) !== 0 && { removedMed: this.path.attributes.med as number }),
      ...(this.path.session && { from: this.path.session }),
      ...linkOf(this.path),
    };
  }

  /** By the outbound map, or already by the inbound one. */
  private bandwidthByMap(): boolean {
    const came = this.path.attributes.extendedCommunities;
    return this.attributes.extendedCommunities.some((c) => c.type === 'lb' && (c.weighs !== undefined || !came.includes(c)));
  }

  /** RFC 8950: towards a peer that takes IPv6 next hops an open one is IPv6's; a link-local one is never passed on. */
  private withIpv6NextHop(a: PathAttributes, open: boolean): PathAttributes {
    if (!isIpv4(this.prefix.ip) || !this.context.session.extendedNextHop) return a;
    if (this.setsIpv4NextHop() && !open) return a;
    const nextHopIpv6 = a.nextHopIpv6 ?? this.attributes.ownNextHopIpv6;
    return { ...a, nextHopIpv6: open || nextHopIpv6 === undefined || isLinkLocal(nextHopIpv6) ? (0n as Ipv6) : nextHopIpv6 };
  }

  /** The outbound map has set an IPv4 next hop: it is stored, and over RFC 8950 we ourselves are sent in its place, by our global address alone. */
  private setsIpv4NextHop(): boolean {
    return this.map?.nextHop !== undefined && this.map.nextHop !== 'peer-address' && isIpv4(this.prefix.ip);
  }

  /** F91: by the outbound map, or kept on purpose by the inbound one. */
  private nextHopByMap(): boolean {
    return this.map?.nextHop !== undefined || this.path.attributes.nextHopByMap === 'unchanged';
  }

  /**
   * F94: what an inbound map did to the next hop still shows in Adj-RIB-Out where no outbound map has run, and
   * `prefer-global` counts as such a change; neither shows in what an eBGP peer is sent.
   */
  private keptInStore(): boolean {
    if (this.mapped) return this.map?.preferGlobal === true || this.map?.foreignNextHop !== undefined;
    return this.path.attributes.preferGlobalNextHop === true || this.path.attributes.nextHopByMap === 'set';
  }

  private isSelf(): boolean {
    const { session, family } = this.context;
    if (family.nextHopSelf === 'force' || (family.nextHopSelf === true && !this.reflected)) return true;
    if (family.nextHopSelf === true || session.type !== 'external') return false;
    return !this.sharedWithGroup(this.path.attributes.nextHop);
  }

  /** F92: the stored next hop stands on a subnet with a peer of the group other than the one the path came from. */
  private sharedWithGroup(nextHop: Ip): boolean {
    const { router, group } = this.context;
    const subnet = router?.connectedSubnet(nextHop);
    if (subnet === undefined || !router) return false;
    return group.some((s) => s.peer.id !== this.path.session?.peer.id && router.connectedSubnet(s.peer.address) === subnet);
  }

  private isForeignLinkLocal(nextHop: Ip): boolean {
    return !isIpv4(nextHop) && isLinkLocal(nextHop);
  }

  /** F96. */
  private sendsLinkLocal(session: Session): boolean {
    return !this.reflected && !this.transparent && session.linkLocal !== undefined && (isLocal(this.path) || session.type === 'external');
  }
}

/** A best path that is used alone: no sum of bandwidths is kept for it. */
const ALONE: Shares = { paths: 1, bandwidth: 0, known: 0 };

export function unspecified(prefix: Prefix): Ip {
  return isIpv4(prefix.ip) ? (0 as Ip) : (0n as Ipv6);
}

/** What is not for this router alone. */
function passedOn(attributes: PathAttributes): PathAttributes {
  const a = attributes;
  if ((a.nextHopByMap ?? a.preferGlobalNextHop ?? a.linkLocalNextHop ?? a.distance ?? a.ownNextHopIpv6) === undefined) return attributes;
  const { nextHopByMap: _kept, preferGlobalNextHop: _mine, linkLocalNextHop: _theirs, distance: _own, ownNextHopIpv6: _set, ...kept } = attributes;
  return kept;
}

function without<K extends keyof PathAttributes>(attributes: PathAttributes, key: K): Omit<PathAttributes, K> {
  const { [key]: _gone, ...rest } = attributes;
  return rest;
}

function linkOf({ attributes, session }: Path): Pick<Exported, 'link'> {
  const link = (attributes.linkLocalNextHop ?? linkLocalWay(attributes)) === undefined ? undefined : session?.nextHopInterface;
  return link === undefined ? {} : { link };
}
