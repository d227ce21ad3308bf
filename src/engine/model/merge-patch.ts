/** JSON Merge Patch (RFC 7396): how a step, an undo and a share link say what is different. Arguments are never changed. */
import { getOwn, isObject, setOwn } from './json/own.ts';

/** The target with the patch applied (RFC 7396 §2): null removes, objects go deeper, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const out: object = {};
  if (isObject(target)) for (const [name, value] of Object.entries(target)) if (getOwn(patch, name) !== null) setOwn(out, name, value);
  for (const [name, value] of Object.entries(patch)) if (value !== null) setOwn(out, name, mergePatch(getOwn(out, name), value));
  return out;
}

/** The smallest patch that turns `before` into `after`; `{}` when they are equal objects. `after` holds no null, which a patch cannot set. */
export function makePatch(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const out: object = {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) setOwn(out, name, null);
  for (const [name, value] of Object.entries(after)) {
    const old = getOwn(before, name);
    if (!Object.hasOwn(before, name) || !sameJson(old, value)) setOwn(out, name, makePatch(old, value));
  }
  return out;
}

/** Equality of JSON values; the order of names does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => sameJson(x, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]));
}
