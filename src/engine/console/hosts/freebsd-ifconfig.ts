/**
 * FreeBSD's `ifconfig` (ifconfig(8), sbin/ifconfig: ifconfig.c status, af_inet.c, af_inet6.c, ifgroup.c, iffib.c, ifgre.c, af_nd6.c), as FreeBSD 13 and
 * 14 print it; what a card can do (`options`, `media`) is its own affair and left out.
 */
import type { NetInterface, RouterNode } from '../../compile/index.ts';
import { formatIp, type InterfaceAddress, ip, isIpv4, isLinkLocal, lastIp, linkLocalAddress, netmask, networkOf } from '../../ip/index.ts';
import { hasIpv6, linkNumber } from './freebsd-routes.ts';
import { macOf } from './links.ts';
import { type Command, refuses, says } from './options.ts';

type Family = 'inet' | 'inet6';

/** `ifconfig [-a] [-u|-d] [IF] [inet|inet6]`, `-l`, `-g GROUP`. */
export const ifconfig: Command = ({ node }, words) => {
  if (!node) return refuses('bash: ifconfig: command not found');
  const all = inOrder(node);
  const at = words.indexOf('-g');
  if (at >= 0) {
    const group = words[at + 1];
    if (group === undefined) return refuses('ifconfig: option requires an argument -- g');
    return says(
      all
        .filter((i) => group === 'all' || groupsOf(i).includes(group))
        .map((i) => i.name)
        .join('\n'),
    );
  }
  const bare = words.filter((w) => !w.startsWith('-'));
  const family = bare.find((w): w is Family => w === 'inet' || w === 'inet6');
  const [only, extra] = bare.filter((w) => w !== family);
  if (extra !== undefined) return refuses('ifconfig: interfaces are set in rc.conf; the console only shows them');
  if (only !== undefined && !all.some((i) => i.name === only)) return refuses(`ifconfig: interface ${only} does not exist`);
  const shown = all.filter((i) => (only === undefined || i.name === only) && (!words.includes('-u') || i.up) && (!words.includes('-d') || !i.up));
  if (words.includes('-l')) return says(shown.map((i) => i.name).join(' '));
  return says(shown.flatMap((i) => interfaceLines(node, i, family)).join('\n'));
};

const LOOPBACK: NetInterface = { name: 'lo0', addresses: [], up: true, mtu: 16_384 };

/** By number: cards, the loopback, what has been made. */
function inOrder(node: RouterNode): NetInterface[] {
  const drawn = node.interfaces.some((i) => i.name === 'lo0') ? node.interfaces : [...node.interfaces, LOOPBACK];
  return drawn.toSorted((a, b) => linkNumber(node, a.name) - linkNumber(node, b.name));
}

const isLoopback = ({ name }: NetInterface): boolean => /^lo\d+$/.test(name);

function groupsOf(i: NetInterface): string[] {
  const groups = (i.groups ?? []).filter((g) => g !== 'all');
  return isLoopback(i) ? [...new Set(['lo', ...groups])] : groups;
}

function interfaceLines(node: RouterNode, i: NetInterface, family: Family | undefined): string[] {
  const { hostTunnel: tunnel } = i;
  const ethernet = !isLoopback(i) && (!tunnel || tunnel.kind === 'vxlan');
  const own = addressesOf(node, i).filter((a) => family === undefined || (family === 'inet') === isIpv4(a.ip));
  const all = family === undefined;
  const lines = [head(i)];
  if (all && options(i) !== undefined) lines.push(`\toptions=${options(i)}`);
  if (tunnel?.local !== undefined && tunnel.remote !== undefined && tunnel.kind !== 'vxlan')
    lines.push(`\ttunnel ${isIpv4(tunnel.local) ? 'inet' : 'inet6'} ${formatIp(tunnel.local)} --> ${formatIp(tunnel.remote)}`);
  if (all && ethernet) lines.push(`\tether ${macOf(node, i)}`);
  lines.push(...own.map((a) => addressLine(node, i, a)));
  return all ? [...lines, ...others(node, i, ethernet)] : lines;
}

function head(i: NetInterface): string {
  const kind = isLoopback(i)
    ? ['LOOPBACK', 'RUNNING', 'MULTICAST']
    : i.hostTunnel && i.hostTunnel.kind !== 'vxlan'
      ? ['POINTOPOINT', 'RUNNING', 'MULTICAST']
      : ['BROADCAST', 'RUNNING', 'SIMPLEX', 'MULTICAST'];
  const said = i.up ? ['UP', ...kind] : kind.filter((k) => k !== 'RUNNING');
  // net/if.h: IFF_UP …; what is a card knows of epochs (0x20), which has no name here.
  const bits = said.reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), kind[0] === 'BROADCAST' ? 0x20 : 0);
  return `${i.name}: flags=${bits.toString(16)}<${said.join(',')}> metric 0 mtu ${i.mtu}`;
}

const FLAGS: Readonly<Record<string, number>> = {
  UP: 0x1,
  BROADCAST: 0x2,
  LOOPBACK: 0x8,
  POINTOPOINT: 0x10,
  RUNNING: 0x40,
  SIMPLEX: 0x800,
  MULTICAST: 0x8000,
};

/** Of what is no card: sys/net/if_loop.c, if_gif.c, if_gre.c. */
function options(i: NetInterface): string | undefined {
  if (isLoopback(i)) return '680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>';
  return i.hostTunnel && i.hostTunnel.kind !== 'vxlan' ? '80000<LINKSTATE>' : undefined;
}

/** IPv4, then the link-local address that comes with IPv6 (rc.d/netif), then the others. */
function addressesOf(node: RouterNode, i: NetInterface): InterfaceAddress[] {
  const own =
    i.name === 'lo0' ? [{ ip: ip('127.0.0.1'), length: 8 }, ...i.addresses.filter((a) => isIpv4(a.ip) && formatIp(a.ip) !== '127.0.0.1')] : i.addresses;
  const four = own.filter((a) => isIpv4(a.ip));
  const six = i.addresses.filter((a) => !isIpv4(a.ip) && formatIp(a.ip) !== '::1');
  if (i.name === 'lo0') return [...four, { ip: ip('::1'), length: 128 }, { ip: ip('fe80::1'), length: 64 }, ...six];
  const linked = i.up && hasIpv6(i) && !six.some((a) => isLinkLocal(a.ip)) ? [{ ip: linkLocalAddress(node.id, i.name), length: 64 }] : [];
  return [...four, ...linked, ...six];
}

function addressLine(node: RouterNode, i: NetInterface, a: InterfaceAddress): string {
  const peer = a.peer === undefined ? '' : ` --> ${formatIp(a.peer)}`;
  if (!isIpv4(a.ip)) {
    const zone = isLinkLocal(a.ip) ? `%${i.name}` : '';
    return `\tinet6 ${formatIp(a.ip)}${zone}${peer} prefixlen ${a.length}${zone === '' ? '' : ` scopeid 0x${linkNumber(node, i.name).toString(16)}`}`;
  }
  const network = networkOf(a);
  const hasBroadcast = peer === '' && !isLoopback(i) && isIpv4(network.ip);
  return `\tinet ${formatIp(a.ip)}${peer} netmask 0x${netmask(a.length).toString(16).padStart(8, '0')}${hasBroadcast ? ` broadcast ${formatIp(lastIp(network))}` : ''}`;
}

/** What stands behind the addresses, in ifconfig's order. */
function others(node: RouterNode, i: NetInterface, ethernet: boolean): string[] {
  const { hostTunnel: tunnel, fib = 0 } = i;
  const groups = groupsOf(i);
  const lines: string[] = [];
  if (groups.length > 0) lines.push(`\tgroups: ${groups.join(' ')}`);
  if (tunnel?.kind === 'gre' && tunnel.key !== undefined) lines.push(`\tgrekey: 0x${tunnel.key.toString(16)} (${tunnel.key})`);
  if (fib !== 0) lines.push(`\tfib: ${fib}`);
  if (tunnel && tunnel.table !== 0) lines.push(`\ttunnelfib: ${tunnel.table}`);
  if (ethernet) lines.push(`\tstatus: ${i.noCarrier ? 'no carrier' : 'active'}`);
  const speaks = addressesOf(node, i).some((a) => !isIpv4(a.ip));
  return [...lines, speaks ? '\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>' : '\tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>'];
}
