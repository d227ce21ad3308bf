import { describe, expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { defaultPrefix, formatIp, prefixKey } from '../ip/index.ts';
import { converge } from './index.ts';

/** What b takes as next hop of the default that a originates through a map that sets one. */
function nextHopOf({ as, nextHop, out = false }: { readonly as: number; readonly nextHop: string; readonly out?: boolean }): string | undefined {
  const router = (own: number, frr: string) => ({ interfaces: { eth0: { segment: 's', addresses: [`2001:db8:1::${own}/64`] } }, frr });
  const process = (asn: number, id: string, other: number, remote: number, lines: string) =>
    `router bgp ${asn}\n bgp router-id ${id}\n no bgp ebgp-requires-policy\n neighbor 2001:db8:1::${other} remote-as ${remote}\n address-family ipv6 unicast\n  neighbor 2001:db8:1::${other} activate\n${lines} exit-address-family\n`;
  const originates = `  network 2001:db8:a0::/48\n  neighbor 2001:db8:1::2 default-originate route-map SET\n${out ? '  neighbor 2001:db8:1::2 route-map ALL out\n' : ''}`;
  const maps = `route-map SET permit 10\n set ipv6 next-hop global ${nextHop}\nexit\nroute-map ALL permit 10\nexit\nipv6 route 2001:db8:a0::/48 Null0\n`;
  const lab = {
    routers: { a: router(1, process(65001, '192.0.2.1', 2, as, originates) + maps), b: router(2, process(as, '192.0.2.2', 1, 65001, '')) },
  };
  const b = converge(compileFrrLab(lab).network).speakers.get('b');
  const received = b?.adjRibIn.get('2001:db8:1::1')?.get(prefixKey(defaultPrefix(6)));
  return received && formatIp(received.attributes.nextHop);
}

describe('F55: the IPv6 next hop that a default-originate map sets is sent', () => {
  it.each([
    ['on a link that we share', { as: 65002, nextHop: '2001:db8:1::77' }, '2001:db8:1::77'],
    ['over iBGP, wherever it is', { as: 65001, nextHop: '2001:db8:2::77' }, '2001:db8:2::77'],
    ['not to another AS when it is elsewhere', { as: 65002, nextHop: '2001:db8:2::77' }, '2001:db8:1::1'],
    ['but for an outbound map', { as: 65002, nextHop: '2001:db8:2::77', out: true }, '2001:db8:2::77'],
  ])('%s', (_title, given, expected) => {
    expect(nextHopOf(given)).toBe(expected);
  });
});

describe('F54 a default of the table, told before `default-originate` comes, is left behind in Adj-RIB-Out (recordings default-left-behind-1 to -3)', () => {
  const MAP = '\nroute-map NONE deny 10';
  const lab = (late: readonly string[]) =>
    compileFrrLab({
      routers: {
        top: {
          interfaces: { eth0: { segment: 'a', addresses: ['10.7.1.1/30'] } },
          frr: 'router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 10.7.1.2 remote-as 65002\n neighbor 10.7.1.2 default-originate',
        },
        mid: {
          interfaces: { eth0: { segment: 'a', addresses: ['10.7.1.2/30'] }, eth1: { segment: 'b', addresses: ['10.7.2.1/30'] } },
          frr: `router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.7.1.1 remote-as 65001\n neighbor 10.7.2.2 remote-as 65003${MAP}`,
        },
        low: {
          interfaces: { eth0: { segment: 'b', addresses: ['10.7.2.2/30'] } },
          frr: 'router bgp 65003\n no bgp ebgp-requires-policy\n neighbor 10.7.2.1 remote-as 65002',
        },
      },
      late: { mid: ['router bgp 65002', ...late] },
    });
  const key = prefixKey(defaultPrefix(4));
  const ended = (late: readonly string[]) => {
    const { network, changes } = lab(late);
    const { speakers } = converge(network, { changes });
    const told = speakers.get('mid')?.adjRibOut.get('10.7.2.2')?.get(key);
    const { sent } = speakers.get('mid')?.sessions.find((s) => s.peer.id === '10.7.2.2')?.families.ipv4 ?? {};
    return {
      told,
      sent,
      has: speakers
        .get('low')
        ?.tables.ipv4.get(key)
        ?.paths.map((p) => p.attributes.asPath.flatMap((s) => s.asns)),
    };
  };

  it('beneath what is originated', () => {
    const { told, sent, has } = ended([' neighbor 10.7.2.2 default-originate']);
    expect([told?.defaultOriginated, told?.beneath?.leftBehind, sent, has]).toEqual([true, true, 2, [[65002]]]);
  });

  it('alone, where the map permits nothing: the neighbor has no default', () => {
    const { told, sent, has } = ended([' neighbor 10.7.2.2 default-originate route-map NONE']);
    expect([told?.leftBehind, sent, has]).toEqual([true, 1, undefined]);
  });

  it('no more where `default-originate` is taken back, which tells it anew', () => {
    const { told, has } = ended([' neighbor 10.7.2.2 default-originate', ' no neighbor 10.7.2.2 default-originate']);
    expect([told?.leftBehind, told?.beneath, has]).toEqual([undefined, undefined, [[65002, 65001]]]);
  });
});
