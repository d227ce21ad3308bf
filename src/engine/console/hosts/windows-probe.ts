/** Windows: `pathping` and PowerShell's `Test-NetConnection` (H72). Every answer is a walk's; times are simulated. */
import { toldSender, type Trace, traceFlow, traceRoute } from '../../data-plane/index.ts';
import { formatIp } from '../../ip/index.ts';
import { connected } from './nc.ts';
import { type Command, numberOf, readOptions, refuses, says } from './options.ts';
import { readParameters } from './powershell-parameters.ts';

/** Seconds that it spends on each hop. */
const PER_HOP = 25;
const PROBES = 100;

/** `pathping [-n] [-h MOST] TARGET`: the way as far as everybody answers, then what each loses (pathping(1) of Windows). */
export const pathping: Command = ({ solution, device }, words) => {
  const { rest, value } = readOptions(words, ['h', 'g', 'p', 'q', 'w', 'i']);
  const [target] = rest;
  if (target === undefined)
    return refuses('Usage: pathping [-g host-list] [-h maximum_hops] [-i address] [-n]\n                [-p period] [-q num_queries] [-w timeout] target_name');
  const most = numberOf(value('h'), 1, 255) ?? 30;
  const flow = { from: device, to: target, protocol: 'icmp' } as const;
  const route = traceRoute(solution, flow, { maxTtl: most, probes: 1 });
  if (route.destination === undefined) return refuses(`Unable to resolve target system name ${target}.`);
  const own = sourceOf(traceFlow(solution, flow, { branches: false })) ?? '0.0.0.0';
  const answers = route.hops.map(([probe]) => probe?.from);
  const silent = answers.indexOf(undefined);
  const heard = (silent < 0 ? answers : answers.slice(0, silent)).flatMap((ip) => (ip === undefined ? [] : [formatIp(ip)]));
  const lost = `0/ ${PROBES} =  0%`;
  return says(
    [
      `Tracing route to ${formatIp(route.destination)} over a maximum of ${most} hops`,
      '',
      `  0  ${own}`,
      ...heard.map((ip, i) => `${String(i + 1).padStart(3)}  ${ip}`),
      ...(silent < 0 ? [] : [`${String(silent + 1).padStart(3)}     *        *        *     `]),
      '',
      `Computing statistics for ${PER_HOP * Math.max(1, heard.length)} seconds...`,
      '            Source to Here   This Node/Link',
      'Hop  RTT    Lost/Sent = Pct  Lost/Sent = Pct  Address',
      `  0                                           ${own}`,
      ...heard.flatMap((ip, i) => [`${lost.padStart(44)}   |`, `${String(i + 1).padStart(3)}    2ms ${lost.padStart(16)}  ${lost.padStart(15)}  ${ip}`]),
      '',
      'Trace complete.',
    ].join('\n'),
  );
};

function sourceOf({ out }: Trace): string | undefined {
  const sent = out.hops[0]?.before.headers[0];
  return sent?.kind === 'ip' ? formatIp(sent.source) : undefined;
}

/** `Test-NetConnection TARGET [-Port N]`: a TCP connection where a port is named, else and where that fails a ping. */
export const testNetConnection: Command = ({ solution, device, node }, words) => {
  const read = readParameters('Test-NetConnection', words, ['ComputerName', 'Port', 'InformationLevel'], 'ComputerName');
  if ('refusal' in read) return refuses(read.refusal);
  const to = read.values.get('ComputerName')?.[0];
  const stated = read.values.get('Port')?.[0];
  const port = numberOf(stated, 1, 65535);
  if (to === undefined) return refuses('Test-NetConnection : the lab answers for a -ComputerName');
  if (stated !== undefined && port === undefined) return refuses(`Test-NetConnection : Cannot validate argument on parameter 'Port': ${stated}`);
  const echo = traceFlow(solution, { from: device, to, protocol: 'icmp' }, { branches: false });
  if (echo.summary.code === 'unknown-destination') return says(`WARNING: Name resolution of ${to} failed`);
  const tcp = port === undefined ? undefined : traceFlow(solution, { from: device, to, protocol: 'tcp', port }, { branches: false });
  const opened = tcp && (tcp.verdict === 'delivered' || connected(tcp));
  const pinged = echo.verdict === 'delivered';
  const first = echo.out.hops[0];
  const sent = first?.before.headers[0];
  const address = sent?.kind === 'ip' ? formatIp(sent.destination) : to;
  const rows: (readonly [string, string])[] = [
    ['ComputerName', to],
    ['RemoteAddress', address],
    ...(port === undefined ? [] : ([['RemotePort', String(port)]] as const)),
    ['InterfaceAlias', node?.interfaces.find((i) => i.addresses.some((a) => formatIp(a.ip) === sourceOf(echo)))?.name ?? ''],
    ['SourceAddress', sourceOf(echo) ?? ''],
    ...(opened
      ? []
      : ([
          ['PingSucceeded', said(pinged)],
          ['PingReplyDetails (RTT)', `${pinged ? 2 : 0} ms`],
        ] as const)),
    ...(opened === undefined ? [] : ([['TcpTestSucceeded', said(opened)]] as const)),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const warnings = [
    ...(opened === false ? [`WARNING: TCP connect to (${address} : ${port}) failed`] : []),
    ...(opened || pinged ? [] : [`WARNING: Ping to ${address} failed with status: ${toldSender(echo.out) ? 'DestinationNetworkUnreachable' : 'TimedOut'}`]),
  ];
  return says([...warnings, ...(warnings.length > 0 ? [''] : []), ...rows.map(([name, v]) => `${name.padEnd(width)} : ${v}`)].join('\n'));
};

const said = (yes: boolean): string => (yes ? 'True' : 'False');
