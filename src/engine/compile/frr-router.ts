/** An FRR configuration on a machine: its node and its speaker, with the defaults of its profile and version applied (F3–F9, F155). */
import { type AfiName, type FamilyConfig, NO_AS, type Origination, type PeerConfig, type PeerFamilyConfig, type SpeakerConfig } from '../bgp/types.ts';
import {
  DEFAULT_LISTEN_LIMIT,
  type BgpDefaults,
  bgpDefaults,
  besideGroup,
  type FrrBgp,
  type FrrBgpFamily,
  type FrrConfig,
  type FrrNeighbor,
  type FrrNeighborFamily,
  type FrrVersion,
  resolvesViaDefault,
} from '../frr/index.ts';
import { type InterfaceAddress, type Ip, type Ipv4, isIpv4, isLinkLocal, isLoopback, isMulticast, isReserved } from '../ip/index.ts';
import { OTHER_FAMILIES, type OtherFamily } from '../policy/index.ts';
import type { KernelRoute, NetInterface, RouterNode } from './network.ts';

export interface FrrRouterSpec {
  readonly id: string;
  readonly interfaces: readonly NetInterface[];
  readonly kernelRoutes: readonly KernelRoute[];
  readonly forwarding: boolean;
  readonly platform: RouterNode['platform'];
  readonly version: FrrVersion;
  readonly config: FrrConfig;
}

export function compileFrrRouter(spec: FrrRouterSpec): { readonly node: RouterNode; readonly speaker?: SpeakerConfig } {
  const { config } = spec;
  const interfaces = withLoopback(spec.interfaces, config).map((i) => withConfigured(i, config));
  const viaDefault = resolvesViaDefault(config.profile, spec.version);
  const node: RouterNode = {
    kind: 'router',
    id: spec.id,
    device: spec.id,
    interfaces,
    forwarding: spec.forwarding,
    kernelRoutes: spec.kernelRoutes,
    staticRoutes: config.staticRoutes,
    resolveViaDefault: { ipv4: config.resolveViaDefault.ipv4 ?? viaDefault, ipv6: config.resolveViaDefault.ipv6 ?? viaDefault },
    ...protocolMapsOf(config),
    frr: { version: spec.version, config },
    platform: spec.platform,
    ...(config.bgp && { speaker: spec.id }),
  };
  return config.bgp ? { node, speaker: speakerOf(spec, config.bgp, interfaces) } : { node };
}

function protocolMapsOf({ protocolMaps, policy }: FrrConfig): Pick<RouterNode, 'protocolMaps'> {
  const maps = new Map(
    protocolMaps.filter((m) => m.use === 'protocol').map(({ family, protocol, map, source }) => [`${family} ${protocol}`, { name: map, source }]),
  );
  return maps.size === 0 ? {} : { protocolMaps: { maps, policy } };
}

/** Every machine has a loopback, drawn or not, so `interface lo` can give it addresses. */
function withLoopback(interfaces: readonly NetInterface[], config: FrrConfig): readonly NetInterface[] {
  if (!config.interfaces.has('lo') || interfaces.some((i) => i.name === 'lo')) return interfaces;
  return [...interfaces, { name: 'lo', addresses: [], up: true, mtu: 65536 }];
}

function withConfigured(i: NetInterface, config: FrrConfig): NetInterface {
  const known = i.addresses.filter((a) => isTaken(a.ip));
  const said = config.interfaces.get(i.name);
  if (!said) return known.length === i.addresses.length ? i : { ...i, addresses: known };
  const added: InterfaceAddress[] = said.addresses.map((a) => a.address).filter((a) => isTaken(a.ip, config.allowReservedRanges));
  return { ...i, up: i.up && !said.shutdown, addresses: [...known, ...added.filter((a) => !known.some((b) => a.ip === b.ip))] };
}

/**
 * zebra passes over addresses of 0/8, 127/8, multicast and class E (zebra/connected.c connected_add_ipv4, lib/prefix.h ipv4_martian). Under
 * `allow-reserved-ranges` it takes class E from its own configuration alone: the kernel's addresses it has read before that line.
 */
function isTaken(ip: Ip, reservedToo = false): boolean {
  return !isIpv4(ip) || (ip >>> 24 !== 0 && !isLoopback(ip) && !isMulticast(ip) && (reservedToo || !isReserved(ip)));
}

/** F9: the highest address of a loopback, else the highest of any interface that is up: zebra forgets those of one that fails (zebra/interface.c if_uninstall_connected). */
function chooseRouterId(interfaces: readonly NetInterface[]): Ipv4 {
  const highest = (list: readonly NetInterface[]) =>
    list
      .flatMap((i) => i.addresses.map((a) => a.ip))
      .filter(isIpv4)
      .filter((ip) => !isLoopback(ip) && !isLinkLocal(ip))
      .reduce<Ipv4 | undefined>((m, ip) => (m === undefined || ip > m ? ip : m), undefined);
  const up = interfaces.filter((i) => i.up);
  return highest(up.filter((i) => i.name === 'lo')) ?? highest(up) ?? (0 as Ipv4);
}

function speakerOf(spec: FrrRouterSpec, bgp: FrrBgp, interfaces: readonly NetInterface[]): SpeakerConfig {
  const defaults = bgpDefaults(spec.config.profile, spec.version, spec.config.statedVersion);
  const ranges = listenRanges(bgp, interfaces, defaults);
  return {
    id: spec.id,
    device: spec.id,
    asn: bgp.asn,
    routerId: bgp.routerId ?? spec.config.routerId ?? chooseRouterId(interfaces),
    ...(bgp.routerId === undefined && { routerIdFromZebra: true }),
    profile: { name: spec.platform === 'ios' ? 'ios' : 'frr', decision: 'frr' },
    peers: [...bgp.neighbors.values()].flatMap((n) => peerOf(n, bgp, interfaces, defaults)).map((p) => (spec.platform === 'ios' ? asIos(p) : p)),
    originations: [...originationsOf(bgp.ipv4, 'ipv4'), ...originationsOf(bgp.ipv6, 'ipv6')],
    policy: spec.config.policy,
    ipv4: familyOf(bgp.ipv4),
    ipv6: familyOf(bgp.ipv6),
    defaultLocalPreference: bgp.defaultLocalPreference ?? 100,
    ebgpRequiresPolicy: bgp.ebgpRequiresPolicy ?? defaults.ebgpRequiresPolicy,
    importCheck: bgp.importCheck ?? defaults.importCheck,
    alwaysCompareMed: bgp.alwaysCompareMed,
    deterministicMed: bgp.deterministicMed ?? defaults.deterministicMed,
    ...(bgp.maxMed && { maxMed: bgp.maxMed.value }),
    ...(bgp.maxMedOnStartup && { maxMedOnStartup: bgp.maxMedOnStartup }),
    bestpath: bgp.bestpath,
    clientToClientReflection: bgp.clientToClientReflection,
    ...(bgp.clusterId !== undefined && { clusterId: bgp.clusterId }),
    allowOutboundPolicy: bgp.allowOutboundPolicy,
    ...(bgp.confederation && { confederation: bgp.confederation }),
    gracefulShutdown: bgp.gracefulShutdown || spec.config.everyBgp?.gracefulShutdown === true,
    rejectAsSets: bgp.rejectAsSets,
    allowMartianNextHop: bgp.allowMartianNextHop,
    ...((bgp.suppressFibPending || spec.config.everyBgp?.suppressFibPending || (bgp.suppressFibPending ?? defaults.suppressFibPending)) && {
      suppressFibPending: true,
    }),
    ...(spec.config.allowReservedRanges && { allowReservedRanges: true }),
    ...(bgp.minimumHoldTime !== undefined && { minimumHoldTime: bgp.minimumHoldTime }),
    ...(bgp.fastExternalFailover === false && { fastExternalFailover: false }),
    ...(bgp.fastConvergence && { fastConvergence: true }),
    ...(spec.platform !== 'ios' && startOf(spec.config)),
    ...(bgp.coalesceTime !== undefined && { coalesceTime: bgp.coalesceTime }),
    ...(bgp.conditionTimer !== undefined && { conditionTimer: bgp.conditionTimer }),
    ...(!reflectsCleanly(spec.version) && { reflectionAddsMed: true }),
    ...(ranges.length > 0 && { listenRanges: ranges, listenLimit: bgp.listenLimit ?? DEFAULT_LISTEN_LIMIT }),
  };
}

/** s that bgpd waits with a changed route-map (bgpd/bgp_routemap.c, RMAP_DEFAULT_UPDATE_TIMER). */
const ROUTE_MAP_DELAY = 5;

/**
 * F5: having read its configuration bgpd waits a second before its sessions may come up or, where route-maps have started their timer, for the whole
 * seconds that are left of it (bgpd/bgpd.c bgp_config_end; `released from config-pending hold` in its log): they act just before anything is told.
 */
function startOf({ policy, everyBgp }: FrrConfig): Pick<SpeakerConfig, 'holdsSessions' | 'routeMapDelay'> {
  const routeMapDelay = everyBgp?.routeMapDelay ?? ROUTE_MAP_DELAY;
  const waits = policy.routeMaps.size > 0 && routeMapDelay > 0;
  return { holdsSessions: waits ? 1000 * (routeMapDelay - 1) : 1000, routeMapDelay };
}

/** IOS takes one path a prefix unless it is told otherwise, and does not send a route back to whom it has it from. */
function asIos(peer: PeerConfig): PeerConfig {
  const plain = (family: PeerFamilyConfig | undefined) => {
    if (!family) return undefined;
    const { addpathRx: _frr, ...rest } = family;
    return rest;
  };
  const [ipv4, ipv6] = [plain(peer.families.ipv4), plain(peer.families.ipv6)];
  return { ...peer, solo: true, families: { ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) } };
}

/** F61, F184: mended in sources of late 2025. */
function reflectsCleanly(version: FrrVersion): boolean {
  return version.major > 10 || (version.major === 10 && version.minor >= 6);
}

function familyOf(f: FrrBgpFamily): FamilyConfig {
  return {
    maximumPaths: f.maximumPaths ?? 256,
    maximumPathsIbgp: f.maximumPathsIbgp?.paths ?? 256,
    ...(f.maximumPathsIbgp?.equalClusterLength && { equalClusterLength: true }),
    distance: f.distance ?? { external: 20, internal: 200, local: 200 },
    distanceRules: f.distanceRules,
    ...(f.announcedRules && { announcedRules: f.announcedRules }),
    ...(f.tableMap && { tableMap: f.tableMap }),
  };
}

function originationsOf(f: FrrBgpFamily, afi: AfiName): Origination[] {
  return [
    ...f.networks.map(
      ({ prefix, backdoor, redone, precedesAddPath, routeMap, source }): Origination => ({
        kind: 'network',
        prefix,
        backdoor,
        ...(redone && { redone }),
        ...(precedesAddPath && { precedesAddPath }),
        ...(routeMap && { routeMap }),
        source,
      }),
    ),
    ...f.aggregates.map((a): Origination => ({ kind: 'aggregate', ...a })),
    ...f.redistribute.map((r): Origination => ({ kind: 'redistribute', afi, ...r })),
  ];
}

/** What a group's members have of it: everything but its description and the look for their AS (bgpd/bgpd.c peer_group2peer_config_copy). */
function inherited(group: FrrNeighbor): FrrNeighbor {
  const { description: _itsOwn, senderAsPathLoopDetection: _notTold, ...shared } = group;
  return shared;
}

/** A member's settings over its group's (F155). */
function withGroup(own: FrrNeighbor, bgp: FrrBgp): FrrNeighbor {
  const group = own.peerGroup === undefined ? undefined : bgp.peerGroups.get(own.peerGroup);
  if (!group) return own;
  const others = OTHER_FAMILIES.flatMap((f) => (own.others?.[f] ? [[f, familyWithGroup(own.others[f], group.others?.[f] ?? {})] as const] : []));
  return {
    ...inherited(group),
    ...own,
    ipv4: familyWithGroup(own.ipv4, group.ipv4),
    ipv6: familyWithGroup(own.ipv6, group.ipv6),
    others: Object.fromEntries(others),
  };
}

function familyWithGroup(own: FrrNeighborFamily, { soo: _late, ...group }: FrrNeighborFamily): FrrNeighborFamily {
  const soo = own.soo ?? own.groupSoo;
  const { attributeUnchanged, ...rest } = group;
  const told = attributeUnchanged && {
    ...attributeUnchanged,
    nextHop: attributeUnchanged.nextHop && (!group.servedNextHop || own.groupServedNextHop === true),
  };
  const kept = own.lostNextHop && own.attributeUnchanged ? { ...own.attributeUnchanged, nextHop: own.groupServedNextHop === true } : own.attributeUnchanged;
  // Three flags to bgpd: what the member does not name is the group's (bgp_vty.c neighbor_attr_unchanged, bgpd.c peer_af_flag_inherit).
  const flags = kept && {
    asPath: kept.asPath || told?.asPath === true,
    nextHop: kept.nextHop || (told?.nextHop === true && !own.lostNextHop),
    med: kept.med || told?.med === true,
  };
  const removed = strongestPrivate(own.removePrivateAs, group.removePrivateAs);
  return {
    ...rest,
    ...(told && { attributeUnchanged: told }),
    ...own,
    ...(flags && { attributeUnchanged: flags }),
    ...(removed && { removePrivateAs: removed }),
    ...(own.maximumPrefix && { maximumPrefix: besideGroup(own.maximumPrefix, group.maximumPrefix) }),
    ...(soo !== undefined && { soo }),
  };
}

/** The forms of `remove-private-AS` are flags of their own: of a member's and its group's bgpd follows the strongest (bgp_route.c bgp_peer_remove_private_as). */
function strongestPrivate(own: FrrNeighborFamily['removePrivateAs'], group: FrrNeighborFamily['removePrivateAs']): FrrNeighborFamily['removePrivateAs'] {
  if (!own || !group) return own ?? group;
  const rank = ({ all, replaceAs }: NonNullable<typeof own>) => 2 * Number(replaceAs) + Number(all);
  return rank(own) >= rank(group) ? own : group;
}

function peerOf(own: FrrNeighbor, bgp: FrrBgp, interfaces: readonly NetInterface[], defaults: BgpDefaults): PeerConfig[] {
  const merged = withGroup(own, bgp);
  const remoteAs = merged.remoteAs ?? NO_AS;
  const localAs = !own.localAs && merged.localAs ? { localAs: { ...merged.localAs, ofGroup: true } } : {};
  if (own.interface !== undefined) {
    const settings = peerSettings(merged, remoteAs, false, bgp, interfaces, defaults);
    // unnumbered.ts says whom it finds there.
    return [
      {
        id: own.name,
        address: 0n as Ip,
        ...settings,
        ...localAs,
        interface: own.interface,
        unnumbered: { v6only: own.v6only ?? false },
        extendedNextHop: true,
      },
    ];
  }
  if (own.address === undefined) return [];
  return [{ id: own.name, address: own.address, ...peerSettings(merged, remoteAs, isIpv4(own.address), bgp, interfaces, defaults), ...localAs }];
}

/** Everything of a peer but who it is. */
function peerSettings(
  n: FrrNeighbor,
  remoteAs: NonNullable<FrrNeighbor['remoteAs']>,
  ipv4: boolean,
  bgp: FrrBgp,
  interfaces: readonly NetInterface[],
  defaults: BgpDefaults,
): Omit<PeerConfig, 'id' | 'address'> {
  const localAddress = sourceOf(n, ipv4, interfaces);
  const internal = remoteAs === 'internal' || remoteAs === bgp.asn;
  return {
    remoteAs,
    ...(localAddress !== undefined && { localAddress }),
    ...(typeof n.updateSource === 'object' && { localInterface: n.updateSource.interface, ...sourceLacks(n.updateSource.interface, ipv4, interfaces) }),
    ...(n.description !== undefined && { description: n.description }),
    ...(n.peerGroup !== undefined && { peerGroup: n.peerGroup }),
    shutdown: (n.shutdown ?? false) || bgp.shutdown,
    passive: n.passive ?? false,
    ...(n.password !== undefined && { password: n.password }),
    ttl: internal ? 255 : (n.ebgpMultihop ?? 1),
    ...(n.ttlSecurityHops !== undefined && { ttlSecurityHops: n.ttlSecurityHops, ...(n.joinedSecured && { securedOnLink: true }) }),
    disableConnectedCheck: (n.disableConnectedCheck ?? false) || bgp.disableEbgpConnectedRouteCheck,
    enforceFirstAs: n.enforceFirstAs ?? bgp.enforceFirstAs ?? defaults.enforceFirstAs,
    ...(n.localAs && { localAs: n.localAs }),
    ...(n.dontCapabilityNegotiate && { silent: true }),
    ...(n.extendedOptionalParameters && { longParameters: true }),
    ...(n.advertisementInterval ? { advertisementInterval: n.advertisementInterval } : {}),
    ...(n.delayOpen !== undefined && { delaysOpen: true }),
    ...(n.resets !== undefined && { resets: n.resets }),
    solo: n.solo ?? false,
    ...(n.capabilityExtendedNextHop && { extendedNextHop: true }),
    ...(n.senderAsPathLoopDetection && { senderLoopDetection: true }),
    holdTime: n.timers?.hold ?? bgp.timers?.hold ?? defaults.timers.hold,
    ...(n.localRole && { localRole: n.localRole }),
    families: { ...(n.ipv4.activate && { ipv4: peerFamily(n.ipv4) }), ...(n.ipv6.activate && { ipv6: peerFamily(n.ipv6) }) },
    ...otherFamilies(n),
    ...(n.overrideCapability ? { capabilities: 'overridden' as const } : n.strictCapabilityMatch ? { capabilities: 'strict' as const } : {}),
    source: n.source,
  };
}

/** `update-source`, by address or by interface. */
function sourceOf(n: FrrNeighbor, ipv4: boolean, interfaces: readonly NetInterface[]): Ip | undefined {
  const source = n.updateSource;
  if (source === undefined || typeof source !== 'object') return source;
  return interfaces.find((i) => i.name === source.interface)?.addresses.find((a) => isIpv4(a.ip) === ipv4)?.ip;
}

/** A link-local address is there on every interface, so that IPv6 never lacks one, and 127.0.0.1 on `lo` (bgp_network.c bgp_update_address). */
function sourceLacks(name: string, ipv4: boolean, interfaces: readonly NetInterface[]): Pick<PeerConfig, 'sourceLacks'> {
  if (name === 'lo') return {};
  const found = interfaces.find((i) => i.name === name);
  if (!found) return { sourceLacks: 'interface' };
  return ipv4 && !found.addresses.some((a) => isIpv4(a.ip)) ? { sourceLacks: 'address' } : {};
}

/** `bgp listen range`: whoever calls from it is a member of the group. */
function listenRanges(bgp: FrrBgp, interfaces: readonly NetInterface[], defaults: BgpDefaults): NonNullable<SpeakerConfig['listenRanges']> {
  return bgp.listenRanges.flatMap((range) => {
    const group = bgp.peerGroups.get(range.peerGroup);
    if (group?.remoteAs === undefined) return [];
    const activated = {
      ...inherited(group),
      joinedSecured: true,
      peerGroup: range.peerGroup,
      ipv4: { ...group.ipv4, activate: group.ipv4.activate ?? bgp.defaultIpv4Unicast },
    };
    const peer = { ...peerSettings(activated, group.remoteAs, isIpv4(range.prefix.ip), bgp, interfaces, defaults), passive: true };
    return [{ prefix: range.prefix, peer, source: range.source }];
  });
}

function otherFamilies({ others = {} }: FrrNeighbor): Pick<PeerConfig, 'otherFamilies'> {
  const active = OTHER_FAMILIES.flatMap((family) => {
    const said = others[family];
    return said?.activate ? [[family, peerFamily(keptOf(family, said))] as const] : [];
  });
  return active.length === 0 ? {} : { otherFamilies: Object.fromEntries(active) };
}

/** EVPN keeps next hops unless that is taken back (bgpd/bgpd.c peer_new). */
function keptOf(family: OtherFamily, said: FrrNeighborFamily): FrrNeighborFamily {
  return family === 'l2VpnEvpn' ? { ...said, attributeUnchanged: { asPath: false, med: false, ...said.attributeUnchanged, nextHop: true } } : said;
}

function peerFamily(f: FrrNeighborFamily): PeerFamilyConfig {
  const {
    activate: _a,
    nextHopSelf,
    nextHopSelfForce,
    sendCommunity,
    maximumPrefix,
    disableAddpathRx,
    groupSoo: _g,
    servedNextHop: _s,
    groupServedNextHop: _gs,
    lostNextHop: _l,
    ...same
  } = f;
  return {
    ...same,
    ...(!disableAddpathRx && { addpathRx: true }),
    ...(nextHopSelfForce ? { nextHopSelf: 'force' as const } : nextHopSelf ? { nextHopSelf: true } : {}),
    sendCommunity: { standard: sendCommunity?.standard ?? true, extended: sendCommunity?.extended ?? true, large: sendCommunity?.large ?? true },
    ...(maximumPrefix && { maximumPrefix: { ...maximumPrefix, threshold: maximumPrefix.threshold ?? 75 } }),
  };
}
