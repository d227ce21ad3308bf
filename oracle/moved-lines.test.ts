/**
 * Lines that move in a configuration and say what they said take what is known of the network before (control-plane/moved-lines.ts): random labs, with
 * comments and unnamed lists put in at random, must answer as one that was never known, in every route, reason and line.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../src/engine/compile/frr-lab.ts';
import { KnownPlanes } from '../src/engine/control-plane/index.ts';
import { fuzzLab } from './fuzz/lab.mjs';
import { plainText } from './plain.ts';

const UNNAMED = ['ip prefix-list NOBODY seq 5 deny any', 'route-map NOBODY-EITHER permit 10', ' match ip address prefix-list NOBODY', 'exit'];

function commented(lab: FrrLab, places: readonly number[]): FrrLab {
  const routers = Object.entries(lab.routers).map(([id, router]) => {
    if (router.frr === undefined) return [id, router] as const;
    // Lists and maps that nobody names, too.
    const lines = [...(places.length % 2 === 0 ? UNNAMED : []), ...router.frr.split('\n')];
    for (const place of places) lines.splice(place % (lines.length + 1), 0, '!');
    return [id, { ...router, frr: lines.join('\n') }] as const;
  });
  return { ...lab, routers: Object.fromEntries(routers) };
}

it('comments and unnamed lists in the configurations of random labs move lines, and nothing else', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (seed, places) => {
      const lab = fuzzLab(seed) as FrrLab;
      const known = new KnownPlanes();
      const before = known.restOf([compileFrrLab(lab).network]);
      const network = compileFrrLab(commented(lab, places)).network;
      const told = known.restOf([network]);
      const fresh = new KnownPlanes().restOf([network]);
      expect(plainText(told.controlPlane)).toBe(plainText(fresh.controlPlane));
      expect(told.findings).toEqual(fresh.findings);
      if (told.controlPlane.log === before.controlPlane.log) taken++;
    }),
    { numRuns: Number(process.env['HOPLAB_RUNS'] ?? 20) },
  );
  expect(taken).toBeGreaterThan(0);
});
