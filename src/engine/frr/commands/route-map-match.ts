/** `match` clauses of a route-map entry (doc/user/routemap.rst "Route Map Match Command", bgp.rst). */
import { parseIp } from '../../ip/index.ts';
import type { Origin } from '../../policy/attributes.ts';
import type { ConfigRef } from '../../policy/source.ts';
import type { RouteMapMatch } from '../../policy/types.ts';
import { type Args, type Command, type Context, commands, type Row } from '../command.ts';

type Unplaced = RouteMapMatch extends infer M ? (M extends { readonly source: ConfigRef } ? Omit<M, 'source'> : never) : never;

/** RFC 7432 and 9136: route types 1 to 5. */
const EVPN_TYPES = ['ead', 'macip', 'multicast', 'es', 'prefix'];

const ROUTEMAP = 'routemap: Route Map Match Command';

/** A clause; `kind` is what a later line of its kind replaces, and what any `no` form removes whatever its value (F78). */
function match(kind: string, read: (args: Args) => Unplaced & { readonly form?: string }): Pick<Row, 'apply'> {
  return {
    apply: ({ build, args, ref }: Context) => {
      if (args.no) {
        build.routeMaps.noClause(`match ${kind}`);
        return undefined;
      }
      const { form, ...clause } = read(args);
      build.routeMaps.clause(`match ${kind}`, { ...(form === undefined ? {} : { form }), match: { ...clause, source: ref } });
      return undefined;
    },
  };
}

function addressRows(family: 4 | 6): Row[] {
  const [word, acl, plist, ip, bits] =
    family === 4 ? (['ip', 'ACL4', 'PLIST4', 'A.B.C.D', '32'] as const) : (['ipv6', 'ACL6', 'PLIST6', 'X:X::X:X', '128'] as const);
  const rows: Row[] = [];
  const sides = family === 4 ? (['address', 'next-hop', 'route-source'] as const) : (['address', 'next-hop'] as const);
  const what = { address: 'the prefix', 'next-hop': 'the next hop', 'route-source': 'the address of the peer' };
  for (const side of sides) {
    rows.push(
      {
        syntax: `match ${word} ${side} prefix-list ${plist}$list`,
        no: `no match ${word} ${side} prefix-list [${plist}]`,
        help: `Holds when the prefix-list permits ${what[side]}.`,
        ...match(`${word} ${side} prefix-list`, (a) => ({ kind: `${side}-prefix-list`, family, list: a.text('list') })),
      },
      {
        syntax: `match ${word} ${side} ${acl}$list`,
        no: `no match ${word} ${side} [${acl}]`,
        help: `Holds when the access-list permits ${what[side]}.`,
        ...match(`${word} ${side}`, (a) => ({ kind: `${side}-access-list`, family, list: a.text('list') })),
      },
    );
  }
  for (const side of family === 4 ? (['address', 'next-hop'] as const) : (['address'] as const)) {
    rows.push({
      syntax: `match ${word} ${side} prefix-len (0-${bits})$length`,
      no: `no match ${word} ${side} prefix-len [(0-${bits})]`,
      help: 'Holds for prefixes of this length; bgpd ignores it, zebra does not.',
      ...match(`${word} ${side} prefix-len`, (a) => ({ kind: `${side}-prefix-len`, family, length: a.number('length') })),
    });
  }
  rows.push(
    {
      syntax: `match ${word} next-hop address ${ip}$ip`,
      no: `no match ${word} next-hop address ${family === 4 ? '[A.B.C.D]' : ip}`,
      help: 'Holds when the next hop is this address.',
      ...match(`${word} next-hop address`, (a) => ({ kind: 'next-hop-address', family, ip: a.ip('ip') })),
    },
    // bgpd's older form, of IPv6 alone: without the word, an address is no name of an access-list.
    ...(family === 6
      ? [
          {
            syntax: 'match ipv6 next-hop X:X::X:X$ip',
            no: 'no match ipv6 next-hop X:X::X:X',
            help: 'Holds when the next hop is this address.',
            transaction: 'begins',
            ...match('ipv6 next-hop address', (a) => ({ kind: 'next-hop-address', family, ip: a.ip('ip') })),
          } satisfies Row,
        ]
      : []),
    {
      syntax: `match ${word} next-hop type blackhole`,
      no: `no match ${word} next-hop type [blackhole]`,
      help: 'Holds for routes that lead into a blackhole.',
      ...match(`${word} next-hop type`, () => ({ kind: 'next-hop-type', family, type: 'blackhole' })),
    },
  );
  return rows;
}

function communityRow(word: 'community' | 'large-community', label: string): Row {
  const value = `<(1-500)|${label}>$list`;
  return {
    syntax: `match ${word} ${value} [exact-match]`,
    no: `no match ${word} [${value} [<exact-match|any>]]`,
    help: 'Holds when the list permits the communities of the route; with exact-match it must carry no others (F104, F105).',
    ...match(word, (a) => ({ kind: word, list: a.text('list'), exact: a.has('exact-match') })),
  };
}

const PROTOCOL = '<kernel|connected|static|rip|ripng|ospf|ospf6|isis|bgp|eigrp|nhrp|table|vnc|babel|openfabric>$protocol';

/** FRR's name for which case of `match peer` a line is; two cases in one group are refused. */
function peerForm(text: string): string {
  const ip = parseIp(text);
  return ip === undefined ? 'peer-interface' : typeof ip === 'number' ? 'peer-ipv4-address' : 'peer-ipv6-address';
}

export const MATCH_COMMANDS: Command[] = commands({ modes: ['route-map'], manual: ROUTEMAP, transaction: 'grouped' }, [
  ...addressRows(4),
  ...addressRows(6),
  {
    syntax: 'match as-path ASPATH$list',
    no: 'no match as-path [ASPATH]',
    help: 'Holds when the as-path list permits the AS path; a deny entry of the list makes the clause fail, not the route (F83).',
    manual: 'bgp: AS Path Access Lists',
    ...match('as-path', (a) => ({ kind: 'as-path', list: a.text('list') })),
  },
  { ...communityRow('community', 'CLIST'), manual: 'bgp: Using Communities in Route Maps' },
  { ...communityRow('large-community', 'LCLIST'), manual: 'bgp: Large Communities in Route Maps' },
  {
    syntax: 'match community CLIST$list any',
    help: 'Holds when the route carries any of the communities that the list names.',
    since: '10.0',
    ...match('community', (a) => ({ kind: 'community', list: a.text('list'), exact: false, any: true })),
  },
  {
    syntax: 'match large-community LCLIST$list any',
    help: 'Holds when the route carries any of the communities that the list names.',
    since: '10.0',
    ...match('large-community', (a) => ({ kind: 'large-community', list: a.text('list'), exact: false, any: true })),
  },
  {
    syntax: 'match extcommunity <(1-500)|XCLIST>$list <exact-match|any>$how',
    no: 'no match extcommunity <(1-500)|XCLIST> <exact-match|any>',
    help: 'Holds when the route carries any of the communities that the list names, or with exact-match no others than an entry names.',
    since: '10.4',
    ...match('extcommunity', (a) => ({ kind: 'extcommunity', list: a.text('list'), exact: a.has('exact-match'), any: a.has('any') })),
  },
  {
    // FRR's pull request 17836 of January 2025 and 18159 of February, which 10.3 is too old for.
    syntax: 'match <community-limit|extcommunity-limit>$of (0-65535)$limit',
    no: 'no match <community-limit|extcommunity-limit>$of [(0-65535)]',
    help: 'Holds when the route carries no more communities of this kind than that.',
    since: '10.4',
    apply: (c) => {
      const kind = c.args.text('of').startsWith('e') ? ('extcommunity-limit' as const) : ('community-limit' as const);
      return match(kind, (a) => ({ kind, limit: a.number('limit') })).apply?.(c);
    },
  },
  {
    syntax: 'match as-path-count (0-1028)',
    no: 'no match as-path-count [(0-1028)]',
    help: 'Holds when the AS path is no longer than that.',
    since: '10.6',
    effect: 'match on the length of the AS path',
  },
  {
    syntax: 'match extcommunity <(1-500)|XCLIST>$list',
    no: 'no match extcommunity [<(1-500)|XCLIST>$list]',
    help: 'Holds when the list permits the extended communities of the route.',
    manual: 'bgp: BGP Extended Communities in Route Map',
    ...match('extcommunity', (a) => ({ kind: 'extcommunity', list: a.text('list') })),
  },
  {
    syntax: 'match metric (0-4294967295)$value',
    no: 'no match metric [(0-4294967295)]',
    help: 'Holds when MED (or the metric of a redistributed route) is this value; a missing MED counts as 0 (F84).',
    apply: (c) => {
      // The command takes 0, its YANG model does not.
      if (!c.args.no && c.args.number('value') === 0)
        return { refused: '% Failed to edit configuration. Unsatisfied range - value "0" is out of the allowed range.' };
      return match('metric', (a) => ({ kind: 'metric', value: a.number('value') })).apply?.(c);
    },
  },
  {
    syntax: 'match local-preference (0-4294967295)$value',
    no: 'no match local-preference [(0-4294967295)]',
    help: 'Holds when LOCAL_PREF is this value; eBGP routes without one count as 0 (F84).',
    ...match('local-preference', (a) => ({ kind: 'local-preference', value: a.number('value') })),
  },
  {
    syntax: 'match origin <egp|igp|incomplete>$origin',
    no: 'no match origin [<egp|igp|incomplete>]',
    help: 'Holds when ORIGIN is this.',
    ...match('origin', (a) => ({ kind: 'origin', origin: a.text('origin') as Origin })),
  },
  {
    syntax: 'match tag (1-4294967295)$value',
    no: 'no match tag [(1-4294967295)]',
    help: 'Holds when the route has this tag.',
    ...match('tag', (a) => ({ kind: 'tag', value: a.number('value') })),
  },
  {
    syntax: 'match interface IFNAME$name',
    no: 'no match interface [IFNAME]',
    help: 'Holds when the next hop is out of this interface.',
    ...match('interface', (a) => ({ kind: 'interface', name: a.text('name') })),
  },
  {
    syntax: 'match peer <A.B.C.D|X:X::X:X|IFNAME>$peer',
    help: 'Holds when the route comes from, or goes to, this peer.',
    ...match('peer', (a) => {
      const text = a.text('peer');
      return { kind: 'peer', peer: parseIp(text) ?? { interface: text }, form: peerForm(text) };
    }),
  },
  {
    syntax: 'match peer local',
    no: 'no match peer [<local|A.B.C.D|X:X::X:X|IFNAME>]',
    help: 'Holds for routes that this router originates.',
    ...match('peer', () => ({ kind: 'peer', peer: 'local', form: 'peer-local' })),
  },
  {
    syntax: 'match probability (0-100)$percent',
    no: 'no match probability [(1-99)]',
    help: 'Holds in this share of cases.',
    ...match('probability', (a) => ({ kind: 'probability', percent: a.number('percent') })),
  },
  {
    syntax: `match source-protocol ${PROTOCOL}`,
    no: `no match source-protocol [${PROTOCOL}]`,
    help: 'Holds in zebra for routes that came into the RIB by this protocol; bgpd ignores it.',
    ...match('source-protocol', (a) => ({ kind: 'source-protocol', protocol: a.text('protocol') })),
  },
  {
    syntax: 'match source-instance (0-255)$instance',
    no: 'no match source-instance [(0-255)]',
    help: 'Holds in zebra for routes of this instance of their protocol; bgpd ignores it.',
    ...match('source-instance', (a) => ({ kind: 'source-instance', instance: a.number('instance') })),
  },
  {
    syntax: 'match source-vrf VRF$vrf',
    no: true,
    help: 'Holds for routes leaked from this VRF.',
    ...match('source-vrf', (a) => ({ kind: 'source-vrf', vrf: a.text('vrf') })),
  },
  {
    syntax: 'match rpki <valid|invalid|notfound>$state',
    no: true,
    help: 'Holds when RPKI origin validation says this.',
    manual: 'bgp: Prefix Origin Validation Using RPKI',
    ...match('rpki', (a) => ({ kind: 'rpki', state: a.text('state') as 'valid' | 'invalid' | 'notfound' })),
  },
  {
    syntax: 'match rpki-extcommunity <valid|invalid|notfound>',
    no: true,
    help: 'Holds when the route carries this validation state as a community.',
    effect: 'match on the validation state that a peer sent',
  },
  {
    syntax: 'match alias ALIAS$alias',
    no: 'no match alias [ALIAS]',
    help: 'Holds when the route carries the community that has this alias.',
    manual: 'bgp: BGP Community Alias',
    apply: (c) => {
      const alias = c.args.maybe('alias');
      if (!c.args.no && ![...c.build.lists.communityAliases.values()].includes(alias ?? '')) return { refused: `% BGP alias name '${alias}' does not exist` };
      return match('alias', (a) => ({ kind: 'alias', alias: a.text('alias') })).apply?.(c);
    },
  },
  { syntax: 'match mac address NAME', no: true, help: 'Holds for EVPN routes of these MAC addresses.', effect: 'match EVPN routes' },
  {
    syntax: 'match evpn route-type <ead|1|macip|2|multicast|3|es|4|prefix|5>$type',
    no: true,
    help: 'Holds for certain EVPN routes.',
    ...match('evpn route-type', (a) => {
      const said = a.text('type');
      const routeType = EVPN_TYPES.indexOf(said) + 1 || Number(said);
      return { kind: 'evpn', what: `route-type ${EVPN_TYPES[routeType - 1]}`, routeType };
    }),
  },
  {
    syntax: 'match evpn vni (1-16777215)$vni',
    no: true,
    help: 'Holds for certain EVPN routes.',
    ...match('evpn vni', (a) => ({ kind: 'evpn', what: `vni ${a.number('vni')}` })),
  },
  {
    syntax: 'match evpn default-route',
    no: true,
    help: 'Holds for certain EVPN routes.',
    ...match('evpn default-route', () => ({ kind: 'evpn', what: 'default-route' })),
  },
  { syntax: 'match evpn rd WORD', no: true, help: 'Holds for certain EVPN routes.', effect: 'match EVPN routes' },
]);
