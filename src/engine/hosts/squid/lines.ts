/** squid.conf as statements: lines that go on behind a `\`, and parts that `if` leaves out (src/cache_cf.cc parseOneConfigFile). */
import { type Word, type WordLine, wordsOf } from '../words.ts';

export interface SquidLines {
  readonly lines: readonly WordLine[];
  /** An `if` without its `endif`, or the other way round. */
  readonly unbalanced?: Word;
}

export function squidLines(text: string): SquidLines {
  const open: { readonly at: Word; taken: boolean }[] = [];
  const lines: WordLine[] = [];
  for (const line of joined(text)) {
    const [first, condition] = line.words as [Word, ...Word[]];
    const inner = open.at(-1);
    if (first.text === 'if') open.push({ at: first, taken: holds(condition?.text) });
    else if (first.text !== 'else' && first.text !== 'endif') {
      if (open.every((o) => o.taken)) lines.push(line);
    } else if (!inner) return { lines, unbalanced: first };
    else if (first.text === 'else') inner.taken = !inner.taken;
    else open.pop();
  }
  const [left] = open;
  return { lines, ...(left && { unbalanced: left.at }) };
}

/** `true`, `false`, a number, `A = B`. */
function holds(condition = ''): boolean {
  return condition !== 'false' && condition !== '0';
}

/** A `\` at a line's end goes on with the next. */
function joined(text: string): WordLine[] {
  const out: WordLine[] = [];
  let begun: Word[] = [];
  let said = '';
  for (const [i, line] of text.split(/\r\n|\r|\n/).entries()) {
    const goesOn = line.endsWith('\\');
    const own = goesOn ? line.slice(0, -1) : line;
    begun = [...begun, ...wordsOf(own, i + 1)];
    said = said === '' ? own.trim() : `${said} ${own.trim()}`;
    if (goesOn) continue;
    const [first] = begun;
    if (first) out.push({ number: first.span.line, words: begun, text: said });
    [begun, said] = [[], ''];
  }
  return out;
}
