/** What the readers of hosts' texts say has words in both languages. */
import { describe, expect, it } from 'vitest';
import { hostDiagnostics, type HostText } from '../../hosts/index.ts';
import { HOSTS } from './hosts.ts';
import { wordDiagnostic } from './index.ts';

const MISTAKES: readonly (readonly [HostText, string])[] = [
  ['pf', 'nonsense'],
  ['pf', 'load anchor "a" from "/etc/a"\nanchor "a"\npass from <nobody>\npass in probability 5%'],
  ['rc', 'hostname\nifconfig_em0="inet 10.0.0.1/24 uo"\nifconfig_em1="DHCP"\nifconfig_em2_ipv6="inet6 10.0.0.1"\nifconfig_em0_alias1="inet 10.0.0.9/32"'],
  ['rc', 'squid_fib="one"'],
  ['rc', 'cloned_interfaces="gif0"\nifconfig_gif1="up"\nstatic_routes="a b"\nroute_a="10.0.0.0/8"\nroute_c="default 10.0.0.1"\nif true\njail_enable="YES"'],
  ['squid', 'cache_peer 10.0.0.1 parent 3128 0\nhttp_access allow nobody\nacl t ident REQUIRED\nnonsense x\nhttp_access allow\naccess_log daemon:/x nowhere'],
  ['iproute2', 'ip rout add default\ntc qdisc'],
  [
    'iproute2',
    'ip link add blue type vrf table 10\nip link add red type vrf table 10\nip addr add 2001:db8::1/64 dev eth0\nip route add 10.9.0.0/16 dev eth0\nip link set eth0 master blue\nip link set eth0 master red\nip route add 10.9.0.0/16 dev eth0',
  ],
];

describe('the words for diagnostics of hosts', () => {
  const said = MISTAKES.flatMap(([kind, text]) => hostDiagnostics(kind, text));

  it.each(said.map((d) => [d.code, d] as const))('%s', (_, d) => {
    expect(wordDiagnostic(d, 'en')).toBe(d.message);
    expect(wordDiagnostic(d, 'ja')).not.toBe(d.message);
    expect(wordDiagnostic(d, 'ja')).not.toMatch(/\{\w+\}|undefined/);
  });

  it('every code that has words is met here or in compile', () => {
    const met = new Set([...said.map((d) => d.code), 'pf-not-enabled', 'text-of-another-system', 'vlan-not-carried', 'vrf-not-there']);
    expect(Object.keys(HOSTS).filter((code) => !met.has(code))).toEqual([]);
    expect([...met].filter((code) => !(code in HOSTS))).toEqual([]);
  });
});
