import { describe, expect, it } from 'vitest';
import { bestOf, entryOf } from '../bgp/index.ts';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { formatIp, prefix } from '../ip/index.ts';
import { converge } from './index.ts';

/** By which next hop b has the network of a, whose map sets 2001:db8:9::9: over IPv6 addresses of their link, or over IPv4 ones. */
function nextHopAtB(asn: number, over: 6 | 4, outbound = ''): string {
  const address = (n: number) => (over === 6 ? `2001:db8:1::${n}` : `10.0.0.${n}`);
  const router = (own: number, as: number, far: number, farAs: number, more: string) => ({
    interfaces: { eth0: { segment: 's', addresses: [`10.0.0.${own}/24`, `2001:db8:1::${own}/64`] } },
    frr: `ip route 192.0.2.0/24 blackhole
route-map M permit 10
 set ipv6 next-hop global 2001:db8:9::9
exit
route-map OUT permit 10
exit
router bgp ${as}
 no bgp ebgp-requires-policy
 neighbor ${address(far)} remote-as ${farAs}
 neighbor ${address(far)} capability extended-nexthop
 address-family ipv4 unicast
${more}`,
  });
  const { network } = compileFrrLab({
    routers: { a: router(1, 65001, 2, asn, `  network 192.0.2.0/24 route-map M\n${outbound}`), b: router(2, asn, 1, 65001, '') },
  });
  const state = converge(network).speakers.get('b');
  const entry = state && entryOf(state, prefix('192.0.2.0/24'));
  const attributes = (entry && bestOf(entry))?.attributes ?? entry?.paths[0]?.attributes;
  return attributes ? formatIp(attributes.nextHopIpv6 ?? attributes.nextHop) : 'nothing';
}

describe('F89, RFC 8950: the IPv6 next hop that a map sets on a network of our own', () => {
  it.each<[string, number, 6 | 4, string, string]>([
    ['is told to our own AS', 65001, 6, '', '2001:db8:9::9'],
    ['to another AS we are, as it is not on their link', 65002, 6, '', '2001:db8:1::1'],
    [
      'to our own AS we are, with next-hop-self and an outbound map',
      65001,
      6,
      '  neighbor 2001:db8:1::2 next-hop-self\n  neighbor 2001:db8:1::2 route-map OUT out\n',
      '2001:db8:1::1',
    ],
    ['and it is nothing to who takes IPv4 next hops', 65001, 4, '', '10.0.0.1'],
  ])('%s', (_, asn, over, outbound, nextHop) => {
    expect(nextHopAtB(asn, over, outbound)).toBe(nextHop);
  });
});
