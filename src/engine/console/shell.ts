/** A machine's shell: the commands of its system, each in a file of `hosts/` (H sections 7 and 8). Every answer is a trace's or a table's. */
import type { RouterNode } from '../compile/index.ts';
import type { Solution } from '../solution.ts';
import { cat, tcpdump } from './hosts/captures.ts';
import { curl } from './hosts/curl.ts';
import { nc } from './hosts/nc.ts';
import { pfctl } from './hosts/pfctl.ts';
import { ifconfig } from './hosts/freebsd-ifconfig.ts';
import { route as freebsdRoute } from './hosts/freebsd-route-get.ts';
import { netstat as freebsdNetstat } from './hosts/freebsd-routes.ts';
import { netstat, route } from './hosts/net-tools.ts';
import { ping as freebsdPing, traceroute as freebsdTraceroute } from './hosts/freebsd-probe.ts';
import { ip } from './hosts/linux.ts';
import { arp } from './hosts/neighbors.ts';
import { isVrf, vrfCommand } from './hosts/vrf.ts';
import { conntrack, ip6tables, iptables } from './hosts/netfilter.ts';
import { mtr } from './hosts/mtr.ts';
import { type Command, numberOf, refuses, type Shell, type ShellAnswer } from './hosts/options.ts';
import { findNetRoute, getNetIpInterface, getNetRoute } from './hosts/powershell.ts';
import { ipconfig, netstat as windowsNetstat, ping as windowsPing, routePrint, tracert } from './hosts/windows.ts';
import { pathping, testNetConnection } from './hosts/windows-probe.ts';
import { vtysh } from './hosts/vtysh.ts';
import { ping } from './ping.ts';
import { traceroute } from './probe.ts';

type System = 'linux' | 'freebsd' | 'windows';

const probe: Readonly<Record<'ping' | 'traceroute', Command>> = {
  ping: ({ solution, device, fib }, words) => ping(solution, device, words, fib),
  traceroute: ({ solution, device, fib }, words) => traceroute(solution, device, words, fib),
};
const anywhere: Readonly<Record<string, Command>> = { nc, curl };
const unix: Readonly<Record<string, Command>> = { ...anywhere, ...probe, ping6: probe.ping, traceroute6: probe.traceroute, mtr, tcpdump, cat, sudo };

/** Windows' names, of programs and of cmdlets, are the same in capitals and in small letters. */
const POWERSHELL: Readonly<Record<string, Command>> = {
  'get-netroute': getNetRoute,
  'find-netroute': findNetRoute,
  'get-netipinterface': getNetIpInterface,
  'test-netconnection': testNetConnection,
  tnc: testNetConnection,
};

const COMMANDS: Readonly<Record<System, Readonly<Record<string, Command>>>> = {
  linux: { ...unix, vtysh, ip: ofIp, netstat, route, arp, iptables, ip6tables, conntrack },
  freebsd: {
    ...unix,
    ping: freebsdPing,
    ping6: freebsdPing,
    traceroute: freebsdTraceroute,
    traceroute6: freebsdTraceroute,
    netstat: freebsdNetstat,
    route: freebsdRoute,
    ifconfig,
    pfctl,
    setfib,
  },
  windows: { ...anywhere, ping: windowsPing, tracert, pathping, netstat: windowsNetstat, route: routePrint, ipconfig, ...POWERSHELL },
};

/** What is offered for completion, by system. */
const OFFERED: Readonly<Record<System, readonly string[]>> = {
  linux: [
    'ip route',
    'ip route get',
    'ip rule',
    'ip addr',
    'ip link',
    'ip neigh',
    'arp -n',
    'netstat -rn',
    'netstat -6rn',
    'ping',
    'traceroute',
    'mtr -rwn',
    'nc -zv',
    'curl',
    'curl -v',
    'curl -x',
    'tcpdump -n -i',
  ],
  freebsd: [
    'netstat -rn',
    'netstat -rn -F',
    'route -n get',
    'setfib',
    'ifconfig',
    'pfctl -sr',
    'pfctl -sn',
    'pfctl -ss',
    'pfctl -vvsr',
    'pfctl -nvf /etc/pf.conf',
    'ping',
    'traceroute',
    'mtr -rwn',
    'nc -v',
    'curl --interface',
    'tcpdump -n -i',
  ],
  windows: [
    'route print',
    'Get-NetRoute',
    'Get-NetRoute -DestinationPrefix',
    'Get-NetRoute -AddressFamily IPv4',
    'Find-NetRoute -RemoteIPAddress',
    'Get-NetIPInterface',
    'ipconfig',
    'ping',
    'tracert',
    'pathping',
    'Test-NetConnection',
    'netstat -rn',
    'curl',
    'curl -x',
  ],
};

function systemOf(node: RouterNode | undefined): System {
  const os = node?.host?.os ?? (node?.platform === 'windows' || node?.platform === 'freebsd' ? node.platform : 'linux');
  return os === 'ios' ? 'linux' : os;
}

/** The command lines that a machine's shell answers. */
export function shellCommands(node: RouterNode): readonly string[] {
  const squid = node.host?.squid ? ['cat /var/log/squid/access.log'] : [];
  const filters = node.host?.netfilter ? ['iptables -S', 'iptables -t nat -S', 'iptables -t mangle -S', 'ip6tables -S', 'conntrack -L'] : [];
  const vrfs = node.interfaces.filter(isVrf).flatMap(({ name }) => [`ip route show vrf ${name}`, `ip vrf exec ${name} ping`, `ip vrf exec ${name} traceroute`]);
  if (vrfs.length > 0) vrfs.unshift('ip vrf show', 'ip -d link show type vrf');
  return [...OFFERED[systemOf(node)].filter((c) => !c.startsWith('pfctl') || node.host?.pf), ...filters, ...vrfs, ...squid];
}

/**
 * The words of a line: quotes hold spaces together, and a backslash takes what follows as it is, but within single quotes (bash(1), QUOTING).
 * Windows' prompt knows double quotes alone. Undefined: a quote is not closed.
 */
function splitWords(line: string, system: System): string[] | undefined {
  const posix = system !== 'windows';
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i] as string;
    if (quote !== undefined && letter === quote) quote = undefined;
    else if (quote === undefined && (letter === '"' || (posix && letter === "'"))) {
      quote = letter;
      word ??= '';
    } else if (posix && letter === '\\' && quote !== "'" && (quote === undefined || '"\\$`'.includes(line[i + 1] ?? '')))
      word = `${word ?? ''}${line[++i] ?? ''}`;
    else if (quote === undefined && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ''}${letter}`;
  }
  if (word !== undefined) words.push(word);
  return quote === undefined ? words : undefined;
}

export function runShell(solution: Solution, device: string, line: string): ShellAnswer {
  const found = solution.network.nodes.get(device);
  const node = found?.kind === 'router' ? found : undefined;
  const words = splitWords(line, systemOf(node));
  return words === undefined ? refuses('bash: unexpected EOF while looking for matching quote') : run({ solution, device, node }, words);
}

function run(shell: Shell, words: readonly string[]): ShellAnswer {
  const [name = '', ...rest] = words;
  const system = systemOf(shell.node);
  const key = system === 'windows' ? name.toLowerCase() : name;
  const command = Object.hasOwn(COMMANDS[system], key) ? COMMANDS[system][key] : undefined;
  if (command) return command(shell, rest);
  const unknown = system === 'windows' ? `'${name}' is not recognized as an internal or external command,\noperable program or batch file.` : undefined;
  return refuses(unknown ?? `bash: ${name}: command not found`);
}

/** Whether the shell has the command that a line starts with. */
export function isShellCommand(node: RouterNode, line: string): boolean {
  return Object.hasOwn(COMMANDS[systemOf(node)], line.split(/\s/)[0] as string);
}

/** A console is root's, so that nothing else becomes of the command. */
function sudo(shell: Shell, words: readonly string[]): ShellAnswer {
  const [first = ''] = words;
  if (first === '' || first.startsWith('-')) return refuses('usage: sudo command [arg ...]');
  return words.length > 0 && Object.hasOwn(COMMANDS[systemOf(shell.node)], first) ? run(shell, words) : refuses(`sudo: ${first}: command not found`);
}

/** `ip vrf` runs commands, which the rest of `ip` does not. */
function ofIp(shell: Shell, words: readonly string[]): ShellAnswer {
  const [first = '', ...rest] = words;
  return first !== '' && 'vrf'.startsWith(first) ? vrfCommand(run)(shell, rest) : ip(shell, words);
}

/** `setfib [-F] N COMMAND`: the command in another FIB (H24). */
function setfib(shell: Shell, words: readonly string[]): ShellAnswer {
  const [first = '', ...rest] = words[0] === '-F' ? words.slice(1) : words;
  const fib = numberOf(first.replace(/^-/, ''), 0, 65535);
  return fib === undefined || rest.length === 0 ? refuses('usage: setfib [-F] value [command]') : run({ ...shell, fib }, rest);
}
