/** For tests: a network of appliances behind an internal balancer, with everything that serves them, and patches of several kinds of object. */
import { and, type Row, subnet } from './lab.ts';

export const SERVICES_LAB = {
  virtualNetworks: {
    edge: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.9.0.0/16'] },
      subnets: {
        nvas: { addressPrefix: '10.9.1.0/24', networkSecurityGroup: 'nsg' },
        web: { addressPrefix: '10.9.2.0/24', natGateway: 'nat', privateEndpointNetworkPolicies: 'RouteTableEnabled' },
        client: { addressPrefix: '10.9.3.0/24', routeTable: 'rt-edge' },
        AzureBastionSubnet: { addressPrefix: '10.9.4.0/26' },
      },
    },
  },
  routeTables: {
    'rt-edge': { location: 'japaneast', routes: { web: { addressPrefix: '10.9.2.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.1.100' } } },
  },
  networkSecurityGroups: {
    nsg: {
      location: 'japaneast',
      securityRules: {
        ssh: {
          priority: 200,
          direction: 'Inbound',
          access: 'Allow',
          protocol: 'Tcp',
          sourceAddressPrefix: 'VirtualNetwork',
          destinationAddressPrefix: '*',
          destinationPortRanges: ['22', '8000-8080'],
        },
        web: {
          priority: 200,
          direction: 'Outbound',
          access: 'Deny',
          protocol: '*',
          sourceAddressPrefixes: ['10.9.1.0/24'],
          destinationAddressPrefix: 'Storage.japaneast',
          destinationPortRange: '*',
        },
      },
    },
  },
  publicIPAddresses: Object.fromEntries(['nat', 'lb', 'bastion'].map((id, i) => [`pip-${id}`, { ipAddress: `198.51.100.${i + 50}` }])),
  natGateways: { nat: { location: 'japaneast', publicIpAddresses: ['pip-nat'] } },
  virtualMachines: Object.fromEntries(
    ['nva-1', 'nva-2'].map((id, i) => [
      id,
      { networkInterfaces: { eth0: { subnet: 'edge/nvas', privateIPAddress: `10.9.1.${i + 4}`, enableIPForwarding: true } }, ipForward: true },
    ]),
  ),
  loadBalancers: {
    ilb: {
      location: 'japaneast',
      frontendIPConfigurations: { inside: { subnet: 'edge/nvas', privateIPAddress: '10.9.1.100' } },
      backendAddressPools: { nvas: { backendIPConfigurations: ['nva-1/eth0', 'nva-2/eth0'] } },
      probes: { ssh: { protocol: 'Tcp', port: 22 } },
      loadBalancingRules: {
        ha: { frontendIPConfiguration: 'inside', backendAddressPool: 'nvas', probe: 'ssh', protocol: 'All', frontendPort: 0, backendPort: 0 },
      },
    },
    plb: {
      frontendIPConfigurations: { outside: { publicIPAddress: 'pip-lb' } },
      backendAddressPools: { nvas: { backendIPConfigurations: ['nva-1/eth0'] } },
      probes: { ssh: { protocol: 'Tcp', port: 22 } },
      loadBalancingRules: {
        https: {
          frontendIPConfiguration: 'outside',
          backendAddressPool: 'nvas',
          probe: 'ssh',
          protocol: 'Tcp',
          frontendPort: 443,
          backendPort: 8443,
          disableOutboundSnat: true,
        },
      },
      outboundRules: { out: { frontendIPConfigurations: ['outside'], backendAddressPool: 'nvas', protocol: 'All', allocatedOutboundPorts: 1024 } },
    },
  },
  privateEndpoints: { pe: { subnet: 'edge/web', privateIPAddress: '10.9.2.50' } },
  bastionHosts: { bastion: { subnet: 'edge/AzureBastionSubnet', publicIPAddress: 'pip-bastion' } },
};
export const withServices = (rows: readonly Row[]): Row[] => rows.map(([title, patch, ...found]) => [title, and(SERVICES_LAB, patch), ...found]);
export const rule = (name: string, patch: unknown) => ({ networkSecurityGroups: { nsg: { securityRules: { [name]: patch } } } });
export const lb = (id: string, patch: unknown) => ({ loadBalancers: { [id]: patch } });
export const edge = (name: string, patch: unknown) => subnet('edge', name, patch);
export const vm = (id: string, patch: unknown) => ({ virtualMachines: { [id]: patch } });
export const pool = (...addressPrefixes: string[]) => ({ vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes } } });
export const firewall = (patch: unknown) => ({ azureFirewalls: { azfw: patch } });
export const circuit = (n: number, more: object = {}) => ({
  peerings: {
    AzurePrivatePeering: { peerASN: 65151, primaryPeerAddressPrefix: `172.18.${n}.0/30`, secondaryPeerAddressPrefix: `172.18.${n}.4/30`, vlanId: 200, ...more },
  },
});
export const toCircuit = (gateway: string, peer: string) => ({ connectionType: 'ExpressRoute', virtualNetworkGateway1: gateway, peer });
