/**
 * Longest-prefix match for a table at rest and asked often: the first 20 bits of an address pick a cell of `root`, four more at a time
 * a cell of a node of 16, until one holds an answer. A cell holds the number of the longest prefix that covers all of it (0: none), or
 * `~at` where `at` is the first of the node's 16 cells that tell more. So no lookup looks back, and an IPv4 one takes four reads at most.
 *
 *   10.0.0.0/8 = 1, 10.1.2.0/24 = 2      root[0x0a000] = 1 …, root[0x0a010] = ~0      cells[0 + 2] = 2, their fifteen neighbours 1
 *
 * What a lookup costs is the cache lines that it misses, so nodes are of one line each (wider ones were measured, and are slower).
 * It is made anew for every change: a table that changes is asked in its trie (prefix-table.ts).
 */

const ROOT_BITS = 20;

/** The four bits of an address that come after the first `depth`, which is a multiple of four. */
function nibble(words: Uint32Array, from: number, depth: number): number {
  return ((words[from + (depth >>> 5)] as number) >>> (28 - (depth & 31))) & 15;
}

export class StrideTable {
  private readonly root = new Int32Array(1 << ROOT_BITS);
  private cells = new Int32Array(1024);
  private used = 0;

  /** Takes prefixes in order of length, the shorter first; `words` are an address's 32-bit words, the most significant first. */
  add(words: Uint32Array, length: number, value: number): void {
    const top = (words[0] as number) >>> (32 - ROOT_BITS);
    if (length <= ROOT_BITS) {
      this.root.fill(value, top, top + (1 << (ROOT_BITS - length)));
      return;
    }
    let at = this.below(this.root, top);
    for (let depth = ROOT_BITS; ; depth += 4) {
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
    let held = this.root[ip >>> 12] as number;
    if (held >= 0) return held;
    held = cells[~held + ((ip >>> 8) & 15)] as number;
    if (held >= 0) return held;
    held = cells[~held + ((ip >>> 4) & 15)] as number;
    return held >= 0 ? held : (cells[~held + (ip & 15)] as number);
  }

  /** The same for an IPv6 address, given as four words from `from` on. */
  find6(words: Uint32Array, from = 0): number {
    const { cells } = this;
    let held = this.root[(words[from] as number) >>> 12] as number;
    for (let depth = ROOT_BITS; held < 0; depth += 4) held = cells[~held + nibble(words, from, depth)] as number;
    return held;
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.root.byteLength + this.cells.byteLength;
  }
}
