/** A large lab with planted mistakes: each is told once, at its object, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { checkLab, type Lab, mergePatch } from '../../model/index.ts';
import { validateLab } from './index.ts';

const CELLS = 20;

/** One hub with its services and a spoke: 27 objects that have nothing to do with those of another cell. */
function cell(i: number): Lab {
  const at = (rest: string) => `10.${i}.${rest}`;
  const id = (name: string) => `${name}-${i}`;
  return {
    virtualNetworks: {
      [id('hub')]: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: [at('0.0/17')] },
        subnets: {
          GatewaySubnet: { addressPrefix: at('0.0/27') },
          RouteServerSubnet: { addressPrefix: at('2.0/27') },
          AzureFirewallSubnet: { addressPrefix: at('3.0/26'), routeTable: id('rt-azfw') },
          nva: { addressPrefix: at('1.0/24') },
        },
        virtualNetworkPeerings: { out: { remoteVirtualNetwork: id('spoke'), allowGatewayTransit: true } },
      },
      [id('spoke')]: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: [at('128.0/17')] },
        subnets: {
          a: { addressPrefix: at('129.0/24'), routeTable: id('rt-spoke'), networkSecurityGroup: id('nsg') },
          b: { addressPrefix: at('130.0/24'), natGateway: id('nat') },
        },
        virtualNetworkPeerings: { back: { remoteVirtualNetwork: id('hub'), useRemoteGateways: true } },
      },
    },
    routeTables: {
      [id('rt-azfw')]: { routes: { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } } },
      [id('rt-spoke')]: { routes: { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: at('1.4') } } },
    },
    networkSecurityGroups: {
      [id('nsg')]: {
        securityRules: {
          ssh: {
            priority: 100,
            direction: 'Inbound',
            access: 'Allow',
            protocol: 'Tcp',
            sourceAddressPrefix: '*',
            destinationAddressPrefix: '*',
            destinationPortRange: '22',
          },
        },
      },
    },
    publicIPAddresses: Object.fromEntries(['azfw', 'gw-1', 'gw-2', 'nat', 'ars'].map((name, n) => [id(`pip-${name}`), { ipAddress: `198.51.${i}.${n + 1}` }])),
    virtualMachines: {
      [id('nva')]: { networkInterfaces: { eth0: { subnet: `${id('hub')}/nva`, privateIPAddress: at('1.4'), enableIPForwarding: true } }, ipForward: true },
      [id('vm-a')]: { networkInterfaces: { eth0: { subnet: `${id('spoke')}/a`, privateIPAddress: at('129.4') } } },
      [id('vm-b')]: { networkInterfaces: { eth0: { subnet: `${id('spoke')}/b`, privateIPAddress: at('130.4') } } },
    },
    routeServers: {
      [id('ars')]: { subnet: `${id('hub')}/RouteServerSubnet`, publicIPAddress: id('pip-ars'), bgpConnections: { nva: { peerIp: at('1.4'), peerAsn: 65001 } } },
    },
    virtualNetworkGateways: {
      [id('vpngw')]: {
        gatewayType: 'Vpn',
        subnet: `${id('hub')}/GatewaySubnet`,
        activeActive: true,
        enableBgp: true,
        publicIPAddresses: [id('pip-gw-1'), id('pip-gw-2')],
      },
    },
    localNetworkGateways: {
      [id('lng')]: {
        gatewayIpAddress: `203.0.${i}.1`,
        localNetworkAddressSpace: { addressPrefixes: [`192.168.${i}.0/24`] },
        bgpSettings: { asn: 65030, bgpPeeringAddress: `192.168.${i}.1` },
      },
    },
    connections: {
      [id('cn')]: { connectionType: 'IPsec', virtualNetworkGateway1: id('vpngw'), localNetworkGateway2: id('lng'), enableBgp: true },
    },
    natGateways: { [id('nat')]: { publicIpAddresses: [id('pip-nat')] } },
    loadBalancers: {
      [id('lb')]: {
        frontendIPConfigurations: { front: { subnet: `${id('spoke')}/b`, privateIPAddress: at('130.100') } },
        backendAddressPools: { vms: { backendIPConfigurations: [`${id('vm-b')}/eth0`] } },
        probes: { ssh: { protocol: 'Tcp', port: 22 } },
        loadBalancingRules: {
          ssh: { frontendIPConfiguration: 'front', backendAddressPool: 'vms', probe: 'ssh', protocol: 'Tcp', frontendPort: 22, backendPort: 22 },
        },
      },
    },
    azureFirewalls: { [id('azfw')]: { subnet: `${id('hub')}/AzureFirewallSubnet`, publicIPAddresses: [id('pip-azfw')] } },
  };
}

/** What a mistake does to its cell, and how it is told: the code and the object. */
type Mistake = (i: number) => { readonly patch: unknown; readonly told: string };

const subnet = (vnet: string, name: string, patch: unknown) => ({ virtualNetworks: { [vnet]: { subnets: { [name]: patch } } } });
const collection = { priority: 200, action: { type: 'Allow' }, rules: {} };

/** Four fives; those of one five do not touch one another. */
const MISTAKES: readonly Mistake[] = [
  (i) => ({
    patch: { virtualMachines: { [`nva-${i}`]: { networkInterfaces: { eth0: { enableIPForwarding: null } } } } },
    told: `udr-next-hop-not-forwarding rt-spoke-${i}`,
  }),
  (i) => ({ patch: { routeTables: { [`rt-azfw-${i}`]: { routes: { default: null } } } }, told: `firewall-table-without-default hub-${i}/AzureFirewallSubnet` }),
  (i) => ({ patch: { localNetworkGateways: { [`lng-${i}`]: { bgpSettings: { asn: 65520 } } } }, told: `local-gateway-asn-reserved lng-${i}` }),
  (i) => ({
    patch: { virtualMachines: { [`vm-b-${i}`]: { networkInterfaces: { eth0: { privateIPAddress: `10.${i}.130.1` } } } } },
    told: `address-reserved vm-b-${i}`,
  }),
  (i) => ({
    patch: {
      networkSecurityGroups: {
        [`nsg-${i}`]: {
          securityRules: {
            again: {
              priority: 100,
              direction: 'Inbound',
              access: 'Deny',
              protocol: '*',
              sourceAddressPrefix: 'Internet',
              destinationAddressPrefix: '*',
              destinationPortRange: '*',
            },
          },
        },
      },
    },
    told: `nsg-priority-taken nsg-${i}`,
  }),
  (i) => ({
    patch: { virtualNetworks: { [`hub-${i}`]: { virtualNetworkPeerings: { out: { allowGatewayTransit: null } } } } },
    told: `remote-gateways-not-allowed spoke-${i}`,
  }),
  (i) => ({ patch: subnet(`spoke-${i}`, 'c', { addressPrefix: `10.${i}.1.0/25` }), told: `subnet-outside-vnet spoke-${i}/c` }),
  (i) => ({ patch: { virtualNetworkGateways: { [`vpngw-${i}`]: { bgpSettings: { asn: 65010 } } } }, told: `gateway-asn-beside-route-server vpngw-${i}` }),
  (i) => ({ patch: { natGateways: { [`nat-${i}`]: { publicIpAddresses: [] } } }, told: `nat-gateway-without-address nat-${i}` }),
  (i) => ({ patch: { loadBalancers: { [`lb-${i}`]: { loadBalancingRules: { ssh: { probe: 'http' } } } } }, told: `lb-unknown-part lb-${i}` }),
  (i) => ({
    patch: { routeTables: { [`rt-spoke-${i}`]: { routes: { again: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } } } } },
    told: `udr-duplicate rt-spoke-${i}`,
  }),
  (i) => ({ patch: { routeServers: { [`ars-${i}`]: { bgpConnections: { nva: { peerAsn: 65515 } } } } }, told: `route-server-peer-asn ars-${i}` }),
  (i) => ({
    patch: { azureFirewalls: { [`azfw-${i}`]: { networkRuleCollections: { one: collection, two: collection } } } },
    told: `firewall-priority-taken azfw-${i}`,
  }),
  (i) => ({ patch: subnet(`spoke-${i}`, 'gatewaysubnet', { addressPrefix: `10.${i}.140.0/27` }), told: `subnet-name-spelling spoke-${i}/gatewaysubnet` }),
  (i) => ({
    patch: { virtualMachines: { [`vm-b-${i}`]: { networkInterfaces: { eth0: { publicIPAddress: `pip-azfw-${i}` } } } } },
    told: `public-address-in-use azfw-${i}`,
  }),
  (i) => ({
    patch: { routeTables: { [`rt-spoke-${i}`]: { routes: { bare: { addressPrefix: '10.250.0.0/16', nextHopType: 'VirtualAppliance' } } } } },
    told: `udr-next-hop-missing rt-spoke-${i}`,
  }),
  (i) => ({ patch: subnet(`hub-${i}`, 'GatewaySubnet', { networkSecurityGroup: `nsg-${i}` }), told: `not-on-this-subnet hub-${i}/GatewaySubnet` }),
  (i) => ({ patch: { virtualNetworkGateways: { [`vpngw-${i}`]: { enableBgp: null } } }, told: `connection-bgp-gateway cn-${i}` }),
  (i) => ({
    patch: { localNetworkGateways: { [`lng-${i}`]: { localNetworkAddressSpace: { addressPrefixes: [`10.${i}.131.0/24`] } } } },
    told: `onprem-overlaps-vnet lng-${i}`,
  }),
  (i) => ({
    patch: { loadBalancers: { [`lb-${i}`]: { frontendIPConfigurations: { front: { privateIPAddress: `10.${i}.130.4` } } } } },
    told: `address-taken lb-${i}`,
  }),
];

const right = Array.from({ length: CELLS }, (_, i) => cell(i)).reduce<Lab>((lab, c) => mergePatch(lab, c) as Lab, {});
const planted = Array.from({ length: CELLS }, (_, i) => MISTAKES.slice((i % 4) * 5, (i % 4) * 5 + 5).map((mistake) => mistake(i))).flat();
const broken = planted.reduce<Lab>((lab, { patch }) => mergePatch(lab, patch) as Lab, right);

/** Objects that Azure has: entries of the maps, subnets and peerings. */
function objects(lab: Lab): number {
  const nested = Object.values(lab.virtualNetworks ?? {}).reduce(
    (n, v) => n + Object.keys(v.subnets).length + Object.keys(v.virtualNetworkPeerings ?? {}).length,
    0,
  );
  return nested + Object.values(lab).reduce((n, map) => n + Object.keys(map as object).length, 0);
}

describe(`a lab of ${objects(right)} objects`, () => {
  it('is right before anything is planted', () => {
    expect(objects(right)).toBeGreaterThanOrEqual(500);
    expect([...checkLab(right), ...validateLab(right)].map((d) => d.message)).toEqual([]);
  });

  it('A3–A212: with 100 mistakes lists exactly those 100 diagnostics', () => {
    expect(planted).toHaveLength(100);
    expect(checkLab(broken)).toEqual([]);
    const told = validateLab(broken).map((d) => `${d.code} ${d.place.object}`);
    expect(told.sort()).toEqual(planted.map((p) => p.told).sort());
  });

  it('and each leads to the place in the file where it stands', () => {
    for (const d of validateLab(broken)) {
      const [root, map, id] = d.place.path ?? [];
      expect([root, Object.keys(broken)]).toEqual(['lab', expect.arrayContaining([map])]);
      expect(Object.keys(broken[map as keyof Lab] as object)).toContain(id);
    }
  });
});
