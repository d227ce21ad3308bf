/** What `ip` lists beyond addresses and links: recorded of iproute2 6.1 on a kernel of a machine like `r`; tunnels after iproute2's sources (H8). */
import { describe, expect, it } from 'vitest';
import type { Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { runCommand } from '../run.ts';

const on = (segment: string, ...addresses: string[]) => ({ segment, addresses });
const LAB: Lab = {
  segments: { a: {}, b: {} },
  hosts: {
    pc: { interfaces: { eth0: on('a', '10.1.0.10/24') }, iproute2: { config: 'ip route add default via 10.1.0.1' } },
    r: {
      interfaces: { e0: on('a', '10.1.0.1/24', '10.1.0.9/24', 'fd00:1::1/64'), e1: on('b', '10.2.0.1/24') },
      iproute2: {
        config: [
          'sysctl -w net.ipv4.ip_forward=1',
          'ip route add 10.3.0.0/24 via 10.2.0.2',
          'ip route add blackhole 10.66.0.0/16',
          'ip rule add from 10.1.0.0/24 lookup 100 priority 500',
          'ip rule add fwmark 0x1 lookup 100 pref 501',
          'ip link add gre1 type gre local 10.2.0.1 remote 10.2.0.2 key 5 ttl 64',
          'ip link add gre2 type gre local 10.2.0.1 remote 10.2.0.2 ikey 7 okey 8 nopmtudisc dev e1',
          'ip tunnel add ip1 mode ipip remote 10.2.0.2',
          'ip tunnel add s1 mode sit local 10.2.0.1 remote 10.2.0.2 ttl 33',
          'ip link add vx0 type vxlan id 42 remote 10.2.0.2 dstport 4789 dev e1',
          'ip link add vx1 type vxlan id 43 local 10.2.0.1 remote 10.2.0.2 nolearning ttl 5 srcport 5000 6000 df set',
          'ip link add link e1 name e1.5 type vlan id 5',
        ].join('\n'),
      },
    },
    peer: { interfaces: { e0: on('b', '10.2.0.2/24') }, iproute2: { config: 'ip route add 10.1.0.0/24 via 10.2.0.1' } },
  },
  flows: {
    ping: { from: 'pc', to: '10.2.0.2', protocol: 'icmp' },
    lost: { from: 'pc', to: '10.2.0.77', protocol: 'icmp' },
  },
};
const solution = solve(LAB);
const said = (line: string, device = 'r') =>
  runCommand(solution, device, line)
    .text.replaceAll(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC')
    .replaceAll(/fe80::[0-9a-f:]*[1-9a-f][0-9a-f:]*(?= dev (\w+))/g, 'fe80::$1')
    .split('\n');

describe('ip route show', () => {
  it('H1 the table local: addresses, broadcast, loopback, in the order of their keys; a secondary address with its primary one as source', () => {
    expect(said('ip route show table local')).toEqual([
      'local 10.1.0.1 dev e0 proto kernel scope host src 10.1.0.1',
      'local 10.1.0.9 dev e0 proto kernel scope host src 10.1.0.1',
      'broadcast 10.1.0.255 dev e0 proto kernel scope link src 10.1.0.1',
      'local 10.2.0.1 dev e1 proto kernel scope host src 10.2.0.1',
      'broadcast 10.2.0.255 dev e1 proto kernel scope link src 10.2.0.1',
      'local 127.0.0.0/8 dev lo proto kernel scope host src 127.0.0.1',
      'local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1',
      'broadcast 127.255.255.255 dev lo proto kernel scope link src 127.0.0.1',
    ]);
    expect(said('ip r s table 255')).toEqual(said('ip route show table local'));
    expect(said('ip -6 route show table local')).toEqual([
      'local ::1 dev lo proto kernel metric 0 pref medium',
      'local fd00:1::1 dev e0 proto kernel metric 0 pref medium',
      ...['e1', 'e0'].map((e) => `local fe80::${e} dev ${e} proto kernel metric 0 pref medium`),
      ...['e0', 'e1'].map((e) => `multicast ff00::/8 dev ${e} proto kernel metric 256 pref medium`),
    ]);
  });

  it('table all has the local table last, and says so in each row', () => {
    expect(said('ip -4 route show table all').slice(0, 6)).toEqual([
      '10.1.0.0/24 dev e0 proto kernel scope link src 10.1.0.1',
      '10.2.0.0/24 dev e1 proto kernel scope link src 10.2.0.1',
      '10.3.0.0/24 via 10.2.0.2 dev e1',
      'blackhole 10.66.0.0/16',
      'local 10.1.0.1 dev e0 table local proto kernel scope host src 10.1.0.1',
      'local 10.1.0.9 dev e0 table local proto kernel scope host src 10.1.0.1',
    ]);
  });

  it.each([
    ['proto kernel', ['10.1.0.0/24 dev e0 scope link src 10.1.0.1', '10.2.0.0/24 dev e1 scope link src 10.2.0.1']],
    ['via 10.2.0.2', ['10.3.0.0/24 dev e1']],
    ['type blackhole', ['blackhole 10.66.0.0/16']],
    ['scope link', ['10.1.0.0/24 dev e0 proto kernel src 10.1.0.1', '10.2.0.0/24 dev e1 proto kernel src 10.2.0.1']],
    ['src 10.1.0.1', ['10.1.0.0/24 dev e0 proto kernel scope link']],
    ['dev e1 scope link', ['10.2.0.0/24 proto kernel src 10.2.0.1']],
    ['match 10.3.0.10', ['10.3.0.0/24 via 10.2.0.2 dev e1']],
    ['root 10.2.0.0/15', ['10.2.0.0/24 dev e1 proto kernel scope link src 10.2.0.1', '10.3.0.0/24 via 10.2.0.2 dev e1']],
    ['exact 10.0.0.0/8', ['']],
    ['cache', ['']],
  ])('%s: what fits, without what was asked for', (words, rows) => expect(said(`ip route show ${words}`)).toEqual(rows));

  it.each([
    ['ip route show table foo', 'Error: argument "foo" is wrong: table id value is invalid'],
    ['ip route show table 77', 'Error: ipv4: FIB table does not exist.'],
    ['ip route show proto foo', 'Error: argument "foo" is wrong: invalid "protocol"'],
    ['ip route show type foo', 'Error: argument "foo" is wrong: node type value is invalid'],
    ['ip route show dev foo', 'Cannot find device "foo"'],
    ['ip route show foo', 'Error: any valid prefix is expected rather than "foo".'],
    ['ip rule foo', 'Command "foo" is unknown, try "ip rule help".'],
    ['ip rule show from foo', 'Error: inet prefix is expected rather than "foo".'],
    ['ip foo', 'Object "foo" is unknown, try "ip help".'],
    ['ip neigh show dev foo', 'Cannot find device "foo"'],
    ['ip tunnel show foo', 'get tunnel "foo" failed: No such device'],
    ['ip route add 10.9.0.0/24 via 10.1.0.1', "ip route add: routes are set in the machine's script of ip commands; the console only shows them"],
    ['ip -j route', 'ip -json: not modelled; the lab prints text'],
  ])('%s is refused', (line, message) =>
    expect(runCommand(solution, 'r', line)).toMatchObject({ error: true, text: expect.stringContaining(message) as string }),
  );
});

it.each([
  ['show table 100', ['500:\tfrom 10.1.0.0/24 lookup 100', '501:\tfrom all fwmark 0x1 lookup 100']],
  ['show from 10.1.0.0/24', ['500:\tfrom 10.1.0.0/24 lookup 100']],
  ['list lookup main', ['32766:\tfrom all lookup main']],
  ['show fwmark 1', ['501:\tfrom all fwmark 0x1 lookup 100']],
  ['show pref 500', ['500:\tfrom 10.1.0.0/24 lookup 100']],
  ['show to 192.0.2.1', ['']],
])('H1 ip rule %s', (words, rows) => expect(said(`ip rule ${words}`)).toEqual(rows));

describe('ip tunnel and ip -d link', () => {
  it('H43, H44 mode, ends, device, TTL, DF and keys; a VXLAN is none', () => {
    expect(said('ip tunnel')).toEqual([
      'gre1: gre/ip remote 10.2.0.2 local 10.2.0.1 ttl 64 key 5',
      'gre2: gre/ip remote 10.2.0.2 local 10.2.0.1 dev e1 ttl inherit nopmtudisc ikey 7 okey 8',
      'ip1: ip/ip remote 10.2.0.2 local any ttl inherit',
      's1: ipv6/ip remote 10.2.0.2 local 10.2.0.1 ttl 33 6rd-prefix 2002::/16',
    ]);
    expect(said('ip tun sh ip1')).toEqual(['ip1: ip/ip remote 10.2.0.2 local any ttl inherit']);
    expect(said('ip -6 tunnel show')).toEqual(['']);
  });

  it.each([
    ['gre1', 'gre remote 10.2.0.2 local 10.2.0.1 ttl 64 ikey 0.0.0.5 okey 0.0.0.5'],
    ['gre2', 'gre remote 10.2.0.2 local 10.2.0.1 dev e1 ttl inherit nopmtudisc ikey 0.0.0.7 okey 0.0.0.8'],
    ['ip1', 'ipip ipip remote 10.2.0.2 local any ttl inherit pmtudisc'],
    ['s1', 'sit ip6ip remote 10.2.0.2 local 10.2.0.1 ttl 33 pmtudisc 6rd-prefix 2002::/16'],
    ['vx0', 'vxlan id 42 remote 10.2.0.2 dev e1 srcport 0 0 dstport 4789 ttl auto ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx'],
    [
      'vx1',
      'vxlan id 43 remote 10.2.0.2 local 10.2.0.1 srcport 5000 6000 dstport 8472 nolearning ttl 5 df set ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx',
    ],
    ['e1.5', 'vlan protocol 802.1Q id 5 <REORDER_HDR>'],
  ])('%s: what its kind tells', (name, words) => expect(said(`ip -d link show ${name}`)[2]).toBe(`    ${words} addrgenmode eui64`));

  it('options in any order and cut short; one line each; those that are up; those within a prefix', () => {
    expect(said('ip -br -4 addr show e1')).toEqual(['e1               UP             10.2.0.1/24 ']);
    expect(said('ip -o -4 a s e1')).toEqual(['3: e1    inet 10.2.0.1/24 brd 10.2.0.255 scope global e1\\       valid_lft forever preferred_lft forever']);
    expect(said('ip addr show to 10.2.0.0/16')).toHaveLength(3);
    expect(said('ip -br link show up').map((l) => l.split(' ')[0])).toEqual(['lo', 'e0', 'e1']);
    expect(said('ip -br link show type sit').map((l) => l.split(' ')[0])).toEqual(['s1@NONE']);
  });
});

describe('ip neigh and arp', () => {
  it('whom the lab’s flows have led the machine to meet; who has not answered is FAILED', () => {
    expect(said('ip neigh')).toEqual(['10.2.0.2 dev e1 lladdr MAC REACHABLE', '10.1.0.10 dev e0 lladdr MAC REACHABLE', '10.2.0.77 dev e1 FAILED']);
    expect(said('ip n show dev e0')).toEqual(['10.1.0.10 lladdr MAC REACHABLE']);
    expect(said('ip neigh', 'peer')).toEqual(['10.2.0.1 dev e0 lladdr MAC REACHABLE']);
    expect(said('ip -6 neigh')).toEqual(['']);
    expect(said('arp -n')[1]).toBe('10.2.0.2                 ether   MAC   C                     e1');
  });

  it('a neighbor’s address is that of its card', () => {
    const mac = /link\/ether (\S+)/.exec(runCommand(solution, 'peer', 'ip link show e0').text)?.[1];
    expect(runCommand(solution, 'r', 'ip neigh show 10.2.0.2').text).toBe(`10.2.0.2 dev e1 lladdr ${mac} REACHABLE`);
  });
});
