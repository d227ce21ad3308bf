/** FreeBSD's `ifconfig` and `route get`, as FreeBSD 13 and 14 print them (ifconfig(8), route(8); H24–H26). */
import { describe, expect, it } from 'vitest';
import type { Host } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { runCommand } from '../run.ts';

const GATE: Host = {
  os: 'freebsd',
  interfaces: { em0: { segment: 'out', addresses: [] }, em1: { segment: 'in', addresses: [] } },
  rc: {
    config: [
      'ifconfig_em0="inet 192.0.2.1/24"',
      'ifconfig_em1="inet 10.0.0.1/24"',
      'ifconfig_em1_ipv6="inet6 2001:db8:1::1/64"',
      'cloned_interfaces="gif0 gre0"',
      'ifconfig_gif0="tunnel 192.0.2.1 192.0.2.9 fib 1 tunnelfib 0"',
      'ifconfig_gif0_ipv6="inet6 2001:db8:f::1 2001:db8:f::2 prefixlen 128"',
      'ifconfig_gre0="inet 10.9.0.1 10.9.0.2 tunnel 192.0.2.1 192.0.2.8 grekey 7 tunnelfib 1"',
      'defaultrouter="192.0.2.254"',
      'gateway_enable="YES"',
      'ipv6_gateway_enable="YES"',
      'static_routes="dead gone"',
      'route_dead="-net 10.66.0.0/16 127.0.0.1 -reject"',
      'route_gone="-net 10.67.0.0/16 127.0.0.1 -blackhole"',
      'ipv6_static_routes="six"',
      'ipv6_route_six="default -interface gif0 -fib 1"',
    ].join('\n'),
  },
};
const solution = solve({ segments: { in: {}, out: {} }, hosts: { gate: GATE } });
const said = (line: string) =>
  runCommand(solution, 'gate', line)
    .text.replaceAll(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC')
    .replaceAll(/fe80::[0-9a-f:]{3,}%(\w+)/g, 'fe80::X%$1')
    .split('\n');

describe('ifconfig', () => {
  it('a card has its address, IPv6 with the link-local one first, and whether it is up; IPv6 is off where none is set', () => {
    expect(said('ifconfig em1')).toEqual([
      'em1: flags=8863<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1500',
      '\tether MAC',
      '\tinet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255',
      '\tinet6 fe80::X%em1 prefixlen 64 scopeid 0x2',
      '\tinet6 2001:db8:1::1 prefixlen 64',
      '\tstatus: active',
      '\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>',
    ]);
    expect(said('ifconfig em0').at(-1)).toBe('\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>');
    expect(said('ifconfig em0').join()).not.toContain('inet6');
  });

  it('the loopback is there without being drawn, in its group', () =>
    expect(said('ifconfig lo0')).toEqual([
      'lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> metric 0 mtu 16384',
      '\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>',
      '\tinet 127.0.0.1 netmask 0xff000000',
      '\tinet6 ::1 prefixlen 128',
      '\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x3',
      '\tgroups: lo',
      '\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>',
    ]));

  it('H22, H25 tunnels have their ends, groups, keys and FIBs', () => {
    expect(said('ifconfig gif0')).toEqual([
      'gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280',
      '\toptions=80000<LINKSTATE>',
      '\ttunnel inet 192.0.2.1 --> 192.0.2.9',
      '\tinet6 fe80::X%gif0 prefixlen 64 scopeid 0x4',
      '\tinet6 2001:db8:f::1 --> 2001:db8:f::2 prefixlen 128',
      '\tgroups: gif',
      '\tfib: 1',
      '\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>',
    ]);
    expect(said('ifconfig gre0').slice(3)).toEqual([
      '\tinet 10.9.0.1 --> 10.9.0.2 netmask 0xffffffff',
      '\tgroups: gre',
      '\tgrekey: 0x7 (7)',
      '\ttunnelfib: 1',
      '\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>',
    ]);
  });

  it('-l, -g, one family, one that is not there, and none that is set here', () => {
    expect(said('ifconfig -l')).toEqual(['em0 em1 lo0 gif0 gre0']);
    expect(said('ifconfig -g gif')).toEqual(['gif0']);
    expect(said('ifconfig em1 inet')).toEqual([said('ifconfig em1')[0], '\tinet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255']);
    expect(said('ifconfig em9')).toEqual(['ifconfig: interface em9 does not exist']);
    expect(runCommand(solution, 'gate', 'ifconfig em0 down')).toMatchObject({ error: true });
  });
});

describe('route get', () => {
  const TAIL = (mtu: number) => [
    ' recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire',
    `       0         0         0         0  ${String(mtu).padStart(8)}         1         0 `,
  ];

  it.each([
    ['route -n get 8.8.8.8', 'default', ['       mask: default', '    gateway: 192.0.2.254'], 0, 'em0', 'UP,GATEWAY,DONE,STATIC', 1500],
    ['route -n get 10.0.0.77', '10.0.0.0', ['       mask: 255.255.255.0'], 0, 'em1', 'UP,DONE,PINNED', 1500],
    ['route -n get 10.0.0.1', '10.0.0.1', [], 0, 'lo0', 'UP,HOST,DONE,STATIC,PINNED', 16384],
    ['route get 10.66.1.1', '10.66.0.0', ['       mask: 255.255.0.0', '    gateway: 127.0.0.1'], 0, 'lo0', 'UP,GATEWAY,REJECT,DONE,STATIC', 16384],
    ['route get 10.67.1.1', '10.67.0.0', ['       mask: 255.255.0.0', '    gateway: 127.0.0.1'], 0, 'lo0', 'UP,GATEWAY,DONE,STATIC,BLACKHOLE', 16384],
    ['setfib 1 route -6 get 2001:db8:9::1', '::', ['       mask: ::'], 1, 'gif0', 'UP,DONE,STATIC', 1280],
    ['route -n get -inet6 2001:db8:1::9', '2001:db8:1::', ['       mask: ffff:ffff:ffff:ffff::'], 0, 'em1', 'UP,DONE,PINNED', 1500],
  ])('H26 %s', (line, to, ways, fib, name, flags, mtu) => {
    const target = line.split(' ').at(-1);
    expect(said(line)).toEqual([
      `   route to: ${target}`,
      `destination: ${to}`,
      ...ways,
      `        fib: ${fib}`,
      `  interface: ${name}`,
      `      flags: <${flags}>`,
      ...TAIL(mtu),
    ]);
  });

  it('H24 a FIB without a route has none to say', () => {
    expect(said('setfib 1 route -n get 8.8.8.8')).toEqual(['route: route has not been found']);
    expect(said('route -n get -fib 1 8.8.8.8')).toEqual(['route: route has not been found']);
    expect(said('route get default')[0]).toBe('   route to: default');
    expect(said('route get nowhere.example')).toEqual(['route: bad address: nowhere.example']);
  });
});
