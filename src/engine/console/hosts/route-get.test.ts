/** `ip route get` in its odd forms, to the letter of iproute2 6.1 and the kernel in a network namespace (H1, H4, section 8). */
import { describe, expect, it } from 'vitest';
import { solve } from '../../solve.ts';
import { runCommand } from '../index.ts';

/** pc with eth0 10.1.0.10, towards the default, and eth1 10.2.0.10, towards 10.9.0.0/16. */
function pc(more: readonly string[] = []) {
  const lines = [
    'ip route add default via 10.1.0.1',
    'ip route add 10.9.0.0/16 via 10.2.0.1',
    'ip route add blackhole 10.66.0.0/16',
    'ip route add unreachable 10.67.0.0/16',
    'ip -6 route add default via 2001:db8:1::1',
    ...more,
  ];
  const on = (n: number) => ({ segment: `s${n}`, addresses: [`10.${n}.0.10/24`, `2001:db8:${n}::10/64`] });
  const solution = solve({ segments: { s1: {}, s2: {} }, hosts: { pc: { interfaces: { eth0: on(1), eth1: on(2) }, iproute2: { config: lines.join('\n') } } } });
  return (words: string) => runCommand(solution, 'pc', words.startsWith('-6') ? `ip -6 route get${words.slice(2)}` : `ip route get ${words}`).text;
}
const get = pc();
const way = (text: string) => `${text} uid 0\n    cache`;

describe('oif', () => {
  it.each([
    ['the route’s own', '10.9.0.1 oif eth1', '10.9.0.1 via 10.2.0.1 dev eth1 src 10.2.0.10'],
    ['another: the longest match by that one', '10.9.0.1 oif eth0', '10.9.0.1 via 10.1.0.1 dev eth0 src 10.1.0.10'],
    ['of a network on another link', '10.2.0.5 oif eth0', '10.2.0.5 via 10.1.0.1 dev eth0 src 10.1.0.10'],
    ['no route by it: thought to be on its link', '8.8.8.8 oif eth1', '8.8.8.8 dev eth1 src 10.2.0.10'],
    ['dev is the same', '8.8.8.8 dev eth1', '8.8.8.8 dev eth1 src 10.2.0.10'],
    ['before the address', 'oif eth1 8.8.8.8', '8.8.8.8 dev eth1 src 10.2.0.10'],
    ['a blackhole', '10.66.0.1 oif eth0', '10.66.0.1 dev eth0 src 10.1.0.10'],
    ['an unreachable', '10.67.0.1 oif eth1', '10.67.0.1 dev eth1 src 10.2.0.10'],
    ['an own address of another interface', '10.1.0.10 oif eth1', '10.1.0.10 dev eth1 src 10.2.0.10'],
    ['the loopback’s', '127.0.0.1 oif eth0', '127.0.0.1 via 10.1.0.1 dev eth0 src 10.1.0.10'],
    ['a broadcast of another link', '10.1.0.255 oif eth1', '10.1.0.255 dev eth1 src 10.2.0.10'],
    ['with a source', '10.9.0.1 from 10.1.0.10 oif eth0', '10.9.0.1 from 10.1.0.10 via 10.1.0.1 dev eth0'],
  ])('%s', (_, words, expected) => expect(get(words)).toBe(way(expected)));

  it('an own address, a broadcast of its own', () => {
    expect(get('10.1.0.10 oif eth0')).toBe('local 10.1.0.10 dev lo src 10.1.0.10 uid 0\n    cache <local>');
    expect(get('10.1.0.255 oif eth0')).toBe('broadcast 10.1.0.255 dev eth0 src 10.1.0.10 uid 0\n    cache <local,brd>');
    expect(get('8.8.8.8 oif lo')).toBe('8.8.8.8 dev lo src 10.1.0.10 uid 0\n    cache <local>');
  });

  it('one that is not there; one that is down', () => {
    expect([get('8.8.8.8 oif nope'), get('8.8.8.8 oif')]).toEqual(['Cannot find device "nope"', 'Command line is not complete. Try option "help"']);
    expect(pc(['ip link set eth1 down'])('8.8.8.8 oif eth1')).toBe('RTNETLINK answers: Network is unreachable');
  });

  it('IPv6 thinks nothing to be on the link, and forgets the interface where a source is stated', () => {
    expect(get('-6 2001:db8:9::1 oif eth1')).toBe('RTNETLINK answers: Network is unreachable');
    expect(get('-6 2001:db8:1::10 oif eth1')).toBe('RTNETLINK answers: Network is unreachable');
    const eth0 = 'via 2001:db8:1::1 dev eth0 src 2001:db8:1::10 metric 1024 pref medium';
    expect(get('-6 2001:db8:2::5 oif eth0')).toBe(`2001:db8:2::5 from :: ${eth0}`);
    expect(get('-6 2001:db8:9::1 from 2001:db8:2::10 oif eth1')).toBe(`2001:db8:9::1 from 2001:db8:2::10 ${eth0}`);
  });

  it('H1 rules that ask for it', () => {
    const ruled = pc([
      'ip rule add oif eth1 lookup 100 prio 1000',
      'ip route add default via 10.2.0.9 table 100',
      'ip route add 10.6.0.0/16 dev eth0 table 100',
    ]);
    const by = '8.8.8.8 via 10.2.0.9 dev eth1 table 100 src 10.2.0.10';
    expect([ruled('8.8.8.8 oif eth1'), ruled('10.6.0.1 oif eth1'), ruled('10.6.0.1')]).toEqual([
      way(by),
      way(by.replace('8.8.8.8', '10.6.0.1')),
      way('10.6.0.1 via 10.1.0.1 dev eth0 src 10.1.0.10'),
    ]);
  });
});

describe('several addresses, lengths, words', () => {
  const last = way('9.9.9.9 via 10.1.0.1 dev eth0 src 10.1.0.10');

  it('the last address counts', () => expect([get('8.8.8.8 9.9.9.9'), get('8.8.8.8 to 9.9.9.9'), get('to 9.9.9.9')]).toEqual([last, last, last]));

  it('a length is warned of, and the address taken as it stands', () => {
    const warned = (n: number, of: number) => `Warning: /${n} as prefix is invalid, only /${of} (or none) is supported.\n`;
    expect(get('9.9.9.9/24')).toBe(`${warned(24, 32)}${last}`);
    expect(get('9.9.9.9/32')).toBe(last);
    expect(get('10.9.0.0/16 fibmatch')).toBe(`${warned(16, 32)}10.9.0.0/16 via 10.2.0.1 dev eth1`);
    expect(get('-6 2001:db8:9::/48')).toBe(`${warned(48, 128)}2001:db8:9:: from :: via 2001:db8:1::1 dev eth0 src 2001:db8:1::10 metric 1024 pref medium`);
    expect(get('8.8.8.8 from 10.1.0.10/24')).toBe('Error: ipv4: Invalid values in header for route get request.');
    expect(get('2001:db8:9::1 from 2001:db8:2::10/64')).toBe('Error: ipv6: Invalid values in header for get route request.');
  });

  it('default, any, all: the address that stands for none', () => {
    const none = 'local 0.0.0.0 dev lo src 127.0.0.1 uid 0\n    cache <local>';
    expect(['default', 'any', 'all', '0.0.0.0'].map(get)).toEqual([none, none, none, none]);
  });

  it.each([
    ['300.1.1.1', 'any valid', '300.1.1.1'],
    ['8.8.8.8/33', 'any valid', '8.8.8.8/33'],
    ['root 8.8.8.8', 'any valid', 'root'],
    ['8.8.8.8 foo', 'inet', 'foo'],
    ['8.8.8.8 2001:db8::1', 'inet', '2001:db8::1'],
    ['8.8.8.8 from 2001:db8::1', 'inet', '2001:db8::1'],
    ['-6 8.8.8.8', 'inet6', '8.8.8.8'],
  ])('%s: %s prefix is expected', (words, kind, word) => expect(get(words)).toBe(`Error: ${kind} prefix is expected rather than "${word}".`));
});
