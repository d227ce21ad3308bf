/** Which of a machine's tunnels takes in a packet that came for it, or why none does (H23). */
import { type HostTunnel, type NetInterface, type RouterNode, takesKey } from '../../compile/index.ts';
import { formatIp, type Ip } from '../../ip/index.ts';
import { drop, type Stop, type Visit } from '../move.ts';
import { outer } from '../packet.ts';
import type { PacketCode } from '../reasons.ts';
import type { Packet } from '../types.ts';
import { interfaceOf } from './interfaces.ts';
import { systemOf } from './source.ts';
import { findRoute } from './tables.ts';
import { isOfVxlan } from './vxlan.ts';

type TunnelInterface = NetInterface & { readonly hostTunnel: HostTunnel };

/**
 * The tunnel whose ends the outer header names exactly. One whose own device is in the VRF that the packet came by comes before others of the
 * same ends (net/ipv4/ip_tunnel.c ip_tunnel_lookup).
 *
 * @param home table of the VRF that the packet is in; 0 for none
 */
export function tunnelFor(visit: Visit<RouterNode>, packet: Packet, home: number, by: NetInterface | undefined): NetInterface | Stop {
  const { source } = outer(packet);
  const carried = tunnelsOf(visit.node).filter((i) => i.up && carries(i.hostTunnel, packet));
  // Linux asks its ipip devices first, whatever order they were made in (net/ipv4/ipip.c ipip_handler, priority 1; net/ipv6/sit.c sit_ipip_handler, 2).
  const ipip = carried.filter((i) => i.hostTunnel.linux?.type === 'ipip');
  const all = ipip.length > 0 ? ipip : carried;
  const named = all.filter((i) => i.hostTunnel.remote === source);
  const tunnel = named.find((i) => i.hostTunnel.table === home) ?? named[0] ?? all.find((i) => i.hostTunnel.table === home) ?? all[0];
  if (!tunnel) return refused(visit, packet, home);
  return (by && fromElsewhere(visit, tunnel.hostTunnel, source, by)) ?? tunnel;
}

function tunnelsOf({ interfaces }: RouterNode): TunnelInterface[] {
  return interfaces.filter((i): i is TunnelInterface => i.hostTunnel !== undefined);
}

function carries(tunnel: HostTunnel, packet: Packet): boolean {
  if (tunnel.kind === 'vxlan') return isOfVxlan(tunnel, packet);
  const shim = packet.headers[1];
  return hasEnds(tunnel, packet) && takesProtocol(tunnel, packet) && (shim?.kind !== 'gre' || takesKey(tunnel, shim.key));
}

/** Of IP in IP, a packet of protocol 4 or 41: sit as its mode says (net/ipv6/sit.c sit_tunnel_rcv, ipip6_rcv); gif takes both. */
function takesProtocol({ linux }: HostTunnel, packet: Packet): boolean {
  const { protocol } = outer(packet);
  if (linux?.type === 'ipip') return protocol === 'ipip';
  return linux?.inner === undefined || linux.inner === 'any' || linux.inner === protocol;
}

/** Of GRE or IP in IP: kind and addresses are those of the tunnel. */
function hasEnds(tunnel: HostTunnel, packet: Packet): boolean {
  const { source, destination } = outer(packet);
  if (kindOf(packet) !== tunnel.kind || tunnel.kind === 'vxlan') return false;
  return (tunnel.local ?? destination) === destination && (tunnel.remote === source || tunnel.anySource === true);
}

function kindOf({ headers: [ip, shim] }: Packet): HostTunnel['kind'] {
  if (shim?.kind === 'gre') return 'gre';
  return ip?.kind === 'ip' && (ip.protocol === 'ipip' || ip.protocol === 'ipv6') ? 'ipip' : 'vxlan';
}

/**
 * Nobody takes it. A Linux machine that has tunnels of the kind tells the outer sender so by "port unreachable" (net/ipv4/gre_demux.c, ip_gre.c gre_rcv,
 * tunnel4.c), which the tunnel there ignores (ipgre_err, ipip_err: "impossible event"); VXLAN's and FreeBSD's packets end in silence.
 */
function refused(visit: Visit<RouterNode>, packet: Packet, home: number): Stop {
  const { node } = visit;
  const stop = { ...why(node, packet), received: packet };
  const tunnels = tunnelsOf(node);
  const kind = kindOf(packet);
  if (systemOf(node) !== 'linux' || kind === 'vxlan' || !tunnels.some((i) => i.hostTunnel.kind === kind && isAsked(i.hostTunnel, packet))) return stop;
  // One that its sit has the ends of, but not the protocol, ends there in silence (sit_tunnel_rcv, ipip6_rcv).
  if (tunnels.some((i) => i.up && hasEnds(i.hostTunnel, packet) && isAsked(i.hostTunnel, packet) && !takesProtocol(i.hostTunnel, packet))) return stop;
  return { ...stop, error: { type: 'port-unreachable', from: outer(packet).destination, ...(home !== 0 && { table: home }) } };
}

/** Whether the kernel module behind a tunnel hears of such packets at all: ipip of protocol 4 alone. */
function isAsked({ linux }: HostTunnel, packet: Packet): boolean {
  return linux?.type !== 'ipip' || outer(packet).protocol === 'ipip';
}

function why(node: RouterNode, packet: Packet): Stop {
  const { source, protocol } = outer(packet);
  const shim = packet.headers[1];
  const all = tunnelsOf(node);
  const of = (i: TunnelInterface, code: PacketCode, args: Stop['reason']['args'] = {}): Stop => {
    const stop = drop(code, { node: node.device, interface: i.name, source: formatIp(source), ...args });
    const { source: line } = i.hostTunnel;
    return line ? { ...stop, reason: { ...stop.reason, source: line } } : stop;
  };
  const down = all.find((i) => !i.up && carries(i.hostTunnel, packet));
  if (down) return of(down, 'host-tunnel-down');
  const other = all.find((i) => i.up && hasEnds(i.hostTunnel, packet));
  if (other && shim?.kind === 'gre') {
    const { key, keyIn = key } = other.hostTunnel;
    const own = typeof keyIn === 'number' ? { own: keyIn } : undefined;
    if (shim.key === undefined) return of(other, 'host-tunnel-key-wanted', own);
    return own ? of(other, 'host-tunnel-key', { ...own, key: shim.key }) : of(other, 'host-tunnel-key-unwanted', { key: shim.key });
  }
  if (other && !takesProtocol(other.hostTunnel, packet)) return of(other, 'host-tunnel-protocol', { protocol });
  return drop('host-tunnel-unknown', { node: node.device, source: formatIp(source), protocol });
}

/** in_gif.c in_gif_lookup: an outer packet that did not come by the interface of the tunnel's own way to its source is nobody's. */
function fromElsewhere({ node, world }: Visit<RouterNode>, tunnel: HostTunnel, source: Ip, by: NetInterface): Stop | undefined {
  if (!tunnel.ingressFilter) return undefined;
  const hop = findRoute(world, node, { destination: source, table: tunnel.table })?.hops[0];
  const way = hop && interfaceOf(node, hop);
  if (way?.name === by.name) return undefined;
  const args = { node: node.device, source: formatIp(source), in: by.name };
  const stop = way ? drop('host-tunnel-ingress', { ...args, way: way.name }) : drop('host-tunnel-ingress-no-route', args);
  return tunnel.source ? { ...stop, reason: { ...stop.reason, source: tunnel.source } } : stop;
}
