/** H41: a VPN gateway lowers the MSS of TCP in every kind of tunnel, both ways; nothing else is helped by that, and no machine in its place does it. */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow } from './trace.ts';
import type { Leg, Trace } from './types.ts';

const ssh = [{ protocol: 'tcp', port: 22 }];
const vm = (subnet: string, privateIPAddress: string) => ({ networkInterfaces: { eth0: { subnet, privateIPAddress } }, listen: ssh });
const vnet = (n: number) => ({
  location: 'japaneast',
  addressSpace: { addressPrefixes: [`10.${n}.0.0/16`] },
  subnets: { s: { addressPrefix: `10.${n}.0.0/24` }, GatewaySubnet: { addressPrefix: `10.${n}.255.0/27` } },
});
const gateway = (vnetId: string, pip: string, more: object = {}) => ({
  gatewayType: 'Vpn',
  subnet: `${vnetId}/GatewaySubnet`,
  publicIPAddresses: [pip],
  ...more,
});

/** `hub` and `far` joined by their gateways, a site with a device that clamps nothing, and a client. */
const LAB = {
  virtualNetworks: { hub: vnet(1), far: vnet(2) },
  publicIPAddresses: { 'pip-hub': { ipAddress: '198.51.100.1' }, 'pip-far': { ipAddress: '198.51.100.2' }, 'pip-nva': { ipAddress: '198.51.100.3' } },
  virtualNetworkGateways: {
    'gw-hub': gateway('hub', 'pip-hub', { vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.16.0.0/24'] } } }),
    'gw-far': gateway('far', 'pip-far'),
  },
  localNetworkGateways: { site: { gatewayIpAddress: '203.0.113.9', localNetworkAddressSpace: { addressPrefixes: ['10.9.0.0/24'] } } },
  connections: {
    cn: { connectionType: 'IPsec', virtualNetworkGateway1: 'gw-hub', localNetworkGateway2: 'site' },
    there: { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: 'gw-hub', virtualNetworkGateway2: 'gw-far' },
    thither: { connectionType: 'Vnet2Vnet', virtualNetworkGateway1: 'gw-far', virtualNetworkGateway2: 'gw-hub' },
  },
  virtualMachines: { vm: vm('hub/s', '10.1.0.4'), 'vm-far': vm('far/s', '10.2.0.4') },
  segments: { lan: {} },
  routers: {
    cpe: {
      interfaces: {
        lan: { addresses: ['10.9.0.1/24'], segment: 'lan' },
        wan: { addresses: ['203.0.113.9/24'], segment: 'internet' },
        vti0: { addresses: ['169.254.0.1/30'], ipsec: 'cn#0', mtu: 1500 },
      },
      frr: { config: 'ip route 0.0.0.0/0 203.0.113.1\nip route 10.1.0.0/16 vti0\n' },
    },
  },
  hosts: {
    pc: { interfaces: { eth0: { addresses: ['10.9.0.10/24'], segment: 'lan' } }, gateway: '10.9.0.1', listen: ssh },
    client: {
      os: 'windows',
      interfaces: { eth0: { addresses: ['203.0.113.77/24'], segment: 'internet' } },
      gateway: '203.0.113.1',
      vpnClient: { virtualNetworkGateway: 'gw-hub' },
      listen: ssh,
    },
  },
};
const any = (direction: string) => ({
  priority: 100,
  direction,
  access: 'Allow',
  protocol: '*',
  sourceAddressPrefix: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '*',
});
const run = (flow: string, extra: { readonly bytes?: number; readonly payload?: number } = {}, patch: unknown = {}): Trace =>
  traceFlow(
    solve(mergePatch(LAB, patch) as Lab),
    { ...flowOf(flow), ...(extra.bytes !== undefined && { bytes: extra.bytes }) },
    { branches: false, ...(extra.payload !== undefined && { payload: extra.payload, dontFragment: true }) },
  );
const clamps = (leg: Leg | undefined) =>
  leg?.hops.flatMap((h) => h.steps.filter((s) => s.action === 'clamp').map(({ reason: { code, args } }) => ({ device: h.device, code, ...args })));
const clamped = (node: string, connection: string) => ({ device: node, code: 'gateway-mss-clamped', node, connection, from: 1460, mss: 1360 });

describe('H41 a VPN gateway lowers the MSS', () => {
  it.each(['tcp/22 pc > vm', 'tcp/22 vm > pc'])('site to site, %s: of SYN and SYN-ACK, and full segments arrive both ways', (flow) => {
    const t = run(flow, { bytes: 5000 });
    expect([clamps(t.out), clamps(t.back)]).toEqual([[clamped('gw-hub', 'cn')], [clamped('gw-hub', 'cn')]]);
    expect([t.verdict, t.transfer?.mss, t.transfer?.up?.bytes, t.transfer?.down?.bytes]).toEqual(['delivered', { up: 1360, down: 1360 }, 1360, 1360]);
  });

  it('VNet to VNet: the first gateway on the way does, the second finds nothing to do', () => {
    const t = run('tcp/22 vm > vm-far', { bytes: 5000 });
    expect([clamps(t.out), clamps(t.back)]).toEqual([[clamped('gw-hub', 'there')], [clamped('gw-far', 'there')]]);
    expect([t.verdict, t.transfer?.mss]).toEqual(['delivered', { up: 1360, down: 1360 }]);
  });

  it('point to site: what the VM announces; the client says no more than its adapter carries', () => {
    const t = run('tcp/22 client > vm', { bytes: 5000 });
    expect([clamps(t.out), clamps(t.back)]).toEqual([[], [clamped('gw-hub', 'gw-hub:client')]]);
    expect([t.verdict, t.transfer?.mss]).toEqual(['delivered', { up: 1360, down: 1360 }]);
  });

  it('leaves an MSS alone that is small enough', () => {
    const small = { hosts: { pc: { interfaces: { eth0: { mtu: 1300 } } } } };
    const t = run('tcp/22 pc > vm', { bytes: 5000 }, small);
    expect([clamps(t.out), t.transfer?.mss.down]).toEqual([[], 1260]);
  });

  it('H43 UDP and ICMP of the size of a full segment are lost there as before', () => {
    for (const [flow, payload] of [
      ['udp/53 vm > pc', 1472],
      ['icmp vm > pc', 1472],
    ] as const) {
      const { out } = run(flow, { payload });
      expect([flow, out.at.device, out.reason.code, out.error]).toEqual([flow, 'gw-hub', 'mtu-exceeded', undefined]);
    }
  });

  it('H42, H43 an appliance with a tunnel of its own, in the gateway’s place, does not: connections open and hang', () => {
    const tunnel = (mine: string, theirs: string, end: number, to: string, more = '') =>
      `sysctl -w net.ipv4.ip_forward=1\nip link add vx0 type vxlan id 7 local ${mine} remote ${theirs} dstport 4789 df set\nip link set vx0 up mtu 1500\nip addr add 192.168.9.${end}/30 dev vx0\nip route add ${to} via 192.168.9.${3 - end}\n${more}`;
    const instead = (more = '') => ({
      connections: { cn: null },
      localNetworkGateways: null,
      routeTables: { rt: { routes: { site: { addressPrefix: '10.9.0.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.1.9.4' } } } },
      networkSecurityGroups: { open: { securityRules: { into: any('Inbound'), out: any('Outbound') } } },
      virtualNetworks: { hub: { subnets: { s: { routeTable: 'rt' }, nva: { addressPrefix: '10.1.9.0/24', networkSecurityGroup: 'open' } } } },
      virtualMachines: {
        nva: {
          networkInterfaces: { eth0: { subnet: 'hub/nva', privateIPAddress: '10.1.9.4', publicIPAddress: 'pip-nva', enableIPForwarding: true } },
          iproute2: { config: tunnel('10.1.9.4', '203.0.113.9', 1, '10.9.0.0/24', more) },
        },
      },
      routers: { cpe: null },
      hosts: {
        box: {
          interfaces: { lan: { addresses: ['10.9.0.1/24'], segment: 'lan' }, wan: { addresses: ['203.0.113.9/24'], segment: 'internet' } },
          gateway: '203.0.113.1',
          iproute2: { config: tunnel('203.0.113.9', '198.51.100.3', 2, '10.1.0.0/16') },
        },
      },
    });
    const t = run('tcp/22 pc > vm', { bytes: 5000 }, instead());
    expect([t.out.ending, t.back?.ending, t.verdict, t.summary.code]).toEqual(['delivered', 'delivered', 'dropped', 'segments-vanish']);
    const mended = instead('iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1360');
    expect(run('tcp/22 pc > vm', { bytes: 5000 }, mended).verdict).toBe('delivered');
  });
});
