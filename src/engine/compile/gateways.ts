/** VPN gateway instances: nodes, tunnels to other gateways, and their speakers with sessions (A60–A94). */
import type { GatewayVnet } from '../azure/index.ts';
import type { Origination, PeerConfig } from '../bgp/types.ts';
import { hostPrefix, type Prefix } from '../ip/index.ts';
import { azurePeer, azureSpeaker, erGatewayProfile, ownRoute, vpnGatewayProfile } from './azure-speaker.ts';
import { type NetworkBuilder, readPrefixes, sorted } from './builder.ts';
import type { ErConnectionPlan, GatewayPlan, Instance, Plan } from './gateway-plan.ts';
import type { NetInterface, TunnelEnd } from './network.ts';
import { transitVnets } from './vnets.ts';

/** A pair of VPN gateways joined by VNet-to-VNet connections in both directions. */
interface VnetToVnet {
  readonly id: string;
  readonly a: GatewayPlan;
  readonly b: GatewayPlan;
  readonly bgp: boolean;
}

export function compileVpnGateways(net: NetworkBuilder, plan: Plan): void {
  const links = vnetToVnetLinks(net, plan);
  for (const link of links) addTunnels(net, link);
  for (const gateway of plan.vpn) {
    for (const instance of gateway.instances) {
      const publicIp = net.publicIp(gateway.gateway.publicIPAddresses?.[instance.index]);
      net.node({
        kind: 'vpn-gateway',
        id: instance.id,
        device: gateway.id,
        instance: instance.index,
        interfaces: [gatewayInterface(gateway, instance)],
        speaker: instance.id,
        ...(publicIp !== undefined && { publicIp }),
      });
      net.speaker(
        azureSpeaker({
          id: instance.id,
          device: gateway.id,
          asn: gateway.asn,
          address: instance.address,
          profile: vpnGatewayProfile(gatewayVnet(net, gateway.vnet)),
          peers: [
            ...remotePeers(links, gateway, instance),
            ...siblings(gateway, instance),
            ...routeServerPeers(plan, gateway, instance, true),
            ...coexistingPeers(plan, gateway, instance),
          ],
          own: vpnOwnRoutes(net, links, gateway),
        }),
      );
    }
  }
}

export function gatewayInterface(gateway: { readonly subnet: string }, instance: Instance): NetInterface {
  return { name: 'eth0', addresses: [{ ip: instance.address, length: 32 }], segment: gateway.subnet, up: true, mtu: 1500, ipForwarding: true };
}

export function gatewayVnet(net: NetworkBuilder, vnet: string): GatewayVnet {
  return { prefixes: net.vnets.get(vnet)?.prefixes ?? [], transitPrefixes: transitVnets(net, vnet).flatMap((v) => v.prefixes) };
}

/** The VNet's own prefixes and those of VNets in transit, as the gateway's own routes (A51, A75). */
export function vnetRoutes(net: NetworkBuilder, vnet: string): Origination[] {
  const { prefixes, transitPrefixes } = gatewayVnet(net, vnet);
  return [...prefixes.map((p) => ownRoute(p, 'vnet')), ...transitPrefixes.map((p) => ownRoute(p, 'transit-vnet'))];
}

function vpnOwnRoutes(net: NetworkBuilder, links: readonly VnetToVnet[], gateway: GatewayPlan): Origination[] {
  const remote = links.filter((l) => l.a.id === gateway.id || l.b.id === gateway.id).map((l) => ({ link: l, far: l.a.id === gateway.id ? l.b : l.a }));
  const hosts = remote.filter((r) => r.link.bgp).flatMap((r) => r.far.instances.map((i) => ownRoute(hostPrefix(i.address), 'peer-host')));
  const fixed = remote.filter((r) => !r.link.bgp).flatMap((r) => (net.vnets.get(r.far.vnet)?.prefixes ?? []).map((p) => ownRoute(p, 'lng-static')));
  return [...vnetRoutes(net, gateway.vnet), ...hosts, ...fixed, ...localNetworkRoutes(net, gateway)];
}

/** A68, A75, A92: the prefixes of every local network gateway that a connection of this gateway names. */
function localNetworkRoutes(net: NetworkBuilder, gateway: GatewayPlan): Origination[] {
  const prefixes: Prefix[] = [];
  for (const [id, connection] of sorted(net.lab.connections)) {
    if (connection.connectionType !== 'IPsec' || connection.virtualNetworkGateway1 !== gateway.id || connection.localNetworkGateway2 === undefined) continue;
    prefixes.push(...readPrefixes(net.lab.localNetworkGateways?.[connection.localNetworkGateway2]?.localNetworkAddressSpace?.addressPrefixes));
    net.diagnostics.push({
      code: 'not-modelled-site-to-site',
      severity: 'info',
      message: `connection ${id}: a site-to-site tunnel announces its local network's prefixes, but no packet passes through it in this lab`,
      args: { connection: id },
      place: { path: ['lab', 'connections', id], object: id },
    });
  }
  return prefixes.map((p) => ownRoute(p, 'lng-static'));
}

/** A91: a VNet-to-VNet link needs a connection at either end; with one alone nothing comes up. */
function vnetToVnetLinks(net: NetworkBuilder, plan: Plan): VnetToVnet[] {
  const links: VnetToVnet[] = [];
  const connections = sorted(net.lab.connections).filter(([, c]) => c.connectionType === 'Vnet2Vnet');
  for (const [id, connection] of connections) {
    const back = connections.find(
      ([, c]) => c.virtualNetworkGateway1 === connection.virtualNetworkGateway2 && c.virtualNetworkGateway2 === connection.virtualNetworkGateway1,
    );
    if (!back) {
      net.diagnostics.push({
        code: 'vnet2vnet-one-sided',
        severity: 'warning',
        message: `connection ${id} from ${connection.virtualNetworkGateway1} to ${connection.virtualNetworkGateway2 ?? '(none)'} has no counterpart: add a Vnet2Vnet connection in the other direction`,
        args: { connection: id },
        place: { path: ['lab', 'connections', id], object: id },
        rules: ['A91'],
      });
      continue;
    }
    if (id > back[0]) continue;
    const a = plan.vpn.find((g) => g.id === connection.virtualNetworkGateway1);
    const b = plan.vpn.find((g) => g.id === connection.virtualNetworkGateway2);
    if (a && b && a !== b) links.push({ id, a, b, bgp: connection.enableBgp === true && back[1].enableBgp === true });
  }
  return links;
}

/** A62: one tunnel for every pair of instances. */
function addTunnels(net: NetworkBuilder, link: VnetToVnet): void {
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

/** An instance's end of its tunnels; undefined without a public address, for a tunnel needs one. */
function tunnelEnd(net: NetworkBuilder, gateway: GatewayPlan, instance: Instance, bgp: boolean): TunnelEnd | undefined {
  const publicId = gateway.gateway.publicIPAddresses?.[instance.index];
  const outer = net.publicIp(publicId);
  if (outer !== undefined) return { node: instance.id, outer, ...(bgp && { bgpAddress: instance.address }) };
  if (!net.diagnostics.some((d) => d.code === 'vpn-instance-without-public-ip' && d.place.object === gateway.id)) {
    net.diagnostics.push({
      code: 'vpn-instance-without-public-ip',
      severity: 'error',
      message: `${gateway.id}: every instance needs a public IP address of its own for its tunnels; expected ${gateway.instances.length} in publicIPAddresses`,
      args: { gateway: gateway.id, expected: gateway.instances.length },
      place: { path: ['lab', 'virtualNetworkGateways', gateway.id, 'publicIPAddresses'], object: gateway.id },
      rules: ['A60'],
    });
  }
  return undefined;
}

/** Sessions over the tunnels, every instance with every remote instance (A62, A76). */
function remotePeers(links: readonly VnetToVnet[], gateway: GatewayPlan, instance: Instance): PeerConfig[] {
  return links
    .filter((l) => l.bgp && (l.a.id === gateway.id || l.b.id === gateway.id))
    .map((l) => (l.a.id === gateway.id ? l.b : l.a))
    .flatMap((far) =>
      far.instances.map((i) =>
        azurePeer({ address: i.address, localAddress: instance.address, remoteAs: far.asn, role: 'vpn-peer', speaker: i.id, description: far.id }),
      ),
    );
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
    azurePeer({ address: m.address, localAddress: instance.address, remoteAs: 12076, role: 'msee', speaker: m.node, description: connection.circuit }),
  );
}
