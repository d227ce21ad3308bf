/** `mtr -rwn -c N TARGET`: the report of mtr 0.95 (H section 8). Times are simulated. */
import { type TraceRoute, traceFlow, traceRoute } from '../../data-plane/index.ts';
import { formatIp, type Ip } from '../../ip/index.ts';
import type { FlowSpec } from '../../model/index.ts';
import type { Solution } from '../../solution.ts';
import { CONNECT_ERRORS } from '../probe.ts';
import { type Command, numberOf, readOptions, refuses, says } from './options.ts';

export const mtr: Command = ({ solution, device, fib }, words) => {
  const { rest, value, flag } = readOptions(words, ['c', 'a', 'P', 'm', 'f', 'U', 'address', 'port', 'report-cycles', 'max-ttl', 'first-ttl', 'max-unknown']);
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
  const maxTtl = numberOf(value('m') ?? value('max-ttl'), 1, 255) ?? 30;
  const first = numberOf(value('f') ?? value('first-ttl'), 1, maxTtl) ?? 1;
  const most = Math.max(1, numberOf(value('U') ?? value('max-unknown'), 0, 255) ?? MOST_UNKNOWN);
  const route = traceRoute(solution, flow, { probes: 1, maxTtl });
  if (route.destination === undefined) return refuses(`mtr: Failed to resolve host: ${target}: Name or service not known`);
  if (route.failure && route.failure.code !== 'no-neighbor')
    return says(`mtr: udp socket connect failed: ${CONNECT_ERRORS[route.failure.code] ?? 'Network is unreachable'}`);
  const own = route.failure && sentFrom(solution, flow);
  const rows: readonly Row[] = own === undefined ? rowsOf(route, first, most, maxTtl) : [{ from: own, tried: true }];
  const names = rows.map(({ from }) => (from === undefined ? '???' : formatIp(from)));
  const width = Math.max(device.length, ...names.map((n) => n.length));
  const row = ({ from, tried }: Row, i: number) => {
    const loss = tried && from === undefined ? ' 100.0' : '  0.0%';
    const time = from === undefined ? '0.0' : '2.0';
    return `${String(i + first).padStart(3)}.|-- ${(names[i] ?? '').padEnd(width)}${loss}${String(tried ? count : 0).padStart(6)}${time.padStart(7)}${[time, time, time, '0.0'].map((t) => t.padStart(6)).join('')}`;
  };
  const head = `HOST: ${device.padEnd(width)} Loss%   Snt   Last   Avg  Best  Wrst StDev`;
  return says(['Start: 2026-01-01T00:00:00+0000', head, ...rows.map(row)].join('\n'));
};

/** Hops that may keep silent before mtr starts again from the first one. */
const MOST_UNKNOWN = 12;

interface Row {
  readonly from?: Ip | undefined;
  /** Behind too many silent hops no probe is sent. */
  readonly tried: boolean;
}

/**
 * The rows of a report (ui/net.c net_send_batch, net_max; recorded): a TTL is tried as long as no more than `most` hops keep silent before the
 * one before it, and the rows end one behind the last that answered, at the target, or at who said that there is no way.
 */
function rowsOf({ hops, reached }: TraceRoute, first: number, most: number, maxTtl: number): Row[] {
  const all = hops.map(([probe]) => probe?.from).slice(first - 1);
  const silentBefore = (i: number) => all.slice(0, Math.max(0, i)).filter((from) => from === undefined).length;
  const rows = all.map((from, i) => (silentBefore(i - 1) <= most ? { from, tried: true } : { tried: false }));
  const last = rows.findLastIndex((r) => r.from !== undefined);
  if (last < 0) return [];
  const ends = last === rows.length - 1 && (reached || hops.at(-1)?.[0]?.answer !== 'time-exceeded');
  return rows.slice(0, Math.min(last + (ends ? 1 : 2), maxTtl - first + 1));
}

/** Nobody is on the link: the machine's own "host unreachable" is the one answer (recorded). */
function sentFrom(solution: Solution, flow: FlowSpec): Ip | undefined {
  const sent = traceFlow(solution, flow.protocol === 'udp' ? { ...flow, port: 33_434 } : flow, { branches: false }).out.hops[0]?.before.headers[0];
  return sent?.kind === 'ip' ? sent.source : undefined;
}
