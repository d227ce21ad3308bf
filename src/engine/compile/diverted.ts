/**
 * A user-defined route on GatewaySubnet takes the gateways' own BGP packets to its next hop (A87, A89). Towards Route Server the answers
 * go another way and the sessions do not come up. Between gateways of the subnet both directions pass the next hop, so they stay up as
 * long as it lets them pass (jocortems, "Interconnecting Azure and AWS", bonus exercise; microsoft/WhatTheHack, BGP hack, challenge 8). A longer
 * route to VnetLocal mends either.
 */
import { processRules, type UserRoute } from '../azure/index.ts';
import type { PeerConfig } from '../bgp/types.ts';
import { containsIp, containsPrefix, formatIp, formatPrefix, type Ip, type Prefix } from '../ip/index.ts';
import type { NetworkBuilder } from './builder.ts';
import type { GatewayNode } from './network.ts';

/** Peers that stand in the gateways' own subnet. */
const BESIDE: readonly (string | undefined)[] = ['sibling', 'er-gateway', 'vpn-gateway'];
const BGP_PORT = 179;

export function barDiverted(net: NetworkBuilder): void {
  for (const node of net.nodes.values()) {
    if (node.kind !== 'vpn-gateway' && node.kind !== 'er-gateway') continue;
    const speaker = net.speakers.get(node.speaker ?? '');
    if (speaker) net.speaker({ ...speaker, peers: speaker.peers.map((peer) => divert(net, node, peer)) });
  }
}

function divert(net: NetworkBuilder, node: GatewayNode, peer: PeerConfig): PeerConfig {
  const beside = BESIDE.includes(peer.role);
  if (peer.barred || (!beside && peer.role !== 'route-server')) return peer;
  const by = caughtBy(net, node, peer.address);
  if (!by || (beside && letsPass(net, by, peer))) return peer;
  const subnet = beside ? 'GatewaySubnet' : 'RouteServerSubnet';
  const args = { peer: formatIp(peer.address), route: by.name, routeTable: by.routeTable, prefix: formatPrefix(by.prefix), subnet };
  return { ...peer, barred: { code: 'session-diverted', rules: beside ? ['A87', 'A89'] : ['A89'], args } };
}

/** The longest route that holds the address and is no shorter than the VNet's own (A14), unless it leads there directly. */
function caughtBy(net: NetworkBuilder, node: GatewayNode, ip: Ip): UserRoute | undefined {
  const ref = node.interfaces[0]?.segment ?? '';
  const segment = net.segments.get(ref);
  const vnet = segment?.kind === 'azure-subnet' ? net.vnets.get(segment.vnet) : undefined;
  const routes = net.subnetRoutes.get(ref)?.user ?? [];
  const own = vnet?.prefixes.find((p: Prefix) => containsIp(p, ip));
  const [longest] = routes
    .filter((r) => containsIp(r.prefix, ip) && (!own || containsPrefix(own, r.prefix)))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  return longest?.nextHopType === 'VnetLocal' ? undefined : longest;
}

/** Whether whoever has the next hop forwards the session: a machine that forwards, or a firewall with a rule for it. */
function letsPass(net: NetworkBuilder, route: UserRoute, peer: PeerConfig): boolean {
  if (route.nextHopType !== 'VirtualAppliance' || route.nextHopIp === undefined || peer.localAddress === undefined) return false;
  const flow = { protocol: 'tcp', source: peer.localAddress, destination: peer.address, destinationPort: BGP_PORT };
  for (const node of net.nodes.values()) {
    if (node.kind === 'azure-firewall' && node.vip === route.nextHopIp) return processRules(node.rules, flow).allow;
    if (node.kind === 'router' && node.interfaces.some((i) => i.ipForwarding === true && i.addresses.some((a) => a.ip === route.nextHopIp)))
      return node.forwarding;
  }
  return false;
}
