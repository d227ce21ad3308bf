/** Lists and route-maps as `show running-config` writes them. */
import { formatIp, formatPrefix } from '../../ip/index.ts';
import type {
  AccessList,
  AccessListEntry,
  CommunityList,
  PolicyObjects,
  PrefixList,
  RouteMap,
  RouteMapEntry,
  RouteMapMatch,
  RouteMapSet,
  Wildcard,
} from '../../policy/types.ts';
import { formatCommunity, formatLargeCommunity } from '../../policy/communities.ts';

/** Blocks of lines; the caller puts a `!` behind each. `daemon`: what it has of them. */
export function printPolicy(policy: PolicyObjects, daemon?: string): string[][] {
  const blocks: string[][] = [
    [...policy.accessLists.values()].flatMap(printAccessList),
    [...policy.prefixLists.values()].flatMap(printPrefixList),
    [...policy.accessLists6.values()].flatMap(printAccessList),
    [...policy.prefixLists6.values()].flatMap(printPrefixList),
    ...(daemon === 'zebra' ? [] : bgpLists(policy)),
  ];
  for (const map of policy.routeMaps.values()) blocks.push(...printRouteMap(partOf(map, daemon)));
  return blocks.filter((b) => b.length > 0);
}

function bgpLists(policy: PolicyObjects): string[][] {
  return [
    byName(policy.asPathLists).flatMap((list) => list.entries.map((e) => `bgp as-path access-list ${list.name} seq ${e.seq} ${e.action} ${e.regex}`)),
    [policy.communityLists, policy.extCommunityLists, policy.largeCommunityLists].flatMap((lists) => byName(lists).flatMap(printCommunityList)),
    [...(policy.communityAliases ?? [])].map(([community, alias]) => `bgp community alias ${community} ${alias}`),
  ];
}

/**
 * zebra takes the clauses that all daemons share (lib/routemap_cli.c), acted upon or not, and its own (zebra/zebra_routemap.c); bgpd takes
 * all but those of zebra's own.
 */
function partOf(map: RouteMap, daemon: string | undefined): RouteMap {
  if (daemon === undefined) return map;
  const matches = daemon === 'zebra' ? zebraMatches : (m: RouteMapMatch) => !ZEBRA_ALONE.has(m.kind);
  const printed = (text: string) => daemon !== 'zebra' || text.startsWith('ip next-hop');
  const sets = daemon === 'zebra' ? zebraSets : (s: RouteMapSet) => s.kind !== 'source';
  return {
    ...map,
    entries: map.entries.map((e) => ({
      ...e,
      matches: e.matches.filter(matches),
      sets: e.sets.filter(sets),
      ...(e.printed && { printed: e.printed.filter(printed) }),
    })),
  };
}

const ZEBRA_ALONE: ReadonlySet<RouteMapMatch['kind']> = new Set(['address-prefix-len', 'next-hop-prefix-len', 'source-protocol', 'source-instance']);

function zebraMatches(m: RouteMapMatch): boolean {
  if (m.kind === 'next-hop-access-list' || m.kind === 'next-hop-prefix-list') return m.family === 4;
  return ZEBRA_MATCHES.has(m.kind);
}

const ZEBRA_MATCHES: ReadonlySet<RouteMapMatch['kind']> = new Set([
  'interface',
  'tag',
  'metric',
  'address-access-list',
  'address-prefix-list',
  'address-prefix-len',
  'next-hop-prefix-len',
  'next-hop-type',
  'source-protocol',
  'source-instance',
]);

function zebraSets(s: RouteMapSet): boolean {
  if (s.kind === 'next-hop') return typeof s.to !== 'string' && (s.family === 4 || s.scope === 'local');
  return s.kind === 'metric' || s.kind === 'tag' || s.kind === 'source';
}

/** Numbers first, then names, as bgpd sorts its lists. */
function byName<T extends { readonly name: string }>(lists: ReadonlyMap<string, T>): T[] {
  const number = (t: T) => (/^\d+$/.test(t.name) ? Number(t.name) : Number.POSITIVE_INFINITY);
  return [...lists.values()].sort((a, b) => {
    const [x, y] = [number(a), number(b)];
    return x === y ? (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) : x - y;
  });
}

function printPrefixList(list: PrefixList): string[] {
  const head = `${list.family === 4 ? 'ip' : 'ipv6'} prefix-list ${list.name}`;
  const lines = list.description === undefined ? [] : [`${head} description ${list.description}`];
  for (const e of list.entries) {
    const range = e.any ? 'any' : `${formatPrefix(e.prefix)}${e.ge === undefined ? '' : ` ge ${e.ge}`}${e.le === undefined ? '' : ` le ${e.le}`}`;
    lines.push(`${head} seq ${e.seq} ${e.action} ${range}`);
  }
  return lines;
}

function printAccessList(list: AccessList): string[] {
  const head = `${list.family === 4 ? '' : 'ipv6 '}access-list ${list.name}`;
  const lines = list.description === undefined ? [] : [`${head} remark ${list.description}`];
  for (const e of list.entries) lines.push(`${head} seq ${e.seq} ${e.action} ${accessTarget(e)}`);
  return lines;
}

function accessTarget(e: AccessListEntry): string {
  if (e.extended) return `ip ${wildcard(e.wildcard)} ${wildcard(e.extended.destination)}`;
  if (e.wildcard) return e.wildcard.isHost ? formatIp(e.wildcard.ip) : wildcard(e.wildcard);
  return e.prefix ? `${formatPrefix(e.prefix)}${e.exact ? ' exact-match' : ''}` : 'any';
}

function wildcard(side: Wildcard | undefined): string {
  if (!side) return 'any';
  return side.isHost ? `host ${formatIp(side.ip)}` : `${formatIp(side.ip)} ${formatIp(side.mask)}`;
}

const LIST_WORD = { community: 'community-list', 'large-community': 'large-community-list', extcommunity: 'extcommunity-list' } as const;

function printCommunityList(list: CommunityList): string[] {
  // FRR writes every all-digit name without its style, and then cannot read some of them again; those keep it here.
  const number = /^\d+$/.test(list.name) ? Number(list.name) : 0;
  const numbered = list.style === 'standard' ? number >= 1 && number <= 99 : number >= 100 && number <= 500;
  const head = `bgp ${LIST_WORD[list.kind]} ${numbered ? '' : `${list.style} `}${list.name}`;
  return list.entries.map((e) => `${head} seq ${e.seq} ${e.action} ${e.regex ?? e.communities?.join(' ')}`);
}

/** One block an entry; vtysh sorts the lines inside. */
export function printRouteMap(map: RouteMap): string[][] {
  return map.entries.map((entry) => [`route-map ${map.name} ${entry.action} ${entry.seq}`, ...entryLines(entry).sort(), 'exit']);
}

function entryLines(entry: RouteMapEntry): string[] {
  const lines = [...entry.matches.map((m) => ` match ${matchText(m)}`), ...entry.sets.filter((s) => !s.unprinted).map((s) => ` set ${setText(s)}`)];
  for (const text of entry.printed ?? []) lines.push(` set ${text}`);
  if (entry.description !== undefined) lines.push(` description ${entry.description}`);
  if (entry.call) lines.push(` call ${entry.call.map}`);
  if (entry.onMatch) lines.push('goto' in entry.onMatch ? ` on-match goto ${entry.onMatch.goto}` : ' on-match next');
  return lines;
}

/** A match clause behind the word `match`. */
export function matchText(m: RouteMapMatch): string {
  const family = 'family' in m && m.family === 6 ? 'ipv6' : 'ip';
  switch (m.kind) {
    case 'as-path':
      return `${m.kind} ${m.list}`;
    case 'alias':
      return `alias ${m.alias}`;
    case 'community-limit':
    case 'extcommunity-limit':
      return `${m.kind} ${m.limit}`;
    case 'community':
    case 'large-community':
    case 'extcommunity':
      return `${m.kind} ${m.list}${m.exact ? ' exact-match' : m.any ? ' any' : ''}`;
    case 'address-prefix-list':
    case 'next-hop-prefix-list':
    case 'route-source-prefix-list':
      return `${family} ${m.kind.replace('-prefix-list', '')} prefix-list ${m.list}`;
    case 'address-access-list':
    case 'next-hop-access-list':
    case 'route-source-access-list':
      return `${family} ${m.kind.replace('-access-list', '')} ${m.list}`;
    case 'address-prefix-len':
    case 'next-hop-prefix-len':
      return `${family} ${m.kind.replace('-prefix-len', '')} prefix-len ${m.length}`;
    case 'next-hop-address':
      return `${family} next-hop address ${formatIp(m.ip)}`;
    case 'next-hop-type':
      return `${family} next-hop type ${m.type}`;
    case 'metric':
    case 'local-preference':
    case 'tag':
      return `${m.kind} ${m.value}`;
    case 'origin':
      return `origin ${m.origin}`;
    case 'peer':
      return `peer ${m.peer === 'local' ? 'local' : typeof m.peer === 'object' ? m.peer.interface : formatIp(m.peer)}`;
    case 'interface':
      return `interface ${m.name}`;
    case 'probability':
      return `probability ${m.percent}`;
    case 'source-protocol':
      return `source-protocol ${m.protocol}`;
    case 'source-instance':
      return `source-instance ${m.instance}`;
    case 'source-vrf':
      return `source-vrf ${m.vrf}`;
    case 'evpn':
      return `evpn ${m.what}`;
    case 'rpki':
      return `rpki ${m.state}`;
  }
}

function replacedText(asns: Extract<RouteMapSet, { kind: 'as-path-replace' }>['asns']): string {
  if (asns === 'any') return 'any';
  return 'list' in asns ? `as-path-access-list ${asns.list}` : asns.join(' ');
}

/** A set clause behind the word `set`. */
export function setText(s: RouteMapSet): string {
  switch (s.kind) {
    case 'next-hop': {
      const to = typeof s.to === 'string' ? s.to : formatIp(s.to);
      return s.family === 4 ? `ip next-hop ${to}` : `ipv6 next-hop ${s.scope ? `${s.scope} ` : ''}${to}`;
    }
    case 'next-hop-prefer-global':
      return 'ipv6 next-hop prefer-global';
    case 'as-path-prepend':
      return `as-path prepend ${s.asns.join(' ')}`;
    case 'as-path-prepend-last':
      return `as-path prepend last-as ${s.times}`;
    case 'as-path-exclude':
      if (s.asns === 'all') return 'as-path exclude all';
      return 'list' in s.asns ? `as-path exclude as-path-access-list ${s.asns.list}` : `as-path exclude ${s.asns.join(' ')}`;
    case 'as-path-replace':
      return `as-path replace ${replacedText(s.asns)}${s.by === undefined ? '' : ` ${s.by}`}`;
    case 'community':
      return `community ${s.communities === 'none' ? 'none' : s.communities.map(formatCommunity).join(' ')}${s.additive ? ' additive' : ''}`;
    case 'large-community':
      return `large-community ${s.communities === 'none' ? 'none' : s.communities.map(formatLargeCommunity).join(' ')}${s.additive ? ' additive' : ''}`;
    case 'extcommunity':
      return s.communities === 'none' ? 'extcommunity none' : `extcommunity ${s.communities[0]?.type ?? 'rt'} ${s.communities.map((c) => c.value).join(' ')}`;
    case 'link-bandwidth':
      return `extcommunity bandwidth ${s.to}${s.nonTransitive ? ' non-transitive' : ''}`;
    case 'community-list-delete':
      return `comm-list ${s.list} delete`;
    case 'large-community-list-delete':
      return `large-comm-list ${s.list} delete`;
    case 'local-preference':
      return `local-preference ${adjustText(s.adjust)}`;
    case 'metric':
      return `metric ${typeof s.adjust === 'string' ? s.adjust : adjustText(s.adjust)}`;
    case 'weight':
    case 'tag':
    case 'distance':
    case 'label-index':
      return `${s.kind} ${s.value}`;
    case 'origin':
      return `origin ${s.origin}`;
    case 'atomic-aggregate':
      return 'atomic-aggregate';
    case 'aggregator':
      return `aggregator as ${s.asn} ${formatIp(s.ip)}`;
    case 'originator-id':
      return `originator-id ${formatIp(s.ip)}`;
    case 'source':
      return `src ${formatIp(s.ip)}`;
    case 'table':
      return `table ${s.table}`;
  }
}

function adjustText({ op, value }: { readonly op: 'set' | 'add' | 'subtract'; readonly value: number }): string {
  return `${{ set: '', add: '+', subtract: '-' }[op]}${value}`;
}
