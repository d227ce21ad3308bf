/**
 * Two VPN gateways and two routers of one AS, BGP on all their connections, against what was published: github.com/microsoft/WhatTheHack,
 * the hack on VPN gateways and BGP, coach's solutions to challenges 3 (a longer path) and 8 (the gateway's instances lose each other).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve } from '../../src/engine/index.ts';
import { bgp, effective, learned, listing, siteRouter } from './labs.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

const GATEWAYS = { '10.1.0.254': 65001, '10.2.0.4': 65002, '10.2.0.5': 65002 };
/** Router 3 or 4, or 5 behind both; `away` is the prefix whose path it makes longer. */
function csr(n: number, others: readonly number[], gateways: Readonly<Record<string, number>>, away?: string) {
  const peers = { ...gateways, ...Object.fromEntries(others.map((o) => [`10.${o}.0.10`, 65100])) };
  return siteRouter(`203.0.113.${n}`, `10.${n}.0.10`, [
    ...others.map((o) => `ip route 10.${o}.0.10/32 203.0.113.${o}`),
    ...Object.keys(gateways).map((g) => `ip route ${g}/32 203.0.113.1`),
    ...(away === undefined
      ? []
      : [
          `ip prefix-list AWAY permit ${away}`,
          'route-map tovngs permit 10',
          ' match ip address prefix-list AWAY',
          ' set as-path prepend 65100',
          'route-map tovngs permit 20',
        ]),
    ...bgp(
      65100,
      peers,
      [`10.${n}.0.0/16`],
      [
        ...Object.keys(peers).map((p) => ` neighbor ${p} update-source lo`),
        ...(away === undefined ? [] : Object.keys(gateways).map((g) => ` neighbor ${g} route-map tovngs out`)),
      ],
    ),
  ]);
}

const local = (gatewayIpAddress: string, asn: number, bgpPeeringAddress: string) => ({ gatewayIpAddress, bgpSettings: { asn, bgpPeeringAddress } });
const site = (virtualNetworkGateway1: string, localNetworkGateway2: string) =>
  ({ connectionType: 'IPsec', virtualNetworkGateway1, localNetworkGateway2, enableBgp: true }) as const;
const lab: Lab = {
  virtualNetworks: {
    vnet1: vnet(['10.1.0.0/16'], { vm: '10.1.1.0/24', GatewaySubnet: '10.1.0.0/24' }),
    vnet2: vnet(['10.2.0.0/16'], { vm: '10.2.1.0/24', GatewaySubnet: '10.2.0.0/24' }),
  },
  publicIPAddresses: { 'vng1-0': { ipAddress: '13.70.194.156' }, 'vng2-0': { ipAddress: '198.51.100.4' }, 'vng2-1': { ipAddress: '198.51.100.5' } },
  virtualNetworkGateways: { vng1: vpnGateway('vng1', 'vnet1', 65001, ['10.1.0.254']), vng2: vpnGateway('vng2', 'vnet2', 65002, ['10.2.0.4', '10.2.0.5']) },
  localNetworkGateways: {
    lng1: local('13.70.194.156', 65001, '10.1.0.254'),
    lng2a: local('198.51.100.4', 65002, '10.2.0.4'),
    lng2b: local('198.51.100.5', 65002, '10.2.0.5'),
    lng3: local('203.0.113.3', 65100, '10.3.0.10'),
    lng4: local('203.0.113.4', 65100, '10.4.0.10'),
  },
  connections: {
    vng1tovng2a: site('vng1', 'lng2a'),
    vng1tovng2b: site('vng1', 'lng2b'),
    vng1tocsr3: site('vng1', 'lng3'),
    vng1tocsr4: site('vng1', 'lng4'),
    vng2tovng1: site('vng2', 'lng1'),
    vng2tocsr3: site('vng2', 'lng3'),
    vng2tocsr4: site('vng2', 'lng4'),
  },
  segments: { wan: {} },
  routers: { csr3: csr(3, [4, 5], GATEWAYS), csr4: csr(4, [3, 5], GATEWAYS), csr5: csr(5, [3, 4], {}) },
};
const longer = mergePatch(lab, { routers: { csr3: csr(3, [4, 5], GATEWAYS, '10.4.0.0/16'), csr4: csr(4, [3, 5], GATEWAYS, '10.3.0.0/16') } }) as Lab;

describe('challenge 3: the way to a branch', () => {
  it.each<[string, Lab, string]>([
    [
      'both routers alike',
      lab,
      `
10.3.0.0/16   10.3.0.10 EBgp      10.3.0.10     65100        32768
10.3.0.0/16   10.4.0.10 EBgp      10.4.0.10     65100        32768
10.3.0.0/16   10.2.0.5  EBgp      10.2.0.5      65002-65100  32768
10.3.0.0/16   10.2.0.4  EBgp      10.2.0.4      65002-65100  32768`,
    ],
    [
      'the other router’s a hop longer',
      longer,
      `
10.3.0.0/16   10.3.0.10 EBgp      10.3.0.10     65100        32768
10.3.0.0/16   10.2.0.5  EBgp      10.2.0.5      65002-65100  32768
10.3.0.0/16   10.2.0.4  EBgp      10.2.0.4      65002-65100  32768
10.3.0.0/16   10.4.0.10 EBgp      10.4.0.10     65100-65100  32768`,
    ],
  ])('A73, A74, A76 %s', (_title, of, text) => {
    const have = printed(solve(of), 'vng1', 'az network vnet-gateway list-learned-routes -g rg -n vng1 -o table').filter((r) => r.startsWith('10.3.0.0/16'));
    expect(have.toSorted()).toEqual(published(text).toSorted());
  });
});

describe('challenge 8: a route for the whole VNet on GatewaySubnet, to a machine that does not forward', () => {
  const broken = mergePatch(longer, {
    virtualNetworks: { vnet2: { subnets: { GatewaySubnet: { routeTable: 'gateways' } } } },
    routeTables: { gateways: { routes: { hub: { addressPrefix: '10.2.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.2.1.4' } } } },
    virtualMachines: { testvm2: { networkInterfaces: { eth0: { subnet: 'vnet2/vm', privateIPAddress: '10.2.1.4' } } } },
  }) as Lab;
  const PREFIXES = ['10.1.0.254/32', '10.3.0.10/32', '10.4.0.10/32', '10.5.0.0/16', '10.3.0.0/16', '10.1.0.0/16', '10.4.0.0/16'];
  const rest = listing(`
Default                Active   10.2.0.0/16       VnetLocal
Default                Active   0.0.0.0/0         Internet
Default                Active   10.0.0.0/8        None
Default                Active   100.64.0.0/10     None
Default                Active   192.168.0.0/16    None
Default                Active   25.33.80.0/20     None
Default                Active   25.41.3.0/25      None`);
  const rows = (of: Lab) => effective(solve(of), 'vnet2/vm', 'without 172.16.0.0/12');

  it('A87, A89 only one instance’s routes are left (its listing repeats 10.5.0.0/16, A20)', () => {
    expect(rows(broken)).toEqual([...rest, ...PREFIXES.flatMap((p) => learned(p, '10.2.0.5'))].toSorted());
  });

  it('A20 both instances’ without it, and where the machine forwards', () => {
    const both = [...rest, ...PREFIXES.flatMap((p) => learned(p, '10.2.0.4', '10.2.0.5'))].toSorted();
    expect(rows(longer)).toEqual(both);
    const forwards = { networkInterfaces: { eth0: { enableIPForwarding: true } }, ipForward: true };
    expect(rows(mergePatch(broken, { virtualMachines: { testvm2: forwards } }) as Lab)).toEqual(both);
  });
});
