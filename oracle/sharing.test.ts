/**
 * Attributes are shared and answers about them are kept (policy/attribute-store.ts, bgp/import-memo.ts, bgp/export-memo.ts). Nothing that a network
 * comes to may show it: tables, reasons, log, times and counters of random labs, with changes to the running network, are the same without.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../src/engine/compile/frr-lab.ts';
import { converge } from '../src/engine/control-plane/index.ts';
import { type AttributeSharing, AttributeStore, type PathAttributes, UNSHARED } from '../src/engine/policy/index.ts';
import { fuzzLab } from './fuzz/lab.mjs';
import { plainText } from './plain.ts';

function answer(lab: FrrLab, sharing: AttributeSharing): string {
  const { network, later } = compileFrrLab(lab);
  return plainText(converge(network, { sharing, ...(later && { changes: [later, network] }) }));
}

/**
 * Labs that showed it once: one default originated again for a neighbor that had been told otherwise; updates of two families counted by their objects; a route that
 * was another for a moment while its neighbor told everything again, or between two decisions; a path told again that says what another
 * said; a turn.
 */
const SEEN: [number][] = [[971_302], [181_383], [11], [114], [1367], [6099]];

const isInvisible = (lab: FrrLab, store: AttributeSharing) => answer(lab, store) === answer(lab, UNSHARED);

/** Takes routes for the same whatever communities they carry. */
class Careless extends AttributeStore {
  private readonly known = new Map<string, PathAttributes>();

  override canonical(a: PathAttributes): PathAttributes {
    const text = plainText({ ...a, communities: [] });
    const known = this.known.get(text) ?? super.canonical(a);
    this.known.set(text, known);
    return known;
  }
}

/** Two prefixes that differ in a community alone. */
const COLOURED: FrrLab = {
  routers: {
    a: {
      interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } },
      frr: [
        'route-map RED permit 10',
        ' set community 65001:1',
        'router bgp 65001',
        ' no bgp ebgp-requires-policy',
        ' no bgp network import-check',
        ' neighbor 10.0.0.2 remote-as 65002',
        ' network 172.16.1.0/24 route-map RED',
        ' network 172.16.2.0/24',
      ].join('\n'),
    },
    b: {
      interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } },
      frr: 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001',
    },
  },
};

describe('attribute interning', () => {
  it('is invisible: random labs come to the same without it, in every reason, count and time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => isInvisible(fuzzLab(seed) as FrrLab, new AttributeStore())),
      { numRuns: 15, endOnFailure: true, examples: SEEN },
    );
  });

  it('would be seen if it took what differs for the same', () => {
    expect(isInvisible(COLOURED, new AttributeStore())).toBe(true);
    expect(isInvisible(COLOURED, new Careless())).toBe(false);
  });
});
