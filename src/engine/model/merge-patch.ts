/** JSON Merge Patch (RFC 7396): how a step, an undo and a share link say what is different. */

type JsonObject = { readonly [key: string]: unknown };

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The target with the patch applied (RFC 7396 §2): null removes, objects go deeper, everything else replaces. Neither argument is changed. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const out: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else if (key === '__proto__') continue;
    else out[key] = mergePatch(out[key], value);
  }
  return out;
}

/** A patch that turns `before` into `after`; `{}` when they are equal. Neither may hold a null, which a patch cannot set. */
export function makePatch(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (!(key in after)) out[key] = null;
  for (const [key, value] of Object.entries(after)) {
    if (!(key in before)) out[key] = isObject(value) ? makePatch({}, value) : value;
    else if (!sameJson(before[key], value)) out[key] = isObject(before[key]) && isObject(value) ? makePatch(before[key], value) : value;
  }
  return out;
}

/** Equality of JSON values; the order of keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => sameJson(x, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => k in b && sameJson(a[k], b[k]));
}
