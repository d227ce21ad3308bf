/**
 * A Linux network script: `ip link|tunnel|addr|route|rule`, `sysctl -w`, and iptables' rules, one command a line. What
 * the tools refuse is said in their words; other commands are not the lab's and are named as such.
 */
import { formatPrefix, isIpv4, samePrefix } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { Filters } from '../netfilter/chains.ts';
import { Report } from '../report.ts';
import { spanOf, type Word, type WordLine, wordLines } from '../words.ts';
import { Arguments, Refused } from './arguments.ts';
import { readRoute, readRule, type RuleLine, tableOf } from './route.ts';
import { Settings } from './sysctl.ts';
import { readTunnel, TUNNEL_KINDS } from './tunnel.ts';
import { DEFAULT_TABLE, type LinuxConfig, type LinuxLink, type LinuxRoute, type LinuxRouteHop, type LinuxRule, LOCAL_TABLE, MAIN_TABLE } from './types.ts';

export interface LinuxRead {
  readonly config: LinuxConfig;
  readonly diagnostics: readonly Diagnostic[];
}

export function parseLinux(text: string): LinuxRead {
  const reader = new Reader();
  for (const line of wordLines(text)) reader.line(line);
  return reader.finish();
}

/** Links that Linux has and the lab has not (ip-link(8)). */
const OTHER_KINDS: ReadonlySet<string> = new Set(
  'bond gretap erspan ip6gre ip6gretap ip6tnl ipvlan ipvtap lowpan macsec macvlan macvtap ifb geneve nlmon rmnet team tun vcan veth vlan vrf vti vti6 wireguard xfrm'.split(
    ' ',
  ),
);

class Reader {
  private readonly report = new Report('iproute2');
  private readonly links = new Map<string, LinuxLink>();
  private readonly routes: LinuxRoute[] = [];
  private readonly rules: LinuxRule[] = [];
  private readonly filters = new Filters();
  private readonly tables = new Map([
    ['main', MAIN_TABLE],
    ['local', LOCAL_TABLE],
    ['default', DEFAULT_TABLE],
  ]);
  private readonly settings = new Settings();

  line({ words, text }: WordLine): void {
    const ref = { span: spanOf(words), text };
    const [first, ...rest] = words[0]?.text === 'sudo' ? words.slice(1) : words;
    if (!first) return;
    try {
      this.command(first, new Arguments(rest, ref));
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      this.report.add('error', 'linux-refused', refused.span, `line ${refused.span.line}: Error: ${refused.said}`, { said: refused.said }, ['H1']);
    }
  }

  private command(first: Word, a: Arguments): void {
    switch (first.text) {
      case 'ip':
        return this.ip(a);
      case 'sysctl':
        a.accept('-w', '-qw', '-q');
        return this.sysctl(a);
      case 'iptables':
      case 'ip6tables': {
        const left = this.filters.line(a, first.text === 'iptables' ? 4 : 6);
        if (left !== undefined) this.leftOut(first, left);
        return;
      }
      case 'echo':
        return this.echo(first, a);
      case 'set':
      case 'modprobe':
      case 'true':
      case 'exit':
        return;
      default:
        return this.leftOut(first, first.text);
    }
  }

  /** `echo 1 > /proc/sys/net/ipv4/ip_forward` is a sysctl, `echo "100 blue" >> /etc/iproute2/rt_tables` names a table. */
  private echo(first: Word, a: Arguments): void {
    const said: string[] = [];
    while (!a.done && !a.peek?.startsWith('>')) said.push(a.word('text'));
    if (a.done) return;
    const arrow = a.word('a file').replace(/^>>?/, '');
    const file = arrow === '' ? a.word('a file') : arrow;
    const key = /^\/proc\/sys\/(net\/.+)$/.exec(file)?.[1];
    if (key) return this.setting(a, `${key.replaceAll('/', '.')}=${said.join('')}`);
    const [, number, name] = /^(\d{1,10})\s+(\S+)$/.exec(said.join(' ').trim()) ?? [];
    if (/^\/etc\/iproute2\/rt_tables(\.d\/.+\.conf)?$/.test(file) && name !== undefined) this.tables.set(name, Number(number));
    else this.leftOut(first, `echo into ${file}`);
  }

  private leftOutLine(a: Arguments, what: string): void {
    this.report.add('warning', 'linux-not-modelled', a.ref.span, `line ${a.ref.span.line}: ${what}: not modelled; the line has no effect here`, { what });
  }

  private leftOut(word: Word, what: string): void {
    this.report.add('warning', 'linux-not-modelled', word.span, `line ${word.span.line}: ${what}: not modelled; the line has no effect here`, { what });
  }

  private ip(a: Arguments): void {
    let family: 4 | 6 | undefined;
    for (let flag = a.accept('-4', '-6'); flag; flag = a.accept('-4', '-6')) family = flag === '-4' ? 4 : 6;
    const object = a.word('an object');
    switch (object) {
      case 'link':
      case 'l':
        return this.link(a);
      case 'tunnel':
      case 'tun':
        return this.tunnel(a);
      case 'addr':
      case 'address':
      case 'a':
        return this.addr(a);
      case 'route':
      case 'r':
      case 'ro':
        return this.route(a, family);
      case 'rule':
      case 'ru':
        return this.rule(a, family);
      case 'neigh':
      case 'neighbour':
      case 'nexthop':
      case 'netns':
      case 'vrf':
      case 'xfrm':
      case 'maddress':
      case 'mroute':
      case 'ntable':
      case 'token':
      case 'tuntap':
      case 'l2tp':
      case 'macsec':
        return this.leftOutLine(a, `ip ${object}`);
      default:
        return a.fail(`Object "${object}" is unknown, try "ip help".`, true);
    }
  }

  private link(a: Arguments): void {
    const verb = a.accept('add', 'set', 'change');
    if (!verb) return a.fail('expected add or set');
    if (verb === 'add') {
      if (a.accept('link')) a.word('a device');
      a.accept('dev', 'name');
      const name = a.word('a name');
      if (!a.accept('type')) return a.fail('Not enough information: "type" argument is required');
      const type = a.word('a type');
      const tunnel = TUNNEL_KINDS[type];
      if (OTHER_KINDS.has(type)) return this.leftOutLine(a, `ip link add type ${type}`);
      if (!tunnel && type !== 'dummy' && type !== 'bridge') return a.fail(`Unknown device type "${type}"`, true);
      return this.put(name, { ...(tunnel && { tunnel: readTunnel(a, tunnel) }), up: false }, a);
    }
    a.accept('dev');
    const name = a.word('a device');
    while (!a.done) {
      if (a.accept('up')) this.put(name, { up: true }, a);
      else if (a.accept('down')) this.put(name, { up: false }, a);
      else if (a.accept('mtu')) this.put(name, { mtu: a.number('mtu', 65535) }, a);
      else if (a.accept('master', 'address', 'txqueuelen')) a.word('a value');
      else return a.fail(`either "dev" is duplicate, or "${a.peek}" is a garbage.`);
    }
  }

  private put(name: string, change: Partial<LinuxLink>, a: Arguments): void {
    const known = this.links.get(name) ?? { name, addresses: [], up: true, source: a.ref };
    this.links.set(name, { ...known, ...change });
  }

  private tunnel(a: Arguments): void {
    if (!a.accept('add')) return a.fail('expected add');
    let name: string | undefined;
    const before = a.peek;
    if (before !== 'mode' && before !== 'local' && before !== 'remote') {
      a.accept('name');
      name = a.word('a name');
    }
    if (!a.accept('mode')) return a.fail('expected mode gre, ipip or sit');
    const mode = a.word('a mode');
    const kind = TUNNEL_KINDS[mode];
    if (!kind || kind === 'vxlan') return a.fail(`Unknown tunnel mode "${mode}"`, true);
    this.put(name ?? `${kind}1`, { tunnel: readTunnel(a, kind), up: false }, a);
  }

  private addr(a: Arguments): void {
    if (!a.accept('add', 'replace')) return a.fail('expected add');
    const own = a.address();
    let peer: ReturnType<Arguments['address']> | undefined;
    let device: string | undefined;
    while (!a.done) {
      if (a.accept('peer')) peer = a.address();
      else if (a.accept('dev')) device = a.word('a device');
      else if (a.accept('scope', 'label', 'broadcast', 'brd', 'metric')) a.word('a value');
      else if (!a.accept('nodad', 'noprefixroute', 'home')) return a.fail(`either "local" is duplicate, or "${a.peek}" is a garbage.`);
    }
    if (device === undefined) return a.fail('Not enough information: "dev" argument is required.');
    const address = peer ? { ip: own.ip, length: peer.length, peer: peer.ip } : own;
    this.put(device, { addresses: [...(this.links.get(device)?.addresses ?? []), address] }, a);
  }

  private route(a: Arguments, family: 4 | 6 | undefined): void {
    const verb = a.accept('add', 'replace', 'append', 'change', 'del', 'delete');
    if (verb === undefined) return a.fail('expected add, replace, append, change or del');
    if (verb === 'del' || verb === 'delete') return this.takeRoute(a, family);
    const route = readRoute(a, family, this.tables);
    const same = this.routes.findIndex((r) => sameSlot(r, route));
    if (same < 0 && verb === 'change') return a.fail('RTNETLINK answers: No such file or directory');
    if (same >= 0 && verb === 'add') return a.fail('RTNETLINK answers: File exists');
    if (same >= 0 && verb === 'append') return this.append(same, route);
    if (same >= 0) this.routes.splice(same, 1);
    this.routes.push(route);
  }

  /** Of equal IPv4 routes the first counts; IPv6 makes equal ones with gateways the ways of one route (net/ipv6/ip6_fib.c). */
  private append(at: number, route: LinuxRoute): void {
    const known = this.routes[at] as LinuxRoute;
    if (isIpv4(route.prefix.ip) || route.kind !== 'unicast' || known.kind !== 'unicast') return;
    const { gateway: _, interface: __, ...rest } = known;
    this.routes[at] = { ...rest, hops: [...waysOf(known), ...waysOf(route)] };
  }

  private takeRoute(a: Arguments, family: 4 | 6 | undefined): void {
    a.accept('unicast', 'blackhole', 'unreachable', 'prohibit', 'throw');
    const prefix = a.prefix(family ?? 4);
    let table = MAIN_TABLE;
    let metric: number | undefined;
    while (!a.done)
      if (a.accept('table')) table = tableOf(a, this.tables);
      else if (a.accept('metric', 'preference')) metric = a.number('metric', 4294967295);
      else a.word('an option');
    const at = this.routes.findIndex((r) => r.table === table && samePrefix(r.prefix, prefix) && (metric === undefined || r.metric === metric));
    if (at >= 0) this.routes.splice(at, 1);
    else this.leftOutLine(a, 'ip route del of a route that the script did not add');
  }

  private rule(a: Arguments, family: 4 | 6 | undefined): void {
    const verb = a.accept('add', 'del', 'delete');
    if (verb === undefined) return a.fail('expected add or del');
    const line = readRule(a, family, this.tables);
    if (verb !== 'add') return this.takeRule(a, line);
    if (line.oif !== undefined) this.leftOutLine(a, 'ip rule oif: no flow of the lab is bound to an interface, so the rule matches nothing');
    // Without a priority the kernel takes the one before the lowest that is not 0.
    this.rules.push({ ...line, priority: line.priority ?? Math.min(32766, ...this.rules.map((r) => r.priority)) - 1 });
  }

  private takeRule(a: Arguments, line: RuleLine): void {
    const at = this.rules.findIndex((r) => (line.priority === undefined || r.priority === line.priority) && ruleKey(r) === ruleKey(line));
    if (at >= 0) this.rules.splice(at, 1);
    else this.leftOutLine(a, 'ip rule del of a rule that the script did not add');
  }

  private sysctl(a: Arguments): void {
    while (!a.done) {
      let text = a.word('name=value');
      // `sysctl -w name = value` is three words.
      if (a.accept('=')) text += `=${a.word('a value')}`;
      this.setting(a, text.replace(/\s/g, ''));
    }
  }

  private setting(a: Arguments, text: string): void {
    const [name = '', value = ''] = text.split('=');
    const key = name.replaceAll('/', '.');
    const taken = this.settings.set(key, value);
    if (taken === 'refused') return a.fail(`cannot stat /proc/sys/${key.replaceAll('.', '/')}`, true);
    if (taken === 'not modelled') this.leftOutLine(a, key);
  }

  finish(): LinuxRead {
    const { links, routes, settings } = this;
    const rules = this.rules.toSorted((x, y) => x.priority - y.priority);
    const { forwarding, rpFilter, hashPolicy, sourceValidMark, errorsFromInbound } = settings;
    const kernel = { forwarding, rpFilter, hashPolicy, sourceValidMark, errorsFromInbound };
    return { config: { links, routes, rules, netfilter: this.filters.finish(), ...kernel }, diagnostics: this.report.diagnostics };
  }
}

/** Two routes that the kernel takes for one. */
function sameSlot(a: LinuxRoute, b: LinuxRoute): boolean {
  return a.table === b.table && a.metric === b.metric && samePrefix(a.prefix, b.prefix);
}

function waysOf({ hops, gateway, interface: out, onlink }: LinuxRoute): readonly LinuxRouteHop[] {
  return hops ?? [{ ...(gateway !== undefined && { gateway }), ...(out !== undefined && { interface: out }), weight: 1, ...(onlink && { onlink }) }];
}

/** What a rule matches and does, whatever its priority and line. */
function ruleKey(line: RuleLine): string {
  const { source: _source, priority: _priority, from, to, ...rest } = line;
  const words = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [from ? formatPrefix(from) : '', to ? formatPrefix(to) : '', ...words.sort((a, b) => (a < b ? -1 : 1))].join(' ');
}
