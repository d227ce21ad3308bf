/** For tests: mistakes with point-to-site. */
import { and, gateway, type Mistakes } from './lab.ts';
import { pool } from './services-lab.ts';

export const POINT_TO_SITE: Mistakes = {
  title: 'point-to-site',
  rows: [
    ['A95 a pool of its own', gateway('vpngw', pool('172.20.0.0/24'))],
    [
      'A211 a pool within a network',
      gateway('vpngw', pool('10.1.9.0/24')),
      'error p2s-pool-overlap [A211 A95] vpngw: the pool 10.1.9.0/24 overlaps 10.1.0.0/16 of spoke; give the pool another range',
    ],
    [
      'A211 a pool that is on-premises',
      gateway('vpngw', pool('192.168.0.0/25')),
      'error p2s-pool-overlap [A211 A95] vpngw: the pool 192.168.0.0/25 overlaps 192.168.0.0/24 of lng; give the pool another range',
    ],
    [
      'A95 two pools',
      gateway('vpngw', pool('172.20.0.0/24', '172.20.0.128/25')),
      'error p2s-pool-overlap [A211 A95] vpngw: the pool 172.20.0.128/25 overlaps 172.20.0.0/24 of vpngw; give the pool another range',
    ],
    [
      'A98 a default route',
      gateway('vpngw', and(pool('172.20.0.0/24'), { customRoutes: { addressPrefixes: ['10.99.0.0/16', '0.0.0.0/0'] } })),
      'error p2s-custom-default [A98 A211] vpngw: customRoutes does not take 0.0.0.0/0; write 0.0.0.0/1 and 128.0.0.0/1',
    ],
    [
      'A95 a client of a gateway without a pool',
      { hosts: { pc: { interfaces: {}, vpnClient: { virtualNetworkGateway: 'vpngw' } } } },
      'error p2s-without-pool [A95] pc: vpngw has no vpnClientConfiguration; give it an address pool',
    ],
    [
      'A95 an address that is not of the pool',
      and(gateway('vpngw', pool('172.20.0.0/24')), {
        hosts: { pc: { interfaces: {}, vpnClient: { virtualNetworkGateway: 'vpngw', address: '172.21.0.4' } } },
      }),
      'error p2s-address-outside-pool [A95] pc: 172.21.0.4 is not of the pool of vpngw (172.20.0.0/24)',
    ],
    [
      'A95 a pool at an ExpressRoute gateway',
      gateway('ergw', pool('172.20.0.0/24')),
      'warning setting-of-other-gateways [A95 A106] ergw: vpnClientConfiguration is a setting of VPN gateways; take it away',
    ],
    [
      'A106 a setting of ExpressRoute at a VPN gateway',
      gateway('vpngw', { allowRemoteVnetTraffic: true }),
      'warning setting-of-other-gateways [A95 A106] vpngw: allowRemoteVnetTraffic is a setting of ExpressRoute gateways; take it away',
    ],
  ],
};
