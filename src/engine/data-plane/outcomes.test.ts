/** What becomes of a connection when what is said of it goes astray, how asymmetric ways are named, and what is learned on the way (H9, H50–H52). */
import { describe, expect, it } from 'vitest';
import { ip } from '../ip/index.ts';
import { solve } from '../solve.ts';
import { FlowState } from './flow-state.ts';
import { linuxLine, twoGates } from './test-hosts.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';

const traced = (solution: ReturnType<typeof solve>, flow: string, options: TraceOptions = {}) =>
  traceFlow(solution, flowOf(flow), { branches: false, ...options });

describe('H52 a refusal counts where it is heard', () => {
  const reject = 'iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset';
  const said = (r1: string, r2 = reject) => {
    const { verdict, out } = traced(linuxLine({ r1, r2 }), 'tcp/99 pc > 10.2.0.2');
    return [verdict, out.reason.code, out.error?.leg.ending, out.error?.leg.at.device];
  };

  it('by who has asked', () => expect(said('')).toEqual(['refused', 'nf-reject', 'delivered', 'pc']));

  it('not where it is lost on its way', () => expect(said('iptables -A FORWARD -i a -p tcp -j DROP')).toEqual(['dropped', 'nf-reject', 'dropped', 'r1']));

  it('not where it reaches somebody else: what asked had another’s address by then', () =>
    expect(said('iptables -t nat -A POSTROUTING -o a -j SNAT --to-source 10.3.0.10')).toEqual(['dropped', 'nf-reject', 'delivered', 'server']));
});

describe('H50 H51 ways that differ', () => {
  const notes = (r1: string, flow = 'icmp pc > server') =>
    traced(twoGates(r1), flow).notes?.map((n) => `${n.code} ${String(n.args?.['device'] ?? n.args?.['out'])}`);

  it('past nothing that remembers are harmless, past connection tracking they are not', () => {
    expect(notes('')).toEqual(['asymmetric-harmless r1']);
    expect(notes('iptables -A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT')).toEqual(['asymmetric-answer-around r1']);
  });

  it('connection tracking of the other family remembers nothing of the flow', () => {
    expect(notes('ip6tables -A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT')).toEqual(['asymmetric-harmless r1']);
  });
});

describe('A20 ways of one flow that fare differently', () => {
  it('the share is that of the others with another verdict alone', () => {
    const r1 =
      'sysctl -w net.ipv4.fib_multipath_hash_policy=1\nip route replace 10.3.0.0/24 nexthop via 10.2.0.2 dev a nexthop via 10.2.1.2 dev b nexthop via 10.2.0.99 dev a';
    const solution = linuxLine({ r1, r2: 'ip route replace 10.1.0.0/16 nexthop via 10.2.0.1 nexthop via 10.2.0.1' });
    const percents = Array.from({ length: 12 }, (_, i) => {
      const { verdict, notes } = traceFlow(solution, flowOf('tcp/443 pc > server'), { sourcePort: 40_000 + i });
      return `${verdict} ${String(notes?.find((n) => n.code === 'ways-differ')?.args?.['percent'])}`;
    });
    expect(new Set(percents)).toEqual(new Set(['delivered 33', 'dropped 67']));
  });
});

describe('H9 what is learned of a path', () => {
  it('is the smallest that was said', () => {
    const state = new FlowState();
    for (const mtu of [1400, 1450]) state.learnMtu('r', ip('10.0.0.1'), mtu);
    expect([state.pathMtu('r', ip('10.0.0.1')), state.pathMtu('r', ip('10.0.0.2')), state.pathMtu('s', ip('10.0.0.1'))]).toEqual([1400, undefined, undefined]);
  });

  it('by the end of a tunnel counts for what enters it: its sender hears the next time', () => {
    const on = (segment: string, address: string, mtu?: number) => ({ segment, addresses: [address], ...(mtu !== undefined && { mtu }) });
    const end = (local: string, remote: string, n: 1 | 2, hop: string, to: string) => ({
      config: `sysctl -w net.ipv4.ip_forward=1\nip route add ${remote}/32 via ${hop}\nip link add t0 type gre local ${local} remote ${remote}\nip link set t0 up\nip addr add 10.9.0.${n}/24 dev t0\nip route add ${to} via 10.9.0.${3 - n}`,
    });
    const solution = solve({
      segments: { left: {}, c1: {}, c2: {}, right: {} },
      hosts: {
        pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, gateway: '10.1.0.1' },
        r1: {
          interfaces: { e0: on('left', '10.1.0.1/24'), ca: on('c1', '10.2.0.1/24') },
          iproute2: end('10.2.0.1', '10.2.1.2', 1, '10.2.0.254', '10.3.0.0/24'),
        },
        mid: {
          interfaces: { ca: on('c1', '10.2.0.254/24'), cb: on('c2', '10.2.1.254/24', 1400) },
          iproute2: { config: 'sysctl -w net.ipv4.ip_forward=1' },
        },
        r2: {
          interfaces: { cb: on('c2', '10.2.1.2/24', 1400), e0: on('right', '10.3.0.1/24') },
          iproute2: end('10.2.1.2', '10.2.0.1', 2, '10.2.1.254', '10.1.0.0/24'),
        },
        server: { interfaces: { eth0: on('right', '10.3.0.10/24') }, gateway: '10.3.0.1', listen: [{ protocol: 'tcp', port: 443 }] },
      },
    });
    const { verdict, transfer } = traced(solution, 'tcp/443 pc > server', { bytes: 9000 });
    expect([verdict, transfer?.up?.told, transfer?.up?.bytes]).toEqual(['delivered', [1476, 1400, 1376], 1336]);
  });
});
