/** What an agreement makes at each end: the session with its addresses for next hops (F20, F96). */
import { type AfiName, offersPaths, type PeerConfig, peerType, type Session, type SpeakerId } from '../bgp/index.ts';
import type { NetInterface, NodeId } from '../compile/network.ts';
import { containsIp, type Ip, type Ipv4, type Ipv6, isIpv4, isLinkLocal, linkLocalAddress, networkOf } from '../ip/index.ts';
import { OTHER_FAMILIES, type PrefixList } from '../policy/index.ts';
import { type Agreement, type End, saidAs, type Scene } from './handshake.ts';
import type { Router } from './router.ts';

/** Who has called whom when (ms), and how many calls the other has taken at that moment. */
interface Call {
  readonly at: number;
  readonly caller: SpeakerId;
  readonly calls: number;
}

/** Both ends' sessions, the near end's first. */
export function establish(scene: Scene, { near, far }: Agreement, call: Call): readonly [Session, Session] {
  return [sessionOf(scene, near, far, call), sessionOf(scene, far, near, call)];
}

function sessionOf(scene: Scene, of: End, to: End, { at, caller, calls }: Call): Session {
  const node = scene.nodeOf.get(of.speaker.id) ?? '';
  const router = scene.routers.get(node);
  const remoteAs = saidAs(to, of);
  // The address that the other end dials, or answers to.
  const localAddress = to.peer.address;
  const out = router && (namedInterface(router, of.peer.interface) ?? interfaceOf(router, of.peer.address, localAddress));
  const own = router && (nextHopInterface(router, of.peer, localAddress) ?? out);
  const silent = of.peer.silent === true || to.peer.silent === true;
  const extendedNextHop = !silent && !isIpv4(localAddress) && of.peer.extendedNextHop === true && to.peer.extendedNextHop === true;
  const shared = router && out ? router.connectedSubnet(of.peer.address) !== undefined || isScopedLinkLocal(of.peer.address) : false;
  const families = (['ipv4', 'ipv6'] as const).filter((afi: AfiName) => of.peer.families[afi] && to.peer.families[afi]);
  const others = OTHER_FAMILIES.filter((f) => of.peer.otherFamilies?.[f] && to.peer.otherFamilies?.[f]);
  const sendsPaths = families.filter((afi) => !silent && of.peer.families[afi]?.addpathTx && to.peer.families[afi]?.addpathRx);
  const zeroIds = families.filter((afi) => !silent && offersPaths(of.peer) && !of.peer.families[afi]?.addpathTx && to.peer.families[afi]?.addpathRx);
  const heard = Object.fromEntries(
    families.map((afi) => {
      const { orf, addpathRx } = to.peer.families[afi] ?? {};
      return [afi, { sendsLists: to.peer.silent !== true && orf?.send === true, takesPaths: to.peer.silent !== true && addpathRx === true }];
    }),
  );
  const told = toldLists(of, to, families);
  const tells = families.filter((afi) => isTold(of, to, afi));
  return {
    peer: of.peer,
    type: peerType(of.speaker, remoteAs),
    remoteAs,
    remoteRouterId: to.speaker.routerId,
    localAddress,
    self: selfAddresses(localAddress, own, node, of.speaker.routerId),
    families,
    ...(others.length > 0 && { otherFamilies: others }),
    heard,
    ...(extendedNextHop && { extendedNextHop }),
    ...(told && { told }),
    ...(tells.length > 0 && { tells }),
    ...(isTakenForExternal(of, peerType(of.speaker, remoteAs)) && { takenForExternal: true }),
    ...(sendsPaths.length > 0 && { sendsPaths }),
    ...(zeroIds.length > 0 && { zeroIds }),
    ...(to.peer.silent && !of.peer.silent && { twoByteAsns: true }),
    ...((to.peer.silent || of.peer.silent || of.peer.delaysOpen) && { shortMessages: true }),
    ...(of.peer.silent && !to.peer.silent && { sentTwoByteAsns: true }),
    since: at,
    ...(caller !== of.speaker.id && { answered: calls }),
    ...(shared && { shared }),
    ...(shared && own && hasLinkLocal(own) && { linkLocal: linkLocalAddress(node, own.name) }),
    ...(out && { interface: out.name }),
    ...(own && { nextHopInterface: own.name }),
  };
}

/** RFC 5292: the lists by which the other end has us filter what we send it; one that does not exist is not told. */
export function toldLists(of: End, to: End, families: readonly AfiName[]): Session['told'] {
  const told: Partial<Record<AfiName, PrefixList>> = {};
  for (const afi of families) {
    const { prefixLists, prefixLists6 } = to.speaker.policy;
    const list = isTold(to, of, afi) && (afi === 'ipv4' ? prefixLists : prefixLists6).get(to.peer.families[afi]?.prefixListIn?.name ?? '');
    if (list) told[afi] = list;
  }
  return Object.keys(told).length > 0 ? told : undefined;
}

/** Whether one end's inbound prefix-list is told to the other. */
function isTold(from: End, to: End, afi: AfiName): boolean {
  return from.peer.families[afi]?.orf?.send === true && to.peer.families[afi]?.orf?.receive === true;
}

/** The interface that an unnumbered neighbor, or one with a link-local address, is named by. */
function namedInterface(router: Router, name: string | undefined): NetInterface | undefined {
  return router.node.interfaces.find((i) => i.name === name);
}

/**
 * F20: the interface that our next hops are the addresses of: the one that names the neighbor, else the one that `update-source` names, even where
 * the neighbor has called another address of ours, else the one with the session's own address (bgpd/bgp_zebra.c bgp_zebra_nexthop_set).
 */
function nextHopInterface(router: Router, peer: PeerConfig, local: Ip): NetInterface | undefined {
  return (
    namedInterface(router, peer.interface) ??
    namedInterface(router, peer.localInterface) ??
    router.node.interfaces.find((i) => i.up && i.addresses.some((a) => a.ip === local))
  );
}

/** The loopback and a VRF's device have none. */
function hasLinkLocal(i: NetInterface): boolean {
  return i.name !== 'lo' && !i.isVrf;
}

function isScopedLinkLocal(ip: Ip): boolean {
  return !isIpv4(ip) && isLinkLocal(ip);
}

/** The interface that the peer stands on, else the one with our address, else the one that leads there. */
function interfaceOf(router: Router, peer: Ip, local: Ip): NetInterface | undefined {
  const up = router.node.interfaces.filter((i) => i.up);
  return (
    up.find((i) => i.addresses.some((a) => containsIp(networkOf(a), peer))) ??
    up.find((i) => i.addresses.some((a) => a.ip === local)) ??
    router.wayTo(peer)?.interface
  );
}

/** F20: the session's own address in its family, the interface's in the other; the router-id or the link-local one for want of such. */
function selfAddresses(local: Ip, out: NetInterface | undefined, node: NodeId, routerId: Ipv4): Session['self'] {
  const own = out?.addresses.map((a) => a.ip) ?? [];
  const global = own.find((ip): ip is Ipv6 => !isIpv4(ip) && !isLinkLocal(ip));
  if (isIpv4(local)) return { ipv4: local, ipv6: global ?? ((out ? linkLocalAddress(node, out.name) : 0n) as Ipv6) };
  // A session between link-local addresses tells the interface's global one as well, where it has one (bgpd/bgp_zebra.c bgp_zebra_nexthop_set).
  return { ipv4: own.find(isIpv4) ?? routerId, ipv6: isLinkLocal(local) ? (global ?? local) : local };
}

/** F10, F147: until the first OPEN bgpd takes every neighbor without a number for another AS's, once there is a confederation (peer_calc_sort). */
function isTakenForExternal({ peer }: End, type: Session['type']): boolean {
  return (peer.remoteAs === 'external' && type === 'confed-external') || (peer.remoteAs === 'internal' && type === 'confed-internal');
}
