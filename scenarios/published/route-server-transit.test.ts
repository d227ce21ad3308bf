/**
 * Route Server between an ExpressRoute gateway and a VPN gateway whose site is static, against what was published:
 * github.com/fabferri/az-pattern, expressroute/er-rs-vpn-transitive (August 2023).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, solve } from '../../src/engine/index.ts';
import { effectiveRows, printed, published, vnet, vpnGateway } from './tables.ts';

const local = (gatewayIpAddress: string, ...addressPrefixes: string[]) => ({ gatewayIpAddress, localNetworkAddressSpace: { addressPrefixes } });
const site = (virtualNetworkGateway1: string, localNetworkGateway2: string) =>
  ({ connectionType: 'IPsec', virtualNetworkGateway1, localNetworkGateway2 }) as const;
const lab: Lab = {
  virtualNetworks: {
    vnet1: vnet(['10.100.0.0/23'], { vm: '10.100.1.0/24', GatewaySubnet: '10.100.0.192/26', RouteServerSubnet: '10.100.0.64/26' }),
    vnet2: vnet(['10.200.0.0/24'], { vm: '10.200.0.0/27', GatewaySubnet: '10.200.0.192/26' }),
  },
  publicIPAddresses: Object.fromEntries([1, 2].flatMap((n) => [0, 1].map((i) => [`vpngw${n}-${i}`, { ipAddress: `198.51.100.${n}${i}` }]))),
  virtualNetworkGateways: {
    vpngw1: vpnGateway('vpngw1', 'vnet1', 65515, ['10.100.0.196', '10.100.0.197']),
    vpngw2: vpnGateway('vpngw2', 'vnet2', 65002, ['10.200.0.196', '10.200.0.197']),
    ergw: { gatewayType: 'ExpressRoute', subnet: 'vnet1/GatewaySubnet', bgpSettings: { bgpPeeringAddresses: ['10.100.0.204', '10.100.0.205'] } },
  },
  localNetworkGateways: {
    l10: local('198.51.100.10', '10.100.0.0/23', '10.1.34.0/25'),
    l11: local('198.51.100.11', '10.100.0.0/23', '10.1.34.0/25'),
    l20: local('198.51.100.20', '10.200.0.0/24'),
    l21: local('198.51.100.21', '10.200.0.0/24'),
  },
  connections: {
    c10: site('vpngw2', 'l10'),
    c11: site('vpngw2', 'l11'),
    c20: site('vpngw1', 'l20'),
    c21: site('vpngw1', 'l21'),
    er: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'circuit', mseeAddresses: ['10.100.0.198', '10.100.0.199'] },
  },
  expressRouteCircuits: {
    circuit: {
      peerings: {
        AzurePrivatePeering: { peerASN: 65020, primaryPeerAddressPrefix: '192.168.34.16/30', secondaryPeerAddressPrefix: '192.168.34.20/30', vlanId: 34 },
      },
    },
  },
  routeServers: { rs: { subnet: 'vnet1/RouteServerSubnet', allowBranchToBranchTraffic: true } },
  routers: {
    edge: {
      interfaces: { p: { addresses: ['192.168.34.17/30'], circuit: 'circuit/primary' }, s: { addresses: ['192.168.34.21/30'], circuit: 'circuit/secondary' } },
      frr: {
        // Nothing of Azure goes back to Azure.
        config: [
          'ip route 10.1.34.0/25 blackhole',
          'bgp as-path access-list OWN permit ^$',
          'router bgp 65020',
          ' no bgp ebgp-requires-policy',
          ...['18', '22'].flatMap((n) => [` neighbor 192.168.34.${n} remote-as 12076`, ` neighbor 192.168.34.${n} filter-list OWN out`]),
          ' network 10.1.34.0/25',
        ].join('\n'),
      },
    },
  },
};
const solution = solve(lab);
const learned = (gateway: string) => printed(solution, gateway, `az network vnet-gateway list-learned-routes -g rg -n ${gateway} -o table`);

/**
 * Which of two equal ways Route Server reflects is no rule of Azure's (A82): the deployment took the VPN instance .196 and the
 * MSEE .199. The lab's own choice is put in their place.
 */
const reflected = (rows: readonly string[]) => {
  const vpn =
    learned('ergw')
      .find((r) => r.startsWith('10.200.0.0/24'))
      ?.split(' ')[1] ?? '';
  const swap = vpn === '10.100.0.196' ? {} : { '10.100.0.196': '10.100.0.197', '10.100.0.197': '10.100.0.196' };
  const msee =
    learned('vpngw1')
      .find((r) => r.startsWith('10.1.34.0/25'))
      ?.split(' ')[1] ?? '';
  return rows.map((r) =>
    r
      .split(' ')
      .map((word) => (swap as Record<string, string>)[word] ?? word)
      .join(' ')
      .replace(/^(10\.1\.34\.0\/25) 10\.100\.0\.199 (IBgp)/, `$1 ${msee} $2`),
  );
};

describe('transit through Route Server', () => {
  it('A77, A81, A82, A92 the VPN gateway: statics of its own and its sibling’s, ExpressRoute’s route from both instances', () => {
    const want = published(`
10.100.0.0/23              Network 10.100.0.196        32768
10.200.0.0/24              Network 10.100.0.196        32768
10.200.0.0/24 10.100.0.197 IBgp    10.100.0.197        32768
10.1.34.0/25  10.100.0.199 IBgp    10.100.0.68   12076-65020  32768
10.1.34.0/25  10.100.0.199 IBgp    10.100.0.69   12076-65020  32768
10.100.0.0/23              Network 10.100.0.197        32768
10.200.0.0/24              Network 10.100.0.197        32768
10.200.0.0/24 10.100.0.196 IBgp    10.100.0.196        32768
10.200.0.0/24 10.100.0.196 IBgp    10.100.0.69         32768
10.200.0.0/24 10.100.0.196 IBgp    10.100.0.68         32768
10.1.34.0/25  10.100.0.199 IBgp    10.100.0.68   12076-65020  32768
10.1.34.0/25  10.100.0.199 IBgp    10.100.0.69   12076-65020  32768`);
    expect(learned('vpngw1').toSorted()).toEqual(reflected(want).toSorted());
  });

  it('A92, A103 the ExpressRoute gateway has the static site by Route Server', () => {
    const want = published(`
10.100.0.0/23              Network 10.100.0.204        32768
10.200.0.0/24 10.100.0.196 IBgp    10.100.0.68         32768
10.200.0.0/24 10.100.0.196 IBgp    10.100.0.69         32768
10.1.34.0/25  10.100.0.199 EBgp    10.100.0.199  12076-65020  32769
10.1.34.0/25  10.100.0.198 EBgp    10.100.0.198  12076-65020  32769`);
    // Route Server reflects the circuit's route to the instance that did not supply it; the published listing is of the other.
    const have = learned('ergw').filter((r) => !(r.startsWith('10.1.34.0/25') && r.includes('IBgp')));
    expect(have.toSorted()).toEqual(reflected(want).toSorted());
  });

  it('A92, A104, A231 the circuit: both VNets from both instances, the site from the customer', () => {
    const rows = printed(
      solution,
      'circuit',
      'az network express-route list-route-tables -g rg -n circuit --path primary --peering-name AzurePrivatePeering -o table',
    );
    const want = ['10.100.0.0/23', '10.200.0.0/24'].flatMap((p) => ['204', '205'].map((i) => `${p} 10.100.0.${i} 65515 0`));
    expect(rows.map((r) => r.replace('*', '')).toSorted()).toEqual([...want, '10.1.34.0/25 192.168.34.17 65020 0'].toSorted());
    expect(rows.filter((r) => r.includes('*'))).toHaveLength(2);
  });

  it('A20, A92 effective routes at the static site', () => {
    const want = ['10.100.0.0/23', '10.1.34.0/25'].flatMap((p) =>
      ['196', '197'].map((i) => `VirtualNetworkGateway Active ${p} VirtualNetworkGateway 10.200.0.${i}`),
    );
    const have = effectiveRows(solution, 'vnet2/vm').filter((r) => !r.includes('None') && !r.includes('Internet'));
    expect(have.toSorted()).toEqual([...want, 'Default Active 10.200.0.0/24 VnetLocal'].toSorted());
  });
});
