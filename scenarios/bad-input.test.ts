/**
 * Files as people write them: every value of every scenario bent in turn, to another type, to a prefix, an address or a word that is none,
 * to an id that is not there. Each is told once, at its line in the text, with what was expected; none is taken in silence.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../src/engine/index.ts';

type Path = readonly (string | number)[];
interface Place {
  readonly file: string;
  readonly json: object;
  readonly path: Path;
  readonly value: unknown;
}

const scenarios = readdirSync(new URL('.', import.meta.url))
  .filter((f) => f.endsWith('.json') && !f.endsWith('.schema.json'))
  .map((file) => {
    const { steps: _steps, ...json } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { lab: unknown; steps: unknown };
    return { file, json };
  });

function valuesOf(value: unknown, path: Path): { path: Path; value: unknown }[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [{ path, value }, ...inner.flatMap(([key, v]) => valuesOf(v, [...path, Array.isArray(value) ? Number(key) : key]))];
}

/** Of each sort of place (`virtualMachines.*.networkInterfaces.*.subnet`) and type of value the first two. */
const places: Place[] = (() => {
  const seen = new Map<string, number>();
  return scenarios.flatMap(({ file, json }) =>
    valuesOf(json.lab, ['lab']).flatMap(({ path, value }) => {
      const sort = `${path.map((key, i) => ((i > 0 && i % 2 === 0) || typeof key === 'number' ? '*' : key)).join('.')} ${Array.isArray(value) ? 'list' : typeof value}`;
      const times = seen.get(sort) ?? 0;
      seen.set(sort, times + 1);
      return path.length > 1 && times < 2 ? [{ file, json, path, value }] : [];
    }),
  );
})();

function bent({ json, path }: Place, value: unknown): object {
  const copy = structuredClone(json);
  const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy) as Record<string, unknown>;
  holder[path.at(-1) as string] = value;
  return copy;
}

/** What is said of the file with the value at the place: where, in which words, and the line of the text that it stands in. */
function said(place: Place, value: unknown) {
  const text = JSON.stringify(bent(place, value), undefined, 2);
  const { diagnostics } = readScenario(text);
  return diagnostics
    .filter((d) => d.place.path?.join('.').startsWith(place.path.join('.')))
    .map((d) => ({ at: d.place.path?.join('.'), message: d.message, line: text.split('\n')[(d.place.span?.line ?? 0) - 1]?.trim() }));
}

/** Each place of a test, with what is not said as it should be. */
function unsaid(where: readonly Place[], wrong: (value: never) => unknown, message: (place: Place, value: unknown) => RegExp) {
  return where.flatMap((place) => {
    const value = wrong(place.value as never);
    const all = said(place, value);
    const [one] = all;
    const right =
      all.length === 1 &&
      one?.at === place.path.join('.') &&
      message(place, value).test(one.message) &&
      one.line?.includes(JSON.stringify(value).slice(0, 20)) === true;
    return right ? [] : [{ file: place.file, at: place.path.join('.'), value, all }];
  });
}

const ENUMS = ['nextHopType', 'gatewayType', 'connectionType', 'protocol', 'access', 'direction', 'hubRoutingPreference', 'platform'];
const REFERENCES = (
  'subnet routeTable networkSecurityGroup natGateway remoteVirtualNetwork publicIPAddress publicIPAddresses firewallPolicy virtualNetworkGateway1 ' +
  'virtualNetworkGateway2 localNetworkGateway2 peer site segment circuit from virtualNetworkGateway of'
).split(' ');
const escaped = (text: string) => text.replaceAll(/[^\w\s]/g, String.raw`\$&`);
const of = (test: (value: string, path: Path) => boolean) => places.filter(({ path, value }) => typeof value === 'string' && test(value, path));
const last = (path: Path) => path.findLast((key) => typeof key === 'string') as string;

describe(`${places.length} places of ${scenarios.length} scenarios`, () => {
  it('the scenarios are right as they are', () => {
    for (const { json } of scenarios) expect(readScenario(JSON.stringify(json)).scenario).toBeDefined();
    expect(places.length).toBeGreaterThan(400);
  });

  it.each<[what: string, type: string, wrong: unknown, got: string]>([
    ['a number where a text is', 'string', 5, '5'],
    ['true where a number is', 'number', true, 'true'],
    ['a text where true or false is', 'boolean', 'yes', '"yes"'],
    ['a number where an object or a list is', 'object', 7, '7'],
    ['nothing where a value is', 'any', null, 'null'],
  ])('%s', (_what, type, wrong, got) => {
    const where = places.filter(({ value }) => type === 'any' || typeof value === type);
    expect(where.length).toBeGreaterThan(10);
    expect(
      unsaid(
        where,
        () => wrong,
        () => new RegExp(`^At lab\\..+: expected .+, got ${got}$`),
      ),
    ).toEqual([]);
  });

  it('a text where a list is, configurations apart, which may be one text', () => {
    const where = places.filter(({ path, value }) => Array.isArray(value) && last(path) !== 'config');
    expect(where.length).toBeGreaterThan(10);
    expect(
      unsaid(
        where,
        () => 'x y',
        () => /: expected an array, got "x y"$/,
      ),
    ).toEqual([]);
  });

  const prefixes = of((v, path) => /^[\d.]+\/\d+$/.test(v) && last(path) !== 'addresses');
  it.each<[what: string, wrong: (value: string) => string]>([
    ['a length of 33', (v) => v.replace(/\/\d+$/, '/33')],
    ['three octets', (v) => v.replace(/^\d+\./, '')],
    ['an octet of 256', (v) => v.replace(/^\d+/, '256')],
    ['no length', (v) => v.replace(/\/\d+$/, '/')],
    ['a blank', (v) => `${v} `],
    ['leading zeros', (v) => v.replace(/^\d+/, '010')],
  ])('prefixes with %s', (_what, wrong) => {
    expect(prefixes.length).toBeGreaterThan(10);
    expect(unsaid(prefixes, wrong, (_place, v) => new RegExp(`: expected .*(?:prefix|address).*, got ${escaped(JSON.stringify(v))}`))).toEqual([]);
  });

  it('prefixes with bits beyond their length', () => {
    const where = prefixes.filter(({ value }) => /\.0\/(?:8|16|24)$/.test(value as string));
    expect(
      unsaid(
        where,
        (v: string) => v.replace(/\d+\/(\d+)$/, '1/$1'),
        ({ value }) => new RegExp(`: expected ${escaped(value as string)}, a prefix without bits beyond its length, got`),
      ),
    ).toEqual([]);
  });

  it.each<[what: string, wrong: (value: string) => string]>([
    ['an octet too many', (v) => `${v}.1`],
    ['an octet of 300', (v) => v.replace(/\d+$/, '300')],
    ['a length', (v) => `${v}/24`],
    ['no dots', (v) => v.replaceAll('.', ' ')],
  ])('addresses with %s', (_what, wrong) => {
    const where = of((v, path) => /^\d+\.\d+\.\d+\.\d+$/.test(v) && !['to', 'destinationAddresses'].includes(last(path)));
    expect(where.length).toBeGreaterThan(10);
    expect(unsaid(where, wrong, (_place, v) => new RegExp(`: expected .*address.*, got ${escaped(JSON.stringify(v))}`))).toEqual([]);
  });

  it.each<[what: string, where: Place[], wrong: (value: string) => string]>([
    ['a word in another case', of((v, path) => ENUMS.includes(last(path)) && /^[A-Z]\w+$/.test(v)), (v) => v.toLowerCase()],
    ['a word too many', of((v, path) => ENUMS.includes(last(path))), (v) => `${v}s`],
  ])('%s', (_what, where, wrong) => {
    expect(where.length).toBeGreaterThan(5);
    expect(
      unsaid(
        where,
        wrong,
        ({ value }, v) => new RegExp(`: expected (?:one of .*)?"${escaped(value as string)}".*, got ${escaped(JSON.stringify(v))} \\(did you mean`),
      ),
    ).toEqual([]);
  });

  it('references to what is not there', () => {
    const where = of((_v, path) => REFERENCES.includes(last(path)));
    expect(where.length).toBeGreaterThan(30);
    const found = (json: object) => readScenario(JSON.stringify(json)).diagnostics.map((d) => d.message);
    const wrong = (v: string) => `${v.replace(/[#/].*$/, '')}-lost`;
    expect(unsaid(where, wrong, (_place, v) => new RegExp(`^At lab\\..+: expected the id of an? .+, got ${escaped(JSON.stringify(v))}`))).toEqual([]);
    // Whatever it was to join is missed elsewhere too, once for each: never an empty name in what is said.
    for (const place of where) {
      const before = found(place.json);
      const more = found(bent(place, wrong(place.value as string))).filter((m) => !before.includes(m));
      expect(more.length).toBeLessThanOrEqual(3);
      for (const message of more) expect(message).not.toMatch(/ {2}|undefined|NaN|\(\)/);
    }
  });

  it('properties that nothing has, in every object', () => {
    const where = places.filter(({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value));
    expect(where.length).toBeGreaterThan(20);
    for (const place of where) {
      const text = JSON.stringify(bent(place, { ...(place.value as object), nonsense: 1 }), undefined, 2);
      const [one, ...more] = readScenario(text).diagnostics;
      // In a map of objects it is an object of another type.
      expect([one?.place.path, more]).toEqual([[...place.path, 'nonsense'], []]);
      expect(one?.message).toMatch(/: expected (?:a property that is known here, got "nonsense"|an object, got 1)/);
      expect(text.split('\n')[(one?.place.span?.line ?? 0) - 1]).toContain('"nonsense": 1');
    }
  });

  it('a property written twice, at the second', () => {
    for (const { json } of scenarios) {
      const text = JSON.stringify(json, undefined, 2).replace(/^ {4}"virtualNetworks": |^ {4}"routers": /m, (key) => `    "virtualMachines": {},\n${key}`);
      const twice = text.replaceAll(/^ {4}"virtualMachines": /gm, '    "virtualMachines": ');
      const { diagnostics } = readScenario(twice);
      const times = [...twice.matchAll(/^ {4}"virtualMachines": /gm)];
      if (times.length < 2) continue;
      expect(diagnostics.map((d) => d.message)).toEqual(['expected each property once, got "virtualMachines" again']);
      expect(diagnostics[0]?.place.span?.line).toBe(twice.slice(0, times[1]?.index).split('\n').length);
    }
  });
});
