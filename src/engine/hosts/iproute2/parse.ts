/**
 * A Linux network script: `ip link|tunnel|addr|route|rule`, `sysctl -w`, and iptables' MSS clamps, one command a line. What
 * the tools refuse is said in their words; other commands are not the lab's and are named as such.
 */
import { hostPrefix, isIpv4 } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { Report } from '../report.ts';
import { spanOf, type Word, type WordLine, wordLines } from '../words.ts';
import { Arguments, familyOfPrefix, Refused } from './arguments.ts';
import { readClamp } from './clamp.ts';
import {
  DEFAULT_TABLE,
  type LinuxConfig,
  type LinuxLink,
  type LinuxMssClamp,
  type LinuxRoute,
  type LinuxRule,
  type LinuxTunnel,
  LOCAL_TABLE,
  MAIN_TABLE,
} from './types.ts';

export interface LinuxRead {
  readonly config: LinuxConfig;
  readonly diagnostics: readonly Diagnostic[];
}

export function parseLinux(text: string): LinuxRead {
  const reader = new Reader();
  for (const line of wordLines(text)) reader.line(line);
  return reader.finish();
}

const TUNNEL_KINDS: Readonly<Record<string, LinuxTunnel['kind']>> = { gre: 'gre', ipip: 'ipip', sit: 'sit', vxlan: 'vxlan' };
const TABLES: Readonly<Record<string, number>> = { main: MAIN_TABLE, local: LOCAL_TABLE, default: DEFAULT_TABLE };

class Reader {
  private readonly report = new Report('iproute2');
  private readonly links = new Map<string, LinuxLink>();
  private readonly routes: LinuxRoute[] = [];
  private readonly rules: LinuxRule[] = [];
  private readonly rpFilter = new Map<string, 0 | 1 | 2>();
  private readonly clamps: LinuxMssClamp[] = [];
  private forwarding: LinuxConfig['forwarding'] = {};

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
        const clamp = readClamp(a, first.text === 'iptables' ? 4 : 6);
        if (clamp) this.clamps.push(clamp);
        else this.leftOut(first, `${first.text} rules other than -j TCPMSS`);
        return;
      }
      case 'set':
      case 'modprobe':
      case 'echo':
      case 'true':
      case 'exit':
        return;
      default:
        return this.leftOut(first, first.text);
    }
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
      default:
        return a.fail(`Object "${object}" is unknown, try "ip help".`, true);
    }
  }

  private link(a: Arguments): void {
    const verb = a.accept('add', 'set', 'change');
    if (!verb) return a.fail('expected add or set');
    if (verb === 'add') {
      a.accept('dev', 'name');
      const name = a.word('a name');
      if (!a.accept('type')) return a.fail('Not enough information: "type" argument is required');
      const type = a.word('a type');
      const tunnel = TUNNEL_KINDS[type];
      if (!tunnel && type !== 'dummy' && type !== 'bridge')
        return a.fail(`Unknown device type ${type} (the lab has gre, ipip, sit, vxlan, dummy, bridge)`, true);
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
    if (!a.accept('add', 'replace', 'append', 'change')) return a.fail('expected add or replace');
    const kind = a.accept('unicast', 'blackhole', 'unreachable', 'prohibit') as LinuxRoute['kind'] | undefined;
    const isDefault = a.peek === 'default';
    let prefix = a.prefix(family ?? 4);
    const route: { -readonly [K in 'gateway' | 'interface' | 'src']?: NonNullable<LinuxRoute[K]> } & { table: number; metric: number; onlink: boolean } = {
      table: MAIN_TABLE,
      metric: 0,
      onlink: false,
    };
    while (!a.done) {
      if (a.accept('via')) {
        a.accept('inet', 'inet6');
        route.gateway = a.ip('a gateway');
        if (isDefault && !family) prefix = { ...hostPrefix(route.gateway), ip: (isIpv4(route.gateway) ? 0 : 0n) as never, length: 0 };
      } else if (a.accept('dev')) route.interface = a.word('a device');
      else if (a.accept('src')) route.src = a.ip('an address');
      else if (a.accept('table')) route.table = tableOf(a);
      else if (a.accept('metric', 'preference')) route.metric = a.number('metric', 4294967295);
      else if (a.accept('onlink')) route.onlink = true;
      else if (a.accept('proto', 'scope', 'mtu', 'advmss', 'pref', 'realm', 'tos')) a.word('a value');
      else return a.fail(`either "to" is duplicate, or "${a.peek}" is a garbage.`);
    }
    if ((kind ?? 'unicast') === 'unicast' && route.gateway === undefined && route.interface === undefined) return a.fail('Nexthop has invalid gateway.');
    if (route.gateway !== undefined && isIpv4(route.gateway) !== isIpv4(prefix.ip)) return a.fail('the gateway and the prefix are of two families');
    // IPv6 routes have a metric of 1024 unless one is given.
    const metric = route.metric === 0 && !isIpv4(prefix.ip) ? 1024 : route.metric;
    this.routes.push({ prefix, kind: kind ?? 'unicast', ...route, metric, source: a.ref });
  }

  private rule(a: Arguments, family: 4 | 6 | undefined): void {
    if (!a.accept('add')) return a.fail('expected add');
    const rule: { -readonly [K in keyof LinuxRule]?: LinuxRule[K] } = { negated: false, source: a.ref };
    while (!a.done) {
      if (a.accept('not')) rule.negated = true;
      else if (a.accept('from')) rule.from = a.prefix(family ?? 4);
      else if (a.accept('to')) rule.to = a.prefix(family ?? 4);
      else if (a.accept('priority', 'pref', 'preference', 'prio')) rule.priority = a.number('priority', 4294967295);
      else if (a.accept('iif', 'dev')) rule.iif = a.word('a device');
      else if (a.accept('ipproto')) rule.protocol = protocolOf(a);
      else if (a.accept('sport')) rule.sourcePorts = portsOf(a);
      else if (a.accept('dport')) rule.destinationPorts = portsOf(a);
      else if (a.accept('lookup', 'table')) rule.action = { kind: 'table', table: tableOf(a) };
      else if (a.accept('blackhole', 'unreachable', 'prohibit'))
        rule.action = { kind: a.ref.text.match(/\b(blackhole|unreachable|prohibit)\b/)?.[1] as 'blackhole' };
      else return a.fail(`argument "${a.peek}" is wrong: the lab has from, to, iif, ipproto, sport, dport, priority, lookup and blackhole`);
    }
    if (!rule.action) return a.fail('expected lookup TABLE');
    const stated = [rule.from, rule.to].filter((p) => p !== undefined && p.length > 0).map((p) => familyOfPrefix(p as NonNullable<typeof p>));
    const families = family ? [family] : stated.length > 0 ? [stated[0] as 4 | 6] : [4 as const];
    // Without a priority the kernel takes the one before the lowest that is not 0.
    const priority = rule.priority ?? Math.min(32766, ...this.rules.map((r) => r.priority)) - 1;
    for (const f of families) this.rules.push({ ...rule, priority, family: f, negated: rule.negated ?? false, action: rule.action });
  }

  private sysctl(a: Arguments): void {
    while (!a.done) {
      const text = a.word('name=value');
      const [name = '', value = ''] = text.replace(/\s/g, '').split('=');
      const key = name.replaceAll('/', '.');
      const filter = /^net\.ipv4\.conf\.([^.]+)\.rp_filter$/.exec(key);
      if (key === 'net.ipv4.ip_forward' || key === 'net.ipv4.conf.all.forwarding') this.forwarding = { ...this.forwarding, ipv4: value === '1' };
      else if (key === 'net.ipv6.conf.all.forwarding') this.forwarding = { ...this.forwarding, ipv6: value === '1' };
      else if (filter && /^[012]$/.test(value)) this.rpFilter.set(filter[1] as string, Number(value) as 0 | 1 | 2);
      else if (!key.startsWith('net.') || filter) return a.fail(`cannot stat /proc/sys/${key.replaceAll('.', '/')}`, true);
      else
        this.report.add('warning', 'linux-not-modelled', a.ref.span, `line ${a.ref.span.line}: ${key}: not modelled; the line has no effect here`, {
          what: key,
        });
    }
  }

  finish(): LinuxRead {
    const { links, routes, rules, forwarding, rpFilter, clamps } = this;
    return {
      config: { links, routes, rules: rules.toSorted((x, y) => x.priority - y.priority), forwarding, rpFilter, clamps },
      diagnostics: this.report.diagnostics,
    };
  }
}

function tableOf(a: Arguments): number {
  const text = a.word('a table');
  const named = Object.hasOwn(TABLES, text) ? TABLES[text] : undefined;
  if (named !== undefined) return named;
  return /^\d{1,10}$/.test(text) && Number(text) > 0 && Number(text) <= 4294967295
    ? Number(text)
    : a.fail(`argument "${text}" is wrong: invalid table ID`, true);
}

function protocolOf(a: Arguments): 'tcp' | 'udp' | 'icmp' {
  const text = a.word('a protocol');
  return text === 'tcp' || text === 'udp' || text === 'icmp' ? text : a.fail(`argument "${text}" is wrong: invalid "ipproto" value`, true);
}

function portsOf(a: Arguments): { from: number; to: number } {
  const text = a.word('a port');
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const from = Number(found?.[1]);
  const to = Number(found?.[2] ?? found?.[1]);
  return found && from <= to && to <= 65535 ? { from, to } : a.fail(`argument "${text}" is wrong: invalid port`, true);
}

function readTunnel(a: Arguments, kind: LinuxTunnel['kind']): LinuxTunnel {
  const t: { -readonly [K in keyof LinuxTunnel]?: LinuxTunnel[K] } = {};
  while (!a.done) {
    if (a.accept('local')) t.local = a.ip('an address');
    else if (a.accept('remote', 'group')) t.remote = a.ip('an address');
    else if (a.accept('key', 'id', 'vni')) t.key = a.number('a key', 4294967295);
    else if (a.accept('dstport')) t.port = a.number('a port', 65535);
    else if (a.accept('ttl', 'hoplimit')) {
      if (!a.accept('inherit')) t.ttl = a.number('ttl', 255);
    } else if (a.accept('dev')) t.device = a.word('a device');
    else if (a.accept('tos', 'ikey', 'okey', 'srcport')) a.word('a value');
    else if (a.accept('nopmtudisc')) t.pmtudisc = false;
    else if (!a.accept('pmtudisc', 'nolearning', 'learning')) return a.fail(`${kind}: unknown option "${a.peek}"?`);
  }
  if (t.local === undefined || t.remote === undefined) return a.fail('the lab needs local and remote of a tunnel');
  if (isIpv4(t.local) !== isIpv4(t.remote)) return a.fail('local and remote of a tunnel are of two families');
  if (kind === 'vxlan' && t.key === undefined) return a.fail('vxlan: VNI not specified');
  return {
    kind,
    local: t.local,
    remote: t.remote,
    pmtudisc: t.pmtudisc ?? kind !== 'vxlan',
    ...(t.key !== undefined && { key: t.key }),
    ...(t.ttl !== undefined && { ttl: t.ttl }),
    ...(t.port !== undefined && { port: t.port }),
    ...(t.device !== undefined && { device: t.device }),
  };
}
