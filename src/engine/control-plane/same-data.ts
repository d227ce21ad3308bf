/** Whether two values say the same, all the way down: what a lab is compiled to is plain data, Maps and Sets. */

/**
 * Objects with this property have functions that are made of its value and nothing else (bgp/profile.ts): where it says the same, so do they. Any other two
 * functions are the same only if they are one.
 */
export const MADE_FROM = 'madeFrom';

/** Maps and Sets in the same order, too. Of instances of other classes only one and the same are taken for the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && sameList(a, b);
  if (a instanceof Map) return b instanceof Map && a.size === b.size && sameList([...a], [...b]);
  if (a instanceof Set) return b instanceof Set && a.size === b.size && sameList([...a], [...b]);
  return isPlain(a) && isPlain(b) && sameRecord(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => sameData(item, b[i]));
}

function sameRecord(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const isMade = MADE_FROM in a;
  return keys.every((key) => key in b && ((isMade && typeof a[key] === 'function' && typeof b[key] === 'function') || sameData(a[key], b[key])));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
