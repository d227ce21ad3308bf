/**
 * `comparePasted`: a text that somebody pasted, held against what the lab's devices print. Which output it is, is told by its
 * command line where there is one, else by its rows; the lab's own answer is read by the same reader, so that nothing is
 * compared that only the printing would make different.
 */
import type { Solution } from '../solution.ts';
import { parseAz } from '../console/index.ts';
import { type Candidate, candidatesOf, devicesOf, printed } from './candidates.ts';
import { cleanLines, type Section, sectionsOf } from './clean.ts';
import { jsonOf } from './json.ts';
import { columnsOfBoth, pair } from './match.ts';
import { READERS } from './readers/index.ts';
import type { Compared, ComparedRow, Comparison, ComparisonNote, Line, NotCompared, Pasted, PastedKind, Reader, Reading } from './types.ts';

/** As many other tables as are worth offering. */
const OTHERS = 8;

/**
 * `device`: what the text was pasted on; undefined: any device of the lab. The text is taken to be of that device unless it
 * names another one that the lab has. Never throws; where nothing is recognised `expected` has what could have been.
 */
export function comparePasted(solution: Solution, device: string | undefined, text: string): Pasted {
  const comparisons: Comparison[] = [];
  const notCompared: NotCompared[] = [];
  for (const section of sectionsOf(cleanLines(text))) {
    const found = compareSection(solution, device, section);
    if (found) comparisons.push(found);
    else if (section.command !== undefined) notCompared.push({ line: section.line, typed: section.command, reason: 'not-answered' });
  }
  const asked = device === undefined ? devicesOf(solution) : [device];
  return { comparisons, notCompared, expected: comparisons.length > 0 ? [] : asked.flatMap((d) => candidatesOf(solution, d).map(plainCommand)) };
}

/** The comparison with a table that was chosen of those that the text may be. */
export function comparePastedWith(solution: Solution, chosen: Compared, text: string, line: number): Comparison | undefined {
  const section = sectionsOf(cleanLines(text)).find((s) => s.line === line);
  const candidate = candidatesOf(solution, chosen.device).find((c) => c.command === chosen.command);
  return section && candidate ? held(solution, section, candidate, [])?.comparison : undefined;
}

function plainCommand({ device, command }: Compared): Compared {
  return { device, command };
}

interface Held {
  readonly comparison: Comparison;
  readonly agree: number;
  readonly off: number;
}

/** The best of what the section may be. */
function compareSection(solution: Solution, device: string | undefined, section: Section): Comparison | undefined {
  const named = namedDevice(solution, section);
  const on = named.device ?? device;
  const typed = (on === undefined ? devicesOf(solution) : [on]).flatMap((d) => asTyped(solution, d, section) ?? []);
  const choice = typed.length > 0 ? typed : possible(solution, on, section);
  const notes: ComparisonNote[] = [];
  if (named.device !== undefined && device !== undefined && named.device !== device) notes.push({ code: 'named-device', device: named.device });
  if (named.unknown !== undefined) notes.push({ code: 'unknown-name', name: named.unknown });
  if (section.command === undefined && choice.length > 1) notes.push({ code: 'by-rows' });
  const all = choice.flatMap((c) => held(solution, section, c, notes) ?? []).sort((a, b) => b.agree - a.agree || a.off - b.off);
  const [best, ...rest] = all;
  if (!best) return undefined;
  return { ...best.comparison, others: rest.slice(0, OTHERS).map((h) => plainCommand(h.comparison)) };
}

/** Whose output the text says that it is: by the command's options, else by the prompt. */
function namedDevice(solution: Solution, { command, host }: Section): { readonly device?: string; readonly unknown?: string } {
  const ids = devicesOf(solution);
  const known = (name: string | undefined) => ids.find((id) => id.toLowerCase() === name?.toLowerCase());
  if (command?.startsWith('az ')) {
    const { of } = parseAz(command).options;
    const name = of['routeserver'] ?? of['gateway-name'] ?? of['vm'] ?? of['name'];
    const device = known(name) ?? known(name?.replace(/-?(?:eth|nic)\d*$/i, ''));
    return device !== undefined ? { device } : name === undefined ? {} : { unknown: name };
  }
  const device = known(host);
  return device !== undefined ? { device } : host === undefined ? {} : { unknown: host };
}

/** The very command, where the device answers it as it was typed. */
function asTyped(solution: Solution, device: string, { command, lines }: Section): Candidate | undefined {
  if (command === undefined || command.startsWith('az ')) return undefined;
  const text = printed(solution, { device, command });
  if (text === undefined) return undefined;
  return { device, command, kind: kindOf(cleanLines(text), lines) };
}

/** Which reader takes most of both texts; line by line where none does. */
function kindOf(ours: readonly Line[], theirs: readonly Line[]): PastedKind {
  let best: { readonly kind: PastedKind; readonly rows: number } = { kind: 'lines', rows: 0 };
  for (const reader of Object.values(READERS)) {
    if (reader.kind === 'lines') continue;
    const [a, b] = [readWith(reader, ours), readWith(reader, theirs)];
    const rows = (a?.rows.length ?? 0) + (b?.rows.length ?? 0) - 2 * (a?.unread.length ?? 0);
    if (rows > best.rows) best = { kind: reader.kind, rows };
  }
  return best.kind;
}

/** Tables of the same kind: of the device, or of all; only of the command that was typed, where one was. */
function possible(solution: Solution, device: string | undefined, section: Section): Candidate[] {
  const all = (device === undefined ? devicesOf(solution) : [device]).flatMap((d) => candidatesOf(solution, d));
  if (!section.command?.startsWith('az ')) {
    // Another vendor's command for a table that the lab has; what prints none is not read.
    if (section.command !== undefined && !/^(?:sho?w?|ip|netstat|route|get|display)\s/.test(section.command)) return [];
    const kind = bestKind(all, section);
    return all.filter((c) => c.kind === kind);
  }
  const { name, options } = parseAz(section.command);
  const same = all.filter((c) => c.command.startsWith(`${name} `));
  // A peer or path that the lab has settles which; another one leaves it to the rows.
  const wanted = ['peer', 'path', 'name'].flatMap((o) => options.of[o] ?? []);
  const exact = same.filter((c) => wanted.every((w) => c.command.split(' ').includes(w)));
  const chosen = exact.length > 0 ? exact : same;
  return options.query === undefined ? chosen : chosen.map((c) => ({ ...c, command: `${c.command} --query ${options.query}` }));
}

/** The kind, of those that the lab could print, whose reader makes most of the text. */
function bestKind(candidates: readonly Candidate[], { lines }: Section): PastedKind | undefined {
  const kinds = [...new Set(candidates.map((c) => c.kind))];
  let best: { readonly kind: PastedKind; readonly rows: number } | undefined;
  for (const kind of kinds) {
    const reading = readWith(READERS[kind], lines);
    const rows = (reading?.rows.filter((r) => r.asks !== undefined || kind !== 'bgp-table').length ?? 0) - (reading?.unread.length ?? 0);
    if (rows > 0 && rows > (best?.rows ?? 0)) best = { kind, rows };
  }
  return best?.kind;
}

function readWith(reader: Reader, lines: readonly Line[], like?: Reading): Reading | undefined {
  const json = reader.kind === 'lines' ? undefined : jsonOf(lines);
  if (!json) return reader.text(lines, like);
  return reader.json && { rows: json.values.flatMap((v) => reader.json?.(v) ?? []), unread: [], gaps: json.broken };
}

/** The section's rows against those of one table. */
function held(solution: Solution, section: Section, candidate: Candidate, notes: readonly ComparisonNote[]): Held | undefined {
  const reader = READERS[candidate.kind];
  const theirs = readWith(reader, section.lines);
  if (!theirs || (theirs.rows.length === 0 && section.command === undefined)) return undefined;
  const asJson = jsonOf(section.lines) !== undefined;
  // FRR's JSON has other columns than its text.
  const command = asJson && candidate.command.startsWith('show ') && !candidate.command.endsWith(' json') ? `${candidate.command} json` : candidate.command;
  const text = printed(solution, { device: candidate.device, command });
  if (text === undefined) return undefined;
  const ours = readWith(reader, cleanLines(text), theirs) ?? { rows: [], unread: [], gaps: false };
  const keys = columnsOfBoth(reader.columns, theirs.rows, ours.rows);
  const rows = pair(theirs.rows, ours.rows, keys, theirs.gaps);
  const count = (verdict: ComparedRow['verdict']) => rows.filter((r) => r.verdict === verdict).length;
  const agree = count('agrees');
  const missing = count('only-in-lab');
  // A column that is blank on both sides says nothing.
  const said = (key: string) => [...theirs.rows, ...ours.rows].some((r) => (r.cells[key] ?? '') !== '');
  const shown = reader.columns.filter((c) => said(c.key) && (keys.includes(c.key) || (c.told && theirs.rows.some((r) => r.cells[c.key] !== undefined))));
  return {
    agree,
    off: theirs.rows.length - agree + missing,
    comparison: {
      device: candidate.device,
      command: candidate.command,
      kind: candidate.kind,
      ...(section.command !== undefined && { typed: section.command }),
      line: section.line,
      columns: shown,
      rows,
      theirs: theirs.rows.length,
      agree,
      missing,
      unread: theirs.unread,
      notes: theirs.gaps ? [...notes, { code: 'gaps' }] : notes,
      others: [],
    },
  };
}
