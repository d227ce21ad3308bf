/** How large an answer is, for whoever decides whether to keep it or to ask for more like it. */
import type { ControlPlane } from './types.ts';

/** Prefixes in all BGP tables together. */
export function prefixesIn({ speakers }: ControlPlane): number {
  let prefixes = 0;
  for (const { tables } of speakers.values()) prefixes += tables.ipv4.size + tables.ipv6.size;
  return prefixes;
}
