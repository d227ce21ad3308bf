/** The highest of a set of numbers that come and go, without searching them all again when the highest goes (a binary heap). */
export class Highest {
  private readonly heap: number[] = [];

  add(value: number): void {
    const heap = this.heap;
    let at = heap.push(value) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((heap[up] as number) >= value) break;
      heap[at] = heap[up] as number;
      at = up;
    }
    heap[at] = value;
  }

  /** The highest number still in `live`, 0 when there is none. */
  of(live: ReadonlyMap<number, unknown>): number {
    while (this.heap.length > 0 && !live.has(this.heap[0] as number)) this.drop();
    return this.heap[0] ?? 0;
  }

  private drop(): void {
    const heap = this.heap;
    const last = heap.pop() as number;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = at * 2 + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && (heap[down + 1] as number) > (heap[down] as number)) down++;
      if ((heap[down] as number) <= last) break;
      heap[at] = heap[down] as number;
      at = down;
    }
    heap[at] = last;
  }
}
