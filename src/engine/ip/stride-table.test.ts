/** Every width of the root against the slow and obvious way; that a PrefixTable answers from it is in ip.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ip, Ipv4, Ipv6 } from './address.ts';
import { containsIp, makePrefix } from './prefix.ts';
import { rootBitsFor, StrideTable } from './stride-table.ts';

function wordsOf(ip: Ip): Uint32Array {
  if (typeof ip === 'number') return Uint32Array.of(ip);
  return Uint32Array.from([96n, 64n, 32n, 0n], (shift) => Number(((ip as bigint) >> shift) & 0xffffffffn));
}

/** Prefixes close together, so that they nest, on both sides of every step. */
const near4 = fc.tuple(fc.integer({ min: 0, max: 4095 }), fc.integer({ min: 0, max: 32 })).map(([a, l]) => makePrefix((0x0a00f800 + a) as Ipv4, l));
const near6 = fc
  .tuple(fc.bigInt({ min: 0n, max: 0xffffn }), fc.integer({ min: 0, max: 128 }))
  .map(([a, l]) => makePrefix(((0x20010db8n << 96n) + (a << 88n) + a) as Ipv6, l));

describe.each([
  [4, 100],
  [20, 20],
  [24, 3],
])('a root of %i bits', (rootBits, numRuns) => {
  it.each([
    ['IPv4', near4],
    ['IPv6', near6],
  ] as const)('finds the longest match of %s', (family, near) => {
    fc.assert(
      fc.property(fc.array(near, { maxLength: 40 }), fc.array(near, { minLength: 1, maxLength: 40 }), (some, probes) => {
        const prefixes = some.toSorted((a, b) => a.length - b.length);
        const table = new StrideTable(rootBits);
        for (const [i, p] of prefixes.entries()) table.add(wordsOf(p.ip), p.length, i + 1);
        table.trim();
        for (const { ip } of [...probes, ...some]) {
          const expected = prefixes.findLastIndex((p) => containsIp(p, ip)) + 1;
          expect(family === 'IPv4' ? table.find4(ip as number) : table.find6(wordsOf(ip))).toBe(expected);
        }
      }),
      { numRuns },
    );
  });
});

it('takes the memory of a wide root for full tables of IPv4 alone', () => {
  expect([rootBitsFor(4096, true), rootBitsFor(1_000_000, true), rootBitsFor(1_000_000, false)]).toEqual([20, 24, 20]);
});
