/** Virtual networks, route tables and public addresses, with ARM's names and values. */
import * as z from 'zod';
import { drawn, id, ipAddress, name, prefix, reference, size } from './common.ts';

const peering = z.strictObject({
  remoteVirtualNetwork: reference('Id of the virtual network at the other end. A peering carries traffic only when the other end has one back.'),
  allowVirtualNetworkAccess: z.boolean().optional().describe('Whether the peer belongs to the VirtualNetwork tag; true unless said.'),
  allowForwardedTraffic: z.boolean().optional().describe('Whether packets that the peer only forwards are let in; false unless said.'),
  allowGatewayTransit: z.boolean().optional().describe("Whether the peer may use this network's gateway or Route Server; false unless said."),
  useRemoteGateways: z.boolean().optional().describe("Whether this network uses the peer's gateway or Route Server; false unless said."),
});

const subnet = z.strictObject({
  ...drawn,
  size,
  addressPrefix: prefix.describe("Within the network's address space; /29 or larger."),
  routeTable: reference('Id of the route table of this subnet.').optional(),
  networkSecurityGroup: reference('Id of a network security group. Not modelled yet.').optional(),
  natGateway: reference('Id of a NAT gateway. Not modelled yet.').optional(),
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
    subnets: z.record(name, subnet).describe('Subnets by name. GatewaySubnet, RouteServerSubnet and AzureFirewallSubnet are reserved names.'),
    virtualNetworkPeerings: z.record(name, peering).optional().describe('Peerings by name.'),
  })
  .describe('A virtual network.');

export const routeTable = z
  .strictObject({
    ...drawn,
    disableBgpRoutePropagation: z.boolean().optional().describe('True keeps routes of gateways and Route Server out of the subnets; false unless said.'),
    routes: z
      .record(
        name,
        z.strictObject({
          addressPrefix: prefix.describe('Destination.'),
          nextHopType: z.enum(['VirtualAppliance', 'VirtualNetworkGateway', 'VnetLocal', 'Internet', 'None']).describe('Where packets go; None drops them.'),
          nextHopIpAddress: ipAddress.optional().describe('For VirtualAppliance only: an address in this network or a directly peered one.'),
        }),
      )
      .describe('User-defined routes by name.'),
  })
  .describe('A route table; subnets refer to it.');

export const publicIpAddress = z.strictObject({ ...drawn, ipAddress: ipAddress.describe('The address.') }).describe('A public IP address.');

export const azureNetworkMaps = {
  virtualNetworks: z.record(id, virtualNetwork).optional().describe('Virtual networks by id.'),
  routeTables: z.record(id, routeTable).optional().describe('Route tables by id.'),
  publicIPAddresses: z.record(id, publicIpAddress).optional().describe('Public IP addresses by id.'),
};
