/** Walking a schema beside a value: what may stand where, and in which order properties are written. */
import type * as z from 'zod';
import { getOwn, isObject, setOwn } from '../json/own.ts';

type Schema = z.core.$ZodType;
type Def = z.core.$ZodTypes['_zod']['def'];

function defOf(schema: Schema): Def {
  return (schema as unknown as { readonly def: Def }).def;
}

/** The schema behind optional and transforming wrappers; of alternatives the one that the value is meant as. */
function unwrap(schema: Schema, value: unknown): Schema {
  const def = defOf(schema);
  if (def.type === 'optional') return unwrap(def.innerType, value);
  if (def.type === 'pipe') return unwrap(def.in, value);
  if (def.type !== 'union') return schema;
  const kind = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value;
  const options = def.options.filter((o) => defOf(o).type === kind);
  return options.find((o) => fits(o, value)) ?? options[0] ?? schema;
}

/** Whether the literal properties of an object schema, such as a check's kind, are those of the value. */
function fits(schema: Schema, value: unknown): boolean {
  const def = defOf(schema);
  if (def.type !== 'object' || !isObject(value)) return false;
  return Object.entries(def.shape).every(([name, s]) => {
    const literal = defOf(s);
    return literal.type !== 'literal' || literal.values.includes(getOwn(value, name) as never);
  });
}

/** The schema of the value at a path; undefined where the schema says nothing. */
export function schemaAt(root: Schema, value: unknown, path: readonly PropertyKey[]): Schema | undefined {
  let schema = root;
  let at = value;
  for (const key of path) {
    const next = inner(unwrap(schema, at), String(key));
    if (!next) return undefined;
    schema = next;
    at = typeof at === 'object' && at !== null ? getOwn(at, key as string) : undefined;
  }
  return unwrap(schema, at);
}

function inner(schema: Schema, key: string): Schema | undefined {
  const def = defOf(schema);
  if (def.type === 'object') return getOwn(def.shape, key) as Schema | undefined;
  if (def.type === 'record') return def.valueType;
  return def.type === 'array' ? def.element : undefined;
}

/** The property names that an object schema has; empty for anything else. */
export function propertyNames(schema: Schema | undefined): string[] {
  const def = schema && defOf(schema);
  return def?.type === 'object' ? Object.keys(def.shape) : [];
}

/** The value with properties in the schema's order, those that it does not know behind them; maps keep their own order. */
export function inOrder(schema: Schema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const at = unwrap(schema, value);
  if (Array.isArray(value)) return value.map((v) => ordered(at, '0', v));
  const out: object = {};
  const names = propertyNames(at).filter((name) => Object.hasOwn(value, name));
  for (const name of [...names, ...Object.keys(value).filter((n) => !names.includes(n))]) setOwn(out, name, ordered(at, name, getOwn(value, name)));
  return out;
}

function ordered(schema: Schema, key: string, value: unknown): unknown {
  const next = inner(schema, key);
  return next ? inOrder(next, value) : value;
}
