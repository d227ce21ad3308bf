import { describe, expect, it } from 'vitest';
import { bestOf, entryOf } from '../bgp/index.ts';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { prefix } from '../ip/index.ts';
import { converge } from './index.ts';

/** The IPv4 default that b has from a, over an iBGP session between IPv6 addresses of their link. */
function defaultAtB() {
  const router = (own: number, far: number, more: string) => ({
    interfaces: { eth0: { segment: 's', addresses: [`2001:db8:1::${own}/64`] } },
    frr: `router bgp 65001\n bgp router-id 192.0.2.${own}\n neighbor 2001:db8:1::${far} remote-as 65001\n neighbor 2001:db8:1::${far} capability extended-nexthop\n${more}`,
  });
  const originate = ' address-family ipv4 unicast\n  neighbor 2001:db8:1::2 default-originate\n';
  const { network } = compileFrrLab({ routers: { a: router(1, 2, originate), b: router(2, 1, '') } });
  const state = converge(network).speakers.get('b');
  return state && bestOf(entryOf(state, prefix('0.0.0.0/0')))?.attributes;
}

describe('an originated default', () => {
  it('F55, F96: has both IPv6 next hops where IPv4 goes by such (RFC 8950), over iBGP as well', () => {
    expect(defaultAtB()?.linkLocalNextHop).toBeDefined();
  });
});
