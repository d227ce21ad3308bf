/** The orders in which kernels list a table's routes. */
import { compareIp, containsPrefix, type Prefix } from '../../ip/index.ts';

/**
 * By address, and of one address the longest first: Linux's IPv4 (net/ipv4/fib_trie.c, whose leaves hold one address each; recorded), and FreeBSD's radix
 * tree in either family (sys/net/radix.c rn_addroute: more specific duplicates come first).
 */
export function byKey(a: Prefix, b: Prefix): number {
  return compareIp(a.ip, b.ip) || b.length - a.length;
}

/** Linux's IPv6: what lies within a prefix before the prefix itself, so that the default is last (net/ipv6/ip6_fib.c fib6_walk_continue; recorded). */
export function byWalk(a: Prefix, b: Prefix): number {
  if (a.length !== b.length && containsPrefix(a, b)) return 1;
  if (a.length !== b.length && containsPrefix(b, a)) return -1;
  return compareIp(a.ip, b.ip);
}
