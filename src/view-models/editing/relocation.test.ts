/** Moving into another container: what comes of it is a lab that the engine's own rules accept, or a reason why not. */
import { expect, it } from 'vitest';
import { checkLab, type Lab, mergePatch, validateLab } from '../../engine/index.ts';
import { diagramOf } from '../diagram/index.ts';
import { additionOf } from './addition.ts';
import { containersFor, relocationInto, relocationOf } from './relocation.ts';

const apply = (lab: Lab, patch: unknown) => mergePatch(lab, patch) as Lab;
function grown(lab: Lab, ...steps: (readonly [Parameters<typeof additionOf>[1], string?])[]): Lab {
  return steps.reduce((now, [kind, into]) => {
    const addition = additionOf(now, kind, into === undefined ? undefined : { at: { x: 20, y: 40 }, into });
    if ('refused' in addition) throw new Error(`${kind}: ${addition.refused}`);
    return apply(now, addition.patch);
  }, lab);
}
const lab = grown(
  {},
  ['virtualNetwork'],
  ['subnet', 'vnet'],
  ['virtualNetwork'],
  ['virtualMachine', 'vnet/default'],
  ['loadBalancer', 'vnet/subnet-1'],
  ['routeServer', 'vnet'],
  ['vpnGateway', 'vnet'],
  ['firewall', 'vnet'],
  ['erGateway', 'vnet-2'],
  ['site'],
  ['site'],
  ['segment', 'site'],
  ['host', 'lan'],
);
const moved = (id: string, into: string, from = lab): Lab => {
  const move = relocationInto(from, id, into);
  if (!move || 'refused' in move) throw new Error(`${id} → ${into}: ${JSON.stringify(move)}`);
  return apply(from, move.patch);
};
const errors = (l: Lab) => [...checkLab(l), ...validateLab(l)].filter((d) => d.severity === 'error').map((d) => d.message);
const parentOf = (l: Lab, id: string) => diagramOf(l).nodes.find((n) => n.id === id)?.parent;

it('a machine gets a free address of the subnet that it comes into, in its own network and in another (A200)', () => {
  expect(lab.virtualMachines?.['vm']?.networkInterfaces['eth0']).toMatchObject({ subnet: 'vnet/default', privateIPAddress: '10.0.1.4' });
  for (const [into, address] of [
    ['vnet/subnet-1', /^10\.0\.\d+\.\d+$/],
    ['vnet-2/default', /^10\.1\.1\.4$/],
  ] as const) {
    const after = moved('vm', into);
    expect(after.virtualMachines?.['vm']?.networkInterfaces['eth0']).toMatchObject({ subnet: into, privateIPAddress: expect.stringMatching(address) });
    expect(parentOf(after, 'vm')).toBe(into);
    expect(errors(after)).toEqual([]);
  }
});

it('says which addresses it had and has', () => {
  expect(relocationInto(lab, 'vm', 'vnet-2/default')).toMatchObject({ before: ['10.0.1.4'], after: ['10.1.1.4'] });
});

it.each([
  ['vm', 'vnet/GatewaySubnet', { refused: 'reservedSubnet', args: { of: 'GatewaySubnet' } }],
  ['vm', 'site', { refused: 'needVnetHere' }],
  ['vpngw', 'vnet/default', { refused: 'standsIn', args: { of: 'GatewaySubnet' } }],
  ['vpngw', 'vnet-2/default', { refused: 'standsIn', args: { of: 'GatewaySubnet' } }],
  ['ergw', 'site', { refused: 'needVnetHere' }],
  ['host', 'vnet', { refused: 'onPremises' }],
] as const)('%s → %s is refused with its reason (A203, A204)', (id, into, refusal) => {
  expect(relocationOf(lab, id, { into, at: { x: 0, y: 0 } })).toEqual(refusal);
});

it('a machine with an interface in another subnet stays in its network, all of whose interfaces are in one', () => {
  const two = apply(lab, { virtualMachines: { vm: { networkInterfaces: { eth1: { subnet: 'vnet/subnet-1', privateIPAddress: '10.0.2.9' } } } } });
  expect(relocationInto(two, 'vm', 'vnet-2/default')).toEqual({ refused: 'oneNetwork', args: { of: 'eth1' } });
  expect(moved('vm', 'vnet/subnet-1', two).virtualMachines?.['vm']?.networkInterfaces['eth1']).toMatchObject({ privateIPAddress: '10.0.2.9' });
});

it('a service goes into the subnet of its kind, which is made; a second of its kind is refused (A204, A209)', () => {
  for (const id of ['ars', 'vpngw', 'azfw']) {
    const after = moved(id, 'vnet-2');
    expect(parentOf(after, id)).toMatch(/^vnet-2\/(RouteServer|Gateway|AzureFirewall)Subnet$/);
    expect(errors(after)).toEqual([]);
  }
  const second = grown(lab, ['erGateway', 'vnet']);
  expect(relocationInto(second, 'ergw', 'vnet')).toEqual({ refused: 'onlyOne', args: { of: 'vnet' } });
});

it('a balancer takes its frontend along', () => {
  const after = moved('lb', 'vnet-2/default');
  expect(after.loadBalancers?.['lb']?.frontendIPConfigurations['frontend']).toMatchObject({ subnet: 'vnet-2/default' });
});

it('on-premises: to another site, onto a LAN of another site, onto the open canvas; the cable stays plugged in', () => {
  expect(moved('host', 'site-2').hosts?.['host']).toMatchObject({ site: 'site-2', interfaces: { eth0: { segment: 'lan' } } });
  expect(moved('host', '').hosts?.['host']?.site).toBeUndefined();
  expect(relocationInto(lab, 'host', 'lan')).toBeUndefined();
});

it('within its container, beside it in its network, and on the open canvas it stays where it is', () => {
  for (const into of ['vnet/default', 'vnet', undefined])
    expect(relocationOf(lab, 'vm', { at: { x: 0, y: 0 }, ...(into !== undefined && { into }) })).toBeUndefined();
  expect(relocationOf(lab, 'site', { into: 'vnet', at: { x: 0, y: 0 } })).toBeUndefined();
});

it('what may be asked is what fits the kind', () => {
  expect(containersFor(lab, 'vm')).toContain('vnet-2/default');
  expect(containersFor(lab, 'vpngw')).toEqual(['vnet', 'vnet-2']);
  expect(containersFor(lab, 'host')).toEqual(['', 'site', 'site-2']);
  expect(containersFor(lab, 'site')).toEqual([]);
});
