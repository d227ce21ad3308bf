import { describe, expect, it } from 'vitest';
import { formatIp, type Ip, ip, parseInterfaceAddress, prefix } from '../ip/index.ts';
import { type RibEntry, type RibNextHop, type RibSettings, RibTable, type RouteOffer } from './index.ts';

const eth = (name: string, address: string, up = true) => ({ name, up, addresses: [parseInterfaceAddress(address)!] });
const TWO: RibSettings = { interfaces: [eth('eth0', '10.0.0.1/24'), eth('eth1', '10.0.1.1/24')], resolveViaDefault: { ipv4: false, ipv6: false } };

function offer(text: string, gateways: string, over: Partial<RouteOffer> = {}): RouteOffer {
  const nextHops = gateways.split(' ').map((g) => {
    if (g === 'blackhole') return { blackhole: 'blackhole' as const };
    if (g.startsWith('eth')) return { interface: g };
    const [gateway, out] = g.split('%') as [string, string?];
    return { ip: ip(gateway), ...(out !== undefined && { interface: out }) };
  });
  return { prefix: prefix(text), protocol: 'static', distance: 1, metric: 0, nextHops, ...over };
}
const bgp = (text: string, gateways: string, mayRecurse = false, over: Partial<RouteOffer> = {}) =>
  offer(text, gateways, { protocol: 'bgp', distance: 20, bgp: { internal: false, mayRecurse }, ...over });

/** `static[1/0]>* 10.0.0.2@eth0*`, as the router would list it; `;` between candidates. */
function shown(settings: RibSettings, offers: readonly RouteOffer[], at: string): string {
  const table = new RibTable(settings);
  for (const [i, o] of offers.entries()) table.offer(String(i), o);
  table.settle();
  return (table.snapshot().get(prefix(at)) ?? []).map(entryText).join('; ');
}

function entryText(e: RibEntry): string {
  return `${e.protocol}[${e.distance}/${e.metric}]${e.selected ? '>' : ''}${e.installed ? '*' : ''} ${e.nextHops.map(hopText).join(' ')}`;
}

function hopText(h: RibNextHop): string {
  const to = h.ip === undefined ? (h.blackhole ?? 'direct') : formatIp(h.ip);
  const marks = [h.active ? '' : '!', h.fib ? '*' : '', h.duplicate ? 'd' : ''].join('');
  return `${to}${h.interface ? `@${h.interface}` : ''}${marks}${h.recursive ? `(${h.resolved.map(hopText).join(' ')})` : ''}`;
}

describe('the RIB', () => {
  it.each<[string, readonly RouteOffer[], string, string]>([
    ['F108 connected beats all', [offer('10.0.0.0/24', 'blackhole', { distance: 0 })], '10.0.0.0/24', 'connected[0/0]>* direct@eth0*; static[0/0] blackhole'],
    [
      'F108 the lower distance',
      [offer('9.0.0.0/8', '10.0.0.2'), offer('9.0.0.0/8', '10.0.1.2', { distance: 5 })],
      '9.0.0.0/8',
      'static[1/0]>* 10.0.0.2@eth0*; static[5/0] 10.0.1.2@eth1',
    ],
    [
      'F108 the lower metric',
      [bgp('9.0.0.0/8', '10.0.0.2', false, { metric: 7 }), bgp('9.0.0.0/8', '10.0.1.2')],
      '9.0.0.0/8',
      'bgp[20/0]>* 10.0.1.2@eth1*; bgp[20/7] 10.0.0.2@eth0',
    ],
    ['F108 255 is never selected', [offer('9.0.0.0/8', '10.0.0.2', { distance: 255 })], '9.0.0.0/8', 'static[255/0] 10.0.0.2@eth0'],
    ['F110 a static whose gateway does not resolve is not offered', [offer('9.0.0.0/8', '8.8.8.8')], '9.0.0.0/8', ''],
    ['F30 nor one that only the default would resolve', [offer('0.0.0.0/0', '10.0.0.2'), offer('9.0.0.0/8', '8.8.8.8')], '9.0.0.0/8', ''],
    ['F111 a blackhole is always active', [offer('9.0.0.0/8', 'blackhole')], '9.0.0.0/8', 'static[1/0]>* blackhole*'],
    [
      'F112 recursion inherits the final next hop',
      [offer('8.0.0.0/8', '10.0.0.2'), offer('9.0.0.0/8', '8.0.0.1')],
      '9.0.0.0/8',
      'static[1/0]>* 8.0.0.1(10.0.0.2@eth0*)',
    ],
    ['F95 single-hop eBGP may not recurse', [offer('8.0.0.0/8', '10.0.0.2'), bgp('9.0.0.0/8', '8.0.0.1')], '9.0.0.0/8', 'bgp[20/0] 8.0.0.1!'],
    ['F112 an echo of our own subnet is inactive', [bgp('10.0.0.0/24', '10.0.0.2')], '10.0.0.0/24', 'connected[0/0]>* direct@eth0*; bgp[20/0] 10.0.0.2!'],
    [
      'F113 recursion may end in a blackhole',
      [offer('8.0.0.0/8', 'blackhole'), bgp('9.0.0.0/8', '8.0.0.1', true)],
      '9.0.0.0/8',
      'bgp[20/0]>* 8.0.0.1(blackhole*)',
    ],
    [
      'F114 two gateways by one way: the second is a duplicate',
      [offer('8.0.0.0/8', '10.0.0.2'), bgp('9.0.0.0/8', '8.0.0.1 8.0.0.2', true)],
      '9.0.0.0/8',
      'bgp[20/0]>* 8.0.0.1(10.0.0.2@eth0*) 8.0.0.2(10.0.0.2@eth0*d)',
    ],
    [
      'F114 a gateway on the link and one that resolves to it are no duplicates',
      [offer('8.0.0.0/8', '10.0.0.2'), bgp('9.0.0.0/8', '8.0.0.1 10.0.0.2', true)],
      '9.0.0.0/8',
      'bgp[20/0]>* 8.0.0.1(10.0.0.2@eth0*) 10.0.0.2@eth0*',
    ],
    ['F110 an address of our own is no gateway', [offer('9.0.0.0/8', '10.0.0.1')], '9.0.0.0/8', ''],
    ['F110 unless its interface is stated', [offer('9.0.0.0/8', '10.0.0.1%eth0')], '9.0.0.0/8', 'static[1/0]>* 10.0.0.1@eth0*'],
    ['F110 a gateway with its interface is offered, resolved or not', [offer('9.0.0.0/8', '8.8.8.8%eth0')], '9.0.0.0/8', 'static[1/0] 8.8.8.8@eth0!'],
    ['F112 the interface must be on the subnet', [offer('9.0.0.0/8', '10.0.1.2%eth0')], '9.0.0.0/8', 'static[1/0] 10.0.1.2@eth0!'],
    [
      'F112 what the route itself covers resolves by nothing shorter',
      [offer('8.0.0.0/8', '10.0.0.2'), offer('8.1.0.0/16', '8.1.0.1')],
      '8.1.0.0/16',
      'static[1/0] 8.1.0.1!',
    ],
    [
      'F110 staticd takes the route itself for a way to another of its gateways',
      [offer('9.0.0.0/8', '9.0.0.1 10.0.0.2')],
      '9.0.0.0/8',
      'static[1/0]>* 9.0.0.1! 10.0.0.2@eth0*',
    ],
    [
      'F132 Linux refuses a blackhole behind another way',
      [offer('20.0.0.0/8', 'blackhole'), offer('9.0.0.0/8', '10.0.0.2 20.0.0.1')],
      '9.0.0.0/8',
      'static[1/0]> 10.0.0.2@eth0 20.0.0.1(blackhole)',
    ],
    [
      'F132 one that comes first makes all of the route a blackhole',
      [offer('8.0.0.0/8', 'blackhole'), offer('9.0.0.0/8', '10.0.0.2 8.0.0.1')],
      '9.0.0.0/8',
      'static[1/0]>* 8.0.0.1(blackhole*) 10.0.0.2@eth0*',
    ],
    ['F115 next hops by address', [offer('9.0.0.0/8', '10.0.1.2 10.0.0.2')], '9.0.0.0/8', 'static[1/0]>* 10.0.0.2@eth0* 10.0.1.2@eth1*'],
  ])('%s', (_title, offers, at, expected) => {
    expect(shown(TWO, offers, at)).toBe(expected);
    expect(
      shown(TWO, [...offers].reverse(), at)
        .split('; ')
        .sort(),
    ).toEqual(expected.split('; ').sort());
  });

  it('F180 the default resolves where that is allowed', () => {
    const allowed = { ...TWO, resolveViaDefault: { ipv4: true, ipv6: false } };
    expect(shown(allowed, [offer('0.0.0.0/0', '10.0.0.2'), offer('9.0.0.0/8', '8.8.8.8')], '9.0.0.0/8')).toBe('static[1/0]>* 8.8.8.8(10.0.0.2@eth0*)');
  });

  it('F112 a stated interface may be any on the subnet; each subnet of an interface is in the kernel', () => {
    const both: RibSettings = { ...TWO, interfaces: [eth('eth0', '10.0.0.1/24'), eth('eth1', '10.0.0.2/24')] };
    expect(shown(both, [offer('9.0.0.0/8', '10.0.0.9%eth1')], '9.0.0.0/8')).toBe('static[1/0]>* 10.0.0.9@eth1*');
    expect(shown(both, [offer('9.0.0.0/8', '10.0.0.9')], '9.0.0.0/8')).toBe('static[1/0]>* 10.0.0.9@eth0*');
    expect(shown(both, [], '10.0.0.0/24')).toBe('connected[0/0]>* direct@eth0*; connected[0/0] direct@eth1*');
  });

  it('F108 a kernel route that is beaten stays in the kernel; one out of an interface that fails is gone', () => {
    const kernel = (gateway: string, distance: number) => offer('9.0.0.0/8', gateway, { protocol: 'kernel', distance });
    expect(shown(TWO, [kernel('10.0.0.2', 5), offer('9.0.0.0/8', '10.0.1.2')], '9.0.0.0/8')).toBe('static[1/0]>* 10.0.1.2@eth1*; kernel[5/0] 10.0.0.2@eth0*');
    expect(shown(TWO, [kernel('10.0.0.2', 255)], '9.0.0.0/8')).toBe('kernel[255/0]>* 10.0.0.2@eth0*');
    const cut: RibSettings = { ...TWO, interfaces: [eth('eth0', '10.0.0.1/24', false), eth('eth1', '10.0.1.1/24')] };
    expect(shown(cut, [kernel('10.0.0.2', 0)], '9.0.0.0/8')).toBe('');
  });

  it('F108 a kernel route stays while its interface has lost its carrier alone, and what leads through it', () => {
    const lost: RibSettings = { ...TWO, interfaces: [{ ...eth('eth0', '10.0.0.1/24', false), noCarrier: true }, eth('eth1', '10.0.1.1/24')] };
    const offers = [offer('9.0.0.0/8', '10.0.0.200', { protocol: 'kernel', distance: 0 }), offer('8.0.0.0/8', '9.0.0.1'), offer('7.0.0.0/8', '10.0.0.2')];
    expect(shown(lost, offers, '9.0.0.0/8')).toBe('kernel[0/0]>* 10.0.0.200@eth0*');
    expect(shown(lost, offers, '8.0.0.0/8')).toBe('static[1/0]>* 9.0.0.1(10.0.0.200@eth0*)');
    expect(shown(lost, offers, '7.0.0.0/8')).toBe('');
  });

  it.each([
    ['behind another route', '8.0.0.1', true],
    ['on the link', '10.0.0.2', false],
  ])('F140 a floating blackhole beside a gateway %s was in the kernel first, or was not: its mark stays', (_title, gateway, marked) => {
    const offers = [offer('8.0.0.0/8', '10.0.0.2'), offer('19.0.0.0/8', gateway), offer('19.0.0.0/8', 'blackhole', { distance: 240 })];
    expect(shown(TWO, offers, '19.0.0.0/8')).toContain(`static[240/0] blackhole${marked ? '*' : ''}`);
    expect(shown(TWO, offers, '19.0.0.0/8').includes('blackhole*')).toBe(marked);
  });

  it.each([
    ['192.0.2.1/32', '192.0.2.1'],
    ['9.9.9.1/32', '9.9.9.1'],
  ])(
    'F112 a link that goes leaves its prefix to a BGP route that leads back to it: Linux is not asked, and the static route between them stands (%s)',
    (loopback, far) => {
      const table = new RibTable(TWO);
      table.offer('static', offer(loopback, '10.0.0.2'));
      table.offer('bgp', offer('10.0.0.0/24', far, { protocol: 'bgp', distance: 200, bgp: { internal: true, mayRecurse: true } }));
      table.settle();
      table.configure({ ...TWO, interfaces: [{ ...eth('eth0', '10.0.0.1/24', false), noCarrier: true }, eth('eth1', '10.0.1.1/24')] });
      table.settle();
      const entries = (of: string) => (table.snapshot().get(prefix(of)) ?? []).map(entryText).join('; ');
      expect(entries('10.0.0.0/24')).toBe(`bgp[200/0]> ${far}(10.0.0.2@eth0)`);
      expect(entries(loopback)).toBe('static[1/0]>* 10.0.0.2@eth0*');
      table.configure(TWO);
      table.settle();
      expect(entries('10.0.0.0/24')).toContain('connected[0/0]>*');
      expect(entries(loopback)).toBe('static[1/0]>* 10.0.0.2@eth0*');
    },
  );

  it('F140 so is one by a gateway behind a kernel route beside one behind a static route, and by a static route beside one that is two behind (recording static-first-2)', () => {
    const ways = [offer('6.0.0.0/8', '10.0.0.2', { protocol: 'kernel', distance: 0 }), offer('7.0.0.0/8', '10.0.0.9'), offer('8.0.0.0/8', '7.0.0.1')];
    const beside = (floating: string, first: string) =>
      shown(TWO, [...ways, offer('19.0.0.0/8', floating, { distance: 2 }), offer('19.0.0.0/8', first)], '19.0.0.0/8').split('; ')[1];
    expect(beside('6.0.0.1', '7.0.0.1')).toBe('static[2/0] 6.0.0.1(10.0.0.2@eth0*)');
    expect(beside('7.0.0.2', '8.0.0.1')).toBe('static[2/0] 7.0.0.2(10.0.0.9@eth0*)');
    expect(beside('8.0.0.1', '7.0.0.2')).toBe('static[2/0] 8.0.0.1(10.0.0.9@eth0)');
    expect(beside('10.0.0.3', '6.0.0.1')).toBe('static[2/0] 10.0.0.3@eth0');
  });

  it('F112 it is found again once the way to it becomes another: its route is then sent alone', () => {
    const table = new RibTable({ ...TWO, neighbors: { onLink: new Set<Ip>(), outside: new Set([ip('10.0.0.2')]) } });
    const entries = () => (table.snapshot().get(prefix('9.0.0.0/8')) ?? []).map(entryText).join('; ');
    table.offer('way', offer('30.0.0.3/32', '10.0.0.2'));
    table.offer('route', offer('9.0.0.0/8', '10.0.0.2 30.0.0.3'));
    table.settle();
    expect(entries()).toContain('30.0.0.3!');
    table.offer('way', offer('30.0.0.3/32', '10.0.0.2 10.0.1.7'));
    table.settle();
    expect(entries()).toContain('30.0.0.3(10.0.0.2@eth0* 10.0.1.7@eth1*)');
  });

  it.each<[string, readonly RouteOffer[], string]>([
    ['beside who takes over, unused', [offer('9.0.0.0/8', 'blackhole', { distance: 200 })], 'static[200/0]>* blackhole*; kernel[0/0] 10.0.0.200@eth0!*'],
    ['not where it was alone', [], ''],
  ])('F108 a kernel route of IPv4 whose interface is set down stays listed: %s', (_title, others, after) => {
    const table = new RibTable(TWO);
    table.offer('kernel', offer('9.0.0.0/8', '10.0.0.200', { protocol: 'kernel', distance: 0 }));
    for (const [i, o] of others.entries()) table.offer(String(i), o);
    table.settle();
    const entries = () => (table.snapshot().get(prefix('9.0.0.0/8')) ?? []).map(entryText).join('; ');
    expect(entries()).toContain('kernel[0/0]>* 10.0.0.200@eth0*');
    table.configure({ ...TWO, interfaces: [eth('eth0', '10.0.0.1/24', false), eth('eth1', '10.0.1.1/24')] });
    table.settle();
    expect(entries()).toBe(after);
    // Who comes later finds it gone.
    table.offer('late', offer('9.0.0.0/8', 'blackhole', { distance: 30 }));
    table.settle();
    expect(entries().includes('kernel')).toBe(others.length > 0);
    // Who has taken over leaves it where it is (recording kernel-down-2).
    for (const i of [...others.keys(), 'late']) table.withdraw(prefix('9.0.0.0/8'), String(i));
    table.settle();
    expect(entries()).toBe(others.length > 0 ? 'kernel[0/0] 10.0.0.200@eth0!*' : '');
  });

  it.each([
    ['is lost beside the address of a neighbor', ['10.0.0.2'], '10.0.0.2@eth0* 30.0.0.3!'],
    ['is found where nobody is looked for there', ['10.0.1.2'], '10.0.0.2@eth0* 30.0.0.3(10.0.0.2@eth0*)'],
  ])('F112 a gateway by a static route that staticd sends along with it %s', (_title, outside, hops) => {
    const settings = { ...TWO, neighbors: { onLink: new Set<Ip>(), outside: new Set(outside.map(ip)) } };
    const way = offer('30.0.0.3/32', '10.0.0.2');
    expect(shown(settings, [way, offer('9.0.0.0/8', '10.0.0.2 30.0.0.3')], '9.0.0.0/8')).toBe(`static[1/0]>* ${hops}`);
    // A route by that gateway alone is not sent along.
    expect(shown(settings, [way, offer('9.0.0.0/8', '30.0.0.3')], '9.0.0.0/8')).toBe('static[1/0]>* 30.0.0.3(10.0.0.2@eth0*)');
  });

  it.each<[string, readonly string[], readonly string[], boolean, string]>([
    ['a gateway whose own route is by another neighbor is lost as well', ['10.0.0.2', '10.0.1.2'], ['10.0.0.2', '10.0.1.2'], false, '10.0.0.2@eth0* 30.0.0.3!'],
    ['not one by a neighbor that is looked for by itself', ['10.0.1.2'], ['10.0.0.2', '10.0.1.2'], false, '10.0.0.2@eth0* 30.0.0.3(10.0.1.2@eth1*)'],
    ['a shorter route to it is taken', ['10.0.0.2', '10.0.1.2'], ['10.0.0.2', '10.0.1.2'], true, '10.0.0.2@eth0* 30.0.0.3(10.0.0.9@eth0*)'],
  ])('F112 staticd sends its routes by all neighbors at once: %s (bgp_start; recording static-resent-3)', (_title, onLink, outside, ipv4, hops) => {
    const settings = { ...TWO, resolveViaDefault: { ipv4, ipv6: false }, neighbors: { onLink: new Set(onLink.map(ip)), outside: new Set(outside.map(ip)) } };
    const offers = [offer('0.0.0.0/0', '10.0.0.9'), offer('30.0.0.3/32', '10.0.1.2'), offer('9.0.0.0/8', '10.0.0.2 30.0.0.3')];
    expect(shown(settings, offers, '9.0.0.0/8')).toBe(`static[1/0]>* ${hops}`);
  });

  it('F115, F132 a kernel route lists its lighter next hops first; the kernel has them as stated, and a route through it without their weights', () => {
    const table = new RibTable(TWO);
    const hop = (gateway: string, weight: number) => ({ ip: ip(gateway), weight, mtu: 1400, source: ip('10.0.0.1') });
    table.offer('k', offer('8.0.0.0/8', 'eth0', { protocol: 'kernel', distance: 0, nextHops: [hop('10.0.0.2', 3), hop('10.0.1.2', 1)] }));
    table.offer('s', offer('9.0.0.0/8', '8.0.0.1'));
    table.settle();
    const weights = (at: string) =>
      table
        .snapshot()
        .get(prefix(at))?.[0]
        ?.nextHops.map((h) => [h.weight, ...h.resolved.map((r) => [r.weight, r.mtu, r.source])]);
    expect(weights('8.0.0.0/8')).toEqual([[1], [3]]);
    expect(weights('9.0.0.0/8')).toEqual([[1, [1, undefined, undefined], [1, undefined, undefined]]]);
    const kernel = table.fib().get(prefix('8.0.0.0/8'))?.nextHops;
    expect(kernel?.map((h) => h.weight ?? 1)).toEqual([3, 1]);
  });

  it('F34 a route by a link-local next hop stays when its interface fails, until it is announced anew or no interface is left; packets do not take it', () => {
    const at = prefix('2001:db8:1::/48');
    const up = (...names: string[]): RibSettings => ({
      ...TWO,
      interfaces: ['eth0', 'eth1', 'eth2'].map((name, i) => ({ ...eth(name, `10.0.${i}.1/24`, names.includes(name)), linkLocal: ip(`fe80::${i + 10}`) })),
    });
    const via = (gateway: string, metric = 0) => bgp('2001:db8:1::/48', 'eth1', false, { metric, nextHops: [{ ip: ip(gateway), interface: 'eth1' }] });
    const table = new RibTable(up('eth0', 'eth1', 'eth2'));
    table.offer('bgp', via('fe80::1'));
    table.settle();
    const shown = () => (table.entries.get(at) ?? []).map(entryText).join();
    table.configure(up('eth0', 'eth2'));
    table.settle();
    expect(shown()).toBe('bgp[20/0]>* fe80::1@eth1*');
    expect(table.fib().get(at)).toBeUndefined();
    table.offer('bgp', via('fe80::1'));
    table.settle();
    expect(shown()).toBe('bgp[20/0]>* fe80::1@eth1*');
    table.offer('bgp', via('fe80::1', 5));
    table.settle();
    expect(shown()).toBe('bgp[20/5] fe80::1@eth1!');
    const alone = new RibTable(up('eth1'));
    alone.offer('bgp', via('fe80::1'));
    alone.settle();
    alone.configure(up());
    alone.settle();
    expect((alone.entries.get(at) ?? []).map(entryText).join()).toBe('bgp[20/0] fe80::1@eth1!');
  });

  it('F34 what is held takes over in the kernel as ever while its interface is up (recording held-blackhole-1)', () => {
    const at = prefix('2001:db8:1::/48');
    const up = (...own: string[]): RibSettings => ({
      ...TWO,
      interfaces: own.map((address, i) => ({ ...eth(`eth${i}`, address), linkLocal: ip(`fe80::${i + 10}`) })),
    });
    const table = new RibTable(up('10.0.0.1/24'));
    const blackhole = offer('2001:db8:1::/48', 'blackhole');
    table.offer('static', blackhole);
    table.offer('bgp', bgp('2001:db8:1::/48', 'eth0', false, { nextHops: [{ ip: ip('fe80::1'), interface: 'eth0' }] }));
    table.settle();
    table.configure(up('10.0.9.1/24'));
    table.settle();
    table.withdraw(at, 'static');
    table.settle();
    expect((table.entries.get(at) ?? []).map(entryText).join()).toBe('bgp[20/0]>* fe80::1@eth0*');
  });

  it('F34, F112 a route by a failed interface that takes over is not in the kernel, and what stood on the network before goes on until a route within it is another', () => {
    const up = (...names: string[]): RibSettings => ({
      ...TWO,
      interfaces: ['eth0', 'eth1'].map((name, i) => ({ ...eth(name, `2001:db8:${i}::1/64`, names.includes(name)), linkLocal: ip(`fe80::${i + 10}`) })),
    });
    const table = new RibTable(up('eth0', 'eth1'));
    table.offer('bgp', bgp('2001:db8:1::/64', 'eth1', false, { nextHops: [{ ip: ip('fe80::1'), interface: 'eth1' }] }));
    table.offer('static', offer('2001:db8:99::/48', '2001:db8:1::9'));
    table.offer('short', offer('2001:db8::/32', 'blackhole'));
    table.settle();
    const shown = (at: string) => (table.entries.get(prefix(at)) ?? []).map(entryText).join('; ');
    table.configure(up('eth0'));
    table.settle();
    expect(shown('2001:db8:1::/64')).toBe('bgp[20/0]> fe80::1@eth1');
    expect(shown('2001:db8:99::/48')).toBe('static[1/0]>* 2001:db8:1::9@eth1*');
    expect(table.track(ip('2001:db8:1::9'), { connectedOnly: true })?.protocol).toBe('connected');
    expect(table.fib().get(prefix('2001:db8:1::/64'))).toBeUndefined();
    table.offer('within', offer('2001:db8:1::8/128', 'blackhole'));
    table.settle();
    expect(shown('2001:db8:99::/48')).toBe('static[1/0] 2001:db8:1::9!');
    table.configure(up('eth0', 'eth1'));
    table.settle();
    expect(shown('2001:db8:1::/64')).toBe('connected[0/0]>* direct@eth1*; bgp[20/0] fe80::1@eth1');
    expect(shown('2001:db8:99::/48')).toBe('static[1/0]>* 2001:db8:1::9@eth1*');
  });

  it('F132 packets go by the blackhole that comes first, and by nothing where Linux refuses', () => {
    const table = new RibTable(TWO);
    for (const [i, o] of [
      offer('8.0.0.0/8', 'blackhole'),
      offer('20.0.0.0/8', 'blackhole'),
      offer('9.0.0.0/8', '10.0.0.2 8.0.0.1'),
      offer('7.0.0.0/8', '10.0.0.2 20.0.0.1'),
    ].entries())
      table.offer(String(i), o);
    table.settle();
    expect(table.fib().get(prefix('9.0.0.0/8'))?.nextHops).toEqual([{ blackhole: 'blackhole' }]);
    expect(table.fib().get(prefix('7.0.0.0/8'))).toBeUndefined();
  });

  it('F132 a route that is sent again is listed first', () => {
    const table = new RibTable(TWO);
    table.offer('a', offer('9.0.0.0/8', '10.0.0.2 8.0.0.1'));
    table.offer('b', offer('9.0.0.0/8', '10.0.1.2', { distance: 50 }));
    table.settle();
    const listed = () => table.entries.get(prefix('9.0.0.0/8'))?.map((e) => e.distance);
    expect(listed()).toEqual([50, 1]);
    table.offer('c', offer('8.0.0.0/8', '10.0.0.3'));
    table.settle();
    expect(listed()).toEqual([1, 50]);
    table.offer('b', offer('9.0.0.0/8', '10.0.1.3', { distance: 50 }));
    table.settle();
    expect(listed()).toEqual([50, 1]);
  });

  it('F117 what is lost takes along what stood on it, and comes back with it', () => {
    const table = new RibTable(TWO);
    table.offer('a', offer('8.0.0.0/8', '10.0.0.2'));
    table.offer('b', bgp('9.0.0.0/8', '8.0.0.1', true));
    table.settle();
    table.withdraw(prefix('8.0.0.0/8'), 'a');
    expect(table.settle().length).toBe(2);
    expect(table.entries.get(prefix('9.0.0.0/8'))?.map(entryText)).toEqual(['bgp[20/0] 8.0.0.1!']);
    table.configure({ ...TWO, interfaces: [eth('eth0', '10.0.0.1/24', false), eth('eth1', '10.0.1.1/24')] });
    table.offer('a', offer('8.0.0.0/8', '10.0.1.2'));
    table.settle();
    expect(table.entries.get(prefix('9.0.0.0/8'))?.map(entryText)).toEqual(['bgp[20/0]>* 8.0.0.1(10.0.1.2@eth1*)']);
    expect(table.entries.get(prefix('10.0.0.0/24'))).toBeUndefined();
  });

  describe('F110 a gateway behind an interface whose first IPv4 address is a /32', () => {
    const link = (...addresses: string[]) => ({ name: 'eth0', up: true, addresses: addresses.map((a) => parseInterfaceAddress(a)!) });
    const on = (addresses: string[], hop: string, at = '9.0.0.0/8') => shown({ ...TWO, interfaces: [link(...addresses)] }, [offer(at, hop)], at);

    it.each([
      ['is on the link, wherever it is', ['192.0.2.1/32'], '203.0.113.7%eth0', 'static[1/0]>* 203.0.113.7@eth0*'],
      ['is not, behind a /24 that is the first', ['10.0.0.1/24', '192.0.2.1/32'], '203.0.113.7%eth0', 'static[1/0] 203.0.113.7@eth0!'],
      ['is not ourselves: the kernel refuses that', ['192.0.2.1/32'], '192.0.2.1%eth0', 'static[1/0]> 192.0.2.1@eth0'],
      ['counts in IPv4 alone', ['192.0.2.1/32', '2001:db8::1/128'], '2001:db8::7%eth0', 'static[1/0] 2001:db8::7@eth0!'],
    ])('%s', (_what, addresses, hop, expected) => {
      expect(on(addresses, hop, hop.includes('::') ? '2001:db8:9::/48' : '9.0.0.0/8')).toBe(expected);
    });

    it('may be the route itself', () => {
      expect(on(['192.0.2.1/32'], '9.0.0.1%eth0', '9.0.0.1/32')).toBe('static[1/0]>* 9.0.0.1@eth0*');
    });
  });

  it('F113 a gateway on the loopback is taken by Linux in IPv4, and refused in IPv6', () => {
    const lo = { name: 'lo', up: true, addresses: ['10.9.0.1/24', '2001:db8:9::1/64'].map((a) => parseInterfaceAddress(a)!) };
    const at = (text: string, gateway: string) => shown({ ...TWO, interfaces: [lo] }, [offer(text, gateway)], text);
    expect(at('9.0.0.0/8', '10.9.0.5')).toBe('static[1/0]>* 10.9.0.5@lo*');
    expect(at('2001:db8:a::/48', '2001:db8:9::5')).toBe('static[1/0]> 2001:db8:9::5@lo');
  });

  it('F113 an IPv6 gateway that is an address of our own is refused by Linux (net/ipv6/route.c ip6_validate_gw); an IPv4 one only where it is to be on the link', () => {
    const port = { name: 'eth0', up: true, addresses: ['10.9.0.1/24', '2001:db8:9::1/64'].map((a) => parseInterfaceAddress(a)!) };
    const at = (text: string, gateway: string) => shown({ ...TWO, interfaces: [port] }, [bgp(text, gateway)], text);
    expect(at('2001:db8:a::/48', '2001:db8:9::1')).toBe('bgp[20/0]> 2001:db8:9::1@eth0');
    expect(at('2001:db8:a::/48', '2001:db8:9::5')).toBe('bgp[20/0]>* 2001:db8:9::5@eth0*');
    expect(at('9.0.0.0/8', '10.9.0.1')).toBe('bgp[20/0]>* 10.9.0.1@eth0*');
  });

  it('F113 a gateway that is the broadcast address of a subnet is refused by Linux (net/ipv4/fib_semantics.c fib_check_nh); links of two have none', () => {
    const port = { name: 'eth0', up: true, addresses: ['10.9.0.1/24', '10.9.1.1/30', '10.9.2.0/31'].map((a) => parseInterfaceAddress(a)!) };
    const at = (gateway: string) => shown({ ...TWO, interfaces: [port] }, [offer('9.0.0.0/8', gateway)], '9.0.0.0/8');
    expect(at('10.9.0.255')).toBe('static[1/0]> 10.9.0.255@eth0');
    expect(at('10.9.0.255%eth0')).toBe('static[1/0]> 10.9.0.255@eth0');
    expect(at('10.9.1.3')).toBe('static[1/0]> 10.9.1.3@eth0');
    expect(at('10.9.0.0')).toBe('static[1/0]>* 10.9.0.0@eth0*');
    expect(at('10.9.2.1')).toBe('static[1/0]>* 10.9.2.1@eth0*');
  });

  it('F140 next hops by which something was installed stay marked, whoever has them now', () => {
    const table = new RibTable(TWO);
    table.offer('a', offer('9.0.0.0/8', '10.0.1.2'));
    table.offer('b', bgp('9.0.0.0/8', '10.0.0.2'));
    table.settle();
    const candidate = () => entryText((table.snapshot().get(prefix('9.0.0.0/8')) ?? []).find((e) => !e.selected) as RibEntry);
    expect(candidate()).toBe('bgp[20/0] 10.0.0.2@eth0');
    table.offer('c', bgp('8.0.0.0/8', '10.0.0.2'));
    table.settle();
    table.withdraw(prefix('8.0.0.0/8'), 'c');
    table.settle();
    expect(candidate()).toBe('bgp[20/0] 10.0.0.2@eth0*');
  });

  it.each<[string, string, string]>([
    ['with the route to its gateway, which leads there as well', '10.0.0.2 8.0.0.1', 'bgp[20/0] 8.0.0.1!'],
    ['by itself, where that route leads elsewhere', '10.0.0.2 10.0.1.2', 'bgp[20/0]>* 8.0.0.1(10.0.0.2@eth0* 10.0.1.2@eth1*)'],
  ])('F112 what BGP announces %s', (_what, ways, expected) => {
    const table = new RibTable(TWO);
    const at = (text: string): string => (table.snapshot().get(prefix(text)) ?? []).map(entryText).join('; ');
    table.offer('bgp', bgp('8.0.0.0/8', '10.0.0.2', true));
    table.settle();
    // The gateway 8.0.0.1 is reached now: whatever has it is announced.
    table.offer('bgp', bgp('8.0.0.0/8', ways, true));
    table.offer('bgp', bgp('9.0.0.0/8', '8.0.0.1', true));
    table.settle();
    expect(at('9.0.0.0/8')).toBe(expected);
    // Nothing is resolved anew by itself, but by being announced alone.
    table.configure(TWO);
    table.settle();
    expect(at('9.0.0.0/8')).toBe(expected);
    table.offer('bgp', bgp('9.0.0.0/8', '8.0.0.1', true, { metric: 5 }));
    table.settle();
    expect(at('9.0.0.0/8')).toMatch(/^bgp\[20\/5\]>\* 8\.0\.0\.1\(10\.0\.0\.2@eth0\*/);
  });

  it.each([
    ['one whose best path has other attributes, which is announced anew though it is the same to zebra', true, 'bgp[20/0] 8.0.0.1!'],
    ['not one that stays as it is', false, 'bgp[20/0]>* 8.0.0.1(blackhole*)'],
  ])(
    'F112 a gateway is missed where its own route is announced at the same time: %s (bgp_process_main_one; recording aggregate-ground-1)',
    (_what, anew, expected) => {
      const table = new RibTable(TWO);
      const aggregate = offer('8.0.0.0/8', 'blackhole', { protocol: 'bgp', distance: 200 });
      table.offer('bgp', aggregate, true);
      table.settle();
      table.offer('bgp', aggregate, anew);
      table.offer('bgp', bgp('9.0.0.0/8', '8.0.0.1', true), true);
      table.settle();
      expect((table.snapshot().get(prefix('9.0.0.0/8')) ?? []).map(entryText).join('; ')).toBe(expected);
    },
  );
});
