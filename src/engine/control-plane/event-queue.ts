/** What is going to happen, by simulated ms; everything of one moment is handed out at once. */

export class EventQueue<E> {
  private readonly byTime = new Map<number, E[]>();
  /** Moments as a binary heap, the earliest at the root. */
  private readonly heap: number[] = [];

  get isEmpty(): boolean {
    return this.heap.length === 0;
  }

  /** The next moment at which something happens. */
  get next(): number | undefined {
    return this.heap[0];
  }

  add(at: number, event: E): void {
    const known = this.byTime.get(at);
    if (known) known.push(event);
    else {
      this.byTime.set(at, [event]);
      this.up(at);
    }
  }

  /** All events of the earliest moment, in the order in which they were added. */
  take(): { readonly at: number; readonly events: readonly E[] } | undefined {
    const at = this.heap[0];
    if (at === undefined) return undefined;
    this.down();
    const events = this.byTime.get(at) ?? [];
    this.byTime.delete(at);
    return { at, events };
  }

  /** Every event yet to come, with its time. */
  pending(): readonly (readonly [number, readonly E[]])[] {
    return [...this.byTime].sort(([a], [b]) => a - b);
  }

  /** Events of a kind happen so much later. */
  putOff(ms: number, is: (event: E) => boolean): void {
    const pending = this.pending();
    this.byTime.clear();
    this.heap.length = 0;
    for (const [at, events] of pending) for (const event of events) this.add(is(event) ? at + ms : at, event);
  }

  private up(at: number): void {
    const { heap } = this;
    let i = heap.push(at) - 1;
    for (let parent = (i - 1) >> 1; i > 0 && (heap[parent] as number) > at; i = parent, parent = (i - 1) >> 1) heap[i] = heap[parent] as number;
    heap[i] = at;
  }

  private down(): void {
    const { heap } = this;
    const last = heap.pop() as number;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && (heap[right] as number) < (heap[left] as number) ? right : left;
      if ((heap[child] as number) >= last) break;
      heap[i] = heap[child] as number;
      i = child;
    }
    heap[i] = last;
  }
}
