/** Entries of lists that nothing comes to, because an earlier one takes all that they would. */
import type { ConfigRef } from '../../policy/source.ts';
import type { Report } from './report.ts';

interface Entry {
  readonly seq: number;
  readonly source: ConfigRef;
}

export function unreachable(report: Report, entry: Entry, list: string, by: number, rule = 'F97'): void {
  report.add(
    'frr-unreachable-entry',
    'warning',
    entry.source.span,
    `Entry ${entry.seq} of ${list} is never reached: entry ${by} takes everything that it would.`,
    { list, seq: entry.seq, by },
    rule,
  );
}

/** Entries whose text an earlier one has. */
export function repeated<E extends Entry>(report: Report, list: string, entries: readonly E[], textOf: (entry: E) => string): void {
  const first = new Map<string, number>();
  for (const entry of entries) {
    const text = textOf(entry);
    const by = first.get(text);
    if (by === undefined) first.set(text, entry.seq);
    else unreachable(report, entry, list, by);
  }
}
