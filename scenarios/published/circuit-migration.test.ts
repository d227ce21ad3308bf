/**
 * Two circuits at one gateway while traffic is moved from one to the other by weight, against what was published: Adam Stuart's guide to
 * migrating between ExpressRoute circuits (its lab's listing of one prefix, four MSEEs).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve } from '../../src/engine/index.ts';
import { printed, published, vnet } from './tables.ts';

/** The provider's router of a circuit: what lies behind it comes with the path that the listing shows. */
const edge = (n: number, path: string) => ({
  interfaces: { p: { addresses: [`172.16.${n}.1/30`], circuit: `er${n}/primary` }, s: { addresses: [`172.16.${n}.5/30`], circuit: `er${n}/secondary` } },
  frr: {
    config: [
      'ip route 192.168.2.0/24 blackhole',
      'bgp as-path access-list OWN permit ^$',
      'router bgp 65000',
      ' no bgp ebgp-requires-policy',
      ...['2', '6'].flatMap((h) => [` neighbor 172.16.${n}.${h} remote-as 12076`, ` neighbor 172.16.${n}.${h} route-map BEHIND out`]),
      ' network 192.168.2.0/24',
      'route-map BEHIND permit 10',
      ' match as-path OWN',
      ` set as-path prepend ${path}`,
    ].join('\n'),
  },
});
const circuit = (n: number) => ({
  peerings: {
    AzurePrivatePeering: { peerASN: 65000, primaryPeerAddressPrefix: `172.16.${n}.0/30`, secondaryPeerAddressPrefix: `172.16.${n}.4/30`, vlanId: 100 + n },
  },
});
const connection = (peer: string, mseeAddresses: readonly string[], more: object = {}) =>
  ({ connectionType: 'ExpressRoute', virtualNetworkGateway1: 'gw', peer, mseeAddresses, ...more }) as const;
const lab: Lab = {
  virtualNetworks: { vnet: vnet(['10.10.0.0/16'], { vm: '10.10.0.0/24', GatewaySubnet: '10.10.1.0/24' }) },
  virtualNetworkGateways: { gw: { gatewayType: 'ExpressRoute', subnet: 'vnet/GatewaySubnet' } },
  expressRouteCircuits: { er1: circuit(1), er2: circuit(2) },
  connections: { old: connection('er1', ['10.10.1.4', '10.10.1.5']), new: connection('er2', ['10.10.1.6', '10.10.1.7'], { routingWeight: 100 }) },
  routers: { edge1: edge(1, '65001 65001 65001 65002'), edge2: edge(2, '65001 65001 65002') },
};
const used = (l: Lab) =>
  (solve(l).effectiveRoutes.get('vnet/vm') ?? [])
    .filter((r) => r.nextHopType === 'VirtualNetworkGateway')
    .flatMap((r) => r.nodes ?? [])
    .toSorted();

describe('two circuits, the new one weighted', () => {
  it('A103 its routes are listed with 100 more', () => {
    const want = published(`
192.168.2.0/24     10.10.1.6   EBgp      10.10.1.6     12076-65000-65001-65001-65002        32869
192.168.2.0/24     10.10.1.7   EBgp      10.10.1.7     12076-65000-65001-65001-65002        32869
192.168.2.0/24     10.10.1.5   EBgp      10.10.1.5     12076-65000-65001-65001-65001-65002  32769
192.168.2.0/24     10.10.1.4   EBgp      10.10.1.4     12076-65000-65001-65001-65001-65002  32769`);
    const have = printed(solve(lab), 'gw', 'az network vnet-gateway list-learned-routes -n gw -g rg -o table').filter((r) => r.startsWith('192.168.2.0/24'));
    expect(have.toSorted()).toEqual(want.toSorted());
  });

  it('A109 and it alone is used, by weight, or by the shorter path without; its loss gives the way back to the old one', () => {
    expect(used(lab)).toEqual(['er2#primary', 'er2#secondary']);
    expect(used(mergePatch(lab, { connections: { new: { routingWeight: null } } }) as Lab)).toEqual(['er2#primary', 'er2#secondary']);
    expect(used(mergePatch(lab, { connections: { new: { routingWeight: null }, old: { routingWeight: 1 } } }) as Lab)).toEqual([
      'er1#primary',
      'er1#secondary',
    ]);
    expect(used(mergePatch(lab, { outages: { o: { of: 'er2' } } }) as Lab)).toEqual(['er1#primary', 'er1#secondary']);
  });
});
