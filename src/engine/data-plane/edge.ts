/** The edge of Azure: a packet whose row says `Internet` leaves under a public source address, or not at all (A189–A191). */
import { containsIp, formatIp, type Ipv4 } from '../ip/index.ts';
import { drop, type Emission, type Move, type Step, step, type Visit } from './move.ts';
import { rewrite, tupleOf } from './packet.ts';
import type { FiveTuple, Packet } from './types.ts';
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

type Translated = { readonly packet: Packet; readonly steps: readonly Step[] } | Extract<Move, { end: unknown }>;

/** The order of A189 as far as it is modelled: the NIC's own public address, else default outbound access, else nothing. */
function publicSource(visit: Visit, emission: Emission, flow: FiveTuple): Translated {
  const { world, node, state } = visit;
  const { nic, segment, packet, done } = emission;
  const named = { node: node.device, source: formatIp(flow.source) };
  if (!inAzure(world, flow.source) && world.isPublic(flow.source)) return { packet, steps: [] };
  if (node.kind === 'azure-firewall')
    return flow.protocol === 'icmp' ? drop('firewall-icmp-not-translated', named, done) : drop('azure-no-outbound-access', named, done);
  if (node.kind === 'vpn-gateway') return drop('vpn-gateway-no-internet', named, done);
  // Only what the NIC itself has as address is translated: an NVA must translate what it forwards.
  if (!nic.addresses.some((a) => a.ip === flow.source)) return drop('azure-source-not-translated', named, done);
  if (nic.publicIp !== undefined)
    return { packet: rewrite(packet, { source: nic.publicIp }), steps: [step('snat', 'public-ip-snat', { ...named, address: formatIp(nic.publicIp) })] };
  const [vnet = '', subnet = ''] = segment.split('/');
  if (world.input.lab.virtualNetworks?.[vnet]?.subnets[subnet]?.defaultOutboundAccess === false) return drop('azure-no-outbound-access', named, done);
  const sent = rewrite(packet, { source: DEFAULT_OUTBOUND });
  state.translate({ outside: tupleOf(sent), inside: flow, at: { node, interface: nic } });
  return { packet: sent, steps: [step('snat', 'default-outbound-snat', { ...named, address: formatIp(DEFAULT_OUTBOUND) })] };
}

/** A201: a public range that a VNet uses is private there. */
function inAzure(world: World, ip: FiveTuple['source']): boolean {
  for (const vnet of world.input.network.vnets.values()) if (vnet.prefixes.some((p) => containsIp(p, ip))) return true;
  return false;
}
