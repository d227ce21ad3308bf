/** The fe80:: address of an interface: the lab invents it, as a MAC address would have made it, the same each time. */
import type { Ipv6 } from './address.ts';

export function linkLocalAddress(node: string, interfaceName: string): Ipv6 {
  const high = fnv(`${node}/${interfaceName}`);
  const low = fnv(`${interfaceName}\\${node}`);
  // EUI-64 of the MAC of one card: ff:fe in the middle, the bit of who administers it turned (RFC 4291 appendix A), that of a group clear.
  const id = (BigInt(((high | 0x02000000) & 0xfeffffff) >>> 8) << 40n) | (0xfffen << 24n) | BigInt(low >>> 8);
  return ((0xfe80n << 112n) | id) as Ipv6;
}

/** FNV-1a, 32 bits. */
function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
