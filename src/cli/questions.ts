/** `hoplab show`, `routes` and `solve`: questions of a solved lab. */
import {
  type DeviceSummary,
  type FrrLab,
  type LineOptions,
  lineText,
  lineTouches,
  type Locale,
  portalTable,
  routesTable,
  runCommand,
  type Solution,
  solveFrrLab,
  summarize,
  type TableKind,
  why,
  whyText,
  withoutFrrLine,
} from '../engine/index.ts';
import { frrLabIn, warnOf } from './frr.ts';
import { BadInput, diagnosticLine, historyOf, openFile, parseOptions, solvedAt, text } from './input.ts';
import { LANG, langOf } from './language.ts';

const STEP = { step: { type: 'string' } } as const;
const KINDS: readonly TableKind[] = ['learned', 'advertised', 'effective', 'rib', 'bgp', 'looking-glass'];

/** FILE is a scenario, a link, or an FRR lab, which is asked as it is after its late lines and cut links. */
export function solved(file: string | undefined, step: string | undefined, lang: Locale = 'en'): { solution: Solution; name: string } {
  const lab = file === undefined ? undefined : frrLabIn(file);
  if (lab && file !== undefined) {
    if (step !== undefined) throw new BadInput([`${file}: an FRR lab has no steps`]);
    warnOf(file, lab, lang);
    return { solution: solveFrrLab(lab), name: file };
  }
  const opened = openFile(file, lang);
  const solution = solvedAt(opened, step);
  const where = step === undefined ? opened : { ...opened, step };
  for (const d of solution.diagnostics.filter((x) => x.severity !== 'info')) console.error(diagnosticLine(where, d, lang));
  return { solution, name: opened.name };
}

export function deviceOf(solution: Solution, name: string, device: string | undefined): string {
  const known = summarize(solution).map((d: DeviceSummary) => d.id);
  const all = [...known, ...solution.effectiveRoutes.keys()];
  if (device !== undefined && all.includes(device)) return device;
  throw new BadInput([`${name}: no device ${JSON.stringify(device ?? '')}; expected one of ${all.join(', ')}`]);
}

export function show(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...STEP, ...LANG, json: { type: 'boolean' } });
  const lang = langOf('show', values);
  const [file, device, ...rest] = words;
  const { solution, name } = solved(file, text(values['step']), lang);
  const command = rest.join(' ');
  const id = deviceOf(solution, name, device);
  if (command === '') throw new BadInput([`hoplab show: expected a command for ${id}, such as "show ip route"`]);
  const asked = /^why\s+(.+)$/.exec(command)?.[1];
  if (asked !== undefined) return showWhy(solution, id, asked, values['json'] === true, lang);
  const line = /^line\s+(.+)$/.exec(command)?.[1];
  if (line !== undefined) {
    const answer = touchedBy(solution, id, line, { file, step: text(values['step']), lang });
    console.log(values['json'] ? JSON.stringify(answer, null, 2) : lineText(solution, id, Number(line), answer, lang));
    return 0;
  }
  if (values['json']) throw new BadInput(['hoplab show: --json is for why and line; a console command says json itself']);
  const output = runCommand(solution, id, command);
  if (output.error) throw new BadInput([output.text]);
  console.log(`${output.prompt}${command}${output.text === '' ? '' : `\n${output.text}`}`);
  return 0;
}

/** `line N`: the routes that a line of a router's configuration touched, and what would be otherwise without it. */
function touchedBy(
  solution: Solution,
  device: string,
  line: string,
  of: { readonly file: string | undefined; readonly step: string | undefined; readonly lang: Locale },
) {
  const number = Number(line);
  if (!Number.isInteger(number) || number < 1) throw new BadInput([`hoplab show: line ${line}: expected the number of a line, from 1`]);
  if (solution.network.nodes.get(device)?.kind !== 'router' || !solution.network.statements?.has(device))
    throw new BadInput([`hoplab show: ${device} has no configuration of FRR`]);
  const lab: FrrLab | undefined = of.file === undefined ? undefined : frrLabIn(of.file);
  const options: LineOptions = lab
    ? { solveWithout: () => solveFrrLab(withoutFrrLine(lab, device, number)) }
    : { history: historyOf(openFile(of.file, of.lang), of.step) };
  return lineTouches(solution, device, number, { ...options, large: true });
}

/** `why PREFIX`, as text in either language or as data. */
function showWhy(solution: Solution, device: string, question: string, json: boolean, lang: Locale): number {
  const answer = why(solution, device, question);
  if (answer.problem) throw new BadInput([whyText(answer, lang)]);
  console.log(json ? JSON.stringify(answer, null, 2) : whyText(answer, lang));
  return 0;
}

export function routes(args: readonly string[]): number {
  const { values, words } = parseOptions(args, {
    ...STEP,
    ...LANG,
    kind: { type: 'string' },
    peer: { type: 'string' },
    table: { type: 'string' },
    portal: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const [file, device] = words;
  const { solution, name } = solved(file, text(values['step']), langOf('routes', values));
  const id = deviceOf(solution, name, device);
  const offers = summarize(solution).find((d) => d.id === id)?.tables ?? [{ kind: 'effective' as const }];
  const kind = (text(values['kind']) ?? (values['portal'] ? 'effective' : (offers[0]?.kind ?? 'effective'))) as TableKind;
  if (!KINDS.includes(kind)) throw new BadInput([`hoplab routes: --kind ${kind}: expected one of ${KINDS.join(', ')}`]);
  if (values['portal'] && kind !== 'effective') throw new BadInput([`hoplab routes: --portal shows effective routes, not --kind ${kind}`]);
  const of = text(values['table']);
  const tables = offers.find((o) => o.kind === 'rib')?.tables ?? [];
  if (of !== undefined && (kind !== 'rib' || !tables.includes(of)))
    throw new BadInput([
      `hoplab routes: --table ${of}: expected ${tables.length === 0 ? 'none, the machine has but its main table' : `one of ${tables.join(', ')}`}`,
    ]);
  const asked = routesTable(solution, id, kind, of ?? text(values['peer']));
  const table = values['portal'] ? portalTable(asked) : asked;
  if (values['json']) {
    console.log(
      JSON.stringify(
        table.rows.map((r) => r.cells),
        null,
        2,
      ),
    );
    return 0;
  }
  const widths = table.columns.map((c) => Math.max(c.heading.length, ...table.rows.map((r) => String(r.cells[c.key] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((c, i) => c.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  console.log(line(table.columns.map((c) => c.heading)));
  for (const r of table.rows) console.log(line(table.columns.map((c) => String(r.cells[c.key] ?? ''))));
  return 0;
}

/** Every table of a kind, by what it is called. */
function tablesIn(solution: Solution, device: string, { kind, peers, tables = [] }: DeviceSummary['tables'][number]) {
  const rows = (of?: string) => routesTable(solution, device, kind, of).rows.map((r) => r.cells);
  if (peers) return peers.map((peer) => [`${kind} ${peer}`, rows(peer)] as const);
  return [[kind, rows()] as const, ...tables.map((name) => [`${kind} ${name}`, rows(name)] as const)];
}

export function solveCommand(args: readonly string[]): number {
  const { values, words } = parseOptions(args, { ...STEP, ...LANG, json: { type: 'boolean' } });
  const { solution } = solved(words[0], text(values['step']), langOf('solve', values));
  const devices = summarize(solution).map((d) => ({
    ...d,
    tables: Object.fromEntries(d.tables.flatMap((offer) => tablesIn(solution, d.id, offer))),
  }));
  const subnets = Object.fromEntries([...solution.effectiveRoutes.keys()].map((s) => [s, routesTable(solution, s, 'effective').rows.map((r) => r.cells)]));
  console.log(
    JSON.stringify({ devices, effectiveRoutes: subnets, diagnostics: solution.diagnostics }, (_k, v: unknown) => (typeof v === 'bigint' ? v.toString() : v), 2),
  );
  return 0;
}
