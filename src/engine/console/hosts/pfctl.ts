/** FreeBSD's `pfctl`: what PF has loaded (pfctl(8); sbin/pfctl/pfctl.c). What it would change is set in pf.conf and rc.conf. */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import { type PfConfig, printAnchor, printAnchors, printRules, printTranslations } from '../../hosts/index.ts';
import { type Command, type Options, readOptions, refuses, says, type Shell, type ShellAnswer } from './options.ts';
import { stateLines } from './pf-states.ts';
import { activeTables, shownTable, tested, written } from './pf-tables.ts';

/** `pfctl [-nv] -f FILE`, `[-v] [-a ANCHOR] -s WHAT`, `-t TABLE -T show|test`. */
export const pfctl: Command = (shell, words) => {
  const { node } = shell;
  const pf = node?.host?.pf;
  const options = readOptions(words, ['s', 't', 'T', 'a', 'f', 'F', 'k', 'K', 'i', 'D', 'o', 'p', 'x', 'z']);
  const { rest, value, flag } = options;
  if (!node || !pf) return refuses('pfctl: /dev/pf: No such file or directory');
  const file = value('f');
  if (file !== undefined) return loaded(shell, pf, file, flag('v'));
  const table = value('T');
  if (table === 'show') return shownTable(pf, value('t') ?? '');
  if (table === 'test') return tested(pf, value('t') ?? '', rest);
  if (table !== undefined) return refuses(`pfctl -T ${table}: tables are set in pf.conf; the console only shows them`);
  if (flag('e')) return refuses('pfctl: pf already enabled');
  const changing = ['F', 'k', 'K'].find((o) => value(o) !== undefined) ?? (flag('d') ? 'd' : undefined);
  if (changing !== undefined) return refuses(`pfctl -${changing}: PF is set in pf.conf and rc.conf; the console only shows it`);
  const what = value('s') ?? '';
  if (what === '')
    return refuses('usage: pfctl [-nv] -f FILE, pfctl [-v] [-a ANCHOR] -s rules|nat|states|info|all|Tables|Anchors|Interfaces, pfctl -t TABLE -T show|test');
  return shown(shell, node, pf, what, { anchor: value('a')?.replace(/^\//, ''), verbose: verbosity(words, options) });
};

interface How {
  readonly anchor: string | undefined;
  /** How often `-v` stands there. */
  readonly verbose: number;
}

/** `-vvsr`: letters before the one that takes a value. */
function verbosity(words: readonly string[], { flag }: Options): number {
  if (!flag('v')) return 0;
  return words.filter((w) => /^-[a-zA-Z]/.test(w)).reduce((sum, w) => sum + (/^-([env]*)/.exec(w)?.[1]?.match(/v/g)?.length ?? 0), 0);
}

/** In the order in which an abbreviation is looked up (pfctl.c showopt_list). */
const SHOWN = [
  'Anchors',
  'Interfaces',
  'Running',
  'Sources',
  'Tables',
  'all',
  'info',
  'labels',
  'memory',
  'nat',
  'osfp',
  'queue',
  'rules',
  'states',
  'timeouts',
] as const;

function shown(shell: Shell, node: RouterNode, pf: PfConfig, what: string, how: How): ShellAnswer {
  const found = SHOWN.find((o) => o.startsWith(what));
  switch (found) {
    case 'rules':
      return rules(pf, how);
    case 'nat':
      return says(how.anchor === undefined ? numbered(printTranslations(pf), how).join('\n') : '');
    case 'states':
      return says(stateLines(shell).join('\n'));
    case 'Tables':
      return says(activeTables(pf).join('\n'));
    case 'Anchors':
      return says(
        printAnchors(pf)
          .map((a) => `  ${a}`)
          .join('\n'),
      );
    case 'Interfaces':
      return says(interfaces(node, pf, how.verbose > 0).join('\n'));
    case 'Running':
      return says('Enabled');
    case 'info':
      return says(info(shell).join('\n'));
    case 'all':
      return says(everything(shell, pf, how).join('\n'));
    case undefined:
      return refuses(`pfctl: Unknown show modifier '${what}'`);
    default:
      return refuses(`pfctl -s ${found}: not modelled`);
  }
}

function rules(pf: PfConfig, how: How): ShellAnswer {
  const lines = how.anchor === undefined ? printRules(pf) : printAnchor(pf, how.anchor);
  return lines ? says(numbered(lines, how).join('\n')) : refuses('pfctl: Anchor does not exist.');
}

/** With `-vv` every rule has its number in its ruleset and kind: those of normalisation, of translation and of an anchor have their own. */
function numbered(lines: readonly string[], { verbose }: How): string[] {
  if (verbose < 2) return [...lines];
  const next = new Map<string, number>();
  return lines.map((line) => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    if (line.trim() === '}') return line;
    const [word = ''] = line.trim().split(/[ -]/);
    const kind = `${indent.length} ${['scrub', 'nat', 'rdr', 'binat'].includes(word) ? word : 'filter'}`;
    // A body that is opened numbers its own.
    if (line.endsWith('{')) for (const k of next.keys()) if (Number(k.split(' ')[0]) > indent.length) next.delete(k);
    const n = next.get(kind) ?? 0;
    next.set(kind, n + 1);
    return `${indent}@${n} ${line.trim()}`;
  });
}

/** `all`, groups and interfaces, by name; what PF leaves alone is marked (pfctl_table.c print_iface). */
function interfaces(node: RouterNode, { skip }: PfConfig, verbose: boolean): string[] {
  const groupsOf = (i: NetInterface) => (i.groups ?? []).filter((g) => g !== 'all');
  const known = ['all', 'lo', 'lo0', ...node.interfaces.flatMap((i) => [i.name, ...groupsOf(i)])];
  const skipped = (name: string) =>
    skip.includes(name) || skip.some((s) => node.interfaces.some((i) => i.name === name && groupsOf(i).includes(s)) || (s === 'lo' && name === 'lo0'));
  return [...new Set(known)].sort((a, b) => (a < b ? -1 : 1)).map((name) => `${name}${verbose && skipped(name) ? ' (skip)' : ''}`);
}

/** Of the counters the lab knows how many states its flows leave (pfctl_parser.c print_status). */
function info(shell: Shell): string[] {
  return [
    'Status: Enabled for 0 days 00:00:00           Debug: Urgent',
    '',
    'State Table                          Total             Rate',
    `  current entries ${String(stateLines(shell).length).padStart(24)} ${' '.repeat(15)}`.trimEnd(),
  ];
}

/** `-s all`: each part under its title. */
function everything(shell: Shell, pf: PfConfig, how: How): string[] {
  const tables = activeTables(pf);
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['TRANSLATION RULES:', numbered(printTranslations(pf), how)],
    ['FILTER RULES:', numbered(printRules(pf), how)],
    ['STATES:', stateLines(shell)],
    ['INFO:', info(shell)],
    ['TABLES:', tables],
  ];
  return parts
    .filter(([title, lines]) => lines.length > 0 || title === 'FILTER RULES:')
    .flatMap(([title, lines], n) => [...(n > 0 ? [''] : []), title, ...lines]);
}

/** The machine's file again, as it was loaded; what it refuses is said in pfctl's words (H36). */
function loaded({ solution, device }: Shell, pf: PfConfig, file: string, verbose: boolean): ShellAnswer {
  if (file !== '/etc/pf.conf' && file !== 'pf.conf')
    return refuses(`cannot open the main config file!: No such file or directory\npfctl: Syntax error in config file: pf rules not loaded`);
  const errors = solution.diagnostics.filter((d) => d.place.object === device && d.place.text === 'pf' && d.severity === 'error');
  if (!pf.loaded)
    return says([...errors.map((d) => d.message.replace(/^pf\.conf/, file)), 'pfctl: Syntax error in config file: pf rules not loaded'].join('\n'));
  return says(verbose ? parsed(pf).join('\n') : '');
}

/** As pfctl parses them: tables and options, then each rule as it is loaded. */
function parsed(pf: PfConfig): string[] {
  const skip = pf.skip.length === 0 ? [] : [`set skip on { ${pf.skip.join(' ')} }`];
  const tables = [...pf.tables.values()].map(({ name, persist, entries }) => {
    const hosts = entries.flatMap(({ host, negated }) => (host.kind === 'prefix' ? `${negated ? '! ' : ''}${written(host.prefix)}` : []));
    return `table <${name}>${persist ? ' persist' : ''}${hosts.length === 0 ? '' : ` { ${hosts.join(' ')} }`}`;
  });
  return [...skip, ...tables, ...printTranslations(pf), ...printRules(pf)];
}
