/**
 * The JSON Schema of a scenario file, for editors: scenarios/scenario.schema.json, written by `npm run schema`. A step's patch
 * gets a schema too: the lab's, where nothing is required and null takes away.
 */
import * as z from 'zod';
import { getOwn, isObject, type JsonObject, setOwn } from '../json/own.ts';
import { lab } from './lab.ts';
import { scenarioFile } from './scenario.ts';

const OPTIONS = { io: 'input', unrepresentable: 'any', reused: 'inline' } as const;

export function scenarioJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(scenarioFile, OPTIONS) as JsonObject;
  const defs = new Map(Object.entries((schema['$defs'] ?? {}) as JsonObject));
  defs.set('LabPatch', asPatch(z.toJSONSchema(lab, OPTIONS), defs));
  const { $schema, $defs: _defs, ...rest } = schema;
  return {
    $schema,
    $id: 'scenario.schema.json',
    title: 'Hoplab scenario',
    description: 'A network lab with its story. Written by `npm run schema` from src/engine/model/schema.',
    ...(withPatchSchema(rest) as JsonObject),
    $defs: Object.fromEntries([...defs].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The schema of a merge patch for what a schema describes. Named parts get a named patch beside them in `defs`. */
function asPatch(schema: JsonObject, defs: Map<string, unknown>): JsonObject {
  const ref = getOwn(schema, '$ref');
  if (typeof ref === 'string') {
    const name = ref.replace('#/$defs/', '');
    if (!defs.has(`${name}Patch`)) {
      defs.set(`${name}Patch`, {});
      defs.set(`${name}Patch`, asPatch(defs.get(name) as JsonObject, defs));
    }
    return { ...schema, $ref: `#/$defs/${name}Patch` };
  }
  const { required: _required, $schema: _schema, $defs: _defs, ...rest } = schema;
  if (rest['type'] !== 'object') return rest;
  const out: Record<string, unknown> = { ...rest };
  if (isObject(rest['properties']))
    out['properties'] = Object.fromEntries(Object.entries(rest['properties']).map(([key, s]) => [key, orNull(s as JsonObject, defs)]));
  if (isObject(rest['additionalProperties'])) out['additionalProperties'] = orNull(rest['additionalProperties'], defs);
  return out;
}

function orNull(schema: JsonObject, defs: Map<string, unknown>): JsonObject {
  const patch = asPatch(schema, defs);
  const { description, ...rest } = patch;
  return { ...(description !== undefined && { description }), anyOf: [rest, { type: 'null' }] };
}

/** Names the patch's schema where the file's schema has a step's patch. */
function withPatchSchema(schema: unknown, key = ''): unknown {
  if (Array.isArray(schema)) return schema.map((s) => withPatchSchema(s));
  if (!isObject(schema)) return schema;
  if (key === 'patch') return { ...schema, $ref: '#/$defs/LabPatch' };
  const out = {};
  for (const [name, value] of Object.entries(schema)) setOwn(out, name, withPatchSchema(value, name));
  return out;
}
