/** A Linux host's shell: `ip route`, `ping`, `traceroute`, `nc`, `curl` (H section 8). Every answer is a trace's. */
import { traceFlow } from '../data-plane/index.ts';
import { formatIp, formatPrefix, isDefault, isIpv4, parseIp } from '../ip/index.ts';
import type { Solution } from '../solution.ts';
import { ping, traceroute } from './probe.ts';

export const SHELL_COMMANDS = ['ip route', 'ip route get', 'ping', 'traceroute', 'nc -v', 'curl'] as const;

export interface ShellAnswer {
  readonly text: string;
  readonly error: boolean;
}

export function runShell(solution: Solution, device: string, line: string): ShellAnswer {
  const words = line.trim().split(/\s+/);
  switch (words[0]) {
    case 'ip':
      if ((words[1] === 'route' || words[1] === 'r') && words[2] === 'get') return routeGet(solution, device, words[3] ?? '');
      return words[1] === 'route' || words[1] === 'r'
        ? { text: ipRoute(solution, device), error: false }
        : { text: `Object "${words[1] ?? ''}" is unknown, try "ip help".`, error: true };
    case 'ping':
      return ping(solution, device, words.slice(1));
    case 'traceroute':
      return traceroute(solution, device, words.slice(1));
    case 'nc': {
      const [to, port] = words.slice(1).filter((w) => !w.startsWith('-'));
      return to === undefined || port === undefined ? { text: 'usage: nc [-v] destination port', error: true } : nc(solution, device, to, Number(port));
    }
    case 'curl':
      return need(
        words.slice(1).find((w) => !w.startsWith('-')),
        "curl: try 'curl --help' for more information",
        (url) => curl(solution, device, url),
      );
    default:
      return { text: `bash: ${words[0] ?? ''}: command not found`, error: true };
  }
}

function need(value: string | undefined, message: string, run: (value: string) => ShellAnswer): ShellAnswer {
  return value === undefined ? { text: message, error: true } : run(value);
}

/** `ip route get A`: the way that the FIB has for one address, with the source that the host would use. */
function routeGet(solution: Solution, device: string, to: string): ShellAnswer {
  const ip = parseIp(to);
  if (ip === undefined) return { text: `Error: any valid prefix is expected rather than "${to}".`, error: true };
  const hop = solution.controlPlane.fibs.get(device)?.longestMatch(ip)?.value.nextHops[0];
  if (!hop || hop.blackhole) return { text: 'RTNETLINK answers: Network is unreachable', error: false };
  const out = solution.network.nodes.get(device)?.interfaces.find((i) => i.name === hop.interface);
  const own = out?.addresses.find((a) => isIpv4(a.ip) === isIpv4(ip));
  const via = hop.gateway === undefined ? '' : ` via ${formatIp(hop.gateway)}`;
  return { text: `${to}${via} dev ${hop.interface ?? ''}${own ? ` src ${formatIp(own.ip)}` : ''} uid 0\n    cache`, error: false };
}

function ipRoute(solution: Solution, device: string): string {
  return (solution.controlPlane.ribs.get(device)?.entries() ?? [])
    .filter(({ prefix }) => isIpv4(prefix.ip))
    .flatMap(({ prefix, value }) => value.filter((e) => e.selected).map((e) => ({ prefix, e })))
    .map(({ prefix, e }) => {
      const hop = e.nextHops[0];
      const to = isDefault(prefix) ? 'default' : formatPrefix(prefix).replace(/\/32$/, '');
      const own = [...solution.network.nodes.values()].find((n) => n.id === device)?.interfaces.find((i) => i.name === hop?.interface)?.addresses[0];
      if (e.protocol === 'connected') return `${to} dev ${hop?.interface ?? ''} proto kernel scope link${own ? ` src ${formatIp(own.ip)}` : ''}`;
      if (hop?.blackhole) return `blackhole ${to} proto ${e.protocol}`;
      const via = hop?.ip === undefined ? '' : ` via ${formatIp(hop.ip)}`;
      return `${to}${via} dev ${hop?.interface ?? hop?.resolved[0]?.interface ?? ''}${e.protocol === 'kernel' ? (hop?.source === undefined ? '' : ` proto dhcp src ${formatIp(hop.source)} metric ${e.metric}`) : ` proto ${e.protocol} metric 20`}`;
    })
    .join('\n');
}

function nc(solution: Solution, device: string, to: string, port: number): ShellAnswer {
  const trace = traceFlow(solution, { from: device, to, protocol: 'tcp', port });
  const service: Readonly<Record<number, string>> = { 22: 'ssh', 53: 'domain', 80: 'http', 443: 'https', 179: 'bgp' };
  if (trace.verdict === 'delivered') return { text: `Connection to ${to} ${port} port [tcp/${service[port] ?? '*'}] succeeded!`, error: false };
  if (trace.verdict === 'refused') return { text: `nc: connect to ${to} port ${port} (tcp) failed: Connection refused`, error: false };
  return { text: `nc: connect to ${to} port ${port} (tcp) timed out: Operation now in progress`, error: false };
}

function curl(solution: Solution, device: string, url: string): ShellAnswer {
  const [scheme, host] = url.includes('://') ? (url.split('://', 2) as [string, string]) : ['http', url];
  const name = (host.split('/')[0] ?? host).split(':')[0] ?? host;
  const port = Number(host.split('/')[0]?.split(':')[1] ?? (scheme === 'https' ? 443 : 80));
  const trace = traceFlow(solution, { from: device, to: name, protocol: 'tcp', port });
  if (trace.summary.code === 'unknown-destination') return { text: `curl: (6) Could not resolve host: ${name}`, error: true };
  if (trace.verdict === 'delivered')
    return { text: `HTTP/1.1 200 OK\n\nYour address is ${trace.seenFrom === undefined ? '' : formatIp(trace.seenFrom)}`, error: false };
  if (trace.verdict === 'refused') return { text: `curl: (7) Failed to connect to ${name} port ${port} after 0 ms: Couldn't connect to server`, error: false };
  return { text: 'curl: (28) Connection timed out after 2001 milliseconds', error: false };
}
