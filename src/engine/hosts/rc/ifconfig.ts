/** The arguments of ifconfig(8), as the ifconfig_* variables have them. */
import { bitsOf, type InterfaceAddress, type Ip, isIpv4, netmask, parseInterfaceAddress, parseIp } from '../../ip/index.ts';
import type { Report } from '../report.ts';
import type { Word } from '../words.ts';

/** An interface while its variables are read. */
export interface InterfaceDraft {
  addresses: InterfaceAddress[];
  up: boolean;
  mtu?: number;
  local?: Ip;
  remote?: Ip;
  key?: number;
  fib: number;
  tunnelFib: number;
  anyInterface: boolean;
  anySource: boolean;
  description?: string;
  groups: string[];
  members: string[];
}

export const newDraft = (): InterfaceDraft => ({
  addresses: [],
  up: true,
  fib: 0,
  tunnelFib: 0,
  anyInterface: false,
  anySource: false,
  members: [],
  groups: [],
});

/** Words that take none or one argument and change nothing here. */
const ALONE = new Set([
  'alias',
  'link0',
  'link1',
  'create',
  'broadcast',
  'autoconf',
  'no_dad',
  'prefer_source',
  'auto_linklocal',
  'accept_rtadv',
  'polling',
  'noccp',
  'promisc',
  'monitor',
]);
const WITH_ONE = new Set([
  'metric',
  'media',
  'mediaopt',
  'ether',
  'lladdr',
  'name',
  'vhid',
  'advskew',
  'pass',
  'vlan',
  'vlandev',
  'vlanpcp',
  'broadcast',
  'ttl',
  'hlim',
  'vnet',
  'vxlanport',
  'vxlandev',
  'maclabel',
  'udpport',
  'pltime',
  'vltime',
  'stp',
  'private',
  'span',
  'edge',
]);

export function readIfconfig(words: readonly Word[], draft: InterfaceDraft, report: Report): void {
  new Arguments(words, draft, report).read();
}

class Arguments {
  private at = 0;

  constructor(
    private readonly words: readonly Word[],
    private readonly draft: InterfaceDraft,
    private readonly report: Report,
  ) {}

  read(): void {
    while (this.at < this.words.length) this.one(this.words[this.at++] as Word);
  }

  private one(word: Word): void {
    const { draft } = this;
    switch (word.text) {
      case 'inet':
      case 'inet6':
        return this.address(word, word.text === 'inet');
      case 'up':
        draft.up = true;
        return;
      case 'down':
        draft.up = false;
        return;
      case 'tunnel':
        return this.ends(word);
      case 'vxlanlocal':
      case 'vxlanremote':
        return this.end(word, word.text === 'vxlanlocal' ? 'local' : 'remote');
      case 'mtu':
        draft.mtu = this.number(word, 72, 65535) ?? draft.mtu ?? 1500;
        return;
      case 'fib':
        draft.fib = this.number(word, 0, 65535) ?? draft.fib;
        return;
      case 'tunnelfib':
        draft.tunnelFib = this.number(word, 0, 65535) ?? draft.tunnelFib;
        return;
      case 'link2':
      case '-link2':
        draft.anyInterface = word.text === 'link2';
        return;
      case 'ignore_source':
      case '-ignore_source':
        draft.anySource = word.text === 'ignore_source';
        return;
      case 'grekey':
      case 'vxlanid':
        draft.key = this.number(word, 0, 4294967295) ?? 0;
        return;
      case 'descr':
      case 'description':
        draft.description = this.words[this.at++]?.text ?? '';
        return;
      case 'group':
        draft.groups.push(this.words[this.at++]?.text ?? '');
        return;
      case 'addm':
        draft.members.push(this.words[this.at++]?.text ?? '');
        return;
      default:
        return this.other(word);
    }
  }

  private other(word: Word): void {
    const upper = word.text.toUpperCase();
    if (upper === 'DHCP' || upper === 'SYNCDHCP' || upper === 'WPA') {
      this.say('warning', 'rc-not-modelled', word, `${word.text} is not modelled; give the interface an address`, { what: word.text });
      return;
    }
    if (WITH_ONE.has(word.text)) this.at++;
    else if (!ALONE.has(word.text) && !word.text.startsWith('-') && !/^(rx|tx|lro|tso|vlan|ifdisabled|wol)/.test(word.text))
      this.say('error', 'rc-bad-argument', word, `ifconfig: ${word.text}: bad value`, { word: word.text });
  }

  /** `A/L`, `A netmask M`, `A prefixlen N`, `MINE PEER …`. */
  private address(word: Word, ipv4: boolean): void {
    const first = this.words[this.at++];
    const whole = first && (parseInterfaceAddress(first.text) ?? bare(first.text));
    if (!first || !whole || isIpv4(whole.ip) !== ipv4) {
      if (first?.text.startsWith('-') || (first && ALONE.has(first.text))) return;
      this.say('error', 'rc-bad-address', first ?? word, `ifconfig: ${first?.text ?? ''}: bad value (expected ${ipv4 ? 'an IPv4' : 'an IPv6'} address)`, {
        word: first?.text ?? '',
        family: ipv4 ? 4 : 6,
      });
      return;
    }
    const second = this.words[this.at];
    const peer = second && parseIp(second.text);
    const point = peer !== undefined && isIpv4(peer) === ipv4 ? peer : undefined;
    if (point !== undefined) this.at++;
    const length = this.length(ipv4) ?? (first.text.includes('/') ? whole.length : point !== undefined ? bitsOf(point) : classful(whole.ip));
    this.draft.addresses.push({ ip: whole.ip, length, ...(point !== undefined && { peer: point }) });
  }

  private length(ipv4: boolean): number | undefined {
    const word = this.words[this.at];
    if (word?.text === 'prefixlen') {
      this.at++;
      return this.number(word, 0, ipv4 ? 32 : 128);
    }
    if (word?.text !== 'netmask') return undefined;
    this.at++;
    const mask = this.words[this.at++];
    const text = mask?.text ?? '';
    const value = /^0x[0-9a-f]{8}$/i.test(text) ? Number(text) : parseIp(text);
    for (let length = 0; length <= 32; length++) if (netmask(length) === value) return length;
    this.say('error', 'rc-bad-argument', mask ?? word, `ifconfig: ${text}: bad value (expected a netmask)`, { word: text });
    return undefined;
  }

  private ends(word: Word): void {
    const [local, remote] = [this.words[this.at], this.words[this.at + 1]];
    const ends = [local, remote].map((w) => w && parseIp(w.text));
    const wrong = ends[0] === undefined ? local : ends[1] === undefined ? remote : undefined;
    this.at += 2;
    if (ends[0] === undefined || ends[1] === undefined || isIpv4(ends[0]) !== isIpv4(ends[1])) {
      this.say('error', 'rc-bad-address', wrong ?? word, 'ifconfig: tunnel: expected the local and the remote address, of one family', {
        word: wrong?.text ?? '',
      });
      return;
    }
    [this.draft.local, this.draft.remote] = [ends[0], ends[1]];
  }

  private end(word: Word, which: 'local' | 'remote'): void {
    const value = this.words[this.at++];
    const ip = value && parseIp(value.text);
    if (ip === undefined) this.say('error', 'rc-bad-address', value ?? word, `ifconfig: ${word.text}: expected an address`, { word: value?.text ?? '' });
    else this.draft[which] = ip;
  }

  private number(word: Word, from: number, to: number): number | undefined {
    const value = this.words[this.at++];
    if (value && /^\d{1,10}$/.test(value.text) && Number(value.text) >= from && Number(value.text) <= to) return Number(value.text);
    this.say('error', 'rc-bad-argument', value ?? word, `ifconfig: ${value?.text ?? ''}: bad value (expected ${word.text} ${from} to ${to})`, {
      word: value?.text ?? '',
    });
    return undefined;
  }

  private say(severity: 'error' | 'warning', code: string, word: Word, message: string, args: Record<string, string | number>): void {
    this.report.add(severity, code, word.span, `rc.conf:${word.span.line}: ${message}`, args, ['H20']);
  }
}

function bare(text: string): InterfaceAddress | undefined {
  const ip = parseIp(text);
  return ip === undefined ? undefined : { ip, length: bitsOf(ip) };
}

/** Without a mask ifconfig takes the class of an IPv4 address, and 64 for IPv6. */
function classful(ip: Ip): number {
  if (!isIpv4(ip)) return 64;
  const first = ip >>> 24;
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}
