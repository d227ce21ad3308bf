/**
 * A request through a forward proxy (H62–H66): the client's connection to the proxy, what `http_access` says of the request,
 * and the proxy's own connection to the target, each walked for itself; and the line that the proxy logs.
 */
import type { RouterNode } from '../compile/index.ts';
import { decideAccess, logLine, type SquidConfig, type SquidDecision, type SquidRequest, type SquidWay, waysOf } from '../hosts/index.ts';
import { formatIp, type Ip, parseIp } from '../ip/index.ts';
import type { FlowSpec, FlowVerdict } from '../model/index.ts';
import type { Reason } from '../policy/index.ts';
import { HASH } from './choose.ts';
import { addressNamed } from './endpoints.ts';
import type { Said, TraceOptions } from './exchanged.ts';
import { bytesOf, GET, HELLO, httpAnswer, msOf } from './http.ts';
import { originOf } from './origin.ts';
import { outer } from './packet.ts';
import { type PacketCode, packetReason } from './reasons.ts';
import type { Proxied, Trace } from './types.ts';
import type { World } from './world.ts';

/** http_port unless the file says another (squid.conf.documented). */
const SQUID_PORT = 3128;
/** 2026-01-01T00:00:00Z: the lab has no clock. */
const NOW = 1_767_225_600_000;
/** `HTTP/1.1 200 Connection established` and two line ends. */
const ESTABLISHED = 39;
/** Bytes of the page with which Squid 5.7 denies (H67). */
const DENIED_PAGE = 3397;

type ProxiedFlow = FlowSpec & { readonly proxy: string };

/** A request as the proxy has it. */
interface Request {
  readonly method: Proxied['method'];
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly client: Ip;
  readonly clientPort: number;
  readonly address: Ip | undefined;
}

/** Traces a flow; `via`: the proxies that it has come through; `said`: what is sent over it. */
type Walk = (flow: FlowSpec, via: readonly string[], said?: Said) => Trace;

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
  if (toProxy.verdict !== 'delivered' || !squid?.ports.some((p) => p.port === port))
    return { ...toProxy, flow, proxied: asked, summary: notAsked(proxy, port, squid, toProxy) };
  const arrived = (originOf(toProxy) ?? toProxy).out.hops.at(-1)?.before;
  const local = { ip: arrived ? outer(arrived).destination : (0 as Ip), port };
  const seen = { ...request, client: toProxy.seenFrom ?? request.client };
  const asking: SquidRequest = { ...seen, addresses: seen.address === undefined ? [] : [seen.address], local, at: options.at ?? NOW, chance: chanceOf(seen) };
  const decision = decideAccess(squid, asking);
  const taken = decision.allow ? onward({ world, flow, squid, request: asking, via: [...via, proxy], walk, options }) : undefined;
  const made = { world, flow, squid, request: seen, decision, options, ...(taken && { taken }) };
  const { bytes } = outcomeOf(made);
  return answered({ ...made, toProxy: talks(flow, options) ? walk(first, via, { up: requestBytes(request), down: bytes }) : toProxy });
}

function talks({ bytes }: FlowSpec, options: TraceOptions): boolean {
  return options.talks === true && (options.bytes ?? bytes ?? 0) === 0;
}

/** The request as a client of no great words sends it to its proxy. */
function requestBytes({ method, url, host, port }: Request): number {
  const named = method === 'CONNECT' ? url : port === 80 ? host : `${host}:${port}`;
  return bytesOf([`${method} ${url} HTTP/1.1`, `Host: ${named}`, 'Proxy-Connection: Keep-Alive']);
}

/** Why no proxy was asked: none runs, it listens elsewhere, or the connection fared as any may. */
function notAsked(proxy: string, port: number, squid: SquidConfig | undefined, { verdict, summary }: Trace): Reason {
  if (squid?.starts !== true || squid.ports.length === 0) return packetReason('proxy-is-none', { proxy });
  const elsewhere = (verdict === 'refused' || verdict === 'delivered') && !squid.ports.some((p) => p.port === port);
  return elsewhere ? packetReason('proxy-listens-elsewhere', { proxy, port, ports: squid.ports.map((p) => p.port).join(', ') }) : summary;
}

/** What `random` throws for a request: a number of its own, the same each time it is asked about. */
function chanceOf({ url, client, clientPort }: Request): number {
  const flow = { protocol: 'tcp', source: client, destination: client, sourcePort: clientPort, destinationPort: 0 } as const;
  return HASH.choose(`random ${url}`, flow, 1 << 16) / (1 << 16);
}

/** The way that a request has taken: by itself, or by a parent proxy. */
interface Taken {
  readonly origin?: Trace;
  readonly hierarchy: string;
  readonly server?: Ip;
  /** There is none: it may not go by itself and has no parent. */
  readonly none?: true;
}

/** A request that the proxy takes up. */
interface Going {
  readonly world: World;
  readonly flow: ProxiedFlow;
  readonly squid: SquidConfig;
  readonly request: SquidRequest;
  /** The proxies that it has come through, this one too. */
  readonly via: readonly string[];
  readonly walk: Walk;
  readonly options: TraceOptions;
}

/** The ways of a request in order; the next is tried where nobody answers (src/FwdState.cc). */
function onward(going: Going): Taken {
  const { world, flow, squid, request, via, walk } = going;
  const leg = { from: flow.proxy, to: flow.to, protocol: 'tcp' as const, port: request.port, ...(flow.bytes !== undefined && { bytes: flow.bytes }) };
  let last: Taken = { hierarchy: 'HIER_NONE', none: true };
  for (const way of waysOf(squid, request)) {
    const next = way.kind === 'direct' ? byItself(leg, going) : byParent(world, leg, way, via, walk);
    if (!next) continue;
    last = next;
    if (last.origin?.verdict === 'delivered' || last.origin?.proxied?.code !== undefined) return last;
  }
  return last;
}

function byItself(leg: FlowSpec, { world, flow, request, via, walk, options }: Going): Taken {
  const [server] = request.addresses;
  if (server === undefined) return { hierarchy: 'HIER_NONE' };
  const origin = walk(leg, via);
  if (origin.verdict !== 'delivered' || !talks(flow, options)) return { origin, hierarchy: 'HIER_DIRECT', server };
  // In a tunnel the client's hello and the server's; else the request that the proxy makes itself.
  const { head, body } = httpAnswer(world, origin, options.path ?? '/').bytes;
  const said = request.method === 'CONNECT' ? { up: HELLO, down: HELLO } : { up: GET + flow.to.length, down: head + body };
  return { origin: walk(leg, via, said), hierarchy: 'HIER_DIRECT', server };
}

/** The parent is asked as this proxy was; undefined for one that nobody runs here, or that the request came through already. */
function byParent(
  world: World,
  leg: FlowSpec,
  { peer, hierarchy }: Extract<SquidWay, { kind: 'peer' }>,
  via: readonly string[],
  walk: Walk,
): Taken | undefined {
  const server = addressNamed(world, leg.from, peer.host);
  const node = world.nodes.find((n): n is RouterNode => n.kind === 'router' && server !== undefined && world.owns(n, server));
  const runs = node?.host?.squid?.ports.some((p) => p.port === peer.port) ?? false;
  if (server === undefined || !node || !runs || via.includes(node.device)) return undefined;
  return { origin: walk({ ...leg, proxy: node.device, proxyPort: peer.port }, via), hierarchy, server };
}

/** CONNECT for what is not plain HTTP; the port of the target then stands in the URL (H62). */
function requestOf(world: World, flow: ProxiedFlow, options: TraceOptions): Request {
  const port = flow.port ?? 443;
  const method = options.method ?? (port === 80 ? 'GET' : 'CONNECT');
  const ip = parseIp(flow.to);
  const host = ip !== undefined && typeof ip === 'bigint' ? `[${flow.to}]` : flow.to;
  const url = method === 'CONNECT' ? `${host}:${port}` : `http://${host}${port === 80 ? '' : `:${port}`}${options.path ?? '/'}`;
  return { method, url, host: flow.to, port, client: 0 as Ip, clientPort: options.sourcePort ?? 49152, address: addressNamed(world, flow.proxy, flow.to) };
}

interface Asked {
  readonly world: World;
  readonly flow: ProxiedFlow;
  readonly toProxy: Trace;
  readonly squid: SquidConfig;
  readonly request: Request;
  readonly decision: SquidDecision;
  readonly taken?: Taken;
  readonly options: TraceOptions;
}

/** What became of it: code, status and verdict (H64, H66). */
interface Outcome {
  readonly code: number;
  readonly status: string;
  readonly verdict: FlowVerdict;
  readonly summary: Reason;
  readonly bytes: number;
  readonly type?: string;
}

function answered(a: Asked): Trace {
  const { request, decision, taken, flow, toProxy } = a;
  const origin = taken?.origin;
  const outcome = outcomeOf(a);
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
  return {
    ...toProxy,
    flow,
    verdict: outcome.verdict,
    summary: outcome.summary,
    ...(origin?.seenFrom !== undefined && { seenFrom: origin.seenFrom }),
    proxied: {
      method: request.method,
      url: request.url,
      decision: { allow: decision.allow, ...(line && { line }) },
      ...(origin && { origin }),
      code: outcome.code,
      status: outcome.status,
      ...(log !== undefined && { log }),
    },
  };
}

function outcomeOf(asked: Omit<Asked, 'toProxy'>): Outcome {
  const { request, decision, taken, flow } = asked;
  const origin = taken?.origin;
  const { method, url, client, host } = request;
  const say = (code: PacketCode, args: Reason['args']) => packetReason(code, { proxy: flow.proxy, ...args });
  if (!decision.allow) {
    const rule = decision.line?.source.text ?? (decision.otherwise === 'no-lines' ? 'no http_access' : 'http_access: no match');
    if (decision.authenticate)
      return { code: 407, status: 'TCP_DENIED', verdict: 'refused', summary: say('proxy-asks-login', { url, rule }), bytes: DENIED_PAGE, type: 'text/html' };
    return { code: 403, status: 'TCP_DENIED', verdict: 'refused', summary: say('proxy-denies', { url, rule }), bytes: DENIED_PAGE, type: 'text/html' };
  }
  const failed = method === 'CONNECT' ? { code: 503, status: 'NONE_NONE', bytes: 0 } : { code: 503, status: 'TCP_MISS', bytes: DENIED_PAGE, type: 'text/html' };
  if (taken?.none) return { ...failed, verdict: 'dropped', summary: say('proxy-no-way', { url }) };
  if (!origin) return { ...failed, verdict: 'dropped', summary: say('proxy-knows-no-name', { host }) };
  // What a parent says is handed on as it is.
  const said = origin.proxied?.code;
  if (origin.verdict !== 'delivered' && said !== undefined)
    return {
      code: said,
      // src/tunnel.cc informUserOfPeerError; of a tunnel that did not come to be no byte is counted (measured on Squid 5.7).
      status: method === 'CONNECT' ? 'TCP_TUNNEL' : 'TCP_MISS',
      bytes: method === 'CONNECT' ? 0 : DENIED_PAGE,
      ...(method === 'GET' && { type: 'text/html' }),
      verdict: origin.verdict,
      summary: say('proxy-parent-refuses', { url, parent: origin.flow.proxy ?? '', code: said }),
    };
  if (origin.verdict !== 'delivered') return { ...failed, verdict: 'dropped', summary: say('proxy-cannot-reach', { url }) };
  const summary = say('proxy-fetches', { url, client: formatIp(client) });
  if (method === 'CONNECT') return { code: 200, status: 'TCP_TUNNEL', verdict: 'delivered', summary, bytes: ESTABLISHED + (flow.bytes ?? 0) };
  return { ...fetched(asked, origin), verdict: 'delivered', summary };
}

/** What the server has answered, and what Squid puts into its head (recorded of Squid 5.7); counted as it is sent to the client. */
function fetched({ world, flow, squid, options }: Omit<Asked, 'toProxy'>, origin: Trace): Pick<Outcome, 'code' | 'status' | 'bytes' | 'type'> {
  const { status, head, bytes } = httpAnswer(world, origin, options.path ?? '/');
  const name = squid.visibleHostname ?? flow.proxy;
  const own = [
    'Date: Thu, 01 Jan 2026 00:00:00 GMT',
    `X-Cache: MISS from ${name}`,
    `X-Cache-Lookup: MISS from ${name}:${squid.ports[0]?.port ?? SQUID_PORT}`,
    `Via: 1.1 ${name} (squid/5.7)`,
    'Connection: keep-alive',
  ];
  return { code: status, status: 'TCP_MISS', bytes: bytesOf([...head, ...own]) + (flow.bytes ?? bytes.body), type: 'text/html' };
}
