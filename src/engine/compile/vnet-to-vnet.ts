/** VNet-to-VNet connections: pairs of VPN gateways with a tunnel and a session for every pair of instances (A62, A72, A91). */
import type { Origination, PeerConfig } from '../bgp/types.ts';
import { hostPrefix } from '../ip/index.ts';
import { azurePeer, ownRoute } from './azure-speaker.ts';
import { type NetworkBuilder, sorted } from './builder.ts';
import type { GatewayPlan, Instance, Plan } from './gateway-plan.ts';
import type { TunnelEnd } from './network.ts';
import { VPN_PEER_LIMIT } from './site-to-site.ts';

/** A pair of VPN gateways joined by VNet-to-VNet connections in both directions. */
export interface VnetToVnet {
  /** Of the connection whose id comes first. */
  readonly id: string;
  /** Of the one in the other direction. */
  readonly back: string;
  readonly a: GatewayPlan;
  readonly b: GatewayPlan;
  readonly bgp: boolean;
}

/** A91: a VNet-to-VNet link needs a connection at either end; with one alone nothing comes up. */
export function vnetToVnetLinks(net: NetworkBuilder, plan: Plan): VnetToVnet[] {
  const links: VnetToVnet[] = [];
  const connections = sorted(net.lab.connections).filter(([, c]) => c.connectionType === 'Vnet2Vnet');
  for (const [id, connection] of connections) {
    const back = connections.find(
      ([, c]) => c.virtualNetworkGateway1 === connection.virtualNetworkGateway2 && c.virtualNetworkGateway2 === connection.virtualNetworkGateway1,
    );
    // Validation tells of the half that is missing.
    if (!back || id > back[0]) continue;
    const a = plan.vpn.find((g) => g.id === connection.virtualNetworkGateway1);
    const b = plan.vpn.find((g) => g.id === connection.virtualNetworkGateway2);
    if (a && b && a !== b) links.push({ id, back: back[0], a, b, bgp: connection.enableBgp === true && back[1].enableBgp === true });
  }
  return links;
}

/** A62: one tunnel for every pair of instances. */
export function addVnetTunnels(net: NetworkBuilder, link: VnetToVnet): void {
  const prefixesOf = (g: GatewayPlan) => net.vnets.get(g.vnet)?.prefixes ?? [];
  for (const a of link.a.instances) {
    for (const b of link.b.instances) {
      const ends = [tunnelEnd(net, link.a, a, link.bgp), tunnelEnd(net, link.b, b, link.bgp)] as const;
      if (!ends[0] || !ends[1]) continue;
      net.tunnels.push({
        id: `${link.id}:${a.id}:${b.id}`,
        kind: 'ipsec',
        connection: link.id,
        ends: [ends[0], ends[1]],
        ...(!link.bgp && { staticPrefixes: [prefixesOf(link.a), prefixesOf(link.b)] as const }),
      });
    }
  }
}

/** An instance's end of its tunnels; undefined without a public address, for a tunnel needs one; validation tells of it. */
function tunnelEnd(net: NetworkBuilder, gateway: GatewayPlan, instance: Instance, bgp: boolean): TunnelEnd | undefined {
  const publicId = gateway.gateway.publicIPAddresses?.[instance.index];
  const outer = net.publicIp(publicId);
  return outer === undefined ? undefined : { node: instance.id, outer, ...(bgp && { bgpAddress: instance.address }) };
}

/** Sessions over the tunnels, every instance with every remote instance (A62, A76). */
export function vnetPeers(links: readonly VnetToVnet[], gateway: GatewayPlan, instance: Instance): PeerConfig[] {
  return links
    .filter((l) => l.bgp && (l.a.id === gateway.id || l.b.id === gateway.id))
    .map((link) => ({ link, far: link.a.id === gateway.id ? link.b : link.a }))
    .flatMap(({ link, far }) =>
      far.instances.map((i) =>
        azurePeer({
          address: i.address,
          localAddress: instance.address,
          remoteAs: far.asn,
          role: 'vpn-peer',
          speaker: i.id,
          description: far.id,
          via: link.id,
          limit: VPN_PEER_LIMIT,
        }),
      ),
    );
}

/** A75: the host routes of the other end's peers; without BGP, its network's prefixes as static routes (A72). */
export function vnetLinkRoutes(net: NetworkBuilder, links: readonly VnetToVnet[], gateway: GatewayPlan): Origination[] {
  const remote = links.filter((l) => l.a.id === gateway.id || l.b.id === gateway.id).map((l) => ({ link: l, far: l.a.id === gateway.id ? l.b : l.a }));
  const hosts = remote.filter((r) => r.link.bgp).flatMap((r) => r.far.instances.map((i) => ownRoute(hostPrefix(i.address), 'peer-host')));
  const fixed = remote.filter((r) => !r.link.bgp).flatMap((r) => (net.vnets.get(r.far.vnet)?.prefixes ?? []).map((p) => ownRoute(p, 'lng-static')));
  return [...hosts, ...fixed];
}
