/**
 * Tables to look things up in. Invented ones have the lengths of today's Internet (IPv4: three of five are /24, half lie inside another;
 * IPv6: nearly half are /48) and blocks that lie as densely as there. A real one is read from a file of `prefix` lines or of
 * `from,to,…` ranges, as `@ip-location-db/asn` has them.
 */
import { readFileSync } from 'node:fs';
import { type Ip, makePrefix, parseIp, parsePrefix, type Prefix, prefixKey } from '../src/engine/ip/index.ts';
import { makeDefaultFreeZone } from '../src/engine/dfz/index.ts';
import { type Random, randomFrom } from './random.ts';

/** Share of each length in percent, as CIDR report and potaroo.net tell of IPv4 in 2024; what is left is /24. */
const LENGTHS4: readonly (readonly [length: number, percent: number])[] = [
  [12, 0.1],
  [13, 0.1],
  [14, 0.2],
  [15, 0.3],
  [16, 1.4],
  [17, 0.9],
  [18, 1.6],
  [19, 2.6],
  [20, 4.6],
  [21, 5.1],
  [22, 11.8],
  [23, 11],
  [25, 0.1],
  [28, 0.1],
  [32, 0.1],
];

function length4(random: Random): number {
  let at = (random() / 2 ** 32) * 100;
  for (const [length, percent] of LENGTHS4) {
    at -= percent;
    if (at < 0) return length;
  }
  return 24;
}

/** What may be announced: 1.0.0.0 – 223.255.255.255, in addresses. */
const FIRST = 0x01000000;
const SPACE = 0xdf000000;
/** Mean size of an entry of the lengths above, in addresses: what the gaps between blocks are measured by. */
const MEAN = 4700;

/** Distinct prefixes: half of them blocks one after another with gaps between, the others inside one that came before. */
export function internet4(count: number, seed = 1): Prefix[] {
  const random = randomFrom(seed);
  const gap = Math.max(0, SPACE / (count / 2) - MEAN);
  const out = new Map<unknown, Prefix>();
  const blocks: Prefix[] = [];
  let at = FIRST;
  while (out.size < count) {
    const length = length4(random);
    const around = random() % 2 === 0 ? blocks[random() % blocks.length] : undefined;
    let p: Prefix;
    if (around && around.length < length) p = makePrefix((((around.ip as number) | (random() & (2 ** (32 - around.length) - 1))) >>> 0) as Ip, length);
    else {
      const size = 2 ** (32 - length);
      at = Math.ceil(at / size) * size;
      p = { ip: at as Ip, length };
      at += size + Math.floor((random() / 2 ** 32) * 2 * gap);
      if (at >= FIRST + SPACE) at = FIRST;
      if (length < 24) blocks.push(p);
    }
    out.set(prefixKey(p), p);
  }
  return [...out.values()];
}

/** The engine's own invented IPv6 Internet. */
export function internet6(count: number, seed = 1): Prefix[] {
  return makeDefaultFreeZone(seed, count, []).announcements.map((a) => a.prefix);
}

/** Prefixes of a file, one a line, or ranges cut into prefixes. */
export function readPrefixes(file: string): Prefix[] {
  const out: Prefix[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [first = '', last = ''] = line.replaceAll('"', '').split(',');
    const one = parsePrefix(first);
    if (one) out.push(one);
    else cut(parseIp(first), parseIp(last), out);
  }
  return out;
}

function cut(from: Ip | undefined, to: Ip | undefined, out: Prefix[]): void {
  if (from === undefined || to === undefined) return;
  const bits = typeof from === 'number' ? 32 : 128;
  let at = BigInt(from);
  const end = BigInt(to);
  while (at <= end) {
    let size = 0;
    while (size < bits && (at & ((1n << BigInt(size + 1)) - 1n)) === 0n && at + (1n << BigInt(size + 1)) - 1n <= end) size++;
    out.push({ ip: (bits === 32 ? Number(at) : at) as Ip, length: bits - size });
    at += 1n << BigInt(size);
  }
}
