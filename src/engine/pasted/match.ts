/** Which row of the lab each pasted row is: the same about the same thing first, then the nearest of what is left. */
import type { ComparedRow, PastedColumn, PastedRow } from './types.ts';

/** Columns that both sides have, and that are not only told. */
export function columnsOfBoth(columns: readonly PastedColumn[], theirs: readonly PastedRow[], ours: readonly PastedRow[]): readonly string[] {
  const has = (rows: readonly PastedRow[], key: string) => rows.some((r) => r.cells[key] !== undefined);
  // Where one side has no rows at all, nothing can be told from it.
  const both = columns.filter((c) => (theirs.length === 0 || has(theirs, c.key)) && (ours.length === 0 || has(ours, c.key))).map((c) => c.key);
  return columns.filter((c) => both.includes(c.key) && !c.told && !(c.insteadOf !== undefined && both.includes(c.insteadOf))).map((c) => c.key);
}

/** Equal next hops are in no order that matters. */
function canonical(cell: string | undefined): string {
  return cell === undefined ? '' : cell.split('; ').sort().join('; ');
}

function differing(theirs: PastedRow, ours: PastedRow, keys: readonly string[]): string[] {
  return keys.filter((k) => {
    const [a, b] = [theirs.cells[k], ours.cells[k]];
    return a !== undefined && b !== undefined && a !== b && canonical(a) !== canonical(b);
  });
}

/** Every row of either side once, in the order of the text; then what is in the lab alone. `gaps`: the text leaves rows out. */
export function pair(theirs: readonly PastedRow[], ours: readonly PastedRow[], keys: readonly string[], gaps: boolean): ComparedRow[] {
  const free = new Map<string, PastedRow[]>();
  for (const row of ours) free.set(row.at, [...(free.get(row.at) ?? []), row]);
  const partner = new Map<PastedRow, PastedRow>();
  // Those that agree wholly are paired before any that only come near.
  for (const most of [0, 1, keys.length]) {
    for (const row of theirs) {
      if (partner.has(row)) continue;
      const found = nearest(row, free.get(row.at) ?? [], keys, most);
      if (!found) continue;
      partner.set(row, found);
      free.set(
        row.at,
        (free.get(row.at) ?? []).filter((r) => r !== found),
      );
    }
  }
  const left = new Set([...free.values()].flat());
  return [
    ...theirs.map((row) => comparedRow(row, partner.get(row), keys)),
    ...ours
      .filter((r) => left.has(r))
      .map(
        (r): ComparedRow => ({
          verdict: gaps ? 'left-out' : 'only-in-lab',
          ours: r.cells,
          differs: [],
          ...(r.asks !== undefined && { asks: r.asks }),
        }),
      ),
  ];
}

function nearest(row: PastedRow, candidates: readonly PastedRow[], keys: readonly string[], most: number): PastedRow | undefined {
  let best: { readonly row: PastedRow; readonly differences: number } | undefined;
  for (const candidate of candidates) {
    const differences = differing(row, candidate, keys).length;
    if (differences <= most && (!best || differences < best.differences)) best = { row: candidate, differences };
    if (differences === 0) break;
  }
  return best?.row;
}

function comparedRow(theirs: PastedRow, ours: PastedRow | undefined, keys: readonly string[]): ComparedRow {
  const asks = theirs.asks ?? ours?.asks;
  const own = { line: theirs.line, theirs: theirs.cells, ...(asks !== undefined && { asks }) };
  if (!ours) return { ...own, verdict: 'not-in-lab', differs: [] };
  const differs = differing(theirs, ours, keys);
  return { ...own, verdict: differs.length === 0 ? 'agrees' : 'differs', ours: ours.cells, differs };
}
