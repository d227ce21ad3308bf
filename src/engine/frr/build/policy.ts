/**
 * Lists and route-maps under construction: numbering, replacement and duplicates as FRR has them (F98), and the grouping of
 * journal.ts for the kinds that FRR validates in groups.
 */
import { formatPrefix, type Ip, prefixKey } from '../../ip/index.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type {
  AccessListEntry,
  Action,
  AsPathListEntry,
  CommunityList,
  CommunityListEntry,
  PrefixListEntry,
  RouteMapEntry,
  RouteMapSet,
} from '../../policy/types.ts';
import { type Refusal, refuse, refuseUnheard, type Verdict } from '../verdict.ts';
import type { Clause, EntryDraft } from './drafts.ts';
import { parseLargeCommunity } from '../commands/communities.ts';
import { parseCommunity } from '../../policy/communities.ts';
import { Highest } from './highest.ts';
import type { Journal } from './journal.ts';

/** A list under construction: its entries by sequence number. */
export interface ListDraft<E> {
  readonly entries: Map<number, E>;
  description?: string | undefined;
  /** The description that made it, until it has an entry. */
  source?: ConfigRef | undefined;
  readonly highest: Highest;
  /** Sequence number of each rule, so that a repeated rule is found at once. */
  readonly rules: Map<string, number>;
}

export interface CommunityListDraft extends ListDraft<CommunityListEntry> {
  readonly style: CommunityList['style'];
}

/** FRR refuses such a line without a word. */
const NO_ENTRY = refuseUnheard('There is no such entry.');

function newList<E>(): ListDraft<E> {
  return { entries: new Map(), highest: new Highest(), rules: new Map() };
}

/** The number that an unnumbered entry of the YANG-based lists gets (F98; lib/filter_cli.c). */
function nextSeq(list: ListDraft<unknown>): number {
  return list.highest.of(list.entries) + 5;
}

/** bgpd's own lists go on at the next multiple of 5 (bgpd/bgp_filter.c bgp_alist_new_seq_get). */
function nextRoundSeq(list: ListDraft<unknown>): number {
  const highest = list.highest.of(list.entries);
  return highest - (highest % 5) + 5;
}

const HIGHEST_SEQ = 4294967295;

/** The YANG-based lists do not number past 32 bits; bgpd's own reuse the last number instead. */
function noRoom(list: ListDraft<unknown>, { seq }: { readonly seq?: number | undefined }): Refusal | undefined {
  if (seq !== undefined || nextSeq(list) <= HIGHEST_SEQ) return undefined;
  return refuse(`% Failed to edit configuration. Value "${nextSeq(list)}" is out of type uint32 min/max bounds.`, 'F98');
}

function place<E extends { readonly seq: number }>(list: ListDraft<E>, entry: E, rule: string, ruleOf: (entry: E) => string): void {
  const old = list.entries.get(entry.seq);
  if (old) list.rules.delete(ruleOf(old));
  list.entries.set(entry.seq, entry);
  list.rules.set(rule, entry.seq);
  list.highest.add(entry.seq);
}

function take<E extends { readonly seq: number }>(list: ListDraft<E>, seq: number, ruleOf: (entry: E) => string): void {
  const old = list.entries.get(seq);
  if (!old) return;
  list.entries.delete(seq);
  if (list.rules.get(ruleOf(old)) === seq) list.rules.delete(ruleOf(old));
}

const prefixRule = (e: PrefixListEntry) => `${e.action} ${e.any ? 'any' : ''} ${prefixKey(e.prefix)} ${e.ge ?? ''} ${e.le ?? ''}`;
const side = (s: { readonly ip: Ip; readonly mask: Ip } | undefined) => (s ? `${s.ip}/${s.mask}` : 'any');
const accessRule = (e: AccessListEntry) =>
  `${e.action} ${e.prefix ? prefixKey(e.prefix) : 'any'} ${e.exact} ${side(e.wildcard)} ${e.extended ? side(e.extended.destination) : ''}`;
const asPathRule = (e: AsPathListEntry) => `${e.action} ${e.regex}`;
const communityRule = (e: CommunityListEntry) => `${e.action} ${e.regex ?? e.communities?.join(' ')}`;

/** Whether two clauses of one kind are the same but for where they stand. */
const saysTheSame = (a: Clause, b: Clause) => said(a) === said(b);
const said = (clause: Clause) =>
  JSON.stringify(clause, (key, value: unknown) => (key === 'source' || key === 'group' ? undefined : typeof value === 'bigint' ? String(value) : value));

/** `any` and the prefix that means the same are different cases of the candidate configuration. */
const isAny = (e: Pick<PrefixListEntry, 'prefix' | 'le' | 'any'>) => e.any === true;

type Unnumbered<E> = Omit<E, 'seq'> & { readonly seq?: number | undefined };

/** Families, as the names of maps. */
export type Side = 4 | 6;

export class PolicyBuilder {
  readonly prefixLists = { 4: new Map<string, ListDraft<PrefixListEntry>>(), 6: new Map<string, ListDraft<PrefixListEntry>>() };
  readonly accessLists = { 4: new Map<string, ListDraft<AccessListEntry>>(), 6: new Map<string, ListDraft<AccessListEntry>>() };
  readonly asPathLists = new Map<string, ListDraft<AsPathListEntry>>();
  readonly communityLists = {
    community: new Map<string, CommunityListDraft>(),
    'large-community': new Map<string, CommunityListDraft>(),
    extcommunity: new Map<string, CommunityListDraft>(),
  };
  readonly routeMaps = new Map<string, Map<number, EntryDraft>>();
  /** By the community. */
  readonly communityAliases = new Map<string, string>();
  /** The other way round: the community of each name. */
  private readonly namedBy = new Map<string, string>();
  /** The entry that `match` and `set` lines go to. */
  entry: EntryDraft | undefined;

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

  /** Opens an entry, or makes it; an existing one keeps its clauses and takes the new action. */
  routeMapEntry(name: string, action: Action, seq: number, source: ConfigRef): void {
    let entries = this.routeMaps.get(name);
    if (!entries) {
      entries = new Map();
      this.routeMaps.set(name, entries);
      this.journal.undo(() => this.routeMaps.delete(name));
    }
    const here = entries;
    const known = here.get(seq);
    if (known) {
      const before = known.action;
      known.action = action;
      this.journal.undo(() => {
        known.action = before;
      });
    } else {
      here.set(seq, { name, seq, action, clauses: new Map(), source });
      this.journal.undo(() => here.delete(seq));
    }
    this.entry = here.get(seq);
  }

  /** A map whose last entry is taken out stays, and denies everything; only `no route-map NAME` takes it away (lib/routemap_northbound.c). */
  noRouteMap(name: string, seq?: number): void {
    const entries = this.routeMaps.get(name);
    if (!entries) return;
    const old = seq === undefined ? undefined : entries.get(seq);
    if (seq === undefined) {
      this.routeMaps.delete(name);
      this.journal.undo(() => this.routeMaps.set(name, entries));
    } else if (old) {
      entries.delete(seq);
      this.journal.undo(() => entries.set(seq, old));
    }
  }

  /** Puts a clause into the open entry, in place of an earlier one of its kind. Two forms of one kind in one group are refused. */
  clause(kind: string, clause: Omit<Clause, 'form' | 'group'> & { readonly form?: string }): void {
    const entry = this.entry;
    if (!entry) return;
    const form = clause.form ?? '';
    const old = entry.clauses.get(kind);
    if (old && this.journal.isFresh(old) && old.form !== form) this.journal.blame(`Data for both cases "${old.form}" and "${form}" exist.`);
    const added: Clause = { ...clause, form, group: this.journal.generation };
    const before = [...entry.clauses];
    // A clause that an earlier group made is taken out, and the new one is the last (lib/routemap.c route_map_add_set).
    if (old && !this.journal.isFresh(old) && !saysTheSame(old, added)) entry.clauses.delete(kind);
    // The same once more is no change: what came of it stands.
    entry.clauses.set(kind, old && saysTheSame(old, added) ? { ...added, group: old.group } : added);
    this.journal.made(added);
    this.journal.undo(() => {
      entry.clauses.clear();
      for (const [k, c] of before) entry.clauses.set(k, c);
    });
  }

  noClause(kind: string): void {
    const entry = this.entry;
    const old = entry?.clauses.get(kind);
    if (!entry || !old) return;
    entry.clauses.delete(kind);
    this.journal.undo(() => entry.clauses.set(kind, old));
  }

  /** A value that the model has taken and bgpd has not stands in what is printed, in place of the one by which bgpd goes on. */
  keepText(kind: string, { text: printedAs, form }: NonNullable<Refusal['kept']>): void {
    const entry = this.entry;
    if (!entry) return;
    const before = entry.clauses.get(kind);
    // What came with the same group was never done.
    const old = before && !this.journal.isFresh(before) ? before : undefined;
    const kept: Clause = { form, ...old, group: old?.group ?? this.journal.generation, printedAs };
    entry.clauses.set(kind, kept);
    this.journal.made(kept);
    this.journal.undo(() => (before ? entry.clauses.set(kind, before) : entry.clauses.delete(kind)));
  }

  /** What two kinds of line say of one thing is kept and printed of both, and done is what came last; nothing, when either is taken back. */
  silence(kind: string, textOf: (set: RouteMapSet) => string): void {
    const entry = this.entry;
    const old = entry?.clauses.get(kind);
    if (!entry || !old?.set) return;
    const { set, ...rest } = old;
    entry.clauses.set(kind, { ...rest, printedAs: textOf(set) });
    this.journal.undo(() => entry.clauses.set(kind, old));
  }

  /** Changes `call`, `description` or the exit policy of the open entry. */
  amend<K extends 'call' | 'description' | 'onMatch'>(key: K, value: EntryDraft[K]): void {
    const entry = this.entry;
    if (!entry) return;
    const old = entry[key];
    entry[key] = value;
    this.journal.undo(() => {
      entry[key] = old;
    });
  }

  onMatch(value: RouteMapEntry['onMatch']): void {
    const entry = this.entry;
    if (!entry) return;
    const before = entry.onMatch;
    // What the group has in the end is judged (lib/routemap_northbound.c, NB_EV_VALIDATE): a deny entry ends the map, so it cannot go on.
    if (value) this.journal.check(() => (entry.onMatch === value ? cannotGoOn(entry, value) : undefined));
    if (value && 'goto' in value) this.journal.made(value);
    else if (before && 'goto' in before && this.journal.isFresh(before)) this.journal.blame('When condition "../exit-policy = \'goto\'" not satisfied.');
    this.amend('onMatch', value);
  }

  blame(message: string): void {
    this.journal.blame(message);
  }
}

function cannotGoOn({ action, seq }: EntryDraft, onMatch: NonNullable<RouteMapEntry['onMatch']>): string | undefined {
  if (action === 'deny') return 'on-match and continue are for permit entries only.';
  return 'goto' in onMatch && onMatch.goto <= seq ? 'on-match goto must name a later entry.' : undefined;
}

const ACTIONS: readonly Action[] = ['permit', 'deny'];

function getOr<V>(map: Map<string, V>, name: string, make: () => V): V {
  let value = map.get(name);
  if (value === undefined) {
    value = make();
    map.set(name, value);
  }
  return value;
}

/** For lists outside the grouping: a rule that is there already is not added again, a number in use is replaced. */
function addOwn<E extends { readonly seq: number }>(list: ListDraft<E>, entry: Unnumbered<E>, ruleOf: (entry: E) => string): void {
  const numbered = { ...entry, seq: entry.seq ?? Math.min(nextRoundSeq(list), HIGHEST_SEQ) } as unknown as E;
  const rule = ruleOf(numbered);
  const same = list.rules.get(rule);
  if (same !== undefined) return;
  place(list, numbered, rule, ruleOf);
}
