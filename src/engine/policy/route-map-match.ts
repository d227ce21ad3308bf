/** One `match` line of a route-map, asked of a route (F73, F82–F84; bgpd/bgp_routemap.c route_match_*). */
import { hostPrefix, type Ip, isIpv4, isUnspecified, type Prefix, prefixFamily, prefixKey } from '../ip/index.ts';
import type { PathAttributes } from './attributes.ts';
import { aliased, formatCommunity, formatLargeCommunity } from './communities.ts';
import {
  evaluateAccessList,
  evaluateAsPathList,
  evaluatePrefixList,
  type ListVerdict,
  matchAccessList,
  matchAsPathList,
  type CommunityMatch,
  matchCommunityList,
  matchPrefixList,
} from './lists.ts';
import type { ConfigRef } from './source.ts';
import type { PolicySubject, ZebraNextHop } from './subject.ts';
import type { Action, CommunityList, PolicyObjects, RouteMapMatch } from './types.ts';

/** True when the clause does not hold. A list that is missing never matches (F73). */
export function matchFails(match: RouteMapMatch, subject: PolicySubject, objects: PolicyObjects): boolean {
  return !(subject.zebra ? zebraMatches(match, subject.prefix, subject.zebra, objects) : matches(match, subject, objects));
}

function firstByte({ ip }: Prefix): number {
  return typeof ip === 'number' ? ip >>> 24 : Number((ip as bigint) >> 120n);
}

/** A clause that zebra has not, it does not have in its copy of the entry, which then asks for one thing less (zebra/zebra_routemap.c). */
function zebraMatches(match: RouteMapMatch, prefix: Prefix, hop: ZebraNextHop, objects: PolicyObjects): boolean {
  const gateway = hop.ip ?? (isIpv4(prefix.ip) ? (0 as Ip) : (0n as Ip));
  switch (match.kind) {
    case 'address-prefix-list':
      return prefixFamily(prefix) === match.family && inPrefixList(match, prefix, objects);
    case 'address-access-list':
      return prefixFamily(prefix) === match.family && inAccessList(match, prefix, objects);
    case 'address-prefix-len':
      return prefixFamily(prefix) === match.family && prefix.length === match.length;
    case 'next-hop-prefix-list':
      return match.family === 6 || (isIpv4(gateway) && inPrefixList(match, hostPrefix(gateway), objects));
    case 'next-hop-access-list':
      return match.family === 6 || (isIpv4(gateway) && inAccessList(match, hostPrefix(gateway), objects));
    case 'next-hop-prefix-len':
      return isIpv4(gateway) && match.length === 32;
    case 'next-hop-type':
      return hop.blackhole;
    case 'interface':
      return hop.interface === match.name;
    case 'tag':
      return hop.tag === match.value;
    case 'source-protocol':
      return hop.protocol === match.protocol;
    case 'source-instance':
      return match.instance === 0;
    default:
      return true;
  }
}

function matches(match: RouteMapMatch, subject: PolicySubject, objects: PolicyObjects): boolean {
  const { attributes, prefix } = subject;
  switch (match.kind) {
    case 'as-path': {
      const list = objects.asPathLists.get(match.list);
      return list !== undefined && evaluateAsPathList(list, attributes) === 'permit';
    }
    case 'community':
      return communities(objects.communityLists.get(match.list), attributes, match);
    case 'large-community':
      return communities(objects.largeCommunityLists.get(match.list), attributes, match);
    case 'extcommunity':
      return communities(objects.extCommunityLists.get(match.list), attributes, match);
    case 'community-limit':
      return attributes.communities.length <= match.limit;
    case 'extcommunity-limit':
      return attributes.extendedCommunities.length <= match.limit;
    case 'address-prefix-list':
      return prefixFamily(prefix) === match.family && inPrefixList(match, prefix, objects);
    case 'address-access-list':
      return prefixFamily(prefix) === match.family && inAccessList(match, prefix, objects);
    case 'next-hop-prefix-list':
      return nextHops(subject, match.family).some((ip) => inPrefixList(match, hostPrefix(ip), objects));
    case 'next-hop-access-list':
      return nextHops(subject, match.family).some((ip) => inAccessList(match, hostPrefix(ip), objects));
    case 'route-source-prefix-list': {
      const peer = routeSource(subject);
      return peer !== undefined && inPrefixList(match, hostPrefix(peer), objects);
    }
    case 'route-source-access-list': {
      const peer = routeSource(subject);
      return peer !== undefined && inAccessList(match, hostPrefix(peer), objects);
    }
    case 'next-hop-address':
      return nextHops(subject, match.family).includes(match.ip);
    case 'next-hop-type':
      return prefixFamily(prefix) === match.family && isUnspecified(attributes.nextHop) && attributes.nextHopInterface === undefined;
    case 'metric':
      return (attributes.med ?? subject.removedMed ?? 0) === match.value;
    case 'local-preference':
      return (attributes.localPref ?? subject.defaultLocalPreference ?? 0) === match.value;
    case 'alias':
      return carriesAlias(match.alias, attributes, objects);
    case 'origin':
      return attributes.origin === match.origin;
    case 'peer':
      return isPeer(match.peer, subject);
    case 'tag':
      return (attributes.tag ?? 0) === match.value;
    case 'interface':
      return attributes.nextHopInterface === match.name;
    case 'probability':
      return chance(prefix) < match.percent;
    case 'address-prefix-len':
    case 'next-hop-prefix-len':
    case 'source-protocol':
    case 'source-instance':
      // zebra's clauses: bgpd does not know them, and an entry with nothing else matches everything.
      return true;
    case 'source-vrf':
      // Holds for routes leaked from another VRF alone.
      return false;
    case 'evpn':
      // bgpd compares the number of the type with the first byte of whatever prefix it has; nothing else of EVPN holds for such routes.
      return match.routeType !== undefined && firstByte(prefix) === match.routeType;
    case 'rpki':
      // No validator is modelled, so every route is one that none covers.
      return match.state === 'notfound';
  }
}

function communities(list: CommunityList | undefined, attributes: PathAttributes, how: CommunityMatch): boolean {
  return list !== undefined && matchCommunityList(list, attributes, how).action === 'permit';
}

/** `match alias`: of communities and large communities, by name or, where they have none, by what they are. */
function carriesAlias(alias: string, { communities: plain, largeCommunities }: PathAttributes, { communityAliases }: PolicyObjects): boolean {
  return aliased([...plain.map(formatCommunity), ...largeCommunities.map(formatLargeCommunity)], communityAliases).includes(alias);
}

function inPrefixList(match: { readonly family: 4 | 6; readonly list: string }, prefix: Prefix, objects: PolicyObjects): boolean {
  const list = (match.family === 4 ? objects.prefixLists : objects.prefixLists6).get(match.list);
  return list !== undefined && evaluatePrefixList(list, prefix) === 'permit';
}

function inAccessList(match: { readonly family: 4 | 6; readonly list: string }, prefix: Prefix, objects: PolicyObjects): boolean {
  const list = (match.family === 4 ? objects.accessLists : objects.accessLists6).get(match.list);
  return list !== undefined && evaluateAccessList(list, prefix) === 'permit';
}

/** Of routes of this family: an aggregate's IPv4 next hop is 0.0.0.0 here, whatever it prints as (F51); IPv6 has two. */
function nextHops({ prefix, attributes }: PolicySubject, family: 4 | 6): Ip[] {
  if (prefixFamily(prefix) !== family) return [];
  if (family === 4) return [isIpv4(attributes.nextHop) ? attributes.nextHop : (0 as Ip)];
  return attributes.linkLocalNextHop === undefined ? [attributes.nextHop] : [attributes.nextHop, attributes.linkLocalNextHop];
}

/** Outbound 8.4 asks the update group, which has no address: nothing about the peer ever holds there (F186; bgp_updgrp.c conf_copy). */
function peerOf(subject: PolicySubject): Ip | undefined {
  return subject.direction === 'out' && !subject.ofNeighbor ? undefined : subject.peerAddress;
}

/** The peer's address, of IPv4 routes alone. */
function routeSource(subject: PolicySubject): Ip | undefined {
  return isIpv4(subject.prefix.ip) ? peerOf(subject) : undefined;
}

function isPeer(peer: Extract<RouteMapMatch, { kind: 'peer' }>['peer'], subject: PolicySubject): boolean {
  if (peer === 'local') return subject.direction === 'local' && subject.peerAddress === undefined;
  if (typeof peer === 'object') return subject.direction === 'in' && subject.peerInterface === peer.interface;
  return peerOf(subject) === peer;
}

/** 0–99, the same for the same prefix: the lab is deterministic where FRR throws dice. */
function chance(prefix: Prefix): number {
  return Number(BigInt(prefixKey(prefix)) % 9973n) % 100;
}

/** What the list that a `match` line names said, and by which entry: for those who ask why. */
export interface ListAnswer {
  readonly name: string;
  /** No such list: it never matches (F73). */
  readonly missing: boolean;
  readonly action: Action;
  /** Absent where no entry matched. */
  readonly entry?: { readonly seq: number; readonly source: ConfigRef };
}

/** Undefined for a line that names no list. */
export function listAnswer(match: RouteMapMatch, subject: PolicySubject, objects: PolicyObjects): ListAnswer | undefined {
  if (!('list' in match)) return undefined;
  const { attributes } = subject;
  const prefixes = () => ('family' in match && match.family === 6 ? objects.prefixLists6 : objects.prefixLists).get(match.list);
  const accesses = () => ('family' in match && match.family === 6 ? objects.accessLists6 : objects.accessLists).get(match.list);
  const looked = lookedAt(match, subject);
  switch (match.kind) {
    case 'as-path':
      return answer(match.list, objects.asPathLists.get(match.list), (l) => matchAsPathList(l, attributes.asPath));
    case 'community':
      return answer(match.list, objects.communityLists.get(match.list), (l) => matchCommunityList(l, attributes, match));
    case 'large-community':
      return answer(match.list, objects.largeCommunityLists.get(match.list), (l) => matchCommunityList(l, attributes, match));
    case 'extcommunity':
      return answer(match.list, objects.extCommunityLists.get(match.list), (l) => matchCommunityList(l, attributes, match));
    case 'address-prefix-list':
    case 'next-hop-prefix-list':
    case 'route-source-prefix-list':
      return answer(match.list, prefixes(), (l) => (looked ? matchPrefixList(l, looked) : { action: 'deny' }));
    case 'address-access-list':
    case 'next-hop-access-list':
    case 'route-source-access-list':
      return answer(match.list, accesses(), (l) => (looked ? matchAccessList(l, looked) : { action: 'deny' }));
  }
}

/** The prefix that an address list is asked of; undefined where there is none of its family. */
function lookedAt(match: RouteMapMatch, { prefix, attributes, peerAddress }: PolicySubject): Prefix | undefined {
  if (match.kind.startsWith('next-hop')) return hostPrefix(attributes.nextHop);
  if (match.kind.startsWith('route-source')) return peerAddress === undefined ? undefined : hostPrefix(peerAddress);
  return 'family' in match && prefixFamily(prefix) === match.family ? prefix : undefined;
}

function answer<L>(name: string, list: L | undefined, ask: (list: L) => ListVerdict<{ readonly seq: number; readonly source: ConfigRef }>): ListAnswer {
  const verdict = list && ask(list);
  return {
    name,
    missing: list === undefined,
    action: verdict?.action ?? 'deny',
    ...(verdict?.entry && { entry: { seq: verdict.entry.seq, source: verdict.entry.source } }),
  };
}
