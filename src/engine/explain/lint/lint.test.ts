/** What only the computed lab shows: in the articles' labs, and in the same labs bent by a patch. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkLab, type Diagnostic, type Lab, mergePatch, readScenario, type Scenario, stateAt, stepIds } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { citationsOf, wordDiagnostic, wordFix } from '../diagnostics/index.ts';

const folder = new URL('../../../../scenarios/', import.meta.url);
const labs = new Map<string, Scenario>(
  readdirSync(folder)
    .filter((f) => f.endsWith('.json') && !f.includes('schema'))
    .map((f) => [f.replace('.json', ''), readScenario(readFileSync(new URL(f, folder), 'utf8')).scenario as Scenario]),
);
const lab = (scenario: string, step: string, patch: unknown = {}): Lab => mergePatch(stateAt(labs.get(scenario) as Scenario, step), patch) as Lab;

const CODES = [
  'missing-return-route',
  'asymmetric-through-firewall',
  'propagation-off-hides-site',
  'asymmetric-through-appliance',
  'appliances-two-frontends',
  'virtual-network-tag-widened',
  'private-endpoint-name-public',
  'p2s-profile-stale',
  'firewall-learns-default',
  'learned-route-leads-back',
  'udr-beaten-by-longer',
  'default-kept-from-branches',
  'learned-next-hop-not-forwarding',
  'learned-next-hop-guest',
  'guest-not-forwarding',
  'route-server-one-session',
  'route-server-no-session',
  'private-subnet-without-outbound',
];
const found = (l: Lab) => solve(l).diagnostics.filter((d) => CODES.includes(d.code));
const said = (d: Diagnostic) => `${d.severity} ${d.code} [${(d.rules ?? []).join(' ')}] ${d.message}`;

const RET = 'firewall-return-path';
const RFT = 'reverse-forced-tunneling';
const nic = (vm: string, patch: unknown) => ({ virtualMachines: { [vm]: { networkInterfaces: { eth0: patch } } } });
const frr = (scenario: string, step: string, vm: string, change: (config: string) => string) => ({
  virtualMachines: { [vm]: { frr: { config: change(stateAt(labs.get(scenario) as Scenario, step).virtualMachines?.[vm]?.frr?.config ?? '') } } },
});
const quiet = {
  routeTables: { quiet: { disableBgpRoutePropagation: true, routes: {} } },
  virtualNetworks: { spoke1: { subnets: { servers: { routeTable: 'quiet' } } } },
};
const lines = (keep: (line: string) => boolean) => (config: string) => config.split('\n').filter(keep).join('\n');

/** Two subnets of a network and an appliance between them; which of the two goes by it is each row's. */
const appliance = (routes: { readonly a?: string; readonly b?: string }, patch: unknown = {}): Lab => {
  const table = (there: string, address?: string) =>
    address === undefined ? { routes: {} } : { routes: { there: { addressPrefix: there, nextHopType: 'VirtualAppliance', nextHopIpAddress: address } } };
  const machine = (subnet: string, privateIPAddress: string, more: object = {}) => ({
    networkInterfaces: { eth0: { subnet: `v/${subnet}`, privateIPAddress, ...more } },
  });
  const lab = {
    virtualNetworks: {
      v: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: {
          a: { addressPrefix: '10.0.1.0/24', routeTable: 'rt-a' },
          b: { addressPrefix: '10.0.2.0/24', routeTable: 'rt-b' },
          nva: { addressPrefix: '10.0.3.0/24' },
        },
      },
    },
    routeTables: { 'rt-a': table('10.0.2.0/24', routes.a), 'rt-b': table('10.0.1.0/24', routes.b) },
    virtualMachines: {
      a: machine('a', '10.0.1.4'),
      b: machine('b', '10.0.2.4'),
      nva: { ...machine('nva', '10.0.3.4', { enableIPForwarding: true }), ipForward: true },
      'nva-2': { ...machine('nva', '10.0.3.5', { enableIPForwarding: true }), ipForward: true },
    },
    loadBalancers: Object.fromEntries(
      ['one', 'two'].map((id, i) => [
        id,
        {
          frontendIPConfigurations: { f: { subnet: 'v/nva', privateIPAddress: `10.0.3.${100 + i}` } },
          backendAddressPools: { p: { backendIPConfigurations: ['nva/eth0', 'nva-2/eth0'] } },
          probes: { ssh: { protocol: 'Tcp', port: 22 } },
          loadBalancingRules: {
            ha: { frontendIPConfiguration: 'f', backendAddressPool: 'p', probe: 'ssh', protocol: 'All', frontendPort: 0, backendPort: 0 },
          },
        },
      ]),
    ),
  };
  return mergePatch(lab, patch) as Lab;
};
const endpoint = appliance(
  {},
  {
    privateEndpoints: { pe: { subnet: 'v/b', privateIPAddress: '10.0.2.9', privateLinkServiceId: 'store' } },
    internet: { hosts: { store: { ipAddress: '192.0.2.90', names: ['store.blob.example.net'] } } },
  },
);
const client = (...profileRoutes: string[]) =>
  appliance(
    {},
    {
      virtualNetworks: { v: { subnets: { GatewaySubnet: { addressPrefix: '10.0.0.0/27' } } } },
      publicIPAddresses: { 'pip-gw': { ipAddress: '198.51.100.20' } },
      virtualNetworkGateways: {
        gw: {
          gatewayType: 'Vpn',
          subnet: 'v/GatewaySubnet',
          publicIPAddresses: ['pip-gw'],
          vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] } },
          customRoutes: { addressPrefixes: ['10.9.0.0/16'] },
        },
      },
      hosts: {
        pc: {
          interfaces: { eth0: { addresses: ['203.0.113.77/24'], segment: 'internet' } },
          gateway: '203.0.113.1',
          vpnClient: { virtualNetworkGateway: 'gw', ...(profileRoutes.length > 0 && { profileRoutes }) },
        },
      },
      internet: { hosts: {} },
    },
  );
const pf = { virtualMachines: { nva: { os: 'freebsd', pf: { config: 'pass all' } } } };
const widened = (publicIp: boolean, rules: object = {}) =>
  appliance(
    {},
    {
      virtualNetworks: { v: { subnets: { a: { networkSecurityGroup: 'nsg' } } } },
      networkSecurityGroups: { nsg: { securityRules: rules } },
      routeTables: { 'rt-a': { routes: { all: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } } } },
      ...(publicIp && { publicIPAddresses: { pip: { ipAddress: '198.51.100.9' } }, ...nic('a', { publicIPAddress: 'pip' }) }),
    },
  );
const denyAll = {
  last: {
    priority: 4000,
    direction: 'Inbound',
    access: 'Deny',
    protocol: '*',
    sourceAddressPrefix: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  },
};

const guest = (vm: object) => appliance({ a: '10.0.3.4', b: '10.0.3.4' }, { virtualMachines: { nva: { ipForward: null, ...vm } } });

const ROWS: readonly (readonly [title: string, lab: Lab, ...found: string[]])[] = [
  ['A163 one spoke has a route to the firewall, the other has none back', lab(RET, 'one-spoke'), 'info udr-beaten-by-longer', 'warning missing-return-route'],
  ['A163 with a route table on both spokes', lab(RET, 'onprem-both-ways'), 'info udr-beaten-by-longer'],
  [
    'A163 A160 the site comes through the firewall, and its answers go past it',
    lab(RET, 'onprem-one-way'),
    'info udr-beaten-by-longer',
    'warning asymmetric-through-firewall',
  ],
  [
    'A154 a firewall that always translates gets every answer',
    lab(RET, 'onprem-one-way', { azureFirewalls: { azfw: { privateRanges: ['255.255.255.255/32'] } } }),
    'info udr-beaten-by-longer',
  ],
  ['A32 propagation off, and nothing else leads to the site', lab(RET, 'dnat', quiet), 'warning propagation-off-hides-site'],
  [
    'A163 propagation off where the site comes through the firewall',
    lab(RET, 'onprem-one-way', quiet),
    'info udr-beaten-by-longer',
    'warning missing-return-route',
  ],
  [
    'A157 A131 a default that Route Server programs at the firewall and at its own next hop',
    lab(RFT, 'network-default'),
    'info default-kept-from-branches',
    'warning firewall-learns-default',
    'warning learned-route-leads-back',
  ],
  ['A145 prefixes of branches with the firewall as next hop', lab('branch-to-branch-firewall', 'nva-instead'), 'warning learned-route-leads-back'],
  [
    'A137 A192 a learned next hop that takes nothing for others',
    lab(RFT, 'network-default', nic('vm-frr', { enableIPForwarding: false })),
    'info default-kept-from-branches',
    'warning firewall-learns-default',
    'warning learned-next-hop-not-forwarding',
    'warning learned-route-leads-back',
  ],
  [
    'A192 a learned next hop whose guest does not forward',
    lab(RFT, 'network-default', { virtualMachines: { 'vm-frr': { ipForward: false } } }),
    'info default-kept-from-branches',
    'warning firewall-learns-default',
    'warning learned-next-hop-guest',
    'warning learned-route-leads-back',
  ],
  [
    'A122 a session with one instance of Route Server',
    lab(
      RFT,
      'complete',
      frr(
        RFT,
        'complete',
        'vm-frr',
        lines((line) => !line.includes('10.0.2.5')),
      ),
    ),
    'info default-kept-from-branches',
    'warning route-server-one-session',
  ],
  [
    'A122 no session at all',
    lab(
      RFT,
      'complete',
      frr(
        RFT,
        'complete',
        'vm-frr',
        lines((line) => !line.includes('10.0.2.')),
      ),
    ),
    'warning route-server-no-session',
  ],
  ['A122 A69 with both; the branch gets no default', lab(RFT, 'complete'), 'info default-kept-from-branches'],
  ['A163 answers past an appliance that only routes', appliance({ a: '10.0.3.4' }), 'info asymmetric-through-appliance'],
  ['A163 answers past an appliance that keeps states', appliance({ a: '10.0.3.4' }, pf), 'warning asymmetric-through-appliance'],
  ['A192 a guest that does not forward', guest({}), 'warning guest-not-forwarding'],
  ['A192 a guest whose drawing says that it does', guest({ ipForward: true })],
  ['A192 a guest whose script says so', guest({ iproute2: { config: 'sysctl -w net.ipv4.ip_forward=1' } })],
  [
    'A192 a guest whose script takes it back',
    guest({ ipForward: true, iproute2: { config: 'sysctl -w net.ipv4.ip_forward=0' } }),
    'warning guest-not-forwarding',
  ],
  [
    'A192 IPv6 forwarding alone is not what this route needs',
    guest({ iproute2: { config: 'sysctl -w net.ipv6.conf.all.forwarding=1' } }),
    'warning guest-not-forwarding',
  ],
  ['A192 a router with FRR forwards', guest({ frr: { config: '' } })],
  ['A163 both ways by the appliance', appliance({ a: '10.0.3.4', b: '10.0.3.4' }, pf)],
  ['A186 one frontend for both ways', appliance({ a: '10.0.3.100', b: '10.0.3.100' }, pf)],
  ['A186 a frontend for each way', appliance({ a: '10.0.3.100', b: '10.0.3.101' }), 'info appliances-two-frontends'],
  ['A186 a frontend for each way, and states', appliance({ a: '10.0.3.100', b: '10.0.3.101' }, pf), 'warning appliances-two-frontends'],
  ['A176 a default route makes VirtualNetwork cover the Internet', widened(false), 'info virtual-network-tag-widened'],
  ['A176 and machines can be reached from there', widened(true), 'warning virtual-network-tag-widened'],
  ['A176 with everything else denied before the default rules', widened(true, denyAll)],
  ['A37 a private endpoint whose name is public', endpoint, 'info private-endpoint-name-public'],
  [
    'A37 with a zone that has its record',
    mergePatch(endpoint, {
      privateEndpoints: { pe: { privateDnsZoneConfigs: ['privatelink.blob.example.net'] } },
      privateDnsZones: { 'privatelink.blob.example.net': { virtualNetworkLinks: { v: { virtualNetwork: 'v' } } } },
    }) as Lab,
  ],
  ['A97 a profile that was downloaded before the last change', client('10.0.0.0/16', '10.8.0.0/16'), 'warning p2s-profile-stale'],
  ['A97 a profile of today', client('10.0.0.0/16', '10.9.0.0/16')],
  ['A97 a client that has what it would fetch now', client()],
  [
    'A191 a private subnet with its default to the Internet',
    lab(RET, 'dnat', { virtualNetworks: { spoke1: { subnets: { servers: { defaultOutboundAccess: false } } } } }),
    'info private-subnet-without-outbound',
  ],
];

describe('the computed lab', () => {
  it.each(ROWS.map(([title, l, ...codes]) => [title, l, codes] as const))('%s', (_, l, codes) => {
    expect(checkLab(l)).toEqual([]);
    expect(
      found(l)
        .map((d) => `${d.severity} ${d.code}`)
        .filter((code, i, all) => all.indexOf(code) === i)
        .sort(),
    ).toEqual(codes);
  });

  it('every check of its own is among these', () => {
    expect(new Set(ROWS.flatMap(([, , ...codes]) => codes.map((c) => c.split(' ')[1])))).toEqual(new Set(CODES));
  });
});

const all = ROWS.flatMap(([title, l]) => found(l).map((d) => ({ title: `${title}: ${d.code} at ${d.place.object}`, l, d })));

describe('a finding', () => {
  it.each(all.filter(({ d }) => d.fix))('$title: its mend takes it away and brings no warning', ({ l, d }) => {
    const mended = mergePatch(l, d.fix?.patch) as Lab;
    expect(checkLab(mended)).toEqual([]);
    const warnings = (x: Lab) =>
      solve(x)
        .diagnostics.filter((y) => y.severity !== 'info')
        .map(said);
    const before = warnings(l);
    const after = warnings(mended);
    expect(after).not.toContain(said(d));
    expect(after.filter((m) => !before.includes(m))).toEqual([]);
  });

  it.each(all)('$title: it has words, and rests on something that can be read', ({ d }) => {
    const ja = wordDiagnostic(d, 'ja');
    expect(ja).not.toBe(d.message);
    expect(ja).not.toMatch(/\{\w+\}|undefined/);
    for (const fact of d.message.match(/\d+(?:\.\d+){3}(?:\/\d+)?/g) ?? []) expect(ja).toContain(fact);
    if (d.fix) expect(wordFix(d, 'ja')).not.toBe(d.fix.label);
    expect(citationsOf(d.rules).some((c) => c.url !== undefined)).toBe(true);
  });
});

describe('the other labs', () => {
  const shown = new Set([`${RET} one-spoke`, `${RET} onprem-one-way`, `${RFT} network-default`, `${RFT} set-next-hop`, `${RFT} without-udr`]);
  const others = [...labs]
    .flatMap(([id, s]) => stepIds(s).map((step) => [id, step] as const))
    .filter(([id, step]) => !shown.has(`${id} ${step}`) && !id.startsWith('branch-to-branch'));

  it.each(others)('%s %s has no warning of these', (id, step) => {
    expect(
      found(lab(id, step))
        .filter((d) => d.severity !== 'info')
        .map(said),
    ).toEqual([]);
  });
});
