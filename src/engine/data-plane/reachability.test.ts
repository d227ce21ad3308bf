/** The matrix of verdicts, held against traces one by one, and the state tables that traces carry. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ip } from '../ip/index.ts';
import { solve } from '../solve.ts';
import { reachability } from './reachability.ts';
import { hub, line, trace } from './test-labs.ts';
import { matrixBroken } from './test-laws.ts';
import { NO_RULES } from './test-network.ts';
import { traceFlow } from './trace.ts';

describe('reachability', () => {
  it('asks every host about every other and the Internet', () => {
    const matrix = reachability(line().internet({ web: '192.0.2.80' }).build(), { from: ['pc', 'web'], to: ['server', 'web', '8.8.8.8'] });
    expect(matrix.cells.map((row) => row.map((c) => c?.verdict))).toEqual([
      ['delivered', 'dropped', 'dropped'],
      ['dropped', undefined, 'dropped'],
    ]);
  });

  it('A20, H8 with more than one way a cell, says where equal ways end otherwise; with one, looks at the flow’s own alone', () => {
    const input = line({ r1: ['10.9.0.0/16 via 10.2.0.2,10.2.0.7 dev e1'], r2: ['10.1.0.0/24 via 10.2.0.1 dev e0'] })
      .machine('target', { e0: '10.9.0.1/24 @c', e1: '10.2.0.7/24 @b' }, { routes: ['10.1.0.0/24 via 10.2.0.1 dev e1'] })
      .build();
    const notes = (ways?: number) =>
      reachability(input, { from: ['pc'], to: ['10.9.0.1'], ...(ways !== undefined && { ways }) }).cells[0]?.[0]?.notes?.map((n) => [n.code, n.args]);
    expect(notes(8)).toEqual([['ways-differ', { percent: 50, verdict: expect.any(String) as string }]]);
    expect([notes(), notes(1)]).toEqual([undefined, undefined]);
  });

  it('finds the hosts of the lab by itself, and an address for the wider Internet', () => {
    const { lab, ...rest } = line().internet({ web: '192.0.2.80' }).build();
    const hosts = Object.fromEntries(['pc', 'server'].map((id) => [id, { interfaces: {} }]));
    expect(reachability({ ...rest, lab: { ...lab, hosts } })).toMatchObject({ from: ['pc', 'server', 'web'], to: ['pc', 'server', 'web', '8.8.8.8'] });
  });

  it('equals one-by-one traces', () => {
    const machines = ['pc', 'vm', 'vm-branch', 'er', 'web'];
    const kind = fc.constantFrom({ protocol: 'icmp' as const }, { protocol: 'tcp' as const, port: 22 }, { protocol: 'udp' as const, port: 53 });
    const change = fc.record({ udr: fc.boolean(), injected: fc.boolean(), gatewayUser: fc.subarray(['10.0.1.0/24 VirtualAppliance 10.0.3.4']) });
    fc.assert(
      fc.property(change, kind, (options, what) => {
        const input = hub(options).build();
        const matrix = reachability(input, { ...what, from: machines, to: [...machines, '8.8.8.8'] });
        expect(matrixBroken(matrix, what, (flow) => traceFlow(input, flow))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a lab with a VXLAN and a point-to-site client', () => {
  const nva = (n: 4 | 5) => ({
    networkInterfaces: { eth0: { subnet: 'hub/nvas', privateIPAddress: `10.0.0.${n}`, enableIPForwarding: true } },
    // The second names nobody: it answers whom it has heard.
    iproute2: {
      config: `ip link add vx0 type vxlan id 42 ${n === 4 ? 'remote 10.0.0.5' : ''} dstport 4789 dev eth0\nip link set vx0 up\nip addr add 192.168.9.${n}/24 dev vx0`,
    },
    listen: [{ protocol: 'tcp' as const, port: 22 }],
  });
  const solution = solve({
    virtualNetworks: {
      hub: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: { nvas: { addressPrefix: '10.0.0.0/24' }, GatewaySubnet: { addressPrefix: '10.0.255.0/27' } },
      },
    },
    publicIPAddresses: { pip: { ipAddress: '198.51.100.14' } },
    virtualNetworkGateways: {
      gw: {
        gatewayType: 'Vpn',
        subnet: 'hub/GatewaySubnet',
        publicIPAddresses: ['pip'],
        vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.16.0.0/24'] } },
      },
    },
    virtualMachines: { one: nva(4), two: nva(5) },
    internet: { hosts: { web: { ipAddress: '192.0.2.80' } } },
    hosts: {
      client: {
        os: 'windows',
        interfaces: { eth0: { addresses: ['203.0.113.9/24'], segment: 'internet' } },
        gateway: '203.0.113.1',
        vpnClient: { virtualNetworkGateway: 'gw' },
      },
    },
  });

  it.each([{ protocol: 'icmp' as const }, { protocol: 'tcp' as const, port: 22 }])('each cell is its own trace: $protocol', (what) => {
    const matrix = reachability(solution, { ...what, from: ['one', 'two', 'client'], to: ['one', 'two', 'client', '192.168.9.4', '192.168.9.5', '8.8.8.8'] });
    expect(matrixBroken(matrix, what, (flow) => traceFlow(solution, flow))).toEqual([]);
  });

  it('no cell is told what another has taught a VXLAN: one reaches two’s inner address, two on its own reaches nobody', () => {
    const { cells } = reachability(solution, { protocol: 'icmp', from: ['one', 'two', 'client'], to: ['192.168.9.5', '192.168.9.4', 'one'] });
    expect(cells.map((row) => row.map((c) => c?.verdict))).toEqual([
      ['delivered', 'delivered', undefined],
      ['delivered', 'dropped', 'delivered'],
      ['dropped', 'dropped', 'delivered'],
    ]);
  });
});

describe('state tables', () => {
  it('A160 a firewall’s row stands from the hop that made it, with both sides of its translation and the rule', () => {
    const t = trace(hub(), 'tcp/443 pc > web');
    const [row, ...more] = t.states;
    expect(more).toEqual([]);
    expect(row).toMatchObject({ kind: 'firewall', device: 'azfw', rule: 'all/any', answered: true, since: { leg: 'out' } });
    expect(t.out.hops[row?.since.hop ?? -1]?.node).toBe(row?.node);
    expect([row?.client.source, row?.server.source]).toEqual([ip('10.20.10.50'), ip('198.51.100.10')]);
  });

  it('A160 a handshake whose answer goes round the firewall leaves its row unanswered', () => {
    const t = trace(hub({ gatewayUser: ['10.0.1.0/24 VirtualAppliance 10.0.3.4'] }), 'tcp/22 pc > vm');
    expect(t.states.map((s) => s.answered)).toEqual([false]);
  });

  it('A151 what is denied leaves no row', () => {
    expect(trace(hub({ rules: NO_RULES }), 'tcp/22 pc > web').states).toEqual([]);
  });
});
