/**
 * The AS path of an aggregate with `as-set` (RFC 4271 §9.2.2.2; F51; bgpd/bgp_aspath.c aspath_aggregate, bgp_compute_aggregate_aspath). bgpd
 * folds the different paths together two by two, in the order of its hash table; with sets and confederation segments the order shows.
 */
import { type AsPath, type AsSegment, formatAsPath, samePath } from '../policy/index.ts';

/** One path as it is; of several what they begin with, and the rest as a set. */
export function mergePaths(paths: readonly AsPath[]): AsPath {
  const different: AsPath[] = [];
  for (const path of paths) if (!different.some((p) => samePath(p, path))) different.push(path);
  const [first, ...others] = different.length > 1 ? inHashOrder(different) : different;
  return others.reduce(mergeTwo, first ?? []);
}

function mergeTwo(a: AsPath, b: AsPath): AsPath {
  const lead: AsSegment[] = [];
  let at = 0;
  let match = 0;
  for (let x = a[at], y = b[at]; x && y && x.type === y.type; x = a[at], y = b[at]) {
    match = commonLength(x, y);
    if (match > 0) lead.push({ type: x.type, asns: x.asns.slice(0, match) });
    if (match < x.asns.length || match < y.asns.length) break;
    at++;
    match = 0;
  }
  const rest = [a, b].flatMap((path) => path.slice(at).flatMap((s, i) => (i === 0 ? s.asns.slice(match) : s.asns)));
  if (rest.length > 0) lead.push({ type: 'set', asns: [...new Set(rest)].sort((x, y) => x - y) });
  return lead;
}

/** How many AS numbers two segments begin with in common. */
function commonLength({ asns: a }: AsSegment, { asns: b }: AsSegment): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

/** Slots of the table; more than 256 different paths would make bgpd widen it. */
const SLOTS = 256;

function inHashOrder(paths: readonly AsPath[]): AsPath[] {
  const slotOf = new Map(paths.map((p) => [p, hashOf(formatAsPath(p)) % SLOTS]));
  return [...paths].sort((a, b) => (slotOf.get(a) ?? 0) - (slotOf.get(b) ?? 0));
}

const SEED = 2334325;
const GOLDEN = 0x9e3779b9;

/** Bob Jenkins's hash of 1996 (lookup2) of a text, as lib/jhash.c has it: blocks of twelve bytes, three words at a time. */
function hashOf(text: string): number {
  const byte = (i: number) => (i < text.length ? text.charCodeAt(i) : 0);
  const word = (i: number) => byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24);
  let words: Words = [GOLDEN, GOLDEN, SEED];
  let at = 0;
  for (; at + 12 <= text.length; at += 12) words = mixed([words[0] + word(at), words[1] + word(at + 4), words[2] + word(at + 8)]);
  // The last word's lowest byte is left to the length.
  const last = (byte(at + 8) << 8) | (byte(at + 9) << 16) | (byte(at + 10) << 24);
  return mixed([words[0] + word(at), words[1] + word(at + 4), words[2] + text.length + last])[2] >>> 0;
}

type Words = readonly [a: number, b: number, c: number];

function mixed([x, y, z]: Words): Words {
  let [a, b, c] = [x | 0, y | 0, z | 0];
  for (const [one, two, three] of [
    [13, 8, 13],
    [12, 16, 5],
    [3, 10, 15],
  ] as const) {
    a = ((a - b - c) | 0) ^ (c >>> one);
    b = ((b - c - a) | 0) ^ (a << two);
    c = ((c - a - b) | 0) ^ (b >>> three);
  }
  return [a, b, c];
}
