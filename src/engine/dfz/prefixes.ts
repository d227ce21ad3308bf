/**
 * The prefixes that an invented Internet announces: lengths as in today's IPv6 table (bgp.potaroo.net/v6, AS131072, late 2024:
 * 221 747 entries of mean length 42.9, 56 % of them inside another), a long tail of who announces how many, and the dirt that filters
 * are for. The space is 3000::/8, which IANA has given to nobody.
 */
import { type Ipv6, makePrefix, type Prefix, prefix } from '../ip/index.ts';
import { below, type Random, weighted } from './random.ts';

export interface Announcement {
  readonly prefix: Prefix;
  /** Index of the AS that announces it. */
  readonly origin: number;
  /** How many times the origin stands in the path beyond once. */
  readonly prepended: number;
}

/** Length and share; the rest of the table's lengths have less than 1 % each. */
const LENGTHS: readonly (readonly [length: number, weight: number])[] = [
  [20, 0.1],
  [24, 0.3],
  [28, 0.5],
  [29, 4.5],
  [30, 0.6],
  [32, 12.5],
  [33, 1.5],
  [34, 1.2],
  [35, 0.8],
  [36, 5.5],
  [38, 1],
  [40, 8.5],
  [42, 1.7],
  [44, 10.5],
  [45, 1],
  [46, 2.3],
  [47, 2],
  [48, 45.5],
];
/** How often an entry lies inside another of the same network, where the network has one: with it about half the table does. */
const SPECIFICS = 0.92;
/** The share of networks that prepend, and of entries that nobody should carry. */
const PREPENDERS = 0.12;
const DIRT = 0.004;

/** What leaks now and then: special-purpose space (IANA registry, RFC 6890), a default and its like. */
const SPECIAL = ['2001:db8:bad::/48', '::/0', 'fc00:1::/32', '2000::/3', '3ffe:1000::/32', '2002:c000:200::/40', 'fec0:10::/32', '100::/64'];

/** `count` announcements of `origins` networks, heavy-tailed, in order of making. */
export function makeAnnouncements(random: Random, count: number, origins: readonly number[]): Announcement[] {
  const space = new Space();
  const out: Announcement[] = [];
  const prepends = new Map(origins.map((o) => [o, random() < PREPENDERS ? 1 + below(random, 3) : 0]));
  const holders = new Map<number, Prefix[]>();
  const dirt = Math.max(2, Math.round(count * DIRT));
  const taken = new Set<string>();
  const announce = (origin: number, p: Prefix) => {
    const key = `${p.ip}/${p.length}`;
    if (taken.has(key)) return;
    taken.add(key);
    out.push({ prefix: p, origin, prepended: prepends.get(origin) ?? 0 });
  };
  // Everybody announces something; the rest falls to few.
  for (let i = 0; out.length < count - dirt; i++) {
    const origin = origins[i < origins.length ? i : Math.floor(origins.length * random() ** 3)] as number;
    const own = holders.get(origin) ?? [];
    holders.set(origin, own);
    const length = weighted(
      random,
      LENGTHS.map(([l, w]) => [l, w] as const),
    );
    const wider = own.filter((o) => o.length < length);
    const around = wider.length > 0 && random() < SPECIFICS ? wider[below(random, wider.length)] : undefined;
    const p = around ? within(random, around, length) : space.next(length);
    if (p.length <= 44) own.push(p);
    announce(origin, p);
  }
  for (let i = 0; i < dirt; i++)
    announce(
      origins[below(random, origins.length)] as number,
      i % 2 === 0
        ? prefix(SPECIAL[(i / 2) % SPECIAL.length] as string)
        : within(random, (out[below(random, out.length)] as Announcement).prefix, 52 + below(random, 13)),
    );
  return out;
}

/** Blocks one after another, each aligned to its length. */
class Space {
  private at = 0x3000n << 112n;

  next(length: number): Prefix {
    const size = 1n << BigInt(128 - length);
    this.at = ((this.at + size - 1n) / size) * size;
    const p = makePrefix(this.at as Ipv6, length);
    this.at += size;
    return p;
  }
}

/** A prefix of a length inside another. */
function within(random: Random, outer: Prefix, length: number): Prefix {
  const bits = length - outer.length;
  const offset = BigInt(Math.floor(random() * 2 ** Math.min(bits, 24)));
  return makePrefix(((outer.ip as bigint) | (offset << BigInt(128 - length))) as Ipv6, length);
}
