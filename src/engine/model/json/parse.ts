/**
 * JSON with positions. jsonc-parser's scanner cuts the text into tokens; the parser here goes on after a mistake, says at each
 * what was expected, and keeps the place of every key and value. It never throws, however deep or broken the text is.
 */
import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { Span } from '../../policy/source.ts';
import { setOwn } from './own.ts';

/** Where a value stands, and where the values within it do. */
export interface JsonPlace {
  readonly span: Span;
  /** Of the property name, when the value is a property's. */
  readonly key?: Span;
  readonly children: ReadonlyMap<string | number, JsonPlace>;
}

export interface JsonMistake {
  readonly code: 'json-syntax' | 'json-duplicate-key' | 'json-too-deep';
  /** English: `expected a comma, got "x"`. */
  readonly message: string;
  readonly args: Readonly<Record<string, string | number>>;
  readonly span: Span;
}

export interface ParsedJson {
  /** What could be read; of a broken text only a part. */
  readonly value: unknown;
  readonly place: JsonPlace;
  readonly mistakes: readonly JsonMistake[];
}

/** jsonc-parser's SyntaxKind, whose const enum isolated modules cannot use. */
const T = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  space: 15,
  unknown: 16,
  end: 17,
} as const;

/** jsonc-parser's ScanError, in words. */
const SCAN_ERRORS: Readonly<Record<number, string>> = {
  1: 'expected the comment to end',
  2: 'expected the string to end with a double quote on its line',
  3: 'expected a number such as 12 or 0.5',
  4: 'expected four hexadecimal digits after \\u',
  5: 'expected one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after a backslash',
  6: 'expected no control character within a string; write it as an escape such as \\n',
};

/** Deeper nesting is no scenario, and would overflow the stack. */
const DEEPEST = 100;
const MOST_MISTAKES = 20;

export function parseJson(text: string): ParsedJson {
  return new Parser(text).run();
}

class Parser {
  private readonly scanner: JSONScanner;
  private readonly mistakes: JsonMistake[] = [];
  private token = 0;
  /** Where the token before ended. */
  private end = { line: 1, column: 1 };

  constructor(private readonly text: string) {
    this.scanner = createScanner(text, false);
  }

  run(): ParsedJson {
    this.next();
    if (this.token === T.end) this.expected('a value: the text is empty');
    const { value, place } = this.value(0);
    if (this.token !== T.end && this.mistakes.length === 0) this.expected('nothing after the end');
    return { value, place, mistakes: this.mistakes };
  }

  /** Goes to the next token that means something; comments are mistakes. */
  private next(): void {
    this.end = { line: this.scanner.getTokenStartLine() + 1, column: this.scanner.getTokenStartCharacter() + 1 + this.scanner.getTokenLength() };
    for (;;) {
      this.token = this.scanner.scan();
      const error = SCAN_ERRORS[this.scanner.getTokenError()];
      if (error !== undefined) this.mistake('json-syntax', error, { what: error });
      if (this.token === T.lineComment || this.token === T.blockComment) {
        if (error === undefined) this.mistake('json-syntax', 'expected no comment: JSON has none', { what: 'no comment' });
      } else if (this.token !== T.lineBreak && this.token !== T.space) return;
    }
  }

  private value(depth: number): { value: unknown; place: JsonPlace } {
    const from = this.here();
    if (depth > DEEPEST) {
      this.mistake('json-too-deep', `expected at most ${DEEPEST} levels of nesting`, { deepest: DEEPEST });
      while (this.token !== T.end) this.token = this.scanner.scan();
      return { value: null, place: { span: from, children: NO_CHILDREN } };
    }
    if (this.token === T.openBrace) return this.object(depth, from);
    if (this.token === T.openBracket) return this.array(depth, from);
    const value = this.literal();
    return { value, place: { span: from, children: NO_CHILDREN } };
  }

  private literal(): unknown {
    const { token } = this;
    const text = this.scanner.getTokenValue();
    if (!this.beginsValue()) {
      this.expected('a value');
      if (token === T.unknown) this.next();
      return null;
    }
    this.next();
    if (token === T.string) return text;
    if (token === T.number) return Number(text);
    return token === T.null ? null : token === T.true;
  }

  private object(depth: number, from: Span): { value: unknown; place: JsonPlace } {
    const value: Record<string, unknown> = {};
    const children = new Map<string | number, JsonPlace>();
    this.next();
    while (this.token !== T.closeBrace && this.token !== T.end) {
      if (this.token !== T.string) {
        this.expected('a property name in double quotes');
        if (!this.skipTo(T.closeBrace)) break;
        continue;
      }
      const name = this.scanner.getTokenValue();
      const key = this.here();
      this.next();
      if (this.at(T.colon)) this.next();
      else this.expected(`a colon after ${JSON.stringify(name)}`);
      const item = this.value(depth + 1);
      if (children.has(name)) this.mistake('json-duplicate-key', `expected each property once, got ${JSON.stringify(name)} again`, { key: name }, key);
      setOwn(value, name, item.value);
      children.set(name, { ...item.place, key });
      if (!this.separator(T.closeBrace, '} or a comma')) break;
    }
    return this.closed(T.closeBrace, '}', from, value, children);
  }

  private array(depth: number, from: Span): { value: unknown; place: JsonPlace } {
    const value: unknown[] = [];
    const children = new Map<string | number, JsonPlace>();
    this.next();
    while (this.token !== T.closeBracket && this.token !== T.end) {
      const item = this.value(depth + 1);
      children.set(value.length, item.place);
      value.push(item.value);
      if (!this.separator(T.closeBracket, '] or a comma')) break;
    }
    return this.closed(T.closeBracket, ']', from, value, children);
  }

  /** After an item: a comma with another item behind it, or the end. False when the container is given up. */
  private separator(close: number, words: string): boolean {
    if (this.token === close || this.token === T.end) return true;
    if (this.token !== T.comma) {
      this.expected(words);
      // What begins like another item is taken for one whose comma was forgotten.
      const item = close === T.closeBrace ? this.token === T.string : this.beginsValue();
      return item || this.skipTo(close);
    }
    this.next();
    if (this.token === close) this.expected('another item after the comma');
    return true;
  }

  private closed(
    close: number,
    word: string,
    from: Span,
    value: unknown,
    children: ReadonlyMap<string | number, JsonPlace>,
  ): { value: unknown; place: JsonPlace } {
    if (this.token === close) this.next();
    else this.expected(word);
    return { value, place: { span: { ...from, endLine: this.end.line, endColumn: this.end.column }, children } };
  }

  /** Skips to the next comma (and over it) or the end of this container, over whole containers in between. False at the end of the text. */
  private skipTo(close: number): boolean {
    let depth = 0;
    while (this.token !== T.end) {
      if (depth === 0 && this.token === close) return true;
      if (depth === 0 && this.token === T.comma) {
        this.next();
        return true;
      }
      if (this.token === T.openBrace || this.token === T.openBracket) depth++;
      if ((this.token === T.closeBrace || this.token === T.closeBracket) && depth-- === 0) return false;
      this.next();
    }
    return false;
  }

  private beginsValue(): boolean {
    return this.token === T.openBrace || this.token === T.openBracket || (this.token >= T.null && this.token <= T.number);
  }

  private at(token: number): boolean {
    return this.token === token;
  }

  private here(): Span {
    const line = this.scanner.getTokenStartLine() + 1;
    const column = this.scanner.getTokenStartCharacter() + 1;
    return { line, column, endLine: line, endColumn: column + Math.max(1, this.scanner.getTokenLength()) };
  }

  private expected(what: string): void {
    const got = this.token === T.end ? 'the end of the text' : shorten(this.text.substr(this.scanner.getTokenOffset(), this.scanner.getTokenLength()));
    this.mistake('json-syntax', `expected ${what}, got ${got}`, { what, got });
  }

  /** One mistake a place: what follows from it is not told again. */
  private mistake(code: JsonMistake['code'], message: string, args: JsonMistake['args'], span = this.here()): void {
    const before = this.mistakes.at(-1)?.span;
    if (this.mistakes.length >= MOST_MISTAKES || (before?.line === span.line && before.column === span.column)) return;
    this.mistakes.push({ code, message, args, span });
  }
}

const NO_CHILDREN: ReadonlyMap<string | number, JsonPlace> = new Map();

function shorten(token: string): string {
  return token.length > 24 ? `${token.slice(0, 24)}…` : token;
}

/** The place of the value at a path: its property name where it has one; of the nearest value around it when there is none. */
export function spanOfPath(root: JsonPlace, path: readonly (string | number)[]): Span {
  let at = root;
  for (const step of path) {
    const child = at.children.get(step);
    if (!child) break;
    at = child;
  }
  return at.key ?? at.span;
}
