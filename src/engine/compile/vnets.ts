/** Virtual networks, subnets with their route tables, and connected peerings (A10, A34, A45). */
import type { EndpointRoute, ServiceRoute, UserRoute } from '../azure/index.ts';
import { containsIp, parseIp, parsePrefix, type Prefix } from '../ip/index.ts';
import type { Lab, RouteTable, Subnet, VirtualNetwork, VirtualNetworkPeering } from '../model/index.ts';
import { type NetworkBuilder, readPrefixes, sorted } from './builder.ts';
import type { NetVnet } from './network.ts';

export function compileVnets(net: NetworkBuilder): void {
  for (const [id, vnet] of sorted(net.lab.virtualNetworks)) {
    net.vnets.set(id, {
      id,
      location: vnet.location,
      prefixes: readPrefixes(vnet.addressSpace.addressPrefixes),
      peerings: connectedPeerings(id, vnet, net.lab),
      endpoints: endpointsOf(id, vnet, net.lab),
      summaries: readPrefixes(vnet.summarizedGatewayPrefixes?.addressPrefixes),
    });
    for (const [name, subnet] of sorted(vnet.subnets)) {
      const ref = `${id}/${name}`;
      net.segments.set(ref, {
        kind: 'azure-subnet',
        id: ref,
        vnet: id,
        subnet: name,
        prefixes: readPrefixes([subnet.addressPrefix, ...(subnet.additionalAddressPrefixes ?? [])]),
        defaultOutboundAccess: subnet.defaultOutboundAccess !== false,
        ...(subnet.networkSecurityGroup !== undefined && { securityGroup: subnet.networkSecurityGroup }),
        ...(subnet.natGateway !== undefined && { natGateway: subnet.natGateway }),
      });
      const table = subnet.routeTable === undefined ? undefined : net.lab.routeTables?.[subnet.routeTable];
      net.subnetRoutes.set(ref, {
        ...(subnet.routeTable !== undefined && { routeTable: subnet.routeTable }),
        propagation: table?.disableBgpRoutePropagation !== true,
        services: serviceRoutes(net.lab, subnet, vnet.location),
        user: table && subnet.routeTable !== undefined ? userRoutes(net.lab, subnet.routeTable, table) : [],
      });
    }
  }
}

/** A35: a route by a service tag is a route for every prefix that the lab gives for the tag. */
function userRoutes(lab: Lab, routeTable: string, table: RouteTable): UserRoute[] {
  return sorted(table.routes).flatMap(([name, route]) => {
    const stated = parsePrefix(route.addressPrefix);
    const nextHopIp = route.nextHopIpAddress === undefined ? undefined : parseIp(route.nextHopIpAddress);
    const base = { name, routeTable, nextHopType: route.nextHopType, ...(nextHopIp !== undefined && { nextHopIp }) };
    if (stated) return [{ ...base, prefix: stated }];
    return tagPrefixes(lab, route.addressPrefix).map((prefix) => ({ ...base, prefix, tag: route.addressPrefix }));
  });
}

function tagPrefixes(lab: Lab, tag: string): Prefix[] {
  return readPrefixes(lab.serviceTags?.[tag]?.addressPrefixes);
}

/** A13: `Microsoft.Storage` has the prefixes of the tag `Storage`, and of `Storage.japaneast` in that region. */
function serviceRoutes(lab: Lab, subnet: Subnet, location: string): ServiceRoute[] {
  return (subnet.serviceEndpoints ?? []).flatMap(({ service }) => {
    const tag = service.replace(/^Microsoft\./, '');
    return [...tagPrefixes(lab, tag), ...tagPrefixes(lab, `${tag}.${location}`)].map((prefix) => ({ service, prefix }));
  });
}

/** A37, A38: the private endpoints in a VNet's subnets. */
function endpointsOf(id: string, vnet: VirtualNetwork, lab: Lab): EndpointRoute[] {
  const spaces = readPrefixes(vnet.addressSpace.addressPrefixes);
  return sorted(lab.privateEndpoints).flatMap(([name, endpoint]) => {
    const [owner, subnet = ''] = endpoint.subnet.split('/');
    const ip = parseIp(endpoint.privateIPAddress);
    const space = ip === undefined ? undefined : spaces.find((p) => containsIp(p, ip));
    if (owner !== id || ip === undefined || !space) return [];
    const policy = vnet.subnets[subnet]?.privateEndpointNetworkPolicies;
    return [{ id: name, ip, space, routePolicy: policy === 'Enabled' || policy === 'RouteTableEnabled' }];
  });
}

/**
 * A45: a peering carries routes and traffic only when both half-links exist and neither is `Disconnected`. What is known of the
 * other network is what was last synced (A46).
 */
function connectedPeerings(id: string, vnet: VirtualNetwork, lab: Lab): NetVnet['peerings'] {
  return sorted(vnet.virtualNetworkPeerings).flatMap(([name, link]) => {
    const remote = lab.virtualNetworks?.[link.remoteVirtualNetwork];
    const back = remote && backLink(remote, id);
    if (!back || link.peeringState === 'Disconnected' || back.peeringState === 'Disconnected') return [];
    const prefixes = readPrefixes((link.remoteAddressSpace ?? remote.addressSpace).addressPrefixes);
    return [{ name, remote: link.remoteVirtualNetwork, global: remote.location !== vnet.location, prefixes, ...flags(link) }];
  });
}

function backLink(remote: VirtualNetwork, to: string): VirtualNetworkPeering | undefined {
  return sorted(remote.virtualNetworkPeerings).find(([, link]) => link.remoteVirtualNetwork === to)?.[1];
}

/** ARM's defaults: access on, the rest off. */
function flags(link: VirtualNetworkPeering) {
  return {
    allowVirtualNetworkAccess: link.allowVirtualNetworkAccess ?? true,
    allowForwardedTraffic: link.allowForwardedTraffic ?? false,
    useRemoteGateways: link.useRemoteGateways ?? false,
    allowGatewayTransit: link.allowGatewayTransit ?? false,
  };
}

/** Prefixes of the VNets that use the gateways and Route Server of `vnet` by peering (A50): both flags, both sides connected. */
export function transitPrefixes(net: NetworkBuilder, vnet: string): Prefix[] {
  const here = net.vnets.get(vnet);
  return (here?.peerings ?? [])
    .filter((p) => p.allowGatewayTransit && net.vnets.get(p.remote)?.peerings.some((back) => back.remote === vnet && back.useRemoteGateways))
    .flatMap((p) => p.prefixes);
}
