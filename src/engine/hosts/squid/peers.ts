/** Parent proxies and who goes by them: `cache_peer`, `cache_peer_access`, `always_direct`, `never_direct` (squid.conf; src/peer_select.cc). */
import { firstFit, type SquidRequest } from './decide.ts';
import type { SquidConfig, SquidPeer } from './types.ts';

/** A way that Squid tries for a request; `hierarchy` is how its log calls it. */
export type SquidWay = { readonly kind: 'direct' } | { readonly kind: 'peer'; readonly peer: SquidPeer; readonly hierarchy: string };

const DIRECT: SquidWay = { kind: 'direct' };

/**
 * The ways of a request in the order in which Squid 5 tries them (PeerSelector::selectMore). `always_direct` sends it by itself, `never_direct`
 * keeps it from that. In between what a cache may hold (GET) is for parents, and CONNECT is not unless `nonhierarchical_direct off`: a proxy
 * that may go by itself does not ask them for it at all. `isUp`: whether a parent can be connected to; one that cannot is not thought of.
 */
export function waysOf(config: SquidConfig, request: SquidRequest, isUp: (peer: SquidPeer) => boolean): SquidWay[] {
  if (firstFit(config, config.alwaysDirect, request)?.action === 'allow') return [DIRECT];
  const usable = () => parentsOf(config.peers.filter((p) => p.type === 'parent' && mayUse(config, p, request) && isUp(p)));
  if (firstFit(config, config.neverDirect, request)?.action === 'allow') return usable();
  const parents = request.method !== 'CONNECT' || !config.nonhierarchicalDirect ? usable() : [];
  return config.preferDirect ? [DIRECT, ...parents] : [...parents, DIRECT];
}

/**
 * One is chosen (selectSomeParent): of those in turn the last, which is whose turn it is first (neighbors.cc getRoundRobinParent), else the first that is
 * up. The others follow in their order (selectAllParents). `default` names a last resort among parents that are up, and each of those stands here by then.
 */
function parentsOf(up: readonly SquidPeer[]): SquidWay[] {
  const inTurn = up.findLast((p) => p.inTurn);
  const chosen = inTurn ?? up[0];
  if (!chosen) return [];
  const others = up.filter((p) => p !== chosen).map((peer): SquidWay => ({ kind: 'peer', peer, hierarchy: 'ANY_OLD_PARENT' }));
  return [{ kind: 'peer', peer: chosen, hierarchy: inTurn ? 'ROUNDROBIN_PARENT' : 'FIRSTUP_PARENT' }, ...others];
}

/** No line for a peer: everybody may; none of them fits: the opposite of the last. */
function mayUse(config: SquidConfig, { access }: SquidPeer, request: SquidRequest): boolean {
  const line = firstFit(config, access, request);
  return line ? line.action === 'allow' : access.at(-1)?.action !== 'allow';
}

/** Services by which a port may be named (services(5)). */
const SERVICES: Readonly<Record<string, number>> = { http: 80, https: 443, 'http-alt': 8080, webcache: 8080, icpv2: 3130 };

/** `cache_peer HOST TYPE PORT ICP [options]`: the words, or what is wrong with them. A type that is none is a sibling. */
export function readPeer(words: readonly string[]): Omit<SquidPeer, 'access' | 'source'> | string {
  const [host, type, portText = '', icp, ...options] = words;
  if (host === undefined || type === undefined || icp === undefined) return 'expected cache_peer HOST parent|sibling PORT ICP-PORT';
  const port = SERVICES[portText] ?? (/^\d{1,5}$/.test(portText) ? Number(portText) : 0);
  if (port < 1 || port > 65535) return 'expected the port of the peer, and its ICP port or 0';
  const name = options.find((o) => o.startsWith('name='))?.slice('name='.length) ?? host;
  const inTurn = options.some((o) => o === 'round-robin' || o === 'weighted-round-robin');
  return { name, host, type: type === 'parent' || type === 'multicast' ? type : 'sibling', port, inTurn };
}

/** Options that Squid knows; others it says and leaves out. */
const OPTIONS = new Set(
  (
    'proxy-only no-query background-ping no-digest no-tproxy multicast-responder multicast-siblings round-robin weighted-round-robin htcp no-netdb-exchange carp userhash sourcehash ' +
    'default closest-only originserver no-delay login connection-auth allow-miss auth-no-keytab'
  ).split(' '),
);
const VALUED =
  /^(weight|basetime|ttl|htcp|carp-key|carp-load-factor|digest-url|login|connect-timeout|connect-fail-limit|max-conn|standby|name|forceddomain|connection-auth|ssl\S*|tls\S*|front-end-https)=?/;

export function isPeerOption(text: string): boolean {
  return OPTIONS.has(text) || VALUED.test(text);
}
