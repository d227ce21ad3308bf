/**
 * Virtual network gateway instances. A VPN instance forwards by its best path: into a tunnel, to its sibling, or into the fabric, and
 * leaves the TTL alone (A86, A93); of TCP it lowers the MSS (H41). An ExpressRoute instance takes what its MSEE brings into the VNet (A111).
 */
import type { BgpPath } from '../bgp/index.ts';
import type { GatewayNode, NetInterface, Tunnel, TunnelEnd } from '../compile/index.ts';
import { containsIp, formatIp, type Ip, isIpv4 } from '../ip/index.ts';
import { bgpMatch, type BgpMatch, roleOf } from './bgp-lookup.ts';
import { emit } from './fabric.ts';
import { deliver, drop, type Emission, type Move, type Step, step, type Visit } from './move.ts';
import { decapsulate } from './envelope.ts';
import { clampAtGateway } from './mss.ts';
import { outer, tunnelOf, tupleOf } from './packet.ts';
import type { Packet } from './types.ts';
import type { World } from './world.ts';

export function atVpnGateway(visit: Visit<GatewayNode>): Move {
  const { world, node } = visit;
  const nic = node.interfaces[0];
  if (!nic || nic.segment === undefined) return drop('interface-down', { node: node.device, interface: nic?.name ?? '' });
  const opened = open(visit);
  if ('end' in opened) return opened;
  const { packet, steps } = opened;
  const { destination } = outer(packet);
  if (world.owns(node, destination)) return { ...deliver(node), steps: [...steps, ...deliver(node).steps], received: packet };
  if (!isIpv4(destination)) return drop('vpn-gateway-ipv6', { node: node.device, destination: formatIp(destination) }, { steps });
  const { match, state, lookup } = bgpMatch(world, node, destination);
  const done = { decrements: false, steps: match ? [...steps, step('forward', 'gateway-best-path', { node: node.device, row: lookup.row ?? '' })] : steps };
  if (match && state) {
    const tunnels = tunnelsFor(world.tunnelsOf(node.id), node, match, destination);
    if (tunnels.length > 0) return intoTunnel(visit, nic, packet, tunnels, { ...done, lookup });
    const [best] = match.paths;
    if (fixedLabel(best) === 'p2s-pool' && !siblingHas(world, node, destination))
      return drop('p2s-no-client', { node: node.device, destination: formatIp(destination) }, { ...done, lookup });
    const sibling = roleOf(state, best) === 'sibling' ? world.inVnet(world.vnetOf(nic.segment) as string, best.attributes.nextHop)[0] : undefined;
    if (sibling)
      return {
        ...done,
        steps: [...done.steps, step('forward', 'gateway-sibling', { node: node.device, address: formatIp(best.attributes.nextHop) })],
        lookup,
        next: sibling,
        packet,
        over: [nic.segment],
        out: nic.name,
        mtu: nic.mtu,
      };
  }
  return emit(visit, { nic, segment: nic.segment, packet, done: { ...done, out: nic.name } });
}

/** Out of its tunnel, if it is addressed to this end and comes from the other (A86). */
function open(visit: Visit<GatewayNode>): { readonly packet: Packet; readonly steps: readonly Step[] } | Extract<Move, { end: unknown }> {
  const { world, node, packet } = visit;
  const connection = tunnelOf(packet);
  const { source, destination } = outer(packet);
  if (connection === undefined || destination !== node.publicIp) return { packet, steps: [] };
  // A point-to-site client may stand behind its own network's translation: its credentials tell who it is, not its address.
  const known = world.tunnelsOf(node.id).some((t) => t.connection === connection && (t.kind === 'p2s' || farEnd(t, node).outer === source));
  if (!known) return drop('tunnel-unknown-peer', { node: node.device, source: formatIp(source), connection });
  visit.state.seenAt(connection, source);
  const clamped = clampAtGateway(decapsulate(packet), node, connection);
  return { packet: clamped.packet, steps: [step('decapsulate', 'tunnel-decapsulate', { node: node.device, connection }), ...clamped.steps] };
}

function nearEnd(tunnel: Tunnel, node: GatewayNode): TunnelEnd {
  return tunnel.ends[0].node === node.id ? tunnel.ends[0] : tunnel.ends[1];
}

function farEnd(tunnel: Tunnel, node: GatewayNode): TunnelEnd {
  return tunnel.ends[0].node === node.id ? tunnel.ends[1] : tunnel.ends[0];
}

/** The tunnels that the best paths point into: by the peer's BGP address, or by what a connection without BGP states (A72, A92). */
function tunnelsFor(mine: readonly Tunnel[], node: GatewayNode, match: BgpMatch, destination: Ip): Tunnel[] {
  const [best] = match.paths;
  const label = fixedLabel(best);
  const nextHops = new Set(match.paths.filter((p) => p.source.kind === 'peer').map((p) => p.attributes.nextHop));
  return mine
    .filter((tunnel) => {
      const far = farEnd(tunnel, node);
      if (label === 'peer-host') return far.bgpAddress === destination;
      if (label === 'lng-static' || label === 'p2s-pool')
        return tunnel.staticPrefixes?.[tunnel.ends.indexOf(far)]?.some((p) => containsIp(p, destination)) ?? false;
      return label === undefined && far.bgpAddress !== undefined && nextHops.has(far.bgpAddress);
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether another instance of the gateway has the client: the fabric takes the packet there. */
function siblingHas(world: World, node: GatewayNode, destination: Ip): boolean {
  return world.input.network.tunnels.some(
    (t) =>
      t.kind === 'p2s' &&
      world.input.network.nodes.get(t.ends[0].node)?.device === node.device &&
      t.staticPrefixes?.[1].some((p) => containsIp(p, destination)),
  );
}

function fixedLabel({ source }: BgpPath): string | undefined {
  if (source.kind !== 'local') return undefined;
  return source.origination.kind === 'fixed' ? source.origination.label : source.origination.kind;
}

/** A62: equal tunnels share the flows. The packet is wrapped before the fabric sees it, so routes act on the outer header (A86). */
function intoTunnel(visit: Visit<GatewayNode>, nic: NetInterface, packet: Packet, tunnels: readonly Tunnel[], done: Emission['done']): Move {
  const { node } = visit;
  const taken = visit.chooser.choose(`${node.id} tunnels`, tupleOf(packet), tunnels.length);
  const tunnel = tunnels[taken] as Tunnel;
  if (tunnel.kind === 'p2s' && visit.state.seen(tunnel.connection) === undefined) visit.state.aside(() => visit.state.dial(tunnel));
  const peer = (tunnel.kind === 'p2s' ? visit.state.seen(tunnel.connection) : undefined) ?? farEnd(tunnel, node).outer;
  const wrap = { source: nearEnd(tunnel, node).outer, destination: peer, tunnel: tunnel.connection, ...(tunnel.kind === 'p2s' && { client: true }) };
  const wrapped = step('encapsulate', 'tunnel-encapsulate', { node: node.device, connection: tunnel.connection, to: formatIp(wrap.destination) });
  const clamped = clampAtGateway(packet, node, tunnel.connection);
  const steps = [...done.steps, ...clamped.steps, wrapped];
  const sent = emit(visit, { nic, segment: nic.segment as string, packet: clamped.packet, wrap, done: { ...done, steps, out: nic.name } });
  // The table that chose the tunnel is what a reader wants to see; the outer packet's row stands among the steps.
  const nextHop = farEnd(tunnel, node).bgpAddress;
  const lookup = done.lookup && { ...done.lookup, ...(tunnels.length > 1 && nextHop !== undefined && { taken: { nextHop } }) };
  const ecmp = tunnels.length > 1 ? { ecmp: { ways: tunnels.length, taken } } : {};
  return 'end' in sent ? sent : { ...sent, ...ecmp, ...(lookup && { lookup }) };
}

/** A111, A113: from the MSEE into the VNet, by GatewaySubnet's effective routes. It counts the TTL and says nothing (A240). */
export function atErGateway(visit: Visit<GatewayNode>): Move {
  const { world, node, packet } = visit;
  const nic = node.interfaces[0];
  if (!nic || nic.segment === undefined) return drop('interface-down', { node: node.device, interface: nic?.name ?? '' });
  if (world.owns(node, outer(packet).destination)) return deliver(node);
  const done = { steps: [step('forward', 'er-gateway-into-vnet', { node: node.device })], decrements: true, out: nic.name };
  return emit(visit, { nic, segment: nic.segment, packet, done });
}
