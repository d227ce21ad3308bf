/** JSON objects as data: every name is an own property, `__proto__` too, and nothing is read from a prototype. */

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets an own property, whatever its name. */
export function setOwn(object: object, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else (object as Record<string, unknown>)[name] = value;
}

/** The own property of that name; undefined when there is none. */
export function getOwn(object: object, name: string | number): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string | number, unknown>)[name] : undefined;
}

/** The value at a path; undefined when the path leads nowhere. */
export function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let at = root;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = getOwn(at, step);
  }
  return at;
}
