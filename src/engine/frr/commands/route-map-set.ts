/** `set` clauses of a route-map entry (doc/user/routemap.rst "Route Map Set Command", bgp.rst). */
import { formatIp, type Ip, isLinkLocal, isMulticast, isReserved, isUnspecified } from '../../ip/index.ts';
import type { Origin } from '../../policy/attributes.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type { Adjust, RouteMapSet } from '../../policy/types.ts';
import { type Args, type Command, type Context, commands, type Row } from '../command.ts';
import type { FrrVersion } from '../config.ts';
import { type Refusal, refuse, refuseUnheard } from '../verdict.ts';
import { compareVersion } from '../version.ts';
import { readNumber } from '../grammar/match.ts';
import { setText } from '../print/policy.ts';
import { parseExtendedCommunities, parseLargeCommunity, parseSetCommunity } from './communities.ts';

type Unplaced = RouteMapSet extends infer S ? (S extends { readonly source: ConfigRef } ? Omit<S, 'source'> : never) : never;
type Read = (Unplaced & { readonly form?: string }) | Refusal;

/** bgpd's answer when the model takes a value that its own reader does not; it is printed all the same. */
function unsupported(text: string, form = ''): Refusal {
  return { ...refuse('% [BGP] Argument form is unsupported or malformed.'), kept: { text, form } };
}

/** A clause; a later line of its kind replaces it, any `no` form removes it (F78). */
function set(kind: string, read: (args: Args, context: Context) => Read): Pick<Row, 'apply'> {
  return {
    apply: (c: Context) => {
      if (c.args.no) {
        c.build.routeMaps.noClause(`set ${kind}`);
        silenceTwin(c, kind);
        return undefined;
      }
      const clause = read(c.args, c);
      if ('refused' in clause) {
        if (clause.kept) c.build.routeMaps.keepText(`set ${kind}`, clause.kept);
        return clause;
      }
      const { form, ...rest } = clause;
      silenceTwin(c, kind);
      c.build.routeMaps.clause(`set ${kind}`, { ...(form === undefined ? {} : { form }), set: { ...rest, source: c.ref } });
      return undefined;
    },
  };
}

/** Two kinds of line in FRR's model, and one rule of bgpd: `set ip next-hop` with an address, and with a word (F159). */
const TWINS: Readonly<Record<string, string>> = { 'ip next-hop': 'ip next-hop word', 'ip next-hop word': 'ip next-hop' };

function silenceTwin({ build }: Context, kind: string): void {
  const twin = TWINS[kind];
  if (twin !== undefined) build.routeMaps.silence(`set ${twin}`, setText);
}

/** A next hop that FRR's model cannot hold makes the group fail, not the line. */
function nextHop(c: Context, ip: Ip, allowed: boolean): Ip {
  if (!allowed) c.build.routeMaps.blame(`set next-hop: this address is not allowed here.`);
  return ip;
}

/**
 * F88: before 9.0 ten digits leave no room for the end of the number, and bgpd reads on into the address as far as its first dot, modulo 2³²
 * (bgpd/bgp_routemap.c route_set_aggregator_as_compile).
 */
function misreadAggregator(asn: number, ip: Ip, version: FrrVersion): number | undefined {
  if (asn < 1_000_000_000 || compareVersion(version, { major: 9, minor: 0, patch: 0 }) >= 0) return undefined;
  const [first = ''] = formatIp(ip).split('.');
  return Number(BigInt(`${asn}${first}`) & 0xffffffffn);
}

/** `5`, `+5`, `-5`. */
function readAdjust(text: string): Adjust | undefined {
  const value = readNumber(text);
  if (value === undefined || Math.abs(value) > 0xffffffff) return undefined;
  if (text.startsWith('+')) return { op: 'add', value };
  return text.startsWith('-') ? { op: 'subtract', value: -value } : { op: 'set', value };
}

const ADJUST_FORM = { set: 'value', add: 'add-metric', subtract: 'subtract-metric' } as const;

function readMetric(text: string): Read {
  if (text === 'rtt') return { kind: 'metric', adjust: 'rtt', form: 'use-round-trip-time' };
  if (text === 'igp' || text === 'aigp') return { kind: 'metric', adjust: text, form: text };
  const adjust = readAdjust(text);
  return adjust ? { kind: 'metric', adjust, form: ADJUST_FORM[adjust.op] } : unsupported(`metric ${text}`, 'value');
}

function readCommunities({ all }: { readonly all: readonly string[] }): Read {
  const additive = all.some((w) => 'additive'.startsWith(w));
  const words = all.filter((w) => !'additive'.startsWith(w));
  const values = words.map(parseSetCommunity);
  if (values.length === 0 || values.includes(undefined)) return refuseUnheard(`% Malformed communities attribute '${words.join(' ')}'`);
  return { kind: 'community', communities: [...new Set(values as number[])].sort((a, b) => a - b), additive, form: 'community-string' };
}

function readLargeCommunities(all: readonly string[]): Read {
  const words = all.filter((w) => !'additive'.startsWith(w));
  const values = words.map(parseLargeCommunity);
  if (values.length === 0 || values.includes(undefined)) return unsupported(`large-community ${all.join(' ')}`, 'community-string');
  return { kind: 'large-community', communities: values.filter((v) => v !== undefined), additive: words.length < all.length, form: 'community-string' };
}

const ASN = '(1-4294967295)';
const ROUTEMAP = 'routemap: Route Map Set Command';

const AS_PATH: Row[] = [
  {
    syntax: `set as-path prepend ${ASN}...$asn`,
    no: `no set as-path prepend [${ASN}...]`,
    help: 'Puts these AS numbers in front of the AS path.',
    ...set('as-path prepend', (a) => ({ kind: 'as-path-prepend', asns: a.all('asn').map(Number), form: 'prepend-as' })),
  },
  {
    syntax: 'set as-path prepend last-as (1-10)$times',
    no: 'no set as-path prepend last-as [(1-10)]',
    help: 'Repeats the leftmost AS number so many times.',
    ...set('as-path prepend', (a) => ({ kind: 'as-path-prepend-last', times: a.number('times'), form: 'last-as' })),
  },
  {
    syntax: `set as-path exclude ${ASN}...$asn`,
    no: `no set as-path exclude [${ASN}...]`,
    help: 'Removes these AS numbers wherever they stand in the AS path.',
    ...set('as-path exclude', (a) => ({ kind: 'as-path-exclude', asns: a.all('asn').map(Number) })),
  },
  {
    syntax: 'set as-path exclude <all|as-path-access-list ASPATH$list>',
    no: true,
    help: 'Removes every AS number, or those that the as-path list permits.',
    since: '9.1',
    ...set('as-path exclude', (a) => ({ kind: 'as-path-exclude', asns: a.has('all') ? 'all' : { list: a.text('list') } })),
  },
  {
    syntax: `set as-path replace <any|${ASN}>$asn`,
    no: `no set as-path replace [<any|${ASN}>]`,
    help: 'Puts the local AS in place of every AS number, or of this one.',
    ...set('as-path replace', (a) => ({ kind: 'as-path-replace', asns: a.has('any') ? 'any' : [a.number('asn')] })),
  },
  {
    syntax: `set as-path replace <any|${ASN}>$asn ${ASN}$by`,
    no: `no set as-path replace <any|${ASN}> ${ASN}`,
    help: 'Puts another AS in place of every AS number, or of this one.',
    since: '9.1',
    ...set('as-path replace', (a) => ({ kind: 'as-path-replace', asns: a.has('any') ? 'any' : [a.number('asn')], by: a.number('by') })),
  },
  {
    syntax: `set as-path replace as-path-access-list ASPATH$list [${ASN}$by]`,
    no: `no set as-path replace as-path-access-list [ASPATH [${ASN}]]`,
    help: 'Puts the local AS, or another, in place of every AS number that an entry of the as-path list matches.',
    since: '10.1',
    ...set('as-path replace', (a) => {
      const by = a.maybeNumber('by');
      return { kind: 'as-path-replace', asns: { list: a.text('list') }, ...(by !== undefined && { by }) };
    }),
  },
];

const COMMUNITIES: Row[] = [
  {
    syntax: 'set community none',
    help: 'Removes all communities.',
    ...set('community', () => ({ kind: 'community', communities: 'none', additive: false, form: 'none' })),
  },
  {
    syntax: 'set community AA:NN...$value',
    no: 'no set community [AA:NN...]',
    help: 'Gives the route these communities, in place of its own unless the line ends in additive (F87).',
    ...set('community', (a) => readCommunities({ all: a.all('value') })),
  },
  {
    syntax: 'set comm-list <(1-500)|CLIST>$list delete',
    no: 'no set comm-list [<(1-500)|CLIST>$list delete]',
    help: 'Removes each community that the list permits by itself.',
    ...set('comm-list', (a) => ({ kind: 'community-list-delete', list: a.text('list') })),
  },
  {
    syntax: 'set large-community none',
    no: true,
    help: 'Removes all large communities.',
    ...set('large-community', () => ({ kind: 'large-community', communities: 'none', additive: false, form: 'none' })),
  },
  {
    syntax: 'set large-community AA:BB:CC...$value',
    no: 'no set large-community [AA:BB:CC...]',
    help: 'Gives the route these large communities, in place of its own unless the line ends in additive.',
    ...set('large-community', (a) => readLargeCommunities(a.all('value'))),
  },
  {
    syntax: 'set large-comm-list <(1-500)|LCLIST>$list delete',
    no: 'no set large-comm-list [<(1-500)|LCLIST>$list [delete]]',
    help: 'Removes each large community that the list permits by itself.',
    ...set('large-comm-list', (a) => ({ kind: 'large-community-list-delete', list: a.text('list') })),
  },
  ...(['rt', 'soo'] as const).map(
    (type): Row => ({
      syntax: `set extcommunity ${type} AA:NN...$value`,
      no: `no set extcommunity ${type} [AA:NN...]`,
      help: type === 'rt' ? 'Adds these route targets.' : 'Adds this site of origin.',
      ...set(`extcommunity ${type}`, (a) => {
        const communities = parseExtendedCommunities(type, a.all('value'));
        return communities ? { kind: 'extcommunity', communities } : unsupported(`extcommunity ${type} ${a.all('value').join(' ')}`);
      }),
    }),
  ),
  {
    syntax: 'set extcommunity none',
    no: true,
    help: 'Removes all extended communities.',
    ...set('extcommunity none', () => ({ kind: 'extcommunity', communities: 'none' })),
  },
  {
    syntax: 'set extcommunity bandwidth <(1-25600)|cumulative|num-multipaths>$to [non-transitive]',
    no: 'no set extcommunity bandwidth [<(1-25600)|cumulative|num-multipaths> [non-transitive]]',
    help: 'Adds a link-bandwidth community, in Mbit/s: the receiver shares traffic between multipaths in proportion.',
    ...set('extcommunity bandwidth', (a) => {
      const to = a.text('to');
      const known = (['cumulative', 'num-multipaths'] as const).find((word) => word.startsWith(to));
      return { kind: 'link-bandwidth', to: known ?? Number(to), nonTransitive: a.has('non-transitive') };
    }),
  },
];

const NEXT_HOP: Row[] = [
  {
    syntax: 'set ip next-hop A.B.C.D$ip',
    no: 'no set ip next-hop [A.B.C.D]',
    help: 'Gives IPv4 routes this next hop; outbound it is what the peer receives (F94).',
    ...set('ip next-hop', (a, c) => {
      const ip = a.ip('ip');
      return { kind: 'next-hop', family: 4, to: nextHop(c, ip, !isUnspecified(ip) && !isMulticast(ip) && (!isReserved(ip) || c.build.allowReservedRanges)) };
    }),
  },
  {
    syntax: 'set ip next-hop peer-address',
    help: 'Inbound, the next hop becomes the address of the peer; outbound, our own address towards it.',
    ...set('ip next-hop word', () => ({ kind: 'next-hop', family: 4, to: 'peer-address' })),
  },
  {
    syntax: 'set ip next-hop unchanged',
    no: 'no set ip next-hop <peer-address|unchanged>',
    help: 'The next hop is sent as it is stored.',
    ...set('ip next-hop word', () => ({ kind: 'next-hop', family: 4, to: 'unchanged' })),
  },
  {
    syntax: 'set ipv6 next-hop global X:X::X:X$ip',
    no: true,
    help: 'Sets the global next hop of IPv6 routes.',
    ...set('ipv6 next-hop global', (a, c) => {
      const ip = a.ip('ip');
      return { kind: 'next-hop', family: 6, scope: 'global', to: nextHop(c, ip, !isUnspecified(ip) && !isMulticast(ip) && !isLinkLocal(ip)) };
    }),
  },
  {
    syntax: 'set ipv6 next-hop local X:X::X:X$ip',
    no: 'no set ipv6 next-hop local [X:X::X:X]',
    help: 'Sets the link-local next hop of IPv6 routes.',
    ...set('ipv6 next-hop local', (a, c) => ({ kind: 'next-hop', family: 6, scope: 'local', to: nextHop(c, a.ip('ip'), isLinkLocal(a.ip('ip'))) })),
  },
  {
    syntax: 'set ipv6 next-hop peer-address',
    no: true,
    help: 'Inbound, the next hop becomes the address of the peer; outbound, our own address towards it.',
    ...set('ipv6 next-hop peer-address', () => ({ kind: 'next-hop', family: 6, to: 'peer-address' })),
  },
  {
    syntax: 'set ipv6 next-hop prefer-global',
    no: true,
    help: 'Of a global and a link-local next hop, the global one is used (F34).',
    ...set('ipv6 next-hop prefer-global', () => ({ kind: 'next-hop-prefer-global' })),
  },
];

const VALUES: Row[] = [
  {
    syntax: 'set metric <(-4294967295-4294967295)|rtt>$value',
    no: 'no set metric [OPTVAL]',
    help: 'Sets MED, or with + and - changes it (F85).',
    ...set('metric', (a) => readMetric(a.text('value'))),
  },
  {
    // FRR's pull request 17038 of October 2024 went into the main branch alone, when that of 10.2 had been cut.
    syntax: 'set metric <igp|aigp>$value',
    help: 'Sets MED to the metric of the way to the next hop, or to the accumulated one.',
    since: '10.3',
    ...set('metric', (a) => readMetric(a.text('value'))),
  },
  { syntax: 'set metric <+rtt|-rtt>', help: 'Adds or takes away the round-trip time to the peer.', effect: 'change MED by the round-trip time' },
  {
    syntax: 'set local-preference VALUE$value',
    no: 'no set local-preference [VALUE]',
    help: 'Sets LOCAL_PREF, or with + and - changes it (F85); it is sent to internal peers only.',
    ...set('local-preference', (a) => {
      const adjust = readAdjust(a.text('value'));
      return adjust ? { kind: 'local-preference', adjust } : unsupported(`local-preference ${a.text('value')}`);
    }),
  },
  {
    syntax: 'set weight (0-4294967295)$value',
    no: 'no set weight [(0-4294967295)]',
    help: 'Sets the weight, which decides before all else and stays in this router.',
    ...set('weight', (a) => ({ kind: 'weight', value: a.number('value') })),
  },
  {
    syntax: 'set origin <egp|igp|incomplete>$origin',
    no: 'no set origin [<egp|igp|incomplete>]',
    help: 'Sets ORIGIN.',
    ...set('origin', (a) => ({ kind: 'origin', origin: a.text('origin') as Origin })),
  },
  {
    syntax: 'set atomic-aggregate',
    no: true,
    help: 'Marks the route as an atomic aggregate.',
    ...set('atomic-aggregate', () => ({ kind: 'atomic-aggregate' })),
  },
  {
    syntax: `set aggregator as ${ASN}$asn A.B.C.D$ip`,
    no: `no set aggregator as [${ASN} A.B.C.D]`,
    help: 'Sets who aggregated the route.',
    ...set('aggregator as', (a, { build }) => {
      const [asn, ip] = [a.number('asn'), a.ip('ip')];
      const taken = misreadAggregator(asn, ip, build.version);
      return { kind: 'aggregator', asn, ip, ...(taken !== undefined && { taken }) };
    }),
  },
  {
    syntax: 'set originator-id A.B.C.D$ip',
    no: 'no set originator-id [A.B.C.D]',
    help: 'Sets ORIGINATOR_ID.',
    ...set('originator-id', (a) => ({ kind: 'originator-id', ip: a.ip('ip') })),
  },
  { syntax: `set tag ${ASN}$value`, no: `no set tag [${ASN}]`, help: 'Sets the tag.', ...set('tag', (a) => ({ kind: 'tag', value: a.number('value') })) },
  {
    syntax: 'set distance (0-255)$value',
    no: 'no set distance [(0-255)]',
    help: 'Sets the administrative distance with which the route is installed.',
    ...set('distance', (a) => ({ kind: 'distance', value: a.number('value') })),
  },
  {
    syntax: 'set src <A.B.C.D|X:X::X:X>$ip',
    no: 'no set src [<A.B.C.D|X:X::X:X>]',
    help: 'Sets the source address with which the kernel uses the route; for ip protocol maps.',
    ...set('src', (a) => {
      const ip = a.ip('ip');
      return { kind: 'source', ip, form: typeof ip === 'number' ? 'ipv4-src-address' : 'ipv6-src-address' };
    }),
  },
  {
    syntax: 'set label-index (0-1048560)$value',
    no: 'no set label-index [(0-1048560)]',
    help: 'Gives the route an MPLS label index.',
    ...set('label-index', (a) => ({ kind: 'label-index', value: a.number('value') })),
  },
  {
    syntax: 'set table (1-4294967295)$value',
    no: 'no set table',
    help: 'Installs the route into this table.',
    ...set('table', (a) => ({ kind: 'table', table: a.number('value') })),
  },
];

const NOT_MODELLED: Row[] = [
  {
    syntax: 'set metric-type <type-1|type-2>',
    no: 'no set metric-type [<type-1|type-2>]',
    help: 'Sets the OSPF external metric type.',
    effect: 'set the type of an OSPF external route',
  },
  {
    syntax: 'set forwarding-address X:X::X:X',
    no: 'no set forwarding-address [X:X::X:X]',
    help: 'Sets the OSPFv3 forwarding address.',
    effect: 'set an OSPF forwarding address',
  },
  {
    syntax: 'set sr-te color (1-4294967295)',
    no: 'no set sr-te color [(1-4294967295)]',
    help: 'Chooses a segment-routing policy.',
    effect: 'steer the route into a segment-routing policy',
  },
  {
    syntax: 'set <ipv4|ipv6> vpn next-hop <A.B.C.D|X:X::X:X>',
    no: 'no set <ipv4|ipv6> vpn next-hop [<A.B.C.D|X:X::X:X>]',
    help: 'Sets the next hop of VPN routes.',
    effect: 'set the next hop of VPN routes',
  },
  { syntax: 'set evpn gateway-ip <ipv4 A.B.C.D|ipv6 X:X::X:X>', no: true, help: 'Sets the gateway address of EVPN routes.', effect: 'change EVPN routes' },
  {
    syntax: 'set aigp-metric <igp-metric|(1-4294967295)>',
    no: 'no set aigp-metric [<igp-metric|(1-4294967295)>]',
    help: 'Sets the accumulated IGP metric.',
    since: '8.5',
    effect: 'send and use AIGP',
  },
  {
    syntax: 'set extcommunity <color|nt> RTLIST...',
    no: 'no set extcommunity <color|nt> [RTLIST...]',
    help: 'Sets extended communities of this kind.',
    since: '10.0',
    effect: 'send these extended communities',
  },
  {
    syntax: 'set <min-metric|max-metric> (0-4294967295)',
    no: 'no set <min-metric|max-metric> [(0-4294967295)]',
    help: 'Bounds of the metric, for OSPF alone.',
    since: '9.0',
  },
  { syntax: 'set l3vpn next-hop encapsulation gre', no: true, help: 'Sends VPN traffic through GRE.', effect: 'encapsulate VPN traffic' },
  {
    syntax: 'set extended-comm-list <(1-500)|XCLIST>$list delete',
    no: true,
    help: 'Removes extended communities that the list permits.',
    since: '9.1',
    effect: 'remove extended communities',
  },
];

export const SET_COMMANDS: Command[] = commands({ modes: ['route-map'], manual: ROUTEMAP, transaction: 'grouped' }, [
  ...AS_PATH,
  ...COMMUNITIES.map((row) => ({ ...row, manual: 'bgp: Using Communities in Route Maps' })),
  ...NEXT_HOP,
  ...VALUES,
  ...NOT_MODELLED,
]);
