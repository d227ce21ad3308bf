/**
 * What may be folded in a host's text: a section (a comment and all lines up to the next section), a block in braces or a line
 * that a backslash carries on.
 */
export interface HostFold {
  /** First and last line, from 1. */
  readonly start: number;
  readonly end: number;
}

/** The foldable parts of a text, in the order of their first lines; parts of one line are none. */
export function hostFolding(text: string): HostFold[] {
  const lines = text.split(/\r\n|\r|\n/);
  const all = [...sections(lines), ...blocks(lines)];
  const seen = new Map<number, HostFold>();
  // Monaco has one fold a line: the larger one.
  for (const fold of all) if (fold.end > fold.start && (seen.get(fold.start)?.end ?? 0) < fold.end) seen.set(fold.start, fold);
  return [...seen.values()].sort((a, b) => a.start - b.start);
}

const isComment = (line: string | undefined): boolean => line !== undefined && /^\s*#/.test(line);
const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

/** A section begins at a comment that follows a blank line, or the text's beginning. */
function sections(lines: readonly string[]): HostFold[] {
  const starts = lines.flatMap((line, i) => (isComment(line) && isBlank(lines[i - 1]) ? [i] : []));
  return starts.map((start, n) => {
    let end = (starts[n + 1] ?? lines.length) - 1;
    while (end > start && isBlank(lines[end])) end -= 1;
    return { start: start + 1, end: end + 1 };
  });
}

/** Braces over several lines, and lines that end in a backslash. */
function blocks(lines: readonly string[]): HostFold[] {
  const out: HostFold[] = [];
  let open: number | undefined;
  let carried: number | undefined;
  for (const [i, whole] of lines.entries()) {
    const line = whole.replace(/#.*$/, '');
    if (open === undefined && line.lastIndexOf('{') > line.lastIndexOf('}')) open = i;
    else if (open !== undefined && line.includes('}')) {
      out.push({ start: open + 1, end: i + 1 });
      open = undefined;
    }
    const carries = /\\\s*$/.test(line);
    if (carries) carried ??= i;
    else if (carried !== undefined) {
      out.push({ start: carried + 1, end: i + 1 });
      carried = undefined;
    }
  }
  return out;
}
