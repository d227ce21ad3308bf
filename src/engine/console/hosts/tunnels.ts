/** `ip tunnel show` and what `ip -d link` tells of a tunnel (iproute2's iptunnel.c print_tunnel; link_gre.c, link_iptnl.c and iplink_vxlan.c). */
import type { HostTunnel, NetInterface, RouterNode } from '../../compile/index.ts';
import { type Family, formatIp, type Ip, isIpv4 } from '../../ip/index.ts';
import { refuses, says, type ShellAnswer } from './options.ts';

/** As the kernel's ioctl has them: what is no VXLAN, which is no tunnel to this command. */
export function tunnels(node: RouterNode, words: readonly string[], family: Family): ShellAnswer {
  const [verb = 'show', ...rest] = words;
  if (['add', 'change', 'delete', 'prl', '6rd'].some((v) => v.startsWith(verb)))
    return refuses(`ip tunnel ${verb}: tunnels are set in the machine's script of ip commands; the console only shows them`);
  if (!['show', 'list', 'lst', 'ls'].some((v) => v.startsWith(verb))) return refuses(`Command "${verb}" is unknown, try "ip tunnel help"`);
  const name = rest[0] === 'name' || rest[0] === 'dev' ? rest[1] : rest[0];
  const all = node.interfaces.flatMap((i) =>
    i.hostTunnel && i.hostTunnel.kind !== 'vxlan' && familyOf(i.hostTunnel) === family ? [{ i, tunnel: i.hostTunnel }] : [],
  );
  const shown = all.filter(({ i }) => name === undefined || i.name === name);
  if (name !== undefined && shown.length === 0) return refuses(`get tunnel "${name}" failed: No such device`);
  return says(shown.map(({ i, tunnel }) => lineOf(i, tunnel)).join('\n'));
}

const familyOf = ({ local, remote }: HostTunnel): Family => (isIpv4(remote ?? local ?? (0 as Ip)) ? 4 : 6);
const end = (ip: Ip | undefined) => (ip === undefined ? 'any' : formatIp(ip));
const over = ({ linux }: HostTunnel) => (linux?.over === undefined ? '' : ` dev ${linux.over}`);
const ttlOf = ({ ttl }: HostTunnel) => ` ttl ${ttl ?? 'inherit'}`;
const INNER = { any: 'any', ipip: 'ip', ipv6: 'ipv6' } as const;
const MODES = { any: 'any', ipip: 'ipip', ipv6: 'ip6ip' } as const;

function lineOf({ name }: NetInterface, tunnel: HostTunnel): string {
  const type = tunnel.linux?.type ?? tunnel.kind;
  const pmtu = tunnel.dontFragment === 'set' ? '' : ' nopmtudisc';
  // Every sit has the prefix of 6to4 until it is told another (net/ipv6/sit.c ipip6_tunnel_clone_6rd).
  const sixRd = type === 'sit' ? ' 6rd-prefix 2002::/16' : '';
  return `${name}: ${type === 'gre' ? 'gre' : INNER[tunnel.linux?.inner ?? 'any']}/ip remote ${end(tunnel.remote)} local ${end(tunnel.local)}${over(tunnel)}${ttlOf(tunnel)}${pmtu}${sixRd}${keys(tunnel)}`;
}

function keys(tunnel: HostTunnel): string {
  const { key } = tunnel;
  const taken = keyTaken(tunnel);
  if (key !== undefined && key === taken) return ` key ${key}`;
  return `${taken === undefined ? '' : ` ikey ${taken}`}${key === undefined ? '' : ` okey ${key}`}`;
}

function keyTaken({ key, keyIn = key }: HostTunnel): number | undefined {
  return typeof keyIn === 'number' ? keyIn : undefined;
}

/** The words of `ip -d link` for a tunnel, up to what all links have. */
export function tunnelDetails(tunnel: HostTunnel): string {
  const type = tunnel.linux?.type ?? tunnel.kind;
  if (type === 'vxlan') return vxlan(tunnel);
  const ends = `remote ${end(tunnel.remote)} local ${end(tunnel.local)}${over(tunnel)}${ttlOf(tunnel)}`;
  const clears = tunnel.dontFragment !== 'set';
  if (type === 'gre') {
    // A key is written as an address is (link_gre.c).
    const taken = keyTaken(tunnel);
    const said = `${taken === undefined ? '' : ` ikey ${dotted(taken)}`}${tunnel.key === undefined ? '' : ` okey ${dotted(tunnel.key)}`}`;
    return `gre ${ends}${clears ? ' nopmtudisc' : ''}${said}`;
  }
  return `${type} ${MODES[tunnel.linux?.inner ?? 'any']} ${ends} ${clears ? 'nopmtudisc' : 'pmtudisc'}${type === 'sit' ? ' 6rd-prefix 2002::/16' : ''}`;
}

const dotted = (key: number): string => [24, 16, 8, 0].map((bits) => (key >>> bits) & 0xff).join('.');

/** As iproute2 6.1 prints it (recorded). */
function vxlan(tunnel: HostTunnel): string {
  const { key = 0, remote, local, linux, port = 8472, sourcePorts, learning, dontFragment } = tunnel;
  const ports = sourcePorts ? `${sourcePorts.from} ${sourcePorts.to + 1}` : '0 0';
  const said = [
    `vxlan id ${key}`,
    remote === undefined ? '' : ` remote ${formatIp(remote)}`,
    local === undefined ? '' : ` local ${formatIp(local)}`,
    linux?.over === undefined ? '' : ` dev ${linux.over}`,
    ` srcport ${ports} dstport ${port}`,
    learning === false ? ' nolearning' : '',
    ` ttl ${tunnel.ttl === undefined ? 'inherit' : linux?.ttl === undefined ? 'auto' : tunnel.ttl}`,
    dontFragment === 'clear' ? '' : ` df ${dontFragment === 'set' ? 'set' : 'inherit'}`,
    ' ageing 300 udpcsum noudp6zerocsumtx noudp6zerocsumrx',
  ];
  return said.join('');
}
