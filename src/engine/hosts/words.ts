/** Lines cut into words with their places; quoted parts keep their blanks. What begins a comment is the caller's to say. */
import type { Span } from '../policy/source.ts';

export interface Word {
  readonly text: string;
  readonly span: Span;
}

export interface WordLine {
  /** From 1. */
  readonly number: number;
  readonly words: readonly Word[];
  /** As written, trimmed. */
  readonly text: string;
}

/** A word is what stands between blanks; in double or single quotes blanks count. `#` begins a comment where a word could. */
export function wordLines(text: string): WordLine[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, i) => {
    const words = wordsOf(line, i + 1);
    return words.length > 0 ? [{ number: i + 1, words, text: line.trim() }] : [];
  });
}

export function wordsOf(line: string, number: number, offset = 0): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    while (at < line.length && /\s/.test(line[at] as string)) at++;
    if (at >= line.length || line[at] === '#') break;
    const start = at;
    let value = '';
    while (at < line.length && !/\s/.test(line[at] as string)) {
      const quote = line[at] as string;
      if (quote !== '"' && quote !== "'") value += line[at++];
      else {
        at++;
        while (at < line.length && line[at] !== quote) value += line[at++];
        at++;
      }
    }
    at = Math.min(at, line.length);
    words.push({ text: value, span: { line: number, column: start + 1 + offset, endLine: number, endColumn: at + 1 + offset } });
  }
  return words;
}

/** The words of a line from its first to its last. */
export function spanOf(words: readonly Word[]): Span {
  const first = words[0] as Word;
  const last = words.at(-1) as Word;
  return { ...first.span, endLine: last.span.endLine, endColumn: last.span.endColumn };
}
