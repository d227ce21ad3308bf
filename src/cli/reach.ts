/** `hoplab reach`: who reaches whom, every host to every host and to the Internet. */
import { type Locale, reachability, type ReachabilityCell, type ReachabilityOptions, wordReason } from '../engine/index.ts';
import { openFile, parseOptions, solvedAt, text } from './input.ts';
import { portOf, protocolOf } from './flow.ts';
import { LANG, langOf, widthOf, WORDS } from './language.ts';

/** Equal ways looked at for a cell. */
const WAYS = 64;

export function reach(args: readonly string[]): number {
  const { values, words } = parseOptions(args, {
    ...LANG,
    proto: { type: 'string' },
    port: { type: 'string' },
    step: { type: 'string' },
    json: { type: 'boolean' },
  });
  const lang = langOf('reach', values);
  const protocol = protocolOf('reach', text(values['proto']) ?? 'icmp');
  const port = portOf('reach', protocol, text(values['port']));
  const options: ReachabilityOptions = { protocol, ways: WAYS, ...(port !== undefined && { port }) };
  const { from, to, cells } = reachability(solvedAt(openFile(words[0], lang), text(values['step'])), options);
  const all = cells.flatMap((row) => row.flatMap((cell) => cell ?? []));
  if (values['json']) {
    console.log(
      JSON.stringify(
        all.map((cell) => cellJson(cell, lang)),
        null,
        2,
      ),
    );
    return 0;
  }
  printTable([['', ...to], ...from.map((source, i) => [source, ...to.map((_, j) => cellText(cells[i]?.[j], lang))])]);
  printNotes(all, lang);
  return 0;
}

function cellJson(cell: ReachabilityCell, lang: Locale) {
  return {
    ...cell.flow,
    verdict: cell.verdict,
    at: cell.at.device,
    reason: cell.summary.code,
    words: wordReason(cell.summary, lang),
    ...(cell.notes && { notes: cell.notes.map((note) => ({ reason: note.code, words: wordReason(note, lang) })) }),
  };
}

/** A verdict that does not hold for all equal ways has a star. */
function cellText(cell: ReachabilityCell | undefined, lang: Locale): string {
  return cell ? `${WORDS[lang].outcome[cell.verdict]}${differing(cell) ? '*' : ''}` : '·';
}

const differing = ({ notes = [] }: ReachabilityCell) => notes.find((n) => n.code === 'ways-differ');

/** What each star stands for. */
function printNotes(cells: readonly ReachabilityCell[], lang: Locale): void {
  for (const cell of cells) {
    const note = differing(cell);
    if (note) console.log(`* ${cell.flow.from} → ${cell.flow.to}: ${wordReason(note, lang)}`);
  }
}

/** Columns as wide as their widest cell, two blanks between them. */
function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, j) => Math.max(...rows.map((row) => widthOf(row[j] ?? ''))));
  for (const row of rows)
    console.log(
      row
        .map((cell, j) => `${cell}${' '.repeat((widths[j] ?? 0) - widthOf(cell))}`)
        .join('  ')
        .trimEnd(),
    );
}
