/** Route Server's routes from all sources (A126): more than a lab can state in a test, so that its tables are made here. */
import { describe, expect, it } from 'vitest';
import type { Solution } from '../../solution.ts';
import { wordDiagnostic } from '../diagnostics/index.ts';
import { routeServerTotals } from './route-server-totals.ts';

const holding = (...sizes: number[]) => {
  const nodes = new Map(sizes.map((_, i) => [`ars#${i}`, { kind: 'route-server', id: `ars#${i}`, device: 'ars' }]));
  const speakers = new Map(sizes.map((size, i) => [`ars#${i}`, { tables: { ipv4: { size } } }]));
  return {
    lab: { routeServers: { ars: { subnet: 'v/RouteServerSubnet' } } },
    solution: { network: { nodes }, controlPlane: { speakers } } as unknown as Solution,
  };
};

describe('A126 routes of a Route Server from all sources', () => {
  it('are 10,000 at most', () => {
    expect(routeServerTotals(holding(10_000, 9_000))).toEqual([]);
    const [d, ...more] = routeServerTotals(holding(9_000, 10_001));
    expect([d?.message, more]).toEqual(['ars: 10001 routes from all sources; a Route Server supports 10000', []]);
    expect(d && wordDiagnostic(d, 'ja')).toBe('ars: すべての接続元を合わせて 10001 個の経路があります。Route Server で使えるのは 10000 個までです。');
  });

  it('are none of a lab without one', () => expect(routeServerTotals({ ...holding(20_000), lab: {} })).toEqual([]));
});
