/** `mtr -rwn -c N TARGET`: the report of mtr 0.95 (H section 8). Times are simulated. */
import { traceFlow, traceRoute } from '../../data-plane/index.ts';
import { formatIp, type Ip } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import type { Solution } from '../../solution.ts';
import { CONNECT_ERRORS } from '../probe.ts';
import { type Command, numberOf, readOptions, refuses, says } from './options.ts';

export const mtr: Command = ({ solution, device, fib }, words) => {
  const { rest, value, flag } = readOptions(words, ['c', 'a', 'P', 'm', 'address', 'port', 'report-cycles', 'max-ttl']);
  const [target] = rest;
  if (target === undefined) return refuses('mtr: Failed to resolve host: (no host)');
  const count = numberOf(value('c') ?? value('report-cycles'), 1, 100) ?? 10;
  const source = value('a') ?? value('address');
  const port = numberOf(value('P') ?? value('port'), 1, 65535) ?? 80;
  const protocol = flag('u') || flag('udp') ? 'udp' : flag('T') || flag('tcp') ? 'tcp' : 'icmp';
  const flow = {
    from: device,
    to: target,
    protocol,
    ...(protocol === 'tcp' && { port }),
    ...(source !== undefined && { source }),
    ...(fib !== undefined && { fib }),
  } as const;
  const route = traceRoute(solution, flow, { probes: 1, maxTtl: numberOf(value('m') ?? value('max-ttl'), 1, 255) ?? 30 });
  if (route.destination === undefined) return refuses(`mtr: Failed to resolve host: ${target}: Name or service not known`);
  if (route.failure && route.failure.code !== 'no-neighbour')
    return says(`mtr: udp socket connect failed: ${CONNECT_ERRORS[route.failure.code] ?? 'Network is unreachable'}`);
  const own = route.failure && sentFrom(solution, flow);
  const names = own !== undefined ? [formatIp(own)] : route.hops.map(([probe]) => (probe?.from === undefined ? '???' : formatIp(probe.from)));
  const width = Math.max(device.length, ...names.map((n) => n.length));
  const row = (name: string, i: number) => {
    const silent = name === '???';
    const loss = silent ? ' 100.0' : '  0.0%';
    const time = silent ? '0.0' : '2.0';
    return `${String(i + 1).padStart(3)}.|-- ${name.padEnd(width)}${loss}${String(count).padStart(6)}${time.padStart(7)}${[time, time, time, '0.0'].map((t) => t.padStart(6)).join('')}`;
  };
  const head = `HOST: ${device.padEnd(width)} Loss%   Snt   Last   Avg  Best  Wrst StDev`;
  return says(['Start: 2026-01-01T00:00:00+0000', head, ...names.map(row)].join('\n'));
};

/** Nobody is on the link: the machine's own "host unreachable" is the one answer (recorded). */
function sentFrom(solution: Solution, flow: FlowSpec): Ip | undefined {
  const sent = traceFlow(solution, flow.protocol === 'udp' ? { ...flow, port: 33_434 } : flow, { branches: false }).out.hops[0]?.before.headers[0];
  return sent?.kind === 'ip' ? sent.source : undefined;
}
