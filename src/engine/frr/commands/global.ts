/** Top-level statements that are not lists, maps or routers: identity, static routes, zebra's settings (basic.rst, static.rst, zebra.rst). */
import { type Ipv4, makePrefix, type Prefix } from '../../ip/index.ts';
import { type Args, type Command, type Context, commands, type Row } from '../command.ts';
import { NO_SUCH_ROUTE } from '../build/static.ts';
import { refuse, type Verdict } from '../verdict.ts';
import type { FrrStaticRoute } from '../config.ts';
import { parseVersion } from '../version.ts';
import { maskLength } from './lists.ts';

const BASIC = 'basic: Basic Config Commands';

const IDENTITY: Command[] = commands({ modes: ['config'], manual: BASIC, transaction: 'everyone' }, [
  {
    syntax: 'frr version VERSION...$version',
    help: 'The release that the file was written for; old ones select old defaults (F4).',
    apply: ({ build, args }) => {
      build.statedVersion = parseVersion(args.text('version'));
    },
  },
  {
    syntax: 'frr defaults PROFILE...$profile',
    help: 'The set of defaults: traditional or datacenter (F3).',
    apply: ({ build, args }) => {
      const profile = args.text('profile');
      if (profile !== 'traditional' && profile !== 'datacenter') return refuse(`% Unknown configuration profile: ${profile}`, 'F3');
      build.profile = profile;
      return undefined;
    },
  },
  {
    syntax: 'hostname WORD$name',
    no: 'no hostname [WORD]',
    help: 'The name of the router.',
    apply: ({ build, args }) => {
      const name = args.maybe('name');
      // lib/command.c cmd_hostname: it begins with a letter or a figure of ASCII.
      if (!args.no && !/^[0-9a-z]/i.test(name ?? '')) return refuse('Please specify string starting with alphabet or number');
      build.hostname = args.no ? undefined : name;
      return undefined;
    },
  },
  {
    syntax: 'allow-reserved-ranges',
    no: true,
    help: 'Takes addresses of class E (240.0.0.0/4) like others: as next hops, sent, set and received (F25).',
    apply: ({ build, args }) => {
      build.allowReservedRanges = !args.no;
    },
  },
]);

const MAX_TAG = '(1-4294967295)';
/** What may follow the target of a static route; FRR takes these in any order. */
function tail(vrf: boolean, more: string): string {
  return `[{tag ${MAX_TAG}$tag|(1-255)$distance|${vrf ? 'vrf VRF$vrf|' : ''}label WORD$label|table ${MAX_TAG}$table${more}}]`;
}

function staticRows(family: 4 | 6, vrf: boolean): Row[] {
  const [head, ip] =
    family === 4
      ? (['ip route <A.B.C.D/M$prefix|A.B.C.D$network A.B.C.D$mask>', 'A.B.C.D'] as const)
      : (['ipv6 route X:X::X:X/M$prefix [from X:X::X:X/M$from]', 'X:X::X:X'] as const);
  const hop = `|nexthop-vrf VRF$nhvrf|color ${MAX_TAG}$color`;
  const row = (target: string, more: string, help: string): Row => ({ syntax: `${head} ${target} ${tail(vrf, more)}`, no: true, help, apply: staticRoute });
  return [
    row(`${ip}$gateway`, hop, 'A static route through a gateway; it is there while the gateway resolves (F110).'),
    row(`${ip}$gateway <Null0|IFNAME$interface>`, `${hop}|onlink`, 'A static route through a gateway out of one interface.'),
    row('<Null0|IFNAME$interface>', hop, 'A static route out of an interface; Null0 drops silently.'),
    row('<reject|blackhole>', '', 'A static route that drops: blackhole silently, reject with an ICMP error (F111).'),
  ];
}

function target(args: Args): FrrStaticRoute['to'] {
  const iface = args.maybe('interface');
  if (args.has('reject')) return { kind: 'reject' };
  const ip = args.maybeIp('gateway');
  const nothing = args.has('Null0') || iface?.toLowerCase() === 'null0';
  if (args.has('blackhole') || (nothing && ip === undefined)) return { kind: 'blackhole', ...(nothing && { null0: true }) };
  if (ip === undefined) return { kind: 'interface', interface: iface as string };
  return { kind: 'gateway', ip, ...(iface === undefined || nothing ? {} : { interface: iface }), ...(args.has('onlink') && !nothing ? { onlink: true } : {}) };
}

function staticPrefix(args: Args): Prefix {
  return args.maybePrefix('prefix') ?? makePrefix(args.ip('network'), maskLength(args.ip<Ipv4>('mask')));
}

/** What a part of the line that the lab does not model would do. */
export const STATIC_EXTRAS: Readonly<Record<string, string>> = {
  table: 'put the route into another kernel table',
};

/** What `from` would do. */
export const BY_SOURCE = 'match packets by source prefix as well';

/** yang/ietf/ietf-routing-types.yang, mpls-label-general-use. */
const isLabel = (text: string) => /^\d+$/.test(text) && Number(text) >= 16 && Number(text) < 2 ** 20;

/**
 * `label 100/200`: the lab's machines have a kernel that does not do MPLS, as one has where nobody loads its modules, and staticd throws away the whole
 * group (staticd/static_nb_config.c nexthop_mpls_label_stack_entry_create). What is no label is left out, the route itself is taken.
 */
function labelled({ build, args }: Context): Verdict {
  const labels = args.maybe('label')?.split('/') ?? [];
  if (args.no || labels.length === 0) return undefined;
  if (isLabel(labels[0] as string)) build.journals.static.blame('% MPLS not turned on in kernel ignoring static route');
  const wrong = labels.find((l) => !isLabel(l));
  return wrong === undefined ? undefined : refuse(`% Failed to edit configuration. Invalid union value "${wrong}" - no matching subtype found.`, 'F110');
}

function staticRoute(context: Context): Verdict {
  const { build, args, ref, mode } = context;
  const prefix = staticPrefix(args);
  const label = labelled(context);
  const extra = Object.keys(STATIC_EXTRAS).find((key) => args.maybe(key) !== undefined);
  // What was never kept cannot be taken back.
  if (extra !== undefined && args.no) return NO_SUCH_ROUTE;
  if (extra !== undefined) return label ?? { notModelled: STATIC_EXTRAS[extra] as string };
  const to = target(args);
  const distance = args.maybeNumber('distance') ?? 1;
  const tag = args.maybeNumber('tag');
  const color = args.maybeNumber('color');
  const routes = build.staticOf(args.maybe('vrf'), mode === 'vrf');
  const other = args.maybe('nhvrf');
  const nexthopVrf = other === build.vrfName(args.maybe('vrf'), mode === 'vrf') ? undefined : other;
  const from = args.maybePrefix('from');
  if (args.no) return routes.remove(prefix, to, nexthopVrf, from);
  routes.add({
    prefix,
    to,
    distance,
    ...(tag === undefined ? {} : { tag }),
    ...(nexthopVrf === undefined ? {} : { nexthopVrf }),
    ...(from && { from }),
    ...(color !== undefined && (to.kind === 'gateway' || to.kind === 'interface') && { color }),
    source: ref,
  });
  return label ?? (from ? { notModelled: BY_SOURCE } : undefined);
}

/** What zebra's lines of a VRF would do. */
export const VRF_SETTING = 'set up something of a VRF besides its static routes';

const STATIC = 'static: Static Route Commands';

const ZEBRA = 'zebra: zebra Route Filtering';
const V4_PROTOCOL = '<kernel|connected|static|rip|ospf|isis|bgp|eigrp|nhrp|table|vnc|babel|openfabric|any>';
const V6_PROTOCOL = '<kernel|connected|static|ripng|ospf6|isis|bgp|nhrp|table|vnc|babel|openfabric|any>';

function zebraRows(family: 4 | 6): Row[] {
  const [word, side, protocol] = family === 4 ? (['ip', 'ipv4', V4_PROTOCOL] as const) : (['ipv6', 'ipv6', V6_PROTOCOL] as const);
  return [
    {
      syntax: `${word} nht resolve-via-default`,
      no: true,
      help: 'Lets next hops resolve through the default route (F30); on by default from 9.1 in the traditional profile (F180).',
      manual: 'zebra: Nexthop Tracking',
      apply: ({ build, args, mode }: Context) => {
        if (mode !== 'config') return { notModelled: VRF_SETTING };
        build.resolveViaDefault[side] = !args.no;
        return undefined;
      },
    },
    {
      syntax: `${word} protocol ${protocol}$protocol route-map RMAP$map`,
      no: `no ${word} protocol ${protocol}$protocol [route-map RMAP]`,
      help: 'Filters what this protocol may install into the RIB, and can set the address that the router itself sends from (F112).',
      apply: ({ build, args, ref, mode }: Context): Verdict => {
        const protocol = args.text('protocol');
        if (mode !== 'config') return { notModelled: VRF_SETTING };
        const key = `protocol ${family} ${protocol}`;
        if (args.no) build.protocolMaps.delete(key);
        else build.protocolMaps.set(key, { use: 'protocol', family, protocol, map: args.text('map'), source: ref });
        return undefined;
      },
    },
    {
      syntax: `${word} nht ${protocol}$protocol route-map RMAP$map`,
      no: family === 4 ? `no ip nht ${protocol}$protocol route-map [RMAP]` : `no ipv6 nht ${protocol}$protocol [route-map RMAP]`,
      help: 'Filters which routes may resolve next hops of this protocol.',
      effect: 'filter the routes that resolve next hops',
      apply: ({ build, args, ref, mode }: Context) => {
        const protocol = args.text('protocol');
        if (mode !== 'config') return;
        const key = `nht ${family} ${protocol}`;
        if (args.no) build.protocolMaps.delete(key);
        else build.protocolMaps.set(key, { use: 'nht', family, protocol, map: args.text('map'), source: ref });
      },
    },
    {
      syntax: `${word} forwarding`,
      no: true,
      help: 'Lets the kernel forward packets; routers of the lab always do.',
      manual: 'zebra: Standard Commands',
      apply: ({ build, args, mode }: Context) => {
        if (mode !== 'config') return;
        if (args.no) build.settings.set(`${word} forwarding`, `no ${word} forwarding`);
        else build.settings.delete(`${word} forwarding`);
      },
    },
  ];
}

/** Without an address FRR finds the `no` form ambiguous, but in the block of a VRF (zebra/router-id.c). */
function routerIdRows(inVrf: boolean): Row[] {
  const id = (text: string) => (inVrf ? `[${text}]` : text);
  return ([4, 6] as const).map((family) => ({
    syntax: family === 4 ? '[ip] router-id A.B.C.D$id [vrf VRF$vrf]' : 'ipv6 router-id X:X::X:X [vrf VRF]',
    no: family === 4 ? `no [ip] router-id ${id('A.B.C.D')} [vrf VRF$vrf]` : `no ipv6 router-id ${id('X:X::X:X')} [vrf VRF]`,
    help: 'The router-id that protocols get when they state none (F9).',
    manual: 'zebra: Standard Commands',
    apply: ({ build, args }: Context) => {
      if (inVrf || args.maybe('vrf') !== undefined) return { notModelled: VRF_SETTING };
      if (family === 4) build.routerId = args.no ? undefined : args.ip<Ipv4>('id');
      return undefined;
    },
  }));
}

export const GLOBAL_COMMANDS: Command[] = [
  ...IDENTITY,
  ...commands({ modes: ['config'], manual: STATIC, transaction: 'static' }, [...staticRows(4, true), ...staticRows(6, true)]),
  ...commands({ modes: ['vrf'], manual: STATIC, transaction: 'static' }, [...staticRows(4, false), ...staticRows(6, false)]),
  ...commands({ modes: ['config', 'vrf'], manual: ZEBRA, transaction: 'elsewhere' }, [...zebraRows(4), ...zebraRows(6)]),
  ...commands({ modes: ['config'], manual: ZEBRA, transaction: 'elsewhere' }, routerIdRows(false)),
  ...commands({ modes: ['vrf'], manual: ZEBRA, transaction: 'elsewhere' }, routerIdRows(true)),
];
