/** What a forward proxy tells the client, and writes of it into its log (H64, H66), as Squid 5.7 does. */
import type { RouterNode } from '../../compile/index.ts';
import { denyInfoOf, type SquidConfig, type SquidDecision } from '../../hosts/index.ts';
import { formatIp } from '../../ip/index.ts';
import type { FlowVerdict } from '../../model/index.ts';
import type { Reason } from '../../policy/index.ts';
import { type ConnectErrno, connectErrno } from '../connect-errno.ts';
import type { TraceOptions } from '../exchanged.ts';
import { bytesOf, httpAnswer } from '../http.ts';
import { type PacketCode, packetReason } from '../reasons.ts';
import type { Trace } from '../types.ts';
import type { World } from '../world.ts';
import type { Taken } from './onward.ts';
import type { ProxiedFlow, Request } from './request.ts';

/** http_port unless the file says another (squid.conf.documented). */
export const SQUID_PORT = 3128;
/** `HTTP/1.1 200 Connection established` and two line ends. */
const ESTABLISHED = 39;
/** Bytes of the page with which Squid 5.7 denies (H67). */
const DENIED_PAGE = 3397;

export interface Judged {
  readonly world: World;
  readonly flow: ProxiedFlow;
  readonly node: RouterNode;
  readonly squid: SquidConfig;
  readonly request: Request;
  readonly decision: SquidDecision;
  /** Whether it may be fetched (`miss_access`); absent where the request is not let in. */
  readonly miss?: SquidDecision;
  readonly taken?: Taken;
  readonly options: TraceOptions;
}

/** What became of it: code, status and verdict. */
export interface Outcome {
  readonly code: number;
  readonly status: string;
  readonly verdict: FlowVerdict;
  readonly summary: Reason;
  /** Bytes sent to the client. */
  readonly bytes: number;
  readonly type?: string;
  /** `X-Squid-Error`. */
  readonly error?: string;
  /** Where `deny_info` sends the client instead. */
  readonly location?: string;
}

export function outcomeOf(judged: Judged): Outcome {
  const { taken, decision, flow, request, miss } = judged;
  if (!decision.allow) return denied(judged);
  if (miss?.allow === false) return notFetched(judged, miss);
  const { origin } = taken ?? {};
  if (!origin) return noWay(judged);
  if (origin.verdict === 'delivered') return fetched(judged, origin);
  return origin.proxied?.code === undefined ? notConnected(judged, origin) : handedOn(flow, request, origin, origin.proxied.code);
}

function say(flow: ProxiedFlow, code: PacketCode, args: Reason['args']): Reason {
  return packetReason(code, { proxy: flow.proxy, ...args });
}

/** Squid's own page; of a tunnel that did not come to be no byte is counted. */
function page({ method }: Request): Pick<Outcome, 'bytes' | 'type'> {
  return method === 'CONNECT' ? { bytes: 0 } : { bytes: DENIED_PAGE, type: 'text/html' };
}

function failedStatus({ method }: Request): string {
  return method === 'CONNECT' ? 'NONE_NONE' : 'TCP_MISS';
}

function ruleOf({ line, otherwise }: SquidDecision): string {
  return line?.source.text ?? (otherwise === 'no-lines' ? 'no http_access' : 'http_access: no match');
}

function denied({ squid, flow, request: { url, method }, decision }: Judged): Outcome {
  const rule = ruleOf(decision);
  const same = { status: 'TCP_DENIED', verdict: 'refused', bytes: DENIED_PAGE, type: 'text/html' } as const;
  if (decision.authenticate) return { ...same, code: 407, summary: say(flow, 'proxy-asks-login', { url, rule }), error: 'ERR_CACHE_ACCESS_DENIED 0' };
  const summary = say(flow, 'proxy-denies', { url, rule });
  const info = denyInfoOf(squid, decision.line);
  if (!info) return { ...same, code: 403, summary, error: 'ERR_ACCESS_DENIED 0' };
  const { says, status, text } = info;
  if (says.kind === 'reset') return { status: 'TCP_DENIED', verdict: 'refused', code: 0, bytes: 0, summary };
  if (says.kind === 'page') return { ...same, code: status ?? 403, summary, error: `${text} 0` };
  // A method other than GET is to be kept on the way (RFC 9110 section 15.4.8).
  return { ...same, code: status ?? (method === 'GET' ? 302 : 307), summary, error: `${status ?? 403} Access Denied`, location: says.to };
}

/** Let in, but `miss_access` has nothing fetched for it. */
function notFetched({ flow, request }: Judged, miss: SquidDecision): Outcome {
  const summary = say(flow, 'proxy-denies', { url: request.url, rule: miss.line?.source.text ?? 'miss_access: no match' });
  return { code: 403, status: failedStatus(request), ...page(request), verdict: 'refused', summary, error: 'ERR_FORWARDING_DENIED 0' };
}

/**
 * Nobody to ask, or a name that is none. Squid 5.7 says what its FwdState began with (GET: 502) or a tunnel is told when there is no way (500);
 * ERR_DNS_FAIL is lost on the way there (its bug 5294).
 */
function noWay({ flow, request, taken }: Judged): Outcome {
  const { method, url, host } = request;
  const code = method === 'CONNECT' ? 500 : 502;
  const error = method === 'CONNECT' ? 'ERR_CANNOT_FORWARD 0' : 'ERR_READ_ERROR 0';
  const summary = taken?.mayGoAlone ? say(flow, 'proxy-knows-no-name', { host, code }) : say(flow, 'proxy-no-way', { url, code });
  return { code, status: failedStatus(request), ...page(request), verdict: 'dropped', summary, error };
}

/** By the system's numbers, which Squid shows. A system that does not tell of an address that is not its own leaves 0. */
const NUMBERS: Readonly<Record<'linux' | 'freebsd', Readonly<Record<ConnectErrno | 'ETIMEDOUT', number>>>> = {
  linux: { ECONNREFUSED: 111, ENETUNREACH: 101, EHOSTUNREACH: 113, EINVAL: 22, EACCES: 13, EADDRNOTAVAIL: 0, ENOPROTOOPT: 92, ETIMEDOUT: 110 },
  freebsd: { ECONNREFUSED: 61, ENETUNREACH: 51, EHOSTUNREACH: 65, EINVAL: 22, EACCES: 13, EADDRNOTAVAIL: 0, ENOPROTOOPT: 42, ETIMEDOUT: 60 },
};

function notConnected({ flow, request, node }: Judged, origin: Trace): Outcome {
  const numbers = NUMBERS[node.host?.os === 'freebsd' ? 'freebsd' : 'linux'];
  const error = `ERR_CONNECT_FAIL ${numbers[connectErrno(origin) ?? 'ETIMEDOUT']}`;
  const summary = say(flow, 'proxy-cannot-reach', { url: request.url });
  return { code: 503, status: failedStatus(request), ...page(request), verdict: 'dropped', summary, error };
}

/** What a parent says is handed on as it is (src/tunnel.cc informUserOfPeerError). */
function handedOn(flow: ProxiedFlow, request: Request, { verdict, proxied, flow: { proxy: parent = '' } }: Trace, code: number): Outcome {
  return {
    code,
    status: request.method === 'CONNECT' ? 'TCP_TUNNEL' : 'TCP_MISS',
    ...page(request),
    verdict,
    summary: say(flow, 'proxy-parent-refuses', { url: request.url, parent, code }),
    ...(proxied?.error !== undefined && { error: proxied.error }),
  };
}

function fetched({ world, flow, squid, options, request }: Judged, origin: Trace): Outcome {
  const summary = say(flow, 'proxy-fetches', { url: request.url, client: formatIp(request.client) });
  if (request.method === 'CONNECT') return { code: 200, status: 'TCP_TUNNEL', verdict: 'delivered', summary, bytes: ESTABLISHED + (flow.bytes ?? 0) };
  const { status, head, bytes } = httpAnswer(world, origin, options.path ?? '/');
  const name = squid.visibleHostname ?? flow.proxy;
  // What Squid puts into the server's head (recorded of Squid 5.7).
  const own = [
    'Date: Thu, 01 Jan 2026 00:00:00 GMT',
    `X-Cache: MISS from ${name}`,
    `X-Cache-Lookup: MISS from ${name}:${squid.ports[0]?.port ?? SQUID_PORT}`,
    `Via: 1.1 ${name} (squid/5.7)`,
    'Connection: keep-alive',
  ];
  const sent = bytesOf([...head, ...own]) + (flow.bytes ?? bytes.body);
  return { code: status, status: 'TCP_MISS', verdict: 'delivered', summary, bytes: sent, type: 'text/html' };
}
