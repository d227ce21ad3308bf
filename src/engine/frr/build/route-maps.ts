/** Route-maps under construction: their entries, and the clauses of the open one, in the groups that FRR validates (journal.ts). */
import type { ConfigRef } from '../../policy/source.ts';
import type { Action, RouteMapEntry, RouteMapSet } from '../../policy/types.ts';
import type { Refusal } from '../verdict.ts';
import type { Clause, EntryDraft } from './drafts.ts';
import type { Journal } from './journal.ts';

/** Whether two clauses of one kind are the same but for where they stand. */
const saysTheSame = (a: Clause, b: Clause) => said(a) === said(b);
const said = (clause: Clause) =>
  JSON.stringify(clause, (key, value: unknown) => (key === 'source' || key === 'group' ? undefined : typeof value === 'bigint' ? String(value) : value));

export class RouteMapBuilder {
  readonly maps = new Map<string, Map<number, EntryDraft>>();
  /** The entry that `match` and `set` lines go to. */
  entry: EntryDraft | undefined;

  constructor(private readonly journal: Journal) {}

  /** Opens an entry, or makes it; an existing one keeps its clauses and takes the new action. */
  open(name: string, action: Action, seq: number, source: ConfigRef): void {
    let entries = this.maps.get(name);
    if (!entries) {
      entries = new Map();
      this.maps.set(name, entries);
      this.journal.undo(() => this.maps.delete(name));
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
  remove(name: string, seq?: number): void {
    const entries = this.maps.get(name);
    if (!entries) return;
    const old = seq === undefined ? undefined : entries.get(seq);
    if (seq === undefined) {
      this.maps.delete(name);
      this.journal.undo(() => this.maps.set(name, entries));
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
