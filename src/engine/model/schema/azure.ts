/** Azure's objects, with ARM's names and values. */
import { z } from 'zod';
import { asn, drawn, frr, id, ipAddress, listeners, prefix, size } from './common.ts';

const peering = z.strictObject({
  remoteVirtualNetwork: id,
  allowVirtualNetworkAccess: z.boolean().optional(),
  allowForwardedTraffic: z.boolean().optional(),
  allowGatewayTransit: z.boolean().optional(),
  useRemoteGateways: z.boolean().optional(),
});

const subnet = z.strictObject({
  ...drawn,
  size,
  addressPrefix: prefix,
  routeTable: id.optional(),
  networkSecurityGroup: id.optional(),
  natGateway: id.optional(),
  defaultOutboundAccess: z.boolean().optional(),
});

export const virtualNetwork = z.strictObject({
  ...drawn,
  size,
  location: z.string().min(1).describe('Azure region, such as japaneast.'),
  addressSpace: z.strictObject({ addressPrefixes: z.array(prefix).min(1) }),
  subnets: z.record(id, subnet),
  virtualNetworkPeerings: z.record(id, peering).optional(),
});

export const nextHopTypes = ['VirtualAppliance', 'VirtualNetworkGateway', 'VnetLocal', 'Internet', 'None'] as const;

export const routeTable = z.strictObject({
  ...drawn,
  disableBgpRoutePropagation: z.boolean().optional(),
  routes: z.record(id, z.strictObject({ addressPrefix: prefix, nextHopType: z.enum(nextHopTypes), nextHopIpAddress: ipAddress.optional() })),
});

export const publicIp = z.strictObject({ ...drawn, ipAddress });

const networkInterface = z.strictObject({
  subnet: id.describe('vnet/subnet'),
  privateIPAddress: ipAddress,
  enableIPForwarding: z.boolean().optional(),
  publicIPAddress: id.optional(),
  networkSecurityGroup: id.optional(),
});

export const virtualMachine = z.strictObject({
  ...drawn,
  networkInterfaces: z.record(id, networkInterface).refine((nics) => Object.keys(nics).length > 0, 'expected at least one network interface'),
  os: z.enum(['linux', 'windows']).optional(),
  ipForward: z.boolean().optional().describe('net.ipv4.ip_forward of the guest.'),
  frr: frr.optional(),
  listen: listeners,
});

export const routeServer = z.strictObject({
  ...drawn,
  subnet: id.describe('vnet/RouteServerSubnet'),
  virtualRouterIps: z.array(ipAddress).length(2).optional(),
  allowBranchToBranchTraffic: z.boolean().optional(),
  hubRoutingPreference: z.enum(['ExpressRoute', 'VpnGateway', 'ASPath']).optional(),
  publicIPAddress: id.optional(),
  bgpConnections: z.record(id, z.strictObject({ peerIp: ipAddress, peerAsn: asn })).optional(),
});

export const virtualNetworkGateway = z.strictObject({
  ...drawn,
  gatewayType: z.enum(['Vpn', 'ExpressRoute']),
  subnet: id.describe('vnet/GatewaySubnet'),
  activeActive: z.boolean().optional(),
  enableBgp: z.boolean().optional(),
  sku: z.string().optional(),
  bgpSettings: z.strictObject({ asn: asn.optional(), bgpPeeringAddresses: z.array(ipAddress).max(2).optional() }).optional(),
  publicIPAddresses: z.array(id).max(2).optional(),
});

export const localNetworkGateway = z.strictObject({
  ...drawn,
  gatewayIpAddress: ipAddress,
  localNetworkAddressSpace: z.strictObject({ addressPrefixes: z.array(prefix) }).optional(),
  bgpSettings: z.strictObject({ asn, bgpPeeringAddress: ipAddress }).optional(),
});

export const connection = z.strictObject({
  ...drawn,
  connectionType: z.enum(['IPsec', 'Vnet2Vnet', 'ExpressRoute']),
  virtualNetworkGateway1: id,
  virtualNetworkGateway2: id.optional(),
  localNetworkGateway2: id.optional(),
  peer: id.optional().describe('The circuit of an ExpressRoute connection.'),
  enableBgp: z.boolean().optional(),
  routingWeight: z.number().int().min(0).max(32000).optional(),
  mseeAddresses: z.array(ipAddress).max(2).optional().describe("The MSEEs' neighbour addresses in GatewaySubnet, primary then secondary."),
});

export const expressRouteCircuit = z.strictObject({
  ...drawn,
  peeringLocation: z.string().optional(),
  peerings: z.strictObject({
    AzurePrivatePeering: z
      .strictObject({ peerASN: asn, primaryPeerAddressPrefix: prefix, secondaryPeerAddressPrefix: prefix, vlanId: z.number().int().min(1).max(4094) })
      .optional(),
  }),
});

const addresses = z.array(z.string().min(1)).min(1);
const ruleCollection = <T extends z.ZodType>(rule: T) =>
  z.strictObject({ priority: z.number().int().min(100).max(65000), action: z.strictObject({ type: z.enum(['Allow', 'Deny']) }), rules: z.record(id, rule) });

export const azureFirewall = z.strictObject({
  ...drawn,
  subnet: id.describe('vnet/AzureFirewallSubnet'),
  privateIPAddress: ipAddress.optional(),
  instanceAddresses: z.array(ipAddress).min(1).optional(),
  publicIPAddresses: z.array(id),
  networkRuleCollections: z
    .record(
      id,
      ruleCollection(
        z.strictObject({
          sourceAddresses: addresses,
          destinationAddresses: addresses,
          protocols: z.array(z.enum(['TCP', 'UDP', 'ICMP', 'Any'])).min(1),
          destinationPorts: z.array(z.string()),
        }),
      ),
    )
    .optional(),
  applicationRuleCollections: z
    .record(
      id,
      ruleCollection(
        z.strictObject({
          sourceAddresses: addresses,
          targetFqdns: z.array(z.string()).min(1),
          protocols: z.array(z.strictObject({ protocolType: z.enum(['Http', 'Https', 'Mssql']), port: z.number().int().min(1).max(65535) })).min(1),
        }),
      ),
    )
    .optional(),
  natRuleCollections: z
    .record(
      id,
      z.strictObject({
        priority: z.number().int().min(100).max(65000),
        rules: z.record(
          id,
          z.strictObject({
            sourceAddresses: addresses,
            destinationAddresses: addresses,
            protocols: z.array(z.enum(['TCP', 'UDP', 'Any'])).min(1),
            destinationPorts: z.array(z.string()).min(1),
            translatedAddress: ipAddress,
            translatedPort: z.string(),
          }),
        ),
      }),
    )
    .optional(),
  privateRanges: z.array(prefix).optional(),
});
