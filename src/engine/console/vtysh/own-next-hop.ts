/** The IPv6 address that a neighbor is sent as our own next hop, as bgpd shows it. */
import type { SessionState, SpeakerState } from '../../bgp/index.ts';
import { formatIp, isIpv4, isLinkLocal, isUnspecified } from '../../ip/index.ts';
import type { Vtysh } from './router.ts';

/**
 * F20: when an interface fails, zebra takes its addresses back, and bgpd forgets the one that it gave as next hop (bgp_zebra.c
 * bgp_interface_address_delete); the next UPDATE with IPv6 routes of our own puts the IPv4 address in its place (bgp_updgrp_packet.c).
 */
export function ownNextHopIpv6({ node }: Vtysh, { adjRibOut }: SpeakerState, { session, peer }: SessionState): string {
  if (!session?.self) return '::';
  const { ipv4, ipv6 } = session.self;
  // The loopback has no link-local address.
  const hasNone = session.nextHopInterface === 'lo' && isLinkLocal(ipv6);
  if (!hasNone && !node.interfaces.some((i) => !i.up && i.addresses.some((a) => a.ip === ipv6))) return formatIp(ipv6);
  const isOurs = [...(adjRibOut.get(peer.id)?.values() ?? [])].some(({ prefix, stored }) => !isIpv4(prefix.ip) && isUnspecified(stored.nextHop));
  return isOurs && !isUnspecified(ipv4) ? mapped(ipv4) : '::';
}

/** `::ffff:a00:101`: FRR does not write the IPv4 part with dots. */
function mapped(ipv4: number): string {
  return `::ffff:${(ipv4 >>> 16).toString(16)}:${(ipv4 & 0xffff).toString(16)}`;
}
