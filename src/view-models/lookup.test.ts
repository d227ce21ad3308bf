/** The rows of a table that match a packet, and the one that decided. */
import { expect, test } from 'vitest';
import { type Hop, type Ip, type Lab, parseIp, type Table } from '../engine/index.ts';
import { hasVrfs, isFreebsd, isPicked, matchingRows, pickOf, sideTableOf, tableOf } from './lookup.ts';

const row = (key: string, prefix: string, standing: 'best' | 'beaten' = 'best') => ({ key, cells: { prefix, nextHop: '10.0.0.1' }, standing, reasons: [] });
const table = {
  device: 'r',
  kind: 'rib',
  columns: [],
  rows: [row('a', '0.0.0.0/0'), row('b', '10.1.0.0/16', 'beaten'), row('c', '10.1.0.0/16'), row('d', '10.2.0.0/16'), row('e', '::/0')],
} as unknown as Table;
const ip = (text: string) => parseIp(text) as Ip;

test('longest first, the winner before the beaten one of its prefix, other families left out', () => {
  const rows = matchingRows(table, ip('10.1.2.3'), { prefix: '10.1.0.0/16', node: 'r' });
  expect(rows.map((r) => [r.row.key, r.picked])).toEqual([
    ['c', true],
    ['b', false],
    ['a', false],
  ]);
  expect(matchingRows(table, ip('2001:db8::1'), undefined).map((r) => r.prefix)).toEqual(['::/0']);
  expect(matchingRows(table, ip('192.0.2.1'), undefined).map((r) => r.prefix)).toEqual(['0.0.0.0/0']);
});

test('of a gateway’s instances only the hop’s own rows count', () => {
  const both = { ...table, rows: [row('gw#0 x', '10.1.0.0/16'), row('gw#1 x', '10.1.0.0/16')] };
  expect(matchingRows(both, ip('10.1.2.3'), { prefix: '10.1.0.0/16', node: 'gw#1' }).map((r) => r.row.key)).toEqual(['gw#1 x']);
});

test('A20, H8 of several equal rows the one that the packet took is marked, not its equals', () => {
  const way = (key: string, nextHop: string, out: string) => ({ ...row(key, '10.1.0.0/16'), cells: { prefix: '10.1.0.0/16', nextHop, interface: out } });
  const rows = [
    way('a', '10.2.0.2', 'eth0'),
    way('b', '10.2.1.2', 'eth1'),
    way('c', '10.9.9.9', '10.2.1.2 eth1, 10.2.2.2 eth2'),
    way('d', 'connected', 'eth3'),
  ];
  const picked = (lookup: object) => {
    const pick = pickOf({ node: 'r', lookup: { table: 'fib', of: 'r', destination: ip('10.1.2.3'), prefix: '10.1.0.0/16', ...lookup } } as unknown as Hop);
    return rows.filter((r) => isPicked(r, pick)).map((r) => r.key);
  };
  expect(picked({ taken: { nextHop: ip('10.2.0.2'), interface: 'eth0' } })).toEqual(['a']);
  // A next hop that resolves to it is the row that led there as well.
  expect(picked({ taken: { nextHop: ip('10.2.1.2'), interface: 'eth1' } })).toEqual(['b', 'c']);
  expect(picked({ taken: { interface: 'eth3' } })).toEqual(['d']);
  expect(picked({})).toEqual(['a', 'b', 'c', 'd']);
  expect(pickOf({ node: 'r' })).toBeUndefined();
});

test('which table a lookup was in; rules and a FIB beside the main one have none', () => {
  const hop = (lookup: object) => ({ node: 'gw#0', device: 'gw', lookup }) as unknown as Hop;
  expect(tableOf(hop({ table: 'effective-routes', of: 'hub/default' }))).toEqual({ device: 'hub/default', kind: 'effective' });
  expect(tableOf(hop({ table: 'fib', of: 'gw#0' }))).toEqual({ device: 'gw', kind: 'rib' });
  expect(tableOf(hop({ table: 'fib', of: 'gw#0', fib: 1 }))).toBeUndefined();
  expect(tableOf(hop({ table: 'pf-rules', of: 'gw' }))).toBeUndefined();
  expect(sideTableOf(hop({ table: 'fib', of: 'gw#0', fib: 1 }))).toEqual({ device: 'gw', name: '1' });
  expect(sideTableOf(hop({ table: 'fib', of: 'gw#0', fib: 10, vrf: 'blue' }))).toEqual({ device: 'gw', name: 'blue' });
  expect(sideTableOf(hop({ table: 'fib', of: 'gw#0' }))).toBeUndefined();
});

test('H24 FIBs are FreeBSD’s; H1 a Linux machine and one without a system have tables', () => {
  const lab = {
    hosts: { b: { os: 'freebsd', interfaces: {} }, l: { os: 'linux', interfaces: {} } },
    routers: { r: { interfaces: {}, frr: { config: '' } } },
  } as Lab;
  expect(['b', 'l', 'r', 'none'].map((d) => isFreebsd(lab, d))).toEqual([true, false, false, false]);
});

test('a machine whose commands speak of VRFs can send from one (H11)', () => {
  const machine = (config: string) => ({ interfaces: {}, iproute2: { config } });
  const lab: Lab = { hosts: { a: machine('ip link add blue type vrf table 10'), b: machine('ip route add default via 10.0.0.1'), c: { interfaces: {} } } };
  expect(['a', 'b', 'c', 'none'].map((d) => hasVrfs(lab, d))).toEqual([true, false, false, false]);
});
