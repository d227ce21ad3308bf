import { describe, expect, it } from 'vitest';
import { compileFrrLab, type FrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/index.ts';
import { formatIp, formatPrefix, parsePrefix, type Prefix, prefixKey } from '../ip/index.ts';
import { coalesceTime } from './subgroups.ts';

const wire = (segment: string, ip: string) => ({ segment, addresses: [`${ip}/24`] });
const process = (asn: number, lines: readonly string[], family: readonly string[] = []) =>
  [`router bgp ${asn}`, 'no bgp ebgp-requires-policy', 'no bgp network import-check', ...lines, 'address-family ipv4 unicast', ...family].join('\n');

function run(lab: FrrLab) {
  const { network, later } = compileFrrLab(lab);
  return converge(network, { quiet: 8000, ...(later && { changes: [later] }) });
}

/** `m` has `x` on a wire of its own, and `y` and `z` on one LAN: `y` announces 172.18.0.0/24. */
function lan(m: readonly string[], more: Pick<FrrLab, 'startInterval' | 'late'>, x: readonly string[] = []) {
  const neighbors = ['neighbor 10.0.0.2 remote-as 65002', 'neighbor 10.0.1.3 remote-as 65003', 'neighbor 10.0.1.4 remote-as 65004'];
  const cp = run({
    routers: {
      m: { interfaces: { eth0: wire('p', '10.0.0.1'), eth1: wire('lan', '10.0.1.1') }, frr: process(65001, [...neighbors, ...m]) },
      x: { interfaces: { eth0: wire('p', '10.0.0.2') }, frr: process(65002, ['neighbor 10.0.0.1 remote-as 65001'], x) },
      y: { interfaces: { eth0: wire('lan', '10.0.1.3') }, frr: process(65003, ['neighbor 10.0.1.1 remote-as 65001'], ['network 172.18.0.0/24']) },
      z: { interfaces: { eth0: wire('lan', '10.0.1.4') }, frr: process(65004, ['neighbor 10.0.1.1 remote-as 65001']) },
    },
    ...more,
  });
  const key = prefixKey(parsePrefix('172.18.0.0/24') as Prefix);
  const told = ['10.0.0.2', '10.0.1.3', '10.0.1.4'].map((peer) => cp.speakers.get('m')?.adjRibOut.get(peer)?.get(key));
  return { stored: told.map((r) => r && formatIp(r.stored.nextHop)), sent: told.map((r) => r && formatIp(r.sent.nextHop)) };
}

describe('F92: subgroups of an update group', () => {
  const OURSELVES = ['0.0.0.0', '0.0.0.0', '0.0.0.0'];
  const THIRD_PARTY = ['10.0.1.3', '10.0.1.3', '10.0.1.3'];

  it.each<[string, Parameters<typeof lan>, readonly string[]]>([
    ['who comes while the first waits for company is judged with it', [[], { startInterval: 300 }], THIRD_PARTY],
    ['who comes later takes over what the others have stored', [[], { startInterval: 3000 }], OURSELVES],
    [
      'so does who is let in on a network at rest',
      [['neighbor 10.0.1.4 shutdown'], { late: { m: ['router bgp 65001', 'no neighbor 10.0.1.4 shutdown'] } }],
      OURSELVES,
    ],
    [
      'and what is stored stands when something else is configured',
      [[], { startInterval: 3000, late: { m: ['router bgp 65001', 'address-family ipv4 unicast', 'network 172.30.0.0/24'] } }],
      OURSELVES,
    ],
  ])('%s', (_title, lab, stored) => {
    const got = lan(...lab);
    expect(got.stored).toEqual(stored);
    // Whoever stands on the LAN with the next hop is sent it, as it was judged alone.
    expect(got.sent[2]).toBe('10.0.1.3');
    expect(got.sent[0]).toBe('10.0.0.1');
  });

  it.each<[string, readonly string[], readonly string[], string]>([
    ['it will send lists to filter by', [], ['neighbor 10.0.0.1 capability orf prefix-list send'], '0.0.0.0'],
    ['it does not take several paths a prefix', [], ['neighbor 10.0.0.1 disable-addpath-rx'], '0.0.0.0'],
    ['not that we would take its lists', ['address-family ipv4 unicast', 'neighbor 10.0.0.2 capability orf prefix-list receive'], [], '10.0.1.3'],
  ])('F92: what the peer says of itself puts it into a group of its own: %s', (_title, m, x, stored) => {
    expect(lan(m, { startInterval: 300 }, x).stored[0]).toBe(stored);
  });

  it('the wait grows with the neighbors, up to ten seconds', () => {
    expect([0, 3, 180, 1000].map(coalesceTime)).toEqual([1000, 1150, 10_000, 10_000]);
  });
});

describe('F92: the silence of a subgroup that has just come', () => {
  /** When `a` tells `b` of each network, in ms since the session came up. */
  function told(networks: readonly string[], more: readonly string[] = []): readonly (readonly [number, string])[] {
    const { network } = compileFrrLab({
      routers: {
        a: {
          interfaces: { eth0: wire('p', '10.0.0.1') },
          frr: process(
            65001,
            ['neighbor 10.0.0.2 remote-as 65002', ...more],
            networks.map((n) => `network ${n}`),
          ),
        },
        b: { interfaces: { eth0: wire('p', '10.0.0.2') }, frr: process(65002, ['neighbor 10.0.0.1 remote-as 65001']) },
      },
      startInterval: 0,
    });
    const { log } = converge(network, { quiet: 20_000 });
    const up = log.find((e) => e.kind === 'session-up' && e.speaker === 'a')?.at ?? 0;
    return log.flatMap((e) => (e.kind === 'update-sent' && e.speaker === 'a' && e.prefix ? [[e.at - up, formatPrefix(e.prefix)] as const] : []));
  }

  it('ends after 1 s and 50 ms a neighbor, and then the table is told in its order', () => {
    expect(told(['172.18.0.0/24', '172.16.0.0/24'])).toEqual([
      [1050, '172.16.0.0/24'],
      [1050, '172.18.0.0/24'],
    ]);
    expect(told(['172.16.0.0/24'], ['neighbor 10.0.0.3 remote-as 65003'])[0]).toEqual([1100, '172.16.0.0/24']);
  });

  it('is what `coalesce-time` says', () => {
    expect(told(['172.16.0.0/24'], ['coalesce-time 300'])[0]).toEqual([300, '172.16.0.0/24']);
  });

  it('is longer once a call has been taken: bgpd makes a neighbor for it (bgp_network.c bgp_accept)', () => {
    const cp = run({
      routers: {
        m: { interfaces: { eth0: wire('p', '10.0.0.1') }, frr: process(65001, ['neighbor 10.0.0.2 remote-as 65002']) },
        x: { interfaces: { eth0: wire('p', '10.0.0.2') }, frr: process(65002, ['neighbor 10.0.0.1 remote-as 65001']) },
      },
      startInterval: 300,
    });
    expect(['m', 'x'].map((id) => cp.speakers.get(id)?.coalesceTime)).toEqual([1100, 1050]);
  });
});

describe('F165: maximum-prefix-out', () => {
  const networks = ['172.16.0.0/24', '172.16.1.0/24', '172.16.2.0/24'];

  function sent(late: readonly string[], limit = 2): readonly string[] {
    const family = [...networks.map((n) => `network ${n}`), `neighbor 10.0.0.2 maximum-prefix-out ${limit}`];
    const cp = run({
      routers: {
        a: {
          interfaces: { eth0: wire('p', '10.0.0.1') },
          frr: `route-map M permit 10\nset metric 7\nexit\n${process(65001, ['neighbor 10.0.0.2 remote-as 65002'], family)}`,
        },
        b: { interfaces: { eth0: wire('p', '10.0.0.2') }, frr: process(65002, ['neighbor 10.0.0.1 remote-as 65001']) },
      },
      ...(late.length > 0 && { late: { a: ['router bgp 65001', 'address-family ipv4 unicast', ...late] } }),
    });
    const out = cp.speakers.get('a')?.adjRibOut.get('10.0.0.2');
    return networks.filter((n) => out?.has(prefixKey(parsePrefix(n) as Prefix)));
  }

  it.each<[string, readonly string[], number, readonly string[]]>([
    ['the first of the table are sent', [], 2, networks.slice(0, 2)],
    ['news of one that is sent withdraws it, and nothing takes its place', ['network 172.16.0.0/24 route-map M'], 2, ['172.16.1.0/24']],
    ['until there is news of another', ['network 172.16.0.0/24 route-map M', 'network 172.16.2.0/24 route-map M'], 2, ['172.16.1.0/24', '172.16.2.0/24']],
    ['below the limit news is news', ['network 172.16.0.0/24 route-map M'], 4, networks],
  ])('%s', (_title, late, limit, expected) => {
    expect(sent(late, limit)).toEqual(expected);
  });
});
