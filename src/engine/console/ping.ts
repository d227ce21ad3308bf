/** `ping` as iputils prints it (H section 8). Every answer is a walk's; times are simulated. */
import { type IcmpType, innermost, type Leg, toldSender, type Trace, traceFlow, type TraceOptions } from '../data-plane/index.ts';
import { formatIp, type Ip, isIpv4, parseIp } from '../ip/index.ts';
import type { Solution } from '../solution.ts';
import { type Bound, boundBy, flowOf } from './hosts/vrf.ts';
import { CONNECT_ERRORS } from './probe.ts';
import { numberOf, readOptions, refuses, says, type ShellAnswer } from './hosts/options.ts';

/** What ping says of an ICMP error. */
const PING_WORDS: Readonly<Partial<Record<IcmpType, string>>> = {
  'time-exceeded': 'Time to live exceeded',
  'net-unreachable': 'Destination Net Unreachable',
  'host-unreachable': 'Destination Host Unreachable',
  'port-unreachable': 'Destination Port Unreachable',
  'frag-needed': 'Frag needed and DF set',
  prohibited: 'Packet filtered',
  'proto-unreachable': 'Destination Protocol Unreachable',
  'net-prohibited': 'Destination Net Prohibited',
  'host-prohibited': 'Destination Host Prohibited',
};

/** The same for IPv6 (recorded of iputils 20221126). */
const PING6_WORDS: typeof PING_WORDS = {
  'time-exceeded': 'Time exceeded: Hop limit',
  'net-unreachable': 'Destination unreachable: No route',
  'host-unreachable': 'Destination unreachable: Address unreachable',
  'port-unreachable': 'Destination unreachable: Port unreachable',
  'frag-needed': 'Packet too big: mtu=',
  prohibited: 'Destination unreachable: Administratively prohibited',
  'policy-fail': 'Destination unreachable: Unknown code 5',
  'reject-route': 'Destination unreachable: Unknown code 6',
};

/** One echo request: what of it is printed, and whether it was answered. */
interface Sent {
  readonly text?: string;
  readonly received: boolean;
}

/** `ping [-c COUNT] [-s BYTES] [-M do|want|dont] [-t TTL] [-I SOURCE] [-q] TARGET`. `fib`: the FIB that it runs in. */
export function ping(solution: Solution, device: string, words: readonly string[], fib?: number): ShellAnswer {
  const { rest, value, flag } = readOptions(words, ['c', 's', 'M', 't', 'W', 'i', 'I', 'S']);
  const [target] = rest;
  const bound = boundBy(solution, device, value('I') ?? value('S'), fib);
  if (target === undefined) return refuses('ping: usage error: Destination address required');
  const count = numberOf(value('c'), 1, 20) ?? 2;
  const bytes = numberOf(value('s'), 0, 65507) ?? 56;
  const ttl = numberOf(value('t'), 1, 255);
  const flow = { from: device, to: target, protocol: 'icmp', ...flowOf(bound) } as const;
  const send: Send = (dontFragment, told) =>
    traceFlow(solution, flow, { payload: bytes, dontFragment, branches: false, told, ...(ttl !== undefined && { ttl }) });
  const echoes = probes(send, value('M') ?? 'want', count);
  const [trace] = echoes;
  const sent = trace?.out.hops[0]?.before.headers[0];
  if (trace?.summary.code === 'unknown-destination') return refuses(`ping: ${target}: Name or service not known`);
  if (trace?.out.reason.code === 'source-not-own') return says('ping: bind: Cannot assign requested address');
  if (!trace || sent?.kind !== 'ip') return says('ping: connect: Network is unreachable');
  const six = !isIpv4(sent.destination);
  const refused = isHome(trace) ? CONNECT_ERRORS[trace.out.reason.code] : undefined;
  if (refused !== undefined) return says(PROHIBITED.has(trace.out.reason.code) && !six ? BROADCAST : `ping: connect: ${refused}`);
  const address = formatIp(sent.destination);
  const from = value('I') === undefined ? '' : ` from ${formatIp(sent.source)} ${parseIp(value('I') ?? '') === undefined ? value('I') : ''}:`;
  const head = six ? `PING ${target}(${address})${from} ${bytes} data bytes` : `PING ${target} (${address})${from} ${bytes}(${bytes + 28}) bytes of data.`;
  const said = echoes.map((t, i) => line(t, i + 1, { bytes, address, source: sent.source }));
  const received = said.filter((l) => l.received).length;
  const lines = said.flatMap(({ text }) => text ?? []);
  const errors = lines.length > received ? `, +${lines.length - received} errors` : '';
  const lost = Number((((count - received) / count) * 100).toPrecision(6));
  return says(
    [
      ...warned(solution, device, bound, sent.source),
      head,
      ...(flag('q') ? [] : lines),
      '',
      `--- ${target} ping statistics ---`,
      `${count} packets transmitted, ${received} received${errors}, ${lost}% packet loss, time ${1001 * (count - 1)}ms`,
      ...(received > 0 ? ['rtt min/avg/max/mdev = 2.000/2.000/2.000/0.000 ms'] : []),
    ].join('\n'),
  );
}

/** iputils' ping looks for its source on the device that it is bound to; a VRF's seldom has it. */
function warned(solution: Solution, device: string, { vrf }: Bound, source: Ip): string[] {
  const on = solution.network.nodes.get(device)?.interfaces.find((i) => i.name === vrf);
  if (!on || on.addresses.some((a) => a.ip === source)) return [];
  return [`ping: Warning: source address might be selected on device other than: ${on.name}`];
}

/** What the kernel's "permission denied" is taken for. */
/** EACCES of connect(2), which ping takes for a broadcast's. */
const PROHIBITED: ReadonlySet<string> = new Set(['route-prohibit', 'rule-prohibit']);
const BROADCAST = 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules';

type Told = NonNullable<TraceOptions['told']>;
type Send = (dontFragment: boolean, told: Told) => Trace;

/**
 * The echo requests, one after another (ip(7), IP_MTU_DISCOVER): `want`, the default, sets DF on what fits the path MTU that is known and
 * cuts what does not, so that the first large one is told and the next goes in fragments; `do` never cuts, `dont` never sets DF. Who
 * answers learns the way back's MTU likewise.
 */
function probes(send: Send, discover: string, count: number): Trace[] {
  const all = [sendOnce(send, discover, [])];
  let told: Told = [];
  while (all.length < count) {
    const last = all.at(-1) as Trace;
    const news = [last.out, ...(last.back ? [last.back] : [])].flatMap(heard);
    told = [...told, ...news];
    all.push(news.length > 0 ? sendOnce(send, discover, told) : last);
  }
  return all;
}

/** What the sender of a packet was told about its way. */
function heard({ hops: [first], error }: Leg): Told {
  const packet = first?.before.headers[0];
  if (error?.mtu === undefined || error.leg.ending !== 'delivered' || packet?.kind !== 'ip') return [];
  return [{ node: error.leg.at.node, destination: packet.destination, mtu: error.mtu }];
}

function sendOnce(send: Send, discover: string, told: Told): Trace {
  if (discover === 'dont') return send(false, told);
  const whole = send(true, told);
  return discover !== 'do' && isHome(whole) && whole.out.reason.code === 'mtu-exceeded' ? send(false, told) : whole;
}

/** Nothing has left the machine. */
function isHome({ out }: Trace): boolean {
  return out.hops.length === 1 && out.ending === 'dropped';
}

function line(trace: Trace, seq: number, sent: { readonly bytes: number; readonly address: string; readonly source: Ip }): Sent {
  const six = !isIpv4(sent.source);
  const back = trace.back?.hops.at(-1)?.before;
  if (trace.verdict === 'delivered' && back)
    return { text: `${sent.bytes + 8} bytes from ${sent.address}: icmp_seq=${seq} ttl=${innermost(back).ttl} time=2.00 ms`, received: true };
  const { reason } = trace.out;
  const error = toldSender(trace.out);
  const silent = { received: false };
  if (isHome(trace) && reason.code === 'mtu-exceeded')
    return { ...silent, text: `ping: local error: message too long, mtu${six ? ': ' : '='}${reason.args?.['mtu'] ?? ''}` };
  // Nobody answers on the link: the machine tells itself.
  if (isHome(trace) && reason.code === 'no-neighbor')
    return { ...silent, text: `From ${formatIp(sent.source)} icmp_seq=${seq} ${(six ? PING6_WORDS : PING_WORDS)['host-unreachable']}` };
  if (!error || error.type === 'echo-reply' || error.type === 'echo-request' || error.type === 'tcp-reset') return silent;
  const words = six ? `${PING6_WORDS[error.type]}${error.mtu ?? ''}` : `${PING_WORDS[error.type]}${error.mtu === undefined ? '' : ` (mtu = ${error.mtu})`}`;
  return { ...silent, text: `From ${formatIp(error.from)} icmp_seq=${seq} ${words}` };
}
