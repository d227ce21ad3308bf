/**
 * Entries of community lists that nothing comes to. A standard entry takes whatever carries all that it names, so that one behind it which names these
 * and more is never asked (F104; bgpd/bgp_clist.c community_list_match).
 */
import type { CommunityList, CommunityListEntry, PolicyObjects } from '../../policy/types.ts';
import type { Report } from './report.ts';
import { unreachable } from './unreachable.ts';

export function checkCommunityLists(report: Report): void {
  const { policy } = report.input.config;
  const finer = askedFiner(policy);
  for (const kind of [policy.communityLists, policy.largeCommunityLists, policy.extCommunityLists])
    for (const list of kind.values()) checkList(report, list, finer.has(`${list.kind} ${list.name}`));
}

/** Lists that some route-map asks otherwise: `exact-match`, `any` and `delete` come to an entry that names more. */
function askedFiner({ routeMaps }: PolicyObjects): ReadonlySet<string> {
  const out = new Set<string>();
  for (const { entries } of routeMaps.values())
    for (const { matches, sets } of entries) {
      for (const m of matches) if ((m.kind === 'community' || m.kind === 'large-community') && (m.exact || m.any)) out.add(`${m.kind} ${m.list}`);
      for (const s of sets) {
        if (s.kind === 'community-list-delete') out.add(`community ${s.list}`);
        else if (s.kind === 'large-community-list-delete') out.add(`large-community ${s.list}`);
      }
    }
  return out;
}

function checkList(report: Report, { name, entries }: CommunityList, isAskedFiner: boolean): void {
  const all = entries.findIndex((e) => e.regex === '.*' || e.communities?.includes('internet'));
  const before = all < 0 ? entries : entries.slice(0, all);
  const earlier = new Earlier(before);
  for (const entry of before) {
    const by = earlier.takerOf(entry, isAskedFiner);
    if (by) unreachable(report, entry, name, by.seq, 'F104');
    else earlier.add(entry);
  }
  for (const entry of all < 0 ? [] : entries.slice(all + 1)) unreachable(report, entry, name, entries[all]?.seq ?? 0, 'F104');
}

/** Entries of one rarest community beyond which the rest are not looked through. */
const SAME = 40;

/** The entries gone through. Standard ones stand under the community that the fewest entries name: who names all of an entry names that one, too. */
class Earlier {
  private readonly uses = new Map<string, number>();
  private readonly same = new Map<string, CommunityListEntry>();
  private readonly byRarest = new Map<string, CommunityListEntry[]>();

  constructor(entries: readonly CommunityListEntry[]) {
    for (const { communities = [] } of entries) for (const c of new Set(communities)) this.uses.set(c, (this.uses.get(c) ?? 0) + 1);
  }

  add(entry: CommunityListEntry): void {
    this.same.set(textOf(entry), entry);
    const [first, ...others] = entry.communities ?? [];
    if (first === undefined) return;
    const rarest = others.reduce((a, b) => ((this.uses.get(b) ?? 0) < (this.uses.get(a) ?? 0) ? b : a), first);
    const known = this.byRarest.get(rarest);
    if (!known) this.byRarest.set(rarest, [entry]);
    else if (known.length < SAME) known.push(entry);
  }

  /** The entry that takes all that this one would; where it names fewer, only if nobody asks the list `finer`. */
  takerOf(entry: CommunityListEntry, finer: boolean): CommunityListEntry | undefined {
    const same = this.same.get(textOf(entry));
    if (same || finer) return same;
    const named = new Set(entry.communities);
    for (const c of named) {
      const by = this.byRarest.get(c)?.find((e) => e.communities?.every((wanted) => named.has(wanted)));
      if (by) return by;
    }
    return undefined;
  }
}

/** Entries that name the same match the same, however the list is asked. */
function textOf({ regex, communities = [] }: CommunityListEntry): string {
  return regex === undefined ? communities.toSorted().join(' ') : `regex ${regex}`;
}
