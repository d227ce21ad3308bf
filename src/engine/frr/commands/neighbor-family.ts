/**
 * What a neighbor or peer-group has in one address family: activation, policy, attributes. `router bgp` takes the same lines
 * for IPv4 unicast (F8).
 */
import { inFamily } from '../build/bgp.ts';
import type { NeighborDraft, NeighborFamilyDraft } from '../build/drafts.ts';
import { type Command, type Context, commands, type Row } from '../command.ts';
import { refuse, type Verdict } from '../verdict.ts';
import type { FilterRef, FrrNeighborFamily } from '../config.ts';
import type { Mode } from '../modes.ts';
import { parseExtendedValue } from './communities.ts';
import { PEER, withPeer } from './neighbor.ts';

type Side = 'ipv4' | 'ipv6' | 'other';
type Refused = { readonly refused: string };

const FILTERING = 'bgp: Peer Filtering';
const COMMUNITY = 'bgp: Configuring Peers';

/** What is said of the neighbor in the family of the block. */
function familyAt({ build }: Context, peer: NeighborDraft, side: Side): NeighborFamilyDraft {
  return inFamily(peer, familyOf(build, side));
}

function familyOf(build: Context['build'], side: Side) {
  return side === 'other' ? build.otherFamily : side;
}

function inGroup(c: Context, peer: NeighborDraft, side: Side): NeighborFamilyDraft | undefined {
  const group = c.build.process.groupOf(peer);
  return group && familyAt(c, group, side);
}

/** A named filter with its line. */
function filter({ args, ref }: Context, key = 'name'): FilterRef {
  return { name: args.text(key), source: ref };
}

/** A named route-map with its line; bgpd looks it up as it reads that (F5). */
function map(c: Context, key = 'name'): FilterRef {
  return { ...filter(c, key), ...(!c.build.routeMaps.maps.has(c.args.text(key)) && { ahead: true }) };
}

/** A setting of the neighbor in this family; `no` takes it back to the default, or to what the group says. */
function setting<K extends keyof FrrNeighborFamily>(
  side: Side,
  syntax: string,
  no: string | true,
  key: K,
  help: string,
  read: (c: Context, peer: NeighborDraft, family: NeighborFamilyDraft) => NeighborFamilyDraft[K] | Refused,
): Row {
  return {
    syntax: `neighbor ${PEER} ${syntax}`,
    no: no === true ? true : `no neighbor ${PEER} ${no}`,
    help,
    apply: (c) =>
      withPeer(c, (peer): Verdict => {
        const family = familyAt(c, peer, side);
        const got = c.args.no ? undefined : read(c, peer, family);
        if (typeof got === 'object' && 'refused' in got) return got;
        family[key] = got;
        return undefined;
      }),
  };
}

/** A row that bgpd refuses, `no` included, for neighbors of the wrong sort (F11). */
function guarded(row: Row, refusal: (c: Context, peer: NeighborDraft) => string | undefined): Row {
  return {
    ...row,
    apply: (c) => {
      const peer = c.build.process.find(c.args.text('peer'));
      const refused = peer && refusal(c, peer);
      return refused ? refuse(refused, 'F11') : row.apply?.(c);
    },
  };
}

function isInternal({ build }: Context, peer: NeighborDraft): boolean {
  return build.process.sortOf(peer) === 'internal';
}

/** From the strongest; of several that were given, bgpd follows the first of these. */
const PRIVATE_FORMS = ['all replace', 'replace', 'all', ''] as const;

/** bgpd has a flag for each of the four forms; `no` takes back only the form that it names. */
function removePrivateAs(side: Side): Row {
  const row: Row = {
    syntax: `neighbor ${PEER} remove-private-AS [all] [replace-AS]`,
    no: true,
    help: 'Removes private AS numbers from what is sent, or replaces them (F66).',
    apply: (c) =>
      withPeer(c, (peer) => {
        const family = familyAt(c, peer, side);
        const forms = new Set(family.privateForms);
        const form = `${c.args.has('all') ? 'all' : ''} ${c.args.has('replace-AS') ? 'replace' : ''}`.trim();
        if (c.args.no) forms.delete(form);
        else forms.add(form);
        family.privateForms = forms;
        const strongest = PRIVATE_FORMS.find((f) => forms.has(f));
        family.removePrivateAs = strongest === undefined ? undefined : { all: strongest.includes('all'), replaceAs: strongest.includes('replace') };
      }),
  };
  // With `all` or `replace-AS` bgpd does not look at the sort.
  const plain = (c: Context) => !c.args.has('all') && !c.args.has('replace-AS');
  return guarded(row, (c, peer) => (isInternal(c, peer) && plain(c) ? '% remove-private-AS cannot be configured for IBGP peers' : undefined));
}

/** `route-map X in` and its kin: which direction goes to which key. */
function directed(
  side: Side,
  word: string,
  label: string,
  keys: readonly [keyof NeighborFamilyDraft, keyof NeighborFamilyDraft],
  help: string,
  clash?: readonly [keyof NeighborFamilyDraft, keyof NeighborFamilyDraft],
): Row {
  return {
    syntax: `neighbor ${PEER} ${word} ${label}$name <in|out>$direction`,
    no: true,
    help,
    manual: FILTERING,
    apply: (c) =>
      withPeer(c, (peer): Verdict => {
        const family = familyAt(c, peer, side) as Record<string, unknown>;
        const at = c.args.text('direction') === 'in' ? 0 : 1;
        if (c.args.no) family[keys[at]] = undefined;
        else if (clash && (family[clash[at]] ?? inGroup(c, peer, side)?.[clash[at]]) !== undefined) return refuse('% Prefix/distribute list can not co-exist');
        else family[keys[at]] = word === 'route-map' ? map(c) : filter(c);
        return undefined;
      }),
  };
}

function activate(side: Side): Row {
  return {
    syntax: `neighbor ${PEER} activate`,
    no: true,
    help: 'Exchanges routes of this family with the neighbor, if it does too (F16).',
    apply: (c) => withPeer(c, (peer) => c.build.process.activate(peer, familyOf(c.build, side), !c.args.no)),
  };
}

function sendCommunity(side: Side): Row {
  return {
    syntax: `neighbor ${PEER} send-community [<both|all|extended|standard|large>$kind]`,
    no: true,
    help: 'Sends communities of this kind; all kinds are sent unless taken back with no (F69).',
    manual: COMMUNITY,
    apply: (c) =>
      withPeer(c, (peer) => {
        const kind = c.args.maybe('kind') ?? 'standard';
        const kinds =
          kind === 'all'
            ? (['standard', 'extended', 'large'] as const)
            : kind === 'both'
              ? (['standard', 'extended'] as const)
              : [kind as 'standard' | 'extended' | 'large'];
        // Sending is the default; for a member the positive form means what the group says.
        const off = new Set((['standard', 'extended', 'large'] as const).filter((k) => familyAt(c, peer, side).sendCommunity?.[k] === false));
        for (const k of kinds) {
          if (c.args.no) off.add(k);
          else off.delete(k);
        }
        familyAt(c, peer, side).sendCommunity = off.size > 0 ? Object.fromEntries([...off].map((k) => [k, false])) : undefined;
      }),
  };
}

/** `next-hop-self`, `next-hop-self force`: bgpd keeps two flags; without force, reflected routes keep their next hop. */
function nextHopSelf(side: Side): Row[] {
  return [
    setting(side, 'next-hop-self', true, 'nextHopSelf', 'The next hop sent to this neighbor is our own address (F91).', () => true),
    setting(side, 'next-hop-self force', true, 'nextHopSelfForce', 'The next hop is our own address for reflected routes too (F91).', () => true),
  ];
}

/** A line says all of it anew. */
function maximumPrefix({ args }: Context): FrrNeighborFamily['maximumPrefix'] {
  const threshold = args.maybeNumber('threshold');
  const restart = args.maybeNumber('restart');
  return {
    limit: args.number('limit'),
    ...(threshold === undefined ? {} : { threshold }),
    warningOnly: args.has('warning-only'),
    ...(restart === undefined ? {} : { restart }),
    force: args.has('force'),
  };
}

function attributeUnchanged(side: Side): Row {
  return {
    syntax: `neighbor ${PEER} attribute-unchanged [{as-path|next-hop|med}]`,
    no: true,
    help: 'Sends these attributes as they are stored; all three unless named.',
    apply: (c) =>
      withPeer(c, (peer) => {
        const all = !c.args.has('as-path') && !c.args.has('next-hop') && !c.args.has('med');
        const named = { asPath: all || c.args.has('as-path'), nextHop: all || c.args.has('next-hop'), med: all || c.args.has('med') };
        const before = familyAt(c, peer, side).attributeUnchanged;
        if (named.nextHop) {
          familyAt(c, peer, side).servedNextHop = undefined;
          familyAt(c, peer, side).lostNextHop = undefined;
        }
        const now = c.args.no
          ? {
              asPath: (before?.asPath ?? false) && !named.asPath,
              nextHop: (before?.nextHop ?? false) && !named.nextHop,
              med: (before?.med ?? false) && !named.med,
            }
          : named;
        familyAt(c, peer, side).attributeUnchanged = now.asPath || now.nextHop || now.med ? now : undefined;
      }),
  };
}

function addpath(side: Side): Row[] {
  const row = (word: string, which: 'all' | 'best-per-as', help: string): Row => ({
    syntax: `neighbor ${PEER} ${word}`,
    no: true,
    help,
    manual: 'bgp: Configuring Peers',
    apply: (c) =>
      withPeer(c, (peer): Verdict => {
        const family = familyAt(c, peer, side);
        // A member has its group's (bgpd/bgp_addpath.c bgp_addpath_set_peer_type).
        const had = family.addpathTx ?? inGroup(c, peer, side)?.addpathTx;
        if (c.args.no && had !== which) return refuse(`% Peer not currently configured to transmit all ${which === 'all' ? 'paths' : 'best path per as'}.`);
        family.addpathTx = c.args.no ? undefined : which;
        if (side !== 'other') c.build.process.noteAddPath(side);
        // bgpd switches the process over, and leaves it so.
        if (!c.args.no && which === 'best-per-as') c.build.process.draft.deterministicMed = true;
        return undefined;
      }),
  });
  return [
    row('addpath-tx-all-paths', 'all', 'Sends all valid paths, not the best alone (F148).'),
    row('addpath-tx-bestpath-per-AS', 'best-per-as', 'Sends the best path of each neighboring AS (F148).'),
    setting(side, 'disable-addpath-rx', true, 'disableAddpathRx', 'Takes one path a prefix from this neighbor.', () => true),
    {
      syntax: `neighbor ${PEER} addpath-tx-best-selected (1-6)`,
      no: true,
      help: 'Sends so many of the best paths.',
      since: '9.1',
      effect: 'send several of the best paths',
      apply: (c) => withPeer(c, () => undefined),
    },
    {
      syntax: `neighbor ${PEER} addpath-rx-paths-limit (1-65535)`,
      no: `no neighbor ${PEER} addpath-rx-paths-limit [(1-65535)]`,
      help: 'Asks the neighbor for so many paths of a prefix at most.',
      since: '10.1',
      effect: 'ask the neighbor for so many paths of a prefix at most',
      apply: (c) => withPeer(c, () => undefined),
    },
    {
      // FRR's pull request 15911 of May 2024.
      syntax: `neighbor ${PEER} dampening [(1-45) [(1-20000) (1-20000) (1-255)]]`,
      no: true,
      help: 'Holds back routes of this neighbor that flap.',
      since: '10.1',
      effect: 'keep routes that are withdrawn as history, and hold back those that flap',
      apply: (c) => withPeer(c, () => undefined),
    },
  ];
}

/** Which lists are meant; of the other families some are IPv4's and some IPv6's. */
const LISTS = { ipv4: ['PLIST4', 'ACL4'], ipv6: ['PLIST6', 'ACL6'], other: ['NAME', 'NAME'] } as const;

function rows(side: Side): Row[] {
  const [plist, acl] = LISTS[side];
  const maximum = 'maximum-prefix (1-4294967295)$limit [(1-100)$threshold] [<warning-only|restart (1-65535)$restart>] [force]';
  return [
    activate(side),
    directed(
      side,
      'route-map',
      'RMAP',
      ['routeMapIn', 'routeMapOut'],
      'Runs this route-map on what comes in or goes out; a missing one denies everything (F70).',
    ),
    directed(side, 'prefix-list', plist, ['prefixListIn', 'prefixListOut'], 'Filters by prefix; a missing list denies everything (F71).', [
      'distributeListIn',
      'distributeListOut',
    ]),
    directed(side, 'distribute-list', acl, ['distributeListIn', 'distributeListOut'], 'Filters by access-list; a missing list denies everything (F71).', [
      'prefixListIn',
      'prefixListOut',
    ]),
    directed(side, 'filter-list', 'ASPATH', ['filterListIn', 'filterListOut'], 'Filters by AS path; a missing list denies everything (F71).'),
    setting(
      side,
      'unsuppress-map RMAP$name',
      true,
      'unsuppressMap',
      'Sends suppressed routes that this map permits, in place of the outbound map (F53).',
      (c) => map(c),
    ),
    ...nextHopSelf(side),
    attributeUnchanged(side),
    guarded(
      setting(side, 'route-reflector-client', true, 'routeReflectorClient', 'Reflects routes to and from this internal neighbor (F59).', () => true),
      (c, peer) => (isInternal(c, peer) ? undefined : '% Invalid command. Not an internal neighbor'),
    ),
    {
      syntax: `neighbor ${PEER} route-server-client`,
      no: true,
      help: 'Serves this neighbor transparently (F149).',
      apply: (c) =>
        withPeer(c, (peer) => {
          const family = familyAt(c, peer, side);
          // bgpd keeps the next hop with the flag of attribute-unchanged, which that may have set before.
          if (c.args.no) {
            family.servedNextHop = undefined;
            family.lostNextHop = undefined;
          } else if (peer.isGroup || family.attributeUnchanged?.nextHop !== true) family.servedNextHop = true;
          family.routeServerClient = c.args.no ? undefined : true;
          const kept = { asPath: false, med: false, ...family.attributeUnchanged, nextHop: !c.args.no };
          family.attributeUnchanged = kept.asPath || kept.med || kept.nextHop ? kept : undefined;
        }),
    },
    setting(
      side,
      'soft-reconfiguration inbound',
      true,
      'softReconfigurationInbound',
      'Keeps what the neighbor sent as it was before policy (F28, F127).',
      () => true,
    ),
    sendCommunity(side),
    setting(
      side,
      'default-originate [route-map RMAP$name]',
      true,
      'defaultOriginate',
      'Sends a default route, whether or not there is one (F54, F55).',
      (c) => ({
        ...(c.args.maybe('name') === undefined ? {} : { routeMap: map(c) }),
        source: c.ref,
      }),
    ),
    setting(
      side,
      maximum,
      'maximum-prefix [(1-4294967295)] [(1-100)] [restart (1-65535)] [warning-only] [force]',
      'maximumPrefix',
      'Closes the session when the neighbor sends more (F19).',
      maximumPrefix,
    ),
    setting(
      side,
      'maximum-prefix-out (1-4294967295)$limit',
      'maximum-prefix-out [(1-4294967295)]',
      'maximumPrefixOut',
      'Sends no more than so many prefixes (F165).',
      ({ args }) => args.number('limit'),
    ),
    setting(
      side,
      'allowas-in [<(1-10)$count|origin>]',
      'allowas-in [<(1-10)|origin>]',
      'allowasIn',
      'Takes paths that hold our own AS so many times, 3 unless said (F22).',
      ({ args }) => (args.has('origin') ? { origin: true } : { count: args.maybeNumber('count') ?? 3 }),
    ),
    guarded(
      setting(side, 'as-override', true, 'asOverride', 'Puts our AS in place of that of the neighbor in what it is sent (F67).', () => true),
      (c, peer) => (isInternal(c, peer) ? '% as-override cannot be configured for IBGP peers' : undefined),
    ),
    removePrivateAs(side),
    setting(side, 'weight (0-65535)$weight', 'weight [(0-65535)]', 'weight', 'The weight of what comes in.', ({ args }) => args.number('weight')),
    setting(
      side,
      'soo SOO$soo',
      'soo [SOO]',
      'soo',
      'Marks the site of the neighbor; routes of that site are not sent back to it.',
      ({ args }) => parseExtendedValue(args.text('soo')) ?? refuse('% Malformed SoO extended community'),
    ),
    ...addpath(side),
    {
      ...setting(
        side,
        'advertise-map RMAP$name <exist-map|non-exist-map>$condition RMAP$map',
        true,
        'advertiseMap',
        'Sends these prefixes only while others are there, or are not (F150).',
        (c) => ({
          map: map(c),
          condition: c.args.has('exist-map') ? 'exist' : 'non-exist',
          conditionMap: map(c, 'map'),
        }),
      ),
      manual: 'bgp: BGP Conditional Advertisement',
    },
    {
      syntax: `neighbor ${PEER} capability orf prefix-list <both|send|receive>$what`,
      no: true,
      help: 'Sends the inbound prefix-list to the neighbor, which filters by it before it sends; or takes the neighbor’s (RFC 5292).',
      apply: (c) =>
        withPeer(c, (peer): Verdict => {
          const before = familyAt(c, peer, side).orf;
          const set = (which: 'send' | 'receive') => (c.args.has(which) || c.args.has('both') ? !c.args.no : (before?.[which] ?? false));
          const now = { send: set('send'), receive: set('receive') };
          familyAt(c, peer, side).orf = now.send || now.receive ? now : undefined;
          return undefined;
        }),
    },
    ...(side === 'ipv6'
      ? [
          {
            syntax: `neighbor ${PEER} nexthop-local unchanged`,
            no: true,
            help: 'Passes the link-local next hop on that an IPv6 route came with.',
            apply: (c) =>
              withPeer(c, (peer) => {
                peer.ipv6.nextHopLocalUnchanged = c.args.no ? undefined : true;
                return undefined;
              }),
          } satisfies Row,
        ]
      : []),
  ];
}

export const NEIGHBOR_FAMILY_COMMANDS: Command[] = [
  ...commands({ modes: ['bgp', 'bgp-ipv4'] satisfies Mode[], manual: COMMUNITY }, rows('ipv4')),
  ...commands({ modes: ['bgp-ipv6'], manual: COMMUNITY }, rows('ipv6')),
  ...commands({ modes: ['bgp-other'], manual: COMMUNITY }, rows('other')),
];
