/** `ip [-d] [-br] link [show] [NAME] [type KIND] [vrf V | master V]` (iproute2's ipaddress.c print_linkinfo); addresses say the same of an interface. */
import type { HostTunnel, NetInterface, RouterNode } from '../../compile/index.ts';
import { formatIp, type Ip, linkLocalAddress } from '../../ip/index.ts';
import type { IpOptions } from './ip-options.ts';
import { refuses, says, type ShellAnswer } from './options.ts';
import { tunnelDetails } from './tunnels.ts';

/** Of which links it is asked. */
export interface WhichLinks {
  readonly only?: string;
  readonly master?: string;
  readonly type?: string;
  /** Those that are up alone. */
  readonly up?: true;
  /** `to P`: addresses within it. */
  readonly to?: string;
  readonly scope?: string;
}

/** A text says which word cannot be read. */
export function whichLinks(words: readonly string[], object: 'address' | 'link'): WhichLinks | string {
  const asked: { -readonly [K in keyof WhichLinks]: WhichLinks[K] } = {};
  const [verb] = words;
  const [first, ...rest] = verb !== undefined && ['show', 'list', 'lst', 'ls'].some((v) => v.startsWith(verb)) ? words.slice(1) : words;
  const CHANGES = ['add', 'change', 'replace', 'delete', 'flush', 'set', 'save', 'restore', 'property', 'afstats', 'xstats'];
  if (verb !== undefined && first === verb && CHANGES.some((c) => c.startsWith(verb) && verb.length > 2))
    return `ip ${object} ${verb}: interfaces are set in the machine's script of ip commands; the console only shows them`;
  const all = first === undefined ? [] : [first, ...rest];
  for (let i = 0; i < all.length; i++) {
    const word = all[i] as string;
    if (word === 'master' || word === 'vrf') asked.master = all[++i] ?? '';
    else if (word === 'type') asked.type = all[++i] ?? '';
    else if (word === 'to') asked.to = all[++i] ?? '';
    else if (word === 'scope') asked.scope = all[++i] ?? '';
    else if (word === 'dev') asked.only = all[++i] ?? '';
    else if (word === 'up') asked.up = true;
    else asked.only = word;
  }
  return asked;
}

/** Every interface with its number; the loopback is the first, drawn or not. */
export function numbered({ interfaces }: RouterNode): { readonly i: NetInterface; readonly n: number }[] {
  const lo = interfaces.find((i) => i.name === 'lo') ?? LOOPBACK;
  return [lo, ...interfaces.filter((i) => i !== lo)].map((i, n) => ({ i, n: n + 1 }));
}

const LOOPBACK: NetInterface = { name: 'lo', addresses: [], up: true, mtu: 65_536 };

export function links(node: RouterNode, words: readonly string[], { details, brief, oneLine }: IpOptions): ShellAnswer {
  const asked = whichLinks(words, 'link');
  if (typeof asked === 'string') return refuses(asked);
  const { only, master, type } = asked;
  if (only !== undefined && !numbered(node).some(({ i }) => i.name === only)) return refuses(`Device "${only}" does not exist.`);
  if (master !== undefined && !node.interfaces.some((i) => i.name === master)) return refuses(`Device "${master}" does not exist.`);
  const shown = numbered(node).filter(
    ({ i }) =>
      (only === undefined || i.name === only) &&
      (master === undefined || i.vrf === master) &&
      (type === undefined || kindOf(i) === type) &&
      (asked.up === undefined || i.up),
  );
  const lines = brief
    ? shown.map(({ i }) => briefLine(node, i))
    : shown.flatMap(({ i, n }) => (oneLine ? linkLines(node, i, n, details).join('\\') : linkLines(node, i, n, details)));
  return says(lines.join('\n'));
}

function kindOf({ isVrf, hostTunnel, vlan }: NetInterface): string | undefined {
  if (isVrf) return 'vrf';
  return hostTunnel?.linux?.type ?? hostTunnel?.kind ?? (vlan ? 'vlan' : undefined);
}

/** With the interface below it: `eth0.5@eth0`, `gre1@NONE`; a VXLAN names none (observed on Linux). */
function nameOf(i: NetInterface): string {
  const below = i.vlan?.parent ?? boundTo(i);
  return below === undefined ? i.name : `${i.name}@${below}`;
}

/** A tunnel that leaves by any interface stands above number 0 (net/ipv4/ip_tunnel.c ip_tunnel_get_iflink), which `ip` calls NONE. */
function boundTo(i: NetInterface): string | undefined {
  const tunnel = pointToPoint(i);
  return tunnel && (tunnel.linux?.over ?? 'NONE');
}

/** A tunnel between two ends, which is no Ethernet. */
function pointToPoint({ hostTunnel }: NetInterface): HostTunnel | undefined {
  return hostTunnel?.kind === 'vxlan' ? undefined : hostTunnel;
}

/** The first line of an interface, up to its state. */
export function linkHead(i: NetInterface, n: number): string {
  const unqueued = i.hostTunnel !== undefined || i.isVrf === true || i.name === 'lo';
  const master = i.vrf === undefined ? '' : ` master ${i.vrf}`;
  return `${n}: ${nameOf(i)}: <${flagsOf(i)}> mtu ${i.mtu} qdisc ${unqueued ? 'noqueue' : 'mq'}${master} state ${stateOf(i)}`;
}

function flagsOf(i: NetInterface): string {
  const point = pointToPoint(i);
  const kind = i.isVrf ? 'NOARP,MASTER' : i.name === 'lo' ? 'LOOPBACK' : point ? 'POINTOPOINT,NOARP' : 'BROADCAST,MULTICAST';
  return `${kind}${i.up ? ',UP,LOWER_UP' : ''}`;
}

function stateOf(i: NetInterface): string {
  // drivers/net/vrf.c vrf_dev_init: a VRF's operational state is always up.
  if (i.isVrf) return 'UP';
  if (!i.up) return 'DOWN';
  return i.name === 'lo' || i.hostTunnel ? 'UNKNOWN' : 'UP';
}

function linkLines(node: RouterNode, i: NetInterface, n: number, details: boolean): string[] {
  const head = `${linkHead(i, n)} mode DEFAULT group default qlen 1000`;
  const end = hardware(node, i);
  if (!details) return [head, `    ${end}`];
  // Each kind tells of itself, then of the master that it is under (print_linktype).
  const kind = i.isVrf
    ? `vrf table ${i.fib ?? 0}`
    : i.hostTunnel
      ? tunnelDetails(i.hostTunnel)
      : i.vlan && `vlan protocol 802.1Q id ${i.vlan.id} <REORDER_HDR>`;
  const own = [kind, i.vrf === undefined ? undefined : `vrf_slave table ${i.fib ?? 0}`].filter((said) => said !== undefined);
  return [
    head,
    `    ${end} promiscuity 0${own.length === 0 ? ' addrgenmode eui64' : ''}`,
    ...own.map((said, n) => `    ${said}${n === own.length - 1 ? ' addrgenmode eui64' : ''}`),
  ];
}

/** `link/TYPE ADDRESS brd|peer ADDRESS`: of a tunnel its two ends. */
export function hardware(node: RouterNode, i: NetInterface): string {
  if (i.name === 'lo') return `link/loopback ${NO_MAC} brd ${NO_MAC}`;
  const point = pointToPoint(i);
  if (!point) return `link/ether ${macOf(node, i)} brd ff:ff:ff:ff:ff:ff`;
  return `link/${point.linux?.type ?? point.kind} ${end(point.local)} peer ${end(point.remote)}`;
}

const NO_MAC = '00:00:00:00:00:00';
const end = (ip: Ip | undefined) => (ip === undefined ? '0.0.0.0' : formatIp(ip));

/** The one that the interface's link-local address is made of (RFC 4291 appendix A). */
export function macOf(node: Pick<RouterNode, 'id'>, { name }: Pick<NetInterface, 'name'>): string {
  const id = (linkLocalAddress(node.id, name) & 0xffff_ffff_ffff_ffffn).toString(16).padStart(16, '0');
  const bytes = [id.slice(0, 2), id.slice(2, 4), id.slice(4, 6), id.slice(10, 12), id.slice(12, 14), id.slice(14, 16)];
  // The bit that says who administers the address is the other way about in an interface identifier.
  return [(Number.parseInt(bytes[0] as string, 16) ^ 2).toString(16).padStart(2, '0'), ...bytes.slice(1)].join(':');
}

function briefLine(node: RouterNode, i: NetInterface): string {
  const point = pointToPoint(i);
  const address = point ? end(point.local) : i.name === 'lo' ? NO_MAC : macOf(node, i);
  return `${briefHead(i)}${address} <${flagsOf(i)}> `;
}

/** Name and state in the columns of `-br`. */
export const briefHead = (i: NetInterface): string => `${nameOf(i).padEnd(16)} ${stateOf(i).padEnd(14)} `;
