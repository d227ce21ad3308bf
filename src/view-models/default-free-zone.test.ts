/** The invented Internet is one, however many routers stand in it. */
import { expect, test } from 'vitest';
import { type Lab, mergePatch } from '../engine/index.ts';
import { zoneOf, zonePatch } from './default-free-zone.ts';

const router = { interfaces: {}, frr: { config: '' } };
const lab: Lab = {
  routers: { own: router, b: { ...router, defaultFreeZone: { seed: 2, prefixes: 500 } }, a: { ...router, defaultFreeZone: { seed: 1, prefixes: 2000 } } },
};

test('another size is every member’s, and nobody else’s', () => {
  expect(zoneOf(lab)).toEqual({ seed: 1, prefixes: 2000 });
  const after = mergePatch(lab, zonePatch(lab, { prefixes: 10_000 })) as Lab;
  expect(after.routers?.['a']?.defaultFreeZone).toEqual({ seed: 1, prefixes: 10_000 });
  expect(after.routers?.['b']?.defaultFreeZone).toEqual({ seed: 2, prefixes: 10_000 });
  expect(after.routers?.['own']).toEqual(router);
  expect(zoneOf({})).toBeUndefined();
});
