/**
 * The path attributes of a BGP route (RFC 4271 §5, RFC 1997, RFC 4360, RFC 4456, RFC 8092), shared by policy and by every
 * speaker. Attribute sets are immutable; a change makes a new one.
 */
import { type Ip, type Ipv4, isIpv4, isLinkLocal } from '../ip/index.ts';

/** AS number, 0 to 4294967295 (RFC 6793). */
export type Asn = number;

/** RFC 4271 §4.3 b), RFC 5065 §3. */
export type AsSegmentType = 'sequence' | 'set' | 'confed-sequence' | 'confed-set';

export interface AsSegment {
  readonly type: AsSegmentType;
  readonly asns: readonly Asn[];
}

/** Segments, the nearest AS first; empty for a route of one's own AS. */
export type AsPath = readonly AsSegment[];

/** RFC 4271 §5.1.1; the order is that of preference. */
export type Origin = 'igp' | 'egp' | 'incomplete';

/** An RFC 1997 community as its 32-bit value. */
export type Community = number;

/** An RFC 8092 large community. */
export interface LargeCommunity {
  readonly global: number;
  readonly local1: number;
  readonly local2: number;
}

/** An RFC 4360 extended community of the kinds that FRR writes in text. */
export interface ExtendedCommunity {
  /** Route target, site of origin, link bandwidth. */
  readonly type: 'rt' | 'soo' | 'lb';
  /** As written: `65001:100`, `192.0.2.1:5`; of `lb` the AS number and the bandwidth in bytes a second. */
  readonly value: string;
  /** Of an `lb` that an inbound map has set: the bandwidth that the route came with, by which it is still weighed in this router. */
  readonly weighs?: number;
  /** Not passed to another AS (RFC 4360 §6). */
  readonly nonTransitive?: true;
}

export interface Aggregator {
  readonly asn: Asn;
  readonly ip: Ipv4;
}

/** One route's attributes. An absent optional attribute is `undefined`, which is not the same as 0. */
export interface PathAttributes {
  readonly origin: Origin;
  readonly asPath: AsPath;
  /** The next hop (the global one for IPv6); 0.0.0.0 or :: for a route of one's own. */
  readonly nextHop: Ip;
  /** IPv6 link-local next hop (RFC 2545 §3). */
  readonly linkLocalNextHop?: Ip;
  /**
   * Of an IPv4 route: what `set ipv6 next-hop` put beside its next hop. The route is resolved, installed and shown by it; IPv4 peers
   * are still sent the other (bgp_routemap.c does not look at the family).
   */
  readonly nextHopIpv6?: Ip;
  /** MULTI_EXIT_DISC, 0 to 2³² − 1. */
  readonly med?: number;
  /** LOCAL_PREF, 0 to 2³² − 1; absent where the route has none. */
  readonly localPref?: number;
  /** Cisco-style weight, 0 to 65535, of meaning in this router only. */
  readonly weight: number;
  readonly atomicAggregate?: boolean;
  readonly aggregator?: Aggregator;
  /** Ascending, without duplicates. */
  readonly communities: readonly Community[];
  readonly largeCommunities: readonly LargeCommunity[];
  readonly extendedCommunities: readonly ExtendedCommunity[];
  /** RFC 4456 §8. */
  readonly originatorId?: Ipv4;
  /** RFC 4456 §8, the nearest cluster first. */
  readonly clusterList: readonly Ipv4[];
  /** RFC 9234 Only To Customer. */
  readonly otc?: Asn;
  /** Where a redistributed route leads out, for `match interface`; of meaning in this router only. */
  readonly nextHopInterface?: string;
  /** Route tag, as zebra carries it; not sent. */
  readonly tag?: number;
  /** `set distance`, of meaning in this router only (F108). */
  readonly distance?: number;
  /** `set ipv6 next-hop prefer-global` was applied inbound (F34); of meaning in this router only. */
  readonly preferGlobalNextHop?: boolean;
  /** The IPv6 next hop that a map has set on an IPv4 route of our own: neighbors that take IPv6 next hops are told it (RFC 8950), nobody else. */
  readonly ownNextHopIpv6?: Ip;
  /** A map that was not an outbound one set the next hop, or left it unchanged on purpose, which tells on egress (F91, F94); of meaning in this router only. */
  readonly nextHopByMap?: 'set' | 'unchanged';
}

/** The link-local next hop by which a route is reached over its session's interface (F34, F96), where it has one. */
export function linkLocalWay(attributes: PathAttributes): Ip | undefined {
  if (attributes.preferGlobalNextHop) return undefined;
  const global = effectiveNextHop(attributes);
  return attributes.linkLocalNextHop ?? (!isIpv4(global) && isLinkLocal(global) ? global : undefined);
}

/** The next hop by which a route is resolved, installed and shown. */
export function effectiveNextHop({ nextHop, nextHopIpv6 }: PathAttributes): Ip {
  return nextHopIpv6 ?? nextHop;
}
