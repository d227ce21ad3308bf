/** What the ends of a machine's tunnels say and take in: VXLAN's ports, of which kind a packet is, whether the tunnel is up (RFC 7348; H22, H23). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { solve } from '../solve.ts';
import { tunnelled } from './test-hosts.ts';
import { flowOf, hub } from './test-labs.ts';
import { toldSender } from './told.ts';
import { traceFlow, type TraceOptions } from './trace.ts';
import type { Leg } from './types.ts';

const traced = (solution: ReturnType<typeof solve>, flow: string, options: TraceOptions = {}) =>
  traceFlow(solution, flowOf(flow), { branches: false, ...options });
const outerPorts = (leg: Leg | undefined, device: string): readonly [number, number] => {
  const udp = leg?.hops.find((h) => h.device === device)?.after?.headers[1];
  return udp?.kind === 'udp' ? [udp.sourcePort, udp.destinationPort] : [0, 0];
};

describe('RFC 7348 §5 the port that a VXLAN is sent from', () => {
  const sent = (add: string) => {
    const solution = tunnelled('vxlan', { add });
    return Array.from({ length: 30 }, (_, i) => outerPorts(traced(solution, 'tcp/443 pc > server', { sourcePort: 40_000 + i }).out, 'r1')[0]);
  };

  it('is each flow’s own and stays it', () => {
    expect(new Set(sent('')).size).toBeGreaterThan(25);
    expect(sent('')).toEqual(sent(''));
  });

  it('srcport says from which; its second number is not taken, and none is left by 0 0', () => {
    expect([...new Set(sent('srcport 5000 5003'))].toSorted((a, b) => a - b)).toEqual([5000, 5001, 5002]);
    expect(sent('srcport 0 0')).toEqual(sent(''));
  });

  it('of FreeBSD is one of net.inet.ip.portrange, and its own is 4789: Linux hears it and is heard', () => {
    const linux = (gateway: string) => ({ config: `ip route add default via ${gateway}` });
    const lab = {
      segments: { left: {}, mid: {}, right: {} },
      hosts: {
        pc: { interfaces: { eth0: { segment: 'left', addresses: ['10.1.0.10/24'] } }, iproute2: linux('10.1.0.1') },
        bsd: {
          os: 'freebsd' as const,
          interfaces: { em0: { segment: 'left', addresses: [] }, em1: { segment: 'mid', addresses: [] } },
          rc: {
            config:
              'ifconfig_em0="inet 10.1.0.1/24"\nifconfig_em1="inet 10.2.0.1/24"\ncloned_interfaces="vxlan0"\ncreate_args_vxlan0="vxlanid 7 vxlanlocal 10.2.0.1 vxlanremote 10.2.0.2"\nifconfig_vxlan0="inet 10.9.0.1/24"\ngateway_enable="YES"\nstatic_routes="on"\nroute_on="-net 10.3.0.0/24 10.9.0.2"',
          },
        },
        tux: {
          interfaces: { e0: { segment: 'mid', addresses: ['10.2.0.2/24'] }, e1: { segment: 'right', addresses: ['10.3.0.1/24'] } },
          iproute2: {
            config:
              'sysctl -w net.ipv4.ip_forward=1\nip link add v0 type vxlan id 7 local 10.2.0.2 remote 10.2.0.1 dstport 4789 dev e0\nip link set v0 up\nip addr add 10.9.0.2/24 dev v0\nip route add 10.1.0.0/24 via 10.9.0.1',
          },
        },
        server: { interfaces: { eth0: { segment: 'right', addresses: ['10.3.0.10/24'] } }, iproute2: linux('10.3.0.1') },
      },
    };
    const solution = solve(lab);
    expect(solution.diagnostics).toEqual([]);
    const t = traced(solution, 'icmp pc > server');
    const [[from, to], [, home]] = [outerPorts(t.out, 'bsd'), outerPorts(t.back, 'tux')];
    expect([t.verdict, from >= 10_000, to, home]).toEqual(['delivered', true, 4789, 4789]);
  });
});

describe('H23 what is taken in', () => {
  const end = (kind: string, state: 'up' | 'down') =>
    `ip link add t0 type ${kind} local 10.2.0.2 remote 10.2.0.1\nip link set t0 ${state}\nip addr add 10.9.0.2 peer 10.9.0.1/32 dev t0\nip route add 10.1.0.0/17 via 10.2.0.1`;

  it.each([
    ['gre', 'gre', 'up', 'delivered'],
    ['gre', 'ipip', 'up', 'host-tunnel-unknown'],
    ['ipip', 'gre', 'up', 'host-tunnel-unknown'],
    ['gre', 'gre', 'down', 'host-tunnel-down'],
    ['ipip', 'sit', 'up', 'delivered'],
    ['ipip', 'sit mode ipip', 'up', 'delivered'],
    ['ipip', 'sit mode ip6ip', 'up', 'host-tunnel-protocol'],
  ] as const)('%s into %s that is %s: %s', (sent, taken, state, code) => {
    expect(traced(tunnelled(sent, { r2: end(taken, state) }), 'icmp pc > server').out.reason.code).toBe(code);
  });

  it.each([
    ['key 7', 'gre key 7', 'delivered'],
    ['key 7', 'gre key 8', 'host-tunnel-key'],
    ['key 7', 'gre', 'host-tunnel-key-unwanted'],
    ['', 'gre key 7', 'host-tunnel-key-wanted'],
    ['key 7', 'gre ikey 7 okey 9', 'delivered'],
    ['key 7', 'gre okey 7', 'host-tunnel-key-unwanted'],
    ['ikey 9 okey 7', 'gre ikey 7 okey 9', 'delivered'],
    ['ikey 9 okey 7', 'gre key 9', 'host-tunnel-key'],
    ['ikey 9', 'gre key 9', 'host-tunnel-key-wanted'],
  ] as const)('GRE with "%s" into %s: %s', (add, taken, code) => {
    expect(traced(tunnelled('gre', { add, r2: end(taken, 'up') }), 'icmp pc > server').out.reason.code).toBe(code);
  });

  it('the reason names the tunnel, its key, the packet’s, and the line that makes it', () => {
    const { reason } = traced(tunnelled('gre', { add: 'key 7', r2: end('gre key 8', 'up') }), 'icmp pc > server').out;
    expect([reason.args, reason.source?.span.line]).toEqual([{ node: 'r2', interface: 't0', source: '10.2.0.1', own: 8, key: 7 }, 3]);
  });

  describe('H23 what the outer sender is told (net/ipv4/ip_gre.c gre_rcv, tunnel4.c)', () => {
    const said = (sent: 'gre' | 'ipip', add: string, taken: string, flow = 'icmp pc > server') => {
      const { out, verdict } = traced(tunnelled(sent, { add, r2: taken }), flow);
      return [verdict, out.error?.type, out.error && formatIp(out.error.from), out.error?.leg.at.device, toldSender(out)?.type];
    };

    it.each([
      ['gre', 'key 7', end('gre key 8', 'up')],
      ['gre', '', end('gre', 'down')],
      ['ipip', '', end('ipip', 'down')],
    ] as const)('%s %s: Linux tells the tunnel’s other end, which tells nobody', (sent, add, taken) => {
      expect(said(sent, add, taken)).toEqual(['dropped', 'port-unreachable', '10.2.0.2', 'r1', undefined]);
      expect(said(sent, add, taken, 'icmp r1 > 10.3.0.10')).toEqual(['dropped', 'port-unreachable', '10.2.0.2', 'r1', undefined]);
    });

    it('a machine without such tunnels has nobody to say it', () =>
      expect(said('gre', '', end('ipip', 'up'))).toEqual(['dropped', undefined, undefined, undefined, undefined]));
  });

  it('FreeBSD’s gre sends its key and asks for none (sys/net/if_gre.c gre_input); key 0 is none', () => {
    const keyed = (bsd: string, linux: string) => {
      const solution = solve({
        segments: { mid: {} },
        hosts: {
          bsd: {
            os: 'freebsd',
            interfaces: { em0: { segment: 'mid', addresses: [] } },
            rc: {
              config: `ifconfig_em0="inet 10.2.0.1/24"\ncloned_interfaces="gre0"\nifconfig_gre0="inet 10.9.0.1 10.9.0.2 netmask 255.255.255.255 tunnel 10.2.0.1 10.2.0.2 ${bsd}"`,
            },
          },
          tux: {
            interfaces: { e0: { segment: 'mid', addresses: ['10.2.0.2/24'] } },
            iproute2: {
              config: `ip link add g0 type gre local 10.2.0.2 remote 10.2.0.1 ${linux}\nip link set g0 up\nip addr add 10.9.0.2 peer 10.9.0.1/32 dev g0`,
            },
          },
        },
      });
      expect(solution.diagnostics).toEqual([]);
      return [traced(solution, 'icmp bsd > 10.9.0.2').out.reason.code, traced(solution, 'icmp tux > 10.9.0.1').out.reason.code];
    };
    expect(keyed('grekey 7', 'key 7')).toEqual(['delivered', 'delivered']);
    expect(keyed('grekey 7', 'key 8')).toEqual(['host-tunnel-key', 'delivered']);
    expect(keyed('', 'key 8')).toEqual(['host-tunnel-key-wanted', 'delivered']);
    expect(keyed('grekey 0', '')).toEqual(['delivered', 'delivered']);
    expect(keyed('grekey 7', '')).toEqual(['host-tunnel-key-unwanted', 'delivered']);
  });

  it('RFC 4301 §5.1.2.1 IPsec copies the DSCP to its outer header, GRE begins at 0', () => {
    const dscps = (leg: Leg, device: string) =>
      leg.hops.find((h) => h.device === device)?.after?.headers.flatMap((h) => (h.kind === 'ip' ? [h.dscp ?? 0] : []));
    const ipsec = traceFlow(hub({ injected: false }).build(), flowOf('icmp vm > vm-branch'), { dscp: 46, branches: false });
    expect([dscps(ipsec.out, 'vpngw'), dscps(traced(tunnelled('gre'), 'icmp pc > server', { dscp: 46 }).out, 'r1')]).toEqual([
      [46, 46],
      [0, 46],
    ]);
  });

  it('H7 rp_filter of default is that of what is made or gets its address behind it', () => {
    const filter = 'sysctl -w net.ipv4.conf.default.rp_filter=1';
    const code = (r2: string) => traced(tunnelled('gre', { r2 }), 'icmp pc > server').out.reason.code;
    expect([code(`${filter}\n${end('gre', 'up')}`), code(`${end('gre', 'up')}\n${filter}`)]).toEqual(['rp-filter-strict', 'delivered']);
  });
});
