/** `ip addr` and `ip link` as iproute2 6.1 printed them of interfaces with these addresses; the hardware addresses are the lab's own. */
import { describe, expect, it } from 'vitest';
import type { Host, Lab } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import { runCommand } from '../index.ts';

const MAC = /([0-9a-f]{2}:){5}[0-9a-f]{2}(?= brd ff)/;
const LINK_LOCAL = /fe80::[0-9a-f:]+(?=\/64 scope link)/;

const HOST: Host = {
  interfaces: { eth0: { segment: 'lan', addresses: ['10.1.0.1/24', '10.1.0.7/24', '10.9.0.1/32', '2001:db8::1/64'] } },
  iproute2: {
    config:
      'ip addr add 10.8.0.1 peer 10.8.0.2/32 dev eth0\nip link add gre1 type gre local 10.1.0.1 remote 10.1.0.9 ttl 64\nip link set gre1 up\n' +
      'ip link add sit1 type sit local 10.1.0.1 remote 10.1.0.8 dev eth0\nip link add vx type vxlan id 7 dstport 4789 local 10.1.0.1 remote 10.1.0.2 dev eth0',
  },
};
const LAB = { segments: { lan: {} }, hosts: { h: HOST } } as unknown as Lab;

function said(command: string): string[] {
  const { text } = runCommand(solve(LAB), 'h', command);
  return text.split('\n').map((l) => l.replace(MAC, 'MAC').replace(LINK_LOCAL, 'fe80::1'));
}

const FOREVER = '       valid_lft forever preferred_lft forever';

describe('ip addr', () => {
  it('the loopback, primary addresses before secondary ones, IPv6 with the link-local one last', () =>
    expect(said('ip addr').slice(0, 20)).toEqual([
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
      '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
      '    inet 127.0.0.1/8 scope host lo',
      FOREVER,
      '    inet6 ::1/128 scope host ',
      FOREVER,
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000',
      '    link/ether MAC brd ff:ff:ff:ff:ff:ff',
      '    inet 10.1.0.1/24 brd 10.1.0.255 scope global eth0',
      FOREVER,
      '    inet 10.9.0.1/32 scope global eth0',
      FOREVER,
      '    inet 10.8.0.1 peer 10.8.0.2/32 scope global eth0',
      FOREVER,
      '    inet 10.1.0.7/24 brd 10.1.0.255 scope global secondary eth0',
      FOREVER,
      '    inet6 2001:db8::1/64 scope global ',
      FOREVER,
      '    inet6 fe80::1/64 scope link ',
      FOREVER,
    ]));

  it('of one family: without the hardware, and only what has such an address', () => {
    expect(said('ip -4 addr show eth0').slice(0, 2)).toEqual([
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000',
      '    inet 10.1.0.1/24 brd 10.1.0.255 scope global eth0',
    ]);
    expect(said('ip -6 addr')).toEqual([
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 state UNKNOWN qlen 1000',
      '    inet6 ::1/128 scope host ',
      FOREVER,
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP qlen 1000',
      '    inet6 2001:db8::1/64 scope global ',
      FOREVER,
      '    inet6 fe80::1/64 scope link ',
      FOREVER,
    ]);
  });

  it('in brief, and of none', () => {
    expect(said('ip -br addr show eth0').map((l) => l.replace(/fe80::[0-9a-f:]+/, 'fe80::1'))).toEqual([
      'eth0             UP             10.1.0.1/24 10.9.0.1/32 10.8.0.1 peer 10.8.0.2/32 10.1.0.7/24 2001:db8::1/64 fe80::1/64 ',
    ]);
    expect(said('ip addr show eth9')).toEqual(['Device "eth9" does not exist.']);
  });
});

describe('ip link', () => {
  it('a tunnel has its ends and what it is bound to; a VXLAN is an Ethernet', () => {
    expect(said('ip link show gre1').map((l) => l.replace(/ mtu.*/, ''))).toEqual([
      '3: gre1@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP>',
      '    link/gre 10.1.0.1 peer 10.1.0.9',
    ]);
    expect(said('ip link show sit1').map((l) => l.replace(/ mtu.*/, ''))).toEqual(['4: sit1@eth0: <POINTOPOINT,NOARP>', '    link/sit 10.1.0.1 peer 10.1.0.8']);
    expect(said('ip link show vx').map((l) => l.replace(/ mtu.*/, ''))).toEqual(['5: vx: <BROADCAST,MULTICAST>', '    link/ether MAC brd ff:ff:ff:ff:ff:ff']);
    expect(said('ip -br link show lo')).toEqual(['lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> ']);
  });

  it('no card has the address of a group: the first byte is even', () => {
    const cards = Array.from({ length: 40 }, (_, n) => `eth${n}`);
    const interfaces = Object.fromEntries(cards.map((name) => [name, { segment: 'lan', addresses: [] }]));
    const { text } = runCommand(solve({ segments: { lan: {} }, hosts: { h: { interfaces } } }), 'h', 'ip link');
    const macs = [...text.matchAll(/link\/ether (\S\S):/g)].map((m) => Number.parseInt(m[1] ?? '', 16));
    expect([macs.length, macs.filter((m) => m % 2 === 1)]).toEqual([40, []]);
  });
});
