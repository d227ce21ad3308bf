/** A list under construction: how its entries are numbered, replaced and found again when a line says the same twice (F98). */
import type { ConfigRef } from '../../policy/source.ts';
import { type Refusal, refuse } from '../verdict.ts';
import { Highest } from './highest.ts';

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

export type Unnumbered<E> = Omit<E, 'seq'> & { readonly seq?: number | undefined };

export function newList<E>(): ListDraft<E> {
  return { entries: new Map(), highest: new Highest(), rules: new Map() };
}

/** The number that an unnumbered entry of the YANG-based lists gets (F98; lib/filter_cli.c). */
export function nextSeq(list: ListDraft<unknown>): number {
  return list.highest.of(list.entries) + 5;
}

/** bgpd's own lists go on at the next multiple of 5 (bgpd/bgp_filter.c bgp_alist_new_seq_get). */
function nextRoundSeq(list: ListDraft<unknown>): number {
  const highest = list.highest.of(list.entries);
  return highest - (highest % 5) + 5;
}

const HIGHEST_SEQ = 4294967295;

/** The YANG-based lists do not number past 32 bits; bgpd's own reuse the last number instead. */
export function noRoom(list: ListDraft<unknown>, { seq }: { readonly seq?: number | undefined }): Refusal | undefined {
  if (seq !== undefined || nextSeq(list) <= HIGHEST_SEQ) return undefined;
  return refuse(`% Failed to edit configuration. Value "${nextSeq(list)}" is out of type uint32 min/max bounds.`, 'F98');
}

export function place<E extends { readonly seq: number }>(list: ListDraft<E>, entry: E, rule: string, ruleOf: (entry: E) => string): void {
  const old = list.entries.get(entry.seq);
  if (old) list.rules.delete(ruleOf(old));
  list.entries.set(entry.seq, entry);
  list.rules.set(rule, entry.seq);
  list.highest.add(entry.seq);
}

export function take<E extends { readonly seq: number }>(list: ListDraft<E>, seq: number, ruleOf: (entry: E) => string): void {
  const old = list.entries.get(seq);
  if (!old) return;
  list.entries.delete(seq);
  if (list.rules.get(ruleOf(old)) === seq) list.rules.delete(ruleOf(old));
}

/** For lists outside the grouping: a rule that is there already is not added again, a number in use is replaced. */
export function addOwn<E extends { readonly seq: number }>(list: ListDraft<E>, entry: Unnumbered<E>, ruleOf: (entry: E) => string): void {
  const numbered = { ...entry, seq: entry.seq ?? Math.min(nextRoundSeq(list), HIGHEST_SEQ) } as unknown as E;
  const rule = ruleOf(numbered);
  const same = list.rules.get(rule);
  if (same !== undefined) return;
  place(list, numbered, rule, ruleOf);
}
