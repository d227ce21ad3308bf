/** `ip [-4|-6] [-br|-o] addr [show] [[dev] IF] [vrf V | master V] [up] [to P] [scope S]` (iproute2's ipaddress.c print_addrinfo), as iproute2 6.1 prints it. */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import {
  containsIp,
  type Family,
  formatIp,
  hostPrefix,
  type InterfaceAddress,
  type Ip,
  ip,
  isIpv4,
  lastIp,
  linkLocalAddress,
  networkOf,
  parseIp,
  parsePrefix,
} from '../../ip/index.ts';
import type { IpOptions } from './ip-options.ts';
import { briefHead, hardware, linkHead, numbered, whichLinks } from './links.ts';
import { refuses, says, type ShellAnswer } from './options.ts';

export function addresses(node: RouterNode, words: readonly string[], { family, brief, oneLine }: IpOptions): ShellAnswer {
  const asked = whichLinks(words, 'address');
  if (typeof asked === 'string') return refuses(asked);
  const { only, master, to, scope } = asked;
  const all = numbered(node);
  if (only !== undefined && !all.some(({ i }) => i.name === only)) return refuses(`Device "${only}" does not exist.`);
  if (master !== undefined && !all.some(({ i }) => i.name === master)) return refuses(`Device "${master}" does not exist.`);
  const within = to === undefined ? undefined : (parsePrefix(to) ?? hostOf(to));
  if (to !== undefined && !within) return refuses(`Error: any valid prefix is expected rather than "${to}".`);
  const fits = (r: Row) =>
    (family === undefined || r.family === family) && (!within || containsIp(within, r.ip)) && (scope === undefined || r.rest.includes(`scope ${scope} `));
  const narrowed = family !== undefined || within !== undefined || scope !== undefined;
  const shown = all
    .filter(({ i }) => (only === undefined || i.name === only) && (master === undefined || i.vrf === master) && (asked.up === undefined || i.up))
    .map(({ i, n }) => ({ i, n, rows: rowsOf(node, i).filter(fits) }))
    .filter(({ rows }) => !narrowed || rows.length > 0);
  if (brief) return says(shown.map(({ i, rows }) => `${briefHead(i)}${rows.map((r) => `${r.address} `).join('')}`).join('\n'));
  if (oneLine) return says(shown.flatMap(({ i, n, rows }) => rows.map((r) => `${n}: ${i.name}    ${inet(r)}\\${FOREVER}`)).join('\n'));
  const hasHardware = family === undefined && within === undefined && scope === undefined;
  return says(
    shown
      .flatMap(({ i, n, rows }) => [
        headOf(i, n, family),
        ...(hasHardware ? [`    ${hardware(node, i)}`] : []),
        ...rows.flatMap((r) => [`    ${inet(r)}`, FOREVER]),
      ])
      .join('\n'),
  );
}

const FOREVER = '       valid_lft forever preferred_lft forever';
const inet = (r: Row) => `inet${r.family === 6 ? '6' : ''} ${r.address} ${r.rest}`;

function hostOf(text: string) {
  const one = parseIp(text);
  return one === undefined ? undefined : hostPrefix(one);
}

/** Asked for IPv6 alone, the kernel says nothing of queues and groups (net/ipv6/addrconf.c inet6_fill_ifinfo). */
function headOf(i: NetInterface, n: number, family: Family | undefined): string {
  const head = linkHead(i, n);
  return family === 6 ? `${head.replace(/ qdisc \S+( master \S+)?/, '')} qlen 1000` : `${head} group default qlen 1000`;
}

interface Row {
  readonly family: Family;
  readonly ip: Ip;
  /** `10.1.0.1/24`, `10.8.0.1 peer 10.8.0.2/32`. */
  readonly address: string;
  /** Scope, and of IPv4 the label. */
  readonly rest: string;
}

const LOOPBACK: readonly InterfaceAddress[] = [
  { ip: ip('127.0.0.1'), length: 8 },
  { ip: ip('::1'), length: 128 },
];

/** IPv4 first, those behind which another of their network stands last; then IPv6, the link-local one behind the others. */
function rowsOf(node: RouterNode, i: NetInterface): Row[] {
  const own = i.name === 'lo' ? [...LOOPBACK, ...i.addresses] : i.addresses;
  const four = own.filter((a) => isIpv4(a.ip));
  const primary = four.filter((a, n) => !four.slice(0, n).some((b) => sameNetwork(a, b)));
  const scope = (a: InterfaceAddress) => (i.name === 'lo' && LOOPBACK.some((b) => b.ip === a.ip) ? 'host' : 'global');
  return [
    ...primary.map((a): Row => ({ family: 4, ip: a.ip, address: textOf(a), rest: `${broadcast(i, a)}scope ${scope(a)} ${i.name}` })),
    ...four
      .filter((a) => !primary.includes(a))
      .map((a): Row => ({ family: 4, ip: a.ip, address: textOf(a), rest: `${broadcast(i, a)}scope ${scope(a)} secondary ${i.name}` })),
    ...own.filter((a) => !isIpv4(a.ip)).map((a): Row => ({ family: 6, ip: a.ip, address: textOf(a), rest: `scope ${scope(a)} ` })),
    ...(i.up && i.segment !== undefined
      ? [{ family: 6, ip: linkLocalAddress(node.id, i.name), address: `${formatIp(linkLocalAddress(node.id, i.name))}/64`, rest: 'scope link ' } as const]
      : []),
  ];
}

/** The first address of its network on the interface: itself unless it is a secondary one. */
export function primaryOf(all: readonly InterfaceAddress[], a: InterfaceAddress): InterfaceAddress {
  return all.find((b) => isIpv4(b.ip) && sameNetwork(a, b)) ?? a;
}

/** net/ipv4/devinet.c __inet_insert_ifa: of one mask, and in it. */
function sameNetwork(a: InterfaceAddress, b: InterfaceAddress): boolean {
  return a.length === b.length && containsIp(networkOf(b), a.peer ?? a.ip) && containsIp(networkOf(a), b.peer ?? b.ip);
}

function textOf(a: InterfaceAddress): string {
  return `${formatIp(a.ip)}${a.peer === undefined ? '' : ` peer ${formatIp(a.peer)}`}/${a.length}`;
}

/** As a distribution's own scripts set it; two ends of a link have none. */
function broadcast(i: NetInterface, a: InterfaceAddress): string {
  const network = networkOf(a);
  if (i.name === 'lo' || a.peer !== undefined || a.length >= 31 || !isIpv4(network.ip)) return '';
  return `brd ${formatIp(lastIp(network))} `;
}
