/**
 * PrefixTable: values by prefix, with longest-prefix match. One binary trie a family, held in typed arrays: `child` has two
 * links a node (0: none), `value` an index into `values` (0: none). The slow and obvious table that the tests compare it
 * with is in prefix-table.test.ts.
 */
import type { Ip } from './address.ts';
import { comparePrefix, type Prefix, type PrefixKey, prefixKey } from './prefix.ts';

/** A prefix and what is stored under it. */
export interface PrefixEntry<T> {
  readonly prefix: Prefix;
  readonly value: T;
}

/** An address as words of 32 bits, so that its bits are had without bigints; written anew for every operation. */
const words = new Uint32Array(4);

function toWords(ip: Ip): void {
  if (typeof ip === 'number') {
    words[0] = ip;
    return;
  }
  const high = (ip as bigint) >> 64n;
  words[0] = Number(high >> 32n);
  words[1] = Number(high & 0xffffffffn);
  const low = (ip as bigint) & 0xffffffffffffffffn;
  words[2] = Number(low >> 32n);
  words[3] = Number(low & 0xffffffffn);
}

/** Bit `depth` of the address last turned into words, counted from the most significant. */
function bit(depth: number): number {
  return ((words[depth >>> 5] as number) >>> (31 - (depth & 31))) & 1;
}

class Trie {
  /** Links of node n: child[2n] for bit 0, child[2n + 1] for bit 1. Node 0 is the root. */
  child = new Int32Array(64);
  /** Slot of node n's entry plus one, 0 where it has none. */
  slot = new Int32Array(32);
  nodes = 1;

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

/** Values by prefix, both families in one table. Setting a prefix again replaces its value. */
export class PrefixTable<T> {
  private readonly v4 = new Trie();
  private readonly v6 = new Trie();
  private readonly slots: (PrefixEntry<T> | undefined)[] = [];
  private readonly index = new Map<PrefixKey, number>();

  get size(): number {
    return this.index.size;
  }

  private trie(ip: Ip): Trie {
    return typeof ip === 'number' ? this.v4 : this.v6;
  }

  set(prefix: Prefix, value: T): void {
    const key = prefixKey(prefix);
    const known = this.index.get(key);
    if (known !== undefined) {
      this.slots[known] = { prefix, value };
      return;
    }
    const trie = this.trie(prefix.ip);
    const slot = this.slots.length;
    this.slots.push({ prefix, value });
    this.index.set(key, slot);
    const node = trie.node(prefix.ip, prefix.length, true);
    trie.slot[node] = slot + 1;
  }

  /** The value of exactly this prefix. */
  get(prefix: Prefix): T | undefined {
    const slot = this.index.get(prefixKey(prefix));
    return slot === undefined ? undefined : this.slots[slot]?.value;
  }

  has(prefix: Prefix): boolean {
    return this.index.has(prefixKey(prefix));
  }

  /** True when the prefix was there. */
  delete(prefix: Prefix): boolean {
    const key = prefixKey(prefix);
    const slot = this.index.get(key);
    if (slot === undefined) return false;
    const trie = this.trie(prefix.ip);
    const node = trie.node(prefix.ip, prefix.length, false);
    trie.slot[node] = 0;
    this.slots[slot] = undefined;
    this.index.delete(key);
    return true;
  }

  /** The entry of the longest prefix that contains the address; undefined when none does. */
  longestMatch(ip: Ip): PrefixEntry<T> | undefined {
    const trie = this.trie(ip);
    toWords(ip);
    const bits = typeof ip === 'number' ? 32 : 128;
    let found = trie.slot[0] as number;
    let at = 0;
    for (let depth = 0; depth < bits; depth++) {
      at = trie.child[at * 2 + bit(depth)] as number;
      if (at === 0) break;
      const here = trie.slot[at] as number;
      if (here !== 0) found = here;
    }
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
    return this.slots.filter((e) => e !== undefined).sort((a, b) => comparePrefix(a.prefix, b.prefix));
  }
}
