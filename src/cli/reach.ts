/** `hoplab reach`: who reaches whom, every host to every host and to the Internet. */
import { reachability, type ReachabilityOptions, wordReason } from '../engine/index.ts';
import { openFile, parseOptions, solvedAt, text } from './input.ts';
import { portOf, protocolOf } from './flow.ts';

export function reach(args: readonly string[]): number {
  const { values, words } = parseOptions(args, {
    proto: { type: 'string' },
    port: { type: 'string' },
    step: { type: 'string' },
    json: { type: 'boolean' },
  });
  const protocol = protocolOf('reach', text(values['proto']) ?? 'icmp');
  const port = portOf('reach', protocol, text(values['port']));
  const options: ReachabilityOptions = { protocol, ...(port !== undefined && { port }) };
  const { from, to, cells } = reachability(solvedAt(openFile(words[0]), text(values['step'])), options);
  if (values['json']) {
    const rows = cells.flatMap((row) =>
      row.flatMap((cell) =>
        cell
          ? [
              {
                ...cell.flow,
                verdict: cell.verdict,
                at: cell.at.device,
                reason: cell.summary.code,
                words: wordReason(cell.summary, 'en'),
                ...(cell.notes && { notes: cell.notes.map((note) => ({ reason: note.code, words: wordReason(note, 'en') })) }),
              },
            ]
          : [],
      ),
    );
    console.log(JSON.stringify(rows, null, 2));
    return 0;
  }
  printTable([['', ...to], ...from.map((source, i) => [source, ...to.map((_, j) => cells[i]?.[j]?.verdict ?? '·')])]);
  return 0;
}

/** Columns as wide as their widest cell, two blanks between them. */
function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, j) => Math.max(...rows.map((row) => (row[j] ?? '').length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, j) => cell.padEnd(widths[j] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
