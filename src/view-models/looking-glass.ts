/** A looking glass at a glance: for each prefix, how many networks see it by which upstream, and how many have just changed. */
import type { Table, TableRow } from '../engine/index.ts';

export interface Share {
  /** AS number of the upstream that the lab hands the route to. */
  readonly upstream: string;
  readonly networks: number;
}

export interface Seen {
  readonly prefix: string;
  readonly networks: number;
  /** The most used first. */
  readonly by: readonly Share[];
}

const cell = (row: TableRow | undefined, key: string) => String(row?.cells[key] ?? '');

function counted(keys: readonly string[]): [key: string, n: number][] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export function seenIn(table: Pick<Table, 'rows'>): Seen[] {
  const prefixes = [...new Set(table.rows.map((r) => cell(r, 'prefix')))];
  return prefixes.map((prefix) => {
    const rows = table.rows.filter((r) => cell(r, 'prefix') === prefix);
    const by = counted(rows.map((r) => cell(r, 'upstream'))).map(([upstream, networks]) => ({ upstream, networks }));
    return { prefix, networks: rows.length, by };
  });
}

/** Networks that see a prefix by another upstream than before; `to` is '' where they see it no more. */
export interface Moved {
  readonly prefix: string;
  readonly from: string;
  readonly to: string;
  readonly networks: number;
}

export function movedBetween(before: Pick<Table, 'rows'>, after: Pick<Table, 'rows'>): Moved[] {
  const now = new Map(after.rows.map((r) => [r.key, cell(r, 'upstream')]));
  const moved = before.rows.flatMap((r) => {
    const [from, to] = [cell(r, 'upstream'), now.get(r.key) ?? ''];
    return from === to ? [] : [`${cell(r, 'prefix')} ${from} ${to}`];
  });
  return counted(moved).map(([key, networks]) => {
    const [prefix = '', from = '', to = ''] = key.split(' ');
    return { prefix, from, to, networks };
  });
}
