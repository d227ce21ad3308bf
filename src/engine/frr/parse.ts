/**
 * The reader of FRR configuration: text → statements → FrrConfig, with a diagnostic wherever FRR would have complained, the
 * lab leaves something out, or the finished configuration does not do what it seems to (lint/). It never stops at a bad line, as FRR does not (F161).
 */
import type { Ip } from '../ip/index.ts';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import type { ConfigRef, Span } from '../policy/source.ts';
import { Builder } from './build/builder.ts';
import { finishConfig } from './build/finish.ts';
import type { Rejection } from './build/journal.ts';
import { Args, type Command } from './command.ts';
import type { NameSpace } from './names.ts';
import type { Verdict } from './verdict.ts';
import { leaves } from './commands/leave.ts';
import { blockSaid, effectSaid } from './language/japanese/index.ts';
import type { FrrConfig, FrrVersion } from './config.ts';
import { type Explanation, explainUnknown, manyForms } from './explain-unknown.ts';
import { type Found, findCommand } from './find.ts';
import type { Taken } from './grammar/match.ts';
import { lintFrr } from './lint/index.ts';
import { splitLines } from './lines.ts';
import { piped } from './pipe.ts';
import { MODE_TITLE, type Mode, parentOf } from './modes.ts';
import { canonicalName, spaceOf } from './names.ts';
import type { Line } from './lines.ts';
import { type NameUse, type Outcome, spanOfLine, spanOfWords, type Statement } from './statement.ts';
import { formatVersion } from './version.ts';

export interface ParseOptions {
  /** The release that reads the text. */
  readonly version: FrrVersion;
  /** From this line on the text was typed into the running router: each line is a transaction of its own (F159). */
  readonly typedFrom?: number;
  /** The addresses that the machine has: none of them can be a neighbor. */
  readonly own?: readonly Ip[];
  /** Its interfaces are not Linux's, and their names may have any length. */
  readonly longNames?: boolean;
}

export interface ParseResult {
  readonly config: FrrConfig;
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What was read last, by release and text: an edit of a lab changes one text at most, and each is asked for more than once. */
const recent = new Map<string, ParseResult>();
/** Characters of the texts that are kept: many of a lab's, or one that a generator wrote. */
const KEPT = 6_000_000;
let kept = 0;

/** Reads a text of FRR configuration. Never throws, whatever the text. */
export function parseFrr(text: string, options: ParseOptions): ParseResult {
  const { version, typedFrom = Infinity, own = [], longNames = false } = options;
  const key = `${formatVersion(version)} ${typedFrom} ${longNames} ${own.join(' ')}\n${text}`;
  const known = recent.get(key);
  const result = known ?? read(text, typedFrom, new Reader(version, own, longNames));
  recent.delete(key);
  recent.set(key, result);
  if (!known) kept += key.length;
  // Those that were asked for longest ago give way.
  for (const oldest of recent.keys()) {
    if (kept <= KEPT) break;
    recent.delete(oldest);
    kept -= oldest.length;
  }
  return result;
}

function read(text: string, typedFrom: number, reader: Reader): ParseResult {
  for (const line of splitLines(text)) {
    reader.read(line);
    if (line.number >= typedFrom) reader.commit();
  }
  return reader.finish();
}

/** How many unknown lines get a full explanation. */
const EXPLAINED = 200;

class Reader {
  private readonly build: Builder;
  private readonly statements: Statement[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly byRef = new Map<ConfigRef, Statement>();
  private mode: Mode = 'config';
  private explained = 0;
  /** The line that ended an address family without saying so, while its process is open. */
  private left: { readonly line: Line; readonly block: Mode } | undefined;

  constructor(
    private readonly version: FrrVersion,
    own: readonly Ip[],
    longNames: boolean,
  ) {
    this.build = new Builder(version, own, longNames);
  }

  read(line: Line): void {
    const found = findCommand(line.words, this.mode, this.version);
    const cut = found.kind === 'command' ? piped(line) : undefined;
    if (cut && found.kind === 'command') this.piped(line, found, cut);
    else if (found.kind === 'command') this.command(line, found);
    else if (found.kind === 'opaque') {
      this.add(line, found.mode, 'not-modelled');
      const block = this.build.unmodelled ?? 'a block that the lab does not model';
      this.report('frr-not-modelled', 'info', spanOfLine(line), blockSaid(block).en, { block });
    } else this.unknown(line, found);
  }

  /** A line that vtysh knows, and of which the daemons read a part, or nothing. */
  private piped(line: Line, { form, mode }: Extract<Found, { kind: 'command' }>, cut: NonNullable<ReturnType<typeof piped>>): void {
    const whole = 'line' in cut ? findCommand(cut.line.words, this.mode, this.version) : undefined;
    if (whole?.kind === 'command' && 'line' in cut) return this.command(cut.line, whole);
    this.add(line, mode, 'refused', form.command, form.negated);
    const message = 'problem' in cut ? cut.problem : `% Unknown command: ${cut.line.text}`;
    this.report('frr-refused', 'error', spanOfLine(line), message, { message }, ['F161']);
  }

  private command(line: Line, { form, taken, mode }: Extract<Found, { kind: 'command' }>): void {
    const { command } = form;
    this.closeGroups(command, mode);
    if (mode !== this.mode) this.noteLeft(line, this.mode, mode);
    this.climbTo(mode);
    const statement = this.add(line, mode, 'applied', command, form.negated, namesOf(line, taken, command, mode));
    const journal = this.journalOf(command);
    journal?.open(statement.ref);
    const verdict = command.apply?.({ build: this.build, args: new Args(taken, form.negated), ref: statement.ref, mode });
    if (verdict && 'unheard' in verdict) journal?.leave();
    statement.outcome = this.judge(line, command, form.negated, verdict);
    this.move(command, statement.outcome, line);
    statement.after = this.mode;
  }

  /** What became of the line, with its diagnostic. */
  private judge(line: Line, command: Command, negated: boolean, verdict: Verdict): Outcome {
    if (verdict && 'refused' in verdict) {
      this.report('frr-refused', 'error', spanOfLine(line), verdict.refused, { message: verdict.refused }, verdict.rules);
      return 'refused';
    }
    const effect = verdict ? verdict.notModelled : negated ? undefined : command.effect;
    if (effect !== undefined) {
      this.report('frr-not-modelled', 'info', spanOfLine(line), effectSaid(effect).en, { effect });
      return 'not-modelled';
    }
    if (this.build.unmodelled !== undefined && !leaves(command)) {
      this.report('frr-not-modelled', 'info', spanOfLine(line), blockSaid(this.build.unmodelled, command.help).en, {
        block: this.build.unmodelled,
        help: command.help,
      });
      return 'not-modelled';
    }
    return command.apply || command.enters || leaves(command) ? 'applied' : command.effect === undefined ? 'no-effect' : 'applied';
  }

  private move(command: Command, outcome: Outcome, line: Line): void {
    const way = leaves(command);
    if (way) this.left = undefined;
    if (way === 'top') this.climbTo('config');
    else if (way === 'up') this.climbTo(parentOf(this.mode) ?? 'config');
    else if (command.enters && outcome !== 'refused') {
      this.left = undefined;
      this.mode = command.enters;
      if (['bgp-other', 'bgp-block', 'other'].includes(command.enters)) this.build.unmodelled ??= line.text;
    }
  }

  /** F1: a line that an address family does not have ends it without a word; an `exit-address-family` that comes behind it tells that it was not meant to. */
  private noteLeft(line: Line, block: Mode, to: Mode): void {
    const isFamily = block === 'bgp-ipv4' || block === 'bgp-ipv6';
    if (to !== 'bgp') this.left = undefined;
    else if (isFamily) this.left = { line, block };
  }

  private leftBefore(exit: Line): void {
    if (!this.left || exit.text !== 'exit-address-family') return;
    const { line, block } = this.left;
    this.left = undefined;
    const message = `It is a line of router bgp, so ${MODE_TITLE[block]} ends here, and what follows up to line ${exit.number} is read in router bgp.`;
    this.report('frr-left-block', 'warning', spanOfLine(line), message, { block, until: exit.number }, ['F1']);
  }

  /** Goes up to a mode that encloses the present one, forgetting what was open inside it. */
  private climbTo(mode: Mode): void {
    if (mode === this.mode) return;
    const vrfProcess = this.build.unmodelled?.startsWith('router bgp') && mode !== 'config';
    if (!vrfProcess) this.build.unmodelled = undefined;
    this.mode = mode;
  }

  private unknown(line: Line, found: Exclude<Found, { kind: 'command' | 'opaque' }>): void {
    const span = spanOfLine(line);
    if (found.kind === 'incomplete') {
      this.add(line, found.mode, 'unknown');
      const { message, args } = this.explain(line, found.mode);
      this.report('frr-incomplete-command', 'warning', span, `% Command incomplete: ${line.text}. ${message}`, { line: line.text, ...args }, ['F161']);
    } else if (found.kind === 'ambiguous') {
      this.add(line, found.mode, 'unknown');
      const forms = manyForms(found.forms);
      this.report('frr-ambiguous-command', 'warning', span, `% Ambiguous command: ${line.text}. It could be ${forms}.`, { line: line.text, forms }, ['F161']);
    } else if (found.kind === 'too-new') {
      this.add(line, found.mode, 'unknown');
      const since = formatVersion(found.form.command.since as FrrVersion);
      this.report(
        'frr-newer-command',
        'warning',
        span,
        `% Unknown command: ${line.text}. FRR ${formatVersion(this.version)} does not have it, ${since} does.`,
        { line: line.text, since },
        ['F161'],
      );
    } else {
      this.add(line, found.mode, 'unknown');
      this.leftBefore(line);
      const { at, message, args } = this.explain(line, found.mode);
      const word = line.words[Math.min(at, line.words.length - 1)];
      const here = word ? spanOfWords(line, word) : span;
      this.report(
        'frr-unknown-command',
        'warning',
        here,
        `% Unknown command in ${MODE_TITLE[found.mode]}: ${line.text}. ${message}`,
        { line: line.text, ...args },
        ['F161'],
      );
    }
  }

  /** What was expected; only so many times, since it costs more than reading. */
  private explain(line: Line, mode: Mode): Explanation {
    if (this.explained++ < EXPLAINED) return explainUnknown(line.words, mode, this.version);
    return { at: 0, message: 'No such command here.', args: {} };
  }

  private add(line: Line, mode: Mode, outcome: Outcome, command?: Command, negated = false, names: readonly NameUse[] = []): Statement {
    const ref = { span: spanOfLine(line), text: line.text };
    const statement: Statement = { line, mode, after: this.mode, ...(command ? { command } : {}), negated, outcome, names, ref };
    this.statements.push(statement);
    this.byRef.set(ref, statement);
    return statement;
  }

  /** The group that a line is of. */
  private journalOf({ transaction }: Command) {
    if (transaction === 'begins') return this.build.journals.grouped;
    return transaction === 'grouped' || transaction === 'static' ? this.build.journals[transaction] : undefined;
  }

  /** Ends the groups of the daemons that take the line as something else. */
  private closeGroups(command: Command, mode: Mode): void {
    const kind = leaves(command) === 'up' ? leaving(mode) : command.transaction;
    if (kind === undefined || kind === 'everyone' || kind === 'begins') this.closeGroup('grouped');
    if (kind === 'everyone') this.closeGroup('static');
  }

  /** The end of a transaction. */
  commit(): void {
    this.closeGroup('grouped');
    this.closeGroup('static');
  }

  private closeGroup(which: 'grouped' | 'static'): void {
    const rejection = this.build.journals[which].close();
    if (rejection) this.rejected(rejection);
  }

  /** F159: one bad line takes the whole group with it. */
  private rejected({ message, culprit: ref, lines: refs }: Rejection): void {
    const statements = refs.flatMap((r) => this.byRef.get(r) ?? []);
    const culprit = this.byRef.get(ref);
    if (!culprit) return;
    const first = statements[0]?.line.number ?? culprit.line.number;
    const last = statements.at(-1)?.line.number ?? first;
    for (const statement of statements) statement.outcome = 'refused';
    const range = first === last ? '' : ` FRR throws away the whole group it was read with, lines ${first}–${last}.`;
    this.report('frr-group-rejected', 'error', culprit.ref.span, `% Configuration failed. ${message}${range}`, { message, first, last }, ['F159', 'F160']);
    for (const statement of statements) {
      if (statement !== culprit)
        this.report(
          'frr-group-member',
          'warning',
          statement.ref.span,
          `No effect: FRR rejects this line together with line ${culprit.line.number}.`,
          { culprit: culprit.line.number },
          ['F159'],
        );
    }
  }

  private report(
    code: string,
    severity: Severity,
    span: Span,
    message: string,
    args?: Readonly<Record<string, string | number>>,
    rules?: readonly string[],
  ): void {
    this.diagnostics.push({ code, severity, message, ...(args ? { args } : {}), place: { text: 'frr', span }, ...(rules ? { rules } : {}) });
  }

  finish(): ParseResult {
    this.commit();
    const config = finishConfig(this.build);
    const { statements, version } = this;
    const diagnostics = [...this.diagnostics, ...lintFrr({ config, statements, version })].sort(byPlace);
    return { config, statements, diagnostics };
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [x, y] = [a.place.span, b.place.span];
  return (x?.line ?? 0) - (y?.line ?? 0) || (x?.column ?? 0) - (y?.column ?? 0);
}

/** Whom `exit` from a mode reaches. */
function leaving(mode: Mode): 'elsewhere' | 'everyone' | undefined {
  if (mode === 'interface' || mode === 'vrf' || mode === 'line') return 'everyone';
  return mode === 'pbr-map' || mode === 'nexthop-group' || mode === 'other' ? 'elsewhere' : undefined;
}

/** The names in a line, by what the pattern says they are. */
function namesOf(line: Line, taken: readonly Taken[], command: Command, mode: Mode): NameUse[] {
  const out: NameUse[] = [];
  for (const { leaf, word } of taken) {
    const space: NameSpace | undefined = spaceOf(leaf);
    if (space === undefined) continue;
    const defines = command.defines === space && !(mode !== 'config' && space === 'interface');
    out.push({ space, name: canonicalName(word.text), span: spanOfWords(line, word), defines });
  }
  return out;
}
