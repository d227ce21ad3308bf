import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { containsPrefix, formatPrefix } from '../ip/index.ts';
import { type As, makeAsGraph } from './as-graph.ts';
import { lookingGlass, makeDefaultFreeZone, tableOf } from './index.ts';
import { pathOf, spread } from './valley-free.ts';

const zone = makeDefaultFreeZone(7, 3000, [64500, 64501]);
const table = tableOf(zone, 64500);

describe('a default-free zone from a seed', () => {
  it('is the same each time, and another for another seed', () => {
    expect(tableOf(makeDefaultFreeZone(7, 3000, [64501, 64500]), 64500)).toEqual(table);
    expect(tableOf(makeDefaultFreeZone(8, 3000, [64500, 64501]), 64500)).not.toEqual(table);
  });

  it('has the lengths of today’s IPv6 table: mean 42.9, half of it inside other entries', () => {
    const mean = table.reduce((sum, e) => sum + e.prefix.length, 0) / table.length;
    expect(Math.abs(mean - 42.9)).toBeLessThan(1);
    const clean = table.filter((e) => e.prefix.length > 7);
    const specifics = clean.filter((e) => clean.some((o) => o.prefix.length < e.prefix.length && containsPrefix(o.prefix, e.prefix)));
    expect(specifics.length / clean.length).toBeGreaterThan(0.4);
    expect(specifics.length / clean.length).toBeLessThan(0.65);
  });

  it('has paths of two to a dozen networks, three or four mostly', () => {
    const lengths = table.map((e) => e.asPath.length);
    const mean = lengths.reduce((a, b) => a + b, 0) / lengths.length;
    expect(mean).toBeGreaterThan(2);
    expect(mean).toBeLessThan(4.5);
    expect(Math.max(...lengths)).toBeLessThan(13);
  });

  it('speaks for nobody: its AS numbers are held back by IANA, its space is unassigned but for the dirt', () => {
    for (const { asPath } of table) for (const asn of asPath) expect(asn === 64501 || (asn >= 65552 && asn <= 131071)).toBe(true);
    expect(table.filter((e) => !formatPrefix(e.prefix).startsWith('30')).length).toBeLessThan(20);
  });

  it('has dirt for filters to keep out', () => {
    expect(table.some((e) => e.prefix.length > 48)).toBe(true);
    expect(table.some((e) => formatPrefix(e.prefix) === '2001:db8:bad::/48')).toBe(true);
  });

  it('no path goes through a valley', () => {
    const { ases } = zone.graph;
    const at = (asn: number) => ases[zone.graph.byAsn.get(asn) as number] as As;
    for (const { asPath } of table.slice(0, 400)) {
      const path = [64500, ...asPath].filter((asn, i, all) => asn !== all[i - 1]);
      const steps = path.slice(1).map((asn, i) => {
        const [from, to] = [at(path[i] as number), zone.graph.byAsn.get(asn) as number];
        return from.customers.includes(to) ? 'down' : from.peers.includes(to) ? 'across' : from.providers.includes(to) ? 'up' : 'none';
      });
      expect(steps.join(' ')).toMatch(/^(up ?)*(across ?)?(down ?)*$/);
    }
  });
});

describe('the looking glass', () => {
  it('everybody sees a route that an anchor has from a customer', () => {
    expect(lookingGlass(zone, new Map([[64500, 2]])).length).toBe(zone.graph.ases.length);
  });

  it('nobody sees one that no anchor has', () => {
    expect(lookingGlass(zone, new Map())).toEqual([]);
    expect(lookingGlass(zone, new Map([[4242, 1]]))).toEqual([]);
  });

  it('a longer path by one anchor moves most to the other', () => {
    const by = (a: number, b: number) =>
      lookingGlass(
        zone,
        new Map([
          [64500, a],
          [64501, b],
        ]),
      ).filter((s) => s.path.at(-1) === 64500).length;
    expect(by(2, 5)).toBeGreaterThan(by(2, 2));
    expect(by(5, 2)).toBeLessThan(by(2, 2));
  });
});

it('property: a route spreads to all who should have it, and paths lead to a source without a repeat', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 20, max: 120 }), (seed, size) => {
      const graph = makeAsGraph(seed, size, [64500]);
      const source = seed % graph.ases.length;
      const best = spread(graph, new Map([[source, 0]]));
      for (const i of graph.ases.keys()) {
        const path = pathOf(graph, best, i);
        expect(new Set(path).size).toBe(path.length);
        expect(path.at(-1)).toBe(graph.ases[source]?.asn);
      }
    }),
    { numRuns: 60 },
  );
});
