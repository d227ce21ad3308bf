/**
 * Whom an interface's neighbor is (F156; bgpd/bgpd.c bgp_peer_conf_if_to_su_update): the other address of the interface's /30 or /31, or
 * else the link-local address that the other end of the link tells in its router advertisements. FRR sends these where it has such a
 * neighbor itself. A link with several of them has no other end: FRR takes whom it heard last, and nobody can say who that is.
 */
import type { PeerConfig, SpeakerConfig } from '../bgp/types.ts';
import { type Ip, type InterfaceAddress, type Ipv4, isIpv4, linkLocalAddress } from '../ip/index.ts';
import type { NetNode, NodeId, RouterNode } from './network.ts';

interface Wired {
  readonly nodes: ReadonlyMap<NodeId, NetNode>;
  readonly speakers: Map<string, SpeakerConfig>;
}

/** Gives the neighbors of interfaces their addresses. */
export function findUnnumberedPeers({ nodes, speakers }: Wired): void {
  for (const node of nodes.values()) {
    const speaker = node.speaker === undefined ? undefined : speakers.get(node.speaker);
    if (node.kind !== 'router' || !speaker?.peers.some((p) => p.unnumbered)) continue;
    const peers = speaker.peers.map((peer) => (peer.unnumbered ? { ...peer, address: otherEnd(node, peer, nodes, speakers) } : peer));
    speakers.set(speaker.id, { ...speaker, peers });
  }
}

function otherEnd(node: RouterNode, { interface: name, unnumbered }: PeerConfig, nodes: Wired['nodes'], speakers: Wired['speakers']): Ip {
  const port = node.interfaces.find((i) => i.name === name && i.up);
  if (!port) return 0n as Ip;
  const pair = unnumbered?.v6only ? undefined : port.addresses.map(otherOfPair).find((ip) => ip !== undefined);
  if (pair !== undefined) return pair;
  const heard = [...nodes.values()].flatMap((other) => {
    if (other === node || other.kind !== 'router' || other.speaker === undefined) return [];
    const asks = new Set(speakers.get(other.speaker)?.peers.flatMap((p) => (p.unnumbered ? [p.interface] : [])));
    return other.interfaces
      .filter((i) => i.up && i.segment !== undefined && i.segment === port.segment && asks.has(i.name))
      .map((i) => linkLocalAddress(other.id, i.name));
  });
  return heard.length === 1 ? (heard[0] as Ip) : (0n as Ip);
}

/** The one other host of an IPv4 subnet that has room for two. */
function otherOfPair({ ip, length }: InterfaceAddress): Ipv4 | undefined {
  if (!isIpv4(ip) || length < 30 || length > 31) return undefined;
  // The lowest two bits of a /30 are 01 and 10 for hosts.
  return ((length === 31 ? ip ^ 1 : ip ^ 3) >>> 0) as Ipv4;
}
