/** The connection that a proxy makes for a request (H63): by itself or to a parent, one way after another (src/peer_select.cc, src/FwdState.cc, src/tunnel.cc). */
import type { RouterNode } from '../../compile/index.ts';
import { firstFit, type SquidConfig, type SquidPeer, type SquidRequest, waysOf } from '../../hosts/index.ts';
import { formatIp, type Ip } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import { addressNamed } from '../endpoints.ts';
import type { TraceOptions } from '../exchanged.ts';
import { GET, HELLO, httpAnswer } from '../http.ts';
import type { Trace } from '../types.ts';
import type { World } from '../world.ts';
import { type ProxiedFlow, talks, type Walk } from './request.ts';

/** The way that a request has taken: by itself, or by a parent proxy. */
export interface Taken {
  /** Absent where there was no way to try: nobody to ask, or a name that is none. */
  readonly origin?: Trace;
  readonly hierarchy: string;
  readonly server?: Ip;
  /** Ways before it that came to nothing. */
  readonly tried: readonly Trace[];
  /** Whether it might have gone by itself, had its name meant anything. */
  readonly mayGoAlone: boolean;
}

/** A request that the proxy takes up. */
export interface Going {
  readonly world: World;
  readonly flow: ProxiedFlow;
  readonly squid: SquidConfig;
  /** FreeBSD: the FIB that it runs in (H24). */
  readonly fib?: number | undefined;
  readonly request: SquidRequest;
  /** The proxies that it has come through, this one too. */
  readonly via: readonly string[];
  readonly walk: Walk;
  readonly options: TraceOptions;
}

/** The next way is tried where this one cannot be connected to, and where a parent has no good answer to it. */
export function onward(going: Going): Taken {
  const { squid, request, flow, fib } = going;
  const outgoing = firstFit(squid, squid.outgoing, request);
  const leg = {
    from: flow.proxy,
    to: flow.to,
    protocol: 'tcp' as const,
    port: request.port,
    ...(flow.bytes !== undefined && { bytes: flow.bytes }),
    ...(fib !== undefined && { fib }),
    ...(outgoing && { source: formatIp(outgoing.address) }),
  };
  const ways = waysOf(squid, request, (peer) => parentAt(going, peer) !== undefined);
  const mayGoAlone = ways.some((w) => w.kind === 'direct');
  const tried: Trace[] = [];
  let last: Taken = { hierarchy: 'HIER_NONE', tried, mayGoAlone };
  for (const way of ways) {
    const next = way.kind === 'direct' ? byItself(leg, going) : byParent(leg, going, way.peer);
    if (!next) continue;
    if (last.origin) tried.push(last.origin);
    last = { ...next, hierarchy: way.kind === 'direct' ? 'HIER_DIRECT' : way.hierarchy, tried, mayGoAlone };
    if (isFinal(next.origin, request)) return last;
  }
  return last;
}

/** FwdState::reforward asks again after 502 and 504 alone; a tunnel after all that is not 200 (tunnel.cc retryOrBail). */
function isFinal({ verdict, proxied }: Trace, { method }: SquidRequest): boolean {
  if (verdict === 'delivered') return true;
  return proxied?.code !== undefined && method !== 'CONNECT' && proxied.code !== 502 && proxied.code !== 504;
}

type Walked = { readonly origin: Trace; readonly server: Ip };

/** Undefined for a name that is none. */
function byItself(leg: FlowSpec, { world, flow, request, via, walk, options }: Going): Walked | undefined {
  const [server] = request.addresses;
  if (server === undefined) return undefined;
  const origin = walk(leg, via);
  if (origin.verdict !== 'delivered' || !talks(flow, options)) return { origin, server };
  // In a tunnel the client's hello and the server's; else the request that the proxy makes itself.
  const { head, body } = httpAnswer(world, origin, options.path ?? '/').bytes;
  const said = request.method === 'CONNECT' ? { up: HELLO, down: HELLO } : { up: GET + flow.to.length, down: head + body };
  return { origin: walk(leg, via, said), server };
}

/** The parent is asked as this proxy was. */
function byParent(leg: FlowSpec, going: Going, peer: SquidPeer): Walked | undefined {
  const parent = parentAt(going, peer);
  return parent && { origin: going.walk({ ...leg, proxy: parent.device, proxyPort: peer.port }, going.via), server: parent.server };
}

/**
 * Who a `cache_peer` names, if a Squid runs there that this proxy can connect to: it probes its parents from the start, and does not think of
 * one that has not answered. Nor is one asked that the request has come through already.
 */
function parentAt({ world, flow, via, walk }: Going, { host, port }: SquidPeer): { readonly device: string; readonly server: Ip } | undefined {
  const server = addressNamed(world, flow.proxy, host);
  const node = world.nodes.find((n): n is RouterNode => n.kind === 'router' && server !== undefined && world.owns(n, server));
  const runs = node?.host?.squid?.ports.some((p) => p.port === port) ?? false;
  if (server === undefined || !node || !runs || via.includes(node.device)) return undefined;
  const probe = walk({ from: flow.proxy, to: host, protocol: 'tcp', port }, via);
  return probe.verdict === 'delivered' ? { device: node.device, server } : undefined;
}
