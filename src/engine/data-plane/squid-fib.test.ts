/** Squid in a FIB of its own (rc.subr(8) `squid_fib`, setfib(1)): whom it asks, and whom it answers (H24). */
import { describe, expect, it } from 'vitest';
import type { Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { SQUID } from './test-hosts.ts';
import { traceFlow } from './trace.ts';

const on = (segment: string, address: string) => ({ segment, addresses: [address] });
const router = (interfaces: Record<string, { segment: string; addresses: string[] }>, more = '') => ({
  interfaces,
  iproute2: { config: `sysctl -w net.ipv4.ip_forward=1\n${more}` },
});

/** client 10.1.0.10 — near — proxy em0, em1 — g1 and em2 — g2 — web 192.0.2.80. FIB 0 has its default by g1, FIB 1, which is em2's, by g2. `back`: who else knows the client. */
function lab(rc: string, back = 'route_near="-net 10.1.0.0/24 10.0.0.1"'): Lab {
  return {
    segments: { clients: {}, lan: {}, u1: {}, u2: {}, far: {} },
    hosts: {
      client: { interfaces: { eth0: on('clients', '10.1.0.10/24') }, gateway: '10.1.0.1' },
      near: router({ eth0: on('clients', '10.1.0.1/24'), eth1: on('lan', '10.0.0.1/24') }),
      proxy: {
        os: 'freebsd',
        interfaces: { em0: { segment: 'lan', addresses: [] }, em1: { segment: 'u1', addresses: [] }, em2: { segment: 'u2', addresses: [] } },
        rc: {
          config:
            `ifconfig_em0="inet 10.0.0.2/24"\nifconfig_em1="inet 203.0.113.2/24"\nifconfig_em2="inet 198.51.100.2/24 fib 1"\n` +
            `defaultrouter="203.0.113.1"\ndefaultrouter_fib1="198.51.100.1"\nstatic_routes="near"\n${back}\n${rc}`,
        },
        squid: { config: SQUID },
      },
      g1: router({ eth0: on('u1', '203.0.113.1/24'), eth1: on('far', '192.0.2.1/24') }),
      g2: router({ eth0: on('u2', '198.51.100.1/24'), eth1: on('far', '192.0.2.2/24') }),
      web: {
        interfaces: { eth0: on('far', '192.0.2.80/24') },
        iproute2: { config: 'ip route add 203.0.113.0/24 via 192.0.2.1\nip route add 198.51.100.0/24 via 192.0.2.2' },
        listen: [{ protocol: 'tcp', port: 443 }],
      },
    },
  };
}

const asked = (rc: string, back?: string) => {
  const solution = solve(lab(rc, back));
  expect(solution.diagnostics).toEqual([]);
  return traceFlow(solution, { from: 'client', to: '192.0.2.80', protocol: 'tcp', port: 443, proxy: 'proxy' }, { branches: false });
};
const BACK_IN_1 = 'route_near="-net 10.1.0.0/24 198.51.100.1 -fib 1"';

describe('H24 squid_fib', () => {
  it.each([
    ['', 'proxy g1 web'],
    ['squid_fib="0"', 'proxy g1 web'],
    ['squid_fib="NONE"', 'proxy g1 web'],
  ])('%s: what it asks goes by FIB 0', (rc, way) => {
    const { proxied, verdict } = asked(rc);
    expect([verdict, proxied?.origin?.out.hops.map((h) => h.device).join(' ')]).toEqual(['delivered', way]);
  });

  it('the client, too, is answered by its FIB, though it came by an interface of FIB 0', () => {
    const t = asked('squid_fib="1"', BACK_IN_1);
    expect([t.back?.hops.slice(0, 2).map((h) => h.device), t.proxied?.origin]).toEqual([['proxy', 'g2'], undefined]);
    expect(asked('', 'route_near="-net 10.1.0.0/24 10.0.0.1"').back?.hops.map((h) => h.device)).toEqual(['proxy', 'near', 'client']);
  });

  it('whom that answer reaches is served, by the other uplink', () => {
    const there = lab('squid_fib="1"', BACK_IN_1);
    const { g2, web } = there.hosts ?? {};
    const home: Lab = {
      ...there,
      segments: { ...there.segments, home: {} },
      hosts: {
        ...there.hosts,
        ...(g2 && {
          g2: {
            ...g2,
            interfaces: { ...g2.interfaces, eth2: on('home', '10.9.0.1/24') },
            iproute2: { config: `${g2.iproute2?.config ?? ''}ip route add 10.1.0.0/24 via 10.9.0.2` },
          },
        }),
        ...(web && { web }),
        near: router({ eth0: on('clients', '10.1.0.1/24'), eth1: on('lan', '10.0.0.1/24'), eth2: on('home', '10.9.0.2/24') }),
      },
    };
    const t = traceFlow(solve(home), { from: 'client', to: '192.0.2.80', protocol: 'tcp', port: 443, proxy: 'proxy' }, { branches: false });
    expect([t.verdict, t.proxied?.origin?.out.hops.map((h) => h.device).join(' ')]).toEqual(['delivered', 'proxy g2 web']);
  });

  it('what is no number is refused', () => {
    expect(solve(lab('squid_fib="one"')).diagnostics.map((d) => d.code)).toEqual(['rc-bad-fib']);
  });
});
