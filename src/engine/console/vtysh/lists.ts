/** Prefix-lists, access-lists, as-path and community lists as FRR shows them (lib/plist.c, lib/filter.c, bgpd/bgp_filter.c, bgp_vty.c). */
import { containsPrefix, formatIp, formatPrefix, type Prefix, samePrefix } from '../../ip/index.ts';
import type { AccessList, AccessListEntry, AsPathList, CommunityList, PolicyObjects, PrefixList, PrefixListEntry } from '../../policy/index.ts';

/** How `show ip prefix-list` is asked. */
export interface PrefixListView {
  readonly name?: string;
  readonly seq?: number;
  readonly form?: 'detail' | 'summary';
}

const DAEMONS = ['ZEBRA', 'BGP'] as const;

/** The first daemon's answer: after a warning vtysh asks no other. */
const NO_PREFIX_LIST = "% Can't find specified prefix-list";

export function byName<T extends { readonly name: string }>(lists: ReadonlyMap<string, T>): T[] {
  return [...lists.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

export function prefixLists(policy: PolicyObjects, family: 4 | 6): ReadonlyMap<string, PrefixList> {
  return family === 4 ? policy.prefixLists : policy.prefixLists6;
}

/** Every daemon answers for itself. */
export function showPrefixLists(policy: PolicyObjects, family: 4 | 6, view: PrefixListView): string {
  const lists = prefixLists(policy, family);
  const named = view.name === undefined ? undefined : lists.get(view.name);
  if (view.name !== undefined && !named) return NO_PREFIX_LIST;
  const recent = named || view.form === undefined ? undefined : lastTouched([...lists.values()]);
  // FRR ends its line with the entry.
  if (named && view.seq !== undefined && !named.entries.some((e) => e.seq === view.seq)) return DAEMONS.map((daemon) => `${daemon}: `).join('');
  return DAEMONS.flatMap((daemon) => [
    ...(recent ? [`Prefix-list with the last deletion/insertion: ${recent}`] : []),
    ...(named ? [named] : byName(lists)).flatMap((list) => prefixListLines(list, daemon, view)),
  ]).join('\n');
}

/** The list that the last entry of the configuration is of; a description is none. */
function lastTouched(lists: readonly PrefixList[]): string | undefined {
  const line = (list: PrefixList) => Math.max(0, ...list.entries.map((e) => e.source.span.line));
  return lists.filter((l) => l.entries.length > 0).reduce<PrefixList | undefined>((last, list) => (last && line(last) > line(list) ? last : list), undefined)
    ?.name;
}

function prefixListLines(list: PrefixList, daemon: string, { form, seq }: PrefixListView): string[] {
  const head = `${daemon}: ${list.family === 4 ? 'ip' : 'ipv6'} prefix-list ${list.name}:`;
  const description = list.description === undefined ? [] : [`   Description: ${list.description}`];
  const entries = list.entries.filter((e) => seq === undefined || e.seq === seq).map((e) => entryLine(e, form === 'detail' || seq !== undefined));
  if (seq !== undefined) return [`${daemon}: ${entries.join('\n')}`];
  if (form === undefined) return [`${head} ${list.entries.length} entries`, ...description, ...entries];
  const count = `   count: ${list.entries.length}, range entries: 0, sequences: ${list.entries[0]?.seq ?? 0} - ${list.entries.at(-1)?.seq ?? 0}`;
  return [head, ...description, count, ...(form === 'detail' ? entries : [])];
}

/** An entry as lists show it; `counted`: with how often it was asked. */
export function entryLine(e: PrefixListEntry, counted: boolean): string {
  const range = e.any ? 'any' : `${formatPrefix(e.prefix)}${e.ge === undefined ? '' : ` ge ${e.ge}`}${e.le === undefined ? '' : ` le ${e.le}`}`;
  return `   seq ${e.seq} ${e.action} ${range}${counted ? ' (hit count: 0, refcount: 0)' : ''}`;
}

/** `show ip prefix-list NAME PREFIX`: entries with this very prefix, the first of them, or all inside it, which are told without their counts. */
export function showPrefixListEntries(policy: PolicyObjects, family: 4 | 6, name: string, prefix: Prefix, which?: string): string {
  const list = prefixLists(policy, family).get(name);
  if (!list) return NO_PREFIX_LIST;
  const longer = which === 'longer';
  const found = list.entries.filter((e) => (longer ? containsPrefix(prefix, e.prefix) : samePrefix(e.prefix, prefix)));
  const lines = (which === 'first-match' ? found.slice(0, 1) : found).map((e) => entryLine(e, !longer));
  return DAEMONS.flatMap(() => lines).join('\n');
}

/** `show ip access-list [NAME]`: every daemon, by name. */
export function showAccessLists(policy: PolicyObjects, family: 4 | 6, name?: string): string {
  const lists = byName(family === 4 ? policy.accessLists : policy.accessLists6).filter((l) => name === undefined || l.name === name);
  return DAEMONS.flatMap((daemon) => [`${daemon}:`, ...lists.flatMap(accessListLines)]).join('\n');
}

function accessListLines(list: AccessList): string[] {
  const first = list.entries[0];
  if (!first) return [];
  const head = `${accessListType(list)} ${list.family === 4 ? 'IP' : 'IPv6 '} access list ${list.name}`;
  return [head, ...list.entries.map((e) => `    seq ${e.seq} ${e.action}${e.action === 'deny' ? '  ' : ''} ${accessTarget(e)}`)];
}

/** By its first entry. */
export function accessListType({ entries }: AccessList): string {
  return entries[0]?.extended ? 'Extended' : entries[0]?.wildcard ? 'Standard' : 'Zebra';
}

function accessTarget(e: AccessListEntry): string {
  if (e.extended) return `ip ${side(e.wildcard)} ${side(e.extended.destination)}`;
  if (e.wildcard) return `${formatIp(e.wildcard.ip)}${e.wildcard.mask === 0 ? '' : `, wildcard bits ${formatIp(e.wildcard.mask)}`}`;
  return e.prefix ? `${formatPrefix(e.prefix)}${e.exact ? ' exact-match' : ''}` : 'any';
}

function side(of: AccessListEntry['wildcard']): string {
  if (!of) return 'any';
  return of.mask === 0 ? `host ${formatIp(of.ip)}` : `${formatIp(of.ip)} ${formatIp(of.mask)}`;
}

/** `show bgp as-path-access-list [NAME]`. */
export function showAsPathLists(policy: PolicyObjects, name?: string): string {
  const lists = byName(policy.asPathLists).filter((l) => name === undefined || l.name === name);
  return lists.flatMap((list: AsPathList) => [`AS path access list ${list.name}`, ...list.entries.map((e) => `    ${e.action} ${e.regex}`)]).join('\n');
}

const COMMUNITY = {
  community: { numbered: 'Community', named: 'Named Community', missing: 'community-list' },
  'large-community': { numbered: 'Large community', named: 'Named large community', missing: 'large-community-list' },
  extcommunity: { numbered: 'Extended community', named: 'Named extended community', missing: 'extcommunity-list' },
} as const;

function communityLists(policy: PolicyObjects, kind: CommunityList['kind']): ReadonlyMap<string, CommunityList> {
  if (kind === 'community') return policy.communityLists;
  return kind === 'extcommunity' ? policy.extCommunityLists : policy.largeCommunityLists;
}

/** `show bgp community-list` and its kin, numbers first; with a name, that list. */
export function showCommunityLists(policy: PolicyObjects, kind: CommunityList['kind'], name?: string): string {
  const lists = communityLists(policy, kind);
  if (name !== undefined && !lists.has(name)) return `% Can't find ${COMMUNITY[kind].missing}`;
  const number = (l: CommunityList) => (isNumber(l.name) ? Number(l.name) : Number.POSITIVE_INFINITY);
  const ordered = byName(lists).sort((a, b) => (number(a) === number(b) ? 0 : number(a) - number(b)));
  return ordered
    .filter((l) => name === undefined || l.name === name)
    .flatMap((l) => communityListLines(l))
    .join('\n');
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

function communityListLines(list: CommunityList): string[] {
  const { numbered, named } = COMMUNITY[list.kind];
  const style = list.style === 'standard' ? 'standard' : isNumber(list.name) ? '(expanded) access' : 'expanded';
  return [
    `${isNumber(list.name) ? numbered : named} ${style} list ${list.name}`,
    ...list.entries.map((e) => `    ${e.action} ${e.regex ?? e.communities?.join(' ') ?? ''}`.trimEnd()),
  ];
}
