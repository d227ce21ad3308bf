/** How many nodes FRR's path-compressed binary trie has for a set of prefixes (F204): `RIB entries` of the summary. */
import { comparePrefix, containsPrefix, makePrefix, type Prefix, prefixKey } from '../ip/index.ts';

/** Prefixes that hold routes, and the places where two of them part: the longest common prefix of each pair of neighbors in order. */
export function trieNodes(prefixes: readonly Prefix[]): number {
  const ordered = prefixes.toSorted(comparePrefix);
  const nodes = new Set(ordered.map(prefixKey));
  for (const [i, prefix] of ordered.entries()) if (i > 0) nodes.add(prefixKey(commonPrefix(ordered[i - 1] as Prefix, prefix)));
  return nodes.size;
}

function commonPrefix(a: Prefix, b: Prefix): Prefix {
  let length = Math.min(a.length, b.length);
  while (length > 0 && !containsPrefix(makePrefix(a.ip, length), b)) length--;
  return makePrefix(a.ip, length);
}
