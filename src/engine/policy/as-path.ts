/** AS paths: their text, their length, and the small operations that speakers and policy make on them (RFC 4271 §5.1.2, RFC 5065). */
import type { Asn, AsPath, AsSegment } from './attributes.ts';

/** As FRR prints it: sequences by spaces, sets `{1,2}`, confederation sequences `(1 2)`, confederation sets `[1,2]`; '' for none. */
export function formatAsPath(path: AsPath): string {
  return path.map(segmentText).join(' ');
}

function segmentText(segment: AsSegment): string {
  switch (segment.type) {
    case 'sequence':
      return segment.asns.join(' ');
    case 'set':
      return `{${segment.asns.join(',')}}`;
    case 'confed-sequence':
      return `(${segment.asns.join(' ')})`;
    case 'confed-set':
      return `[${segment.asns.join(',')}]`;
  }
}

/** Reads a plain sequence `65515 12076 65150`; undefined when a word is no AS number. */
export function parseAsPath(text: string): AsPath | undefined {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const asns = words.map(Number);
  if (words.some((w) => !/^\d{1,10}$/.test(w)) || asns.some((a) => a > 4294967295)) return undefined;
  return asns.length === 0 ? [] : [{ type: 'sequence', asns }];
}

/** F37: each AS of a sequence counts 1, a set 1 in all, confederation segments nothing (1 and 1 with `confed`). */
export function pathLength(path: AsPath, confed = false): number {
  let length = 0;
  for (const s of path) {
    if (s.type === 'sequence') length += s.asns.length;
    else if (s.type === 'set') length += 1;
    else if (confed) length += s.type === 'confed-sequence' ? s.asns.length : 1;
  }
  return length;
}

/** The path with AS numbers put in front, joined to a leading sequence. */
export function prependAsns(path: AsPath, asns: readonly Asn[], type: 'sequence' | 'confed-sequence' = 'sequence'): AsPath {
  if (asns.length === 0) return path;
  const [first, ...rest] = path;
  if (first?.type === type) return [{ type, asns: [...asns, ...first.asns] }, ...rest];
  return [{ type, asns }, ...path];
}

/** How often an AS occurs, in whatever segment. */
export function countAsn(path: AsPath, asn: Asn): number {
  return path.reduce((n, s) => n + s.asns.filter((a) => a === asn).length, 0);
}

/** The AS nearest to us in the first non-confederation sequence; undefined for a local route or a leading set. */
export function neighborAsn(path: AsPath): Asn | undefined {
  const first = path.find((s) => s.type === 'sequence' || s.type === 'set');
  return first?.type === 'sequence' ? first.asns[0] : undefined;
}
