/** `nc` and `curl`: a TCP connection, or a request by it or through a proxy (H52, H64, section 8). */
import { DENIED_PAGE, toldSender, traceFlow } from '../../data-plane/index.ts';
import { formatIp } from '../../ip/index.ts';
import { CONNECT_ERRORS } from '../probe.ts';
import { type Command, numberOf, readOptions, refuses, says, type ShellAnswer } from './options.ts';
import { boundBy, flowOf } from './vrf.ts';

const SERVICES: Readonly<Record<number, string>> = { 22: 'ssh', 25: 'smtp', 53: 'domain', 80: 'http', 179: 'bgp', 443: 'https' };

export const nc: Command = ({ solution, device, fib }, words) => {
  const { rest, value, flag } = readOptions(words, ['w', 's', 'p']);
  const [to, text] = rest;
  const port = numberOf(text, 1, 65535);
  if (to === undefined || port === undefined) return refuses('usage: nc [-uvz] [-s source] [-w timeout] destination port');
  const source = value('s');
  const protocol = flag('u') ? 'udp' : 'tcp';
  const trace = traceFlow(solution, { from: device, to, protocol, port, ...(source !== undefined && { source }), ...(fib !== undefined && { fib }) });
  const failed = `nc: connect to ${to} port ${port} (${protocol})`;
  if (trace.summary.code === 'unknown-destination') return refuses(`nc: getaddrinfo for host "${to}" port ${port}: Name or service not known`);
  // UDP has no handshake: nothing is known until the other end refuses.
  // A166: what a firewall takes in the server's place is connected, whatever becomes of the request.
  if (trace.verdict === 'delivered' || connected(trace) || (protocol === 'udp' && trace.verdict !== 'refused'))
    return says(`Connection to ${to} ${port} port [${protocol}/${SERVICES[port] ?? '*'}] succeeded!`);
  if (trace.verdict === 'refused') return says(`${failed} failed: Connection refused`);
  const heard = toldSender(trace.out)?.type;
  const { ending, reason } = trace.out;
  if (trace.out.hops.length <= 1 && ending === 'dropped') {
    // Nobody on the link (H4) is told like a router's "host unreachable".
    const at = reason.code === 'no-neighbour' ? 'No route to host' : CONNECT_ERRORS[reason.code];
    if (at !== undefined) return says(`${failed} failed: ${at}`);
  }
  if (heard === 'net-unreachable') return says(`${failed} failed: Network is unreachable`);
  if (heard === 'host-unreachable' || heard === 'prohibited') return says(`${failed} failed: No route to host`);
  return says(`${failed} timed out: Operation now in progress`);
};

/** The handshake has been through, even if nothing came of it. */
export const connected = ({ intercepted, ack }: Traced): boolean => intercepted !== undefined && ack?.ending === 'delivered';

/** Bytes of a page: enough that full segments are sent. */
const PAGE = 16_000;

export const curl: Command = ({ solution, device, fib }, words) => {
  const { rest, value } = readOptions(words, ['x', 'proxy', 'interface', 'm', 'max-time', 'connect-timeout', 'o', 'H', 'A', 'X', 'd']);
  const [url] = rest;
  if (url === undefined) return refuses("curl: try 'curl --help' for more information");
  const { scheme, host, port } = urlOf(url);
  const bound = boundBy(solution, device, value('interface'), fib);
  const via = value('x') ?? value('proxy');
  const base = {
    from: device,
    to: host,
    protocol: 'tcp',
    port,
    bytes: PAGE,
    ...flowOf(bound),
  } as const;
  const proxy = via === undefined ? undefined : (machineAt(solution, urlOf(via).host) ?? urlOf(via).host);
  const trace = traceFlow(solution, proxy === undefined ? base : { ...base, proxy }, {
    ...(proxy !== undefined && { method: scheme === 'https' ? 'CONNECT' : 'GET' }),
  });
  const { proxied } = trace;
  if (proxy !== undefined && proxied?.code !== undefined) return throughProxy(trace, proxied.code, proxied.method);
  const server = via === undefined ? host : urlOf(via).host;
  const serverPort = via === undefined ? port : urlOf(via, 3128).port;
  if (trace.out.reason.code === 'unknown-destination')
    return refuses(via === undefined ? `curl: (6) Could not resolve host: ${host}` : `curl: (5) Could not resolve proxy: ${server}`);
  if (trace.out.reason.code === 'source-not-own') return refuses(`curl: (45) bind failed with errno 99: Cannot assign requested address`);
  if (trace.verdict === 'delivered') return page(trace);
  if (trace.intercepted && connected(trace)) return turnedAway(trace.intercepted, `${host}:${port}`);
  if (trace.transfer) return says(`curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received`);
  const unreachable = toldSender(trace.out) !== undefined || trace.out.hops.length <= 1;
  if (trace.verdict === 'refused' || unreachable)
    return says(`curl: (7) Failed to connect to ${server} port ${serverPort} after 0 ms: Couldn't connect to server`);
  return says('curl: (28) Connection timed out after 2001 milliseconds');
};

type Traced = ReturnType<typeof traceFlow>;

function page(trace: Traced): ShellAnswer {
  return says(`HTTP/1.1 200 OK\n\nYour address is ${trace.seenFrom === undefined ? '' : formatIp(trace.seenFrom)}`);
}

/** A166: connected, and then the page of the firewall that took the connection, or a reset; nothing where not even that arrives. */
function turnedAway({ application, code, answer }: NonNullable<Traced['intercepted']>, to: string): ShellAnswer {
  if (answer?.ending !== 'delivered') return says('curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received');
  if (code !== undefined) return says(DENIED_PAGE);
  return says(
    application === 'Http'
      ? 'curl: (56) Recv failure: Connection reset by peer'
      : `curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to ${to} `,
  );
}

/** H64: CONNECT fails the client; a page that could not be fetched comes with its code. */
function throughProxy(trace: Traced, code: number, method: 'CONNECT' | 'GET'): ShellAnswer {
  if (code === 200) return page(trace);
  if (method === 'CONNECT') return says(`curl: (56) CONNECT tunnel failed, response ${code}`);
  return says(code === 403 ? 'HTTP/1.1 403 Forbidden' : code === 407 ? 'HTTP/1.1 407 Proxy Authentication Required' : 'HTTP/1.1 503 Service Unavailable');
}

function urlOf(url: string, usual?: number): { readonly scheme: string; readonly host: string; readonly port: number } {
  const found = /^(?:([a-z]+):\/\/)?(?:\[([^\]]*)\]|([^/:?]*))(?::(\d+))?/i.exec(url);
  const scheme = (found?.[1] ?? 'http').toLowerCase();
  return { scheme, host: found?.[2] ?? found?.[3] ?? '', port: numberOf(found?.[4], 1, 65535) ?? usual ?? (scheme === 'https' ? 443 : 80) };
}

/** The machine that has an address. */
function machineAt(solution: Parameters<typeof traceFlow>[0], host: string): string | undefined {
  for (const node of solution.network.nodes.values())
    if (node.kind === 'router' && (node.device === host || node.interfaces.some((i) => i.addresses.some((a) => formatIp(a.ip) === host)))) return node.device;
  return undefined;
}
