/** Which texts a machine has, and which it could have. */
import { expect, it } from 'vitest';
import type { Lab } from '../engine/index.ts';
import { addressesOf, missingTexts, shownText, textsOf } from './texts.ts';

const lab = {
  routers: {
    r: { os: 'freebsd', interfaces: {}, frr: { config: 'router bgp 1', version: '8.4.4' }, pf: { config: 'pass all' } },
    plain: { interfaces: {}, frr: { config: '' } },
  },
  hosts: { pc: { interfaces: {}, os: 'windows' } },
  sites: { s: {} },
} as unknown as Lab;

it('a machine’s texts with their places in the lab; none for what is no machine', () => {
  expect(textsOf(lab, 'r').map((t) => [t.file, t.path.join('/'), t.version])).toEqual([
    ['frr.conf', 'routers/r/frr/config', '8.4.4'],
    ['pf.conf', 'routers/r/pf/config', undefined],
  ]);
  expect(textsOf(lab, 's')).toEqual([]);
  expect(textsOf(lab, 'nobody')).toEqual([]);
});

it('what its system reads and it has not got (H20, H30, H60); Windows reads none', () => {
  expect(missingTexts(lab, 'r')).toEqual(['rc', 'squid']);
  expect(missingTexts(lab, 'plain')).toEqual(['iproute2', 'squid']);
  expect(missingTexts(lab, 'pc')).toEqual([]);
});

it('the text asked for, else the one with the line, else the first', () => {
  const texts = textsOf(lab, 'r');
  expect(shownText(texts, 'pf', 'router bgp 1')?.kind).toBe('pf');
  expect(shownText(texts, undefined, 'pass all')?.kind).toBe('pf');
  expect(shownText(texts, 'squid', 'no such line')?.kind).toBe('frr');
  expect(shownText([], 'pf', undefined)).toBeUndefined();
});

it('a machine’s interfaces with their addresses, every IP configuration of a NIC among them', () => {
  const nics = { eth0: { subnet: 'v/s', privateIPAddress: '10.0.1.6', ipConfigurations: { second: { privateIPAddress: '10.0.1.7' } } } };
  const lan = { eth0: { addresses: ['192.0.2.1/30', '2001:db8::1/64'] }, eth1: { addresses: [] } };
  const own = { virtualMachines: { vm: { networkInterfaces: nics } }, routers: { r: { interfaces: lan, frr: { config: '' } } } } as unknown as Lab;
  expect(addressesOf(own, 'vm')).toEqual({ eth0: ['10.0.1.6', '10.0.1.7'] });
  expect(addressesOf(own, 'r')).toEqual({ eth0: ['192.0.2.1', '2001:db8::1'], eth1: [] });
  expect(addressesOf(own, 'nobody')).toEqual({});
});
