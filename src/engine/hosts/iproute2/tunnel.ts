/** The words of a tunnel: `ip link add NAME type KIND …`, `ip tunnel add NAME mode KIND …` (ip-link(8), ip-tunnel(8)). */
import { formatIp, isIpv4 } from '../../ip/index.ts';
import type { Arguments } from './arguments.ts';
import type { LinuxTunnel } from './types.ts';

export const TUNNEL_KINDS: Readonly<Record<string, LinuxTunnel['kind']>> = { gre: 'gre', ipip: 'ipip', sit: 'sit', vxlan: 'vxlan' };

type Draft = { -readonly [K in keyof LinuxTunnel]?: LinuxTunnel[K] };

/** Of which family its ends are: either, or IPv4 alone, which the two commands say in words of their own. */
type Ends = 'either' | 'link' | 'tunnel';

/** Words of VXLAN that change nothing in a lab: who is told of misses, checksums, how long an entry of the FDB lives (ip-link(8), VXLAN). */
const WITHOUT_EFFECT = ['rsc', 'norsc', 'proxy', 'noproxy', 'l2miss', 'nol2miss', 'l3miss', 'nol3miss', 'udpcsum', 'noudpcsum'] as const;

/** The tunnel, or what of it the lab has not: a word that the line is left out for. `by`: `ip link add … type KIND`, or `ip tunnel add … mode KIND`. */
export function readTunnel(a: Arguments, kind: LinuxTunnel['kind'], by: 'link' | 'tunnel'): LinuxTunnel | string {
  const t: Draft = {};
  let left: string | undefined;
  if (kind === 'ipip' || kind === 'sit') t.inner = by === 'link' ? 'any' : MODES[kind];
  let [ikey, okey]: (number | undefined)[] = [];
  while (!a.done) {
    if (common(a, t, kind === 'vxlan' ? 'either' : by)) continue;
    if (t.inner !== undefined && by === 'link' && a.accept('mode')) left = mode(a, kind, t) ?? left;
    else if (kind !== 'vxlan') {
      if (a.accept('ikey')) ikey = a.number('a key', 4294967295);
      else if (a.accept('okey')) okey = a.number('a key', 4294967295);
      else return a.fail(`${kind}: unknown option "${a.peek}"?`);
    } else left = ofVxlan(a, t) ?? left;
  }
  if (left !== undefined) return left;
  // VXLAN learns whom it hears; the others send to whom they name.
  if (t.remote === undefined && kind !== 'vxlan') return `${kind} without remote`;
  if (t.local !== undefined && t.remote !== undefined && isIpv4(t.local) !== isIpv4(t.remote))
    return a.fail('local and remote of a tunnel are of two families');
  if (kind === 'vxlan' && t.key === undefined) return a.fail('vxlan: VNI not specified');
  const [sent, taken] = [okey ?? t.key, ikey ?? t.key];
  if (sent !== undefined) t.key = sent;
  if (sent !== taken) t.keyIn = taken ?? 'none';
  return { ...t, kind, outerDf: t.outerDf ?? (kind === 'vxlan' ? 'clear' : 'set') };
}

function common(a: Arguments, t: Draft, ends: Ends): boolean {
  if (a.accept('local')) address(a, t, 'local', ends);
  else if (a.accept('remote')) address(a, t, 'remote', ends);
  else if (a.accept('key', 'id', 'vni')) t.key = a.number('a key', 4294967295);
  else if (a.accept('ttl', 'hoplimit')) {
    if (a.accept('inherit')) t.ttl = 'inherit';
    else if (!a.accept('auto')) t.ttl = a.number('ttl', 255);
  } else if (a.accept('dev')) t.device = a.word('a device');
  else if (a.accept('tos', 'dsfield')) a.word('a value');
  else if (a.accept('nopmtudisc')) t.outerDf = 'copy';
  else return a.accept('pmtudisc') !== undefined;
  return true;
}

/** What `ip tunnel add` makes of itself; `ip link add` asks for any protocol (iproute2 ip/link_iptnl.c, ip/iptunnel.c). */
const MODES = { ipip: 'ipip', sit: 'ipv6' } as const;

/** `mode`: which protocol the tunnel takes in (ip-link(8)). */
function mode(a: Arguments, kind: LinuxTunnel['kind'], t: Draft): string | undefined {
  const word = a.word('a mode');
  if (['mplsip', 'mpls/ipv4'].includes(word)) return 'mode mplsip';
  const inner = INNER[word];
  if (inner === undefined || (inner === 'ipv6' && kind !== 'sit')) return a.fail(`argument "${word}" is wrong: Cannot guess tunnel mode.`, true);
  t.inner = inner;
  return undefined;
}

const INNER: Readonly<Record<string, NonNullable<LinuxTunnel['inner']>>> = {
  any: 'any',
  'any/ipv4': 'any',
  ipip: 'ipip',
  'ipv4/ipv4': 'ipip',
  ip4ip4: 'ipip',
  ip6ip: 'ipv6',
  'ipv6/ipv4': 'ipv6',
};

/** `any` is as good as nothing said. */
function address(a: Arguments, t: Draft, end: 'local' | 'remote', ends: Ends): void {
  if (a.accept('any')) return;
  const ip = a.ip('an address');
  if (ends === 'either' || isIpv4(ip)) t[end] = ip;
  else if (ends === 'link') a.fail(`inet address is expected rather than "${formatIp(ip)}".`, true);
  else a.fail(`an IP address is expected rather than "${formatIp(ip)}"`, true);
}

/** Takes one option; what the lab has not is named. */
function ofVxlan(a: Arguments, t: Draft): string | undefined {
  const word = a.peek;
  if (a.accept('dstport')) t.port = a.number('a port', 65535);
  else if (a.accept('df')) t.outerDf = DF[a.word('set, unset or inherit')] ?? a.fail("argument is wrong: DF must be 'unset', 'set' or 'inherit'", true);
  else if (a.accept('nolearning')) t.learning = false;
  else if (a.accept('srcport', 'port')) {
    // Without the second; where none is left the kernel's own (net/udp.h udp_flow_src_port).
    const [from, end] = [a.number('a port', 65535), a.number('a port', 65535)];
    if (from < end) t.sourcePorts = { from, to: end - 1 };
  } else if (a.accept('ageing', 'maxaddress', 'flowlabel')) a.word('a value');
  else if (a.accept('group')) {
    a.ip('an address');
    return 'a multicast group of VXLAN';
  } else if (a.accept('external', 'noexternal', 'gbp', 'gpe', 'localbypass', 'nolocalbypass', 'vnifilter', 'remcsumtx', 'remcsumrx')) return `${word} of VXLAN`;
  else if (!a.accept('learning', ...WITHOUT_EFFECT)) return a.fail(`vxlan: unknown command "${word}"?`);
  return undefined;
}

const DF: Readonly<Record<string, NonNullable<LinuxTunnel['outerDf']>>> = { set: 'set', unset: 'clear', inherit: 'copy' };
