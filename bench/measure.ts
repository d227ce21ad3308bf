/** Times and memory of what runs here: CPU time, so that other work on the machine shows as little as it can. */

/** ms of CPU that a piece of work takes, the least of some runs. */
export function cpuOf(work: () => unknown, runs = 1): number {
  let least = Infinity;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Bytes that are in use once all garbage is collected. */
export function inUse(): number {
  const { gc } = globalThis;
  if (!gc) throw new Error('run me with --expose-gc, as `npm run bench` does');
  gc();
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What a piece of work leaves in memory, in bytes, with what it made. */
export function memoryOf<T>(make: () => T): { readonly made: T; readonly bytes: number } {
  const before = inUse();
  const made = make();
  return { made, bytes: inUse() - before };
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** A line: what, what was found, what it is held against. */
export function tell(what: string, found: string, against = ''): void {
  console.log(`  ${what.padEnd(52)} ${found.padEnd(34)} ${against}`.trimEnd());
}

/** `3.4×`. */
export function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(a / b < 10 ? 1 : 0)}×`;
}
