/** Entries of lists that no route can reach, that replace or repeat others, and expressions that surprise. */
import { containsPrefix, maskIp, type Prefix, type PrefixKey, prefixKey } from '../../ip/index.ts';
import type { AccessList, AccessListEntry, AsPathList, PrefixList, PrefixListEntry } from '../../policy/types.ts';
import type { NameSpace } from '../names.ts';
import type { Statement } from '../statement.ts';
import { checkCommunityLists } from './community-lists.ts';
import type { Report } from './report.ts';
import { repeated, unreachable } from './unreachable.ts';

/** Lists longer than this come from generators; their entries are not compared. */
const LONG = 5000;

export function checkLists(report: Report): void {
  const { policy } = report.input.config;
  for (const list of [...policy.prefixLists.values(), ...policy.prefixLists6.values()]) {
    shadowedPrefixes(report, list);
  }
  for (const list of [...policy.accessLists.values(), ...policy.accessLists6.values()]) shadowedAccess(report, list);
  emptyPrefixLists(report);
  for (const list of policy.asPathLists.values()) asPathEntries(report, list);
  checkCommunityLists(report);
  replacedLines(report);
}

/** Longer access-lists are not compared entry by entry with each other. */
const LONG_ACCESS = 500;

/** An entry is shadowed when an earlier one permits or denies all that it does (F107). */
function shadowedAccess(report: Report, { name, entries }: AccessList): void {
  if (entries.length > LONG_ACCESS) return;
  const earlier: AccessListEntry[] = [];
  for (const entry of entries) {
    const by = earlier.find((e) => coversAccess(e, entry));
    if (by) unreachable(report, entry, name, by.seq, 'F107');
    else if (!entry.wildcard && !entry.extended) earlier.push(entry);
  }
}

/** Whether a plain entry takes all that another does. */
function coversAccess(earlier: AccessListEntry, { prefix, exact }: AccessListEntry): boolean {
  if (!earlier.prefix) return true;
  if (!prefix || !containsPrefix(earlier.prefix, prefix)) return false;
  return !earlier.exact || (exact && earlier.prefix.length === prefix.length);
}

/** The lengths that an entry permits or denies inside its prefix (F97). */
function lengths(e: PrefixListEntry): readonly [number, number] {
  const bits = typeof e.prefix.ip === 'number' ? 32 : 128;
  if (e.ge === undefined && e.le === undefined) return [e.prefix.length, e.prefix.length];
  return [e.ge ?? e.prefix.length, e.le ?? bits];
}

/** An entry is shadowed when an earlier one holds its prefix and all its lengths. Looks up each shorter prefix once. */
function shadowedPrefixes(report: Report, list: PrefixList): void {
  if (list.entries.length > LONG) return;
  const earlier = new Map<PrefixKey, PrefixListEntry[]>();
  for (const entry of list.entries) {
    const [least, most] = lengths(entry);
    const by = ancestors(entry.prefix)
      .flatMap((p) => earlier.get(prefixKey(p)) ?? [])
      .find((e) => lengths(e)[0] <= least && lengths(e)[1] >= most);
    if (by) unreachable(report, entry, list.name, by.seq);
    else {
      const key = prefixKey(entry.prefix);
      // A prefix with very many ranges is not worth looking through.
      const same = earlier.get(key) ?? [];
      if (same.length < 40) earlier.set(key, [...same, entry]);
    }
  }
}

function ancestors(prefix: Prefix): Prefix[] {
  return Array.from({ length: prefix.length + 1 }, (_, length) => ({ ip: maskIp(prefix.ip, length), length }));
}

/** F72: at the line that made them, each once. */
function emptyPrefixLists(report: Report): void {
  const { config, statements } = report.input;
  const told = new Set<string>();
  for (const { names, outcome } of statements) {
    for (const { space, name, span, defines } of names) {
      if (!defines || outcome !== 'applied' || (space !== 'prefix-list' && space !== 'prefix-list6')) continue;
      const list = (space === 'prefix-list' ? config.policy.prefixLists : config.policy.prefixLists6).get(name);
      if (list?.entries.length !== 0 || told.has(`${space} ${name}`)) continue;
      told.add(`${space} ${name}`);
      report.add('frr-empty-prefix-list', 'warning', span, `Prefix-list ${name} has no entries: it permits everything.`, { name }, 'F72');
    }
  }
}

function asPathEntries(report: Report, list: AsPathList): void {
  const all = list.entries.findIndex((e) => e.regex === '.*' || e.regex === '');
  repeated(report, list.name, all < 0 ? list.entries : list.entries.slice(0, all), (e) => e.regex);
  for (const [i, entry] of list.entries.entries()) {
    if (all >= 0 && i > all) unreachable(report, entry, list.name, list.entries[all]?.seq ?? 0);
    if (entry.regex.includes('__')) {
      report.add(
        'frr-as-path-underscores',
        'warning',
        entry.source.span,
        'Two underscores side by side need two characters between the AS numbers; there is one. Write _1_2_.',
        { regex: entry.regex },
        'F102',
      );
    } else if (/\[[^\]]*_[^\]]*\]/.test(entry.regex)) {
      report.add(
        'frr-as-path-underscores',
        'warning',
        entry.source.span,
        'FRR expands the underscore inside brackets too, which makes another class of characters than it looks.',
        { regex: entry.regex },
        'F102',
      );
    }
  }
}

/** Lines of lists that did not survive: a later one has taken their number, or one above says the same (F98; bgpd/bgp_clist.c community_list_dup_check). */
function replacedLines(report: Report): void {
  const { statements, config } = report.input;
  const { policy } = config;
  const surviving = new Map<number, true>();
  const lists = [
    policy.prefixLists,
    policy.prefixLists6,
    policy.accessLists,
    policy.accessLists6,
    policy.asPathLists,
    policy.communityLists,
    policy.largeCommunityLists,
    policy.extCommunityLists,
  ];
  for (const kind of lists) for (const list of kind.values()) for (const entry of list.entries) surviving.set(entry.source.span.line, true);
  /** The last line that took a number of a list. */
  const owner = new Map<string, Statement>();
  for (const s of statements) {
    const name = s.names.find((n) => n.defines)?.name;
    const seq = numberOf(s);
    if (s.outcome === 'applied' && !s.negated && name !== undefined && seq !== undefined) owner.set(`${s.command?.syntax} ${name} ${seq}`, s);
  }
  /** The first of the lines that say the same. */
  const said = new Map<string, Statement>();
  for (const s of statements) {
    const use = s.names.find((n) => n.defines);
    if (s.outcome !== 'applied' || s.negated || !use || !s.line.words.some((w) => w.text === 'permit' || w.text === 'deny')) continue;
    if (s.command?.enters || !isListSpace(use.space)) continue;
    const text = unnumbered(s);
    const first = said.get(text);
    if (surviving.has(s.line.number)) {
      said.set(text, first ?? s);
      continue;
    }
    const seq = numberOf(s);
    const by = seq === undefined ? undefined : owner.get(`${s.command?.syntax} ${use.name} ${seq}`);
    if (by && by.line.number > s.line.number) {
      report.add(
        'frr-duplicate-sequence',
        'warning',
        s.ref.span,
        `Line ${by.line.number} takes number ${seq} of ${use.name}, so this entry is gone.`,
        { list: use.name, seq: seq as number, by: by.line.number },
        'F98',
      );
    } else if (first) {
      const message = `Says the same as line ${first.line.number}: FRR does not add it again.`;
      report.add('frr-repeated-entry', 'warning', s.ref.span, message, { list: use.name, by: first.line.number }, 'F98');
    }
  }
}

/** What a line says, whatever number it gives to it. */
function unnumbered({ line }: Statement): string {
  const words = line.words.map((w) => w.text);
  const at = words.indexOf('seq');
  return (at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)]).join(' ');
}

function isListSpace(space: NameSpace): boolean {
  return space.includes('list');
}

function numberOf({ line }: Statement): number | undefined {
  const at = line.words.findIndex((w) => w.text === 'seq');
  const text = at < 0 ? undefined : line.words[at + 1]?.text;
  return text === undefined || !/^\d{1,10}$/.test(text) ? undefined : Number(text);
}
