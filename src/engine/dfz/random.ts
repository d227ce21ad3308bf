/** Numbers that look random and are the same each time: a generator of 32 bits of state (mulberry32), by seed. */
export type Random = () => number;

/** Uniform in [0, 1). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number from 0 to below `n`. */
export function below(random: Random, n: number): number {
  return Math.floor(random() * n);
}

/** One of several, by weight. */
export function weighted<T>(random: Random, choices: readonly (readonly [value: T, weight: number])[]): T {
  let at = random() * choices.reduce((sum, [, w]) => sum + w, 0);
  for (const [value, weight] of choices) {
    at -= weight;
    if (at < 0) return value;
  }
  return (choices.at(-1) as readonly [T, number])[0];
}
