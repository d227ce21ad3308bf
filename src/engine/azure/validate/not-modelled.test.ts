import { describe, expect, it } from 'vitest';
import { checkLab, type Lab } from '../../model/index.ts';
import { validateLab } from './index.ts';
import { NOT_MODELLED } from './not-modelled.ts';

/** A lab with one of everything that the format has and that the engine may not compute yet. */
const EVERYTHING: Lab = {
  virtualNetworks: {
    hub: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      summarizedGatewayPrefixes: { addressPrefixes: ['10.0.0.0/8'] },
      subnets: {
        GatewaySubnet: { addressPrefix: '10.0.0.0/27' },
        AzureFirewallSubnet: { addressPrefix: '10.0.3.0/26' },
        AzureFirewallManagementSubnet: { addressPrefix: '10.0.4.0/26' },
        a: { addressPrefix: '10.0.1.0/24', networkSecurityGroup: 'nsg', natGateway: 'nat', serviceEndpoints: [{ service: 'Microsoft.Storage' }] },
      },
      virtualNetworkPeerings: {
        out: { remoteVirtualNetwork: 'spoke', peeringState: 'Disconnected', remoteAddressSpace: { addressPrefixes: ['10.1.0.0/16'] } },
      },
    },
    spoke: {
      location: 'japaneast',
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
      subnets: { GatewaySubnet: { addressPrefix: '10.1.0.0/27' } },
      virtualNetworkPeerings: { back: { remoteVirtualNetwork: 'hub' } },
    },
  },
  networkSecurityGroups: { nsg: { securityRules: {} } },
  natGateways: { nat: { publicIpAddresses: ['pip-nat'] } },
  loadBalancers: {
    ilb: {
      frontendIPConfigurations: { fe: { subnet: 'hub/a', privateIPAddress: '10.0.1.9' } },
      backendAddressPools: { nvas: { backendIPConfigurations: ['vm/eth0', 'vm/eth0/second'] } },
      probes: { ssh: { protocol: 'Tcp', port: 22 } },
      loadBalancingRules: {
        ha: { frontendIPConfiguration: 'fe', backendAddressPool: 'nvas', probe: 'ssh', protocol: 'All', frontendPort: 0, backendPort: 0 },
      },
    },
  },
  privateEndpoints: { pe: { subnet: 'hub/a', privateIPAddress: '10.0.1.20', privateLinkServiceId: 'storage' } },
  publicIPAddresses: Object.fromEntries(
    ['nat', 'azfw', 'azfw-management', 'vpn', 'policy'].map((id, i) => [`pip-${id}`, { ipAddress: `198.51.100.${i + 1}` }]),
  ),
  virtualMachines: {
    vm: {
      networkInterfaces: {
        eth0: {
          subnet: 'hub/a',
          privateIPAddress: '10.0.1.4',
          networkSecurityGroup: 'nsg',
          ipConfigurations: { second: { privateIPAddress: '10.0.1.5' } },
        },
      },
    },
  },
  virtualNetworkGateways: {
    vpngw: {
      gatewayType: 'Vpn',
      subnet: 'hub/GatewaySubnet',
      publicIPAddresses: ['pip-vpn'],
      vpnClientConfiguration: { vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] } },
    },
    ergw: { gatewayType: 'ExpressRoute', subnet: 'hub/GatewaySubnet' },
    policy: { gatewayType: 'Vpn', subnet: 'spoke/GatewaySubnet', vpnType: 'PolicyBased', publicIPAddresses: ['pip-policy'] },
  },
  localNetworkGateways: { lng: { gatewayIpAddress: '203.0.113.1', bgpSettings: { asn: 65010, bgpPeeringAddress: '169.254.21.2' } } },
  connections: {
    er: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'erc', expressRouteGatewayBypass: true },
    s2s: { connectionType: 'IPsec', virtualNetworkGateway1: 'vpngw', localNetworkGateway2: 'lng', gatewayCustomBgpIpAddresses: ['169.254.21.1'] },
  },
  expressRouteCircuits: Object.fromEntries(
    ['erc', 'erc2'].map((id, i) => [
      id,
      {
        peerings: {
          AzurePrivatePeering: {
            peerASN: 65150,
            primaryPeerAddressPrefix: `172.16.${i}.0/30`,
            secondaryPeerAddressPrefix: `172.16.${i}.4/30`,
            vlanId: 100,
            ...(i === 0 && { connections: { reach: { peerExpressRouteCircuit: 'erc2', addressPrefix: '172.17.0.0/29' } } }),
          },
        },
      },
    ]),
  ),
  azureFirewalls: {
    azfw: {
      subnet: 'hub/AzureFirewallSubnet',
      publicIPAddresses: ['pip-azfw'],
      managementIpConfiguration: { subnet: 'hub/AzureFirewallManagementSubnet', publicIPAddress: 'pip-azfw-management' },
    },
  },
  hosts: { laptop: { interfaces: {}, vpnClient: { virtualNetworkGateway: 'vpngw' } } },
  internet: { hosts: { storage: { ipAddress: '192.0.2.99' } } },
};

const notModelled = (lab: Lab) => validateLab(lab).filter((d) => d.code === 'not-modelled');

describe('what is not modelled yet', () => {
  it('is told of each object that is there, and of no other', () => {
    expect(checkLab(EVERYTHING)).toEqual([]);
    expect(notModelled(EVERYTHING).map((d) => [d.args?.['what'], d.rules])).toEqual(NOT_MODELLED.map((row) => [row.what, row.rules]));
    expect(notModelled({})).toEqual([]);
  });

  it('is no error: the lab is computed without it', () => {
    expect(notModelled(EVERYTHING).filter((d) => d.severity !== 'info')).toEqual([]);
  });

  it('is not told of what is switched off', () => {
    const off: Lab = { connections: { er: { connectionType: 'ExpressRoute', virtualNetworkGateway1: 'ergw', peer: 'erc', expressRouteGatewayBypass: false } } };
    expect(notModelled(off)).toEqual([]);
  });
});
