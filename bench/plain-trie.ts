/** What the engine's table is compared with: a binary trie, a bit a step, as anyone would write it first; in typed arrays. */
export class PlainTrie {
  private child = new Int32Array(64);
  private value = new Int32Array(32);
  private nodes = 1;

  add(words: Uint32Array, length: number, value: number): void {
    let at = 0;
    for (let depth = 0; depth < length; depth++) {
      const link = at * 2 + (((words[depth >>> 5] as number) >>> (31 - (depth & 31))) & 1);
      let next = this.child[link] as number;
      if (next === 0) {
        next = this.node();
        this.child[link] = next;
      }
      at = next;
    }
    this.value[at] = value;
  }

  private node(): number {
    if (this.nodes === this.value.length) {
      const child = new Int32Array(this.child.length * 2);
      child.set(this.child);
      this.child = child;
      const value = new Int32Array(this.value.length * 2);
      value.set(this.value);
      this.value = value;
    }
    return this.nodes++;
  }

  /** The value of the longest prefix; 0 for none. */
  find(words: Uint32Array, from: number, bits: number): number {
    let found = this.value[0] as number;
    let at = 0;
    for (let depth = 0; depth < bits; depth++) {
      at = this.child[at * 2 + (((words[from + (depth >>> 5)] as number) >>> (31 - (depth & 31))) & 1)] as number;
      if (at === 0) break;
      if (this.value[at] !== 0) found = this.value[at] as number;
    }
    return found;
  }
}
