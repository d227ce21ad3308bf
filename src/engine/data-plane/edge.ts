/** The edge of Azure: a packet whose row says `Internet` leaves under a public source address, or not at all (A189–A191). */
import type { AzureSubnet } from '../compile/index.ts';
import { containsIp, formatIp, type Ip, type Ipv4, isIpv4 } from '../ip/index.ts';
import { byLoadBalancer } from './lb-outbound.ts';
import { drop, type Emission, type Move, type Step, step, type Visit } from './move.ts';
import { isCut, rewrite, tupleOf } from './packet.ts';
import { PLATFORM_ADDRESSES } from './service-tags.ts';
import type { FiveTuple, Packet, SnatKind } from './types.ts';
import type { World } from './world.ts';

/** An address that Azure lends to a VM without one of its own (A191). It is Microsoft's, so it is nobody's in the lab. */
const DEFAULT_OUTBOUND = 0x14250001 as Ipv4;

/** `flow` is the packet's as it is sent, in its tunnel if it is in one. */
export function leaveAzure(visit: Visit, emission: Emission, flow: FiveTuple): Move {
  const { world } = visit;
  const { done, wrap, packet, nic } = emission;
  const to = world.internet();
  if (!to) return drop('no-internet', {}, done);
  if (wrap) {
    // Gateways reach each other under their own public addresses; the canvas draws that as the connection.
    const far = world.publicOwner(flow.destination);
    const at = far?.kind === 'device' ? world.pick(far.at, flow) : undefined;
    return { ...done, next: at ?? to, packet, wrap, over: at ? [wrap.tunnel] : [emission.segment, 'internet'], mtu: nic.mtu };
  }
  const translated = publicSource(visit, emission, flow);
  if ('end' in translated) return translated;
  return {
    ...done,
    steps: [...done.steps, ...translated.steps],
    next: to,
    packet: translated.packet,
    over: [emission.segment, 'internet'],
    mtu: nic.mtu,
  };
}

/**
 * A service endpoint (A13): over Azure's backbone to the service, which sees the private source. For the NIC's own addresses
 * alone: what an appliance forwards has to be its own first.
 */
export function toService(visit: Visit, emission: Emission, flow: FiveTuple, code: 'service-endpoint' | 'platform-address' = 'service-endpoint'): Move {
  const { world, node, state } = visit;
  const { nic, packet, done, segment } = emission;
  const to = world.internet();
  if (!to) return drop('no-internet', {}, done);
  const named = { node: node.device, source: formatIp(flow.source) };
  if (!nic.addresses.some((a) => a.ip === flow.source)) return drop('azure-source-not-translated', named, done);
  state.byEndpoint(flow, { node, interface: nic });
  return { ...done, steps: [...done.steps, step('forward', code, named)], next: to, packet, over: [segment, 'internet'], mtu: nic.mtu };
}

/**
 * A178: the platform's own addresses (DNS, DHCP and probes; instance metadata) are answered by the host under the machine,
 * whatever routes and security groups say.
 */
export function toPlatform(visit: Visit, emission: Emission, flow: FiveTuple): Move | undefined {
  const { node, state } = visit;
  if (node.kind !== 'router' || !PLATFORM_ADDRESSES.includes(flow.destination)) return undefined;
  state.admit({ device: node.device, node: node.id, nic: emission.nic.name, direction: 'out', tuple: flow, rules: [] });
  return toService(visit, emission, flow, 'platform-address');
}

type Translated = { readonly packet: Packet; readonly steps: readonly Step[] } | Extract<Move, { end: unknown }>;

/**
 * Under which source the world sees a packet (A189): what is public already stays; the answer to a flow that came in by a
 * public address keeps that (A190); then the NAT gateway of the subnet, the NIC's public address, an outbound rule of a
 * public load balancer, default outbound access; else nothing, and the packet is lost.
 */
function publicSource(visit: Visit, emission: Emission, flow: FiveTuple): Translated {
  const { world, node, state } = visit;
  const { nic, packet, done } = emission;
  const named = { node: node.device, source: formatIp(flow.source) };
  const subnet = world.input.network.segments.get(emission.segment) as AzureSubnet;
  if (!inAzure(world, flow.source) && world.isPublic(flow.source)) return { packet, steps: [] };
  if (node.kind === 'vpn-gateway') return drop('vpn-gateway-no-internet', named, done);
  // Only what the NIC itself has as address is translated: an NVA must translate what it forwards.
  const own = nic.addresses.some((a) => a.ip === flow.source);
  const published = state.publishedAs(node.id, flow);
  if (published !== undefined) return asPublicIp(packet, published, named);
  if (subnet.natGateway !== undefined && isIpv4(flow.source) && (own || node.kind === 'azure-firewall'))
    return byNatGateway(visit, emission, flow, subnet.natGateway);
  if (node.kind === 'azure-firewall') {
    if (flow.protocol === 'icmp') return drop('firewall-icmp-not-translated', named, done);
    return node.publicIps.length === 0
      ? drop('azure-no-outbound-access', named, done)
      : drop('firewall-source-kept', { ...named, destination: formatIp(flow.destination) }, done);
  }
  if (!own) return drop('azure-source-not-translated', named, done);
  const fronting = nic.publicIps?.find((p) => p.address === flow.source);
  if (fronting) {
    state.front(node.id, node.device, flow, { ...flow, source: fronting.publicIp });
    return asPublicIp(packet, fronting.publicIp, named);
  }
  const balanced = byLoadBalancer(visit, nic, flow);
  if (balanced) return 'code' in balanced ? drop(balanced.code, { ...named, ...balanced.args }, done) : lend(visit, emission, flow, balanced);
  if (!subnet.defaultOutboundAccess || !isIpv4(flow.source)) return drop('azure-no-outbound-access', named, done);
  return byDefault(visit, emission, flow);
}

/** A191: for a machine without any public address, and for TCP and UDP alone (Microsoft Learn, "Default outbound access in Azure"). */
function byDefault(visit: Visit, emission: Emission, flow: FiveTuple): Translated {
  const { node } = visit;
  const named = { node: node.device, source: formatIp(flow.source) };
  const other = node.interfaces.find((i) => i.publicIps !== undefined);
  if (other) return drop('default-outbound-withheld', { ...named, interface: other.name }, emission.done);
  if (flow.protocol !== 'tcp' && flow.protocol !== 'udp') return drop('default-outbound-protocol', named, emission.done);
  return lend(visit, emission, flow, { kind: 'default-outbound', by: node.device, address: DEFAULT_OUTBOUND });
}

function asPublicIp(packet: Packet, address: Ip, named: { readonly node: string; readonly source: string }): Translated {
  return { packet: rewrite(packet, { source: address }), steps: [step('snat', 'public-ip-snat', { ...named, address: formatIp(address) })] };
}

/** A190: TCP and UDP alone. Which of several addresses is the hash's choice here; Azure chooses at random. */
function byNatGateway(visit: Visit, emission: Emission, flow: FiveTuple, by: string): Translated {
  const addresses = visit.world.input.network.natGateways.get(by) ?? [];
  const named = { node: visit.node.device, source: formatIp(flow.source), by };
  if (flow.protocol !== 'tcp' && flow.protocol !== 'udp') return drop('nat-gateway-protocol', named, emission.done);
  const address = addresses[visit.chooser.choose(`${by} addresses`, flow, addresses.length)];
  if (address === undefined) return drop('azure-no-outbound-access', named, emission.done);
  return lend(visit, emission, flow, { kind: 'nat-gateway', by, address });
}

/** `rule`: a load balancer's, which had it lend the address. */
export interface Lender {
  readonly kind: SnatKind;
  readonly by: string;
  readonly address: Ip;
  readonly rule?: string;
}

const LENT = {
  'nat-gateway': 'nat-gateway-snat',
  'load-balancer-outbound': 'lb-outbound-snat',
  'default-outbound': 'default-outbound-snat',
} as const;

/**
 * The packet leaves under a lent address, and its answers find back (`returnToBorrower`). Fragments do not: only a public address of
 * the NIC's own translates them (Microsoft Learn, "SNAT for outbound connections", "NAT gateway resource").
 */
function lend(visit: Visit, emission: Emission, flow: FiveTuple, from: Lender): Translated {
  const { node, state } = visit;
  if (isCut(emission.packet, emission.nic.mtu))
    return drop('azure-snat-fragments', { node: node.device, source: formatIp(flow.source), by: from.by, mtu: emission.nic.mtu }, emission.done);
  const packet = rewrite(emission.packet, { source: from.address });
  const rule = from.rule === undefined ? {} : { rule: from.rule };
  state.translate({ kind: from.kind, by: from.by, ...rule, outside: tupleOf(packet), inside: flow, at: { node, interface: emission.nic } });
  const args = { node: node.device, source: formatIp(flow.source), by: from.by, address: formatIp(from.address), ...rule };
  return { packet, steps: [step('snat', LENT[from.kind], args)] };
}

/** A201: a public range that a VNet uses is private there. */
function inAzure(world: World, ip: FiveTuple['source']): boolean {
  for (const vnet of world.input.network.vnets.values()) if (vnet.prefixes.some((p) => containsIp(p, ip))) return true;
  return false;
}
