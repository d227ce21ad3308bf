/** `pfctl -s states`: what the lab's own flows leave in PF's table of a machine (sbin/pfctl/pf_print_state.c). */
import { type StateRow, traceFlow } from '../../data-plane/index.ts';
import { formatIp, type Ip, isIpv4 } from '../../ip/index.ts';
import type { Shell } from './options.ts';
import { FIRST_ID } from './packet-text.ts';

/** A line a state, none twice. */
export function stateLines({ solution, device }: Shell): string[] {
  const flows = Object.values(solution.lab.flows ?? {}).filter((f) => f.proxy === undefined);
  const states = flows.flatMap((f) => {
    const trace = traceFlow(solution, f, { branches: false });
    const own = trace.states.filter((s) => s.kind === 'pf' && s.device === device);
    return own.map((s) => stateLine(s, trace.back?.hops.some((h) => h.node === s.node) ?? false, f.icmpId ?? FIRST_ID));
  });
  return [...new Set(states)];
}

/**
 * `all tcp 10.0.0.1:22 <- 192.0.2.1:40000       ESTABLISHED:ESTABLISHED` (pf_print_state.c); a bound state has its interface's name. An echo's
 * identifier stands for the ports of both ends.
 */
function stateLine({ client, server, direction, interface: bound, echo }: StateRow, answered: boolean, id: number): string {
  const icmp = client.protocol === 'icmp';
  const protocol = icmp && !isIpv4(client.source) ? 'ipv6-icmp' : client.protocol;
  const on = icmp ? (echo?.after ?? id) : undefined;
  const source = end(client.source, icmp ? (echo?.before ?? id) : client.sourcePort);
  const target = end(client.destination, on ?? client.destinationPort);
  const moved = { source: end(server.source, on ?? server.sourcePort), target: end(server.destination, on ?? server.destinationPort) };
  const ends =
    direction === 'in'
      ? `${moved.target}${moved.target === target ? '' : ` (${target})`} <- ${source}`
      : `${moved.source}${moved.source === source ? '' : ` (${source})`} -> ${target}`;
  // First the side that the line begins with: on the way in that is the one which answers.
  const [opener, other] = levels(client.protocol, answered);
  return `${bound ?? 'all'} ${protocol} ${ends}       ${direction === 'in' ? `${other}:${opener}` : `${opener}:${other}`}`;
}

/** Of who opened it and of who answers, after one packet of each, or of the first alone (pf.c pf_test_state_udp, _tcp). */
function levels(protocol: string, answered: boolean): [string, string] {
  if (protocol === 'tcp') return answered ? ['ESTABLISHED', 'ESTABLISHED'] : ['SYN_SENT', 'CLOSED'];
  if (protocol === 'icmp') return ['0', '0'];
  return answered ? ['MULTIPLE', 'SINGLE'] : ['SINGLE', 'NO_TRAFFIC'];
}

function end(ip: Ip, port: number): string {
  if (port === 0) return formatIp(ip);
  return isIpv4(ip) ? `${formatIp(ip)}:${port}` : `${formatIp(ip)}[${port}]`;
}
