/**
 * The machine's end of an IPsec tunnel: an on-premises VPN device, an NVA, a point-to-site client (A86, A92, A95). Like a
 * host's own tunnels it is an interface; which one a packet enters or leaves is the connection's matter.
 */
import type { NetInterface, RouterNode, Tunnel, TunnelEnd } from '../compile/index.ts';
import { formatIp } from '../ip/index.ts';
import { decapsulate, type Wrap } from './envelope.ts';
import { drop, type Step, step, type Stop, type Visit } from './move.ts';
import { firstTtl, outer, tunnelOf } from './packet.ts';
import type { Packet } from './types.ts';
import type { World } from './world.ts';

interface Ends {
  readonly tunnel: Tunnel;
  readonly near: TunnelEnd;
  readonly far: TunnelEnd;
}

function endsAt(world: World, node: string, which: (tunnel: Tunnel, far: TunnelEnd) => boolean): Ends | undefined {
  for (const tunnel of world.tunnelsOf(node)) {
    const [a, b] = tunnel.ends;
    const [near, far] = a.node === node ? [a, b] : [b, a];
    if (which(tunnel, far)) return { tunnel, near, far };
  }
  return undefined;
}

/** The packet out of its tunnel, and the interface that it comes in by, where it is ESP for this machine; undefined for any other packet. */
export function fromIpsec(
  { world, node, first }: Pick<Visit<RouterNode>, 'world' | 'node' | 'first'>,
  packet: Packet,
): { readonly packet: Packet; readonly in?: NetInterface; readonly step: Step } | Stop | undefined {
  const connection = tunnelOf(packet);
  const { source, destination } = outer(packet);
  if (connection === undefined || first || !world.owns(node, destination)) return undefined;
  const known = endsAt(world, node.id, (t, far) => t.connection === connection && far.outer === source);
  if (!known) return drop('tunnel-unknown-peer', { node: node.device, source: formatIp(source), connection });
  const by = node.interfaces.find((i) => i.tunnel === known.tunnel.id);
  return { packet: decapsulate(packet), ...(by && { in: by }), step: step('decapsulate', 'tunnel-decapsulate', { node: node.device, connection }) };
}

/** The envelope of an interface's tunnel; undefined where the tunnel is down. An NVA dials from the address that its public one fronts. */
export function ipsecWrap(world: World, node: RouterNode, out: NetInterface): Wrap | undefined {
  const ends = endsAt(world, node.id, (t) => t.id === out.tunnel);
  if (!ends) return undefined;
  const { tunnel, near, far } = ends;
  const fronted = node.interfaces.flatMap((i) => i.publicIps ?? []).find((p) => p.publicIp === near.outer)?.address;
  const source = world.owns(node, near.outer) ? near.outer : (fronted ?? near.outer);
  return { source, destination: far.outer, tunnel: tunnel.connection, ttl: firstTtl(node), mtu: out.mtu };
}
