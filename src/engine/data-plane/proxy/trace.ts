/**
 * A request through a forward proxy (H62–H66): the client's connection to the proxy, what `http_access` says of the request,
 * and the proxy's own connection to the target, each walked for itself; and the line that the proxy logs.
 */
import type { RouterNode } from '../../compile/index.ts';
import { decideAccess, decideMiss, logLine, type SquidConfig } from '../../hosts/index.ts';
import { formatIp, type Ip } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import type { Reason } from '../../policy/index.ts';
import type { TraceOptions } from '../exchanged.ts';
import { msOf } from '../http.ts';
import { originOf } from '../origin.ts';
import { outer } from '../packet.ts';
import { packetReason } from '../reasons.ts';
import type { Trace } from '../types.ts';
import type { World } from '../world.ts';
import { onward } from './onward.ts';
import { type Judged, outcomeOf, SQUID_PORT } from './outcome.ts';
import { askingOf, NOW, type ProxiedFlow, requestBytes, requestOf, talks, type Walk } from './request.ts';

/** `walk` traces the client's connection to the proxy, and the proxy's own. */
export function traceProxied(world: World, flow: ProxiedFlow, options: TraceOptions, walk: Walk): Trace {
  const { proxy, proxyPort, ...direct } = flow;
  const node = world.nodes.find((n): n is RouterNode => n.kind === 'router' && n.device === proxy);
  const squid = node?.host?.squid;
  const request = requestOf(world, flow, options);
  const via = options.via ?? [];
  const port = proxyPort ?? squid?.ports[0]?.port ?? SQUID_PORT;
  const to = options.proxyAddress === undefined ? proxy : formatIp(options.proxyAddress);
  const first: FlowSpec = { ...direct, to, protocol: 'tcp', port };
  const toProxy = walk(first, via);
  const asked = { method: request.method, url: request.url };
  if (toProxy.verdict !== 'delivered' || !node || !squid?.ports.some((p) => p.port === port))
    return { ...toProxy, flow, proxied: asked, summary: notAsked(proxy, port, squid, toProxy) };
  const arrived = (originOf(toProxy) ?? toProxy).out.hops.at(-1)?.before;
  const local = { ip: arrived ? outer(arrived).destination : (0 as Ip), port };
  const seen = { ...request, client: toProxy.seenFrom ?? request.client };
  const asking = askingOf(seen, local, options.at);
  const decision = decideAccess(squid, asking);
  const miss = decision.allow ? decideMiss(squid, asking) : undefined;
  const taken = miss?.allow ? onward({ world, flow, squid, fib: node?.host?.squidFib, request: asking, via: [...via, proxy], walk, options }) : undefined;
  const made: Judged = { world, flow, node, squid, request: seen, decision, options, ...(miss && { miss }), ...(taken && { taken }) };
  const { bytes } = outcomeOf(made);
  return answered(made, talks(flow, options) ? walk(first, via, { up: requestBytes(request), down: bytes }) : toProxy);
}

/** Why no proxy was asked: none runs, it listens elsewhere, or the connection fared as any may. */
function notAsked(proxy: string, port: number, squid: SquidConfig | undefined, { verdict, summary }: Trace): Reason {
  if (squid?.starts !== true || squid.ports.length === 0) return packetReason('proxy-is-none', { proxy });
  const elsewhere = (verdict === 'refused' || verdict === 'delivered') && !squid.ports.some((p) => p.port === port);
  return elsewhere ? packetReason('proxy-listens-elsewhere', { proxy, port, ports: squid.ports.map((p) => p.port).join(', ') }) : summary;
}

function answered(a: Judged, toProxy: Trace): Trace {
  const { request, decision, taken, flow } = a;
  const origin = taken?.origin;
  const { verdict, summary, ...outcome } = outcomeOf(a);
  // Squid counts from the request's first byte: the client's handshake is over by then. Its own, then question and answer.
  const duration = origin ? 2 * msOf(origin.out, origin.back) : 0;
  const log = logLine(a.squid, {
    at: (a.options.at ?? NOW) + 2 * msOf(toProxy.out, toProxy.back) + duration,
    duration,
    client: request.client,
    clientPort: request.clientPort,
    ...outcome,
    method: request.method,
    url: request.url,
    hierarchy: taken?.hierarchy ?? 'HIER_NONE',
    ...(taken?.server !== undefined && { server: taken.server }),
  });
  const line = decision.line && { ...decision.line.source, device: flow.proxy, file: 'squid' as const };
  const { code, status, error, location } = outcome;
  return {
    ...toProxy,
    flow,
    verdict,
    summary,
    ...(origin?.seenFrom !== undefined && { seenFrom: origin.seenFrom }),
    proxied: {
      method: request.method,
      url: request.url,
      decision: { allow: decision.allow, ...(line && { line }) },
      ...(origin && { origin }),
      ...(taken && taken.tried.length > 0 && { tried: taken.tried }),
      code,
      status,
      ...(error !== undefined && { error }),
      ...(location !== undefined && { location }),
      ...(log !== undefined && { log }),
    },
  };
}
