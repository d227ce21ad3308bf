/**
 * A Linux network script: `ip link|tunnel|addr|route|rule`, `sysctl -w`, and iptables' rules, one command a line. What
 * the tools refuse is said in their words; other commands are not the lab's and are named as such.
 */
import { containsIp, formatPrefix, type InterfaceAddress, isIpv4, networkOf, type Prefix } from '../../ip/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { Filters } from '../netfilter/chains.ts';
import { Report } from '../report.ts';
import { spanOf, type Word, type WordLine, wordLines } from '../words.ts';
import { Arguments, Refused } from './arguments.ts';
import { Links } from './links.ts';
import { readProxy } from './neighbors.ts';
import { type Addressed, Routes } from './routes.ts';
import { Rules } from './rules.ts';
import { Settings } from './sysctl.ts';
import { TUNNEL_KINDS } from './tunnel.ts';
import { DEFAULT_TABLE, type LinuxConfig, type LinuxProxy, type LinuxRoute, LOCAL_TABLE, MAIN_TABLE } from './types.ts';

export interface LinuxRead {
  readonly config: LinuxConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** `drawn`: the interfaces that the machine has before the script runs. */
export function parseLinux(text: string, drawn: readonly Addressed[] = []): LinuxRead {
  const reader = new Reader(drawn);
  for (const line of wordLines(text)) reader.line(line);
  return reader.finish();
}

class Reader {
  private readonly report = new Report('iproute2');
  private readonly proxies: LinuxProxy[] = [];
  private readonly filters = new Filters();
  private readonly tables = new Map([
    ['main', MAIN_TABLE],
    ['local', LOCAL_TABLE],
    ['default', DEFAULT_TABLE],
  ]);
  private readonly settings = new Settings();
  private readonly rules = new Rules(this.tables, (name) => this.links.vrfTable(name) !== undefined);
  private readonly links: Links;
  private readonly routes: Routes;

  constructor(drawn: readonly Addressed[]) {
    this.links = new Links(drawn, this.tables, {
      settings: this.settings,
      firstVrf: () => this.rules.firstVrf(),
      cycled: (device, a) => this.cycled(device, a),
      warn: (a, code, message, args) => this.warn(a, code, message, args),
    });
    this.routes = new Routes(
      this.tables,
      () => this.links.addressed(),
      (name) => this.links.vrfTable(name),
    );
  }

  private warn(a: Arguments, code: string, message: string, args: Diagnostic['args']): void {
    const { span } = a.ref;
    this.report.add('warning', code, span, `line ${span.line}: ${message}`, args, ['H11']);
  }

  /** An interface has been put into a VRF, or out of one. */
  private cycled(device: string, a: Arguments): void {
    for (const { prefix } of this.routes.flush(device)) {
      const args = { interface: device, prefix: formatPrefix(prefix) };
      this.warn(a, 'linux-vrf-route-lost', `${args.prefix}: the route by ${device} is gone with this line; add it again behind it, to the VRF's table`, args);
    }
  }

  /** A route by an interface of a VRF stands in the main table unless it says otherwise: what comes in by the VRF is not looked up there. */
  private outside(a: Arguments, added: LinuxRoute | undefined): void {
    const vrf = added?.table === MAIN_TABLE && added.interface !== undefined ? this.links.vrfOf(added.interface) : undefined;
    if (!added || vrf === undefined) return;
    const args = { interface: added.interface as string, vrf, prefix: formatPrefix(added.prefix) };
    const message = `${args.prefix}: this route by ${args.interface} stands in the main table; packets in ${vrf} are looked up in its own (vrf ${vrf})`;
    this.warn(a, 'linux-vrf-route-outside', message, args);
  }

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
        return this.said(a, this.links.line(a));
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
        return this.said(a, this.rules.line(a, family));
      case 'nexthop':
      case 'nh':
        return this.routes.nexthop(a);
      case 'neigh':
      case 'neighbor':
      case 'neighbour':
      case 'n':
        return this.neighbor(a);
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
    this.said(a, this.links.addTunnel(name ?? `${kind}1`, kind, a, 'tunnel'));
  }

  private addr(a: Arguments): void {
    const verb = a.accept('add', 'replace', 'change', 'del', 'delete', 'flush');
    if (verb === undefined) return a.fail('expected add, replace, del or flush');
    if (verb === 'flush') return this.flushAddresses(a);
    if (verb === 'del' || verb === 'delete') return this.takeAddress(a);
    const own = a.address();
    let peer: ReturnType<Arguments['address']> | undefined;
    let device: string | undefined;
    let bare = false;
    while (!a.done) {
      if (a.accept('peer')) peer = a.address();
      else if (a.accept('dev')) device = a.word('a device');
      else if (a.accept('scope', 'label', 'broadcast', 'brd', 'metric')) a.word('a value');
      else if (a.accept('noprefixroute')) bare = true;
      else if (!a.accept('nodad', 'home')) return a.fail(`either "local" is duplicate, or "${a.peek}" is a garbage.`);
    }
    if (device === undefined) return a.fail('Not enough information: "dev" argument is required.');
    const address = peer ? { ip: own.ip, length: peer.length, peer: peer.ip } : own;
    this.links.put(device, { addresses: [...(this.links.all.get(device)?.addresses ?? []), address] }, a);
    if (bare) this.routes.withdrawn.push({ interface: device, prefix: networkOf(address) });
  }

  /** An address without its length stands for itself, whatever its length is (iproute2's ipaddress.c ipaddr_modify). */
  private takeAddress(a: Arguments): void {
    const whole = a.peek?.includes('/') === true;
    const { ip, length } = a.address();
    let device: string | undefined;
    while (!a.done)
      if (a.accept('dev')) device = a.word('a device');
      else if (a.accept('peer')) a.address();
      else if (a.accept('scope', 'label', 'broadcast', 'brd', 'metric')) a.word('a value');
      else return a.fail(`either "local" is duplicate, or "${a.peek}" is a garbage.`);
    if (device === undefined) return a.fail('Not enough information: "dev" argument is required.');
    this.lose(a, device, (x) => x.ip === ip && (!whole || x.length === length), `${isIpv4(ip) ? 'ipv4: A' : 'ipv6: a'}ddress not found.`);
  }

  private flushAddresses(a: Arguments): void {
    let device: string | undefined;
    let within: Prefix | undefined;
    while (!a.done)
      if (a.accept('dev')) device = a.word('a device');
      else if (a.accept('to')) within = a.prefix(4);
      else if (device === undefined) device = a.word('a device');
      else return a.fail(`either "dev" is duplicate, or "${a.peek}" is a garbage.`);
    if (device === undefined) return a.fail('Flush requires arguments.');
    this.lose(a, device, (x) => within === undefined || containsIp(within, x.ip));
  }

  private lose(a: Arguments, device: string, wanted: (address: InterfaceAddress) => boolean, missing?: string): void {
    const by = this.routes.by(device);
    const { gone, left } = this.links.takeAddresses(a, device, wanted);
    if (gone.length === 0 && missing !== undefined) return a.fail(missing);
    this.routes.addressesLost(gone, left, by);
  }

  private neighbor(a: Arguments): void {
    const proxy = readProxy(a);
    if (proxy) this.proxies.push(proxy);
    else this.leftOutLine(a, 'ip neigh');
  }

  private route(a: Arguments, family: 4 | 6 | undefined): void {
    const before = this.routes.list.length;
    this.said(a, this.routes.line(a, family));
    if (this.routes.list.length >= before)
      this.outside(
        a,
        this.routes.list.find((r) => r.source === a.ref),
      );
  }

  private said(a: Arguments, left: string | undefined): void {
    if (left !== undefined) this.leftOutLine(a, left);
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
    const { links, routes, proxies, settings } = this;
    for (const { name, source } of links.vrfsDown()) {
      const message = `line ${source.span.line}: ${name} is never set up: what this machine itself sends in it has no route, its answers among it`;
      this.report.add('warning', 'linux-vrf-down', source.span, message, { vrf: name }, ['H11']);
    }
    const { forwarding, rpFilter, hashPolicy, sourceValidMark, errorsFromInbound, proxyArp, proxyNdp, arpIgnore, l3mdevAccept } = settings;
    const kernel = { forwarding, rpFilter, hashPolicy, sourceValidMark, errorsFromInbound, proxyArp, proxyNdp, arpIgnore, l3mdevAccept };
    const config: LinuxConfig = {
      links: links.all,
      cycled: links.cycled,
      withoutLocalRule: this.rules.withoutLocal,
      routes: routes.list,
      withdrawn: routes.withdrawn,
      rules: this.rules.list,
      proxies,
      netfilter: this.filters.finish(),
      ...kernel,
    };
    return { config, diagnostics: this.report.diagnostics };
  }
}
