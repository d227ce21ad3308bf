/** One FRR router as its consoles see it: what it was told, and what it has once the network is at rest. */
import { comparePeers, type SessionState, type SpeakerId, type SpeakerState } from '../../bgp/index.ts';
import type { NetInterface, Network, NodeId, RouterNode } from '../../compile/index.ts';
import type { ControlPlane } from '../../control-plane/index.ts';
import { bgpDefaults, type FrrBgp, type FrrConfig, type FrrNeighbor, type FrrVersion } from '../../frr/index.ts';
import { containsIp, formatIp, formatPrefix, type Ip, type Ipv6, isIpv4, linkLocalAddress, networkOf, parseIp } from '../../ip/index.ts';
import type { Rib } from '../../rib/index.ts';
import { defaultView } from './default-view.ts';

export interface Vtysh {
  /** The router as the VRF has it that is asked about: the default one unless said. */
  readonly node: RouterNode;
  readonly machine: RouterNode;
  /** The VRF that is asked about, where that is not the default one (H11). */
  readonly vrf?: string;
  readonly config: FrrConfig;
  readonly version: FrrVersion;
  readonly rib: Rib | undefined;
  /** Absent without `router bgp`. */
  readonly speaker: SpeakerState | undefined;
  /** Simulated ms at which the network came to rest. */
  readonly settled: number;
  /** The host name that the other end of a session says it has; undefined where it is not FRR, which alone says one. */
  readonly hostnameOf: (speaker: SpeakerId | undefined) => string | undefined;
  /** What was typed of a neighbor of ours. */
  readonly told: (peer: string) => Told | undefined;
  /** What was typed at the other end of us, by what it calls us; undefined where it is not FRR. */
  readonly farTold: (speaker: SpeakerId, peer: string) => Told | undefined;
  /** Whether an interface advertises itself as a router (RFC 4861), and the link-local addresses of others on its link that do. */
  readonly advertising: (i: NetInterface) => { readonly own: boolean; readonly others: readonly Ip[] };
}

/** What an FRR router has been told of itself and of one of its neighbors. */
export interface Told {
  readonly bgp: FrrBgp;
  /** Undefined for one that a listen range let in. */
  readonly neighbor: FrrNeighbor | undefined;
  /** The group of which it is a member. */
  readonly group: FrrNeighbor | undefined;
  /** The N bit of RFC 8538. */
  readonly notifies: boolean;
}

/** The router's console; undefined where no FRR runs. */
export function vtyshOf(network: Network, controlPlane: ControlPlane, id: NodeId): Vtysh | undefined {
  const node = network.nodes.get(id);
  if (node?.kind !== 'router' || !node.frr) return undefined;
  return {
    node: defaultView(node),
    machine: node,
    config: node.frr.config,
    version: node.frr.version,
    rib: controlPlane.ribs.get(id),
    speaker: node.speaker === undefined ? undefined : controlPlane.speakers.get(node.speaker),
    settled: controlPlane.settledAt,
    hostnameOf: (speaker) => frrRouter(network, speaker)?.id,
    told: (peer) => toldOf(node, peer),
    farTold: (speaker, peer) => toldOf(frrRouter(network, speaker), peer),
    advertising: (i) => ({ own: advertises(node, i, controlPlane), others: advertisersBeside(network, controlPlane, id, i) }),
  };
}

/** What a session that is up has as its own link-local next hop; of IPv4 beyond a link, too, where it is never sent (bgpd/bgp_zebra.c bgp_nexthop_set). */
export function ownLinkLocal({ node }: Vtysh, { linkLocal, localAddress, session }: SessionState): Ip {
  const name = session?.nextHopInterface;
  if (linkLocal !== undefined) return linkLocal;
  const has = localAddress !== undefined && isIpv4(localAddress) && name !== undefined && name !== 'lo';
  return has ? linkLocalAddress(node.id, name) : (0n as Ipv6);
}

function frrRouter(network: Network, speaker: SpeakerId | undefined): RouterNode | undefined {
  if (speaker === undefined) return undefined;
  const node = [...network.nodes.values()].find((n) => n.speaker === speaker);
  return node?.kind === 'router' && node.frr && node.platform === 'frr' ? node : undefined;
}

/**
 * BGP's neighbors of an interface make it advertise itself (F156), and those on its link with IPv6 next hops for IPv4 (RFC 8950; bgpd/bgp_nht.c), but for
 * those that a listen range has let in.
 */
function advertises(node: RouterNode, i: NetInterface, { speakers }: ControlPlane): boolean {
  const sessions = node.speaker === undefined ? [] : (speakers.get(node.speaker)?.sessions ?? []);
  const onLink = ({ dynamic, peer }: SessionState) =>
    !dynamic &&
    i.up &&
    peer.extendedNextHop === true &&
    !peer.shutdown &&
    !isIpv4(peer.address) &&
    i.addresses.some((a) => containsIp(networkOf(a), peer.address));
  return sessions.some((s) => (s.peer.unnumbered ? s.peer.id === i.name : onLink(s)));
}

function advertisersBeside({ nodes }: Network, controlPlane: ControlPlane, id: NodeId, { segment }: NetInterface): Ip[] {
  if (segment === undefined) return [];
  return [...nodes.values()].flatMap((node) => {
    if (node.kind !== 'router' || node.id === id || !node.frr || node.platform !== 'frr') return [];
    return node.interfaces.filter((i) => i.segment === segment && i.up && advertises(node, i, controlPlane)).map((i) => linkLocalAddress(node.id, i.name));
  });
}

function toldOf(node: RouterNode | undefined, peer: string): Told | undefined {
  if (!node?.frr) return undefined;
  const { config, version } = node.frr;
  const { bgp } = config;
  if (!bgp) return undefined;
  const defaults = bgpDefaults(config.profile, version, config.statedVersion);
  const neighbor = bgp.neighbors.get(peer);
  const address = neighbor ? undefined : parseIp(peer);
  const groupName = neighbor?.peerGroup ?? (address === undefined ? undefined : bgp.listenRanges.find((r) => containsIp(r.prefix, address))?.peerGroup);
  const group = groupName === undefined ? undefined : bgp.peerGroups.get(groupName);
  return { bgp, neighbor, group, notifies: bgp.gracefulRestartNotification ?? defaults.gracefulRestartNotification };
}

/** F130: members of peer-groups by group, then the rest; within these those of interfaces, then by address, IPv4 first (bgpd/bgpd.c peer_cmp). */
export function inPeerOrder(sessions: readonly SessionState[]): SessionState[] {
  return sessions.toSorted((a, b) => comparePeers(a.peer, b.peer));
}

/** The address that stands for a path's peer: for one of an interface, whom it has found there. */
export function peerAddress(state: SpeakerState, id: string): string {
  const peer = state.sessions.find((s) => s.peer.id === id)?.peer;
  return peer?.unnumbered ? formatIp(peer.address) : id;
}

/** What the configuration says of a neighbor, its group's settings included; undefined for one that a listen range let in. */
export function neighborOf({ config }: Vtysh, id: string): FrrNeighbor | undefined {
  const own = config.bgp?.neighbors.get(id);
  const group = own?.peerGroup === undefined ? undefined : config.bgp?.peerGroups.get(own.peerGroup);
  return own && group ? { ...group, ...own, ipv4: { ...group.ipv4, ...own.ipv4 }, ipv6: { ...group.ipv6, ...own.ipv6 } } : own;
}

/** The range that let a neighbor in, as text; undefined for one that is stated. */
export function listenRangeOf({ config }: Vtysh, { dynamic, peer }: SessionState): string | undefined {
  const range = dynamic ? config.bgp?.listenRanges.find((r) => containsIp(r.prefix, peer.address)) : undefined;
  return range && formatPrefix(range.prefix);
}
