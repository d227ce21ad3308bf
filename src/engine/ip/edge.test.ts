import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatIp,
  formatPrefix,
  type Ip,
  type Ipv4,
  ip,
  isKept,
  makePrefix,
  nextFreeIp,
  nextFreePrefix,
  overlaps,
  parseIp,
  parsePrefix,
  prefix,
  subnetFacts,
  validateAsn,
  validateInterfaceAddress,
  validateIp,
  validatePrefix,
} from './index.ts';

describe('the edge: what people write', () => {
  it.each(['10.0.0.4', '2001:db8::1', '::'])('takes the address %s', (text) => {
    expect(validateIp(text)).toEqual({ ok: true, value: parseIp(text) });
  });

  it.each(['', '10.0.0', '10.0.0.256', '10.0.0.04', ' 10.0.0.4', 'fe80::1%eth0', '1::2::3', 'hub'])('refuses %j as an address', (text) => {
    expect(validateIp(text)).toEqual({ ok: false, refusal: 'not-an-address', expected: 'an IP address such as 10.0.0.4' });
  });

  it.each(['10.0.0.0/24', '0.0.0.0/0', '10.0.0.4/32', '2001:db8::/32', '::/0'])('takes the prefix %s', (text) => {
    expect(validatePrefix(text)).toEqual({ ok: true, value: parsePrefix(text) });
  });

  it.each<[text: string, refusal: string, meant: string | undefined]>([
    ['10.0.0/24', 'not-a-prefix', undefined],
    ['10.0.0.0', 'not-a-prefix', '10.0.0.0/32'],
    ['10.0.0.0/33', 'not-a-prefix', undefined],
    ['10.0.0.0/024', 'not-a-prefix', undefined],
    ['10.0.0.0/', 'not-a-prefix', undefined],
    ['10.0.0.1/24', 'host-bits', '10.0.0.0/24'],
    ['2001:db8::1/64', 'host-bits', '2001:db8::/64'],
  ])('refuses %j as a prefix: %s', (text, refusal, meant) => {
    const entry = validatePrefix(text);
    expect(entry).toMatchObject({ ok: false, refusal });
    expect(!entry.ok && entry.meant).toBe(meant);
  });

  it('keeps the host bits of an interface address', () => {
    expect(validateInterfaceAddress('10.20.10.1/24')).toEqual({ ok: true, value: { ip: ip('10.20.10.1'), length: 24 } });
    expect(validateInterfaceAddress('10.20.10.1')).toMatchObject({ ok: false, refusal: 'not-an-interface-address' });
  });

  it.each([
    ['65001', 65001],
    ['4294967295', 4294967295],
    ['1.10', 65546],
    ['0', undefined],
    ['4294967296', undefined],
    ['AS65001', undefined],
    ['1.65536', undefined],
    ['', undefined],
  ])('RFC 5396: the AS number %j is %s', (text, value) => {
    const entry = validateAsn(text);
    expect(entry.ok ? entry.value : undefined).toBe(value);
  });

  it('agrees with the engine about every address and prefix that it prints', () => {
    const anyIp = fc.oneof(
      fc.integer({ min: 0, max: 0xffffffff }).map((n) => n as Ip),
      fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((n) => n as Ip),
    );
    fc.assert(
      fc.property(anyIp, fc.nat(128), (address, n) => {
        const p = makePrefix(address, typeof address === 'number' ? n % 33 : n);
        expect(validateIp(formatIp(address))).toEqual({ ok: true, value: address });
        expect(validatePrefix(formatPrefix(p))).toEqual({ ok: true, value: p });
      }),
    );
  });

  it('never throws, and never takes what the engine would not', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f.:/%]{0,24}$/));
    fc.assert(
      fc.property(text, (t) => {
        const entry = validateIp(t);
        if (entry.ok) expect(parseIp(t)).toBe(entry.value);
        validatePrefix(t);
        validateInterfaceAddress(t);
        validateAsn(t);
      }),
    );
  });
});

describe('the subnet calculator', () => {
  const azure = { first: 4, last: 1 };
  const lan = { first: 1, last: 1 };

  it.each([
    ['10.0.0.0/24', azure, 256n, '10.0.0.4', '10.0.0.254', 251n],
    ['10.0.0.0/29', azure, 8n, '10.0.0.4', '10.0.0.6', 3n],
    ['10.0.0.0/30', azure, 4n, undefined, undefined, 0n],
    ['172.16.0.0/30', lan, 4n, '172.16.0.1', '172.16.0.2', 2n],
    ['255.255.255.0/24', lan, 256n, '255.255.255.1', '255.255.255.254', 254n],
    ['2001:db8::/64', azure, 1n << 64n, '2001:db8::4', '2001:db8::ffff:ffff:ffff:fffe', (1n << 64n) - 5n],
  ])('%s: %#', (text, kept, size, first, last, usable) => {
    const facts = subnetFacts(prefix(text), kept);
    expect([facts.size, facts.firstUsable && formatIp(facts.firstUsable), facts.lastUsable && formatIp(facts.lastUsable), facts.usable]).toEqual([
      size,
      first,
      last,
      usable,
    ]);
  });

  it.each([
    ['10.0.0.0', true],
    ['10.0.0.3', true],
    ['10.0.0.4', false],
    ['10.0.0.254', false],
    ['10.0.0.255', true],
    ['10.0.1.0', false],
  ])('A200: of 10.0.0.0/24 Azure keeps %s: %s', (address, kept) => {
    expect(isKept(prefix('10.0.0.0/24'), ip(address), azure)).toBe(kept);
  });

  it('finds the next free address, and says when there is none', () => {
    const p = prefix('10.0.0.0/29');
    expect(nextFreeIp(p, [], azure)).toBe(ip('10.0.0.4'));
    expect(nextFreeIp(p, [ip('10.0.0.4'), ip('10.0.0.5')], azure)).toBe(ip('10.0.0.6'));
    expect(nextFreeIp(p, ['10.0.0.4', '10.0.0.5', '10.0.0.6'].map(ip), azure)).toBeUndefined();
  });

  it.each<[space: string, length: number, taken: string[], free: string | undefined]>([
    ['10.0.0.0/16', 24, [], '10.0.0.0/24'],
    ['10.0.0.0/16', 24, ['10.0.0.0/24', '10.0.1.0/24', '10.0.3.0/24'], '10.0.2.0/24'],
    ['10.0.0.0/16', 24, ['10.0.0.0/17'], '10.0.128.0/24'],
    ['10.0.0.0/16', 24, ['10.0.0.64/26'], '10.0.1.0/24'],
    ['10.0.0.0/16', 24, ['10.0.0.0/16'], undefined],
    ['10.0.0.0/16', 8, [], undefined],
    ['255.255.255.0/24', 25, ['255.255.255.0/25', '255.255.255.128/25'], undefined],
  ])('next free in %s of length %i beside %j is %s', (space, length, taken, free) => {
    const found = nextFreePrefix(prefix(space), length, taken.map(prefix));
    expect(found && formatPrefix(found)).toBe(free);
  });

  it('what is next free overlaps nothing and is the lowest such prefix', () => {
    const inSpace = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 })).map(([n, l]) => makePrefix((0x0a000000 + n) as Ipv4, l));
    fc.assert(
      fc.property(fc.array(inSpace, { maxLength: 12 }), fc.integer({ min: 25, max: 30 }), (taken, length) => {
        const found = nextFreePrefix(prefix('10.0.0.0/24'), length, taken);
        const all = Array.from({ length: 1 << (length - 24) }, (_, i) => makePrefix((0x0a000000 + (i << (32 - length))) as Ipv4, length));
        expect(found).toEqual(all.find((p) => !taken.some((t) => overlaps(t, p))));
      }),
    );
  });
});
