/** `ping` and `traceroute` as iputils and traceroute 2.1 print them (H section 8). Every answer is a walk's; times are simulated. */
import { type IcmpType, type Probe, traceFlow, traceRoute } from '../data-plane/index.ts';
import { formatIp, isIpv4 } from '../ip/index.ts';
import type { Solution } from '../solution.ts';
import { numberOf, readOptions, type ShellAnswer } from './hosts/options.ts';

const TIME = '2.000 ms';

/** What ping says of an ICMP error. */
const PING_WORDS: Readonly<Record<Exclude<IcmpType, 'echo-request' | 'echo-reply'>, string>> = {
  'time-exceeded': 'Time to live exceeded',
  'net-unreachable': 'Destination Net Unreachable',
  'host-unreachable': 'Destination Host Unreachable',
  'port-unreachable': 'Destination Port Unreachable',
  'frag-needed': 'Frag needed and DF set',
  prohibited: 'Packet filtered',
};

/** The same for IPv6 (recorded of iputils 20221126). */
const PING6_WORDS: typeof PING_WORDS = {
  'time-exceeded': 'Time exceeded: Hop limit',
  'net-unreachable': 'Destination unreachable: No route',
  'host-unreachable': 'Destination unreachable: Address unreachable',
  'port-unreachable': 'Destination unreachable: Port unreachable',
  'frag-needed': 'Packet too big: mtu=',
  prohibited: 'Destination unreachable: Administratively prohibited',
};

/** `ping [-c COUNT] [-s BYTES] [-M do] [-t TTL] [-I SOURCE] TARGET`. `fib`: the FIB that it runs in. */
export function ping(solution: Solution, device: string, words: readonly string[], fib?: number): ShellAnswer {
  const { rest, value } = readOptions(words, ['c', 's', 'M', 't', 'W', 'i', 'I', 'S']);
  const [target] = rest;
  const source = sourceOf(solution, device, value('I') ?? value('S'));
  if (target === undefined) return { text: 'ping: usage error: Destination address required', error: true };
  const count = numberOf(value('c'), 1, 20) ?? 2;
  const bytes = numberOf(value('s'), 0, 65507) ?? 56;
  const ttl = numberOf(value('t'), 1, 255);
  const trace = traceFlow(
    solution,
    { from: device, to: target, protocol: 'icmp', ...(source !== undefined && { source }), ...(fib !== undefined && { fib }) },
    { payload: bytes, dontFragment: value('M') === 'do', branches: false, ...(ttl !== undefined && { ttl }) },
  );
  const sent = trace.out.hops[0]?.before.headers[0];
  if (trace.summary.code === 'unknown-destination') return { text: `ping: ${target}: Name or service not known`, error: true };
  if (trace.out.reason.code === 'source-not-own') return { text: 'ping: bind: Cannot assign requested address', error: false };
  if (sent?.kind !== 'ip' || trace.summary.code === 'no-source-address') return { text: 'ping: connect: Network is unreachable', error: false };
  const home = trace.out.hops.length === 1 && trace.out.ending === 'dropped';
  if (home && trace.out.reason.code === 'no-route') return { text: 'ping: connect: Network is unreachable', error: false };
  const address = formatIp(sent.destination);
  const six = !isIpv4(sent.destination);
  const head = six ? `PING ${target}(${address}) ${bytes} data bytes` : `PING ${target} (${address}) ${bytes}(${bytes + 28}) bytes of data.`;
  const line = (seq: number): string | undefined => {
    if (home && trace.out.reason.code === 'mtu-exceeded')
      return `ping: local error: message too long, mtu${six ? ': ' : '='}${trace.out.reason.args?.['mtu'] ?? ''}`;
    const back = trace.back?.hops.at(-1)?.before.headers[0];
    if (trace.verdict === 'delivered' && back?.kind === 'ip') return `${bytes + 8} bytes from ${address}: icmp_seq=${seq} ttl=${back.ttl} time=2.00 ms`;
    // Nobody answers on the link: the machine tells itself.
    if (home && trace.out.reason.code === 'no-neighbour')
      return `From ${formatIp(sent.source)} icmp_seq=${seq} ${(six ? PING6_WORDS : PING_WORDS)['host-unreachable']}`;
    const { error } = trace.out;
    if (error?.leg.ending !== 'delivered' || error.type === 'echo-reply' || error.type === 'echo-request' || error.type === 'tcp-reset') return undefined;
    if (six) return `From ${formatIp(error.from)} icmp_seq=${seq} ${PING6_WORDS[error.type]}${error.mtu ?? ''}`;
    return `From ${formatIp(error.from)} icmp_seq=${seq} ${PING_WORDS[error.type]}${error.mtu === undefined ? '' : ` (mtu = ${error.mtu})`}`;
  };
  const lines = Array.from({ length: count }, (_, i) => line(i + 1)).filter((l) => l !== undefined);
  const received = trace.verdict === 'delivered' ? count : 0;
  const errors = received === 0 && lines.length > 0 ? `, +${lines.length} errors` : '';
  const time = `${1001 * (count - 1)}ms`;
  return {
    text: [
      head,
      ...lines,
      '',
      `--- ${target} ping statistics ---`,
      `${count} packets transmitted, ${received} received${errors}, ${received > 0 ? 0 : 100}% packet loss, time ${time}`,
      ...(received > 0 ? ['rtt min/avg/max/mdev = 2.000/2.000/2.000/0.000 ms'] : []),
    ].join('\n'),
    error: false,
  };
}

/** A source as an option names it: an address, or an interface, whose first address it is. */
function sourceOf(solution: Solution, device: string, text: string | undefined): string | undefined {
  const i = text === undefined ? undefined : solution.network.nodes.get(device)?.interfaces.find((x) => x.name === text);
  return i?.addresses[0] ? formatIp(i.addresses[0].ip) : text;
}

/** `traceroute [-n] [-I] [-T] [-p PORT] [-q PROBES] [-m TTL] [-s SOURCE] TARGET`: UDP unless -I (ICMP) or -T (TCP, port 80 unless -p). */
export function traceroute(solution: Solution, device: string, words: readonly string[], fib?: number): ShellAnswer {
  const { rest, value, flag } = readOptions(words, ['p', 'q', 'm', 'w', 's']);
  const [target] = rest;
  const source = sourceOf(solution, device, value('s'));
  if (target === undefined) return { text: 'Specify "host" missing argument.', error: true };
  const port = numberOf(value('p'), 1, 65535);
  const maxTtl = numberOf(value('m'), 1, 255) ?? 30;
  const protocol = flag('I') ? 'icmp' : flag('T') ? 'tcp' : 'udp';
  const route = traceRoute(
    solution,
    {
      from: device,
      to: target,
      protocol,
      ...(protocol === 'tcp' && { port: port ?? 80 }),
      ...(source !== undefined && { source }),
      ...(fib !== undefined && { fib }),
    },
    { maxTtl, probes: numberOf(value('q'), 1, 10) ?? 3 },
  );
  if (route.destination === undefined)
    return { text: route.failure?.code === 'unknown-destination' ? `${target}: Name or service not known` : 'connect: Network is unreachable', error: true };
  if (route.failure) return { text: 'connect: Network is unreachable', error: false };
  const head = `traceroute to ${target} (${formatIp(route.destination)}), ${maxTtl} hops max, 60 byte packets`;
  return { text: [head, ...route.hops.map((probes, i) => `${String(i + 1).padStart(2)}  ${hopText(probes, flag('n'))}`)].join('\n'), error: false };
}

/** An address stands once, before the times of the probes that it answered. */
function hopText(probes: readonly Probe[], numeric: boolean): string {
  let last: string | undefined;
  let text = '';
  for (const [i, probe] of probes.entries()) {
    if (probe.from === undefined) {
      text += i === 0 ? '*' : ' *';
      continue;
    }
    const address = formatIp(probe.from);
    const name = numeric ? address : `${address} (${address})`;
    if (address !== last) text += `${i === 0 ? '' : ' '}${name}`;
    last = address;
    text += `  ${TIME}${mark(probe)}`;
  }
  return text;
}

/** What traceroute(8) puts after a time. */
const MARKS: Readonly<Partial<Record<NonNullable<Probe['answer']>, string>>> = {
  'net-unreachable': ' !N',
  'host-unreachable': ' !H',
  prohibited: ' !X',
  'frag-needed': ' !F',
};

function mark({ answer, mtu }: Probe): string {
  return `${(answer && MARKS[answer]) ?? ''}${mtu === undefined ? '' : `-${mtu}`}`;
}
