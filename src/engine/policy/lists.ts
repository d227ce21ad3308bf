/** The named lists: prefix-list, access-list, as-path list, community lists. First matching entry decides; none: deny. */
import { bitsOf, containsPrefix, type Ip, type Prefix, prefixFamily } from '../ip/index.ts';
import { formatAsPath, mapAsns } from './as-path.ts';
import type { Asn, AsPath, PathAttributes } from './attributes.ts';
import { formatCommunities, formatExtendedCommunity, formatLargeCommunity, parseCommunity } from './communities.ts';
import { compileRegex } from './regex.ts';
import type {
  AccessList,
  AccessListEntry,
  Action,
  AsPathList,
  AsPathListEntry,
  CommunityList,
  CommunityListEntry,
  PrefixList,
  PrefixListEntry,
  Wildcard,
} from './types.ts';

/** What a list says of something, and by which entry; without one nothing matched. */
export interface ListVerdict<E> {
  readonly action: Action;
  readonly entry?: E;
}

function verdict<E extends { readonly action: Action }>(entry: E | undefined): ListVerdict<E> {
  return entry ? { action: entry.action, entry } : { action: 'deny' };
}

/** F97, F98. A list that exists but has no entries permits (F72). */
export function matchPrefixList(list: PrefixList, p: Prefix): ListVerdict<PrefixListEntry> {
  if (list.entries.length === 0) return { action: 'permit' };
  const heads = headsOf(list);
  const head = headOf(p.ip);
  for (let i = 0; i < heads.length; i++) {
    const entry = list.entries[i] as PrefixListEntry;
    const bits = Math.min(entry.prefix.length, 32);
    // Most entries are of another part of the address space, which their first bits tell.
    if (bits > 0 && ((heads[i] as number) ^ head) >>> (32 - bits) !== 0) continue;
    if (prefixEntryMatches(entry, p)) return { action: entry.action, entry };
  }
  return { action: 'deny' };
}

/** The first 32 bits of each entry's address: lists are asked of every prefix of a table, and bigints are dear. */
const heads = new WeakMap<PrefixList, Uint32Array>();

function headsOf(list: PrefixList): Uint32Array {
  const known = heads.get(list);
  if (known) return known;
  const made = Uint32Array.from(list.entries, ({ prefix }) => headOf(prefix.ip));
  heads.set(list, made);
  return made;
}

function headOf(ip: Ip): number {
  return typeof ip === 'number' ? ip : Number((ip as bigint) >> 96n);
}

export function evaluatePrefixList(list: PrefixList, p: Prefix): Action {
  return matchPrefixList(list, p).action;
}

/** F97: inside the entry's prefix; the length equal, or within `ge` and `le`. F82: the other family never matches. */
function prefixEntryMatches(entry: PrefixListEntry, p: Prefix): boolean {
  const { prefix, ge, le } = entry;
  if (ge === undefined && le === undefined) return p.length === prefix.length && containsPrefix(prefix, p);
  return p.length >= (ge ?? prefix.length) && p.length <= (le ?? bitsOf(p.ip)) && containsPrefix(prefix, p);
}

/** F107. */
export function matchAccessList(list: AccessList, p: Prefix): ListVerdict<AccessListEntry> {
  return verdict(list.entries.find((e) => accessEntryMatches(e, p)));
}

export function evaluateAccessList(list: AccessList, p: Prefix): Action {
  return matchAccessList(list, p).action;
}

function accessEntryMatches(entry: AccessListEntry, p: Prefix): boolean {
  if (entry.wildcard) return wildcardMatches(entry.wildcard, p.ip);
  if (!entry.prefix) return true;
  if (prefixFamily(entry.prefix) !== prefixFamily(p)) return false;
  return containsPrefix(entry.prefix, p) && (!entry.exact || entry.prefix.length === p.length);
}

/** Cisco form: bits that are set in the mask do not matter. */
function wildcardMatches(wildcard: Wildcard, ip: Ip): boolean {
  if (typeof ip !== 'number' || typeof wildcard.ip !== 'number' || typeof wildcard.mask !== 'number') return false;
  return ((ip ^ wildcard.ip) & ~wildcard.mask) === 0;
}

/** What lists said last: routes with one path come together, and to match expressions is dear. */
const said = new WeakMap<AsPathList, { path: AsPath; verdict: ListVerdict<AsPathListEntry> }>();

/** F99–F101: over the path's text. */
export function matchAsPathList(list: AsPathList, path: AsPath): ListVerdict<AsPathListEntry> {
  const last = said.get(list);
  if (last?.path === path) return last.verdict;
  const text = formatAsPath(path);
  const now = verdict(list.entries.find((e) => compileRegex(e.regex)?.test(text)));
  if (last) {
    last.path = path;
    last.verdict = now;
  } else said.set(list, { path, verdict: now });
  return now;
}

/** The path with another AS in place of each that an entry matches by itself, entry by entry, `deny` as well as `permit` (bgp_aspath.c aspath_replace_regex_asn). */
export function replaceByList(list: AsPathList, path: AsPath, by: Asn): AsPath {
  return list.entries.reduce((now, { regex }) => mapAsns(now, (n) => (compileRegex(regex)?.test(String(n)) ? by : n)), path);
}

export function evaluateAsPathList(list: AsPathList, attributes: Pick<PathAttributes, 'asPath'>): Action {
  return matchAsPathList(list, attributes.asPath).action;
}

export interface CommunityMatch {
  /** The route carries nothing else than what an entry names. */
  readonly exact?: boolean;
  /** One of what an entry names is enough. */
  readonly any?: boolean;
}

/** F104, F105. */
export function matchCommunityList(
  list: CommunityList,
  attributes: PathAttributes,
  { exact = false, any = false }: CommunityMatch = {},
): ListVerdict<CommunityListEntry> {
  const carried = carriedTexts(list.kind, attributes);
  return verdict(any ? entryOfAny(list, carried) : list.entries.find((e) => communityEntryMatches(e, list, carried, exact)));
}

/** The first community that any entry names decides, by the first that does (bgp_clist.c community_list_any_match). */
function entryOfAny(list: CommunityList, carried: readonly string[]): CommunityListEntry | undefined {
  for (const text of carried) {
    const found = list.entries.find((e) => names(e, list, text));
    if (found) return found;
  }
  return undefined;
}

/** What a route carries of the list's kind, one text each, as the list's entries are written. */
function carriedTexts(kind: CommunityList['kind'], a: PathAttributes): readonly string[] {
  switch (kind) {
    case 'community':
      return a.communities.map(String);
    case 'large-community':
      return a.largeCommunities.map(formatLargeCommunity);
    case 'extcommunity':
      return a.extendedCommunities.map((c) => `${c.type} ${c.value}`);
  }
}

function communityEntryMatches(entry: CommunityListEntry, list: CommunityList, carried: readonly string[], exact: boolean): boolean {
  if (entry.regex !== undefined) return compileRegex(entry.regex)?.test(wholeText(list.kind, carried)) ?? false;
  const wanted = entry.communities ?? [];
  if (list.kind === 'community' && wanted.includes('internet')) return true;
  const values = list.kind === 'community' ? wanted.map((w) => String(parseCommunity(w))) : wanted;
  if (exact) return values.length === carried.length && values.every((v) => carried.includes(v));
  return carried.length > 0 && values.every((v) => carried.includes(v));
}

/** F105: the string that an expanded entry's expression is matched against. */
function wholeText(kind: CommunityList['kind'], carried: readonly string[]): string {
  if (kind === 'community') return formatCommunities(carried.map(Number));
  if (kind === 'large-community') return carried.join(' ');
  return carried.map((c) => formatExtendedCommunity({ type: c.startsWith('soo') ? 'soo' : 'rt', value: c.slice(c.indexOf(' ') + 1) })).join(' ');
}

/**
 * F87: whether `set comm-list … delete` takes a community away: the first entry that names it, among others or alone, permits. `text`
 * is as `carriedTexts` gives it.
 */
export function deletesCommunity(list: CommunityList, text: string): boolean {
  return list.entries.find((e) => names(e, list, text))?.action === 'permit';
}

function names(entry: CommunityListEntry, list: CommunityList, text: string): boolean {
  if (entry.regex !== undefined) return communityEntryMatches(entry, list, [text], false);
  const wanted = entry.communities ?? [];
  return list.kind === 'community' ? wanted.some((w) => w === 'internet' || String(parseCommunity(w)) === text) : wanted.includes(text);
}
