/** A table as text that can be pasted: plain columns, CSV, Markdown. */
import type { Cell, Table } from '../engine/index.ts';

const show = (c: Cell | undefined): string => (c === null || c === undefined ? '' : String(c));

export function plainText(table: Table): string {
  const widths = table.columns.map((c) => Math.max(c.heading.length, ...table.rows.map((r) => show(r.cells[c.key]).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((c, i) => c.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(table.columns.map((c) => c.heading)),
    line(widths.map((w) => '-'.repeat(w))),
    ...table.rows.map((r) => line(table.columns.map((c) => show(r.cells[c.key])))),
  ].join('\n');
}

/** RFC 4180. */
export function csvText(table: Table): string {
  const quote = (t: string) => (/[",\n]/.test(t) ? `"${t.replaceAll('"', '""')}"` : t);
  return [table.columns.map((c) => c.heading), ...table.rows.map((r) => table.columns.map((c) => show(r.cells[c.key])))]
    .map((cells) => cells.map(quote).join(','))
    .join('\r\n');
}

export function markdownText(table: Table): string {
  const row = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    row(table.columns.map((c) => c.heading)),
    row(table.columns.map((c) => (c.numeric ? '---:' : '---'))),
    ...table.rows.map((r) => row(table.columns.map((c) => show(r.cells[c.key])))),
  ].join('\n');
}
