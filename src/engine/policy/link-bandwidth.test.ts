/** Link-bandwidth extended communities as FRR 8.4.4 makes, prints and orders them. */
import { describe, expect, it } from 'vitest';
import { extendedCommunitySet, formatExtendedCommunity } from './communities.ts';
import { bandwidthOf, bandwidthToSet, linkBandwidth, withBandwidth } from './link-bandwidth.ts';

describe('draft-ietf-idr-link-bandwidth', () => {
  it.each([
    [125_000, 'LB:65001:125000 (1.000 Mbps)'],
    [12_500_000, 'LB:65001:12500000 (100.000 Mbps)'],
    [3_200_000_000, 'LB:65001:3200000000 (25.000 Gbps)'],
    [12_500, 'LB:65001:12500 (100.000 Kbps)'],
    [100, 'LB:65001:100 (800 bps)'],
  ])('%i bytes a second print as %s', (bytes, text) => {
    expect(formatExtendedCommunity(linkBandwidth(65001, bytes, false))).toBe(text);
  });

  it('an AS of four bytes is told as AS_TRANS', () => {
    expect(linkBandwidth(4200000001, 125_000, false).value).toBe('23456:125000');
  });

  it('a number is in Mbit/s, num-multipaths 1 Mbit/s a path, cumulative the sum', () => {
    const shares = { paths: 3, bandwidth: 500_000, known: 2 };
    expect([10, 'num-multipaths' as const, 'cumulative' as const].map((to) => bandwidthToSet(to, shares))).toEqual([1_250_000, 375_000, 500_000]);
    expect(bandwidthToSet('cumulative', { ...shares, bandwidth: 0 })).toBeUndefined();
    expect(bandwidthToSet('num-multipaths', undefined)).toBeUndefined();
  });

  it('takes the place of another, and of no other kind', () => {
    const had = [linkBandwidth(1, 100, false), { type: 'rt', value: '1:1' } as const];
    const now = withBandwidth(had, linkBandwidth(2, 200, false));
    expect(now.map((c) => c.type).sort()).toEqual(['lb', 'rt']);
    expect(bandwidthOf(now)).toBe(200);
  });
});

describe('RFC 4360: extended communities stand in the order of their bytes', () => {
  it('by kind and by number, not by text', () => {
    const set = extendedCommunitySet([
      linkBandwidth(65000, 125_000, false),
      { type: 'soo', value: '65000:3' },
      { type: 'rt', value: '65000:20' },
      { type: 'rt', value: '65000:7' },
      { type: 'rt', value: '192.0.2.1:5' },
      { type: 'rt', value: '4200000001:5' },
    ]);
    expect(set.map((c) => c.value)).toEqual(['65000:7', '65000:20', '65000:3', '65000:125000', '192.0.2.1:5', '4200000001:5']);
  });
});
