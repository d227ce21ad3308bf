/**
 * Text to lines and words, as vtysh cuts them: words are separated by blanks, a line whose first mark is `!` or `#` is a
 * comment, and such a mark later in a line is literal (F1). Nothing here knows any command.
 */
/** A blank-separated word of a line. Columns count from 1, `end` is exclusive. */
export interface Word {
  readonly text: string;
  readonly column: number;
  readonly end: number;
}

/** A line that is neither blank nor a comment. `number` counts from 1. */
export interface Line {
  readonly number: number;
  readonly words: readonly Word[];
  /** As written, trimmed. */
  readonly text: string;
}

/** Every line with at least one word; comments and blank lines are left out. Line ends are \n, \r\n or \r. */
export function splitLines(text: string): Line[] {
  const out: Line[] = [];
  let number = 0;
  let start = 0;
  while (start <= text.length) {
    let end = start;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
    number++;
    const line = readLine(text.slice(start, end), number);
    if (line) out.push(line);
    start = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1);
  }
  return out;
}

/** One line's words; undefined when it is blank or a comment. */
export function readLine(text: string, number: number): Line | undefined {
  const words = splitWords(text);
  const first = words[0];
  if (!first || first.text.startsWith('!') || first.text.startsWith('#')) return undefined;
  return { number, words, text: text.trim() };
}

/** The words of a line with their columns. Blanks are the ASCII ones, as C's isspace has them. */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    const start = at;
    while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
    if (at > start) words.push({ text: text.slice(start, at), column: start + 1, end: at + 1 });
  }
  return words;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
