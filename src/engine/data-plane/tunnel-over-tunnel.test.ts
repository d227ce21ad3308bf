/** IPv6 in IPv4 over GRE on Linux: whose address errors have, and what MTU is left (H5, H40; net/ipv6/icmp.c icmp6_send, net/ipv4/sit.c ipip6_tunnel_bind_dev). */
import { describe, expect, it } from 'vitest';
import { compileLab } from '../compile/index.ts';
import { formatIp } from '../ip/index.ts';
import type { Lab } from '../model/index.ts';
import { solve } from '../solve.ts';
import { traceFlow } from './trace.ts';
import { traceRoute } from './traceroute.ts';

const FORWARDING = 'sysctl -w net.ipv4.ip_forward=1\nsysctl -w net.ipv6.conf.all.forwarding=1\n';
const wire = (segment: string, ...addresses: string[]) => ({ segment, addresses });

/** h1 — r1 — x — r2 — h2: `outer` joins the routers, IPv6 goes by `inner`, which is made with `by` of the other end. */
function lab(own: (n: 1 | 2) => string): Lab {
  const router = (n: 1 | 2, lan: string, wan: string, address: string, via: string, to: string) => ({
    interfaces: { eth0: wire(lan, `10.${n}.0.1/24`, `2001:db8:${n}::1/64`), eth1: wire(wan, `${address}/24`) },
    iproute2: { config: `${FORWARDING}ip route add ${to} via ${via}\n${own(n)}ip -6 route add 2001:db8:${3 - n}::/64 via 2001:db8:f::${3 - n}\n` },
  });
  const host = (n: 1 | 2, lan: string) => ({
    interfaces: { eth0: wire(lan, `2001:db8:${n}::10/64`) },
    iproute2: { config: `ip -6 route add default via 2001:db8:${n}::1` },
  });
  return {
    segments: { a: {}, m: {}, n: {}, b: {} },
    hosts: {
      h1: host(1, 'a'),
      r1: router(1, 'a', 'm', '192.0.2.1', '192.0.2.9', '198.51.100.0/24'),
      x: { interfaces: { eth0: wire('m', '192.0.2.9/24'), eth1: wire('n', '198.51.100.9/24') }, iproute2: { config: FORWARDING } },
      r2: router(2, 'b', 'n', '198.51.100.2', '198.51.100.9', '192.0.2.0/24'),
      h2: host(2, 'b'),
    },
  };
}

const ENDS: Readonly<Record<1 | 2, readonly [string, string]>> = { 1: ['192.0.2.1', '198.51.100.2'], 2: ['198.51.100.2', '192.0.2.1'] };
const made = (name: string, kind: string, local: string, remote: string, more = '') =>
  `ip link add ${name} type ${kind} local ${local} remote ${remote} ttl 64 ${more}\nip link set ${name} up\n`;
const addressed = (name: string, n: 1 | 2) => `ip addr add 2001:db8:f::${n}/64 dev ${name}\n`;
const direct = (kind: string) => lab((n) => `${made('t0', kind, ...ENDS[n], kind === 'vxlan' ? 'id 7 dstport 4789' : '')}${addressed('t0', n)}`);
/** `link` names gre1, or nothing, as what the upper tunnel goes by. */
const nested = (kind: string, link: string, mtu = '') =>
  lab(
    (n) =>
      `${mtu}${made('gre1', 'gre', ...ENDS[n])}ip addr add 172.16.0.${n}/30 dev gre1\n${made('t0', kind, `172.16.0.${n}`, `172.16.0.${3 - n}`, link)}${addressed('t0', n)}`,
  );

describe('H5 an ICMPv6 error of a Linux router behind a tunnel', () => {
  const second = (of: Lab) => {
    const from = traceRoute(solve(of), { from: 'h1', to: '2001:db8:2::10', protocol: 'udp' }).hops[1]?.[0]?.from;
    return from === undefined ? undefined : formatIp(from);
  };

  it.each(['gre', 'sit', 'vxlan'])('comes from the address of the %s that the packet came out of', (kind) => {
    expect(second(direct(kind))).toBe('2001:db8:f::2');
  });

  it('of a tunnel in a tunnel from that of the inner one', () => {
    expect(second(nested('sit', 'dev gre1'))).toBe('2001:db8:f::2');
  });
});

describe('H40 the MTU of a tunnel over a tunnel', () => {
  const mtuOf = (of: Lab, name: string) => {
    const node = compileLab(of).nodes.get('r1');
    return node?.interfaces.find((i) => i.name === name)?.mtu;
  };

  it.each([
    ['sit', 'dev gre1', '', 1456],
    ['sit', '', '', 1456],
    ['gre', 'dev gre1', '', 1452],
    ['ipip', '', '', 1456],
    ['sit', 'dev gre1', 'ip link set eth1 mtu 1400\n', 1356],
  ])('%s %s %s: %i', (kind, link, mtu, expected) => {
    expect(mtuOf(nested(kind, link, mtu), 't0')).toBe(expected);
  });

  it('one that is given more than the lower leaves it tells of what is left', () => {
    const wide = nested('gre', '');
    const config = (n: 'r1' | 'r2') => ({ ...wide.hosts?.[n], iproute2: { config: `${wide.hosts?.[n]?.iproute2?.config ?? ''}ip link set t0 mtu 1476\n` } });
    const solution = solve({ ...wide, hosts: { ...wide.hosts, r1: config('r1'), r2: config('r2') } } as Lab);
    const told = (payload: number) =>
      traceFlow(solution, { from: 'h1', to: '2001:db8:2::10', protocol: 'icmp' }, { payload, dontFragment: true, branches: false }).out.error?.mtu;
    expect([told(1452 - 48), told(1453 - 48)]).toEqual([undefined, 1452]);
  });

  it('over a card as before', () => expect(mtuOf(direct('sit'), 't0')).toBe(1480));
});

describe('H9, H43 a link between the ends that neither of two tunnels sees', () => {
  const narrow = (mtu: number) => {
    const of = nested('gre', '');
    const cut = (name: 'x' | 'r2') => ({
      ...of.hosts?.[name],
      iproute2: { config: `ip link set eth1 mtu ${mtu}\n${of.hosts?.[name]?.iproute2?.config ?? ''}` },
    });
    const h2 = { ...of.hosts?.['h2'], listen: [{ protocol: 'tcp', port: 443 }] };
    return solve({ ...of, hosts: { ...of.hosts, x: cut('x'), r2: cut('r2'), h2 } } as Lab);
  };
  const flow = { from: 'h1', to: '2001:db8:2::10', protocol: 'tcp', port: 443 } as const;

  it('is told of level by level: the lower tunnel by the router there, the upper by its own machine, the sender by the upper', () => {
    const { verdict, transfer } = traceFlow(narrow(1400), { ...flow, bytes: 20_000 }, { branches: false });
    // 1452 of the upper tunnel; 1400 of the link; 24 less in the lower tunnel, 24 less in the upper.
    expect([verdict, transfer?.up?.told, transfer?.up?.bytes]).toEqual(['delivered', [1452, 1400, 1376, 1352], 1352 - 60]);
    expect(traceFlow(narrow(1500), { ...flow, bytes: 20_000 }, { branches: false }).transfer?.up?.told).toEqual([1452]);
  });

  it('one packet is lost there, and its sender hears nothing yet', () => {
    const once = (payload: number) => traceFlow(narrow(1400), { ...flow, protocol: 'icmp' }, { payload, dontFragment: true, branches: false }).out;
    expect([once(1352 - 48).ending, once(1353 - 48).ending, once(1353 - 48).error?.leg.at.device]).toEqual(['delivered', 'dropped', 'r1']);
  });
});
