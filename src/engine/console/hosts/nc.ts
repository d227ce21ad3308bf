/** `nc` as netcat-openbsd has it (H52, section 8): what it says with -v; without, whether a connection stands shows in nothing that is printed. */
import { connectErrno, type Trace, traceFlow } from '../../data-plane/index.ts';
import { STRERROR } from '../probe.ts';
import { type Command, numberOf, readOptions, refuses, says, type Shell } from './options.ts';

const SERVICES: Readonly<Record<number, string>> = { 22: 'ssh', 25: 'smtp', 53: 'domain', 80: 'http', 123: 'ntp', 179: 'bgp', 443: 'https' };
/** Ports of one command at most. */
const MOST_PORTS = 64;

export const nc: Command = (shell, words) => {
  const { rest, value, flag } = readOptions(words, ['w', 's', 'p', 'i', 'q']);
  const [to, ...ports] = rest;
  const wanted = ports.flatMap(portsOf);
  if (to === undefined || ports.length === 0) return refuses(USAGE);
  const wrong = ports.find((p) => portsOf(p).length === 0);
  if (wrong !== undefined) return refuses(`nc: port number invalid: ${wrong}`);
  if (wanted.length > MOST_PORTS) return refuses(`nc: more than ${MOST_PORTS} ports at a time are not asked here`);
  const asked = { to, source: value('s'), sourcePort: numberOf(value('p'), 1, 65535), udp: flag('u'), waits: value('w') !== undefined };
  const lines = wanted.map((port) => lineOf(shell, asked, port));
  // A name that is none, or an address that is not its own, ends it at once.
  const fatal = lines.find((l) => l.fatal);
  if (fatal) return refuses(fatal.text);
  return says(flag('v') ? lines.flatMap(({ text }) => (text === '' ? [] : [text])).join('\n') : '');
};

const USAGE = 'usage: nc [-46CDdFhklNnrStUuvZz] [-s sourceaddr] [-p source_port] [-w timeout] [destination] [port]';

/** `443`, `79-82`; nothing for what is no port. */
function portsOf(text: string): number[] {
  const [from, to = from] = text.split('-').map((n) => numberOf(n, 1, 65535));
  return from === undefined || to === undefined || to < from ? [] : Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

interface Asked {
  readonly to: string;
  readonly source: string | undefined;
  readonly sourcePort: number | undefined;
  readonly udp: boolean;
  /** With -w: nc itself gives up. */
  readonly waits: boolean;
}

interface Line {
  readonly text: string;
  readonly fatal?: true;
}

function lineOf({ solution, device, fib }: Shell, { to, source, sourcePort, udp, waits }: Asked, port: number): Line {
  const protocol = udp ? 'udp' : 'tcp';
  const trace = traceFlow(solution, {
    from: device,
    to,
    protocol,
    port,
    ...(source !== undefined && { source }),
    ...(sourcePort !== undefined && { sourcePort }),
    ...(fib !== undefined && { fib }),
  });
  const failed = `nc: connect to ${to} port ${port} (${protocol})`;
  const { code } = trace.out.reason;
  if (trace.summary.code === 'unknown-destination' || code === 'dns-no-record')
    return { text: `nc: getaddrinfo for host "${to}" port ${port}: Name or service not known`, fatal: true };
  if (code === 'source-not-own') return { text: 'nc: bind failed: Cannot assign requested address', fatal: true };
  // A166: what a firewall takes in the server's place is connected, whatever becomes of the request.
  if (trace.verdict === 'delivered' || connected(trace)) return { text: succeeded(to, port, protocol) };
  const why = failureOf(trace);
  // UDP has no handshake: it is taken for open until somebody says otherwise, and what is closed is not spoken of.
  if (udp) return { text: trace.verdict === 'refused' ? '' : why !== undefined && isHome(trace) ? `${failed} failed: ${why}` : succeeded(to, port, protocol) };
  if (why !== undefined) return { text: `${failed} failed: ${why}` };
  return { text: waits ? `${failed} timed out: Operation now in progress` : `${failed} failed: Connection timed out` };
}

const succeeded = (to: string, port: number, protocol: string) => `Connection to ${to} ${port} port [${protocol}/${SERVICES[port] ?? '*'}] succeeded!`;

/** What connect(2) says; undefined where nobody answers. */
export function failureOf(trace: Trace): string | undefined {
  const errno = connectErrno(trace);
  return errno && STRERROR[errno];
}

function isHome({ out }: Trace): boolean {
  return out.hops.length <= 1 && out.ending === 'dropped';
}

/** The handshake has been through, even if nothing came of it. */
export const connected = ({ intercepted, ack }: Trace): boolean => intercepted !== undefined && ack?.ending === 'delivered';
