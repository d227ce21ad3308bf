/** Pings and traceroutes as each system prints them, in IPv4 and IPv6; `ipconfig` (H72, H section 8). */
import { describe, expect, it } from 'vitest';
import type { Host, Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { runCommand } from '../index.ts';

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const client = (os: NonNullable<Host['os']>): Host => ({
  os,
  interfaces: { em0: on('left', '10.1.0.10/24', '2001:db8:1::10/64') },
  gateway: '10.1.0.1',
  ...(os === 'freebsd' && {
    rc: { config: 'ifconfig_em0="inet 10.1.0.10/24"\nifconfig_em0_ipv6="inet6 2001:db8:1::10/64"\nipv6_defaultrouter="2001:db8:1::1"' },
  }),
  ...(os === 'linux' && { iproute2: { config: 'ip -6 route add default via 2001:db8:1::1' } }),
});

/** A client behind a router with a link of 1400 bytes to the server, and routes that refuse. */
const lab = (os: NonNullable<Host['os']>): Lab => ({
  segments: { left: {}, right: {} },
  hosts: {
    pc: client(os),
    r1: {
      interfaces: { e0: on('left', '10.1.0.1/24', '2001:db8:1::1/64'), e1: { ...on('right', '10.3.0.1/24', '2001:db8:3::1/64'), mtu: 1400 } },
      iproute2: {
        config:
          'sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1\nip route add prohibit 10.7.0.0/16\nip -6 route add prohibit 2001:db8:7::/64\nip -6 route add unreachable 2001:db8:8::/64',
      },
    },
    server: {
      interfaces: { eth0: on('right', '10.3.0.10/24', '2001:db8:3::10/64') },
      iproute2: { config: 'ip route add default via 10.3.0.1\nip -6 route add default via 2001:db8:3::1' },
    },
  },
});
const [bsd, tux, win] = (['freebsd', 'linux', 'windows'] as const).map((os) => solve(lab(os))) as [
  ReturnType<typeof solve>,
  ReturnType<typeof solve>,
  ReturnType<typeof solve>,
];
/** As `lab`, with a second router between the narrow link and the server. */
const narrow = () => {
  const forwarding = 'sysctl -w net.ipv6.conf.all.forwarding=1\n';
  const { pc } = lab('linux').hosts ?? {};
  return solve({
    segments: { left: {}, middle: {}, right: {} },
    hosts: {
      ...(pc && { pc }),
      r1: {
        interfaces: { e0: on('left', '2001:db8:1::1/64'), e1: { ...on('middle', '2001:db8:2::1/64'), mtu: 1400 } },
        iproute2: { config: `${forwarding}ip -6 route add 2001:db8:3::/64 via 2001:db8:2::2` },
      },
      r2: {
        interfaces: { e1: { ...on('middle', '2001:db8:2::2/64'), mtu: 1400 }, e0: on('right', '2001:db8:3::1/64') },
        iproute2: { config: `${forwarding}ip -6 route add 2001:db8:1::/64 via 2001:db8:2::1` },
      },
      server: { interfaces: { eth0: on('right', '2001:db8:3::10/64') }, iproute2: { config: 'ip -6 route add default via 2001:db8:3::1' } },
    },
  });
};
const said = (solution: typeof bsd, command: string) => runCommand(solution, 'pc', command).text.split('\n');

describe('FreeBSD', () => {
  it('ping', () =>
    expect(said(bsd, 'ping -c 2 10.3.0.10')).toEqual([
      'PING 10.3.0.10 (10.3.0.10): 56 data bytes',
      '64 bytes from 10.3.0.10: icmp_seq=0 ttl=63 time=2.000 ms',
      '64 bytes from 10.3.0.10: icmp_seq=1 ttl=63 time=2.000 ms',
      '',
      '--- 10.3.0.10 ping statistics ---',
      '2 packets transmitted, 2 packets received, 0.0% packet loss',
      'round-trip min/avg/max/stddev = 2.000/2.000/2.000/0.000 ms',
    ]));

  it('ping of IPv6', () =>
    expect(said(bsd, 'ping -c 1 2001:db8:3::10').slice(0, 2)).toEqual([
      'PING(104=40+8+56 bytes) 2001:db8:1::10 --> 2001:db8:3::10',
      '64 bytes from 2001:db8:3::10, icmp_seq=0 hlim=63 time=2.000 ms',
    ]));

  it.each([
    ['ping -c 1 10.7.0.1', '36 bytes from 10.1.0.1: Communication prohibited by filter'],
    ['ping -c 1 -D -s 1400 10.3.0.10', '36 bytes from 10.1.0.1: frag needed and DF set (MTU 1400)'],
    ['ping -c 1 -D -s 1500 10.3.0.10', 'ping: sendto: Message too long'],
    ['ping -c 1 -s 1400 2001:db8:3::10', '1456 bytes from 2001:db8:1::1: Packet too big mtu = 1400'],
  ])('%s', (command, line) => expect(said(bsd, command)[1]).toBe(line));

  it('traceroute', () => {
    expect(said(bsd, 'traceroute 10.3.0.10')).toEqual([
      'traceroute to 10.3.0.10 (10.3.0.10), 64 hops max, 40 byte packets',
      ' 1  10.1.0.1 (10.1.0.1)  2.000 ms  2.000 ms  2.000 ms',
      ' 2  10.3.0.10 (10.3.0.10)  2.000 ms  2.000 ms  2.000 ms',
    ]);
    expect(said(bsd, 'traceroute6 2001:db8:3::10').slice(0, 2)).toEqual([
      'traceroute6 to 2001:db8:3::10 (2001:db8:3::10) from 2001:db8:1::10, 64 hops max, 28 byte packets',
      ' 1  2001:db8:1::1  2.000 ms  2.000 ms  2.000 ms',
    ]);
  });
});

describe('Linux, IPv6', () => {
  it.each([
    ['ping -c 1 2001:db8:7::1', 'From 2001:db8:1::1 icmp_seq=1 Destination unreachable: Administratively prohibited'],
    ['ping -c 1 2001:db8:8::1', 'From 2001:db8:1::1 icmp_seq=1 Destination unreachable: No route'],
    ['ping -c 1 -t 1 2001:db8:3::10', 'From 2001:db8:1::1 icmp_seq=1 Time exceeded: Hop limit'],
    ['ping -c 1 -s 1400 2001:db8:3::10', 'From 2001:db8:1::1 icmp_seq=1 Packet too big: mtu=1400'],
    ['ping -c 1 -M do -s 1600 2001:db8:3::10', 'ping: local error: message too long, mtu: 1500'],
    ['ping -c 1 -s 3000 2001:db8:1::1', '3008 bytes from 2001:db8:1::1: icmp_seq=1 ttl=64 time=2.00 ms'],
  ])('%s', (command, line) => expect(said(tux, command)[1]).toBe(line));

  it.each([
    ['the sender is told of the way there', tux, 2, 63],
    ['and who answers of the way back', narrow(), 3, 62],
  ])('H9 %s, and cuts from then on (recorded)', (_, solution, seq, ttl) => {
    expect(said(solution, 'ping -c 3 -s 1400 2001:db8:3::10').slice(1, 3)).toEqual([
      'From 2001:db8:1::1 icmp_seq=1 Packet too big: mtu=1400',
      `1408 bytes from 2001:db8:3::10: icmp_seq=${seq} ttl=${ttl} time=2.00 ms`,
    ]);
  });

  it('traceroute sends 80 bytes', () => expect(said(tux, 'traceroute -n 2001:db8:3::10')[0]).toContain('30 hops max, 80 byte packets'));

  it('H1 ip -6 route and ip -6 route get print metric and preference, the default last (recorded)', () => {
    expect(said(tux, 'ip -6 route')).toEqual([
      '2001:db8:1::/64 dev em0 proto kernel metric 256 pref medium',
      'fe80::/64 dev em0 proto kernel metric 256 pref medium',
      'default via 2001:db8:1::1 dev em0 metric 1024 pref medium',
    ]);
    expect(said(tux, 'ip -6 route get 2001:db8:3::10')).toEqual([
      '2001:db8:3::10 from :: via 2001:db8:1::1 dev em0 src 2001:db8:1::10 metric 1024 pref medium',
    ]);
    expect(said(tux, 'ip -6 route get ::1')).toEqual(['local ::1 from :: dev lo table local proto kernel src ::1 metric 0 pref medium']);
  });
});

describe('Windows', () => {
  it('ipconfig', () =>
    expect(said(win, 'ipconfig')).toEqual([
      'Windows IP Configuration',
      '',
      '',
      'Ethernet adapter em0:',
      '',
      '   Connection-specific DNS Suffix  . : ',
      '   IPv4 Address. . . . . . . . . . . : 10.1.0.10',
      '   Subnet Mask . . . . . . . . . . . : 255.255.255.0',
      '   IPv6 Address. . . . . . . . . . . : 2001:db8:1::10',
      '   Default Gateway . . . . . . . . . : 10.1.0.1',
    ]));
});
