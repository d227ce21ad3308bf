/** Macros of a pf.conf: kept as text, read again wherever they are used (H35). */
import { Refused } from './cursor.ts';
import { type Token, tokenize } from './lexer.ts';

/** Tokens that one statement may have with its macros expanded. */
const MOST_TOKENS = 20_000;

export class Macros {
  private readonly values = new Map<string, string>();

  /** `name = "value"`, `name = word word`; false when the statement is no such thing. */
  define(tokens: readonly Token[]): boolean {
    const [name, sign, ...rest] = tokens;
    if (name?.kind !== 'word' || sign?.kind !== 'mark' || sign.text !== '=') return false;
    const values = rest.filter((t) => t.kind !== 'end');
    const wrong = values.find((t) => t.kind === 'mark' && t.text !== '!');
    if (values.length === 0 || wrong) throw new Refused((wrong ?? sign).span, 'syntax error', 'a macro is a word or a text in quotes');
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.text)) throw new Refused(name.span, 'syntax error', 'the name of a macro has letters, digits and underscores');
    this.values.set(name.text, values.map((t) => t.text).join(' '));
    return true;
  }

  /** Macros in their place; what they stand for keeps the place of the use. */
  expand(tokens: readonly Token[], depth = 0): Token[] {
    const out: Token[] = [];
    for (const token of tokens) {
      const used = token.kind === 'word' ? /^\$([A-Za-z0-9_]+)(.*)$/s.exec(token.text) : null;
      if (!used) {
        out.push(token);
        continue;
      }
      out.push(...this.valueOf(used[1] as string, used[2] as string, token, depth));
      if (out.length > MOST_TOKENS) throw new Refused(token.span, `macro '${used[1]}' expands to more than the lab reads`);
    }
    return out;
  }

  /** `behind`: what follows the name without a blank, as in `$ext_if:network`. */
  private valueOf(name: string, behind: string, { span }: Token, depth: number): Token[] {
    const value = this.values.get(name);
    if (value === undefined) throw new Refused(span, `macro '${name}' not defined`);
    if (depth > 16) throw new Refused(span, `macro '${name}' goes too deep`);
    const inside = tokenize(value + behind).filter((t) => t.kind !== 'end');
    return this.expand(
      inside.map((t) => ({ ...t, span })),
      depth + 1,
    );
  }
}
