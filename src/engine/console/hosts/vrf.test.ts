/** What Linux's commands print of VRFs (H11): Documentation/networking/vrf.rst, ip-vrf(8), iproute2's ipvrf.c and ipaddress.c. */
import { describe, expect, it } from 'vitest';
import { fcnal, tenants } from '../../data-plane/test-vrf.ts';
import { commandsOf, runCommand } from '../index.ts';

const lab = tenants(['ip rule add pref 32765 table local', 'ip rule del pref 0']);
const said = (line: string, device = 'r') => runCommand(lab, device, line).text.split('\n');

describe('H11 ip vrf', () => {
  it('show lists them, or one', () => {
    expect(said('ip vrf show')).toEqual(['Name              Table', '-----------------------', 'vrf-blue            10', 'vrf-red             11']);
    expect(said('ip vrf')).toHaveLength(4);
    expect(said('ip vrf show vrf-red')).toEqual(['vrf-red 11']);
    expect(said('ip vrf show green')).toEqual(['Invalid VRF']);
    expect(said('ip vrf show', 'blue-pc').at(-1)).toBe('No VRF has been configured');
  });

  it('exec runs a command in one: each tenant reaches its own server', () => {
    expect(said('ip vrf exec vrf-blue ping -c 1 10.9.0.10').at(-2)).toContain('1 received, 0% packet loss');
    expect(said('ip vrf exec vrf-red curl -k https://10.9.0.10/')).not.toContain('curl: (7)');
    expect(said('ip vrf exec vrf-blue traceroute -n 10.9.0.10').at(-1)).toContain('10.9.0.10');
    expect(said('ping -c 1 10.9.0.10')).toEqual(['ping: connect: Network is unreachable']);
    expect(said('ip vrf exec default ping -c 1 10.9.0.10')).toEqual(['ping: connect: Network is unreachable']);
    expect(said('ip vrf exec green ping 10.9.0.10')).toEqual(['Invalid VRF name']);
    expect(said('ip vrf exec')).toEqual(['No VRF name specified']);
    expect(said('ip vrf exec vrf-blue')).toEqual(['No command specified']);
    expect(said('ip vrf drop')).toEqual(['Command "drop" is unknown, try "ip vrf help".']);
  });

  it('ping -I, traceroute -i and curl --interface bind to a VRF, or to a member and so to its VRF', () => {
    expect(said('ping -c 1 -I vrf-blue 10.9.0.10').slice(0, 3)).toEqual([
      'ping: Warning: source address might be selected on device other than: vrf-blue',
      'PING 10.9.0.10 (10.9.0.10) from 10.9.0.1 vrf-blue: 56(84) bytes of data.',
      '64 bytes from 10.9.0.10: icmp_seq=1 ttl=64 time=2.00 ms',
    ]);
    expect(said('ping -c 1 -I eth3 10.9.0.10').at(-2)).toContain('1 received');
    expect(said('traceroute -n -i vrf-red 10.9.0.10').at(-1)).toContain('10.9.0.10');
    expect(said('curl --interface vrf-red https://10.9.0.10/')[0]).not.toContain('curl: (7)');
    // The address of a VRF's device is what it sends from: no warning.
    expect(runCommand(fcnal(), 'a', 'ping -c 1 -I red 172.16.3.1').text.split('\n')[0]).toMatch(/^PING/);
  });
});

describe('H11 ip route and ip rule', () => {
  it('ip route show vrf lists its routes, table N its addresses as well, the main table neither', () => {
    expect(said('ip route show vrf vrf-blue')).toEqual([
      'unreachable default metric 4278198272',
      '10.0.0.0/24 dev eth1 proto kernel scope link src 10.0.0.1',
      '10.9.0.0/24 dev eth3 proto kernel scope link src 10.9.0.1',
    ]);
    expect(said('ip route show table 10')).toEqual(
      expect.arrayContaining([
        'local 10.0.0.1 dev eth1 proto kernel scope host src 10.0.0.1',
        'broadcast 10.9.0.255 dev eth3 proto kernel scope link src 10.9.0.1',
      ]),
    );
    expect(said('ip -6 route show vrf vrf-red')).toEqual([
      '2001:db8::/64 dev eth2 proto kernel metric 256 pref medium',
      '2001:db8:9::/64 dev eth4 proto kernel metric 256 pref medium',
      'fe80::/64 dev eth2 proto kernel metric 256 pref medium',
      'fe80::/64 dev eth4 proto kernel metric 256 pref medium',
    ]);
    expect(said('ip route')).toEqual(['']);
    // Three routes, two addresses with their broadcast.
    expect(said('ip route show table all').filter((l) => l.includes('table 11'))).toHaveLength(7);
    expect(said('ip route show vrf green')).toEqual(['Error: argument "green" is wrong: Invalid VRF']);
  });

  it('ip route get asks in a VRF: by vrf, oif or iif', () => {
    const answer = ['10.9.0.10 dev eth3 table 10 src 10.9.0.1 uid 0', '    cache'];
    expect(said('ip route get 10.9.0.10 vrf vrf-blue')).toEqual(answer);
    expect(said('ip route get vrf vrf-blue 10.9.0.10')).toEqual(answer);
    expect(said('ip route get 10.9.0.10 oif vrf-blue')).toEqual(answer);
    expect(said('ip route get 10.9.0.10 from 10.0.0.10 iif eth2')).toEqual(['10.9.0.10 from 10.0.0.10 dev eth4 table 11', '    cache iif eth2']);
    expect(said('ip route get 10.9.0.10')).toEqual(['RTNETLINK answers: Network is unreachable']);
    expect(said('ip route get 10.8.0.1 vrf vrf-red')).toEqual(['RTNETLINK answers: No route to host']);
    expect(said('ip route get 10.9.0.1 vrf vrf-blue')[0]).toBe('local 10.9.0.1 dev vrf-blue table 10 src 10.9.0.1 uid 0');
    expect(said('ip -6 route get 2001:db8:9::10 vrf vrf-red')[0]).toContain('dev eth4 table 11');
    expect(said('ip route get 10.9.0.10 vrf green')).toEqual(['Error: argument "green" is wrong: Invalid VRF']);
    const down = tenants(['ip link set vrf-blue down']);
    expect(runCommand(down, 'r', 'ip route get 10.9.0.10 vrf vrf-blue').text).toBe('RTNETLINK answers: Network is unreachable');
  });

  it('ip rule shows the l3mdev rule, and where the local one went', () => {
    expect(said('ip rule')).toEqual([
      '1000:\tfrom all lookup [l3mdev-table]',
      '32765:\tfrom all lookup local',
      '32766:\tfrom all lookup main',
      '32767:\tfrom all lookup default',
    ]);
    expect(said('ip -6 rule')).toEqual(['0:\tfrom all lookup local', '1000:\tfrom all lookup [l3mdev-table]', '32766:\tfrom all lookup main']);
  });
});

describe('H11 ip link and ip addr', () => {
  it('a VRF shows its table, its members their master', () => {
    const [head = '', hardware = '', table] = said('ip -d link show vrf-blue');
    expect(head).toBe('6: vrf-blue: <NOARP,MASTER,UP,LOWER_UP> mtu 65575 qdisc noqueue state UP mode DEFAULT group default qlen 1000');
    expect(hardware).toMatch(/^ {4}link\/ether ([0-9a-f]{2}:){5}[0-9a-f]{2} brd ff:ff:ff:ff:ff:ff promiscuity 0$/);
    expect(table).toBe('    vrf table 10 addrgenmode eui64');
    expect(said('ip -d link show type vrf').filter((l) => l.includes('vrf table'))).toHaveLength(2);
    expect(said('ip link show vrf vrf-red').map((l) => l.split(':')[1])).toEqual([' eth2', expect.any(String), ' eth4', expect.any(String)]);
    expect(said('ip link show eth1')[0]).toContain('qdisc mq master vrf-blue state UP mode DEFAULT');
    expect(said('ip -br link show master vrf-blue').map((l) => l.split(/\s+/).slice(0, 2).join(' '))).toEqual(['eth1 UP', 'eth3 UP']);
    expect(said('ip link show green')).toEqual(['Device "green" does not exist.']);
    expect(said('ip addr show vrf vrf-blue').filter((l) => l.includes('inet '))).toEqual([
      '    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth1',
      '    inet 10.9.0.1/24 brd 10.9.0.255 scope global eth3',
    ]);
  });

  it('its commands are offered where there are VRFs', () => {
    expect(commandsOf(lab, 'r')).toEqual(expect.arrayContaining(['ip vrf show', 'ip route show vrf vrf-red', 'ip vrf exec vrf-blue ping']));
    expect(commandsOf(lab, 'blue-pc')).not.toContain('ip vrf show');
  });
});
