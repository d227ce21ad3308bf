/**
 * Azure's fabric (A1–A7): a packet that leaves a NIC is looked up once in its subnet's effective routes and handed straight
 * to the NIC of the next hop. Nothing in between sees it.
 */
import type { EffectiveRoute } from '../azure/index.ts';
import type { NetNode } from '../compile/index.ts';
import { containsIp, defaultPrefix, formatIp, formatPrefix, type Ip } from '../ip/index.ts';
import type { Reason } from '../policy/index.ts';
import { flowHash, type FiveTuple } from './packet.ts';
import type { Lookup } from './types.ts';
import type { Attachment, World } from './world.ts';

export type Delivery =
  | { readonly to: 'node'; readonly at: Attachment; readonly over: readonly string[] }
  | { readonly to: 'internet' }
  | { readonly to: 'nowhere'; readonly reason: Reason };

export interface FabricResult {
  readonly delivery: Delivery;
  readonly lookup: Lookup;
  readonly reason: Reason;
  readonly ecmp?: { readonly ways: number; readonly taken: number };
}

/** What an emission may ask for besides the subnet's routes. */
export interface EmitOptions {
  /** Overrides the flow's choice among equal routes. */
  readonly way?: number;
  /**
   * A tunnel's outer packet: a gateway keeps its way to the tunnel's far end when it learns a default (the tunnels of article
   * RFT stay up), so learned routes do not catch it; a user-defined route does (A86, A87).
   */
  readonly outer?: boolean;
}

const TO_INTERNET: EffectiveRoute = {
  prefix: defaultPrefix(4),
  source: 'Default',
  state: 'Active',
  nextHopType: 'Internet',
  reason: { code: 'azure-tunnel-endpoint', rules: ['A86'] },
};

/** Where a packet to `destination` goes that leaves a NIC in `segment`. */
export function emit(world: World, segment: string, destination: Ip, tuple: FiveTuple, source: Ip, options: EmitOptions = {}): FabricResult {
  const rows = world.input.effectiveRoutes.get(segment) ?? [];
  const { way } = options;
  const open = options.outer
    ? [...rows.filter((r) => r.source !== 'VirtualNetworkGateway'), ...(rows.some((r) => r.source === 'User' && r.prefix.length === 0) ? [] : [TO_INTERNET])]
    : rows;
  const found = lookUp(open, destination);
  const base = { table: 'effective-routes' as const, of: segment, destination };
  if (found.length === 0)
    return {
      delivery: nowhere('azure-no-route', ['A16'], { destination: formatIp(destination) }),
      lookup: base,
      reason: { code: 'azure-no-route', rules: ['A16'] },
    };
  const taken = (way ?? flowHash(tuple)) % found.length;
  const row = found[taken] as EffectiveRoute;
  const lookup: Lookup = { ...base, row: rowText(row), prefix: formatPrefix(row.prefix), rowIndex: rows.indexOf(row) };
  const ecmp = found.length > 1 ? { ecmp: { ways: found.length, taken } } : {};
  return {
    delivery: deliver(world, segment, row, destination, source, tuple),
    lookup,
    reason: { code: 'azure-effective-route', rules: ['A1', 'A14'], args: { row: rowText(row), subnet: segment } },
    ...ecmp,
  };
}

/** Longest match over the active rows; the VNet's and peerings' system routes go before a longer learned one (A15). */
function lookUp(rows: readonly EffectiveRoute[], destination: Ip): EffectiveRoute[] {
  const holding = rows.filter((r) => r.state === 'Active' && containsIp(r.prefix, destination));
  const system = holding.some((r) => r.source === 'Default' && (r.nextHopType === 'VnetLocal' || r.nextHopType.startsWith('VNet')));
  const open = system ? holding.filter((r) => r.source !== 'VirtualNetworkGateway') : holding;
  const longest = Math.max(...open.map((r) => r.prefix.length));
  return open.filter((r) => r.prefix.length === longest);
}

function rowText(row: EffectiveRoute): string {
  return `${formatPrefix(row.prefix)} → ${row.nextHopType}${row.nextHopIp === undefined ? '' : ` ${formatIp(row.nextHopIp)}`}`;
}

function nowhere(code: string, rules: readonly string[], args: Reason['args']): Delivery {
  return { to: 'nowhere', reason: { code, rules, ...(args && { args }) } };
}

function deliver(world: World, segment: string, row: EffectiveRoute, destination: Ip, source: Ip, tuple: FiveTuple): Delivery {
  const vnet = world.vnetOf(segment) as string;
  switch (row.nextHopType) {
    case 'VnetLocal':
      return toAddress(world, vnet, [vnet], destination, source, tuple);
    case 'VNetPeering':
    case 'VNetGlobalPeering':
      return toAddress(world, vnet, peersOf(world, vnet), destination, source, tuple);
    case 'Internet':
      return { to: 'internet' };
    case 'None':
      return nowhere('azure-route-none', ['A16'], { row: rowText(row) });
    case 'VirtualAppliance':
      return row.nextHopIp === undefined
        ? nowhere('azure-next-hop-nobody', ['A28'], { nextHop: '' })
        : toAppliance(world, vnet, row.nextHopIp, destination, source, tuple);
    case 'VirtualNetworkGateway':
      return toGateway(world, vnet, row, destination, source, tuple);
    case 'InterfaceEndpoint':
    case 'VirtualNetworkServiceEndpoint':
      return nowhere('not-modelled', [], { what: row.nextHopType });
  }
}

function peersOf(world: World, vnet: string): string[] {
  return world.input.network.vnets.get(vnet)?.peerings.map((p) => p.remote) ?? [];
}

/** A7: the NIC that owns the address, or nobody. Across a peering a foreign source needs allowForwardedTraffic (A49). */
function toAddress(world: World, from: string, vnets: readonly string[], ip: Ip, source: Ip, tuple: FiveTuple): Delivery {
  for (const vnet of vnets) {
    const at = pick(world.inVnet(vnet, ip), tuple);
    if (!at) continue;
    if (vnet !== from) {
      const back = world.input.network.vnets.get(vnet)?.peerings.find((p) => p.remote === from);
      const native = world.input.network.vnets.get(from)?.prefixes.some((p) => containsIp(p, source));
      if (back && !native && !back.allowForwardedTraffic) return nowhere('azure-forwarded-traffic-barred', ['A49'], { vnet, from });
    }
    return { to: 'node', at, over: vnet === from ? [] : [`${from}/${vnet}`] };
  }
  return nowhere('azure-no-such-address', ['A7'], { destination: formatIp(ip) });
}

/** A28: in this VNet or one directly peered; the owner forwards only with IP forwarding on its NIC (A3). */
function toAppliance(world: World, vnet: string, nextHop: Ip, destination: Ip, source: Ip, tuple: FiveTuple): Delivery {
  const delivery = toAddress(world, vnet, [vnet, ...peersOf(world, vnet)], nextHop, source, tuple);
  if (delivery.to === 'nowhere' && delivery.reason.code === 'azure-no-such-address')
    return nowhere('azure-next-hop-nobody', ['A28'], { nextHop: formatIp(nextHop) });
  if (delivery.to === 'node' && nextHop !== destination && delivery.at.interface.ipForwarding !== true)
    return nowhere('azure-ip-forwarding-off', ['A3', 'A192'], { node: delivery.at.node.device });
  return delivery;
}

function toGateway(world: World, vnet: string, row: EffectiveRoute, destination: Ip, source: Ip, tuple: FiveTuple): Delivery {
  if (row.nodes && row.nodes.length > 0) {
    const node = world.input.network.nodes.get(row.nodes[flowHash(tuple) % row.nodes.length] as string);
    const i = node?.interfaces.find((x) => x.segment !== undefined && x.addresses.some((a) => a.ip === row.nextHopIp)) ?? node?.interfaces[0];
    return node && i ? { to: 'node', at: { node, interface: i }, over: [] } : nowhere('azure-next-hop-nobody', ['A28'], { nextHop: row.nodes[0] as string });
  }
  if (row.nextHopIp !== undefined) return toAppliance(world, vnet, row.nextHopIp, destination, source, tuple);
  const gateways = [...world.input.network.nodes.values()].filter(
    (n): n is NetNode =>
      n.kind === 'vpn-gateway' && n.interfaces.some((i) => i.segment !== undefined && [vnet, ...peersOf(world, vnet)].includes(world.vnetOf(i.segment) ?? '')),
  );
  const node = gateways[flowHash(tuple) % Math.max(1, gateways.length)];
  const i = node?.interfaces[0];
  return node && i ? { to: 'node', at: { node, interface: i }, over: [] } : nowhere('azure-no-gateway', ['A26'], { vnet });
}

function pick(list: readonly Attachment[], tuple: FiveTuple): Attachment | undefined {
  return list[flowHash(tuple) % Math.max(1, list.length)];
}
