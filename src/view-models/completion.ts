/**
 * Completion at a console, from the commands that its device answers. A command is written as the manuals do: `[word]` may be
 * left out, `a|b` is a choice, words in capitals or angle brackets stand for something that the person types.
 */

const isBlank = (word: string): boolean => /^<.*>$|^[A-Z][A-Z0-9._/:-]*$/.test(word);

/** A command's word lists: every optional part with and without. */
function spellings(command: string): string[][] {
  const optional = /\[([^\]]*)\]/.exec(command);
  if (!optional) return [command.trim().split(/\s+/)];
  const [all, inside = ''] = optional;
  const before = command.slice(0, optional.index);
  const after = command.slice(optional.index + all.length);
  return [...inside.split('|').flatMap((one) => spellings(`${before} ${one} ${after}`)), ...spellings(`${before} ${after}`)];
}

/** The words that may come next (or end the last one), without repetitions. */
export function nextWords(commands: readonly string[], line: string): string[] {
  const typed = line.replace(/^\s+/, '').split(/\s+/);
  const last = typed.pop() ?? '';
  const out = new Set<string>();
  for (const words of commands.flatMap(spellings)) {
    const fits = typed.every((t, i) => words[i] !== undefined && (isBlank(words[i]) || words[i].split('|').some((w) => w.startsWith(t))));
    const next = words[typed.length];
    if (!fits || next === undefined || isBlank(next)) continue;
    for (const choice of next.split('|')) if (choice.startsWith(last) && !isBlank(choice)) out.add(choice);
  }
  return [...out].toSorted();
}

/** The line with what is certain filled in: the whole word with a space when there is one choice, else the common part. */
export function complete(commands: readonly string[], line: string): string {
  const words = nextWords(commands, line);
  const last = /\S*$/.exec(line)?.[0] ?? '';
  const head = line.slice(0, line.length - last.length);
  if (words.length === 0) return line;
  if (words.length === 1) return `${head}${words[0]} `;
  let common = words[0] as string;
  for (const w of words) while (!w.startsWith(common)) common = common.slice(0, -1);
  return `${head}${common}`;
}
