/** What a row asks, which place answers first, and what lines did to routes. */
import { expect, test } from 'vitest';
import type { Touch, Why, WhyPlace } from '../engine/index.ts';
import { devicesAlong, isTelling, markedLines, placesInOrder, prefixOfRow, touchedRoutes } from './why.ts';

const place = (id: string, kind: WhyPlace['kind']): WhyPlace => ({ id, kind, device: 'd', verdict: 'used', summary: { code: 'why-is-used' }, sections: [] });
const touch = (over: Partial<Touch>): Touch => ({ line: 1, prefix: '10.0.0.0/8', use: 'in', effect: 'matches', ...over });

test.each([
  [{ network: '10.0.0.0/8' }, '10.0.0.0/8'],
  [{ prefix: '2001:db8::/32' }, '2001:db8::/32'],
  [{ addressPrefix: '0.0.0.0/0' }, '0.0.0.0/0'],
  [{}, ''],
])('the prefix of a row %j', (cells, prefix) => {
  expect(prefixOfRow({ cells })).toBe(prefix);
});

test('the place of the row answers first, by its instance or by its kind of table', () => {
  const answer: Why = { device: 'd', question: 'q', places: [place('gw#0', 'speaker'), place('gw#1', 'speaker')] };
  expect(placesInOrder(answer, { table: 'learned', row: 'gw#1 10.0.0.0/8 10.0.0.1' }).map((p) => p.id)).toEqual(['gw#1', 'gw#0']);
  const vm: Why = { device: 'd', question: 'q', places: [place('vm', 'router'), place('v/s', 'subnet')] };
  expect(placesInOrder(vm, { table: 'effective' }).map((p) => p.id)).toEqual(['v/s', 'vm']);
  expect(placesInOrder(vm, { table: 'rib' }).map((p) => p.id)).toEqual(['vm', 'v/s']);
  expect(placesInOrder(vm, {}).map((p) => p.id)).toEqual(['vm', 'v/s']);
});

test('the devices along the way stand in its order, each once', () => {
  const at = (device: string) => ({ mark: 'passed', reason: { code: 'a' }, device }) as const;
  const sections = [
    { kind: 'way', steps: [at('er'), at('erc'), at('er')] },
    { kind: 'onward', steps: [at('elsewhere')] },
    { kind: 'stops', steps: [at('vm')] },
  ] as const;
  expect(devicesAlong({ ...place('x', 'router'), sections })).toEqual(['er', 'erc', 'vm']);
});

test('a step is telling when it, or something beneath it, stopped the route', () => {
  const passed = { mark: 'passed', reason: { code: 'a' } } as const;
  expect(isTelling(passed)).toBe(false);
  expect(isTelling({ ...passed, steps: [passed, { mark: 'stopped', reason: { code: 'b' } }] })).toBe(true);
});

test('touches of one route are one entry, and a line that was only met has not acted', () => {
  const routes = touchedRoutes([touch({}), touch({ effect: 'sets' }), touch({ prefix: '10.1.0.0/16', effect: 'passes-over' })]);
  expect(routes.map((r) => [r.prefix, r.effects, r.acted])).toEqual([
    ['10.0.0.0/8', ['matches', 'sets'], true],
    ['10.1.0.0/16', ['passes-over'], false],
  ]);
  expect(markedLines([touch({ line: 7, effect: 'passes-over' }), touch({ line: 3 }), touch({ line: 7 })])).toEqual([
    { line: 3, acted: true },
    { line: 7, acted: true },
  ]);
});
