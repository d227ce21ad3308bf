/**
 * What the daemons of a router log besides: it moves no route, and `show running-config` has it below its heading (bgpd/bgp_debug.c, zebra/debug.c,
 * staticd/static_debug.c, lib/northbound_cli.c).
 */
import { formatPrefix } from '../../ip/index.ts';
import { type Args, type Command, commands, type Context, type Row } from '../command.ts';
import type { DebugName } from '../debug-names.ts';
import { refuse } from '../verdict.ts';

const HELP = 'Turns debug output on.';
const PEER = '<A.B.C.D|X:X::X:X|WORD>$peer';
const PREFIX = '<A.B.C.D/M|X:X::X:X/M>$prefix';

/** What is said of one thing: undefined where nothing is logged of it; an empty list where that is all that is said. */
type Change = (known: readonly string[] | undefined, args: Args) => readonly string[] | undefined;

function row(name: DebugName, syntax: string, no: string | true, change: Change): Row {
  return {
    syntax,
    no,
    help: HELP,
    apply: ({ build, args }: Context) => {
      const now = change(build.debugging.get(name), args);
      if (now) build.debugging.set(name, now);
      else build.debugging.delete(name);
    },
  };
}

function flag(name: DebugName): Row {
  return row(name, name, true, (_known, { no }) => (no ? undefined : []));
}

function read(args: Args): string | undefined {
  const prefix = args.maybePrefix('prefix');
  return args.maybe('peer') ?? (prefix && formatPrefix(prefix));
}

/** Of all, or of those that are named one by one; the last of these to go ends it. */
const among: Change = (known, args) => {
  const one = read(args);
  if (one === undefined) return args.no ? undefined : [];
  if (!args.no) return [...(known ?? []).filter((k) => k !== one), one];
  if (!known?.includes(one)) return known;
  const left = known.filter((k) => k !== one);
  return left.length > 0 ? left : undefined;
};

/** A word behind it says more; what was said stays, until all is taken back. */
function leveled(name: DebugName, word: string): Row {
  return row(name, `${name} [${word}]`, true, (known, args) => (args.no ? undefined : args.has(word) ? [word] : (known ?? [])));
}

/** A set of words, all of them where none is said. */
function parts(name: DebugName, words: readonly string[], syntax: string): Row {
  return row(name, `${name} ${syntax}`, `no ${name} ${syntax}`, (known = [], args) => {
    const said = words.filter((w) => args.has(w));
    const meant = said.length > 0 ? said : words;
    const now = words.filter((w) => (args.no ? known.includes(w) && !meant.includes(w) : known.includes(w) || meant.includes(w)));
    return now.length > 0 ? now : undefined;
  });
}

const UPDATES = ['debug bgp updates in', 'debug bgp updates out'] as const;

const BGP: Row[] = [
  ...(['as4', 'as4 segment', 'flowspec', 'labelpool', 'graceful-restart', 'nht', 'update-groups', 'pbr', 'pbr error', 'bfd'] as const).map((w) =>
    flag(`debug bgp ${w}`),
  ),
  ...(['evpn mh es', 'evpn mh route', 'vpn leak-from-vrf', 'vpn leak-to-vrf', 'vpn rmap-event', 'vpn label'] as const).map((w) => flag(`debug bgp ${w}`)),
  ...(['vnc rfapi-query', 'vnc import-bi-attach', 'vnc import-del-remote', 'vnc verbose'] as const).map((w) => flag(`debug bgp ${w}`)),
  row('debug bgp bestpath', `debug bgp bestpath ${PREFIX}`, `no debug bgp bestpath [${PREFIX}]`, among),
  row('debug bgp keepalives', `debug bgp keepalives [${PEER}]`, true, among),
  row('debug bgp neighbor-events', `debug bgp neighbor-events [${PEER}]`, true, among),
  row('debug bgp updates prefix', `debug bgp updates prefix ${PREFIX}`, true, among),
  ...UPDATES.map((name) => row(name, `${name} [${PEER}]`, true, among)),
  {
    syntax: 'debug bgp updates',
    no: true,
    help: HELP,
    apply: ({ build: { debugging }, args }) => {
      if (args.no) for (const name of [...UPDATES, 'debug bgp updates prefix'] as const) debugging.delete(name);
      else {
        for (const name of UPDATES) debugging.set(name, []);
        // Only its list is emptied.
        if (debugging.has('debug bgp updates prefix')) debugging.set('debug bgp updates prefix', []);
      }
    },
  },
  row('debug bgp zebra', 'debug bgp zebra', true, (known, { no }) => (no ? undefined : (known ?? []))),
  row('debug bgp zebra', `debug bgp zebra prefix ${PREFIX}`, true, (known, args) =>
    among(
      known?.map((k) => k.replace('prefix ', '')),
      args,
    )?.map((k) => `prefix ${k}`),
  ),
];

const ZEBRA: Row[] = [
  ...(['events', 'kernel', 'fpm', 'vxlan', 'mlag', 'evpn mh es', 'evpn mh nh', 'evpn mh mac', 'evpn mh neigh', 'pseudowires', 'pbr', 'neigh'] as const).map(
    (w) => flag(`debug zebra ${w}`),
  ),
  row('debug zebra packet', 'debug zebra packet [<recv|send>$way] [detail$detail]', true, (_known, args) => {
    if (args.no) return undefined;
    const said = [args.maybe('way') ?? [], args.maybe('detail') ?? []].flat();
    return said.length > 0 ? [said.join(' ')] : [];
  }),
  row('debug zebra kernel msgdump', 'debug zebra kernel msgdump [<recv|send>$way]', true, (known, args) => {
    const ways = ['recv', 'send'].filter((way) => (args.maybe('way') ?? way) === way);
    const had = known === undefined ? [] : known.length === 0 ? ['recv', 'send'] : known;
    const now = ['recv', 'send'].filter((way) => (args.no ? had.includes(way) && !ways.includes(way) : had.includes(way) || ways.includes(way)));
    return now.length === 2 ? [] : now.length === 1 ? now : undefined;
  }),
  leveled('debug zebra rib', 'detailed'),
  leveled('debug zebra nht', 'detailed'),
  leveled('debug zebra mpls', 'detailed'),
  leveled('debug zebra nexthop', 'detail'),
  leveled('debug zebra dplane', 'detailed'),
];

const EVERYONE: Row[] = [
  flag('debug vrf'),
  flag('debug route-map'),
  flag('debug memstats-at-exit'),
  parts('debug static', ['events', 'route'], '[{events$events|route$route}]'),
  parts('debug northbound callbacks', ['configuration', 'state', 'rpc'], '[{configuration$configuration|state$state|rpc$rpc}]'),
  flag('debug northbound notifications'),
  flag('debug northbound events'),
  flag('debug northbound libyang'),
  {
    syntax: 'debug northbound',
    no: true,
    help: HELP,
    apply: ({ build: { debugging }, args }) => {
      const all = ['notifications', 'events', 'libyang'] as const;
      if (args.no) for (const name of ['callbacks', ...all] as const) debugging.delete(`debug northbound ${name}`);
      else {
        debugging.set('debug northbound callbacks', ['configuration', 'state', 'rpc']);
        for (const name of all) debugging.set(`debug northbound ${name}`, []);
      }
    },
  },
];

/** Of daemons that a router of the lab does not run. */
const OTHERS =
  'debug <babel|bfd|dmvpn|eigrp|hashtable|igmp|isis|ldp|lsp-sched|mld|mpls|mroute|mroute6|msdp|mtrace|nhrp|openfabric|ospf|ospf6|pathd|pbr|pim|pimv6|rip|ripng|spf-delay-ietf|ssmpingd|vrrp>';

export const DEBUG_COMMANDS: Command[] = commands({ modes: ['config'], manual: 'basic: Basic Config Commands', transaction: 'everyone' }, [
  ...BGP,
  ...ZEBRA,
  ...EVERYONE,
  // bgpd, which is asked as well, has no such command.
  ...(['resolver', 'rpki'] as const).map((word) => ({
    syntax: `debug ${word}`,
    no: true as const,
    help: HELP,
    apply: () => refuse(`% [BGP] Unknown command: debug ${word}`, 'F1'),
  })),
  {
    syntax: 'debug unique-id UID$uid backtrace',
    no: true,
    help: HELP,
    apply: ({ args }) => refuse(`% no running daemon recognizes unique-ID ${args.text('uid')}`, 'F1'),
  },
  { syntax: 'debug zebra dplane dpdk [detailed]', no: true, help: HELP },
  { syntax: OTHERS.replace('bfd|', '').replace('mtrace|', ''), no: true, help: HELP },
  { syntax: `${OTHERS} WORD...`, no: true, help: HELP },
  { syntax: 'debug mtrace', no: true, help: HELP },
  { syntax: 'no debug all [bgp vnc]', help: 'Turns debug output off.' },
]);
