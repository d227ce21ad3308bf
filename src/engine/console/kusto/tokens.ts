/** The words of a Kusto query: names, texts in quotes, numbers, signs. */

export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'span' | 'sign';
  readonly text: string;
}

/** The query does not read as one; `message` is the service's. */
export class KustoError extends Error {}

/** `1h`, `30m`, `7d` is a span of time. Operators made of letters (`contains`, `in~`) are names. */
const WORD =
  /\s*(?:(\/\/[^\n]*)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?(?:d|h|m|s)(?![\w]))|(\d+(?:\.\d+)?)|(!?[A-Za-z_][\w-]*~?)|(==|!=|=~|!~|<=|>=|[<>=(),|*]))/y;

export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < query.trimEnd().length) {
    const at = WORD.lastIndex;
    const found = WORD.exec(query);
    if (!found) throw new KustoError(`Query could not be parsed at '${query.slice(at).trim().slice(0, 20)}'`);
    const [, comment, double, single, span, number, name, sign] = found;
    const text = double ?? single;
    if (comment !== undefined) continue;
    if (text !== undefined) tokens.push({ kind: 'text', text: text.replace(/\\(.)/g, '$1') });
    else if (span !== undefined) tokens.push({ kind: 'span', text: span });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign as string });
  }
  return tokens;
}

/** Reads tokens one after another. */
export class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  peek(): Token | undefined {
    return this.tokens[this.at];
  }

  next(): Token {
    const token = this.tokens[this.at++];
    if (!token) throw new KustoError('Query could not be parsed: it ends too soon');
    return token;
  }

  /** Takes the next token if it is this sign or word. */
  takes(text: string): boolean {
    const token = this.peek();
    if (token?.text !== text || token.kind === 'text') return false;
    this.at++;
    return true;
  }

  expects(text: string): void {
    if (!this.takes(text)) this.fail();
  }

  name(): string {
    const token = this.next();
    if (token.kind !== 'name') this.fail(token);
    return token.text;
  }

  fail(token: Token | undefined = this.peek()): never {
    throw new KustoError(token ? `Query could not be parsed at '${token.text}'` : 'Query could not be parsed: it ends too soon');
  }
}
