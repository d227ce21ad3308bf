/**
 * pf.conf read to the end: every statement that is wrong gets a diagnostic in pfctl's words, and one is enough for nothing to
 * be loaded (H36). Left out, each with a diagnostic where it is met: queues, Ethernet rules, `load anchor`, `include`, `af-to`.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ConfigRef, Span } from '../../policy/source.ts';
import { Report } from '../report.ts';
import { Anchors, rulesetsOf } from './anchors.ts';
import { Cursor, type PfLoading, Refused } from './cursor.ts';
import { readAction, readAnchor, readAntispoof, readRule, readScrub } from './filter.ts';
import { type Token, tokenize } from './lexer.ts';
import { Macros } from './macros.ts';
import { readTableHost } from './match.ts';
import { Options } from './options.ts';
import { type Statement, statementsOf } from './statements.ts';
import { readTranslation, readTranslationAnchor } from './translate.ts';
import type { PfAddress, PfConfig, PfScrub, PfTable, PfTranslation, PfTranslationAnchor } from './types.ts';

export interface PfRead {
  readonly config: PfConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** Sections in the order that pfctl wants them in. */
const SECTIONS = ['options', 'ethernet', 'normalization', 'queueing', 'translation', 'filtering'] as const;

/** `machine`: the addresses of its interfaces at the moment of loading, for names without parentheses; unless known they stay names. */
export function parsePf(text: string, machine?: PfLoading): PfRead {
  const reader = new Reader(text, machine);
  for (const statement of statementsOf(tokenize(text))) reader.statement(statement);
  return reader.finish();
}

class Reader {
  private readonly report = new Report('pf');
  private readonly lines: readonly string[];
  private readonly macros = new Macros();
  private readonly options = new Options();
  private readonly anchors = new Anchors();
  private readonly tables = new Map<string, PfTable>();
  private readonly translations: PfTranslation[] = [];
  private readonly translationAnchors: PfTranslationAnchor[] = [];
  private readonly scrubs: PfScrub[] = [];
  private readonly namedTables = new Set<string>();
  private readonly tableUses: { readonly name: string; readonly span: Span }[] = [];
  /** Anchors by name, whose rules may stand further down. */
  private readonly calls: { readonly path: string; readonly wildcard: boolean; readonly token: Token; readonly span: Span }[] = [];
  private section = 0;

  constructor(
    text: string,
    private readonly machine: PfLoading | undefined,
  ) {
    this.lines = text.split(/\r\n|\r|\n/);
  }

  statement({ tokens: written, body, unbalanced }: Statement): void {
    this.trying(() => {
      if (unbalanced) throw new Refused(unbalanced.span, 'syntax error', unbalanced.text === '{' ? 'the anchor is not closed' : undefined);
      if (this.macros.define(written)) return;
      const tokens = this.macros.expand(written);
      this.noteTables(tokens);
      const c = new Cursor(tokens, this.machine);
      this.read(c, body);
      for (const { token, what } of c.leftOut) this.partLeftOut(token, what);
    });
  }

  private trying(read: () => void): void {
    try {
      read();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.refuse(refused);
    }
  }

  private refuse({ span, said, hint }: Refused): void {
    const message = `pf.conf:${span.line}: ${said}${hint === undefined ? '' : ` (${hint})`}`;
    this.report.add('error', 'pf-refused', span, message, { line: span.line, said, ...(hint !== undefined && { hint }) }, ['H36']);
  }

  private noteTables(tokens: readonly Token[]): void {
    if (tokens[0]?.text === 'table') return;
    for (const [i, token] of tokens.entries()) {
      const name = tokens[i + 1];
      if (token.kind !== 'mark' || token.text !== '<' || name?.kind !== 'word' || tokens[i + 2]?.text !== '>') continue;
      this.namedTables.add(name.text);
      // What `overload` fills need not be there before.
      if (tokens[i - 1]?.text !== 'overload') this.tableUses.push({ name: name.text, span: name.span });
    }
  }

  private readonly ref = (c: Cursor): ConfigRef => {
    const span = c.span();
    return {
      span,
      text: this.lines
        .slice(span.line - 1, span.endLine)
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim(),
    };
  };

  private read(c: Cursor, body: readonly Statement[] | undefined): void {
    const first = c.next();
    const { anchors } = this;
    // parse.y pfa_anchorlist: rules and anchors alone.
    if (anchors.depth > 0 && !IN_ANCHOR.has(first.text)) c.fail('inside an anchor there are rules and anchors', first);
    switch (first.text) {
      case 'set':
        this.enter('options', first);
        return this.options.read(c);
      case 'table':
        return this.table(c);
      case 'scrub':
        this.enter('normalization', first);
        this.scrubs.push(...readScrub(c, false, this.ref));
        return;
      case 'nat':
      case 'rdr':
      case 'binat':
        return this.translation(c, first, false);
      case 'no': {
        const what = c.accept('nat', 'rdr', 'binat', 'scrub');
        if (!what) return c.fail('expected nat, rdr, binat or scrub');
        if (what.text !== 'scrub') return this.translation(c, what, true);
        this.enter('normalization', what);
        this.scrubs.push(...readScrub(c, true, this.ref));
        return;
      }
      case 'antispoof':
        this.enter('filtering', first);
        anchors.now.push(...readAntispoof(c, this.ref));
        return;
      case 'anchor':
        return this.anchor(c, first, body);
      case 'nat-anchor':
      case 'rdr-anchor':
      case 'binat-anchor':
        this.enter('translation', first);
        this.translationAnchors.push(...readTranslationAnchor(c, first.text.split('-')[0] as PfTranslation['kind']));
        return this.empty(first, c.span());
      case 'pass':
      case 'block':
      case 'match':
        this.enter('filtering', first);
        anchors.now.push(...readRule(c, readAction(c, first.text, this.options.blockPolicy), this.ref));
        return;
      default:
        if (!LEFT_OUT.has(first.text)) return c.fail(HINTS[first.text], first);
        if (first.text === 'altq' || first.text === 'queue') this.enter('queueing', first);
        return this.leftOut(first, first.text === 'load' ? 'load anchor' : first.text);
    }
  }

  private translation(c: Cursor, word: Token, exempt: boolean): void {
    this.enter('translation', word);
    this.translations.push(...readTranslation(c, word.text as PfTranslation['kind'], exempt, this.ref));
  }

  private anchor(c: Cursor, first: Token, body: readonly Statement[] | undefined): void {
    this.enter('filtering', first);
    const { anchors } = this;
    const into = anchors.now;
    const read = readAnchor(c, body !== undefined, this.ref);
    const inside = () => body?.forEach((s) => this.statement(s));
    const at = body ? { path: anchors.within(read.name, c.span(), inside), wildcard: false } : anchors.resolve(read.name as string);
    into.push(...read.rules(at));
    if (!body) this.calls.push({ ...at, token: first, span: c.span() });
  }

  /** Rules that come from elsewhere, by `pfctl -a`. */
  private empty({ text }: Token, span: Span): void {
    const message = `pf.conf:${span.line}: nothing of the lab loads rules into this ${text}, so it is empty`;
    this.report.add('info', 'pf-anchor-empty', span, message, { what: text }, ['H30']);
  }

  private leftOut(token: Token, what: string): void {
    this.report.add('warning', 'pf-not-modelled', token.span, `pf.conf:${token.span.line}: ${what} is not modelled; the line has no effect here`, { what });
  }

  private partLeftOut({ span }: Token, what: string): void {
    this.report.add('warning', 'pf-part-not-modelled', span, `pf.conf:${span.line}: ${what} is not modelled; the rest of the line counts`, { what });
  }

  private enter(section: (typeof SECTIONS)[number], token: Token): void {
    const at = SECTIONS.indexOf(section);
    if (this.options.ordered && at < this.section)
      throw new Refused(token.span, 'Rules must be in order: options, ethernet, normalization, queueing, translation, filtering', `${section} stands too late`);
    this.section = Math.max(at, this.section);
  }

  private table(c: Cursor): void {
    c.expect('<');
    const name = c.value('the name of a table').text;
    c.expect('>');
    const entries: PfAddress[] = [];
    let persist = false;
    while (!c.done) {
      if (c.accept('persist')) persist = true;
      else if (c.sees('{')) entries.push(...c.list(() => readTableHost(c)).flat());
      else if (c.accept('file')) {
        const file = c.value('a file');
        const message = `pf.conf:${file.span.line}: tables from files are not modelled; the table has what its braces say`;
        this.report.add('warning', 'pf-not-modelled', file.span, message, { what: 'file' });
      } else if (!c.accept('const', 'counters')) c.fail('expected persist, const, counters, file or a list in braces');
    }
    this.tables.set(name, { name, entries, persist, active: persist, source: this.ref(c) });
  }

  finish(): PfRead {
    for (const { name, span } of this.tableUses)
      if (!this.tables.has(name))
        this.report.add('warning', 'pf-unknown-table', span, `pf.conf:${span.line}: table <${name}> is not defined, so it is empty`, { table: name }, ['H35']);
    for (const call of this.calls) if (rulesetsOf(this.anchors.rulesets, call).length === 0) this.empty(call.token, call.span);
    this.trying(() => this.anchors.check());
    const loaded = !this.report.failed;
    const main = this.anchors.now;
    const config: PfConfig = {
      loaded,
      skip: loaded ? this.options.skip : [],
      blockPolicy: this.options.blockPolicy,
      statePolicy: this.options.statePolicy,
      tables: new Map([...this.tables].map(([name, t]) => [name, { ...t, active: t.persist || this.namedTables.has(name) }])),
      translations: loaded ? this.translations : [],
      translationAnchors: loaded ? this.translationAnchors : [],
      scrubs: loaded ? this.scrubs : [],
      rules: loaded ? main : [],
      anchors: loaded ? this.anchors.rulesets : new Map(),
    };
    return { config, diagnostics: this.report.diagnostics };
  }
}

const IN_ANCHOR = new Set(['pass', 'block', 'match', 'anchor', 'include']);

const LEFT_OUT = new Set(['load', 'include', 'altq', 'queue', 'ether']);

/** Words of other systems' pf.conf. */
const HINTS: Readonly<Record<string, string>> = { nat64: 'FreeBSD has no nat64 statement' };
