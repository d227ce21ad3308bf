/** `ping` and `traceroute` as FreeBSD prints them (ping(8), traceroute(8); sbin/ping, usr.sbin/traceroute). Every answer is a walk's; times are simulated. */
import { type IcmpType, innermost, type Probe, toldSender, type Trace, traceFlow, traceRoute } from '../../data-plane/index.ts';
import { formatIp, type Ip, isIpv4 } from '../../ip/index.ts';
import { type Command, numberOf, readOptions, refuses, says } from './options.ts';

const TIME = '2.000 ms';
type Told = Exclude<IcmpType, 'echo-request' | 'echo-reply'>;

/** sbin/ping/ping.c pr_icmph; for IPv6 sbin/ping/ping6.c pr_icmph. */
const SAYS: Readonly<Record<4 | 6, Readonly<Partial<Record<Told, string>>>>> = {
  4: {
    'time-exceeded': 'Time to live exceeded',
    'net-unreachable': 'Destination Net Unreachable',
    'host-unreachable': 'Destination Host Unreachable',
    'port-unreachable': 'Destination Port Unreachable',
    'frag-needed': 'frag needed and DF set',
    prohibited: 'Communication prohibited by filter',
    'proto-unreachable': 'Destination Protocol Unreachable',
    'net-prohibited': 'Dest Unreachable, Bad Code: 9',
    'host-prohibited': 'Dest Unreachable, Bad Code: 10',
  },
  6: {
    'time-exceeded': 'Time to live exceeded',
    'net-unreachable': 'No Route to Destination',
    'host-unreachable': 'Destination Host Unreachable',
    'port-unreachable': 'Bad port',
    'frag-needed': 'Packet too big mtu =',
    prohibited: 'Destination Administratively Unreachable',
    'policy-fail': 'Destination Unreachable, Bad Code: 5',
    'reject-route': 'Destination Unreachable, Bad Code: 6',
  },
};

/** What sendto(2) says of a packet that the machine itself does not send. */
const LOCAL: Readonly<Record<string, string>> = {
  'no-route': 'No route to host',
  'route-reject': 'No route to host',
  'mtu-exceeded': 'Message too long',
  'pf-block': 'Permission denied',
  'interface-down': 'Network is down',
};

/** `ping [-6] [-D] [-c COUNT] [-s BYTES] [-m TTL] [-S SOURCE] TARGET`. */
export const ping: Command = ({ solution, device, fib }, words) => {
  const { rest, value, flag } = readOptions(words, ['c', 's', 'm', 't', 'W', 'i', 'S', 'I']);
  const [target] = rest;
  if (target === undefined) return refuses('usage: ping [-4] [-6] host');
  const count = numberOf(value('c'), 1, 20) ?? 2;
  const bytes = numberOf(value('s'), 0, 65507) ?? 56;
  const ttl = numberOf(value('m'), 1, 255);
  const source = value('S');
  const flow = { from: device, to: target, protocol: 'icmp' as const, ...(source !== undefined && { source }), ...(fib !== undefined && { fib }) };
  const trace = traceFlow(solution, flow, { payload: bytes, dontFragment: flag('D'), branches: false, ...(ttl !== undefined && { ttl }) });
  if (trace.summary.code === 'unknown-destination') return refuses(`ping: cannot resolve ${target}: Name does not resolve`);
  if (trace.out.reason.code === 'source-not-own') return refuses("ping: bind: Can't assign requested address");
  const sent = trace.out.hops[0]?.before.headers[0];
  if (sent?.kind !== 'ip') return says('ping: UDP connect: No route to host');
  const lines = Array.from({ length: count }, (_, seq) => answer(trace, sent.destination, bytes, seq)).filter((l) => l !== undefined);
  const received = trace.verdict === 'delivered' ? count : 0;
  const end = isIpv4(sent.destination) ? 'stddev' : 'std-dev';
  return says(
    [
      head(target, sent, bytes),
      ...lines,
      '',
      `--- ${target} ping statistics ---`,
      `${count} packets transmitted, ${received} packets received, ${received > 0 ? '0.0' : '100.0'}% packet loss`,
      ...(received > 0 ? [`round-trip min/avg/max/${end} = 2.000/2.000/2.000/0.000 ms`] : []),
    ].join('\n'),
  );
};

function head(target: string, { source, destination }: { readonly source: Ip; readonly destination: Ip }, bytes: number): string {
  if (isIpv4(destination)) return `PING ${target} (${formatIp(destination)}): ${bytes} data bytes`;
  return `PING(${bytes + 48}=40+8+${bytes} bytes) ${formatIp(source)} --> ${formatIp(destination)}`;
}

/** The line of one probe, counted from 0; undefined for silence. */
function answer({ out, back, verdict }: Trace, destination: Ip, bytes: number, seq: number): string | undefined {
  const six = !isIpv4(destination);
  const arrived = back?.hops.at(-1)?.before;
  const reply = arrived && innermost(arrived);
  if (verdict === 'delivered' && reply)
    return six
      ? `${bytes + 8} bytes from ${formatIp(destination)}, icmp_seq=${seq} hlim=${reply.ttl} time=${TIME}`
      : `${bytes + 8} bytes from ${formatIp(destination)}: icmp_seq=${seq} ttl=${reply.ttl} time=${TIME}`;
  if (out.hops.length === 1 && LOCAL[out.reason.code] !== undefined) return `ping: sendto: ${LOCAL[out.reason.code]}`;
  const error = toldSender(out);
  if (!error || error.type === 'tcp-reset' || error.type === 'echo-request' || error.type === 'echo-reply') return undefined;
  const words = SAYS[six ? 6 : 4][error.type];
  const mtu = error.mtu === undefined ? '' : six ? ` ${error.mtu}` : ` (MTU ${error.mtu})`;
  // An error is as long as its own header and what it quotes: the whole packet in IPv6, its header and 8 bytes in IPv4.
  return six ? `${bytes + 56} bytes from ${formatIp(error.from)}: ${words}${mtu}` : `36 bytes from ${formatIp(error.from)}: ${words}${mtu}`;
}

/** `traceroute [-n] [-I] [-P tcp] [-p PORT] [-q PROBES] [-m TTL] [-s SOURCE] TARGET`. */
export const traceroute: Command = ({ solution, device, fib }, words) => {
  const { rest, value, flag } = readOptions(words, ['p', 'q', 'm', 'w', 's', 'P']);
  const [target] = rest;
  if (target === undefined) return refuses('Usage: traceroute [-n] [-I] [-P proto] [-p port] [-q nqueries] [-m max_ttl] [-s src_addr] host');
  const stated = value('P')?.toLowerCase();
  const protocol = flag('I') || stated === 'icmp' ? 'icmp' : stated === 'tcp' ? 'tcp' : 'udp';
  const most = numberOf(value('m'), 1, 255) ?? 64;
  const source = value('s');
  const port = numberOf(value('p'), 1, 65535);
  const flow = {
    from: device,
    to: target,
    protocol,
    ...(protocol === 'tcp' && { port: port ?? 80 }),
    ...(source !== undefined && { source }),
    ...(fib !== undefined && { fib }),
  } as const;
  const route = traceRoute(solution, flow, { maxTtl: most, probes: numberOf(value('q'), 1, 10) ?? 3 });
  if (route.destination === undefined) return refuses(`traceroute: unknown host ${target}`);
  if (route.failure) return says('traceroute: findsaddr: No route to host');
  const six = !isIpv4(route.destination);
  const rows = route.hops.map((probes, i) => `${String(i + 1).padStart(2)}  ${hop(probes, flag('n') || six)}`);
  return says(
    [
      six
        ? head6(solution, flow, target, route.destination, most)
        : `traceroute to ${target} (${formatIp(route.destination)}), ${most} hops max, 40 byte packets`,
      ...rows,
    ].join('\n'),
  );
};

function head6(solution: Parameters<typeof traceFlow>[0], flow: Parameters<typeof traceFlow>[1], target: string, destination: Ip, most: number): string {
  const sent = traceFlow(solution, { ...flow, protocol: 'icmp' }, { branches: false }).out.hops[0]?.before.headers[0];
  const from = sent?.kind === 'ip' ? formatIp(sent.source) : '::';
  return `traceroute6 to ${target} (${formatIp(destination)}) from ${from}, ${most} hops max, 28 byte packets`;
}

const MARKS: Readonly<Partial<Record<NonNullable<Probe['answer']>, string>>> = {
  'net-unreachable': ' !N',
  'host-unreachable': ' !H',
  prohibited: ' !X',
  'proto-unreachable': ' !P',
  'net-prohibited': ' !A',
  'host-prohibited': ' !Z',
  'policy-fail': ' !<5>',
  'reject-route': ' !<6>',
  'frag-needed': ' !F',
};

/** An address stands once; another one begins a line of its own. */
function hop(probes: readonly Probe[], numeric: boolean): string {
  let last: string | undefined;
  return probes
    .map((probe, i) => {
      if (probe.from === undefined) return i === 0 ? '*' : ' *';
      const address = formatIp(probe.from);
      const name = address === last ? '' : `${last === undefined ? (i === 0 ? '' : ' ') : '\n    '}${numeric ? address : `${address} (${address})`}`;
      last = address;
      const mark = (probe.answer && MARKS[probe.answer]) ?? '';
      return `${name}  ${TIME}${mark}${probe.mtu === undefined ? '' : `-${probe.mtu}`}`;
    })
    .join('');
}
