/** The words of one rule: matches, extensions, target (iptables(8), iptables-extensions(8)), and the rule as `-S` prints it. */
import { dscpNamed, formatIp, formatPrefix, hostPrefix, isIpv4, makePrefix, parseInterfaceAddress, parseIp, type Prefix } from '../../ip/index.ts';
import type { Arguments } from '../iproute2/arguments.ts';
import { markText, parseMark } from '../iproute2/mark.ts';
import { NotModelled, type Place } from './place.ts';
import { readTarget } from './target.ts';
import type { NfMatch, NfRange, NfRule, NfTarget } from './types.ts';
import { CT_STATES, CT_TRANSLATIONS, ICMP_NUMBERS, ICMP_TYPES, PRINTED, PROTOCOLS, SERVICES, TCP_FLAGS } from './words.ts';

const COMMON = ['-s', '-d', '-i', '-o', '-p'] as const;

export function readRule(a: Arguments, place: Place): NfRule {
  const reader = new RuleReader(a, place);
  while (!a.done) reader.option();
  return reader.finish();
}

class RuleReader {
  private readonly matches: NfMatch[] = [];
  /** Printed pieces of the options that come first, whatever their order. */
  private readonly common = new Map<string, string>();
  private readonly extensions: { readonly name: string; text: string }[] = [];
  private protocol = 'all';
  private target: { readonly target: NfTarget; readonly text: string } = { target: { kind: 'continue' }, text: '' };

  constructor(
    private readonly a: Arguments,
    private readonly place: Place,
  ) {}

  option(): void {
    const { a } = this;
    const not = a.accept('!') !== undefined;
    const word = a.word('an option');
    switch (word) {
      case '-s':
      case '--source':
      case '--src':
        return this.addresses('-s', 'source', not);
      case '-d':
      case '--destination':
      case '--dst':
        return this.addresses('-d', 'destination', not);
      case '-i':
      case '--in-interface':
        return this.device('-i', 'in', not);
      case '-o':
      case '--out-interface':
        return this.device('-o', 'out', not);
      case '-p':
      case '--protocol':
      case '--proto':
        return this.protocolIs(not);
      case '-m':
      case '--match':
        return this.extension(a.word('a match'));
      case '-j':
      case '--jump':
      case '-g':
      case '--goto':
        this.target = readTarget(a, this.place, word === '-g' || word === '--goto' ? 'goto' : 'jump', this.protocol);
        return;
      case '-w':
      case '--wait':
        if (/^\d+$/.test(a.peek ?? '')) a.word('seconds');
        return;
      case '-c':
      case '--set-counters':
        a.word('packets');
        a.word('bytes');
        return;
      case '-4':
      case '-6':
      case '-n':
      case '-v':
        return;
      case '-f':
      case '--fragment':
        throw new NotModelled('iptables -f');
      default:
        return this.matchOption(word, not);
    }
  }

  private addresses(flag: string, kind: 'source' | 'destination', not: boolean): void {
    const prefixes = this.a
      .word('an address')
      .split(',')
      .map((text) => this.prefix(text));
    this.matches.push({ not, kind, prefixes });
    this.common.set(flag, `${bang(not)}${flag} ${prefixes.map(formatPrefix).join(',')}`);
  }

  private prefix(text: string): Prefix {
    const ip = parseIp(text);
    if (ip !== undefined && isIpv4(ip) === (this.place.family === 4)) return hostPrefix(ip);
    const dotted = /^([\d.]+)\/(\d+\.\d+\.\d+\.\d+)$/.exec(text);
    const mask = dotted && parseIp(dotted[2] as string);
    const length = typeof mask === 'number' ? Math.clz32(~mask >>> 0) : undefined;
    const whole = parseInterfaceAddress(dotted && length !== undefined ? `${dotted[1]}/${length}` : text);
    if (!whole || isIpv4(whole.ip) !== (this.place.family === 4)) return this.a.fail(`host/network \`${text}' not found`, true);
    return makePrefix(whole.ip, whole.length);
  }

  private device(flag: string, kind: 'in' | 'out', not: boolean): void {
    const name = this.a.word('an interface');
    const { chain } = this.place;
    if (kind === 'in' && (chain === 'OUTPUT' || chain === 'POSTROUTING')) return this.a.fail(`Can't use -i with ${chain}`, true);
    if (kind === 'out' && (chain === 'INPUT' || chain === 'PREROUTING')) return this.a.fail(`Can't use -o with ${chain}`, true);
    this.matches.push({ not, kind, name });
    this.common.set(flag, `${bang(not)}${flag} ${name}`);
  }

  private protocolIs(not: boolean): void {
    const text = this.a.word('a protocol').toLowerCase();
    const protocol = PROTOCOLS[text] ?? (/^\d{1,3}$/.test(text) && Number(text) < 256 ? text : this.a.fail(`unknown protocol "${text}" specified`, true));
    this.protocol = protocol;
    if (protocol === 'all') return;
    this.matches.push({ not, kind: 'protocol', protocol });
    this.common.set('-p', `${bang(not)}-p ${PRINTED[protocol] ?? protocol}`);
  }

  private extension(name: string): void {
    if (!EXTENSIONS.has(name)) throw new NotModelled(`iptables -m ${name}`);
    if (!this.extensions.some((e) => e.name === name)) this.extensions.push({ name, text: '' });
  }

  /** The protocol's own extension is there without `-m`. */
  private print(name: string, text: string): void {
    const known = this.extensions.findLast((e) => e.name === name);
    if (known) known.text += ` ${text}`;
    else this.extensions.push({ name, text: ` ${text}` });
  }

  private matchOption(word: string, not: boolean): void {
    const { a } = this;
    switch (word) {
      case '--sport':
      case '--source-port':
        return this.portsOf('source-ports', '--sport', not);
      case '--dport':
      case '--destination-port':
        return this.portsOf('destination-ports', '--dport', not);
      case '--sports':
      case '--source-ports':
        return this.multiport('source-ports', '--sports', not);
      case '--dports':
      case '--destination-ports':
        return this.multiport('destination-ports', '--dports', not);
      case '--ports':
        return this.multiport('ports', '--ports', not);
      case '--syn':
        return this.flags(['FIN', 'SYN', 'RST', 'ACK'], ['SYN'], not);
      case '--tcp-flags':
        return this.flags(flagList(a), flagList(a), not);
      case '--icmp-type':
      case '--icmpv6-type':
        return this.icmpType(not);
      case '--state':
        return this.states('state', '--state', not);
      case '--ctstate':
        return this.states('conntrack', '--ctstate', not);
      case '--mark':
        return this.marked(this.extensions.findLast((e) => e.name === 'mark' || e.name === 'connmark')?.name ?? 'mark', not);
      case '--dscp':
      case '--dscp-class':
        return this.dscp(word, not);
      case '--src-range':
      case '--dst-range':
        return this.range(word, not);
      case '--src-type':
      case '--dst-type':
        return this.addressType(word, not);
      case '--comment':
        return this.print('comment', `--comment ${quoted(a.word('a comment'))}`);
      case '--limit':
        return this.print('limit', `--limit ${a.word('a rate')}`);
      case '--limit-burst':
        return this.print('limit', `--limit-burst ${a.word('a number')}`);
      default:
        return a.fail(`unknown option "${word}"`, true);
    }
  }

  private portsOf(kind: 'source-ports' | 'destination-ports', flag: string, not: boolean): void {
    const { a, protocol } = this;
    if (protocol !== 'tcp' && protocol !== 'udp') return a.fail(`unknown option "${flag}"`, true);
    const range = this.portRange(a.word('a port'));
    this.matches.push({ not, kind, ranges: [range] });
    this.print(protocol, `${bang(not)}${flag} ${rangeText(range)}`);
  }

  private multiport(kind: 'source-ports' | 'destination-ports' | 'ports', flag: string, not: boolean): void {
    const { a, protocol } = this;
    if (!this.extensions.some((e) => e.name === 'multiport')) return a.fail(`unknown option "${flag}"`, true);
    if (protocol !== 'tcp' && protocol !== 'udp') return a.fail("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'", true);
    const ranges = a
      .word('ports')
      .split(',')
      .map((text) => this.portRange(text));
    this.matches.push({ not, kind, ranges });
    this.print('multiport', `${bang(not)}${flag} ${ranges.map(rangeText).join(',')}`);
  }

  private portRange(text: string): NfRange {
    const [first = '', last = first] = text.split(':');
    const from = first === '' ? 0 : portOf(first);
    const to = last === '' ? 65535 : portOf(last);
    return from === undefined || to === undefined || from > to ? this.a.fail(`invalid port/service \`${text}' specified`, true) : { from, to };
  }

  private flags(mask: readonly string[], set: readonly string[], not: boolean): void {
    if (this.protocol !== 'tcp') return this.a.fail('unknown option "--tcp-flags"', true);
    this.matches.push({ not, kind: 'tcp-flags', mask, set });
    this.print('tcp', `${bang(not)}--tcp-flags ${flagText(mask)} ${flagText(set)}`);
  }

  private icmpType(not: boolean): void {
    const { family } = this.place;
    const text = this.a.word('an ICMP type');
    const type = ICMP_TYPES[family][text.toLowerCase()];
    if (type === undefined) throw new NotModelled(`ICMP type ${text}`);
    if (type !== 'any') this.matches.push({ not, kind: 'icmp-type', type });
    const name = family === 4 ? 'icmp' : 'icmp6';
    const flag = family === 4 ? '--icmp-type' : '--icmpv6-type';
    this.print(name, `${bang(not)}${flag} ${ICMP_NUMBERS[family][type]}`);
  }

  private states(name: string, flag: string, not: boolean): void {
    const { a } = this;
    const known = name === 'state' ? CT_STATES : [...CT_STATES, ...CT_TRANSLATIONS];
    const words = a.word('states').toUpperCase().split(',');
    const wrong = words.find((w) => !known.some((s) => s === w));
    if (wrong !== undefined) return a.fail(`Bad ${name === 'state' ? 'state' : 'ctstate'} "${wrong}"`, true);
    const states = known.filter((s) => words.includes(s));
    this.matches.push({ not, kind: 'state', states });
    this.print(name, `${bang(not)}${flag} ${states.join(',')}`);
  }

  private marked(name: string, not: boolean): void {
    const text = this.a.word('a mark');
    const mark = parseMark(text);
    if (!mark) return this.a.fail(`${name}: bad mark value for option "--mark", or out of range.`, true);
    this.matches.push({ not, kind: name === 'connmark' ? 'connmark' : 'mark', mark });
    this.print(name, `${bang(not)}--mark ${markText(mark)}`);
  }

  /** `--dscp 46`, `--dscp 0x2e`, `--dscp-class EF`. */
  private dscp(flag: '--dscp' | '--dscp-class', not: boolean): void {
    const text = this.a.word('a DSCP');
    const value = flag === '--dscp' ? (/^(0x[0-9a-f]{1,2}|\d{1,2})$/i.test(text) ? Number(text) : undefined) : dscpNamed(text);
    if (value === undefined || value > 63) return this.a.fail(`dscp: Bad value for "${flag}" option: "${text}"`, true);
    this.matches.push({ not, kind: 'dscp', dscp: value });
    this.print('dscp', `${bang(not)}--dscp 0x${value.toString(16).padStart(2, '0')}`);
  }

  private range(flag: string, not: boolean): void {
    const text = this.a.word('a range');
    const [from, to = from] = text.split('-').map(parseIp);
    if (from === undefined || to === undefined) return this.a.fail(`iprange: Bad IP address "${text}"`, true);
    this.matches.push({ not, kind: flag === '--src-range' ? 'source-range' : 'destination-range', from, to });
    this.print('iprange', `${bang(not)}${flag} ${formatIp(from)}-${formatIp(to)}`);
  }

  private addressType(flag: string, not: boolean): void {
    const type = this.a.word('a type').toUpperCase();
    if (type !== 'LOCAL') throw new NotModelled(`-m addrtype ${flag} ${type}`);
    this.matches.push({ not, kind: flag === '--src-type' ? 'source-local' : 'destination-local' });
    this.print('addrtype', `${bang(not)}${flag} LOCAL`);
  }

  finish(): NfRule {
    const extensions = this.extensions.map((e) => `-m ${e.name}${e.text}`);
    const common = COMMON.map((flag) => this.common.get(flag)).filter((t) => t !== undefined);
    const text = [...common, ...extensions, this.target.text].filter((t) => t !== '').join(' ');
    return { matches: this.matches, target: this.target.target, text, source: this.a.ref };
  }
}

const EXTENSIONS: ReadonlySet<string> = new Set(
  'tcp udp icmp icmp6 icmpv6 multiport state conntrack mark connmark comment limit iprange addrtype dscp'.split(' '),
);

const bang = (not: boolean): string => (not ? '! ' : '');
const rangeText = ({ from, to }: NfRange): string => (from === to ? `${from}` : `${from}:${to}`);
const quoted = (text: string): string => (/[\s"']/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text);

function portOf(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65535 ? Number(text) : undefined;
  return Object.hasOwn(SERVICES, text) ? SERVICES[text] : undefined;
}

function flagList(a: Arguments): string[] {
  const words = a.word('TCP flags').toUpperCase().split(',');
  if (words[0] === 'NONE') return [];
  if (words[0] === 'ALL') return [...TCP_FLAGS];
  return words.every((w) => TCP_FLAGS.some((f) => f === w))
    ? TCP_FLAGS.filter((f) => words.includes(f))
    : a.fail(`Unknown TCP flag \`${words.join(',')}'`, true);
}

const flagText = (flags: readonly string[]): string => (flags.length === 0 ? 'NONE' : TCP_FLAGS.filter((f) => flags.includes(f)).join(','));
