/** `show ip nht` (zebra/zebra_rnh.c print_rnh), `show bgp nexthop` and `show bgp import-check-table` (bgpd/bgp_nexthop.c bgp_show_nexthop). */
import { formatIp, formatPrefix, type Ip, isIpv4, isLinkLocal } from '../../ip/index.ts';
import type { RibEntry, RibNextHop } from '../../rib/index.ts';
import { dateOf } from '../time.ts';
import type { Vtysh } from './router.ts';
import { type BgpNextHop, bgpNextHops, checkedNetworks, type Tracked, trackedBy, usedHops } from './tracked.ts';

/** Sockets by which the daemons are connected to zebra: numbers of no meaning in a lab. */
const SOCKET = { static: 25, bgp: 30, pbr: 28 } as const;

/** What zebra tracks, or one address of it; nothing where it tracks nothing. */
export function showNht(router: Vtysh, family: 4 | 6, only?: Ip): string {
  return trackedBy(router, family)
    .filter((t) => only === undefined || (t.ip === only && t.length === (family === 4 ? 32 : 128)))
    .flatMap(trackedLines)
    .join('\n');
}

function trackedLines({ ip, connected, entry, clients }: Tracked): string[] {
  return [
    `${formatIp(ip)}${connected ? '(Connected)' : ''}`,
    ...(entry
      ? [` resolved via ${entry.protocol}`, ...entry.nextHops.filter((h) => h.active || h.inactive === 'protocol-map').map(hopLine)]
      : [` unresolved${connected ? '(Connected)' : ''}`]),
    ` Client list:${clients.map((c) => ` ${c}(fd ${SOCKET[c]})`).join('')}`,
  ];
}

/** A recursive next hop is named as it stands, without what it resolves to. */
function hopLine({ ip, interface: out, blackhole, recursive }: RibNextHop): string {
  if (blackhole) return ' is directly connected, Null0';
  if (ip === undefined) return ` is directly connected, ${out}`;
  const where = isIpv4(ip) ? ` via ${formatIp(ip)}` : ` ${formatIp(ip)}`;
  if (recursive || out === undefined) return where;
  return `${where}${isIpv4(ip) ? ',' : ', via'} ${out}`;
}

/** BGP's next hops, or one of them. */
export function showBgpNextHops(router: Vtysh, only?: Ip): string {
  const all = bgpNextHops(router);
  if (only === undefined) return ['Current BGP nexthop cache:', ...all.flatMap((n) => [...nextHopLines(n, router), ''])].join('\n');
  const one = all.find((n) => n.ip === only);
  return one ? [...nextHopLines(one, router), '', '  Paths:', ...one.paths.map(pathLine)].join('\n') : 'specified nexthop does not have entry';
}

function nextHopLines({ ip, entry, paths, peer, connected }: BgpNextHop, router: Vtysh): string[] {
  const of = peer === undefined ? '' : `, peer ${peer}`;
  const state = entry ? `valid [IGP metric ${entry.metric}], #paths ${paths.length}${of}` : `invalid, #paths ${paths.length}${of}`;
  return [
    ` ${formatIp(ip)} ${state}`,
    ...(entry ? (peer !== undefined && !isIpv4(ip) && isLinkLocal(ip) ? [] : gates(entry)) : connected ? ['  Must be Connected'] : []),
    ...updated(entry, router),
  ];
}

/** Family and subsequent family by number, the prefix, and bgpd's flags (bgpd/bgp_route.h BGP_PATH_*). */
function pathLine({ prefix, path }: BgpNextHop['paths'][number]): string {
  const flags = [path.best && 0x8, path.valid && 0x10, 0x400, path.multipath && 0x800].reduce<number>((sum, bit) => sum + (bit || 0), 0);
  return `    ${isIpv4(prefix.ip) ? 1 : 2}/1 ${formatPrefix(prefix)} VRF default flags 0x${flags.toString(16)}`;
}

export function showImportChecks(router: Vtysh): string {
  const rows = checkedNetworks(router).flatMap(({ prefix, entry, valid }) => [
    ` ${formatIp(prefix.ip)} ${valid && entry ? `valid [IGP metric ${entry.metric}]` : 'invalid'}, #paths 1`,
    ...(valid && entry ? gates(entry) : []),
    ...updated(entry, router),
    '',
  ]);
  return ['Current BGP import check cache:', ...rows].join('\n');
}

/** A gateway's interface where it came with it, as the kernel's do (NEXTHOP_TYPE_IPV4_IFINDEX). */
function gates(entry: RibEntry): string[] {
  return usedHops(entry).map(({ ip, interface: out, blackhole, stated }) => {
    if (blackhole) return '  blackhole';
    if (ip === undefined) return `  if ${out}`;
    return `  gate ${formatIp(ip)}${stated || entry.protocol === 'kernel' ? `, if ${out}` : ''}`;
  });
}

function updated(entry: RibEntry | undefined, { settled }: Vtysh): string[] {
  return [`  Last update: ${dateOf(entry?.since ?? settled)}`];
}
