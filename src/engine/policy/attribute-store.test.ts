import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ip, type Ipv4 } from '../ip/index.ts';
import { AttributeStore } from './attribute-store.ts';
import type { PathAttributes } from './attributes.ts';

const PLAIN: PathAttributes = {
  origin: 'igp',
  asPath: [{ type: 'sequence', asns: [65001, 65002] }],
  nextHop: ip('10.0.0.1'),
  weight: 0,
  communities: [100],
  largeCommunities: [{ global: 1, local1: 2, local2: 3 }],
  extendedCommunities: [{ type: 'rt', value: '1:1' }],
  clusterList: [ip('1.1.1.1') as Ipv4],
};

/** For each attribute two values that are not the same: a new attribute that is not compared breaks the build here. */
const OTHERS: { readonly [K in keyof Required<PathAttributes>]: readonly [PathAttributes[K], PathAttributes[K]] } = {
  origin: ['igp', 'egp'],
  asPath: [[{ type: 'sequence', asns: [1, 2] }], [{ type: 'set', asns: [1, 2] }]],
  nextHop: [ip('10.0.0.1'), ip('10.0.0.2')],
  linkLocalNextHop: [ip('fe80::1'), ip('fe80::2')],
  nextHopIpv6: [ip('2001:db8::1'), ip('2001:db8::2')],
  ownNextHopIpv6: [undefined, ip('2001:db8::7')],
  med: [undefined, 0],
  localPref: [undefined, 0],
  weight: [0, 1],
  atomicAggregate: [undefined, true],
  aggregator: [
    { asn: 1, ip: ip('1.1.1.1') as Ipv4 },
    { asn: 2, ip: ip('1.1.1.1') as Ipv4 },
  ],
  communities: [[1], [1, 2]],
  largeCommunities: [[{ global: 1, local1: 2, local2: 3 }], [{ global: 1, local1: 2, local2: 4 }]],
  extendedCommunities: [[{ type: 'lb', value: '1:2' }], [{ type: 'lb', value: '1:2', weighs: 7 }]],
  originatorId: [undefined, 0 as Ipv4],
  clusterList: [[], [ip('2.2.2.2') as Ipv4]],
  otc: [undefined, 65001],
  nextHopInterface: ['eth0', 'eth1'],
  tag: [undefined, 0],
  distance: [undefined, 0],
  preferGlobalNextHop: [undefined, true],
  nextHopByMap: ['set', 'unchanged'],
};

const copy = <T>(value: T): T => structuredClone(value);

describe('the attribute store', () => {
  it.each(Object.keys(OTHERS) as (keyof PathAttributes)[])('keeps apart what differs in %s alone, and joins what does not', (name) => {
    const store = new AttributeStore();
    const [one, other] = OTHERS[name].map((value) => ({ ...PLAIN, [name]: value })) as [PathAttributes, PathAttributes];
    expect(store.canonical(one)).not.toBe(store.canonical(other));
    expect(store.canonical(copy(one))).toBe(store.canonical(one));
    expect(store.canonical(other)).toEqual(other);
  });

  it('shares paths and lists between sets that differ', () => {
    const store = new AttributeStore();
    const [one, other] = [store.canonical(copy(PLAIN)), store.canonical({ ...copy(PLAIN), med: 7 })];
    for (const part of ['asPath', 'communities', 'largeCommunities', 'extendedCommunities', 'clusterList'] as const) expect(one[part]).toBe(other[part]);
  });

  it('gives back what it was given, whatever was given before', () => {
    const attributes = fc.record(
      Object.fromEntries(Object.entries(OTHERS).map(([name, values]) => [name, fc.constantFrom<unknown>(...values)])),
    ) as unknown as fc.Arbitrary<PathAttributes>;
    fc.assert(
      fc.property(fc.array(attributes, { maxLength: 30 }), (sets) => {
        const store = new AttributeStore();
        for (const set of sets) {
          expect(store.canonical(copy(set))).toEqual(set);
          expect(store.canonical(copy(set))).toBe(store.canonical(copy(set)));
        }
      }),
    );
  });
});
