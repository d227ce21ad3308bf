import { expect, it } from 'vitest';
import { compileFrrLab } from '../compile/frr-lab.ts';
import { converge } from '../control-plane/converge.ts';
import { prefix, prefixKey } from '../ip/index.ts';

const blackholes = (own: readonly string[]) => own.map((p) => `ip route ${p} blackhole\n`).join('');
const networks = (own: readonly string[]) => own.map((p) => ` network ${p}\n`).join('');

it.each([
  ['the only route that comes', ['10.1.0.0/24'], [], ['10.1.0.0/24']],
  ['one that comes to a network of our own', ['10.2.0.0/24'], ['10.1.0.0/24'], ['10.2.0.0/24']],
  [
    'two that come to two of our own: nobody is counted, nobody let go',
    ['10.3.0.0/24', '10.4.0.0/24'],
    ['10.1.0.0/24', '10.2.0.0/24'],
    ['10.3.0.0/24', '10.4.0.0/24'],
  ],
  ['no networks of our own: they stand in the table', [], ['10.1.0.0/24', '10.2.0.0/24'], []],
])('F53 a refused aggregate goes on suppressing %s (recording aggregate-refused-1)', (_title, theirs, ours, suppressed) => {
  const { network } = compileFrrLab({
    routers: {
      a: {
        interfaces: { eth0: { segment: 's', addresses: ['192.0.2.1/30'] } },
        frr: `${blackholes(theirs)}router bgp 65001\n no bgp ebgp-requires-policy\n neighbor 192.0.2.2 remote-as 65002\n${networks(theirs)}`,
      },
      b: {
        interfaces: { eth0: { segment: 's', addresses: ['192.0.2.2/30'] } },
        frr: `${blackholes(ours)}route-map NO deny 10\nrouter bgp 65002\n no bgp ebgp-requires-policy\n neighbor 192.0.2.1 remote-as 65001\n${networks(ours)} aggregate-address 10.0.0.0/8 summary-only route-map NO\n`,
      },
    },
  });
  const table = converge(network).speakers.get('b')?.tables.ipv4;
  expect([...theirs, ...ours].filter((p) => table?.get(prefixKey(prefix(p)))?.paths[0]?.suppressed)).toEqual(suppressed);
});
