/**
 * `ip neigh` and `arp`: the neighbors that a machine has met for the lab's own flows (iproute2's ipneigh.c print_neigh, net-tools' arp.c), who
 * they are by their cards. In a VNet there is one: the fabric answers for everybody with the same address (Microsoft Learn, "Azure Virtual Network FAQ",
 * of ARP within a VNet; seen of every machine).
 */
import type { NetInterface, NetNode, RouterNode } from '../../compile/index.ts';
import { type Leg, outer, type Trace, traceFlow } from '../../data-plane/index.ts';
import { containsIp, type Family, formatIp, type Ip, isIpv4, networkOf, parseIp, parsePrefix, type Prefix } from '../../ip/index.ts';
import { macOf } from './links.ts';
import { readOptions, refuses, says, type Shell, type ShellAnswer } from './options.ts';

const FABRIC = '12:34:56:78:9a:bc';

interface Neighbor {
  readonly ip: Ip;
  readonly dev: string;
  /** Absent: nobody has answered. */
  readonly mac?: string;
}

/** `ip neigh [show] [[to] P] [dev IF] [nud STATE]`. */
export function neighbors(shell: Shell, node: RouterNode, words: readonly string[], family: Family | undefined): ShellAnswer {
  const [verb = 'show', ...rest] = words;
  if (['add', 'change', 'replace', 'delete', 'flush', 'get'].some((v) => v.startsWith(verb))) return refuses('ip neigh: the lab answers ip neigh show');
  if (!['show', 'list', 'lst', 'ls'].some((v) => v.startsWith(verb))) return refuses(`Command "${verb}" is unknown, try "ip neigh help".`);
  let [dev, to, nud]: (string | undefined)[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as string;
    if (word === 'dev') dev = rest[++i] ?? '';
    else if (word === 'nud') nud = rest[++i] ?? '';
    else to = word === 'to' ? (rest[++i] ?? '') : word;
  }
  if (dev !== undefined && !node.interfaces.some((i) => i.name === dev)) return refuses(`Cannot find device "${dev}"`);
  const within = to === undefined ? undefined : (parsePrefix(to) ?? parseIp(to));
  if (to !== undefined && within === undefined) return refuses(`Error: any valid prefix is expected rather than "${to}".`);
  const fits = (n: Neighbor) =>
    (family === undefined || (family === 4) === isIpv4(n.ip)) &&
    (dev === undefined || n.dev === dev) &&
    (within === undefined || (typeof within === 'object' ? containsIp(within, n.ip) : within === n.ip)) &&
    (nud === undefined || nud === 'all' || nud === (n.mac === undefined ? 'failed' : 'reachable'));
  const line = (n: Neighbor) => `${formatIp(n.ip)}${dev === undefined ? ` dev ${n.dev}` : ''} ${n.mac === undefined ? 'FAILED' : `lladdr ${n.mac} REACHABLE`}`;
  return says(neighborsOf(shell, node).filter(fits).map(line).join('\n'));
}

/** `arp [-n] [-a] [-i IF] [HOST]` of net-tools 2.10: IPv4 alone. */
export const arp = (shell: Shell, words: readonly string[]): ShellAnswer => {
  const { flag, value, rest } = readOptions(words, ['i']);
  if (!shell.node) return refuses('bash: arp: command not found');
  if (flag('s') || flag('d')) return refuses('arp: the lab answers arp [-n] [-a] [-i IF] [HOST]');
  const [host] = rest;
  const rows = neighborsOf(shell, shell.node).filter(
    (n) => isIpv4(n.ip) && (value('i') === undefined || n.dev === value('i')) && (host === undefined || formatIp(n.ip) === host),
  );
  if (rows.length === 0) return says(host === undefined ? '' : `${host} (${host}) -- no entry`);
  if (flag('a')) return says(rows.map((n) => `? (${formatIp(n.ip)}) at ${n.mac === undefined ? '<incomplete>' : `${n.mac} [ether]`} on ${n.dev}`).join('\n'));
  const line = (n: Neighbor) =>
    n.mac === undefined
      ? `${formatIp(n.ip).padEnd(24)} ${' '.repeat(7)} ${'(incomplete)'.padEnd(36)}  ${n.dev}`
      : `${formatIp(n.ip).padEnd(24)} ether   ${n.mac.padEnd(19)} C${' '.repeat(21)}${n.dev}`;
  return says(['Address                  HWtype  HWaddress           Flags Mask            Iface', ...rows.map(line)].join('\n'));
};

/** In the order in which the lab's flows meet them. */
function neighborsOf({ solution }: Shell, node: RouterNode): Neighbor[] {
  const found = new Map<string, Neighbor>();
  const put = (n: Neighbor | undefined) => {
    const key = n && `${formatIp(n.ip)} ${n.dev}`;
    if (n && key !== undefined && found.get(key)?.mac === undefined) found.set(key, n);
  };
  for (const flow of Object.values(solution.lab.flows ?? {}))
    for (const leg of legsOf(traceFlow(solution, flow, { branches: false })))
      for (const [at, hop] of leg.hops.entries()) {
        const [before, after] = [leg.hops[at - 1], leg.hops[at + 1]];
        if (hop.node !== node.id) continue;
        const packet = hop.after ?? (after && after.before);
        if (after && packet) put(metBy(shellNode(solution, after.node), after.in, node, hop.out, outer(packet).destination, solution));
        if (before) put(metBy(shellNode(solution, before.node), before.out, node, hop.in, outer(hop.before).source, solution));
        if (!after && leg.reason.code === 'no-neighbor') put(missing(node, leg));
      }
  return [...found.values()];
}

const shellNode = (solution: Shell['solution'], id: string): NetNode | undefined => solution.network.nodes.get(id);

/** Every walk of a flow, there and back. */
function legsOf({ out, back, ack, intercepted, proxied }: Trace): Leg[] {
  const own = [out, back, ack, intercepted?.request].filter((leg) => leg !== undefined);
  return [...own, ...(intercepted?.origin ? legsOf(intercepted.origin) : []), ...(proxied?.origin ? legsOf(proxied.origin) : [])];
}

/** Who stands at the other end of the cable: by the address that was asked for or, of a router, one on the machine's own network. */
function metBy(
  other: NetNode | undefined,
  by: string | undefined,
  node: RouterNode,
  dev: string | undefined,
  address: Ip,
  solution: Shell['solution'],
): Neighbor | undefined {
  const mine = node.interfaces.find((i) => i.name === dev);
  if (!mine || mine.segment === undefined || mine.hostTunnel || mine.name === 'lo') return undefined;
  const networks = mine.addresses.filter((a) => isIpv4(a.ip) === isIpv4(address)).map((a) => networkOf(a));
  if (solution.network.segments.get(mine.segment)?.kind === 'azure-subnet') return inVnet(mine, networks, address);
  const theirs = other?.interfaces.find((i) => i.name === by && i.segment === mine.segment);
  if (!other || !theirs) return undefined;
  const on = theirs.addresses.filter((a) => networks.some((n) => containsIp(n, a.ip)));
  const ip = on.find((a) => a.ip === address)?.ip ?? on[0]?.ip;
  return ip === undefined ? undefined : { ip, dev: mine.name, mac: macOf(other, theirs) };
}

/** A machine of the same subnet by its own address, everybody else by the subnet's first (A2). */
function inVnet({ name }: NetInterface, networks: readonly Prefix[], address: Ip): Neighbor | undefined {
  const [network] = networks;
  if (!network) return undefined;
  const gateway = (isIpv4(network.ip) ? Number(network.ip) + 1 : BigInt(network.ip) + 1n) as Ip;
  return { ip: networks.some((n) => containsIp(n, address)) ? address : gateway, dev: name, mac: FABRIC };
}

function missing(node: RouterNode, leg: Leg): Neighbor | undefined {
  const address = parseIp(String(leg.reason.args?.['address'] ?? ''));
  const dev = address === undefined ? undefined : node.interfaces.find((i) => i.addresses.some((a) => containsIp(networkOf(a), address)))?.name;
  return address === undefined || dev === undefined ? undefined : { ip: address, dev };
}
