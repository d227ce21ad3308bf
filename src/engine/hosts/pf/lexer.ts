/**
 * pf.conf cut into tokens with their places (sbin/pfctl/parse.y yylex): words, quoted strings, punctuation and line ends. A
 * backslash before the end of a line joins it with the next; `#` begins a comment; a list in braces may run over lines.
 */
import type { Span } from '../../policy/source.ts';

export interface Token {
  /** `word`: anything unquoted that is no punctuation; `string`: what stood in quotes; `end`: the end of a statement's line. */
  readonly kind: 'word' | 'string' | 'mark' | 'end';
  readonly text: string;
  readonly span: Span;
}

/** Marks of the language; the longer ones first. */
const MARKS = ['<>', '><', '>=', '<=', '!=', '->', '{', '}', '(', ')', '<', '>', ',', '=', '!', ';'] as const;
/** What ends a word besides blanks (parse.y allowed_to_end_string). */
const ENDS_WORD = new Set('(){}<>,=!;"#');

/** Every token of a text, an `end` after each line. An unfinished string reaches to the end of its line. */
export function tokenize(text: string): Token[] {
  const out: Token[] = [];
  let line = 1;
  let start = 0;
  let at = 0;
  const column = () => at - start + 1;
  const put = (kind: Token['kind'], value: string, from: number): void => {
    out.push({ kind, text: value, span: { line, column: from, endLine: line, endColumn: column() } });
  };
  const newLine = (): void => {
    line++;
    start = at;
  };
  while (at < text.length) {
    const c = text[at] as string;
    if (c === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) {
      at += text[at + 1] === '\r' ? 3 : 2;
      newLine();
    } else if (c === '\n' || c === '\r') {
      put('end', '\n', column());
      at += c === '\r' && text[at + 1] === '\n' ? 2 : 1;
      newLine();
    } else if (c === ' ' || c === '\t' || c === '\f' || c === '\v') at++;
    else if (c === '#') while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
    else if (c === '"') {
      const from = column();
      at++;
      let value = '';
      while (at < text.length && text[at] !== '"' && text[at] !== '\n') {
        if (text[at] === '\\' && text[at + 1] === '\n') {
          at += 2;
          newLine();
        } else value += text[at++];
      }
      if (text[at] === '"') at++;
      put('string', value, Math.min(from, column()));
    } else {
      const from = column();
      const mark = MARKS.find((m) => text.startsWith(m, at));
      if (mark !== undefined) {
        at += mark.length;
        put('mark', mark, from);
      } else {
        const begin = at;
        while (at < text.length && !ENDS_WORD.has(text[at] as string) && !/[\s]/.test(text[at] as string) && !(text[at] === '\\' && text[at + 1] === '\n'))
          at++;
        if (at === begin) at++;
        put('word', text.slice(begin, at), from);
      }
    }
  }
  put('end', '\n', column());
  return out;
}
