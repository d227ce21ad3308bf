/**
 * Which paths of the table `show bgp … community X`, `regexp`, `route-map` and their kin list (bgpd/bgp_route.c bgp_show_table
 * and the functions that it is called by), and what bgpd says instead.
 */
import type { AfiName, BgpEntry, BgpPath, SpeakerState } from '../../bgp/index.ts';
import { bitsOf, containsPrefix, isIpv4, parsePrefix, type Prefix } from '../../ip/index.ts';
import {
  type CommunityList,
  compileRegex,
  evaluateAccessList,
  evaluateAsPathList,
  evaluatePrefixList,
  evaluateRouteMap,
  formatAsPath,
  formatCommunity,
  formatLargeCommunity,
  aliased,
  matchCommunityList,
  parseCommunity,
  type PathAttributes,
  type PolicySubject,
} from '../../policy/index.ts';
import { parseLargeCommunity } from '../../frr/index.ts';

/** What is asked for: paths that this holds for. */
export type PathFilter = (entry: BgpEntry, path: BgpPath) => boolean;

/** The paths that are asked for, or what is said instead of a table. */
export type Filtered = { readonly keep: PathFilter } | { readonly said: string };

const by = (holds: (attributes: PathAttributes) => boolean): Filtered => ({ keep: (_entry, path) => holds(path.attributes) });
const byPrefix = (holds: (prefix: Prefix) => boolean): Filtered => ({ keep: ({ prefix }) => holds(prefix) });

/** `community [AA:NN [exact-match]]`; without one all routes that carry any. */
export function carrying(text: string | undefined, exact: boolean): Filtered {
  if (text === undefined) return by((a) => a.communities.length > 0);
  const wanted = parseCommunity(text);
  if (wanted === undefined) return { said: `% Community malformed: ${text}` };
  return by((a) => a.communities.includes(wanted) && (!exact || a.communities.length === 1));
}

export function carryingLarge(text: string | undefined, exact: boolean): Filtered {
  if (text === undefined) return by((a) => a.largeCommunities.length > 0);
  const wanted = parseLargeCommunity(text);
  if (!wanted) return { said: '% Large-community malformed' };
  const name = formatLargeCommunity(wanted);
  return by((a) => a.largeCommunities.some((c) => formatLargeCommunity(c) === name) && (!exact || a.largeCommunities.length === 1));
}

/** `alias`: the community or large community that has this name. */
export function carryingAlias(alias: string, { config: { policy } }: SpeakerState): Filtered {
  return by((a) => aliased([...a.communities.map(formatCommunity), ...a.largeCommunities.map(formatLargeCommunity)], policy.communityAliases).includes(alias));
}

function inList(list: CommunityList | undefined, missing: string, exact: boolean): Filtered {
  return list ? by((a) => matchCommunityList(list, a, { exact }).action === 'permit') : { said: missing };
}

export function inCommunityList(name: string, exact: boolean, { config: { policy } }: SpeakerState): Filtered {
  return inList(policy.communityLists.get(name), `% ${name} community-list not found`, exact);
}

export function inLargeCommunityList(name: string, exact: boolean, { config: { policy } }: SpeakerState): Filtered {
  return inList(policy.largeCommunityLists.get(name), `% ${name} is not a valid large-community-list name`, exact);
}

/** `filter-list`, `prefix-list`, `access-list`, `route-map`. */
export function inObject(kind: string, name: string, afi: AfiName, state: SpeakerState): Filtered {
  const { policy } = state.config;
  const four = afi === 'ipv4';
  switch (kind) {
    case 'filter-list': {
      const list = policy.asPathLists.get(name);
      return list ? by((a) => evaluateAsPathList(list, a) === 'permit') : { said: `% ${name} AS-path access-list not found` };
    }
    case 'prefix-list': {
      const list = (four ? policy.prefixLists : policy.prefixLists6).get(name);
      return list ? byPrefix((p) => evaluatePrefixList(list, p) === 'permit') : { said: `% ${name} prefix-list not found` };
    }
    case 'access-list': {
      const list = (four ? policy.accessLists : policy.accessLists6).get(name);
      return list ? byPrefix((p) => evaluateAccessList(list, p) === 'permit') : { said: `% ${name} access-list not found` };
    }
    default:
      if (!policy.routeMaps.has(name)) return { said: `% ${name} route-map not found` };
      return { keep: ({ prefix }, path) => evaluateRouteMap(name, subjectOf(prefix, path, state), policy).action === 'permit' };
  }
}

function subjectOf(prefix: Prefix, { attributes, source }: BgpPath, { config, sessions }: SpeakerState): PolicySubject {
  const peer = source.kind === 'peer' ? sessions.find((s) => s.peer.id === source.peer) : undefined;
  return { prefix, attributes, direction: 'local', localAsn: config.asn, ...(peer && { peerAddress: peer.peer.address }) };
}

export function matchingPath(text: string): Filtered {
  const regex = compileRegex(text);
  return regex ? by((a) => regex.test(formatAsPath(a.asPath))) : { said: `Can't compile regexp ${text}` };
}

/** `longer-prefixes`: the prefix and all inside it, which bgpd takes by their first bits whatever the families are (lib/prefix.c prefix_match). */
export function inside(text: string): Filtered {
  const asked = parsePrefix(text);
  return asked ? byPrefix((p) => startsAlike(asked, p)) : { said: '% Malformed Prefix' };
}

function startsAlike(asked: Prefix, p: Prefix): boolean {
  if (isIpv4(asked.ip) === isIpv4(p.ip)) return containsPrefix(asked, p);
  return asked.length <= p.length && firstBits(asked, asked.length) === firstBits(p, asked.length);
}

function firstBits({ ip }: Prefix, length: number): bigint {
  return BigInt(ip) >> BigInt(bitsOf(ip) - length);
}

/** What is not the network of its class: of class A /8, B /16, C /24. */
export const CIDR_ONLY: Filtered = byPrefix(({ ip, length }) => !isIpv4(ip) || length !== classLength(ip));

function classLength(ip: number): number | undefined {
  const first = Math.floor(ip / 2 ** 24);
  return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : undefined;
}

/** `version N`: what the table has changed since. */
export function since(version: number): Filtered {
  return { keep: (entry) => (entry.version ?? 0) >= version };
}

/** No validator is modelled: no route is covered by what one says. */
export function validated(state: string): Filtered {
  return by(() => state === 'notfound');
}
