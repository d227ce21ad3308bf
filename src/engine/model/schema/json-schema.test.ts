import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject, valueAt } from '../json/own.ts';
import { scenarioJsonSchema } from './json-schema.ts';

const folder = new URL('../../../../scenarios/', import.meta.url);
const schema = scenarioJsonSchema();

/** Every property of every object schema, with its path. */
function properties(at: unknown, path = ''): [string, JsonObject][] {
  if (!isObject(at)) return [];
  const own = isObject(at['properties']) ? Object.entries(at['properties']).map(([name, s]): [string, JsonObject] => [`${path}/${name}`, s as JsonObject]) : [];
  return [...own, ...Object.entries(at).flatMap(([key, value]) => properties(value, `${path}/${key}`)), ...list(at, path)];
}

function list(at: JsonObject, path: string): [string, JsonObject][] {
  return Object.entries(at).flatMap(([key, value]) => (Array.isArray(value) ? value.flatMap((v, i) => properties(v, `${path}/${key}/${i}`)) : []));
}

describe('scenario.schema.json', () => {
  it('is the one that the schemas make; else run `npm run schema`', () => {
    expect(JSON.parse(readFileSync(new URL('scenario.schema.json', folder), 'utf8'))).toEqual(schema);
  });

  it('is named by every scenario', () => {
    const files = readdirSync(folder).filter((f) => f.endsWith('.json') && f !== 'scenario.schema.json');
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect((JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as JsonObject)['$schema'], file).toBe('./scenario.schema.json');
  });

  it('describes every property', () => {
    const all = properties(schema);
    expect(all.length).toBeGreaterThan(300);
    const described = (s: JsonObject) =>
      s['description'] ?? (typeof s['$ref'] === 'string' ? valueAt(schema, [...s['$ref'].split('/').slice(1), 'description']) : undefined);
    expect(all.filter(([path, s]) => !/\/\$defs\/\w*Patch\//.test(path) && described(s) === undefined).map(([path]) => path)).toEqual([]);
  });

  it("has a schema for a step's patch: nothing is required, null takes away", () => {
    expect(valueAt(schema, ['properties', 'steps', 'items', 'properties', 'patch', '$ref'])).toBe('#/$defs/LabPatch');
    const routeTables = valueAt(schema, ['$defs', 'LabPatch', 'properties', 'routeTables', 'anyOf']) as JsonObject[];
    expect(routeTables[1]).toEqual({ type: 'null' });
    const networks = ['properties', 'virtualNetworks'];
    const patched = valueAt(schema, ['$defs', 'LabPatch', ...networks, 'anyOf', 0, 'additionalProperties', 'anyOf', 0]);
    expect(valueAt(schema, ['properties', 'lab', ...networks, 'additionalProperties', 'required'])).toEqual(['location', 'addressSpace', 'subnets']);
    expect(patched).toMatchObject({ type: 'object', additionalProperties: false });
    expect(valueAt(patched, ['required'])).toBeUndefined();
  });
});
