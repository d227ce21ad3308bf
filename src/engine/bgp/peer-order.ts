/** The order in which bgpd keeps its neighbors: it lists them in it, and calls them in it (F130; bgpd/bgpd.c peer_cmp, peer_unshut_after_cfg). */
import { compareIp } from '../ip/index.ts';
import type { PeerConfig } from './types.ts';

/** Members of peer-groups by group, then the rest; within these those of interfaces, then by address, IPv4 first. */
export function comparePeers(a: PeerConfig, b: PeerConfig): number {
  return compareGroups(a.peerGroup, b.peerGroup) || compareWithin(a, b);
}

/** Neighbors of interfaces have no address yet when they are put in their place. */
function compareWithin(a: PeerConfig, b: PeerConfig): number {
  if (!a.unnumbered && !b.unnumbered) return compareIp(a.address, b.address);
  return Number(b.unnumbered !== undefined) - Number(a.unnumbered !== undefined);
}

function compareGroups(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}
