/** Virtual networks, subnets with their route tables, and connected peerings (A10, A34, A45). */
import type { UserRoute } from '../azure/index.ts';
import { parseIp, parsePrefix } from '../ip/index.ts';
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
    });
    for (const [name, subnet] of sorted(vnet.subnets)) {
      const ref = `${id}/${name}`;
      net.segments.set(ref, { kind: 'azure-subnet', id: ref, vnet: id, subnet: name, prefixes: readPrefixes([subnet.addressPrefix]) });
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

/** A45: a peering carries routes and traffic only when both half-links exist. */
function connectedPeerings(id: string, vnet: VirtualNetwork, lab: Lab): NetVnet['peerings'] {
  return sorted(vnet.virtualNetworkPeerings).flatMap(([name, link]) => {
    const remote = lab.virtualNetworks?.[link.remoteVirtualNetwork];
    if (!remote || !backLink(remote, id)) return [];
    return [{ name, remote: link.remoteVirtualNetwork, global: remote.location !== vnet.location, ...flags(link) }];
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

/** VNets that use the gateways and Route Server of `vnet` by peering (A50): both flags, both sides connected. */
export function transitVnets(net: NetworkBuilder, vnet: string): NetVnet[] {
  const here = net.vnets.get(vnet);
  if (!here) return [];
  return here.peerings
    .filter((p) => p.allowGatewayTransit)
    .map((p) => net.vnets.get(p.remote))
    .filter((remote) => remote !== undefined)
    .filter((remote) => remote.peerings.some((p) => p.remote === vnet && p.useRemoteGateways));
}
