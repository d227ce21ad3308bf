/**
 * VPN gateways and sites, as published: jocortems, "Multiple VPN tunnels from Cisco CSR to Azure VNG" (December 2020; one gateway instance, a
 * router with two tunnels, in two VRFs there and two machines here); fabferri/az-pattern, "Single Site-to-Site IPsec tunnel between Azure VPN
 * Gateway and Juniper vSRX" (November 2024); mddazure/avnm-demo (two hubs with nine spokes each, their gateways joined).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, solve } from '../../src/engine/index.ts';
import { bgp, effective, learned, listing, siteRouter } from './labs.ts';
import { printed, published, vnet, vpnGateway } from './tables.ts';

const local = (gatewayIpAddress: string, asn: number, bgpPeeringAddress: string) => ({ gatewayIpAddress, bgpSettings: { asn, bgpPeeringAddress } });
const site = (virtualNetworkGateway1: string, localNetworkGateway2: string) =>
  ({ connectionType: 'IPsec', virtualNetworkGateway1, localNetworkGateway2, enableBgp: true }) as const;

describe('two tunnels to one instance (J. Cortes)', () => {
  const far = (address: string, loopback: string) =>
    siteRouter(address, loopback, [
      'ip route 10.0.255.254/32 203.0.113.1',
      ...bgp(64900, { '10.0.255.254': 65515 }, ['172.16.0.0/16'], [' neighbor 10.0.255.254 update-source lo']),
    ]);
  const lab: Lab = {
    virtualNetworks: { vnet: vnet(['10.0.0.0/16'], { vm: '10.0.0.0/24', GatewaySubnet: '10.0.255.0/24' }) },
    publicIPAddresses: { 'azure-vng-0': { ipAddress: '23.98.148.37' } },
    virtualNetworkGateways: { 'azure-vng': vpnGateway('azure-vng', 'vnet', 65515, ['10.0.255.254']) },
    localNetworkGateways: { CSR_OUTSIDE_1: local('203.0.113.2', 64900, '192.168.255.254'), CSR_OUTSIDE_2: local('203.0.113.3', 64900, '172.16.1.4') },
    connections: { cn1: site('azure-vng', 'CSR_OUTSIDE_1'), cn2: site('azure-vng', 'CSR_OUTSIDE_2') },
    segments: { wan: {} },
    routers: { one: far('203.0.113.2', '192.168.255.254'), two: far('203.0.113.3', '172.16.1.4') },
  };
  const solution = solve(lab);

  it('A67, A73–A76 learned routes: a path by each tunnel', () => {
    const want = published(`
10.0.0.0/16                         Network   10.0.255.254               32768
172.16.1.4/32                       Network   10.0.255.254               32768
172.16.0.0/16       172.16.1.4      EBgp      172.16.1.4       64900     32768
172.16.0.0/16       192.168.255.254 EBgp      192.168.255.254  64900     32768
192.168.255.254/32                  Network   10.0.255.254               32768`);
    expect(printed(solution, 'azure-vng', 'az network vnet-gateway list-learned-routes -g rg -n azure-vng -o table').toSorted()).toEqual(want.toSorted());
  });

  it.each(['192.168.255.254', '172.16.1.4'])('A226 `--peer %s` shows that peer alone', (peer) => {
    const rows = printed(solution, 'azure-vng', `az network vnet-gateway list-bgp-peer-status -g rg -n azure-vng --peer ${peer} -o table`).map((r) =>
      r.split(' '),
    );
    expect(rows.map((r) => [r[0], r[1], r[2], r[4]])).toEqual([[peer, '64900', 'Connected', '1']]);
  });

  it('A23 effective routes: the gateway’s public address (that of two equal paths stands twice in the listing, A20)', () => {
    const want = listing(`
Default                Active   10.0.0.0/16         VnetLocal
VirtualNetworkGateway  Active   192.168.255.254/32  VirtualNetworkGateway  23.98.148.37
VirtualNetworkGateway  Active   172.16.1.4/32       VirtualNetworkGateway  23.98.148.37
VirtualNetworkGateway  Active   172.16.0.0/16       VirtualNetworkGateway  23.98.148.37
VirtualNetworkGateway  Active   172.16.0.0/16       VirtualNetworkGateway  23.98.148.37
Default                Active   0.0.0.0/0           Internet
Default                Active   10.0.0.0/8          None
Default                Active   100.64.0.0/10       None
Default                Active   192.168.0.0/16      None
Default                Active   25.33.80.0/20       None
Default                Active   25.41.3.0/25        None`);
    expect(effective(solution, 'vnet/vm', 'without 172.16.0.0/12')).toEqual([...new Set(want)]);
  });
});

describe('one tunnel to a firewall (F. Ferri)', () => {
  const SUBNETS = ['10.200.0.0/27', '10.200.0.32/27', '10.200.0.96/27'];
  const lab: Lab = {
    virtualNetworks: { vnet1: vnet(['10.100.0.0/24'], { subnet11: '10.100.0.0/27', GatewaySubnet: '10.100.0.96/27' }) },
    publicIPAddresses: { 'gw-0': { ipAddress: '20.0.0.1' } },
    virtualNetworkGateways: { gw: vpnGateway('gw', 'vnet1', 65001, ['10.100.0.126']) },
    localNetworkGateways: { srx: local('203.0.113.5', 65002, '172.16.0.1') },
    connections: { cn: site('gw', 'srx') },
    segments: { wan: {} },
    routers: {
      vsrx: siteRouter('203.0.113.5', '172.16.0.1', [
        'ip route 10.100.0.126/32 203.0.113.1',
        ...bgp(65002, { '10.100.0.126': 65001 }, SUBNETS, [' neighbor 10.100.0.126 update-source lo']),
      ]),
    },
  };

  it('A23, A67 effective routes beside the gateway', () => {
    const want = ['172.16.0.1/32', ...SUBNETS].flatMap((p) => learned(p, '20.0.0.1'));
    expect(effective(solve(lab), 'vnet1/subnet11', 'none')).toEqual(
      [...want, 'Default Active 10.100.0.0/24 VnetLocal', 'Default Active 0.0.0.0/0 Internet'].toSorted(),
    );
  });
});

describe('two hubs of nine spokes (M. de Droog)', () => {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const halfHub = (n: number) => {
    const spokes = range(n + 1, n + 9).map((s) => `vnet${s}`);
    return {
      [`vnet${n}`]: vnet([`10.0.${n}.0/24`], { vmSubnet: `10.0.${n}.0/26`, GatewaySubnet: `10.0.${n}.128/27` }, { spokes }),
      ...Object.fromEntries(range(n + 1, n + 9).map((s) => [`vnet${s}`, vnet([`10.0.${s}.0/24`], { vmSubnet: `10.0.${s}.0/26` }, { hub: `vnet${n}` })])),
    };
  };
  const lab: Lab = {
    virtualNetworks: { ...halfHub(0), ...halfHub(10) },
    publicIPAddresses: { 'gw0-0': { ipAddress: '20.13.72.192' }, 'gw10-0': { ipAddress: '20.13.72.200' } },
    virtualNetworkGateways: { gw0: vpnGateway('gw0', 'vnet0', 65000, ['10.0.0.158']), gw10: vpnGateway('gw10', 'vnet10', 65010, ['10.0.10.158']) },
    localNetworkGateways: { lng0: local('20.13.72.192', 65000, '10.0.0.158'), lng10: local('20.13.72.200', 65010, '10.0.10.158') },
    connections: { to10: site('gw0', 'lng10'), to0: site('gw10', 'lng0') },
  };
  const far = range(10, 19).flatMap((n) => learned(`10.0.${n}.0/24`, '20.13.72.192'));

  it('A23, A51, A67 the hub: its spokes by peering, the other hub and its spokes by the gateway, the other gateway’s host route', () => {
    const want = [
      'Default Active 10.0.0.0/24 VnetLocal',
      ...range(1, 9).map((n) => `Default Active 10.0.${n}.0/24 VNetPeering`),
      ...far,
      ...learned('10.0.10.158/32', '20.13.72.192'),
      'Default Active 0.0.0.0/0 Internet',
    ];
    expect(effective(solve(lab), 'vnet0/vmSubnet', 'none')).toEqual(want.toSorted());
  });

  it('A51, A67 a spoke, the host route too (its listing has its group’s ConnectedGroup row besides)', () => {
    const want = [
      'Default Active 10.0.1.0/24 VnetLocal',
      'Default Active 10.0.0.0/24 VNetPeering',
      ...far,
      ...learned('10.0.10.158/32', '20.13.72.192'),
      'Default Active 0.0.0.0/0 Internet',
    ];
    expect(effective(solve(lab), 'vnet1/vmSubnet', 'none')).toEqual(want.toSorted());
  });
});
