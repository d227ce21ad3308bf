/** What Linux's rules are asked with, on the way through and on the way back that a reverse path filter looks for (H1, H7). */
import { describe, expect, it } from 'vitest';
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

  it('goto past the main table leaves it out', () => {
    expect(through('ip rule add pref 10 goto 32767', 'icmp pc > server')).toBe('no-route');
    expect(through('ip rule add pref 10 goto 32766', 'icmp pc > server')).toBe('a');
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
