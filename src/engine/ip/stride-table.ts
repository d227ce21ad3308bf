/**
 * Longest-prefix match for a table at rest and asked often: the first bits of an address (20 unless said) pick a cell of `root`, four more at a
 * time a cell of a node of 16, until one holds an answer. A cell holds the number of the longest prefix that covers all of it (0: none), or
 * `~at` where `at` is the first of the node's 16 cells that tell more. So no lookup looks back, and an IPv4 one takes four reads at most.
 *
 *   10.0.0.0/8 = 1, 10.1.2.0/24 = 2      root[0x0a000] = 1 …, root[0x0a010] = ~0      cells[0 + 2] = 2, their fifteen neighbors 1
 *
 * What a lookup costs is the cache lines that it misses, so nodes are of one line each (wider ones were measured, and are slower). A full table of
 * IPv4 fills more lines than a cache has, whatever its form; a root of 24 bits (Gupta, Lin and McKeown, INFOCOM 1998) then answers nearly all in one.
 * It is made anew for every change: a table that changes is asked in its trie (prefix-table.ts).
 */

/** Of the address: a root of 4 MB, */
const NARROW = 20;
/** and one of 64 MB, */
const WIDE = 24;
/** worth it from so many prefixes of IPv4 on. */
const FULL = 750_000;

/** The bits of the root for a table of this size. */
export function rootBitsFor(prefixes: number, ipv4: boolean): number {
  return ipv4 && prefixes >= FULL ? WIDE : NARROW;
}

/** The four bits of an address that come after the first `depth`, which is a multiple of four. */
function nibble(words: Uint32Array, from: number, depth: number): number {
  return ((words[from + (depth >>> 5)] as number) >>> (28 - (depth & 31))) & 15;
}

export class StrideTable {
  private readonly root: Int32Array;
  /** Bits of an address's first word beyond the root's. */
  private readonly rest: number;
  private cells = new Int32Array(1024);
  private used = 0;

  /** `rootBits`: a multiple of four, 4–28. */
  constructor(private readonly rootBits = NARROW) {
    this.root = new Int32Array(2 ** rootBits);
    this.rest = 32 - rootBits;
  }

  /** Takes prefixes in order of length, the shorter first; `words` are an address's 32-bit words, the most significant first. */
  add(words: Uint32Array, length: number, value: number): void {
    const { rootBits } = this;
    const top = (words[0] as number) >>> this.rest;
    if (length <= rootBits) {
      this.root.fill(value, top, top + (1 << (rootBits - length)));
      return;
    }
    let at = this.below(this.root, top);
    for (let depth = rootBits; ; depth += 4) {
      const cell = at + nibble(words, 0, depth);
      if (length <= depth + 4) {
        this.cells.fill(value, cell, cell + (1 << (depth + 4 - length)));
        return;
      }
      at = this.below(undefined, cell);
    }
  }

  /** The node below a cell of the root, or of `cells`; made where there is none yet, with what the cell held in every one of its own. */
  private below(root: Int32Array | undefined, cell: number): number {
    const held = (root ?? this.cells)[cell] as number;
    if (held < 0) return ~held;
    const at = this.used;
    this.used += 16;
    if (this.used > this.cells.length) {
      const cells = new Int32Array(this.cells.length * 2);
      cells.set(this.cells);
      this.cells = cells;
    }
    this.cells.fill(held, at, this.used);
    (root ?? this.cells)[cell] = ~at;
    return at;
  }

  /** Gives back what growing took too much. */
  trim(): void {
    this.cells = this.cells.slice(0, this.used);
  }

  /** The number of the longest prefix that contains an IPv4 address; 0 for none. */
  find4(ip: number): number {
    const { cells } = this;
    let held = this.root[ip >>> this.rest] as number;
    for (let shift = this.rest - 4; held < 0; shift -= 4) held = cells[~held + ((ip >>> shift) & 15)] as number;
    return held;
  }

  /** The same for an IPv6 address, given as four words from `from` on. */
  find6(words: Uint32Array, from = 0): number {
    const { cells } = this;
    let held = this.root[(words[from] as number) >>> this.rest] as number;
    for (let depth = this.rootBits; held < 0; depth += 4) held = cells[~held + nibble(words, from, depth)] as number;
    return held;
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.root.byteLength + this.cells.byteLength;
  }
}
