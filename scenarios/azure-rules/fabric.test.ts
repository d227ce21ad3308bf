/** What Azure's fabric does with a next hop and with the address that every subnet names as its gateway (A1, A2, A5). */
import { describe, expect, it } from 'vitest';
import { type Lab, mergePatch, solve, traceFlow } from '../../src/engine/index.ts';
import { vnet } from '../published/tables.ts';

const udr = (routes: Readonly<Record<string, readonly [string, string, string?]>>) => ({
  routes: Object.fromEntries(
    Object.entries(routes).map(([name, [addressPrefix, nextHopType, ip]]) => [
      name,
      { addressPrefix, nextHopType, ...(ip !== undefined && { nextHopIpAddress: ip }) },
    ]),
  ),
});
const vm = (subnet: string, privateIPAddress: string, more: object = {}) => ({ networkInterfaces: { eth0: { subnet, privateIPAddress, ...more } } });
const lab = mergePatch(
  {},
  {
    virtualNetworks: { v: vnet(['10.0.0.0/16'], { client: '10.0.0.0/24', nva: '10.0.1.0/24', server: '10.0.2.0/24' }) },
    routeTables: { rt: udr({ server: ['10.0.2.0/24', 'VirtualAppliance', '10.0.1.6'] }) },
    virtualMachines: {
      client: vm('v/client', '10.0.0.4'),
      nva: { ...vm('v/nva', '10.0.1.6', { enableIPForwarding: true }), ipForward: true },
      server: { ...vm('v/server', '10.0.2.4'), listen: [{ protocol: 'tcp', port: 22 }] },
    },
  },
) as Lab;
const attached = (...patches: object[]) =>
  [{ virtualNetworks: { v: { subnets: { client: { routeTable: 'rt' } } } } }, ...patches].reduce<Lab>((l, p) => mergePatch(l, p) as Lab, lab);
const devices = (l: Lab, to = '10.0.2.4') => {
  const { out } = traceFlow(solve(l), { from: 'client', to, protocol: 'tcp', port: 22 });
  return out.hops.map((h) => h.device);
};

describe('a next hop', () => {
  it('A1, A2 is a NIC: its address is not looked up in a route table again', () => {
    expect(devices(attached())).toEqual(['client', 'nva', 'server']);
    const barred = { routeTables: { rt: udr({ server: ['10.0.2.0/24', 'VirtualAppliance', '10.0.1.6'], away: ['10.0.1.0/24', 'None'] }) } };
    expect(devices(attached(barred)), 'though packets for the appliance itself go nowhere').toEqual(['client', 'nva', 'server']);
    expect(devices(attached(barred), '10.0.1.6')).toEqual(['client']);
  });

  it('A2 routes of subnets in between play no part', () => {
    const between = {
      routeTables: { other: udr({ server: ['10.0.2.0/24', 'None'] }) },
      virtualNetworks: { v: { subnets: { server: { routeTable: 'other' } } } },
    };
    expect(devices(attached(between))).toEqual(['client', 'nva', 'server']);
    const atNva = { routeTables: { other: udr({ server: ['10.0.2.0/24', 'None'] }) }, virtualNetworks: { v: { subnets: { nva: { routeTable: 'other' } } } } };
    expect(devices(attached(atNva)), 'but those of the NIC that sends it on do (A3)').toEqual(['client', 'nva']);
  });

  it('A5 a subnet’s .1 stands for the fabric: nothing answers there', () => {
    const trace = traceFlow(solve(attached()), { from: 'client', to: '10.0.0.1', protocol: 'icmp' });
    expect(trace.verdict).not.toBe('delivered');
    expect(trace.out.hops.map((h) => h.device)).toEqual(['client']);
  });
});
