/**
 * Whom a VXLAN sends to (RFC 7348 §4.1, drivers/net/vxlan; recorded): the outer address that a neighbor's packets came from, where it
 * learns; else its `remote`, whose owner answers for its own addresses alone. And what it takes in: its VNI at its UDP port, whoever sends.
 */
import type { HostTunnel, NetInterface, NetNode, RouterNode } from '../../compile/index.ts';
import type { Ip } from '../../ip/index.ts';
import type { Visit } from '../move.ts';
import { outer } from '../packet.ts';
import type { Packet } from '../types.ts';
import type { World } from '../world.ts';

/** Undefined: nobody answers for this neighbor's address. */
export function vxlanRemote({ world, node, state }: Visit<RouterNode>, out: NetInterface, tunnel: HostTunnel, hop: Ip): Ip | undefined {
  const neighbor = out.segment === undefined ? undefined : world.neighbor(out.segment, hop);
  if (!neighbor) return undefined;
  const heard = tunnel.learning === false ? [] : state.heardBy(node.id, out.name);
  const { remote } = tunnel;
  const learned = heard.findLast((ip) => stands(world, neighbor.node, ip));
  return learned ?? (remote !== undefined && stands(world, neighbor.node, remote) ? remote : undefined);
}

/** Its own address, or a public one that Azure has in front of it (A189). */
function stands(world: World, node: NetNode, ip: Ip): boolean {
  return world.owns(node, ip) || node.interfaces.some((i) => i.publicIps?.some((p) => p.publicIp === ip));
}

/** Learns who has sent it. */
export function learnFrom({ node, state }: Visit<RouterNode>, into: NetInterface, packet: Packet): void {
  if (into.hostTunnel?.kind === 'vxlan') state.hear(node.id, into.name, outer(packet).source);
}

export function isOfVxlan({ key, port }: HostTunnel, { headers: [, udp, vxlan] }: Packet): boolean {
  return udp?.kind === 'udp' && udp.destinationPort === port && vxlan?.kind === 'vxlan' && vxlan.vni === key;
}
