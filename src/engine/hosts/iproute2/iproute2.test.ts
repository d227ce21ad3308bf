/** Linux network scripts: what they set up and what the tools refuse (H1, H4, H7, H43). */
import { describe, expect, it } from 'vitest';
import { formatIp, formatPrefix } from '../../ip/index.ts';
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

  it('H43 tunnels by either command, addresses with a peer, MTU', () => {
    const { links } = read(
      'ip link add gre1 type gre local 192.0.2.1 remote 192.0.2.2 ttl 64 key 7\nip tunnel add six0 mode sit local 192.0.2.1 remote 192.0.2.3 nopmtudisc\nip link set gre1 mtu 1400 up\nip addr add 10.255.0.1 peer 10.255.0.2/32 dev gre1\nip link add vx0 type vxlan id 42 local 192.0.2.1 remote 192.0.2.2 dstport 4789',
    );
    expect(links.get('gre1')).toMatchObject({ mtu: 1400, up: true, tunnel: { kind: 'gre', key: 7, ttl: 64, pmtudisc: true } });
    expect(links.get('gre1')?.addresses.map((a) => [formatIp(a.ip), a.length, a.peer && formatIp(a.peer)])).toEqual([['10.255.0.1', 32, '10.255.0.2']]);
    expect(links.get('six0')).toMatchObject({ up: false, tunnel: { kind: 'sit', pmtudisc: false } });
    expect(links.get('vx0')?.tunnel).toMatchObject({ kind: 'vxlan', key: 42, pmtudisc: false });
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
    expect(config.clamps.map((c) => [c.family, c.in, c.out, c.mss])).toEqual([
      [4, undefined, 'gre1', 'pmtu'],
      [6, 'gre1', undefined, 1220],
    ]);
  });
});

describe('what is refused, and where', () => {
  it.each([
    ['host bits', 'ip route add 10.0.0.1/8 via 10.0.0.1', 'error linux-refused 1:14'],
    ['no next hop', 'ip route add 10.0.0.0/8', 'error linux-refused 1:14'],
    ['a table that is none', 'ip rule add from 10.0.0.0/8 lookup blue', 'error linux-refused 1:36'],
    ['an object that is none', 'ip rout add default via 10.0.0.1', 'error linux-refused 1:4'],
    ['a tunnel without its ends', 'ip link add gre1 type gre remote 10.0.0.2', 'error linux-refused 1:34'],
    ['a value that is no sysctl', 'sysctl -w net.ipv4.conf.eth0.rp_filter=9', 'error linux-refused 1:11'],
    ['a command that is not modelled', 'tc qdisc add dev eth0 root fq', 'warning linux-not-modelled 1:1'],
    ['a filter rule', 'iptables -A INPUT -p tcp -j DROP', 'warning linux-not-modelled 1:1'],
  ])('%s', (_, text, expected) =>
    expect(parseLinux(text).diagnostics.map((d) => `${d.severity} ${d.code} ${d.place.span?.line}:${d.place.span?.column}`)).toEqual([expected]),
  );
});
