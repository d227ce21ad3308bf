/** One `set` line of a route-map, done to a route's attributes (F85–F89; bgpd/bgp_routemap.c route_set_*). */
import { type Ipv6, isIpv4 } from '../ip/index.ts';
import { leftmostAsn, mapAsns, prependAsns, stripConfedSegments } from './as-path.ts';
import type { Asn, AsPath, PathAttributes } from './attributes.ts';
import { communitySet, extendedCommunitySet, formatLargeCommunity, largeCommunitySet } from './communities.ts';
import { bandwidthOf, bandwidthToSet, linkBandwidth, withBandwidth } from './link-bandwidth.ts';
import { deletesCommunity, evaluateAsPathList, replaceByList } from './lists.ts';
import type { PolicySubject } from './subject.ts';
import type { Adjust, PolicyObjects, RouteMapSet } from './types.ts';

export function applySet(set: RouteMapSet, a: PathAttributes, subject: PolicySubject, objects: PolicyObjects): PathAttributes {
  switch (set.kind) {
    case 'next-hop':
      return setNextHop(set, a, subject);
    case 'next-hop-prefer-global':
      if (subject.direction === 'out') return a;
      return subject.direction === 'in' ? { ...a, preferGlobalNextHop: true } : { ...a, nextHopByMap: 'set' };
    case 'as-path-prepend':
      // In front of a confederation's segment AS numbers take the place of all such segments (bgp_aspath.c aspath_prepend).
      return { ...a, asPath: prependAsns(a.asPath[0]?.type === 'confed-sequence' ? stripConfedSegments(a.asPath) : a.asPath, set.asns) };
    case 'as-path-prepend-last': {
      // Behind a confederation's segment nothing is repeated (bgp_aspath.c aspath_leftmost).
      const last = a.asPath[0]?.type === 'sequence' ? leftmostAsn(a.asPath) : undefined;
      return last === undefined ? a : { ...a, asPath: prependAsns(a.asPath, new Array<number>(set.times).fill(last)) };
    }
    case 'as-path-exclude':
      return exclude(set.asns, a, objects);
    case 'as-path-replace':
      return subject.external !== true ? a : { ...a, asPath: replace(set, a, set.by ?? subject.localAsn, objects) };
    case 'community':
      if (set.communities === 'none') return { ...a, communities: [] };
      return { ...a, communities: communitySet(set.additive ? [...a.communities, ...set.communities] : set.communities) };
    case 'large-community':
      if (set.communities === 'none') return { ...a, largeCommunities: [] };
      return { ...a, largeCommunities: largeCommunitySet(set.additive ? [...a.largeCommunities, ...set.communities] : set.communities) };
    case 'extcommunity':
      // Put behind what is there as they are; what is sent holds each once, in order (route_set_ecommunity, ecommunity_merge).
      return { ...a, extendedCommunities: set.communities === 'none' ? [] : [...a.extendedCommunities, ...extendedCommunitySet(set.communities)] };
    case 'link-bandwidth':
      return setBandwidth(set, a, subject);
    case 'community-list-delete': {
      const list = objects.communityLists.get(set.list);
      return list ? { ...a, communities: a.communities.filter((c) => !deletesCommunity(list, String(c))) } : a;
    }
    case 'large-community-list-delete': {
      const list = objects.largeCommunityLists.get(set.list);
      return list ? { ...a, largeCommunities: a.largeCommunities.filter((c) => !deletesCommunity(list, formatLargeCommunity(c))) } : a;
    }
    case 'local-preference':
      return { ...a, localPref: adjusted(set.adjust, a.localPref ?? subject.defaultLocalPreference ?? 0) };
    case 'metric':
      // Round-trip time and IGP metrics are not simulated: `rtt`, `igp` and `aigp` leave the metric alone.
      return typeof set.adjust === 'string' ? a : { ...a, med: adjusted(set.adjust, a.med ?? 0) };
    case 'weight':
      return { ...a, weight: set.value };
    case 'origin':
      return { ...a, origin: set.origin };
    case 'atomic-aggregate':
      return { ...a, atomicAggregate: true };
    case 'aggregator':
      return isIpv4(set.ip) ? { ...a, aggregator: { asn: set.taken ?? set.asn, ip: set.ip } } : a;
    case 'originator-id':
      return isIpv4(set.ip) ? { ...a, originatorId: set.ip } : a;
    case 'tag':
      return { ...a, tag: set.value };
    case 'distance':
      return { ...a, distance: set.value };
    case 'source':
    case 'label-index':
    case 'table':
      return a;
  }
}

/** F89: `set ip next-hop` is for IPv4 alone; `peer-address` is the peer inbound, and left to the session outbound. */
function setNextHop(set: Extract<RouteMapSet, { kind: 'next-hop' }>, a: PathAttributes, subject: PolicySubject): PathAttributes {
  if (set.family === 4 && !isIpv4(subject.prefix.ip)) return a;
  if (set.family === 6 && isIpv4(subject.prefix.ip)) return setIpv6NextHopOfIpv4(set, a, subject);
  if (set.to === 'unchanged') return subject.direction === 'out' ? a : { ...a, nextHopByMap: 'unchanged' };
  if (set.to === 'peer-address') {
    if (subject.direction !== 'in' || subject.peerAddress === undefined) return a;
    if (isIpv4(subject.peerAddress) !== (set.family === 4)) return a;
    return { ...(set.family === 4 ? withoutIpv6NextHop(a) : a), nextHop: subject.peerAddress };
  }
  if (set.scope === 'local') return { ...changedIn(a, subject), linkLocalNextHop: set.to };
  const rest = set.family === 4 ? withoutIpv6NextHop(a) : a;
  return { ...changedIn(rest, subject), nextHop: set.to };
}

/** F94: that an inbound map has set a next hop, be it the link-local one, is remembered (bgp_attr.h bgp_rmap_nhop_changed). */
function changedIn(a: PathAttributes, { direction }: PolicySubject): PathAttributes {
  return direction === 'out' || a.nextHopByMap === 'unchanged' ? a : { ...a, nextHopByMap: 'set' };
}

/** The IPv6 next hop that an IPv4 route came with (RFC 8950) counts no longer (bgp_attr.h BGP_ATTR_NEXTHOP_AFI_IP6), nor does the link-local one beside it. */
function withoutIpv6NextHop({ nextHopIpv6: _global, linkLocalNextHop: _local, ...rest }: PathAttributes): PathAttributes {
  return rest;
}

const UNSPECIFIED = 0n as Ipv6;

/** F89: the IPv6 clauses do not ask for the family. What FRR originates itself keeps its IPv4 next hop, but counts as changed. */
function setIpv6NextHopOfIpv4(set: Extract<RouteMapSet, { kind: 'next-hop' }>, a: PathAttributes, subject: PolicySubject): PathAttributes {
  if (set.to === 'unchanged') return a;
  // The route counts as one with two IPv6 next hops then, of which the global one is none (route_set_ipv6_nexthop_local).
  if (set.scope === 'local')
    return set.to === 'peer-address' ? a : { ...changedIn(a, subject), nextHopIpv6: a.nextHopIpv6 ?? UNSPECIFIED, linkLocalNextHop: set.to };
  if (set.to === 'peer-address') {
    if (subject.direction === 'out') return a.nextHopIpv6 === undefined ? a : { ...a, nextHopIpv6: UNSPECIFIED };
    const peer = subject.direction === 'in' ? subject.peerAddress : undefined;
    return peer === undefined || isIpv4(peer) ? a : { ...a, nextHopIpv6: peer };
  }
  const changed = changedIn(a, subject);
  if (!isIpv4(a.nextHop)) return { ...changed, nextHop: set.to };
  if (subject.defaultLocalPreference === undefined) return { ...changed, nextHopIpv6: set.to };
  return subject.direction === 'out' ? changed : { ...changed, ownNextHopIpv6: set.to };
}

function exclude(what: Extract<RouteMapSet, { kind: 'as-path-exclude' }>['asns'], a: PathAttributes, objects: PolicyObjects): PathAttributes {
  if (what === 'all') return { ...a, asPath: [] };
  if ('list' in what) {
    const list = objects.asPathLists.get(what.list);
    if (!list) return a;
    return { ...a, asPath: mapAsns(a.asPath, (n) => (evaluateAsPathList(list, { asPath: [{ type: 'sequence', asns: [n] }] }) === 'permit' ? undefined : n)) };
  }
  return { ...a, asPath: mapAsns(a.asPath, (n) => (what.includes(n) ? undefined : n)) };
}

function replace({ asns }: Extract<RouteMapSet, { kind: 'as-path-replace' }>, { asPath }: PathAttributes, by: Asn, objects: PolicyObjects): AsPath {
  if (asns === 'any' || !('list' in asns)) return mapAsns(asPath, (n) => (asns === 'any' || asns.includes(n) ? by : n));
  const list = objects.asPathLists.get(asns.list);
  return list ? replaceByList(list, asPath, by) : asPath;
}

function setBandwidth(set: Extract<RouteMapSet, { kind: 'link-bandwidth' }>, a: PathAttributes, subject: PolicySubject): PathAttributes {
  const bandwidth = bandwidthToSet(set.to, subject.shares);
  if (bandwidth === undefined) return a;
  const said = linkBandwidth(subject.processAsn ?? subject.localAsn, bandwidth, set.nonTransitive);
  const marked = subject.direction === 'in' ? { ...said, weighs: bandwidthOf(a.extendedCommunities) } : said;
  return { ...a, extendedCommunities: extendedCommunitySet(withBandwidth(a.extendedCommunities, marked)) };
}

/** F85: relative values stop at 0 and 2³² − 1. */
function adjusted(adjust: Adjust, base: number): number {
  const value = adjust.op === 'set' ? adjust.value : adjust.op === 'add' ? base + adjust.value : base - adjust.value;
  return Math.min(4294967295, Math.max(0, value));
}
