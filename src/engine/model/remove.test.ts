/** Removal: whatever is taken out, what is left is a lab and names nothing that is gone. */
import { expect, test } from 'vitest';
import { smallLab } from './fixture.ts';
import type { Lab } from './lab.ts';
import { mergePatch } from './merge-patch.ts';
import { checkLab } from './read.ts';
import { removalPatch, removedDevices } from './remove.ts';

const lab = smallLab() as Lab;
const after = (...paths: string[][]) => mergePatch(lab, removalPatch(lab, paths)) as Lab;
const objects = Object.entries(lab).flatMap(([map, entries]) => (map === 'internet' ? [['internet']] : Object.keys(entries as object).map((id) => [map, id])));

test.each([...objects, ['virtualNetworks', 'hub', 'subnets', 'GatewaySubnet']].map((p) => [p.join('.'), p] as const))(
  'without %s the lab has its shape and nothing dangles',
  (_, path) => {
    expect(checkLab(lab)).toEqual([]);
    expect(checkLab(after([...path]))).toEqual([]);
  },
);

test('a network takes its machines, gateways, their connections and both halves of its peerings', () => {
  const left = after(['virtualNetworks', 'hub']);
  expect(left.virtualNetworkGateways).toEqual({});
  expect(left.connections).toEqual({});
  expect(Object.keys(left.virtualMachines ?? {})).toEqual(['vm']);
  expect(left.virtualNetworks?.['spoke']?.virtualNetworkPeerings).toEqual({});
  expect(removedDevices(lab, removalPatch(lab, [['virtualNetworks', 'hub']]))).toEqual(['nva', 'ergw']);
});

test('a route table leaves its subnet, a circuit its router', () => {
  expect(after(['routeTables', 'rt']).virtualNetworks?.['hub']?.subnets['a']).toEqual({ addressPrefix: '10.0.1.0/24' });
  const { wan0 } = after(['expressRouteCircuits', 'erc']).routers?.['cpe']?.interfaces ?? {};
  expect(wan0).toEqual({ addresses: ['172.16.0.1/30'] });
});

test('several at once, and what was dangling before stays as it was', () => {
  const dangling = mergePatch(lab, { flows: { lost: { from: 'nobody', to: 'vm', protocol: 'icmp' } } }) as Lab;
  const patch = removalPatch(dangling, [
    ['hosts', 'pc'],
    ['virtualMachines', 'nva'],
  ]);
  expect(patch).toEqual({ hosts: { pc: null }, virtualMachines: { nva: null }, flows: { ssh: null } });
});
