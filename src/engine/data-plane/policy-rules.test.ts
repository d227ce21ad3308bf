/** What Linux's rules are asked with, on the way through and on the way back that a reverse path filter looks for (H1, H7). */
import { describe, expect, it } from 'vitest';
import type { Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { linuxLine } from './test-hosts.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';

const through = (r1: string, flow: string, options: TraceOptions = {}) => {
  const { out } = traceFlow(linuxLine({ r1 }), flowOf(flow), { branches: false, ...options });
  return out.hops.find((h) => h.device === 'r1')?.out ?? out.reason.code;
};
const TABLE = '\nip route add default via 10.2.1.2 table 100';

describe('H1 a rule takes what it is about, and nothing else', () => {
  it.each([
    ['ip rule add ipproto udp lookup 100', 'udp/53 pc > server', 'b'],
    ['ip rule add ipproto udp lookup 100', 'tcp/443 pc > server', 'a'],
    ['ip rule add to 10.3.0.0/24 lookup 100', 'icmp pc > server', 'b'],
    ['ip rule add to 10.3.1.0/24 lookup 100', 'icmp pc > server', 'a'],
    ['ip rule add iif e0 lookup 100', 'icmp pc > server', 'b'],
    ['ip -6 rule add iif e0 lookup 100', 'icmp pc > server', 'a'],
    ['ip rule add oif b lookup 100', 'icmp pc > server', 'a'],
  ])('%s: %s leaves by %s', (rule, flow, out) => expect(through(rule + TABLE, flow)).toBe(out));

  it('tos: of the packet’s own', () => {
    const by = (dscp: number) => through(`ip rule add tos 0x10 lookup 100${TABLE}`, 'icmp pc > server', { dscp });
    expect([by(0), by(4)]).toEqual(['a', 'b']);
  });

  it('fwmark: by the bits of the mask', () => {
    const by = (rule: string) =>
      through(`iptables -t mangle -A PREROUTING -j MARK --set-mark 0x101\nip rule add fwmark ${rule} lookup 100${TABLE}`, 'icmp pc > server');
    expect(['1', '0x101', '1/0xff', '2/0xff'].map(by)).toEqual(['a', 'b', 'b', 'a']);
  });

  it('goto past the main table leaves it out', () => {
    expect(through('ip rule add pref 10 goto 32767', 'icmp pc > server')).toBe('no-route');
    expect(through('ip rule add pref 10 goto 32766', 'icmp pc > server')).toBe('a');
    // No rule is there: it leads nowhere, and is passed over.
    expect(through('ip rule add pref 10 goto 40000', 'icmp pc > server')).toBe('a');
  });
});

describe('H7 the way back is asked as the answer would be', () => {
  const STRICT = 'sysctl -w net.ipv4.conf.e0.rp_filter=1\nip route add 10.1.0.0/16 via 10.2.1.2 table 100\n';

  it.each([
    ['iif a', 'icmp', 0, 'rp-filter-strict'],
    ['iif e0', 'icmp', 0, 'a'],
    ['iif lo', 'icmp', 0, 'a'],
    ['ipproto tcp sport 443', 'tcp/443', 0, 'rp-filter-strict'],
    ['ipproto tcp dport 443', 'tcp/443', 0, 'a'],
    ['from 10.3.0.0/24', 'icmp', 0, 'rp-filter-strict'],
    ['from 10.1.0.0/16', 'icmp', 0, 'a'],
    ['tos 0x10', 'icmp', 4, 'rp-filter-strict'],
    ['tos 0x10', 'icmp', 0, 'a'],
  ])('a rule %s, %s of DSCP %i: %s', (selector, kind, dscp, expected) => {
    expect(through(`${STRICT}ip rule add ${selector} lookup 100`, `${kind} pc > server`, { dscp })).toBe(expected);
  });

  it('for what is for the machine itself, as it would send it: iif lo', () => {
    const local = (selector: string) =>
      traceFlow(linuxLine({ r1: `${STRICT}ip rule add ${selector} lookup 100` }), flowOf('icmp pc > 10.2.0.1'), { branches: false });
    expect([local('iif lo').out.reason.code, local('iif a').verdict]).toEqual(['rp-filter-strict', 'delivered']);
  });
});

describe('F141 a pbr-map on the interface that a packet comes in by', () => {
  /** pc — r (two ways to 10.3.0.0/24: `a`, which is routed, and `b`) — ra | rb — server. */
  const lab = (nexthop: string, more = ''): Lab => {
    const on = (segment: string, address: string) => ({ segment, addresses: [address] });
    const script = (config: string) => ({ iproute2: { config: `sysctl -w net.ipv4.ip_forward=1\n${config}` } });
    return {
      segments: { left: {}, a: {}, b: {}, right: {} },
      hosts: {
        pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, gateway: '10.1.0.1' },
        ra: { interfaces: { a: on('a', '10.2.0.2/24'), e: on('right', '10.3.0.1/24') }, ...script('ip route add 10.1.0.0/24 via 10.2.0.1') },
        rb: { interfaces: { b: on('b', '10.2.1.2/24'), e: on('right', '10.3.0.2/24') }, ...script('ip route add 10.1.0.0/24 via 10.2.1.1') },
        server: { interfaces: { eth0: on('right', '10.3.0.10/24') }, gateway: '10.3.0.1' },
      },
      routers: {
        r: {
          interfaces: { e0: on('left', '10.1.0.1/24'), a: on('a', '10.2.0.1/24'), b: on('b', '10.2.1.1/24') },
          frr: {
            config: `ip forwarding\nip route 10.3.0.0/24 10.2.0.2\nip route 10.9.0.0/24 blackhole\n${more}\ninterface e0\n pbr-policy M\npbr-map M seq 10\n match src-ip 10.1.0.0/24\n set nexthop ${nexthop}\n`,
          },
        },
      },
    };
  };
  const out = (nexthop: string, more?: string) => {
    const { hops } = traceFlow(solve(lab(nexthop, more)), flowOf('icmp pc > server'), { branches: false }).out;
    return hops.find((h) => h.device === 'r')?.out;
  };

  it.each([
    ['10.2.1.2', '', 'b'],
    ['10.2.1.2 b', '', 'b'],
    ['10.8.0.1', '', 'a'],
    ['10.9.0.1', '', 'a'],
    ['10.8.0.1', 'ip route 0.0.0.0/0 10.2.1.2', 'a'],
    ['10.8.0.1', 'ip route 0.0.0.0/0 10.2.1.2\nip nht resolve-via-default', 'b'],
    ['10.8.0.1', 'ip route 10.8.0.0/24 10.2.1.2', 'b'],
    ['10.2.1.2 a', '', 'a'],
    ['b', '', 'b'],
    ['2001:db8::1', 'ipv6 route 2001:db8::/64 b', 'a'],
  ])('set nexthop %s, with "%s": by %s; one that does not resolve leaves it to the table', (nexthop, more, expected) => {
    expect(out(nexthop, more)).toBe(expected);
  });

  it('ports never reach the kernel: a rule for port 22 takes port 80, too; a protocol does', () => {
    const by = (match: string, asked: string) => {
      const { hops } = traceFlow(solve(lab(`10.2.1.2\n ${match}`)), flowOf(asked), { branches: false }).out;
      return hops.find((h) => h.device === 'r')?.out;
    };
    expect(by('match dst-port 22', 'tcp/80 pc > server')).toBe('b');
    expect(by('match ip-protocol tcp\n match dst-port 22', 'tcp/80 pc > server')).toBe('b');
    expect(by('match ip-protocol udp\n match dst-port 22', 'tcp/80 pc > server')).toBe('a');
  });

  it('the lookup is in the table of the entry, by its one route', () => {
    const { hops } = traceFlow(solve(lab('10.2.1.2')), flowOf('icmp pc > server'), { branches: false }).out;
    expect(hops.find((h) => h.device === 'r')?.lookup).toMatchObject({ fib: 10_000, rows: [{ row: '0.0.0.0/0 via 10.2.1.2 dev b', picked: true }] });
  });
});
