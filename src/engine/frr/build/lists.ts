/**
 * Prefix-lists, access-lists, as-path and community lists under construction, and the names of communities. The first two are grouped as
 * journal.ts says; the others are bgpd's own, and each line counts at once.
 */
import { formatPrefix, prefixKey } from '../../ip/index.ts';
import { parseCommunity } from '../../policy/communities.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type { AccessListEntry, Action, AsPathListEntry, CommunityList, CommunityListEntry, PrefixListEntry, Wildcard } from '../../policy/types.ts';
import { parseLargeCommunity } from '../commands/communities.ts';
import { type Refusal, refuse, refuseUnheard, type Verdict } from '../verdict.ts';
import type { Journal } from './journal.ts';
import { addOwn, type ListDraft, newList, nextSeq, noRoom, place, take, type Unnumbered } from './list-draft.ts';

export interface CommunityListDraft extends ListDraft<CommunityListEntry> {
  readonly style: CommunityList['style'];
}

/** FRR refuses such a line without a word. */
const NO_ENTRY = refuseUnheard('There is no such entry.');

const prefixRule = (e: PrefixListEntry) => `${e.action} ${e.any ? 'any' : ''} ${prefixKey(e.prefix)} ${e.ge ?? ''} ${e.le ?? ''}`;
const side = (s: Wildcard | undefined) => (s ? `${s.ip}/${s.isHost ? 'host' : s.mask}` : 'any');
const accessRule = (e: AccessListEntry) =>
  `${e.action} ${e.prefix ? prefixKey(e.prefix) : 'any'} ${e.exact} ${side(e.wildcard)} ${e.extended ? side(e.extended.destination) : ''}`;
const asPathRule = (e: AsPathListEntry) => `${e.action} ${e.regex}`;
const communityRule = (e: CommunityListEntry) => `${e.action} ${e.regex ?? e.communities?.join(' ')}`;

/** `any` and the prefix that means the same are different cases of the candidate configuration. */
const isAny = (e: Pick<PrefixListEntry, 'prefix' | 'le' | 'any'>) => e.any === true;

const ACTIONS: readonly Action[] = ['permit', 'deny'];

/** Families, as the names of maps. */
export type Side = 4 | 6;

export class ListBuilder {
  readonly prefixLists = { 4: new Map<string, ListDraft<PrefixListEntry>>(), 6: new Map<string, ListDraft<PrefixListEntry>>() };
  readonly accessLists = { 4: new Map<string, ListDraft<AccessListEntry>>(), 6: new Map<string, ListDraft<AccessListEntry>>() };
  readonly asPathLists = new Map<string, ListDraft<AsPathListEntry>>();
  readonly communityLists = {
    community: new Map<string, CommunityListDraft>(),
    'large-community': new Map<string, CommunityListDraft>(),
    extcommunity: new Map<string, CommunityListDraft>(),
  };
  /** By the community. */
  readonly communityAliases = new Map<string, string>();
  /** The other way round: the community of each name. */
  private readonly namedBy = new Map<string, string>();

  constructor(private readonly journal: Journal) {}

  /**
   * `[no] bgp community alias`: a community has one name and a name stands for one community, whichever came first
   * (bgpd/bgp_vty.c community_alias).
   */
  alias(community: string, alias: string, no: boolean): Verdict {
    if (no) {
      if (this.communityAliases.get(community) !== alias) return undefined;
      this.communityAliases.delete(community);
      this.namedBy.delete(alias);
      return undefined;
    }
    if (parseCommunity(community) === undefined && !parseLargeCommunity(community)) return refuse('Invalid community format');
    const named = this.namedBy.get(alias);
    if (named !== undefined) return refuse(`community (${named}) already has this alias (${alias})`);
    const had = this.communityAliases.get(community);
    if (had !== undefined) return refuse(`alias (${had}) already has this community (${community})`);
    this.communityAliases.set(community, alias);
    this.namedBy.set(alias, community);
    return undefined;
  }

  /** Gets or makes a list inside the running group. */
  private grouped<E>(map: Map<string, ListDraft<E>>, name: string): ListDraft<E> {
    let list = map.get(name);
    if (!list) {
      list = newList<E>();
      map.set(name, list);
      this.journal.undo(() => map.delete(name));
    }
    return list;
  }

  /** Puts an entry into a grouped list unless the same rule is there already under another number (F98). */
  private groupedPlace<E extends { readonly seq: number }>(list: ListDraft<E>, entry: Unnumbered<E>, ruleOf: (entry: E) => string): E | undefined {
    const numbered = { ...entry, seq: entry.seq ?? nextSeq(list) } as unknown as E;
    const rule = ruleOf(numbered);
    const same = list.rules.get(rule);
    if (same !== undefined && same !== numbered.seq) return undefined;
    list.source = undefined;
    const old = list.entries.get(numbered.seq);
    place(list, numbered, rule, ruleOf);
    this.journal.made(numbered);
    this.journal.undo(() => {
      take(list, numbered.seq, ruleOf);
      if (old) place(list, old, ruleOf(old), ruleOf);
    });
    return numbered;
  }

  private groupedTake<E extends { readonly seq: number }>(
    map: Map<string, ListDraft<E>>,
    name: string,
    seq: number | undefined,
    ruleOf: (entry: E) => string,
  ): void {
    const list = map.get(name);
    const old = seq === undefined ? undefined : list?.entries.get(seq);
    if (!list || !old) return;
    take(list, old.seq, ruleOf);
    this.journal.undo(() => place(list, old, ruleOf(old), ruleOf));
    // A list whose last entry goes is gone, unless it is described (lib/filter_nb.c).
    if (list.entries.size === 0 && list.description === undefined) this.dropList(map, name);
  }

  private dropList<E>(map: Map<string, ListDraft<E>>, name: string): void {
    const old = map.get(name);
    if (!old) return;
    map.delete(name);
    this.journal.undo(() => map.set(name, old));
  }

  prefixListEntry(family: Side, name: string, entry: Unnumbered<PrefixListEntry>): Refusal | undefined {
    const list = this.grouped(this.prefixLists[family], name);
    const full = noRoom(list, entry);
    if (full) return full;
    const { prefix, ge, le } = entry;
    const bits = family === 4 ? 32 : 128;
    const old = entry.seq === undefined ? undefined : list.entries.get(entry.seq);
    if (old && this.journal.isFresh(old) && isAny(old) !== isAny(entry)) this.journal.blame('Data for both cases "ipv4-prefix" and "any" exist.');
    const placed = this.groupedPlace(list, entry, prefixRule);
    const impossible = (ge !== undefined && ge < prefix.length) || (le !== undefined && le < Math.max(prefix.length, ge ?? 0)) || (le ?? 0) > bits;
    if (!placed || !impossible) return undefined;
    const message = `Invalid prefix range for ${formatPrefix(prefix)}: Make sure that mask length <= ge <= le`;
    this.journal.check(() => (list.entries.get(placed.seq) === placed ? message : undefined));
    return undefined;
  }

  prefixListDescription(family: Side, name: string, description: string | undefined, source: ConfigRef): void {
    const isNew = !this.prefixLists[family].has(name);
    const list = description === undefined ? this.prefixLists[family].get(name) : this.grouped(this.prefixLists[family], name);
    if (!list) return;
    if (isNew) list.source = source;
    const old = list.description;
    list.description = description;
    this.journal.undo(() => {
      list.description = old;
    });
    if (description === undefined && list.entries.size === 0) this.dropList(this.prefixLists[family], name);
  }

  noPrefixList(family: Side, name: string, entry?: Unnumbered<PrefixListEntry> | { readonly seq: number }): Refusal | undefined {
    const map = this.prefixLists[family];
    if (!entry) {
      this.dropList(map, name);
      return undefined;
    }
    // A number, where one is given, says which entry goes, whatever else the line says.
    const seq = entry.seq ?? ('action' in entry ? map.get(name)?.rules.get(prefixRule({ ...entry, seq: 0 })) : undefined);
    if (seq === undefined) return NO_ENTRY;
    this.groupedTake(map, name, seq, prefixRule);
    return undefined;
  }

  accessListEntry(family: Side, name: string, entry: Unnumbered<AccessListEntry>): Refusal | undefined {
    const list = this.grouped(this.accessLists[family], name);
    const full = noRoom(list, entry);
    if (full) return full;
    const old = entry.seq === undefined ? undefined : list.entries.get(entry.seq);
    // Replacing `any` by a prefix (or the reverse) leaves both in the candidate configuration, which YANG refuses.
    if (old && this.journal.isFresh(old) && !entry.wildcard && !old.wildcard && (old.prefix === undefined) !== (entry.prefix === undefined)) {
      this.journal.blame('Data for both cases "ipv4-prefix" and "any" exist.');
    }
    this.groupedPlace(list, entry, accessRule);
    return undefined;
  }

  accessListRemark(family: Side, name: string, remark: string | undefined): void {
    const list = remark === undefined ? this.accessLists[family].get(name) : this.grouped(this.accessLists[family], name);
    if (!list) return;
    const old = list.description;
    list.description = remark;
    this.journal.undo(() => {
      list.description = old;
    });
    if (remark === undefined && list.entries.size === 0) this.dropList(this.accessLists[family], name);
  }

  noAccessList(family: Side, name: string, entry?: Unnumbered<AccessListEntry>): Refusal | undefined {
    const map = this.accessLists[family];
    if (!entry) {
      this.dropList(map, name);
      return undefined;
    }
    const seq = entry.seq ?? map.get(name)?.rules.get(accessRule({ ...entry, seq: 0 }));
    if (seq === undefined) return NO_ENTRY;
    this.groupedTake(map, name, seq, accessRule);
    return undefined;
  }

  asPathEntry(name: string, entry: Unnumbered<AsPathListEntry>): void {
    const list = getOr(this.asPathLists, name, () => newList<AsPathListEntry>());
    addOwn(list, entry, asPathRule);
  }

  noAsPathList(name: string, action?: Action, regex?: string): Refusal | undefined {
    const list = this.asPathLists.get(name);
    if (!list) return refuse(`bgp as-path access-list ${name} doesn't exist`);
    // Whichever entry has the expression, permit or deny (bgpd/bgp_filter.c as_filter_lookup).
    const found = action === undefined ? [] : ACTIONS.flatMap((a) => list.rules.get(`${a} ${regex}`) ?? []);
    const seq = found.length > 0 ? Math.min(...found) : undefined;
    if (action === undefined) this.asPathLists.delete(name);
    else if (seq === undefined) return refuse(`Regex entered ${regex} does not exist`);
    else take(list, seq, asPathRule);
    if (list.entries.size === 0) this.asPathLists.delete(name);
    return undefined;
  }

  communityEntry(kind: CommunityList['kind'], style: CommunityList['style'], name: string, entry: Unnumbered<CommunityListEntry>): Refusal | undefined {
    const map = this.communityLists[kind];
    const list = getOr(map, name, (): CommunityListDraft => ({ ...newList<CommunityListEntry>(), style }));
    if (list.style !== style) return refuse(`% Community name conflict, previously defined as ${list.style} community`);
    addOwn(list, entry, communityRule);
    return undefined;
  }

  noCommunityList(kind: CommunityList['kind'], name: string, entry?: Omit<CommunityListEntry, 'seq'>): Refusal | undefined {
    const map = this.communityLists[kind];
    const list = map.get(name);
    if (!list) return refuse("% Can't find community-list");
    const seq = entry && list.rules.get(communityRule({ ...entry, seq: 0 }));
    if (!entry) map.delete(name);
    else if (seq !== undefined) take(list, seq, communityRule);
    // Of the other kinds bgpd says nothing (bgpd/bgp_clist.c community_list_unset, lcommunity_list_unset).
    else if (kind === 'community') return refuse("% Can't find community-list");
    if (list.entries.size === 0) map.delete(name);
    return undefined;
  }
}

function getOr<V>(map: Map<string, V>, name: string, make: () => V): V {
  let value = map.get(name);
  if (value === undefined) {
    value = make();
    map.set(name, value);
  }
  return value;
}
