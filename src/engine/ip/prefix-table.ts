/**
 * PrefixTable: values by prefix, with longest-prefix match. One binary trie a family, held in typed arrays: `child` has two
 * links a node (0: none), `slot` an index into `slots` (0: none). A large table that is asked and asked and does not change
 * is asked in a StrideTable made of it. The slow and obvious table that the tests compare both with is in ip.test.ts.
 */
import type { Ip } from './address.ts';
import { comparePrefix, type Prefix } from './prefix.ts';
import { rootBitsFor, StrideTable } from './stride-table.ts';

/** A prefix and what is stored under it. */
export interface PrefixEntry<T> {
  readonly prefix: Prefix;
  readonly value: T;
}

/** An address as words of 32 bits, the most significant first, so that its bits are had without bigints; written anew for every operation. */
const words = new Uint32Array(4);
/** The same for halves of an IPv6 address: storing a bigint here cuts it to 64 bits without making another. */
const halves = new BigUint64Array(2);
const halvesAsWords = new Uint32Array(halves.buffer);
/** Where the more significant word of a half lies: the second on a little-endian machine, as nearly all are. */
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

function toWords(ip: Ip): void {
  if (typeof ip === 'number') {
    words[0] = ip;
    return;
  }
  halves[0] = (ip as bigint) >> 64n;
  halves[1] = ip;
  words[0] = halvesAsWords[UPPER] as number;
  words[1] = halvesAsWords[1 - UPPER] as number;
  words[2] = halvesAsWords[2 + UPPER] as number;
  words[3] = halvesAsWords[3 - UPPER] as number;
}

/** Bit `depth` of the address last turned into words, counted from the most significant. */
function bit(depth: number): number {
  return ((words[depth >>> 5] as number) >>> (31 - (depth & 31))) & 1;
}

/** Prefixes from which on a table may be worth a StrideTable (which takes 4 MB at least, 64 MB for a full table of IPv4), */
const LARGE = 4096;
/** and how often one of that size must have been asked since it last changed: once for so many prefixes. */
const LEISURE = 8;

class Trie {
  /** Links of node n: child[2n] for bit 0, child[2n + 1] for bit 1. Node 0 is the root. */
  child = new Int32Array(64);
  /** Slot of node n's entry plus one, 0 where it has none. */
  slot = new Int32Array(32);
  nodes = 1;
  /** Prefixes in it. */
  size = 0;
  /** Lookups since a prefix came or went. */
  private asked = 0;
  /** What a table at rest is asked in. */
  private strides: StrideTable | undefined;

  /** The node of a prefix, made when `make`; −1 when it is not there. */
  node(ip: Ip, length: number, make: boolean): number {
    toWords(ip);
    let at = 0;
    for (let depth = 0; depth < length; depth++) {
      const link = at * 2 + bit(depth);
      let next = this.child[link] as number;
      if (next === 0) {
        if (!make) return -1;
        next = this.add();
        this.child[link] = next;
      }
      at = next;
    }
    return at;
  }

  /** A prefix came (1) or went (−1). */
  count(change: 1 | -1): void {
    this.size += change;
    this.asked = 0;
    this.strides = undefined;
  }

  /** The slot of the longest prefix that contains the address, plus one; 0 for none. */
  longest(ip: Ip, slots: readonly (PrefixEntry<unknown> | undefined)[]): number {
    if (this.size >= LARGE) {
      this.strides ??= ++this.asked * LEISURE > this.size ? stridesOf(slots, typeof ip === 'number') : undefined;
      if (this.strides) {
        if (typeof ip === 'number') return this.strides.find4(ip);
        toWords(ip);
        return this.strides.find6(words);
      }
    }
    toWords(ip);
    const bits = typeof ip === 'number' ? 32 : 128;
    let found = this.slot[0] as number;
    let at = 0;
    for (let depth = 0; depth < bits; depth++) {
      at = this.child[at * 2 + bit(depth)] as number;
      if (at === 0) break;
      const here = this.slot[at] as number;
      if (here !== 0) found = here;
    }
    return found;
  }

  /** The same nodes with the same slots. */
  copy(): Trie {
    const copy = new Trie();
    copy.child = this.child.slice(0, Math.max(64, this.nodes * 2));
    copy.slot = this.slot.slice(0, Math.max(32, this.nodes));
    copy.nodes = this.nodes;
    copy.size = this.size;
    return copy;
  }

  private add(): number {
    if (this.nodes === this.slot.length) {
      const child = new Int32Array(this.child.length * 2);
      child.set(this.child);
      this.child = child;
      const slot = new Int32Array(this.slot.length * 2);
      slot.set(this.slot);
      this.slot = slot;
    }
    return this.nodes++;
  }
}

/** The prefixes of one family for lookups that return their slot plus one. */
function stridesOf(slots: readonly (PrefixEntry<unknown> | undefined)[], ipv4: boolean): StrideTable {
  const byLength: number[][] = Array.from({ length: 129 }, () => []);
  let prefixes = 0;
  for (const [slot, entry] of slots.entries()) {
    if (!entry || (typeof entry.prefix.ip === 'number') !== ipv4) continue;
    byLength[entry.prefix.length]?.push(slot);
    prefixes++;
  }
  const strides = new StrideTable(rootBitsFor(prefixes, ipv4));
  for (const [length, some] of byLength.entries()) {
    for (const slot of some) {
      toWords((slots[slot] as PrefixEntry<unknown>).prefix.ip);
      strides.add(words, length, slot + 1);
    }
  }
  strides.trim();
  return strides;
}

/** Values by prefix, both families in one table. Setting a prefix again replaces its value. */
export class PrefixTable<T> {
  private v4 = new Trie();
  private v6 = new Trie();
  private readonly slots: (PrefixEntry<T> | undefined)[] = [];
  /** Slots that are free again. */
  private readonly free: number[] = [];
  /** Filled slots in router order, until a prefix comes or goes. */
  private order: Uint32Array | undefined;

  get size(): number {
    return this.v4.size + this.v6.size;
  }

  private trie(ip: Ip): Trie {
    return typeof ip === 'number' ? this.v4 : this.v6;
  }

  set(prefix: Prefix, value: T): void {
    const trie = this.trie(prefix.ip);
    const node = trie.node(prefix.ip, prefix.length, true);
    const known = trie.slot[node] as number;
    if (known !== 0) {
      this.slots[known - 1] = { prefix, value };
      return;
    }
    const slot = this.free.pop() ?? this.slots.length;
    this.slots[slot] = { prefix, value };
    trie.slot[node] = slot + 1;
    trie.count(1);
    this.order = undefined;
  }

  /** The slot of exactly this prefix plus one; 0 when it is not there. */
  private slotOf(prefix: Prefix): number {
    const trie = this.trie(prefix.ip);
    const node = trie.node(prefix.ip, prefix.length, false);
    return node < 0 ? 0 : (trie.slot[node] as number);
  }

  /** The value of exactly this prefix. */
  get(prefix: Prefix): T | undefined {
    const slot = this.slotOf(prefix);
    return slot === 0 ? undefined : this.slots[slot - 1]?.value;
  }

  has(prefix: Prefix): boolean {
    return this.slotOf(prefix) !== 0;
  }

  /** True when the prefix was there. */
  delete(prefix: Prefix): boolean {
    const trie = this.trie(prefix.ip);
    const node = trie.node(prefix.ip, prefix.length, false);
    const slot = node < 0 ? 0 : (trie.slot[node] as number);
    if (slot === 0) return false;
    trie.slot[node] = 0;
    this.slots[slot - 1] = undefined;
    this.free.push(slot - 1);
    trie.count(-1);
    this.order = undefined;
    return true;
  }

  /** Another table with what `change` makes of each entry, and without those of which it makes nothing; at the cost of a copy. */
  mapped<U>(change: (value: T, prefix: Prefix) => U | undefined): PrefixTable<U> {
    const out = new PrefixTable<U>();
    out.v4 = this.v4.copy();
    out.v6 = this.v6.copy();
    out.free.push(...this.free);
    const gone: Prefix[] = [];
    for (const entry of this.slots) {
      const value = entry && change(entry.value, entry.prefix);
      out.slots.push(entry && { prefix: entry.prefix, value: value as U });
      if (entry && value === undefined) gone.push(entry.prefix);
    }
    out.order = this.order;
    for (const prefix of gone) out.delete(prefix);
    return out;
  }

  /** The entry of the longest prefix that contains the address; undefined when none does. */
  longestMatch(ip: Ip): PrefixEntry<T> | undefined {
    const found = this.trie(ip).longest(ip, this.slots);
    return found === 0 ? undefined : this.slots[found - 1];
  }

  /** Every entry whose prefix contains the address, the longest first. */
  matches(ip: Ip): PrefixEntry<T>[] {
    const trie = this.trie(ip);
    toWords(ip);
    const bits = typeof ip === 'number' ? 32 : 128;
    const out: PrefixEntry<T>[] = [];
    let at = 0;
    for (let depth = 0; ; depth++) {
      const here = trie.slot[at] as number;
      if (here !== 0) out.push(this.slots[here - 1] as PrefixEntry<T>);
      if (depth === bits) break;
      at = trie.child[at * 2 + bit(depth)] as number;
      if (at === 0) break;
    }
    return out.reverse();
  }

  /** All entries in router order: IPv4 first, by address, the shorter prefix first. */
  entries(): PrefixEntry<T>[] {
    this.order ??= this.sorted();
    const out: PrefixEntry<T>[] = [];
    for (const slot of this.order) out.push(this.slots[slot] as PrefixEntry<T>);
    return out;
  }

  private sorted(): Uint32Array {
    const filled: number[] = [];
    for (const [slot, entry] of this.slots.entries()) if (entry) filled.push(slot);
    const prefixAt = (slot: number) => (this.slots[slot] as PrefixEntry<T>).prefix;
    return Uint32Array.from(filled.sort((a, b) => comparePrefix(prefixAt(a), prefixAt(b))));
  }
}
