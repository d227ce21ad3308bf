/** What fits into each kind of tunnel, to the byte, and which size the sender of what does not fit is told (H9, H40, H42, H43). */
import { describe, expect, it } from 'vitest';
import { ip } from '../ip/index.ts';
import type { Lab, Router } from '../model/index.ts';
import { solve } from '../solve.ts';
import { outer, sizeOf } from './packet.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import { announced } from './transfer.ts';
import type { Header, Packet, Trace } from './types.ts';

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const CABLE = 1500;

/** pc — r1 — (a tunnel over a cable of 1500 bytes) — r2 — server; the tunnel's own interface would carry more than the cable. */
function labOf(kind: string, words: string, ends: readonly [string, string], more = ''): Lab {
  const router = (near: string, mine: 0 | 1, to: string, left: string) => ({
    interfaces: { e0: on(left, near), ca: on('cable', `10.2.0.${mine + 1}/24`, `2001:db8:2::${mine + 1}/64`) },
    iproute2: {
      config: [
        'sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1',
        `ip link add t0 type ${kind} local ${ends[mine]} remote ${ends[mine === 0 ? 1 : 0]} ${words}`,
        'ip link set t0 up mtu 9000',
        `ip addr add 10.9.0.${mine + 1}/24 dev t0`,
        `ip route add ${to} via 10.9.0.${2 - mine}`,
        more,
      ].join('\n'),
    },
  });
  return {
    segments: { left: {}, cable: {}, right: {} },
    hosts: {
      pc: { interfaces: { eth0: { ...on('left', '10.1.0.10/24'), mtu: 9000 } }, gateway: '10.1.0.1' },
      r1: widened(router('10.1.0.1/24', 0, '10.3.0.0/24', 'left')),
      r2: widened(router('10.3.0.1/24', 1, '10.1.0.0/24', 'right')),
      server: { interfaces: { eth0: { ...on('right', '10.3.0.10/24'), mtu: 9000 } }, gateway: '10.3.0.1', listen: [{ protocol: 'tcp', port: 443 }] },
    },
  };
}

/** The links outside the tunnel carry more than it does. */
function widened<H extends { readonly interfaces: { readonly e0: object } }>(host: H): H {
  return { ...host, interfaces: { ...host.interfaces, e0: { ...host.interfaces.e0, mtu: 9000 } } };
}

const V4 = ['10.2.0.1', '10.2.0.2'] as const;
const V6 = ['2001:db8:2::1', '2001:db8:2::2'] as const;

const ping = (lab: Lab, payload: number, options: TraceOptions = { dontFragment: true }): Trace =>
  traceFlow(solve(lab), { from: 'pc', to: 'server', protocol: 'icmp' }, { payload, branches: false, ...options });

describe('H40 overheads', () => {
  it.each([
    ['gre', '', V4, 24],
    ['gre', 'key 7', V4, 28],
    ['gre', 'nopmtudisc', V4, 24],
    ['ipip', '', V4, 20],
  ] as const)('%s %s', (kind, words, ends, overhead) => {
    const lab = labOf(kind, words, ends);
    const room = CABLE - overhead;
    const fits = ping(lab, room - 28);
    expect(fits.verdict).toBe('delivered');
    const sent = fits.out.hops.find((h) => h.node === 'r1')?.after as Packet;
    expect(sizeOf(sent)).toBe(CABLE);
    const { error, reason } = ping(lab, room - 27).out;
    expect([reason.code, error?.type, error?.mtu, error?.leg.ending]).toEqual(['mtu-exceeded', 'frag-needed', room, 'delivered']);
  });

  it('VXLAN over IPv6, whose outer packets nobody cuts: what does not fit is lost, and nobody is told', () => {
    const lab = labOf('vxlan', 'id 7 dstport 4789', V6);
    expect(ping(lab, CABLE - 70 - 28).verdict).toBe('delivered');
    const { error, reason } = ping(lab, CABLE - 70 - 27).out;
    expect([reason.code, error]).toEqual(['mtu-exceeded', undefined]);
  });

  // 20 and SPI with sequence number 8, IV 8, what is inside with its trailer of 2 up to a word of four, tag 16 (RFC 4303 §2.4).
  it.each([
    [28, 84],
    [30, 84],
    [31, 88],
    [34, 88],
    [35, 92],
  ])('ESP around %i bytes: %i', (inside, size) => {
    const header = (protocol: 'esp' | 'udp'): Header => ({
      kind: 'ip',
      source: ip('192.0.2.1'),
      destination: ip('192.0.2.2'),
      ttl: 64,
      protocol,
      dontFragment: false,
    });
    const headers: Header[] = [header('esp'), { kind: 'esp', tunnel: 'cn' }, header('udp'), { kind: 'udp', sourcePort: 1, destinationPort: 2 }];
    expect(sizeOf({ headers, payload: inside - 28 })).toBe(size);
  });
});

describe('H43, H44 the outer header', () => {
  const outside = (words: string, options: TraceOptions) => {
    const { before, after } = ping(labOf('gre', words, V4), 56, options).out.hops.find((h) => h.node === 'r1') ?? {};
    return { given: before && outer(before), sent: after && outer(after) };
  };

  it.each([
    ['pmtudisc, the default, sets DF whatever is inside', '', false, true],
    ['nopmtudisc copies a DF that is set', 'nopmtudisc', true, true],
    ['nopmtudisc copies one that is not', 'nopmtudisc', false, false],
  ])('%s', (_, words, dontFragment, expected) => expect(outside(words, { dontFragment }).sent?.dontFragment).toBe(expected));

  it('without DF on either the outer packet is cut, and put together at the end', () => {
    const { verdict, out } = ping(labOf('gre', 'nopmtudisc', V4), 2000, { dontFragment: false });
    expect([verdict, out.hops.find((h) => h.node === 'r2')?.before.fragment, out.hops.at(-1)?.before.fragment]).toEqual(['delivered', CABLE, undefined]);
  });

  it('its TTL is the inner one’s unless the tunnel says its own', () => {
    expect(outside('', { ttl: 40 }).sent?.ttl).toBe(39);
    expect(outside('ttl 77', { ttl: 40 }).sent?.ttl).toBe(77);
  });
});

describe('H42 what is announced', () => {
  const host = (address: string, mtu: number, gateway: string, script = '') => ({
    interfaces: { eth0: { ...on(address.includes('.1.') || address.includes(':1:') ? 'left' : 'right', address), mtu } },
    iproute2: { config: `ip ${address.includes(':') ? '-6 ' : ''}route add default via ${gateway}${script}` },
    listen: [{ protocol: 'tcp' as const, port: 443 }],
  });
  const between = (router: Partial<Router>): Lab => ({
    segments: { left: {}, right: {} },
    hosts: {
      pc: host('10.1.0.10/24', 1400, '10.1.0.1'),
      server: host('10.3.0.10/24', 1500, '10.3.0.1'),
      pc6: host('2001:db8:1::10/64', 1400, '2001:db8:1::1'),
      server6: host('2001:db8:3::10/64', 1500, '2001:db8:3::1'),
    },
    routers: {
      r: {
        interfaces: { e0: on('left', '10.1.0.1/24', '2001:db8:1::1/64'), e1: on('right', '10.3.0.1/24', '2001:db8:3::1/64') },
        frr: { config: '' },
        ...router,
      },
    },
  });
  const mss = (lab: Lab, from = 'pc', to = 'server') =>
    traceFlow(solve(lab), { from, to, protocol: 'tcp', port: 443, bytes: 9000 }, { branches: false }).transfer?.mss;

  it.each([
    ['IPv4: 40 bytes less than the MTU', 'pc', 'server', { up: 1460, down: 1360 }],
    ['IPv6: 60 bytes less', 'pc6', 'server6', { up: 1440, down: 1340 }],
  ])('%s', (_, from, to, expected) => expect(mss(between({}), from, to)).toEqual(expected));

  it('adjust-mss of the interface that a SYN comes in by lowers it as well as that of the one it leaves by', () => {
    const interfaces = (clamped: 'e0' | 'e1') => ({
      e0: { ...on('left', '10.1.0.1/24'), ...(clamped === 'e0' && { tcpAdjustMss: 1200 }) },
      e1: { ...on('right', '10.3.0.1/24'), ...(clamped === 'e1' && { tcpAdjustMss: 1200 }) },
    });
    for (const clamped of ['e0', 'e1'] as const) expect(mss(between({ interfaces: interfaces(clamped) }))).toEqual({ up: 1200, down: 1200 });
    const both = { e0: { ...interfaces('e0').e0 }, e1: { ...interfaces('e1').e1, tcpAdjustMss: 1100 } };
    expect(mss(between({ interfaces: both }))).toEqual({ up: 1100, down: 1100 });
  });

  it('advmss of a route says less than the interface carries', () => {
    const lab = between({});
    const pc = host('10.1.0.10/24', 1500, '10.1.0.1', ' advmss 900');
    expect(mss({ ...lab, hosts: { ...lab.hosts, pc } })).toEqual({ up: 1460, down: 900 });
  });

  it('RFC 9293 §3.7.1: 536 bytes where nothing is said', () => {
    const [header] = ping(labOf('gre', '', V4), 56).out.hops[0]?.before.headers ?? [];
    expect(announced({ headers: [header as Header, { kind: 'tcp', sourcePort: 1, destinationPort: 2, flags: ['SYN'] }], payload: 0 })).toBe(536);
  });
});
