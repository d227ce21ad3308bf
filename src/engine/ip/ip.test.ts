import fc from 'fast-check';
import { IPv4, IPv4CidrRange, IPv6 } from 'ip-num';
import { describe, expect, it } from 'vitest';
import {
  comparePrefix,
  containsIp,
  containsPrefix,
  formatIp,
  formatPrefix,
  halves,
  type Ip,
  type Ipv4,
  type Ipv6,
  ip,
  isLinkLocal,
  makePrefix,
  netmask,
  offsetIp,
  overlaps,
  type Prefix,
  PrefixTable,
  parseInterfaceAddress,
  parseIp,
  parsePrefix,
  prefix,
  prefixKey,
  prefixOfKey,
} from './index.ts';

const ipv4 = fc.integer({ min: 0, max: 0xffffffff }).map((n) => n as Ipv4);
const ipv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((n) => n as Ipv6);
const anyIp: fc.Arbitrary<Ip> = fc.oneof(ipv4, ipv6);
const anyPrefix: fc.Arbitrary<Prefix> = fc.oneof(
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([a, l]) => makePrefix(a, l)),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([a, l]) => makePrefix(a, l)),
);

describe('addresses', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('RFC 5952: %s is written %s', (text, canonical) => {
    expect(formatIp(ip(text))).toBe(canonical);
  });

  it.each([
    '',
    '10',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.01',
    ' 10.0.0.1',
    '10.0.0.1 ',
    '1.2.3.4.5',
    '::1::',
    ':1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '1.2.3.4::',
    '::1.2.3',
    'fe80::1%eth0',
  ])('%j is not an address', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  it('reads what it writes, as an independent library does', () => {
    fc.assert(
      fc.property(anyIp, (a) => {
        const text = formatIp(a);
        expect(parseIp(text)).toBe(a);
        const theirs = typeof a === 'number' ? new IPv4(text).getValue() : new IPv6(text).getValue();
        expect(theirs).toBe(BigInt(a));
      }),
    );
  });

  it('RFC 3927, RFC 4291 §2.5.6: link-local ranges', () => {
    expect(['169.254.0.1', 'fe80::1', 'febf::1'].map((t) => isLinkLocal(ip(t)))).toEqual([true, true, true]);
    expect(['169.255.0.1', 'fec0::1'].map((t) => isLinkLocal(ip(t)))).toEqual([false, false]);
  });

  it('wraps at the ends of its family', () => {
    expect(formatIp(offsetIp(ip('255.255.255.255'), 1))).toBe('0.0.0.0');
    expect(formatIp(offsetIp(ip('::'), -1))).toBe('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  });
});

describe('prefixes', () => {
  it('masks host bits in a prefix and keeps them in an interface address', () => {
    expect(formatPrefix(prefix('10.1.2.3/16'))).toBe('10.1.0.0/16');
    expect(formatIp(parseInterfaceAddress('10.1.2.3/16')?.ip as Ip)).toBe('10.1.2.3');
    expect(formatPrefix(prefix('2001:db8:1::5/32'))).toBe('2001:db8::/32');
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/-1', '/8', '10.0.0/8', '10.0.0.0/8/8'])('%j is not a prefix', (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });

  it('has a key of its own, which can be turned back', () => {
    fc.assert(
      fc.property(anyPrefix, (p) => {
        expect(prefixOfKey(prefixKey(p))).toEqual(p);
      }),
    );
    expect(prefixKey(prefix('10.0.0.0/8'))).not.toBe(prefixKey(prefix('10.0.0.0/9')));
    // Keys are made part of longer ones, as text, and then 0 and 0n are the same.
    expect(String(prefixKey(prefix('0.0.0.0/0')))).not.toBe(String(prefixKey(prefix('::/0'))));
  });

  it('contains and overlaps as an independent library says', () => {
    const range = (p: Prefix) => IPv4CidrRange.fromCidr(formatPrefix(p));
    const v4 = fc.tuple(fc.integer({ min: 0x0a000000, max: 0x0a0000ff }), fc.integer({ min: 20, max: 32 })).map(([a, l]) => makePrefix(a as Ipv4, l));
    fc.assert(
      fc.property(v4, v4, (a, b) => {
        expect(containsPrefix(a, b)).toBe(range(b).inside(range(a)) || range(a).isEquals(range(b)));
        expect(overlaps(a, b)).toBe(range(a).isOverlapping(range(b)) || containsPrefix(a, b) || containsPrefix(b, a));
      }),
    );
  });

  it('orders by address, the shorter first, IPv4 before IPv6', () => {
    const sorted = ['::/0', '10.0.0.0/16', '10.0.0.0/8', '9.0.0.0/8'].map(prefix).sort(comparePrefix).map(formatPrefix);
    expect(sorted).toEqual(['9.0.0.0/8', '10.0.0.0/8', '10.0.0.0/16', '::/0']);
  });

  it('knows netmasks', () => {
    expect([0, 1, 24, 31, 32].map((l) => formatIp(netmask(l)))).toEqual(['0.0.0.0', '128.0.0.0', '255.255.255.0', '255.255.255.254', '255.255.255.255']);
  });
});

/** The slow and obvious table. */
class NaiveTable<T> {
  private readonly list: { prefix: Prefix; value: T }[] = [];
  set(p: Prefix, value: T): void {
    this.delete(p);
    this.list.push({ prefix: p, value });
  }
  delete(p: Prefix): void {
    const at = this.list.findIndex((e) => prefixKey(e.prefix) === prefixKey(p));
    if (at >= 0) this.list.splice(at, 1);
  }
  matches(a: Ip) {
    return this.list.filter((e) => containsIp(e.prefix, a)).sort((x, y) => y.prefix.length - x.prefix.length);
  }
}

describe('PrefixTable', () => {
  /** Prefixes close together, so that they nest and collide. */
  const near: fc.Arbitrary<Prefix> = fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 32 })).map(([a, l]) => makePrefix((0x0a000000 + a) as Ipv4, l)),
    fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 128 })).map(([a, l]) => makePrefix(((0x20010db8n << 96n) + BigInt(a)) as Ipv6, l)),
  );

  it('finds what the slow table finds, through sets and deletes', () => {
    const op = fc.record({ prefix: near, remove: fc.boolean(), value: fc.nat() });
    fc.assert(
      fc.property(fc.array(op, { maxLength: 60 }), fc.array(near, { minLength: 1, maxLength: 20 }), (ops, probes) => {
        const table = new PrefixTable<number>();
        const naive = new NaiveTable<number>();
        for (const o of ops) {
          if (o.remove) {
            table.delete(o.prefix);
            naive.delete(o.prefix);
          } else {
            table.set(o.prefix, o.value);
            naive.set(o.prefix, o.value);
          }
        }
        for (const p of probes) {
          expect(table.matches(p.ip)).toEqual(naive.matches(p.ip));
          expect(table.longestMatch(p.ip)).toEqual(naive.matches(p.ip)[0]);
        }
      }),
    );
  });

  it('finds the same in a large table that is asked often, as it grows and shrinks', () => {
    // Enough prefixes beside those of the run to make lookups go by strides, none of which contains a probe.
    const crowd = Array.from({ length: 4200 }, (_, i) => [
      { ip: ((0xc0000000 + i * 256) >>> 0) as Ipv4, length: 24 },
      { ip: ((0x3000n << 112n) + (BigInt(i) << 80n)) as Ipv6, length: 48 },
    ]).flat();
    const table = new PrefixTable<number>();
    for (const [i, p] of crowd.entries()) table.set(p, -i);
    const naive = new NaiveTable<number>();
    const op = fc.record({ prefix: near, remove: fc.boolean(), value: fc.nat() });
    fc.assert(
      fc.property(fc.array(op, { maxLength: 20 }), fc.array(near, { minLength: 1, maxLength: 10 }), (ops, probes) => {
        for (const o of ops) {
          for (const t of [naive, table]) {
            if (o.remove) t.delete(o.prefix);
            else t.set(o.prefix, o.value);
          }
        }
        for (const at of [0, 1]) for (let i = 0; i < 600; i++) table.longestMatch((crowd[at] as Prefix).ip);
        for (const p of probes) expect(table.longestMatch(p.ip)).toEqual(naive.matches(p.ip)[0]);
        for (const p of crowd.slice(0, 40)) expect(table.longestMatch(p.ip)?.prefix.length).toBeGreaterThanOrEqual(p.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is copied with other values, and without some, into a table of its own', () => {
    const op = fc.record({ prefix: near, remove: fc.boolean(), value: fc.nat({ max: 20 }) });
    const apply = (table: PrefixTable<number>, ops: readonly { prefix: Prefix; remove: boolean; value: number }[]) => {
      for (const o of ops) {
        if (o.remove) table.delete(o.prefix);
        else table.set(o.prefix, o.value);
      }
    };
    fc.assert(
      fc.property(fc.array(op, { maxLength: 40 }), fc.array(op, { maxLength: 20 }), fc.array(near, { maxLength: 10 }), (first, later, probes) => {
        const change = (value: number) => (value % 3 === 0 ? undefined : value * 2);
        const table = new PrefixTable<number>();
        apply(table, first);
        const before = table.entries();
        const copy = table.mapped(change);
        const slow = new PrefixTable<number>();
        for (const { prefix: p, value } of before) if (change(value) !== undefined) slow.set(p, change(value) as number);
        expect(copy.size).toBe(slow.size);
        expect(copy.entries()).toEqual(slow.entries());
        // What happens to either afterwards is its own.
        for (const t of [copy, slow]) apply(t, later);
        expect(table.entries()).toEqual(before);
        expect(copy.entries()).toEqual(slow.entries());
        for (const p of probes) expect(copy.matches(p.ip)).toEqual(slow.matches(p.ip));
      }),
    );
  });

  it('lists in router order', () => {
    const table = new PrefixTable<string>();
    for (const p of ['::/0', '10.0.0.0/8', '0.0.0.0/0', '10.0.0.0/16']) table.set(prefix(p), p);
    expect(table.entries().map((e) => e.value)).toEqual(['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/16', '::/0']);
    expect(table.size).toBe(4);
  });
});

describe('halves', () => {
  it('are adjoining, equal and make the whole', () => {
    expect(halves(prefix('172.16.16.0/24')).map(formatPrefix)).toEqual(['172.16.16.0/25', '172.16.16.128/25']);
    expect(halves(prefix('0.0.0.0/0')).map(formatPrefix)).toEqual(['0.0.0.0/1', '128.0.0.0/1']);
    expect(halves(prefix('2001:db8::/32')).map(formatPrefix)).toEqual(['2001:db8::/33', '2001:db8:8000::/33']);
    expect(halves(prefix('10.0.0.1/32')).map(formatPrefix)).toEqual(['10.0.0.1/32']);
  });
});
