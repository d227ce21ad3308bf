/** Any other output of a command that the lab answers: line by line, times and counters blotted out. */
import { isGap } from '../clean.ts';
import type { Line, Reader, Reading } from '../types.ts';
import { timeless } from '../values.ts';

function read(lines: readonly Line[]): Reading {
  const rows = lines.flatMap((l) => {
    const text = timeless(l.text)
      .replace(/\b\d+(?:\.\d+)? ?ms\b/g, '… ms')
      .replace(/(table version(?: is)?|time) \d+/, '$1 …');
    return text === '' || isGap(l.text) ? [] : [{ line: l.number, at: text, cells: { text } }];
  });
  return { rows, unread: [], gaps: lines.some((l) => isGap(l.text)) };
}

export const verbatim: Reader = { kind: 'lines', columns: [{ key: 'text', heading: 'Line' }], text: read };
