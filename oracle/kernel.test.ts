/**
 * Labs that a real Linux kernel was asked about (oracle/kernel/), replayed: every lookup, traceroute, ping, connection and
 * transfer has the outcome here that it had there. Recorded with `npm run oracle -- oracle/kernel/LAB.json`, as root.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Lab, runCommand, type Solution, solve, toldSender, traceFlow, traceRoute } from '../src/engine/index.ts';
import { formatIp } from '../src/engine/ip/index.ts';

interface Ask {
  readonly kind: 'show' | 'ways' | 'route-get' | 'traceroute' | 'ping' | 'tcp' | 'transfer';
  readonly host: string;
  readonly args?: string;
  readonly to?: string;
  readonly source?: string;
  readonly max?: number;
  readonly size?: number;
  readonly df?: boolean;
  readonly port?: number;
  /** With `ways`: the hop that is asked about, and how many flows. */
  readonly hop?: number;
  readonly flows?: number;
  readonly answer: string | readonly string[];
}

interface Recording {
  readonly title: string;
  readonly kernel: string;
  readonly lab: Lab;
  readonly asks: readonly Ask[];
}

const folder = new URL('./kernel/', import.meta.url);
const recordings = readdirSync(folder)
  .filter((f) => f.endsWith('.json'))
  .sort()
  .map((file) => ({ file, ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recording) }));

const MARKS: Readonly<Record<string, string>> = {
  'net-unreachable': ' !N',
  'host-unreachable': ' !H',
  'proto-unreachable': ' !P',
  prohibited: ' !X',
  'net-prohibited': ' !X',
  'host-prohibited': ' !X',
  'policy-fail': ' !<5>',
  'reject-route': ' !<6>',
};
const PING: Readonly<Record<string, string>> = {
  'net-unreachable': 'Destination Net Unreachable',
  'host-unreachable': 'Destination Host Unreachable',
  'time-exceeded': 'Time to live exceeded',
  'frag-needed': 'Frag needed and DF set',
  prohibited: 'Packet filtered',
  'port-unreachable': 'Destination Port Unreachable',
  'proto-unreachable': 'Destination Protocol Unreachable',
  'net-prohibited': 'Destination Net Prohibited',
  'host-prohibited': 'Destination Host Prohibited',
};

/** What this engine says to the same question, in the recorder's words. */
function answer(solution: Solution, ask: Ask): string | string[] {
  const { host, to = '', source, port } = ask;
  const flow = { from: host, to, ...(source !== undefined && { source }) };
  switch (ask.kind) {
    case 'route-get':
      return (runCommand(solution, host, `ip route get ${ask.args}`).text.split('\n')[0] ?? '').replace(/ uid \d+/, '').trim();
    case 'show':
      return runCommand(solution, host, ask.args ?? '')
        .text.split('\n')
        .map((l) => l.trimEnd())
        .filter((l) => l !== '');
    case 'ways':
      return String(new Set(Array.from({ length: ask.flows ?? 0 }, (_, i) => answerAt(solution, flow, ask.hop ?? 1, 40_000 + i))).size);
    case 'traceroute':
      return traceRoute(solution, { ...flow, protocol: 'udp' }, { probes: 1, maxTtl: ask.max ?? 8 }).hops.map(([p]) =>
        p?.from === undefined ? '*' : `${formatIp(p.from)}${(p.answer && MARKS[p.answer]) ?? ''}`,
      );
    case 'ping':
      return ping(solution, ask);
    case 'tcp':
    case 'transfer': {
      const bytes = ask.kind === 'transfer' ? 40_000 : 0;
      const t = traceFlow(solution, { ...flow, protocol: 'tcp', port: port ?? 0 }, { bytes, branches: false });
      if (t.transfer) return t.verdict === 'delivered' ? 'complete' : 'hangs';
      if (t.verdict === 'delivered') return 'connected';
      // The SYN-ACK has come: to the client the connection stands, whatever becomes of its own packets.
      if (t.ack) return ask.kind === 'transfer' ? 'hangs' : 'connected';
      // Whatever ICMP error comes, a connection that is being opened ends at once; so does one whose first hop does not answer.
      const said = toldSender(t.out);
      if (said?.type === 'proto-unreachable') return 'ENOPROTOOPT';
      const told = said !== undefined || t.out.hops.length === 1;
      return t.verdict === 'refused' ? 'refused' : told ? 'unreachable' : 'timeout';
    }
  }
}

/** Who answers a UDP packet that lives for so many hops. */
function answerAt(solution: Solution, flow: { readonly from: string; readonly to: string }, ttl: number, sourcePort: number): string {
  const { out } = traceFlow(solution, { ...flow, protocol: 'udp', port: 53 }, { ttl, sourcePort, branches: false });
  return out.error ? formatIp(out.error.from) : '*';
}

const PING6: typeof PING = {
  'net-unreachable': 'Destination unreachable: No route',
  'host-unreachable': 'Destination unreachable: Address unreachable',
  'time-exceeded': 'Time exceeded: Hop limit',
  'frag-needed': 'Packet too big: mtu=',
  prohibited: 'Destination unreachable: Administratively prohibited',
  'port-unreachable': 'Destination unreachable: Port unreachable',
  'policy-fail': 'Destination unreachable: Unknown code 5',
  'reject-route': 'Destination unreachable: Unknown code 6',
};

function ping(solution: Solution, { host, to = '', source, size, df }: Ask): string {
  const flow = { from: host, to, protocol: 'icmp' as const, ...(source !== undefined && { source }) };
  const { verdict, out } = traceFlow(solution, flow, { payload: size ?? 56, dontFragment: df ?? false, branches: false });
  if (verdict === 'delivered') return 'reply';
  if (out.hops.length === 1 && out.reason.code === 'mtu-exceeded') return `local mtu ${out.reason.args?.['mtu'] ?? ''}`;
  const sent = out.hops[0]?.before.headers[0];
  if (out.hops.length === 1 && out.reason.code === 'no-route') return 'unreachable';
  if (out.hops.length === 1 && out.reason.code === 'no-neighbor' && sent?.kind === 'ip')
    return `${(to.includes(':') ? PING6 : PING)['host-unreachable'] ?? ''} from ${formatIp(sent.source)}`;
  const error = toldSender(out);
  if (!error) return 'silence';
  const ipv6 = to.includes(':');
  const mtu = error.mtu === undefined ? '' : `${ipv6 ? '' : ' '}${error.mtu}`;
  return `${(ipv6 ? PING6 : PING)[error.type] ?? error.type}${mtu} from ${formatIp(error.from)}`;
}

describe.each(recordings)('$kernel: $title', ({ lab, asks }) => {
  const solution = solve(lab);

  it('is read without a complaint', () => expect(solution.diagnostics).toEqual([]));

  it.each(
    asks.map((ask) => [[ask.host, ask.kind, ask.args ?? ask.to, ask.source, ask.size, ask.df && 'DF', ask.port].filter(Boolean).join(' '), ask] as const),
  )('%s', (_, ask) => {
    expect(answer(solution, ask)).toEqual(ask.answer);
  });
});
