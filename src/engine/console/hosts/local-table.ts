/**
 * The table `local` as `ip route show table local` lists it: the kernel's own rows for the machine's addresses, their broadcast, anycast and multicast
 * (net/ipv4/fib_frontend.c fib_add_ifaddr, net/ipv6/addrconf.c; recorded). Addresses in a VRF stand in its table instead.
 */
import type { RouterNode } from '../../compile/index.ts';
import {
  type Family,
  broadcastIp,
  formatIp,
  hostPrefix,
  type InterfaceAddress,
  ip,
  isIpv4,
  linkLocalAddress,
  networkOf,
  type Prefix,
  prefix,
} from '../../ip/index.ts';
import { primaryOf } from './addresses.ts';
import { byKey, byWalk } from './kernel-order.ts';

export interface LocalRow {
  readonly prefix: Prefix;
  readonly text: string;
}

/** `table`: 0 for the table `local`, else the VRF's. */
export function localRows(node: RouterNode, table: number, family: Family): LocalRow[] {
  const mine = node.interfaces.filter((i) => i.up && (table === 0 ? i.vrf === undefined && i.isVrf !== true : i.fib === table) && i.name !== 'lo');
  if (family === 4)
    return [
      ...(table === 0 ? LOOPBACK4 : []),
      ...loopbacks(node, table),
      ...mine.flatMap((i) => i.addresses.flatMap((a) => ipv4Rows(i.name, i.addresses, a))),
    ].sort((a, b) => byKey(a.prefix, b.prefix));
  const linked = mine.filter((i) => i.segment !== undefined);
  const lo = table === 0 ? [{ ip: ip('::1'), dev: 'lo' }, ...addressesOf(node, 'lo')] : [];
  const own = [...lo, ...mine.flatMap((i) => addressesOf(node, i.name)), ...linked.map((i) => ({ ip: linkLocalAddress(node.id, i.name), dev: i.name }))].map(
    ({ ip: address, dev }) => row6('local', hostPrefix(address), dev, 0),
  );
  const forwards = node.forwarding6 ?? node.forwarding;
  const anycast = forwards
    ? [
        ...mine.flatMap((i) => i.addresses.filter((a) => !isIpv4(a.ip) && a.length < 127).map((a) => ({ to: networkOf(a).ip, dev: i.name }))),
        ...linked.map((i) => ({ to: ip('fe80::'), dev: i.name })),
      ]
    : [];
  const rows = [...own, ...anycast.map(({ to, dev }) => row6('anycast', hostPrefix(to), dev, 0))].sort((a, b) => byWalk(a.prefix, b.prefix));
  return [...rows, ...linked.map((i) => row6('multicast', prefix('ff00::/8'), i.name, 256))];
}

const LOOPBACK4: readonly LocalRow[] = [
  { prefix: prefix('127.0.0.0/8'), text: 'local 127.0.0.0/8 dev lo proto kernel scope host src 127.0.0.1' },
  { prefix: prefix('127.0.0.1/32'), text: 'local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1' },
  { prefix: prefix('127.255.255.255/32'), text: 'broadcast 127.255.255.255 dev lo proto kernel scope link src 127.0.0.1' },
];

/** Addresses that the loopback has besides. */
function loopbacks(node: RouterNode, table: number): LocalRow[] {
  const lo = node.interfaces.find((i) => i.name === 'lo');
  return table === 0 && lo ? lo.addresses.flatMap((a) => ipv4Rows('lo', lo.addresses, a)) : [];
}

/** A secondary address is told with the primary one of its network as its source. */
function ipv4Rows(dev: string, all: readonly InterfaceAddress[], a: InterfaceAddress): LocalRow[] {
  if (!isIpv4(a.ip)) return [];
  const primary = primaryOf(all, a);
  const from = `src ${formatIp(primary.ip)}`;
  const last = primary === a ? broadcastIp(a) : undefined;
  return [
    { prefix: hostPrefix(a.ip), text: `local ${formatIp(a.ip)} dev ${dev} proto kernel scope host ${from}` },
    ...(last === undefined ? [] : [{ prefix: hostPrefix(last), text: `broadcast ${formatIp(last)} dev ${dev} proto kernel scope link ${from}` }]),
  ];
}

function addressesOf(node: RouterNode, dev: string) {
  return (node.interfaces.find((i) => i.name === dev)?.addresses ?? []).flatMap((a) => (isIpv4(a.ip) ? [] : [{ ip: a.ip, dev }]));
}

function row6(type: string, to: Prefix, dev: string, metric: number): LocalRow {
  const whole = to.length === 128 ? formatIp(to.ip) : `${formatIp(to.ip)}/${to.length}`;
  return { prefix: to, text: `${type} ${whole} dev ${dev} proto kernel metric ${metric} pref medium` };
}
