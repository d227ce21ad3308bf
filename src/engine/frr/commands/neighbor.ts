/** Neighbors and peer-groups: who they are and what belongs to the session (doc/user/bgp.rst "Configuring Peers", "Peer Groups"). */
import { parseIp } from '../../ip/index.ts';
import { NO_PEER } from '../build/bgp.ts';
import type { NeighborDraft } from '../build/drafts.ts';
import { type Args, type Command, type Context, commands, type Row } from '../command.ts';
import { type Refusal, refuse, type Verdict } from '../verdict.ts';
import type { FrrNeighbor } from '../config.ts';

/** An address, an interface, or a peer-group. */
export const PEER = '<A.B.C.D|X:X::X:X|PEER>$peer';
const AS = '<(1-4294967295)|internal|external>$as';
export const CONFIGURING = 'bgp: Configuring Peers';
const GROUPS = 'bgp: Peer Groups';

function readAs(args: Args): NonNullable<FrrNeighbor['remoteAs']> {
  const text = args.text('as');
  return text === 'internal' || text === 'external' || text === 'auto' ? text : Number(text);
}

/** Runs with the neighbor or group that the line names, or refuses as bgpd does. */
export function withPeer(c: Context, action: (peer: NeighborDraft) => Verdict): Verdict {
  const peer = c.build.process.find(c.args.text('peer'));
  return peer ? action(peer) : NO_PEER;
}

type Key = Exclude<keyof NeighborDraft, 'name' | 'isGroup' | 'ipv4' | 'ipv6' | 'others' | 'source'>;

/** A setting of the session. `no` takes it back to the default, or to what the group says. */
export function setting<K extends Key>(
  syntax: string,
  no: string | true,
  key: K,
  help: string,
  read: (c: Context, peer: NeighborDraft) => NeighborDraft[K] | { readonly refused: string },
): Row {
  return {
    syntax: `neighbor ${PEER} ${syntax}`,
    no: no === true ? true : `no neighbor ${PEER} ${no}`,
    help,
    apply: (c) =>
      withPeer(c, (peer): Verdict => {
        const got = c.args.no ? undefined : read(c, peer);
        if (typeof got === 'object' && 'refused' in got) return got;
        peer[key] = got;
        return undefined;
      }),
  };
}

function multihop(c: Context, peer: NeighborDraft): number | undefined | { readonly refused: string } {
  const ttl = c.args.maybeNumber('ttl') ?? 255;
  if (peer.interface !== undefined) return refuse('% Operation not allowed on a directly connected neighbor');
  if (c.build.process.sortOf(peer) === 'internal') return undefined;
  // ttl-security already sends with TTL 255, so asking for that again is not even compared with it.
  if (peer.ttlSecurityHops !== undefined) return ttl === 255 ? undefined : EXCLUSIVE;
  // 1 is what silence means.
  return ttl === 1 ? undefined : ttl;
}

/** Given to a group, its members of that moment have a TTL of 255 from then on; who joins later keeps 1 (bgpd/bgpd.c peer_ttl_security_hops_set). */
function ttlSecurity({ args, build: { process } }: Context, peer: NeighborDraft): number | { readonly refused: string } {
  if (peer.ebgpMultihop !== undefined) return EXCLUSIVE;
  if (peer.isGroup && peer.ttlSecurityHops === undefined) for (const member of process.membersOf(peer)) member.joinedSecured = undefined;
  return args.number('hops');
}

const EXCLUSIVE = refuse('% ebgp-multihop and ttl-security cannot be configured together', 'F11');

function localAs(c: Context, peer: NeighborDraft): FrrNeighbor['localAs'] | { readonly refused: string } {
  const asn = c.args.number('asn');
  const { process } = c.build;
  const sort = process.sortOf(peer);
  if (sort !== 'external' && !(sort === undefined && process.isEmptyGroup(peer))) return refuse('% Local-AS allowed only for EBGP peers', 'F11');
  if (asn === process.draft.asn) return refuse('% Cannot have local-as same as BGP AS number', 'F11');
  if (asn === process.remoteAsOf(peer)) return refuse('% AS specified for local as is the same as the remote as and this is not allowed.', 'F11');
  return { asn, noPrepend: c.args.has('no-prepend'), replaceAs: c.args.has('replace-as') };
}

/** For eBGP alone, `no` included; a group takes it, and complains of members that are not (bgpd/bgpd.c peer_role_set). */
function localRole({ args, build: { process } }: Context, peer: NeighborDraft): Verdict {
  const ones = peer.isGroup ? process.membersOf(peer) : [peer];
  const fits = ones.every((one) => process.sortOf(one) === 'external');
  if (fits || peer.isGroup)
    peer.localRole = args.no ? undefined : { role: args.text('role') as NonNullable<FrrNeighbor['localRole']>['role'], strict: args.has('strict-mode') };
  return fits ? undefined : refuse('% External roles can be set only on eBGP session', 'F153');
}

/** bgpd never keeps alive more rarely than three times in a hold time. */
export function usableTimers(keepalive: number, hold: number): { readonly keepalive: number; readonly hold: number } {
  return { keepalive: Math.min(keepalive, Math.floor(hold / 3)), hold };
}

/** bgpd/bgpd.c peer_address_self_check. */
function isOurselves(build: Context['build'], args: Args): Refusal | undefined {
  const ip = parseIp(args.text('peer'));
  return ip !== undefined && build.hasAddress(ip) ? refuse('% Can not configure the local system as neighbor', 'F11') : undefined;
}

/** Taken in the families, too. */
const MEMBERSHIP: Row = {
  syntax: `neighbor ${PEER} peer-group PGROUP$group`,
  no: true,
  defines: 'peer',
  help: 'Puts the neighbor into a peer-group (F155).',
  manual: GROUPS,
  apply: ({ build, args, ref }) =>
    args.no
      ? build.process.leave(args.text('peer'), args.text('group'))
      : (isOurselves(build, args) ?? build.process.join(args.text('peer'), args.text('group'), ref)),
};

function onInterface({ build, args, ref }: Context): Verdict {
  const name = args.text('name');
  const known = build.process.find(name);
  if (args.no) return known?.interface !== undefined ? build.process.removePeer(known) : refuse('% Create the bgp interface first');
  const said = { as: args.maybe('as') === undefined ? undefined : readAs(args), group: args.maybe('group'), v6only: args.maybe('v6only') !== undefined };
  return build.process.interfacePeer(name, said, ref);
}

const IDENTITY: Row[] = [
  {
    syntax: `neighbor ${PEER} remote-as ${AS}`,
    defines: 'peer',
    help: 'Makes a neighbor, or gives a peer-group its AS; internal and external take any AS of that sort (F10).',
    apply: ({ build, args, ref }) => isOurselves(build, args) ?? build.process.remoteAs(args.text('peer'), readAs(args), ref),
  },
  {
    syntax: `neighbor ${PEER} remote-as auto$as`,
    defines: 'peer',
    help: 'Makes a neighbor, or gives a peer-group its AS, whatever AS the other end says that it is (F10).',
    since: '10.2',
    apply: ({ build, args, ref }) => isOurselves(build, args) ?? build.process.remoteAs(args.text('peer'), readAs(args), ref),
  },
  {
    syntax: `no neighbor ${PEER} remote-as auto`,
    help: 'Removes a neighbor, or the AS of a peer-group.',
    since: '10.2',
    apply: ({ build, args }): Verdict => build.process.noRemoteAs(args.text('peer')),
  },
  {
    syntax: `no neighbor ${PEER} [remote-as ${AS}]`,
    help: 'Removes a neighbor, or the AS of a peer-group.',
    apply: ({ build, args }): Verdict => {
      const name = args.text('peer');
      const bare = args.maybe('as') === undefined;
      if (bare && (build.process.draft.peerGroups.has(name) || (parseIp(name) === undefined && !build.process.find(name))))
        return build.process.removeGroup(name);
      return build.process.noRemoteAs(name);
    },
  },
  {
    syntax: 'neighbor PGROUP$group peer-group',
    no: true,
    defines: 'peer-group',
    help: 'Makes a peer-group: settings that its members share (F155).',
    manual: GROUPS,
    apply: ({ build, args, ref }) => (args.no ? build.process.removeGroup(args.text('group')) : build.process.makeGroup(args.text('group'), ref)),
  },
  MEMBERSHIP,
  {
    syntax: `neighbor IFNAME$name interface [v6only$v6only] [<peer-group PGROUP$group|remote-as ${AS}>]`,
    no: `no neighbor IFNAME$name interface [v6only] [peer-group PGROUP] [remote-as ${AS}]`,
    help: 'A neighbor found on this interface by its link-local address (F156).',
    manual: 'bgp: BGP unnumbered',
    apply: onInterface,
  },
  {
    syntax: 'neighbor IFNAME$name interface [v6only$v6only] remote-as auto$as',
    no: true,
    help: 'A neighbor found on this interface, whatever AS it says that it is (F10, F156).',
    manual: 'bgp: BGP unnumbered',
    since: '10.2',
    apply: onInterface,
  },
  {
    syntax: 'neighbor <A.B.C.D|X:X::X:X>$peer interface IFNAME$name',
    no: 'no neighbor <A.B.C.D|X:X::X:X>$peer interface IFNAME',
    help: 'The interface of a neighbor with a link-local address; next-hop tracking does not use it, so that such a session stays down (F156).',
    apply: ({ build, args }): Verdict => {
      const peer = build.process.find(args.text('peer'));
      if (!peer || peer.isGroup) return refuse(`% BGP invalid peer ${args.text('peer')}`);
      peer.boundTo = args.no ? undefined : args.text('name');
      return undefined;
    },
  },
  {
    syntax: 'bgp listen range <A.B.C.D/M|X:X::X:X/M>$prefix peer-group PGROUP$group',
    no: true,
    help: 'Accepts sessions from any address in this prefix, with the settings of the group.',
    manual: GROUPS,
    apply: ({ build, args, ref }): Verdict => {
      if (args.no && !build.process.draft.peerGroups.has(args.text('group'))) return refuse('% Peer-group does not exist');
      return args.no ? build.process.unlisten(args.prefix('prefix'), args.text('group')) : build.process.listen(args.prefix('prefix'), args.text('group'), ref);
    },
  },
];

const SESSION: Row[] = [
  setting('description LINE...$text', 'description [LINE...]', 'description', 'A comment kept with the neighbor.', ({ args }) => args.all('text').join(' ')),
  setting('password LINE$text', 'password [LINE]', 'password', 'TCP MD5 password, one word; both ends need the same (F158).', ({ args }) => args.text('text')),
  setting('passive', true, 'passive', 'Waits for the other end to connect (F158).', () => true),
  setting('port (0-65535)$port', 'port [(0-65535)]', 'port', 'The TCP port of the other end (F158).', ({ args }) => args.number('port')),
  setting(
    'update-source <A.B.C.D|X:X::X:X|IFNAME>$own',
    'update-source [<A.B.C.D|X:X::X:X|IFNAME>]',
    'updateSource',
    'The local address of the session (F157).',
    ({ args }) => parseIp(args.text('own')) ?? { interface: args.text('own') },
  ),
  setting(
    'ebgp-multihop [(1-255)$ttl]',
    'ebgp-multihop [(1-255)]',
    'ebgpMultihop',
    'The eBGP neighbor may be this many hops away; 255 unless said (F14).',
    multihop,
  ),
  setting('ttl-security hops (1-254)$hops', true, 'ttlSecurityHops', 'Takes packets only from this near (F14); not together with ebgp-multihop.', ttlSecurity),
  setting('<disable-connected-check|enforce-multihop>', true, 'disableConnectedCheck', 'The eBGP neighbor need not be directly connected (F13).', () => true),
  setting('enforce-first-as', true, 'enforceFirstAs', 'The first AS of its paths must be its own.', () => true),
  setting(
    'local-as (1-4294967295)$asn [no-prepend [replace-as]]',
    'local-as [(1-4294967295) [no-prepend [replace-as]]]',
    'localAs',
    'Another AS to be towards this eBGP neighbor (F23, F65).',
    localAs,
  ),
  {
    ...setting(
      'local-as (1-4294967295)$asn no-prepend replace-as dual-as',
      'local-as (1-4294967295) no-prepend replace-as dual-as',
      'localAs',
      'Another AS to be towards this eBGP neighbor; where it refuses that one, the own AS (F23, F65).',
      localAs,
    ),
    since: '10.2',
    effect: 'say its own AS to a neighbor that refuses the other one',
  },
  setting('timers (0-65535)$keepalive (0-65535)$hold', 'timers [(0-65535) (0-65535)]', 'timers', 'Keepalive and hold time in seconds (F17).', ({ args }) => {
    const hold = args.number('hold');
    return hold !== 0 && hold < 3 ? refuse('% Invalid value') : usableTimers(args.number('keepalive'), hold);
  }),
  setting('timers connect (1-65535)$seconds', 'timers connect [(1-65535)]', 'timersConnect', 'Seconds between attempts to connect.', ({ args }) =>
    args.number('seconds'),
  ),
  setting('advertisement-interval (0-600)$seconds', 'advertisement-interval [(0-600)]', 'advertisementInterval', 'Seconds between updates.', ({ args }) =>
    args.number('seconds'),
  ),
  setting('capability extended-nexthop', true, 'capabilityExtendedNextHop', 'Lets IPv4 routes have IPv6 next hops (RFC 8950).', () => true),
  setting('tcp-mss (1-65535)$bytes', 'tcp-mss [(1-65535)]', 'tcpMss', 'The largest TCP segment of the session, in bytes.', ({ args }) => args.number('bytes')),
  setting(
    'extended-optional-parameters',
    true,
    'extendedOptionalParameters',
    'OPEN messages with long optional parameters (RFC 9072); bgpd then takes no others, so that both ends need it.',
    () => true,
  ),
  setting('dont-capability-negotiate', true, 'dontCapabilityNegotiate', 'Announces no capabilities.', () => true),
  setting('override-capability', true, 'overrideCapability', 'Uses the local families whatever the peer announces.', (_c, peer) =>
    peer.strictCapabilityMatch ? CAPABILITIES : true,
  ),
  setting('strict-capability-match', true, 'strictCapabilityMatch', 'Refuses a peer that lacks a capability.', (_c, peer) =>
    peer.overrideCapability ? CAPABILITIES : true,
  ),
  {
    syntax: `neighbor ${PEER} solo`,
    no: true,
    help: 'An update group of its own: its own routes are not sent back (F57). Said of a group, it is said of the members that it has now.',
    apply: (c) =>
      withPeer(c, (peer) => {
        for (const one of peer.isGroup ? c.build.process.membersOf(peer) : [peer]) one.solo = c.args.no ? undefined : true;
      }),
  },
  setting(
    'sender-as-path-loop-detection',
    true,
    'senderAsPathLoopDetection',
    'Does not send routes that hold the AS of the neighbor; works with solo (F57).',
    () => true,
  ),
  {
    syntax: `neighbor ${PEER} local-role <provider|rs-server|rs-client|customer|peer>$role [strict-mode]`,
    no: true,
    help: 'Our role towards the neighbor (F153, RFC 9234).',
    apply: (c) => withPeer(c, (peer) => localRole(c, peer)),
  },
];

const CAPABILITIES = refuse("% Can't set override-capability and strict-capability-match at the same time");

const FLAGGED: readonly (readonly [syntax: string, no: string | true, help: string, effect: string, since?: string])[] = [
  ['graceful-shutdown', true, 'Asks this neighbor to stop using this router.', 'send this neighbor routes with the graceful-shutdown community', '8.5'],
  [
    'path-attribute discard (1-255)...',
    'path-attribute discard [(1-255)...]',
    'Drops these attributes from what comes in.',
    'drop these path attributes',
    '8.5',
  ],
  [
    'path-attribute treat-as-withdraw (1-255)...',
    'path-attribute treat-as-withdraw [(1-255)...]',
    'Refuses routes with these attributes.',
    'refuse routes with these path attributes',
    '9.0',
  ],
  ['aigp', true, 'Exchanges the accumulated IGP metric.', 'send and use AIGP', '8.5'],
  ['capability software-version', true, 'Tells the neighbor the software version.', 'tell the neighbor the software version', '9.0'],
  // By the dates of FRR's pull requests 14537 (EBGP-OAD), 15723 and 19103: between the cuts of the releases before.
  ['oad', true, 'The neighbor is of another AS under the same administration.', 'exchange LOCAL_PREF and what else stays within an AS', '10.0'],
  ['extended-link-bandwidth', true, 'Tells bandwidths beyond 25 Gbit/s.', 'tell bandwidths beyond 25 Gbit/s', '10.1'],
  ['rpki strict', true, 'Keeps the session down until RPKI is connected.', 'keep the session down until RPKI is connected', '10.5'],
  ['capability link-local', true, 'Offers next hops that are link-local alone.', 'agree on next hops that are link-local alone', '10.4'],
  ['ip-transparent', true, 'Speaks from an address that need not be its own.', 'speak from an address that is not its own', '10.4'],
  ['send-nexthop-characteristics', true, 'Tells the neighbor what next hops can do.', 'tell the neighbor what next hops can do', '10.4'],
  ['bfd strict [hold-time (1-4294967295)]', 'bfd strict', 'Keeps the session down until BFD is up.', 'keep the session down until BFD is up', '10.4'],
];

export const NEIGHBOR_COMMANDS: Command[] = [
  ...commands({ modes: ['bgp'], manual: CONFIGURING }, IDENTITY),
  ...commands({ modes: ['bgp-ipv4', 'bgp-ipv6'], manual: GROUPS }, [MEMBERSHIP]),
  ...commands({ modes: ['bgp'], manual: CONFIGURING }, SESSION),
  ...commands(
    { modes: ['bgp'], manual: CONFIGURING },
    FLAGGED.map(([syntax, no, help, effect, since]) => ({
      ...(since === undefined ? {} : { since }),
      syntax: `neighbor ${PEER} ${syntax}`,
      no: no === true ? true : `no neighbor ${PEER} ${no}`,
      help,
      effect,
      apply: (c) => withPeer(c, () => undefined),
    })),
  ),
];
