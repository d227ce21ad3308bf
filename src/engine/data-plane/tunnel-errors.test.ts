/** What a machine says of a packet that has come to it in a tunnel: to whom, and from which address (H5, H22, H40; recorded: oracle/kernel/ipip, ipip-unnumbered). */
import { describe, expect, it } from 'vitest';
import { formatIp } from '../ip/index.ts';
import { tunnelled } from './test-hosts.ts';
import { flowOf, way } from './test-labs.ts';
import { traceFlow, type TraceOptions } from './trace.ts';

type Kind = 'gre' | 'ipip' | 'vxlan';
const KINDS: readonly Kind[] = ['ipip', 'gre', 'vxlan'];

/** The far end of the tunnel to r1, with 10.9.0.2 inside; `more`: what else is configured there. */
const far = (kind: Kind, more: string, address = 'ip addr add 10.9.0.2 peer 10.9.0.1/32 dev t0') =>
  `ip link add t0 type ${kind} local 10.2.0.2 remote 10.2.0.1${kind === 'vxlan' ? ' id 7 dstport 4789' : ''}\nip link set t0 up\n${address}\n` +
  `ip route add 10.1.0.0/17 dev t0${address === '' ? '' : ' via 10.9.0.1'}\n${more}`;

const heard = (kind: Kind, more: string, flow: string, options: TraceOptions = {}) => {
  const { error } = traceFlow(tunnelled(kind, { r2: far(kind, more) }), flowOf(flow), { branches: false, ...options }).out;
  return error && [error.type, formatIp(error.from), error.leg.ending, way(error.leg)];
};

describe.each(KINDS)('behind %s the sender of the packet inside hears, by the tunnel', (kind) => {
  it.each([
    ['H4 nobody has the address', '', 'icmp pc > 10.3.0.99', {}, 'host-unreachable'],
    ['H4 an unreachable route', 'ip route add unreachable 10.3.0.64/26', 'icmp pc > 10.3.0.99', {}, 'host-unreachable'],
    ['H4 a prohibit route', 'ip route add prohibit 10.3.0.64/26', 'icmp pc > 10.3.0.99', {}, 'prohibited'],
    ['H4 no route', 'ip route del 10.3.0.0/24', 'icmp pc > 10.3.0.99', {}, 'net-unreachable'],
    ['H1 a rule that ends it', 'ip rule add iif t0 prohibit', 'icmp pc > server', {}, 'prohibited'],
    ['H3 its TTL', '', 'icmp pc > server', { ttl: 2 }, 'time-exceeded'],
    ['H9 a smaller link behind', 'ip link set e0 mtu 1300', 'icmp pc > server', { payload: 1350, dontFragment: true }, 'frag-needed'],
    ['H52 REJECT', 'iptables -A FORWARD -i t0 -j REJECT', 'icmp pc > server', {}, 'port-unreachable'],
  ] as const)('%s', (_, more, flow, options, type) => {
    expect(heard(kind, more, flow, options)).toEqual([type, '10.9.0.2', 'delivered', 'r2 r1 pc']);
  });

  it('H3 where its TTL ends the tunnel has been opened first', () => {
    const { out } = traceFlow(tunnelled(kind, { r2: far(kind, '') }), flowOf('icmp pc > server'), { branches: false, ttl: 2 });
    expect(out.hops.at(-1)?.steps.map((s) => s.action)).toEqual(['decapsulate', 'drop']);
  });

  it('and of a blackhole, or where a link is large enough, nothing', () => {
    expect(heard(kind, 'ip route add blackhole 10.3.0.64/26', 'icmp pc > 10.3.0.99')).toBeUndefined();
    expect(heard(kind, '', 'icmp pc > server', { payload: 1350, dontFragment: true })).toBeUndefined();
  });
});

it('H2, H5 a tunnel without an address has its errors from that of another interface (recorded: ipip-unnumbered)', () => {
  const lab = tunnelled('ipip', { r2: far('ipip', 'ip route add unreachable 10.3.0.64/26', '') });
  const { error } = traceFlow(lab, flowOf('icmp pc > 10.3.0.99'), { branches: false }).out;
  expect(error && [error.type, formatIp(error.from), error.leg.ending]).toEqual(['host-unreachable', '10.2.0.2', 'delivered']);
});
