/** VPN gateway instances: nodes, tunnels to other gateways, and their speakers with sessions (A60–A94). */
import type { GatewayVnet } from '../azure/index.ts';
import type { Origination, PeerConfig } from '../bgp/types.ts';
import { type Ipv4, isIpv4 } from '../ip/index.ts';
import { azurePeer, azureSpeaker, erGatewayProfile, ownRoute, vpnGatewayProfile } from './azure-speaker.ts';
import { type NetworkBuilder, readPrefixes } from './builder.ts';
import type { ErConnectionPlan, GatewayPlan, Instance, Plan } from './gateway-plan.ts';
import type { NetInterface } from './network.ts';
import { partOfPool } from './point-to-site.ts';
import { addSiteTunnels, customAddresses, reportFarEnds, siteLinks, type SiteLink, sitePeers, siteRoutes } from './site-to-site.ts';
import { addVnetTunnels, vnetLinkRoutes, vnetPeers, type VnetToVnet, vnetToVnetLinks } from './vnet-to-vnet.ts';
import { transitPrefixes } from './vnets.ts';

/** Whatever joins VPN gateways with other ends. */
interface Links {
  readonly vnets: readonly VnetToVnet[];
  readonly sites: readonly SiteLink[];
}

export function compileVpnGateways(net: NetworkBuilder, plan: Plan): void {
  const links = { vnets: vnetToVnetLinks(net, plan), sites: siteLinks(net, plan) };
  for (const link of links.vnets) addVnetTunnels(net, link);
  addSiteTunnels(net, links.sites);
  reportFarEnds(net, links.sites);
  for (const gateway of plan.vpn) {
    for (const instance of gateway.instances) {
      const publicIp = net.publicIp(gateway.gateway.publicIPAddresses?.[instance.index]);
      net.node({
        kind: 'vpn-gateway',
        id: instance.id,
        device: gateway.id,
        instance: instance.index,
        interfaces: [gatewayInterface(gateway, instance, customAddresses(net, gateway, instance))],
        speaker: instance.id,
        ...(publicIp !== undefined && { publicIp }),
      });
      net.speaker(
        azureSpeaker({
          id: instance.id,
          device: gateway.id,
          asn: gateway.asn,
          address: instance.address,
          profile: vpnGatewayProfile(gatewayVnet(net, gateway.vnet), new Map(links.sites.map((l) => [l.id, l.prefixes]))),
          peers: [
            ...vnetPeers(links.vnets, gateway, instance),
            ...sitePeers(net, links.sites, gateway, instance),
            ...siblings(gateway, instance),
            ...routeServerPeers(plan, gateway, instance, true),
            ...coexistingPeers(plan, gateway, instance),
          ],
          own: vpnOwnRoutes(net, links, gateway, instance),
        }),
      );
    }
  }
}

export function gatewayInterface(gateway: { readonly subnet: string }, instance: Instance, others: readonly Ipv4[] = []): NetInterface {
  return {
    name: 'eth0',
    addresses: [instance.address, ...others].map((ip) => ({ ip, length: 32 })),
    segment: gateway.subnet,
    up: true,
    mtu: 1500,
    ipForwarding: true,
  };
}

export function gatewayVnet(net: NetworkBuilder, vnet: string): GatewayVnet {
  const here = net.vnets.get(vnet);
  return { prefixes: here?.prefixes ?? [], transitPrefixes: transitPrefixes(net, vnet), summaries: here?.summaries ?? [] };
}

/** The VNet's own prefixes and those of VNets in transit, as the gateway's own routes (A51, A75); of one family where only that runs. */
export function vnetRoutes(net: NetworkBuilder, vnet: string, family?: 4): Origination[] {
  const { prefixes, transitPrefixes } = gatewayVnet(net, vnet);
  const own = [...prefixes.map((p) => ownRoute(p, 'vnet')), ...transitPrefixes.map((p) => ownRoute(p, 'transit-vnet'))];
  const summaries = (net.vnets.get(vnet)?.summaries ?? []).map((p) => ownRoute(p, 'summary'));
  return [...own, ...summaries].filter((o) => family === undefined || (o.kind === 'fixed' && isIpv4(o.prefix.ip)));
}

function vpnOwnRoutes(net: NetworkBuilder, links: Links, gateway: GatewayPlan, instance: Instance): Origination[] {
  const pools = readPrefixes(gateway.gateway.vpnClientConfiguration?.vpnClientAddressPool.addressPrefixes).filter((p) => isIpv4(p.ip));
  return [
    ...vnetRoutes(net, gateway.vnet, 4),
    ...vnetLinkRoutes(net, links.vnets, gateway),
    ...siteRoutes(links.sites, gateway),
    ...pools.map((p) => ownRoute(partOfPool(p, instance.index, gateway.instances.length), 'p2s-pool')),
  ];
}

/** iBGP between the two instances, next hop self (A77). */
function siblings(gateway: GatewayPlan, instance: Instance): PeerConfig[] {
  return gateway.instances
    .filter((other) => other.id !== instance.id)
    .map((other) =>
      azurePeer({ address: other.address, localAddress: instance.address, remoteAs: gateway.asn, role: 'sibling', speaker: other.id, nextHopSelf: true }),
    );
}

/** A gateway joins the Route Server of its VNet by itself (A130); a VPN instance names itself as next hop, an ER one leaves the MSEE's (A81). */
function routeServerPeers(plan: Plan, gateway: GatewayPlan, instance: Instance, nextHopSelf: boolean): PeerConfig[] {
  return plan.routeServers
    .filter((rs) => rs.vnet === gateway.vnet)
    .flatMap((rs) =>
      rs.instances.map((r) =>
        azurePeer({
          address: r.address,
          localAddress: instance.address,
          remoteAs: 65515,
          role: 'route-server',
          speaker: r.id,
          nextHopSelf,
          description: rs.id,
        }),
      ),
    );
}

/** A80: without a Route Server, VPN and ExpressRoute gateway instances of one VNet speak with each other directly. */
function coexistingPeers(plan: Plan, gateway: GatewayPlan, instance: Instance): PeerConfig[] {
  if (plan.routeServers.some((rs) => rs.vnet === gateway.vnet)) return [];
  const vpn = gateway.gateway.gatewayType === 'Vpn';
  return (vpn ? plan.er : plan.vpn)
    .filter((other) => other.vnet === gateway.vnet)
    .flatMap((other) =>
      other.instances.map((i) =>
        azurePeer({
          address: i.address,
          localAddress: instance.address,
          remoteAs: other.asn,
          role: vpn ? 'er-gateway' : 'vpn-gateway',
          speaker: i.id,
          nextHopSelf: vpn,
        }),
      ),
    );
}

/** ExpressRoute gateway instances: every instance with both MSEEs of every connected circuit (A102). */
export function compileErGateways(net: NetworkBuilder, plan: Plan): void {
  for (const gateway of plan.er) {
    const connections = plan.erConnections.filter((c) => c.gateway.id === gateway.id);
    for (const instance of gateway.instances) {
      net.node({
        kind: 'er-gateway',
        id: instance.id,
        device: gateway.id,
        instance: instance.index,
        interfaces: [gatewayInterface(gateway, instance)],
        speaker: instance.id,
      });
      net.speaker(
        azureSpeaker({
          id: instance.id,
          device: gateway.id,
          asn: gateway.asn,
          address: instance.address,
          profile: erGatewayProfile(gatewayVnet(net, gateway.vnet)),
          peers: [
            ...connections.flatMap((c) => mseePeers(c, instance)),
            ...routeServerPeers(plan, gateway, instance, false),
            ...coexistingPeers(plan, gateway, instance),
          ],
          own: vnetRoutes(net, gateway.vnet),
        }),
      );
    }
  }
}

function mseePeers(connection: ErConnectionPlan, instance: Instance): PeerConfig[] {
  return connection.msees.map((m) =>
    azurePeer({
      address: m.address,
      localAddress: instance.address,
      remoteAs: 12076,
      role: 'msee',
      speaker: m.node,
      description: connection.circuit,
      via: connection.id,
      // A103, A108: listings show 32769 and more for a circuit's routes, 32768 for all others, and so a circuit wins whatever its path.
      weight: 1 + (connection.connection.routingWeight ?? 0),
    }),
  );
}
