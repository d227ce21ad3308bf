import { describe, expect, it } from 'vitest';
import { smallLab, smallScenario } from './fixture.ts';
import { checkLab, readScenarioValue } from './read.ts';

const found = (patch: unknown) => checkLab(smallLab(patch)).map((d) => `${d.code} ${d.message}`);

describe('references', () => {
  it('of a lab that is right all lead somewhere', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[patch: unknown, at: string, expected: string, got: string, hint: string]>([
    [
      { virtualNetworks: { hub: { subnets: { a: { routeTable: 'rtt' } } } } },
      'virtualNetworks.hub.subnets.a.routeTable',
      'route table',
      'rtt',
      ' (did you mean "rt"?)',
    ],
    [
      { virtualNetworks: { hub: { virtualNetworkPeerings: { 'to-spoke': { remoteVirtualNetwork: 'spok' } } } } },
      'virtualNetworks.hub.virtualNetworkPeerings.to-spoke.remoteVirtualNetwork',
      'virtual network',
      'spok',
      ' (did you mean "spoke"?)',
    ],
    [
      { virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke' } } } } },
      'virtualMachines.vm.networkInterfaces.eth0.subnet',
      'subnet (vnet/subnet)',
      'spoke',
      ' (did you mean "spoke/a"?)',
    ],
    [
      { virtualMachines: { vm: { networkInterfaces: { eth0: { publicIPAddress: 'none' } } } } },
      'virtualMachines.vm.networkInterfaces.eth0.publicIPAddress',
      'public IP address',
      'none',
      '; there is pip',
    ],
    [
      {
        routeTables: { rt: { routes: { tag: { addressPrefix: 'Storag', nextHopType: 'Internet' } } } },
        serviceTags: { Storage: { addressPrefixes: ['20.38.0.0/16'] } },
      },
      'routeTables.rt.routes.tag.addressPrefix',
      'service tag of this lab, or a prefix',
      'Storag',
      ' (did you mean "Storage"?)',
    ],
    [{ outages: { first: { of: 'ergw#2' } } }, 'outages.first.of', 'device, connection or a part of one', 'ergw#2', ' (did you mean "ergw#0"?)'],
    [
      { routeServers: { ars: { subnet: 'hub/RouteServerSubnet' } } },
      'routeServers.ars.subnet',
      'subnet (vnet/subnet)',
      'hub/RouteServerSubnet',
      '; there are hub/GatewaySubnet, hub/a, spoke/a',
    ],
    [
      { virtualNetworkGateways: { ergw: { subnet: 'hub/Gatewaysubnet' } } },
      'virtualNetworkGateways.ergw.subnet',
      'subnet (vnet/subnet)',
      'hub/Gatewaysubnet',
      ' (did you mean "hub/GatewaySubnet"?)',
    ],
    [
      { virtualNetworkGateways: { ergw: { publicIPAddresses: ['pi'] } } },
      'virtualNetworkGateways.ergw.publicIPAddresses.0',
      'public IP address',
      'pi',
      ' (did you mean "pip"?)',
    ],
    [
      { connections: { 'cn-er': { virtualNetworkGateway1: 'gw' } } },
      'connections.cn-er.virtualNetworkGateway1',
      'virtual network gateway',
      'gw',
      ' (did you mean "ergw"?)',
    ],
    [
      { connections: { 'cn-er': { localNetworkGateway2: 'lng' } } },
      'connections.cn-er.localNetworkGateway2',
      'local network gateway',
      'lng',
      '; there is none',
    ],
    [{ connections: { 'cn-er': { peer: 'circuit' } } }, 'connections.cn-er.peer', 'ExpressRoute circuit', 'circuit', '; there is erc'],
    [
      { virtualNetworks: { hub: { subnets: { a: { networkSecurityGroup: 'nsg' } } } } },
      'virtualNetworks.hub.subnets.a.networkSecurityGroup',
      'network security group',
      'nsg',
      '; there is none',
    ],
    [
      { loadBalancers: { ilb: { frontendIPConfigurations: {}, backendAddressPools: { nvas: { backendIPConfigurations: ['nva/eth0', 'nva/eth1'] } } } } },
      'loadBalancers.ilb.backendAddressPools.nvas.backendIPConfigurations.1',
      'IP configuration (vm/nic)',
      'nva/eth1',
      ' (did you mean "nva/eth0"?)',
    ],
    [
      { privateEndpoints: { pe: { subnet: 'hub/a', privateIPAddress: '10.0.1.9', privateLinkServiceId: 'wen' } } },
      'privateEndpoints.pe.privateLinkServiceId',
      'host of the Internet',
      'wen',
      ' (did you mean "web"?)',
    ],
    [{ segments: { lan: { site: 'onperm' } } }, 'segments.lan.site', 'site', 'onperm', ' (did you mean "onprem"?)'],
    [
      { hosts: { pc: { interfaces: { eth0: { segment: 'lam' } } } } },
      'hosts.pc.interfaces.eth0.segment',
      'segment, or the internet',
      'lam',
      ' (did you mean "lan"?)',
    ],
    [
      { routers: { cpe: { interfaces: { wan0: { circuit: 'erc' } } } } },
      'routers.cpe.interfaces.wan0.circuit',
      'leg of a circuit (circuit/primary)',
      'erc',
      '; there are erc/primary, erc/secondary',
    ],
    [{ flows: { ssh: { from: 'internet' } } }, 'flows.ssh.from', 'device', 'internet', '; there are nva, vm, ergw, erc, cpe, pc, web'],
    [
      { flows: { ssh: { to: 'www.exampel.com' } } },
      'flows.ssh.to',
      'device, an address or a host name of the Internet',
      'www.exampel.com',
      ' (did you mean "www.example.com"?)',
    ],
  ])('%j', (patch, at, expected, got, hint) => {
    expect(found(patch)).toEqual([
      `dangling-reference At lab.${at}: expected the id of ${/^[EI]/.test(expected) ? 'an' : 'a'} ${expected}, got ${JSON.stringify(got)}${hint}`,
    ]);
  });

  it.each(['10.9.9.9', '2001:db8::1', 'web', 'www.example.com', 'vm'])('a flow may go to %s', (to) => {
    expect(found({ flows: { ssh: { to } } })).toEqual([]);
  });

  it('are mended by the nearest id, where a patch can', () => {
    const [nic] = checkLab(smallLab({ virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke/aa' } } } } }));
    expect(nic?.fix).toEqual({ label: 'Use spoke/a', patch: { virtualMachines: { vm: { networkInterfaces: { eth0: { subnet: 'spoke/a' } } } } } });
    const [listed] = checkLab(smallLab({ virtualNetworkGateways: { ergw: { publicIPAddresses: ['pi'] } } }));
    expect(listed?.fix, 'a patch replaces a list whole').toBeUndefined();
  });

  it('devices share one name space, with the hosts of the Internet', () => {
    expect(found({ hosts: { vm: { interfaces: {} } }, internet: { hosts: { pc: { ipAddress: '192.0.2.1' } } } })).toEqual([
      'duplicate-id At lab.hosts.vm: expected every device to have an id of its own, got "vm", which is also in lab.virtualMachines',
      'duplicate-id At lab.internet.hosts.pc: expected every device to have an id of its own, got "pc", which is also in lab.hosts',
    ]);
    expect(found({ hosts: { internet: { interfaces: {} } } })).toHaveLength(1);
    expect(found({ sites: { vm: {} } }), 'a site is no device').toEqual([]);
  });

  it.each<[what: string, patch: unknown, code: string | undefined]>([
    ['a segment and a circuit on one interface', { routers: { cpe: { interfaces: { wan0: { segment: 'lan' } } } } }, 'two-plugs'],
    ['one leg used twice', { hosts: { pc: { interfaces: { eth0: { segment: null, circuit: 'erc/primary' } } } } }, 'circuit-leg-taken'],
    ['both legs', { hosts: { pc: { interfaces: { eth0: { segment: null, circuit: 'erc/secondary' } } } } }, undefined],
    ['a VM without a network interface', { virtualMachines: { vm: { networkInterfaces: { eth0: null } } } }, 'vm-without-interface'],
    ['a port for icmp', { flows: { ssh: { protocol: 'icmp' } } }, 'port-without-meaning'],
    ['icmp without a port', { flows: { ssh: { protocol: 'icmp', port: null } } }, undefined],
  ])('%s', (_what, patch, code) => {
    expect(checkLab(smallLab(patch)).map((d) => d.code)).toEqual(code === undefined ? [] : [code]);
  });
});

describe('the story', () => {
  const about = { title: { en: 'It' } };
  const problems = (story: object) => readScenarioValue(smallScenario(story)).diagnostics.map((d) => `${d.place.step ?? ''} ${d.message}`);

  it('names what is there', () => {
    const checks = {
      a: { ...about, kind: 'rows', device: 'hub/a', table: 'effective', rows: [] },
      b: { ...about, kind: 'flow', flow: 'ssh', expect: { verdict: 'delivered', via: ['cpe', 'erc', 'internet'] } },
      c: { ...about, kind: 'flow', flow: { from: 'pc', to: '8.8.8.8', protocol: 'icmp' }, expect: { verdict: 'dropped', at: 'nva' } },
    };
    const view = { select: 'hub', flow: 'ssh' };
    expect(problems({ checks, steps: [{ id: 'one', ...about, text: about.title, checks, view }] })).toEqual([]);
  });

  it.each<[what: string, step: object, message: string]>([
    [
      'a device',
      { checks: { a: { ...about, kind: 'rows', device: 'nvaa', table: 'rib', rows: [] } } },
      'At steps.1.checks.a.device: expected the id of a device or subnet (vnet/subnet), got "nvaa" (did you mean "nva"?)',
    ],
    [
      'a flow',
      { checks: { a: { ...about, kind: 'flow', flow: 'shh', expect: { verdict: 'delivered' } } } },
      'At steps.1.checks.a.flow: expected the id of a flow, got "shh" (did you mean "ssh"?)',
    ],
    [
      'the end of a flow',
      { checks: { a: { ...about, kind: 'flow', flow: { from: 'pcc', to: 'vm', protocol: 'udp' }, expect: { verdict: 'delivered' } } } },
      'At steps.1.checks.a.flow.from: expected the id of a device, got "pcc" (did you mean "pc"?)',
    ],
    [
      'a device on the way',
      { checks: { a: { ...about, kind: 'flow', flow: 'ssh', expect: { verdict: 'delivered', avoid: ['er'] } } } },
      'At steps.1.checks.a.expect.avoid.0: expected the id of a device, or the internet, got "er" (did you mean "erc"?)',
    ],
    ['what to select', { view: { select: 'hubb' } }, 'At steps.1.view.select: expected the id of an object, got "hubb" (did you mean "hub"?)'],
    ['what to play', { view: { flow: 'ssl' } }, 'At steps.1.view.flow: expected the id of a flow, got "ssl" (did you mean "ssh"?)'],
    ['a line', { view: { select: 'nva', tab: 'config', line: 'set ip' } }, 'At steps.1.view.line: expected a line of the configuration of nva, got "set ip"'],
  ])('cannot name %s that is not there', (_what, step, message) => {
    const first = { id: 'one', ...about, text: about.title };
    expect(problems({ steps: [first, { ...first, id: 'two', ...step }] })).toEqual([`two ${message}`]);
  });

  it('is held against the lab of its own step', () => {
    const view = { flow: 'ssh' };
    const first = { id: 'one', ...about, text: about.title, view };
    expect(problems({ steps: [first, { ...first, id: 'two', patch: { flows: null } }] })).toEqual([
      'two At steps.1.view.flow: expected the id of a flow, got "ssh"; there is none',
    ]);
  });
});
