/** For tests: a small scenario that is right, as JSON, to be bent by merge patches. */
import { mergePatch } from './merge-patch.ts';

const SCENARIO = {
  $schema: './scenario.schema.json',
  version: 1,
  id: 'small',
  title: { en: 'Small' },
  lab: {
    virtualNetworks: {
      hub: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: { GatewaySubnet: { addressPrefix: '10.0.0.0/24' }, a: { addressPrefix: '10.0.1.0/24', routeTable: 'rt' } },
        virtualNetworkPeerings: { 'to-spoke': { remoteVirtualNetwork: 'spoke' } },
      },
      spoke: {
        location: 'japaneast',
        addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
        subnets: { a: { addressPrefix: '10.1.0.0/24' } },
        virtualNetworkPeerings: { 'to-hub': { remoteVirtualNetwork: 'hub' } },
      },
    },
    routeTables: { rt: { routes: { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } } } },
    publicIPAddresses: { pip: { ipAddress: '198.51.100.4' } },
    virtualMachines: {
      nva: {
        networkInterfaces: { eth0: { subnet: 'hub/a', privateIPAddress: '10.0.1.4', enableIPForwarding: true, publicIPAddress: 'pip' } },
        ipForward: true,
        frr: { config: ['router bgp 65001', ' neighbor 10.0.2.4 remote-as 65515'] },
      },
      vm: { networkInterfaces: { eth0: { subnet: 'spoke/a', privateIPAddress: '10.1.0.4' } }, listen: [{ protocol: 'tcp', port: 22 }] },
    },
    virtualNetworkGateways: { ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet' } },
    connections: { 'cn-er': { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'erc' } },
    expressRouteCircuits: {
      erc: {
        peerings: {
          AzurePrivatePeering: { peerASN: 65150, primaryPeerAddressPrefix: '172.16.0.0/30', secondaryPeerAddressPrefix: '172.16.0.4/30', vlanId: 100 },
        },
      },
    },
    sites: { onprem: {} },
    segments: { lan: { site: 'onprem' } },
    routers: {
      cpe: {
        site: 'onprem',
        interfaces: { lan0: { addresses: ['192.168.0.1/24'], segment: 'lan' }, wan0: { addresses: ['172.16.0.1/30'], circuit: 'erc/primary' } },
        frr: { config: 'router bgp 65150' },
      },
    },
    hosts: { pc: { site: 'onprem', interfaces: { eth0: { addresses: ['192.168.0.10/24'], segment: 'lan' } }, gateway: '192.168.0.1' } },
    internet: { hosts: { web: { ipAddress: '192.0.2.80', names: ['www.example.com'] } } },
    flows: { ssh: { from: 'pc', to: 'vm', protocol: 'tcp', port: 22 } },
  },
};

/** The scenario with a patch applied. */
export function smallScenario(patch: unknown = {}): unknown {
  return mergePatch(SCENARIO, patch);
}

/** Its lab with a patch applied. */
export function smallLab(patch: unknown = {}): unknown {
  return mergePatch(SCENARIO.lab, patch);
}
