/** Route Server instances and their sessions: with NVAs as stated, with the gateways of the VNet by themselves (A120–A130). */
import { AZURE_ASN } from '../azure/index.ts';
import type { PeerConfig } from '../bgp/types.ts';
import type { RouteServer } from '../model/index.ts';
import { azurePeer, azureSpeaker, routeServerProfile } from './azure-speaker.ts';
import { type NetworkBuilder, readIpv4, readPrefixes, sorted } from './builder.ts';
import type { Instance, Plan, RouteServerPlan } from './gateway-plan.ts';
import { gatewayInterface, vnetRoutes } from './gateways.ts';
import { transitPrefixes } from './vnets.ts';

export function compileRouteServers(net: NetworkBuilder, plan: Plan): void {
  for (const rs of plan.routeServers) {
    const spec = net.lab.routeServers?.[rs.id] as RouteServer;
    const vnet = net.vnets.get(rs.vnet);
    const settings = {
      allowBranchToBranchTraffic: spec.allowBranchToBranchTraffic ?? false,
      hubRoutingPreference: spec.hubRoutingPreference ?? 'ExpressRoute',
      vnetPrefixes: [...(vnet?.prefixes ?? []), ...transitPrefixes(net, rs.vnet)],
      pools: plan.vpn.filter((g) => g.vnet === rs.vnet).flatMap((g) => readPrefixes(g.gateway.vpnClientConfiguration?.vpnClientAddressPool.addressPrefixes)),
    } as const;
    net.routeServers.set(rs.id, {
      id: rs.id,
      vnet: rs.vnet,
      nodes: rs.instances.map((i) => i.id),
      hubRoutingPreference: settings.hubRoutingPreference,
      allowBranchToBranchTraffic: settings.allowBranchToBranchTraffic,
    });
    for (const instance of rs.instances) {
      net.node({
        kind: 'route-server',
        id: instance.id,
        device: rs.id,
        instance: instance.index,
        interfaces: [{ ...gatewayInterface(rs, instance), ipForwarding: false }],
        speaker: instance.id,
      });
      net.speaker(
        azureSpeaker({
          id: instance.id,
          device: rs.id,
          address: instance.address,
          profile: routeServerProfile(settings),
          peers: [...nvaPeers(spec, instance), ...gatewayPeers(plan, rs, instance)],
          own: vnetRoutes(net, rs.vnet, 4),
        }),
      );
    }
  }
}

/** A126: peers of a Route Server, and prefixes that it takes from each. */
const MOST_PEERS = 8;
const FROM_PEER: readonly [number, string] = [4000, 'A126'];

/** The NVA's end is found by who owns the address (A122). Peers beyond the eighth are not there: the platform refuses them. */
function nvaPeers(spec: RouteServer, instance: Instance): PeerConfig[] {
  return sorted(spec.bgpConnections)
    .slice(0, MOST_PEERS)
    .flatMap(([name, c]) => {
      const address = readIpv4(c.peerIp);
      if (address === undefined) return [];
      return [azurePeer({ address, localAddress: instance.address, remoteAs: c.peerAsn, role: 'nva', description: name, limit: FROM_PEER })];
    });
}

/** A81, A82: gateways are reflected to, next hops unchanged. */
function gatewayPeers(plan: Plan, rs: RouteServerPlan, instance: Instance): PeerConfig[] {
  return [...plan.vpn, ...plan.er]
    .filter((g) => g.vnet === rs.vnet)
    .flatMap((g) =>
      g.instances.map((i) =>
        azurePeer({
          address: i.address,
          localAddress: instance.address,
          remoteAs: g.asn,
          role: g.gateway.gatewayType === 'Vpn' ? 'vpn-gateway' : 'er-gateway',
          speaker: i.id,
          reflect: g.asn === AZURE_ASN,
          description: g.id,
        }),
      ),
    );
}
