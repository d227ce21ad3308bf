/** Editing by gesture: what is added, joined and copied is a lab that the engine's own rules accept. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkLab, type Diagnostic, type Lab, mergePatch, readScenario, stateAt, validateLab } from '../../engine/index.ts';
import { boxesOf, diagramOf, type ObjectKind, pathOf } from '../diagram/index.ts';
import { PALETTE } from '../palette.ts';
import { type Addition, additionOf } from './addition.ts';
import { copyOf, fragmentOf, pasteOf } from './clipboard.ts';
import { choicesBetween } from './connect.ts';
import { dropAt } from './drop.ts';
import { unplugPatch } from './lines.ts';

const file = readFileSync(new URL('../../../scenarios/reverse-forced-tunneling.json', import.meta.url), 'utf8');
const { scenario } = readScenario(file);
if (!scenario) throw new Error('the scenario cannot be read');
const article = stateAt(scenario);

const errors = (lab: Lab): Diagnostic[] => [...checkLab(lab), ...validateLab(lab)].filter((d) => d.severity === 'error');
const apply = (lab: Lab, patch: unknown) => mergePatch(lab, patch) as Lab;

function added(lab: Lab, kind: ObjectKind, drop?: Parameters<typeof additionOf>[2]): { lab: Lab; id: string } {
  const addition: Addition = additionOf(lab, kind, drop);
  if ('refused' in addition) throw new Error(`${kind}: ${addition.refused}`);
  return { lab: apply(lab, addition.patch), id: addition.id };
}

/** Each kind in order; what is refused is left out. */
function grown(kinds: readonly ObjectKind[], from: Lab = {}): Lab {
  return kinds.reduce<Lab>((lab, kind) => added(lab, kind).lab, from);
}

test('every kind of the palette, one after another in an empty lab, is accepted by the platform’s rules (A200, A203, A209)', () => {
  const lab = grown(PALETTE.map((p) => p.kind));
  expect(errors(lab)).toEqual([]);
  expect(PALETTE.map((p) => p.kind).filter((k) => 'refused' in additionOf(lab, k))).toEqual([
    'routeServer',
    'vpnGateway',
    'erGateway',
    'firewall',
    'bastion',
    'internet',
  ]);
});

test('twice the same is another object, at another address', () => {
  const lab = grown(['virtualNetwork', 'virtualMachine', 'virtualMachine', 'virtualNetwork', 'routeServer', 'routeServer']);
  expect(Object.keys(lab.virtualMachines ?? {})).toEqual(['vm', 'vm-2']);
  expect(errors(lab)).toEqual([]);
});

test('A204: a machine dropped on GatewaySubnet is refused, on a subnet it stands there under the pointer', () => {
  const at = { x: 20, y: 40 };
  expect(additionOf(article, 'virtualMachine', { at, into: 'vnet-clab-hub/GatewaySubnet' })).toEqual({
    refused: 'reservedSubnet',
    args: { of: 'GatewaySubnet' },
  });
  expect(additionOf(article, 'virtualMachine', { at })).toEqual({ refused: 'needVnetHere' });
  const { lab, id } = added(article, 'virtualMachine', { at, into: 'vnet-clab-branch-eus/subnet-001' });
  expect(lab.virtualMachines?.[id]).toMatchObject({
    position: at,
    networkInterfaces: { eth0: { subnet: 'vnet-clab-branch-eus/subnet-001', privateIPAddress: '10.50.1.5' } },
  });
  expect(errors(lab)).toEqual([]);
});

test('A209: a second Route Server of a network is refused', () => {
  expect(additionOf(article, 'routeServer', { at: { x: 0, y: 0 }, into: 'vnet-clab-hub' })).toMatchObject({ refused: 'onlyOne' });
});

test('the smallest container under the pointer takes what is dropped, within its edges', () => {
  const { nodes } = diagramOf(article);
  const boxes = boxesOf(nodes);
  const subnet = boxes.get('vnet-clab-hub/subnet-001');
  if (!subnet) throw new Error('no box');
  const { into, at } = dropAt(nodes, boxes, { x: subnet.x + 3, y: subnet.y + subnet.height - 1 });
  expect(into).toBe('vnet-clab-hub/subnet-001');
  expect(at.x).toBeGreaterThanOrEqual(8);
  expect(at.y + 64).toBeLessThanOrEqual(subnet.height);
  expect(dropAt(nodes, boxes, { x: -5000, y: 0 }).into).toBeUndefined();
});

/** What joins two ends; throws when there is not exactly one way. */
function join(lab: Lab, a: string, b: string, kind?: string): Lab {
  const found = choicesBetween(lab, a, b);
  if ('refused' in found) throw new Error(found.refused);
  const choice = found.find((c) => kind === undefined || c.kind === kind);
  if (!choice || !('patch' in choice)) throw new Error(choice?.refused ?? 'no such choice');
  return apply(lab, choice.patch);
}

test.each([
  ['peering', ['virtualNetwork', 'virtualNetwork'], 'vnet', 'vnet-2'],
  ['vnet2vnet', ['virtualNetwork', 'vpnGateway', 'virtualNetwork', 'vpnGateway'], 'vpngw', 'vpngw-2'],
  ['ipsec', ['virtualNetwork', 'vpnGateway', 'localGateway'], 'lgw', 'vpngw'],
  ['expressRoute', ['virtualNetwork', 'erGateway', 'circuit'], 'erc', 'ergw'],
  ['legPrimary', ['router', 'circuit'], 'router', 'erc'],
  ['plug', ['segment', 'host'], 'host', 'lan'],
  ['cable', ['router', 'router'], 'router', 'router-2'],
  ['bgpPeer', ['virtualNetwork', 'nva', 'routeServer'], 'ars', 'nva'],
  ['routeTable', ['virtualNetwork', 'routeTable'], 'rt', 'vnet/default'],
  ['networkSecurityGroup', ['virtualNetwork', 'networkSecurityGroup'], 'nsg', 'vnet/default'],
  ['natGateway', ['virtualNetwork', 'natGateway'], 'nat', 'vnet/default'],
] as const)('%s: allowed once, in either order, and then refused', (kind, kinds, a, b) => {
  const lab = grown(kinds);
  const joined = join(lab, a, b, kind);
  // Of a cable the first end has the first address.
  if (kind !== 'cable') expect(joined).toEqual(join(lab, b, a, kind));
  expect(checkLab(joined)).toEqual([]);
  const again = choicesBetween(joined, a, b);
  if ('refused' in again) throw new Error('no choices');
  if (kind !== 'cable') expect(again.find((c) => c.kind === kind)).toHaveProperty('refused');
});

test('two routers are BGP neighbors only once they share a network', () => {
  const lab = grown(['router', 'router']);
  expect(choicesBetween(lab, 'router', 'router-2')).toContainEqual({
    kind: 'bgpNeighbor',
    refused: 'joinNoSharedNetwork',
    args: { a: 'router', b: 'router-2' },
  });
  const both = join(join(lab, 'router', 'router-2', 'cable'), 'router', 'router-2', 'bgpNeighbor');
  expect(both.routers?.['router']?.frr.config).toContain(' neighbor 192.168.0.2 remote-as 65020');
  expect(both.routers?.['router-2']?.frr.config).toContain(' neighbor 192.168.0.1 remote-as 65010');
});

test.each([
  ['vpngw-clab-hub', 'erc-clab', 'joinNeedsErGateway'],
  ['ergw-clab-hub', 'vpngw-clab-hub', 'joinGatewayTypes'],
  ['vm-frr', 'azfw-clab-hub', 'joinByRoutes'],
  ['pc-onprem', 'vnet-clab-hub', 'joinNothing'],
  ['er', 'er', 'joinNothing'],
])('%s and %s: refused, %s', (a, b, refused) => {
  expect(choicesBetween(article, a, b)).toMatchObject({ refused });
});

test('the article’s primary leg is taken, its secondary is free', () => {
  expect(choicesBetween(article, 'er', 'erc-clab')).toMatchObject([{ kind: 'legPrimary', refused: 'joinLegTaken' }, { kind: 'legSecondary' }]);
  expect(join(article, 'er', 'erc-clab', 'legSecondary').routers?.['er']?.interfaces['erc-clab-secondary']).toEqual({
    addresses: ['172.16.0.5/30'],
    circuit: 'erc-clab/secondary',
  });
});

test('copy and paste: free names and addresses, references among the copies follow, own addresses in frr.conf too', () => {
  const fragment = copyOf(article, ['vm-frr', 'er', 'vnet-clab-branch-eus']);
  if (!fragment) throw new Error('nothing copied');
  const again = fragmentOf(JSON.stringify(fragment));
  expect(again).toEqual(fragment);
  const { patch, ids } = pasteOf(article, fragment);
  const lab = apply(article, patch);
  expect(ids.toSorted()).toEqual(['er-2', 'vm-branch-2', 'vm-frr-2', 'vnet-clab-branch-eus-2', 'vpngw-clab-brach-eus-2']);
  expect(checkLab(lab)).toEqual([]);
  expect(lab.virtualMachines?.['vm-branch-2']?.networkInterfaces['eth0']?.subnet).toBe('vnet-clab-branch-eus-2/subnet-001');
  expect(lab.virtualMachines?.['vm-frr-2']?.networkInterfaces['eth0']?.privateIPAddress).toBe('10.0.1.4');
  expect(lab.routers?.['er-2']?.interfaces['Vlan10']?.addresses).toEqual(['10.20.10.2/24']);
  expect(lab.routers?.['er-2']?.frr.config).toContain('bgp router-id 10.20.10.2');
});

test('a connection is copied with both its ends, and not with one', () => {
  expect(copyOf(article, ['vpngw-clab-hub'])?.lab.connections).toBeUndefined();
  expect(Object.keys(copyOf(article, ['vpngw-clab-hub', 'vpngw-clab-brach-eus'])?.lab.connections ?? {})).toEqual(['cn-hub-to-branch', 'cn-branch-to-hub']);
});

test('other text on the clipboard is nobody’s fragment', () => {
  for (const text of ['', 'hello', 'null', '[]', '{"lab":{}}', '{"format":"hoplab/objects@1"}']) expect(fragmentOf(text)).toBeUndefined();
});

test('a line that is deleted: a cable loses its plug, a peering both halves, the way to the Internet stays', () => {
  const peered = join(grown(['virtualNetwork', 'virtualNetwork']), 'vnet', 'vnet-2');
  const [line] = diagramOf(peered).edges;
  if (!line) throw new Error('no line');
  expect(diagramOf(apply(peered, unplugPatch(peered, line))).edges).toEqual([]);
  const { edges } = diagramOf(article);
  const of = (kind: string) => edges.filter((e) => e.kind === kind).map((e) => unplugPatch(article, e));
  expect(of('cable')[0]).toEqual({ routers: { er: { interfaces: { Vlan10: { segment: null, circuit: null } } } } });
  expect(new Set(of('internet').map((p) => JSON.stringify(p)))).toEqual(new Set(['{}']));
  expect(pathOf(article, 'er')).toEqual(['routers', 'er']);
});
