/** What one has edited, and putting it back. */
import { expect, test } from 'vitest';
import { type Lab, mergePatch } from '../engine/index.ts';
import { labChanges, lineChanges } from './lab-changes.ts';

const lab: Lab = {
  virtualNetworks: {
    hub: {
      position: { x: 0, y: 0 },
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: { a: { addressPrefix: '10.0.0.0/24', routeTable: 'rt' } },
    },
  },
  routeTables: { rt: { routes: {} } },
  routers: { er: { interfaces: {}, frr: { config: 'hostname er\n!\nrouter bgp 1\n neighbor 10.0.0.1 remote-as 2\nexit' } } },
};
const after = (patch: unknown) => mergePatch(lab, patch) as Lab;

test('nothing edited, or only moved on the canvas: nothing', () => {
  expect(labChanges(lab, lab)).toEqual([]);
  expect(labChanges(lab, after({ virtualNetworks: { hub: { position: { x: 9 } } } }))).toEqual([]);
});

test.each([
  [{ virtualNetworks: { hub: { subnets: { a: { routeTable: null } } } } }, [['hub/a', 'routeTable', 'removed']]],
  [{ virtualNetworks: { hub: { addressSpace: { addressPrefixes: ['10.0.0.0/8'] } } } }, [['hub', 'addressSpace.addressPrefixes', 'changed']]],
  [{ hosts: { pc: { interfaces: {} } } }, [['pc', '', 'added']]],
  [{ routeTables: { rt: null } }, [['rt', '', 'removed']]],
  [
    { routeTables: null, internet: { hosts: { web: { ipAddress: '192.0.2.1' } } } },
    [
      ['rt', '', 'removed'],
      ['internet', '', 'added'],
    ],
  ],
] as const)('%j', (patch, expected) => {
  const changes = labChanges(lab, after(patch));
  expect(changes.map((c) => [c.object, c.property, c.change])).toEqual(expected);
  const back = changes.reduce<unknown>((l, c) => mergePatch(l, c.undo), after(patch));
  expect(labChanges(lab, back as Lab)).toEqual([]);
});

test('a configuration is told line by line', () => {
  const config = 'hostname er\n!\nrouter bgp 1\n neighbor 10.0.0.9 remote-as 2\n neighbor 10.0.0.9 weight 5\nexit';
  const [change] = labChanges(lab, after({ routers: { er: { frr: { config } } } }));
  expect(change?.lines?.filter((l) => l.change !== 'same')).toEqual([
    { change: 'removed', text: ' neighbor 10.0.0.1 remote-as 2' },
    { change: 'added', text: ' neighbor 10.0.0.9 remote-as 2' },
    { change: 'added', text: ' neighbor 10.0.0.9 weight 5' },
  ]);
});

test('whatever the lines, the old ones and the new ones can be read off', () => {
  const cases = [
    ['', ''],
    ['a b c', 'c b a'],
    ['a a a', 'a'],
    ['', 'x y'],
    ['x y', ''],
    ['a b c d', 'a x c y d'],
  ];
  for (const [before = '', next = ''] of cases) {
    const [a, b] = [before.split(' '), next.split(' ')];
    const all = lineChanges(a, b);
    expect(all.filter((l) => l.change !== 'added').map((l) => l.text)).toEqual(a);
    expect(all.filter((l) => l.change !== 'removed').map((l) => l.text)).toEqual(b);
  }
});
