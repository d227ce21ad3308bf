/**
 * `curl` 7.88 (section 8, H63, H64): what a request by TCP, or through a proxy, brings, and how curl says so. The words are recorded of
 * Debian's curl; times are those of the flow's links. Certificates are not modelled: every one is taken for valid, so `-k` changes nothing.
 */
import { DENIED_PAGE, httpAnswer, msOf, statusPhrase, toldSender, type Trace, traceFlow, World } from '../../data-plane/index.ts';
import { formatIp, type Ip, parseIp } from '../../ip/index.ts';
import { failed, type CurlRun } from './curl-run.ts';
import { connected } from './nc.ts';
import { type CurlAsked, readCurl } from './curl-options.ts';
import { printed } from './curl-output.ts';
import { type Command, refuses, type Shell } from './options.ts';
import { boundBy, flowOf } from './vrf.ts';

/** Bytes of a page: enough that full segments are sent, so that a black hole shows (H43). */
const PAGE = 16_000;

export const curl: Command = (shell, words) => {
  const asked = readCurl(words);
  return typeof asked === 'string' ? refuses(asked) : printed(asked, fetch(shell, asked));
};

function fetch(shell: Shell, asked: CurlAsked): CurlRun {
  const { solution, device, fib } = shell;
  const { scheme, host, port, path, source, proxy: via } = asked;
  const bound = boundBy(solution, device, source, fib);
  const proxyAddress = via && addressOf(shell, via.host);
  const proxy = via && (machineAt(shell, proxyAddress === undefined ? via.host : formatIp(proxyAddress)) ?? via.host);
  const flow = {
    from: device,
    to: asked.named ?? host,
    protocol: 'tcp',
    port,
    bytes: PAGE,
    ...flowOf(bound),
    ...(via && proxy !== undefined && { proxy, proxyPort: via.port }),
  } as const;
  const address = asked.address ?? (asked.named === undefined ? undefined : addressOf(shell, host));
  const trace = traceFlow(solution, flow, {
    path,
    branches: false,
    ...(address !== undefined && { address }),
    ...(proxyAddress !== undefined && { proxyAddress }),
    ...(via && { method: scheme === 'https' ? 'CONNECT' : 'GET' }),
  });
  return outcome(shell, asked, trace);
}

function outcome(shell: Shell, asked: CurlAsked, trace: Trace): CurlRun {
  const { via, at } = { via: asked.proxy, at: asked.proxy ?? asked };
  const sent = trace.out.hops[0]?.before.headers;
  const [ip, tcp] = sent ?? [];
  const ends = ip?.kind === 'ip' && tcp?.kind === 'tcp' ? { local: ip.source, localPort: tcp.sourcePort, remote: ip.destination } : {};
  const connect = msOf(trace.out, trace.back);
  const base = { ends, connect, trying: trace.out.hops.length > 0 };
  const { code } = trace.out.reason;
  if (code === 'unknown-destination' || code === 'dns-no-record')
    return failed(base, via ? 5 : 6, via ? `Could not resolve proxy: ${via.host}` : `Could not resolve host: ${asked.host}`);
  if (code === 'source-not-own') return failed(base, 45, 'bind failed with errno 99: Cannot assign requested address');
  const proxied = trace.proxied?.code;
  if (via && proxied !== undefined) return byProxy(shell, asked, trace, proxied, base);
  if (trace.verdict === 'delivered') return served(shell, asked, trace, base);
  if (trace.intercepted && connected(trace)) return turnedAway(trace.intercepted, asked, base);
  if (trace.transfer) return hangs(asked, base);
  const known = trace.verdict === 'refused' || toldSender(trace.out) !== undefined || trace.out.hops.length <= 1;
  if (known)
    return failed(
      { ...base, refused: trace.verdict === 'refused' },
      7,
      `Failed to connect to ${at.host} port ${at.port} after ${connect} ms: Couldn't connect to server`,
    );
  return unanswered(shell, asked, at, base);
}

type Base = Pick<CurlRun, 'ends' | 'connect' | 'trying'>;

/** Recorded: with -m, with --connect-timeout, and when the kernel's SYNs have all gone unanswered. */
function unanswered({ node }: Shell, asked: CurlAsked, { host, port }: { readonly host: string; readonly port: number }, base: Base): CurlRun {
  const { most, connectMost } = asked;
  if (most !== undefined && most <= (connectMost ?? most)) return failed({ ...base, connect: most }, 28, `Connection timed out after ${most + 1} milliseconds`);
  if (connectMost !== undefined)
    return failed({ ...base, connect: connectMost }, 28, `Failed to connect to ${host} port ${port} after ${connectMost + 1} ms: Timeout was reached`);
  const after = SYNS[node?.host?.os ?? 'linux'];
  return failed({ ...base, connect: after }, 28, `Failed to connect to ${host} port ${port} after ${after} ms: Couldn't connect to server`);
}

/**
 * ms until the system gives up: Linux's six repetitions (tcp(7), tcp_syn_retries: 127 s), FreeBSD's net.inet.tcp.keepinit (tcp(4): 75 s), Windows'
 * two (MaxSynRetransmissions: 21 s).
 */
const SYNS = { linux: 127_000, freebsd: 75_000, windows: 21_000, ios: 127_000 } as const;

/** Connected, and nothing more comes: full segments are lost on the way. */
function hangs({ most, scheme }: CurlAsked, base: Base): CurlRun {
  if (most !== undefined) return { ...failed(base, 28, `Operation timed out after ${most + 1} milliseconds with 0 bytes received`), connected: true };
  if (scheme === 'https') return { ...failed(base, 28, 'SSL connection timeout'), connected: true };
  return { ...base, connected: true, exit: 130, stopped: true };
}

function served({ solution }: Shell, { path }: CurlAsked, trace: Trace, base: Base): CurlRun {
  return { ...base, connected: true, exit: 0, answer: httpAnswer(new World(solution), trace, path) };
}

/** A166: connected, and then the page of the firewall that took the connection, or a reset; nothing where not even that arrives. */
function turnedAway({ application, code, answer }: NonNullable<Trace['intercepted']>, asked: CurlAsked, base: Base): CurlRun {
  if (answer?.ending !== 'delivered') return hangs({ ...asked, scheme: application === 'Http' ? 'http' : 'https' }, base);
  if (code !== undefined)
    return { ...base, connected: true, exit: 0, answer: page(`HTTP/1.1 ${code} status code ${code}\nContent-Length: ${DENIED_PAGE.length}\n\n${DENIED_PAGE}`) };
  const said =
    application === 'Http'
      ? failed(base, 56, 'Recv failure: Connection reset by peer')
      : failed(base, 35, `OpenSSL SSL_connect: Connection reset by peer in connection to ${asked.host}:${asked.port} `);
  return { ...said, connected: true };
}

/** A page that is given whole: head, an empty line, body. */
function page(text: string): NonNullable<CurlRun['answer']> {
  const [head = '', ...body] = text.split('\n\n');
  const lines = head.split('\n');
  const said = `${body.join('\n\n')}\n`;
  return { status: Number(lines[0]?.split(' ')[1]), head: lines, body: said, bytes: { head: head.length + lines.length + 3, body: said.length } };
}

/** H64: CONNECT fails the client; a page that could not be fetched comes with its code. */
function byProxy({ solution }: Shell, asked: CurlAsked, trace: Trace, code: number, base: Base): CurlRun {
  const tunnel = asked.scheme === 'https';
  if (trace.verdict === 'delivered') {
    const answer = httpAnswer(new World(solution), trace, asked.path);
    return { ...base, connected: true, exit: 0, answer, ...(tunnel && { tunnel: 200 }) };
  }
  // deny_info TCP_RESET.
  if (code === 0) return { ...failed(base, 56, 'Recv failure: Connection reset by peer'), connected: true };
  const { error = '', location } = trace.proxied ?? {};
  if (tunnel)
    return {
      ...failed(base, 56, `CONNECT tunnel failed, response ${code}`),
      connected: true,
      tunnel: code,
      squidError: error,
      ...(location !== undefined && { location }),
    };
  const phrase = statusPhrase(code);
  return {
    ...base,
    connected: true,
    exit: 0,
    answer: page(
      `HTTP/1.1 ${code} ${phrase}\nServer: squid/5.7\nContent-Type: text/html;charset=utf-8\n${location === undefined ? '' : `Location: ${location}\n`}X-Squid-Error: ${error}\n\n${error.split(' ')[0]}`,
    ),
  };
}

function addressOf({ solution, device }: Shell, host: string): Ip | undefined {
  const literal = parseIp(host);
  const first =
    literal === undefined ? traceFlow(solution, { from: device, to: host, protocol: 'icmp' }, { branches: false }).out.hops[0]?.before.headers[0] : undefined;
  return literal ?? (first?.kind === 'ip' ? first.destination : undefined);
}

/** The machine that has an address. */
function machineAt({ solution }: Shell, host: string): string | undefined {
  for (const node of solution.network.nodes.values())
    if (node.kind === 'router' && (node.device === host || node.interfaces.some((i) => i.addresses.some((a) => formatIp(a.ip) === host)))) return node.device;
  return undefined;
}
