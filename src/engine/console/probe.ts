/** `traceroute` as traceroute 2.1 prints it (H section 8). Every answer is a walk's; times are simulated. */
import { type ConnectErrno, LOCAL_ERRNO, type Probe, traceFlow, traceRoute } from '../data-plane/index.ts';
import { formatIp, isIpv4 } from '../ip/index.ts';
import type { FlowSpec } from '../model/index.ts';
import type { Solution } from '../solution.ts';
import { numberOf, readOptions, type ShellAnswer } from './hosts/options.ts';
import { boundBy, flowOf } from './hosts/vrf.ts';

const TIME = '2.000 ms';

/** strerror(3), as far as connect(2) comes to it. */
export const STRERROR: Readonly<Record<ConnectErrno, string>> = {
  ECONNREFUSED: 'Connection refused',
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
  EINVAL: 'Invalid argument',
  EACCES: 'Permission denied',
  ENOPROTOOPT: 'Protocol not available',
  EADDRNOTAVAIL: 'Cannot assign requested address',
};

/** What connect(2) says where the machine itself sends nothing, by the reason. */
export const CONNECT_ERRORS: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(LOCAL_ERRNO).map(([code, errno]) => [code, STRERROR[errno]]));

/**
 * `traceroute [-n] [-I] [-T] [-F] [-p PORT] [-q PROBES] [-m TTL] [-s SOURCE] [-i DEVICE] TARGET [BYTES]`: UDP unless -I (ICMP) or -T (TCP, port 80
 * unless -p); 60 bytes, in IPv6 80, unless said.
 */
export function traceroute(solution: Solution, device: string, words: readonly string[], fib?: number): ShellAnswer {
  const { rest, value, flag } = readOptions(words, ['p', 'q', 'm', 'w', 's', 'i']);
  const [target, length] = rest;
  const bound = boundBy(solution, device, value('s') ?? value('i'), fib);
  if (target === undefined) return { text: 'Specify "host" missing argument.', error: true };
  const port = numberOf(value('p'), 1, 65535);
  const maxTtl = numberOf(value('m'), 1, 255) ?? 30;
  const protocol = flag('I') ? 'icmp' : flag('T') ? 'tcp' : 'udp';
  const bytes = numberOf(length, 1, 65_000);
  const flow = {
    from: device,
    to: target,
    protocol,
    ...(protocol === 'tcp' && { port: port ?? 80 }),
    ...flowOf(bound),
  } as const;
  const probes = numberOf(value('q'), 1, 10) ?? 3;
  const sized = bytes !== undefined && protocol !== 'tcp' ? { payload: Math.max(0, bytes - headerBytes(solution, flow)) } : {};
  const route = traceRoute(solution, flow, { maxTtl, probes, ...sized, ...(flag('F') && { dontFragment: true }) });
  if (route.destination === undefined)
    return { text: route.failure?.code === 'unknown-destination' ? `${target}: Name or service not known` : 'connect: Network is unreachable', error: true };
  const usual = isIpv4(route.destination) ? 60 : 80;
  const head = `traceroute to ${target} (${formatIp(route.destination)}), ${maxTtl} hops max, ${protocol === 'tcp' ? usual : (bytes ?? usual)} byte packets`;
  if (route.failure?.code === 'no-neighbor') return { text: [head, ` 1  ${hopText(unheard(solution, flow, probes), flag('n'))}`].join('\n'), error: false };
  if (route.failure?.code === 'mtu-exceeded') return { text: `${head}\nsend: Message too long`, error: false };
  if (route.failure) return { text: `${head}\nconnect: ${CONNECT_ERRORS[route.failure.code] ?? 'Network is unreachable'}`, error: false };
  return { text: [head, ...route.hops.map((probes, i) => `${String(i + 1).padStart(2)}  ${hopText(probes, flag('n'))}`)].join('\n'), error: false };
}

/** Nobody answers ARP or neighbor discovery on the link: the machine tells itself. */
function unheard(solution: Solution, flow: FlowSpec, probes: number): Probe[] {
  const sent = traceFlow(solution, { ...flow, ...(flow.protocol === 'udp' && { port: 33_434 }) }, { branches: false }).out.hops[0]?.before.headers[0];
  return Array.from({ length: probes }, () => ({ ...(sent?.kind === 'ip' && { from: sent.source }), answer: 'host-unreachable' as const }));
}

/** Of the IP header and what follows it, UDP's or an echo's 8 bytes. */
function headerBytes(solution: Solution, flow: FlowSpec): number {
  const sent = traceFlow(solution, { ...flow, protocol: 'icmp' }, { branches: false }).out.hops[0]?.before.headers[0];
  return (sent?.kind === 'ip' && !isIpv4(sent.source) ? 40 : 20) + 8;
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
  'proto-unreachable': ' !P',
  'net-prohibited': ' !X',
  'host-prohibited': ' !X',
  'policy-fail': ' !<5>',
  'reject-route': ' !<6>',
  'frag-needed': ' !F',
};

function mark({ answer, mtu }: Probe): string {
  return `${(answer && MARKS[answer]) ?? ''}${mtu === undefined ? '' : `-${mtu}`}`;
}
