/**
 * Who answers for an address on a link where no interface has it: a Linux machine that has it elsewhere (net/ipv4/arp.c
 * arp_process; recorded), one that proxies ARP, if it would forward there by another interface, or one that was told to answer for
 * this very address (ip-neighbor(8)).
 */
import type { NetInterface, RouterNode, SegmentId } from '../../compile/index.ts';
import { type Ip, isIpv4 } from '../../ip/index.ts';
import type { Attachment, World } from '../world.ts';
import { homeOf, systemOf } from './source.ts';
import { findRoute } from './tables.ts';

/** The neighbor of an address on a segment, or who answers in its place; `asking` does not answer itself. */
export function neighborOrProxy(world: World, asking: RouterNode, segment: SegmentId, ip: Ip): Attachment | undefined {
  return (
    world.neighbor(segment, ip) ??
    world.on(segment).find(({ node, interface: i }) => node !== asking && node.kind === 'router' && answersFor(world, node, i, ip))
  );
}

function answersFor(world: World, node: RouterNode, i: NetInterface, ip: Ip): boolean {
  if (!i.up) return false;
  if (isIpv4(ip) && systemOf(node) === 'linux' && !i.arpIgnore && isHere(world, node, i, ip)) return true;
  if (!(i.proxyArp || i.proxied) || !(isIpv4(ip) ? node.forwarding : (node.forwarding6 ?? node.forwarding))) return false;
  const named = i.proxied?.includes(ip) ?? false;
  // IPv6 answers for what it was told, whatever its routes say (net/ipv6/ndisc.c ndisc_recv_ns).
  if (!isIpv4(ip)) return named;
  if (!named && !i.proxyArp) return false;
  const hop = findRoute(world, node, { destination: ip, iif: i.name, table: vrfTable(i) })?.hops[0];
  return hop !== undefined && hop.blackhole === undefined && hop.interface !== i.name;
}

/** H11: an interface of a VRF answers for the addresses that are local there. */
const vrfTable = ({ vrf, fib = 0 }: NetInterface): number => (vrf === undefined ? 0 : fib);

function isHere(world: World, node: RouterNode, i: NetInterface, ip: Ip): boolean {
  return homeOf(world, node, { destination: ip, iif: i.name, table: vrfTable(i) }) !== undefined;
}
