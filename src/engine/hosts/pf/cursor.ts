/** A walk over the tokens of one statement, and how a reader gives up on it. */
import type { InterfaceAddress } from '../../ip/index.ts';
import type { Span } from '../../policy/source.ts';
import { join } from '../report.ts';
import type { Token } from './lexer.ts';

/** What pfctl says of a statement that it does not take; caught where statements are told apart. */
export class Refused extends Error {
  constructor(
    readonly span: Span,
    /** pfctl's own words. */
    readonly said: string,
    /** What would have been taken there. */
    readonly hint?: string,
  ) {
    super(said);
  }
}

/** What pfctl asks the machine as it loads a file. */
export interface PfLoading {
  /** Of an interface, or of all of a group; undefined when there is no such name. */
  addressesOf(name: string): readonly InterfaceAddress[] | undefined;
}

export class Cursor {
  private at = 0;
  /** Words that were read and change nothing here, though they would in PF. */
  readonly leftOut: { readonly token: Token; readonly what: string }[] = [];

  constructor(
    private readonly tokens: readonly Token[],
    readonly machine?: PfLoading,
  ) {}

  /** The next token; the last one, an `end`, stays. */
  get now(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
  }

  get done(): boolean {
    return this.now.kind === 'end';
  }

  next(): Token {
    const token = this.now;
    if (this.at < this.tokens.length - 1) this.at++;
    return token;
  }

  /** The token read last. */
  before(): Token {
    return this.tokens[Math.max(0, this.at - 1)] as Token;
  }

  /** Whether the next token is this word or mark; quoted text is never a keyword. */
  sees(...texts: readonly string[]): boolean {
    return this.now.kind !== 'string' && this.now.kind !== 'end' && texts.includes(this.now.text);
  }

  accept(...texts: readonly string[]): Token | undefined {
    return this.sees(...texts) ? this.next() : undefined;
  }

  expect(text: string): Token {
    return this.accept(text) ?? this.fail(`expected ${JSON.stringify(text)}`);
  }

  /** A word or quoted text. */
  value(what: string): Token {
    return this.now.kind === 'word' || this.now.kind === 'string' ? this.next() : this.fail(`expected ${what}`);
  }

  fail(hint?: string, token: Token = this.now): never {
    throw new Refused(token.span, 'syntax error', hint);
  }

  /** `item` or `{ item, item }`; commas may be left out, as parse.y has it. */
  list<T>(item: () => T): T[] {
    if (!this.accept('{')) return [item()];
    const out: T[] = [];
    while (!this.accept('}')) {
      if (this.done) this.fail('expected "}"');
      out.push(item());
      this.accept(',');
    }
    return out;
  }

  /** From the first token to the last one read. */
  span(): Span {
    const first = this.tokens[0] as Token;
    return join(first.span, (this.tokens[Math.max(0, this.at - 1)] as Token).span);
  }
}
