import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPrefix, ip, parseInterfaceAddress, prefix } from '../ip/index.ts';
import { RibTable, type RibSettings, type RouteOffer } from './index.ts';
import type { SharedHops } from './shared-hops.ts';

const eth = (name: string, address: string, up: boolean) => ({ name, up, addresses: [parseInterfaceAddress(address)!] });
const settings = (up: boolean, viaDefault: boolean): RibSettings => ({
  interfaces: [eth('eth0', '10.0.0.1/24', true), eth('eth1', '10.0.1.1/24', up)],
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
const key = fc.constantFrom('a', 'b');
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('offer' as const), key, offer }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), key, at: fc.constantFrom(...PREFIXES) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('configure' as const), up: fc.boolean(), viaDefault: fc.boolean() }) },
);

function apply(table: RibTable, c: Change): void {
  if (c.kind === 'offer') table.offer(c.key, c.offer);
  else if (c.kind === 'withdraw') table.withdraw(prefix(c.at), c.key);
  else table.configure(settings(c.up, c.viaDefault));
  table.settle();
}

const shown = (table: RibTable) => [table.snapshot().entries(), table.fib().entries()];
const hopsOf = (table: RibTable) => (table as unknown as { readonly hops: SharedHops }).hops;

/** Whether a table is the same after each change as one that keeps nothing of its gateways from one change to the next. */
function agrees(changes: readonly Change[], before: (table: RibTable) => void = () => {}): boolean {
  const [table, forgetful] = [new RibTable(settings(true, false)), new RibTable(settings(true, false))];
  before(table);
  return changes.every((c) => {
    hopsOf(forgetful).clear();
    apply(table, c);
    apply(forgetful, c);
    return JSON.stringify(shown(table)) === JSON.stringify(shown(forgetful));
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
