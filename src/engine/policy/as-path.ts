/** AS paths: their text, their length, and the small operations that speakers and policy make on them (RFC 4271 §5.1.2, RFC 5065). */
import type { Asn, AsPath, AsSegment } from './attributes.ts';

/** What stands in two bytes for an AS number that does not fit (RFC 6793 §9). */
export const AS_TRANS = 23456;
export const MAX_TWO_BYTES = 65535;

/** As FRR prints it: sequences by spaces, sets `{1,2}`, confederation sequences `(1 2)`, confederation sets `[1,2]`; '' for none. */
export function formatAsPath(path: AsPath): string {
  if (path.length === 0) return '';
  const known = texts.get(path);
  if (known !== undefined) return known;
  const text = path.length === 1 ? segmentText(path[0] as AsSegment) : path.map(segmentText).join(' ');
  texts.set(path, text);
  return text;
}

/** Paths are shared (attribute-store.ts), and shown again and again. */
const texts = new WeakMap<AsPath, string>();

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

/** F37: each AS of a sequence counts 1, a set 1 in all, confederation segments nothing (as sequences and sets do with `confed`). */
export function pathLength(path: AsPath, confed = false): number {
  let length = 0;
  for (const s of path) {
    if (s.type === 'sequence') length += s.asns.length;
    else if (s.type === 'set') length += 1;
    else if (confed) length += s.type === 'confed-sequence' ? s.asns.length : 1;
  }
  return length;
}

/** The path with AS numbers put in front, joined to a leading sequence of the same type, in place of a leading segment that is empty. */
export function prependAsns(path: AsPath, asns: readonly Asn[], type: 'sequence' | 'confed-sequence' = 'sequence'): AsPath {
  if (asns.length === 0) return path;
  const [first, ...rest] = path;
  if (first?.type === type) return [{ type, asns: [...asns, ...first.asns] }, ...rest];
  return [{ type, asns }, ...(first?.asns.length === 0 ? rest : path)];
}

/** How often an AS occurs, in whatever segment. */
export function countAsn(path: AsPath, asn: Asn): number {
  let n = 0;
  for (const s of path) for (const a of s.asns) if (a === asn) n++;
  return n;
}

/** The AS nearest to us in the first non-confederation segment; undefined for a local route or a leading set. */
export function neighborAsn(path: AsPath): Asn | undefined {
  const first = path.find((s) => s.type === 'sequence' || s.type === 'set');
  return first?.type === 'sequence' ? first.asns[0] : undefined;
}

/** The first AS of a leading confederation sequence. */
export function neighborConfedAsn(path: AsPath): Asn | undefined {
  return path[0]?.type === 'confed-sequence' ? path[0].asns[0] : undefined;
}

/** The AS that counts as the path's origin: the last of its sequences, sets passed over (bgpd/bgp_aspath.c aspath_get_last_as); undefined without any. */
export function originAsn(path: AsPath): Asn | undefined {
  return path.findLast((s) => s.type === 'sequence' || s.type === 'confed-sequence')?.asns.at(-1);
}

/** The leftmost AS, whatever its segment. */
export function leftmostAsn(path: AsPath): Asn | undefined {
  return path[0]?.asns[0];
}

export function hasSets(path: AsPath): boolean {
  return path.some((s) => s.type === 'set' || s.type === 'confed-set');
}

export function hasConfedSegments(path: AsPath): boolean {
  return path.some((s) => s.type === 'confed-sequence' || s.type === 'confed-set');
}

/** Every AS through `change`; an AS that becomes undefined is taken out, and with it a segment that holds no other. */
export function mapAsns(path: AsPath, change: (asn: Asn) => Asn | undefined): AsPath {
  return path.map((s) => ({ type: s.type, asns: s.asns.map(change).filter((a) => a !== undefined) })).filter((s) => s.asns.length > 0);
}

/**
 * The path as its receiver reads it: sets in order, each AS once (bgpd/bgp_aspath.c assegment_normalise), and nothing of one whose first segment is
 * empty, which is how FRR writes it (aspath_put). A later segment without AS numbers stays, and breaks the message.
 */
export function readAsPath(path: AsPath): AsPath {
  if (path[0]?.asns.length === 0) return [];
  if (!hasSets(path)) return path;
  return path.map((s) => (s.type === 'sequence' || s.type === 'confed-sequence' ? s : { type: s.type, asns: [...new Set(s.asns)].sort((a, b) => a - b) }));
}

/** RFC 5065 §4.1 c): leaving the confederation takes the leading confederation segments off. */
export function stripConfedSegments(path: AsPath): AsPath {
  return hasConfedSegments(path) ? path.filter((s) => s.type === 'sequence' || s.type === 'set') : path;
}

/** F66: 64512–65535 and 4200000000–4294967294 (bgpd/bgp_aspath.h BGP_AS_IS_PRIVATE). */
export function isPrivateAsn(asn: Asn): boolean {
  return (asn >= 64512 && asn <= 65535) || (asn >= 4200000000 && asn <= 4294967294);
}

export function isAllPrivate(path: AsPath): boolean {
  return path.length > 0 && path.every((s) => s.asns.every(isPrivateAsn));
}

export function samePath(a: AsPath, b: AsPath): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((s, i) => {
    const o = b[i] as AsSegment;
    return s.type === o.type && s.asns.length === o.asns.length && s.asns.every((asn, k) => asn === o.asns[k]);
  });
}
