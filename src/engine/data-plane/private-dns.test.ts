/** Names in private DNS zones (A37): who is asked, what is answered, and where a flow to a name then goes. */
import { describe, expect, it } from 'vitest';
import { checkLab, type Lab, mergePatch } from '../model/index.ts';
import { solve } from '../solve.ts';
import { traceFlow } from './trace.ts';

const ZONE = 'privatelink.blob.example.net';
const NAME = 'store.blob.example.net';
const vnet = (n: number) => ({
  location: 'japaneast',
  addressSpace: { addressPrefixes: [`10.${n}.0.0/16`] },
  subnets: { s: { addressPrefix: `10.${n}.0.0/24` } },
  virtualNetworkPeerings: { other: { remoteVirtualNetwork: n === 1 ? 'two' : 'one' } },
});
const machine = (v: string, privateIPAddress: string) => ({ networkInterfaces: { eth0: { subnet: `${v}/s`, privateIPAddress } } });
const LAB = {
  virtualNetworks: { one: vnet(1), two: vnet(2) },
  virtualMachines: { a: machine('one', '10.1.0.4'), b: machine('two', '10.2.0.4') },
  privateEndpoints: { pe: { subnet: 'one/s', privateIPAddress: '10.1.0.9', privateLinkServiceId: 'store', privateDnsZoneConfigs: [ZONE] } },
  privateDnsZones: { [ZONE]: { virtualNetworkLinks: { one: { virtualNetwork: 'one' } } } },
  internet: { hosts: { store: { ipAddress: '192.0.2.90', names: [NAME], listen: [{ protocol: 'tcp', port: 443 }] } } },
};
const to = (name: string, from: string, patch: unknown = {}) => {
  const lab = mergePatch(LAB, patch) as Lab;
  return traceFlow(solve(lab), { from, to: name, protocol: 'tcp', port: 443 });
};
/** What becomes of it, whether the private endpoint was met, and how the name was resolved. */
const said = (...args: Parameters<typeof to>) => {
  const t = to(...args);
  const met = t.out.hops.some((h) => h.device === 'pe') ? 'by pe' : 'past pe';
  return `${t.verdict} ${met} ${t.notes?.[0]?.code ?? t.summary.code}`;
};
const link = { privateDnsZones: { [ZONE]: { virtualNetworkLinks: { two: { virtualNetwork: 'two' } } } } };
const PUBLIC = 'delivered past pe delivered-both-ways';

describe('A37 a name in a private DNS zone', () => {
  it('is a lab that has its shape', () => expect(checkLab(mergePatch(LAB, link) as Lab)).toEqual([]));

  it('leads to the private endpoint where the zone is linked, and to the public address elsewhere', () => {
    expect(said(NAME, 'a')).toBe('delivered by pe dns-private-zone');
    expect(said(NAME, 'b')).toBe(PUBLIC);
    expect(said(NAME, 'b', link)).toBe('delivered by pe dns-private-zone');
    expect(to(NAME, 'a').notes?.[0]?.args).toEqual({ name: NAME, zone: ZONE, address: '10.1.0.9' });
  });

  it('is not there where the zone is linked and has no record of it', () => {
    const bare = { privateEndpoints: { pe: { privateDnsZoneConfigs: null } } };
    expect(said(NAME, 'a', bare)).toBe('dropped past pe dns-no-record');
    expect(said(NAME, 'b', bare)).toBe(PUBLIC);
  });

  it('of a service without private endpoint stays public: there is no CNAME to privatelink', () => {
    expect(said(NAME, 'a', { privateEndpoints: { pe: { privateLinkServiceId: null } } })).toBe(PUBLIC);
  });

  it('may be a record of the zone’s own, whatever the case of its letters', () => {
    const links = { virtualNetworkLinks: { one: { virtualNetwork: 'one' } } };
    const zone = { privateDnsZones: { 'corp.example': { ...links, A: { db: { aRecords: [{ ipv4Address: '10.2.0.4' }] } } } } };
    expect(to('DB.corp.example', 'a', zone).notes?.[0]?.args).toMatchObject({ address: '10.2.0.4' });
    expect(said('web.corp.example', 'a', zone)).toBe('dropped past pe dns-no-record');
    expect(said('db.corp.example', 'b', zone)).toBe('dropped past pe unknown-destination');
  });

  it('is answered by the zone with the longer name', () => {
    const one = { virtualNetworkLinks: { one: { virtualNetwork: 'one' } } };
    const zones = {
      privateDnsZones: {
        example: { ...one, A: { 'db.corp': { aRecords: [{ ipv4Address: '10.1.0.99' }] } } },
        'corp.example': { ...one, A: { db: { aRecords: [{ ipv4Address: '10.2.0.4' }] } } },
      },
    };
    expect(to('db.corp.example', 'a', zones).notes?.[0]?.args).toMatchObject({ address: '10.2.0.4' });
  });

  it('does not stand in the way of addresses and devices', () => {
    expect(said('10.1.0.9', 'b')).toBe('delivered by pe delivered-both-ways');
    expect(to('b', 'a').notes).toBeUndefined();
  });
});
