/**
 * An active-standby and an active-active VPN gateway with routers by local network gateways, BGP on some connections only,
 * against what was published of a deployment: github.com/microsoft/WhatTheHack, the hack on VPN gateways and BGP, coach's
 * solution 2 (output of December 2020; the rows of `None` that its subscription had besides are A12's).
 */
import { describe, expect, it } from 'vitest';
import { type Lab, solve } from '../../src/engine/index.ts';
import { effectiveRows, printed, published, vnet, vpnGateway } from './tables.ts';

/** A router of AS 65100 with its own prefix and the core's. */
function csr(n: number, gateways: readonly string[], asn: number) {
  return {
    interfaces: { lo: { addresses: [`10.${n}.0.10/32`] }, eth0: { addresses: [`203.0.113.${n}/24`], segment: 'wan' } },
    frr: {
      config: [
        `ip route 10.${n}.0.0/16 blackhole`,
        'ip route 10.5.0.0/16 blackhole',
        ...gateways.map((g) => `ip route ${g}/32 203.0.113.1`),
        'router bgp 65100',
        ' no bgp ebgp-requires-policy',
        ...gateways.flatMap((g) => [` neighbor ${g} remote-as ${asn}`, ` neighbor ${g} ebgp-multihop 5`, ` neighbor ${g} update-source lo`]),
        ' address-family ipv4 unicast',
        `  network 10.${n}.0.0/16`,
        '  network 10.5.0.0/16',
        ' exit-address-family',
      ].join('\n'),
    },
  };
}

const local = (gatewayIpAddress: string, asn: number, bgpPeeringAddress: string) => ({ gatewayIpAddress, bgpSettings: { asn, bgpPeeringAddress } });
const site = (virtualNetworkGateway1: string, localNetworkGateway2: string, enableBgp: boolean) =>
  ({ connectionType: 'IPsec', virtualNetworkGateway1, localNetworkGateway2, enableBgp }) as const;

const lab: Lab = {
  virtualNetworks: {
    vnet1: vnet(['10.1.0.0/16'], { vm: '10.1.1.0/24', GatewaySubnet: '10.1.0.0/24' }),
    vnet2: vnet(['10.2.0.0/16'], { vm: '10.2.1.0/24', GatewaySubnet: '10.2.0.0/24' }),
  },
  publicIPAddresses: { 'vng1-0': { ipAddress: '40.127.161.185' }, 'vng2-0': { ipAddress: '198.51.100.4' }, 'vng2-1': { ipAddress: '198.51.100.5' } },
  virtualNetworkGateways: {
    vng1: vpnGateway('vng1', 'vnet1', 65001, ['10.1.0.254']),
    vng2: vpnGateway('vng2', 'vnet2', 65002, ['10.2.0.4', '10.2.0.5']),
  },
  localNetworkGateways: {
    vng1: local('40.127.161.185', 65001, '10.1.0.254'),
    vng2a: local('198.51.100.4', 65002, '10.2.0.4'),
    vng2b: local('198.51.100.5', 65002, '10.2.0.5'),
    csr3: local('203.0.113.3', 65100, '10.3.0.10'),
    csr4: local('203.0.113.4', 65100, '10.4.0.10'),
  },
  connections: {
    vng1tovng2a: site('vng1', 'vng2a', false),
    vng1tovng2b: site('vng1', 'vng2b', false),
    vng1tocsr3: site('vng1', 'csr3', true),
    vng1tocsr4: site('vng1', 'csr4', false),
    vng2tovng1: site('vng2', 'vng1', false),
    vng2tocsr3: site('vng2', 'csr3', false),
    vng2tocsr4: site('vng2', 'csr4', true),
  },
  segments: { wan: {} },
  routers: { csr3box: csr(3, ['10.1.0.254'], 65001), csr4box: csr(4, ['10.2.0.4', '10.2.0.5'], 65002) },
};

const solution = solve(lab);
/** Old releases of the CLI print NextHop last (A224). */
const nextHopLast = (text: string) =>
  published(text).map((row) => {
    const [network, origin, peer, ...rest] = row.split(' ');
    const last = origin === 'Network' ? '' : rest.pop();
    return [network, last, origin, peer, ...rest].filter(Boolean).join(' ');
  });

describe('an active-standby gateway', () => {
  it('A67, A75, A76 learned routes', () => {
    const want = nextHopLast(`
10.1.0.0/16   Network   10.1.0.254              32768
10.2.0.4/32   Network   10.1.0.254              32768
10.2.0.5/32   Network   10.1.0.254              32768
10.3.0.10/32  Network   10.1.0.254              32768
10.4.0.10/32  Network   10.1.0.254              32768
10.5.0.0/16   EBgp      10.3.0.10     65100     32768     10.3.0.10
10.3.0.0/16   EBgp      10.3.0.10     65100     32768     10.3.0.10`);
    expect(printed(solution, 'vng1', 'az network vnet-gateway list-learned-routes -g rg -n vng1 -o table').toSorted()).toEqual(want.toSorted());
  });

  it('A84 advertised routes: no host route of the peer itself', () => {
    const want = published(`
10.1.0.0/16   10.1.0.254  Igp       65001     0
10.2.0.4/32   10.1.0.254  Igp       65001     0
10.2.0.5/32   10.1.0.254  Igp       65001     0
10.4.0.10/32  10.1.0.254  Igp       65001     0`);
    expect(printed(solution, 'vng1', 'az network vnet-gateway list-advertised-routes -g rg -n vng1 --peer 10.3.0.10 -o table').toSorted()).toEqual(
      want.toSorted(),
    );
  });

  it('A85 its peers: the one with BGP, and no row of itself', () => {
    const rows = printed(solution, 'vng1', 'az network vnet-gateway list-bgp-peer-status -g rg -n vng1 -o table').map((r) => r.split(' '));
    expect(rows.map((r) => [r[0], r[1], r[2], r[4]])).toEqual([['10.3.0.10', '65100', 'Connected', '2']]);
  });

  it('A23 effective routes: the gateway’s public address is the next hop, host routes of peers included', () => {
    const want = published(`
Default                Active   10.1.0.0/16       VnetLocal
VirtualNetworkGateway  Active   10.2.0.4/32       VirtualNetworkGateway  40.127.161.185
VirtualNetworkGateway  Active   10.2.0.5/32       VirtualNetworkGateway  40.127.161.185
VirtualNetworkGateway  Active   10.3.0.10/32      VirtualNetworkGateway  40.127.161.185
VirtualNetworkGateway  Active   10.4.0.10/32      VirtualNetworkGateway  40.127.161.185
VirtualNetworkGateway  Active   10.5.0.0/16       VirtualNetworkGateway  40.127.161.185
VirtualNetworkGateway  Active   10.3.0.0/16       VirtualNetworkGateway  40.127.161.185
Default                Active   0.0.0.0/0         Internet
Default                Active   10.0.0.0/8        None
Default                Active   100.64.0.0/10     None
Default                Active   192.168.0.0/16    None`);
    // The published listing lacks 172.16.0.0/12, which A10 names.
    const have = effectiveRows(solution, 'vnet1/vm').filter((r) => !r.includes('172.16.0.0/12'));
    expect(have.toSorted()).toEqual(want.toSorted());
  });
});

describe('an active-active gateway', () => {
  it('A74–A77 learned routes', () => {
    const want = nextHopLast(`
10.2.0.0/16    Network   10.2.0.5                32768
10.1.0.254/32  Network   10.2.0.5                32768
10.1.0.254/32  IBgp      10.2.0.4                32768     10.2.0.4
10.3.0.10/32   Network   10.2.0.5                32768
10.3.0.10/32   IBgp      10.2.0.4                32768     10.2.0.4
10.4.0.10/32   Network   10.2.0.5                32768
10.4.0.10/32   IBgp      10.2.0.4                32768     10.2.0.4
10.5.0.0/16    EBgp      10.4.0.10     65100     32768     10.4.0.10
10.5.0.0/16    IBgp      10.2.0.4      65100     32768     10.2.0.4
10.4.0.0/16    EBgp      10.4.0.10     65100     32768     10.4.0.10
10.4.0.0/16    IBgp      10.2.0.4      65100     32768     10.2.0.4
10.2.0.0/16    Network   10.2.0.4                32768
10.1.0.254/32  Network   10.2.0.4                32768
10.1.0.254/32  IBgp      10.2.0.5                32768     10.2.0.5
10.3.0.10/32   Network   10.2.0.4                32768
10.3.0.10/32   IBgp      10.2.0.5                32768     10.2.0.5
10.4.0.10/32   Network   10.2.0.4                32768
10.4.0.10/32   IBgp      10.2.0.5                32768     10.2.0.5
10.5.0.0/16    EBgp      10.4.0.10     65100     32768     10.4.0.10
10.5.0.0/16    IBgp      10.2.0.5      65100     32768     10.2.0.5
10.4.0.0/16    EBgp      10.4.0.10     65100     32768     10.4.0.10
10.4.0.0/16    IBgp      10.2.0.5      65100     32768     10.2.0.5`);
    expect(printed(solution, 'vng2', 'az network vnet-gateway list-learned-routes -g rg -n vng2 -o table').toSorted()).toEqual(want.toSorted());
  });

  it('A84 advertised routes, both instances', () => {
    const want = ['10.2.0.4', '10.2.0.5'].flatMap((own) => ['10.2.0.0/16', '10.1.0.254/32', '10.3.0.10/32'].map((p) => `${p} ${own} Igp 65002 0`));
    expect(printed(solution, 'vng2', 'az network vnet-gateway list-advertised-routes -g rg -n vng2 --peer 10.4.0.10 -o table').toSorted()).toEqual(
      want.toSorted(),
    );
  });

  it('A85 its peers: the router, then its own instances, itself Unknown', () => {
    const rows = printed(solution, 'vng2', 'az network vnet-gateway list-bgp-peer-status -g rg -n vng2 -o table').map((r) => r.split(' '));
    expect(rows.map((r) => `${r[0]} ${r[1]} ${r[2]}`)).toEqual([
      '10.4.0.10 65100 Connected',
      '10.2.0.4 65002 Unknown',
      '10.2.0.5 65002 Connected',
      '10.4.0.10 65100 Connected',
      '10.2.0.4 65002 Connected',
      '10.2.0.5 65002 Unknown',
    ]);
  });

  it('A20 effective routes: a row for each instance', () => {
    const both = ['10.1.0.254/32', '10.3.0.10/32', '10.4.0.10/32', '10.5.0.0/16', '10.4.0.0/16'].flatMap((p) =>
      ['10.2.0.4', '10.2.0.5'].map((i) => `VirtualNetworkGateway Active ${p} VirtualNetworkGateway ${i}`),
    );
    expect(
      effectiveRows(solution, 'vnet2/vm')
        .filter((r) => r.startsWith('VirtualNetworkGateway'))
        .toSorted(),
    ).toEqual(both.toSorted());
  });
});
