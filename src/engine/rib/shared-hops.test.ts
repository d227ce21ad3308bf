import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPrefix, ip, isIpv4, parseInterfaceAddress, prefix, type PrefixKey } from '../ip/index.ts';
import { RibTable, type RibSettings, type RouteOffer } from './index.ts';
import type { SharedHops } from './shared-hops.ts';

const [first, second] = [[parseInterfaceAddress('10.0.0.1/24')!], [parseInterfaceAddress('10.0.1.1/24')!]];
const settings = (up: boolean, viaDefault: boolean): RibSettings => ({
  interfaces: [
    { name: 'eth0', up: true, addresses: first, linkLocal: ip('fe80::1') },
    { name: 'eth1', up, addresses: second, linkLocal: ip('fe80::1') },
  ],
  resolveViaDefault: { ipv4: viaDefault, ipv6: viaDefault },
});

const PREFIXES = ['0.0.0.0/0', '8.0.0.0/8', '8.1.0.0/16', '9.0.0.0/8', '9.9.0.0/16', '10.0.0.0/24', '10.0.1.0/25'];
const GATEWAYS = ['10.0.0.2', '10.0.1.2', '8.1.0.1', '9.9.0.1', '8.0.0.9'];

type Change =
  | { readonly kind: 'offer'; readonly key: string; readonly offer: RouteOffer }
  | { readonly kind: 'withdraw'; readonly key: string; readonly at: string }
  | { readonly kind: 'configure'; readonly up: boolean; readonly viaDefault: boolean };

const hop = fc.record({ gateway: fc.constantFrom(...GATEWAYS), weight: fc.constantFrom(undefined, undefined, undefined, 2, 7) });
const offer = fc
  .record({
    at: fc.constantFrom(...PREFIXES),
    hops: fc.array(hop, { minLength: 1, maxLength: 2 }),
    protocol: fc.constantFrom('bgp' as const, 'static' as const),
    mayRecurse: fc.boolean(),
    metric: fc.nat(2),
  })
  .map(({ at, hops, protocol, mayRecurse, metric }): RouteOffer => {
    const nextHops = hops.map(({ gateway, weight }) => ({ ip: ip(gateway), ...(weight !== undefined && { weight }) }));
    const base = { prefix: prefix(at), protocol, metric, nextHops, distance: protocol === 'bgp' ? 20 : 1 };
    return protocol === 'bgp' ? { ...base, bgp: { internal: false, mayRecurse } } : base;
  });
/** BGP's by a link-local neighbor. */
const scoped = fc
  .record({ at: fc.constantFrom('2001:db8::/32', 'fe80::/16'), out: fc.constantFrom('eth0', 'eth1'), weight: fc.constantFrom(undefined, undefined, 3) })
  .map(({ at, out, weight }): RouteOffer => {
    const nextHops = [{ ip: ip('fe80::2'), interface: out, ...(weight !== undefined && { weight }) }];
    return { prefix: prefix(at), protocol: 'bgp', metric: 0, distance: 20, nextHops, bgp: { internal: false, mayRecurse: false } };
  });
const key = fc.constantFrom('a', 'b');
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('offer' as const), key, offer }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('offer' as const), key, offer: scoped }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), key, at: fc.constantFrom(...PREFIXES, '2001:db8::/32') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('configure' as const), up: fc.boolean(), viaDefault: fc.boolean() }) },
);

function apply(table: RibTable, c: Change): void {
  if (c.kind === 'offer') table.offer(c.key, c.offer);
  else if (c.kind === 'withdraw') table.withdraw(prefix(c.at), c.key);
  else table.configure(settings(c.up, c.viaDefault));
  table.settle();
}

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
const shown = (table: RibTable) => JSON.stringify([table.snapshot().entries(), table.fib().entries()], plain);
const hopsOf = (table: RibTable) => (table as unknown as { readonly hops: SharedHops }).hops;

/** Where packets go. */
const sent = (table: RibTable) =>
  JSON.stringify(
    table
      .fib()
      .entries()
      .map(({ prefix: to, value }) => [formatPrefix(to), value.nextHops]),
  );

/** Marks every prefix to be looked at again. */
function lookAtAll(table: RibTable): void {
  const { offers, dirty } = table as unknown as { readonly offers: ReadonlyMap<PrefixKey, unknown>; readonly dirty: Set<PrefixKey> };
  for (const at of offers.keys()) dirty.add(at);
}

/**
 * Whether nothing moves when everything is looked at again: routes that lead to each other are announced without end, and have no state to compare. Their
 * turn may end where it began (seed -2065542167), so it counts whether anything has moved meanwhile, not where packets go afterwards.
 */
function rests(table: RibTable): boolean {
  return Array.from({ length: 8 }).every(() => {
    lookAtAll(table);
    return table.settle().length === 0;
  });
}

/** Whether a table is the same after each change as one that keeps nothing of its gateways from one change to the next. */
function agrees(changes: readonly Change[], before: (table: RibTable) => void = () => {}): boolean {
  const [table, forgetful] = [new RibTable(settings(true, false)), new RibTable(settings(true, false))];
  before(table);
  return changes.every((c) => {
    hopsOf(forgetful).clear();
    apply(table, c);
    apply(forgetful, c);
    return shown(table) === shown(forgetful);
  });
}

describe('gateways that are resolved once (F112–F114)', () => {
  it('do not show, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => agrees(changes)),
      { numRuns: 300 },
    );
  });

  it('would show if they were not forgotten when the way to them changes', () => {
    const bgp = (at: string, gateway: string, mayRecurse: boolean): Change => ({
      kind: 'offer',
      key: 'a',
      offer: { prefix: prefix(at), protocol: 'bgp', distance: 20, metric: 0, nextHops: [{ ip: ip(gateway) }], bgp: { internal: true, mayRecurse } },
    });
    const changes = [bgp('9.0.0.0/8', '8.1.0.1', true), bgp('8.0.0.0/8', '10.0.0.2', false), { kind: 'withdraw', key: 'a', at: '8.0.0.0/8' } as const];
    expect(agrees(changes)).toBe(true);
    expect(agrees(changes, (table) => (hopsOf(table).forget = () => {}))).toBe(false);
  });

  it('are looked at again where an interface comes up or goes down, as if all were', () => {
    const ipv4 = fc.array(
      change.filter((c) => c.kind !== 'offer' || isIpv4(c.offer.prefix.ip)),
      { maxLength: 25 },
    );
    const asIfAll = (changes: readonly Change[], ground?: (table: RibTable) => void) => {
      const [table, thorough] = [new RibTable(settings(true, false)), new RibTable(settings(true, false))];
      ground?.(table);
      return changes.every((c) => {
        apply(table, c);
        apply(thorough, c);
        if (c.kind !== 'configure') return true;
        lookAtAll(thorough);
        thorough.settle();
        return sent(table) === sent(thorough) || !rests(thorough);
      });
    };
    fc.assert(
      fc.property(ipv4, (changes) => asIfAll(changes)),
      { numRuns: 300 },
    );
    // Found by seed -716475941: each of two routes of BGP's has a gateway behind the other.
    const bgp = (at: string, gateways: readonly string[], mayRecurse: boolean): Change => {
      const nextHops = gateways.map((g) => ({ ip: ip(g) }));
      return {
        kind: 'offer',
        key: 'a',
        offer: { prefix: prefix(at), protocol: 'bgp', distance: 20, metric: 0, nextHops, bgp: { internal: false, mayRecurse } },
      };
    };
    const restless = [bgp('0.0.0.0/0', ['8.0.0.9', '10.0.1.2'], true), bgp('10.0.1.0/25', ['8.0.0.9', '10.0.0.2'], false)];
    const flapping = new RibTable(settings(false, false));
    for (const c of restless) apply(flapping, c);
    expect(rests(flapping)).toBe(false);
    // Found by seed -2065542167: a route behind another, whose gateway it covers.
    const circle = new RibTable(settings(true, false));
    for (const c of [bgp('10.0.1.0/25', ['8.0.0.9'], true), bgp('8.0.0.0/8', ['10.0.1.2'], false)]) apply(circle, c);
    expect(rests(circle)).toBe(false);
    const still = new RibTable(settings(true, false));
    for (const c of [bgp('9.0.0.0/8', ['8.0.0.9'], true), bgp('8.0.0.0/8', ['10.0.1.2'], false)]) apply(still, c);
    expect(rests(still)).toBe(true);
    // The counter-example: a table that forgets whom a way stands on.
    const offered: RouteOffer = { prefix: prefix('9.0.0.0/8'), protocol: 'bgp', distance: 20, metric: 0, nextHops: [{ ip: ip('10.0.1.2') }] };
    const turn = (up: boolean) => ({ kind: 'configure', up, viaDefault: false }) as const;
    const failing = [turn(false), { kind: 'offer', key: 'a', offer: offered } as const, turn(true)];
    expect(asIfAll(failing)).toBe(true);
    expect(asIfAll(failing, (table) => Object.assign(table, { disturb: () => {} }))).toBe(false);
  });

  it('by a link-local address hold until interfaces change (F34)', () => {
    const offered: RouteOffer = {
      prefix: prefix('2001:db8::/32'),
      protocol: 'bgp',
      distance: 20,
      metric: 0,
      nextHops: [{ ip: ip('fe80::2'), interface: 'eth1' }],
    };
    const ways = (forgets: boolean) => {
      const table = new RibTable(settings(true, false));
      if (!forgets) hopsOf(table).forgetLinks = () => {};
      const after = (c: Change) => {
        apply(table, c);
        return table.entries.get(prefix('2001:db8::/32'))?.[0]?.nextHops[0]?.active ?? 'none';
      };
      return [
        after({ kind: 'offer', key: 'a', offer: offered }),
        after({ kind: 'withdraw', key: 'a', at: '2001:db8::/32' }),
        after({ kind: 'configure', up: false, viaDefault: false }),
        after({ kind: 'offer', key: 'a', offer: offered }),
        after({ kind: 'configure', up: true, viaDefault: false }),
      ];
    };
    expect(ways(true)).toEqual([true, 'none', 'none', false, true]);
    expect(ways(false)).not.toEqual(ways(true));
  });

  it('leave a weight that has changed to be seen (F115)', () => {
    const weighed = (weight: number): RouteOffer => ({
      prefix: prefix('9.0.0.0/8'),
      protocol: 'bgp',
      distance: 20,
      metric: 0,
      nextHops: [
        { ip: ip('10.0.0.2'), weight },
        { ip: ip('10.0.1.2'), weight: 100 - weight },
      ],
    });
    const table = new RibTable(settings(true, false));
    for (const weight of [10, 30]) {
      table.offer('a', weighed(weight));
      expect(table.settle().map(formatPrefix)).toContain('9.0.0.0/8');
      expect(
        table
          .fib()
          .get(prefix('9.0.0.0/8'))
          ?.nextHops.map((h) => h.weight),
      ).toEqual([weight, 100 - weight]);
    }
  });
});
