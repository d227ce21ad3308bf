/** One `match` line of a route-map, asked of a route (F73, F82–F84; bgpd/bgp_routemap.c route_match_*). */
import { hostPrefix, type Ip, isIpv4, type Prefix, prefixFamily, prefixKey } from '../ip/index.ts';
import type { PathAttributes } from './attributes.ts';
import {
  evaluateAccessList,
  evaluateAsPathList,
  evaluatePrefixList,
  type ListVerdict,
  matchAccessList,
  matchAsPathList,
  matchCommunityList,
  matchPrefixList,
} from './lists.ts';
import type { ConfigRef } from './source.ts';
import type { PolicySubject } from './subject.ts';
import type { Action, CommunityList, PolicyObjects, RouteMapMatch } from './types.ts';

/** True when the clause does not hold. A list that is missing never matches (F73). */
export function matchFails(match: RouteMapMatch, subject: PolicySubject, objects: PolicyObjects): boolean {
  return !matches(match, subject, objects);
}

function matches(match: RouteMapMatch, subject: PolicySubject, objects: PolicyObjects): boolean {
  const { attributes, prefix } = subject;
  switch (match.kind) {
    case 'as-path': {
      const list = objects.asPathLists.get(match.list);
      return list !== undefined && evaluateAsPathList(list, attributes) === 'permit';
    }
    case 'community':
      return communities(objects.communityLists.get(match.list), attributes, match.exact);
    case 'large-community':
      return communities(objects.largeCommunityLists.get(match.list), attributes, match.exact);
    case 'extcommunity':
      return communities(objects.extCommunityLists.get(match.list), attributes, false);
    case 'address-prefix-list':
      return prefixFamily(prefix) === match.family && inPrefixList(match, prefix, objects);
    case 'address-access-list':
      return prefixFamily(prefix) === match.family && inAccessList(match, prefix, objects);
    case 'next-hop-prefix-list':
      return ofFamily(attributes.nextHop, match.family) && inPrefixList(match, hostPrefix(attributes.nextHop), objects);
    case 'next-hop-access-list':
      return ofFamily(attributes.nextHop, match.family) && inAccessList(match, hostPrefix(attributes.nextHop), objects);
    case 'route-source-prefix-list':
      return subject.peerAddress !== undefined && inPrefixList(match, hostPrefix(subject.peerAddress), objects);
    case 'route-source-access-list':
      return subject.peerAddress !== undefined && inAccessList(match, hostPrefix(subject.peerAddress), objects);
    case 'address-prefix-len':
      return prefixFamily(prefix) === match.family && prefix.length === match.length;
    case 'next-hop-prefix-len':
      return match.length === (match.family === 4 ? 32 : 128);
    case 'next-hop-address':
      return attributes.nextHop === match.ip;
    case 'next-hop-type':
      return subject.blackhole === true;
    case 'metric':
      return (attributes.med ?? subject.removedMed ?? 0) === match.value;
    case 'local-preference':
      return (attributes.localPref ?? subject.defaultLocalPreference ?? 0) === match.value;
    case 'origin':
      return attributes.origin === match.origin;
    case 'peer':
      return isPeer(match.peer, subject);
    case 'tag':
      return (attributes.tag ?? 0) === match.value;
    case 'interface':
      return subject.interface === match.name;
    case 'probability':
      return chance(prefix) < match.percent;
    case 'source-protocol':
      return subject.protocol === match.protocol;
    case 'source-instance':
      return match.instance === 0;
    case 'source-vrf':
      return match.vrf === 'default';
    case 'rpki':
      // No validator is modelled, so every route is one that none covers.
      return match.state === 'notfound';
  }
}

function communities(list: CommunityList | undefined, attributes: PathAttributes, exact: boolean): boolean {
  return list !== undefined && matchCommunityList(list, attributes, exact).action === 'permit';
}

function inPrefixList(match: { readonly family: 4 | 6; readonly list: string }, prefix: Prefix, objects: PolicyObjects): boolean {
  const list = (match.family === 4 ? objects.prefixLists : objects.prefixLists6).get(match.list);
  return list !== undefined && evaluatePrefixList(list, prefix) === 'permit';
}

function inAccessList(match: { readonly family: 4 | 6; readonly list: string }, prefix: Prefix, objects: PolicyObjects): boolean {
  const list = (match.family === 4 ? objects.accessLists : objects.accessLists6).get(match.list);
  return list !== undefined && evaluateAccessList(list, prefix) === 'permit';
}

function ofFamily(ip: Ip, family: 4 | 6): boolean {
  return isIpv4(ip) === (family === 4);
}

function isPeer(peer: Extract<RouteMapMatch, { kind: 'peer' }>['peer'], subject: PolicySubject): boolean {
  if (peer === 'local') return subject.direction === 'local';
  if (subject.direction === 'local') return false;
  return typeof peer === 'object' ? subject.peerInterface === peer.interface : subject.peerAddress === peer;
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
      return answer(match.list, objects.communityLists.get(match.list), (l) => matchCommunityList(l, attributes, match.exact));
    case 'large-community':
      return answer(match.list, objects.largeCommunityLists.get(match.list), (l) => matchCommunityList(l, attributes, match.exact));
    case 'extcommunity':
      return answer(match.list, objects.extCommunityLists.get(match.list), (l) => matchCommunityList(l, attributes));
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
