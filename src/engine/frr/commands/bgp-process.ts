/** `router bgp` and the settings of the process (doc/user/bgp.rst). */
import type { Ipv4 } from '../../ip/index.ts';
import type { OtherFamily } from '../../policy/families.ts';
import { type Command, type Context, commands, type Row } from '../command.ts';
import { refuse, type Verdict } from '../verdict.ts';
import type { BgpDraft } from '../build/drafts.ts';
import { DEFAULT_MAX_MED } from '../config.ts';
import type { FrrBgpQuiet } from '../config-quiet.ts';
import { usableTimers } from './neighbor.ts';

const ASN = '(1-4294967295)';
export const BASIC = 'bgp: Basic Concepts';
/** What `no bgp ipv6-auto-ra` would do. */
export const NO_ADVERTISEMENTS = 'send no router advertisements, so that neighbors on interfaces are not found';

/** The process being configured. */
const bgpOf = ({ build }: Context): BgpDraft => build.process.draft;

/** Keys of the draft whose value may be a plain boolean. */
type Flag = { [K in keyof BgpDraft]-?: true extends BgpDraft[K] ? K : never }[keyof BgpDraft];

/** A statement that is on, or off with `no`. */
export function flag(syntax: string, key: Flag, help: string): Row {
  return {
    syntax,
    no: true,
    help,
    apply: (c) => {
      bgpOf(c)[key] = !c.args.no;
    },
  };
}

/** The same, where bgpd goes through its networks again on a change; `standing`: what holds while nothing is said (F46). */
export function redoing(row: Row, key: Flag, standing: boolean): Row {
  return {
    ...row,
    apply: (c) => {
      const draft = bgpOf(c);
      const before = draft[key] ?? standing;
      const verdict = row.apply?.(c);
      if (draft[key] !== before) for (const { networks } of [draft.ipv4, draft.ipv6]) redo(networks);
      return verdict;
    },
  };
}

/** It does not ask which of them are backdoors (bgpd/bgp_route.c bgp_static_redo_import_check). */
export function redo(networks: BgpDraft['ipv4']['networks']): void {
  for (const [key, network] of networks) if (network.backdoor) networks.set(key, { ...network, redone: true });
}

const NOT_IN_VRF = refuse('Only Unicast/Multicast/EVPN SAFIs supported in non-core instances.');

/** `ipv4-labeled-unicast`. */
function otherFamily(words: string): OtherFamily {
  const key = words === 'l2vpn-evpn' ? 'l2VpnEvpn' : words.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  return key as OtherFamily;
}

function bestpath(syntax: string, help: string, change: (best: BgpDraft['bestpath'], on: boolean, c: Context) => void, no: string | true = true): Row {
  return { syntax: `bgp bestpath ${syntax}`, no, help, manual: 'bgp: Route Selection', apply: (c) => change(bgpOf(c).bestpath, !c.args.no, c) };
}

/** A value, or none with `no`. */
export function value<
  K extends
    | 'clusterId'
    | 'defaultLocalPreference'
    | 'timers'
    | 'maxMed'
    | 'maxMedOnStartup'
    | 'listenLimit'
    | 'minimumHoldTime'
    | 'conditionTimer'
    | keyof FrrBgpQuiet,
>(syntax: string, no: string, key: K, help: string, read: (c: Context) => BgpDraft[K] | { readonly refused: string }): Row {
  return {
    syntax,
    no,
    help,
    apply: (c): Verdict => {
      const got = c.args.no ? undefined : read(c);
      if (typeof got === 'object' && 'refused' in got) return got;
      bgpOf(c)[key] = got;
      return undefined;
    },
  };
}

function med(best: BgpDraft['bestpath'], on: boolean, { args }: Context): void {
  if (args.has('confed')) best.medConfed = on;
  if (args.has('missing-as-worst')) best.medMissingAsWorst = on;
}

const SETTINGS: Row[] = [
  {
    syntax: 'bgp router-id A.B.C.D$id',
    no: 'no bgp router-id [A.B.C.D$id]',
    help: 'The BGP identifier of this router (F9).',
    apply: (c): Verdict => {
      const id = c.args.maybeIp('id') as Ipv4 | undefined;
      if (c.args.no && id !== undefined && id !== bgpOf(c).routerId) return refuse("% BGP router-id doesn't match");
      bgpOf(c).routerId = c.args.no ? undefined : id || undefined;
      return undefined;
    },
  },
  value(
    'bgp cluster-id <A.B.C.D|(1-4294967295)>$id',
    'no bgp cluster-id [<A.B.C.D|(1-4294967295)>]',
    'clusterId',
    'What this reflector puts into CLUSTER_LIST; the router-id by default.',
    ({ args }) => (args.maybeIp('id') ?? args.number('id')) as Ipv4,
  ),
  {
    syntax: 'bgp default <ipv4-unicast|ipv6-unicast>$family',
    no: true,
    help: 'In which families neighbors made from here on are active (F7).',
    apply: (c) => {
      if (c.args.has('ipv4-unicast')) bgpOf(c).defaultIpv4Unicast = !c.args.no;
      else bgpOf(c).defaultIpv6Unicast = !c.args.no;
    },
  },
  {
    syntax:
      'bgp default <ipv4-multicast|ipv4-vpn|ipv4-labeled-unicast|ipv4-flowspec|ipv6-multicast|ipv6-vpn|ipv6-labeled-unicast|ipv6-flowspec|l2vpn-evpn>$family',
    no: true,
    help: 'Activates new neighbors in a family that the lab does not model.',
    effect: 'exchange routes of that address family',
    apply: (c) => {
      const { defaultOthers } = bgpOf(c);
      const family = otherFamily(c.args.text('family'));
      if (c.args.no) defaultOthers.delete(family);
      else defaultOthers.add(family);
    },
  },
  value(
    `bgp default local-preference (0-4294967295)$value`,
    'no bgp default local-preference [(0-4294967295)]',
    'defaultLocalPreference',
    'LOCAL_PREF of routes that have none; 100 unless said.',
    ({ args }) => args.number('value'),
  ),
  flag('bgp default show-hostname', 'showHostname', 'Tables name neighbors by the host name that they tell.'),
  flag('bgp default show-nexthop-hostname', 'showNexthopHostname', 'Tables name next hops by the host name of the neighbor that sent them.'),
  flag('bgp ebgp-requires-policy', 'ebgpRequiresPolicy', 'eBGP neighbors without policy exchange no routes (F24, RFC 8212).'),
  redoing(flag('bgp network import-check', 'importCheck', 'A network is originated only while the RIB holds exactly that prefix (F47).'), 'importCheck', true),
  { ...flag('bgp enforce-first-as', 'enforceFirstAs', 'The first AS of a path must be that of the neighbor (F181).'), since: '9.1' },
  flag('bgp fast-external-failover', 'fastExternalFailover', 'eBGP sessions fall at once with their interface.'),
  flag('bgp always-compare-med', 'alwaysCompareMed', 'MED is compared between different neighboring ASes too (F38).'),
  {
    syntax: 'bgp deterministic-med',
    no: true,
    help: 'Paths are first compared within each neighboring AS (F39).',
    apply: (c): Verdict => {
      const bgp = bgpOf(c);
      const needed =
        c.args.no &&
        [...bgp.neighbors.values(), ...bgp.peerGroups.values()].some((p) => p.ipv4.addpathTx === 'best-per-as' || p.ipv6.addpathTx === 'best-per-as');
      if (needed) return refuse('bgp deterministic-med cannot be disabled while addpath-tx-bestpath-per-AS is in use', 'F148');
      bgp.deterministicMed = !c.args.no;
      return undefined;
    },
  },
  value(
    'bgp max-med administrative [(0-4294967295)$value]',
    'no bgp max-med administrative [(0-4294967295)]',
    'maxMed',
    'Sends every route with this MED, 4294967294 unless said (F63).',
    ({ args }) => ({ value: args.maybeNumber('value') ?? DEFAULT_MAX_MED }),
  ),
  value(
    'bgp max-med on-startup (5-86400)$seconds [(0-4294967295)$value]',
    'no bgp max-med on-startup [(5-86400) [(0-4294967295)]]',
    'maxMedOnStartup',
    'Sends the highest MED for a while after start; the lab shows the time after.',
    ({ args }) => ({ seconds: args.number('seconds'), value: args.maybeNumber('value') ?? DEFAULT_MAX_MED }),
  ),
  value(
    'bgp listen limit (1-65535)$limit',
    'no bgp listen limit [(1-65535)]',
    'listenLimit',
    'How many neighbors the listen ranges may let in; 100 unless said.',
    ({ args }) => args.number('limit'),
  ),
  bestpath('as-path ignore', 'The length of the AS path does not count (F37).', (b, on) => {
    b.asPathIgnore = on;
  }),
  bestpath('as-path confed', 'Confederation segments count in the length of the AS path (F37).', (b, on) => {
    b.asPathConfed = on;
  }),
  bestpath('as-path multipath-relax [<as-set|no-as-set>]', 'Paths through different ASes may share traffic (F44).', (b, on, { args }) => {
    b.multipathRelax = on;
    b.multipathRelaxAsSet = on && args.has('as-set');
  }),
  bestpath('compare-routerid', 'Between equal eBGP paths the lower router-id wins, not the older path (F41).', (b, on) => {
    b.compareRouterId = on;
  }),
  bestpath('med <confed [missing-as-worst]|missing-as-worst [confed]>', 'How MED counts between confederation paths, or where it is missing (F38).', med),
  bestpath('peer-type multipath-relax', 'eBGP and iBGP paths may share traffic (F44).', (b, on) => {
    b.peerTypeMultipathRelax = on;
  }),
  {
    syntax: 'bgp bestpath bandwidth <ignore|skip-missing|default-weight-for-missing>$use',
    no: 'no bgp bestpath bandwidth [<ignore|skip-missing|default-weight-for-missing>]',
    help: 'How link-bandwidth communities weight multipath where not all paths have one, or that they do not.',
    manual: 'bgp: Route Selection',
    apply: (c) => {
      const { bestpath } = bgpOf(c);
      const use = (['ignore', 'skip-missing', 'default-weight-for-missing'] as const).find((word) => word.startsWith(c.args.maybe('use') ?? 'none'));
      if (c.args.no) delete bestpath.bandwidth;
      else if (use) bestpath.bandwidth = use;
    },
  },
  {
    syntax: 'bgp default-originate timer (0-65535)',
    no: 'no bgp default-originate timer [(0-65535)]',
    help: 'How often the maps of default-originate are asked, in seconds; 0 never.',
    since: '9.1',
    effect: 'ask the maps of default-originate so often, and not at all with 0',
  },
  {
    syntax: 'bgp ipv6-auto-ra',
    no: true,
    help: 'Router advertisements where a neighbor needs them, which is the default.',
    since: '10.2',
    apply: ({ args }) => (args.no ? { notModelled: NO_ADVERTISEMENTS } : undefined),
  },
  { syntax: 'bgp bestpath aigp', no: true, help: 'Compares accumulated IGP metrics.', since: '8.5', effect: 'compare AIGP between paths' },
  flag('bgp client-to-client reflection', 'clientToClientReflection', 'Routes of one reflection client go to the others (F59).'),
  flag('bgp route-reflector allow-outbound-policy', 'allowOutboundPolicy', 'Outbound maps may change reflected routes (F60).'),
  {
    syntax: `bgp confederation identifier ${ASN}$asn`,
    no: `no bgp confederation identifier [${ASN}]`,
    help: 'The AS that the confederation is to the outside (F147).',
    manual: 'bgp: BGP Confederations',
    apply: (c) => {
      bgpOf(c).confederationIdentifier = c.args.no ? undefined : c.args.number('asn');
    },
  },
  {
    syntax: `bgp confederation peers ${ASN}...$asn`,
    no: true,
    help: 'Member ASes of the confederation (F147).',
    manual: 'bgp: BGP Confederations',
    apply: (c): Verdict => {
      const bgp = bgpOf(c);
      const asns = c.args.all('asn').map(Number);
      for (const asn of asns) {
        if (c.args.no) bgp.confederationPeers.delete(asn);
        else if (asn !== bgp.asn) bgp.confederationPeers.add(asn);
      }
      return !c.args.no && asns.includes(bgp.asn) ? refuse('% Local member-AS not allowed in confed peer list') : undefined;
    },
  },
  {
    syntax: 'bgp shutdown [message MSG...]',
    no: true,
    help: 'Takes all sessions down.',
    apply: (c) => {
      bgpOf(c).shutdown = !c.args.no;
    },
  },
  flag('bgp suppress-duplicates', 'suppressDuplicates', 'Does not send what changes nothing.'),
  flag('bgp hard-administrative-reset', 'hardAdministrativeReset', 'How a reset is announced.'),
  flag('bgp graceful-restart notification', 'gracefulRestartNotification', 'Says that a restart keeps routes after a notification, too (F154).'),
  flag('bgp reject-as-sets', 'rejectAsSets', 'Routes with AS_SET or AS_CONFED_SET are neither taken nor sent.'),
  flag('bgp allow-martian-nexthop', 'allowMartianNextHop', 'Takes next hops such as 127.0.0.1 (F25).'),
  flag('bgp disable-ebgp-connected-route-check', 'disableEbgpConnectedRouteCheck', 'eBGP neighbors need not be directly connected (F13).'),
  flag('bgp suppress-fib-pending', 'suppressFibPending', 'Routes are sent once the kernel has them (F151).'),
  value(
    'bgp minimum-holdtime (1-65535)$seconds',
    'no bgp minimum-holdtime [(1-65535)]',
    'minimumHoldTime',
    'The shortest hold time accepted from a neighbor, in seconds; 0, which means for ever, is too short, too.',
    ({ args }) => args.number('seconds'),
  ),
  value(
    'bgp conditional-advertisement timer (5-240)$seconds',
    'no bgp conditional-advertisement timer [(5-240)]',
    'conditionTimer',
    'How often the conditions of advertise-maps are looked at, in seconds; 60 unless stated (F150).',
    ({ args }) => args.number('seconds'),
  ),
  value(
    'timers bgp (0-65535)$keepalive (0-65535)$hold',
    'no timers bgp [(0-65535) (0-65535)]',
    'timers',
    'Keepalive and hold time in seconds (F17).',
    ({ args }) => {
      const hold = args.number('hold');
      if (hold !== 0 && hold < 3) return refuse('% hold time value must be either 0 or greater than 3');
      return usableTimers(args.number('keepalive'), hold);
    },
  ),
];

function open({ build, args, ref }: Context): Verdict {
  const name = args.maybe('vrf');
  const of = name === undefined ? undefined : { kind: args.text('kind') === 'view' ? ('view' as const) : ('vrf' as const), name };
  return build.enterBgp(args.maybeNumber('asn'), of, ref);
}

export const BGP_PROCESS_COMMANDS: Command[] = [
  ...commands({ modes: ['config'], manual: 'bgp: BGP Router Configuration' }, [
    {
      syntax: `router bgp [${ASN}$asn [<view|vrf>$kind VRF$vrf]]`,
      enters: 'bgp',
      help: 'Opens the BGP process of this AS; there is one in the default VRF (F162).',
      apply: open,
    },
    {
      syntax: `router bgp ${ASN}$asn [<view|vrf>$kind VRF$vrf] as-notation <dot|dot+|plain>`,
      enters: 'bgp',
      help: 'Opens the BGP process, which prints AS numbers in this notation (RFC 5396).',
      since: '9.0',
      effect: 'print AS numbers in that notation',
      apply: open,
    },
    {
      syntax: `no router bgp [${ASN}$asn [<view|vrf> VRF$vrf]]`,
      help: 'Removes the BGP process with all that is in it.',
      apply: ({ build, args }): Verdict => {
        const vrf = args.maybe('vrf');
        if (vrf === undefined) return build.leaveBgp(args.maybeNumber('asn'));
        build.leaveVrfBgp(vrf);
        return undefined;
      },
    },
  ]),
  ...commands({ modes: ['bgp'], manual: BASIC }, SETTINGS),
  ...commands({ modes: ['bgp'], manual: 'bgp: Address Families' }, [
    {
      syntax: 'address-family ipv4 [unicast]',
      enters: 'bgp-ipv4',
      help: 'Opens IPv4 unicast.',
      apply: ({ build }) => {
        build.side = 'ipv4';
      },
    },
    {
      syntax: 'address-family ipv6 [unicast]',
      enters: 'bgp-ipv6',
      help: 'Opens IPv6 unicast.',
      apply: ({ build }) => {
        build.side = 'ipv6';
      },
    },
    {
      syntax: 'address-family <<ipv4|ipv6>$afi <multicast|labeled-unicast|vpn|flowspec>$safi|l2vpn evpn>',
      enters: 'bgp-other',
      help: 'An address family that the lab does not model.',
      effect: 'exchange routes of that address family',
      apply: ({ build, args }): Verdict => {
        const safi = args.maybe('safi');
        if (build.process.draft.instance && safi !== undefined && safi !== 'multicast') return NOT_IN_VRF;
        build.otherFamily = otherFamily(`${args.maybe('afi') ?? 'l2vpn'}-${safi ?? 'evpn'}`);
        return undefined;
      },
    },
    {
      syntax: '<bmp targets WORD|vnc <defaults|nve-group WORD|l2-group WORD>|vrf-policy WORD|segment-routing srv6>',
      enters: 'bgp-block',
      help: 'A block that the lab does not model.',
      effect: 'set up monitoring, VNC or SRv6',
    },
    {
      syntax: '<vnc WORD...|rd WORD>',
      no: '<no> <vnc WORD...|vrf-policy WORD|segment-routing srv6|bmp targets WORD|rd>',
      help: 'Monitoring and VNC.',
      effect: 'set up monitoring or VNC',
    },
  ]),
];
