/** Tokens by statement: a line, or several when a list in braces runs over them; behind `anchor` braces hold statements again. */
import type { Token } from './lexer.ts';

export interface Statement {
  /** Ends with its `end`; without the braces of `body` and what they hold. */
  readonly tokens: readonly Token[];
  /** An anchor's own rules. */
  readonly body?: readonly Statement[];
  /** A body that is not closed, or a brace that closes none. */
  readonly unbalanced?: Token;
}

/** Words behind which a brace opens a list, not the rules of an anchor. */
const BEFORE_LIST = new Set(['on', 'proto', 'from', 'to', 'port', 'icmp-type', 'icmp6-type', 'user', 'group', 'queue', '=', '!=', '<', '>', '<=', '>=', '!']);

/** Bodies within bodies that pfctl reads (net/pfvar.h PF_ANCHOR_STACKSIZE). */
const DEEPEST = 64;

export function statementsOf(tokens: readonly Token[]): Statement[] {
  const walk = new Walk(tokens);
  return walk.block(0);
}

class Walk {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  block(depth: number): Statement[] {
    const out: Statement[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at] as Token;
      if (token.kind === 'end') this.at++;
      else if (isMark(token, '}')) {
        if (depth > 0) return out;
        this.at++;
        out.push({ tokens: [...this.restOfLine(), this.last], unbalanced: token });
      } else out.push(this.statement(depth));
    }
    return out;
  }

  private statement(depth: number): Statement {
    const now: Token[] = [];
    let lists = 0;
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at] as Token;
      if (token.kind === 'end' && (lists === 0 || this.at === this.tokens.length - 1)) break;
      if (lists === 0 && isMark(token, '{') && this.opensBody(now)) return this.withBody(now, token, depth);
      if (lists === 0 && isMark(token, '}') && depth > 0) break;
      if (isMark(token, '{')) lists++;
      if (isMark(token, '}')) lists = Math.max(0, lists - 1);
      if (token.kind !== 'end') now.push(token);
      this.at++;
    }
    return { tokens: [...now, this.here()] };
  }

  /** parse.y pfa_anchor: the brace behind an anchor's options, with the end of the line behind it. */
  private opensBody(now: readonly Token[]): boolean {
    const before = now.at(-1);
    return now[0]?.text === 'anchor' && this.tokens[this.at + 1]?.kind === 'end' && !BEFORE_LIST.has(before?.text ?? '') && depthFree(now);
  }

  private withBody(head: readonly Token[], brace: Token, depth: number): Statement {
    this.at++;
    const end: Token = { kind: 'end', text: '\n', span: { ...brace.span } };
    const body = depth < DEEPEST ? this.block(depth + 1) : [];
    const closed = this.tokens[this.at];
    if (!closed || !isMark(closed, '}')) return { tokens: [...head, end], body, unbalanced: brace };
    this.at++;
    const rest = this.restOfLine();
    return { tokens: [...head, end], body, ...(rest[0] && { unbalanced: rest[0] }) };
  }

  private restOfLine(): Token[] {
    const out: Token[] = [];
    while (this.at < this.tokens.length && this.tokens[this.at]?.kind !== 'end') out.push(this.tokens[this.at++] as Token);
    return out;
  }

  private get last(): Token {
    return this.tokens.at(-1) as Token;
  }

  private here(): Token {
    const token = this.tokens[this.at];
    return token?.kind === 'end' ? token : { kind: 'end', text: '\n', span: (token ?? this.last).span };
  }
}

/** Whether no parenthesis or table name is open. */
function depthFree(now: readonly Token[]): boolean {
  return now.filter((t) => isMark(t, '(')).length === now.filter((t) => isMark(t, ')')).length;
}

function isMark(token: Token, text: string): boolean {
  return token.kind === 'mark' && token.text === text;
}
