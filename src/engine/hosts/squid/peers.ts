/** Parent proxies and who goes by them: `cache_peer`, `cache_peer_access`, `always_direct`, `never_direct` (squid.conf; src/peer_select.cc). */
import { firstFit, type SquidRequest } from './decide.ts';
import type { SquidConfig, SquidPeer } from './types.ts';

/** `cache_peer HOST TYPE PORT ICP [options]`: the words, or what is wrong with them. */
export function readPeer(words: readonly string[]): Omit<SquidPeer, 'access' | 'source'> | string {
  const [host, type, port = '', icp = '', ...options] = words;
  if (host === undefined || !['parent', 'sibling', 'multicast'].includes(type ?? '')) return 'expected cache_peer HOST parent|sibling PORT ICP-PORT';
  if (!/^\d{1,5}$/.test(port) || !/^\d{1,5}$/.test(icp) || Number(port) < 1 || Number(port) > 65535)
    return 'expected the port of the peer, and its ICP port or 0';
  const name = options.find((o) => o.startsWith('name='))?.slice('name='.length) ?? host;
  return { name, host, type: type as SquidPeer['type'], port: Number(port), isDefault: options.includes('default'), inTurn: options.includes('round-robin') };
}

/** Ways that Squid tries for a request, one after the other. */
export type SquidWay = { readonly kind: 'direct' } | { readonly kind: 'peer'; readonly peer: SquidPeer; readonly hierarchy: string };

/**
 * The parents that a request may take, and whether it may go by itself: `always_direct` sends it so, `never_direct` keeps it from it. In
 * between parents come first, but what is no use to a hierarchy (CONNECT, unless `nonhierarchical_direct off`) goes by itself first.
 */
export function waysOf(config: SquidConfig, request: SquidRequest): SquidWay[] {
  const direct: SquidWay = { kind: 'direct' };
  if (firstFit(config, config.alwaysDirect, request)?.action === 'allow') return [direct];
  const parents = config.peers
    .filter((p) => p.type === 'parent' && mayUse(config, p, request))
    .toSorted((a, b) => Number(a.isDefault) - Number(b.isDefault))
    .map((peer): SquidWay => ({ kind: 'peer', peer, hierarchy: peer.isDefault ? 'DEFAULT_PARENT' : peer.inTurn ? 'ROUNDROBIN_PARENT' : 'FIRSTUP_PARENT' }));
  if (firstFit(config, config.neverDirect, request)?.action === 'allow') return parents;
  const alone = request.method === 'CONNECT' ? config.nonhierarchicalDirect || config.preferDirect : config.preferDirect;
  return alone ? [direct, ...parents] : [...parents, direct];
}

/** No line for a peer: everybody may; none of them fits: the opposite of the last. */
function mayUse(config: SquidConfig, { access }: SquidPeer, request: SquidRequest): boolean {
  const line = firstFit(config, access, request);
  return line ? line.action === 'allow' : access.at(-1)?.action !== 'allow';
}
