/**
 * An NVA that originates a default route to Route Server and, through its tunnels, to another VNet's VPN gateway, against what was published:
 * github.com/myers-dev/RouteServer-default-route (November 2021). The hub's machine has a route table without propagation.
 */
import { describe, expect, it } from 'vitest';
import { type Lab, routesTable, solve } from '../../src/engine/index.ts';
import { bgp, effective, listing, nva } from './labs.ts';
import { vnet, vpnGateway } from './tables.ts';

const NEIGHBORS = { '10.1.0.4': 65515, '10.1.0.5': 65515, '10.2.0.4': 65559, '10.2.0.5': 65559 };
const hub = vnet(['10.1.0.0/16'], { RouteServerSubnet: '10.1.0.0/24', nva: '10.1.1.0/24', vm: '10.1.2.0/24' }, { spokes: ['spoke'] });
const lab: Lab = {
  virtualNetworks: {
    hub: { ...hub, subnets: { ...hub.subnets, vm: { addressPrefix: '10.1.2.0/24', routeTable: 'no-propagation' } } },
    spoke: vnet(['10.0.0.0/16'], { vm: '10.0.1.0/24' }, { hub: 'hub' }),
    remote: vnet(['10.2.0.0/16'], { GatewaySubnet: '10.2.0.0/24', vm: '10.2.1.0/24' }),
  },
  routeTables: { 'no-propagation': { disableBgpRoutePropagation: true, routes: {} } },
  publicIPAddresses: { csr: { ipAddress: '198.51.100.1' }, 'vng-0': { ipAddress: '198.51.100.4' }, 'vng-1': { ipAddress: '198.51.100.5' } },
  virtualMachines: {
    CSR0: nva(
      'hub/nva',
      '10.1.1.5',
      [
        'interface lo',
        ' ip address 192.168.100.0/32',
        'exit',
        'ip route 10.1.0.0/24 10.1.1.1',
        'ip route 10.2.0.4/32 10.1.1.1',
        'ip route 10.2.0.5/32 10.1.1.1',
        ...bgp(
          65555,
          NEIGHBORS,
          [],
          [
            ' neighbor 10.2.0.4 update-source lo',
            ' neighbor 10.2.0.5 update-source lo',
            ...Object.keys(NEIGHBORS).map((n) => ` neighbor ${n} default-originate`),
          ],
        ),
      ],
      'csr',
    ),
  },
  routeServers: { rs: { subnet: 'hub/RouteServerSubnet', bgpConnections: { CSR0: { peerIp: '10.1.1.5', peerAsn: 65555 } } } },
  virtualNetworkGateways: { vng: vpnGateway('vng', 'remote', 65559, ['10.2.0.4', '10.2.0.5']) },
  localNetworkGateways: { lng: { gatewayIpAddress: '198.51.100.1', bgpSettings: { asn: 65555, bgpPeeringAddress: '192.168.100.0' } } },
  connections: { cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'vng', localNetworkGateway2: 'lng', enableBgp: true } },
};
const solution = solve(lab);

describe('a default route of an NVA', () => {
  it('A18, A57, A138 the spoke: learned default, no Internet row', () => {
    const want = listing(`
Default                Active   10.0.0.0/16       VnetLocal
Default                Active   10.1.0.0/16       VNetPeering
VirtualNetworkGateway  Active   10.2.0.0/16       VirtualNetworkGateway  10.1.1.5
VirtualNetworkGateway  Active   0.0.0.0/0         VirtualNetworkGateway  10.1.1.5`);
    expect(effective(solution, 'spoke/vm', 'all')).toEqual(want);
  });

  it('A31 the hub’s machine without propagation: as if there were no Route Server', () => {
    const want = listing(`
Default   Active   10.1.0.0/16       VnetLocal
Default   Active   10.0.0.0/16       VNetPeering
Default   Active   0.0.0.0/0         Internet
Default   Active   10.0.0.0/8        None
Default   Active   100.64.0.0/10     None
Default   Active   25.48.0.0/12      None
Default   Active   198.18.0.0/15     None
Default   Active   192.168.0.0/16    None`);
    expect(effective(solution, 'hub/vm', 'without 172.16.0.0/12')).toEqual(want);
  });

  it('A18, A20, A67 the remote VNet: hub and spoke by the NVA, its host route, the default, each by both instances', () => {
    const want = listing(`
Default                Active   10.2.0.0/16       VnetLocal
VirtualNetworkGateway  Active   10.0.0.0/16       VirtualNetworkGateway  10.2.0.4
VirtualNetworkGateway  Active   10.0.0.0/16       VirtualNetworkGateway  10.2.0.5
VirtualNetworkGateway  Active   192.168.100.0/32  VirtualNetworkGateway  10.2.0.4
VirtualNetworkGateway  Active   192.168.100.0/32  VirtualNetworkGateway  10.2.0.5
VirtualNetworkGateway  Active   0.0.0.0/0         VirtualNetworkGateway  10.2.0.4
VirtualNetworkGateway  Active   0.0.0.0/0         VirtualNetworkGateway  10.2.0.5
VirtualNetworkGateway  Active   10.1.0.0/16       VirtualNetworkGateway  10.2.0.4
VirtualNetworkGateway  Active   10.1.0.0/16       VirtualNetworkGateway  10.2.0.5`);
    expect(effective(solution, 'remote/vm', 'all')).toEqual(want);
  });

  it('A69, A128 the NVA: two prefixes of each Route Server instance, one of each gateway instance, no default from any', () => {
    const rows = routesTable(solution, 'CSR0', 'bgp').rows.map((r) => `${r.cells['network']} ${r.cells['nextHop']} ${r.cells['path']}`);
    expect(rows.filter((r) => / 655(15|59)$/.test(r)).toSorted()).toEqual(
      [
        ...['10.0.0.0/16', '10.1.0.0/16'].flatMap((p) => ['10.1.0.4', '10.1.0.5'].map((n) => `${p} ${n} 65515`)),
        '10.2.0.0/16 10.2.0.4 65559',
        '10.2.0.0/16 10.2.0.5 65559',
      ].toSorted(),
    );
  });
});
