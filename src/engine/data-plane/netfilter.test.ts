/** Linux's filters in a packet's way: connection tracking, translation, marks, refusals (H1, H10, H50–H53). Real kernels judge more of it in oracle/kernel. */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import type { Host } from '../model/index.ts';
import { solve } from '../solve.ts';
import { linuxLine, twoGates } from './test-hosts.ts';
import { flowOf } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import { traceRoute } from './traceroute.ts';
import type { Trace } from './types.ts';

const traced = (solution: ReturnType<typeof linuxLine>, flow: string, more: Partial<Parameters<typeof traceFlow>[1]> = {}, options: TraceOptions = {}): Trace =>
  traceFlow(solution, { ...flowOf(flow), ...more }, { branches: false, ...options });
const ended = ({ verdict, summary }: Trace) => `${verdict} ${summary.code}`;
const STATEFUL =
  'iptables -P FORWARD DROP\niptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\niptables -A FORWARD -p tcp --dport 443 -j ACCEPT';

describe('H10 connection tracking', () => {
  it('answers pass a filter that lets requests alone through; nobody comes in', () => {
    const lab = linuxLine({ r1: STATEFUL });
    expect([traced(lab, 'tcp/443 pc > server'), traced(lab, 'tcp/22 pc > server'), traced(lab, 'icmp server > pc')].map(ended)).toEqual([
      'delivered delivered-both-ways',
      'dropped nf-policy-drop',
      'dropped nf-policy-drop',
    ]);
  });

  it('H3 what has no hop left leaves nothing in it, though FORWARD would have let it pass (net/ipv4/ip_forward.c)', () => {
    const kept = (ttl: number) => traced(linuxLine({ r1: STATEFUL }), 'tcp/443 pc > server', {}, { ttl }).states.map((s) => s.kind);
    expect([kept(1), kept(2)]).toEqual([[], ['conntrack']]);
  });

  it('the table holds the connection, and whether it was answered', () => {
    const { states } = traced(linuxLine({ r1: STATEFUL }), 'tcp/443 pc > server');
    expect(states.map((s) => [s.kind, s.device, s.answered])).toEqual([['conntrack', 'r1', true]]);
  });

  it.each([
    ['ICMP', 'icmp pc > server', 'iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP', 'delivered delivered-both-ways'],
    [
      'TCP: the ACK belongs to no SYN-ACK that was seen',
      'tcp/443 pc > server',
      'iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP',
      'dropped nf-drop',
    ],
    [
      'TCP, where nothing drops what is invalid',
      'tcp/443 pc > server',
      'iptables -t nat -A POSTROUTING -s 10.9.0.0/16 -j ACCEPT',
      'delivered delivered-both-ways',
    ],
  ])('H50 H51 a router that sees the requests alone: %s', (_, flow, r1, expected) => {
    const t = traced(twoGates(r1), flow);
    const notes = t.verdict === 'delivered' ? ['asymmetric-answer-around'] : ['asymmetric-handshake-blocked', 'asymmetric-icmp-passes'];
    expect([ended(t), t.notes?.map((n) => n.code)]).toEqual([expected, notes]);
  });

  it('H50 a router that sees the answers alone drops a SYN-ACK as invalid, and lets echo replies be if nothing forbids', () => {
    const r2 = 'iptables -A FORWARD -p tcp -m conntrack --ctstate INVALID -j DROP';
    expect([traced(twoGates('', r2), 'tcp/443 pc > server'), traced(twoGates('', r2), 'icmp pc > server')].map(ended)).toEqual([
      'one-way nf-drop',
      'delivered delivered-both-ways',
    ]);
  });

  it('H50 two ways without any state are called harmless', () =>
    expect(traced(twoGates(), 'tcp/443 pc > server').notes).toMatchObject([{ code: 'asymmetric-harmless', args: { out: 'r1', back: 'r2' } }]));

  it('H50 an answer that reaches somebody else is lost, and nothing about it is called harmless', () => {
    const { lab } = twoGates();
    const server = { ...lab.hosts?.['server'], iproute2: { config: 'ip route add default via 10.3.0.2\nip route add 10.1.0.10/32 dev eth0' } } as Host;
    const thief: Host = { interfaces: { eth0: { segment: 'right', addresses: ['10.1.0.10/24'] } } };
    const t = traced(solve({ ...lab, hosts: { ...lab.hosts, server, thief } }), 'icmp pc > server');
    expect([t.verdict, t.summary.code, t.back?.at.node, t.notes]).toEqual(['one-way', 'reply-elsewhere', 'thief', undefined]);
  });
});

describe('translation', () => {
  it.each([
    ['DNAT lets in what was translated', 'DNAT', 'tcp/443 pc > 10.1.0.1', 'delivered delivered-both-ways'],
    ['DNAT: and nothing else', 'DNAT', 'tcp/443 pc > server', 'dropped nf-policy-drop'],
    ['SNAT is of the answer alone, once the first packet has left', 'SNAT', 'tcp/443 pc > 10.1.0.1', 'dropped nf-policy-drop'],
  ])('H10 --ctstate %s', (_, state, flow, expected) => {
    const dnat = 'iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 443 -j DNAT --to-destination 10.3.0.10';
    expect(ended(traced(linuxLine({ r1: `${dnat}\niptables -A FORWARD -m conntrack --ctstate ${state} -j ACCEPT\niptables -P FORWARD DROP` }), flow))).toBe(
      expected,
    );
  });

  it('H10 --ctstate SNAT: the answer of what was masqueraded, not the answer of what was not', () => {
    const r1 = (nat: string) =>
      `${nat}\niptables -A FORWARD -i e0 -j ACCEPT\niptables -A FORWARD -m conntrack --ctstate SNAT -j ACCEPT\niptables -P FORWARD DROP`;
    expect(ended(traced(linuxLine({ r1: r1('iptables -t nat -A POSTROUTING -o a -j MASQUERADE') }), 'tcp/443 pc > server'))).toBe(
      'delivered delivered-both-ways',
    );
    expect(ended(traced(linuxLine({ r1: r1('iptables -t nat -A POSTROUTING -o b -j MASQUERADE') }), 'tcp/443 pc > server'))).toBe('one-way nf-policy-drop');
  });

  it('MASQUERADE: the server sees the router, the client its server', () => {
    const t = traced(
      linuxLine({ r1: 'iptables -t nat -A POSTROUTING -o a -j MASQUERADE', r2: 'ip route del 10.1.0.0/16' }),
      'tcp/443 pc > server',
      {},
      { bytes: 9000 },
    );
    expect([t.verdict, t.seenFrom && formatIp(t.seenFrom)]).toEqual(['delivered', '10.2.0.1']);
    expect(t.states).toMatchObject([{ kind: 'conntrack', rule: '-o a -j MASQUERADE' }]);
  });

  it('DNAT to an address and a port, and back', () =>
    expect(
      ended(
        traced(
          linuxLine({ r1: 'iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 8443 -j DNAT --to-destination 10.3.0.10:443' }),
          'tcp/8443 pc > 10.1.0.1',
        ),
      ),
    ).toBe('delivered delivered-both-ways'));

  it.each([
    ['9000-9010', 8003, 9000],
    ['8002-8006', 8003, 8003],
    ['8002-8006', 8010, 8002],
    ['9000-9010/8000', 8003, 9003],
    ['9000-9010/8000', 8010, 9010],
    ['9000-9003/8000', 8003, 9003],
    ['9000-9003/8000', 8010, 9002],
  ])('DNAT to ports %s of port %i leads to %i (recorded)', (ports, from, to) => {
    const rule = `iptables -t nat -A PREROUTING -d 10.1.0.1 -p tcp --dport 8000:8010 -j DNAT --to-destination 10.3.0.10:${ports}`;
    const arrived = traced(linuxLine({ r1: rule }), `tcp/${from} pc > 10.1.0.1`).out.hops.at(-1)?.before.headers[1];
    expect(arrived).toMatchObject({ kind: 'tcp', destinationPort: to });
  });

  it('H10 the state of the connection is told where a rule looks at it, and nowhere else', () => {
    const told = (rules: string) => traced(linuxLine({ r1: rules }), 'tcp/443 pc > server').out.reason;
    expect(told('iptables -A FORWARD -p tcp -j DROP')).toMatchObject({ code: 'nf-drop', args: { state: '' } });
    expect(told('iptables -t nat -A POSTROUTING -j MASQUERADE\niptables -P FORWARD DROP')).toMatchObject({ code: 'nf-policy-drop', args: { state: '' } });
    expect(told('iptables -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\niptables -A FORWARD -j DROP')).toMatchObject({
      code: 'nf-drop',
      args: { state: 'NEW' },
    });
    expect(told('iptables -t raw -A PREROUTING -j NOTRACK\niptables -A FORWARD -m conntrack --ctstate NEW -j ACCEPT\niptables -P FORWARD DROP')).toMatchObject({
      code: 'nf-policy-drop',
      args: { state: 'UNTRACKED' },
    });
  });

  it('H53 errors from beyond are given back to their sender, under the address that he knows', () => {
    const lab = linuxLine({ r1: 'iptables -t nat -A PREROUTING -d 10.1.1.1 -j DNAT --to-destination 10.3.0.10' });
    const { hops } = traceRoute(lab, { from: 'pc', to: '10.1.1.1', protocol: 'icmp' }, { probes: 1 });
    expect(hops.map(([p]) => p?.from && formatIp(p.from))).toEqual(['10.1.1.1', '10.1.1.1', '10.1.1.1']);
  });
});

describe('H1 marks', () => {
  const marked =
    'iptables -t mangle -A PREROUTING -p tcp --dport 443 -j MARK --set-mark 1\nip rule add fwmark 1 lookup 100\nip route add default via 10.2.1.2 table 100';
  it.each([
    ['tcp/443 pc > server', 'b'],
    ['icmp pc > server', 'a'],
  ])('%s leaves by %s', (flow, out) => expect(traced(linuxLine({ r1: marked }), flow).out.hops.find((h) => h.device === 'r1')?.out).toBe(out));

  it('what the machine itself sends is looked up again when OUTPUT has marked it', () => {
    const lab = linuxLine({ r1: marked.replace('PREROUTING', 'OUTPUT') });
    expect(traced(lab, 'tcp/443 r1 > server').out.hops[0]?.out).toBe('b');
  });
});

describe('H52 refusals', () => {
  it.each([
    ['tcp-reset', 'refused'],
    ['icmp-port-unreachable', 'refused'],
    ['icmp-admin-prohibited', 'dropped'],
  ])('REJECT with %s: %s', (how, verdict) => {
    const t = traced(linuxLine({ r1: `iptables -A FORWARD -p tcp -j REJECT --reject-with ${how}` }), 'tcp/443 pc > server');
    expect([t.verdict, t.out.reason.code, t.out.error?.leg.ending]).toEqual([verdict, 'nf-reject', 'delivered']);
  });
});
