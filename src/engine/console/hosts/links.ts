/** `ip [-d] [-br] link [show] [NAME] [type KIND] [vrf V | master V]` (iproute2's ipaddress.c print_linkinfo); addresses say the same of an interface. */
import type { HostTunnel, NetInterface, RouterNode } from '../../compile/index.ts';
import { formatIp, type Ip, linkLocalAddress } from '../../ip/index.ts';
import { refuses, says, type ShellAnswer } from './options.ts';

/** `-d` and `-br` before the object. */
export function linkOptions(words: readonly string[]): { readonly details: boolean; readonly brief: boolean; readonly words: readonly string[] } {
  const flags = words.slice(
    0,
    words.findIndex((w) => !w.startsWith('-')),
  );
  const has = (...names: readonly string[]) => flags.some((f) => names.includes(f));
  return { details: has('-d', '-details'), brief: has('-br', '-brief'), words: words.slice(flags.length) };
}

/** Of which links it is asked. */
export function whichLinks(words: readonly string[]): { readonly only?: string; readonly master?: string; readonly type?: string } {
  const asked: { only?: string; master?: string; type?: string } = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === 'master' || word === 'vrf') asked.master = words[++i] ?? '';
    else if (word === 'type') asked.type = words[++i] ?? '';
    else if (!['show', 'list', 'ls', 'lst', 'dev', 'up'].includes(word)) asked.only = word;
  }
  return asked;
}

/** Every interface with its number; the loopback is the first, drawn or not. */
export function numbered({ interfaces }: RouterNode): { readonly i: NetInterface; readonly n: number }[] {
  const lo = interfaces.find((i) => i.name === 'lo') ?? LOOPBACK;
  return [lo, ...interfaces.filter((i) => i !== lo)].map((i, n) => ({ i, n: n + 1 }));
}

const LOOPBACK: NetInterface = { name: 'lo', addresses: [], up: true, mtu: 65_536 };

export function links(node: RouterNode, words: readonly string[], details: boolean, brief: boolean): ShellAnswer {
  const { only, master, type } = whichLinks(words);
  if (only !== undefined && !numbered(node).some(({ i }) => i.name === only)) return refuses(`Device "${only}" does not exist.`);
  if (master !== undefined && !node.interfaces.some((i) => i.name === master)) return refuses(`Device "${master}" does not exist.`);
  const shown = numbered(node).filter(
    ({ i }) => (only === undefined || i.name === only) && (master === undefined || i.vrf === master) && (type === undefined || kindOf(i) === type),
  );
  const lines = brief ? shown.map(({ i }) => briefLine(node, i)) : shown.flatMap(({ i, n }) => linkLines(node, i, n, details));
  return says(lines.join('\n'));
}

function kindOf({ isVrf, hostTunnel, vlan }: NetInterface): string | undefined {
  if (isVrf) return 'vrf';
  return hostTunnel?.kind ?? (vlan ? 'vlan' : undefined);
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
  const own = i.isVrf ? [`    vrf table ${i.fib ?? 0} addrgenmode eui64`] : i.vrf === undefined ? [] : [`    vrf_slave table ${i.fib ?? 0} addrgenmode eui64`];
  return [head, `    ${end} promiscuity 0`, ...own];
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
export function macOf(node: RouterNode, { name }: NetInterface): string {
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
