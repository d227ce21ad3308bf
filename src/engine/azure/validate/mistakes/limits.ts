/** For tests: mistakes with numbers and regions. */
import { and, type Mistakes, nic, subnet } from './lab.ts';
import { circuit } from './services-lab.ts';

export const LIMITS: Mistakes = {
  title: 'limits and regions',
  rows: [
    [
      'A39 more than 200 route tables',
      { routeTables: Object.fromEntries(Array.from({ length: 197 }, (_, i) => [`rt-${i}`, { routes: {} }])) },
      'error limit-exceeded [A39] lab: 201 route tables; there are 200 at most',
    ],
    [
      'A116 five circuits at one place',
      {
        connections: Object.fromEntries(
          Array.from({ length: 5 }, (_, i) => [`cn-er-${i}`, { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: `erc-${i}` }]),
        ),
        expressRouteCircuits: Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`erc-${i}`, { peeringLocation: 'Tokyo', ...circuit(i) }])),
      },
      'error limit-exceeded [A116] ergw: 5 circuits at Tokyo; there are 4 at most',
      'info circuits-without-global-reach [A114] ergw: the sites of erc and erc-0 do not reach one another through this gateway; join the circuits by Global Reach if they should',
      'info route-server-one-circuit [A140] ars: beside it ergw uses one of its 6 circuits for a prefix, not all of them',
    ],
    [
      'A39 more than 256 addresses of one interface',
      and(
        subnet('spoke', 'a', { addressPrefix: '10.1.0.0/22' }),
        nic('vm', { ipConfigurations: Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`c${i}`, { privateIPAddress: `10.1.1.${i}` }])) }),
      ),
      'error limit-exceeded [A39] vm: 257 IP configurations; there are 256 at most',
    ],
    [
      'A209 a route table of another region',
      { routeTables: { 'rt-spoke': { location: 'eastus' } } },
      'error wrong-region [A209 A34] spoke/a: the route table is in eastus and spoke in japaneast; use one of the same region',
    ],
  ],
};
