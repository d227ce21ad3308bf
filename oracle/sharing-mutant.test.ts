/** That sharing.test.ts can fail: with every route-map taken for one that looks at no prefix, what is kept of one prefix is told of another. */
import { expect, it, vi } from 'vitest';
import { compileFrrLab } from '../src/engine/compile/frr-lab.ts';
import { converge } from '../src/engine/control-plane/index.ts';
import { AttributeStore, UNSHARED } from '../src/engine/policy/index.ts';
import { plainText } from './plain.ts';

vi.mock('../src/engine/policy/prefix-free.ts', () => ({ isPrefixFree: () => true }));

it('a route-map that looks at prefixes and is taken for one that does not shows', () => {
  const { network } = compileFrrLab({
    routers: {
      a: {
        interfaces: { eth0: { segment: 's', addresses: ['10.0.0.1/24'] } },
        frr: [
          'ip prefix-list ONE permit 172.16.1.0/24',
          'route-map OUT permit 10',
          ' match ip address prefix-list ONE',
          'router bgp 65001',
          ' no bgp ebgp-requires-policy',
          ' no bgp network import-check',
          ' neighbor 10.0.0.2 remote-as 65002',
          ' neighbor 10.0.0.2 route-map OUT out',
          ' network 172.16.1.0/24',
          ' network 172.16.2.0/24',
        ].join('\n'),
      },
      b: {
        interfaces: { eth0: { segment: 's', addresses: ['10.0.0.2/24'] } },
        frr: 'router bgp 65002\n no bgp ebgp-requires-policy\n neighbor 10.0.0.1 remote-as 65001',
      },
    },
  });
  expect(plainText(converge(network, { sharing: new AttributeStore() }))).not.toBe(plainText(converge(network, { sharing: UNSHARED })));
});
