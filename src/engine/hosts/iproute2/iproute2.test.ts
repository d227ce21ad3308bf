/** Linux network scripts: what they set up and what the tools refuse (H1, H4, H7, H43). */
import { describe, expect, it } from 'vitest';
import { formatIp, formatPrefix, ip } from '../../ip/index.ts';
import { parseLinux } from './parse.ts';

const read = (text: string) => {
  const { config, diagnostics } = parseLinux(text);
  expect(diagnostics).toEqual([]);
  return config;
};

describe('what a script sets up', () => {
  it('H1 rules in order of priority; without one, before the lowest', () => {
    const { rules } = read(
      'ip rule add from 10.1.0.0/16 lookup 100 priority 1000\nip rule add to 10.9.0.0/16 iif eth1 table 200\nip -6 rule add from 2001:db8::/32 lookup main pref 5',
    );
    expect(rules.map((r) => [r.priority, r.family, r.from && formatPrefix(r.from), r.iif, r.action])).toEqual([
      [5, 6, '2001:db8::/32', undefined, { kind: 'table', table: 254 }],
      [999, 4, undefined, 'eth1', { kind: 'table', table: 200 }],
      [1000, 4, '10.1.0.0/16', undefined, { kind: 'table', table: 100 }],
    ]);
  });

  it('H1 H4 routes: tables, metrics, kinds', () => {
    const { routes } = read(
      'ip route add default via 10.0.0.1 dev eth0 table 100\nip route add prohibit 10.9.0.0/16\nip route add default via 2001:db8::1\nip r add 10.8.0.0/16 dev gre1 metric 50 src 10.0.0.4',
    );
    expect(routes.map((r) => [formatPrefix(r.prefix), r.kind, r.table, r.metric, r.gateway === undefined ? r.interface : formatIp(r.gateway)])).toEqual([
      ['0.0.0.0/0', 'unicast', 100, 0, '10.0.0.1'],
      ['10.9.0.0/16', 'prohibit', 254, 0, undefined],
      ['::/0', 'unicast', 254, 1024, '2001:db8::1'],
      ['10.8.0.0/16', 'unicast', 254, 50, 'gre1'],
    ]);
  });

  it('H8 a route of several ways, with their weights; equal IPv6 routes are ways of one', () => {
    const { routes } = read(
      'ip route add default nexthop via 10.0.0.1 dev eth0 weight 3 nexthop via 10.0.1.1\nip -6 route add 2001:db8::/32 via 2001:db8:1::1\nip -6 route append 2001:db8::/32 via 2001:db8:2::1\nip route add 10.1.0.0/16 via 10.0.0.1\nip route append 10.1.0.0/16 via 10.0.1.1',
    );
    expect(
      routes.map((r) => (r.hops ?? [r]).map((h) => `${h.gateway === undefined ? '' : formatIp(h.gateway)} ${'weight' in h ? h.weight : ''}`.trim())),
    ).toEqual([['10.0.0.1 3', '10.0.1.1 1'], ['2001:db8:1::1 1', '2001:db8:2::1 1'], ['10.0.0.1']]);
  });

  it('H1 what is taken away again, replaced, and named', () => {
    const config = read(
      'echo "100 blue" >> /etc/iproute2/rt_tables\nip rule add fwmark 0x10/0xf0 lookup blue\nip rule add from 10.0.0.0/8 lookup 7\nip rule del from 10.0.0.0/8 lookup 7\nip route add default via 10.0.0.1 table blue\nip route replace default via 10.0.0.2 table blue mtu 1400 advmss 1300\nip route add 10.9.0.0/16 dev eth0\nip route del 10.9.0.0/16',
    );
    expect(config.rules.map((r) => [r.priority, r.mark, r.action])).toEqual([[32765, { value: 16, mask: 240 }, { kind: 'table', table: 100 }]]);
    expect(config.routes.map((r) => [r.gateway && formatIp(r.gateway), r.table, r.mtu, r.advmss])).toEqual([['10.0.0.2', 100, 1400, 1300]]);
  });

  it('H3 H5 H7 H8 settings by sysctl and by echo into /proc', () => {
    const config = read(
      'echo 1 > /proc/sys/net/ipv4/ip_forward\necho 2 >/proc/sys/net/ipv4/conf/eth0/rp_filter\nsysctl -w net.ipv4.fib_multipath_hash_policy = 1\nsysctl -w net.ipv4.icmp_errors_use_inbound_ifaddr=1 net.ipv4.conf.all.src_valid_mark=1',
    );
    expect([config.forwarding, [...config.rpFilter], config.hashPolicy, config.errorsFromInbound, [...config.sourceValidMark]]).toEqual([
      { ipv4: true },
      [['eth0', 2]],
      { ipv4: 1 },
      true,
      ['all'],
    ]);
  });

  it('H43 tunnels by either command, addresses with a peer, MTU', () => {
    const { links } = read(
      'ip link add gre1 type gre local 192.0.2.1 remote 192.0.2.2 ttl 64 key 7\nip tunnel add six0 mode sit local 192.0.2.1 remote 192.0.2.3 nopmtudisc\nip link set gre1 mtu 1400 up\nip addr add 10.255.0.1 peer 10.255.0.2/32 dev gre1\nip link add vx0 type vxlan id 42 local 192.0.2.1 remote 192.0.2.2 dstport 4789',
    );
    expect(links.get('gre1')).toMatchObject({ mtu: 1400, up: true, tunnel: { kind: 'gre', key: 7, ttl: 64, outerDf: 'set' } });
    expect(links.get('gre1')?.addresses.map((a) => [formatIp(a.ip), a.length, a.peer && formatIp(a.peer)])).toEqual([['10.255.0.1', 32, '10.255.0.2']]);
    expect(links.get('six0')).toMatchObject({ up: false, tunnel: { kind: 'sit', outerDf: 'copy' } });
    expect(links.get('vx0')?.tunnel).toMatchObject({ kind: 'vxlan', key: 42, outerDf: 'clear' });
  });

  it('H40, H43 the words of a VXLAN', () => {
    const { links } = read(
      'ip link set eth0 mtu 1400\nip link add vx0 mtu 1300 type vxlan id 42 dev eth0 dstport 4789 srcport 50000 50100 df inherit nolearning ttl inherit ageing 300 noudpcsum',
    );
    const tunnel = { kind: 'vxlan', key: 42, device: 'eth0', deviceMtu: 1400, port: 4789, outerDf: 'copy', learning: false, ttl: 'inherit' };
    expect(links.get('vx0')).toMatchObject({ mtu: 1300, tunnel });
    expect(links.get('vx0')?.tunnel).not.toHaveProperty('remote');
  });

  it('H7 sysctls and MSS clamps', () => {
    const config = read(
      'sysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=2\nsysctl -w net.ipv4.conf.eth1.rp_filter=1\niptables -t mangle -A FORWARD -o gre1 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu\nip6tables -t mangle -A FORWARD -i gre1 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1220',
    );
    expect([config.forwarding, [...config.rpFilter]]).toEqual([
      { ipv4: true },
      [
        ['all', 2],
        ['eth1', 1],
      ],
    ]);
    expect([config.netfilter.ipv4, config.netfilter.ipv6].map((t) => t.mangle.get('FORWARD')?.rules.map((r) => [r.target, r.text]))).toEqual([
      [[{ kind: 'mss', mss: 'pmtu' }, '-o gre1 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu']],
      [[{ kind: 'mss', mss: 1220 }, '-i gre1 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1220']],
    ]);
  });
});

describe('H1 the routes that come with addresses', () => {
  const drawn = [{ name: 'eth0', addresses: [{ ip: ip('10.0.0.4'), length: 24 }] }];
  const gone = (text: string) => {
    const { config, diagnostics } = parseLinux(text, drawn);
    return [...diagnostics.map((d) => d.message), ...config.withdrawn.map((w) => `${w.interface} ${formatPrefix(w.prefix)}`)];
  };

  it.each([
    ['replaced', 'ip route replace 10.0.0.0/24 via 10.0.0.1', ['eth0 10.0.0.0/24']],
    ['replaced in another table: not', 'ip route replace 10.0.0.0/24 via 10.0.0.1 table 7', []],
    ['beside one of another metric: not', 'ip route add 10.0.0.0/24 via 10.0.0.1 metric 9', []],
    ['added once more', 'ip route add 10.0.0.0/24 via 10.0.0.1', ['line 1: Error: RTNETLINK answers: File exists']],
    [
      'taken away, and again',
      'ip route del 10.0.0.0/24 dev eth0\nip route del 10.0.0.0/24',
      ['line 2: ip route del of a route that is not there: not modelled; the line has no effect here', 'eth0 10.0.0.0/24'],
    ],
    ['never made', 'ip addr add 10.1.0.4/24 dev eth0 noprefixroute', ['eth0 10.1.0.0/24']],
    ['of an address that the script adds', 'ip addr add 10.1.0.4/24 dev eth1\nip route replace 10.1.0.0/24 via 10.0.0.1', ['eth1 10.1.0.0/24']],
  ])('%s', (_, text, expected) => expect(gone(text)).toEqual(expected));

  it('a next hop that is deleted takes its routes along', () => {
    const { config } = parseLinux(
      'ip nexthop add id 1 via 10.0.0.1 dev eth0\nip route add 10.9.0.0/16 nhid 1\nip route add 10.8.0.0/16 via 10.0.0.1\nip nexthop del id 1',
      drawn,
    );
    expect(config.routes.map((r) => formatPrefix(r.prefix))).toEqual(['10.8.0.0/16']);
  });
});

describe('what is refused, and where', () => {
  it.each([
    ['host bits', 'ip route add 10.0.0.1/8 via 10.0.0.1', 'error linux-refused 1:14'],
    ['no next hop', 'ip route add 10.0.0.0/8', 'error linux-refused 1:14'],
    ['a table that is none', 'ip rule add from 10.0.0.0/8 lookup blue', 'error linux-refused 1:36'],
    ['an object that is none', 'ip rout add default via 10.0.0.1', 'error linux-refused 1:4'],
    ['a VXLAN without VNI', 'ip link add vx0 type vxlan remote 10.0.0.2', 'error linux-refused 1:35'],
    ['DF by a word of its own', 'ip link add vx0 type vxlan id 7 df maybe', 'error linux-refused 1:36'],
    ['a GRE that sends to whoever', 'ip link add gre1 type gre local 10.0.0.2', 'warning linux-not-modelled 1:1'],
    ['IPv6 ends of a GRE', 'ip link add g1 type gre local 2001:db8::1 remote 2001:db8::2', 'error linux-refused 1:31'],
    ['IPv6 ends of ip tunnel', 'ip tunnel add g1 mode sit remote 2001:db8::2 local 2001:db8::1', 'error linux-refused 1:34'],
    ['a mode that ipip has not', 'ip link add i1 type ipip mode ip6ip remote 10.0.0.2', 'error linux-refused 1:31'],
    ['MPLS in IP', 'ip link add i1 type ipip mode mplsip remote 10.0.0.2', 'warning linux-not-modelled 1:1'],
    ['a VXLAN of a group', 'ip link add vx0 type vxlan id 7 group 239.1.1.1 dev eth0', 'warning linux-not-modelled 1:1'],
    ['a VXLAN that others steer', 'ip link add vx0 type vxlan external', 'warning linux-not-modelled 1:1'],
    ['a value that is no sysctl', 'sysctl -w net.ipv4.conf.eth0.rp_filter=9', 'error linux-refused 1:11'],
    ['a route that is there', 'ip route add 10.0.0.0/8 via 10.0.0.1\nip route add 10.0.0.0/8 via 10.0.0.2', 'error linux-refused 2:29'],
    ['a next hop that is there', 'ip nexthop add id 1 via 10.0.0.1 dev eth0\nip nexthop add id 1 blackhole', 'error linux-refused 2:21'],
    ['a next hop without a device', 'ip nexthop add id 1 via 10.0.0.1', 'error linux-refused 1:25'],
    ['a next hop that is not', 'ip route add 10.0.0.0/8 nhid 7', 'error linux-refused 1:30'],
    ['a group of what is not', 'ip nexthop add id 9 group 1/2', 'error linux-refused 1:27'],
    ['a goto that leads back', 'ip rule add pref 100 goto 50', 'error linux-refused 1:27'],
    ['users that are no range', 'ip rule add uidrange 7 lookup 7', 'error linux-refused 1:22'],
    ['a name that no table has', 'ip route add default via 10.0.0.1 table blue', 'error linux-refused 1:41'],
    ['a port that no rule takes', 'ip rule add dport 65535 lookup 7', 'error linux-refused 1:19'],
    ['a TOS with bits that an IPv4 rule does not take', 'ip rule add tos 0xb8 lookup 7', 'error linux-refused 1:29'],
    ['a rule that was not added', 'ip rule del from 10.0.0.0/8', 'error linux-refused 1:18'],
    ['a link that the lab has not', 'ip link add b0 type bond', 'warning linux-not-modelled 1:1'],
    ['a VLAN without its tag', 'ip link add link eth0 name eth0.5 type vlan', 'error linux-refused 1:40'],
    ['a VLAN without its cable', 'ip link add name eth0.5 type vlan id 5', 'error linux-refused 1:38'],
    ['neighbors', 'ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev eth0', 'warning linux-not-modelled 1:1'],
    ['a file that is no setting', 'echo hello > /tmp/x', 'warning linux-not-modelled 1:1'],
    ['a command that is not modelled', 'tc qdisc add dev eth0 root fq', 'warning linux-not-modelled 1:1'],
    ['a match that is not modelled', 'iptables -A INPUT -m time --timestart 08:00 -j DROP', 'warning linux-not-modelled 1:1'],
    ['a chain that is none', 'iptables -A INPUTS -j DROP', 'error linux-refused 1:13'],
    ['a target that is none', 'iptables -A INPUT -j CHECKED', 'error linux-refused 1:22'],
    ['a port without a protocol', 'iptables -A INPUT --dport 22 -j DROP', 'error linux-refused 1:19'],
    ['translation outside its table', 'iptables -A POSTROUTING -j MASQUERADE', 'error linux-refused 1:13'],
  ])('%s', (_, text, expected) =>
    expect(parseLinux(text).diagnostics.map((d) => `${d.severity} ${d.code} ${d.place.span?.line}:${d.place.span?.column}`)).toEqual([expected]),
  );
});

describe('H7 rp_filter of default', () => {
  const DEFAULT = (n: number) => `sysctl -w net.ipv4.conf.default.rp_filter=${n}`;
  const MADE = 'ip link add t0 type gre local 10.0.0.1 remote 10.0.0.2';
  const GIVEN = 'ip addr add 10.9.0.1/30 dev t0';
  /** What t0 has in the end (recorded, interface by interface, in a network namespace). */
  const inTheEnd = (...lines: string[]) => {
    const { rpFilter } = read(lines.join('\n'));
    return rpFilter.get('t0') ?? rpFilter.get('default') ?? 0;
  };

  it.each([
    ['made before its first write: it follows', [MADE, DEFAULT(1)], 1],
    ['and follows again', [MADE, DEFAULT(1), DEFAULT(2)], 2],
    ['made behind it: it keeps what it got', [DEFAULT(1), MADE, DEFAULT(2)], 1],
    ['given an IPv4 address: it keeps what it has', [MADE, GIVEN, DEFAULT(1)], 0],
    ['behind a write', [MADE, DEFAULT(2), GIVEN, DEFAULT(0)], 2],
    ['an IPv6 address alone changes nothing', [MADE, 'ip addr add 2001:db8::1/64 dev t0', DEFAULT(1)], 1],
    ['its own setting stays', [MADE, 'sysctl -w net.ipv4.conf.t0.rp_filter=1', DEFAULT(2)], 1],
  ])('%s', (_, lines, expected) => expect(inTheEnd(...lines)).toBe(expected));
});
