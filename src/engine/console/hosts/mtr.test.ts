/** mtr's report, to the letter of mtr 0.95 in network namespaces (H section 8). */
import { describe, expect, it } from 'vitest';
import { linuxLine } from '../../data-plane/test-hosts.ts';
import type { Host } from '../../model/index.ts';
import { solve } from '../../solve.ts';
import type { Solution } from '../../solution.ts';
import { runCommand } from '../index.ts';

const report = (solution: Solution, args: string) => runCommand(solution, 'pc', `mtr -rwn ${args}`).text.split('\n');

it('nobody on the link: the machine answers itself; no route: no socket', () => {
  expect(report(linuxLine(), '-c 2 10.1.0.99').slice(1)).toEqual([
    'HOST: pc        Loss%   Snt   Last   Avg  Best  Wrst StDev',
    '  1.|-- 10.1.0.10  0.0%     2    2.0   2.0   2.0   2.0   0.0',
  ]);
  const lone = solve({ segments: { a: {} }, hosts: { pc: { interfaces: { eth0: { segment: 'a', addresses: ['10.1.0.10/24'] } } } } });
  expect(report(lone, '10.9.0.1')).toEqual(['mtr: udp socket connect failed: Network is unreachable']);
});

/** pc 10.0.0.1 — r1 10.0.0.2 — … — rN — server 10.N.0.2; those named say nothing of TTLs that end with them. */
function row(routers: number, silent: readonly number[] = []): Solution {
  const on = (n: number, host: number) => ({ segment: `s${n}`, addresses: [`10.${n}.0.${host}/24`] });
  const all = Array.from({ length: routers }, (_, i) => i + 1);
  const lines = (n: number) => [
    'sysctl -w net.ipv4.ip_forward=1',
    `ip route add default via 10.${n}.0.2`,
    ...(n === 1 ? [] : [`ip route add 10.0.0.0/24 via 10.${n - 1}.0.1`]),
    ...(n === routers ? ['ip route add unreachable 198.51.100.0/24'] : []),
    ...(silent.includes(n) ? ['iptables -A OUTPUT -p icmp --icmp-type time-exceeded -j DROP'] : []),
  ];
  const router = (n: number): Host => ({ interfaces: { a: on(n - 1, 2), b: on(n, 1) }, iproute2: { config: lines(n).join('\n') } });
  const server = `ip route add default via 10.${routers}.0.1\nip route add blackhole 192.0.2.0/24`;
  return solve({
    segments: Object.fromEntries([0, ...all].map((n) => [`s${n}`, {}])),
    hosts: {
      pc: { interfaces: { eth0: on(0, 1) }, iproute2: { config: 'ip route add default via 10.0.0.2' } },
      ...Object.fromEntries(all.map((n) => [`r${n}`, router(n)])),
      server: { interfaces: { eth0: on(routers, 2) }, iproute2: { config: server } },
    },
  });
}
const firsts = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
/** `2.|-- 10.1.0.2`. */
const names = (solution: Solution, args: string) =>
  report(solution, `-c 1 ${args}`)
    .slice(2)
    .map((l) => l.trim().split(/ +/).slice(0, 2).join(' '));

describe('where the rows end', () => {
  it('nobody answers: there is none', () => expect(names(row(2, [1, 2]), '192.0.2.1')).toEqual([]));

  it('one behind the last that answers, at the target, at who says that there is no way', () => {
    const second = row(2, [2]);
    expect(names(second, '192.0.2.1')).toEqual(['1.|-- 10.0.0.2', '2.|-- ???']);
    expect(names(row(2, [1]), '192.0.2.1')).toEqual(['1.|-- ???', '2.|-- 10.1.0.2', '3.|-- ???']);
    expect(names(second, '10.2.0.2')).toEqual(['1.|-- 10.0.0.2', '2.|-- ???', '3.|-- 10.2.0.2']);
    expect(names(row(2), '198.51.100.1')).toEqual(['1.|-- 10.0.0.2', '2.|-- 10.1.0.2']);
  });

  it('-m is the last TTL, -f the first', () => {
    const second = row(2, [2]);
    expect(names(second, '-m 1 10.2.0.2')).toEqual(['1.|-- 10.0.0.2']);
    expect(names(second, '-m 2 10.2.0.2')).toEqual(['1.|-- 10.0.0.2', '2.|-- ???']);
    expect(names(second, '-f 2 10.2.0.2')).toEqual(['2.|-- ???', '3.|-- 10.2.0.2']);
  });

  it('one TTL more is tried behind thirteen silent hops, or behind one more than -U says; -U 0 counts as 1', () => {
    expect(names(row(13, firsts(13)), '10.13.0.2').at(-1)).toBe('14.|-- 10.13.0.2');
    const fourteen = row(14, firsts(14));
    expect([names(fourteen, '10.14.0.2'), names(fourteen, '-U 13 10.14.0.2').at(-1)]).toEqual([[], '15.|-- 10.14.0.2']);
    expect([names(row(3, [2]), '-U 0 10.3.0.2').at(-1), names(row(4, [1, 2]), '-U 0 10.4.0.2').slice(2)]).toEqual([
      '4.|-- 10.3.0.2',
      ['3.|-- 10.2.0.2', '4.|-- ???'],
    ]);
  });

  it('a row that was not tried has lost nothing', () => {
    expect(report(row(3, [1, 2]), '-U 1 -c 2 10.3.0.2').slice(3)).toEqual([
      '  2.|-- ???      100.0     2    0.0   0.0   0.0   0.0   0.0',
      '  3.|-- 10.2.0.2  0.0%     2    2.0   2.0   2.0   2.0   0.0',
      '  4.|-- ???       0.0%     0    0.0   0.0   0.0   0.0   0.0',
    ]);
  });
});
