/** What changed between two answers, table by table. */
import type { TableKind } from '../model/index.ts';
import type { Solution } from '../solution.ts';
import { rowsApart } from './tables/apart.ts';
import { routesTable, tablesOf } from './tables/index.ts';
import type { TableChange, TableRow } from './types.ts';

/** Tables that are compared; what a device sends is the other end's learning. */
const KINDS: readonly TableKind[] = ['learned', 'effective', 'rib', 'bgp'];

export function devicesOf(solution: Solution): string[] {
  return [...new Set([...solution.network.nodes.values()].map((n) => n.device))].sort();
}

/** Rows that came, went or changed, over all devices of either answer. */
export function diffTables(before: Solution, after: Solution): TableChange[] {
  const devices = [...new Set([...devicesOf(before), ...devicesOf(after), ...before.effectiveRoutes.keys(), ...after.effectiveRoutes.keys()])];
  return devices.flatMap((device) =>
    KINDS.filter((kind) => offers(before, device, kind) || offers(after, device, kind)).flatMap((kind) => diffTable(before, after, device, kind)),
  );
}

function diffTable(before: Solution, after: Solution, device: string, kind: TableKind): TableChange[] {
  const apart = rowsApart(before, after, device, kind);
  if (apart) return diffRows(device, kind, byKey(apart.before), byKey(apart.after));
  return diffRows(device, kind, rowsOf(before, device, kind), rowsOf(after, device, kind));
}

function offers(solution: Solution, device: string, kind: TableKind): boolean {
  return device.includes('/') ? kind === 'effective' : kind !== 'effective' && tablesOf(solution, device).some((t) => t.kind === kind);
}

/** Rows by key, kept with the answer that they are of: the answer after this edit is the one before the next. */
const kept = new WeakMap<Solution, Map<string, ReadonlyMap<string, TableRow>>>();
/** The same by the rows, which an answer may have in common with another. */
const keyed = new WeakMap<readonly TableRow[], ReadonlyMap<string, TableRow>>();

function rowsOf(solution: Solution, device: string, kind: TableKind): ReadonlyMap<string, TableRow> {
  const tables = kept.get(solution) ?? new Map<string, ReadonlyMap<string, TableRow>>();
  kept.set(solution, tables);
  const id = `${kind} ${device}`;
  const known = tables.get(id) ?? byKey(routesTable(solution, device, kind).rows);
  tables.set(id, known);
  return known;
}

function byKey(rows: readonly TableRow[]): ReadonlyMap<string, TableRow> {
  const known = keyed.get(rows) ?? new Map(rows.map((r) => [r.key, r]));
  keyed.set(rows, known);
  return known;
}

export function diffRows(device: string, kind: TableKind, before: ReadonlyMap<string, TableRow>, after: ReadonlyMap<string, TableRow>): TableChange[] {
  if (before === after) return [];
  const out: TableChange[] = [];
  for (const [key, row] of before) {
    const now = after.get(key);
    if (!now) out.push({ device, kind, change: 'removed', key, before: row });
    else if (row.standing !== now.standing || JSON.stringify(row.cells) !== JSON.stringify(now.cells))
      out.push({ device, kind, change: 'changed', key, before: row, after: now });
  }
  for (const [key, row] of after) if (!before.has(key)) out.push({ device, kind, change: 'added', key, after: row });
  return out;
}
