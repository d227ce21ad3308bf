/** The tables as each system lists them: net-tools and iproute2 on Linux (recorded of 2.10 and 6.1), FreeBSD's netstat (H24, H26). */
import { describe, expect, it } from 'vitest';
import type { Host, Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { runCommand } from '../run.ts';

const lines = (lab: Lab, device: string, command: string) => runCommand(solve(lab), device, command).text.split('\n');
const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });

const LINUX: Lab = {
  segments: { a: {}, b: {} },
  hosts: {
    box: {
      interfaces: { eth0: on('a', '10.1.0.1/24', '10.1.0.9/24', '2001:db8:1::1/64'), eth1: on('b', '10.2.0.1/30', '2001:db8:2::1/64') },
      iproute2: {
        config: [
          'ip addr add 10.9.0.1 peer 10.9.0.2/32 dev eth1',
          'ip route add default via 10.1.0.254',
          'ip route add 0.0.0.0/1 via 10.1.0.2',
          'ip route add 10.0.0.0/8 via 10.2.0.2',
          'ip route add 10.0.0.0/24 via 10.2.0.2 mtu 1400 advmss 1300',
          'ip route add 10.7.7.7 via 10.2.0.2 metric 50',
          'ip route add 172.16.0.0/16 nexthop via 10.1.0.2 nexthop via 10.2.0.2',
          'ip route add blackhole 192.0.2.0/24',
          'ip route add unreachable 192.0.3.0/24',
          'ip route add prohibit 192.0.4.0/24',
          'ip route add throw 192.0.5.0/24',
          'ip route add 10.50.0.0/16 via 10.1.0.2 table 100',
          'ip -6 route add default via 2001:db8:1::ff',
          'ip -6 route add ::/1 via 2001:db8:1::5',
          'ip -6 route add 2001:db8::/32 via 2001:db8:1::5',
          'ip -6 route add 2001:db8:5::/48 via 2001:db8:2::2 metric 77',
          'ip -6 route add blackhole 2001:db8:6::/48',
          'ip -6 route add unreachable 2001:db8:7::/48',
          'ip -6 route add 2001:db8:8::1 via 2001:db8:1::2',
          'ip -6 route add 2001:db8:a::/48 nexthop via 2001:db8:1::2 nexthop via 2001:db8:2::2',
          'ip -6 route add 2001:db8:b::/48 via 2001:db8:1::2 table 100',
        ].join('\n'),
      },
    },
  },
};

describe('Linux', () => {
  const TABLE = [
    '0.0.0.0         10.1.0.2        128.0.0.0       UG        0 0          0 eth0',
    '0.0.0.0         10.1.0.254      0.0.0.0         UG        0 0          0 eth0',
    '10.0.0.0        10.2.0.2        255.255.255.0   UG     1340 0          0 eth1',
    '10.0.0.0        10.2.0.2        255.0.0.0       UG        0 0          0 eth1',
    '10.1.0.0        0.0.0.0         255.255.255.0   U         0 0          0 eth0',
    '10.2.0.0        0.0.0.0         255.255.255.252 U         0 0          0 eth1',
    '10.7.7.7        10.2.0.2        255.255.255.255 UGH       0 0          0 eth1',
    '10.9.0.2        0.0.0.0         255.255.255.255 UH        0 0          0 eth1',
    '172.16.0.0      10.1.0.2        255.255.0.0     UG        0 0          0 eth0',
    '192.0.2.0       0.0.0.0         255.255.255.0   U         0 0          0 *',
    '192.0.3.0       -               255.255.255.0   !         - -          - -',
    '192.0.4.0       -               255.255.255.0   !         - -          - -',
    '192.0.5.0       0.0.0.0         255.255.255.0   U         0 0          0 *',
  ];
  const HEAD = ['Kernel IP routing table', 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface'];

  it('netstat -rn (recorded)', () => expect(lines(LINUX, 'box', 'netstat -rn')).toEqual([...HEAD, ...TABLE]));

  it('netstat -r names the default', () => expect(lines(LINUX, 'box', 'netstat -r')[3]).toBe(TABLE[1]?.replace('0.0.0.0', 'default')));

  it.each(['netstat -rne', 'route -n'])('%s has metrics (recorded)', (command) => {
    const said = lines(LINUX, 'box', command);
    expect([said[1], said[2], said[8], said[12]]).toEqual([
      'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface',
      '0.0.0.0         10.1.0.2        128.0.0.0       UG    0      0        0 eth0',
      '10.7.7.7        10.2.0.2        255.255.255.255 UGH   50     0        0 eth1',
      '192.0.3.0       -               255.255.255.0   !     0      -        0 -',
    ]);
  });

  const TABLE6 = [
    '2001:db8:b::/48                2001:db8:1::2              UG   1024 1      0 eth0',
    '::/0                           ::                         !n   -1  1      0 lo',
    '2001:db8:1::/64                ::                         U    256 1      0 eth0',
    '2001:db8:2::/64                ::                         U    256 1      0 eth1',
    '2001:db8:5::/48                2001:db8:2::2              UG   77  1      0 eth1',
    '2001:db8:6::/48                ::                         !n   1024 1      0 lo',
    '2001:db8:7::/48                ::                         !n   1024 1      0 lo',
    '2001:db8:8::1/128              2001:db8:1::2              UG   1024 1      0 eth0',
    '2001:db8:a::/48                2001:db8:1::2              UG   1024 1      0 eth0',
    '2001:db8:a::/48                2001:db8:2::2              UG   1024 1      0 eth1',
    '2001:db8::/32                  2001:db8:1::5              UG   1024 1      0 eth0',
    '::/1                           2001:db8:1::5              UG   1024 1      0 eth0',
    'fe80::/64                      ::                         U    256 1      0 eth0',
    'fe80::/64                      ::                         U    256 1      0 eth1',
    '::/0                           2001:db8:1::ff             UG   1024 1      0 eth0',
    '::1/128                        ::                         Un   0   1      0 lo',
    '2001:db8:1::1/128              ::                         Un   0   1      0 eth0',
    '2001:db8:2::1/128              ::                         Un   0   1      0 eth1',
    'ff00::/8                       ::                         U    256 1      0 eth0',
    'ff00::/8                       ::                         U    256 1      0 eth1',
    '::/0                           ::                         !n   -1  1      0 lo',
  ];

  it('netstat -6rn (recorded, but for references): every table, what lies within a prefix before it, and where there is no default', () => {
    const said = lines(LINUX, 'box', 'netstat -6rn');
    expect(said.slice(0, 2)).toEqual(['Kernel IPv6 routing table', 'Destination                    Next Hop                   Flag Met Ref  Use If']);
    const own = said.filter((l) => /^fe80::\w.*\/128/.test(l));
    expect([own.length, said.slice(2).filter((l) => !own.includes(l))]).toEqual([2, TABLE6]);
    expect(lines(LINUX, 'box', 'netstat -46rn')).toEqual([...HEAD, ...TABLE, ...said]);
    expect(lines(LINUX, 'box', 'netstat -rn -A inet6')).toEqual(said);
    expect(lines(LINUX, 'box', 'netstat -6r')[3]).toBe('[::]/0                         [::]                       !n   -1  1      0 lo');
  });

  it('without a default the main table says so, too', () => {
    const bare: Lab = { segments: { a: {} }, hosts: { box: { interfaces: { eth0: on('a', '2001:db8:1::1/64') } } } };
    expect(lines(bare, 'box', 'netstat -6rn').filter((l) => l.startsWith('::/0'))).toHaveLength(2);
  });

  it('H8 ip route has the same order in IPv4 and in IPv6 (recorded)', () => {
    expect(lines(LINUX, 'box', 'ip route').map((l) => l.split(' ').slice(0, 2).join(' '))).toEqual([
      '0.0.0.0/1 via',
      'default via',
      '10.0.0.0/24 via',
      '10.0.0.0/8 via',
      '10.1.0.0/24 dev',
      '10.2.0.0/30 dev',
      '10.7.7.7 via',
      '10.9.0.2 dev',
      '172.16.0.0/16',
      '\tnexthop via',
      '\tnexthop via',
      'blackhole 192.0.2.0/24',
      'unreachable 192.0.3.0/24',
      'prohibit 192.0.4.0/24',
      'throw 192.0.5.0/24',
    ]);
    const six = lines(LINUX, 'box', 'ip -6 route').filter((l) => !l.startsWith('\t'));
    expect(six.map((l) => l.replace(/^(blackhole|unreachable) /, '').split(' ')[0])).toEqual([
      '2001:db8:1::/64',
      '2001:db8:2::/64',
      '2001:db8:5::/48',
      '2001:db8:6::/48',
      '2001:db8:7::/48',
      '2001:db8:8::1',
      '2001:db8:a::/48',
      '2001:db8::/32',
      '::/1',
      'fe80::/64',
      'fe80::/64',
      'default',
    ]);
  });

  it('what is not shown is said', () => {
    expect(runCommand(solve(LINUX), 'box', 'netstat -an')).toMatchObject({ error: true });
    expect(runCommand(solve(LINUX), 'box', 'route add default gw 10.1.0.1')).toMatchObject({ error: true });
  });
});

describe('FreeBSD', () => {
  const bsd = (rc: string): Lab => ({
    segments: { a: {}, b: {} },
    hosts: { fb: { os: 'freebsd', interfaces: { em0: on('a'), em1: on('b') }, rc: { config: rc } } satisfies Host },
  });
  const RC = [
    'ifconfig_em0="inet 192.0.2.1/24"',
    'ifconfig_em0_alias0="inet 192.0.2.20/32"',
    'ifconfig_em0_ipv6="inet6 2001:db8:1::1 prefixlen 64"',
    'ifconfig_em0_alias1="inet6 2001:db8:1::5 prefixlen 128"',
    'ifconfig_em1="inet 10.0.0.1/24 fib 1"',
    'cloned_interfaces="gif0"',
    'ifconfig_gif0="inet 10.9.0.1 10.9.0.2 netmask 255.255.255.255 tunnel 192.0.2.1 192.0.2.9"',
    'defaultrouter="192.0.2.254"',
    'ipv6_defaultrouter="2001:db8:1::ff"',
    'static_routes="ten low host no hole"',
    'route_ten="-net 10.0.0.0/8 192.0.2.2"',
    'route_low="-net 10.0.0.0/16 192.0.2.3"',
    'route_host="-host 10.0.0.0 192.0.2.4"',
    'route_no="-net 198.51.100.0/24 127.0.0.1 -reject"',
    'route_hole="-net 203.0.113.0/24 127.0.0.1 -blackhole"',
  ].join('\n');

  it('H26 netstat -rn: the loopback, own addresses, what rc.d/routing rejects; in the order of the radix tree', () => {
    const said = lines(bsd(RC), 'fb', 'netstat -rn');
    const own = said.findIndex((l) => /^fe80::\w+.*%em0 /.test(l));
    expect(said[own]?.split(/ +/).slice(1)).toEqual(['link#1', 'UHS', 'lo0']);
    expect(said.filter((_, i) => i !== own)).toEqual([
      'Routing tables',
      '',
      'Internet:',
      'Destination        Gateway            Flags     Netif Expire',
      'default            192.0.2.254        UGS         em0',
      '10.0.0.0           192.0.2.4          UGHS        em0',
      '10.0.0.0/16        192.0.2.3          UGS         em0',
      '10.0.0.0/8         192.0.2.2          UGS         em0',
      '10.9.0.1           link#4             UHS         lo0',
      '10.9.0.2           link#4             UH         gif0',
      '127.0.0.1          link#3             UH          lo0',
      '192.0.2.0/24       link#1             U           em0',
      '192.0.2.1          link#1             UHS         lo0',
      '192.0.2.20         link#1             UHS         lo0',
      '192.0.2.20/32      link#1             U           em0',
      '198.51.100.0/24    127.0.0.1          UGRS        lo0',
      '203.0.113.0/24     127.0.0.1          UGSB        lo0',
      '',
      'Internet6:',
      'Destination                       Gateway                       Flags     Netif Expire',
      '::/96                             ::1                           UGRS        lo0',
      'default                           2001:db8:1::ff                UGS         em0',
      '::1                               link#3                        UHS         lo0',
      '::ffff:0.0.0.0/96                 ::1                           UGRS        lo0',
      '2001:db8:1::/64                   link#1                        U           em0',
      '2001:db8:1::1                     link#1                        UHS         lo0',
      '2001:db8:1::5                     link#1                        UHS         lo0',
      'fe80::/10                         ::1                           UGRS        lo0',
      'fe80::%em0/64                     link#1                        U           em0',
      'fe80::%lo0/64                     link#3                        U           lo0',
      'fe80::1%lo0                       link#3                        UHS         lo0',
      'ff02::/16                         ::1                           UGRS        lo0',
    ]);
  });

  it('H24 another FIB has its own interfaces, and what rc.d/routing puts into every one', () => {
    expect(lines(bsd(RC), 'fb', 'netstat -rn -F 1')).toEqual([
      'Routing tables (fib: 1)',
      '',
      'Internet:',
      'Destination        Gateway            Flags     Netif Expire',
      '10.0.0.0/24        link#2             U           em1',
      '10.0.0.1           link#2             UHS         lo0',
      '127.0.0.1          link#3             UHS         lo0',
      '',
      'Internet6:',
      'Destination                       Gateway                       Flags     Netif Expire',
      '::/96                             ::1                           UGRS        lo0',
      '::1                               link#3                        UHS         lo0',
      '::ffff:0.0.0.0/96                 ::1                           UGRS        lo0',
      'fe80::/10                         ::1                           UGRS        lo0',
      'ff02::/16                         ::1                           UGRS        lo0',
    ]);
    expect(lines(bsd(RC), 'fb', 'netstat -rnf inet').some((l) => l.includes('Internet6'))).toBe(false);
  });
});
