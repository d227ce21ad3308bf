/**
 * pf.conf read to the end: every statement that is wrong gets a diagnostic in pfctl's words, and one is enough for nothing to
 * be loaded (H36). Left out, each with a diagnostic where it is met: anchors, queues, Ethernet rules, `match`, `af-to`.
 */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ConfigRef, Span } from '../../policy/source.ts';
import { Report } from '../report.ts';
import { Cursor, Refused } from './cursor.ts';
import { readAntispoof, readRule, readScrub } from './filter.ts';
import { type Token, tokenize } from './lexer.ts';
import { readHost, readInterfaces } from './match.ts';
import { readTranslation } from './translate.ts';
import type { PfAddress, PfConfig, PfRule, PfScrub, PfTable, PfTranslation } from './types.ts';

export interface PfRead {
  readonly config: PfConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** Sections in the order that pfctl wants them in (`set require-order`, on by default). */
const SECTIONS = ['options', 'normalization', 'translation', 'filtering'] as const;

/** Tokens that one statement may have with its macros expanded. */
const MOST_TOKENS = 20_000;

export function parsePf(text: string): PfRead {
  const reader = new Reader(text);
  for (const tokens of statements(tokenize(text))) reader.statement(tokens);
  return reader.finish();
}

/** Tokens by statement: a line, or several when a list in braces runs over them. Each ends with its `end`. */
function statements(tokens: readonly Token[]): Token[][] {
  const out: Token[][] = [];
  let now: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'mark' && token.text === '{') depth++;
    if (token.kind === 'mark' && token.text === '}') depth = Math.max(0, depth - 1);
    if (token.kind === 'end' && depth > 0 && token !== tokens.at(-1)) continue;
    now.push(token);
    if (token.kind !== 'end') continue;
    if (now.length > 1) out.push(now);
    now = [];
    depth = 0;
  }
  return out;
}

class Reader {
  private readonly report = new Report('pf');
  private readonly lines: readonly string[];
  private readonly macros = new Map<string, string>();
  private readonly skip: string[] = [];
  private readonly tables = new Map<string, PfTable>();
  private readonly translations: PfTranslation[] = [];
  private readonly scrubs: PfScrub[] = [];
  private readonly rules: PfRule[] = [];
  private readonly tableUses: { readonly name: string; readonly span: Span }[] = [];
  private blockPolicy: 'drop' | 'return' = 'drop';
  private statePolicy: 'floating' | 'if-bound' = 'floating';
  private section = 0;
  private ordered = true;

  constructor(text: string) {
    this.lines = text.split(/\r\n|\r|\n/);
  }

  statement(written: readonly Token[]): void {
    try {
      if (this.macro(written)) return;
      const tokens = this.expand(written);
      this.noteTables(tokens);
      const c = new Cursor(tokens);
      this.read(c);
      for (const { token, what } of c.leftOut) this.partLeftOut(token, what);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.refuse(refused);
    }
  }

  private refuse({ span, said, hint }: Refused): void {
    const message = `pf.conf:${span.line}: ${said}${hint === undefined ? '' : ` (${hint})`}`;
    this.report.add('error', 'pf-refused', span, message, { line: span.line, said, ...(hint !== undefined && { hint }) }, ['H36']);
  }

  /** `name = "value"`, `name = word word`: kept as text, read again wherever it is used. */
  private macro(tokens: readonly Token[]): boolean {
    const [name, sign, ...rest] = tokens;
    if (name?.kind !== 'word' || sign?.kind !== 'mark' || sign.text !== '=') return false;
    const values = rest.filter((t) => t.kind !== 'end');
    const wrong = values.find((t) => t.kind === 'mark' && t.text !== '!');
    if (values.length === 0 || wrong) throw new Refused((wrong ?? sign).span, 'syntax error', 'a macro is a word or a text in quotes');
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.text)) throw new Refused(name.span, 'syntax error', 'the name of a macro has letters, digits and underscores');
    this.macros.set(name.text, values.map((t) => t.text).join(' '));
    return true;
  }

  /** Macros in their place; what they stand for keeps the place of the use. */
  private expand(tokens: readonly Token[], depth = 0): Token[] {
    const out: Token[] = [];
    for (const token of tokens) {
      const used = token.kind === 'word' ? /^\$([A-Za-z0-9_]+)(.*)$/s.exec(token.text) : null;
      if (!used) {
        out.push(token);
        continue;
      }
      const value = this.macros.get(used[1] as string);
      if (value === undefined) throw new Refused(token.span, `macro '${used[1]}' not defined`);
      if (depth > 16) throw new Refused(token.span, `macro '${used[1]}' goes too deep`);
      const inside = tokenize(value + used[2]).filter((t) => t.kind !== 'end');
      out.push(
        ...this.expand(
          inside.map((t) => ({ ...t, span: token.span })),
          depth + 1,
        ),
      );
      if (out.length > MOST_TOKENS) throw new Refused(token.span, `macro '${used[1]}' expands to more than the lab reads`);
    }
    return out;
  }

  private noteTables(tokens: readonly Token[]): void {
    if (tokens[0]?.text === 'table') return;
    for (const [i, token] of tokens.entries()) {
      const name = tokens[i + 1];
      if (token.kind === 'mark' && token.text === '<' && name?.kind === 'word' && tokens[i + 2]?.text === '>')
        this.tableUses.push({ name: name.text, span: name.span });
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

  private read(c: Cursor): void {
    const first = c.next();
    switch (first.text) {
      case 'set':
        this.enter('options', first);
        return this.option(c);
      case 'table':
        return this.table(c);
      case 'scrub':
        this.enter('normalization', first);
        this.scrubs.push(...readScrub(c, this.ref));
        return;
      case 'nat':
      case 'rdr':
      case 'binat':
        return this.translation(c, first, false);
      case 'no': {
        const what = c.accept('nat', 'rdr', 'binat', 'scrub');
        if (!what) return c.fail('expected nat, rdr or binat');
        return what.text === 'scrub' ? this.leftOut(first, 'no scrub') : this.translation(c, what, true);
      }
      case 'antispoof':
        this.enter('filtering', first);
        this.rules.push(...readAntispoof(c, this.ref));
        return;
      case 'pass':
        this.enter('filtering', first);
        this.rules.push(...readRule(c, 'pass', this.blockPolicy, this.ref));
        return;
      case 'block':
        this.enter('filtering', first);
        this.rules.push(...readRule(c, 'block', this.answer(c), this.ref));
        return;
      default:
        return LEFT_OUT.has(first.text) ? this.leftOut(first, first.text) : c.fail(undefined, first);
    }
  }

  private translation(c: Cursor, word: Token, exempt: boolean): void {
    this.enter('translation', word);
    this.translations.push(...readTranslation(c, word.text as PfTranslation['kind'], exempt, this.ref));
  }

  /** What stands behind `block`. */
  private answer(c: Cursor): PfRule['answer'] {
    const said = c.accept('drop', 'return', 'return-rst', 'return-icmp', 'return-icmp6');
    if (!said) return this.blockPolicy;
    if (said.text !== 'drop' && said.text !== 'return' && c.accept('(')) while (!c.accept(')') && !c.done) c.next();
    return said.text === 'drop' ? 'drop' : 'return';
  }

  private leftOut(token: Token, what: string): void {
    this.report.add('warning', 'pf-not-modelled', token.span, `pf.conf:${token.span.line}: ${what} is not modelled; the line has no effect here`, { what });
  }

  private partLeftOut({ span }: Token, what: string): void {
    this.report.add('warning', 'pf-part-not-modelled', span, `pf.conf:${span.line}: ${what} is not modelled; the rest of the line counts`, { what });
  }

  private enter(section: (typeof SECTIONS)[number], token: Token): void {
    const at = SECTIONS.indexOf(section);
    if (this.ordered && at < this.section)
      throw new Refused(token.span, 'Rules must be in order: options, ethernet, normalization, queueing, translation, filtering', `${section} stands too late`);
    this.section = Math.max(at, this.section);
  }

  private option(c: Cursor): void {
    const name = c.value('an option');
    switch (name.text) {
      case 'skip':
        c.expect('on');
        this.skip.push(...readInterfaces(c).map((i) => i.name));
        break;
      case 'block-policy':
        this.blockPolicy = this.choice(c, ['drop', 'return']);
        break;
      case 'state-policy':
        this.statePolicy = this.choice(c, ['floating', 'if-bound']);
        break;
      case 'require-order':
        this.ordered = this.choice(c, ['yes', 'no']) === 'yes';
        break;
      default:
        if (!WITHOUT_EFFECT.has(name.text)) c.fail(`expected an option such as skip, block-policy or state-policy`, name);
        while (!c.done) c.next();
    }
    if (!c.done) c.fail();
  }

  private choice<T extends string>(c: Cursor, words: readonly T[]): T {
    const word = c.accept(...words);
    return word ? (word.text as T) : c.fail(`expected ${words.join(' or ')}`);
  }

  private table(c: Cursor): void {
    c.expect('<');
    const name = c.value('the name of a table').text;
    c.expect('>');
    const entries: PfAddress[] = [];
    while (!c.done) {
      if (c.sees('{')) entries.push(...c.list(() => ({ negated: c.accept('!') !== undefined, host: readHost(c) })));
      else if (c.accept('file')) {
        const file = c.value('a file');
        this.report.add(
          'warning',
          'pf-not-modelled',
          file.span,
          `pf.conf:${file.span.line}: tables from files are not modelled; the table has what its braces say`,
          {
            what: 'file',
          },
        );
      } else if (!c.accept('persist', 'const', 'counters')) c.fail('expected persist, const, counters, file or a list in braces');
    }
    this.tables.set(name, { name, entries, source: this.ref(c) });
  }

  finish(): PfRead {
    for (const { name, span } of this.tableUses)
      if (!this.tables.has(name))
        this.report.add('warning', 'pf-unknown-table', span, `pf.conf:${span.line}: table <${name}> is not defined, so it is empty`, { table: name }, ['H35']);
    const loaded = !this.report.failed;
    const config: PfConfig = {
      loaded,
      skip: loaded ? this.skip : [],
      blockPolicy: this.blockPolicy,
      statePolicy: this.statePolicy,
      tables: this.tables,
      translations: loaded ? this.translations : [],
      scrubs: loaded ? this.scrubs : [],
      rules: loaded ? this.rules : [],
    };
    return { config, diagnostics: this.report.diagnostics };
  }
}

const LEFT_OUT = new Set(['anchor', 'nat-anchor', 'rdr-anchor', 'binat-anchor', 'load', 'include', 'altq', 'queue', 'match', 'ether', 'nat64']);

/** Options that change no verdict. */
const WITHOUT_EFFECT = new Set([
  'loginterface',
  'limit',
  'timeout',
  'optimization',
  'ruleset-optimization',
  'fingerprints',
  'debug',
  'hostid',
  'keepcounters',
  'fail-policy',
  'reassemble',
  'state-defaults',
  'syncookies',
]);
