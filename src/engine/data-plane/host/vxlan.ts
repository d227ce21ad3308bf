/**
 * Whom a VXLAN sends to (RFC 7348 §4.1, drivers/net/vxlan; recorded): the outer address that a neighbour's packets came from, where it
 * learns; else its `remote`, whose owner answers for its own addresses alone. And what it takes in: its VNI at its UDP port, whoever sends.
 */
import type { HostTunnel, NetInterface, RouterNode } from '../../compile/index.ts';
import type { Ip } from '../../ip/index.ts';
import type { Visit } from '../move.ts';
import { outer } from '../packet.ts';
import type { Packet } from '../types.ts';

/** Undefined: nobody answers for this neighbour's address. */
export function vxlanRemote({ world, node, state }: Visit<RouterNode>, out: NetInterface, tunnel: HostTunnel, hop: Ip): Ip | undefined {
  const neighbour = out.segment === undefined ? undefined : world.neighbor(out.segment, hop);
  if (!neighbour) return undefined;
  const heard = tunnel.learning === false ? [] : state.heardBy(node.id, out.name);
  const { remote } = tunnel;
  const learned = heard.findLast((ip) => world.owns(neighbour.node, ip));
  return learned ?? (remote !== undefined && world.owns(neighbour.node, remote) ? remote : undefined);
}

/** Learns who has sent it. */
export function learnFrom({ node, state }: Visit<RouterNode>, into: NetInterface, packet: Packet): void {
  if (into.hostTunnel?.kind === 'vxlan') state.hear(node.id, into.name, outer(packet).source);
}

export function isOfVxlan({ key, port }: HostTunnel, { headers: [, udp, vxlan] }: Packet): boolean {
  return udp?.kind === 'udp' && udp.destinationPort === port && vxlan?.kind === 'vxlan' && vxlan.vni === key;
}
