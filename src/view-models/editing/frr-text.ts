/** Small additions to a frr.conf text, as an operator would type them. Everything that is there stays as it is. */

/** The AS of the text's first `router bgp`; undefined without one. */
export function bgpAsnOf(config: string): number | undefined {
  const found = /^router bgp (\d+)\b/m.exec(config);
  return found ? Number(found[1]) : undefined;
}

export function hasNeighbor(config: string, address: string): boolean {
  return config.split('\n').some((line) => line.trim().startsWith(`neighbor ${address} remote-as`));
}

export interface Neighbor {
  readonly address: string;
  readonly remoteAs: number;
  /** On another network: hops that the session may take. */
  readonly multihop?: boolean;
  /** A route to the neighbor's network, where the machine has none of its own. */
  readonly route?: { readonly prefix: string; readonly via: string };
}

/** The text with these neighbors; `asn` is used where there is no `router bgp` yet. */
export function withNeighbors(config: string, neighbors: readonly Neighbor[], asn: number): string {
  const lines = config.split('\n');
  const statements = neighbors.flatMap((n) => [
    ` neighbor ${n.address} remote-as ${n.remoteAs}`,
    ...(n.multihop ? [` neighbor ${n.address} ebgp-multihop 255`] : []),
  ]);
  const routes = [...new Set(neighbors.flatMap((n) => (n.route ? [`ip route ${n.route.prefix} ${n.route.via}`] : [])))].filter((r) => !lines.includes(r));
  const at = lines.findIndex((l) => /^router bgp \d+/.test(l));
  if (at >= 0) return [...lines.slice(0, at), ...routes, ...lines.slice(at, at + 1), ...statements, ...lines.slice(at + 1)].join('\n');
  const block = ['!', ...routes, `router bgp ${asn}`, ' no bgp ebgp-requires-policy', ...statements, 'exit', '!'];
  return [...lines.filter((l, i) => i < lines.length - 1 || l.trim() !== ''), ...block].join('\n');
}
