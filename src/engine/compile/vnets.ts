/** Virtual networks, subnets with their route tables, and connected peerings (A10, A34, A45). */
import type { UserRoute } from '../azure/index.ts';
import { parseIp, parsePrefix, type Prefix } from '../ip/index.ts';
import type { Lab, RouteTable, VirtualNetwork, VirtualNetworkPeering } from '../model/index.ts';
import { type NetworkBuilder, readPrefixes, sorted } from './builder.ts';
import type { NetVnet } from './network.ts';

export function compileVnets(net: NetworkBuilder): void {
  for (const [id, vnet] of sorted(net.lab.virtualNetworks)) {
    net.vnets.set(id, {
      id,
      location: vnet.location,
      prefixes: readPrefixes(vnet.addressSpace.addressPrefixes),
      peerings: connectedPeerings(id, vnet, net.lab),
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
        user: table && subnet.routeTable !== undefined ? userRoutes(subnet.routeTable, table) : [],
      });
    }
  }
}

function userRoutes(routeTable: string, table: RouteTable): UserRoute[] {
  return sorted(table.routes).flatMap(([name, route]) => {
    const prefix = parsePrefix(route.addressPrefix);
    if (!prefix) return [];
    const nextHopIp = route.nextHopIpAddress === undefined ? undefined : parseIp(route.nextHopIpAddress);
    return [{ name, routeTable, prefix, nextHopType: route.nextHopType, ...(nextHopIp !== undefined && { nextHopIp }) }];
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
