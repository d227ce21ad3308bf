/** What stands first decides what the next sees: Linux's hooks (netfilter_ipv4.h nf_ip_hook_priorities), and whom errors and pools speak for (H10, H24, H53). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import type { Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { outer, tupleOf } from './packet.ts';
import { linuxLine } from './test-hosts.ts';
import { balanced, flowOf } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import type { Trace } from './types.ts';

const traced = (r1: string, flow: string, options: TraceOptions = {}): Trace => traceFlow(linuxLine({ r1 }), flowOf(flow), { branches: false, ...options });
const outBy = (t: Trace) => t.out.hops.find((h) => h.device === 'r1')?.out;
const MARKED = 'ip rule add fwmark 1 lookup 100\nip route add default via 10.2.1.2 table 100';
const DNAT = 'iptables -t nat -A PREROUTING -d 10.99.0.1 -j DNAT --to-destination 10.3.0.10';

describe('H10 hooks', () => {
  it('PREROUTING: mangle sees the destination that was asked for, before nat', () => {
    const mark = (address: string) => `${MARKED}\n${DNAT}\niptables -t mangle -A PREROUTING -d ${address} -j MARK --set-mark 1`;
    expect([outBy(traced(mark('10.99.0.1'), 'icmp pc > 10.99.0.1')), outBy(traced(mark('10.3.0.10'), 'icmp pc > 10.99.0.1'))]).toEqual(['b', 'a']);
  });

  it('PREROUTING: the lookup sees what nat has made of it, and so does FORWARD', () => {
    expect(traced(DNAT, 'icmp pc > 10.99.0.1').verdict).toBe('delivered');
    expect(traced(`${DNAT}\niptables -A FORWARD -d 10.3.0.10 -j DROP`, 'icmp pc > 10.99.0.1').verdict).toBe('dropped');
    expect(traced(`${DNAT}\niptables -A FORWARD -d 10.99.0.1 -j DROP`, 'icmp pc > 10.99.0.1').verdict).toBe('delivered');
  });

  it('OUTPUT: filter sees what nat has made of it', () => {
    const out = 'ip route add default via 10.2.1.2\niptables -t nat -A OUTPUT -d 10.99.0.1 -j DNAT --to-destination 10.3.0.10';
    expect(traced(`${out}\niptables -A OUTPUT -d 10.3.0.10 -j DROP`, 'icmp r1 > 10.99.0.1').summary.code).toBe('nf-drop');
    expect(traced(`${out}\niptables -A OUTPUT -d 10.99.0.1 -j DROP`, 'icmp r1 > 10.99.0.1').verdict).toBe('delivered');
  });

  it('POSTROUTING: mangle sees the source before nat', () => {
    const clamp = (source: string) =>
      `iptables -t nat -A POSTROUTING -o a -j MASQUERADE\niptables -t mangle -A POSTROUTING -s ${source} -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 900`;
    const down = (source: string) => traced(clamp(source), 'tcp/443 pc > server', { bytes: 4000 }).transfer?.mss.down;
    expect([down('10.1.0.10'), down('10.2.0.1')]).toEqual([900, 1460]);
  });
});

describe('translation', () => {
  const seen = (r1: string, to: string, sourcePort = 49_152) => {
    const hop = traced(r1, `udp/53 pc > ${to}`, { sourcePort }).out.hops.find((h) => h.device === 'r1');
    return hop?.after && formatIp(outer(hop.after).source);
  };
  const range = 'iptables -t nat -A POSTROUTING -o a -j SNAT --to-source 10.2.0.80-10.2.0.83';

  it('SNAT to a range: one address for a client and a server, whatever the ports; others for other servers (nf_nat_core.c find_best_ips_proto)', () => {
    const ports = new Set(Array.from({ length: 12 }, (_, i) => seen(range, '10.3.0.10', 40_000 + i)));
    const servers = new Set(Array.from({ length: 24 }, (_, i) => seen(range, `10.3.0.${20 + i}`)));
    expect([ports.size, servers]).toEqual([1, new Set(['10.2.0.80', '10.2.0.81', '10.2.0.82', '10.2.0.83'])]);
  });

  it('A189 a NAT gateway of several addresses: the flow chooses, and all are used', () => {
    const network = balanced({ natGateway: 'ng' }).build();
    const from = (sourcePort: number) => traceFlow(network, flowOf('tcp/443 v1 > web'), { sourcePort, branches: false }).seenFrom;
    const seen = Array.from({ length: 12 }, (_, i) => from(40_000 + i));
    expect(new Set(seen.map((address) => address && formatIp(address)))).toEqual(new Set(['198.51.100.30', '198.51.100.31']));
    expect(seen.map((_, i) => from(40_000 + i))).toEqual(seen);
  });

  it.each([
    ['OUTPUT -p tcp --dport 80 -j REDIRECT --to-ports 8443', ['refused', '127.0.0.1:8443']],
    ['OUTPUT -p tcp --dport 81 -j REDIRECT --to-ports 8443', ['refused', '10.3.0.10:80']],
    ['OUTPUT -d 10.3.0.10 -p tcp -j DNAT --to-destination 10.1.0.10:8443', ['refused', '10.1.0.10:8443']],
  ])('REDIRECT of what the machine itself sends leads to its loopback (net/netfilter/nf_nat_redirect.c): %s', (rule, expected) => {
    const { verdict, back } = traceFlow(linuxLine({ pc: `iptables -t nat -A ${rule}` }), flowOf('tcp/80 pc > 10.3.0.10'), { branches: false });
    const { source, sourcePort } = tupleOf(back?.hops[0]?.before ?? (undefined as never));
    expect([verdict, `${formatIp(source)}:${sourcePort}`]).toEqual(expected);
  });

  it('REDIRECT leads to the first address of the interface that it came in by', () => {
    const t = traceFlow(linuxLine({ r1: 'iptables -t nat -A PREROUTING -p icmp -j REDIRECT' }), { ...flowOf('icmp pc > server'), source: '10.1.1.10' });
    const answer = t.back?.hops[0]?.before;
    expect([t.out.at.device, answer && formatIp(tupleOf(answer).source)]).toEqual(['r1', '10.1.0.1']);
  });
});

describe('errors', () => {
  it('RFC 1122 §3.2.2: nobody is told of an error that does not get home', () => {
    const lab = linuxLine({ r2: 'ip route add unreachable 10.1.0.0/24' });
    const back = (flow: string) => traceFlow(lab, flowOf(flow), { branches: false }).back;
    expect(back('icmp pc > server')?.error?.type).toBe('host-unreachable');
    expect([back('udp/99 pc > server')?.reason.code, back('udp/99 pc > server')?.error]).toEqual(['route-reject', undefined]);
  });

  it.each([
    ['a load balancer', balanced({ internalRules: ['all'], securityGroup: 'none' }), 'udp/99 client > ilb'],
    ['default outbound access', balanced({ securityGroup: 'none' }), 'udp/99 client > web'],
    ['a NAT gateway', balanced({ securityGroup: 'none', natGateway: 'ng' }), 'udp/99 v1 > web'],
    ['a load balancer’s outbound rule', balanced({ securityGroup: 'none' }), 'udp/99 v1 > web'],
  ])('H53 %s turns back what an error quotes', (_, network, flow) => {
    const t = traceFlow(network.build(), flowOf(flow), { branches: false });
    expect([t.verdict, t.back?.hops.at(-1)?.before.quotes]).toEqual(['refused', t.out.hops[0] && tupleOf(t.out.hops[0].before)]);
  });

  it('A185, H53 an error from behind a frontend has the frontend’s address', () => {
    const t = traceFlow(balanced({ internalRules: ['all'], securityGroup: 'none' }).build(), flowOf('udp/99 client > ilb'), { branches: false });
    expect(t.back?.hops.map((h) => formatIp(outer(h.before).source).replace(/[45]$/, 'n'))).toEqual(['10.1.0.n', '10.1.0.100']);
  });

  /** pc — near — gate (FreeBSD, whose FIB 1 alone knows the way back) — far 10.3.0.0/24, a smaller link. */
  const fibs = (inside: string): Lab => {
    const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
    return {
      segments: { left: {}, mid: {}, right: {} },
      hosts: {
        pc: { interfaces: { eth0: on('left', '10.1.0.10/24') }, gateway: '10.1.0.1' },
        near: {
          interfaces: { e0: on('left', '10.1.0.1/24'), e1: on('mid', '10.2.0.1/24') },
          iproute2: { config: 'sysctl -w net.ipv4.ip_forward=1\nip route add 10.3.0.0/24 via 10.2.0.2' },
        },
        gate: {
          os: 'freebsd',
          interfaces: { em0: on('mid'), em1: { ...on('right'), mtu: 1400 } },
          rc: {
            config: `ifconfig_em0="inet 10.2.0.2/24 ${inside}"\nifconfig_em1="inet 10.3.0.1/24"\ngateway_enable="YES"\nstatic_routes="back on"\nroute_back="-net 10.1.0.0/24 10.2.0.1 -fib 1"\nroute_on="-net 10.3.0.0/24 -interface em1 -fib 1"`,
          },
        },
        far: { interfaces: { eth0: on('right', '10.3.0.10/24') }, gateway: '10.3.0.1' },
      },
    };
  };

  it.each([
    ['that its TTL has ended', { ttl: 2 }, 'time-exceeded'],
    ['that it is too large', { payload: 1473 - 28, dontFragment: true }, 'frag-needed'],
  ])('H24 in the FIB of the packet that they are about: %s', (_, options, type) => {
    const { error } = traceFlow(solve(fibs('fib 1')), flowOf('icmp pc > far'), { branches: false, ...options }).out;
    expect([error?.type, error?.leg.ending, error?.leg.at.device]).toEqual([type, 'delivered', 'pc']);
  });

  it('and nowhere where FIB 0 has no way back', () => {
    const lab = fibs('');
    expect(traceFlow(solve(lab), flowOf('icmp pc > far'), { branches: false, ttl: 2 }).out.error?.leg.ending).not.toBe('delivered');
  });
});
