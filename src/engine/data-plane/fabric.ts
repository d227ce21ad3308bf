/**
 * Azure's fabric (A1–A7): a packet that leaves a NIC is looked up once in its subnet's effective routes and handed straight
 * to the NIC of the next hop. Nothing in between sees it, and nothing is looked up again (A2).
 */
import type { EffectiveRoute } from '../azure/index.ts';
import type { NetInterface, SegmentId } from '../compile/index.ts';
import { containsIp, formatIp, formatPrefix, type Ip } from '../ip/index.ts';
import { leaveAzure, toPlatform, toService } from './edge.ts';
import { guard } from './guard.ts';
import { fromFrontend } from './load-balancer.ts';
import { matchRows, outerRows, rowText, standsWithoutUser } from './effective-lookup.ts';
import { drop, type Emission, type Move, type Stop, step, type Visit } from './move.ts';
import { encapsulate, type Wrap } from './envelope.ts';
import { outer, tupleOf } from './packet.ts';
import type { PacketCode } from './reasons.ts';
import type { FiveTuple, Lookup } from './types.ts';
import type { Attachment, World } from './world.ts';

/** The row that decides about a destination; `rows` are those of the subnet's listing. */
export interface RouteChoice {
  readonly row: EffectiveRoute;
  readonly lookup: Lookup;
  readonly ecmp?: { readonly ways: number; readonly taken: number };
}

/** Which row a packet that leaves a NIC in `segment` takes; undefined when none holds its destination. */
export function chooseRow(visit: Visit, segment: SegmentId, flow: FiveTuple, wrap?: Wrap): RouteChoice | undefined {
  const listed = visit.world.input.effectiveRoutes.get(segment) ?? [];
  const rows = wrap ? outerRows(listed, wrap.client === true) : listed;
  const found = matchRows(rows, flow.destination, visit.node.kind === 'msee' ? standsWithoutUser : undefined);
  const taken = visit.chooser.choose(`${visit.node.id} ${segment}`, flow, found.length);
  const row = found[taken];
  if (!row) return undefined;
  const index = listed.indexOf(row);
  const lookup: Lookup = {
    table: 'effective-routes',
    of: segment,
    destination: flow.destination,
    row: rowText(row),
    prefix: formatPrefix(row.prefix),
    ...(index >= 0 && { rowIndex: index }),
    ...(found.length > 1 && row.nextHopIp !== undefined && { taken: { nextHop: row.nextHopIp } }),
  };
  return { row, lookup, ...(found.length > 1 && { ecmp: { ways: found.length, taken } }) };
}

/** A6: GRE and IP in IP are blocked within virtual networks, whoever brings them there (Virtual Network FAQ). */
const NOT_CARRIED: ReadonlySet<string> = new Set(['gre', 'ipip', 'ipv6'] satisfies FiveTuple['protocol'][]);

/** Out of a NIC: the row decides, by its type (A7). */
export function emit(visit: Visit, emission: Emission): Move {
  const { segment, wrap } = emission;
  const leaving = wrap ? encapsulate(emission.packet, wrap) : emission.packet;
  const { protocol } = outer(leaving);
  if (NOT_CARRIED.has(protocol)) return drop('azure-protocol-blocked', { node: visit.node.device, protocol }, emission.done);
  const platform = wrap ? undefined : toPlatform(visit, emission, tupleOf(leaving));
  if (platform) return platform;
  const passed = guard(visit, emission.nic, 'out', leaving);
  if ('end' in passed) return { ...emission.done, ...passed, steps: [...emission.done.steps, ...passed.steps] };
  const answer = fromFrontend(visit, emission.packet);
  const done = { ...emission.done, steps: [...emission.done.steps, ...passed.steps, ...answer.steps] };
  const flow = tupleOf(wrap ? leaving : answer.packet);
  const choice = chooseRow(visit, segment, flow, wrap);
  if (!choice) return drop('azure-no-route', { destination: formatIp(flow.destination), subnet: segment }, done);
  const routed = {
    ...done,
    steps: [
      ...done.steps,
      step('route', choice.lookup.rowIndex === undefined ? 'azure-tunnel-endpoint' : 'azure-effective-route', { row: rowText(choice.row), subnet: segment }),
    ],
    lookup: choice.lookup,
    ...(choice.ecmp && { ecmp: choice.ecmp }),
  };
  if (choice.row.nextHopType === 'Internet') return leaveAzure(visit, { ...emission, packet: answer.packet, done: routed }, flow);
  if (choice.row.nextHopType === 'VirtualNetworkServiceEndpoint') return toService(visit, { ...emission, packet: answer.packet, done: routed }, flow);
  const delivery = deliverBy(visit, choice.row, segment, flow);
  if ('code' in delivery) return drop(delivery.code, delivery.args, routed);
  const to = settle(visit, delivery.at, flow);
  if (to.node.kind === 'private-endpoint') visit.state.askEndpoint(flow, { node: visit.node, interface: emission.nic });
  if (to.node.kind === 'route-server' && !visit.world.owns(to.node, flow.destination))
    return drop('route-server-is-control-plane', { node: to.node.device }, routed);
  return { ...routed, next: to, packet: answer.packet, over: [segment, ...delivery.over], mtu: emission.nic.mtu, ...(wrap && { wrap }) };
}

/** A firewall's address stands for its instances: the one that has the flow's state, else the flow's hash (A159, A160). */
export function settle(visit: Visit, at: Attachment, flow: FiveTuple): Attachment {
  if (at.node.kind !== 'azure-firewall') return at;
  const { device } = at.node;
  const { session } = visit.state.session(device, flow) ?? visit.state.session(device, visit.packet.quotes ?? flow) ?? {};
  const node = session && visit.world.input.network.nodes.get(session.node);
  const i = node?.interfaces[0];
  return node && i ? { node, interface: i } : at;
}

/** Where a row leads, or why nowhere. */
type Delivery =
  | { readonly at: Attachment; readonly over: readonly string[] }
  | { readonly code: PacketCode; readonly args: NonNullable<Stop['reason']['args']> };

function deliverBy(visit: Visit, row: EffectiveRoute, segment: SegmentId, flow: FiveTuple): Delivery {
  const vnet = visit.world.vnetOf(segment) as string;
  switch (row.nextHopType) {
    case 'VnetLocal':
      return toAddress(visit, vnet, [vnet], flow.destination, flow);
    case 'VNetPeering':
    case 'VNetGlobalPeering':
      return toAddress(visit, vnet, visit.world.peersOf(vnet), flow.destination, flow);
    case 'None':
      return { code: 'azure-route-none', args: { row: rowText(row) } };
    case 'VirtualAppliance':
      return toAppliance(visit, vnet, row.nextHopIp, flow);
    case 'VirtualNetworkGateway':
      return toGateway(visit, vnet, row, flow);
    case 'InterfaceEndpoint':
      return toAddress(visit, vnet, [vnet, ...visit.world.peersOf(vnet)], flow.destination, flow);
    case 'Internet':
    case 'VirtualNetworkServiceEndpoint':
      throw new Error(`expected ${row.nextHopType} to have left the fabric before`);
  }
}

/** A7: the NIC that has the address, in one of these VNets. */
function toAddress(visit: Visit, from: string, vnets: readonly string[], ip: Ip, flow: FiveTuple): Delivery {
  const { world } = visit;
  for (const vnet of vnets) {
    const at = world.pick(world.inVnet(vnet, ip), flow);
    if (!at) continue;
    if (vnet === from) return { at, over: [] };
    if (forwardedBarred(visit, from, vnet, flow.source)) return { code: 'azure-forwarded-traffic-barred', args: { vnet, from, source: formatIp(flow.source) } };
    return { at, over: [`${from}/${vnet}`] };
  }
  return { code: 'azure-no-such-address', args: { destination: formatIp(ip), vnet: vnets.join(', ') } };
}

/** A49: the receiving side's link must admit a source that is not the sending VNet's own; a gateway's packets need no leave. */
function forwardedBarred(visit: Visit, from: string, to: string, source: Ip): boolean {
  const { vnets } = visit.world.input.network;
  const { kind } = visit.node;
  if (kind === 'vpn-gateway' || kind === 'er-gateway') return false;
  const native = vnets.get(from)?.prefixes.some((p) => containsIp(p, source)) ?? false;
  const link = vnets.get(to)?.peerings.find((p) => p.remote === from);
  return !native && link !== undefined && !link.allowForwardedTraffic;
}

/** A28: in this VNet or one directly peered; the owner takes what is not its own only with IP forwarding on its NIC (A3). */
function toAppliance(visit: Visit, vnet: string, nextHop: Ip | undefined, flow: FiveTuple): Delivery {
  if (nextHop === undefined) return { code: 'azure-next-hop-nobody', args: { nextHop: '' } };
  const found = toAddress(visit, vnet, [vnet, ...visit.world.peersOf(vnet)], nextHop, flow);
  if ('code' in found) return found.code === 'azure-no-such-address' ? { code: 'azure-next-hop-nobody', args: { nextHop: formatIp(nextHop) } } : found;
  if (nextHop !== flow.destination && found.at.interface.ipForwarding !== true)
    return { code: 'azure-ip-forwarding-off', args: { node: found.at.node.device } };
  return found;
}

/**
 * A learned row names the gateway instance or the MSEE that takes the packet (A111), or an address to deliver to (A137). A
 * user-defined row names neither: any VPN instance of the VNet, or of the hub whose gateways it uses (A26).
 */
function toGateway(visit: Visit, vnet: string, row: EffectiveRoute, flow: FiveTuple): Delivery {
  const { world } = visit;
  if (row.nodes && row.nodes.length > 0) {
    const id = row.nodes[visit.chooser.choose(`${visit.node.id} ${rowText(row)}`, flow, row.nodes.length)] as string;
    const node = world.input.network.nodes.get(id);
    const i = node?.interfaces.find((x) => x.addresses.some((a) => a.ip === row.nextHopIp)) ?? node?.interfaces[0];
    if (!node || !i) return { code: 'azure-next-hop-nobody', args: { nextHop: id } };
    return { at: { node, interface: i }, over: node.kind === 'msee' ? [i.name] : [] };
  }
  if (row.nextHopIp !== undefined) return toAppliance(visit, vnet, row.nextHopIp, flow);
  const hub = gatewayVnet(world, vnet);
  const vpn = world.nodes.filter((n) => n.kind === 'vpn-gateway' && world.standsIn(n, hub));
  if (vpn.length === 0) return { code: 'azure-no-gateway', args: { vnet } };
  if (world.nodes.some((n) => n.kind === 'er-gateway' && world.standsIn(n, hub))) return { code: 'azure-udr-gateway-with-expressroute', args: { vnet: hub } };
  const node = vpn[visit.chooser.choose(`${visit.node.id} ${rowText(row)}`, flow, vpn.length)] as (typeof vpn)[number];
  return { at: { node, interface: node.interfaces[0] as NetInterface }, over: hub === vnet ? [] : [`${vnet}/${hub}`] };
}

/** The VNet whose gateways a VNet uses: its own, or by transit its hub's (A50). */
function gatewayVnet(world: World, vnet: string): string {
  const own = world.nodes.some((n) => n.kind === 'vpn-gateway' && world.standsIn(n, vnet));
  const transit = world.input.network.vnets.get(vnet)?.peerings.find((p) => p.useRemoteGateways)?.remote;
  return own ? vnet : (transit ?? vnet);
}
