/** Virtual networks, route tables and public addresses, with ARM's names and values. */
import * as z from 'zod';
import { drawn, id, ipAddress, location, name, prefix, prefixOrTag, reference, size } from './common.ts';

const peering = z.strictObject({
  remoteVirtualNetwork: reference('Id of the virtual network at the other end. A peering carries traffic only when the other end has one back.'),
  allowVirtualNetworkAccess: z.boolean().optional().describe('Whether the peer belongs to the VirtualNetwork tag; true unless said.'),
  allowForwardedTraffic: z.boolean().optional().describe('Whether packets that the peer only forwards are let in; false unless said.'),
  allowGatewayTransit: z.boolean().optional().describe("Whether the peer may use this network's gateway or Route Server; false unless said."),
  useRemoteGateways: z.boolean().optional().describe("Whether this network uses the peer's gateway or Route Server; false unless said."),
  remoteAddressSpace: z
    .strictObject({ addressPrefixes: z.array(prefix).describe('Prefixes.') })
    .optional()
    .describe("The peer's prefixes as last synced, where they have changed since."),
  peeringState: z.enum(['Disconnected']).optional().describe('Disconnected: the other half was deleted, so that this one must be deleted and made anew.'),
});

const subnet = z.strictObject({
  ...drawn,
  size,
  addressPrefix: prefix.describe("Within the network's address space; /29 or larger."),
  additionalAddressPrefixes: z.array(prefix).optional().describe('More prefixes of the subnet, such as the IPv6 one (/64).'),
  routeTable: reference('Id of the route table of this subnet.').optional(),
  serviceEndpoints: z
    .array(z.strictObject({ service: z.string().min(1).describe('Such as Microsoft.Storage.') }))
    .optional()
    .describe("Service endpoints; the lab's service tags say for which prefixes."),
  privateEndpointNetworkPolicies: z
    .enum(['Disabled', 'Enabled', 'NetworkSecurityGroupEnabled', 'RouteTableEnabled'])
    .optional()
    .describe('Whether user-defined routes reach the private endpoints of this subnet; Disabled unless said.'),
  networkSecurityGroup: reference('Id of a network security group.').optional(),
  natGateway: reference('Id of a NAT gateway.').optional(),
  defaultOutboundAccess: z.boolean().optional().describe('Whether machines without a public address may reach the Internet; true unless said.'),
});

export const virtualNetwork = z
  .strictObject({
    ...drawn,
    size,
    location: z.string().min(1).describe('Azure region, such as japaneast. A peering between regions is a global one.'),
    addressSpace: z
      .strictObject({ addressPrefixes: z.array(prefix).min(1).describe('Prefixes of the network; they must not overlap.') })
      .describe('Its address space.'),
    summarizedGatewayPrefixes: z
      .strictObject({ addressPrefixes: z.array(prefix).describe('Summaries.') })
      .optional()
      .describe('What its gateways announce instead of the prefixes that these cover.'),
    subnets: z.record(name, subnet).describe('Subnets by name. GatewaySubnet, RouteServerSubnet and AzureFirewallSubnet are reserved names.'),
    virtualNetworkPeerings: z.record(name, peering).optional().describe('Peerings by name.'),
  })
  .describe('A virtual network.');

export const routeTable = z
  .strictObject({
    ...drawn,
    location,
    disableBgpRoutePropagation: z.boolean().optional().describe('True keeps routes of gateways and Route Server out of the subnets; false unless said.'),
    routes: z
      .record(
        name,
        z.strictObject({
          addressPrefix: prefixOrTag.describe('Destination: a prefix, or a service tag of this lab.'),
          nextHopType: z.enum(['VirtualAppliance', 'VirtualNetworkGateway', 'VnetLocal', 'Internet', 'None']).describe('Where packets go; None drops them.'),
          nextHopIpAddress: ipAddress.optional().describe('For VirtualAppliance only: an address in this network or a directly peered one.'),
        }),
      )
      .describe('User-defined routes by name.'),
  })
  .describe('A route table; subnets refer to it.');

const serviceTag = z.strictObject({ addressPrefixes: z.array(prefix).min(1).describe('Prefixes.') }).describe('What a service tag stands for in this lab.');

export const publicIpAddress = z.strictObject({ ...drawn, ipAddress: ipAddress.describe('The address.') }).describe('A public IP address.');

export const azureNetworkMaps = {
  virtualNetworks: z.record(id, virtualNetwork).optional().describe('Virtual networks by id.'),
  routeTables: z.record(id, routeTable).optional().describe('Route tables by id.'),
  publicIPAddresses: z.record(id, publicIpAddress).optional().describe('Public IP addresses by id.'),
  serviceTags: z.record(name, serviceTag).optional().describe('Service tags by name, such as Storage or AzureCloud.japaneast.'),
};
